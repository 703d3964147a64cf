import { LEAKS_LISTED, type LeakRow } from '../../contract/leaks'
import { leakReport as workOut, leakTotal, type Leak, type LeakClaim, type LeakFacts } from '../../domain/claim/leak'
import type { ClaimStatus } from '../../domain/claim/status'
import { claimWindowEndsAt, couriersByWaybill } from '../../domain/courier/policy'
import { distinctKeys, waybillKey } from '../../domain/courier/waybill'
import { addCents } from '../../domain/money/money'
import { lastEventOf, listAliased } from '../repositories/claim-log'
import * as repo from '../repositories/leaks'
import * as masters from '../repositories/masters'
import type { Kernel } from './kernel'

/** Rows read in one turn: between two of them others are answered (X6). */
const PAGE = 500
const DAY_MS = 86_400_000
/** Remedies that send goods again. */
const RESENT = new Set(['reissue', 'exchange'])

type Fact = LeakFacts & { readonly currency: string }

/** Walks pages to their end, giving way between them. */
async function walk<T, C>(kernel: Kernel, start: C, read: (from: C) => T[], next: (row: T) => C, take: (rows: T[]) => void): Promise<void> {
  for (let from = start; ; ) {
    const rows = read(from)
    take(rows)
    const last = rows.at(-1)
    if (last === undefined || rows.length < PAGE) return
    from = next(last)
    await kernel.pace.giveWay()
  }
}

/** Cases of a courier's liability without a filed claim: open ones, the finished of the last weeks, and any that was paid out. */
async function liableCases(kernel: Kernel, now: number): Promise<repo.LiableCase[]> {
  const { read } = kernel
  const { lookBackDays } = kernel.resources.policy.reconcile.leak
  const found = new Map<string, repo.LiableCase>()
  const take = (rows: readonly repo.LiableCase[]): void => {
    // A finished case on which nothing was spent has lost nothing.
    for (const row of rows) if (row.isOpen !== 0 || spentOf(row).paidCents > 0 || RESENT.has(row.remedy ?? '')) found.set(row.id, row)
  }
  await walk(kernel, { due: -1, id: '' }, (from) => repo.openLiable(read, from, PAGE), ({ place, id }) => ({ due: place, id }), take)
  await walk(kernel, { openedAt: now - lookBackDays * DAY_MS, id: '' }, (from) => repo.finishedLiable(read, from, PAGE), ({ place, id }) => ({ openedAt: place, id }), take)
  await walk(kernel, { createdAt: 0, id: '' }, (from) => repo.paidPayouts(read, from, PAGE), ({ createdAt, id }) => ({ createdAt, id }), (rows) => {
    const ids = [...new Set(rows.map(({ caseId }) => caseId))].filter((id) => !found.has(id))
    if (ids.length > 0) take(repo.liableOf(read, ids))
  })
  return [...found.values()]
}

/** A refund that the platform made and that was written down here as well is one refund. */
function spentOf(row: repo.LiableCase): { paidCents: number; resentCents: number } {
  const valueCents = row.goodsCents ?? row.orderPaidCents ?? row.amountCents ?? 0
  return { paidCents: addCents(Math.max(row.refundPayouts, row.platformRefunds), row.otherPayouts), resentCents: RESENT.has(row.remedy ?? '') ? valueCents : 0 }
}

/** Parcels of cases with the courier and the end of its claim window. */
function createParcels(kernel: Kernel, rows: readonly repo.LiableCase[]): (row: repo.LiableCase) => { courierId: string | null; waybill: string | null; windowEndsAt: number | null; keys: string[] } {
  const couriers = new Map(masters.listCouriers(kernel.read).map((courier) => [courier.id, courier]))
  const named = new Map(repo.couriersOfOrders(kernel.read, rows.flatMap(({ orderId }) => orderId ?? [])).map((one) => [`${one.orderId}|${one.waybillKey}`, one.courierId]))
  return (row) => {
    const waybills = JSON.parse(row.waybills) as string[]
    const [waybill = null] = waybills
    const key = waybillKey(waybill) ?? ''
    const byShape = couriersByWaybill(kernel.resources.couriers, key)
    const courierId = named.get(`${row.orderId ?? ''}|${key}`) ?? (byShape.length === 1 ? (byShape[0]?.id ?? null) : null)
    const courier = courierId === null ? undefined : couriers.get(courierId)
    return { courierId, waybill, windowEndsAt: courier === undefined ? null : claimWindowEndsAt(row.shippedAt ?? row.openedAt, courier), keys: distinctKeys(waybills) }
  }
}

/** Facts of cases without a filed claim; a claim that stands alone on the parcel, or names it as another number, is one too. */
async function unclaimedFacts(kernel: Kernel, now: number): Promise<Fact[]> {
  const rows = await liableCases(kernel, now)
  const otherNumbers = new Map<string, string[]>()
  if (rows.length > 0) for (const { id, aliases } of listAliased(kernel.read)) for (const key of distinctKeys(aliases)) otherNumbers.set(key, [...(otherNumbers.get(key) ?? []), id])
  const facts: Fact[] = []
  for (let at = 0; at < rows.length; at += PAGE) {
    const page = rows.slice(at, at + PAGE)
    const parcelOf = createParcels(kernel, page)
    const parcels = page.map((row) => ({ row, parcel: parcelOf(row) }))
    const claims = repo.claimsAbout(kernel.read, page.map(({ id }) => id), parcels.flatMap(({ parcel }) => parcel.keys))
    for (const { row, parcel } of parcels) {
      const about = claims.filter(({ caseId, waybillKey: key }) => caseId === row.id || parcel.keys.includes(key))
      const claimed = about.some(({ status }) => status !== 'draft') || parcel.keys.some((key) => otherNumbers.has(key))
      if (!claimed) facts.push(factsOf(row, parcel, about))
    }
    await kernel.pace.giveWay()
  }
  return facts
}

function factsOf(row: repo.LiableCase, parcel: { courierId: string | null; waybill: string | null; windowEndsAt: number | null }, drafts: readonly repo.CaseClaim[]): Fact {
  const claims: LeakClaim[] = drafts.map(({ id, claimNo, amountCents, statusAt }) => ({ claimId: id, claimNo, status: 'draft', amountCents, grantedCents: null, creditedCents: 0, courierId: parcel.courierId, statusAt }))
  return {
    caseId: row.id, caseNo: row.caseNo, liableParty: 'courier', courierId: parcel.courierId, waybill: parcel.waybill, windowEndsAt: parcel.windowEndsAt,
    ...spentOf(row), valueCents: row.amountCents ?? row.orderPaidCents ?? 0, claims, currency: row.currency,
  }
}

/** Claims that were granted and not, or not wholly, credited. */
async function grantedFacts(kernel: Kernel): Promise<Fact[]> {
  const rows: repo.PromisedClaim[] = []
  await walk(kernel, { createdAt: -1, id: '' }, (from) => repo.promisedClaims(kernel.read, from, PAGE), ({ createdAt, id }) => ({ createdAt, id }), (page) => void rows.push(...page))
  const chased = lastEventOf(kernel.read, rows.map(({ id }) => id), 'chased')
  return rows.map(({ id, claimNo, status, amountCents, grantedCents, creditedCents, courierId, statusAt, currency, waybill, caseId, caseNo }) => ({
    caseId, caseNo, courierId, waybill, liableParty: null, paidCents: 0, resentCents: 0, valueCents: 0, windowEndsAt: null, currency,
    claims: [{ claimId: id, claimNo, status: status as ClaimStatus, amountCents, grantedCents, creditedCents, courierId, statusAt, chasedAt: chased.get(id) ?? null }],
  }))
}

export interface LeakAnswer {
  readonly rows: LeakRow[]
  readonly count: number
  readonly totals: { currency: string; atStakeCents: number }[]
}

/**
 * M8: cases of a courier's liability with money paid or goods resent and no claim, claim windows about to close, claims granted and not
 * credited; the most pressing first. Read in short turns, stored nowhere: what is dealt with is gone with the next reading.
 */
export async function leakReport(kernel: Kernel, input: { readonly courierId?: string | null | undefined }): Promise<LeakAnswer> {
  const now = kernel.now()
  const facts = [...(await unclaimedFacts(kernel, now)), ...(await grantedFacts(kernel))]
  const currencies = new Map(facts.flatMap((fact) => [...(fact.caseId === null ? [] : [[fact.caseId, fact.currency] as const]), ...fact.claims.map(({ claimId }) => [claimId, fact.currency] as const)]))
  const numbers = new Map(facts.flatMap(({ claims }) => claims.map(({ claimId, claimNo }) => [claimId, claimNo] as const)))
  const currencyOf = (leak: Leak): string => currencies.get(leak.claimId ?? '') ?? currencies.get(leak.caseId ?? '') ?? 'CNY'
  const leaks = workOut(facts, kernel.resources.policy.reconcile.leak, now).filter(({ courierId }) => input.courierId == null || courierId === input.courierId)
  const totals = [...new Set(leaks.map(currencyOf))].sort().map((currency) => ({ currency, atStakeCents: leakTotal(leaks.filter((leak) => currencyOf(leak) === currency)) }))
  const rows = leaks.slice(0, LEAKS_LISTED).map((leak): LeakRow => ({ ...leak, claimNo: leak.claimId === null ? null : (numbers.get(leak.claimId) ?? null), currency: currencyOf(leak) }))
  return { rows, count: leaks.length, totals }
}
