import type { RecordKindSpec } from '../kinds'

/** "The after-sales document" (C1, C2, C10): one row is one case. Times are epoch ms in the shop's zone, amounts integer cents. */
export const casesSpec: RecordKindSpec = {
  kind: 'cases',
  needed: [['kind'], ['orderNo', 'waybills', 'buyerNick']],
  rowNeeds: [['caseNo', 'orderNo', 'waybills', 'buyerNick']],
  fields: [
    { id: 'caseNo', type: 'id', zh: '售后单号', en: 'Case number', hint: /售后(?:单|编)号|登记编?号|工单号|^编号$|case ?(?:no|number|id)|ticket/ },
    { id: 'orderNo', type: 'id', zh: '订单号', en: 'Order number', hint: /订单|交易号|order/, shape: 'id' },
    { id: 'waybills', type: 'waybills', zh: '运单号', en: 'Waybills', hint: /运单|快递单|物流单|^单号$|tracking|waybill|awb/, shape: 'id' },
    { id: 'buyerNick', type: 'text', zh: '买家', en: 'Buyer', hint: /买家(?:昵称|id|账号|会员名)?$|会员名?|旺旺|昵称|客户(?:id|昵称)?$|buyer|customer/ },
    { id: 'kind', type: 'choice', zh: '售后类型', en: 'Kind', hint: /售后类型|问题类型|类型|类别|kind|type|category/, vocabulary: 'case-kinds', within: true, unknown: 'reject', required: true },
    { id: 'status', type: 'choice', zh: '状态', en: 'Status', hint: /状态|进度|是否(?:处理|完成|解决)|status|state/, vocabulary: 'case-statuses', within: true },
    { id: 'shop', type: 'choice', zh: '店铺', en: 'Shop', hint: /店铺|店名|shop|store/, vocabulary: 'shops' },
    { id: 'channel', type: 'choice', zh: '渠道', en: 'Channel', hint: /渠道|来源|channel|source/, vocabulary: 'channels' },
    { id: 'nextActionAt', type: 'time', zh: '下次跟进时间', en: 'Next action at', hint: /(?:下次|下一步|跟进|提醒).*(?:时间|日期)|due|follow.?up (?:at|on|date)/ },
    { id: 'nextAction', type: 'text', zh: '下一步', en: 'Next action', hint: /下一步|待办|跟进(?:事项|内容)?$|next/ },
    { id: 'closedAt', type: 'time', zh: '完成时间', en: 'Done at', hint: /(?:完成|完结|处理|解决|结束|关闭).*(?:时间|日期)|closed|resolved (?:at|on)|done/ },
    { id: 'openedAt', type: 'time', zh: '登记时间', en: 'Opened at', hint: /日期|时间|date|opened|created/, shape: 'date' },
    { id: 'amountCents', type: 'money', zh: '金额', en: 'Amount', hint: /金额|退款额|补偿|赔付|amount|refund/, positive: true, shape: 'money' },
    { id: 'remedy', type: 'choice', zh: '处理方式', en: 'Remedy', hint: /处理(?:方式|方案|办法|措施)|解决(?:方式|方案)|remedy|solution/, vocabulary: 'remedies', within: true },
    { id: 'liableParty', type: 'choice', zh: '责任方', en: 'Liable party', hint: /责任|liable|fault/, vocabulary: 'liable-parties', within: true },
    { id: 'freightPayer', type: 'choice', zh: '运费承担', en: 'Freight payer', hint: /运费.*(?:承担|谁|方)|freight payer/, vocabulary: 'freight-payers', within: true },
    { id: 'reason', type: 'choice', zh: '原因', en: 'Reason', hint: /原因|reason/, vocabulary: 'case-reasons', within: true },
    { id: 'assignee', type: 'choice', zh: '负责人', en: 'Assignee', hint: /负责人|经办|处理人|跟进人|客服|登记人|assignee|handler|owner|agent/, vocabulary: 'staff' },
    { id: 'result', type: 'text', zh: '处理结果', en: 'Outcome', hint: /结果|进展|跟进记录|处理记录|outcome|result/ },
    { id: 'memo', type: 'text', zh: '备注', en: 'Memo', hint: /备注|memo|remark/ },
    { id: 'summary', type: 'text', zh: '情况说明', en: 'What happened', hint: /问题|情况|描述|说明|内容|详情|summary|description|issue|note/ },
  ],
}
