import { hash } from 'node:crypto'
import type { ImportedRecord } from '../../../domain/import/kinds'
import type { ReadDb } from '../../db/open'
import type { WriteTx } from '../../db/write'
import * as repo from '../../repositories/imports'
import type { BatchRow, MemoryRow } from '../../repositories/imports'

/*
 * What sheets have said about a record so far. A row that says what some sheet said before changes nothing, whatever people did with
 * the record in the app since then; so the same file again, a part of it or an older copy of it leaves every edit alone (O1). Of what
 * was said only prints are kept, and batch and row that spoke last: another row of the same file on the same record is told as merged.
 */

/** More versions of one row than a team makes; older ones are forgotten. */
const PRINTS_AT_MOST = 20
const BETWEEN = ' '
const hashOf = (value: unknown, length: number): string => hash('sha256', JSON.stringify(value), 'hex').slice(0, length)

/** An id from a natural key (design, decision 2): two PCs that import one file make one row. `kind` keeps the kinds apart. */
export const importId = (kind: string, key: readonly (string | number)[]): string => `${kind}-${hashOf([kind, ...key], 32)}`

/** Fingerprint of what a row says, in whatever order its columns stand; `context` is what the import was told besides. */
export function printOf(values: ImportedRecord['values'], context: readonly (string | null)[]): string {
  const given = Object.entries(values).filter(([, value]) => value !== null).sort(([a], [b]) => (a < b ? -1 : 1))
  return hashOf([given, context], 16)
}

export interface Memory {
  /** Some sheet said exactly this before. */
  readonly seen: boolean
  /** Another row of this very file wrote this record; its number. */
  readonly mergedWith: number | null
  /** Notes that this row has now been heard. */
  remember(tx: WriteTx): void
}

/** What is known of records from sheets; it holds within one transaction. */
export interface Memories {
  /** @param id the record's own */
  recall(id: string, batch: BatchRow, record: ImportedRecord): Memory
  /** Recalls, and notes that the row has been heard unless some sheet said exactly this before. What was not asked ahead is taken for new: noting it tells whether it is. */
  hear(tx: WriteTx, id: string, batch: BatchRow, record: ImportedRecord): Pick<Memory, 'seen' | 'mergedWith'>
}

/** Asks for what is known of some records at once; of any other it is asked when it comes. */
export function memoriesOf(db: ReadDb, ids: readonly string[]): Memories {
  const stored = new Map<string, MemoryRow | undefined>(ids.map((id) => [id, undefined]))
  for (const row of repo.listMemories(db, [...stored.keys()])) stored.set(row.id, row)
  const recallPrint = (id: string, batch: BatchRow, record: ImportedRecord, print: string): Memory => {
    const row = stored.has(id) ? stored.get(id) : repo.findMemory(db, id)
    return memoryOf(id, row, batch, record, print, (tx, now) => {
      stored.set(id, now)
      repo.putMemory(tx, now)
    })
  }
  return {
    recall: (id, batch, record) => recallPrint(id, batch, record, printIn(batch, record)),
    hear(tx, id, batch, record) {
      const print = printIn(batch, record)
      if (!stored.has(id)) {
        const first: MemoryRow = { id, batchId: batch.id, rowNo: record.rowNo, prints: print }
        if (repo.addMemory(tx, first)) {
          stored.set(id, first)
          return { seen: false, mergedWith: null }
        }
      }
      const memory = recallPrint(id, batch, record, print)
      if (!memory.seen) memory.remember(tx)
      return memory
    },
  }
}

const printIn = (batch: BatchRow, record: ImportedRecord): string => printOf(record.values, [batch.shopId, batch.courierId, batch.platform])

/** What is known of one record from sheets. `id` is the record's own. */
export const recall = (db: ReadDb, id: string, batch: BatchRow, record: ImportedRecord): Memory => memoriesOf(db, []).recall(id, batch, record)

function memoryOf(id: string, row: MemoryRow | undefined, batch: BatchRow, record: ImportedRecord, print: string, keep: (tx: WriteTx, row: MemoryRow) => void): Memory {
  const before = row?.prints.split(BETWEEN) ?? []
  return {
    seen: before.includes(print),
    mergedWith: row !== undefined && row.batchId === batch.id && row.rowNo !== record.rowNo ? row.rowNo : null,
    remember(tx) {
      const prints = [...before.filter((one) => one !== print), print].slice(-PRINTS_AT_MOST)
      keep(tx, { id, batchId: batch.id, rowNo: record.rowNo, prints: prints.join(BETWEEN) })
    },
  }
}
