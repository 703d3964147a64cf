import { LineCounter, isMap, isSeq, parseDocument, type Document } from 'yaml'
import { fromTemplateJson } from '../../contract/template-exchange'
import type { ImportedRecord } from '../../domain/import/kinds'
import { AppError } from '../../domain/errors'
import { rowProblem } from '../../domain/import/problems'
import type { RejectedRow, RowProblem, TableRow } from '../../domain/import/records'
import { reasonIn } from '../../domain/resource-words'
import { fromEspanso } from '../../domain/template/espanso'
import type { ExchangedTemplate, ExchangeProblem, ReadTemplates } from '../../domain/template/exchange'
import { LIMITS } from './limits'

/**
 * Reply templates that come as a document instead of a table: our own JSON, and espanso's YAML (T5). The document is shown to the rest
 * of the import as a table under the headers of a spreadsheet of templates, so that preview, rejected rows and their export are the same.
 */

export type DocumentFormat = 'json' | 'espanso'

export const DOCUMENT_HEADERS = ['标题', '内容', '英文标题', '英文内容', '分组', '适用类型', '标签', '步骤', '平台', '话术编号'] as const

export interface TemplateDocument {
  readonly format: DocumentFormat
  readonly read: ReadTemplates
}

/** What a text seems to be by its first characters; null: a table. */
export function documentFormat(sample: string): DocumentFormat | null {
  if (/^\s*(?:\{\s*["}]|\[\s*[{\]])/.test(sample)) return 'json'
  const meant = sample.split('\n', 200).filter((line) => !/^\s*(?:#|$)|^---|^%/.test(line))
  return /^(?:matches|global_vars|imports|filter_\w+)\s*:/.test(meant[0] ?? '') && /^(?:matches|global_vars|imports)\s*:/m.test(sample) ? 'espanso' : null
}

const damaged = (why: string, cause?: unknown): AppError => new AppError('FILE_DAMAGED', { why }, { cause })

/**
 * Reads the text of a document. @throws AppError FILE_TOO_LARGE, FILE_DAMAGED for text that cannot be parsed, aliases that multiply
 * and nesting beyond reason, FILE_FORMAT_UNKNOWN for JSON of another program
 */
export function readDocument(format: DocumentFormat, text: string): TemplateDocument {
  if (text.length > LIMITS.documentChars) throw new AppError('FILE_TOO_LARGE', { characters: text.length })
  // Characters that were lost would come into force as words for buyers.
  if (text.includes('\ufffd')) throw damaged('encoding')
  return { format, read: format === 'json' ? readJson(text) : readEspanso(text) }
}

function readJson(text: string): ReadTemplates {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw damaged('json', error)
  }
  const read = fromTemplateJson(value)
  if (read === null) throw new AppError('FILE_FORMAT_UNKNOWN', { what: 'json' })
  return read
}

/** Deeper than any list of matches; the parser itself would go as deep as its stack. */
const DEEPEST = 60

function readEspanso(text: string): ReadTemplates {
  if (nesting(text) > DEEPEST) throw damaged('nesting')
  const lines = new LineCounter()
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, strict: true, logLevel: 'silent' })
    if (document.errors.length > 0) throw damaged('yaml', document.errors[0])
    const plain: unknown = document.toJS({ maxAliasCount: 100 })
    return fromEspanso(plain, placesOf(document, lines))
  } catch (error) {
    if (error instanceof AppError) throw error
    // Aliases that multiply are a ReferenceError, a stack that ends a RangeError.
    if (error instanceof ReferenceError || error instanceof RangeError) throw damaged('yaml', error)
    throw error
  }
}

/** The deepest run of opened brackets, and the deepest indentation, whichever says more. */
function nesting(text: string): number {
  let open = 0
  let deepest = 0
  for (const char of text) {
    if (char === '[' || char === '{') deepest = Math.max(deepest, (open += 1))
    else if (char === ']' || char === '}') open = Math.max(0, open - 1)
  }
  const indents = [...text.matchAll(/^(?:[ ]*(?:- )+)+/gm)].map((match) => (match[0].match(/- /g) ?? []).length)
  return Math.max(deepest, indents.reduce((most, depth) => Math.max(most, depth), 0))
}

function placesOf(document: Document, lines: LineCounter): (key: string, index: number | null) => number {
  const lineOf = (at: number | undefined): number => (at === undefined ? 1 : lines.linePos(at).line)
  return (key, index) => {
    const node = isMap(document.contents) ? document.get(key, true) : undefined
    if (!isSeq(node)) return 1
    const item: unknown = index === null ? node : node.items[index]
    const range = typeof item === 'object' && item !== null && 'range' in item && Array.isArray(item.range) ? (item.range as number[]) : undefined
    return lineOf(range?.[0])
  }
}

const cellsOf = (about: string, template: ExchangedTemplate | null): string[] =>
  template === null
    ? [about, ...Array.from({ length: DOCUMENT_HEADERS.length - 1 }, () => '')]
    : [template.titleZh, template.bodyZh, template.titleEn, template.bodyEn, template.group, template.kinds.join(','), template.tags.join(','), template.step ?? '', template.platforms.join(','), template.id ?? '']

/** Headers on line 0, then every entry, taken or not, in the order of the file. */
export function documentRows({ read }: TemplateDocument): TableRow[] {
  const entries = [...read.taken.map(({ place, about, template }) => ({ line: place, cells: cellsOf(about, template) })), ...read.refused.map(({ place, about }) => ({ line: place, cells: cellsOf(about, null) }))]
  return [{ line: 0, cells: [...DOCUMENT_HEADERS] }, ...entries.sort((a, b) => a.line - b.line)]
}

/** Records as the reader of a table would give them, the whole template in one value. */
export function documentRecords({ read }: TemplateDocument): { records: ImportedRecord[]; rejected: RejectedRow[]; warnings: RejectedRow[] } {
  const problem = (name: ExchangeProblem, place: number, about: string, reason: string | null, cells: readonly string[] | null): RejectedRow => {
    const row = rowProblem(name satisfies RowProblem, place, null, about === '' ? null : about, cells)
    return reason === null ? row : { ...row, messageZh: `${row.messageZh}：${reasonIn('zh', reason)}`, messageEn: `${row.messageEn}: ${reason}` }
  }
  return {
    records: read.taken.map(({ place, template }) => ({ rowNo: place, values: { template: JSON.stringify(template) }, extra: {} })),
    rejected: read.refused.map(({ place, about, problem: name, reason }) => problem(name, place, about, reason, cellsOf(about, null))),
    warnings: read.taken.flatMap(({ place, warnings }) => warnings.map((warning) => problem(warning.problem, place, warning.about, null, null))),
  }
}
