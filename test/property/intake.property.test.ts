import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { analyseIntake } from '../../src/domain/intake/intake'
import { rankKinds, type OrderSays } from '../../src/domain/intake/kind-facts'
import { halfWidth } from '../../src/domain/import/text'
import { DAY, HOUR } from '../../src/domain/clock/duration'

const NOW = Date.parse('2026-11-25T10:00:00+08:00')
const read = (text: string) => analyseIntake(text, { timeZone: 'Asia/Shanghai', now: NOW })
const piece = fc.constantFrom('3401234567890123456', 'SF1234567890123', '138 1234 5678', '138****5678', '¥89', '89元', '退我10块', 'USD 12.50', '昨天下午三点', '上周三', '3号', '11.20', 'yesterday', 'last Friday', 'Nov 20', '箱子破了', 'not received', '云间客_88 (2026-11-25 09:58:33): ', '\n', '，', ' ')
const paste = fc.oneof(fc.string({ maxLength: 200 }), fc.array(fc.oneof(piece, fc.string({ maxLength: 8 })), { maxLength: 15 }).map((parts) => parts.join(' ')))

describe('C11: findings', () => {
  it('C11: every finding stands in the paste as it is shown, and its value is that text without blanks and marks', () => {
    fc.assert(
      fc.property(paste, (text) => {
        const plain = halfWidth(text)
        for (const one of read(text).findings) {
          expect(plain).toContain(one.text)
          const bare = one.text.replaceAll(/[\s+-]/g, '').toUpperCase()
          if (one.type === 'order' || one.type === 'waybill') expect(one.text.toUpperCase()).toBe(one.value.toUpperCase())
          if (one.type === 'phone') expect(bare.replace(/^86/, '').replace('转', '')).toBe(one.value.replace('-', ''))
          if (one.type === 'masked-phone') expect([one.value, one.sure]).toEqual(['', false])
          if (one.type === 'amount') expect(one.text).toMatch(/\d/)
          if (one.type === 'date') expect(Number.isSafeInteger(Number(one.value))).toBe(true)
        }
      }),
      // a number at the end of a line is no amount of what begins the next
      { numRuns: 400, examples: [['138****5678 \n USD 12.50']] },
    )
  })

  it('C11: text without the shape of a thing brings no such thing', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'买家说东西坏了请看看怎么办abc xyz,。!?'), maxLength: 120 })
    fc.assert(
      fc.property(letters, (text) => {
        expect(read(text).findings).toEqual([])
      }),
    )
  })

  it('C11: a masked number is never a phone, an order or a waybill', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^1[3-9]\d\*{4}\d{4}$/), fc.constantFrom('', '电话', ' tel: '), (masked, before) => {
        const found = read(`${before}${masked} 收`)
        expect([found.phones, found.orders, found.waybills]).toEqual([[], [], []])
        expect(found.findings.map((one) => one.type)).toEqual(['masked-phone'])
      }),
    )
  })
})

describe('C11: kinds with reasons', () => {
  const policy = { unshippedMs: 48 * HOUR, travellingMs: 5 * DAY, factWeight: 3 }
  const order = (more: Partial<OrderSays>): OrderSays => ({ status: 'shipped', paidAt: NOW - 9 * DAY, shippedAt: NOW - 6 * DAY, ...more })

  it('C11: whatever the words and the order: every kind has a reason, the best stands first, at most five', () => {
    const orders = fc.array(fc.record({ status: fc.constantFrom('paid', 'shipped', 'completed', 'refunding', 'closed'), paidAt: fc.option(fc.integer({ min: NOW - 30 * DAY, max: NOW })), shippedAt: fc.option(fc.integer({ min: NOW - 30 * DAY, max: NOW })) }), { maxLength: 3 })
    fc.assert(
      fc.property(paste, orders, (text, known) => {
        const kinds = rankKinds(read(text).kinds, known, NOW, policy)
        expect(kinds.length).toBeLessThanOrEqual(5)
        for (const one of kinds) expect(one.words.length + one.facts.length).toBeGreaterThan(0)
        expect(kinds.map((one) => one.score)).toEqual([...kinds.map((one) => one.score)].sort((a, b) => b - a))
        if (known.length !== 1) expect(kinds.flatMap((one) => one.facts)).toEqual([])
      }),
    )
  })

  it('C11: six days under way speak for a stalled trace, three days unshipped for a chase, returns before shipment for a refund', () => {
    expect(rankKinds([], [order({})], NOW, policy)).toMatchObject([{ kind: 'stalled', words: [], facts: [{ fact: 'travelling', days: 6 }] }])
    expect(rankKinds([], [order({ status: 'paid', shippedAt: null, paidAt: NOW - 3 * DAY })], NOW, policy)).toMatchObject([{ kind: 'shipment-chase', facts: [{ fact: 'unshipped', days: 3 }] }])
    const [best] = rankKinds(read('不想要了，退货退款').kinds, [order({ status: 'paid', shippedAt: null, paidAt: NOW - HOUR })], NOW, policy)
    expect(best).toMatchObject({ kind: 'refund-before-shipment', facts: [{ fact: 'unshipped', days: 0 }, { fact: 'unshipped', days: 0 }] })
  })
})
