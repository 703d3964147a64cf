import { CLAIM_STATUS_LABELS } from '../../domain/claim/status'
import type { Locale } from '../../domain/money/money'
import type { ClaimFigures, ReconcileResult, ReconcileTotals } from '../../domain/reconcile/types'
import { STAGE_LABELS } from '../../domain/reconcile/words'
import type { Table, TableColumn, TableRow } from './table'

export interface WorkbookOptions {
  readonly locale: Locale
  /** Name of a courier as people write it; by default its id. */
  readonly courierName?: (courierId: string) => string
}

/** Words of the figures of M3, in the reports of a month too. */
export const FIGURE_WORDS = {
  zh: {
    summary: '汇总', couriers: '按快递', matched: '已匹配', differences: '差异', unexplained: '待认领', claims: '理赔明细',
    item: '项目', count: '数量', amount: '金额', month: '月份', currency: '币种', balanced: '勾稽平衡', yes: '是', no: '否',
    claimNo: '理赔编号', rows: '账单行号', claimWaybill: '理赔运单号', lineWaybill: '账单运单号', stage: '匹配方式', credited: '到账', missing: '匹配前未到账',
    difference: '差额', reason: '依据', courier: '快递', filedOn: '提交日期', status: '状态', claimed: '申报', earlier: '以前月份到账', thisMonth: '本月到账',
    short: '短赔', over: '多赔', granted: '认赔未到', awaiting: '待回复', outstanding: '未到账合计', rejected: '拒赔', withdrawn: '撤回', givenUp: '放弃追偿',
    row: '行号', inReview: '待审核', claimsCount: '理赔', linesCount: '账单行', statement: '账单总额', claimLines: '其中理赔行', charges: '其中运费等费用', other: '其中其他',
    matchedCents: '理赔行已匹配', unexplainedCents: '理赔行待认领',
  },
  en: {
    summary: 'Summary', couriers: 'By courier', matched: 'Matched', differences: 'Differences', unexplained: 'Unexplained', claims: 'Claims',
    item: 'Item', count: 'Count', amount: 'Amount', month: 'Month', currency: 'Currency', balanced: 'Figures balance', yes: 'Yes', no: 'No',
    claimNo: 'Claim', rows: 'Statement rows', claimWaybill: 'Claim waybill', lineWaybill: 'Statement waybill', stage: 'Matched by', credited: 'Credited', missing: 'Missing before',
    difference: 'Difference', reason: 'Because', courier: 'Courier', filedOn: 'Filed on', status: 'Status', claimed: 'Claimed', earlier: 'Credited earlier', thisMonth: 'Credited this month',
    short: 'Short-paid', over: 'Over-paid', granted: 'Granted, not credited', awaiting: 'Awaiting answer', outstanding: 'Outstanding', rejected: 'Rejected', withdrawn: 'Withdrawn', givenUp: 'Given up',
    row: 'Row', inReview: 'In review', claimsCount: 'Claims', linesCount: 'Statement lines', statement: 'Statement total', claimLines: 'of which claim lines', charges: 'of which charges', other: 'of which other',
    matchedCents: 'Claim lines matched', unexplainedCents: 'Claim lines unexplained',
  },
} as const satisfies Record<Locale, Record<string, string>>
export type FigureWord = keyof (typeof FIGURE_WORDS)['zh']

export const TOTAL_FIGURES: readonly (readonly [FigureWord, keyof ReconcileTotals])[] = [
  ['claimed', 'claimedCents'],
  ['over', 'overPaidCents'],
  ['credited', 'creditedCents'],
  ['earlier', 'creditedEarlierCents'],
  ['thisMonth', 'creditedThisMonthCents'],
  ['short', 'shortPaidCents'],
  ['granted', 'grantedNotCreditedCents'],
  ['awaiting', 'awaitingCents'],
  ['outstanding', 'outstandingCents'],
  ['rejected', 'rejectedCents'],
  ['withdrawn', 'withdrawnCents'],
  ['givenUp', 'givenUpCents'],
  ['statement', 'statementCents'],
  ['claimLines', 'claimLinesCents'],
  ['charges', 'chargesCents'],
  ['other', 'otherCents'],
  ['matchedCents', 'matchedCents'],
  ['unexplainedCents', 'unexplainedCents'],
]

export const CLAIM_FIGURES: readonly (readonly [FigureWord, keyof ClaimFigures])[] = [
  ['claimed', 'claimedCents'],
  ['earlier', 'creditedEarlierCents'],
  ['thisMonth', 'creditedThisMonthCents'],
  ['credited', 'creditedCents'],
  ['short', 'shortPaidCents'],
  ['over', 'overPaidCents'],
  ['granted', 'grantedNotCreditedCents'],
  ['awaiting', 'awaitingCents'],
  ['rejected', 'rejectedCents'],
  ['withdrawn', 'withdrawnCents'],
  ['givenUp', 'givenUpCents'],
]

const text = (header: string, width?: number): TableColumn => ({ header, type: 'text', ...(width === undefined ? {} : { width }) })
const money = (header: string): TableColumn => ({ header, type: 'money' })

/**
 * The month's reconciliation as the sheets of a workbook (M5, first form): summary, by courier, matched, differences, unexplained
 * lines, all claims. Rows are made while they are written, so a hundred thousand claims cost no second copy.
 */
export function buildReconciliationWorkbook(result: ReconcileResult, options: WorkbookOptions): Table[] {
  const words = FIGURE_WORDS[options.locale]
  const courier = (id: string | null): string => (id === null ? '' : (options.courierName?.(id) ?? id))
  return [
    summary(result, words),
    {
      name: words.couriers,
      columns: [text(words.courier), { header: words.claimsCount, type: 'integer' }, { header: words.linesCount, type: 'integer' }, ...TOTAL_FIGURES.map(([word]) => money(words[word]))],
      rows: result.perCourier.map((totals) => [courier(totals.courierId), totals.claims, totals.lines, ...TOTAL_FIGURES.map(([, figure]) => totals[figure])]),
    },
    matchedSheet(result, options.locale),
    claimSheet(words.differences, result.claimFigures.filter(({ shortPaidCents, overPaidCents }) => shortPaidCents !== 0 || overPaidCents !== 0), courier, options.locale),
    {
      name: words.unexplained,
      columns: [{ header: words.row, type: 'integer' }, text(words.courier, 14), text(words.lineWaybill), money(words.amount), text(words.inReview, 8), text(words.reason, 60)],
      rows: mapRows(result.unexplained, (line) => [
        line.statementRow,
        courier(line.courierId),
        line.waybill,
        line.amountCents,
        line.inReview ? words.yes : words.no,
        options.locale === 'zh' ? line.reasonZh : line.reasonEn,
      ]),
    },
    claimSheet(words.claims, result.claimFigures, courier, options.locale),
  ]
}

function* mapRows<T>(values: readonly T[], row: (value: T) => TableRow): Iterable<TableRow> {
  for (const value of values) yield row(value)
}

function summary(result: ReconcileResult, words: (typeof FIGURE_WORDS)[Locale]): Table {
  const rows: TableRow[] = [
    [`${words.month} ${result.month}`, null, null],
    [`${words.currency} ${result.currency}`, null, null],
    [words.claimsCount, result.claims, result.claimedCents],
    [words.linesCount, result.lines, result.statementCents],
    [words.matched, result.matched.length, result.creditedThisMonthCents],
    [words.unexplained, result.unexplained.length, result.unexplainedCents],
    [words.inReview, result.review.length, null],
    [`${words.balanced}: ${result.invariantsHold ? words.yes : words.no}`, null, null],
    ...TOTAL_FIGURES.map(([word, figure]): TableRow => [words[word], null, result[figure]]),
  ]
  return { name: words.summary, columns: [text(words.item, 32), { header: words.count, type: 'integer' }, { ...money(words.amount), width: 18 }], rows }
}

function matchedSheet(result: ReconcileResult, locale: Locale): Table {
  const words = FIGURE_WORDS[locale]
  return {
    name: words.matched,
    columns: [
      text(words.claimNo),
      text(words.rows, 14),
      text(words.claimWaybill),
      text(words.lineWaybill),
      text(words.stage, 18),
      money(words.credited),
      money(words.missing),
      money(words.difference),
      text(words.reason, 60),
    ],
    rows: mapRows(result.matched, (match) => [
      match.claimNos.join(', '),
      match.statementRows.join(', '),
      match.facts.claimWaybill,
      match.facts.lineWaybill,
      STAGE_LABELS[match.stage][locale],
      match.creditedCents,
      match.facts.balanceCents,
      match.facts.differenceCents,
      locale === 'zh' ? match.reasonZh : match.reasonEn,
    ]),
  }
}

function claimSheet(name: string, figures: readonly ClaimFigures[], courier: (id: string | null) => string, locale: Locale): Table {
  const words = FIGURE_WORDS[locale]
  return {
    name,
    columns: [text(words.claimNo), text(words.courier, 14), text(words.claimWaybill), { header: words.filedOn, type: 'date' }, text(words.status, 12), ...CLAIM_FIGURES.map(([word]) => money(words[word]))],
    rows: mapRows(figures, (claim) => [
      claim.claimNo,
      courier(claim.courierId),
      claim.waybill,
      claim.filedOn,
      CLAIM_STATUS_LABELS[claim.status][locale],
      ...CLAIM_FIGURES.map(([, figure]) => claim[figure]),
    ]),
  }
}
