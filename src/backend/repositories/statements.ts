import { eq, sql } from 'drizzle-orm'
import type { ReadDb } from '../db/open'
import { statementLine, type match } from '../db/schema'
import { synced, type NewRow } from '../db/synced-tables'
import type { WriteTx } from '../db/write'
import { once } from './prepared'

export const putStatementLine = (tx: WriteTx, row: NewRow<typeof statementLine>): 'inserted' | 'updated' | 'unchanged' => tx.put(synced.statementLine, row)
export const putMatch = (tx: WriteTx, row: NewRow<typeof match>): 'inserted' | 'updated' | 'unchanged' => tx.put(synced.match, row)
export const insertStatementLine = (tx: WriteTx, row: NewRow<typeof statementLine>): void => tx.insert(synced.statementLine, row)
const lineById = once((db) => db.select({ id: statementLine.id }).from(statementLine).where(eq(statementLine.id, sql.placeholder('id'))).prepare())
export const hasLine = (db: ReadDb, id: string): boolean => lineById(db).get({ id }) !== undefined
