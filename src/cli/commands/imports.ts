import { readdirSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { refusalOf, type CommandLine } from '../../backend/boot/command-line'
import type { ImportResult, RejectedRow, StatementResult } from '../../contract/imports'
import { isIdOf, PLATFORMS } from '../../domain/case/lists'
import { errorWords } from '../../domain/error-words'
import { AppError } from '../../domain/errors'
import { formatMoney } from '../../domain/money/money'
import { month, required } from '../args'
import type { Answer, FolderCommand, Place } from '../command'
import { findCourierId, findShopId, requireCaseId } from '../lookup'

const PHOTOS_PER_CALL = 200

/** Runs an import to its end and answers its one result; progress goes to stderr. */
async function lastEvent<R extends { type: string }>(events: AsyncIterable<R | { type: 'progress'; phase: string; rows: number }>, place: Place): Promise<R> {
  let result: R | null = null
  let told = Date.now()
  for await (const event of events) {
    if (event.type !== 'progress') {
      result = event as R
    } else if ('rows' in event && Date.now() - told > 1000) {
      told = Date.now()
      place.progress(`已处理 ${event.rows} 行`, `${event.rows} rows so far`)
    }
  }
  if (result === null) throw new AppError('INTERNAL', { what: 'import ended without a result' })
  return result
}

function rejectedRows(rows: readonly RejectedRow[], place: Place) {
  return rows.map(({ row, reason, column, cell, ...words }) => ({ row, reason, column, cell, message: place.say(words.messageZh, words.messageEn) }))
}

function rejectedLines(rows: readonly RejectedRow[], place: Place): string[] {
  const shown = rows.slice(0, 20).map(({ row, ...words }) => place.say(`  第 ${row} 行：${words.messageZh}`, `  row ${row}: ${words.messageEn}`))
  return rows.length > shown.length ? [...shown, place.say(`  …共 ${rows.length} 行`, `  … ${rows.length} rows in all`)] : shown
}

async function importOrders(station: CommandLine, path: string, input: { platform: string | null; shopId: string | null; mappingId: string | null }, place: Place): Promise<ImportResult> {
  const event = await lastEvent(await station.api.imports.orders({ path: resolve(path), ...input }), place)
  if (event.type !== 'orders') throw new AppError('INTERNAL', { what: event.type })
  return event.result
}

export const orders: FolderCommand = {
  name: 'import orders',
  usage: 'FILE… [--platform P] [--shop S] [--mapping M]',
  zh: '导入平台订单（CSV、XLSX）',
  en: "Import a platform's orders (CSV, XLSX)",
  options: ['platform', 'shop', 'mapping'],
  operands: [1, 1000],
  async run(station, line, operands, place) {
    const platform = line.text('platform')
    if (platform !== null && !isIdOf(PLATFORMS, platform)) throw new AppError('INVALID_INPUT', { field: 'platform', value: platform, known: Object.keys(PLATFORMS) })
    const input = { platform, shopId: findShopId(station, line.text('shop')), mappingId: line.text('mapping') }
    const files: Record<string, unknown>[] = []
    const lines: string[] = []
    let firstError: AppError | null = null
    let taken = 0
    for (const path of operands) {
      try {
        const result = await importOrders(station, path, input, place)
        taken += 1
        files.push({ ...result, file: path, rejected: rejectedRows(result.rejected, place) })
        lines.push(place.say(`${path}：${result.rows} 行，新增 ${result.inserted}，更新 ${result.updated}，未变 ${result.unchanged}，未导入 ${result.rejected.length}`, `${path}: ${result.rows} rows, ${result.inserted} new, ${result.updated} updated, ${result.unchanged} unchanged, ${result.rejected.length} rejected`), ...rejectedLines(result.rejected, place))
      } catch (error) {
        const refusal = refusalOf(error)
        firstError ??= refusal
        const message = errorWords(refusal.code, refusal.detail, place.locale).line
        files.push({ file: path, platform: null, encoding: null, rows: 0, inserted: 0, updated: 0, unchanged: 0, rejected: [], error: { code: refusal.code, message, detail: refusal.detail } })
        lines.push(`${path}: ${message}`)
      }
    }
    // One bad file among good ones does not undo them; when nothing was taken in, the command failed.
    return { json: { files }, lines, ...(taken === 0 && firstError !== null ? { refused: firstError } : {}) }
  },
}

function statementAnswer(result: StatementResult, path: string, place: Place): Answer {
  const { batchId, encoding, rows, lines, totalCents, duplicates, rejected } = result
  return {
    json: { batchId, file: path, encoding, rows, lines, totalCents, duplicates, rejected: rejectedRows(rejected, place) },
    lines: [
      place.say(`${path}：${rows} 行，新增 ${lines} 笔，已有 ${duplicates} 笔，合计 ${formatMoney(totalCents, 'CNY')}，未导入 ${rejected.length}`, `${path}: ${rows} rows, ${lines} new lines, ${duplicates} known, total ${formatMoney(totalCents, 'CNY')}, ${rejected.length} rejected`),
      ...rejectedLines(rejected, place),
    ],
  }
}

export const statement: FolderCommand = {
  name: 'import statement',
  usage: 'FILE --courier C [--month YYYY-MM] [--mapping M]',
  zh: '导入快递对账单',
  en: "Import a courier's statement",
  options: ['courier', 'month', 'mapping'],
  needs: ['courier'],
  operands: [1, 1],
  async run(station, line, [path = ''], place) {
    const courierId = findCourierId(station, required(line, 'courier'))
    const event = await lastEvent(await station.api.imports.statement({ path: resolve(path), courierId, month: month(line), mappingId: line.text('mapping') }), place)
    if (event.type !== 'statement') throw new AppError('INTERNAL', { what: event.type })
    return statementAnswer(event.result, path, place)
  },
}

/** Files of the paths given; folders are walked, hidden files left out. @throws AppError FILE_NOT_FOUND */
function filesBelow(paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    const facts = statSync(path, { throwIfNoEntry: false })
    if (facts === undefined) throw new AppError('FILE_NOT_FOUND', { path })
    if (!facts.isDirectory()) return [path]
    return filesBelow(
      readdirSync(path)
        .filter((name) => !name.startsWith('.'))
        .sort()
        .map((name) => join(path, name)),
    )
  })
}

export const photos: FolderCommand = {
  name: 'import photos',
  usage: 'PATH… [--buyer B] [--case N]',
  zh: '归档照片（文件或整个文件夹）',
  en: 'File photos: single files or whole folders',
  options: ['buyer', 'case'],
  operands: [1, 10_000],
  async run(station, line, operands, place) {
    const wanted = line.text('case')
    const target = { caseId: wanted === null ? null : await requireCaseId(station, wanted), buyerNick: line.text('buyer') }
    const paths = filesBelow(operands)
    const counts = { added: 0, duplicates: 0 }
    const rejected: { file: string; reason: string; message: string; keptAs: string | null }[] = []
    const files: { sha256: string; archivedAs: string }[] = []
    for (let from = 0; from < paths.length; from += PHOTOS_PER_CALL) {
      const some = paths.slice(from, from + PHOTOS_PER_CALL)
      const results = await station.api.photos.addFiles({ paths: some.map((path) => resolve(path)), ...target })
      results.forEach((result, index) => {
        if (result.outcome === 'added') counts.added += 1
        if (result.outcome === 'duplicate') counts.duplicates += 1
        if (result.photo !== null) files.push({ sha256: result.photo.sha256, archivedAs: result.photo.archivedAs })
        if (result.rejected === null) return
        const { code, messageZh, messageEn, keptAs } = result.rejected
        rejected.push({ file: some[index] ?? result.name, reason: code, message: place.say(messageZh, messageEn), keptAs })
      })
      if (paths.length > PHOTOS_PER_CALL) place.progress(`已处理 ${from + some.length}/${paths.length} 个文件`, `${from + some.length}/${paths.length} files`)
    }
    const [first] = rejected
    const nothing = files.length === 0 && first !== undefined
    return {
      json: { ...counts, rejected, files },
      lines: [
        place.say(`归档 ${counts.added} 张，已有 ${counts.duplicates} 张，未归档 ${rejected.length} 个`, `${counts.added} filed, ${counts.duplicates} known already, ${rejected.length} rejected`),
        ...rejected.map((each) => `  ${each.file}: ${each.message}`),
      ],
      ...(nothing ? { refused: { code: 'IMAGE_UNREADABLE' as const, detail: { files: rejected.slice(0, 5).map((each) => `${basename(each.file)}: ${each.message}`) } } } : {}),
    }
  },
}
