import type { StatementLineClass } from '../../domain/import/records'
import type { Locale } from '../../domain/money/money'
import type { RestBucket } from '../../domain/reconcile/types'

/** Words of the month's report and of the letters to couriers (M5, M7), beside those of the figures. */
export const CLOSING_REPORT_WORDS = {
  zh: {
    title: '月结对账报告', number: '报告编号', month: '月份', shop: '店铺', currency: '币种', closedBy: '结账人', closedAt: '结账时间', workbookHash: '表格文件 SHA-256', auditHead: '审计日志头',
    summary: '汇总', couriers: '按快递', carried: '结转下月', ageing: '账龄', claims: '理赔明细', lines: '账单明细', differences: '差异', dispute: '争议', notes: '说明',
    item: '项目', value: '内容', count: '数量', amount: '金额', otherSide: '等式另一边', check: '勾稽', equal: '相等 ✓', unequal: '不相等 ✗',
    totals: '本月合计', invariants: '勾稽等式', carriedIn: '上期结转（{number}）', carriedOut: '结转下月', trail: '结账记录', stepClosed: '第 {n} 次结账', stepReopened: '重开：{reason}',
    eqClaims: '申报 + 多赔 = 到账 + 短赔 + 认赔未到 + 待回复 + 拒赔 + 撤回 + 放弃', eqStatement: '账单总额 = 理赔行 + 运费等费用 + 其他', eqLines: '理赔行 = 已匹配 + 待认领',
    where: '余款状态', rest: '余款', days: '账龄（天）', from: '{n} 天以上', range: '{from}–{to} 天', all: '全部快递', total: '合计',
    file: '账单文件', row: '行号', lineClass: '类别', day: '日期', matchedCents: '已匹配', unexplainedCents: '待认领', claimNos: '理赔编号', why: '说明', statementRows: '账单行',
    kind: '差异类型', short: '短赔', over: '多赔', unexplained: '待认领', stale: '已存匹配的账单行或理赔已不在（条数）', difference: '差额',
    ask: '请贵司处理', workOrder: '工单号', branch: '网点', claimReason: '理赔原因', granted: '认赔金额', inQuestion: '本行金额', answer: '贵司答复', toPay: '应补付合计', toExplain: '待说明合计', caseNo: '售后单号',
    charges: '运费与费用', freight: '运费', premium: '保价费', surcharge: '附加费', other: '其他', offset: '理赔冲抵', statement: '账单总额', recovered: '按快递：申报的去向', differencesBy: '按快递：差异', ageingOf: '未收回金额的账龄',
    ended: '拒赔、撤回、放弃', endedShort: '拒赔、撤回、放弃', credited: '到账', grantedOpen: '认赔未到', awaiting: '待回复', outstanding: '未到账', claimsN: '{n} 条', moreRows: '另有 {n} 条，见表格文件。', nothingCarried: '没有结转：没有未收回的理赔。', topCarried: '结转的理赔（按金额）',
    printed: '{by} · {at}', audit: '审计 #{seq} {hash}', draft: '草稿',
    signatures: '经手人', finance: '财务', supervisor: '主管', signature: '签字：', date: '日期：',
    note1: '本表由系统在结账时生成，数字取自结账时保存的结果，之后的改动不影响本月。', note2: '金额单位见“币种”，运单号与编号都是文本。', note3: '“多赔”是到账超过申报的部分；“短赔”是到账后仍缺的部分；“认赔未到”是快递已认赔但账单上没有入账。',
    note4: '结账后的更正、迟到的赔款和扣回记到下一个未结的月份。', note5: '“争议”各表列出请快递补付、入账、答复或说明的内容，可以直接发给快递。',
    letter: '快递费用及理赔对账确认函', letterTo: '致：{courier}', letterFrom: '{shop}', letterText: '现就 {month} 月的快递费用与理赔冲抵对账如下，请核对。无误请盖章回传；有出入请书面告知，并附明细。', letterDraft: '草稿：本月尚未结账，数字可能变化，不作为付款依据。',
    netPayable: '应付净额（我方付贵司）', netReceivable: '应收净额（贵司付我方）', lineCount: '笔数', letterMatched: '冲抵中已对应理赔', letterUnexplained: '冲抵中待贵司说明', letterShort: '截至月底短赔', letterGranted: '截至月底已认赔未到账', letterAwaiting: '截至月底待回复',
    letterOpen: '未了事项', letterOpenText: '下列金额未包含在上表中，请一并处理；明细见对账争议表。', ourSide: '我方（盖章）', theirSide: '快递公司（盖章）', handledBy: '经办人：',
  },
  en: {
    title: 'Month-end report', number: 'Report number', month: 'Month', shop: 'Shop', currency: 'Currency', closedBy: 'Closed by', closedAt: 'Closed at', workbookHash: 'SHA-256 of the workbook', auditHead: 'Head of the audit log',
    summary: 'Summary', couriers: 'By courier', carried: 'Carried over', ageing: 'Ageing', claims: 'Claims', lines: 'Statement lines', differences: 'Differences', dispute: 'Dispute', notes: 'Notes',
    item: 'Item', value: 'Value', count: 'Count', amount: 'Amount', otherSide: 'Other side', check: 'Check', equal: 'equal ✓', unequal: 'NOT equal ✗',
    totals: 'Totals of the month', invariants: 'Checks', carriedIn: 'Carried in ({number})', carriedOut: 'Carried over', trail: 'Closings', stepClosed: 'Closing {n}', stepReopened: 'Reopened: {reason}',
    eqClaims: 'claimed + over-paid = credited + short-paid + granted, not credited + awaiting + rejected + withdrawn + given up', eqStatement: 'statement total = claim lines + charges + other', eqLines: 'claim lines = matched + unexplained',
    where: 'Where the rest stands', rest: 'Rest', days: 'Age in days', from: 'over {n} days', range: '{from}–{to} days', all: 'All couriers', total: 'Total',
    file: 'Statement', row: 'Row', lineClass: 'Class', day: 'Day', matchedCents: 'Matched', unexplainedCents: 'Unexplained', claimNos: 'Claims', why: 'Why', statementRows: 'Statement rows',
    kind: 'Difference', short: 'Short-paid', over: 'Over-paid', unexplained: 'Unexplained', stale: 'Stored matches that lost their line or claim (count)', difference: 'Difference amount',
    ask: 'What we ask', workOrder: 'Work order', branch: 'Branch', claimReason: 'Reason', granted: 'Granted', inQuestion: 'In question', answer: 'Your answer', toPay: 'To be paid', toExplain: 'To be explained', caseNo: 'Case',
    charges: 'Freight and charges', freight: 'Freight', premium: 'Declared-value premium', surcharge: 'Surcharges', other: 'Other', offset: 'Claims offset', statement: 'Statement total', recovered: 'By courier: where the claimed money is', differencesBy: 'By courier: differences', ageingOf: 'Age of what is not recovered',
    ended: 'Rejected, withdrawn, given up', endedShort: 'Rejected or ended', credited: 'Credited', grantedOpen: 'Granted, not credited', awaiting: 'Awaiting answer', outstanding: 'Outstanding', claimsN: '{n} claims', moreRows: '{n} more are in the workbook.', nothingCarried: 'Nothing is carried over: no claim is owed money.', topCarried: 'Claims carried over, by amount',
    printed: '{by} · {at}', audit: 'audit #{seq} {hash}', draft: 'DRAFT',
    signatures: 'Signed', finance: 'Finance', supervisor: 'Supervisor', signature: 'Signature:', date: 'Date:',
    note1: 'Made by the system from the result that was stored when the month was closed; later changes do not alter it.', note2: 'Amounts are in the currency named in the summary; waybills and numbers are text.', note3: '“Over-paid” is credit beyond what was claimed; “short-paid” is what is missing after a credit; “granted, not credited” was granted but no statement line credits it.',
    note4: 'Corrections, late credits and claw-backs after the closing are posted to the next open month.', note5: 'The dispute sheets list what each courier is asked to pay, credit, answer or explain; they can be sent as they are.',
    letter: 'Confirmation of freight and claims', letterTo: 'To: {courier}', letterFrom: '{shop}', letterText: 'Below is our account of freight and claims offset for {month}. If it agrees with yours, please seal and return it; if not, please tell us in writing, with the details.', letterDraft: 'DRAFT: the month is not closed yet and figures may change. Not a basis for payment.',
    netPayable: 'Net payable (by us to you)', netReceivable: 'Net receivable (by you to us)', lineCount: 'Lines', letterMatched: 'Offset, matched to claims', letterUnexplained: 'Offset, to be explained by you', letterShort: 'Short-paid up to the month’s end', letterGranted: 'Granted but not credited up to the month’s end', letterAwaiting: 'Awaiting your answer at the month’s end',
    letterOpen: 'Still open', letterOpenText: 'These amounts are not part of the account above; please deal with them as well. Details are in the dispute sheet.', ourSide: 'Our side (seal)', theirSide: 'Courier (seal)', handledBy: 'Handled by:',
  },
} as const satisfies Record<Locale, Record<string, string>>
export type ClosingWords = Readonly<Record<keyof (typeof CLOSING_REPORT_WORDS)['zh'], string>>

/** Puts values into `{name}` places. */
export function fill(words: string, values: Readonly<Record<string, string | number>>): string {
  return words.replaceAll(/\{(\w+)\}/g, (place, name: string) => (name in values ? String(values[name]) : place))
}

export const REST_LABELS: Readonly<Record<RestBucket, Readonly<Record<Locale, string>>>> = {
  none: { zh: '已结清', en: 'Settled' },
  'short-paid': { zh: '短赔', en: 'Short-paid' },
  granted: { zh: '认赔未到', en: 'Granted, not credited' },
  awaiting: { zh: '待回复', en: 'Awaiting answer' },
  rejected: { zh: '拒赔', en: 'Rejected' },
  withdrawn: { zh: '撤回', en: 'Withdrawn' },
  'given-up': { zh: '放弃追偿', en: 'Given up' },
}

export const LINE_CLASS_LABELS: Readonly<Record<StatementLineClass, Readonly<Record<Locale, string>>>> = {
  'claim-credit': { zh: '赔付', en: 'Claim credit' },
  'claw-back': { zh: '扣回', en: 'Claw-back' },
  freight: { zh: '运费', en: 'Freight' },
  premium: { zh: '保价费', en: 'Premium' },
  surcharge: { zh: '附加费', en: 'Surcharge' },
  other: { zh: '其他', en: 'Other' },
}

/** A label by id; an id that no list knows is shown as it is. */
export function labelOf(labels: Readonly<Record<string, Readonly<Record<Locale, string>>>>, id: string, locale: Locale): string {
  return labels[id]?.[locale] ?? id
}
