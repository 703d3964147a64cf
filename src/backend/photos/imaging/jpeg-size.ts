/** Markers of a frame's header; those left out among 0xc0–0xcf mean something else. */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
/** Markers that stand alone, without a length. */
const isAlone = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)
const START_OF_SCAN = 0xda

/**
 * Width and height of a JPEG as stored, from its headers alone, so that its decoder can be told at once how small it may stay; null
 * where they do not stand where they should. Never throws.
 */
export function jpegSize(file: Uint8Array): { readonly width: number; readonly height: number } | null {
  const word = (at: number): number => ((file[at] ?? 0) << 8) | (file[at + 1] ?? 0)
  for (let at = 2; at + 9 <= file.length && file[at] === 0xff; ) {
    const marker = file[at + 1] ?? 0
    if (marker === 0xff) at += 1
    else if (isAlone(marker)) at += 2
    else if (marker === START_OF_SCAN || word(at + 2) < 2) return null
    else if (isFrame(marker)) {
      const [height, width] = [word(at + 5), word(at + 7)]
      return width > 0 && height > 0 ? { width, height } : null
    } else at += 2 + word(at + 2)
  }
  return null
}
