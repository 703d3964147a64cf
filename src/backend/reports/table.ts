import type { LocalTime } from '../../domain/clock/zone'
import { toLocal } from '../../domain/clock/zone'

/** A table on its way into a file (spec M5, R5): columns say what a cell means, writers decide how to store it. */

export type CellValue = string | number | boolean | null | undefined

/**
 * - `text`: stays text whatever it looks like (waybills, order numbers);
 * - `money`: integer cents;
 * - `integer`, `number`: plain numbers;
 * - `date`, `datetime`: `YYYY-MM-DD` or `YYYY-MM-DD HH:mm[:ss]` as it shall be read, or epoch ms, shown in the writer's time zone.
 */
export type ColumnType = 'text' | 'money' | 'integer' | 'number' | 'date' | 'datetime'

export interface TableColumn {
  readonly header: string
  readonly type: ColumnType
  /** In characters; by default what suits the type. */
  readonly width?: number
}

export type TableRow = readonly CellValue[]

/** A picture in a cell of an XLSX; CSV has none. */
export interface SheetPicture {
  /** Data row from 0, below the header, and column from 0. */
  readonly row: number
  readonly column: number
  readonly bytes: Uint8Array
  /** What every spreadsheet program shows. */
  readonly format: 'jpeg' | 'png'
  /** In pixels, as stored. */
  readonly width: number
  readonly height: number
}

export interface Table {
  readonly name: string
  readonly columns: readonly TableColumn[]
  readonly rows: Iterable<TableRow> | AsyncIterable<TableRow>
  /** Pictures of the first sheet of the table; their rows grow with them. */
  readonly pictures?: readonly SheetPicture[]
}

export interface WriteOptions {
  /** IANA name of the shop's zone for epoch ms in date columns. */
  readonly timeZone?: string
  readonly signal?: AbortSignal
  /** Of a CSV: UTF-8 with BOM unless another is named; `gbk` is written as GB18030, its superset, so that no character is lost. */
  readonly encoding?: 'utf-8' | 'gbk'
}

export interface WrittenFile {
  readonly file: string
  readonly bytes: number
  readonly sha256: string
  /** Data rows of all tables, headers not counted. */
  readonly rows: number
  /** Cells cut because the format cannot hold them. */
  readonly cutCells: number
}

/** What a date in a spreadsheet can say; anything else is written as the number it is. */
const MIN_TIME_MS = Date.UTC(1900, 2, 2)
const MAX_TIME_MS = Date.UTC(9999, 11, 30)
const LOCAL = /^(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}):(\d{2})(?::(\d{2}))?)?$/

/** Reads calendar text or epoch ms; null when it is neither, which is then written as text rather than lost. Unknown zone: RangeError. */
export function createLocalTimeReader(timeZone = 'UTC'): (value: string | number) => LocalTime | null {
  return (value) => {
    if (typeof value === 'number') return Number.isFinite(value) && value >= MIN_TIME_MS && value <= MAX_TIME_MS ? toLocal(timeZone, value) : null
    const found = LOCAL.exec(value)
    if (found === null) return null
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1).map((part) => Number(part ?? 0))
    const real = new Date(Date.UTC(year, month - 1, day))
    const valid = real.getUTCMonth() === month - 1 && real.getUTCDate() === day && hour < 24 && minute < 60 && second < 60
    return valid ? { year, month, day, hour, minute, second } : null
  }
}

const two = (value: number): string => String(value).padStart(2, '0')

/** `2026-11-22` or `2026-11-22 08:05`, with seconds where there are any. */
export function localTimeText(time: LocalTime, type: 'date' | 'datetime'): string {
  const day = `${String(time.year).padStart(4, '0')}-${two(time.month)}-${two(time.day)}`
  if (type === 'date') return day
  return `${day} ${two(time.hour)}:${two(time.minute)}${time.second === 0 ? '' : `:${two(time.second)}`}`
}
