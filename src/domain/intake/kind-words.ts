import type { KindId } from '../case/kinds'

/**
 * Words by which buyers name their trouble (C11). They only suggest: the person sees the kind with the words that spoke for it.
 * A word counts by its length class: short common ones weigh little, phrases much.
 */
export const KIND_WORDS: Readonly<Partial<Record<KindId, readonly string[]>>> = {
  'tracking-inquiry': ['查件', '查快递', '查物流', '到哪了', '到哪里了', '什么时候到', '几天到', '多久到', 'where is my order', 'where is my parcel', 'where is my package', 'tracking', 'when will it arrive'],
  'shipment-chase': ['催发货', '还没发货', '还不发货', '怎么不发货', '没发货', '不发货', '什么时候发货', '啥时候发货', '几时发货', '快点发货', '尽快发货', '发货', 'not shipped', 'when will you ship', 'when will it ship', 'ship it', 'still processing'],
  'refund-before-shipment': ['没发货退款', '未发货退款', '不要了退款', '先退款', '取消订单', '不想要了退款', 'cancel my order', 'cancel the order', 'before shipping'],
  'change-order': ['改颜色', '改尺码', '换颜色', '换尺码', '换个颜色', '换个尺码', '改规格', '备注', '拍错', 'change the size', 'change the colour', 'change the color', 'change my order'],
  'change-address': ['改地址', '换地址', '地址错', '地址写错', '地址填错', '改收货地址', '修改地址', '改电话', 'change the address', 'change my address', 'wrong address', 'new address'],
  'out-of-stock': ['缺货', '没货', '断货', '无货', '补货', 'out of stock', 'sold out', 'restock'],
  presale: ['有货吗', '怎么选', '推荐', '多大尺码', '什么材质', '优惠吗', '包邮吗', 'do you have', 'in stock', 'which size', 'what material'],
  'return-inspection': ['退货签收', '退货收到了吗', '退回去了', '寄回去了', '已经寄回', 'return received', 'returned it', 'sent it back'],
  'return-refund': ['退货退款', '退货', '我要退', '想退', '要退掉', '退掉', '能退吗', 'return and refund', 'return it', 'want to return', 'send it back'],
  exchange: ['换货', '换一个', '换一件', '换大一码', '换小一码', '换大', '换小', '调换', 'exchange', 'swap it'],
  'refund-only': ['仅退款', '只退款', '退款不退货', '不退货', 'refund only', 'without returning'],
  quality: ['质量', '瑕疵', '坏了', '坏的', '不能用', '用不了', '开线', '脱线', '掉色', '褪色', '起球', '有污渍', '污渍', '有洞', '破洞', '异味', '不工作', 'defect', 'defective', 'faulty', 'broken', 'does not work', "doesn't work", 'stopped working', 'poor quality', 'stain', 'hole'],
  'changed-mind': ['不想要了', '不想要', '不喜欢', '不合适', '买多了', '七天无理由', '无理由', "don't want", 'do not want', 'changed my mind', 'no longer need'],
  'wrong-item': ['发错', '错发', '发错货', '寄错', '不是我买的', '不是我要的', '颜色不对', '尺码不对', '型号不对', 'wrong item', 'wrong size', 'wrong colour', 'wrong color', 'not what i ordered'],
  'missing-item': ['漏发', '少发', '少了', '缺了', '没有收全', '少一件', '少件', '缺件', '配件没有', '缺少', 'missing', 'not included', 'incomplete'],
  'extra-item': ['多发', '多了一件', '多收到', '多寄', 'extra item', 'one too many', 'sent me two'],
  'short-pack': ['少包', '抄错', '数量不够', '数量不对', '数量少', '少装', 'short pack', 'fewer than', 'quantity is wrong'],
  damaged: ['破损', '摔坏', '压坏', '碎了', '破了', '箱子破', '包装破', '漏液', '漏了', '压扁', '变形', '断了', '裂', '磕坏', 'damaged', 'shattered', 'crushed', 'cracked', 'leaking', 'smashed', 'arrived broken'],
  lost: ['丢件', '丢了', '弄丢', '遗失', '快递丢', '找不到包裹', 'lost in transit', 'parcel lost', 'package lost', 'lost my parcel'],
  'signed-not-received': ['显示签收', '已签收', '没收到', '没有收到', '未收到', '签收了', '不是我签收', '谁签收', '不是本人签收', 'says delivered', 'marked as delivered', 'shows delivered', 'never received', 'not received', "didn't receive", 'did not receive'],
  stalled: ['不更新', '没更新', '没有更新', '物流不动', '不动了', '一直停在', '停在', '卡在', '没动静', '没有动', 'not updated', 'no update', 'stuck', 'not moving', 'has not moved'],
  'problem-parcel': ['疑难件', '留仓', '派送失败', '派件失败', '联系不上', '投递失败', 'delivery failed', 'could not be delivered', 'undeliverable'],
  'out-of-area': ['超区', '不派送', '送不到', '不送', '自己去取', '自取', 'out of area', 'do not deliver', 'does not deliver'],
  redirect: ['改派', '转寄', '转派', '中途改地址', '路上改地址', '发货了改地址', 'redirect', 'reroute', 'forward it to'],
  refused: ['拒收', '拒签', '不签收', 'refuse', 'refused', 'reject the parcel'],
  goodwill: ['补偿', '赔偿', '补差价', '退差价', '便宜点', '优惠一点', '折价', '打折', 'compensation', 'compensate', 'partial refund', 'discount'],
  'refund-after-completion': ['确认收货了', '已确认收货', '交易成功', '已经收货', '过了售后', 'already confirmed', 'after completion'],
  complaint: ['投诉', '维权', '举报', '12315', '消协', '平台介入', '客服介入', '曝光', 'complaint', 'complain', 'dispute', 'report you', 'chargeback'],
  'unidentified-return': ['无主件', '不知道谁寄', 'unknown return', 'unidentified return'],
  repair: ['维修', '保修', '返修', '修一下', '售后维修', 'repair', 'warranty', 'fix it'],
  reissue: ['补发', '重发', '重新发', '再发一', '补寄', 'send again', 'resend', 'replacement'],
  application: ['售后申请', '申请售后', '团长', 'after-sales request', 'after-sales application'],
  review: ['差评', '中评', '评价', '追评', 'bad review', 'negative review', 'review'],
  'ebay-return': ['退货请求', 'return request', 'return case'],
  'ebay-not-received': ['item not received', 'inr case'],
  'ebay-unpaid': ['未付款', 'unpaid item', 'unpaid'],
  'ebay-cancel': ['取消交易', 'cancel transaction', 'cancellation request'],
  'ebay-feedback': ['修改评价', 'feedback revision', 'negative feedback', 'revise feedback'],
}

/** Everyday kinds and what they are called on eBay, where the case has rules of its own (P7). */
export const ON_EBAY: Readonly<Partial<Record<KindId, KindId>>> = {
  'return-refund': 'ebay-return',
  quality: 'ebay-return',
  'wrong-item': 'ebay-return',
  'signed-not-received': 'ebay-not-received',
  lost: 'ebay-not-received',
  stalled: 'ebay-not-received',
  'refund-before-shipment': 'ebay-cancel',
  review: 'ebay-feedback',
}
