import type { Label, PlatformId } from '../case/lists'

/** Attempts to reach a buyer outside the platform's chat (C5), each with what came of it. */
export const CONTACT_WAYS = {
  phone: { zh: '电话', en: 'Phone' },
  sms: { zh: '短信', en: 'SMS' },
  wechat: { zh: '微信', en: 'WeChat' },
} as const satisfies Record<string, Label>
export type ContactWay = keyof typeof CONTACT_WAYS

export const CONTACT_OUTCOMES = {
  reached: { zh: '已联系上', en: 'Reached' },
  'no-answer': { zh: '无人接听', en: 'No answer' },
  'call-back': { zh: '约好再打', en: 'Will be called back' },
  'wrong-number': { zh: '号码不对', en: 'Wrong number' },
  refused: { zh: '拒绝沟通', en: 'Did not want to talk' },
  sent: { zh: '已发出', en: 'Sent' },
} as const satisfies Record<string, Label>
export type ContactOutcome = keyof typeof CONTACT_OUTCOMES

/** By way: the platforms whose rules forbid it. */
export interface ContactPolicy {
  readonly forbidden: Readonly<Record<ContactWay, readonly PlatformId[]>>
}

/** The ways that a platform's rules leave open, in their shown order. */
export function contactWays(policy: ContactPolicy, platform: string): ContactWay[] {
  return (Object.keys(CONTACT_WAYS) as ContactWay[]).filter((way) => !(policy.forbidden[way] as readonly string[]).includes(platform))
}

/** What can come of a way: a message is sent or answered, a call is answered or not. */
export function contactOutcomes(way: ContactWay): ContactOutcome[] {
  return way === 'phone' ? ['reached', 'no-answer', 'call-back', 'wrong-number', 'refused'] : ['sent', 'reached', 'no-answer', 'wrong-number', 'refused']
}
