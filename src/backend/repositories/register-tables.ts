import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import { eq, type SQL } from 'drizzle-orm'
import { registerEntry } from '../db/schema'
import { synced, type SyncedTable } from '../db/synced-tables'

/** Where the entries of a register stand: the engine's own table, or a table of an older register that has a column per field. */
export interface RegisterTable {
  readonly synced: SyncedTable
  readonly table: SQLiteTable
  /** The rows of the table that belong to the register; undefined: all. */
  readonly only: SQL | undefined
  readonly own: {
    readonly id: SQLiteColumn
    readonly entryNo: SQLiteColumn
    readonly createdAt: SQLiteColumn
    readonly createdBy: SQLiteColumn
    readonly caseId: SQLiteColumn
    readonly state: SQLiteColumn
    readonly deletedAt: SQLiteColumn
    readonly stateAt: SQLiteColumn | null
    readonly stateBy: SQLiteColumn | null
    readonly stateReason: SQLiteColumn | null
    readonly currency: SQLiteColumn | null
    readonly words: SQLiteColumn | null
  }
  /** Fields with a column of their own, by their id. */
  readonly columns: Readonly<Record<string, SQLiteColumn>>
  /** JSON of all other fields; null: there are none. */
  readonly data: SQLiteColumn | null
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

/** Registers that were there before the engine and keep their own tables, by the id of their description. */
const OLDER: Readonly<Record<string, RegisterTable>> = {}

export const tableOf = (register: string): RegisterTable => OLDER[register] ?? entryTable(register)
