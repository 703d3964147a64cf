import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadResources } from '../../src/backend/resources'
import { blocking, lint, takeBetter, type LintContext } from '../../src/domain/coach/lint'

const policy = loadResources(fileURLToPath(new URL('../../resources', import.meta.url))).policy.coach
const fragment = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('微信', '威❤', '信', 'v x ', 'QQ123456', '13800138000', 'http://a.', 'com', '点com', '好评', '返现', '。', '支付宝', '原路退回', '保证能到', '{{?a|b|c}}', 'ﷺ', '㏄', 'İ', '\u200b', '😀', ' review ', ' refund ', 'change your'),
  fc.constantFrom(...policy.phrases.flatMap((one) => one.words)),
)
const text = fc.array(fragment, { maxLength: 14 }).map((parts) => parts.join(''))
const context: fc.Arbitrary<LintContext> = fc.record({
  platform: fc.constantFrom('taobao', 'ebay', 'shopify', 'other', '__proto__', ''),
  known: fc.array(fc.oneof(fragment, fc.constant('13800138000')), { maxLength: 3 }),
  calm: fc.boolean(),
  ours: fc.boolean(),
})

describe('P8, T6: the reply check', () => {
  it('P8: findings lie inside the text, are sorted and do not overlap, whatever the text', () => {
    fc.assert(
      fc.property(text, context, (words, where) => {
        let before = 0
        for (const one of lint(words, policy, where)) {
          expect(one.from).toBeGreaterThanOrEqual(before)
          expect(one.to).toBeGreaterThanOrEqual(one.from)
          expect(one.to).toBeLessThanOrEqual(words.length)
          before = one.to > one.from ? one.to : before
        }
      }),
      { numRuns: 400 },
    )
  })

  it('P8: better words change the found stretch alone', () => {
    fc.assert(
      fc.property(text, context, (words, where) => {
        for (const one of lint(words, policy, where)) {
          const taken = takeBetter(words, one)
          expect(taken === null).toBe(one.better === null)
          if (taken === null) continue
          expect(taken.text.startsWith(words.slice(0, one.from))).toBe(true)
          expect(taken.text.endsWith(words.slice(one.to))).toBe(true)
          expect(taken.cursor).toBeLessThanOrEqual(taken.text.length)
        }
      }),
      { numRuns: 200 },
    )
  })

  it('T6: a messenger id stays found when it is hidden by blanks, signs and full-width forms', () => {
    const hide = fc.constantFrom('', ' ', '·', '❤', '\u200b', '-', '*')
    fc.assert(
      fc.property(hide, hide, fc.boolean(), (a, b, wide) => {
        const latin = wide ? `ｖ${b}ｘ` : `v${b}x`
        expect(blocking(lint(`加我微${a}信`, policy, { platform: 'tmall', known: [], calm: false, ours: true }))?.rule).toBe('messenger')
        expect(blocking(lint(`我的 ${latin}：abc123`, policy, { platform: 'ebay', known: [], calm: false, ours: true }))?.rule).toBe('messenger')
      }),
    )
  })

  it('E1: a benefit for a review is refused wherever it stands in a reply', () => {
    const clean = fc.constantFrom('您好。', '已联系快递。', 'Hello. ', '谢谢您。', '')
    fc.assert(
      fc.property(clean, clean, context, fc.constantFrom('好评返现5元', '改评价送您红包', 'a refund if you change your review'), (before, after, where, offer) => {
        const findings = lint(before + offer + after, policy, where)
        expect(findings.some((one) => one.rule === 'benefit' && one.severity === 'block')).toBe(true)
      }),
    )
  })
})
