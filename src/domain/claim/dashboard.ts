import { addCents, sumCents } from '../money/money'

/**
 * The figures of the dashboard (spec M6), worked out from sums that the database has made. Integer cents of one currency; shares are
 * numbers from 0 to 1; a figure that has nothing to stand on is null. The meaning of each amount is that of a month's reconciliation
 * (docs/adr/0006-reconciliation-figures.md), as it stands today: later credit of an older claim counts for the month it was filed in.
 */

/**
 * Where a claim stands, each in exactly one: paid in full by statements, paid in part, no credit yet, refused by the courier, ended by us,
 * or brought along as paid from an older list though no statement of ours shows the money.
 */
export const OUTCOMES = ['recovered', 'short', 'open', 'rejected', 'ended', 'settled'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** The amounts of some claims. claimed + over-paid = credited + short-paid + open + rejected + ended + settled. */
export interface ClaimAmounts {
  readonly claimedCents: number
  readonly grantedCents: number
  /** Net of claw-backs, so it may be negative. */
  readonly creditedCents: number
  readonly overPaidCents: number
  readonly shortPaidCents: number
  /** Granted but not credited, and awaiting an answer: no credit at all yet. */
  readonly openCents: number
  readonly rejectedCents: number
  /** Withdrawn and given up. */
  readonly endedCents: number
  readonly settledCents: number
}

/** Claims of one courier, reason, month of filing and outcome, added up; a single claim is a cell of one. */
export interface ClaimCell extends ClaimAmounts {
  readonly courierId: string | null
  readonly reason: string
  /** `YYYY-MM` of the filing. */
  readonly month: string
  readonly outcome: Outcome
  readonly claims: number
}

/** What statements credited in a month net of claw-backs, for claims of a courier. */
export interface BookedCell {
  readonly courierId: string | null
  /** `YYYY-MM` of the statement. */
  readonly month: string
  readonly creditedCents: number
}

/** Charges of a courier's statement of a month. Cents as costs: positive is money that the shop pays. */
export interface ChargeCell {
  readonly courierId: string | null
  readonly month: string
  readonly freightCents: number
  /** Declared-value premium and other surcharges. */
  readonly surchargeCents: number
  /** Distinct waybills that something was charged for. */
  readonly parcels: number
}

const AMOUNTS = ['claimedCents', 'grantedCents', 'creditedCents', 'overPaidCents', 'shortPaidCents', 'openCents', 'rejectedCents', 'endedCents', 'settledCents'] as const satisfies readonly (keyof ClaimAmounts)[]

export interface ClaimFigures extends ClaimAmounts {
  readonly claims: number
  readonly counts: Readonly<Record<Outcome, number>>
  /** Credit that pays what was claimed: net of claw-backs and without what was paid too much. */
  readonly recoveredCents: number
  /** recovered ÷ claimed; null when nothing was claimed. */
  readonly recoveredShare: number | null
  /** Claims paid in full ÷ claims; null without claims. */
  readonly paidShare: number | null
}

/** A part of a whole from 0 to 1; null when the whole is nothing. A part below zero (more taken back than credited) is none. */
export function shareOf(part: number, whole: number): number | null {
  return whole <= 0 ? null : Math.min(Math.max(part / whole, 0), 1)
}

/** Adds cells up, whatever their order. Errors: MoneyOverflowError. */
export function addClaims(cells: Iterable<ClaimCell>): ClaimFigures {
  const sums = Object.fromEntries(AMOUNTS.map((figure) => [figure, 0])) as Record<(typeof AMOUNTS)[number], number>
  const counts = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as Record<Outcome, number>
  for (const cell of cells) {
    counts[cell.outcome] += cell.claims
    for (const figure of AMOUNTS) sums[figure] = addCents(sums[figure], cell[figure])
  }
  const claims = sumCents(Object.values(counts))
  const recoveredCents = addCents(sums.creditedCents, -sums.overPaidCents)
  return { ...sums, claims, counts, recoveredCents, recoveredShare: shareOf(recoveredCents, sums.claimedCents), paidShare: shareOf(counts.recovered, claims) }
}

export type Grouped<Key, Figures> = Figures & { readonly key: Key }

/** Cells by a key, in the order in which `keys` names them first, then in order of the key. */
function groupBy<Cell, Key extends string | null>(cells: Iterable<Cell>, keyOf: (cell: Cell) => Key, keys: readonly Key[] = []): [Key, Cell[]][] {
  const groups = new Map<Key, Cell[]>(keys.map((key) => [key, []]))
  const fresh: Key[] = []
  for (const cell of cells) {
    const key = keyOf(cell)
    const group = groups.get(key)
    if (group === undefined) {
      groups.set(key, [cell])
      fresh.push(key)
    } else group.push(cell)
  }
  fresh.sort((a, b) => ((a ?? '') < (b ?? '') ? -1 : 1))
  return [...keys, ...fresh].map((key) => [key, groups.get(key) ?? []])
}

/** The greatest amount first; equal ones in order of their key, so that the order of the rows read never shows. */
function greatestFirst<T extends ClaimFigures>(groups: readonly T[]): T[] {
  return groups.map((group, at) => ({ group, at })).sort((a, b) => b.group.claimedCents - a.group.claimedCents || b.group.claims - a.group.claims || a.at - b.at).map(({ group }) => group)
}

function slowestFirst<T extends DaysFigures>(groups: readonly T[]): T[] {
  const of = (days: number | null): number => days ?? -1
  return groups.map((group, at) => ({ group, at })).sort((a, b) => of(b.group.medianDays) - of(a.group.medianDays) || of(b.group.slowDays) - of(a.group.slowDays) || a.at - b.at).map(({ group }) => group)
}

export interface CostFigures {
  readonly freightCents: number
  readonly surchargeCents: number
  /** Claim credits of the statements, net of claw-backs. */
  readonly creditedCents: number
  /** freight + surcharges − credits. */
  readonly netCents: number
  readonly parcels: number
  /** net ÷ parcels, rounded to the cent; null without parcels. */
  readonly perParcelCents: number | null
}

/** Cost per parcel of some charges and the credits that stand against them. Errors: MoneyOverflowError. */
export function addCosts(charges: Iterable<ChargeCell>, booked: Iterable<BookedCell>): CostFigures {
  let [freightCents, surchargeCents, creditedCents, parcels] = [0, 0, 0, 0]
  for (const cell of charges) {
    freightCents = addCents(freightCents, cell.freightCents)
    surchargeCents = addCents(surchargeCents, cell.surchargeCents)
    parcels += cell.parcels
  }
  for (const cell of booked) creditedCents = addCents(creditedCents, cell.creditedCents)
  const netCents = sumCents([freightCents, surchargeCents, -creditedCents])
  return { freightCents, surchargeCents, creditedCents, netCents, parcels, perParcelCents: parcels === 0 ? null : roundHalfAway(netCents / parcels) }
}

/** A half goes away from zero, so that a refund is rounded as a cost is; never −0. */
function roundHalfAway(value: number): number {
  return Math.sign(value) * Math.round(Math.abs(value)) + 0
}

export interface MonthFigures extends ClaimFigures {
  /** What the statements of this month credited, whenever the claims were filed; null for a currency that statements do not have. */
  readonly bookedCents: number | null
}

export interface DashboardCells {
  /** Every month of the range, `YYYY-MM`, oldest first. */
  readonly months: readonly string[]
  readonly claims: readonly ClaimCell[]
  /** For the claims of the filter; null when statements are in another currency. */
  readonly booked: readonly BookedCell[] | null
  readonly days: readonly DaysCell[]
  /**
   * Charges, and all credits of the statements whatever the claims' reason; null when statements are in another currency. Credits of a
   * courier's month of which no charges are known are left out: without its freight bill nothing can be said of its parcels.
   */
  readonly costs: { readonly charges: readonly ChargeCell[]; readonly booked: readonly BookedCell[] } | null
}

/** One row of the cost table: a courier's month, or with `courierId` undefined the month of all. */
export interface CostRow extends CostFigures {
  readonly month: string
  readonly courierId: string | null
}

export interface Dashboard {
  readonly months: readonly string[]
  readonly total: MonthFigures
  readonly byCourier: readonly Grouped<string | null, ClaimFigures>[]
  readonly byReason: readonly Grouped<string, ClaimFigures>[]
  readonly byMonth: readonly Grouped<string, MonthFigures>[]
  readonly days: DaysFigures
  readonly daysByCourier: readonly Grouped<string | null, DaysFigures>[]
  readonly cost: CostFigures | null
  readonly costByMonth: readonly Grouped<string, CostFigures>[]
  readonly costByCourierMonth: readonly CostRow[]
}

/** Everything the dashboard shows, from cells in any order. Errors: MoneyOverflowError. */
export function dashboardOf({ months, claims, booked, days, costs }: DashboardCells): Dashboard {
  const bookedOf = (cells: readonly BookedCell[] | null): number | null => (cells === null ? null : sumCents(cells.map((cell) => cell.creditedCents)))
  const bookedByMonth = booked === null ? null : new Map(groupBy(booked, (cell) => cell.month))
  const charges = new Map(groupBy(costs?.charges ?? [], (cell) => cell.month))
  const billed = new Set((costs?.charges ?? []).map(placeOf))
  const against = (costs?.booked ?? []).filter((cell) => billed.has(placeOf(cell)))
  const credits = new Map(groupBy(against, (cell) => cell.month))
  return {
    months,
    total: { ...addClaims(claims), bookedCents: bookedOf(booked) },
    byCourier: greatestFirst(groupBy(claims, (cell) => cell.courierId).map(([key, cells]) => ({ key, ...addClaims(cells) }))),
    byReason: greatestFirst(groupBy(claims, (cell) => cell.reason).map(([key, cells]) => ({ key, ...addClaims(cells) }))),
    byMonth: groupBy(claims, (cell) => cell.month, months).map(([key, cells]) => ({ key, ...addClaims(cells), bookedCents: bookedByMonth === null ? null : bookedOf(bookedByMonth.get(key) ?? []) })),
    days: addDays(days),
    daysByCourier: slowestFirst(groupBy(days, (cell) => cell.courierId).map(([key, cells]) => ({ key, ...addDays(cells) }))),
    cost: costs === null ? null : addCosts(costs.charges, against),
    costByMonth: costs === null ? [] : months.map((key) => ({ key, ...addCosts(charges.get(key) ?? [], credits.get(key) ?? []) })),
    costByCourierMonth: costs === null ? [] : months.flatMap((month) => costsOfMonth(month, charges.get(month) ?? [], credits.get(month) ?? [])),
  }
}

/** A courier's month. */
const placeOf = ({ month, courierId }: { readonly month: string; readonly courierId: string | null }): string => `${month}:${courierId ?? ''}`

function costsOfMonth(month: string, charges: readonly ChargeCell[], booked: readonly BookedCell[]): CostRow[] {
  const credits = new Map(groupBy(booked, (cell) => cell.courierId))
  const couriers = [...new Set([...charges, ...booked].map((cell) => cell.courierId))].sort((a, b) => ((a ?? '') < (b ?? '') ? -1 : 1))
  return couriers.map((courierId) => ({ month, courierId, ...addCosts(charges.filter((cell) => cell.courierId === courierId), credits.get(courierId) ?? []) }))
}

/** Claims of a courier whose first credit came so many days after they were filed. */
export interface DaysCell {
  readonly courierId: string | null
  /** Whole days; a credit dated before the filing counts as none. */
  readonly days: number
  readonly claims: number
  /** Of these, claims whose statement line has no day: the last day of the statement's month stands for it. */
  readonly undated: number
}

export interface DaysFigures {
  readonly claims: number
  readonly undated: number
  /** The middle of all, half days between two middles; null without claims. */
  readonly medianDays: number | null
  /** Nine of ten claims had their first credit within so many days; null without claims. */
  readonly slowDays: number | null
}

/** The share of claims that `slowDays` speaks of (M6: 90th percentile). */
const SLOW_SHARE = 0.9

/** Median and 90th percentile (nearest rank) of days to credit. */
export function addDays(cells: Iterable<DaysCell>): DaysFigures {
  const byDays = new Map<number, number>()
  let [claims, undated] = [0, 0]
  for (const cell of cells) {
    const days = Math.max(cell.days, 0)
    byDays.set(days, (byDays.get(days) ?? 0) + cell.claims)
    claims += cell.claims
    undated += cell.undated
  }
  if (claims === 0) return { claims, undated, medianDays: null, slowDays: null }
  const sorted = [...byDays].sort(([a], [b]) => a - b)
  const at = (rank: number): number => {
    let seen = 0
    for (const [days, count] of sorted) {
      seen += count
      if (seen >= rank) return days
    }
    return sorted.at(-1)?.[0] ?? 0
  }
  const median = (at(Math.floor((claims + 1) / 2)) + at(Math.ceil((claims + 1) / 2))) / 2
  return { claims, undated, medianDays: median, slowDays: at(Math.ceil(claims * SLOW_SHARE)) }
}

/** Every month from one to the other, `YYYY-MM`, oldest first; empty when they are the wrong way round. */
export function monthsFrom(from: string, to: string): string[] {
  const index = (month: string): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1
  const first = index(from)
  return Array.from({ length: Math.max(index(to) - first + 1, 0) }, (_, at) => `${Math.floor((first + at) / 12)}-${String(((first + at) % 12) + 1).padStart(2, '0')}`)
}
