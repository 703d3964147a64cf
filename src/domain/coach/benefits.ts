import type { PlainText } from './plain'
import type { Hit } from './contacts'

/**
 * Benefits offered for a review or for changing one (E1). In code on purpose: the law and the platforms forbid them, so that no file,
 * shop or platform may allow them.
 */
interface Pair {
  readonly act: RegExp
  /** `strong` stands for itself even in the sentence beside; `weak` means a benefit only within the same sentence. */
  readonly strong: RegExp
  readonly weak: RegExp
  readonly refused: RegExp
  readonly sentence: RegExp
}

const ZH: Pair = {
  act: /好评|[五5]星|满星|(?:改|修改|更改|更新|删|删除|删掉|撤|撤销|撤掉|撤回|去掉|消除|取消)(?:一下|下|掉|成|为|了|过)?(?:您|你|那|这)?(?:的|条|个)*(?:中|差|中差)?评|评[价论](?:[^，。！？!?\n]{0,4})(?:改|删|撤)|追评|晒图|晒单/gu,
  strong: /返现|返利|红包|免单|现金|奖励|礼品|礼物|赠品|赠送|优惠券|代金券|抵用券|返(?:您|你)?\d+|补(?:您|你)?\d+元|[给送](?:您|你)\d+(?:元|块)/gu,
  weak: /退款|退全款|全额退|退(?:您|你)|补偿|补差|赔(?:您|你|偿)|打款|[给送](?:您|你)(?:退|补|一份|一个|个)/gu,
  refused: /(?:不会|不能|不可|不得|从不|没有|不提供|不以|不用|严禁|禁止|拒绝)[^，,。！？!?\n]{0,8}$/u,
  sentence: /[。！？!?\n；;]/u,
}
const EN: Pair = {
  act: /(?<![a-z])(?:(?:chang|revis|remov|delet|updat|edit|withdraw|amend|tak)(?:e|ing|ed)?(?: down)?|leav(?:e|ing)|giv(?:e|ing)|writ(?:e|ing)|post(?:ing)?|(?<!thank you |thanks )for)(?: (?:us|me|a|an|the|your|that|this|good|nice|great|positive|negative|bad|neutral|honest|\d)){0,4} (?:reviews?|feedback|ratings?)|(?<![a-z])(?:5|five)[ -]?stars?|(?<![a-z])positive (?:review|feedback|rating)|(?<![a-z])good (?:review|rating)/gu,
  strong: /(?<![a-z])(?:cash ?back|gift(?: card)?|coupon|voucher|reward|bonus|gift card|free (?:item|gift|product|sample))s?(?![a-z])/gu,
  weak: /(?<![a-z])(?:refund(?:ed)?|discount|compensat\w{1,6}|money|cash|credit|free of charge|for free|pay you)(?![a-z])/gu,
  refused: /(?<![a-z])(?:never|not|cannot|can't|don't|won't|no|without)(?: \w+){0,4} $/u,
  sentence: /[.!?\n;]/u,
}

/** How far (characters) a benefit may stand from the review in the sentence beside. */
const BESIDE = 24

interface Stretch {
  readonly from: number
  readonly to: number
}
const stretches = (text: string, pattern: RegExp): Stretch[] => [...text.matchAll(pattern)].map((match) => ({ from: match.index, to: match.index + match[0].length }))

function pairs(where: PlainText, { act, strong, weak, refused, sentence }: Pair): Hit<'benefit'>[] {
  const { text } = where
  const acts = stretches(text, act)
  if (acts.length === 0) return []
  const offered = (list: Stretch[]): Stretch[] => list.filter(({ from }) => !refused.test(text.slice(Math.max(0, from - 40), from)))
  const found: Hit<'benefit'>[] = []
  const join = (one: Stretch, other: Stretch, mayCross: boolean): void => {
    const between = text.slice(Math.min(one.to, other.to), Math.max(one.from, other.from))
    if (sentence.test(between) && !(mayCross && between.length <= BESIDE)) return
    found.push({ rule: 'benefit', ...where.original(Math.min(one.from, other.from), Math.max(one.to, other.to)) })
  }
  for (const one of acts) {
    for (const benefit of offered(stretches(text, strong))) join(one, benefit, true)
    for (const benefit of offered(stretches(text, weak))) join(one, benefit, false)
  }
  return found
}

/** Benefits offered for reviews in a text. @param text as `plain` gives it, and `tight` as `squeezed` does */
export function findBenefits(text: PlainText, tight: PlainText): Hit<'benefit'>[] {
  return [...pairs(tight, ZH), ...pairs(text, EN)]
}
