import { isEndedByDecision } from '../claim/status'
import { distinctKeys, undamagedKey } from '../courier/waybill'
import { addCents } from '../money/money'
import type { Finder } from './finder'
import { createFinder } from './finder'
import { readList } from './listed'
import type { Allocation, Link, MatchStage, StrongLink, ReconcileClaim, ReconcileInput, ReconcileLine } from './types'
import { lineKind, WINDOW_DAYS } from './types'

/** Why a claim line is kept out of the automatic stages. */
export type Hold = 'contradiction' | 'sign' | 'zero-amount' | 'near-claim-fits'

export interface PoolClaim {
  readonly claim: ReconcileClaim
  /** Place in the order that ties are broken by. */
  readonly order: number
  /** Comparing keys: its own waybill first, then aliases. */
  readonly keys: readonly string[]
  readonly numberKeys: readonly string[]
  /** Filed by the end of the month and not ended by a person. */
  readonly filedInTime: boolean
  readonly ended: boolean
  /** Net credit of earlier months. */
  readonly earlierCents: number
  readonly touchedEarlier: boolean
  thisMonthCents: number
  /** The one match of this month that it takes part in. */
  match: OpenMatch | null
}

export interface PoolLine {
  readonly line: ReconcileLine
  readonly order: number
  readonly waybillKey: string | null
  readonly numberKey: string | null
  readonly set: CandidateSet | null
  hold: Hold | null
  readonly refusedAll: boolean
  /** Claims whose waybills the line lists in its cell or its words. */
  readonly listed: readonly PoolClaim[] | null
  /** Claims one character away that lack exactly what the line brings (the guard before other amounts). */
  near: readonly PoolClaim[]
  /** Claims that a person said it does not belong to. */
  readonly refused: ReadonlySet<string> | null
  match: OpenMatch | null
}

/** All claims that a line points at by number or waybill, shared by every line that points at the same ones. */
export interface CandidateSet {
  readonly claims: readonly PoolClaim[]
  readonly lines: PoolLine[]
}

export interface OpenAllocation {
  readonly claim: PoolClaim
  readonly line: PoolLine
  readonly cents: number
  readonly kept?: NonNullable<Allocation['kept']>
}

export interface OpenMatch {
  stage: MatchStage
  reasonCode: string
  readonly link: Link | 'person'
  readonly balanceCents: number
  readonly allocations: OpenAllocation[]
  readonly origin: 'auto' | 'person'
  readonly words: { readonly zh: string; readonly en: string } | null
}

export interface Pool {
  readonly month: string
  readonly currency: string
  readonly claims: readonly PoolClaim[]
  /** All lines of the month in order; only claim lines take part in matching. */
  readonly lines: readonly PoolLine[]
  readonly sets: readonly CandidateSet[]
  readonly matches: OpenMatch[]
  staleMatches: number
  groupsNotSearched: number
  lumpSumsNotTried: number
  listsNotRead: number
  readonly windowDays: number
}

/** What the claim still lacks, counting earlier months and this one. */
export function balanceOf(entry: PoolClaim): number {
  return addCents(entry.claim.amountCents, -creditOf(entry))
}

export function creditOf(entry: PoolClaim): number {
  return addCents(entry.earlierCents, entry.thisMonthCents)
}

/** May the automatic stages credit this claim? */
export function isAvailable(entry: PoolClaim): boolean {
  return entry.filedInTime && !entry.ended && entry.match === null && balanceOf(entry) > 0
}

export function isClaimLine(entry: PoolLine): boolean {
  return lineKind(entry.line.lineClass) === 'claim'
}

/** A claim line that no stage has taken yet and that nothing holds back. */
export function isFree(entry: PoolLine): boolean {
  return entry.match === null && entry.hold === null
}

/** Books a match: lines and claims are taken, credits counted. */
export function book(pool: Pool, match: OpenMatch): void {
  pool.matches.push(match)
  for (const allocation of match.allocations) take(match, allocation)
}

/** Adds lines to a match of this run, as a claw-back does to the credit it reverses. */
export function extend(match: OpenMatch, allocations: readonly OpenAllocation[]): void {
  for (const allocation of allocations) {
    match.allocations.push(allocation)
    take(match, allocation)
  }
}

function take(match: OpenMatch, { claim, line, cents }: OpenAllocation): void {
  claim.thisMonthCents = addCents(claim.thisMonthCents, cents)
  claim.match = match
  line.match = match
}

/** Integer cents of each line, by its `order`: what of it is counted for claims. */
export type CentsOfLines = Float64Array

/** The elements that fit; the list itself when all do, which is not to be changed then. Most lists here have one element. */
export function onlyThose<T>(list: readonly T[], fits: (one: T) => boolean): readonly T[] {
  return list.every(fits) ? list : list.filter(fits)
}

const LINK_RANK: Readonly<Record<Link, number>> = { number: 8, exact: 7, alias: 6, normalised: 5, listed: 4, typo: 3, window: 2, sum: 1 }

/** How the line points at the claim, or null when it does not. */
export function linkOf(line: PoolLine, claim: PoolClaim): StrongLink | null {
  if (line.numberKey !== null && claim.numberKeys.includes(line.numberKey)) return 'number'
  const key = line.waybillKey
  if (key !== null) {
    if (claim.keys[0] === key) return line.line.waybill?.trim() === claim.claim.waybill.trim() ? 'exact' : 'normalised'
    if (claim.keys.includes(key)) return 'alias'
  }
  return line.listed?.includes(claim) === true ? 'listed' : null
}

export function linkRank(link: Link | null): number {
  return link === null ? 0 : LINK_RANK[link]
}

export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Sorted copy; input that is in order already (the usual case) costs one pass. */
export function inOrder<T>(rows: readonly T[], compare: (a: T, b: T) => number): readonly T[] {
  for (let at = 1; at < rows.length; at += 1) {
    const before = rows[at - 1]
    const here = rows[at]
    if (before !== undefined && here !== undefined && compare(before, here) > 0) return [...rows].sort(compare)
  }
  return rows
}

/** Credit of earlier months per claim. */
function earlierCredit(input: ReconcileInput): Map<string, number> {
  const credit = new Map<string, number>()
  for (const stored of input.previousMatches ?? []) {
    if (stored.month < input.month) credit.set(stored.claimId, addCents(credit.get(stored.claimId) ?? 0, stored.creditedCents))
  }
  return credit
}

/** Everything the stages work on, in an order that does not depend on the order of the input. */
export function buildPool(input: ReconcileInput): Pool {
  const wanted = (courierId: string | null): boolean => input.courierId === undefined || input.courierId === null || courierId === input.courierId
  const prefixesOf = (courierId: string | null): readonly string[] => (courierId === null ? [] : (input.prefixes?.[courierId] ?? []))
  const credit = earlierCredit(input)

  const claims = inOrder(
    input.claims.filter((claim) => wanted(claim.courierId)),
    (a, b) => byText(a.claimNo, b.claimNo) || byText(a.id, b.id),
  ).map((claim, order): PoolClaim => {
    const prefixes = prefixesOf(claim.courierId)
    const earlier = credit.get(claim.id)
    return {
      claim,
      order,
      keys: distinctKeys(claim.aliases.length === 0 ? [claim.waybill] : [claim.waybill, ...claim.aliases], prefixes),
      numberKeys: distinctKeys([claim.workOrderNo, claim.claimNo]),
      filedInTime: claim.status !== 'draft' && claim.filedOn !== null && claim.filedOn.slice(0, 7) <= input.month,
      ended: isEndedByDecision(claim.status),
      earlierCents: earlier ?? 0,
      touchedEarlier: earlier !== undefined,
      thisMonthCents: 0,
      match: null,
    }
  })

  const named = new Set<string>()
  for (const { workOrderNo } of input.lines) {
    const key = undamagedKey(workOrderNo)
    if (key !== null) named.add(key)
  }
  const finder = createFinder(claims, named, input.refused ?? [])
  let listsNotRead = 0
  const lines = inOrder(
    input.lines.filter((line) => wanted(line.courierId)),
    (a, b) => a.row - b.row || byText(a.id, b.id),
  ).map((line, order) => {
    const list = lineKind(line.lineClass) === 'claim' ? readList(line) : null
    if (list === 'too-long') listsNotRead += 1
    return poolLine(line, order, prefixesOf(line.courierId), finder, list === 'too-long' ? null : list)
  })

  return {
    month: input.month,
    currency: input.currency ?? 'CNY',
    claims,
    lines,
    sets: finder.sets,
    matches: [],
    staleMatches: 0,
    groupsNotSearched: 0,
    lumpSumsNotTried: 0,
    listsNotRead,
    windowDays: input.windowDays ?? WINDOW_DAYS,
  }
}

const NOBODY: readonly PoolClaim[] = []

function poolLine(line: ReconcileLine, order: number, prefixes: readonly string[], finder: Finder, list: readonly string[] | null): PoolLine {
  const waybillKey = line.waybillDamaged ? null : undamagedKey(line.waybill, prefixes)
  const numberKey = undamagedKey(line.workOrderNo)
  if (lineKind(line.lineClass) !== 'claim') return { line, order, waybillKey, numberKey, near: NOBODY, match: null, set: null, hold: null, refusedAll: false, listed: null, refused: null }
  const listKeys = list === null ? null : distinctKeys(list, prefixes)
  const found = finder.find(line, waybillKey, numberKey, listKeys)
  const hold: Hold | null = found.contradiction
    ? 'contradiction'
    : line.amountCents === 0
      ? 'zero-amount'
      : line.lineClass === 'claw-back' && line.amountCents > 0
        ? 'sign'
        : null
  const entry: PoolLine = { line, order, waybillKey, numberKey, near: NOBODY, match: null, set: found.set, hold, refusedAll: found.refusedAll, listed: found.listed, refused: finder.refusedFor(line.id) }
  found.set?.lines.push(entry)
  return entry
}
