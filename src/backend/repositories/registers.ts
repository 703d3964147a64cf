import { and, desc, eq, gte, inArray, isNull, lt, lte, or, sql, type SQL } from 'drizzle-orm'
import type { Outcome } from '../../domain/claim/dashboard'
import { CLAIM_STATUSES, isOpenClaim } from '../../domain/claim/status'
import type { ReadDb } from '../db/open'
import { cases, claim, courier } from '../db/schema'
import { synced, type NewRow, type RowPatch } from '../db/synced-tables'
import type { WriteTx } from '../db/write'
import { hasPart } from './claim-outcome'
import { anyOf, once, valuesOf } from './prepared'

export type ClaimRow = typeof claim.$inferSelect

const claimBase = (db: ReadDb) =>
  db
    .select({ claim, caseNo: cases.caseNo, courierZh: courier.nameZh, courierEn: courier.nameEn })
    .from(claim)
    .leftJoin(cases, eq(cases.id, claim.caseId))
    .leftJoin(courier, eq(courier.id, claim.courierId))

export type ClaimView = ReturnType<ReturnType<typeof claimBase>['all']>[number]

export interface RegisterPage {
  readonly after: { readonly createdAt: number; readonly id: string } | null
  readonly limit: number
}

export interface ClaimFilter {
  readonly month?: string | null | undefined
  readonly courierId?: string | null | undefined
  readonly status?: string | null | undefined
  readonly waybillKey?: string | null | undefined
  readonly search?: string | null | undefined
  /** First and last day of filing, `YYYY-MM-DD`, of claims from which something is still expected (M4, ageing); no first day: any. */
  readonly aged?: { readonly from: string | null; readonly to: string } | null | undefined
  /** Drafts whose claim window ends by then, epoch ms (L2). */
  readonly closingBy?: number | null | undefined
  /** The claims behind a figure of the dashboard (M6). */
  readonly report?: ReportClaims | null | undefined
}

/** Filed claims on couriers in one currency; what is absent is not narrowed. Months are `YYYY-MM`. */
export interface ReportClaims {
  readonly currency: string
  /** First and last month of filing. */
  readonly from?: string | null | undefined
  readonly to?: string | null | undefined
  /** Month whose statements credited them or took credit back. */
  readonly bookedIn?: string | null | undefined
  /** Only claims that name no courier. */
  readonly noCourier?: boolean | undefined
  readonly reason?: string | null | undefined
  readonly part?: Outcome | null | undefined
  /** Only claims that have had a credit. */
  readonly credited?: boolean | undefined
}

const BOOKED = sql`select 1 from recon_match m where m.claim_id = ${claim.id} and m.deleted_at is null`

function reportWhere({ currency, from, to, bookedIn, noCourier, reason, part, credited }: ReportClaims): SQL | undefined {
  return and(
    eq(claim.counterparty, 'courier'),
    sql`${claim.status} <> 'draft'`,
    eq(claim.currency, currency),
    from == null ? undefined : gte(claim.filedOn, `${from}-01`),
    to == null ? undefined : lte(claim.filedOn, `${to}-31`),
    bookedIn == null ? undefined : sql`exists (${BOOKED} and m.month = ${bookedIn})`,
    noCourier === true ? isNull(claim.courierId) : undefined,
    reason == null ? undefined : eq(claim.reason, reason),
    part == null ? undefined : hasPart(part, 'claim'),
    credited === true ? sql`exists (${BOOKED} and m.credited_cents > 0)` : undefined,
  )
}

export interface ClaimQuery extends RegisterPage, ClaimFilter {}

/** A filter beside the statuses: every claim from which something is still expected. */
const OPEN = 'open'
const OPEN_STATUSES = CLAIM_STATUSES.filter(isOpenClaim)

/** `month` is that of filing, `status` one of L1 or `open`. */
export function claimWhere(query: ClaimFilter): SQL | undefined {
  const parts: (SQL | undefined)[] = [isNull(claim.deletedAt)]
  if (query.month) parts.push(and(gte(claim.filedOn, `${query.month}-01`), lt(claim.filedOn, `${query.month}-99`)))
  if (query.courierId) parts.push(eq(claim.courierId, query.courierId))
  if (query.status === OPEN) parts.push(inArray(claim.status, OPEN_STATUSES))
  else if (query.status) parts.push(eq(claim.status, query.status))
  if (query.search) {
    const key = query.waybillKey ?? ''
    parts.push(or(eq(claim.claimNo, query.search.toUpperCase()), eq(claim.orderNo, query.search), key === '' ? undefined : and(gte(claim.waybillKey, key), lt(claim.waybillKey, `${key}\uffff`))))
  }
  if (query.aged) {
    parts.push(inArray(claim.status, OPEN_STATUSES), lte(claim.filedOn, query.aged.to))
    if (query.aged.from !== null) parts.push(gte(claim.filedOn, query.aged.from))
  }
  if (query.closingBy != null) parts.push(eq(claim.status, 'draft'), lte(claim.windowEndsAt, query.closingBy))
  if (query.report) parts.push(reportWhere(query.report))
  return and(...parts)
}

/** Claims newest first, one page. */
export function listClaims(db: ReadDb, query: ClaimQuery): ClaimView[] {
  const after = query.after === null ? undefined : sql`(${claim.createdAt}, ${claim.id}) < (${query.after.createdAt}, ${query.after.id})`
  return claimBase(db).where(and(claimWhere(query), after)).orderBy(desc(claim.createdAt), desc(claim.id)).limit(query.limit).all()
}

export const findClaim = (db: ReadDb, id: string): ClaimView | undefined => claimBase(db).where(eq(claim.id, id)).get()
/** Claims by id, with the number of their case and the name of their courier. */
export const listClaimsById = (db: ReadDb, ids: readonly string[]): ClaimView[] => (ids.length === 0 ? [] : claimBase(db).where(inArray(claim.id, [...ids])).all())
export const findClaimRow = (db: ReadDb, id: string): ClaimRow | undefined => db.select().from(claim).where(eq(claim.id, id)).get()
export const findClaimByNo = (db: ReadDb, claimNo: string): ClaimRow | undefined => db.select().from(claim).where(eq(claim.claimNo, claimNo)).get()
export const listClaimsOfCase = (db: ReadDb, caseId: string): ClaimRow[] => db.select().from(claim).where(and(eq(claim.caseId, caseId), isNull(claim.deletedAt))).all()
const claimsByWaybill = once((db) => db.select().from(claim).where(and(anyOf(claim.waybillKey), isNull(claim.deletedAt))).prepare())
// A sheet asks for each of its rows, nearly always for one number: a list costs three times as much to look through.
const claimsByOneWaybill = once((db) => db.select().from(claim).where(and(eq(claim.waybillKey, sql.placeholder('key')), isNull(claim.deletedAt))).prepare())
/** Claims on any of these waybills (L4). */
export function listClaimsOfWaybills(db: ReadDb, keys: readonly string[]): ClaimRow[] {
  const [key, ...more] = keys
  if (key === undefined) return []
  return more.length === 0 ? claimsByOneWaybill(db).all({ key }) : claimsByWaybill(db).all(valuesOf(keys))
}
const claimKeys = once((db) => db.selectDistinct({ key: claim.waybillKey }).from(claim).where(anyOf(claim.waybillKey)).prepare())
/** Those of some waybill keys on which there is a claim. */
export const keysWithClaims = (db: ReadDb, keys: readonly string[]): Set<string> => new Set(claimKeys(db).all(valuesOf(keys)).map(({ key }) => key))
export const insertClaim = (tx: WriteTx, row: NewRow<typeof claim>): void => tx.insert(synced.claim, row)
export const updateClaim = (tx: WriteTx, id: string, patch: RowPatch<typeof claim>): boolean => tx.update(synced.claim, id, patch)
