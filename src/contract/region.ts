/**
 * The bridge of the page that covers a display while a region is chosen (A2), as `window.region`: it has no other (R5). It sees the picture
 * of its own display and gives back a rectangle; picture, clipboard and files stay with the shell and the main window.
 */
import type { Region } from '../domain/photo/region'
import type { ShellLocale } from './native'

/** What was on the display when the shortcut was pressed. */
export interface RegionPicture {
  /** physical pixels, row by row, four bytes each: blue, green, red, unused */
  readonly pixels: Uint8Array
  readonly width: number
  readonly height: number
  readonly locale: ShellLocale
}

/** `file`: to the clipboard and into the archive; `copy`: to the clipboard only. */
export type TakeMode = 'file' | 'copy'

/** Told by the shell to the page of one display. */
export type RegionEvent =
  /** a region is being drawn on another display: this one's is given up */
  | { readonly type: 'elsewhere' }
  /** where the picture will be filed, in the main window's words; null: not known */
  | { readonly type: 'place'; readonly place: string | null }

export interface RegionBridge {
  picture(): Promise<RegionPicture>
  /** The picture is drawn: the window may be shown. */
  ready(): Promise<void>
  /** A region begins on this display. */
  began(): Promise<void>
  /** Cuts the region out and ends; a region outside the picture is refused. */
  take(region: Region, mode: TakeMode): Promise<void>
  /** Ends without a picture. */
  cancel(): Promise<void>
  onEvent(listener: (event: RegionEvent) => void): () => void
}

/** The methods that the shell answers. */
export type RegionCall = Exclude<keyof RegionBridge, 'onEvent'>
