import type { RowCounts, Taken } from './cells'
import { emptyCounts, RowReader } from './cells'
import type { ZoneOffset } from './dates'
import { cleanId, normaliseWaybill } from './ids'
import type { LostZerosByColumn } from './lost-zeros'
import type { ClassWord, Layout, SignConvention } from './mapping'
import { parseMoney } from './money'
import type { RejectedRow, StatementLineClass, StatementRecord, TableRow } from './records'
import { classFromWords, classifyStatementLine, senseFromHeaders, SignTally } from './statement-class'
import { cleanCell, isNothing } from './text'
import { triageRow } from './triage'

export type Sense = { nature: 'claim-list' | 'freight-bill'; sign: Exclude<SignConvention, 'auto'> }

export interface StatementReader {
  take(rows: readonly TableRow[]): Taken<StatementRecord>
  counts: RowCounts
  /** Shop-side sum of all lines taken, cents: the statement total of spec M3. */
  totalCents: () => number
  /** The same in the signs of the file. */
  fileTotalCents: () => number
}

/** Whether the way the amounts run must be found by reading the rows once before (`senseFromRows`). */
export function needsSense(layout: Layout): boolean {
  return layout.amounts.some((amount) => amount.sign === 'auto' && headerSense(layout, amount.header).sign === null)
}

/** First pass for `needsSense` layouts: feed all rows, then `decide`. */
export function senseFromRows(layout: Layout): { add(rows: readonly TableRow[]): void; decide(): Sense } {
  const tally = new SignTally()
  const amount = layout.amounts[0]
  return {
    add(rows) {
      for (const row of rows) {
        const money = parseMoney(cleanCell(row.cells[amount?.column ?? 0] ?? ''), layout.mapping.decimal ?? 'auto')
        if (money.ok) tally.add(wordsOf(row, layout), money.cents)
      }
    },
    decide() {
      const { nature } = headerSense(layout, amount?.header ?? '')
      return { nature, sign: tally.decide(nature) }
    },
  }
}

/**
 * Turns rows of a courier's statement into lines (spec M1). Every filled amount column of a row is a line of its own. A
 * damaged waybill keeps its line, without waybill; totals and footers are left out.
 */
export function createStatementReader(layout: Layout, zone: ZoneOffset, sense?: Sense, zeros?: LostZerosByColumn): StatementReader {
  const reader = new RowReader(layout, zone, zeros)
  const counts = emptyCounts()
  const idColumns = layout.columns['waybill'] ?? []
  const keys = [...idColumns, ...(layout.columns['workOrderNo'] ?? []), ...layout.amounts.map((amount) => amount.column)]
  const rules = layout.mapping.statement
  const plan = layout.amounts.map((amount) => ({ ...amount, ...settle(layout, amount, sense) }))
  let total = 0
  let fileTotal = 0
  let lines = 0

  const takeRow = (row: TableRow, out: Taken<StatementRecord>): void => {
    const skip = triageRow(row, layout, keys)
    if (skip) {
      counts.skipped[skip] += 1
      return
    }
    const amounts = readAmounts(reader, row, plan)
    const sum = reconcileSum(reader, layout, amounts.found, plan[0])
    if (idColumns.length > 0 && lines > 1 && isBareTotal(row, plan, amounts.found, fileTotal)) {
      counts.skipped.total += 1
      return
    }
    counts.rows += 1
    const problem = amounts.problem ?? (amounts.found.length === 0 ? reader.problem('amount-missing', plan[0]?.column, null) : null)
    if (problem) {
      out.rejected.push(problem)
      return
    }
    const waybillRaw = cleanCell(row.cells[idColumns.find((column) => !isNothing(cleanCell(row.cells[column] ?? ''))) ?? -1] ?? '')
    const damage = reader.damage('waybill', waybillRaw)
    const waybillDamaged = damage !== null
    if (waybillDamaged) out.warnings.push(reader.problem(`waybill-${damage}`, idColumns[0], waybillRaw))
    const words = wordsOf(row, layout)
    const occurredOn = reader.date('occurredOn')?.day ?? null
    out.warnings.push(...reader.problems)
    if (sum) out.warnings.push(sum)
    const shared = {
      rowNo: row.line,
      waybill: waybillDamaged ? null : cleanId(waybillRaw),
      waybillRaw,
      waybillDamaged,
      workOrderNo: workOrder(reader),
      occurredOn,
      memo: reader.joined('memo') ?? '',
      reason: reader.text('reason'),
      raw: row.cells,
    }
    for (const { cents, rule } of amounts.found) {
      const line = classifyStatementLine({
        fileAmountCents: cents, nature: rule.nature, sign: rule.sign, own: rules?.classWords, negative: rules?.negative,
        ...meaningOf(reader, rule, words, rules?.classWords),
      })
      const name = rule.label === undefined ? rule.header : (reader.cell(rule.label) ?? rule.header)
      const memo = plan.length > 1 ? [name, shared.memo].filter((part) => part !== '').join(' ') : shared.memo
      out.records.push({ ...shared, memo, fileAmountCents: cents, ...line })
      total += line.amountCents
      fileTotal += cents
      lines += 1
    }
  }

  return {
    counts,
    totalCents: () => total,
    fileTotalCents: () => fileTotal,
    take(rows) {
      const out: Taken<StatementRecord> = { records: [], rejected: [], warnings: [] }
      for (const row of rows) takeRow(row, out)
      return out
    },
  }
}

type Plan = Layout['amounts'][number] & Sense

function readAmounts(
  reader: RowReader, row: TableRow, plan: readonly Plan[],
): { found: { cents: number; rule: Plan }[]; problem: RejectedRow | null } {
  reader.open(row)
  const found: { cents: number; rule: Plan }[] = []
  let zero: { cents: number; rule: Plan } | null = null
  for (const rule of plan) {
    const text = reader.cell(rule.column)
    if (text === null) continue
    const money = parseMoney(text, reader.layout.mapping.decimal ?? 'auto')
    if (!money.ok) return { found: [], problem: reader.problem('amount-unreadable', rule.column, text) }
    if (money.cents !== 0) found.push({ cents: money.cents, rule })
    else zero ??= { cents: 0, rule }
  }
  // A row of nothing but zeros is still a line: the waybill was billed.
  if (found.length === 0 && zero !== null) found.push(zero)
  return { found, problem: null }
}

/** Which words and which class of the column decide about an amount. A described one is judged by its own description alone. */
function meaningOf(
  reader: RowReader, rule: Plan, words: string, own: readonly ClassWord[] | undefined,
): { words: string; header: string; fixed: StatementLineClass | null } {
  if (rule.label === undefined) return { words, header: rule.header, fixed: rule.lineClass }
  const label = reader.cell(rule.label) ?? ''
  return { words: label, header: label, fixed: classFromWords(label, own) === null ? rule.lineClass : null }
}

/**
 * Checks the amounts of a row against the column that sums them up. What is missing becomes one more line of the class `other`, so that
 * the statement adds up to what the courier asks for, and the row is listed.
 */
function reconcileSum(reader: RowReader, layout: Layout, found: { cents: number; rule: Plan }[], first: Plan | undefined): RejectedRow | null {
  const text = layout.sum === undefined ? null : reader.cell(layout.sum)
  const money = text === null ? null : parseMoney(text, layout.mapping.decimal ?? 'auto')
  if (layout.sum === undefined || !first || money?.ok !== true) return null
  const rest = money.cents - found.reduce((sum, amount) => sum + amount.cents, 0)
  if (rest === 0) return null
  const { sign, nature } = first
  const header = layout.headers[layout.sum] ?? ''
  // A row that has nothing but its sum says all that it has to say.
  const alone = found.every((amount) => amount.cents === 0)
  if (alone) found.length = 0
  found.push({ cents: rest, rule: { column: layout.sum, header, sign, nature, lineClass: alone ? null : 'other' } })
  return alone ? null : reader.problem('sum-differs', layout.sum, text)
}

/** A sum without a word: only amounts are filled, and they equal everything above. */
function isBareTotal(row: TableRow, plan: readonly Plan[], found: readonly { cents: number }[], fileTotal: number): boolean {
  if (found.length === 0 || found.reduce((sum, amount) => sum + amount.cents, 0) !== fileTotal) return false
  const amountColumns = new Set(plan.map((rule) => rule.column))
  return row.cells.every((cell, column) => amountColumns.has(column) || !/[^\s\d.,-]/.test(cleanCell(cell)) && !/\d{6}/.test(cell))
}

function workOrder(reader: RowReader): string | null {
  const text = reader.text('workOrderNo')
  const id = text === null ? null : cleanId(text)
  return id === null || reader.damage('workOrderNo', id) !== null ? null : id
}

function wordsOf(row: TableRow, layout: Layout): string {
  let words = ''
  for (const column of [...(layout.columns['feeType'] ?? []), ...(layout.joins['memo'] ?? layout.columns['memo'] ?? [])]) {
    const cell = row.cells[column]
    if (cell !== undefined && cell !== '') words = `${words} ${cleanCell(cell)}`
  }
  return words.trim()
}

function headerSense(layout: Layout, amountHeader: string): ReturnType<typeof senseFromHeaders> {
  const hasWords = layout.columns['feeType'] !== undefined || layout.columns['memo'] !== undefined || layout.joins['memo'] !== undefined
  return senseFromHeaders(layout.headers, amountHeader, hasWords)
}

function settle(layout: Layout, amount: Layout['amounts'][number], sense: Sense | undefined): Sense {
  const byHeader = headerSense(layout, amount.header)
  const fixedNature = layout.mapping.statement?.nature
  const nature = fixedNature === undefined || fixedNature === 'auto' ? (sense?.nature ?? byHeader.nature) : fixedNature
  if (amount.sign !== 'auto') return { nature, sign: amount.sign }
  return { nature, sign: byHeader.sign ?? sense?.sign ?? (nature === 'freight-bill' ? 'charge' : 'credit') }
}

/**
 * Identity of a line by content (design decision 2): courier, waybill, amount, number, day and words. Row numbers and
 * columns that an export renumbers are left out, so overlapping files agree. Equal lines of one file differ by `ordinal`.
 */
export function statementLineContent(courier: string, line: StatementRecord): string {
  return JSON.stringify([
    courier, line.waybill === null ? `?${line.waybillRaw}` : normaliseWaybill(line.waybill), line.amountCents, line.workOrderNo ?? '',
    line.occurredOn ?? '', squeeze(line.memo), squeeze(line.reason ?? ''),
  ])
}

/** A line with its identity: content, and its place among identical lines of its file, found while reading. */
export interface StagedLine {
  readonly content: string
  readonly ordinal: number
  readonly record: StatementRecord
}

/** Numbers identical contents of one file 1, 2, 3 … (spec M1: two equal rows are two lines). */
export function createOrdinals(): (content: string) => number {
  const seen = new Map<string, number>()
  return (content) => {
    const ordinal = (seen.get(content) ?? 0) + 1
    seen.set(content, ordinal)
    return ordinal
  }
}

function squeeze(text: string): string {
  return text.normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase()
}
