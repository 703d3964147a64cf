/** The order in which incoming files are filed and the slots they get. Pure, so that a test can walk it. */
import type { EvidenceSlotId } from '../../../domain/case/slots'

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

/** A file on its way in: from the disk by its path, else by its bytes. */
export type Incoming = { readonly name: string; readonly path: string } | { readonly name: string; readonly bytes: () => Promise<Uint8Array> }

export type Portion = { readonly how: 'paths'; readonly files: readonly Extract<Incoming, { path: string }>[]; readonly slot: string | null } | { readonly how: 'bytes'; readonly file: Extract<Incoming, { bytes: unknown }>; readonly slot: string | null }

/** Files of one call: few enough that progress is seen, many enough that several are decoded at once. */
const AT_ONCE = 8

/** What to send next: a file for a slot goes alone, since its slot is only taken once it was kept; the rest go together. */
export function nextPortion(waiting: readonly Incoming[], slots: readonly string[]): Portion | null {
  const first = waiting[0]
  if (!first) return null
  const slot = slots[0] ?? null
  if ('bytes' in first) return { how: 'bytes', file: first, slot }
  if (slot !== null) return { how: 'paths', files: [first], slot }
  const files: Extract<Incoming, { path: string }>[] = []
  for (const file of waiting) {
    if (!('path' in file) || files.length === AT_ONCE) break
    files.push(file)
  }
  return { how: 'paths', files, slot: null }
}
