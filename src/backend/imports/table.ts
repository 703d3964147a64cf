import { open } from 'node:fs/promises'
import { normaliseHeader } from '../../domain/import/text'
import type { TableRow } from '../../domain/import/records'
import { AppError } from '../../domain/errors'
import { checkCompound } from './compound'
import type { Delimiter } from './delimited'
import { DelimitedReader, detectDelimiter } from './delimited'
import type { Detected } from './encoding'
import { decodeText, detectEncoding, encodingName } from './encoding'
import type { LegacyBook } from './legacy'
import { readLegacy } from './legacy'
import type { TemplateDocument } from './template-documents'
import { documentFormat, documentRows, readDocument } from './template-documents'
import { LIMITS } from './limits'
import { readSharedParts, readSheet, readWorkbook } from './xlsx'
import { ZipArchive } from './zip'

export type TableFormat = 'delimited' | 'xlsx' | 'workbook' | 'html' | 'json' | 'espanso'

export interface SheetInfo {
  name: string
  hidden: boolean
}

export interface ReadOptions {
  /** Rows are delivered up to this many and reading ends early. */
  maxRows?: number
  quoting?: 'standard' | 'none'
  /** Called whenever some of the file was worked through. */
  tick?: () => void
  signal?: AbortSignal
}

export interface BrokenLines {
  quotes: readonly number[]
  text: readonly number[]
}

const UNBROKEN: BrokenLines = { quotes: [], text: [] }

/** A file of rows, whatever it is inside. */
export interface OpenTable {
  format: TableFormat
  /** Of text files only. */
  encoding: string | null
  delimiter: Delimiter | null
  /** Sheets of a workbook, hidden ones too; a text file has one without a name. */
  sheets: SheetInfo[]
  bytes: number
  rows(sheet: string, options?: ReadOptions): AsyncGenerator<TableRow[]>
  /** Lines with a quotation mark that was never closed or with unreadable characters, known once the rows have been read. */
  brokenLines(): BrokenLines
  /** Set for a document of reply templates, whose rows only show what is in it (T5). */
  document?: TemplateDocument
}

/**
 * Opens a table file by its content; its name and ending mean nothing (spec M1, R5).
 * @param knownWords normalised header words, which help to tell the delimiter
 * @throws AppError FILE_NOT_FOUND, PERMISSION_DENIED, FILE_LOCKED, FILE_EMPTY, FILE_TOO_LARGE, FILE_FORMAT_UNKNOWN,
 *   FILE_PASSWORD_PROTECTED or FILE_DAMAGED
 */
export async function openTable(path: string, knownWords: ReadonlySet<string> = new Set()): Promise<OpenTable> {
  return openBytes(await readWhole(path), knownWords)
}

/** As openTable, for bytes that are in memory already. */
export async function openBytes(bytes: Buffer, knownWords: ReadonlySet<string> = new Set()): Promise<OpenTable> {
  if (bytes.length === 0) throw new AppError('FILE_EMPTY')
  if (bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] ?? 0) <= 8) return openArchive(bytes)
  if (bytes.subarray(0, 8).equals(OLE)) return openOle(bytes)
  if (isForeign(bytes)) throw new AppError('FILE_FORMAT_UNKNOWN')
  const detected = detectEncoding(bytes)
  if (!detected) throw new AppError('FILE_FORMAT_UNKNOWN')
  return openText(bytes, detected, knownWords)
}

const OLE = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])
const FOREIGN = ['%PDF', '\x89PNG', '\xff\xd8\xff', 'GIF8', 'Rar!', "7z\xbc\xaf", '\x1f\x8b', 'RIFF', 'MZ', '\x7fELF', '{\\rtf', 'SQLite format']

function isForeign(bytes: Buffer): boolean {
  const head = bytes.toString('latin1', 0, 16)
  return FOREIGN.some((mark) => head.startsWith(mark)) || head.slice(4, 8) === 'ftyp'
}

async function readWhole(path: string): Promise<Buffer> {
  try {
    const file = await open(path, 'r')
    try {
      const { size } = await file.stat()
      if (size > LIMITS.fileBytes) throw new AppError('FILE_TOO_LARGE', { bytes: size })
      return await file.readFile()
    } finally {
      await file.close()
    }
  } catch (error) {
    if (error instanceof AppError) throw error
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new AppError('FILE_NOT_FOUND', {}, { cause: error })
    if (code === 'EACCES' || code === 'EPERM') throw new AppError('PERMISSION_DENIED', {}, { cause: error })
    if (code === 'EBUSY') throw new AppError('FILE_LOCKED', {}, { cause: error })
    if (code === 'EISDIR') throw new AppError('FILE_FORMAT_UNKNOWN', {}, { cause: error })
    throw error
  }
}

async function openArchive(bytes: Buffer): Promise<OpenTable> {
  const archive = new ZipArchive(bytes)
  const workbook = readWorkbook(archive)
  if (!workbook) {
    const binary = archive.names().some((name) => name.endsWith('workbook.bin'))
    const open = archive.read('mimetype')?.toString('latin1').includes('opendocument.spreadsheet') === true
    if (!binary && !open) throw new AppError(archive.names().length === 0 ? 'FILE_DAMAGED' : 'FILE_FORMAT_UNKNOWN')
    await archive.checkWhole(LIMITS.libraryUnpackedBytes)
    return fromLegacy('workbook', null, bytes.length, (maxRows) => readLegacy(bytes, maxRows))
  }
  let shared: Promise<Awaited<ReturnType<typeof readSharedParts>>> | null = null
  return {
    format: 'xlsx',
    encoding: null,
    delimiter: null,
    sheets: workbook.sheets.map(({ name, hidden }) => ({ name, hidden })),
    bytes: bytes.length,
    brokenLines: () => UNBROKEN,
    async *rows(name, options = {}) {
      const sheet = workbook.sheets.find((candidate) => candidate.name === name)
      if (!sheet) throw new AppError('NOT_FOUND', { what: 'sheet' })
      const tick = options.tick ?? ((): void => undefined)
      shared ??= readSharedParts(archive, tick)
      yield* bounded(readSheet(archive, sheet, await shared, workbook.date1904, tick), options)
    },
  }
}

async function openOle(bytes: Buffer): Promise<OpenTable> {
  const head = bytes.toString('latin1')
  const has = (name: string): boolean => head.includes(name.split('').join('\0'))
  if (has('EncryptedPackage')) throw new AppError('FILE_PASSWORD_PROTECTED')
  if (!has('Workbook') && !has('Book')) throw new AppError('FILE_FORMAT_UNKNOWN')
  checkCompound(bytes)
  return fromLegacy('workbook', null, bytes.length, (maxRows) => readLegacy(bytes, maxRows))
}

async function openText(bytes: Buffer, detected: Detected, knownWords: ReadonlySet<string>): Promise<OpenTable> {
  const sample = firstText(bytes, detected, 128 * 1024)
  if (sample.trim() === '') throw new AppError('FILE_EMPTY')
  if (/^\s*(?:<!doctype html|<html|<table|<meta|<\?xml[^>]*>\s*(?:<\?[^>]*>\s*)*<(?:\w+:)?workbook)/i.test(sample)) {
    const text = [...decodeText(bytes, detected)].join('')
    return fromLegacy('html', encodingName(detected), bytes.length, (maxRows) => readLegacy(text, maxRows))
  }
  // eslint-disable-next-line no-control-regex -- what makes a file binary is just these
  const strange = sample.match(/[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/g)?.length ?? 0
  if (strange > 4 && strange * 50 > sample.length) throw new AppError('FILE_FORMAT_UNKNOWN')
  const known = documentFormat(sample)
  if (known !== null) {
    // Before it is decoded: each byte is a character at most.
    if (bytes.length > LIMITS.documentChars) throw new AppError('FILE_TOO_LARGE', { bytes: bytes.length })
    const document = readDocument(known, [...decodeText(bytes, detected)].join(''))
    return { ...fromRows(known, encodingName(detected), bytes.length, documentRows(document)), document }
  }
  const delimiter = detectDelimiter(sample, (cells) => cells.filter((cell) => knownWords.has(normaliseHeader(cell))).length)
  let broken = UNBROKEN
  return {
    format: 'delimited',
    encoding: encodingName(detected),
    delimiter,
    sheets: [{ name: '', hidden: false }],
    bytes: bytes.length,
    brokenLines: () => broken,
    async *rows(_, options = {}) {
      const reader = new DelimitedReader(delimiter, options.quoting)
      const text: number[] = []
      broken = { quotes: reader.brokenQuotes, text }
      yield* bounded(delimitedRows(reader, decodeText(bytes, detected, 256 * 1024), text, options.tick), options)
    },
  }
}

function firstText(bytes: Buffer, detected: Detected, length: number): string {
  const [first] = decodeText(bytes.subarray(0, length + detected.bom), detected, length)
  return first ?? ''
}

async function* delimitedRows(
  reader: DelimitedReader, pieces: Iterable<string>, brokenText: number[], tick?: () => void,
): AsyncGenerator<TableRow[]> {
  let suspect = false
  for (const piece of pieces) {
    tick?.()
    suspect ||= piece.includes('\ufffd')
    const rows = reader.push(piece, false)
    if (suspect) noteBrokenText(rows, brokenText)
    yield rows
  }
  const rows = reader.push('', true)
  if (suspect) noteBrokenText(rows, brokenText)
  yield rows
}

function noteBrokenText(rows: readonly TableRow[], lines: number[]): void {
  for (const row of rows) if (row.cells.some((cell) => cell.includes('\ufffd'))) lines.push(row.line)
}

/** A table whose rows are all at hand. */
function fromRows(format: TableFormat, encoding: string, bytes: number, rows: TableRow[]): OpenTable {
  return {
    format, encoding, delimiter: null, sheets: [{ name: '', hidden: false }], bytes, brokenLines: () => UNBROKEN,
    rows: (_, options = {}) => bounded(batches(rows), options),
  }
}

/** A book that its library holds in memory; a preview reads only the first rows of it. */
async function fromLegacy(
  format: TableFormat, encoding: string | null, bytes: number, load: (maxRows?: number) => Promise<LegacyBook>,
): Promise<OpenTable> {
  const preview = await load(200)
  let whole: Promise<LegacyBook> | null = null
  return {
    format,
    encoding,
    delimiter: null,
    sheets: preview.sheets,
    bytes,
    brokenLines: () => UNBROKEN,
    async *rows(name, options = {}) {
      if (!preview.sheets.some((sheet) => sheet.name === name)) throw new AppError('NOT_FOUND', { what: 'sheet' })
      const short = options.maxRows !== undefined && options.maxRows <= 200
      if (!short) whole ??= load()
      options.tick?.()
      const book = short ? preview : await whole
      yield* bounded(batches(book?.rows(name) ?? []), options)
    },
  }
}

async function* batches(rows: TableRow[]): AsyncGenerator<TableRow[]> {
  for (let at = 0; at < rows.length; at += LIMITS.rowsPerBatch) yield rows.slice(at, at + LIMITS.rowsPerBatch)
}

/** Cuts batches to size and ends early for previews and cancelled jobs. */
async function* bounded(source: AsyncGenerator<TableRow[]>, options: ReadOptions): AsyncGenerator<TableRow[]> {
  let left = options.maxRows ?? Number.POSITIVE_INFINITY
  for await (const rows of source) {
    for (let at = 0; at < rows.length; at += LIMITS.rowsPerBatch) {
      if (options.signal?.aborted === true) throw new AppError('CANCELLED')
      const batch = rows.slice(at, at + Math.min(LIMITS.rowsPerBatch, left))
      left -= batch.length
      if (batch.length > 0) yield batch
      options.tick?.()
      if (left <= 0) return
    }
  }
}
