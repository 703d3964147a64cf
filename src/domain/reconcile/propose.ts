import { looksLikeWaybill } from '../import/ids'
import { SHORTEST_TYPO } from './near'
import { nearKey, neighboursOf } from './neighbours'
import type { Pool, PoolClaim, PoolLine } from './pool'
import { balanceOf, creditOf, isAvailable, isClaimLine, isFree } from './pool'
import { createSubsetFinder, MAX_SUM_CLAIMS } from './subset'
import type { LeftReason } from './words'

/** What is only ever proposed for a line that points at no claim (M2). */
export interface Offer {
  readonly reason: Extract<LeftReason, 'typo' | 'window' | 'damaged-window' | 'lump-unlisted'>
  readonly claims: readonly { readonly claim: PoolClaim; readonly link: 'typo' | 'window' | 'sum'; readonly days: number | null }[]
  readonly together: boolean
}

/** Claims that are nearest in time and offered for one line without a number. */
export const MAX_IN_WINDOW = 20
/** Lines per run that are tried as an unlisted lump sum. */
export const MAX_LUMP_LINES = 200

/**
 * Proposals for the lines that no number or waybill has led anywhere: one typo away, then courier, amount and time, then the sum of
 * several open claims. Nothing here books money. The work is bounded: look-ups per line do not grow with the number of claims, and
 * what the bounds leave out is counted in the pool.
 */
export function propose(pool: Pool): Map<PoolLine, Offer> {
  const offers = new Map<PoolLine, Offer>()
  const lost = pool.lines.filter((entry) => isClaimLine(entry) && isFree(entry) && entry.set === null && entry.line.amountCents !== 0)
  if (lost.length === 0) return offers
  offerTypos(pool, lost, offers)
  const credits = lost.filter((entry) => !offers.has(entry) && entry.line.amountCents > 0)
  offerWindows(pool, credits.filter(hasNoWaybill), offers)
  offerSums(pool, credits.filter((entry) => !offers.has(entry)), offers)
  return offers
}

/** No waybill that means anything: none at all, or one that a spreadsheet has damaged, which is never read. */
const hasNoWaybill = (entry: PoolLine): boolean => entry.waybillKey === null
/** A number was there, and a spreadsheet has damaged it: by itself it proposes nothing. */
const isDamaged = ({ line, waybillKey }: PoolLine): boolean => line.waybillDamaged || (line.waybill !== null && waybillKey === null)
/** A claim that has a work-order number of its own is not meant by a line with another one. */
const numbersDiffer = (entry: PoolLine, claim: PoolClaim): boolean => entry.numberKey !== null && claim.claim.workOrderNo !== null

const mayMean = (entry: PoolLine, claim: PoolClaim): boolean => claim.claim.courierId === entry.line.courierId && entry.refused?.has(claim.claim.id) !== true

function offerTypos(pool: Pool, lost: readonly PoolLine[], offers: Map<PoolLine, Offer>): void {
  const keys = new Set<string>()
  for (const { waybillKey: key, line } of lost) {
    if (key !== null && key.length >= SHORTEST_TYPO && looksLikeWaybill(key)) keys.add(nearKey(line.courierId, key))
  }
  if (keys.size === 0) return
  const takesBack = lost.some(({ line }) => line.amountCents < 0)
  const wanted = pool.claims.filter((claim) => isAvailable(claim) || (takesBack && creditOf(claim) > 0))
  const near = neighboursOf(keys, wanted)
  for (const entry of lost) {
    const claims = near.get(nearKey(entry.line.courierId, entry.waybillKey ?? '')) ?? []
    const fitting = claims.filter((claim) => mayMean(entry, claim) && (entry.line.amountCents > 0 ? isAvailable(claim) : creditOf(claim) >= -entry.line.amountCents))
    if (fitting.length > 0) offers.set(entry, { reason: 'typo', claims: fitting.map((claim) => ({ claim, link: 'typo', days: null })), together: false })
  }
}

/** Days since an epoch, for differences only. */
function dayNumber(day: string): number {
  return Math.floor(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10))) / 86_400_000)
}

/** The days on which a claim must have been filed for this line to mean it. */
function windowOf(pool: Pool, entry: PoolLine): { readonly from: number; readonly to: number } {
  const { occurredOn } = entry.line
  const first = dayNumber(occurredOn ?? `${pool.month}-01`)
  return { from: first - pool.windowDays, to: occurredOn == null ? first + 30 : first }
}

interface Dated {
  readonly claim: PoolClaim
  readonly day: number
}

const bucketKey = (courierId: string, cents: number): string => `${courierId}\n${cents}`

function offerWindows(pool: Pool, lines: readonly PoolLine[], offers: Map<PoolLine, Offer>): void {
  if (lines.length === 0) return
  const buckets = new Map<string, Dated[]>(lines.map((entry) => [bucketKey(entry.line.courierId, entry.line.amountCents), []]))
  for (const claim of pool.claims) {
    const { courierId, filedOn, goodsCents, freightCents } = claim.claim
    if (courierId === null || filedOn === null || !isAvailable(claim)) continue
    const dated: Dated = { claim, day: dayNumber(filedOn) }
    for (const cents of new Set([balanceOf(claim), goodsCents, freightCents, goodsCents + freightCents])) buckets.get(bucketKey(courierId, cents))?.push(dated)
  }
  for (const bucket of buckets.values()) bucket.sort((a, b) => a.day - b.day || a.claim.order - b.claim.order)
  for (const entry of lines) {
    const bucket = buckets.get(bucketKey(entry.line.courierId, entry.line.amountCents)) ?? []
    const { from, to } = windowOf(pool, entry)
    const claims: Offer['claims'][number][] = []
    for (let at = lastUpTo(bucket, to); at >= 0 && claims.length < MAX_IN_WINDOW; at -= 1) {
      const dated = bucket[at]
      if (dated === undefined || dated.day < from) break
      if (mayMean(entry, dated.claim) && !numbersDiffer(entry, dated.claim)) claims.push({ claim: dated.claim, link: 'window', days: to - dated.day })
    }
    if (claims.length > 0) offers.set(entry, { reason: isDamaged(entry) ? 'damaged-window' : 'window', claims, together: false })
  }
}

/** Place of the last claim filed by `day`, found by halving; −1 when there is none. */
function lastUpTo(bucket: readonly Dated[], day: number): number {
  let low = 0
  let high = bucket.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((bucket[middle]?.day ?? 0) <= day) low = middle + 1
    else high = middle
  }
  return low - 1
}

function offerSums(pool: Pool, lines: readonly PoolLine[], offers: Map<PoolLine, Offer>): void {
  if (lines.length === 0) return
  const couriers = new Map<string, Dated[]>(lines.map((entry) => [entry.line.courierId, []]))
  const earliest = dayNumber(`${pool.month}-01`) - pool.windowDays
  /** Claims that a line in review points at are not free to be summed. */
  const wanted = new Set<PoolClaim>()
  for (const set of pool.sets) if (set.lines.some(isFree)) for (const claim of set.claims) wanted.add(claim)
  for (const claim of pool.claims) {
    const { courierId, filedOn } = claim.claim
    const list = courierId === null ? undefined : couriers.get(courierId)
    if (list === undefined || filedOn === null || !isAvailable(claim) || wanted.has(claim)) continue
    const day = dayNumber(filedOn)
    if (day >= earliest && list.length <= MAX_SUM_CLAIMS) list.push({ claim, day })
  }
  const finders = new Map([...couriers].filter(([, list]) => list.length <= MAX_SUM_CLAIMS).map(([courierId, list]) => [courierId, createSubsetFinder(list.map(({ claim }) => balanceOf(claim)))]))
  let tried = 0
  for (const entry of lines) {
    const { courierId, amountCents } = entry.line
    const list = couriers.get(courierId) ?? []
    const finder = finders.get(courierId)
    if (finder === undefined || tried >= MAX_LUMP_LINES) {
      pool.lumpSumsNotTried += 1
      continue
    }
    tried += 1
    const places = finder.find(amountCents)
    if (places === null || places === 'several') continue
    const { to } = windowOf(pool, entry)
    const claims = places.flatMap((at) => list[at] ?? [])
    if (claims.every(({ claim, day }) => day <= to && mayMean(entry, claim))) {
      offers.set(entry, { reason: 'lump-unlisted', claims: claims.map(({ claim, day }) => ({ claim, link: 'sum', days: to - day })), together: true })
    }
  }
}
