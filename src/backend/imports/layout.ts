import type { DateOrder } from '../../domain/import/dates'
import { layoutFor } from '../../domain/import/header'
import type { ImportKind, Vocabularies } from '../../domain/import/kinds'
import type { ImportMapping, Layout, SignConvention } from '../../domain/import/mapping'
import type { ColumnProposal } from '../../domain/import/propose'
import { mappingFromChoice, mappingFromLayout, proposeColumns, recognise } from '../../domain/import/propose'
import { neededFields } from '../../domain/import/record-kinds'
import type { TableRow } from '../../domain/import/records'
import { cleanCell, normaliseHeader } from '../../domain/import/text'
import { AppError } from '../../domain/errors'
import type { OpenTable } from './table'
import { openTable } from './table'

type Kind = ImportKind

/** Rows that recognition looks at: the header is among the first 60, values follow. */
const HEAD_ROWS = 200
const SAMPLE_ROWS = 50

/** How a file is to be read. `mappings` are data that the caller has loaded; the file process has no folder of its own. */
export interface TableRequest {
  path: string
  mappings: ImportMapping[]
  /** Platform of orders or courier of a statement, if known. */
  source?: string | undefined
  /** Only this mapping. */
  mappingId?: string | undefined
  /** Only this sheet; otherwise the visible one that is recognised best. */
  sheet?: string | undefined
  /** What the person decided in the preview: field → column number (0 = first). Replaces the proposal for these fields. */
  columns?: Record<string, number> | undefined
  /** The header's line, where recognition took another for it. */
  headerLine?: number | undefined
  /** Which way a statement's amounts run, where the person knows better. */
  sign?: SignConvention | undefined
  /** How `11/05/2026` is meant. */
  dateOrder?: DateOrder | undefined
  /** Of record kinds: words that are understood, by vocabulary. */
  vocabularies?: Vocabularies | undefined
  /** IANA zone of times without one; the mapping's or Asia/Shanghai otherwise. */
  zone?: string | undefined
}

export interface Chosen {
  sheet: string
  layout: Layout
  proposed: boolean
}

/** All header words of all mappings, normalised. */
export function knownWordsOf(mappings: readonly ImportMapping[]): Set<string> {
  const words = new Set<string>()
  for (const mapping of mappings) {
    const lists = [...Object.values(mapping.columns), ...Object.values(mapping.joins ?? {}), ...mapping.requires]
    for (const word of [...lists, ...(mapping.statement?.amounts.map((amount) => amount.headers) ?? [])].flat()) words.add(normaliseHeader(word))
  }
  return words
}

/**
 * Finds out what the columns of a file mean, over its visible sheets (spec O1, M1).
 * @throws AppError MAPPING_INCOMPLETE when no layout fits, NOT_FOUND for an unknown mapping or sheet
 */
export async function chooseLayout(table: OpenTable, request: TableRequest, kind: Kind): Promise<Chosen> {
  const heads = await headRows(table, request)
  const found = bestLayout(heads, request, kind)
  if (found) return found
  throw new AppError('MAPPING_INCOMPLETE', { missing: neededFields(kind).map((group) => group[0] ?? '') })
}

type Heads = { sheet: string; rows: TableRow[] }[]

async function headRows(table: OpenTable, request: TableRequest): Promise<Heads> {
  const visible = table.sheets.filter((sheet) => !sheet.hidden)
  const wanted = request.sheet === undefined ? visible : table.sheets.filter((sheet) => sheet.name === request.sheet)
  if (request.sheet !== undefined && wanted.length === 0) throw new AppError('NOT_FOUND', { what: 'sheet' })
  const quoting = request.mappings.find((mapping) => mapping.id === request.mappingId)?.quoting ?? 'standard'
  const heads: Heads = []
  for (const sheet of wanted.slice(0, 32)) {
    const rows: TableRow[] = []
    for await (const batch of table.rows(sheet.name, { maxRows: HEAD_ROWS, quoting })) rows.push(...batch)
    if (rows.length > 0) heads.push({ sheet: sheet.name, rows })
  }
  if (heads.length === 0) throw new AppError('FILE_EMPTY')
  return heads
}

function bestLayout(heads: Heads, request: TableRequest, kind: Kind): Chosen | null {
  const mappings = request.mappingId === undefined ? request.mappings : request.mappings.filter((mapping) => mapping.id === request.mappingId)
  if (request.mappingId !== undefined && mappings.length === 0) throw new AppError('NOT_FOUND', { what: 'mapping' })
  let best: (Chosen & { rank: number }) | null = null
  for (const { sheet, rows } of heads) {
    const source = request.mappingId === undefined ? request.source : undefined
    const below = request.headerLine === undefined ? rows : rows.filter((row) => row.line >= (request.headerLine ?? 0))
    const found = recognise(below, mappings, kind, source)
    const fits = request.headerLine === undefined || found?.layout.headerLine === request.headerLine
    const known = (fits ? found : relaid(found, rows, request.headerLine)) ?? (request.columns ? bare(below, kind, request.headerLine) : null)
    if (!known) continue
    const chosen = request.columns ? withColumns(known.layout, request.columns) : known.layout
    if (chosen === null) continue
    const layout = withSense(chosen, request)
    const rank = (known.proposed ? 0 : 1000) + Object.keys(layout.columns).length * 10 + layout.confidence
    if (!best || rank > best.rank) best = { sheet, layout, proposed: known.proposed, rank }
  }
  return best && { sheet: best.sheet, layout: best.layout, proposed: best.proposed }
}

/** The recognised mapping over the header line that the person named. */
function relaid(found: { layout: Layout; proposed: boolean } | null, rows: readonly TableRow[], line: number | undefined): { layout: Layout; proposed: boolean } | null {
  const header = rows.find((row) => row.line === line)
  const layout = found && header ? layoutFor(found.layout.mapping, header) : null
  return found && layout ? { layout, proposed: found.proposed } : null
}

/** Sign and date order as the person decided. */
function withSense(layout: Layout, { sign, dateOrder }: TableRequest): Layout {
  if (sign === undefined && dateOrder === undefined) return layout
  const { mapping } = layout
  return {
    ...layout,
    ...(sign === undefined ? {} : { amounts: layout.amounts.map((amount) => ({ ...amount, sign })) }),
    mapping: {
      ...mapping,
      ...(dateOrder === undefined ? {} : { dateOrder }),
      ...(sign === undefined || !mapping.statement ? {} : { statement: { ...mapping.statement, sign } }),
    },
  }
}

/** A header line without any meaning yet: the person's columns will give it. */
function bare(rows: readonly TableRow[], kind: Kind, line?: number): { layout: Layout; proposed: boolean } | null {
  const header = rows.find((row) => row.line === (line ?? proposeColumns(rows, kind)?.headerLine ?? rows[0]?.line))
  if (!header) return null
  const mapping = mappingFromChoice({
    id: `proposed-${kind}`, kind, source: 'any', names: { zh: '手动指定', en: 'Chosen by hand' }, headers: header.cells.map(cleanCell), fields: {},
  })
  const layout: Layout = {
    mapping, headerLine: header.line, headers: header.cells.map(cleanCell), columns: {}, joins: {}, extra: {}, amounts: [], confidence: 0,
  }
  return { layout, proposed: true }
}

/** The layout with the person's columns in place of ours; null when what the kind needs is still missing. */
function withColumns(layout: Layout, chosen: Record<string, number>): Layout | null {
  const columns = { ...layout.columns }
  const joins = { ...layout.joins }
  const { mapping } = layout
  for (const [field, column] of Object.entries(chosen)) {
    for (const [other, known] of Object.entries(columns)) {
      const rest = known?.filter((at) => at !== column) ?? []
      if (rest.length > 0) columns[other] = rest
      else delete columns[other]
    }
    columns[field] = [column]
    delete joins[field]
  }
  const amount = chosen['amount']
  const amounts = amount === undefined ? layout.amounts : [{
    column: amount, header: layout.headers[amount] ?? '', sign: mapping.statement?.sign ?? ('auto' as const), lineClass: null,
  }]
  const complete = mapping.kind === 'statement' ? amounts.length > 0 : neededFields(mapping.kind).every((group) => group.some((field) => columns[field] !== undefined))
  return complete ? { ...layout, columns, joins, amounts, sum: amount === undefined ? layout.sum : undefined } : null
}

export interface SheetSummary {
  name: string
  hidden: boolean
}

/** What the preview shows (spec M1: column mapping proposed, with real rows). */
export interface TableInspection {
  format: string
  encoding: string | null
  delimiter: string | null
  bytes: number
  sheets: SheetSummary[]
  sheet: string
  headerLine: number
  headers: string[]
  /** First rows below the header, cells cleaned. */
  sampleRows: { line: number; cells: string[] }[]
  /** Null when nothing was recognised; then `columns` hold what could be proposed. */
  mapping: { id: string; source: string; certainty: ImportMapping['certainty']; names: ImportMapping['names']; note: ImportMapping['note'] | null } | null
  /** Which way a statement's amounts run as the layout has it; null for other kinds. */
  sign: SignConvention | null
  dateOrder: DateOrder
  proposed: boolean
  /** One entry per column of the header. */
  columns: ColumnProposal[]
  /** Fields that the kind cannot do without and that no column gives. */
  missingFields: string[]
  /** The layout as a mapping to be saved, when the person has decided something about it. */
  decided: ImportMapping | null
}

/** How well a file fits each kind it could be, best first: what a person sees before saying what it is. */
export interface KindFit {
  kind: ImportKind
  /** 0 to 1; above 0.9 only for a layout that is known. */
  fit: number
}

function fitOf(chosen: Chosen | null, columns: number): number {
  if (!chosen) return 0
  const used = Object.keys(chosen.layout.columns).length + chosen.layout.amounts.length
  const share = columns === 0 ? 0 : Math.min(1, used / columns)
  const certainty = chosen.proposed ? 0.3 : { known: 0.91, partly: 0.8, proposed: 0.55 }[chosen.layout.mapping.certainty]
  return certainty + share * (chosen.proposed ? 0.25 : 0.09)
}

/** Looks at the first rows of a file, says how well it fits each of these kinds, and proposes what its columns mean for the best. */
export async function inspectTable(request: TableRequest, kinds: readonly Kind[]): Promise<{ inspection: TableInspection; kind: Kind; fits: KindFit[] }> {
  const table = await openTable(request.path, knownWordsOf(request.mappings))
  const heads = await headRows(table, request)
  const [only] = kinds
  if (only === undefined) throw new AppError('INVALID_INPUT', { field: 'kind' })
  const tried = kinds.map((kind) => {
    const chosen = kinds.length === 1 ? null : bestLayout(heads, request, kind)
    return { kind, fit: fitOf(chosen, chosen?.layout.headers.filter((header) => header !== '').length ?? 0) }
  })
  // A tie goes to the kind that is named first.
  const fits = [...tried].sort((a, b) => b.fit - a.fit)
  const kind = fits[0]?.kind ?? only
  return { inspection: inspectAs(table, heads, request, kind), kind, fits }
}

function inspectAs(table: OpenTable, heads: Heads, request: TableRequest, kind: Kind): TableInspection {
  const chosen = bestLayout(heads, request, kind)
  const sheet = chosen?.sheet ?? heads[0]?.sheet ?? ''
  const rows = heads.find((head) => head.sheet === sheet)?.rows ?? []
  const proposal = chosen ? null : proposeColumns(rows, kind)
  const headerLine = chosen?.layout.headerLine ?? proposal?.headerLine ?? rows[0]?.line ?? 1
  const headers = chosen?.layout.headers ?? rows.find((row) => row.line === headerLine)?.cells.map(cleanCell) ?? []
  const columns = chosen ? columnsOf(chosen) : (proposal?.columns ?? [])
  return {
    format: table.format,
    encoding: table.encoding,
    delimiter: table.delimiter,
    bytes: table.bytes,
    sheets: table.sheets,
    sheet,
    headerLine,
    headers,
    sampleRows: rows.filter((row) => row.line > headerLine).slice(0, SAMPLE_ROWS)
      .map((row) => ({ line: row.line, cells: row.cells.map(cleanCell) })),
    mapping: chosen ? describe(chosen.layout.mapping) : null,
    sign: kind === 'statement' ? (chosen?.layout.mapping.statement?.sign ?? 'auto') : null,
    dateOrder: chosen?.layout.mapping.dateOrder ?? 'ymd',
    proposed: chosen?.proposed ?? true,
    columns,
    missingFields: missing(kind, columns, chosen?.layout ?? null),
    decided: chosen && isDecided(request) ? mappingFromLayout(chosen.layout, { id: `saved-${kind}`, source: request.source ?? chosen.layout.mapping.source, names: { zh: '我的列设置', en: 'My columns' } }) : null,
  }
}

const isDecided = ({ columns, sign, dateOrder }: TableRequest): boolean => columns !== undefined || sign !== undefined || dateOrder !== undefined

const describe = ({ id, source, certainty, names, note }: ImportMapping): NonNullable<TableInspection['mapping']> => ({ id, source, certainty, names, note: note ?? null })

function columnsOf({ layout, proposed }: Chosen): ColumnProposal[] {
  const fields = new Map<number, string>()
  for (const [field, columns] of [...Object.entries(layout.columns), ...Object.entries(layout.joins)]) {
    for (const column of columns ?? []) if (!fields.has(column)) fields.set(column, field)
  }
  for (const amount of layout.amounts) {
    fields.set(amount.column, 'amount')
    if (amount.label !== undefined) fields.set(amount.label, 'feeType')
  }
  const sure = proposed ? layout.confidence : 1
  return layout.headers.map((header, column) => {
    const field = fields.get(column) ?? null
    return { column, header, field, confidence: field === null ? 0 : sure, from: field === null ? null : proposed ? 'both' : 'header' }
  })
}

function missing(kind: Kind, columns: readonly ColumnProposal[], layout: Layout | null): string[] {
  const has = (field: string): boolean => columns.some((column) => column.field === field)
  if (kind !== 'statement') return neededFields(kind).filter((group) => !group.some(has)).map((group) => group[0] ?? '')
  return [...(has('waybill') ? [] : ['waybill']), ...(has('amount') || (layout?.amounts.length ?? 0) > 0 ? [] : ['amount'])]
}
