import { APPEAL_STATUS_LABELS, APPEAL_TYPE_LABELS } from '../../domain/appeal/appeal'
import { COUNTERPARTIES } from '../../domain/claim/counterparty'
import { CLAIM_BASES, PAYMENT_ROUTES } from '../../domain/claim/payment'
import { CHANNELS, FREIGHT_PAYERS, LIABLE_PARTIES, PLATFORMS, PRIORITIES, REMEDIES, CLOSE_REASONS, type Label } from '../../domain/case/lists'
import { KINDS } from '../../domain/case/kinds'
import { STATUSES } from '../../domain/case/status'
import { openBalance } from '../../domain/claim/amounts'
import { CLAIM_REASON_LABELS, CLAIM_STATUS_LABELS } from '../../domain/claim/status'
import { toLocal } from '../../domain/clock/zone'
import { maskPhonesIn } from '../../domain/identity/mask'
import type { Locale } from '../../domain/money/money'
import type { ShipmentLine } from '../../domain/wrong-shipment/wrong-shipment'
import { localTimeText, type CellValue, type ColumnType } from '../reports/table'
import type { AppealView } from '../repositories/appeals'
import type { CasePageRow } from '../repositories/exports'
import type { ClaimView } from '../repositories/registers'

/** What columns need besides their row. */
export interface ExportContext {
  readonly locale: Locale
  /** The zone that times are shown in where the row's shop has none of its own. */
  readonly timeZone: string
  readonly shops: ReadonlyMap<string, { readonly name: string; readonly timeZone: string }>
  readonly reasons: ReadonlyMap<string, Label>
  staffName(id: string): string | null
}

export interface ExportColumn<T> extends Label {
  readonly type: ColumnType
  readonly width?: number
  readonly value: (row: T, context: ExportContext) => CellValue
}

type Labels = Readonly<Record<string, Label>>

/** A stored id in the reader's language; an id that no list knows is shown as it is. */
function word(labels: Labels, id: string | null, { locale }: ExportContext): string | null {
  return id === null ? null : (labels[id]?.[locale] ?? id)
}

/** Notes are free text: phone numbers in them are masked like everywhere in exports (R7). */
const note = (text: string | null): string | null => (text === null ? null : maskPhonesIn(text))

const text = <T>(zh: string, en: string, value: ExportColumn<T>['value'], width?: number): ExportColumn<T> => ({ zh, en, type: 'text', value, ...(width === undefined ? {} : { width }) })
const money = <T>(zh: string, en: string, value: ExportColumn<T>['value']): ExportColumn<T> => ({ zh, en, type: 'money', value })
const time = <T>(zh: string, en: string, value: ExportColumn<T>['value']): ExportColumn<T> => ({ zh, en, type: 'datetime', value })

const PRIORITY_LABELS: Labels = Object.fromEntries(PRIORITIES.map((priority) => [String(priority.value), priority]))

/** An instant as the clock of the case's shop showed it. */
function shopTime(at: number | null, shopId: string, context: ExportContext): CellValue {
  const timeZone = context.shops.get(shopId)?.timeZone ?? context.timeZone
  return at === null || timeZone === context.timeZone ? at : localTimeText(toLocal(timeZone, at), 'datetime')
}

function reasonWord(id: string | null, context: ExportContext): string | null {
  return id === null ? null : (context.reasons.get(id)?.[context.locale] ?? word(CLOSE_REASONS, id, context))
}

export const CASE_COLUMNS: readonly ExportColumn<CasePageRow>[] = [
  text('售后单号', 'Case', (row) => row.caseNo, 16),
  text('店铺', 'Shop', (row, { shops }) => shops.get(row.shopId)?.name ?? row.shopId, 18),
  text('平台', 'Platform', (row, context) => word(PLATFORMS, row.platform, context), 10),
  text('渠道', 'Channel', (row, context) => word(CHANNELS, row.channel, context), 10),
  text('类型', 'Kind', (row, context) => word(KINDS, row.kind, context), 16),
  text('状态', 'Status', (row, context) => word(STATUSES, row.status, context), 12),
  text('优先级', 'Priority', (row, context) => word(PRIORITY_LABELS, String(row.priority), context), 8),
  text('买家', 'Buyer', (row) => row.buyerNick, 18),
  text('订单号', 'Order', (row) => row.orderNo, 22),
  text('运单号', 'Waybills', (row) => row.waybills.join(', '), 22),
  text('负责人', 'Assignee', (row, { staffName }) => (row.assigneeId === null ? null : staffName(row.assigneeId)), 12),
  text('责任方', 'Liable', (row, context) => word(LIABLE_PARTIES, row.liableParty, context), 10),
  text('运费承担', 'Freight paid by', (row, context) => word(FREIGHT_PAYERS, row.freightPayer, context), 12),
  text('处理方式', 'Remedy', (row, context) => word(REMEDIES, row.remedy, context), 14),
  text('原因', 'Reason', (row, context) => reasonWord(row.reason, context), 18),
  money('金额', 'Amount', (row) => row.amountCents),
  money('订单实付', 'Paid for the order', (row) => row.paidCents),
  text('币种', 'Currency', (row) => row.currency, 8),
  text('问题描述', 'Problem', (row) => note(row.summary), 40),
  text('备注', 'Memo', (row) => note(row.memo), 30),
  text('下一步', 'Next action', (row) => note(row.nextAction), 24),
  time('下一步时间', 'Next action at', (row, context) => shopTime(row.nextActionAt, row.shopId, context)),
  time('最近时限', 'Next deadline', (row, context) => shopTime(row.nextDueAt, row.shopId, context)),
  time('开单时间', 'Opened', (row, context) => shopTime(row.openedAt, row.shopId, context)),
  time('状态时间', 'Status since', (row, context) => shopTime(row.statusAt, row.shopId, context)),
]

export const CLAIM_COLUMNS: readonly ExportColumn<ClaimView>[] = [
  text('理赔编号', 'Claim', ({ claim }) => claim.claimNo, 16),
  text('索赔对象', 'Counterparty', ({ claim }, context) => word(COUNTERPARTIES, claim.counterparty, context), 12),
  text('索赔对象名称', 'Name of the counterparty', ({ claim }) => claim.counterpartyName, 14),
  text('快递', 'Courier', ({ claim, courierZh, courierEn }, { locale }) => (locale === 'zh' ? courierZh : courierEn) ?? claim.courierId, 14),
  text('网点', 'Branch', ({ claim }) => claim.branch, 16),
  text('月结卡号', 'Monthly account', ({ claim }) => claim.monthlyAccount, 14),
  text('运单号', 'Waybill', ({ claim }) => claim.waybill, 20),
  text('关联单号', 'Other waybills', ({ claim }) => claim.aliases.join(', '), 20),
  text('工单号', 'Work order', ({ claim }) => claim.workOrderNo, 18),
  text('售后单号', 'Case', ({ caseNo }) => caseNo, 16),
  text('订单号', 'Order', ({ claim }) => claim.orderNo, 22),
  text('理赔原因', 'Reason', ({ claim }, context) => word(CLAIM_REASON_LABELS, claim.reason, context), 12),
  text('状态', 'Status', ({ claim }, context) => word(CLAIM_STATUS_LABELS, claim.status, context), 12),
  { zh: '提交日期', en: 'Filed on', type: 'date', value: ({ claim }) => claim.filedOn },
  money('货值', 'Goods', ({ claim }) => claim.goodsCents),
  money('运费', 'Freight', ({ claim }) => claim.freightCents),
  money('其他', 'Other', ({ claim }) => claim.otherCents),
  money('申报金额', 'Claimed', ({ claim }) => claim.amountCents),
  text('货值依据', 'Goods valued at', ({ claim }, context) => word(CLAIM_BASES, claim.basis, context), 10),
  money('声明价值', 'Declared value', ({ claim }) => claim.declaredCents),
  money('认赔金额', 'Granted', ({ claim }) => claim.grantedCents),
  money('已到账', 'Credited', ({ claim }) => claim.creditedCents),
  money('未到账', 'Balance', ({ claim }) => openBalance(claim)),
  text('币种', 'Currency', ({ claim }) => claim.currency, 8),
  text('赔付方式', 'Paid by', ({ claim }, context) => word(PAYMENT_ROUTES, claim.paymentRoute, context), 12),
  text('凭证号', 'Voucher', ({ claim }) => claim.voucher, 16),
  text('商品明细', 'Goods claimed', ({ claim }) => goods(claim.products ?? []), 30),
  text('快递答复', 'Answer', ({ claim }) => note(claim.answer), 30),
  text('备注', 'Note', ({ claim }) => note(claim.note), 30),
  time('理赔时限', 'Claim window ends', ({ claim }) => claim.windowEndsAt),
  time('登记时间', 'Registered', ({ claim }) => claim.createdAt),
]

function goods(lines: readonly ShipmentLine[]): string {
  return lines.map(({ title, sku, quantity }) => `${title}${sku ? ` [${sku}]` : ''} ×${quantity}`).join('；')
}

export const APPEAL_COLUMNS: readonly ExportColumn<AppealView>[] = [
  text('申诉编号', 'Appeal', ({ appeal }) => appeal.appealNo, 16),
  text('类型', 'Type', ({ appeal }, context) => word(APPEAL_TYPE_LABELS, appeal.type, context), 10),
  text('状态', 'Status', ({ appeal }, context) => word(APPEAL_STATUS_LABELS, appeal.status, context), 10),
  text('平台', 'Platform', ({ appeal }, context) => word(PLATFORMS, appeal.platform, context), 10),
  text('平台编号', 'Number at the platform', ({ appeal }) => appeal.platformNo, 18),
  text('售后单号', 'Case', ({ caseNo }) => caseNo, 16),
  text('订单号', 'Order', ({ appeal }) => appeal.orderNo, 22),
  text('运单号', 'Waybill', ({ appeal }) => appeal.waybill, 20),
  text('买家', 'Buyer', ({ appeal }) => appeal.buyerNick, 18),
  money('主张金额', 'Claimed', ({ appeal }) => appeal.claimedCents),
  money('追回金额', 'Recovered', ({ appeal }) => appeal.recoveredCents),
  text('币种', 'Currency', ({ appeal }) => appeal.currency, 8),
  text('陈述', 'Statement', ({ appeal }) => note(appeal.statement), 40),
  text('结果', 'Result', ({ appeal }) => note(appeal.result), 30),
  text('备注', 'Note', ({ appeal }) => note(appeal.note), 30),
  text('登记人', 'Registered by', ({ appeal }, { staffName }) => staffName(appeal.createdBy), 12),
  time('截止时间', 'Deadline', ({ appeal }) => appeal.deadlineAt),
  time('状态时间', 'Status since', ({ appeal }) => appeal.statusAt),
  time('登记时间', 'Registered', ({ appeal }) => appeal.createdAt),
]
