import { basename, isAbsolute } from 'node:path'
import type { ImportBatch, ImportEvent, ImportPreview, ImportResult, OrdersImportInput, PreviewInput, ReadingChoices, RecordsImportInput, RejectedRow, StatementImportInput, StatementResult } from '../../contract/imports'
import { AppError } from '../../domain/errors'
import { mayDo } from '../../domain/identity/roles'
import { importRight } from '../../domain/import/import-rights'
import type { ImportedRecord, ImportKind } from '../../domain/import/kinds'
import { isImportKind, isRecordKind } from '../../domain/import/kinds'
import type { ImportMapping } from '../../domain/import/mapping'
import { KNOWN_IMPORT_KINDS } from '../../domain/import/record-kinds'
import type { OrderRecord } from '../../domain/import/records'
import type { StagedLine } from '../../domain/import/statements'
import { cleanCell } from '../../domain/import/text'
import type { TableRequest } from '../imports/layout'
import * as masters from '../repositories/masters'
import * as repo from '../repositories/imports'
import { tableFormat, writeTableFile } from '../reports/write-table-file'
import { dayOf } from './claims'
import { recordPublisher, vocabulariesOf } from './import-kinds'
import { exportPlatform, publishOrders, shopForOrders } from './import-orders'
import { cancelBatch, cutOffBatch, publish, readyToPublish, sortStaged, stageFile, startBatch, type Findings, type Publish } from './import-run'
import { publishLines, statementMonth } from './import-statement'
import type { Actor, Kernel } from './kernel'
import { monthToPost } from './month-states'
import { SYSTEM } from './setup'

const zoneOf = (kernel: Kernel): string => masters.listShops(kernel.read)[0]?.timeZone ?? 'Asia/Shanghai'

/** Layouts that a person saved come first: they know their own files (M1). */
function mappingsOf(kernel: Kernel): ImportMapping[] {
  const saved = repo.listSavedMappings(kernel.read).map((row) => JSON.parse(row.columns) as ImportMapping)
  return [...saved, ...kernel.resources.mappings]
}

/** The request of a file job, with what the person decided about the reading. */
function requestFor(kernel: Kernel, path: string, choices: ReadingChoices, source: string | null | undefined): TableRequest {
  return {
    path, mappings: mappingsOf(kernel), zone: zoneOf(kernel), source: source ?? undefined, mappingId: choices.mappingId ?? undefined,
    sheet: choices.sheet ?? undefined, headerLine: choices.headerRow ?? undefined, columns: choices.columns ?? undefined,
    sign: choices.sign ?? undefined, dateOrder: choices.dateOrder ?? undefined,
  }
}

/** Looks at a file and proposes what it is and what its columns mean; nothing is written (O1, M1). @throws AppError FILE_* */
export async function previewImport(kernel: Kernel, input: PreviewInput): Promise<ImportPreview> {
  const kinds = input.kind ? [input.kind] : KNOWN_IMPORT_KINDS
  const source = input.kind === 'orders' && input.source ? exportPlatform(input.source) : input.source
  const { inspection: seen, kind, fits } = await kernel.files.run({ kind: 'inspect-table', input: { ...requestFor(kernel, input.path, input, source), as: kinds } })
  const mapped = seen.mapping === null || seen.mapping.source === 'any' ? null : seen.mapping.source
  return {
    file: basename(input.path),
    kind,
    fits,
    format: seen.format,
    encoding: seen.encoding,
    delimiter: seen.delimiter,
    sheet: seen.sheet === '' ? null : seen.sheet,
    sheets: seen.sheets,
    headerRow: seen.headerLine,
    header: seen.headers,
    sampleRows: seen.sampleRows.map((row) => row.cells),
    sampleLines: seen.sampleRows.map((row) => row.line),
    mappingId: seen.mapping?.id ?? null,
    mappingNames: seen.mapping?.names ?? null,
    mappingNote: seen.mapping?.note ?? null,
    certainty: seen.mapping?.certainty ?? null,
    platform: kind === 'orders' || kind === 'refunds' ? mapped : null,
    courierId: kind === 'statement' && mapped !== null && masters.findCourier(kernel.read, mapped) !== undefined ? mapped : null,
    sign: seen.sign,
    dateOrder: seen.dateOrder,
    columns: seen.columns.flatMap(({ field, column, confidence }) => (field === null ? [] : [{ field, column, confidence }])),
    missingFields: seen.missingFields,
  }
}

/** Keeps what a person decided about a file's columns and reading, so that next month's file needs no question (M1). */
async function rememberChoices(kernel: Kernel, actor: Actor, kind: ImportKind, source: string, path: string, choices: ReadingChoices): Promise<void> {
  if (!choices.columns && !choices.sign && !choices.dateOrder) return
  const { inspection } = await kernel.files.run({ kind: 'inspect-table', input: { ...requestFor(kernel, path, choices, source === 'any' ? null : source), as: [kind] } })
  const { decided, headers } = inspection
  // A file without header words has nothing by which next month's could be told.
  if (decided === null || decided.requires.length === 0) return
  const id = `saved-${kind}-${source.replaceAll(/[^a-z0-9-]/g, '') || 'any'}`.slice(0, 60)
  const mapping: ImportMapping = { ...decided, id, source }
  kernel.write(actor, { name: 'import.remember-columns', subject: id }, (tx) => repo.putSavedMapping(tx, { id: `${id}:${headers.join('|').slice(0, 400)}`, mappingId: id, columns: JSON.stringify(mapping), at: tx.now }))
}

const ordersPublisher = (kernel: Kernel): Publish => (tx, batch, records) => {
  const write = publishOrders(kernel, tx, batch.shopId ?? '', records as readonly OrderRecord[])
  return (record) => write(record as OrderRecord)
}

const linesPublisher: Publish = (tx, batch, records) => {
  // Asked for every slice: the month may be closed while its statement waits or is being written.
  const month = monthToPost(tx.db, batch.month ?? '')
  batch.month = month
  const write = publishLines(tx, { id: batch.id, file: batch.file, courierId: batch.courierId ?? '', month }, records as readonly StagedLine[])
  return (line) => write(line as StagedLine)
}

function publisherOf(kernel: Kernel, kind: string): Publish {
  if (kind === 'orders') return ordersPublisher(kernel)
  if (kind === 'statement') return linesPublisher
  if (!isImportKind(kind) || !isRecordKind(kind)) throw new AppError('INTERNAL', { what: 'import kind', kind })
  const begin = recordPublisher(kind)
  return (tx, batch, records) => {
    const write = begin(kernel, tx, batch, records as readonly ImportedRecord[])
    return (record) => write(record as ImportedRecord)
  }
}

/** Imports an order file: progress events, then the result (O1). Same rows again change nothing. @throws AppError FILE_*, NO_ROWS_TAKEN, ROWS_REJECTED, UNKNOWN_SHOP, CANCELLED */
export async function* importOrders(kernel: Kernel, actor: Actor, input: OrdersImportInput, signal?: AbortSignal): AsyncGenerator<ImportEvent, void, void> {
  const wanted = input.platform ?? null
  if (input.shopId) shopForOrders(kernel, input.shopId, wanted ?? '')
  const batchId = startBatch(kernel, actor, { kind: 'orders', path: input.path, courierId: null, shopId: input.shopId ?? null, platform: wanted, month: null })
  const job = { kind: 'read-orders' as const, input: requestFor(kernel, input.path, input, wanted === null ? null : exportPlatform(wanted)) }
  const file = yield* stageFile(kernel, actor, batchId, (stagePath, options) => kernel.files.run({ ...job, input: { ...job.input, stagePath } }, options), { signal, allOrNothing: input.allOrNothing })
  const { platform } = file.summary
  const shop = shopForOrders(kernel, input.shopId ?? null, platform)
  readyToPublish(kernel, actor, batchId, file, { shopId: shop.id, platform })
  const batch = yield* publish(kernel, actor, batchId, file.staged, ordersPublisher(kernel))
  await rememberChoices(kernel, actor, 'orders', wanted ?? 'any', input.path, input)
  yield { type: 'orders', result: importResult(batch, file.findings) }
}

function importResult(batch: repo.BatchRow, { rejected, warnings, rejectedRows }: Findings): ImportResult {
  const { id: batchId, file, platform, encoding, rows, inserted, updated, unchanged } = batch
  return { batchId, kind: batch.kind as ImportKind, file, platform, encoding, rows, inserted, updated, unchanged, rejected, warnings, rejectedRows }
}

function statementResult(batch: repo.BatchRow, wanted: string, { rejected, warnings, rejectedRows }: Findings): StatementResult {
  const { id: batchId, file, encoding, rows, inserted, unchanged, totalCents } = batch
  const month = batch.month ?? wanted
  return { batchId, file, encoding, rows, month, movedFrom: month === wanted ? null : wanted, lines: inserted, totalCents, duplicates: unchanged, rejected, warnings, rejectedRows }
}

/** Imports a courier's statement: progress events, then the result (M1); lines of a closed month go to the next open one (M5). @throws AppError FILE_*, NO_ROWS_TAKEN, ROWS_REJECTED, UNKNOWN_COURIER, CANCELLED */
export async function* importStatement(kernel: Kernel, actor: Actor, input: StatementImportInput, signal?: AbortSignal): AsyncGenerator<ImportEvent, void, void> {
  if (masters.findCourier(kernel.read, input.courierId) === undefined) throw new AppError('UNKNOWN_COURIER', { courier: input.courierId })
  const batchId = startBatch(kernel, actor, { kind: 'statement', path: input.path, courierId: input.courierId, shopId: null, platform: null, month: input.month ?? null })
  const job = { kind: 'read-statement' as const, input: requestFor(kernel, input.path, input, input.courierId) }
  const file = yield* stageFile(kernel, actor, batchId, (stagePath, options) => kernel.files.run({ ...job, input: { ...job.input, stagePath } }, options), { signal, allOrNothing: input.allOrNothing })
  const wanted = input.month ?? statementMonth(new Map(file.summary.months), basename(input.path), dayOf(kernel.now(), zoneOf(kernel)))
  // What comes for a closed month is a correction: it is posted to the next open one (M5).
  const month = monthToPost(kernel.read, wanted)
  readyToPublish(kernel, actor, batchId, file, { month, totalCents: file.summary.totalCents })
  const batch = yield* publish(kernel, actor, batchId, file.staged, linesPublisher)
  await rememberChoices(kernel, actor, 'statement', input.courierId, input.path, input)
  yield { type: 'statement', result: statementResult(batch, wanted, file.findings) }
}

/**
 * Imports records of one kind: platform after-sales orders, the registers that staff keep in spreadsheets, masters, templates (O2, C13,
 * T5). Same rows again change nothing. @throws AppError FORBIDDEN, FILE_*, NO_ROWS_TAKEN, ROWS_REJECTED, UNKNOWN_SHOP, UNKNOWN_COURIER, CANCELLED
 */
export async function* importRecords(kernel: Kernel, actor: Actor, input: RecordsImportInput, signal?: AbortSignal): AsyncGenerator<ImportEvent, void, void> {
  const { kind } = input
  const right = importRight(kind)
  if (!mayDo(actor.role, right)) throw new AppError('FORBIDDEN', { right })
  if (input.courierId && masters.findCourier(kernel.read, input.courierId) === undefined) throw new AppError('UNKNOWN_COURIER', { courier: input.courierId })
  if (input.shopId) shopForOrders(kernel, input.shopId, input.platform ?? '')
  const batchId = startBatch(kernel, actor, { kind, path: input.path, courierId: input.courierId ?? null, shopId: input.shopId ?? null, platform: input.platform ?? null, month: null })
  const source = input.platform ? exportPlatform(input.platform) : null
  const job = { kind: 'read-records' as const, input: { ...requestFor(kernel, input.path, input, source), kind, vocabularies: vocabulariesOf(kernel, kind) } }
  const file = yield* stageFile(kernel, actor, batchId, (stagePath, options) => kernel.files.run({ ...job, input: { ...job.input, stagePath } }, options), { signal, allOrNothing: input.allOrNothing })
  const mapped = file.summary.mappingSource
  const platform = input.platform ?? (mapped === 'any' ? null : mapped)
  readyToPublish(kernel, actor, batchId, file, { platform, shopId: input.shopId ?? shopForOrders(kernel, null, platform ?? '').id })
  const batch = yield* publish(kernel, actor, batchId, file.staged, publisherOf(kernel, kind))
  await rememberChoices(kernel, actor, kind, platform ?? 'any', input.path, input)
  // What was found while publishing stands with the batch only.
  const warnings = batch.warningCount > file.findings.warningRows ? listFindings(kernel, batchId).warnings : file.findings.warnings
  yield { type: 'records', result: importResult(batch, { ...file.findings, warnings }) }
}

/** The newest imports. */
export function listBatches(kernel: Kernel, input: { kind?: ImportKind | null | undefined }): ImportBatch[] {
  return repo.listBatches(kernel.read, input.kind ?? null).map(({ id, kind, file, courierId, month, at, state, rows, rejectedCount, warningCount }) => (
    { id, kind, file, courierId, month, at, state, rows, rejected: rejectedCount, warnings: warningCount }
  ))
}

function requireBatch(kernel: Kernel, batchId: string): repo.BatchRow {
  const batch = repo.findBatch(kernel.read, batchId)
  if (batch === undefined) throw new AppError('NOT_FOUND', { what: 'batch', id: batchId })
  return batch
}

/** Rows of an earlier import that were not taken, or without one of their cells. @throws AppError NOT_FOUND */
export function listFindings(kernel: Kernel, batchId: string): { file: string; rejected: RejectedRow[]; warnings: RejectedRow[] } {
  const { file } = requireBatch(kernel, batchId)
  const rows = repo.listFindings(kernel.read, batchId)
  const of = (kind: string): RejectedRow[] => rows.filter((row) => row.kind === kind).map((row) => JSON.parse(row.problem) as RejectedRow)
  return { file, rejected: of('rejected'), warnings: of('warning') }
}

const ADDED_COLUMNS = { zh: ['原行号', '哪一列', '为什么没有导入', '怎么办'], en: ['Row in the file', 'Column', 'Why it was not taken', 'What to do'] } as const

/**
 * Writes the rejected rows as a file under the headers of the original, with line, reason and remedy behind them, to be corrected and
 * imported again (O1). XLSX holds every cell as text, so that opening it damages no waybill. @throws AppError NOT_FOUND, INVALID_INPUT
 */
export async function exportRejected(kernel: Kernel, actor: Actor, input: { batchId: string; path: string; locale: 'zh' | 'en' }): Promise<{ file: string; rows: number }> {
  const { path, locale, batchId } = input
  if (tableFormat(path) === null || !isAbsolute(path)) throw new AppError('INVALID_INPUT', { field: 'path', value: path, known: ['.xlsx', '.csv'] })
  const batch = requireBatch(kernel, batchId)
  const findings = repo.listFindings(kernel.read, batchId).filter((row) => row.kind === 'rejected')
  if (findings.length === 0) throw new AppError('NOT_FOUND', { what: 'rejected rows', id: batchId })
  const own = findings.map((row) => ({ problem: JSON.parse(row.problem) as RejectedRow, cells: JSON.parse(row.cells) as string[] }))
  const header = JSON.parse(batch.header) as string[]
  const width = Math.max(header.length, ...own.map((row) => row.cells.length))
  const columns = [
    ...Array.from({ length: width }, (_, at) => ({ header: header[at] ?? '', type: 'text' as const })),
    ...ADDED_COLUMNS[locale].map((title, at) => ({ header: title, type: at === 0 ? ('integer' as const) : ('text' as const), width: at < 2 ? 12 : 40 })),
  ]
  const rows = own.map(({ problem, cells }) => [
    ...Array.from({ length: width }, (_, at) => cleanCell(cells[at] ?? '')),
    problem.row, problem.column, locale === 'zh' ? problem.messageZh : problem.messageEn, locale === 'zh' ? problem.remedyZh : problem.remedyEn,
  ])
  const written = await writeTableFile(path, [{ name: locale === 'zh' ? '未导入的行' : 'Rejected rows', columns, rows }])
  kernel.write(actor, { name: 'import.export-rejected', subject: batchId, detail: { rows: written.rows } }, () => undefined)
  return { file: written.file, rows: written.rows }
}

/**
 * Finishes what an earlier process left: a batch that was wholly staged is published to its end, one that was still being read is given
 * up whole (design, decision 1).
 */
export async function resumeImports(kernel: Kernel): Promise<void> {
  const unfinished = repo.listUnfinished(kernel.read)
  const whole = sortStaged(kernel, unfinished.filter((batch) => batch.state === 'publishing').map((batch) => batch.id))
  for (const batch of unfinished) {
    const staff = masters.findStaff(kernel.read, batch.actorId)
    const actor: Actor = staff === undefined ? SYSTEM : { staffId: staff.id, name: staff.name, role: 'agent' }
    if (batch.state === 'staging') {
      cancelBatch(kernel, actor, batch.id)
      continue
    }
    if (!whole.has(batch.id)) {
      cutOffBatch(kernel, actor, batch.id)
      continue
    }
    for await (const _event of publish(kernel, actor, batch.id, null, publisherOf(kernel, batch.kind))) {
      // Nobody watches a resumed import; its result stands in the list of imports.
    }
  }
}
