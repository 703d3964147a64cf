/** Wrong-shipment register (spec W1, W2): what should have been in the parcel, what was, and who checked the entry. */

export const SHIPMENT_ERRORS = ['wrong', 'missing', 'extra', 'short-pack', 'wrong-copy'] as const
export type ShipmentError = (typeof SHIPMENT_ERRORS)[number]

interface Words {
  readonly zh: string
  readonly en: string
}

export const SHIPMENT_ERROR_LABELS: Readonly<Record<ShipmentError, Words>> = {
  wrong: { zh: '错发', en: 'Wrong item' },
  missing: { zh: '漏发', en: 'Missing item' },
  extra: { zh: '多发', en: 'Extra item' },
  'short-pack': { zh: '少包', en: 'Short pack' },
  'wrong-copy': { zh: '抄错', en: 'Copied wrongly' },
}

export const SHIPMENT_FIXES = ['reissue', 'exchange', 'refund', 'price-difference', 'return', 'pickup', 'keep'] as const
export type ShipmentFix = (typeof SHIPMENT_FIXES)[number]

export const SHIPMENT_FIX_LABELS: Readonly<Record<ShipmentFix, Words>> = {
  reissue: { zh: '补发', en: 'Send what is missing' },
  exchange: { zh: '换货', en: 'Exchange' },
  refund: { zh: '退款', en: 'Refund' },
  'price-difference': { zh: '补差价', en: 'Settle the price difference' },
  return: { zh: '买家退回', en: 'Buyer sends it back' },
  pickup: { zh: '上门取件', en: 'Courier picks it up' },
  keep: { zh: '买家留用', en: 'Buyer keeps it' },
}

export interface ShipmentLine {
  readonly title: string
  readonly sku?: string | null | undefined
  readonly quantity: number
}

export interface LineDifference {
  readonly title: string
  readonly sku: string | null
  readonly expected: number
  readonly sent: number
  /** sent − expected: negative is missing, positive is too much. */
  readonly delta: number
}

export interface ShipmentDiff {
  readonly missing: readonly LineDifference[]
  readonly extra: readonly LineDifference[]
  readonly same: readonly LineDifference[]
  /** The error the difference speaks for; null when both lists agree. What was sent cannot tell who miscopied: people may change it. */
  readonly suggested: ShipmentError | null
}

/** Items are one and the same by SKU; without one by title in any width, case and spacing. */
function itemKey(line: ShipmentLine): string {
  const sku = line.sku?.trim() ?? ''
  const text = sku === '' ? `title:${line.title}` : `sku:${sku}`
  return text.normalize('NFKC').toLowerCase().replace(/\s+/gu, '')
}

/** W1: compares expected with sent lines; repeated lines of one item add up. Order follows first mention. */
export function diffShipment(expected: readonly ShipmentLine[], sent: readonly ShipmentLine[]): ShipmentDiff {
  const items = new Map<string, { title: string; sku: string | null; expected: number; sent: number }>()
  const count = (line: ShipmentLine, side: 'expected' | 'sent'): void => {
    const key = itemKey(line)
    const item = items.get(key) ?? { title: line.title, sku: line.sku ?? null, expected: 0, sent: 0 }
    item[side] += line.quantity
    items.set(key, item)
  }
  for (const line of expected) count(line, 'expected')
  for (const line of sent) count(line, 'sent')

  const all: LineDifference[] = [...items.values()].map((item) => ({ ...item, delta: item.sent - item.expected }))
  const missing = all.filter((item) => item.delta < 0)
  const extra = all.filter((item) => item.delta > 0)
  const same = all.filter((item) => item.delta === 0)
  return { missing, extra, same, suggested: suggestError(missing, extra) }
}

function suggestError(missing: readonly LineDifference[], extra: readonly LineDifference[]): ShipmentError | null {
  if (missing.length > 0 && extra.length > 0) return 'wrong'
  if (extra.length > 0) return 'extra'
  if (missing.length === 0) return null
  // Some of an item arrived but not all of it: the pack was short. An item that did not arrive at all was left out.
  return missing.every((item) => item.sent > 0) ? 'short-pack' : 'missing'
}

export const SHIPMENT_STATES = ['draft', 'submitted', 'verified', 'returned'] as const
export type ShipmentState = (typeof SHIPMENT_STATES)[number]

export const SHIPMENT_STATE_LABELS: Readonly<Record<ShipmentState, Words>> = {
  draft: { zh: '草稿', en: 'Draft' },
  submitted: { zh: '待审核', en: 'Waiting for verification' },
  verified: { zh: '已审核', en: 'Verified' },
  returned: { zh: '已退回', en: 'Sent back' },
}

/** W2, S3: an edit of a verified entry voids the verification, so it waits again. */
const NEXT: Readonly<Record<ShipmentState, readonly ShipmentState[]>> = {
  draft: ['submitted'],
  submitted: ['verified', 'returned', 'draft'],
  verified: ['submitted'],
  returned: ['submitted', 'draft'],
}

export function canMoveShipment(from: ShipmentState, to: ShipmentState): boolean {
  return NEXT[from].includes(to)
}

/** W2: two hands. Nobody verifies what they entered or corrected themselves, unless they are the only one there to do it. */
export function mayVerify(entry: { readonly submittedBy: string; readonly correctedBy?: string | null | undefined }, actorId: string, activeStaff: number): boolean {
  return (entry.submittedBy !== actorId && entry.correctedBy !== actorId) || activeStaff <= 1
}

export function countsInStatistics(state: ShipmentState): boolean {
  return state === 'verified'
}

export function isShipmentError(text: string): text is ShipmentError {
  return (SHIPMENT_ERRORS as readonly string[]).includes(text)
}

export function isShipmentFix(text: string): text is ShipmentFix {
  return (SHIPMENT_FIXES as readonly string[]).includes(text)
}
