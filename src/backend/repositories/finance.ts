import { and, eq, inArray, isNotNull, isNull, sql, type SQL } from 'drizzle-orm'
import type { ReadDb } from '../db/open'
import { payout, platformRefund, registerEvent } from '../db/schema'
import { synced } from '../db/synced-tables'
import type { WriteTx } from '../db/write'
import type { PayoutRow } from './payouts'

/** What may be a double of what, and what happened to a payout beyond its case (F1). The list is the engine's (`register-tables`). */
const json = (values: readonly string[]): SQL => sql`(select value from json_each(${JSON.stringify(values)}))`

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
