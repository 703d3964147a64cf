import { formatNumber, NUMBER_PREFIXES } from '../../../domain/case/case-no'
import { claimAmount, claimParts } from '../../../domain/claim/amounts'
import { findDuplicateClaims } from '../../../domain/claim/duplicates'
import { canTransition, CREDIT_STATUSES, isClaimStatus, isOpenClaim, staffTransitions, type ClaimStatus } from '../../../domain/claim/status'
import { isOpen, type Status } from '../../../domain/case/status'
import { claimWindowEndsAt, couriersByWaybill } from '../../../domain/courier/policy'
import { distinctKeys } from '../../../domain/courier/waybill'
import { AppError } from '../../../domain/errors'
import type { ImportedRecord } from '../../../domain/import/kinds'
import { publishWarning, type PublishProblem, type PublishWarning } from '../../../domain/import/publish-problems'
import type { WriteTx } from '../../db/write'
import * as cases from '../../repositories/cases'
import type { BatchRow } from '../../repositories/imports'
import * as masters from '../../repositories/masters'
import * as orders from '../../repositories/orders'
import * as repo from '../../repositories/registers'
import { givenOf } from '../../repositories/skus'
import { appendEvent, fireClockEvent } from '../case-core'
import { noteOnCase } from '../case-write'
import { noteOnClaim } from '../claim-guard'
import { dayOf } from '../claims'
import type { Published } from '../import-run'
import type { Kernel } from '../kernel'
import { closedMonthOf } from '../month-states'
import { importId, memoriesOf, type Memories } from './memory'
import { readSheetNumber } from './own-number'
import { count, currencyOf, list, news, text } from './values'

const ALIASES_AT_MOST = 10
const CREDIT: readonly ClaimStatus[] = CREDIT_STATUSES

type Say = (reason: PublishProblem, cell?: string | null) => void

/** One row of the claim log, ready to be compared with what is stored. */
interface Sheet {
  readonly keys: readonly string[]
  readonly waybill: string
  readonly aliases: readonly string[]
  readonly counterparty: string
  readonly courierId: string | null
  readonly parts: ReturnType<typeof claimParts>
  readonly amountCents: number
  readonly filedAt: number | null
  /** Null while it is not clear whose number the sheet's own is. */
  readonly workOrderNo: string | null
  readonly reason: string
  readonly status: ClaimStatus | null
}

/** The one courier whose waybills look like this; null when none or several do. */
function courierByShape(kernel: Kernel, key: string): string | null {
  const [only, ...others] = couriersByWaybill(kernel.resources.couriers, key)
  return others.length === 0 ? (only?.id ?? null) : null
}

function readSheet(kernel: Kernel, batch: BatchRow, values: ImportedRecord['values']): Sheet {
  const [waybill, ...aliases] = list(values, 'waybill') ?? []
  const reason = text(values, 'reason')
  // Both were settled while reading.
  if (waybill === undefined || reason === null) throw new AppError('INTERNAL', { what: 'imported claim without waybill or reason' })
  const keys = distinctKeys([waybill, ...aliases])
  const counterparty = text(values, 'counterparty') ?? 'courier'
  const courierId = text(values, 'courier') ?? batch.courierId ?? courierByShape(kernel, keys[0] ?? '')
  const parts = claimParts({ amountCents: count(values, 'amountCents'), goodsCents: count(values, 'goodsCents'), freightCents: count(values, 'freightCents'), otherCents: count(values, 'otherCents') })
  const status = text(values, 'status')
  return {
    keys, waybill, aliases: aliases.slice(0, ALIASES_AT_MOST), counterparty, courierId, parts, amountCents: claimAmount(parts), filedAt: count(values, 'filedOn'),
    workOrderNo: text(values, 'workOrderNo'), reason, status: status !== null && isClaimStatus(status) ? status : null,
  }
}

const numbersDiffer = (row: repo.ClaimRow, sheet: Sheet): boolean => row.workOrderNo !== null && sheet.workOrderNo !== null && row.workOrderNo !== sheet.workOrderNo

/**
 * The stored claim that a row means (L4): the same parcel and party with the same work order, else with the same amount, whether it was
 * registered by hand or came from a sheet. A courier that one of both does not name does not part them.
 */
function sameClaim(known: readonly repo.ClaimRow[], sheet: Sheet, id: string): repo.ClaimRow | undefined {
  const ofParty = known.filter((row) => row.counterparty === sheet.counterparty && (row.courierId === null || sheet.courierId === null || row.courierId === sheet.courierId))
  const byNumber = sheet.workOrderNo === null ? undefined : ofParty.find((row) => row.workOrderNo === sheet.workOrderNo)
  if (byNumber !== undefined) return byNumber
  const equal = ofParty.filter((row) => row.amountCents === sheet.amountCents && !numbersDiffer(row, sheet))
  return equal.find((row) => row.id === id) ?? equal.find((row) => isOpenClaim(row.status as ClaimStatus)) ?? equal[0]
}

/** What is known of the claims of some rows, asked for all of them at once: a question per row cost more than writing it. */
interface Ahead {
  readonly sheets: ReadonlyMap<ImportedRecord, { readonly sheet: Sheet; readonly base: string }>
  /** Waybills on which there is a claim, with those that the rows add. */
  readonly claimKeys: Set<string>
  /** Waybills on which there is a case. */
  readonly caseKeys: ReadonlySet<string>
  readonly memories: Memories
  /** The first shop: that of claims without a case. */
  readonly shop: masters.ShopRow | undefined
  readonly courierOf: (id: string) => masters.CourierRow | undefined
}

const baseId = (sheet: Sheet): string => importId('claim', [sheet.counterparty, sheet.keys[0] ?? '', sheet.amountCents])

function knownCouriers(tx: WriteTx): Ahead['courierOf'] {
  const known = new Map<string, masters.CourierRow | undefined>()
  return (id) => {
    if (!known.has(id)) known.set(id, masters.findCourier(tx.db, id))
    return known.get(id)
  }
}

function lookAhead(kernel: Kernel, tx: WriteTx, batch: BatchRow, records: readonly ImportedRecord[]): Ahead {
  const sheets = new Map(records.map((record) => {
    const sheet = readSheet(kernel, batch, record.values)
    return [record, { sheet, base: baseId(sheet) }]
  }))
  const all = [...sheets.values()]
  const keys = all.flatMap(({ sheet }) => sheet.keys)
  const claimKeys = repo.keysWithClaims(tx.db, keys)
  // Of a parcel without a claim no sheet has said anything, nearly always.
  const heardOf = all.filter(({ sheet }) => sheet.keys.some((key) => claimKeys.has(key)))
  return {
    sheets, claimKeys, caseKeys: cases.keysWithCases(tx.db, keys), memories: memoriesOf(tx.db, heardOf.map(({ base }) => base)),
    shop: masters.listShops(tx.db)[0], courierOf: knownCouriers(tx),
  }
}

/** Rows of the claim log (L1, L4). Nothing is forced: what may not follow from what is stored is told and left. */
export function publishClaims(kernel: Kernel, tx: WriteTx, batch: BatchRow, records: readonly ImportedRecord[]): (record: ImportedRecord) => Published {
  const ahead = lookAhead(kernel, tx, batch, records)
  return (record) => publishClaim(kernel, tx, batch, ahead, record)
}

function publishClaim(kernel: Kernel, tx: WriteTx, batch: BatchRow, ahead: Ahead, record: ImportedRecord): Published {
  const { values, rowNo } = record
  const warnings: PublishWarning[] = []
  const say: Say = (reason, cell = null) => void warnings.push(publishWarning(reason, rowNo, cell))
  const number = readSheetNumber(text(values, 'claimNo'), NUMBER_PREFIXES.claim)
  const named = number.ours === null ? undefined : repo.findClaimByNo(tx.db, number.ours)
  if (named === undefined && number.printed) say('own-number-unknown', text(values, 'claimNo'))
  const read = ahead.sheets.get(record)
  if (read === undefined) throw new AppError('INTERNAL', { what: 'claim that was not read ahead', row: rowNo })
  const { base } = read
  // A claim number that is not ours is the courier's.
  const sheet = read.sheet.workOrderNo === null && named === undefined && number.own !== null ? { ...read.sheet, workOrderNo: number.own } : read.sheet
  const known = sheet.keys.some((key) => ahead.claimKeys.has(key)) ? repo.listClaimsOfWaybills(tx.db, sheet.keys) : []
  const row = named ?? sameClaim(known, sheet, base)
  const taken = row === undefined && known.some((one) => one.id === base)
  const id = row?.id ?? (taken ? importId('claim', [base, sheet.workOrderNo ?? '']) : base)

  const memory = ahead.memories.hear(tx, id, batch, record)
  if (memory.mergedWith !== null) say('row-merged', String(memory.mergedWith))
  if (memory.seen) return { outcome: 'unchanged', warnings }
  if (sheet.parts.differs) say('amount-parts-differ')
  if (row === undefined) {
    insertFromSheet(kernel, tx, batch, { id, sheet, values, known, rowNo, ahead }, say)
    return { outcome: 'inserted', warnings }
  }
  return { outcome: updateFromSheet(kernel, tx, row, sheet, values, batch.file, ahead, say) ? 'updated' : 'unchanged', warnings }
}

function caseFor(tx: WriteTx, sheet: Sheet, values: ImportedRecord['values'], ahead: Ahead, say: Say): cases.CaseDbRow | undefined {
  const given = text(values, 'caseNo')
  const { ours } = readSheetNumber(given, NUMBER_PREFIXES.case)
  const named = ours === null ? undefined : cases.findCaseByNo(tx.db, ours)
  if (given !== null && named === undefined) say('case-unknown', given)
  return named ?? (sheet.keys.some((key) => ahead.caseKeys.has(key)) ? cases.findCaseOf(tx.db, { waybillKeys: sheet.keys, orderNo: null }) : undefined)
}

/** Statuses that only money brings: history that is paid stays paid, anything else of them counts as granted until a statement says more. */
function firstStatus(sheet: Sheet, say: Say): ClaimStatus {
  const said = sheet.status ?? 'filed'
  if (said !== 'part-credited' && said !== 'clawed-back') return said
  say('status-needs-statement')
  return 'granted'
}

function insertFromSheet(kernel: Kernel, tx: WriteTx, batch: BatchRow, from: { id: string; sheet: Sheet; values: ImportedRecord['values']; known: readonly repo.ClaimRow[]; rowNo: number; ahead: Ahead }, say: Say): void {
  const { id, sheet, values, ahead } = from
  if (sheet.courierId === null && sheet.counterparty === 'courier') say('courier-unknown', sheet.waybill)
  const caseRow = caseFor(tx, sheet, values, ahead, say)
  const shop = (caseRow === undefined ? null : masters.findShop(tx.db, caseRow.shopId)) ?? ahead.shop
  const prefixes = kernel.resources.couriers.find((courier) => courier.id === sheet.courierId)?.waybillPrefixes ?? []
  const [twin] = findDuplicateClaims({ id, ...sheet }, from.known.map((row) => ({ ...row, status: row.status as ClaimStatus })), prefixes)
  if (twin !== undefined) say('claim-duplicate', twin.claim.claimNo)
  const filedAt = Math.min(sheet.filedAt ?? tx.now, tx.now)
  const status = firstStatus(sheet, say)
  const granted = count(values, 'grantedCents')
  const courier = sheet.courierId === null ? undefined : ahead.courierOf(sheet.courierId)
  const shippedAt = caseRow?.orderId == null ? null : (orders.findOrder(tx.db, caseRow.orderId)?.shippedAt ?? null)
  const claimNo = formatNumber('L', kernel.devicePart, tx.nextNumber('claim'))
  const { goodsCents, freightCents, otherCents } = sheet.parts
  const waybillKey = sheet.keys[0] ?? sheet.waybill
  ahead.claimKeys.add(waybillKey)
  repo.insertClaim(tx, {
    id,
    claimNo,
    counterparty: sheet.counterparty,
    counterpartyName: text(values, 'counterpartyName'),
    courierId: sheet.courierId,
    branch: text(values, 'branch'),
    monthlyAccount: text(values, 'monthlyAccount'),
    waybill: sheet.waybill,
    waybillKey,
    aliases: [...sheet.aliases],
    caseId: caseRow?.id ?? null,
    orderNo: text(values, 'orderNo') ?? caseRow?.orderNo ?? null,
    reason: sheet.reason,
    note: text(values, 'note'),
    duplicateReason: twin === undefined ? null : `${batch.file} #${from.rowNo}: ${twin.claim.claimNo}`,
    filedOn: dayOf(filedAt, shop?.timeZone ?? 'Asia/Shanghai'),
    createdAt: filedAt,
    createdBy: tx.actorId,
    windowEndsAt: courier === undefined ? null : claimWindowEndsAt(shippedAt ?? filedAt, courier),
    goodsCents,
    freightCents,
    otherCents,
    amountCents: sheet.amountCents,
    declaredCents: count(values, 'declaredCents'),
    basis: text(values, 'basis'),
    paymentRoute: text(values, 'paymentRoute'),
    voucher: text(values, 'voucher'),
    currency: currencyOf(values) ?? caseRow?.currency ?? shop?.currency ?? 'CNY',
    status,
    workOrderNo: sheet.workOrderNo,
    answer: text(values, 'answer'),
    grantedCents: granted ?? (status === 'granted' || status === 'credited' ? sheet.amountCents : null),
    statusAt: filedAt,
    creditedCents: 0,
  })
  if (caseRow === undefined) return
  appendEvent(tx, caseRow.id, { type: 'claim-filed', at: filedAt, data: { claimId: id, claimNo, courierId: sheet.courierId, waybill: sheet.waybill, amountCents: sheet.amountCents } })
  if (isOpen(caseRow.status as Status)) fireClockEvent(kernel, tx, caseRow, 'claim-filed', { at: Math.max(filedAt, caseRow.openedAt) })
}

/** Text that grows: what the sheet adds is kept beside what stands. */
function joined(before: string | null, said: string | null): string | null {
  const added = news(before, said)
  return added === null || before === null || added.includes(before) ? added : `${before}\n${added}`
}

const otherDeclared = (row: repo.ClaimRow, values: ImportedRecord['values']): boolean => (count(values, 'declaredCents') ?? row.declaredCents) !== row.declaredCents

function updateFromSheet(kernel: Kernel, tx: WriteTx, row: repo.ClaimRow, sheet: Sheet, values: ImportedRecord['values'], file: string, ahead: Ahead, say: Say): boolean {
  const from = row.status as ClaimStatus
  const caseRow = row.caseId === null ? caseFor(tx, sheet, values, ahead, say) : undefined
  const keys = new Set(distinctKeys([row.waybill, ...row.aliases]))
  const added = [sheet.waybill, ...sheet.aliases].filter((one) => !distinctKeys([one]).some((key) => keys.has(key)))
  const hasCredit = row.creditedCents !== 0 || CREDIT.includes(from)
  const otherAmount = sheet.amountCents !== row.amountCents
  // What a closing holds stands; statuses and answers go on (M5).
  const held = closedMonthOf(tx.db, row) !== null
  const courierFound = row.courierId === null && sheet.courierId !== null
  if (held && (otherAmount || added.length > 0 || courierFound || otherDeclared(row, values))) say('claim-month-closed', row.claimNo)
  else if (otherAmount && hasCredit) say('claim-amount-kept', row.claimNo)
  const { goodsCents, freightCents, otherCents } = sheet.parts
  const to = nextStatus(from, sheet.status, say, row.claimNo)
  const granted = count(values, 'grantedCents') ?? (to === 'granted' && row.grantedCents === null ? (otherAmount && !hasCredit && !held ? sheet.amountCents : row.amountCents) : null)
  const changed = repo.updateClaim(tx, row.id, {
    ...givenOf({
      courierId: held ? row.courierId : (row.courierId ?? sheet.courierId), branch: text(values, 'branch'), monthlyAccount: text(values, 'monthlyAccount'), orderNo: row.orderNo ?? text(values, 'orderNo'),
      caseId: row.caseId ?? caseRow?.id, declaredCents: held ? null : count(values, 'declaredCents'), workOrderNo: sheet.workOrderNo, answer: news(row.answer, text(values, 'answer')), grantedCents: granted,
      note: joined(row.note, text(values, 'note')), counterpartyName: row.counterpartyName ?? text(values, 'counterpartyName'), basis: row.basis ?? text(values, 'basis'),
      paymentRoute: text(values, 'paymentRoute'), voucher: text(values, 'voucher'),
    }),
    ...(added.length === 0 || held ? {} : { aliases: [...row.aliases, ...added].slice(0, ALIASES_AT_MOST) }),
    ...(otherAmount && !hasCredit && !held ? { goodsCents, freightCents, otherCents, amountCents: sheet.amountCents } : {}),
    ...(to === from ? {} : { status: to, statusAt: tx.now }),
  })
  const answer = news(row.answer, text(values, 'answer'))
  if (changed && (to !== from || (granted !== null && granted !== row.grantedCents) || answer !== null)) noteOnClaim(tx, row.id, 'answered', { from, to, grantedCents: granted === row.grantedCents ? null : granted, answer, file })
  const caseId = row.caseId ?? caseRow?.id
  if (to !== from && caseId != null && cases.findCase(tx.db, caseId) !== undefined) noteOnCase(kernel, tx, caseId, { type: 'claim-status', data: { claimId: row.id, claimNo: row.claimNo, from, to } })
  return changed
}

function nextStatus(from: ClaimStatus, said: ClaimStatus | null, say: Say, claimNo: string): ClaimStatus {
  if (said === null || said === from) return from
  const ofMoney = CREDIT.includes(said)
  if (ofMoney) say('status-needs-statement', claimNo)
  const to: ClaimStatus = ofMoney ? 'granted' : said
  if (to === from || (ofMoney && CREDIT.includes(from))) return from
  if (canTransition(from, to) && staffTransitions(from).includes(to)) return to
  if (!ofMoney) say('status-not-legal', `${claimNo} ${from} → ${said}`)
  return from
}
