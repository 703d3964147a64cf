import { basename } from 'node:path'
import type { ImportEvent, RejectedRow } from '../../contract/orders'
import { AppError } from '../../domain/errors'
import type { RejectedRow as RejectedRecord } from '../../domain/import/records'
import type { RunOptions } from '../file-process/host'
import type { Chunk } from '../imports/read'
import type { WriteTx } from '../db/write'
import * as repo from '../repositories/imports'
import type { Actor, Kernel } from './kernel'

/** No transaction of bulk work takes longer than this, so that edits and pages go on meanwhile (design, decision 1). */
const TRANSACTION_MS = 40
const PUBLISH_AT_MOST = 200
/** A file with more rejected rows than this is the wrong file; the rest is counted but not listed. */
const LISTED_AT_MOST = 5_000
const PROGRESS_EVERY_MS = 150

export interface NewBatch {
  readonly kind: 'orders' | 'statement'
  readonly path: string
  readonly courierId: string | null
  readonly shopId: string | null
  readonly platform: string | null
  readonly month: string | null
}

export function toRejected(row: RejectedRecord): RejectedRow {
  const { rowNo, ...rest } = row
  return { row: rowNo, ...rest }
}

/** Lets reads and edits through between two transactions. */
const breathe = (): Promise<void> => new Promise((done) => setImmediate(done))

export function startBatch(kernel: Kernel, actor: Actor, batch: NewBatch): string {
  return kernel.write(actor, { name: 'import.start', detail: { kind: batch.kind } }, (tx) => {
    const id = tx.newId()
    const { kind, courierId, shopId, platform, month } = batch
    repo.putBatch(tx, {
      id, kind, file: basename(batch.path), platform, courierId, shopId, month, encoding: null, mappingId: null, actorId: actor.staffId, at: tx.now, state: 'staging',
      rows: 0, inserted: 0, updated: 0, unchanged: 0, totalCents: 0, publishedTo: 0, rejected: JSON.stringify({ rejected: [], warnings: [] } satisfies Findings),
    })
    return id
  })
}

/** Gives up a batch that has published nothing: its staged rows go, the batch says so. */
export function cancelBatch(kernel: Kernel, actor: Actor, batchId: string): void {
  kernel.write(actor, { name: 'import.cancel', subject: batchId }, (tx) => {
    const batch = repo.findBatch(tx.db, batchId)
    if (batch !== undefined) repo.putBatch(tx, { ...batch, state: 'cancelled' })
    repo.dropStaged(tx, batchId)
  })
}

export interface StagedFile<S> {
  readonly summary: S
  readonly staged: number
  readonly findings: Findings
}

/** Rows that were not taken, and rows that were taken without one of their cells. */
export interface Findings {
  readonly rejected: RejectedRow[]
  readonly warnings: RejectedRow[]
}

/**
 * Reads a file in the file process (`read` runs the job) and stages its records, yielding progress. Nothing is visible before the whole
 * file was read; a failure or cancellation leaves nothing behind.
 */
export async function* stageFile<R, S>(
  kernel: Kernel,
  actor: Actor,
  batchId: string,
  read: (options: RunOptions<Chunk<R>>) => Promise<S>,
  signal: AbortSignal | undefined,
  asStaged: (record: R) => unknown = (record) => record,
): AsyncGenerator<ImportEvent, StagedFile<S>, void> {
  const rejected: RejectedRow[] = []
  const warnings: RejectedRow[] = []
  let staged = 0
  let rowsRead = 0
  const reading = read({
    signal,
    onProgress: (done) => {
      rowsRead = done
    },
    onChunk: (chunk) => {
      for (const row of chunk.rejected) if (rejected.length < LISTED_AT_MOST) rejected.push(toRejected(row))
      for (const row of chunk.warnings) if (warnings.length < LISTED_AT_MOST) warnings.push(toRejected(row))
      const { records } = chunk
      if (records.length === 0) return
      kernel.write(actor, { name: 'import.stage', subject: batchId, detail: { records: records.length } }, (tx) => {
        for (const record of records) repo.stage(tx, batchId, (staged += 1), asStaged(record))
      })
    },
  })
  let settled = false
  const finished = reading.finally(() => {
    settled = true
  })
  // Awaited below; until then a failure must not count as unhandled.
  finished.catch(() => undefined)
  try {
    while (!settled) {
      yield { type: 'progress', phase: 'reading', rows: rowsRead, total: null }
      await Promise.race([finished, new Promise((done) => setTimeout(done, PROGRESS_EVERY_MS))])
    }
    const summary = await finished
    if (staged === 0) throw nothingTaken(rejected)
    return { summary, staged, findings: { rejected, warnings } }
  } catch (error) {
    cancelBatch(kernel, actor, batchId)
    throw error
  }
}

function nothingTaken(rejected: readonly RejectedRow[]): AppError {
  const first = rejected[0]
  return new AppError('NO_ROWS_TAKEN', first === undefined ? { rejected: 0 } : { rejected: rejected.length, row: first.row, reason: first.reason, messageZh: first.messageZh, messageEn: first.messageEn })
}

export type Publish = (tx: WriteTx, batch: repo.BatchRow, record: unknown, ordinal: number) => 'inserted' | 'updated' | 'unchanged'

/** Moves a wholly staged batch to publishing; from here on it will be finished, also after a kill. */
export function readyToPublish(kernel: Kernel, actor: Actor, batchId: string, facts: Partial<repo.BatchRow>): void {
  kernel.write(actor, { name: 'import.publish', subject: batchId }, (tx) => {
    const batch = repo.findBatch(tx.db, batchId)
    if (batch === undefined) throw new AppError('NOT_FOUND', { what: 'batch', id: batchId })
    repo.putBatch(tx, { ...batch, ...facts, state: 'publishing' })
  })
}

/** Publishes staged records in short transactions; each moves the batch's counter with its rows, so a kill repeats or loses none. */
export async function* publish(kernel: Kernel, actor: Actor, batchId: string, total: number | null, one: Publish): AsyncGenerator<ImportEvent, repo.BatchRow, void> {
  let shown = 0
  for (;;) {
    const { batch, done } = kernel.write(actor, { name: 'import.rows', subject: batchId }, (tx) => publishSome(tx, batchId, one))
    if (done) return batch
    const now = performance.now()
    if (now - shown > PROGRESS_EVERY_MS) {
      shown = now
      yield { type: 'progress', phase: 'saving', rows: batch.publishedTo, total }
    }
    await breathe()
  }
}

function publishSome(tx: WriteTx, batchId: string, one: Publish): { batch: repo.BatchRow; done: boolean } {
  const before = repo.findBatch(tx.db, batchId)
  if (before === undefined) throw new AppError('NOT_FOUND', { what: 'batch', id: batchId })
  const batch = { ...before }
  const staged = repo.listStaged(tx.db, batchId, batch.publishedTo, PUBLISH_AT_MOST)
  const until = performance.now() + TRANSACTION_MS
  for (const { ordinal, record } of staged) {
    batch[one(tx, batch, JSON.parse(record), ordinal)] += 1
    batch.publishedTo = ordinal
    if (performance.now() > until) break
  }
  const done = staged.length === 0
  if (done) {
    batch.state = 'done'
    repo.dropStaged(tx, batchId)
  }
  repo.putBatch(tx, batch)
  return { batch, done }
}
