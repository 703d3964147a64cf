import { and, desc, eq, inArray, isNotNull, isNull, or, sql } from 'drizzle-orm'
import type { ReadDb } from '../db/open'
import { cases, caseWaybill, order, orderWaybill, platformRefund, registerEntry } from '../db/schema'
import { reversed } from '../../domain/search/query'
import type { CaseDbRow } from './cases'
import type { OrderRow } from './orders'
import type { RefundRow } from './refunds'

/** What a parcel that came back may belong to (W6). Keys of waybills are in their comparing form. */
const AT_MOST = 50

/** Orders that were sent under this waybill. */
export const ordersOfWaybill = (db: ReadDb, key: string): OrderRow[] =>
  db.select({ row: order }).from(orderWaybill).innerJoin(order, eq(order.id, orderWaybill.orderId)).where(eq(orderWaybill.waybillKey, key)).limit(AT_MOST).all().map(({ row }) => row)

/** Cases with this waybill, open ones first. */
export const casesOfWaybill = (db: ReadDb, key: string): CaseDbRow[] =>
  db.select({ row: cases }).from(caseWaybill).innerJoin(cases, eq(cases.id, caseWaybill.caseId)).where(eq(caseWaybill.waybillKey, key)).orderBy(desc(cases.isOpen), desc(cases.openedAt)).limit(AT_MOST).all().map(({ row }) => row)

/** Open cases with a waybill that ends so: a torn label. */
export function openCasesOfTail(db: ReadDb, tail: string): CaseDbRow[] {
  const from = reversed(tail)
  return db.select({ row: cases }).from(caseWaybill).innerJoin(cases, eq(cases.id, caseWaybill.caseId)).where(and(sql`${caseWaybill.tail} >= ${from} and ${caseWaybill.tail} < ${`${from}\uffff`}`, eq(cases.isOpen, true))).limit(AT_MOST).all().map(({ row }) => row)
}

/** Cases of an order, open ones first. */
export const casesOfOrder = (db: ReadDb, orderNo: string): CaseDbRow[] => db.select().from(cases).where(eq(cases.orderNo, orderNo)).orderBy(desc(cases.isOpen), desc(cases.openedAt)).limit(AT_MOST).all()
export const openCasesOfBuyer = (db: ReadDb, nick: string): CaseDbRow[] => db.select().from(cases).where(and(eq(cases.buyerNick, nick), eq(cases.isOpen, true))).orderBy(desc(cases.openedAt)).limit(AT_MOST).all()

/** After-sales orders of a platform under which the buyer sends goods back with this waybill. */
export const refundsOfReturnWaybill = (db: ReadDb, key: string): RefundRow[] =>
  db.select().from(platformRefund).where(and(isNotNull(platformRefund.returnWaybill), sql`upper(replace(${platformRefund.returnWaybill}, ' ', '')) = ${key}`, isNull(platformRefund.deletedAt))).limit(AT_MOST).all()

/** The newest open cases of these kinds: returns that are awaited. */
export const awaitedCases = (db: ReadDb, kinds: readonly string[], limit: number): CaseDbRow[] =>
  db.select().from(cases).where(and(sql`${cases.isOpen} = 1`, inArray(cases.kind, [...kinds]))).orderBy(desc(cases.openedAt)).limit(limit).all()

export interface ReturnEntryRow {
  readonly id: string
  readonly entryNo: string
  readonly state: string
  readonly stateAt: number
  readonly stateBy: string
  readonly caseId: string | null
  readonly orderNo: string | null
  readonly waybill: string | null
}
const ENTRY = { id: registerEntry.id, entryNo: registerEntry.entryNo, state: registerEntry.state, stateAt: registerEntry.stateAt, stateBy: registerEntry.stateBy, caseId: registerEntry.caseId, orderNo: registerEntry.orderNo, waybill: registerEntry.waybill }

/** Returns that were registered under a waybill or a number of their own, newest first. */
export const returnsOfCode = (db: ReadDb, code: string): ReturnEntryRow[] =>
  db.select(ENTRY).from(registerEntry).where(and(or(and(isNotNull(registerEntry.waybill), eq(registerEntry.waybill, code)), eq(registerEntry.entryNo, code)), eq(registerEntry.register, 'returns'), isNull(registerEntry.deletedAt))).orderBy(desc(registerEntry.createdAt)).limit(AT_MOST).all()

/** Returns of a case that wait to be checked, oldest first. */
export const returnsToCheck = (db: ReadDb, caseId: string): ReturnEntryRow[] =>
  db.select(ENTRY).from(registerEntry).where(and(isNotNull(registerEntry.caseId), eq(registerEntry.caseId, caseId), eq(registerEntry.register, 'returns'), inArray(registerEntry.state, ['received', 'identified']), isNull(registerEntry.deletedAt))).orderBy(registerEntry.createdAt).limit(AT_MOST).all()
