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
  /** The waybill cell as the file had it: a lump sum may list several numbers there. */
  readonly waybillRaw?: string | null
  /** The words of the line: a lump sum may list its waybills there. */
  readonly memo?: string | null
  /** Day of the line, `YYYY-MM-DD`; null when the file gives none. */
  readonly occurredOn?: string | null
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

export const MATCH_STAGES = ['number', 'exact', 'alias', 'normalised', 'instalments', 'lump-sum', 'parts', 'short-over', 'claw-back', 'typo', 'window', 'manual'] as const
/** `typo` and `window` are only ever proposed, and so is a `lump-sum` whose waybills are not listed (M2). */
export type MatchStage = (typeof MATCH_STAGES)[number]

/**
 * How a line points at a claim, strongest first. `listed`: the waybill stands among others in the cell or in the words. The last three
 * never match by themselves: `typo` one edit away, `window` no number but courier, amount and time fit, `sum` one of several claims
 * that only together make the line.
 */
export type Link = 'number' | 'exact' | 'alias' | 'normalised' | 'listed' | 'typo' | 'window' | 'sum'

/** Links that are in the numbers themselves. */
export type StrongLink = Exclude<Link, 'typo' | 'window' | 'sum'>

/** One fact that was compared, for a screen that shows line and claim side by side (M2). Amounts are integer cents, days `YYYY-MM-DD`. */
export interface ComparedFact {
  readonly what: FactName
  readonly line: string | number | null
  readonly claim: string | number | null
  /** Do they agree? A waybill agrees when its normalised form does. */
  readonly equal: boolean
}

export const FACT_NAMES = ['number', 'waybill', 'balance', 'goods', 'freight', 'goods-and-freight', 'credited', 'day'] as const
export type FactName = (typeof FACT_NAMES)[number]

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
  /** How many days before a line without a number its claim may have been filed; default WINDOW_DAYS. */
  readonly windowDays?: number
}

/** Default of `ReconcileInput.windowDays`: couriers credit within two months. */
export const WINDOW_DAYS = 60

export interface Allocation {
  readonly claimId: string
  readonly lineId: string
  readonly creditedCents: number
  /** Set when this row was stored before and kept: then it is stored again just so, whatever else its match holds. */
  readonly kept?: { readonly stage: MatchStage; readonly origin: 'auto' | 'person'; readonly reasonZh?: string; readonly reasonEn?: string }
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
  readonly compared: readonly ComparedFact[]
  readonly allocations: readonly Allocation[]
}

export interface Candidate {
  readonly claimId: string
  readonly claimNo: string
  readonly link: Link
  readonly status: ClaimStatus
  readonly amountCents: number
  readonly balanceCents: number
  /** 0 to 100; the scale is in docs/adr/0006-reconciliation-figures.md. */
  readonly score: number
  readonly compared: readonly ComparedFact[]
}

export interface ReconcileReview extends Explained {
  /** Score of the best candidate, 0 to 100. */
  readonly score: number
  /**
   * At most MAX_CANDIDATES, best first; the first is the one that the best assignment of the whole group gives to these lines, so it may
   * score less than the next. All claims of `together`.
   */
  readonly candidates: readonly Candidate[]
  /** The candidates belong together: the line is the sum of all of them (unlisted lump sum). */
  readonly together: boolean
}

export interface UnexplainedLine {
  readonly lineId: string
  readonly statementRow: number
  readonly courierId: string
  readonly waybill: string | null
  readonly amountCents: number
  readonly inReview: boolean
  /** What the line says, with nothing on the claim's side when it points at none. */
  readonly compared: readonly ComparedFact[]
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
  /** Lines that were not tried as an unlisted lump sum because the bounds of the search were reached. */
  readonly lumpSumsNotTried: number
  /** Lines whose list of waybills was too long to be read. */
  readonly listsNotRead: number
}
