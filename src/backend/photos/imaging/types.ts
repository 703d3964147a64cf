import type { PhotoFormat } from '../../../domain/photo/formats'
import type { RejectReason } from '../../../domain/photo/reject'

/** Bounds that keep one picture from costing more than one clear error (A3, R5). All are policy, the defaults suit phones of today. */
export interface ImagingLimits {
  /** Width × height as stored. */
  maxPixels: number
  /** Size of the file: it is read whole. */
  maxBytes: number
}

export const DEFAULT_IMAGING_LIMITS: ImagingLimits = { maxPixels: 100_000_000, maxBytes: 256 * 1024 ** 2 }

/** Longest side of a thumbnail in pixels. */
export const THUMB_SIDE = 320

/** Longest side in pixels of a picture on paper (L3): half a page wide it has some 450 dots an inch. */
export const PRINT_SIDE = 1600

/** A picture waits in each imaging process, so that none stands still while the owner of the data waits for the disk (X5). */
export const PICTURES_AHEAD = 1

/** A job of the file process: plain data, so that any transport carries it. */
export interface ThumbnailJob {
  path: string
  /** Where the WebP goes; its folder is made. */
  thumbPath: string
  /** Written first and renamed, so that no half thumbnail is ever shown; on the same disk, best in `incoming/`. */
  tempPath: string
  /** Longest side in pixels; a thumbnail's by default. A smaller picture stays as large as it is. */
  side?: number
  /** JPEG on white instead of WebP, for spreadsheets, which know no WebP. */
  jpeg?: boolean
  limits?: ImagingLimits
}

export type ThumbnailResult =
  | {
      ok: true
      format: PhotoFormat
      /** As stored, before orientation. */
      width: number
      height: number
      /** EXIF orientation 1–8; 1 for formats that turn the picture themselves. */
      orientation: number
      /** Frames or pages. */
      frames: number
      thumb: { width: number; height: number; bytes: number }
      /** How it looks (A4), worked out of the thumbnail; null for one colour all over, and for a job that asked for another side. */
      looks: string | null
    }
  | { ok: false; reason: RejectReason }

/** A decoder's answer that the picture is at fault, not the program. */
export class PictureRefused extends Error {
  constructor(
    readonly reason: RejectReason,
    options?: { cause?: unknown },
  ) {
    super(reason, options)
    this.name = 'PictureRefused'
  }
}
