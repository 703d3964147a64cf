import type { Label } from '../case/lists'
import type { ContactRule } from './policy'

/** Why a rule that is written in code finds fault, and what to say instead; the phrases of the policy bring their own words. */
export const RULE_WORDS: Readonly<Record<ContactRule | 'benefit', { readonly reason: Label; readonly better: Label | null }>> = {
  messenger: {
    reason: { zh: '引到站外联系：平台会处罚，出了纠纷也没有聊天记录', en: 'Leads away from the platform: it is punished, and a dispute has no record of the talk' },
    better: { zh: '这里的平台聊天', en: 'the messages here' },
  },
  phone: {
    reason: { zh: '电话号码：这个平台不许在聊天里留，请用平台的联系方式', en: 'A phone number: this platform does not want it in messages; use its own ways of contact' },
    better: null,
  },
  link: {
    reason: { zh: '站外链接：平台会处罚，买家也可能当成诈骗', en: 'A link to another site: it is punished, and buyers take it for fraud' },
    better: null,
  },
  transfer: {
    reason: { zh: '私下转账：不受平台保护，请走平台退款或小额打款', en: 'A private payment is outside the platform’s protection: use its refund' },
    better: { zh: '平台退款', en: 'a refund on the platform' },
  },
  benefit: {
    reason: { zh: '用好处换评价：法律和平台都禁止，任何店铺都不能发', en: 'A benefit for a review: forbidden by law and by the platforms, for every shop' },
    better: { zh: '评价由您自己决定', en: 'your review is entirely your own decision' },
  },
}
