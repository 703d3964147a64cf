import { readdirSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { ImportEvent, RejectedRow } from '../../contract/imports'
import { AppError, type ErrorCode } from '../../domain/errors'
import type { ImportKind } from '../../domain/import/kinds'
import type { RejectedRow as RejectedRecord } from '../../domain/import/records'
import type { RunOptions } from '../file-process/host'
import type { StagedChunk } from '../file-process/jobs/stream-chunks'
import { dataPaths } from '../db/data-folder'
import type { WriteTx } from '../db/write'
import { StageReader } from '../imports/stage'
import * as repo from '../repositories/imports'
import type { Actor, Kernel } from './kernel'

/** Records for which one transaction asks what is known of them; more would be asked again in the next one. */
const PREPARED_AT_MOST = 100
/** The same in a short transaction, which writes few of them. */
const PREPARED_IN_SHORT = 25
const SHORT_MS = 10
/** A file with more rejected rows than this is the wrong file; the rest is counted but not listed. */
const LISTED_AT_MOST = 5_000
/** Findings that are kept together: a transaction for each chunk of a file with many of them cost as much as reading it. */
const FINDINGS_AT_ONCE = 500
const PROGRESS_EVERY_MS = 500

export interface NewBatch {
  readonly kind: ImportKind
  readonly path: string
  readonly courierId: string | null
  readonly shopId: string | null
  readonly platform: string | null
  readonly month: string | null
}

export function toRejected(row: RejectedRecord): RejectedRow {
  const { rowNo, column, cell, reason, messageZh, messageEn, remedyZh, remedyEn } = row
  return { row: rowNo, column, cell, reason, messageZh, messageEn, remedyZh, remedyEn }
}

export function startBatch(kernel: Kernel, actor: Actor, batch: NewBatch): string {
  return kernel.write(actor, { name: 'import.start', detail: { kind: batch.kind } }, (tx) => {
    const id = tx.newId()
    const { kind, courierId, shopId, platform, month } = batch
    repo.putBatch(tx, {
      id, kind, file: basename(batch.path), platform, courierId, shopId, month, encoding: null, mappingId: null, actorId: actor.staffId, at: tx.now, state: 'staging',
      rows: 0, inserted: 0, updated: 0, unchanged: 0, totalCents: 0, publishedTo: 0, header: '[]', rejectedCount: 0, warningCount: 0,
    })
    return id
  })
}

/** Where a batch's records are staged; batch ids are letters and digits. */
export const stagePath = (kernel: Kernel, batchId: string): string => join(dataPaths(kernel.dataDir).staging, `${batchId}.jsonl`)

const dropStaged = (kernel: Kernel, batchId: string): void => rmSync(stagePath(kernel, batchId), { force: true, maxRetries: 3 })

/** Gives up a batch that has published nothing: what was staged goes, the batch says so. */
export function cancelBatch(kernel: Kernel, actor: Actor, batchId: string): void {
  kernel.write(actor, { name: 'import.cancel', subject: batchId }, (tx) => {
    const batch = repo.findBatch(tx.db, batchId)
    if (batch !== undefined) repo.putBatch(tx, { ...batch, state: 'cancelled' })
    repo.dropFindings(tx, batchId)
  })
  dropStaged(kernel, batchId)
}

/** Takes nothing of a file that was read whole, and keeps what is wrong with its rows for the person to look at. */
function refuseBatch(kernel: Kernel, actor: Actor, batchId: string, code: ErrorCode, facts: Partial<repo.BatchRow>, findings: Findings): AppError {
  kernel.write(actor, { name: 'import.refuse', subject: batchId, detail: { code } }, (tx) => {
    const batch = repo.findBatch(tx.db, batchId)
    if (batch !== undefined) repo.putBatch(tx, { ...batch, ...facts, rejectedCount: findings.rejectedRows, warningCount: findings.warningRows, state: 'refused' })
  })
  dropStaged(kernel, batchId)
  const first = findings.rejected[0]
  const detail = { batchId, rejected: findings.rejectedRows }
  return new AppError(code, first === undefined ? detail : { ...detail, row: first.row, reason: first.reason, messageZh: first.messageZh, messageEn: first.messageEn })
}

/**
 * Throws away what no batch needs any more, and says which of the batches that were being published can go on: a backup that was
 * restored knows batches whose staging file it does not hold.
 */
export function sortStaged(kernel: Kernel, publishing: readonly string[]): ReadonlySet<string> {
  const there = new Set<string>()
  for (const name of readdirSync(dataPaths(kernel.dataDir).staging)) {
    const batchId = name.replace(/\.jsonl$/, '')
    if (publishing.includes(batchId)) there.add(batchId)
    else rmSync(join(dataPaths(kernel.dataDir).staging, name), { force: true, recursive: true })
  }
  return there
}

/** Ends a batch whose staged records are gone: what it published stays, the rest has to be imported again. */
export function cutOffBatch(kernel: Kernel, actor: Actor, batchId: string): void {
  kernel.write(actor, { name: 'import.cut-off', subject: batchId }, (tx) => {
    const batch = repo.findBatch(tx.db, batchId)
    if (batch !== undefined) repo.putBatch(tx, { ...batch, state: 'cut-off' })
  })
}

export interface StagedFile<S> {
  readonly summary: S
  readonly staged: number
  readonly findings: Findings
}

/** Rows that were not taken, and rows that were taken without one of their cells; the lists end at 5,000, the counts do not. */
export interface Findings {
  readonly rejected: RejectedRow[]
  readonly warnings: RejectedRow[]
  rejectedRows: number
  warningRows: number
}

export interface StageOptions {
  readonly signal?: AbortSignal | undefined
  /** One rejected row, and nothing of the file is taken (O1). */
  readonly allOrNothing?: boolean | null | undefined
}

/**
 * Reads a file in the file process (`read` runs the job) and stages its records, yielding progress. Nothing is visible before the whole
 * file was read; a failure or cancellation leaves nothing behind.
 * @throws AppError NO_ROWS_TAKEN or ROWS_REJECTED with the batch whose findings say why; those of the reading
 */
export async function* stageFile<S extends { headers: string[]; encoding: string | null; mappingId: string; counts: { rows: number } }>(
  kernel: Kernel,
  actor: Actor,
  batchId: string,
  read: (stagePath: string, options: RunOptions<StagedChunk>) => Promise<S>,
  options: StageOptions,
): AsyncGenerator<ImportEvent, StagedFile<S>, void> {
  const findings: Findings = { rejected: [], warnings: [], rejectedRows: 0, warningRows: 0 }
  let staged = 0
  let found = 0
  let rowsRead = 0
  const waiting: repo.FindingRow[] = []
  const list = (kind: 'rejected' | 'warning', rows: readonly RejectedRecord[], listed: RejectedRow[]): void => {
    for (const row of rows) {
      if (listed.length >= LISTED_AT_MOST) return
      const shown = toRejected(row)
      listed.push(shown)
      waiting.push({ batchId, ordinal: (found += 1), kind, problem: JSON.stringify(shown), cells: JSON.stringify(row.cells ?? []) })
    }
  }
  const keepFindings = (): void => {
    if (waiting.length === 0) return
    kernel.write(actor, { name: 'import.findings', subject: batchId, bulk: true }, (tx) => {
      for (const row of waiting.splice(0)) repo.putFinding(tx, row)
    })
  }
  const reading = read(stagePath(kernel, batchId), {
    signal: options.signal,
    onProgress: (done) => {
      rowsRead = done
    },
    onChunk: (chunk) => {
      staged += chunk.count
      findings.rejectedRows += chunk.rejected.length
      findings.warningRows += chunk.warnings.length
      list('rejected', chunk.rejected, findings.rejected)
      list('warning', chunk.warnings, findings.warnings)
      if (waiting.length >= FINDINGS_AT_ONCE) keepFindings()
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
    keepFindings()
    const { headers, encoding, mappingId, counts } = summary
    const facts = { header: JSON.stringify(headers), encoding, mappingId, rows: counts.rows }
    if (staged === 0) throw refuseBatch(kernel, actor, batchId, 'NO_ROWS_TAKEN', facts, findings)
    if (options.allOrNothing === true && findings.rejectedRows > 0) throw refuseBatch(kernel, actor, batchId, 'ROWS_REJECTED', facts, findings)
    return { summary, staged, findings }
  } catch (error) {
    if (!(error instanceof AppError && (error.code === 'NO_ROWS_TAKEN' || error.code === 'ROWS_REJECTED'))) cancelBatch(kernel, actor, batchId)
    throw error
  }
}

export type Outcome = 'inserted' | 'updated' | 'unchanged'
/**
 * Begins writing records in one transaction and answers what writes each of them. Called again for every transaction, so what it asks
 * of the database stays true while it is used. Nothing may fail for what stands in the file: that was settled while reading.
 */
export type Publish = (tx: WriteTx, batch: repo.BatchRow, records: readonly unknown[]) => (record: unknown) => Outcome | Published

/** An outcome with what is to be told about the row: it joins the batch's findings in the same transaction (L4, W2). */
export interface Published {
  readonly outcome: Outcome
  readonly warnings: readonly RejectedRow[]
}

/** Moves a wholly staged batch to publishing; from here on it will be finished, also after a kill. */
export function readyToPublish(kernel: Kernel, actor: Actor, batchId: string, file: StagedFile<{ headers: string[]; encoding: string | null; mappingId: string; counts: { rows: number } }>, facts: Partial<repo.BatchRow> = {}): void {
  const { summary, findings } = file
  kernel.write(actor, { name: 'import.publish', subject: batchId }, (tx) => {
    const batch = repo.findBatch(tx.db, batchId)
    if (batch === undefined) throw new AppError('NOT_FOUND', { what: 'batch', id: batchId })
    repo.putBatch(tx, {
      ...batch, encoding: summary.encoding, mappingId: summary.mappingId, rows: summary.counts.rows, header: JSON.stringify(summary.headers),
      rejectedCount: findings.rejectedRows, warningCount: findings.warningRows, ...facts, state: 'publishing',
    })
  })
}

/** Staged records in order. */
class StagedRecords {
  private reader: StageReader
  private chunk: unknown[] = []
  private at = 0
  private passed = 0

  constructor(private readonly path: string) {
    this.reader = new StageReader(path)
  }

  /** Goes to behind the first `count` records. */
  seek(count: number): void {
    if (count < this.passed) {
      this.reader.close()
      this.reader = new StageReader(this.path)
      this.chunk = []
      this.at = 0
      this.passed = 0
    }
    while (this.passed < count) {
      const next = this.peek(count - this.passed)
      if (next.length === 0) break
      this.advance(next.length)
    }
  }

  /** The next records, at most `most` and never more than a chunk holds; empty at the end. */
  peek(most: number): unknown[] {
    if (this.at >= this.chunk.length) {
      this.chunk = this.reader.next() ?? []
      this.at = 0
    }
    return this.chunk.slice(this.at, this.at + most)
  }

  advance(count: number): void {
    this.at += count
    this.passed += count
  }

  close(): void {
    this.reader.close()
  }
}

/** Publishes staged records in short transactions; each moves the batch's counter with its rows, so a kill repeats or loses none. */
export async function* publish(kernel: Kernel, actor: Actor, batchId: string, total: number | null, begin: Publish): AsyncGenerator<ImportEvent, repo.BatchRow, void> {
  const batch = yield* publishStaged(kernel, actor, batchId, total, begin)
  // Only now: some systems do not remove a file that is still open.
  dropStaged(kernel, batchId)
  return batch
}

async function* publishStaged(kernel: Kernel, actor: Actor, batchId: string, total: number | null, begin: Publish): AsyncGenerator<ImportEvent, repo.BatchRow, void> {
  // The first slice is committed and told at once: that saving has begun.
  let shown = Number.NEGATIVE_INFINITY
  let committed = Number.NEGATIVE_INFINITY
  const staged = new StagedRecords(stagePath(kernel, batchId))
  try {
    staged.seek(repo.findBatch(kernel.read, batchId)?.publishedTo ?? 0)
    for (;;) {
      const { batch, done } = kernel.write(actor, { name: 'import.rows', subject: batchId, bulk: true, shared: true }, (tx) => publishSome(tx, batchId, staged, begin, kernel.pace.sliceMs()))
      // Not one of the many: what it changed is told at once, with all that came before.
      if (done) return kernel.write(actor, { name: 'import.done', subject: batchId }, (tx) => endBatch(tx, batch))
      const now = performance.now()
      if (now - committed >= kernel.pace.shareMs()) {
        kernel.settle()
        committed = performance.now()
        // Whoever follows the progress may keep it waiting, and is told of nothing that could still be lost.
        if (now - shown > PROGRESS_EVERY_MS) {
          shown = now
          yield { type: 'progress', phase: 'saving', rows: batch.publishedTo, total }
        }
      }
      await kernel.pace.giveWay()
    }
  } finally {
    staged.close()
  }
}

function keepWarning(tx: WriteTx, batch: repo.BatchRow, warning: RejectedRow): void {
  // Rejected and warning rows were numbered while reading; each of both lists ends at LISTED_AT_MOST.
  if (batch.warningCount < LISTED_AT_MOST) {
    repo.putFinding(tx, { batchId: batch.id, ordinal: repo.lastFinding(tx.db, batch.id) + 1, kind: 'warning', problem: JSON.stringify(warning), cells: '[]' })
  }
  batch.warningCount += 1
}

function publishSome(tx: WriteTx, batchId: string, staged: StagedRecords, begin: Publish, sliceMs: number): { batch: repo.BatchRow; done: boolean } {
  const before = repo.findBatch(tx.db, batchId)
  if (before === undefined) throw new AppError('NOT_FOUND', { what: 'batch', id: batchId })
  const batch = { ...before }
  // After a commit that failed the database stands where it stood before.
  staged.seek(batch.publishedTo)
  const until = performance.now() + sliceMs
  let done = false
  do {
    const some = staged.peek(sliceMs < SHORT_MS ? PREPARED_IN_SHORT : PREPARED_AT_MOST)
    done = some.length === 0
    if (done) break
    const write = begin(tx, batch, some)
    let written = 0
    for (const record of some) {
      const result = write(record)
      if (typeof result === 'string') {
        batch[result] += 1
      } else {
        batch[result.outcome] += 1
        for (const warning of result.warnings) keepWarning(tx, batch, warning)
      }
      written += 1
      if (performance.now() > until) break
    }
    batch.publishedTo += written
    staged.advance(written)
  } while (performance.now() < until)
  repo.putBatch(tx, batch)
  return { batch, done }
}

function endBatch(tx: WriteTx, batch: repo.BatchRow): repo.BatchRow {
  const ended = { ...batch, state: 'done' }
  repo.putBatch(tx, ended)
  return ended
}
