import type { Label } from '../case/lists'
import type { ClockEvent } from './policy'

/** Clock events that a person tells the app, since it cannot see them happen (C4), in the order in which they are offered. */
export const RECORDABLE = [
  'photo-requested', 'result-told', 'appeal-received', 'appeal-decided', 'order-shipped', 'wrong-waybill-found', 'waybill-fixed', 'picked-up', 'first-scan',
  'stock-out', 'restocked', 'parcel-held', 'parcel-released', 'trade-extended', 'trade-completed', 'revision-requested', 'revision-done',
] as const satisfies readonly ClockEvent[]
export type RecordableEvent = (typeof RECORDABLE)[number]

export const RECORDABLE_LABELS: Readonly<Record<RecordableEvent, Label>> = {
  'photo-requested': { zh: '已请买家拍照', en: 'Photo asked for' },
  'result-told': { zh: '已告知处理结果', en: 'Result told' },
  'appeal-received': { zh: '收到申诉', en: 'Appeal received' },
  'appeal-decided': { zh: '申诉已裁定', en: 'Appeal decided' },
  'order-shipped': { zh: '订单已发货', en: 'Order shipped' },
  'wrong-waybill-found': { zh: '发现单号填错', en: 'Wrong waybill found' },
  'waybill-fixed': { zh: '单号已更正', en: 'Waybill corrected' },
  'picked-up': { zh: '快递已揽收', en: 'Picked up by the courier' },
  'first-scan': { zh: '已有首次轨迹', en: 'First scan seen' },
  'stock-out': { zh: '确认缺货', en: 'Out of stock' },
  restocked: { zh: '已补货', en: 'Restocked' },
  'parcel-held': { zh: '包裹被留仓', en: 'Parcel held' },
  'parcel-released': { zh: '包裹已放行', en: 'Parcel released' },
  'trade-extended': { zh: '已延长收货时间', en: 'Trade time extended' },
  'trade-completed': { zh: '交易已完成', en: 'Trade completed' },
  'revision-requested': { zh: '已请求修改评价', en: 'Revision requested' },
  'revision-done': { zh: '评价已修改', en: 'Revision done' },
}
