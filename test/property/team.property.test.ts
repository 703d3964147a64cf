import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addMonths, toLocal } from '../../src/domain/clock/zone'
import { causesIn } from '../../src/domain/review/causes'
import { pickSamples } from '../../src/domain/sample/sample'
import { monthsBetween, planVisits, tierOf, type VipBuyer, type VisitPolicy } from '../../src/domain/visit/visit'
import { check } from '../support/properties'

const policy: VisitPolicy = {
  tiers: [
    { id: 'gold', zh: '金', en: 'Gold', names: ['svip'], everyMonths: 1 },
    { id: 'silver', zh: '银', en: 'Silver', names: ['vip'], everyMonths: 3 },
  ],
  fromDay: 3,
  toDay: 25,
  mostPerMonth: 20,
  purchases: 5,
}
const month = fc.tuple(fc.integer({ min: 2020, max: 2030 }), fc.integer({ min: 1, max: 12 })).map(([year, number]) => `${year}-${String(number).padStart(2, '0')}`)
const dayOfMonth = fc.integer({ min: 1, max: 28 }).map((day) => String(day).padStart(2, '0'))
const buyers: fc.Arbitrary<VipBuyer[]> = fc.uniqueArray(fc.record({ id: fc.string({ minLength: 1 }), tier: fc.constantFrom('gold', 'SVIP', 'vip', 'ＶＩＰ', 'none'), lastMonth: fc.option(month) }), { selector: ({ id }) => id, maxLength: 60 })

describe('V1: the plan of a month', () => {
  it('plans only who is due, each once, no more than allowed, on allowed days, higher tiers first; order of input means nothing', () => {
    check(
      fc.property(buyers, month, dayOfMonth, (all, now, today) => {
        const plan = planVisits(all, `${now}-${today}`, policy)
        expect(planVisits([...all].reverse(), `${now}-${today}`, policy)).toEqual(plan)
        expect(new Set(plan.map(({ buyerId }) => buyerId)).size).toBe(plan.length)
        expect(plan.length).toBeLessThanOrEqual(policy.mostPerMonth)
        for (const { buyerId, tierId, day } of plan) {
          const buyer = all.find(({ id }) => id === buyerId)
          const tier = tierOf(policy, buyer?.tier ?? null)
          expect(tier?.id).toBe(tierId)
          if (buyer?.lastMonth != null) expect(monthsBetween(buyer.lastMonth, now)).toBeGreaterThanOrEqual(tier?.everyMonths ?? 99)
          expect(day.slice(0, 7)).toBe(now)
          expect(Number(day.slice(8))).toBeGreaterThanOrEqual(policy.fromDay)
          expect(Number(day.slice(8))).toBeLessThanOrEqual(Math.max(policy.toDay, Number(today)))
          expect(day >= `${now}-${today}`, 'nothing is planned for a day that is over').toBe(true)
        }
        expect(plan.map(({ tierId }) => tierId)).toEqual([...plan.map(({ tierId }) => tierId)].sort())
        const due = all.filter((buyer) => ((tier) => tier !== null && (buyer.lastMonth === null || monthsBetween(buyer.lastMonth, now) >= tier.everyMonths))(tierOf(policy, buyer.tier)))
        expect(plan.length).toBe(Math.min(due.length, policy.mostPerMonth))
      }),
    )
  })
})

describe('K2: months by the wall clock', () => {
  it('the time of day stays, and the day too but where a month is shorter; twelve months are a year', () => {
    check(
      fc.property(fc.constantFrom('Asia/Shanghai', 'America/New_York', 'Europe/London', 'Pacific/Auckland'), fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2035, 0, 1) }), fc.integer({ min: 0, max: 36 }), (zone, at, months) => {
        const [from, to] = [toLocal(zone, at), toLocal(zone, addMonths(zone, at, months))]
        expect((to.year - from.year) * 12 + to.month - from.month).toBe(months)
        expect(to.day).toBe(Math.min(from.day, new Date(Date.UTC(to.year, to.month, 0)).getUTCDate()))
        // an hour that daylight saving skips is the instant of the change
        if (to.hour !== from.hour) expect(to.minute).toBe(0)
        else expect([to.minute, to.second]).toEqual([from.minute, from.second])
      }),
    )
  })
})

describe('K2: samples', () => {
  it('so many of each person and no reply twice; the same for every order of input; another week draws others', () => {
    check(
      fc.property(fc.uniqueArray(fc.record({ id: fc.string({ minLength: 1 }), by: fc.constantFrom('a', 'b', 'c') }), { selector: ({ id }) => id, maxLength: 60 }), fc.integer({ min: 1, max: 8 }), (replies, perPerson) => {
        const sample = pickSamples(replies, perPerson, '100')
        expect(pickSamples([...replies].reverse(), perPerson, '100')).toEqual(sample)
        expect(new Set(sample).size).toBe(sample.length)
        for (const by of ['a', 'b', 'c']) expect(sample.filter((one) => one.by === by)).toHaveLength(Math.min(perPerson, replies.filter((one) => one.by === by).length))
      }),
    )
    const many = Array.from({ length: 500 }, (_, n) => ({ id: `r${n}`, by: 'a' }))
    expect(pickSamples(many, 20, '1').map(({ id }) => id)).not.toEqual(pickSamples(many, 20, '2').map(({ id }) => id))
  })

  it('no reply is favoured: over many weeks each is drawn about as often', () => {
    const replies = Array.from({ length: 20 }, (_, n) => ({ id: `reply-${n}`, by: 'a' }))
    const drawn = new Map<string, number>()
    for (let week = 0; week < 2000; week += 1) for (const { id } of pickSamples(replies, 5, String(week))) drawn.set(id, (drawn.get(id) ?? 0) + 1)
    // 500 are expected of each; five standard deviations are 97
    for (const { id } of replies) expect(Math.abs((drawn.get(id) ?? 0) - 500), id).toBeLessThan(97)
  })
})

describe('E1: causes', () => {
  it('finds only causes whose words are there, in any case and width', () => {
    check(
      fc.property(fc.string(), fc.subarray(['掉色', 'Late', '客服'], { minLength: 0 }), (noise, words) => {
        const causes = [{ id: 'quality', words: ['掉色'] }, { id: 'delivery', words: ['late'] }, { id: 'service', words: ['客服'] }]
        const text = `${noise}${words.join(noise)}`.toUpperCase()
        const found = causesIn(text, causes)
        for (const { id, words: own } of causes) if (words.some((word) => own.includes(word.toLowerCase()))) expect(found).toContain(id)
        expect(causesIn('', causes)).toEqual([])
      }),
    )
  })
})
