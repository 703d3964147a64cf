import type { Locale } from '../money/money'

/** Titles, columns and notes of the dashboard (M6), in the pane, in files and on paper. */
const zh = {
  courier: '快递', reason: '理赔原因', month: '月份', total: '合计', noCourier: '未写快递',
  claims: '理赔数', claimed: '申报', recovered: '已到账', short: '短赔', open: '未到账', rejected: '拒赔', ended: '撤回、放弃', settled: '表格记为已赔', over: '多赔',
  rate: '到账率', paid: '全额到账', paidRate: '全额到账率', booked: '当月账单到账',
  median: '中位天数', slow: '九成在几天内', credited: '有到账的理赔', undated: '无日期',
  freight: '运费', surcharges: '附加费、保价', credits: '理赔到账', net: '净成本', parcels: '包裹', perParcel: '每件成本',
  'title.courier': '各快递理赔', 'title.reason': '各原因理赔', 'title.month': '各月理赔', 'title.rate': '各月到账率', 'title.days': '到账天数', 'title.cost': '每件成本', 'title.courier-cost': '每件成本（分快递）',
  'note.courier': '按提交月份统计；到账扣除扣回，不含多赔的部分。',
  'note.reason': '按提交月份统计；到账扣除扣回，不含多赔的部分。',
  'note.month': '按提交月份统计；以后月份到账的也算在提交的月份。“当月账单到账”是那个月账单上扣除扣回后的理赔款。',
  'note.rate': '到账率 = 已到账 ÷ 申报；全额到账率 = 全额到账的理赔数 ÷ 理赔数。',
  'note.days': '从提交到第一笔到账；账单行没有日期的按账单月份的最后一天算。',
  'note.cost': '（运费 + 附加费 − 理赔到账）÷ 有收费的运单数；只算已导入运费账单的快递和月份，不随理赔原因筛选。',
  'note.courier-cost': '（运费 + 附加费 − 理赔到账）÷ 有收费的运单数；只算已导入运费账单的快递和月份，不随理赔原因筛选。',
} as const satisfies Record<string, string>

export type DashboardWord = keyof typeof zh

const en: Readonly<Record<DashboardWord, string>> = {
  courier: 'Courier', reason: 'Reason', month: 'Month', total: 'Total', noCourier: 'No courier',
  claims: 'Claims', claimed: 'Claimed', recovered: 'Recovered', short: 'Short-paid', open: 'Open', rejected: 'Rejected', ended: 'Withdrawn, given up', settled: 'Paid by own list', over: 'Over-paid',
  rate: 'Recovered rate', paid: 'Paid in full', paidRate: 'Paid-in-full rate', booked: 'Credited by its statements',
  median: 'Median days', slow: '90 % within days', credited: 'Claims with credit', undated: 'Without a day',
  freight: 'Freight', surcharges: 'Surcharges, premium', credits: 'Claim credits', net: 'Net cost', parcels: 'Parcels', perParcel: 'Cost per parcel',
  'title.courier': 'Claims by courier', 'title.reason': 'Claims by reason', 'title.month': 'Claims by month', 'title.rate': 'Recovered rate by month', 'title.days': 'Days to credit', 'title.cost': 'Cost per parcel', 'title.courier-cost': 'Cost per parcel, by courier',
  'note.courier': 'By month of filing; recovered is net of claw-backs and without over-payment.',
  'note.reason': 'By month of filing; recovered is net of claw-backs and without over-payment.',
  'note.month': 'By month of filing: later credit counts for the month of filing. Credited by its statements: claim money on the statements of that month, net of claw-backs.',
  'note.rate': 'Recovered rate = recovered ÷ claimed; paid-in-full rate = claims paid in full ÷ claims.',
  'note.days': 'From filing to the first credit; a statement line without a day counts as the last day of its month.',
  'note.cost': '(Freight + surcharges − claim credits) ÷ waybills charged for; only months whose freight bill is there, not narrowed by the reason.',
  'note.courier-cost': '(Freight + surcharges − claim credits) ÷ waybills charged for; only months whose freight bill is there, not narrowed by the reason.',
}

export const DASHBOARD_WORDS: Readonly<Record<Locale, Readonly<Record<DashboardWord, string>>>> = { zh, en }
