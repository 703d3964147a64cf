/** A filled reply in pieces, with what the check found marked where it stands (T6, P8). Pure. */
import type { Finding } from '../../../domain/coach/lint'
import type { RenderedSegment } from '../../../domain/template/render'

export interface MarkedPiece extends RenderedSegment {
  /** what the check says of these words; null: nothing */
  readonly finding: Finding | null
}

/**
 * Segments cut where findings begin and end. The pieces joined are the text of the segments, to the character; findings have no place where
 * something is still open. Findings are sorted and do not overlap, as `lint` gives them.
 */
export function markedPieces(segments: readonly RenderedSegment[], findings: readonly Finding[]): MarkedPiece[] {
  const pieces: MarkedPiece[] = []
  let start = 0
  for (const segment of segments) {
    const end = start + segment.text.length
    const here = segment.type === 'open' ? [] : findings.filter((one) => one.from < end && one.to > start)
    let at = start
    const add = (to: number, finding: Finding | null): void => {
      if (to > at) pieces.push({ ...segment, text: segment.text.slice(at - start, to - start), finding })
      at = Math.max(at, to)
    }
    for (const one of here) {
      add(Math.max(start, one.from), null)
      add(Math.min(end, one.to), one)
    }
    add(end, null)
    start = end
  }
  return pieces
}
