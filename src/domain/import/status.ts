import type { OrderStatus } from './records'
import { halfWidth } from './text'

/** First rule that matches wins: a combined status such as `已发货，退款成功` is what its refund says. */
const RULES: [RegExp, OrderStatus][] = [
  [/部分退款(?:成功|完成)?|partially[_ ]?refunded/i, 'unknown'],
  [/退款成功|已退款|全额退款|退款完成|^refunded$/i, 'refunded'],
  [/无售后(?:或售后取消)?|未退款|退款(?:已)?关闭|退款失败|(?:没有|未|无)申请退款|无退款申请|售后(?:已)?(?:关闭|取消)|撤销退款|取消退款/, 'unknown'],
  [/退款中|申请退款|待退款|退款处理|退货中|售后(?:处理)?中|退款待处理|refund (?:pending|requested)|return open/i, 'refunding'],
  [/取消|关闭|作废|voided|cancel+ed|closed|expired/i, 'closed'],
  [/等待买家付款|待付款|待支付|未付款|未支付|unpaid|pending|awaiting payment|authorized/i, 'unpaid'],
  [/等待卖家发货|待卖家发货|待发货|[待候]出库|未发货|备货中|待揽收|^(?:unfulfilled|unshipped)$|awaiting shipment/i, 'paid'],
  [/等待买家确认|等待确认收货|待收货|部分发货|卖家已发货/, 'shipped'],
  [/交易成功|交易完成|已完成|已收货|已签收|已确认收货|^完成$|completed?|delivered/i, 'completed'],
  [/已发货|已出库|运输中|派送中|^(?:fulfilled|partial)$|shipped|in transit/i, 'shipped'],
  [/已付款|已支付|拼单成功|待成团|^(?:paid|partially[_ ]?paid)$/i, 'paid'],
]

/**
 * A platform's words for an order's state → our status (spec O1). Words that decide nothing give `unknown`, never a guess.
 * @param extra rules of the mapping, tried first: a text contained in the status and what it means
 */
export function orderStatusFromText(text: string, extra: readonly StatusWord[] = []): OrderStatus {
  const plain = halfWidth(text).trim()
  if (plain === '') return 'unknown'
  for (const rule of extra) if (plain.toLowerCase().includes(rule.text.toLowerCase())) return rule.status
  for (const [pattern, status] of RULES) {
    if (status !== 'unknown') {
      if (pattern.test(plain)) return status
    } else if (pattern.test(plain)) {
      // The refund part settles nothing: judge by the rest of the words.
      return orderStatusFromText(plain.replace(new RegExp(pattern.source, `${pattern.flags}g`), ''))
    }
  }
  return 'unknown'
}

export interface StatusWord {
  text: string
  status: OrderStatus
}

/** Several status cells of one row (payment, fulfilment, cancelled, after-sales) → one status; the later fact outranks. */
export function combineStatus(parts: readonly OrderStatus[]): OrderStatus {
  const rank: OrderStatus[] = ['refunded', 'refunding', 'closed', 'completed', 'shipped', 'unpaid', 'paid']
  return rank.find((status) => parts.includes(status)) ?? 'unknown'
}
