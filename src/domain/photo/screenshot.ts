import { extensionOf, PHOTO_FORMATS, type PhotoFormat } from './formats'

/** What is known of a filed picture when the question is whether it holds text worth reading (A7). */
export interface PictureFacts {
  readonly format: string
  readonly width: number | null
  readonly height: number | null
  /** How it came in (A2); null: not known. */
  readonly source: string | null
  readonly originalName: string | null
}

/** Which pictures are taken for screenshots; policy (resources/policies/reading.yaml). */
export interface ScreenshotRule {
  readonly formats: readonly string[]
  readonly sources: readonly string[]
  /** Parts of file names, in lower case. */
  readonly names: readonly string[]
  /** Shorter side in pixels from which on a picture can hold a line of text. */
  readonly minSide: number
}

/**
 * Whether a picture is read by itself (A7): saved in a format that screens are saved in, captured or pasted, or named like a screenshot.
 * A photo of a camera is none of it; its EXIF is looked at by the reader, which leaves it alone.
 */
export function isScreenshotLike(picture: PictureFacts, rule: ScreenshotRule): boolean {
  const facts = Object.hasOwn(PHOTO_FORMATS, picture.format) ? PHOTO_FORMATS[picture.format as PhotoFormat] : undefined
  if (facts === undefined || facts.opaque) return false
  if (picture.width !== null && picture.height !== null && Math.min(picture.width, picture.height) < rule.minSide) return false
  if (rule.formats.includes(picture.format)) return true
  if (picture.source !== null && rule.sources.includes(picture.source)) return true
  const name = stemOf(picture.originalName ?? '')
  return rule.names.some((part) => part !== '' && name.includes(part.toLowerCase()))
}

/** The name without its folders and extension, in lower case: a folder called "screenshots" says nothing of the file. */
function stemOf(path: string): string {
  const base = (path.split(/[\\/]/).at(-1) ?? '').toLowerCase()
  const extension = extensionOf(base)
  return extension === '' ? base : base.slice(0, -extension.length - 1)
}
