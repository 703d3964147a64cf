/** How a number cell reads as text: dates by their format, amounts exactly, spoilt ids recognisably (spec M1). */

export interface NumberStyle {
  date: boolean
  /** Width of a format made of zeros (`00000000`), which shows leading zeros that the number lacks. */
  pad: number
}

export const PLAIN_STYLE: NumberStyle = { date: false, pad: 0 }

/** Meaning of a number format by its built-in id or its code. */
export function numberStyle(id: number, code: string | undefined): NumberStyle {
  if (code === undefined) {
    const date = (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58)
    return date ? { date, pad: 0 } : PLAIN_STYLE
  }
  const first = (code.split(';')[0] ?? '').replace(/"[^"]*"|\\.|_.|\*./g, '').replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '')
  if (/^0{2,}$/.test(first)) return { date: false, pad: first.length }
  return /[ymdhs]/i.test(first) && !/^general$/i.test(first) ? { date: true, pad: 0 } : PLAIN_STYLE
}

/**
 * Text of a number cell. Whole numbers that a double cannot hold exactly, or that end in zeros beyond the 15th digit, are
 * written in scientific notation: that is the shape by which `detectDamagedId` refuses them as ids.
 */
export function numberText(value: string | number, style: NumberStyle, date1904: boolean): string {
  const number = typeof value === 'number' ? value : Number(value)
  if (!Number.isFinite(number)) return String(value)
  if (style.date && number >= 0 && number < 2_958_466) return dateText(number, date1904)
  if (Number.isInteger(number)) {
    const size = Math.abs(number)
    if (size >= 1e15 && (!Number.isSafeInteger(number) || number % 10 === 0)) return number.toExponential().toUpperCase()
    return style.pad > 0 ? String(number).padStart(style.pad, '0') : String(number)
  }
  // Arithmetic leaves 54.900000000000006: fifteen digits are what a spreadsheet shows.
  return String(Number(number.toPrecision(15)))
}

const DAY = 86_400_000

function dateText(serial: number, date1904: boolean): string {
  // Excel counts a 29 February 1900 that never was.
  const days = date1904 ? serial + 1462 : serial < 60 ? serial + 1 : serial
  const at = new Date(Math.round((days - 25_569) * 86_400) * 1000)
  const iso = at.toISOString()
  if (serial < 1) return iso.slice(11, 19)
  return at.getTime() % DAY === 0 ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${iso.slice(11, 19)}`
}
