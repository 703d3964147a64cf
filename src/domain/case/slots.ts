import type { Label } from './lists'

/** Evidence slots (C1, P4): what a photo or document on a case is meant to show. What stands in brackets is left out where there is room for two lines only. */
export const EVIDENCE_SLOTS = {
  'outer-box': { zh: '外包装（面单可见）', en: 'Outer box (label readable)' },
  'inner-goods': { zh: '破损内物', en: 'Damaged goods inside' },
  'all-goods': { zh: '收到的全部商品', en: 'Everything received' },
  weighing: { zh: '称重照片', en: 'Goods on a scale' },
  'packing-list': { zh: '装箱单', en: 'Packing list' },
  'waybill-label': { zh: '面单', en: 'Waybill label' },
  'goods-with-label': { zh: '商品与面单合照', en: 'Goods beside the label' },
  'defect-photo': { zh: '瑕疵细节', en: 'Close-up of the defect' },
  'wear-state': { zh: '吊牌/使用状态', en: 'Tags and state of use' },
  'signature-proof': { zh: '签收凭证', en: 'Proof of delivery' },
  'courier-proof': { zh: '快递红章证明', en: 'Stamped proof (of the courier)' },
  'freight-receipt': { zh: '运费凭证', en: 'Freight receipt' },
  'no-error-certificate': { zh: '快递无误证明', en: 'No-error certificate (of the courier)' },
  'sender-certificate': { zh: '发货证明', en: "Sender's certificate" },
  'value-proof': { zh: '价值证明', en: 'Proof of value' },
  'refund-proof': { zh: '退款/补发凭证', en: 'Refund proof (or reissue)' },
  'trace-screenshot': { zh: '物流截图', en: 'Screenshot of the trace' },
  'chat-screenshot': { zh: '聊天截图', en: 'Screenshot of the chat' },
  'address-proof': { zh: '地址确认截图', en: 'Confirmed address' },
  'return-label': { zh: '退货面单', en: 'Return label' },
  'inspection-photo': { zh: '验货照片', en: 'Inspection photo' },
  'review-screenshot': { zh: '评价截图', en: 'Screenshot of the review' },
  'platform-notice': { zh: '平台通知', en: 'Notice of the platform' },
  'fault-video': { zh: '故障视频', en: 'Video of the fault' },
  'warranty-proof': { zh: '保修凭证', en: 'Proof of warranty' },
  'acceptance-sheet': { zh: '受理单', en: 'Acceptance sheet' },
  'repair-report': { zh: '维修报告', en: 'Repair report' },
} as const satisfies Record<string, Label>
export type EvidenceSlotId = keyof typeof EVIDENCE_SLOTS
