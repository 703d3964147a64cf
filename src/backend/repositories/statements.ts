import type { match, statementLine } from '../db/schema'
import { synced, type NewRow } from '../db/synced-tables'
import type { WriteTx } from '../db/write'

export const putStatementLine = (tx: WriteTx, row: NewRow<typeof statementLine>): 'inserted' | 'updated' | 'unchanged' => tx.put(synced.statementLine, row)
export const putMatch = (tx: WriteTx, row: NewRow<typeof match>): 'inserted' | 'updated' | 'unchanged' => tx.put(synced.match, row)
