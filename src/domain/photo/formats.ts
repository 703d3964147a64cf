/** What a file really is, told by its first bytes and never by its name (spec A3). */
export const PHOTO_FORMATS = {
  jpeg: { extension: 'jpg', aliases: ['jpg', 'jpeg', 'jpe', 'jfif'], mime: 'image/jpeg', opaque: false },
  png: { extension: 'png', aliases: ['png', 'apng'], mime: 'image/png', opaque: false },
  webp: { extension: 'webp', aliases: ['webp'], mime: 'image/webp', opaque: false },
  gif: { extension: 'gif', aliases: ['gif'], mime: 'image/gif', opaque: false },
  bmp: { extension: 'bmp', aliases: ['bmp', 'dib'], mime: 'image/bmp', opaque: false },
  tiff: { extension: 'tif', aliases: ['tif', 'tiff', 'dng'], mime: 'image/tiff', opaque: false },
  heic: { extension: 'heic', aliases: ['heic', 'heif', 'hif'], mime: 'image/heic', opaque: false },
  heif: { extension: 'heif', aliases: ['heif', 'heic', 'hif'], mime: 'image/heif', opaque: false },
  avif: { extension: 'avif', aliases: ['avif'], mime: 'image/avif', opaque: false },
  pdf: { extension: 'pdf', aliases: ['pdf'], mime: 'application/pdf', opaque: true },
  mp4: { extension: 'mp4', aliases: ['mp4', 'm4v', '3gp', '3gpp'], mime: 'video/mp4', opaque: true },
  mov: { extension: 'mov', aliases: ['mov', 'qt'], mime: 'video/quicktime', opaque: true },
} as const satisfies Record<string, FormatFacts>

interface FormatFacts {
  /** The extension that the archive gives, lower case, without a dot. */
  extension: string
  /** Extensions that are honest names for this content. */
  aliases: readonly string[]
  mime: string
  /** Kept as evidence but never decoded here: no thumbnail. */
  opaque: boolean
}

export type PhotoFormat = keyof typeof PHOTO_FORMATS

/** How many bytes from the start `sniffFormat` wants to see. */
export const SNIFF_BYTES = 4096

/** Tells the format from the first bytes (up to `SNIFF_BYTES`), or null when it is none that people send as evidence (A3). */
export function sniffFormat(head: Uint8Array): PhotoFormat | null {
  if (startsWith(head, [0xff, 0xd8, 0xff])) return 'jpeg'
  if (startsWith(head, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'png'
  const text = ascii(head, 0, 12)
  if (text.startsWith('GIF87a') || text.startsWith('GIF89a')) return 'gif'
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return 'webp'
  if (startsWith(head, [0x49, 0x49, 0x2a, 0x00]) || startsWith(head, [0x4d, 0x4d, 0x00, 0x2a])) return 'tiff'
  if (startsWith(head, [0x49, 0x49, 0x2b, 0x00]) || startsWith(head, [0x4d, 0x4d, 0x00, 0x2b])) return 'tiff'
  if (text.startsWith('BM') && isBitmapHeader(head)) return 'bmp'
  const boxes = sniffBoxes(head)
  if (boxes) return boxes
  // The PDF rules let up to a kilobyte of other bytes stand before the mark, and scanners use that.
  if (ascii(head, 0, 1024).includes('%PDF-')) return 'pdf'
  return null
}

/** Lower-case extension of a name without the dot; empty when there is none. */
export function extensionOf(name: string): string {
  const base = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1)
  const dot = base.lastIndexOf('.')
  return dot > 0 ? base.slice(dot + 1).toLowerCase() : ''
}

/** True when the name promises another content than the bytes hold; a name without extension promises nothing (A3). */
export function isMislabelled(name: string, format: PhotoFormat): boolean {
  const extension = extensionOf(name)
  const aliases: readonly string[] = PHOTO_FORMATS[format].aliases
  return extension !== '' && !aliases.includes(extension)
}

/** True when the name promises a photo, PDF or video: such a file is worth keeping aside even if nobody can read it. */
export function claimsToBePhoto(name: string): boolean {
  const extension = extensionOf(name)
  return extension === '' || Object.values(PHOTO_FORMATS).some((facts) => (facts.aliases as readonly string[]).includes(extension))
}

function startsWith(head: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, index) => head[index] === byte)
}

function ascii(head: Uint8Array, from: number, to: number): string {
  let text = ''
  for (const byte of head.subarray(from, to)) text += String.fromCharCode(byte)
  return text
}

/** "BM" alone also starts plain words: the size of the second header must be one that exists. */
function isBitmapHeader(head: Uint8Array): boolean {
  if (head.length < 18) return false
  const size = head[14]! | (head[15]! << 8) | (head[16]! << 16) | (head[17]! << 24)
  return [12, 16, 40, 52, 56, 64, 108, 124].includes(size)
}

/** ISO base media files name their brands in a first `ftyp` box; old QuickTime files start with a bare box. */
function sniffBoxes(head: Uint8Array): PhotoFormat | null {
  const type = ascii(head, 4, 8)
  if (['moov', 'mdat', 'wide', 'pnot', 'skip'].includes(type)) return 'mov'
  if (type !== 'ftyp') return null
  const declared = ((head[0]! << 24) | (head[1]! << 16) | (head[2]! << 8) | head[3]!) >>> 0
  const end = Math.min(head.length, Math.max(declared, 16))
  const brands: string[] = [ascii(head, 8, 12)]
  for (let at = 16; at + 4 <= end; at += 4) brands.push(ascii(head, at, at + 4))
  const has = (...names: string[]): boolean => names.some((name) => brands.includes(name))
  if (has('avif', 'avis')) return 'avif'
  if (has('heic', 'heix', 'hevc', 'hevx', 'heim', 'heis', 'hevm', 'hevs')) return 'heic'
  if (brands[0] === 'mif1' || brands[0] === 'msf1' || brands[0] === 'mif2') return 'heif'
  if (brands[0] === 'qt  ') return 'mov'
  return /^(iso[m2-9a-c]|mp4[12v]|avc1|dash|M4V|MSNV|3g|f4v|mmp4|NDS|cmf)/.test(brands[0] ?? '') ? 'mp4' : null
}
