/** Text read from pictures (A7, C11): from pieces with their places to lines in reading order, and how such text is searched. Pure. */

/** A piece of text where it stands, in pixels; `confidence` 0 to 1 as the reader gives it. */
export interface ReadPiece {
  readonly text: string
  readonly confidence: number
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** A line of text as a person would read it out. */
export interface ReadLine {
  readonly text: string
  /** Of its least certain piece, 0 to 1. */
  readonly confidence: number
}

/** Two pieces are one line when at least this part of the lower one's height is shared… */
const SHARED_HEIGHT = 0.5
/** …and the gap between them is at most so many times their height: a bubble and the list beside it are two lines. */
const JOINED_GAP = 2

const WIDE = String.raw`\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef`
const BLANK_IN_CHINESE = new RegExp(String.raw`(?<=[${WIDE}])[ \t]+(?=[${WIDE}])`, 'g')

/** A date and a time that lost the blank between them: as one they are neither. */
const GLUED_TIME = /(\d{4}[-/.]\d{1,2}[-/.]\d{2})(?=\d{1,2}[:：]\d{2})/g

/** One piece as the model gave it: without the blanks that it puts between Chinese characters, with the one that it loses before a time. */
export function tidyRead(text: string): string {
  return text.replace(/\s+/g, ' ').replace(BLANK_IN_CHINESE, '').replace(GLUED_TIME, '$1 ').trim()
}

/** Pieces as lines, from the top down and in each line from the left (A7). Empty pieces leave nothing. */
export function linesOf(pieces: readonly ReadPiece[]): ReadLine[] {
  const rows: ReadPiece[][] = []
  const sorted = pieces.filter((piece) => tidyRead(piece.text) !== '').sort((a, b) => a.top - b.top || a.left - b.left)
  for (const piece of sorted) {
    const row = rows.findLast((one) => one.some((other) => standBeside(other, piece)))
    if (row === undefined) rows.push([piece])
    else row.push(piece)
  }
  return rows.map((row) => {
    const across = row.sort((a, b) => a.left - b.left)
    return { text: tidyRead(across.map((piece) => piece.text).join(' ')), confidence: Math.min(...across.map((piece) => piece.confidence)) }
  })
}

function standBeside(a: ReadPiece, b: ReadPiece): boolean {
  const lower = Math.min(a.bottom - a.top, b.bottom - b.top)
  const shared = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
  const gap = Math.max(a.left, b.left) - Math.min(a.right, b.right)
  return lower > 0 && shared >= lower * SHARED_HEIGHT && gap <= Math.max(a.bottom - a.top, b.bottom - b.top) * JOINED_GAP
}

/** The words of a photo as they are kept and searched (A7): one line under another. */
export const wordsOf = (lines: readonly ReadLine[]): string => lines.map((line) => line.text).join('\n')
