import type { ClaimStatus } from '../claim/status'
import type { StatementLineClass } from '../import/records'

/** Where a line's money belongs in M3: statement total = claim lines + charges + other. */
export function lineKind(lineClass: StatementLineClass): 'claim' | 'charge' | 'other' {
  if (lineClass === 'claim-credit' || lineClass === 'claw-back') return 'claim'
  return lineClass === 'other' ? 'other' : 'charge'
}

/** A claim as the matching sees it. Integer cents of one currency; days are `YYYY-MM-DD` of the shop. */
export interface ReconcileClaim {
  readonly id: string
  readonly claimNo: string
  readonly courierId: string | null
  readonly waybill: string
  readonly aliases: readonly string[]
  readonly workOrderNo: string | null
  readonly amountCents: number
  readonly goodsCents: number
  readonly freightCents: number
  readonly grantedCents: number | null
  readonly status: ClaimStatus
  /** Null while it is not filed: then no month covers it. */
  readonly filedOn: string | null
  /** The day on which a person ended it (rejected, withdrawn, given up); null keeps it in view. */
  readonly endedOn: string | null
}

/** A line of the month's statements. Positive cents of a claim line are credit to us, negative ones take credit back. */
export interface ReconcileLine {
  readonly id: string
  /** Row number in its file, the header being a line of its own. */
  readonly row: number
  readonly courierId: string
  readonly waybill: string | null
  readonly waybillDamaged: boolean
  readonly workOrderNo: string | null
  readonly amountCents: number
  readonly lineClass: StatementLineClass
}

/** One credit as stored: a line's cents counted for a claim. */
export interface StoredMatch {
  readonly month: string
  readonly claimId: string
  readonly lineId: string
  readonly stage: MatchStage
  readonly creditedCents: number
  /** Matches of a person are kept as they are; automatic ones of the month are worked out anew. */
  readonly origin?: 'auto' | 'person'
  readonly reasonZh?: string
  readonly reasonEn?: string
}

export const MATCH_STAGES = ['number', 'exact', 'alias', 'normalised', 'instalments', 'lump-sum', 'short-over', 'claw-back', 'manual'] as const
export type MatchStage = (typeof MATCH_STAGES)[number]

/** How a line points at a claim, strongest first. */
export type Link = 'number' | 'exact' | 'alias' | 'normalised'

export interface ReconcileInput {
  /** `YYYY-MM`. */
  readonly month: string
  readonly claims: readonly ReconcileClaim[]
  /** Exactly the lines whose batches belong to `month`. */
  readonly lines: readonly ReconcileLine[]
  /** Stored matches of every month; later months do not count towards this one. */
  readonly previousMatches?: readonly StoredMatch[]
  /** Pairs that a person refused: never matched or proposed again. */
  readonly refused?: readonly { readonly claimId: string; readonly lineId: string }[]
  /** Waybill prefixes per courier id (courier policy). */
  readonly prefixes?: Readonly<Record<string, readonly string[]>>
  /** Only this courier's claims and lines. */
  readonly courierId?: string | null
  readonly currency?: string
}

export interface Allocation {
  readonly claimId: string
  readonly lineId: string
  readonly creditedCents: number
}

/** The facts that were compared, for the row's explanation. */
export interface MatchFacts {
  readonly link: Link | 'person'
  readonly claimWaybill: string
  readonly lineWaybill: string | null
  /** What the claims still lacked before these lines. */
  readonly balanceCents: number
  readonly linesCents: number
  /** linesCents − balanceCents: negative is short, positive is over. */
  readonly differenceCents: number
}

interface Explained {
  readonly claimNos: readonly string[]
  readonly claimIds: readonly string[]
  readonly lineIds: readonly string[]
  readonly statementRows: readonly number[]
  readonly stage: MatchStage
  readonly reasonCode: string
  readonly reasonZh: string
  readonly reasonEn: string
}

export interface ReconcileMatch extends Explained {
  /** Net cents that these lines credit to the claims this month. */
  readonly creditedCents: number
  readonly origin: 'auto' | 'person'
  readonly facts: MatchFacts
  readonly allocations: readonly Allocation[]
}

export interface Candidate {
  readonly claimId: string
  readonly claimNo: string
  readonly link: Link
  readonly status: ClaimStatus
  readonly amountCents: number
  readonly balanceCents: number
  /** 0 to 100. */
  readonly score: number
}

export interface ReconcileReview extends Explained {
  /** Score of the best candidate, 0 to 100. */
  readonly score: number
  /** At most MAX_CANDIDATES, best first. */
  readonly candidates: readonly Candidate[]
}

export interface UnexplainedLine {
  readonly lineId: string
  readonly statementRow: number
  readonly courierId: string
  readonly waybill: string | null
  readonly amountCents: number
  readonly inReview: boolean
  readonly reasonCode: string
  readonly reasonZh: string
  readonly reasonEn: string
}

/** Where the part of a claim that is not credited stands (M3). */
export type RestBucket = 'none' | 'short-paid' | 'granted' | 'awaiting' | 'rejected' | 'withdrawn' | 'given-up'

export interface ClaimFigures {
  readonly claimId: string
  readonly claimNo: string
  readonly courierId: string | null
  readonly waybill: string
  readonly filedOn: string | null
  readonly status: ClaimStatus
  readonly claimedCents: number
  readonly creditedEarlierCents: number
  readonly creditedThisMonthCents: number
  readonly creditedCents: number
  readonly overPaidCents: number
  readonly shortPaidCents: number
  readonly grantedNotCreditedCents: number
  readonly awaitingCents: number
  readonly rejectedCents: number
  readonly withdrawnCents: number
  readonly givenUpCents: number
  readonly bucket: RestBucket
}

export interface ReconcileTotals {
  readonly claims: number
  readonly claimedCents: number
  readonly lines: number
  readonly statementCents: number
  readonly creditedCents: number
  readonly creditedEarlierCents: number
  readonly creditedThisMonthCents: number
  readonly shortPaidCents: number
  readonly overPaidCents: number
  readonly outstandingCents: number
  readonly grantedNotCreditedCents: number
  readonly awaitingCents: number
  readonly rejectedCents: number
  readonly withdrawnCents: number
  readonly givenUpCents: number
  readonly unexplainedCents: number
  readonly matchedCents: number
  readonly claimLinesCents: number
  readonly chargesCents: number
  readonly otherCents: number
}

export interface ReconcileResult extends ReconcileTotals {
  readonly month: string
  readonly currency: string
  readonly matched: readonly ReconcileMatch[]
  readonly review: readonly ReconcileReview[]
  readonly unexplained: readonly UnexplainedLine[]
  /** Every covered claim with its figures, in order of claim number. */
  readonly claimFigures: readonly ClaimFigures[]
  readonly perCourier: readonly (ReconcileTotals & { readonly courierId: string | null })[]
  readonly invariantsHold: boolean
  /** Names of invariants that failed; empty when they hold. */
  readonly invariantsBroken: readonly string[]
  /** Stored matches of this month that no longer fit (line or claim gone) and were left out. */
  readonly staleMatches: number
  /** Ambiguous groups too large to be searched; their lines are in review. */
  readonly groupsNotSearched: number
}
