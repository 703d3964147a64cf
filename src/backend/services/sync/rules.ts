import { parseHlc } from '../../../domain/sync/hlc'
import { doubledAt, firstOpenMonth, isConcurrent, takesTooMuch } from '../../../domain/sync/doubled'
import type { ReviewKind } from '../../../domain/sync/review'
import { covers, type Vector } from '../../../domain/sync/vector'
import type { IncomingVersion, MergedVersion } from '../../db/merge'
import type { WriteTx } from '../../db/write'
import { putNote } from '../../repositories/month-decisions'
import { recredit } from '../../repositories/reconcile'
import * as repo from '../../repositories/sync-rules'

/** A version that was merged, what its writer knew, and what became of it. */
export interface Arrived {
  readonly version: IncomingVersion
  readonly knows: Vector
  readonly merged: readonly MergedVersion[]
}

/** Payouts in these states bring nobody money twice. */
const ENDED_PAYOUTS: readonly string[] = ['refused', 'cancelled']

const madeAt = (hlc: string): string => (JSON.parse(hlc) as Record<string, string>)['*'] ?? ''
const millisOf = (stamp: string): number => parseHlc(stamp)?.millis ?? 0

/** Something for a person to look at (section 10); found once, however often its sides arrive. */
function review(tx: WriteTx, kind: ReviewKind, table: string, ids: readonly string[], caseId: string | null, detail: Record<string, string> = {}): void {
  const sorted = [...ids].sort()
  const id = `${kind}:${sorted.join('+')}`
  if (repo.hasReview(tx.db, [id])) return
  repo.putReview(tx, { id, kind, tableName: table, rowIds: JSON.stringify(sorted), caseId, detail: JSON.stringify(detail), foundAt: tx.now, settledAt: null, settledBy: null })
}

/** Two matches beyond what their line or claim can carry wait for a person, and bring nothing until then. */
function lookAtMatch(tx: WriteTx, id: string, stamp: string, knows: Vector): void {
  const one = repo.findMatch(tx.db, id)
  if (one === undefined) return
  for (const other of repo.matchesBeside(tx.db, one)) {
    const made = madeAt(other.hlc)
    if (!isConcurrent(stamp, knows, made)) continue
    const claim = repo.claimFacts(tx.db, one.claimId)
    if (!takesTooMuch(one, other, repo.lineCents(tx.db, one.lineId), claim?.cents ?? null)) continue
    const at = doubledAt(stamp, made, millisOf)
    for (const side of [one, other]) {
      if (side.suspendedAt === null) repo.updateMatch(tx, side.id, { suspendedAt: at })
      recredit(tx, side.claimId)
    }
    review(tx, 'match', 'recon_match', [one.id, other.id], claim?.caseId ?? null)
  }
}

/** Two payouts of one issue on one case: neither goes out before a person has looked. */
function lookAtPayout(tx: WriteTx, id: string, stamp: string, knows: Vector): void {
  const one = repo.findPayoutFacts(tx.db, id)
  if (one === undefined || ENDED_PAYOUTS.includes(one.state)) return
  for (const other of repo.payoutsBeside(tx.db, one, ENDED_PAYOUTS)) {
    const made = madeAt(other.hlc)
    if (!isConcurrent(stamp, knows, made)) continue
    const at = doubledAt(stamp, made, millisOf)
    for (const side of [one, other]) if (side.suspendedAt === null) repo.suspendPayout(tx, side.id, at)
    review(tx, 'payout', 'payout', [one.id, other.id], one.caseId)
  }
}

/** One parcel claimed on two PCs: both stay, a person merges them. */
function lookAtClaim(tx: WriteTx, id: string, stamp: string, knows: Vector): void {
  const one = repo.findClaimBeside(tx.db, id)
  if (one === undefined) return
  for (const other of repo.claimsBeside(tx.db, one)) if (isConcurrent(stamp, knows, madeAt(other.hlc))) review(tx, 'waybill', 'claim', [one.id, other.id], one.caseId ?? other.caseId)
}

/** A match that the closing of its month did not know goes to the first month that is open, with a note on its line (M5: what is closed stays as it was). */
function moveOut(tx: WriteTx, one: repo.MatchFacts): void {
  const closing = repo.closingInForce(tx.db, one.month)
  if (closing === undefined || closing.covers === null) return
  const made = madeAt(one.hlc)
  if (covers(JSON.parse(closing.covers) as Vector, made)) return
  const next = firstOpenMonth(one.month, (month) => repo.closingInForce(tx.db, month) !== undefined)
  if (!repo.updateMatch(tx, one.id, { month: next })) return
  putNote(tx, `line:${one.lineId}`, `${one.month} 结账时还没有这条匹配，记入 ${next} / Matched elsewhere when ${one.month} was closed; counted in ${next}`)
  review(tx, 'closing', 'recon_match', [one.id], repo.claimFacts(tx.db, one.claimId)?.caseId ?? null, { from: one.month, to: next })
}

/** What a person settled on another PC is settled here: none of its sides waits any more. */
function settleElsewhere(tx: WriteTx, table: 'recon_match' | 'payout', row: string, by: string | null): void {
  for (const open of repo.openReviews(tx.db, table)) {
    const ids = JSON.parse(open.rowIds) as string[]
    if (open.kind === 'closing' || !ids.includes(row)) continue
    const waits = ids.some((id) => ((table === 'payout' ? repo.findPayoutFacts(tx.db, id) : repo.findMatch(tx.db, id))?.suspendedAt ?? null) !== null)
    if (!waits) repo.putReview(tx, { ...open, settledAt: tx.now, settledBy: by })
  }
}

/** The domain rules of the merge (docs/sync-format.md, section 10), in the transaction that merged these versions. */
export function afterMerge(tx: WriteTx, arrived: readonly Arrived[]): void {
  const closed = new Set<string>()
  for (const { version, knows, merged } of arrived) {
    if (merged.every(({ written, isContested }) => written === null && !isContested)) continue
    switch (version.table) {
      case 'recon_match': {
        if (version.group === '*') lookAtMatch(tx, version.row, version.stamp, knows)
        else settleElsewhere(tx, 'recon_match', version.row, version.by)
        const found = repo.findMatch(tx.db, version.row)
        if (found !== undefined) moveOut(tx, found)
        break
      }
      case 'payout':
        if (version.group === '*') lookAtPayout(tx, version.row, version.stamp, knows)
        else settleElsewhere(tx, 'payout', version.row, version.by)
        break
      case 'claim':
        if (version.group === '*') lookAtClaim(tx, version.row, version.stamp, knows)
        break
      case 'month_closing':
        closed.add(version.row)
        if (merged.some(({ isContested }) => isContested)) review(tx, 'closing', 'month_closing', [version.row], null)
        break
      default:
    }
  }
  for (const id of closed) {
    const month = repo.findClosing(tx.db, id)?.month
    if (month !== undefined) for (const one of repo.matchesOfMonth(tx.db, month)) moveOut(tx, one)
  }
}
