import { AppError } from '../../domain/errors'
import { emptyCounts, type RowCounts, type Taken } from '../../domain/import/cells'
import { zoneOffset } from '../../domain/import/dates'
import type { ImportedRecord, RecordKind } from '../../domain/import/kinds'
import type { ImportMapping, Layout } from '../../domain/import/mapping'
import { createOrderReader } from '../../domain/import/orders'
import { rowProblem } from '../../domain/import/problems'
import { recordKindSpec } from '../../domain/import/record-kinds'
import { createRecordReader } from '../../domain/import/record-reader'
import type { OrderRecord, StatementRecord, TableRow } from '../../domain/import/records'
import { createStatementReader, needsSense, senseFromRows } from '../../domain/import/statements'
import type { Chosen, TableRequest } from './layout'
import { chooseLayout, knownWordsOf } from './layout'
import { LIMITS } from './limits'
import type { OpenTable, ReadOptions } from './table'
import { openTable } from './table'
import { DOCUMENT_HEADERS, documentRecords, type TemplateDocument } from './template-documents'
import { ZeroWatch } from './zero-watch'

export const DEFAULT_ZONE = 'Asia/Shanghai'
const MANY_REJECTED = 5_000

export interface ReadingContext {
  signal: AbortSignal
  /** Rows read so far; called often. */
  progress(rows: number): void
}

/** What is known of a file once it has been read to its end. */
export interface ReadSummary {
  format: string
  encoding: string | null
  delimiter: string | null
  sheet: string
  mappingId: string
  /** Platform or courier of the mapping, `any` for a general one. */
  mappingSource: string
  /** True when the columns were guessed from words and values, not from a mapping. */
  proposed: boolean
  headerLine: number
  /** Header cells as the file writes them, cleaned. */
  headers: string[]
  counts: RowCounts
}

export interface OrdersSummary extends ReadSummary {
  platform: string
}

export interface StatementSummary extends ReadSummary {
  /** Positive is money for the shop (spec M3: the statement total). */
  totalCents: number
  /** The same sum in the signs of the file. */
  fileTotalCents: number
}

export type Chunk<R> = Taken<R>

/**
 * Reads orders from a file (spec O1) in chunks of at most 200 records.
 * `request.source` is the platform, recorded where the mapping leaves it open.
 */
export async function* readOrders(
  request: TableRequest, context: ReadingContext,
): AsyncGenerator<Chunk<OrderRecord>, OrdersSummary> {
  const table = await openTable(request.path, knownWordsOf(request.mappings))
  const chosen = await chooseLayout(table, request, 'orders')
  const { mapping } = chosen.layout
  const platform = request.source ?? (mapping.source === 'any' ? 'other' : mapping.source)
  const check = sensible<OrderRecord>()
  const watch = new ZeroWatch(idColumns(chosen.layout, ['number', 'waybill']), () => dataRows(table, chosen, context))
  const reader = createOrderReader(chosen.layout, { platform, zone: zoneOffset(request.zone ?? mapping.zone ?? DEFAULT_ZONE), zeros: watch.rules })
  for await (const rows of dataRows(table, chosen, context)) {
    await watch.look(rows)
    context.progress(reader.counts.rows)
    yield* parts(check(reader.take(rows)))
  }
  yield* parts(reader.finish())
  yield* parts(brokenLines<OrderRecord>(table, chosen.layout))
  return { ...summaryOf(table, chosen, reader.counts), platform: mapping.source === 'any' ? platform : mapping.source }
}

/** Reads a courier's statement (spec M1) in chunks of at most 200 lines. `request.source` is the courier. */
export async function* readStatement(
  request: TableRequest, context: ReadingContext,
): AsyncGenerator<Chunk<StatementRecord>, StatementSummary> {
  const table = await openTable(request.path, knownWordsOf(request.mappings))
  const chosen = await chooseLayout(table, request, 'statement')
  const { layout } = chosen
  const sense = needsSense(layout) ? senseFromRows(layout) : null
  if (sense) for await (const rows of dataRows(table, chosen, context)) sense.add(rows)
  const check = sensible<StatementRecord>()
  const watch = new ZeroWatch(idColumns(layout, ['waybill', 'workOrderNo']), () => dataRows(table, chosen, context))
  const reader = createStatementReader(layout, zoneOffset(request.zone ?? layout.mapping.zone ?? DEFAULT_ZONE), sense?.decide(), watch.rules)
  for await (const rows of dataRows(table, chosen, context)) {
    await watch.look(rows)
    context.progress(reader.counts.rows)
    yield* parts(check(reader.take(rows)))
  }
  yield* parts(brokenLines<StatementRecord>(table, layout))
  return { ...summaryOf(table, chosen, reader.counts), totalCents: reader.totalCents(), fileTotalCents: reader.fileTotalCents() }
}

/** Reads records of one kind (O2, C13, "bring your spreadsheet") in chunks of at most 200. */
export async function* readRecords(
  request: TableRequest & { kind: RecordKind }, context: ReadingContext,
): AsyncGenerator<Chunk<ImportedRecord>, ReadSummary> {
  const table = await openTable(request.path, knownWordsOf(request.mappings))
  if (table.document !== undefined) return yield* readTemplateDocument(table, table.document, request.kind, context)
  const chosen = await chooseLayout(table, request, request.kind)
  const { mapping } = chosen.layout
  const check = sensible<ImportedRecord>()
  const spec = recordKindSpec(request.kind)
  const ids = spec.fields.filter((field) => field.type === 'id' || field.type === 'waybills').map((field) => field.id)
  const watch = new ZeroWatch(idColumns(chosen.layout, ids), () => dataRows(table, chosen, context))
  const reader = createRecordReader(chosen.layout, spec, {
    zone: zoneOffset(request.zone ?? mapping.zone ?? DEFAULT_ZONE), vocabularies: request.vocabularies ?? {}, zeros: watch.rules,
  })
  for await (const rows of dataRows(table, chosen, context)) {
    await watch.look(rows)
    context.progress(reader.counts.rows)
    yield* parts(check(reader.take(rows)))
  }
  yield* parts(brokenLines<ImportedRecord>(table, chosen.layout))
  return summaryOf(table, chosen, reader.counts)
}

/** Entries of a document, which says itself what its parts mean (T5). @throws AppError FILE_FORMAT_UNKNOWN where no templates are asked for */
async function* readTemplateDocument(table: OpenTable, document: TemplateDocument, kind: RecordKind, context: ReadingContext): AsyncGenerator<Chunk<ImportedRecord>, ReadSummary> {
  if (kind !== 'templates') throw new AppError('FILE_FORMAT_UNKNOWN', { what: document.format })
  const read = documentRecords(document)
  const rows = read.records.length + read.rejected.length
  context.progress(rows)
  yield* parts(read)
  return {
    format: table.format, encoding: table.encoding, delimiter: null, sheet: '', mappingId: `templates-${document.format}`, mappingSource: 'any', proposed: false,
    headerLine: 0, headers: [...DOCUMENT_HEADERS], counts: { ...emptyCounts(), rows },
  }
}

/** Thousands of rejected rows and next to none taken: the columns are not what they were taken for, so say that instead. */
function sensible<R>(): (taken: Taken<R>) => Taken<R> {
  let rejected = 0
  let accepted = 0
  return (taken) => {
    rejected += taken.rejected.length
    accepted += taken.records.length
    if (rejected >= MANY_REJECTED && accepted * 100 < rejected) throw new AppError('MAPPING_INCOMPLETE', { rejected })
    return taken
  }
}

async function* dataRows(table: OpenTable, { layout, sheet }: Chosen, context: ReadingContext): AsyncGenerator<TableRow[]> {
  const options: ReadOptions = { signal: context.signal, quoting: layout.mapping.quoting ?? 'standard', tick: () => context.progress(-1) }
  for await (const rows of table.rows(sheet, options)) {
    const below = rows[0] !== undefined && rows[0].line > layout.headerLine ? rows : rows.filter((row) => row.line > layout.headerLine)
    if (below.length > 0) yield below
  }
}

function idColumns(layout: Layout, fields: readonly string[]): number[] {
  return [...new Set(fields.flatMap((field) => layout.columns[field] ?? []))]
}

function brokenLines<R>(table: OpenTable, layout: Layout): Taken<R> {
  const { quotes, text } = table.brokenLines()
  const below = (line: number): boolean => line > layout.headerLine
  return {
    records: [],
    rejected: [],
    warnings: [
      ...[...new Set(quotes)].filter(below).map((line) => rowProblem('quote-broken', line)),
      ...[...new Set(text)].filter(below).map((line) => rowProblem('text-broken', line)),
    ],
  }
}

function* parts<R>(taken: Taken<R>): Generator<Taken<R>> {
  const { records, rejected, warnings } = taken
  const size = LIMITS.rowsPerBatch
  const length = Math.max(records.length, rejected.length, warnings.length)
  for (let at = 0; at < length; at += size) {
    yield { records: records.slice(at, at + size), rejected: rejected.slice(at, at + size), warnings: warnings.slice(at, at + size) }
  }
}

function summaryOf(table: OpenTable, { layout, sheet, proposed }: Chosen, counts: RowCounts): ReadSummary {
  const mapping: ImportMapping = layout.mapping
  return {
    format: table.format, encoding: table.encoding, delimiter: table.delimiter, sheet, mappingId: mapping.id,
    mappingSource: mapping.source, proposed, headerLine: layout.headerLine, headers: layout.headers, counts,
  }
}
