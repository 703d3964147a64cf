import { and, eq, inArray, isNotNull, isNull, sql, type SQL } from 'drizzle-orm'
import type { ReadDb } from '../db/open'
import { cases, payout, platformRefund, registerEvent } from '../db/schema'
import { synced } from '../db/synced-tables'
import type { WriteTx } from '../db/write'
import type { PayoutRow, PayoutView } from './payouts'

/** The finance list (F1): payouts by where they stand, what may be a double of what, and what happened to each beyond its case. */
export interface FinanceFilter {
  readonly states: readonly string[] | null
  /** In a batch file or not; null: either. */
  readonly batched: boolean | null
  readonly batchNo?: string | null | undefined
  readonly cameBack?: boolean | undefined
  /** `platform` holds those without a way, too. */
  readonly way?: string | null | undefined
  readonly shopId?: string | null | undefined
  readonly search?: string | null | undefined
  readonly ids?: readonly string[] | null | undefined
}

export interface FinancePlace {
  readonly at: number
  readonly id: string
}

const json = (values: readonly string[]): SQL => sql`(select value from json_each(${JSON.stringify(values)}))`

function whereOf(filter: FinanceFilter): SQL | undefined {
  const words = filter.search?.trim()
  const like = words === undefined || words === '' ? undefined : `%${words.replace(/[\\%_]/g, '\\$&')}%`
  return and(
    isNull(payout.deletedAt),
    filter.states === null ? undefined : inArray(payout.state, [...filter.states]),
    filter.batched === null ? undefined : filter.batched ? isNotNull(payout.batchNo) : isNull(payout.batchNo),
    filter.batchNo == null ? undefined : eq(payout.batchNo, filter.batchNo),
    filter.cameBack === true ? sql`exists (select 1 from register_event e where e.entry_id = ${payout.id} and e.type = 'came-back' and e.deleted_at is null)` : undefined,
    filter.way == null ? undefined : sql`coalesce(${payout.payWay}, 'platform') = ${filter.way}`,
    filter.shopId == null ? undefined : eq(cases.shopId, filter.shopId),
    filter.ids == null ? undefined : sql`${payout.id} in ${json(filter.ids)}`,
    // never by account: a search would tell what is masked
    like === undefined ? undefined : sql`(${payout.orderNo} like ${like} escape '\\' or ${payout.buyerNick} like ${like} escape '\\' or ${payout.issue} like ${like} escape '\\' or ${payout.payeeName} like ${like} escape '\\' or ${payout.batchNo} like ${like} escape '\\' or ${payout.paidRef} like ${like} escape '\\' or ${cases.caseNo} like ${like} escape '\\')`,
  )
}

const base = (db: ReadDb) => db.select({ payout, caseNo: cases.caseNo, shopId: cases.shopId }).from(payout).leftJoin(cases, eq(cases.id, payout.caseId))

/** One page by keyset: oldest first for what is to be done, newest first for what is done. */
export function listFinance(db: ReadDb, filter: FinanceFilter, page: { readonly oldestFirst: boolean; readonly after: FinancePlace | null; readonly limit: number }): PayoutView[] {
  const { after, oldestFirst, limit } = page
  const beyond = after === null ? undefined : oldestFirst ? sql`(${payout.createdAt}, ${payout.id}) > (${after.at}, ${after.id})` : sql`(${payout.createdAt}, ${payout.id}) < (${after.at}, ${after.id})`
  const order = oldestFirst ? [sql`${payout.createdAt}`, sql`${payout.id}`] : [sql`${payout.createdAt} desc`, sql`${payout.id} desc`]
  return base(db).where(and(whereOf(filter), beyond)).orderBy(...order).limit(limit).all()
}

/** How many and how much, per shop and currency, in cents. */
export const sumFinance = (db: ReadDb, filter: FinanceFilter): { shopId: string | null; currency: string; count: number; cents: number }[] =>
  db
    .select({ shopId: cases.shopId, currency: payout.currency, count: sql<number>`count(*)`, cents: sql<number>`sum(${payout.amountCents})` })
    .from(payout)
    .leftJoin(cases, eq(cases.id, payout.caseId))
    .where(whereOf(filter))
    .groupBy(cases.shopId, payout.currency)
    .orderBy(cases.shopId, payout.currency)
    .all()

/** Payouts that have not ended and share a case or an order with one of these, or went to any account since `since`. */
export function listBeside(db: ReadDb, rows: readonly PayoutRow[], ended: readonly string[], since: number): PayoutRow[] {
  const caseIds = [...new Set(rows.map(({ caseId }) => caseId))]
  const orderNos = [...new Set(rows.flatMap(({ orderNo }) => orderNo ?? []))]
  const open = and(isNull(payout.deletedAt), sql`${payout.state} not in ${json(ended)}`)
  const found = new Map<string, PayoutRow>()
  const add = (where: SQL | undefined): void => {
    for (const row of db.select().from(payout).where(and(open, where)).all()) found.set(row.id, row)
  }
  add(sql`${payout.caseId} in ${json(caseIds)}`)
  if (orderNos.length > 0) add(sql`${payout.orderNo} in ${json(orderNos)}`)
  // by state first, which has the index with the time
  if (rows.some(({ payeeAccount }) => payeeAccount !== null)) add(and(inArray(payout.state, ['waiting', 'approved', 'paid']), sql`${payout.createdAt} >= ${since}`, isNotNull(payout.payeeAccount)))
  return [...found.values()]
}

export type PlatformRefund = typeof platformRefund.$inferSelect

/** Refunds that the platform has made, of these cases and orders; exchanges, reissues and repairs moved no money. */
export const listRefundsMade = (db: ReadDb, caseIds: readonly string[], orderNos: readonly string[]): PlatformRefund[] =>
  db
    .select()
    .from(platformRefund)
    .where(and(isNull(platformRefund.deletedAt), eq(platformRefund.status, 'done'), sql`${platformRefund.type} not in ('exchange', 'reissue', 'repair')`, isNotNull(platformRefund.amountCents), sql`(${platformRefund.orderNo} in ${json(orderNos)} or ${platformRefund.caseId} in ${json(caseIds)})`))
    .all()

export type PayoutEventType = 'explained' | 'came-back' | 'unmasked'
export interface PayoutEvent {
  readonly id: string
  readonly payoutId: string
  readonly at: number
  readonly by: string
  readonly type: string
  readonly data: Record<string, unknown>
}

export const insertPayoutEvent = (tx: WriteTx, payoutId: string, type: PayoutEventType, data: Record<string, unknown>): void =>
  tx.insert(synced.registerEvent, { id: tx.newId(), entryId: payoutId, at: tx.now, by: tx.actorId, type, data: { register: 'payout', ...data } })

/** What was explained and what came back, oldest first. */
export const listPayoutEvents = (db: ReadDb, payoutIds: readonly string[]): PayoutEvent[] =>
  db
    .select({ id: registerEvent.id, payoutId: registerEvent.entryId, at: registerEvent.at, by: registerEvent.by, type: registerEvent.type, data: registerEvent.data })
    .from(registerEvent)
    .where(and(sql`${registerEvent.entryId} in ${json(payoutIds)}`, isNull(registerEvent.deletedAt)))
    .orderBy(registerEvent.at, registerEvent.id)
    .all()
