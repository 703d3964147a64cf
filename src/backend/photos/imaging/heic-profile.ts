/**
 * The colour profile of a HEIC file, which its decoder does not apply: an iPhone writes Display P3, and its red would look pale on a
 * screen. The file's boxes are walked down to `meta/iprp/ipco/colr`; nothing is decoded.
 */

/** What a box begins with: its size, its kind. */
const HEAD = 8
/** More than any profile of a camera; a longer one is no profile. */
const LONGEST = 4 * 1024 * 1024
/** The way down, and the bytes that stand before the children of each. */
const WAY: readonly { readonly kind: string; readonly skip: number }[] = [{ kind: 'meta', skip: 4 }, { kind: 'iprp', skip: 0 }, { kind: 'ipco', skip: 0 }]

interface Box {
  readonly kind: string
  readonly from: number
  readonly to: number
}

/** The boxes between two places, as far as they can be told apart. */
function boxesIn(file: Uint8Array, from: number, to: number): Box[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const boxes: Box[] = []
  for (let at = from; at + HEAD <= to; ) {
    const size = view.getUint32(at)
    const kind = String.fromCharCode(...file.subarray(at + 4, at + HEAD))
    // 0: to the end; 1: a size of 64 bits, which only picture data has
    const end = size === 0 ? to : at + size
    if (size === 1) {
      if (at + 16 > to) break
      const large = Number(view.getBigUint64(at + HEAD))
      if (large < 16) break
      at += large
      continue
    }
    if (end < at + HEAD || end > to) break
    boxes.push({ kind, from: at + HEAD, to: end })
    at = end
  }
  return boxes
}

/** The ICC profile that the file carries; null when it has none, says its colours in numbers only, or is damaged there. */
export function heicProfile(file: Uint8Array): Uint8Array | null {
  let within: Box = { kind: '', from: 0, to: file.length }
  for (const { kind, skip } of WAY) {
    const found = boxesIn(file, within.from, within.to).find((box) => box.kind === kind)
    if (found === undefined || found.from + skip > found.to) return null
    within = { ...found, from: found.from + skip }
  }
  for (const box of boxesIn(file, within.from, within.to)) {
    if (box.kind !== 'colr' || box.to - box.from <= 4 || box.to - box.from > LONGEST) continue
    const type = String.fromCharCode(...file.subarray(box.from, box.from + 4))
    if (type === 'prof' || type === 'rICC') return Uint8Array.from(file.subarray(box.from + 4, box.to))
  }
  return null
}
