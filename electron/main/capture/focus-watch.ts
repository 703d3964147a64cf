/** Looks at most: after that whoever holds the focus keeps it. */
const MOST_LOOKS = 60
/** So many looks in a row must find the focus there: while windows change, systems give it for an instant and take it away again. */
const HELD_LOOKS = 6

export interface FocusQuestion {
  /** the window is closed */
  gone(): boolean
  /** a page over a display has the focus, this one or another that the person went to */
  held(): boolean
  ask(): void
}

/**
 * The keys must come to the page over the displays, or Esc would do nothing (A2). One call is one look; it answers whether to look again.
 * Once the focus has been there for a while, whoever goes elsewhere is left alone.
 */
export function createFocusWatch({ gone, held, ask }: FocusQuestion): () => boolean {
  let looks = 0
  let inARow = 0
  return () => {
    looks += 1
    if (gone() || looks > MOST_LOOKS) return false
    if (held()) {
      inARow += 1
      return inARow < HELD_LOOKS
    }
    inARow = 0
    ask()
    return true
  }
}
