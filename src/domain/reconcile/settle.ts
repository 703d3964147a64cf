import { isEndedByDecision } from '../claim/status'
import { addCents } from '../money/money'
import type { Change, MonthBooks } from './books'
import { applyChange, inBookOrder, takenOfLine } from './books'
import { stayingRows } from './kept'
import type { StoredMatch } from './types'

/**
 * The books on which the next run works once a change has been taken back (M4). Runs in between count: what they have matched since on the
 * lines that come back makes room, for a run works that out anew; so does an automatic match that comes back, unless a person's match or
 * an ended claim holds it. Null when what comes back no longer fits, because a later match that stays holds the line or the claim has
 * been moved on: the caller refuses with CHANGED_SINCE. `change` is the inverse that `undoDecision` gave; `endedAgain` are the claims that
 * the decision had brought to full payment and that a person's ending holds again: what runs matched on them since goes.
 */
export function booksAfterUndo(books: MonthBooks, change: Change, endedAgain: ReadonlySet<string> = new Set()): MonthBooks | null {
  const claims = new Map(books.claims.map((claim) => [claim.id, claim]))
  const movedOn = change.endings.some(({ claimId, before }) => {
    const now = claims.get(claimId)
    return now === undefined || now.status !== before.status || now.endedOn !== before.endedOn
  })
  if (movedOn) return null
  const resumed = new Set(change.endings.map(({ claimId }) => claimId))
  const stays = (row: StoredMatch): boolean => {
    const claim = claims.get(row.claimId)
    return row.origin === 'person' || (claim !== undefined && isEndedByDecision(claim.status) && !resumed.has(claim.id))
  }
  const gone = new Set(change.remove.map(rowKey))
  const lines = new Set(change.store.map(({ lineId }) => lineId))
  const rows = books.matches.filter((row) => row.month === books.month)
  const kept = new Set(endedAgain.size === 0 ? rows : stayingRows(rows, endedIn(books)))
  const makesRoom = (row: StoredMatch): boolean => (lines.has(row.lineId) && !stays(row)) || (endedAgain.has(row.claimId) && !kept.has(row))
  const matches = books.matches.filter((row) => row.month !== books.month || !makesRoom(row))
  const held = new Set(matches.filter((row) => row.month === books.month && !gone.has(rowKey(row))).map(({ lineId }) => lineId))
  const store = change.store.filter((row) => stays(row) || !held.has(row.lineId))
  const after = inBookOrder(applyChange({ ...books, matches }, { ...change, store }))
  return [...lines].every((lineId) => lineHolds(after, lineId)) && isOnce(after) ? after : null
}

/**
 * Automatic rows of the month that nothing but the endings of `resumed` held: once these claims go on, because they are paid in full, a run
 * works the rows out anew. The decision that brought it about logs them, so that undo puts them back. `books`: after the decision, before
 * the run that follows it.
 */
export function rowsSetFree(books: MonthBooks, resumed: ReadonlySet<string>): readonly StoredMatch[] {
  if (resumed.size === 0) return []
  const rows = books.matches.filter((row) => row.month === books.month)
  const isEnded = endedIn(books)
  const held = new Set(stayingRows(rows, (claimId) => isEnded(claimId) && !resumed.has(claimId)))
  return stayingRows(rows, isEnded).filter((row) => !held.has(row))
}

/** Did a person end the claim? One that the books do not know is not open either. */
function endedIn(books: MonthBooks): (claimId: string) => boolean {
  const open = new Set(books.claims.filter(({ status }) => !isEndedByDecision(status)).map(({ id }) => id))
  return (claimId) => !open.has(claimId)
}

const rowKey = (row: StoredMatch): string => `${row.month}\n${row.lineId}\n${row.claimId}`

/** No more is counted of a line than it brings. */
function lineHolds(books: MonthBooks, lineId: string): boolean {
  const line = books.lines.find(({ id }) => id === lineId)
  if (line === undefined) return false
  const rest = addCents(line.amountCents, -takenOfLine(books, lineId))
  return rest === 0 || Math.sign(rest) === Math.sign(line.amountCents)
}

/** A line and a claim meet in one row of a month at most. */
function isOnce({ matches }: MonthBooks): boolean {
  return new Set(matches.map(rowKey)).size === matches.length
}
