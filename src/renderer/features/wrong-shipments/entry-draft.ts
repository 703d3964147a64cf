/** The form of a wrong shipment (W1): one list in which every item has an expected and a sent quantity. Pure. */
import type { CaseDetail } from '../../../contract/cases'
import type { WrongShipment } from '../../../contract/wrong-shipments'
import { diffShipment, type ShipmentDiff, type ShipmentError, type ShipmentLine } from '../../../domain/wrong-shipment/wrong-shipment'

export interface DraftLine {
  readonly id: number
  title: string
  sku: string
  /** as typed; '' counts as 0 */
  expected: string
  sent: string
}

const MOST = 100_000

/** The items of the case's order, sent as expected: what is wrong is then changed. */
export function linesFromCase(found: Pick<CaseDetail, 'order'> | null): DraftLine[] {
  const items = found?.order?.items ?? []
  return items.map((item, index) => ({ id: index + 1, title: item.title, sku: item.sku ?? '', expected: String(item.quantity), sent: String(item.quantity) }))
}

/** The lines of an entry that is to be corrected: every item once, with both its quantities. */
export function linesFromEntry({ expected, sent }: Pick<WrongShipment, 'expected' | 'sent'>): DraftLine[] {
  const { missing, extra, same } = diffShipment(expected, sent)
  const order = [...expected, ...sent].map(({ title, sku }) => `${sku ?? ''} ${title}`)
  const placeOf = ({ title, sku }: { readonly title: string; readonly sku: string | null }): number => {
    const at = order.indexOf(`${sku ?? ''} ${title}`)
    return at < 0 ? order.length : at
  }
  return [...missing, ...extra, ...same]
    .sort((a, b) => placeOf(a) - placeOf(b))
    .map((item, index) => ({ id: index + 1, title: item.title, sku: item.sku ?? '', expected: String(item.expected), sent: String(item.sent) }))
}

export function emptyLine(lines: readonly DraftLine[], expected = '0'): DraftLine {
  return { id: Math.max(0, ...lines.map((line) => line.id)) + 1, title: '', sku: '', expected, sent: '1' }
}

/** A typed quantity, or null when it is none. Full-width digits count. */
export function quantityOf(text: string): number | null {
  const half = text.normalize('NFKC').trim()
  if (half === '') return 0
  const value = /^\d+$/.test(half) ? Number(half) : Number.NaN
  return value <= MOST ? value : null
}

export interface DraftSides {
  readonly expected: ShipmentLine[]
  readonly sent: ShipmentLine[]
  readonly diff: ShipmentDiff
  readonly badQuantity: boolean
}

/** Both lists as the register keeps them; rows without a name or with nothing on a side are left out of that side. */
export function sidesOf(lines: readonly DraftLine[]): DraftSides {
  const side = (which: 'expected' | 'sent'): ShipmentLine[] =>
    lines.flatMap((line) => {
      const quantity = quantityOf(line[which]) ?? 0
      return line.title.trim() === '' || quantity === 0 ? [] : [{ title: line.title.trim(), sku: line.sku.trim() || null, quantity }]
    })
  const expected = side('expected')
  const sent = side('sent')
  return { expected, sent, diff: diffShipment(expected, sent), badQuantity: lines.some((line) => quantityOf(line.expected) === null || quantityOf(line.sent) === null) }
}

const ERROR_OF: Readonly<Record<string, ShipmentError>> = {
  'wrong-item': 'wrong',
  'missing-item': 'missing',
  'extra-item': 'extra',
  'short-pack': 'short-pack',
}

/** The error that a kind of case speaks for, until the quantities say more. */
export function errorForKind(kind: string | null): ShipmentError | null {
  return kind === null ? null : (ERROR_OF[kind] ?? null)
}

/** "红杯 ×2 → 蓝杯 ×2": both sides in one line. */
export function sidesInWords(expected: readonly ShipmentLine[], sent: readonly ShipmentLine[]): string {
  const words = (lines: readonly ShipmentLine[]): string => (lines.length === 0 ? '—' : lines.map((line) => `${line.title} ×${line.quantity}`).join('，'))
  return `${words(expected)} → ${words(sent)}`
}
