import type { ShipmentLine } from './wrong-shipment'

const UNIT = '件|个|双|套|张|盒|瓶|包|条|本|只|支|台|袋|箱|pcs?'
const TIMES = new RegExp(String.raw`^(.+?)\s*[×xX✕*]\s*(\d{1,5})\s*(?:${UNIT})?$`)
const COUNTED = new RegExp(String.raw`^(.+?)\s*(\d{1,5})\s*(?:${UNIT})$`)
const SKU = /^(.+?)\s*\[([^\]]{1,60})\]$/
const TITLE_AT_MOST = 200
const LINES_AT_MOST = 50

/**
 * Goods as people write them into one cell (W1): lines parted by `；`, `、`, `+` or line ends, each with `×2` or `2件` at its end and a SKU
 * in square brackets. A comma is part of a name: variants are written with it.
 * @param alone quantity of a single line that names none
 */
export function parseGoods(text: string | null, alone: number | null = null): ShipmentLine[] {
  const parts = (text ?? '').split(/[；;、\n+＋]+/).map((part) => part.trim()).filter((part) => part !== '')
  const lines = parts.slice(0, LINES_AT_MOST).map((part): ShipmentLine => {
    const counted = TIMES.exec(part) ?? COUNTED.exec(part)
    const name = counted?.[1] ?? part
    const sku = SKU.exec(name)
    const quantity = counted?.[2] === undefined ? 1 : Number(counted[2])
    return { title: (sku?.[1] ?? name).slice(0, TITLE_AT_MOST), sku: sku?.[2] ?? null, quantity: Math.max(1, quantity) }
  })
  const [only] = lines
  if (lines.length === 1 && only !== undefined && alone !== null && alone > 0 && only.quantity === 1) return [{ ...only, quantity: alone }]
  return lines
}

/** Comparable form of goods: the same things in any order, width and spacing. */
export function goodsKey(lines: readonly ShipmentLine[]): string {
  return lines.map(({ title, sku, quantity }) => `${(sku ?? title).normalize('NFKC').toLowerCase().replace(/\s+/gu, '')}*${quantity}`).sort().join('|')
}
