import { hash } from 'node:crypto'
import type { ImportedRecord } from '../../../domain/import/kinds'
import type { ReadDb } from '../../db/open'
import type { WriteTx } from '../../db/write'
import type { BatchRow } from '../../repositories/imports'
import * as masters from '../../repositories/masters'

/**
 * What sheets have said about a record so far. A row that says what some sheet said before changes nothing, whatever people did with
 * the record in the app since then; so the same file again, a part of it or an older copy of it leaves every edit alone (O1).
 */
interface Said {
  /** Batch and row that wrote last: another row of the same file on the same record is told as merged. */
  readonly batchId: string
  readonly rowNo: number
  /** Prints of the rows seen, newest last. */
  readonly prints: readonly string[]
}

/** More versions of one row than a team makes; older ones are forgotten. */
const PRINTS_AT_MOST = 20
const keyOf = (id: string): string => `import:${id}`
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
  const stored = new Map<string, string | null>(ids.map((id) => [keyOf(id), null]))
  for (const { key, value } of masters.readMetas(db, [...stored.keys()])) stored.set(key, value)
  const recallPrint = (id: string, batch: BatchRow, record: ImportedRecord, print: string): Memory => {
    const key = keyOf(id)
    let text = stored.get(key)
    if (text === undefined) text = masters.readMeta(db, key)
    return memoryOf(text === null ? null : (JSON.parse(text) as Said), batch, record, print, (tx, said) => {
      const now = JSON.stringify(said)
      stored.set(key, now)
      masters.putMeta(tx, key, now)
    })
  }
  return {
    recall: (id, batch, record) => recallPrint(id, batch, record, printIn(batch, record)),
    hear(tx, id, batch, record) {
      const key = keyOf(id)
      const print = printIn(batch, record)
      if (!stored.has(key)) {
        const first = JSON.stringify({ batchId: batch.id, rowNo: record.rowNo, prints: [print] } satisfies Said)
        if (masters.addMeta(tx, key, first)) {
          stored.set(key, first)
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

function memoryOf(said: Said | null, batch: BatchRow, record: ImportedRecord, print: string, keep: (tx: WriteTx, said: Said) => void): Memory {
  return {
    seen: said?.prints.includes(print) === true,
    mergedWith: said !== null && said.batchId === batch.id && said.rowNo !== record.rowNo ? said.rowNo : null,
    remember(tx) {
      const prints = [...(said?.prints ?? []).filter((one) => one !== print), print].slice(-PRINTS_AT_MOST)
      keep(tx, { batchId: batch.id, rowNo: record.rowNo, prints })
    },
  }
}
