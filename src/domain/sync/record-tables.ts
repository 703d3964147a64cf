import { APPEAL_STATUS_LABELS, APPEAL_TYPE_LABELS } from '../appeal/appeal'
import { CHANNELS, FREIGHT_PAYERS, LIABLE_PARTIES, PLATFORMS, REMEDIES } from '../case/lists'
import { STATUSES } from '../case/status'
import { COUNTERPARTIES } from '../claim/counterparty'
import { CLAIM_BASES, PAYMENT_ROUTES } from '../claim/payment'
import { CLAIM_REASON_LABELS, CLAIM_STATUS_LABELS } from '../claim/status'
import { LADDER } from '../compensation/gate'
import { APPROVAL_WAYS, PAYOUT_STATES, PAYOUT_TYPES } from '../compensation/payout'
import { PAY_WAYS } from '../finance/batch'
import { PROMISE_STATES } from '../promise/promise'
import { SHIPMENT_ERROR_LABELS, SHIPMENT_FIX_LABELS, SHIPMENT_STATE_LABELS } from '../wrong-shipment/wrong-shipment'
import { MASTER_TABLES } from './record-masters'
import type { ColumnWords, Reading, TableWords } from './record-words'

const column = (zh: string, en: string, reads: Reading = 'text'): ColumnWords => ({ zh, en, reads })
const label = (zh: string, en: string): { zh: string; en: string } => ({ zh, en })

const currency = column('币种', 'Currency')
const note = column('备注', 'Note')
const orderNo = column('订单号', 'Order number')
const waybill = column('运单号', 'Waybill')
const buyerNick = column('买家', 'Buyer')
const ofCase = column('售后单', 'Case', 'case')
const made = { created_at: column('登记时间', 'Entered', 'time'), created_by: column('登记人', 'Entered by', 'person') }

/** Tables whose edits a person decides between, by their names in SQL; a test holds them against the synced tables. */
export const RECORD_TABLES: Readonly<Record<string, TableWords>> = {
  ...MASTER_TABLES,
  cases: {
    what: label('售后单', 'Case'),
    groups: {
      base: label('基本信息', 'Basics'), what: label('情况', 'What it is about'), status: label('状态与下一步', 'Status and next step'), owner: label('负责人', 'Who handles it'),
      liability: label('责任与处理', 'Liability and remedy'), money: label('金额', 'Amount'), memo: label('备忘', 'Memo'),
    },
    columns: {
      case_no: column('单号', 'Case number'), shop_id: column('店铺', 'Shop', 'shop'), platform: column('平台', 'Platform', { list: PLATFORMS }), opened_at: column('建单时间', 'Opened', 'time'), opened_by: column('建单人', 'Opened by', 'person'),
      kind: column('类型', 'Kind', 'case-kind'), channel: column('渠道', 'Channel', { list: CHANNELS }), buyer_id: null, buyer_nick: buyerNick, order_id: null, order_no: orderNo, summary: column('情况说明', 'What happened'),
      priority: column('优先级', 'Priority', 'priority'), difficult: column('难缠', 'Difficult', 'yes-no'), vip: column('VIP', 'VIP', 'yes-no'), waybills: column('运单号', 'Waybills', 'texts'),
      status: column('状态', 'Status', { list: STATUSES }), reason: column('原因', 'Reason', 'case-reason'), next_action: column('下一步', 'Next step'), next_action_at: column('下一步时间', 'Next step at', 'time'), status_at: column('状态时间', 'Status since', 'time'),
      assignee_id: column('负责人', 'Handled by', 'person'),
      liable_party: column('责任方', 'Liable party', { list: LIABLE_PARTIES }), freight_payer: column('运费承担方', 'Freight payer', { list: FREIGHT_PAYERS }), remedy: column('处理方式', 'Remedy', { list: REMEDIES }),
      amount_cents: column('金额', 'Amount', 'money'), currency,
      flag: column('旗帜', 'Flag', 'flag'), memo: column('备忘', 'Memo'),
    },
  },
  promise: {
    what: label('承诺', 'Promise'),
    groups: { base: label('基本信息', 'Basics'), terms: label('承诺内容', 'What was promised'), outcome: label('结果', 'Outcome') },
    columns: {
      case_id: ofCase, made_at: column('登记时间', 'Made', 'time'), made_by: column('登记人', 'Made by', 'person'),
      words: column('内容', 'Words'), due_at: column('兑现期限', 'Due', 'time'),
      state: column('状态', 'State', { list: PROMISE_STATES }), ended_at: column('结束时间', 'Ended', 'time'), ended_by: column('结束人', 'Ended by', 'person'), outcome_note: column('说明', 'Note'),
    },
  },
  payout: {
    what: label('打款', 'Payout'),
    groups: { base: label('基本信息', 'Basics'), money: label('金额、收款人与批准', 'Amount, payee and approval'), review: label('复核', 'Review') },
    columns: {
      case_id: ofCase, order_no: orderNo, buyer_nick: buyerNick, phone_key: null, address_key: null, ...made,
      type: column('用途', 'Purpose', { list: PAYOUT_TYPES }), ladder: column('补偿步骤', 'Step', { list: LADDER }), amount_cents: column('金额', 'Amount', 'money'), currency, issue: column('问题', 'Issue'), limit_cents: column('额度', 'Limit', 'money'),
      state: column('状态', 'State', { list: PAYOUT_STATES }), approved_by: column('批准人', 'Approved by', 'person'), approved_at: column('批准时间', 'Approved', 'time'), approval_way: column('批准方式', 'Way of approval', { list: APPROVAL_WAYS }),
      approval_note: column('批准说明', 'Approval note'), confirm_by: column('确认期限', 'Confirm by', 'time'), confirmed_at: column('确认时间', 'Confirmed', 'time'), paid_at: column('打款时间', 'Paid', 'time'), paid_ref: column('打款单号', 'Payment reference'),
      paid_by: column('打款人', 'Paid by', 'person'), pay_way: column('打款方式', 'Way of payment', { list: PAY_WAYS }), payee_name: column('收款人', 'Payee'), payee_account: column('收款账号', 'Account', 'account'),
      outside_reason: column('不走平台的原因', 'Why outside the platform'), batch_no: column('批次', 'Batch'),
      suspended_at: column('暂停时间', 'Held since', 'time'),
    },
  },
  claim: {
    what: label('理赔', 'Claim'),
    groups: { base: label('理赔内容', 'What is claimed'), money: label('金额', 'Amount'), payment: label('赔付方式', 'Way of payment'), answer: label('快递答复', 'Answer of the courier') },
    columns: {
      claim_no: column('理赔编号', 'Claim number'), counterparty: column('索赔对象', 'Counterparty', { list: COUNTERPARTIES }), courier_id: column('快递', 'Courier', 'courier'), branch: column('网点', 'Branch'), monthly_account: column('月结卡号', 'Monthly account'),
      waybill, waybill_key: null, aliases: column('关联单号', 'Related waybills', 'texts'), case_id: ofCase, order_no: orderNo, reason: column('原因', 'Reason', { list: CLAIM_REASON_LABELS }), note, duplicate_reason: column('重复登记的理由', 'Why entered twice'),
      filed_on: column('提交日期', 'Filed', 'day'), ...made, window_ends_at: column('理赔时效', 'Claim window ends', 'time'), counterparty_name: column('对象名称', 'Name of the counterparty'), products: column('商品', 'Goods', 'goods'), demands_met: column('材料', 'Evidence', 'demands'),
      goods_cents: column('货值', 'Goods', 'money'), freight_cents: column('运费', 'Freight', 'money'), other_cents: column('其他', 'Other', 'money'), amount_cents: column('合计', 'Total', 'money'), declared_cents: column('保价', 'Declared value', 'money'), currency,
      basis: column('货值依据', 'Valued at', { list: CLAIM_BASES }),
      payment_route: column('赔付方式', 'Way of payment', { list: PAYMENT_ROUTES }), voucher: column('凭证号', 'Voucher'),
      status: column('状态', 'Status', { list: CLAIM_STATUS_LABELS }), work_order_no: column('工单号', 'Work order'), answer: column('答复', 'Answer'), granted_cents: column('认赔金额', 'Granted', 'money'), status_at: column('状态时间', 'Status since', 'time'), ended_on: column('结束日期', 'Ended on', 'day'),
    },
  },
  wrong_shipment: {
    what: label('错发登记', 'Wrong shipment'),
    groups: { base: label('基本信息', 'Basics'), entry: label('登记内容', 'Entry'), verdict: label('审核', 'Verdict'), weights: label('称重', 'Weights'), followups: label('待办', 'Follow-ups') },
    columns: {
      entry_no: column('登记编号', 'Entry number'), case_id: ofCase, created_at: made.created_at, submitted_by: column('登记人', 'Entered by', 'person'),
      error: column('错误', 'Error', { list: SHIPMENT_ERROR_LABELS }), buyer_nick: buyerNick, order_no: orderNo, waybill, expected: column('应发', 'Expected', 'goods'), sent: column('实发', 'Sent', 'goods'), packed_by: column('打包', 'Packed by'), noticed_by: column('发现', 'Noticed by'),
      fix: column('处理', 'Fix', { list: SHIPMENT_FIX_LABELS }), cost_cents: column('损失', 'Cost', 'money'), goods_back: column('货已退回', 'Goods are back', 'yes-no'), note,
      state: column('审核', 'State', { list: SHIPMENT_STATE_LABELS }), verified_by: column('审核人', 'Verified by', 'person'), verified_at: column('审核时间', 'Verified', 'time'), return_reason: column('退回原因', 'Why sent back'),
      weights: column('称重', 'Weights', 'weights'), follow_ups: column('待办', 'Follow-ups', 'follow-ups'),
    },
  },
  register_entry: {
    what: label('登记', 'Register entry'),
    groups: { base: label('基本信息', 'Basics'), values: label('登记内容', 'Entry'), work: label('负责人与期限', 'Who and by when'), state: label('状态', 'State') },
    columns: {
      register: null, entry_no: column('登记编号', 'Entry number'), ...made, source: null,
      case_id: ofCase, shop_id: column('店铺', 'Shop', 'shop'), order_no: orderNo, waybill, buyer_nick: buyerNick, sku: column('货号', 'SKU'), amount_cents: column('金额', 'Amount', 'money'), currency, on_day: column('日期', 'Day', 'day'), data: column('其他内容', 'Other fields', 'register-data'),
      assigned_to: column('负责人', 'Handled by', 'person'), due_at: column('期限', 'Due', 'time'),
      state: column('状态', 'State', 'register-state'), state_at: column('状态时间', 'Since', 'time'), state_by: column('处理人', 'By', 'person'), state_reason: column('原因', 'Reason'),
    },
  },
  recon_note: { what: label('对账备注', 'Reconciliation note'), groups: { base: label('备注', 'Note') }, columns: { text: note, noted_at: column('时间', 'Time', 'time'), noted_by: column('备注人', 'By', 'person') } },
  month_letter: {
    what: label('对账确认函', 'Confirmation letter'),
    groups: { base: label('基本信息', 'Basics'), letter: label('函件', 'Letter'), scan: label('盖章回函', 'Sealed copy') },
    columns: {
      month: column('月份', 'Month'), courier_id: column('快递', 'Courier', 'courier'),
      letter_no: column('函号', 'Letter number'), freight_cents: column('运费', 'Freight', 'money'), offset_cents: column('冲抵', 'Offset', 'money'), net_cents: column('应付', 'Net', 'money'), file: column('文件', 'File'), sha256: null, written_at: column('生成时间', 'Written', 'time'), written_by: column('生成人', 'Written by', 'person'),
      scan_file: column('回函文件', 'File of the sealed copy'), scan_sha256: null, scanned_at: column('归档时间', 'Filed', 'time'), scanned_by: column('归档人', 'Filed by', 'person'),
    },
  },
  photo_link: {
    what: label('照片', 'Photo'),
    groups: { base: label('基本信息', 'Basics'), place: label('归到哪里', 'Where it is filed'), path: label('文件名', 'File name'), note: label('备注', 'Note'), bin: label('回收站', 'Bin') },
    columns: {
      photo_id: null, archived_as: column('文件名', 'File name'), original_name: column('原文件名', 'Original name'), buyer_nick: buyerNick, order_no: orderNo, added_at: column('归档时间', 'Filed', 'time'), added_by: column('归档人', 'Filed by', 'person'),
      case_id: ofCase, slot: column('证据位置', 'Evidence slot', 'slot'), original_at: column('原文件时间', 'Time of the original', 'time'), source: null, derived_from: null, note,
      binned_at: column('删除时间', 'Binned', 'time'), binned_by: column('删除人', 'Binned by', 'person'), bin_reason: column('删除原因', 'Why'),
    },
  },
  appeal: {
    what: label('申诉', 'Appeal'),
    groups: { base: label('申诉内容', 'What it says'), outcome: label('结果', 'Outcome') },
    columns: {
      appeal_no: column('申诉编号', 'Appeal number'), case_id: ofCase, ...made, type: column('类型', 'Type', { list: APPEAL_TYPE_LABELS }), platform: column('平台', 'Platform', { list: PLATFORMS }), platform_no: column('平台单号', 'Number at the platform'), order_no: orderNo, waybill, buyer_nick: buyerNick,
      statement: column('申诉理由', 'Statement'), note, deadline_at: column('截止时间', 'Deadline', 'time'), claimed_cents: column('申诉金额', 'Claimed', 'money'), currency, evidence: column('证据', 'Evidence', 'evidence'),
      status: column('状态', 'Status', { list: APPEAL_STATUS_LABELS }), status_at: column('状态时间', 'Status since', 'time'), result: column('结果', 'Result'), recovered_cents: column('追回金额', 'Recovered', 'money'),
    },
  },
}
