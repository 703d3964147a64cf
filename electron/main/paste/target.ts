/**
 * The window of another program that had the focus when the floating replies were opened (T3). One implementation per system; each runs
 * commands that are built from constants and window numbers alone. The reply itself goes through the clipboard and nowhere else.
 */
export interface PasteTarget {
  /** Whether this system lets us press the paste key in another window; asked before a reply is chosen. */
  canPaste(): Promise<boolean>
  /** Looks which window has the focus now, remembers it, and tells its title; null when there is none or the system does not tell. */
  name(): Promise<string | null>
  /** Forgets it: the focus was on a window of ours. */
  forget(): void
  /** Gives it the focus back, where hiding our window does not do that by itself. */
  focus(): Promise<void>
  /** Presses the paste key in it, only if it is still the window with the focus. Presses nothing else, never Enter. */
  paste(): Promise<'pasted' | 'not-allowed'>
  /** Ends what helps along. */
  close(): void
}

const MOST_TITLE = 120

/** A window's title as one line for people; null when nothing is left. */
export function cleanTitle(title: string): string | null {
  const line = title.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').replace(/\s+/g, ' ').trim()
  const letters = [...line]
  if (letters.length === 0) return null
  return letters.length > MOST_TITLE ? `${letters.slice(0, MOST_TITLE - 1).join('')}…` : line
}

/** Where no way is known (Wayland, a Linux without xdotool): the reply is copied, and that is said. */
export const noTarget: PasteTarget = {
  canPaste: () => Promise.resolve(false),
  name: () => Promise.resolve(null),
  forget: () => undefined,
  focus: () => Promise.resolve(),
  paste: () => Promise.resolve('not-allowed'),
  close: () => undefined,
}
