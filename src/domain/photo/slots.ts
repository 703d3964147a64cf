import type { EvidenceSlotId } from '../case/slots'

/** Which evidence slots photos take that come in without being asked for one by one (A2, C1, P4). */
export interface EvidenceSlot {
  readonly slot: string
  readonly required: boolean
  readonly photoCount: number
}

/** Papers and screenshots that others issue: never guessed from a handful of photos. */
const PAPERS: ReadonlySet<string> = new Set<EvidenceSlotId>([
  'packing-list',
  'signature-proof',
  'courier-proof',
  'sender-certificate',
  'value-proof',
  'refund-proof',
  'trace-screenshot',
  'chat-screenshot',
  'address-proof',
  'review-screenshot',
  'platform-notice',
  'warranty-proof',
  'acceptance-sheet',
  'repair-report',
])

/**
 * The slots that `count` photos take which come together: one photo takes the next empty one; several take what the buyer was asked
 * to photograph, in that order, and what is left goes on the case without a slot.
 */
export function slotsFor(count: number, slots: readonly EvidenceSlot[]): string[] {
  const empty = emptySlots(slots)
  return count === 1 ? empty.slice(0, 1) : empty.filter((slot) => !PAPERS.has(slot)).slice(0, count)
}

/** Slots that wait for a photo, required ones first, in the order of the case (C1, P4). */
export function emptySlots(slots: readonly EvidenceSlot[]): string[] {
  const empty = slots.filter((slot) => slot.photoCount === 0)
  return [...empty.filter((slot) => slot.required), ...empty.filter((slot) => !slot.required)].map((slot) => slot.slot)
}
