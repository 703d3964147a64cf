import type { RecordKindSpec } from '../kinds'

/** The claim log that staff keep in a spreadsheet (L1, L4). Amounts are integer cents; `filedOn` is an instant, its day counts. */
export const claimsSpec: RecordKindSpec = {
  kind: 'claims',
  needed: [['waybill'], ['amountCents', 'goodsCents'], ['reason']],
  rowNeeds: [['amountCents', 'goodsCents']],
  fields: [
    { id: 'claimNo', type: 'id', zh: '登记编号', en: 'Claim number', hint: /登记编?号|台账编?号|理赔登记号|claim ?number|^claim ?no/, damaged: 'warn' },
    { id: 'workOrderNo', type: 'id', zh: '工单号', en: 'Work-order number', hint: /工单|理赔单号|理赔编号|赔付单号|投诉单号|案件编?号|work ?order|ticket/, damaged: 'warn' },
    { id: 'caseNo', type: 'id', zh: '售后单号', en: 'Case number', hint: /售后单号|售后编号|case/, damaged: 'warn' },
    { id: 'orderNo', type: 'id', zh: '订单号', en: 'Order number', hint: /订单|order/, damaged: 'warn' },
    { id: 'waybill', type: 'waybills', zh: '运单号', en: 'Waybill', hint: /运单|快递单|物流单|面单|^单号$|tracking|waybill|awb/, shape: 'id', required: true },
    { id: 'courier', type: 'choice', zh: '快递公司', en: 'Courier', hint: /快递(?:公司)?$|物流公司|承运|courier|carrier/, vocabulary: 'couriers' },
    { id: 'counterparty', type: 'choice', zh: '向谁索赔', en: 'Counterparty', hint: /索赔对象|向谁|责任方|赔付方|counterparty|claimed? from/, vocabulary: 'counterparties' },
    { id: 'branch', type: 'text', zh: '网点', en: 'Branch', hint: /网点|站点|分部|branch|depot/ },
    { id: 'monthlyAccount', type: 'text', zh: '月结卡号', en: 'Monthly account', hint: /月结|account/ },
    { id: 'reason', type: 'choice', zh: '理赔原因', en: 'Reason', hint: /原因|理赔类型|问题类型|异常类型|reason/, vocabulary: 'claim-reasons', within: true, unknown: 'reject', required: true },
    { id: 'grantedCents', type: 'money', zh: '认赔金额', en: 'Granted', hint: /认赔金额|认赔$|同意赔|实赔|赔付金额|已赔金额|到账金额|granted|paid/, positive: true },
    { id: 'declaredCents', type: 'money', zh: '保价金额', en: 'Declared value', hint: /保价|声明价值|declared|insured/, positive: true },
    { id: 'goodsCents', type: 'money', zh: '货值', en: 'Goods', hint: /货值|货款|商品金额|商品价值|货物价值|成本|goods|value/, positive: true },
    { id: 'freightCents', type: 'money', zh: '运费', en: 'Freight', hint: /运费|邮费|freight|shipping|postage/, positive: true },
    { id: 'otherCents', type: 'money', zh: '其他金额', en: 'Other amount', hint: /其他(?:金额|费用)|包装费|other/, positive: true },
    { id: 'amountCents', type: 'money', zh: '索赔金额', en: 'Amount claimed', hint: /索赔|理赔金额|申请金额|申报金额|金额|amount|claimed/, positive: true, shape: 'money' },
    { id: 'status', type: 'choice', zh: '状态', en: 'Status', hint: /状态|进度|处理结果|结果|status|state/, vocabulary: 'claim-statuses', within: true },
    { id: 'answer', type: 'text', zh: '快递答复', en: "Courier's answer", hint: /答复|回复|反馈|answer|reply/ },
    { id: 'filedOn', type: 'time', zh: '登记日期', en: 'Filed on', hint: /日期|时间|date|filed/, shape: 'date' },
    { id: 'currency', type: 'text', zh: '币种', en: 'Currency', hint: /币种|currency/ },
    { id: 'note', type: 'text', zh: '备注', en: 'Note', hint: /备注|说明|商品|产品|note|remark|item/ },
  ],
}
