/** A text in pieces, cut where findings begin and end (P8). Pure. */
import type { Finding } from '../../../domain/coach/lint'

export interface TextPiece {
  readonly text: string
  /** null: nothing was found in it */
  readonly severity: Finding['severity'] | null
}

/** The pieces joined are the text, to the character. Findings are sorted and do not overlap, as `lint` gives them; those without a stretch mark nothing. */
export function markedText(text: string, findings: readonly Finding[]): TextPiece[] {
  const pieces: TextPiece[] = []
  let at = 0
  const add = (to: number, severity: TextPiece['severity']): void => {
    if (to > at) pieces.push({ text: text.slice(at, to), severity })
    at = Math.max(at, to)
  }
  for (const one of findings) {
    if (one.to <= one.from) continue
    add(one.from, null)
    add(one.to, one.severity)
  }
  add(text.length, null)
  return pieces
}
