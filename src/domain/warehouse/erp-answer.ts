import { waybillKey } from '../courier/waybill'
import type { AnswerWords } from './policy'

/** A line of what the warehouse's ERP answered. */
export interface AnswerLine {
  /** From 1, in what was pasted. */
  readonly line: number
  readonly taskNo: string | null
  readonly orderNo: string | null
  readonly waybill: string | null
  readonly outcome: 'done' | 'refused' | 'taken'
  readonly reason: string | null
}

export interface AnswerReading {
  readonly lines: readonly AnswerLine[]
  /** Headings that were found; without a heading the columns are told by their content. */
  readonly headed: boolean
}

const TASK_NO = /WT-?[0-9A-Z]{4}-?\d{5,}/
const LONG_NUMBER = /^\d{12,}$/
const LINES_AT_MOST = 2000
type Column = 'taskNo' | 'orderNo' | 'waybill' | 'result' | 'reason'
const COLUMNS: readonly Column[] = ['taskNo', 'orderNo', 'waybill', 'result', 'reason']

const fold = (text: string): string => text.normalize('NFKC').replace(/\s+/g, '').toLowerCase()

/** The cells of a line as spreadsheets put them on the clipboard, or of a CSV. */
export function cellsOf(line: string): string[] {
  if (line.includes('\t')) return line.split('\t').map(bare)
  const cells: string[] = []
  let cell = ''
  let quoted = false
  for (const character of line) {
    if (character === '"') quoted = !quoted
    else if (!quoted && (character === ',' || character === '，' || character === ';')) {
      cells.push(cell)
      cell = ''
    } else cell += character
  }
  return [...cells, cell].map(bare)
}
const bare = (cell: string): string => cell.normalize('NFKC').trim().replace(/^=?"?(.*?)"?$/, '$1').replace(/^'/, '').trim()

function headingOf(cells: readonly string[], words: AnswerWords): ReadonlyMap<number, Column> {
  const found = new Map<number, Column>()
  cells.forEach((cell, at) => {
    const column = COLUMNS.find((one) => words[one].some((word) => fold(word) === fold(cell)) && ![...found.values()].includes(one))
    if (column !== undefined && cell !== '') found.set(at, column)
  })
  return found
}

const taskNoOf = (text: string): string | null => {
  const found = TASK_NO.exec(text.toUpperCase())?.[0].replaceAll('-', '')
  return found === undefined ? null : `${found.slice(0, 2)}-${found.slice(2, 6)}-${found.slice(6)}`
}

function byContent(cells: readonly string[], words: AnswerWords): Partial<Record<Column, string>> {
  const found: Partial<Record<Column, string>> = {}
  const says = (cell: string, list: readonly string[]): boolean => list.some((word) => fold(cell).includes(fold(word)))
  for (const cell of cells) {
    if (cell === '') continue
    if (found.taskNo === undefined && taskNoOf(cell) !== null) found.taskNo = cell
    else if (found.result === undefined && (says(cell, words.refusedWords) || says(cell, words.doneWords))) found.result = cell
    else if (found.waybill === undefined && /^[A-Za-z]{0,4}\d{8,}$/.test(cell.replaceAll('-', ''))) found.waybill = cell
    else if (found.reason === undefined && !LONG_NUMBER.test(cell)) found.reason = cell
  }
  return found
}

/**
 * Reads what the warehouse pasted from its ERP (W6): with headings by the words of the policy, without them by what the cells look like. A
 * line that names no task and no order is left out; a waybill means done, unless the words say that it was refused.
 */
export function readAnswer(text: string, words: AnswerWords): AnswerReading {
  const rows = text.split(/\r\n|\r|\n/).map((line, at) => ({ line: at + 1, cells: cellsOf(line) })).filter(({ cells }) => cells.some((cell) => cell !== '')).slice(0, LINES_AT_MOST)
  const heading = headingOf(rows[0]?.cells ?? [], words)
  const headed = heading.size > 1 || [...heading.values()].some((column) => column === 'taskNo' || column === 'orderNo')
  const lines = rows.slice(headed ? 1 : 0).flatMap(({ line, cells }): AnswerLine[] => {
    const named = headed ? Object.fromEntries([...heading].map(([at, column]) => [column, cells[at] ?? ''])) as Partial<Record<Column, string>> : byContent(cells, words)
    const taskNo = taskNoOf(named.taskNo ?? '')
    const orderNo = named.orderNo === undefined || named.orderNo === '' ? null : named.orderNo
    if (taskNo === null && orderNo === null) return []
    const waybill = waybillKey(named.waybill ?? null)
    const result = fold(named.result ?? '')
    const says = (list: readonly string[]): boolean => result !== '' && list.some((word) => result.includes(fold(word)))
    const refused = says(words.refusedWords)
    const outcome = refused ? 'refused' : waybill !== null || says(words.doneWords) ? 'done' : 'taken'
    const reason = named.reason === undefined || named.reason === '' ? (refused ? (named.result ?? null) : null) : named.reason
    return [{ line, taskNo, orderNo, waybill, outcome, reason: refused ? reason : null }]
  })
  return { lines, headed }
}
