import { createHash } from 'node:crypto'
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
const hash = (value: unknown, length: number): string => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, length)

/** An id from a natural key (design, decision 2): two PCs that import one file make one row. `kind` keeps the kinds apart. */
export const importId = (kind: string, key: readonly (string | number)[]): string => `${kind}-${hash([kind, ...key], 32)}`

/** Fingerprint of what a row says, in whatever order its columns stand; `context` is what the import was told besides. */
export function printOf(values: ImportedRecord['values'], context: readonly (string | null)[]): string {
  const given = Object.entries(values).filter(([, value]) => value !== null).sort(([a], [b]) => (a < b ? -1 : 1))
  return hash([given, context], 16)
}

export interface Memory {
  /** Some sheet said exactly this before. */
  readonly seen: boolean
  /** Another row of this very file wrote this record; its number. */
  readonly mergedWith: number | null
  /** Notes that this row has now been heard. */
  remember(tx: WriteTx): void
}

/** What is known of a record from sheets. `id` is the record's own. */
export function recall(db: ReadDb, id: string, batch: BatchRow, record: ImportedRecord): Memory {
  const stored = masters.readMeta(db, keyOf(id))
  const said = stored === null ? null : (JSON.parse(stored) as Said)
  const print = printOf(record.values, [batch.shopId, batch.courierId, batch.platform])
  return {
    seen: said?.prints.includes(print) === true,
    mergedWith: said !== null && said.batchId === batch.id && said.rowNo !== record.rowNo ? said.rowNo : null,
    remember(tx) {
      const prints = [...(said?.prints ?? []).filter((one) => one !== print), print].slice(-PRINTS_AT_MOST)
      masters.putMeta(tx, keyOf(id), JSON.stringify({ batchId: batch.id, rowNo: record.rowNo, prints } satisfies Said))
    },
  }
}
