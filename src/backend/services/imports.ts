import { basename } from 'node:path'
import type { ImportBatch, ImportEvent, ImportPreview, ImportResult, OrdersImportInput, PreviewInput, StatementImportInput, StatementResult } from '../../contract/orders'
import { AppError } from '../../domain/errors'
import type { ImportMapping } from '../../domain/import/mapping'
import { mappingFromChoice } from '../../domain/import/propose'
import type { OrderRecord, StatementRecord } from '../../domain/import/records'
import { createOrdinals, statementLineContent } from '../../domain/import/statements'
import type { RunOptions } from '../file-process/host'
import type { Chunk } from '../imports/read'
import * as masters from '../repositories/masters'
import * as repo from '../repositories/imports'
import { dayOf } from './claims'
import { exportPlatform, publishOrder, shopForOrders } from './import-orders'
import { cancelBatch, publish, readyToPublish, stageFile, startBatch, type Findings, type Publish } from './import-run'
import { publishLine, statementMonth, type StagedLine } from './import-statement'
import type { Actor, Kernel } from './kernel'
import { SYSTEM } from './setup'

const zoneOf = (kernel: Kernel): string => masters.listShops(kernel.read)[0]?.timeZone ?? 'Asia/Shanghai'

/** Layouts that a person saved come first: they know their own files (M1). */
function mappingsOf(kernel: Kernel): ImportMapping[] {
  const saved = repo.listSavedMappings(kernel.read).map((row) => JSON.parse(row.columns) as ImportMapping)
  return [...saved, ...kernel.resources.mappings]
}

/** Looks at a file and proposes what its columns mean; nothing is written (O1, M1). @throws AppError FILE_* */
export async function previewImport(kernel: Kernel, input: PreviewInput): Promise<ImportPreview> {
  const seen = await kernel.files.run({
    kind: 'inspect-table',
    input: { path: input.path, mappings: mappingsOf(kernel), zone: zoneOf(kernel), as: input.kind, ...(input.mappingId ? { mappingId: input.mappingId } : {}) },
  })
  const source = seen.mapping === null || seen.mapping.source === 'any' ? null : seen.mapping.source
  return {
    file: basename(input.path),
    kind: input.kind,
    encoding: seen.encoding,
    delimiter: seen.delimiter,
    sheet: seen.sheet === '' ? null : seen.sheet,
    headerRow: seen.headerLine,
    header: seen.headers,
    sampleRows: seen.sampleRows.map((row) => row.cells),
    mappingId: seen.mapping?.id ?? null,
    platform: input.kind === 'orders' ? source : null,
    courierId: input.kind === 'statement' && source !== null && masters.findCourier(kernel.read, source) !== undefined ? source : null,
    columns: seen.columns.flatMap(({ field, column, confidence }) => (field === null ? [] : [{ field, column, confidence }])),
    missingFields: seen.missingFields,
  }
}

/** Keeps the columns that a person chose, so that next month's file needs no question (M1). */
async function rememberColumns(kernel: Kernel, actor: Actor, kind: 'orders' | 'statement', source: string, path: string, columns: Record<string, number>): Promise<void> {
  const seen = await kernel.files.run({ kind: 'inspect-table', input: { path, mappings: mappingsOf(kernel), zone: zoneOf(kernel), as: kind, columns } })
  const id = `saved-${kind}-${source.replaceAll(/[^a-z0-9-]/g, '') || 'any'}`.slice(0, 60)
  // A file without a header line is known by its shape alone, so the choice keeps what tells it.
  const headerless = seen.headerLine === 0 ? mappingsOf(kernel).find((one) => one.id === seen.mapping?.id)?.headerless : undefined
  const chosen = mappingFromChoice({
    id,
    kind,
    source,
    names: { zh: '我的列设置', en: 'My columns' },
    headers: seen.headers,
    fields: Object.fromEntries(Object.entries(columns).map(([field, column]) => [column, field])),
  })
  const mapping: ImportMapping = headerless === undefined ? chosen : { ...chosen, headerless }
  kernel.write(actor, { name: 'import.remember-columns', subject: id }, (tx) => repo.putSavedMapping(tx, { id: `${id}:${seen.headers.join('|').slice(0, 400)}`, mappingId: id, columns: JSON.stringify(mapping), at: tx.now }))
}

const ordersPublisher = (kernel: Kernel): Publish => (tx, batch, record) => publishOrder(kernel, tx, batch.shopId ?? '', record as OrderRecord)

const linesPublisher: Publish = (tx, batch, line) =>
  publishLine(tx, { id: batch.id, file: batch.file, courierId: batch.courierId ?? '', month: batch.month ?? '' }, line as StagedLine)

/** Imports an order file: progress events, then the result (O1). Same rows again change nothing. @throws AppError FILE_*, NO_ROWS_TAKEN, UNKNOWN_SHOP, CANCELLED */
export async function* importOrders(kernel: Kernel, actor: Actor, input: OrdersImportInput, signal?: AbortSignal): AsyncGenerator<ImportEvent, void, void> {
  const wanted = input.platform ?? null
  const columns = input.columns ?? undefined
  if (input.shopId) shopForOrders(kernel, input.shopId, wanted ?? '')
  const batchId = startBatch(kernel, actor, { kind: 'orders', path: input.path, courierId: null, shopId: input.shopId ?? null, platform: wanted, month: null })
  const job = {
    kind: 'read-orders' as const,
    input: { path: input.path, mappings: mappingsOf(kernel), zone: zoneOf(kernel), source: wanted === null ? undefined : exportPlatform(wanted), mappingId: input.mappingId ?? undefined, columns },
  }
  const { summary, staged, findings } = yield* stageFile(kernel, actor, batchId, (options: RunOptions<Chunk<OrderRecord>>) => kernel.files.run(job, options), signal)
  const shop = shopForOrders(kernel, input.shopId ?? null, summary.platform)
  readyToPublish(kernel, actor, batchId, { shopId: shop.id, platform: summary.platform, encoding: summary.encoding, mappingId: summary.mappingId, rows: summary.counts.rows, rejected: JSON.stringify(findings) })
  const batch = yield* publish(kernel, actor, batchId, staged, ordersPublisher(kernel))
  if (columns !== undefined) await rememberColumns(kernel, actor, 'orders', wanted ?? 'any', input.path, columns)
  yield { type: 'orders', result: orderResult(batch) }
}

const findingsOf = (batch: repo.BatchRow): Findings => JSON.parse(batch.rejected) as Findings

function orderResult(batch: repo.BatchRow): ImportResult {
  const { id: batchId, file, platform, encoding, rows, inserted, updated, unchanged } = batch
  return { batchId, file, platform, encoding, rows, inserted, updated, unchanged, ...findingsOf(batch) }
}

function statementResult(batch: repo.BatchRow): StatementResult {
  const { id: batchId, file, encoding, rows, inserted, unchanged, totalCents } = batch
  return { batchId, file, encoding, rows, lines: inserted, totalCents, duplicates: unchanged, ...findingsOf(batch) }
}

/** Imports a courier's statement: progress events, then the result (M1). @throws AppError FILE_*, NO_ROWS_TAKEN, UNKNOWN_COURIER, CANCELLED */
export async function* importStatement(kernel: Kernel, actor: Actor, input: StatementImportInput, signal?: AbortSignal): AsyncGenerator<ImportEvent, void, void> {
  if (masters.findCourier(kernel.read, input.courierId) === undefined) throw new AppError('UNKNOWN_COURIER', { courier: input.courierId })
  const columns = input.columns ?? undefined
  const batchId = startBatch(kernel, actor, { kind: 'statement', path: input.path, courierId: input.courierId, shopId: null, platform: null, month: input.month ?? null })
  const ordinalOf = createOrdinals()
  const months = new Map<string, number>()
  const job = {
    kind: 'read-statement' as const,
    input: { path: input.path, mappings: mappingsOf(kernel), zone: zoneOf(kernel), source: input.courierId, mappingId: input.mappingId ?? undefined, columns },
  }
  const asLine = (record: StatementRecord): StagedLine => {
    const month = record.occurredOn?.slice(0, 7)
    if (month !== undefined) months.set(month, (months.get(month) ?? 0) + 1)
    const content = statementLineContent(input.courierId, record)
    return { content, ordinal: ordinalOf(content), record }
  }
  const { summary, staged, findings } = yield* stageFile(kernel, actor, batchId, (options: RunOptions<Chunk<StatementRecord>>) => kernel.files.run(job, options), signal, asLine)
  const month = input.month ?? statementMonth(months, basename(input.path), dayOf(kernel.now(), zoneOf(kernel)))
  readyToPublish(kernel, actor, batchId, { month, encoding: summary.encoding, mappingId: summary.mappingId, rows: summary.counts.rows, totalCents: summary.totalCents, rejected: JSON.stringify(findings) })
  const batch = yield* publish(kernel, actor, batchId, staged, linesPublisher)
  if (columns !== undefined) await rememberColumns(kernel, actor, 'statement', input.courierId, input.path, columns)
  yield { type: 'statement', result: statementResult(batch) }
}

/** The newest imports. */
export function listBatches(kernel: Kernel, input: { kind?: 'orders' | 'statement' | null | undefined }): ImportBatch[] {
  return repo.listBatches(kernel.read, input.kind ?? null).map((batch) => {
    const { id, kind, file, courierId, month, at, state, rows } = batch
    return { id, kind, file, courierId, month, at, state, rows, rejected: findingsOf(batch).rejected.length }
  })
}

/**
 * Finishes what an earlier process left: a batch that was wholly staged is published to its end, one that was still being read is given
 * up whole (design, decision 1).
 */
export async function resumeImports(kernel: Kernel): Promise<void> {
  for (const batch of repo.listUnfinished(kernel.read)) {
    const staff = masters.findStaff(kernel.read, batch.actorId)
    const actor: Actor = staff === undefined ? SYSTEM : { staffId: staff.id, name: staff.name, role: 'agent' }
    if (batch.state === 'staging') {
      cancelBatch(kernel, actor, batch.id)
      continue
    }
    for await (const _event of publish(kernel, actor, batch.id, null, batch.kind === 'orders' ? ordersPublisher(kernel) : linesPublisher)) {
      // Nobody watches a resumed import; its result stands in the list of imports.
    }
  }
}
