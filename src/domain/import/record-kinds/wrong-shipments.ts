import type { RecordKindSpec } from '../kinds'

/** The wrong-shipment register (W1, W2). Goods are free text: names with `x2`, parted by `；` or `、`. */
export const wrongShipmentsSpec: RecordKindSpec = {
  kind: 'wrong-shipments',
  needed: [['error'], ['orderNo', 'waybill', 'buyerNick'], ['expected', 'sent', 'item']],
  rowNeeds: [['entryNo', 'orderNo', 'waybill', 'buyerNick'], ['expected', 'sent', 'item']],
  fields: [
    { id: 'entryNo', type: 'id', zh: '登记编号', en: 'Entry number', hint: /登记编?号|台账编?号|^编号$|entry ?(?:no|number)/, damaged: 'warn' },
    { id: 'caseNo', type: 'id', zh: '售后单号', en: 'Case number', hint: /售后(?:单|编)号|case/, damaged: 'warn' },
    { id: 'orderNo', type: 'id', zh: '订单号', en: 'Order number', hint: /订单|交易号|order/, shape: 'id' },
    { id: 'waybill', type: 'waybills', zh: '运单号', en: 'Waybill', hint: /运单|快递单|物流单|^单号$|tracking|waybill|awb/, shape: 'id' },
    { id: 'buyerNick', type: 'text', zh: '买家', en: 'Buyer', hint: /买家(?:昵称|id|账号|会员名)?$|会员名?|旺旺|昵称|buyer|customer/ },
    { id: 'error', type: 'choice', zh: '错误类型', en: 'Error', hint: /错误(?:类型|类别)?|差错|错发类型|问题类型|类型|error|type/, vocabulary: 'shipment-errors', within: true, unknown: 'reject', required: true },
    { id: 'expected', type: 'text', zh: '应发', en: 'Expected', hint: /应发|应为|正确(?:商品|款)?|expected|ordered|should/ },
    { id: 'sent', type: 'text', zh: '实发', en: 'Sent', hint: /实发|错发(?:成|为|商品)|发成|实际(?:发|收)|sent|received|actual/ },
    { id: 'quantity', type: 'count', zh: '数量', en: 'Quantity', hint: /数量|件数|quantity|qty/ },
    { id: 'sku', type: 'id', zh: '商品编码', en: 'SKU', hint: /编码|货号|款号|sku/, damaged: 'warn' },
    { id: 'item', type: 'text', zh: '商品', en: 'Item', hint: /商品|产品|款式|品名|宝贝|item|product/ },
    { id: 'packedBy', type: 'text', zh: '打包人', en: 'Packed by', hint: /打包|配货|发货人|拣货|packe/ },
    { id: 'noticedBy', type: 'text', zh: '发现人', en: 'Noticed by', hint: /发现|反馈人|noticed|reported/ },
    { id: 'submittedBy', type: 'choice', zh: '登记人', en: 'Submitted by', hint: /登记人|经办|客服|submitted/, vocabulary: 'staff' },
    { id: 'verifiedBy', type: 'choice', zh: '核对人', en: 'Verified by', hint: /核对人|审核人|复核人|verified by|checked by/, vocabulary: 'staff' },
    { id: 'state', type: 'choice', zh: '核对状态', en: 'State', hint: /核对|审核|复核|状态|state|status|verified/, vocabulary: 'shipment-states', within: true },
    { id: 'fix', type: 'choice', zh: '处理方式', en: 'Fix', hint: /处理|解决|补救|fix|remedy|solution/, vocabulary: 'shipment-fixes', within: true },
    { id: 'costCents', type: 'money', zh: '费用', en: 'Cost', hint: /费用|损失|金额|成本|cost|loss|amount/, positive: true },
    { id: 'goodsBack', type: 'yes-no', zh: '货已退回', en: 'Goods back', hint: /(?:是否|货).*(?:退回|寄回|返回)|goods ?back|returned/ },
    { id: 'returnReason', type: 'text', zh: '退回原因', en: 'Sent back because', hint: /(?:打回|退回|驳回)原因|sent back/ },
    { id: 'registeredAt', type: 'time', zh: '登记日期', en: 'Registered on', hint: /日期|时间|date|registered/, shape: 'date' },
    { id: 'note', type: 'text', zh: '备注', en: 'Note', hint: /备注|说明|note|remark/ },
  ],
}
