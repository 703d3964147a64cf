/** The order in which incoming files are filed. Pure, so that a test can walk it. */
export { emptySlots, slotsFor, type EvidenceSlot } from '../../../domain/photo/slots'

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
