import { addCents } from '../money/money'
import type { OpenAllocation, Pool } from './pool'
import { balanceOf, book, byText, inOrder, isClaimLine } from './pool'
import type { StoredMatch } from './types'

/**
 * Rows of one month that are not worked out anew, and all rows that hang together with them by a line or a claim: half a match is none.
 * Automatic claw-backs on ended claims are not among them, since the stage finds those again. `isEnded`: did a person end the claim (a
 * claim that is gone counts as ended)?
 */
export function stayingRows(rows: readonly StoredMatch[], isEnded: (claimId: string) => boolean): readonly StoredMatch[] {
  const stays = (row: StoredMatch): boolean => row.origin === 'person' || (row.creditedCents > 0 && isEnded(row.claimId))
  let staying = rows.filter(stays)
  for (let before = 0; staying.length > before; ) {
    before = staying.length
    const lineIds = new Set(staying.map(({ lineId }) => lineId))
    const claimIds = new Set(staying.map(({ claimId }) => claimId))
    staying = rows.filter((row) => lineIds.has(row.lineId) || claimIds.has(row.claimId))
  }
  return staying
}

/** Stored matches of this month that stay: a person's, and automatic ones on claims that a person has ended since. */
export function keepStored(pool: Pool, stored: readonly StoredMatch[]): void {
  const ofMonth = stored.filter((row) => row.month === pool.month)
  if (ofMonth.length === 0) return
  const claims = new Map(pool.claims.map((entry) => [entry.claim.id, entry]))
  const staying = stayingRows(ofMonth, (claimId) => claims.get(claimId)?.ended !== false)
  if (staying.length === 0) return
  const lines = new Map(pool.lines.filter(isClaimLine).map((entry) => [entry.line.id, entry]))
  const groups = new Map<string, StoredMatch[]>()
  // A match is what hangs together by lines or claims: follow each row to the group that already holds its line or claim.
  const groupOf = new Map<string, StoredMatch[]>()
  for (const row of inOrder(staying, (a, b) => byText(a.lineId, b.lineId) || byText(a.claimId, b.claimId))) {
    if (!claims.has(row.claimId) || !lines.has(row.lineId)) {
      pool.staleMatches += 1
      continue
    }
    const byLine = groupOf.get(`line ${row.lineId}`)
    const byClaim = groupOf.get(`claim ${row.claimId}`)
    const group = byLine ?? byClaim ?? []
    group.push(row)
    if (byLine !== undefined && byClaim !== undefined && byLine !== byClaim) {
      byLine.push(...byClaim)
      for (const moved of byClaim) {
        groupOf.set(`line ${moved.lineId}`, byLine)
        groupOf.set(`claim ${moved.claimId}`, byLine)
      }
      byClaim.length = 0
    }
    groupOf.set(`line ${row.lineId}`, group)
    groupOf.set(`claim ${row.claimId}`, group)
  }
  for (const group of groupOf.values()) if (group[0] !== undefined) groups.set(`${group[0].lineId} ${group[0].claimId}`, group)

  for (const group of groups.values()) {
    const first = group[0]
    if (first === undefined) continue
    // A match in which a person had a hand is a person's, whichever of its rows comes first.
    const shown = group.find((row) => row.origin === 'person') ?? first
    const allocations: OpenAllocation[] = []
    for (const row of group) {
      const claim = claims.get(row.claimId)
      const line = lines.get(row.lineId)
      if (claim !== undefined && line !== undefined) allocations.push({ claim, line, cents: row.creditedCents, kept: keptRow(row, shown) })
    }
    const balanceCents = [...new Set(allocations.map(({ claim }) => claim))].reduce((sum, claim) => addCents(sum, balanceOf(claim)), 0)
    const words = shown.reasonZh !== undefined && shown.reasonEn !== undefined ? { zh: shown.reasonZh, en: shown.reasonEn } : null
    book(pool, { stage: shown.stage, reasonCode: 'kept', link: 'person', balanceCents, allocations, origin: shown.origin ?? 'auto', words })
  }
}

/** What the row keeps for itself; its words only where they are not those of the whole match. */
function keptRow(row: StoredMatch, shown: StoredMatch): NonNullable<OpenAllocation['kept']> {
  const { stage, origin = 'auto', reasonZh, reasonEn } = row
  const own = reasonZh !== undefined && reasonEn !== undefined && (reasonZh !== shown.reasonZh || reasonEn !== shown.reasonEn)
  return { stage, origin, ...(own ? { reasonZh, reasonEn } : {}) }
}
