import { addCents } from '../money/money'
import { brokenInvariants, figuresOf, isCovered, Totals } from './figures'
import { compareFacts } from './facts'
import { keepStored } from './kept'
import type { CentsOfLines, OpenMatch, Pool } from './pool'
import { buildPool, creditOf } from './pool'
import { leftovers } from './review'
import { AUTOMATIC_STAGES } from './stages'
import type { ClaimFigures, ReconcileInput, ReconcileMatch, ReconcileResult, StoredMatch } from './types'
import { matchWords } from './words'

/**
 * Reconciles one month (spec M2, M3; definitions in docs/adr/0006-reconciliation-figures.md). Pure and deterministic: the order of
 * claims, lines and stored matches does not matter, and running again with the matches of this run stored gives the same result.
 *
 * Give it the lines of all batches of `month`, every claim that was filed by its end or shares a waybill or number with a line, and
 * the stored matches of those claims. All amounts are integer cents of one currency: split by currency before.
 *
 * Automatic matches of the month are worked out anew on each run, so an import that comes later is treated as if it had been there;
 * a person's matches, and matches of earlier months, stay. Matches of later months do not count towards this month.
 *
 * Errors: MoneyOverflowError when a total leaves the range of exact integers, instead of a wrong figure.
 */
export function reconcile(input: ReconcileInput): ReconcileResult {
  const pool = buildPool(input)
  keepStored(pool, input.previousMatches ?? [])
  for (const stage of AUTOMATIC_STAGES) stage(pool)

  const matched = inLineOrder(pool).map((match) => new Described(match, pool.currency))
  const taken = matchedCents(pool)
  const { review, unexplained } = leftovers(pool, taken)
  const covered = pool.claims.filter((entry) => isCovered(entry, input.month))
  const claimFigures = covered.map(figuresOf)
  const { all, perCourier } = addUp(pool, claimFigures, taken)
  const totals = all.result()
  const broken = brokenInvariants(totals, { matched, unexplained, claims: claimFigures.length }, pool.lines, taken)

  return {
    month: input.month,
    currency: pool.currency,
    ...totals,
    matched,
    review,
    unexplained,
    claimFigures,
    perCourier,
    invariantsHold: broken.length === 0,
    invariantsBroken: broken,
    staleMatches: pool.staleMatches,
    groupsNotSearched: pool.groupsNotSearched,
    lumpSumsNotTried: pool.lumpSumsNotTried,
    listsNotRead: pool.listsNotRead,
  }
}

/** The matches of a run as rows to store: one per line and claim. */
export function matchesToStore(result: Pick<ReconcileResult, 'month' | 'matched'>): (StoredMatch & { readonly reasonZh: string; readonly reasonEn: string })[] {
  return result.matched.flatMap((match) =>
    match.allocations.map(({ claimId, lineId, creditedCents, kept }) => ({
      month: result.month,
      claimId,
      lineId,
      creditedCents,
      stage: kept?.stage ?? match.stage,
      origin: kept?.origin ?? match.origin,
      reasonZh: kept?.reasonZh ?? match.reasonZh,
      reasonEn: kept?.reasonEn ?? match.reasonEn,
    })),
  )
}

/** A match as a run tells it. What is compared is worked out when somebody looks: a run stores a hundred thousand matches and shows a screenful. */
class Described implements ReconcileMatch {
  readonly #match: OpenMatch
  readonly claimNos: readonly string[]
  readonly claimIds: readonly string[]
  readonly lineIds: readonly string[]
  readonly statementRows: readonly number[]
  readonly stage: ReconcileMatch['stage']
  readonly creditedCents: number
  readonly origin: ReconcileMatch['origin']
  readonly reasonCode: string
  readonly reasonZh: string
  readonly reasonEn: string
  readonly facts: ReconcileMatch['facts']
  readonly allocations: ReconcileMatch['allocations']

  constructor(match: OpenMatch, currency: string) {
    const { link, balanceCents, allocations } = match
    const claims = distinct(allocations.map(({ claim }) => claim))
    const lines = distinct(allocations.map(({ line }) => line))
    const creditedCents = allocations.reduce((sum, { cents }) => addCents(sum, cents), 0)
    const claimWaybill = claims[0]?.claim.waybill ?? ''
    const lineWaybill = lines[0]?.line.waybill ?? null
    const words = match.words ?? matchWords(match.reasonCode, { link, claimWaybill, lineWaybill, balanceCents, linesCents: creditedCents, lineCount: lines.length, claimCount: claims.length, currency })
    this.#match = match
    this.claimNos = claims.map(({ claim }) => claim.claimNo)
    this.claimIds = claims.map(({ claim }) => claim.id)
    this.lineIds = lines.map(({ line }) => line.id)
    this.statementRows = lines.map(({ line }) => line.row)
    this.stage = match.stage
    this.creditedCents = creditedCents
    this.origin = match.origin
    this.reasonCode = match.reasonCode
    this.reasonZh = words.zh
    this.reasonEn = words.en
    this.facts = { link, claimWaybill, lineWaybill, balanceCents, linesCents: creditedCents, differenceCents: addCents(creditedCents, -balanceCents) }
    this.allocations = allocations.map(({ claim, line, cents, kept }) =>
      kept === undefined ? { claimId: claim.claim.id, lineId: line.line.id, creditedCents: cents } : { claimId: claim.claim.id, lineId: line.line.id, creditedCents: cents, kept },
    )
  }

  get compared(): ReconcileMatch['compared'] {
    return comparedOf(this.#match, this.creditedCents)
  }
}

/** The first line and claim stand for the numbers, the sums of all for the amounts. */
function comparedOf({ allocations, balanceCents }: OpenMatch, creditedCents: number): ReconcileMatch['compared'] {
  const first = allocations[0]
  if (first === undefined) return []
  return compareFacts(first.line, first.claim, { cents: creditedCents, balanceCents, creditCents: addCents(creditOf(first.claim), -creditedCents) })
}

function distinct<T>(values: readonly T[]): readonly T[] {
  return values.length === 1 ? values : [...new Set(values)]
}

/** The matches by their first lines, of which no two have the same; a place for each line costs less than comparing them with each other. */
function inLineOrder(pool: Pool): OpenMatch[] {
  const places: (OpenMatch | undefined)[] = Array.from({ length: pool.lines.length })
  for (const match of pool.matches) {
    const first = match.allocations[0]
    if (first !== undefined) places[first.line.order] = match
  }
  return places.filter((match) => match !== undefined)
}

function addUp(pool: Pool, figures: readonly ClaimFigures[], taken: CentsOfLines): { all: Totals; perCourier: ReconcileResult['perCourier'] } {
  const all = new Totals()
  const couriers = new Map<string | null, Totals>()
  const of = (courierId: string | null): Totals => {
    const known = couriers.get(courierId)
    if (known !== undefined) return known
    const fresh = new Totals()
    couriers.set(courierId, fresh)
    return fresh
  }
  for (const figure of figures) {
    all.addClaim(figure)
    of(figure.courierId).addClaim(figure)
  }
  for (const entry of pool.lines) {
    const cents = taken[entry.order] ?? 0
    all.addLine(entry, cents)
    of(entry.line.courierId).addLine(entry, cents)
  }
  const perCourier = [...couriers]
    .sort(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1))
    .map(([courierId, totals]) => ({ courierId, ...totals.result() }))
  return { all, perCourier }
}

function matchedCents(pool: Pool): CentsOfLines {
  const taken = new Float64Array(pool.lines.length)
  for (const match of pool.matches) {
    for (const { line, cents } of match.allocations) taken[line.order] = addCents(taken[line.order] ?? 0, cents)
  }
  return taken
}

