import { NUMBER_PREFIXES } from '../../../domain/case/case-no'
import { isKindId, type KindId } from '../../../domain/case/kinds'
import { isOpen, isStatus, isWaiting, type Status } from '../../../domain/case/status'
import { AppError } from '../../../domain/errors'
import type { ImportedRecord } from '../../../domain/import/kinds'
import { publishWarning, type PublishProblem, type PublishWarning } from '../../../domain/import/publish-problems'
import type { WriteTx } from '../../db/write'
import * as repo from '../../repositories/cases'
import type { BatchRow } from '../../repositories/imports'
import * as masters from '../../repositories/masters'
import { givenOf } from '../../repositories/skus'
import { appendEvent, waybillKeys } from '../case-core'
import { editCase, type CasePatch } from '../case-write'
import { dayOf } from '../claims'
import type { Published } from '../import-run'
import type { Kernel } from '../kernel'
import { importId, recall } from './memory'
import { followSheet, openImportedCase } from './open-case'
import { readSheetNumber } from './own-number'
import { count, list, news, text } from './values'

/** Ids of cases that a sheet brought begin so. */
const KIND = 'case'
const WAYBILLS_AT_MOST = 20
const NOTES_LOOKED_AT = 300

interface Sheet {
  readonly kind: KindId
  readonly orderNo: string | null
  readonly waybills: readonly string[]
  readonly buyerNick: string | null
  readonly shopId: string | null
  readonly openedAt: number | null
  readonly summary: string | null
}

type Say = (reason: PublishProblem, cell?: string | null) => void

/** The kind was settled while reading; another word here is a mistake in the code. */
function kindOf(id: string | null): KindId {
  if (id !== null && isKindId(id)) return id
  throw new AppError('INTERNAL', { what: 'kind of an imported case', kind: id ?? '' })
}

/** Identity without a number: whom it is about, what it is, and the day it was written down. Orders and parcels say the shop themselves. */
function naturalKey(sheet: Sheet, day: string): (string | number)[] {
  const parcel = waybillKeys(sheet.waybills)[0]
  if (sheet.orderNo !== null) return ['order', sheet.orderNo, sheet.kind, day]
  if (parcel !== undefined) return ['parcel', parcel, sheet.kind, day]
  return ['buyer', sheet.shopId ?? '', sheet.buyerNick ?? '', sheet.kind, day]
}

/** Words that the case does not have yet; none is lost when two rows say different things. */
function newSummary(before: string | null, said: string | null): { summary?: string; note?: string } {
  const added = news(before, said)
  if (added === null) return {}
  return before === null || added.includes(before) ? { summary: added } : { note: added }
}

function addNote(tx: WriteTx, caseId: string, note: string, at: number): boolean {
  if (repo.listEvents(tx.db, caseId, NOTES_LOOKED_AT).some((event) => event.type === 'note' && event.text === note)) return false
  appendEvent(tx, caseId, { type: 'note', text: note, at })
  return true
}

/** What of the row differs from the stored case; a cell that is empty leaves what is stored. */
function patchOf(row: repo.CaseDbRow, sheet: Sheet, values: ImportedRecord['values'], byNumber: boolean, summary: string | undefined): CasePatch {
  const keys = new Set(waybillKeys(row.waybills))
  const added = sheet.waybills.filter((one) => waybillKeys([one]).some((key) => !keys.has(key)))
  const given: CasePatch = givenOf({
    channel: text(values, 'channel'), remedy: text(values, 'remedy'), liableParty: text(values, 'liableParty'), freightPayer: text(values, 'freightPayer'),
    reason: text(values, 'reason'), amountCents: count(values, 'amountCents'), memo: news(row.memo, text(values, 'memo')), buyerNick: sheet.buyerNick, orderNo: sheet.orderNo,
  })
  return {
    ...given,
    ...(byNumber && sheet.kind !== row.kind ? { kind: sheet.kind } : {}),
    ...(summary === undefined ? {} : { summary }),
    ...(added.length === 0 ? {} : { waybills: [...row.waybills, ...added].slice(0, WAYBILLS_AT_MOST) }),
  }
}

/**
 * One row of the after-sales document (C1–C5). Its number, if it is ours, names the case; else the sheet's own number or what the row is
 * about does. Dates are those of the sheet; a case that is over starts no clocks.
 */
export function publishCase(kernel: Kernel, tx: WriteTx, batch: BatchRow, record: ImportedRecord): Published {
  const { values, rowNo } = record
  const warnings: PublishWarning[] = []
  const say: Say = (reason, cell = null) => void warnings.push(publishWarning(reason, rowNo, cell))
  const waybills = list(values, 'waybills') ?? []
  if (waybills.length > WAYBILLS_AT_MOST) say('waybills-cut', waybills.slice(WAYBILLS_AT_MOST).join(' '))
  const sheet: Sheet = {
    kind: kindOf(text(values, 'kind')), orderNo: text(values, 'orderNo'), waybills: waybills.slice(0, WAYBILLS_AT_MOST), buyerNick: text(values, 'buyerNick'),
    shopId: text(values, 'shop') ?? batch.shopId, openedAt: count(values, 'openedAt'), summary: text(values, 'summary'),
  }
  const number = readSheetNumber(text(values, 'caseNo'), NUMBER_PREFIXES.case)
  const named = number.ours === null ? undefined : repo.findCaseByNo(tx.db, number.ours)
  if (named === undefined && number.printed) say('own-number-unknown', text(values, 'caseNo'))
  const zone = (sheet.shopId === null ? undefined : masters.findShop(tx.db, sheet.shopId))?.timeZone ?? 'Asia/Shanghai'
  const day = sheet.openedAt === null ? '' : dayOf(sheet.openedAt, zone)
  const id = named?.id ?? importId(KIND, number.own === null ? naturalKey(sheet, day) : ['number', number.own])

  const memory = recall(tx.db, id, batch, record)
  if (memory.mergedWith !== null) say('row-merged', String(memory.mergedWith))
  if (memory.seen) return { outcome: 'unchanged', warnings }
  memory.remember(tx)
  const row = named ?? repo.findCase(tx.db, id)
  if (row === undefined) {
    insertFromSheet(kernel, tx, batch, { id, sheet, values, sheetNo: number.own }, say)
    return { outcome: 'inserted', warnings }
  }
  const changed = updateFromSheet(kernel, tx, row, sheet, values, say)
  return { outcome: changed ? 'updated' : 'unchanged', warnings }
}

function statusOf(values: ImportedRecord['values']): Status | null {
  const said = text(values, 'status')
  return said !== null && isStatus(said) ? said : null
}

function insertFromSheet(kernel: Kernel, tx: WriteTx, batch: BatchRow, from: { id: string; sheet: Sheet; values: ImportedRecord['values']; sheetNo: string | null }, say: Say): void {
  const { id, sheet, values } = from
  const said = statusOf(values) ?? 'new'
  const nextAction = text(values, 'nextAction')
  const nextActionAt = count(values, 'nextActionAt')
  const waitsForNothing = isWaiting(said) && (nextAction === null || nextActionAt === null)
  if (waitsForNothing) say('next-action-missing')
  const status = waitsForNothing ? 'working' : said
  const closedAt = count(values, 'closedAt')
  openImportedCase(kernel, tx, {
    id, kind: sheet.kind, shopId: sheet.shopId, channel: text(values, 'channel'), buyerNick: sheet.buyerNick, orderNo: sheet.orderNo, waybills: sheet.waybills,
    summary: sheet.summary, openedAt: sheet.openedAt ?? (isOpen(status) ? null : closedAt), status, statusAt: isOpen(status) ? null : closedAt, nextAction, nextActionAt,
    reason: text(values, 'reason'), remedy: text(values, 'remedy'), liableParty: text(values, 'liableParty'), freightPayer: text(values, 'freightPayer'),
    amountCents: count(values, 'amountCents'), currency: null, memo: text(values, 'memo'), assigneeId: text(values, 'assignee'), file: batch.file, sheetNo: from.sheetNo,
  })
  const result = text(values, 'result')
  if (result !== null) addNote(tx, id, result, Math.min(closedAt ?? sheet.openedAt ?? tx.now, tx.now))
}

function updateFromSheet(kernel: Kernel, tx: WriteTx, row: repo.CaseDbRow, sheet: Sheet, values: ImportedRecord['values'], say: Say): boolean {
  const told = newSummary(row.summary, sheet.summary)
  const byNumber = !row.id.startsWith(`${KIND}-`) || text(values, 'caseNo') !== null
  const patch = patchOf(row, sheet, values, byNumber, told.summary)
  let changed = Object.keys(patch).length > 0 && editCase(kernel, tx, row.id, patch) !== null
  const at = Math.min(count(values, 'closedAt') ?? tx.now, tx.now)
  for (const note of [told.note, text(values, 'result')]) if (note != null) changed = addNote(tx, row.id, note, at) || changed
  const assignee = text(values, 'assignee')
  if (assignee !== null && assignee !== row.assigneeId) {
    repo.updateCase(tx, row.id, { assigneeId: assignee, updatedAt: tx.now })
    appendEvent(tx, row.id, { type: 'assigned', data: { staffId: assignee } })
    changed = true
  }
  const status = statusOf(values)
  const now = repo.findCase(tx.db, row.id)
  if (status === null || now === undefined) return changed
  const moved = followSheet(kernel, tx, now, { status, nextAction: news(row.nextAction, text(values, 'nextAction')), nextActionAt: count(values, 'nextActionAt'), at: count(values, 'closedAt') }, row.id.startsWith(`${KIND}-`))
  if (moved.problem !== null) say(moved.problem, `${row.caseNo} ${row.status} → ${status}`)
  return moved.changed || changed
}
