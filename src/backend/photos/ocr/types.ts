import type { RejectReason } from '../../../domain/photo/reject'
import type { ReadLine } from '../../../domain/photo/reading'

/** Bounds of one reading (A7, R5); all are policy. */
export interface ReadingLimits {
  /** Width × height as stored. */
  readonly maxPixels: number
  /** Size of the file: it is read whole. */
  readonly maxBytes: number
}

/** A job of the file process: a file of the archive, or bytes that were pasted. */
export interface ReadWordsJob {
  readonly path?: string
  readonly bytes?: Uint8Array
  /** Leaves a camera's photo alone, told by its EXIF: only a person asks for its text. */
  readonly skipCamera: boolean
  readonly limits: ReadingLimits
  /** Folder of the models; the program's own when left out. */
  readonly models?: string
}

export type ReadWordsResult =
  | { readonly ok: true; readonly lines: readonly ReadLine[] }
  | { readonly ok: false; readonly reason: RejectReason | 'camera' }

/** RGB, 8 bits each, top row first, nothing between rows. */
export interface Raster {
  readonly width: number
  readonly height: number
  readonly rgb: Uint8Array
}

/** Where text stands, in pixels of a picture; `right` and `bottom` are exclusive. */
export interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}
