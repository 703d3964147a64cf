import { refusalOf, type CommandLine } from '../backend/boot/command-line'
import type { ImportResult, RejectedRow } from '../contract/imports'
import { isIdOf, PLATFORMS, type PlatformId } from '../domain/case/lists'
import { errorWords } from '../domain/error-words'
import { AppError } from '../domain/errors'
import type { ParsedLine } from './args'
import type { Answer, Place } from './command'

const TELL_EVERY_MS = 1000
const LISTED = 20

/** Runs an import to its end and answers its one result; progress and rows per second go to stderr. */
export async function lastEvent<R extends { type: string }>(events: AsyncIterable<R | { type: 'progress'; phase: string; rows: number }>, place: Place): Promise<R> {
  let result: R | null = null
  const since = { phase: '', at: Date.now() }
  let told = Date.now()
  for await (const event of events) {
    if (event.type !== 'progress') {
      result = event as R
    } else if ('rows' in event) {
      const now = Date.now()
      if (event.phase !== since.phase) Object.assign(since, { phase: event.phase, at: now })
      if (now - told < TELL_EVERY_MS) continue
      told = now
      const speed = Math.round((event.rows * 1000) / Math.max(1, now - since.at))
      place.progress(
        event.phase === 'reading' ? `已读 ${event.rows} 行（每秒 ${speed} 行）` : `已写入 ${event.rows} 行（每秒 ${speed} 行）`,
        event.phase === 'reading' ? `${event.rows} rows read (${speed} rows/s)` : `${event.rows} rows saved (${speed} rows/s)`,
      )
    }
  }
  if (result === null) throw new AppError('INTERNAL', { what: 'import ended without a result' })
  return result
}

/** Rows as documents list them: the words in the person's language. */
export function rejectedRows(rows: readonly RejectedRow[], place: Place) {
  return rows.map(({ row, reason, column, cell, ...words }) => ({ row, reason, column, cell, message: place.say(words.messageZh, words.messageEn) }))
}

/** The first rows in words for a person. */
export function rejectedLines(rows: readonly RejectedRow[], place: Place): string[] {
  const shown = rows.slice(0, LISTED).map(({ row, ...words }) => place.say(`  第 ${row} 行：${words.messageZh}`, `  row ${row}: ${words.messageEn}`))
  return rows.length > shown.length ? [...shown, place.say(`  …共 ${rows.length} 行`, `  … ${rows.length} rows in all`)] : shown
}

/** `--platform`, one that is known; null when absent. @throws AppError INVALID_INPUT */
export function chosenPlatform(line: ParsedLine): PlatformId | null {
  const platform = line.text('platform')
  if (platform !== null && !isIdOf(PLATFORMS, platform)) throw new AppError('INVALID_INPUT', { field: 'platform', value: platform, known: Object.keys(PLATFORMS) })
  return platform
}

/**
 * Imports files one after another and answers `{files}` (section 14). One bad file among good ones does not undo them; when nothing was
 * taken in, the command failed with the first reason.
 */
export async function importFiles(station: CommandLine, paths: readonly string[], place: Place, one: (path: string) => Promise<ImportResult>): Promise<Answer> {
  const files: Record<string, unknown>[] = []
  const lines: string[] = []
  let firstError: AppError | null = null
  let taken = 0
  for (const path of paths) {
    try {
      const result = await one(path)
      const { rows, inserted, updated, unchanged, rejectedRows: left, warnings } = result
      taken += 1
      files.push({ ...result, file: path, rejected: rejectedRows(result.rejected, place), warnings: rejectedRows(warnings, place) })
      lines.push(
        place.say(`${path}：${rows} 行，新增 ${inserted}，更新 ${updated}，未变 ${unchanged}，未导入 ${left}`, `${path}: ${rows} rows, ${inserted} new, ${updated} updated, ${unchanged} unchanged, ${left} rejected`),
        ...rejectedLines(result.rejected, place),
        ...(warnings.length === 0 ? [] : [place.say(`  已导入但请核对 ${warnings.length} 处：`, `  ${warnings.length} taken, but to be checked:`), ...rejectedLines(warnings, place)]),
      )
    } catch (error) {
      const refusal = refusalOf(error)
      firstError ??= refusal
      const message = errorWords(refusal.code, refusal.detail, place.locale).line
      const rejected = await rowsOfRefused(station, refusal)
      files.push({ file: path, platform: null, encoding: null, rows: 0, inserted: 0, updated: 0, unchanged: 0, rejected: rejectedRows(rejected, place), error: { code: refusal.code, message, detail: refusal.detail } })
      lines.push(`${path}: ${message}`, ...rejectedLines(rejected, place))
    }
  }
  return { json: { files }, lines, ...(taken === 0 && firstError !== null ? { refused: firstError } : {}) }
}

/** Why each row of a file was left out, when nothing of it was taken. */
async function rowsOfRefused(station: CommandLine, { code, detail }: AppError): Promise<RejectedRow[]> {
  const batchId = detail['batchId']
  if ((code !== 'NO_ROWS_TAKEN' && code !== 'ROWS_REJECTED') || typeof batchId !== 'string') return []
  return (await station.api.imports.findings({ batchId })).rejected
}
