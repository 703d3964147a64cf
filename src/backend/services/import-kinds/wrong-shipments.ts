import { formatNumber, NUMBER_PREFIXES } from '../../../domain/case/case-no'
import { DAY } from '../../../domain/clock/duration'
import { AppError } from '../../../domain/errors'
import { mayDo, type Role } from '../../../domain/identity/roles'
import type { ImportedRecord } from '../../../domain/import/kinds'
import { publishWarning, type PublishProblem, type PublishWarning } from '../../../domain/import/publish-problems'
import { goodsKey, parseGoods } from '../../../domain/wrong-shipment/goods'
import { canMoveShipment, isShipmentError, type ShipmentError, type ShipmentLine, type ShipmentState } from '../../../domain/wrong-shipment/wrong-shipment'
import type { WriteTx } from '../../db/write'
import * as cases from '../../repositories/cases'
import type { BatchRow } from '../../repositories/imports'
import * as masters from '../../repositories/masters'
import { givenOf } from '../../repositories/skus'
import * as repo from '../../repositories/wrong-shipments'
import { appendEvent, waybillKeys } from '../case-core'
import { noteOnCase } from '../case-write'
import { dayOf } from '../claims'
import type { Published } from '../import-run'
import type { Kernel } from '../kernel'
import { alignedFollowUps } from '../wrong-shipment-follow-ups'
import { importId, recall } from './memory'
import { readSheetNumber } from './own-number'
import { count, list, news, text, yes } from './values'

type Say = (reason: PublishProblem, cell?: string | null) => void

interface Sheet {
  readonly error: ShipmentError
  readonly orderNo: string | null
  readonly waybill: string | null
  readonly buyerNick: string | null
  readonly registeredAt: number | null
  readonly expected: readonly ShipmentLine[]
  readonly sent: readonly ShipmentLine[]
}

function readSheet(values: ImportedRecord['values']): Sheet {
  const error = text(values, 'error')
  // Settled while reading.
  if (error === null || !isShipmentError(error)) throw new AppError('INTERNAL', { what: 'imported wrong shipment without its error' })
  const quantity = count(values, 'quantity')
  const sku = text(values, 'sku')
  const item = parseGoods(text(values, 'item'), quantity)
  const named = sku !== null && item.length === 1 ? item.map((line) => ({ ...line, sku: line.sku ?? sku })) : item
  const given = { expected: parseGoods(text(values, 'expected'), quantity), sent: parseGoods(text(values, 'sent'), quantity) }
  // One column of goods: what came too much was sent, everything else should have been.
  const alone = given.expected.length === 0 && given.sent.length === 0
  const expected = alone && error !== 'extra' ? named : given.expected
  const sent = alone && error === 'extra' ? named : given.sent
  return {
    error, orderNo: text(values, 'orderNo'), waybill: list(values, 'waybill')?.[0] ?? null, buyerNick: text(values, 'buyerNick'), registeredAt: count(values, 'registeredAt'), expected, sent,
  }
}

function naturalKey(sheet: Sheet, day: string): (string | number)[] {
  const who = sheet.orderNo ?? waybillKeys(sheet.waybill === null ? [] : [sheet.waybill])[0] ?? sheet.buyerNick ?? ''
  return [who, sheet.error, day, goodsKey(sheet.expected), goodsKey(sheet.sent)]
}

/** W2: verified only by somebody who may; a sheet that says so for anybody else waits for a second pair of hands. */
function stateOf(tx: WriteTx, values: ImportedRecord['values'], say: Say): ShipmentState | null {
  const said = text(values, 'state') as ShipmentState | null
  if (said !== 'verified') return said
  const role = masters.findStaff(tx.db, tx.actorId)?.role as Role | undefined
  if (role !== undefined && mayDo(role, 'wrong.verify')) return 'verified'
  say('not-verified')
  return 'submitted'
}

/** One row of the wrong-shipment register (W1, W2). */
export function publishWrongShipment(kernel: Kernel, tx: WriteTx, batch: BatchRow, record: ImportedRecord): Published {
  const { values, rowNo } = record
  const warnings: PublishWarning[] = []
  const say: Say = (reason, cell = null) => void warnings.push(publishWarning(reason, rowNo, cell))
  const sheet = readSheet(values)
  const number = readSheetNumber(text(values, 'entryNo'), NUMBER_PREFIXES.wrongShipment)
  const named = number.ours === null ? undefined : repo.findWrongShipmentByNo(tx.db, number.ours)
  if (named === undefined && number.printed) say('own-number-unknown', text(values, 'entryNo'))
  const zone = (batch.shopId === null ? undefined : masters.findShop(tx.db, batch.shopId))?.timeZone ?? 'Asia/Shanghai'
  const day = sheet.registeredAt === null ? '' : dayOf(sheet.registeredAt, zone)
  const id = named?.id ?? importId('wrong', number.own === null ? naturalKey(sheet, day) : ['number', number.own])

  const memory = recall(tx.db, id, batch, record)
  if (memory.mergedWith !== null) say('row-merged', String(memory.mergedWith))
  if (memory.seen) return { outcome: 'unchanged', warnings }
  memory.remember(tx)
  const state = stateOf(tx, values, say)
  const row = named ?? repo.findWrongShipment(tx.db, id)?.entry
  if (row === undefined) {
    insertFromSheet(kernel, tx, { id, sheet, values, state: state ?? 'submitted' }, say)
    return { outcome: 'inserted', warnings }
  }
  return { outcome: updateFromSheet(kernel, tx, row, sheet, values, state, say) ? 'updated' : 'unchanged', warnings }
}

function caseFor(tx: WriteTx, sheet: Sheet, values: ImportedRecord['values'], say: Say): cases.CaseDbRow | undefined {
  const given = text(values, 'caseNo')
  const { ours } = readSheetNumber(given, NUMBER_PREFIXES.case)
  const named = ours === null ? undefined : cases.findCaseByNo(tx.db, ours)
  if (given !== null && named === undefined) say('case-unknown', given)
  return named ?? cases.findCaseOf(tx.db, { waybillKeys: sheet.waybill === null ? [] : waybillKeys([sheet.waybill]), orderNo: sheet.orderNo })
}

const verdict = (tx: WriteTx, values: ImportedRecord['values'], state: ShipmentState, at: number): Pick<repo.WrongShipmentRow, 'state' | 'verifiedBy' | 'verifiedAt' | 'returnReason'> => {
  const judged = state === 'verified' || state === 'returned'
  return { state, verifiedBy: judged ? (text(values, 'verifiedBy') ?? tx.actorId) : null, verifiedAt: judged ? at : null, returnReason: state === 'returned' ? text(values, 'returnReason') : null }
}

/** Old entries are brought along as history: what they left to be done was done or forgotten long ago (W3). */
const isRecent = (kernel: Kernel, tx: WriteTx, registeredAt: number): boolean => registeredAt >= tx.now - kernel.resources.policy.wrongShipments.followUps.importDays * DAY

function insertFromSheet(kernel: Kernel, tx: WriteTx, from: { id: string; sheet: Sheet; values: ImportedRecord['values']; state: ShipmentState }, say: Say): void {
  const { id, sheet, values, state } = from
  const caseRow = caseFor(tx, sheet, values, say)
  const at = Math.min(sheet.registeredAt ?? tx.now, tx.now)
  const entryNo = formatNumber('W', kernel.devicePart, tx.nextNumber('wrong-shipment'))
  const row = {
    id,
    entryNo,
    caseId: caseRow?.id ?? null,
    createdAt: at,
    submittedBy: text(values, 'submittedBy') ?? tx.actorId,
    error: sheet.error,
    buyerNick: sheet.buyerNick ?? caseRow?.buyerNick ?? null,
    orderNo: sheet.orderNo ?? caseRow?.orderNo ?? null,
    waybill: sheet.waybill ?? caseRow?.waybills[0] ?? null,
    expected: [...sheet.expected],
    sent: [...sheet.sent],
    packedBy: text(values, 'packedBy'),
    noticedBy: text(values, 'noticedBy'),
    fix: text(values, 'fix'),
    costCents: count(values, 'costCents') ?? 0,
    goodsBack: yes(values, 'goodsBack') ?? false,
    note: text(values, 'note'),
    ...verdict(tx, values, state, at),
  }
  repo.insertWrongShipment(tx, { ...row, ...(isRecent(kernel, tx, at) ? { followUps: alignedFollowUps(kernel, tx, { ...row, followUps: null }) } : {}) })
  if (caseRow !== undefined) appendEvent(tx, caseRow.id, { type: 'wrong-shipment', at, data: { entryId: id, entryNo, error: sheet.error } })
}

function updateFromSheet(kernel: Kernel, tx: WriteTx, row: repo.WrongShipmentRow, sheet: Sheet, values: ImportedRecord['values'], said: ShipmentState | null, say: Say): boolean {
  const facts = {
    error: sheet.error,
    ...givenOf({
      buyerNick: sheet.buyerNick, orderNo: sheet.orderNo, waybill: sheet.waybill, packedBy: text(values, 'packedBy'), noticedBy: text(values, 'noticedBy'), fix: text(values, 'fix'),
      costCents: count(values, 'costCents'), goodsBack: yes(values, 'goodsBack'), note: news(row.note, text(values, 'note')),
    }),
    ...(goodsKey(sheet.expected) === goodsKey(row.expected) ? {} : { expected: [...sheet.expected] }),
    ...(goodsKey(sheet.sent) === goodsKey(row.sent) ? {} : { sent: [...sheet.sent] }),
  }
  const edited = repo.updateWrongShipment(tx, row.id, facts)
  if (edited && (row.followUps !== null || isRecent(kernel, tx, row.createdAt))) repo.updateWrongShipment(tx, row.id, { followUps: alignedFollowUps(kernel, tx, { ...row, ...facts }) })
  const from = row.state as ShipmentState
  const to = nextState(from, said, edited)
  if (to === from) return edited
  if (!canMoveShipment(from, to)) {
    say('status-not-legal', `${row.entryNo} ${from} → ${to}`)
    return edited
  }
  repo.updateWrongShipment(tx, row.id, verdict(tx, values, to, tx.now))
  if (row.caseId !== null && cases.findCase(tx.db, row.caseId) !== undefined) noteOnCase(kernel, tx, row.caseId, { type: 'wrong-shipment-state', text: text(values, 'returnReason'), data: { entryNo: row.entryNo, from, to } })
  return true
}

/** An edit voids the verification (S3), unless the sheet vouches for the row as it now is; "not yet verified" takes nothing back. */
function nextState(from: ShipmentState, said: ShipmentState | null, edited: boolean): ShipmentState {
  if (said === 'verified' || said === 'returned') return said
  if (from === 'verified' && edited) return 'submitted'
  return from === 'draft' && said === 'submitted' ? said : from
}
