import type { ContactRule } from './policy'
import type { PlainText } from './plain'

/** A stretch of the original text that a rule found. */
export interface Hit<R extends string = string> {
  readonly rule: R
  readonly from: number
  readonly to: number
}

/** Between the letters of a hidden word. */
const GAP = String.raw`[^\p{L}\p{N}\n]{0,3}`
const SEP = String.raw`[\s.\-·*_]{0,2}`

interface Pattern {
  readonly rule: ContactRule
  readonly pattern: RegExp
}

/** Searched in the plain text: Latin names need the borders of words. */
const PLAIN: readonly Pattern[] = [
  { rule: 'messenger', pattern: new RegExp(String.raw`(?<![a-z0-9])(?:v${GAP}x|w${GAP}x|q${GAP}q)(?![a-z])(?!弹|糖|软)(?:号|群)?(?:${GAP}(?:id|号)?${GAP}[a-z0-9_-]{5,30})?`, 'gu') },
  { rule: 'messenger', pattern: /(?<![a-z0-9])vx[a-z0-9_-]{4,30}/gu },
  { rule: 'messenger', pattern: /(?<![a-z])(?:we[\s.\-_*]{0,2}chat|weixin|whats[\s.\-_*]{0,2}app|telegram|line id|skype|facebook messenger)(?![a-z])(?:[\s:：]{0,3}(?:id)?[\s:：]{0,3}(?=[a-z0-9_-]*\d)[a-z0-9_-]{5,30})?/gu },
  { rule: 'messenger', pattern: /加(?:我|个|下|一下|您|你)?\s?(?:微(?![信波量小弱型米])|薇(?!信)|威(?!信)|v(?![a-z0-9\s]*x)(?:[a-z0-9_-]{5,30}|(?![a-z0-9])))/gu },
  { rule: 'messenger', pattern: /[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,3}\.[a-z]{2,10}(?![a-z0-9])/gu },
  { rule: 'phone', pattern: new RegExp(String.raw`(?<![a-z0-9])(?<!\d[-.\s])(?:\+?86${SEP})?1${SEP}[3-9](?:${SEP}\d){9}(?![a-z0-9])(?![-.\s]\d)`, 'gu') },
  { rule: 'phone', pattern: /(?<![a-z0-9-])(?:\(0\d{2,3}\)|0\d{2,3})[\s-]\d{7,8}(?![\d-])/gu },
  { rule: 'phone', pattern: /(?<![a-z0-9])\+\d(?:[\s().-]?\d){7,14}(?!\d)/gu },
  { rule: 'phone', pattern: /(?<![a-z0-9-])(?:\(\d{3}\)\s?|\d{3}[-.\s])\d{3}[-.]\d{4}(?![\d-])/gu },
  { rule: 'link', pattern: /https?:\/\/[^\s，。；！？、"'<>（）]+/gu },
  { rule: 'link', pattern: /(?<![a-z0-9@.-])(?:[a-z0-9-]{1,63}\s?[.。点]\s?){1,4}(?:com|cn|net|org|top|shop|vip|xyz|cc|io)(?![a-z0-9])(?!\s?[.。点]\s?[a-z])(?:\/[^\s，。；！？、"'<>（）]*)?/gu },
  { rule: 'transfer', pattern: /(?<![a-z])(?:(?:bank|wire|direct|private) transfer|wire (?:you|me|us|the money)|bank (?:account|card)(?: number| details)?|paypal|zelle|venmo|cash app|western union)(?![a-z])/gu },
]

/** Searched without what hides them: Chinese words have no borders. */
const SQUEEZED: readonly Pattern[] = [
  { rule: 'messenger', pattern: /[微薇葳徽]信(?:号|群)?(?:[a-z0-9]{5,30})?|威[信芯](?:号)?[a-z0-9]{5,30}|加(?:我|个|下|一下)?威[信芯](?:号)?(?:[a-z0-9]{5,30})?|扣扣(?:号|群)|企鹅号/gu },
  { rule: 'transfer', pattern: /支付宝|银行卡(?:号)?|银行账[号户]|转账|收款码|收款二维码|私下(?:打款|付款|转|给)|(?:私人|个人)(?:账户|账号)/gu },
]

/** A pay-back by the platform's own way names the account, too, and is fine: 原路退回您的支付宝, refunded to your bank account. */
const BACK_BEFORE = /(?:原路|退回|退到|退至|退还|返回)[^。！？!?\n]{0,14}$|(?:refund|return|go(?:es)? back|paid back|original payment)[^.!?\n]{0,60}$/u
const BACK_AFTER = /^[^。！？!?\n，,]{0,6}(?:原路|到账)/u

const hostOf = (link: string): string => (/^(?:https?:\/\/)?(?:[^/@\s]*@)?([^/:?#]+)/u.exec(link)?.[1] ?? '').replace(/\s/gu, '').replace(/[。点]/gu, '.')
const isOwn = (link: string, hosts: readonly string[]): boolean => {
  const host = hostOf(link)
  return hosts.some((own) => host === own || host.endsWith(`.${own}`))
}
/** The way that the platform itself pays back is no private transfer. */
const isPayBack = (text: string, from: number, to: number): boolean => BACK_BEFORE.test(text.slice(Math.max(0, from - 80), from)) || BACK_AFTER.test(text.slice(to, to + 12))

/**
 * Contacts, links and private ways of paying in a text (T6).
 * @param text as `plain` gives it, and `tight` as `squeezed` does  @param hosts of the platform itself
 */
export function findContacts(text: PlainText, tight: PlainText, hosts: readonly string[]): Hit<ContactRule>[] {
  const search = (where: PlainText, patterns: readonly Pattern[]): Hit<ContactRule>[] =>
    patterns.flatMap(({ rule, pattern }) =>
      [...where.text.matchAll(pattern)].flatMap((match) => {
        const [from, to] = [match.index, match.index + match[0].length]
        if (rule === 'link' && isOwn(match[0], hosts)) return []
        if (rule === 'transfer' && isPayBack(where.text, from, to)) return []
        return [{ rule, ...where.original(from, to) }]
      }),
    )
  return [...search(text, PLAIN), ...search(tight, SQUEEZED)]
}
