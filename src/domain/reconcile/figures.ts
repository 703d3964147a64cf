import { addCents, sumCents } from '../money/money'
import type { CentsOfLines, PoolClaim, PoolLine } from './pool'
import { creditOf } from './pool'
import type { ClaimFigures, ReconcileMatch, ReconcileTotals, RestBucket, UnexplainedLine } from './types'
import { lineKind } from './types'

/**
 * Is the claim part of the month (spec section 14)? Filed by its end, and open at some time in it or matched in it. Open in the
 * month means: credit of earlier months has not reached the amount (or it was filed in this month), and no person had ended it before.
 */
export function isCovered(entry: PoolClaim, month: string): boolean {
  if (entry.match !== null) return true
  if (!entry.filedInTime) return false
  const { claim } = entry
  if (entry.ended && claim.endedOn !== null && claim.endedOn.slice(0, 7) < month) return false
  return entry.earlierCents < claim.amountCents || claim.filedOn?.slice(0, 7) === month
}

/** Splits the claimed amount of one claim (M3). docs/adr/0006-reconciliation-figures.md has the definitions. */
export function figuresOf(entry: PoolClaim): ClaimFigures {
  const { claim } = entry
  const credited = creditOf(entry)
  const rest = addCents(claim.amountCents, -credited)
  const touched = entry.touchedEarlier || entry.match !== null
  const bucket = bucketOf(entry, touched, rest)
  const inBucket = (wanted: RestBucket): number => (bucket === wanted ? rest : 0)
  // The courier granted less than was claimed: the difference is an answer of "no".
  const refusedPart = bucket === 'granted' && claim.grantedCents !== null ? Math.min(Math.max(rest - claim.grantedCents, 0), rest) : 0
  return {
    claimId: claim.id,
    claimNo: claim.claimNo,
    courierId: claim.courierId,
    waybill: claim.waybill,
    filedOn: claim.filedOn,
    status: claim.status,
    claimedCents: claim.amountCents,
    creditedEarlierCents: entry.earlierCents,
    creditedThisMonthCents: entry.thisMonthCents,
    creditedCents: credited,
    overPaidCents: touched && rest < 0 ? -rest : 0,
    shortPaidCents: inBucket('short-paid'),
    grantedNotCreditedCents: inBucket('granted') - refusedPart,
    awaitingCents: inBucket('awaiting'),
    rejectedCents: inBucket('rejected') + refusedPart,
    withdrawnCents: inBucket('withdrawn'),
    givenUpCents: inBucket('given-up'),
    bucket,
  }
}

function bucketOf(entry: PoolClaim, touched: boolean, rest: number): RestBucket {
  const { status } = entry.claim
  if (touched && rest <= 0) return 'none'
  if (status === 'withdrawn') return 'withdrawn'
  if (status === 'given-up') return 'given-up'
  if (touched) return 'short-paid'
  if (status === 'rejected') return 'rejected'
  // A status that came from credit of a later month says nothing about this one: what the courier granted does.
  const granted = status === 'granted' || (isCreditStatus(status) && entry.claim.grantedCents !== null && entry.claim.grantedCents > 0)
  return granted ? 'granted' : 'awaiting'
}

function isCreditStatus(status: string): boolean {
  return status === 'credited' || status === 'part-credited' || status === 'clawed-back'
}

/** Adds up claims, lines and matches to the figures of M3. */
export class Totals {
  private readonly sums = {
    claims: 0,
    claimedCents: 0,
    lines: 0,
    statementCents: 0,
    creditedCents: 0,
    creditedEarlierCents: 0,
    creditedThisMonthCents: 0,
    shortPaidCents: 0,
    overPaidCents: 0,
    grantedNotCreditedCents: 0,
    awaitingCents: 0,
    rejectedCents: 0,
    withdrawnCents: 0,
    givenUpCents: 0,
    unexplainedCents: 0,
    matchedCents: 0,
    claimLinesCents: 0,
    chargesCents: 0,
    otherCents: 0,
  }

  private add(figure: keyof typeof this.sums, cents: number): void {
    this.sums[figure] = addCents(this.sums[figure], cents)
  }

  addClaim(figures: ClaimFigures): void {
    this.sums.claims += 1
    this.add('claimedCents', figures.claimedCents)
    this.add('creditedCents', figures.creditedCents)
    this.add('creditedEarlierCents', figures.creditedEarlierCents)
    this.add('creditedThisMonthCents', figures.creditedThisMonthCents)
    this.add('shortPaidCents', figures.shortPaidCents)
    this.add('overPaidCents', figures.overPaidCents)
    this.add('grantedNotCreditedCents', figures.grantedNotCreditedCents)
    this.add('awaitingCents', figures.awaitingCents)
    this.add('rejectedCents', figures.rejectedCents)
    this.add('withdrawnCents', figures.withdrawnCents)
    this.add('givenUpCents', figures.givenUpCents)
  }

  /** `matchedCents`: how much of the line is counted for claims. */
  addLine({ line }: PoolLine, matchedCents: number): void {
    this.sums.lines += 1
    this.add('statementCents', line.amountCents)
    const kind = lineKind(line.lineClass)
    if (kind === 'charge') this.add('chargesCents', line.amountCents)
    else if (kind === 'other') this.add('otherCents', line.amountCents)
    else {
      this.add('claimLinesCents', line.amountCents)
      this.add('matchedCents', matchedCents)
      this.add('unexplainedCents', line.amountCents - matchedCents)
    }
  }

  result(): ReconcileTotals {
    return { ...this.sums, outstandingCents: addCents(this.sums.grantedNotCreditedCents, this.sums.awaitingCents) }
  }
}

/**
 * M3, checked on every run against the output itself. Returns the names of what does not hold; an empty list is the only acceptable
 * answer for a month that is to be closed.
 */
export function brokenInvariants(
  totals: ReconcileTotals,
  output: { readonly matched: readonly ReconcileMatch[]; readonly unexplained: readonly UnexplainedLine[]; readonly claims: number },
  lines: readonly PoolLine[],
  taken: CentsOfLines,
): string[] {
  const broken: string[] = []
  const check = (name: string, holds: boolean): void => {
    if (!holds) broken.push(name)
  }
  const t = totals
  const explained = sumCents([t.creditedCents, t.shortPaidCents, t.outstandingCents, t.rejectedCents, t.withdrawnCents, t.givenUpCents])
  check('claimed', t.claimedCents + t.overPaidCents === explained)
  check('statement', t.statementCents === t.claimLinesCents + t.chargesCents + t.otherCents)
  check('claim-lines', t.claimLinesCents === t.matchedCents + t.unexplainedCents)
  check('claims', t.claims === output.claims)

  const lineIds = new Set<string>()
  const claimIds = new Set<string>()
  let matchedCents = 0
  let once = true
  let whole = true
  for (const { line, match, order } of lines) whole = whole && (match === null ? taken[order] === 0 : match.origin === 'person' || taken[order] === line.amountCents)
  for (const match of output.matched) {
    for (const id of match.lineIds) once = once && lineIds.size < lineIds.add(id).size
    for (const id of match.claimIds) once = once && claimIds.size < claimIds.add(id).size
    matchedCents += match.creditedCents
  }
  check('counted-once', once)
  check('lines-whole', whole)
  check('matched', matchedCents === t.matchedCents && matchedCents === t.creditedThisMonthCents)
  check('unexplained', t.unexplainedCents === sumCents(output.unexplained.map(({ amountCents }) => amountCents)))
  check('outstanding', t.outstandingCents === t.grantedNotCreditedCents + t.awaitingCents)
  check('credited', t.creditedCents === t.creditedEarlierCents + t.creditedThisMonthCents)
  return broken
}
