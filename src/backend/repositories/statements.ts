import type { ReadDb } from '../db/open'
import { statementLine, type match } from '../db/schema'
import { synced, type NewRow } from '../db/synced-tables'
import type { WriteTx } from '../db/write'
import { anyOf, once, valuesOf } from './prepared'

export const putStatementLine = (tx: WriteTx, row: NewRow<typeof statementLine>): 'inserted' | 'updated' | 'unchanged' => tx.put(synced.statementLine, row)
export const putMatch = (tx: WriteTx, row: NewRow<typeof match>): 'inserted' | 'updated' | 'unchanged' => tx.put(synced.match, row)
export const insertStatementLine = (tx: WriteTx, row: NewRow<typeof statementLine>): void => tx.insert(synced.statementLine, row)
const linesById = once((db) => db.select({ id: statementLine.id }).from(statementLine).where(anyOf(statementLine.id)).prepare())
/** Which of these lines are stored. */
export const knownLineIds = (db: ReadDb, ids: readonly string[]): Set<string> => new Set(linesById(db).all(valuesOf(ids)).map((row) => row.id))
