import type { Locale } from '../money/money'
import type { CostPart, Measure } from './figures'

/** Titles, columns and definitions of the figures of after-sales (K1), in the pane, in files and on paper. */
const zh = {
  shop: '店铺', courier: '快递', sku: '款号', reason: '退货原因', agent: '客服', cost: '费用', total: '合计',
  noShop: '未写店铺', noCourier: '未写快递', noSku: '未写款号', noReason: '未写原因', noAgent: '未分配', several: '多款',
  opened: '新建单', answerMs: '首响（中位）', answerShare: '首响达标', solved: '解决单', solveMs: '解决用时（中位）', solveShare: '解决达标',
  promises: '到期承诺', promiseShare: '承诺兑现', refunds: '退款单', orders: '付款订单', refundRate: '退款率', returns: '退换单', returnShare: '占比',
  costCents: '售后费用', recoveredCents: '理赔追回', netCents: '净成本', costs: '笔数', amount: '金额',
  score: '满意度', scores: '评分数', sample: '质检分', samples: '质检数',
  'title.shop': '各店铺', 'title.courier': '各快递', 'title.sku': '各款号', 'title.reason': '退货原因', 'title.agent': '各客服', 'title.cost': '费用构成',
  'note.shop': '图：售后费用和理赔追回。首响按建单的时期，解决按解决的时期，退款率 = 申请退款的售后单 ÷ 付款订单。',
  'note.courier': '图：售后费用和理赔追回。快递取订单的运单，没有订单的取售后单或理赔的运单。',
  'note.sku': '图：售后费用和理赔追回。一个订单有几个款号的记为“多款”，不猜着分摊。',
  'note.reason': '图：退换类售后单的数量，原因取自原因清单，按建单的时期。',
  'note.agent': '图：达标的比例。按售后单的负责人；承诺按许诺的人。',
  'note.cost': '已打款的补偿、错发漏发的费用、仓库补发的货，减去快递账单上到账的理赔。',
} as const satisfies Record<string, string>

export type KpiWord = keyof typeof zh

const en: Readonly<Record<KpiWord, string>> = {
  shop: 'Shop', courier: 'Courier', sku: 'Style', reason: 'Return reason', agent: 'Agent', cost: 'Cost', total: 'Total',
  noShop: 'No shop', noCourier: 'No courier', noSku: 'No style', noReason: 'No reason given', noAgent: 'Unassigned', several: 'Several styles',
  opened: 'Opened', answerMs: 'First reply (median)', answerShare: 'Responses in target', solved: 'Solved', solveMs: 'Resolution (median)', solveShare: 'Solved in target',
  promises: 'Promises due', promiseShare: 'Promises kept', refunds: 'Refund requests', orders: 'Orders paid', refundRate: 'Refund rate', returns: 'Returns', returnShare: 'Share',
  costCents: 'Cost', recoveredCents: 'Recovered', netCents: 'Net cost', costs: 'Items', amount: 'Amount',
  score: 'Satisfaction', scores: 'Scores', sample: 'Sample points', samples: 'Samples',
  'title.shop': 'By shop', 'title.courier': 'By courier', 'title.sku': 'By style', 'title.reason': 'Return reasons', 'title.agent': 'By agent', 'title.cost': 'What the cost is made of',
  'note.shop': 'Picture: cost and what was recovered. First response by the day of opening, resolution by the day of solving; refund rate = refund requests ÷ orders paid.',
  'note.courier': "Picture: cost and what was recovered. The courier is that of the order's parcel, else of the case or the claim.",
  'note.sku': 'Picture: cost and what was recovered. An order of several styles stands under “Several styles”; nothing is divided by guess.',
  'note.reason': 'Picture: cases of goods coming back, by their reason of the managed list and the day of opening.',
  'note.agent': 'Picture: shares within the target. Cases by whom they are assigned to, promises by who made them.',
  'note.cost': 'Payouts paid, the cost of wrong parcels and of goods sent again, less claim money on courier statements.',
}

export const KPI_WORDS: Readonly<Record<Locale, Readonly<Record<KpiWord, string>>>> = { zh, en }

export const COST_WORDS: Readonly<Record<Locale, Readonly<Record<CostPart, string>>>> = {
  zh: { compensation: '折价补偿', freight: '补运费', difference: '退差价', refund: '退款', reissue: '补发、换货', wrong: '错发漏发（其他处理）', recovery: '理赔追回' },
  en: { compensation: 'Compensation', freight: 'Freight', difference: 'Price difference', refund: 'Refund', reissue: 'Sent again', wrong: 'Wrong parcels, other fixes', recovery: 'Claims recovered' },
}

/** What each list behind a figure is called. */
export const MEASURE_WORDS: Readonly<Record<Locale, Readonly<Record<Measure, string>>>> = {
  zh: { opened: '首次响应', solve: '解决用时', promise: '承诺', refund: '退款单', return: '退换单', cost: '费用与追回', score: '满意度', sample: '质检' },
  en: { opened: 'First response', solve: 'Resolution', promise: 'Promises', refund: 'Refund requests', return: 'Returns', cost: 'Cost and recovery', score: 'Satisfaction', sample: 'Samples' },
}

/** What each figure means, for the sheet of definitions and the manual: name, definition. */
export const KPI_DEFINITIONS: Readonly<Record<Locale, readonly (readonly [string, string])[]>> = {
  zh: [
    ['时期', '周从星期一到星期日，月按日历；都按店铺的时区。'],
    ['首响（中位）', '时期内新建的售后单，从买家来消息（没有就从建单）到第一次回复、联系或回给买家，取正中间的那个；还没回的不算。'],
    ['首响达标', '在时限策略“首次响应”内答复的 ÷ 已能判定的。超时还没回的算未达标，时限还没到的不算。'],
    ['解决用时（中位）', '时期内解决的售后单，从建单到最后一次解决，取正中间的那个。又重新打开的不算。'],
    ['解决达标', '在时限策略“解决时限”内解决的 ÷ 解决的。'],
    ['承诺兑现', '时期内到期的承诺里按时兑现的 ÷（按时 + 晚兑现 + 未兑现 + 逾期未结）。撤回的不算，还没到期的不算。'],
    ['退款率', '时期内申请、没有关闭的平台退款单 ÷ 时期内付款的订单。退款可能是以前的订单，所以可以超过 100%。'],
    ['退货原因', '时期内新建的退换类售后单（种类见 kpi 策略），按原因清单分。'],
    ['售后费用', '时期内打出的补偿、补运费、差价、退款，加时期内登记并审核过的错发漏发费用（补发、换货单列），加仓库在时期内发出的补发：编码成本 × 件数；错发登记已记费用的不重复算。'],
    ['理赔追回', '时期内快递账单上到账的理赔，扣除扣回；账单行没有当月日期的，按那个月最后一天。'],
    ['净成本', '售后费用 − 理赔追回。不同币种从不相加。'],
    ['满意度', '时期内买家打的分（1–5）的平均。'],
    ['质检分', '时期内评过的会话质检总分的平均。'],
  ],
  en: [
    ['Period', "A week is Monday to Sunday, a month that of the calendar, in the shop's time zone."],
    ['First reply (median)', "Cases opened in the period, from the buyer's message (else the opening) to the first reply, contact or answer to the buyer; the one in the middle. Unanswered ones are left out."],
    ['Responses in target', "Answered within the policy's first response ÷ those that can be judged. Late and unanswered counts as missed; what still has time does not count."],
    ['Resolution (median)', 'Cases solved in the period, from opening to the last solving; the one in the middle. Cases opened again are left out.'],
    ['Solved in target', "Solved within the policy's solving time ÷ solved."],
    ['Promises kept', 'Promises due in the period that were kept in time ÷ (in time + late + broken + open past their time). Withdrawn and not yet due ones are left out.'],
    ['Refund rate', 'Refund requests of the platform made in the period and not closed ÷ orders paid in the period. A refund may be of an older order, so it may pass 100 %.'],
    ['Return reasons', 'Cases of goods coming back that were opened in the period (kinds: policy kpi), by the managed list of reasons.'],
    ['Cost', 'Compensation, freight, differences and refunds paid in the period, the cost of wrong parcels entered in it and verified (what was sent again stands apart), and reissues that the warehouse sent in it: cost of the SKU × quantity, unless the wrong parcel has its own cost.'],
    ['Recovered', "Claim money on courier statements of the period, net of claw-backs; a line without a day of its month counts as the month's last day."],
    ['Net cost', 'Cost − recovered. Different currencies are never added.'],
    ['Satisfaction', 'Mean of the scores (1–5) that buyers gave in the period.'],
    ['Sample points', 'Mean total of the replies scored in the period.'],
  ],
}
