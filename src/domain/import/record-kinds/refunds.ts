import type { RecordKindSpec } from '../kinds'

/** A platform's own after-sales orders (C13). Times are epoch ms in the shop's zone, amounts integer cents. */
export const refundsSpec: RecordKindSpec = {
  kind: 'refunds',
  needed: [['number'], ['orderNo'], ['status']],
  fields: [
    { id: 'number', type: 'id', zh: '售后单号', en: 'After-sales number', hint: /退款(?:编|单)号|售后(?:编|单)号|售后id|服务单号|refund ?(?:id|no|number)|return ?(?:id|no|number)/, shape: 'id', required: true },
    { id: 'orderNo', type: 'id', zh: '订单号', en: 'Order number', hint: /订单(?:编?号|id)?$|order/, shape: 'id', required: true },
    { id: 'buyerNick', type: 'text', zh: '买家', en: 'Buyer', hint: /买家(?:昵称|id|账号|会员名)$|会员名?|旺旺|昵称|buyer/ },
    { id: 'shop', type: 'choice', zh: '店铺', en: 'Shop', hint: /店铺|店名|shop|store/, vocabulary: 'shops' },
    { id: 'needsReturn', type: 'yes-no', zh: '要退货', en: 'Return needed', hint: /是否.*退货|需要退货|return (?:needed|required)/ },
    { id: 'type', type: 'choice', zh: '售后类型', en: 'Type', hint: /(?:售后|退款|申请|服务)类型|type/, vocabulary: 'refund-types', within: true },
    { id: 'phase', type: 'choice', zh: '阶段', en: 'Phase', hint: /阶段|售中|发货状态|订单状态|phase/, vocabulary: 'refund-phases', within: true },
    { id: 'status', type: 'choice', zh: '售后状态', en: 'Status', hint: /(?:售后|退款|服务单|处理|申请)状态|^状态$|status/, vocabulary: 'refund-statuses', within: true, unknown: 'reject', required: true },
    { id: 'intervention', type: 'choice', zh: '平台介入', en: 'Platform stepped in', hint: /介入|仲裁|纠纷状态|dispute/, vocabulary: 'refund-interventions', within: true },
    { id: 'amountCents', type: 'money', zh: '退款金额', en: 'Amount', hint: /退款(?:总)?(?:金额|额)|申请金额|退商品金额|amount/, positive: true, shape: 'money' },
    { id: 'reason', type: 'text', zh: '原因', en: 'Reason', hint: /原因|reason/ },
    { id: 'deadlineAt', type: 'time', zh: '截止时间', en: 'Deadline', hint: /超时|截止|到期|deadline|due/ },
    { id: 'agreedAt', type: 'time', zh: '同意时间', en: 'Agreed at', hint: /同意.*时间|审核时间|agreed/ },
    { id: 'returnedAt', type: 'time', zh: '退货发货时间', en: 'Sent back at', hint: /退货.*时间|寄回时间|sent back/ },
    { id: 'closedAt', type: 'time', zh: '完结时间', en: 'Closed at', hint: /完结|完成时间|关闭时间|closed|completed/ },
    { id: 'appliedAt', type: 'time', zh: '申请时间', en: 'Applied at', hint: /申请.*时间|applied|created|requested/, shape: 'date' },
    { id: 'returnWaybill', type: 'waybills', zh: '退货运单号', en: 'Return waybill', hint: /退货.*(?:单号|运单)|return.*(?:tracking|waybill)/ },
    { id: 'returnCourier', type: 'text', zh: '退货快递', en: 'Return courier', hint: /退货.*(?:公司|快递)|return.*(?:carrier|courier)/ },
    { id: 'currency', type: 'text', zh: '币种', en: 'Currency', hint: /币种|currency/ },
  ],
}
