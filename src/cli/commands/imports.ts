import { readdirSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import type { StatementResult } from '../../contract/imports'
import { AppError } from '../../domain/errors'
import { formatMoney } from '../../domain/money/money'
import { month, required } from '../args'
import type { Answer, FolderCommand, Place } from '../command'
import { chosenPlatform, importFiles, lastEvent, rejectedLines, rejectedRows } from '../import-run'
import { findCourierId, findShopId, requireCaseId } from '../lookup'

const PHOTOS_PER_CALL = 200

export const orders: FolderCommand = {
  name: 'import orders',
  usage: 'FILE… [--platform P] [--shop S] [--mapping M] [--all-or-nothing]',
  zh: '导入平台订单（CSV、XLSX）',
  en: "Import a platform's orders (CSV, XLSX)",
  options: ['platform', 'shop', 'mapping', 'all-or-nothing'],
  operands: [1, 1000],
  run(station, line, operands, place) {
    const input = { platform: chosenPlatform(line), shopId: findShopId(station, line.text('shop')), mappingId: line.text('mapping'), allOrNothing: line.flag('all-or-nothing') }
    return importFiles(station, operands, place, async (path) => {
      const event = await lastEvent(await station.api.imports.orders({ path: resolve(path), ...input }), place)
      if (event.type !== 'orders') throw new AppError('INTERNAL', { what: event.type })
      return event.result
    })
  },
}

function statementAnswer(result: StatementResult, path: string, place: Place): Answer {
  const { batchId, encoding, rows, month, movedFrom, lines, totalCents, duplicates, rejected } = result
  return {
    json: { batchId, file: path, encoding, rows, month, movedFrom, lines, totalCents, duplicates, rejected: rejectedRows(rejected, place) },
    lines: [
      place.say(`${path}：${rows} 行，新增 ${lines} 笔，已有 ${duplicates} 笔，合计 ${formatMoney(totalCents, 'CNY')}，未导入 ${rejected.length}`, `${path}: ${rows} rows, ${lines} new lines, ${duplicates} known, total ${formatMoney(totalCents, 'CNY')}, ${rejected.length} rejected`),
      ...(movedFrom === null ? [] : [place.say(`${movedFrom} 已经结账：新增的行记到 ${month}`, `${movedFrom} is closed: new lines were posted to ${month}`)]),
      ...rejectedLines(rejected, place),
    ],
  }
}

export const statement: FolderCommand = {
  name: 'import statement',
  usage: 'FILE --courier C [--month YYYY-MM] [--mapping M] [--all-or-nothing]',
  zh: '导入快递对账单',
  en: "Import a courier's statement",
  options: ['courier', 'month', 'mapping', 'all-or-nothing'],
  needs: ['courier'],
  operands: [1, 1],
  async run(station, line, [path = ''], place) {
    const courierId = findCourierId(station, required(line, 'courier'))
    const event = await lastEvent(await station.api.imports.statement({ path: resolve(path), courierId, month: month(line), mappingId: line.text('mapping'), allOrNothing: line.flag('all-or-nothing') }), place)
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
