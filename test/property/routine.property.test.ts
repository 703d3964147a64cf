import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkLines } from '../../src/domain/checklist/checklist'
import { caseTasks, goodsKey, isCashOnDelivery, orderTasks, readSource, sourceOf, type OrderFact, type RoutinePolicy } from '../../src/domain/routine/routine'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const NOW = Date.UTC(2026, 10, 21, 2)
const POLICY: RoutinePolicy = {
  everyMs: 1,
  lookBack: 1,
  forgetMs: 30 * DAY,
  atMost: 9,
  payment: { afterMs: 2 * HOUR, template: 'p' },
  close: { unpaidAfterMs: 72 * HOUR, repeatedWithinMs: 24 * HOUR, template: 'c' },
  cod: { words: ['货到付款', 'COD'], template: 'd' },
  delivery: { afterMs: 12 * HOUR, untilMs: 72 * HOUR, template: 'e' },
  extend: { tradeMs: 10 * DAY, withinMs: 3 * DAY, template: 'f' },
  rating: { afterMs: 5 * DAY, untilMs: 20 * DAY, template: 'g' },
  stock: { kinds: ['out-of-stock'] },
}
const order = (more: Partial<OrderFact>): OrderFact => ({ id: 'o1', status: 'paid', createdAt: NOW - HOUR, shippedAt: null, words: [], goods: 'A×1', twins: [], rated: false, inCase: false, tradeEndsAt: null, ...more })
const tasks = (more: Partial<OrderFact>): string[] => orderTasks(order(more), POLICY, NOW).map(({ kind, why }) => `${kind}:${why}`)

const orders: fc.Arbitrary<OrderFact> = fc.record({
  id: fc.constantFrom('o1', 'o2'),
  status: fc.constantFrom('unpaid', 'paid', 'shipped', 'completed', 'closed', 'refunded', 'refunding', 'unknown'),
  createdAt: fc.option(fc.integer({ min: NOW - 40 * DAY, max: NOW + DAY })),
  shippedAt: fc.option(fc.integer({ min: NOW - 40 * DAY, max: NOW })),
  words: fc.array(fc.constantFrom('货到付款', '赠品', 'COD please', 'promo code'), { maxLength: 3 }),
  goods: fc.constantFrom('A×1', 'B×2'),
  twins: fc.array(fc.record({ id: fc.constantFrom('o0', 'o3'), createdAt: fc.integer({ min: NOW - 3 * DAY, max: NOW }), status: fc.constantFrom('unpaid', 'paid', 'closed'), goods: fc.constantFrom('A×1', 'B×2') }), { maxLength: 3 }),
  rated: fc.boolean(),
  inCase: fc.boolean(),
  tradeEndsAt: fc.option(fc.integer({ min: NOW - DAY, max: NOW + 20 * DAY })),
})

describe('H3: which orders give rise to which tasks', () => {
  it('H3: never two tasks of one source, each readable again, and none of an order that is over', () => {
    fc.assert(
      fc.property(orders, (one) => {
        const found = orderTasks(one, POLICY, NOW)
        const sources = found.map(sourceOf)
        expect(new Set(sources).size).toBe(sources.length)
        for (const task of found) expect(readSource(sourceOf(task))).toEqual({ kind: task.kind, why: task.why, subject: task.subject })
        if (['closed', 'refunded', 'refunding', 'unknown'].includes(one.status)) expect(found).toEqual([])
      }),
    )
  })

  it('H3: nobody is chased for money that is paid at the door, and no order is chased and closed at once', () => {
    fc.assert(
      fc.property(orders, (one) => {
        const found = orderTasks(one, POLICY, NOW).map(({ kind, why }) => `${kind}:${why}`)
        if (found.includes('cod:cod')) expect(found.filter((task) => task === 'payment:unpaid' || task === 'close:expired')).toEqual([])
        expect(found.filter((task) => task === 'payment:unpaid' || task === 'close:expired').length).toBeLessThan(2)
      }),
    )
  })

  it('H3: unpaid orders are reminded of from two hours on and closed after three days', () => {
    expect(tasks({ status: 'unpaid', createdAt: NOW - 2 * HOUR + 1 })).toEqual([])
    expect(tasks({ status: 'unpaid', createdAt: NOW - 2 * HOUR })).toEqual(['payment:unpaid'])
    expect(tasks({ status: 'unpaid', createdAt: NOW - 72 * HOUR })).toEqual(['close:expired'])
    expect(tasks({ status: 'unpaid', createdAt: NOW - 31 * DAY })).toEqual([])
  })

  it('H3: of two equal orders exactly the later one is asked about', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20 * HOUR }), fc.integer({ min: 0, max: 20 * HOUR }), (first, second) => {
        const [a, b] = [NOW - first, NOW - second]
        const of = (id: string, createdAt: number, otherId: string, other: number): boolean => orderTasks(order({ id, createdAt, twins: [{ id: otherId, createdAt: other, status: 'paid', goods: 'A×1' }] }), POLICY, NOW).some(({ why }) => why === 'repeated')
        expect([of('o1', a, 'o2', b), of('o2', b, 'o1', a)].filter(Boolean)).toHaveLength(1)
      }),
    )
    expect(tasks({ twins: [{ id: 'o0', createdAt: NOW - 2 * HOUR, status: 'closed', goods: 'A×1' }] })).toEqual([])
    expect(tasks({ twins: [{ id: 'o0', createdAt: NOW - 2 * HOUR, status: 'paid', goods: 'B×1' }] })).toEqual([])
  })

  it('H3: trade time is extended while a case is open, by its clock or counted from shipping', () => {
    expect(tasks({ status: 'shipped', shippedAt: NOW - 8 * DAY, inCase: true })).toEqual(['extend:ending'])
    expect(tasks({ status: 'shipped', shippedAt: NOW - 8 * DAY })).toEqual([])
    expect(tasks({ status: 'shipped', shippedAt: NOW - 8 * DAY, inCase: true, tradeEndsAt: NOW + 9 * DAY })).toEqual([])
    expect(tasks({ status: 'shipped', shippedAt: NOW - DAY })).toEqual(['delivery:shipped'])
    expect(tasks({ status: 'completed', shippedAt: NOW - 6 * DAY })).toEqual(['rating:unrated'])
    expect(tasks({ status: 'completed', shippedAt: NOW - 6 * DAY, rated: true })).toEqual([])
  })

  it('H3: stock is checked while a case says that it is out; words of cash on delivery are whole words', () => {
    expect(caseTasks({ id: 'c', kind: 'out-of-stock', open: true, openedAt: NOW }, POLICY)).toMatchObject([{ kind: 'stock', why: 'missing', subject: 'c' }])
    expect(caseTasks({ id: 'c', kind: 'out-of-stock', open: false, openedAt: NOW }, POLICY)).toEqual([])
    expect([isCashOnDelivery(['COD'], ['COD']), isCashOnDelivery(['promo code'], ['COD']), isCashOnDelivery(['买家选了货到付款'], ['货到付款']), isCashOnDelivery([], ['COD'])]).toEqual([true, false, true, false])
    expect(goodsKey([{ title: 'a', sku: 'S2', quantity: 1 }, { title: 'b', sku: null, quantity: 2 }])).toBe(goodsKey([{ title: 'b', sku: null, quantity: 2 }, { title: 'x', sku: 'S2', quantity: 1 }]))
  })
})

describe('H2: lines of an opening checklist', () => {
  it('H2: every item stands once, or once per shop, under a name that no other has', () => {
    const item = (id: string, perShop: boolean) => ({ id, zh: id, en: id, source: 'typed' as const, kinds: [], perShop, figures: [] })
    const policies = fc.uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c', 'a-b'), fc.boolean()), { selector: ([id]) => id })
    fc.assert(
      fc.property(policies, fc.uniqueArray(fc.constantFrom('s1', 's2', 's3')), (items, shops) => {
        const lines = checkLines({ items: items.map(([id, perShop]) => item(id, perShop)) }, shops)
        expect(new Set(lines.map(({ row }) => row)).size).toBe(lines.length)
        for (const [id, perShop] of items) expect(lines.filter((line) => line.item === id)).toHaveLength(perShop ? shops.length : 1)
      }),
    )
  })
})
