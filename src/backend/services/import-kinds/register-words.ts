import { CHANNELS, FREIGHT_PAYERS, LIABLE_PARTIES, REMEDIES } from '../../../domain/case/lists'
import { KINDS } from '../../../domain/case/kinds'
import { STATUSES } from '../../../domain/case/status'
import { COUNTERPARTIES } from '../../../domain/claim/counterparty'
import { CLAIM_BASES, PAYMENT_ROUTES } from '../../../domain/claim/payment'
import { CLAIM_REASON_LABELS, CLAIM_STATUS_LABELS } from '../../../domain/claim/status'
import { normaliseWord, vocabulary } from '../../../domain/import/record-reader'
import { REFUND_PHASES, REFUND_STATUSES, REFUND_TYPES } from '../../../domain/refund/refund'
import { SHIPMENT_ERROR_LABELS, SHIPMENT_FIX_LABELS, SHIPMENT_STATE_LABELS } from '../../../domain/wrong-shipment/wrong-shipment'
import type { Kernel } from '../kernel'

type Words = Readonly<Record<string, string>>

/** Labels of kinds with their two-character forms, which staff write into their sheets. */
const KIND_LABELS = Object.fromEntries(Object.entries(KINDS).map(([id, { zh, en }]) => [id, { zh, en }]))
const shortKinds = (): Words => {
  const out: Record<string, string> = {}
  for (const [id, { shortZh }] of Object.entries(KINDS)) out[normaliseWord(shortZh)] ??= id
  return out
}

/** The words of staff for the registers (C1, L1, W1, C13), beside the ids and the labels that the app shows. */
const KIND_WORDS: Readonly<Record<string, readonly string[]>> = {
  'tracking-inquiry': ['查快递', '查物流', '物流查询', '查单', '查询物流', 'tracking'],
  'shipment-chase': ['催单', '催件', '催促发货', '没发货', '未发货', '不发货', '延迟发货', 'chase'],
  'refund-before-shipment': ['未发货退款', '发货前退款', '未发货仅退款', '拍错退款', '取消订单'],
  'change-order': ['改订单', '换颜色', '换尺码', '改款', '改规格', '改备注'],
  'change-address': ['修改地址', '换地址', '改收货地址'],
  'out-of-stock': ['无货', '断货', '没货', '缺件'],
  presale: ['售前', '咨询'],
  'return-inspection': ['退件签收', '退货验收', '退货入库', '拆包'],
  'return-refund': ['退货', '退货退款', '退换货', '七天无理由', '7天无理由', 'return'],
  exchange: ['换', '调换', '换新', '更换'],
  'refund-only': ['退款', '仅退', '只退款', 'refund'],
  quality: ['质量', '瑕疵', '坏了', '破洞', '开线', '掉色', '有问题', '做工', 'defect'],
  'changed-mind': ['不喜欢', '不想要', '无理由', '不合适'],
  'wrong-item': ['发错', '发错货', '错货', '错款', '发错颜色', '发错尺码', 'wrong'],
  'missing-item': ['少件', '少发', '漏件', '漏货', '缺少', '少配件', 'missing'],
  'extra-item': ['多件', '发多', '多发货'],
  'short-pack': ['少包', '抄错', '少装', '数量不足', '短少'],
  damaged: ['破碎', '碎了', '压坏', '损坏', '运输破损', '包装破损', '漏液', 'broken', 'damage'],
  lost: ['丢失', '遗失', '丢包', '快递丢失', '找不到件'],
  'signed-not-received': ['没收到', '没收到货', '未收到货', '签收未收', '显示签收', '虚假签收', '签收没收到', 'not received'],
  stalled: ['物流停滞', '物流异常', '不更新', '没有物流', '无物流', '快递不动', '物流不动'],
  'problem-parcel': ['疑难', '疑难件', '留仓', '留仓件', '滞留', '滞留件', '派送异常', '联系不上'],
  'out-of-area': ['不派送', '不到', '派送不到', '超派送范围'],
  redirect: ['转寄', '改派', '中途改地址', '途中改址', '拦截改址'],
  refused: ['拒签', '拒收件', '退回件', '拦截'],
  goodwill: ['补偿', '折价', '好评返现', '赔偿', '退差价', '差价', '补差', 'compensation'],
  'refund-after-completion': ['成功退款', '交易成功后退款', '确认收货后退款'],
  complaint: ['维权', '投诉', '举报', '平台介入', '小二介入', '工商', '12315', 'dispute'],
  'unidentified-return': ['无主包裹', '无名件', '不明退件'],
  repair: ['维修', '保修', '返修', 'warranty'],
  reissue: ['补寄', '重发', '补件', '补货'],
  application: ['售后申请', '申请审核'],
  review: ['差评', '中评', '评价', '负面评价'],
}

const CASE_STATUS_WORDS: Readonly<Record<string, readonly string[]>> = {
  new: ['未处理', '待处理', '待办', '新', '未开始', '否', 'open', 'todo'],
  working: ['待跟进', '未处理完', '跟进中', '进行中', '处理中', '未完成', '未解决', '已联系', '沟通中', '协商中', 'pending', 'in progress'],
  'waiting-buyer': ['等买家', '等买家回复', '待买家', '等客户', '待客户回复', '等回复', '等买家寄回', '待寄回', '待退货'],
  'waiting-courier': ['等快递', '待快递', '快递核实', '快递核查', '快递处理中', '等物流', '已报快递', '已催快递'],
  'waiting-warehouse': ['等仓库', '待仓库', '仓库核实', '仓库处理', '待补发', '待发货', '待入库'],
  'waiting-supervisor': ['等主管', '待主管', '待审批', '待审核', '请示'],
  'waiting-finance': ['等财务', '待财务', '待打款', '待付款', '待退款'],
  'waiting-platform': ['等平台', '待平台', '平台处理中', '小二处理中', '平台介入中'],
  resolved: ['已处理', '处理完', '处理完成', '已完成', '完成', '完结', '已完结', '已解决', '解决', '办结', '已退款', '已补发', '已换货', '是', 'done', 'finished', 'ok'],
  closed: ['已关闭', '关闭', '取消', '已取消', '撤销', '作废', '无需处理', '不处理'],
  reopened: ['重开', '再次处理', '又来了'],
}

const REMEDY_WORDS: Readonly<Record<string, readonly string[]>> = {
  explain: ['解释', '安抚', '已解释', '说明'],
  'chase-courier': ['催件', '联系快递', '催快递', '催派'],
  ship: ['发货', '已发货', '安排发货', '加急'],
  'change-done': ['改单', '改址', '已改', '改地址'],
  reissue: ['补寄', '重发', '补件', '补货', '重新发货'],
  exchange: ['换', '调换'],
  'refund-full': ['退款', '全退', '全额退', '退全款', '已退款', '仅退款', '全额赔付'],
  'refund-partial': ['部分退', '退部分', '退一部分', '退差价', '补差价'],
  'return-refund': ['退货', '退货退'],
  compensation: ['补偿', '折价', '赔偿', '返现', '红包', '赔付'],
  coupon: ['优惠券', '券', '代金券'],
  repair: ['返修', '保修'],
  'freight-refund': ['补邮费', '退运费', '退邮费', '补运费'],
  redeliver: ['重新派送', '再派', '二次派送'],
  decline: ['拒绝', '婉拒', '不同意'],
  withdrawn: ['买家撤销', '撤销', '取消申请', '买家取消'],
}

const CLAIM_REASON_WORDS: Readonly<Record<string, readonly string[]>> = {
  lost: ['丢件', '遗失', '丢了', '丢包', '找不到', '灭失', 'missing parcel'],
  damaged: ['破碎', '损坏', '压坏', '碎了', '变形', '浸湿', '污染', '漏液', 'broken'],
  short: ['少件', '短少', '缺件', '内件短少', '内件少', '缺少', 'shortage'],
  delayed: ['延误', '超时', '时效', '派送慢', '延迟', '滞留', 'late'],
  'false-delivery': ['虚假签收', '虚签', '未收到', '没收到', '签收未收到', '假签收', '显示签收'],
  misdelivered: ['错派', '派错', '错分', '送错', '发错地方', '误派'],
  'return-lost': ['退件丢失', '退回丢失', '退货丢失', '退件遗失', '退回件丢失'],
  destroyed: ['销毁', '已销毁', '弃件'],
  'contents-differ': ['内件不符', '调包', '掉包', '货不对', '内物不符'],
  'weight-dispute': ['重量争议', '重量不符', '重量异常', '超重', '多收运费', '称重', '泡重', '抛重'],
}

const CLAIM_STATUS_WORDS: Readonly<Record<string, readonly string[]>> = {
  draft: ['草稿', '未提交', '待提交', '待申请', '未申请'],
  filed: ['已申请', '申请中', '已登记', '待处理', '处理中', '已报', '已上报', '待回复', '已提交', '待审核', '待赔付', '未回复', '未赔', '未赔付', '跟进中', 'pending', 'submitted'],
  accepted: ['受理', '受理中', '已立案', '核实中', '审核中', 'in review'],
  granted: ['认赔', '同意赔付', '同意', '待打款', '待到账', '未到账', '已审核通过', '审核通过', '已同意', '认赔未到', 'approved'],
  rejected: ['拒赔', '不赔', '不同意', '不同意赔付', '拒绝', '已拒绝', '驳回', '不予赔付', '拒绝赔付', '审核不通过', 'denied'],
  arbitration: ['申诉', '申诉中', '仲裁', '仲裁中', '再次申诉', '邮政申诉', '已申诉', 'appeal'],
  'part-credited': ['部分到账', '部分赔付', '部分赔', '赔了一部分'],
  credited: ['已赔', '已赔付', '到账', '已到账', '已打款', '赔付完成', '已完结', '已完成', '已结清', '完结', 'paid', 'settled'],
  'clawed-back': ['扣回', '追回', '已扣回', '被追回'],
  withdrawn: ['撤回', '撤销', '取消', '已取消', '找到了', '已找回', '不用赔', '已送达'],
  'given-up': ['放弃', '不追了', '算了', '自己承担', '自行承担', '超时效', '过期'],
}

const COUNTERPARTY_WORDS: Readonly<Record<string, readonly string[]>> = {
  courier: ['快递公司', '快递网点', '物流', '网点'],
  supplier: ['厂家', '工厂', '供货商'],
  warehouse: ['仓库', '云仓', '三方仓', '第三方仓'],
  platform: ['平台', '淘宝', '拼多多', '菜鸟'],
  insurer: ['保险', '运费险', '保险公司'],
}

const ERROR_WORDS: Readonly<Record<string, readonly string[]>> = {
  wrong: ['发错', '发错货', '错货', '错款', '错色', '错码', '发错颜色', '发错尺码', '发错款', '串货', 'wrong item'],
  missing: ['漏发', '漏件', '漏货', '少发', '少件', '没发', '缺件', '漏配件'],
  extra: ['多发', '发多', '多件', '多发货'],
  'short-pack': ['少包', '少装', '数量不足', '少数量', '短装'],
  'wrong-copy': ['抄错', '抄错单', '写错', '录错', '贴错面单', '面单贴错', '地址抄错'],
}

const FIX_WORDS: Readonly<Record<string, readonly string[]>> = {
  reissue: ['补发', '补寄', '补件', '重发', '已补发'],
  exchange: ['换货', '换', '调换', '换新'],
  refund: ['退款', '全额退款', '仅退款', '已退款', '部分退款', '赔偿', '补偿'],
  'price-difference': ['补差价', '退差价', '差价', '补差'],
  return: ['退回', '退货', '寄回', '退货退款', '买家寄回'],
  pickup: ['上门取', '取件', '上门取件', '快递取回'],
  keep: ['留用', '自留', '送给买家', '不追回', '赠送', '买家留下'],
}

const STATE_WORDS: Readonly<Record<string, readonly string[]>> = {
  draft: ['草稿'],
  submitted: ['待核对', '未核对', '待审核', '未审核', '待核实', '未核实', '待复核', '未复核', '否', '×', 'no', 'pending'],
  verified: ['已核对', '核对', '已核实', '已审核', '已复核', '核对无误', '是', '√', '✓', 'yes', 'ok'],
  returned: ['退回', '打回', '驳回', '有误', '核对有误'],
}

const REFUND_TYPE_WORDS: Readonly<Record<string, readonly string[]>> = {
  'refund-only': ['仅退款', '退款', '未发货退款', '未发货仅退款', '已发货仅退款', '退运费', 'refund'],
  'return-refund': ['退货退款', '退货', '我要退款退货', '退款退货', '退货并退款', 'return'],
  exchange: ['换货', '换新', '仅换货', 'exchange'],
  reissue: ['补寄', '补发', '补发商品', '补寄商品', 'reissue'],
  repair: ['维修', '返修', '保修', '送修', 'repair'],
  'price-difference': ['退差价', '价保', '价格保护', '差价', '补差价', '保价'],
}

const REFUND_PHASE_WORDS: Readonly<Record<string, readonly string[]>> = {
  'before-shipment': ['未发货', '待发货', '发货前', '卖家未发货', '买家已付款', '备货中', '未出库', '待揽收'],
  'after-shipment': ['已发货', '待收货', '运输中', '卖家已发货', '部分发货', '已签收', '买家未收到货', '买家已收到货', '售中'],
  'after-completion': ['交易成功', '已完成', '已收货', '确认收货', '售后', '已成交'],
}

const REFUND_STATUS_WORDS: Readonly<Record<string, readonly string[]>> = {
  pending: [
    '待处理', '待商家处理', '商家处理中', '待卖家处理', '待卖家同意', '等待卖家同意', '等待卖家处理', '买家已经申请退款等待卖家同意', '待审核', '待商家审核', '待客服审核',
    '待商家同意', '退款待处理', '申请中', '待确认', '换货待处理', '补寄待处理', '维修待处理', '等待商家处理', '审核中', 'pending',
  ],
  'waiting-return': ['待买家退货', '等待买家退货', '待买家发货', '卖家已经同意退款等待买家退货', '待寄回', '待客户发货', '待用户退货', '待买家寄回', '已同意待退货', '待客户反馈', '待客户送修', '同意退货'],
  'waiting-receipt': [
    '待商家收货', '待卖家收货', '等待卖家确认收货', '买家已经退货等待卖家确认收货', '待收货', '买家已退货', '已退货待收货', '待卖家确认收货', '商家待收货', '退货中', '待商家确认收货',
    '待商家发货', '已寄回', '待退款', '平台退款中', '退款中',
  ],
  done: ['退款成功', '售后成功', '已退款', '退款完成', '售后完成', '换货完成', '换货成功', '补寄成功', '维修完成', '完成', '已完成', '已完结', '完结', '同意退款退款成功', '已换新', '待用户确认', '待客户确认', 'refunded', 'completed'],
  closed: ['退款关闭', '售后关闭', '已关闭', '关闭', '买家撤销', '撤销', '已撤销', '已取消', '取消', '用户取消', '客户取消', '买家取消', '买家超时未退货关闭', '超时关闭', 'cancelled', 'canceled'],
  refused: ['卖家拒绝退款', '商家拒绝', '不同意协议', '等待买家修改', '拒绝', '已拒绝', '驳回', '审核不通过', '拒绝退款', '拒绝收货', '拒绝退货', '商家已拒绝', 'rejected'],
  platform: ['平台介入', '平台处理中', '小二介入', '客服介入', '仲裁中', '平台仲裁', '纠纷', '待平台处理', '客服处理中', '举证中', '待举证'],
}

/** Only these say that the platform has the case; every other word leaves the status as it is. */
const INTERVENTIONS: Readonly<Record<string, readonly string[]>> = {
  platform: ['客服介入', '客服已介入', '平台介入', '平台介入中', '需要客服介入', '需要小二介入', '小二介入', '小二处理中', '仲裁中', '客服处理中', '待举证', '举证中', '处理中', '介入处理中', '待商家举证', '待平台处理'],
  none: [
    '不需客服介入', '不需要客服介入', '无需客服介入', '未介入', '无', '无仲裁', '没有仲裁', '未申请', '客服处理完成', '客服已处理', '仲裁结束', '仲裁完成', '已结束', '客服初审', '不需要介入',
    '客服主管复审完成', '已处理', '仲裁关闭', '客服介入完成', '介入完成', '平台处理完成',
  ],
}

/** Words of the managed list of reasons (C12) as this team has it. */
const reasonWords = (kernel: Kernel): Words =>
  vocabulary(Object.fromEntries(kernel.resources.policy.reasons.map(({ id, zh, en }) => [id, { zh, en }])), {
    'changed-mind': ['不想要', '不喜欢'], 'ordered-wrong': ['拍错', '多拍', '误拍'], 'wrong-address': ['地址错误', '填错地址'], 'too-slow': ['发货慢', '太慢', '未按时发货'],
    'out-of-stock': ['无货', '断货'], price: ['降价', '比价', '买贵了'], size: ['尺码', '大小', '偏大', '偏小', '不合身'], 'not-as-described': ['与描述不符', '色差', '货不对板'],
    'quality-defect': ['质量', '瑕疵', '开线', '破洞'], 'damaged-in-transit': ['破损', '压坏'], 'wrong-or-missing': ['错发', '漏发', '少件', '发错'], 'not-received': ['没收到', '未收到', '丢件'],
    logistics: ['物流', '快递'], service: ['态度'],
  })

const none = { none: { zh: '无', en: 'None' }, platform: { zh: '平台介入', en: 'Platform stepped in' } }

/** Vocabularies of the registers and the platform after-sales orders, by name. */
export const REGISTER_VOCABULARIES: Readonly<Record<string, (kernel: Kernel) => Words>> = {
  'case-kinds': () => ({ ...shortKinds(), ...vocabulary(KIND_LABELS, KIND_WORDS) }),
  'case-statuses': () => vocabulary(STATUSES, CASE_STATUS_WORDS),
  'case-reasons': reasonWords,
  channels: () => vocabulary(CHANNELS, { wangwang: ['千牛'], platform: ['平台', '站内信'], wechat: ['微信群', '企业微信'], phone: ['来电', '电话回访'], mail: ['邮箱'] }),
  remedies: () => vocabulary(REMEDIES, REMEDY_WORDS),
  'liable-parties': () => vocabulary(LIABLE_PARTIES, { courier: ['快递公司', '物流'], warehouse: ['仓储', '打包'], supplier: ['厂家', '工厂'], seller: ['我方', '商家', '卖家', '客服', '运营'], buyer: ['客户', '顾客'], none: ['无责', '无'] }),
  'freight-payers': () => vocabulary(FREIGHT_PAYERS, { seller: ['卖家', '我方', '店铺'], buyer: ['买家', '客户'], insurance: ['保险', '运费险'], courier: ['快递'], shared: ['各一半', '平摊'], none: ['无', '包邮'] }),
  counterparties: () => vocabulary(COUNTERPARTIES, COUNTERPARTY_WORDS),
  'claim-reasons': () => vocabulary(CLAIM_REASON_LABELS, CLAIM_REASON_WORDS),
  'payment-routes': () => vocabulary(PAYMENT_ROUTES, { offset: ['冲抵', '抵扣', '账单抵扣', '抵运费', 'offset'], transfer: ['转账', '打款', '银行转账', '支付宝', '对公', 'transfer'], prepaid: ['预存', '预付款', '余额', 'prepaid'] }),
  'claim-bases': () => vocabulary(CLAIM_BASES, { cost: ['成本', '进价', '采购价', 'cost'], price: ['售价', '卖价', '成交价', '实付', 'price'] }),
  'claim-statuses': () => vocabulary(CLAIM_STATUS_LABELS, CLAIM_STATUS_WORDS),
  'shipment-errors': () => vocabulary(SHIPMENT_ERROR_LABELS, ERROR_WORDS),
  'shipment-fixes': () => vocabulary(SHIPMENT_FIX_LABELS, FIX_WORDS),
  'shipment-states': () => vocabulary(SHIPMENT_STATE_LABELS, STATE_WORDS),
  'refund-types': () => vocabulary(REFUND_TYPES, REFUND_TYPE_WORDS),
  'refund-phases': () => vocabulary(REFUND_PHASES, REFUND_PHASE_WORDS),
  'refund-statuses': () => vocabulary(REFUND_STATUSES, REFUND_STATUS_WORDS),
  'refund-interventions': () => vocabulary(none, INTERVENTIONS),
}
