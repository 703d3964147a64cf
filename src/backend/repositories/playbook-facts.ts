import { and, eq, isNotNull, isNull, ne, sql } from 'drizzle-orm'
import type { ReadDb } from '../db/open'
import { cases, payout, promise, registerEntry } from '../db/schema'
import { once } from './prepared'

const promiseOf = once((db) => db.select({ one: sql`1` }).from(promise).where(and(eq(promise.caseId, sql.placeholder('id')), ne(promise.state, 'withdrawn'), isNull(promise.deletedAt))).prepare())
/** Whether anything was promised to the buyer of a case and stands (P2). */
export const hasPromise = (db: ReadDb, caseId: string): boolean => promiseOf(db).get({ id: caseId }) !== undefined

const approvalOf = once((db) => db.select({ one: sql`1` }).from(payout).where(and(eq(payout.caseId, sql.placeholder('id')), isNotNull(payout.approvedAt), isNull(payout.deletedAt))).prepare())
/** Whether a supervisor approved a payment of the case (C7). */
export const hasApproval = (db: ReadDb, caseId: string): boolean => approvalOf(db).get({ id: caseId }) !== undefined

const paidOf = once((db) =>
  db.select({ one: sql`1` }).from(payout).where(and(eq(payout.caseId, sql.placeholder('id')), isNotNull(payout.paidAt), sql`(${payout.type} = 'refund') = ${sql.placeholder('isRefund')}`, isNull(payout.deletedAt))).prepare(),
)
/** Whether finance paid the buyer of the case: a refund, or anything else such as a compensation (F1). */
export const hasPayment = (db: ReadDb, caseId: string, what: 'refund' | 'other'): boolean => paidOf(db).get({ id: caseId, isRefund: what === 'refund' ? 1 : 0 }) !== undefined

const otherOpen = once((db) =>
  db.select({ one: sql`1` }).from(cases).where(and(eq(cases.orderNo, sql.placeholder('orderNo')), sql`${cases.isOpen} = 1`, sql`${cases.id} <> ${sql.placeholder('id')}`)).prepare(),
)
/** Whether another case of the same order is still open. */
export const hasOtherOpenCase = (db: ReadDb, caseId: string, orderNo: string): boolean => otherOpen(db).get({ id: caseId, orderNo }) !== undefined

const entriesOf = once((db) =>
  db
    .select({ register: registerEntry.register, state: registerEntry.state, kind: sql<string | null>`json_extract(${registerEntry.data}, '$.kind')` })
    .from(registerEntry)
    .where(and(sql`${registerEntry.caseId} is not null and ${registerEntry.caseId} = ${sql.placeholder('id')}`, isNull(registerEntry.deletedAt)))
    .prepare(),
)
/** Entries of described registers that belong to a case: where each stands, and its kind where the register has kinds (W6). */
export const entriesOfCase = (db: ReadDb, caseId: string): { register: string; state: string; kind: string | null }[] => entriesOf(db).all({ id: caseId })
