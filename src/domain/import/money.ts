import { halfWidth } from './text'

export type MoneyResult = { ok: true; cents: number; currency: string | null } | { ok: false }

const REFUSED: MoneyResult = { ok: false }
const PLAIN = /^-?\d{1,12}(?:\.\d{1,2})?$/
const SIGNS: [RegExp, string | null][] = [
  [/AU\s*\$|AUD/, 'AUD'],
  [/US\s*\$|USD/, 'USD'],
  [/C\s*\$|CAD/, 'CAD'],
  [/HK\s*\$|HKD/, 'HKD'],
  [/NZ\s*\$|NZD/, 'NZD'],
  [/JPY|円/, 'JPY'],
  [/€|EUR/, 'EUR'],
  [/£|GBP/, 'GBP'],
  [/RMB|CNY|人民币|元|块/, 'CNY'],
  [/[¥￥]/, 'CNY'],
  [/\$/, 'USD'],
]

/**
 * An amount as people and programs write it → integer cents (spec M1): currency signs, thousands separators, decimal
 * comma, brackets or a trailing minus for negative, full-width digits. More than two decimals round half away from zero.
 * @param decimal `comma` where a file is known to use it; `auto` decides by shape (`90,00` but not `1,234`).
 */
export function parseMoney(text: string, decimal: 'auto' | 'dot' | 'comma' = 'auto'): MoneyResult {
  if (PLAIN.test(text)) return { ok: true, cents: centsOf(text), currency: null }
  if (text.length > 64) return REFUSED
  let rest = halfWidth(text).normalize('NFKC').toUpperCase().trim()
  let currency: string | null = null
  for (const [pattern, code] of SIGNS) {
    if (!pattern.test(rest)) continue
    currency = code
    rest = rest.replace(pattern, '')
    break
  }
  rest = rest.replace(/[\u2212\u2013\u2014\ufe63]/g, '-').replace(/[\s'’\u00a0\u202f]/g, '')
  let negative = false
  const bracket = /^\((.+)\)$/.exec(rest)
  if (bracket) {
    negative = true
    rest = bracket[1] ?? ''
  }
  const sign = /^([+-]?)(.*?)(-?)$/.exec(rest)
  if (!sign) return REFUSED
  if (sign[1] === '-' || sign[3] === '-') {
    if (sign[1] !== '' && sign[3] === '-') return REFUSED
    negative = !negative
  }
  const plain = plainDecimal(sign[2] ?? '', decimal)
  if (plain === null) return REFUSED
  const cents = centsOf(plain)
  if (!Number.isSafeInteger(cents)) return REFUSED
  return { ok: true, cents: negative && cents !== 0 ? -cents : cents, currency }
}

/** Digits with at most one dot, or null if the separators make no sense. */
function plainDecimal(text: string, decimal: 'auto' | 'dot' | 'comma'): string | null {
  if (/^\d+(?:\.\d+)?$/.test(text) && !(decimal === 'comma' && /^\d{1,3}\.\d{3}$/.test(text))) return text
  if (/^\.\d+$/.test(text)) return `0${text}`
  if (/^\d+\.$/.test(text)) return text.slice(0, -1)
  if (/^\d(?:\.\d+)?E[+-]?\d{1,2}$/.test(text)) {
    const value = Number(text)
    return value < 1e12 ? value.toFixed(6) : null
  }
  if (decimal !== 'comma' && /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(text)) return text.replaceAll(',', '')
  // Indian and Chinese hand-made grouping (1,2345 or 12,34,567.00) is only safe with a dot behind it.
  if (decimal !== 'comma' && /^\d{1,4}(?:,\d{2,4})+\.\d{1,2}$/.test(text)) return text.replaceAll(',', '')
  if (decimal !== 'dot' && /^\d{1,3}(?:\.\d{3})+(?:,\d+)?$/.test(text)) {
    return text.replaceAll('.', '').replace(',', '.')
  }
  if (decimal === 'comma' ? /^\d+,\d+$/.test(text) : decimal === 'auto' && /^\d+,\d{1,2}$/.test(text)) {
    return text.replace(',', '.')
  }
  return null
}

/** Exact decimal text → cents without floating point; what lies below a cent rounds half away from zero. */
function centsOf(text: string): number {
  const negative = text.startsWith('-')
  const body = negative ? text.slice(1) : text
  const dot = body.indexOf('.')
  const whole = dot < 0 ? body : body.slice(0, dot)
  const fraction = dot < 0 ? '' : body.slice(dot + 1)
  let cents = Number(whole) * 100 + Number(fraction.slice(0, 2).padEnd(2, '0'))
  // A double written out (54.8999999999) is the cent it stands for, so look at enough digits.
  if (fraction.length > 2 && Number(`0.${fraction.slice(2)}`) >= 0.5) cents += 1
  return negative && cents !== 0 ? -cents : cents
}
