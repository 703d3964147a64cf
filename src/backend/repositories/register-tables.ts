import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import { eq, sql, type SQL } from 'drizzle-orm'
import { cases, payout, registerEntry, registerEvent, wrongShipment } from '../db/schema'
import { synced, type SyncedTable } from '../db/synced-tables'

/** A column, or what the database works out of one. */
export type Place = SQLiteColumn | SQL

/**
 * Where the entries of a register stand: the engine's own table, or a table of another's that has a column per field (`OWN_TABLES` in the
 * domain says which). Cases are joined to all of them.
 */
export interface RegisterTable {
  readonly synced: SyncedTable
  readonly table: SQLiteTable
  /** The rows of the table that belong to the register; undefined: all. */
  readonly only: SQL | undefined
  readonly own: {
    readonly id: SQLiteColumn
    readonly entryNo: Place
    readonly createdAt: SQLiteColumn
    readonly createdBy: SQLiteColumn
    readonly caseId: SQLiteColumn
    readonly state: SQLiteColumn
    readonly deletedAt: SQLiteColumn
    readonly stateAt: Place | null
    readonly stateBy: Place | null
    readonly stateReason: Place | null
    /** Null in a row: of the shop. */
    readonly currency: Place | null
    readonly words: SQLiteColumn | null
  }
  /** Fields with a column of their own, by their id. */
  readonly columns: Readonly<Record<string, Place>>
  /** JSON of all other fields; null: there are none. */
  readonly data: SQLiteColumn | null
  /** Columns that the register's own rules read besides. */
  readonly raw?: Readonly<Record<string, SQLiteColumn>>
  /** Fields that are not narrowed by being equal to a value. `now`: epoch ms. */
  readonly narrow?: Readonly<Record<string, (value: string | boolean, now: number) => SQL>>
  /** Sums of fields that have no column. */
  readonly totals?: Readonly<Record<string, (now: number) => SQL<number>>>
}

/** Entries of a described register in the engine's own table. */
export const entryTable = (register: string): RegisterTable => ({
  synced: synced.registerEntry,
  table: registerEntry,
  only: eq(registerEntry.register, register),
  own: {
    id: registerEntry.id,
    entryNo: registerEntry.entryNo,
    createdAt: registerEntry.createdAt,
    createdBy: registerEntry.createdBy,
    caseId: registerEntry.caseId,
    state: registerEntry.state,
    deletedAt: registerEntry.deletedAt,
    stateAt: registerEntry.stateAt,
    stateBy: registerEntry.stateBy,
    stateReason: registerEntry.stateReason,
    currency: registerEntry.currency,
    words: registerEntry.words,
  },
  columns: {
    shop: registerEntry.shopId,
    order: registerEntry.orderNo,
    waybill: registerEntry.waybill,
    buyer: registerEntry.buyerNick,
    sku: registerEntry.sku,
    amount: registerEntry.amountCents,
    day: registerEntry.onDay,
    due: registerEntry.dueAt,
    assignee: registerEntry.assignedTo,
  },
  data: registerEntry.data,
})

const OPEN_TODO = sql`f.value ->> 'state' = 'open'`
const late = (now: number): SQL => sql` and f.value ->> 'dueAt' < ${now}`
const hasTodo = (more: SQL): SQL => sql`exists (select 1 from json_each(${wrongShipment.followUps}) f where ${OPEN_TODO}${more})`
const countTodo = (more: SQL): SQL<number> => sql<number>`(select count(*) from json_each(${wrongShipment.followUps}) f where ${OPEN_TODO}${more})`

/** Wrong shipments (W1): by `wrong_shipment_created` newest first. */
const wrongShipments: RegisterTable = {
  synced: synced.wrongShipment,
  table: wrongShipment,
  only: undefined,
  own: {
    id: wrongShipment.id,
    entryNo: wrongShipment.entryNo,
    createdAt: wrongShipment.createdAt,
    createdBy: wrongShipment.submittedBy,
    caseId: wrongShipment.caseId,
    state: wrongShipment.state,
    deletedAt: wrongShipment.deletedAt,
    stateAt: wrongShipment.verifiedAt,
    stateBy: wrongShipment.verifiedBy,
    stateReason: wrongShipment.returnReason,
    currency: cases.currency,
    words: null,
  },
  columns: {
    error: wrongShipment.error,
    buyer: wrongShipment.buyerNick,
    order: wrongShipment.orderNo,
    waybill: wrongShipment.waybill,
    expected: wrongShipment.expected,
    sent: wrongShipment.sent,
    packedBy: wrongShipment.packedBy,
    noticedBy: wrongShipment.noticedBy,
    fix: wrongShipment.fix,
    cost: wrongShipment.costCents,
    goodsBack: wrongShipment.goodsBack,
    note: wrongShipment.note,
    returned: wrongShipment.returnReason,
    submittedBy: wrongShipment.submittedBy,
    verifiedBy: wrongShipment.verifiedBy,
    verifiedAt: wrongShipment.verifiedAt,
  },
  data: null,
  raw: { followUps: wrongShipment.followUps, weights: wrongShipment.weights },
  narrow: { followUps: (value, now) => hasTodo(value === 'late' ? late(now) : sql``) },
  totals: { openTodo: () => countTodo(sql``), lateTodo: (now) => countTodo(late(now)) },
}

/** Payouts (F1): by `payout_state` in the order of their asking. */
const payouts: RegisterTable = {
  synced: synced.payout,
  table: payout,
  only: undefined,
  own: {
    id: payout.id,
    entryNo: sql`coalesce(${cases.caseNo}, '')`,
    createdAt: payout.createdAt,
    createdBy: payout.createdBy,
    caseId: payout.caseId,
    state: payout.state,
    deletedAt: payout.deletedAt,
    stateAt: sql`coalesce(${payout.paidAt}, ${payout.approvedAt})`,
    stateBy: sql`coalesce(${payout.paidBy}, ${payout.approvedBy})`,
    stateReason: sql`case when ${payout.state} = 'refused' then ${payout.approvalNote} end`,
    currency: payout.currency,
    words: null,
  },
  columns: {
    amount: payout.amountCents,
    buyer: payout.buyerNick,
    order: payout.orderNo,
    shop: cases.shopId,
    type: payout.type,
    issue: payout.issue,
    // older ones have none: through the platform
    way: sql`coalesce(${payout.payWay}, 'platform')`,
    payee: payout.payeeName,
    account: payout.payeeAccount,
    outsideReason: payout.outsideReason,
    batch: payout.batchNo,
    approvedBy: payout.approvedBy,
    approvedAt: payout.approvedAt,
    approvalWay: payout.approvalWay,
    paidAt: payout.paidAt,
    paidBy: payout.paidBy,
    reference: payout.paidRef,
    batched: sql`${payout.batchNo} is not null`,
    cameBack: sql`(${payout.state} <> 'paid' and exists (select 1 from ${registerEvent} e where e.entry_id = ${payout.id} and e.type = 'came-back' and e.deleted_at is null))`,
  },
  data: null,
}

/** Registers with tables of their own, by the id of their description. */
const OWNED: Readonly<Record<string, RegisterTable>> = { 'wrong-shipments': wrongShipments, payouts }

export const tableOf = (register: string): RegisterTable => OWNED[register] ?? entryTable(register)
