import type { RowCounts, Taken } from './cells'
import { emptyCounts, RowReader } from './cells'
import type { ZoneOffset } from './dates'
import { parseDate } from './dates'
import { cleanId, splitWaybills } from './ids'
import type { ImportedRecord, RecordField, RecordKindSpec, RecordValue, Vocabularies } from './kinds'
import type { LostZerosByColumn } from './lost-zeros'
import type { Layout } from './mapping'
import { parseMoney } from './money'
import type { RowProblem, TableRow } from './records'
import { halfWidth } from './text'
import { triageRecord } from './triage'

export interface RecordReader {
  /** Rows below the header, in file order. */
  take(rows: readonly TableRow[]): Taken<ImportedRecord>
  counts: RowCounts
}

export interface RecordReaderOptions {
  zone: ZoneOffset
  vocabularies: Vocabularies
  /** Columns whose short numbers have lost their leading zeros. */
  zeros?: LostZerosByColumn | undefined
}

/** Comparable form of a word of a managed list: width, case, blanks and brackets do not matter. */
export function normaliseWord(text: string): string {
  return halfWidth(text).normalize('NFKC').toLowerCase().replace(/[\s"'“”·._-]+/g, '')
}

/** Words of labels → ids: the id itself, its Chinese and its English word, and further synonyms. */
export function vocabulary(labels: Readonly<Record<string, { readonly zh: string; readonly en: string }>>, synonyms: Readonly<Record<string, readonly string[]>> = {}): Record<string, string> {
  const out: Record<string, string> = {}
  const add = (word: string, id: string): void => {
    out[normaliseWord(word)] ??= id
  }
  for (const [id, { zh, en }] of Object.entries(labels)) for (const word of [id, zh, en]) add(word, id)
  for (const [id, words] of Object.entries(synonyms)) for (const word of words) add(word, id)
  return out
}

/**
 * Turns rows into records of a kind through a layout (spec O1, O2, C13). A row with an unreadable amount, date or number is
 * rejected with its reason; an unknown word costs the row only where the field says so.
 */
export function createRecordReader(layout: Layout, spec: RecordKindSpec, options: RecordReaderOptions): RecordReader {
  const reader = new RowReader(layout, options.zone, options.zeros)
  const counts = emptyCounts()
  const keys = spec.needed.flatMap((group) => group.flatMap((field) => layout.columns[field] ?? []))

  const takeRow = (row: TableRow, out: Taken<ImportedRecord>): void => {
    const skip = triageRecord(row, layout, keys)
    if (skip) {
      counts.skipped[skip] += 1
      return
    }
    counts.rows += 1
    reader.open(row)
    const values: Record<string, RecordValue> = {}
    let seenCurrency: string | null = null
    for (const field of spec.fields) {
      if (layout.columns[field.id] === undefined && layout.joins[field.id] === undefined) continue
      values[field.id] = readField(reader, field, options, (code) => (seenCurrency ??= code))
    }
    if (seenCurrency !== null && spec.fields.some((field) => field.id === 'currency')) values['currency'] ??= seenCurrency
    for (const field of spec.fields) {
      if (field.required && (values[field.id] ?? null) === null && !reader.problems.some((one) => one.field === field.id)) reader.note('field-missing', field.id, null)
    }
    for (const group of spec.rowNeeds ?? []) if (group.every((field) => isEmpty(values[field] ?? null))) noteMissing(reader, group)
    const [problem] = reader.problems
    if (problem) out.rejected.push(problem)
    else out.records.push({ rowNo: row.line, values, extra: reader.extras() })
    out.warnings.push(...(problem ? [] : reader.warnings))
  }

  return {
    counts,
    take(rows) {
      const out: Taken<ImportedRecord> = { records: [], rejected: [], warnings: [] }
      for (const row of rows) takeRow(row, out)
      return out
    },
  }
}

const isEmpty = (value: RecordValue): boolean => value === null || (Array.isArray(value) && value.length === 0)

/** A row that names nothing is rejected; where a damaged number stands, that is the reason. */
function noteMissing(reader: RowReader, group: readonly string[]): void {
  if (reader.problems.length > 0) return
  const damaged = group.flatMap((field) => reader.warnings.find((one) => one.column === reader.headerOf(field) && (one.reason === 'waybill-damaged' || one.reason === 'id-damaged')) ?? [])[0]
  if (damaged) reader.note('number-damaged', group.find((field) => reader.headerOf(field) === damaged.column) ?? null, damaged.cell)
  else reader.note('field-missing', group.find((field) => reader.headerOf(field) !== '') ?? null, null)
}

function readField(reader: RowReader, field: RecordField, options: RecordReaderOptions, onCurrency: (code: string) => void): RecordValue {
  const text = field.type === 'text' ? reader.joined(field.id) : reader.text(field.id)
  if (text === null) return null
  const refuse = (reason: RowProblem): null => {
    reader.note(reason, field.id, text)
    return null
  }
  switch (field.type) {
    case 'text':
      return text
    case 'id': {
      const id = cleanId(text)
      if (id === null) return null
      const damage = reader.damage(field.id, id)
      if (damage === null) return id
      if (field.damaged !== 'warn') return refuse(`id-${damage}`)
      reader.warn(`id-${damage}`, field.id, text)
      return null
    }
    case 'waybills':
      return readWaybills(reader, field, text)
    case 'money': {
      const money = parseMoney(text, reader.layout.mapping.decimal ?? 'auto')
      if (!money.ok || (field.positive === true && money.cents < 0)) return refuse('amount-unreadable')
      if (money.currency !== null) onCurrency(money.currency)
      return money.cents
    }
    case 'day':
    case 'time': {
      const date = parseDate(text, options.zone, reader.layout.mapping.dateOrder)
      if (!date.ok) return refuse('date-unreadable')
      return field.type === 'day' ? date.day : date.at
    }
    case 'count': {
      const count = Number(halfWidth(text).replace(/[,\s]|[件个双套张次天日]$|\.0+$/g, ''))
      return Number.isSafeInteger(count) && count >= 0 ? count : refuse('quantity-unreadable')
    }
    case 'grams':
      return readGrams(text, reader.headerOf(field.id)) ?? refuse('weight-unreadable')
    case 'yes-no':
      return readYesNo(text) ?? refuse('yes-no-unreadable')
    case 'words':
      return splitWords(text)
    case 'choice':
      return readChoice(reader, field, text, options.vocabularies)
    case 'choices':
      return splitWords(text).flatMap((word) => readChoice(reader, field, word, options.vocabularies) ?? [])
  }
}

function readWaybills(reader: RowReader, field: RecordField, text: string): readonly string[] | null {
  const found = splitWaybills(text)
  const good = found.filter((waybill) => reader.damage(field.id, waybill) === null)
  if (good.length === found.length) return good.length > 0 ? good : null
  // Required: nothing else says which parcel it is. Otherwise the row stands without it.
  if (field.required) reader.note('waybill-damaged', field.id, text)
  else reader.warn('waybill-damaged', field.id, text)
  return good.length > 0 ? good : null
}

/** Integer grams; the unit stands in the cell, else in the header; a bare fraction is kilograms, a bare whole number grams. */
export function readGrams(text: string, header: string): number | null {
  const plain = halfWidth(text).toLowerCase().replace(/[\s,]/g, '')
  const match = /^(\d+(?:\.\d+)?)(kg|公斤|千克|g|克|斤|lbs?|oz)?$/.exec(plain)
  if (!match) return null
  const unit = match[2] ?? /(kg|公斤|千克|lbs?|oz|(?<!公)斤|g\b|克)/.exec(halfWidth(header).toLowerCase())?.[1] ?? (plain.includes('.') ? 'kg' : 'g')
  const factor = { kg: 1000, 公斤: 1000, 千克: 1000, 斤: 500, lb: 453.59237, lbs: 453.59237, oz: 28.349523125 }[unit] ?? 1
  const grams = Math.round(Number(match[1]) * factor)
  return grams <= 10_000_000 ? grams : null
}

function readYesNo(text: string): boolean | null {
  const plain = normaliseWord(text)
  if (/^(?:是|有|对|已|真|√|✓|✔|y|yes|true|1|on)$/.test(plain)) return true
  if (/^(?:否|无|没有?|未|假|×|x|✗|n|no|false|0|off)$/.test(plain)) return false
  return null
}

/** Words of one cell, parted by commas, semicolons, `、`, slashes or line ends. */
function splitWords(text: string): string[] {
  return [...new Set(text.split(/[,;、，；/|\n]+/).map((word) => word.trim()).filter((word) => word !== ''))]
}

function readChoice(reader: RowReader, field: RecordField, text: string, vocabularies: Vocabularies): string | null {
  const word = normaliseWord(text)
  const own = reader.layout.mapping.words?.[field.id] ?? {}
  for (const [known, id] of Object.entries(own)) if (normaliseWord(known) === word) return id
  const known = vocabularies[field.vocabulary ?? '']?.[word]
  if (known !== undefined) return known
  // Platforms wrap their words in sentences; the longest known part decides.
  const parts = Object.entries(own).filter(([part]) => word.includes(normaliseWord(part))).sort((a, b) => b[0].length - a[0].length)
  if (parts[0]) return parts[0][1]
  const inside = field.within === true ? longestInside(word, vocabularies[field.vocabulary ?? ''] ?? {}) : null
  if (inside !== null) return inside
  if (field.unknown === 'reject') reader.note('choice-unknown', field.id, text)
  else reader.warn('choice-unknown', field.id, text)
  return null
}

/** Words with Chinese characters only: inside a run of letters a short English word would be found by chance. */
function longestInside(sentence: string, words: Readonly<Record<string, string>>): string | null {
  let best = ''
  for (const word of Object.keys(words)) {
    if (word.length < 2 || word.length <= best.length || !/\p{Script=Han}/u.test(word)) continue
    const at = sentence.indexOf(word)
    // `不同意` and `没有破损` say the opposite of the word inside.
    if (at >= 0 && !/(?:[不未没无非]|没有)$/.test(sentence.slice(0, at))) best = word
  }
  return best === '' ? null : (words[best] ?? null)
}
