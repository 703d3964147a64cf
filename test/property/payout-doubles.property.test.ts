import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { check } from '../support/properties'
import { accountKey, suspicions, unexplained, type DuplicatePolicy, type MoneyOut } from '../../src/domain/finance/duplicates'

/** F1: what may go out twice. */
const DAY = 86_400_000
const policy: DuplicatePolicy = { accountWithinMs: 30 * DAY, toleranceCents: 0 }
const one: MoneyOut = { id: 'a', source: 'payout', caseId: 'c1', orderNo: 'o1', account: 'li@pay.test', amountCents: 500, currency: 'CNY', givesBack: false, at: 100 * DAY, ended: false }
const other = (patch: Partial<MoneyOut>): MoneyOut => ({ ...one, id: 'b', caseId: 'c2', orderNo: 'o2', account: null, ...patch })
const reasons = (patch: Partial<MoneyOut>, more: Partial<MoneyOut> = {}, terms = policy) => suspicions({ ...one, ...more }, [other(patch)], terms).flatMap((found) => found.reasons)

const pick = <T,>(...values: T[]) => fc.constantFrom(...values)
const payment = fc.record({
  source: pick<MoneyOut['source']>('payout', 'payout', 'platform-refund'),
  caseId: pick(null, 'c1', 'c2'),
  orderNo: pick(null, 'o1', 'o2'),
  account: pick(null, 'li@pay.test', 'LI@PAY.TEST ', '6222 0000-1111'),
  amountCents: pick(500, 501, 900),
  currency: pick('CNY', 'CNY', 'USD'),
  givesBack: fc.boolean(),
  at: fc.integer({ min: 0, max: 90 }).map((day) => day * DAY),
  ended: pick(false, false, true),
})
const payments = fc.array(payment, { maxLength: 12 }).map((all) => all.map((found, at): MoneyOut => ({ ...found, id: String(at) })))
const terms = fc.record({ accountWithinMs: fc.integer({ min: 0, max: 60 }).map((day) => day * DAY), toleranceCents: pick(0, 1, 400) })

describe('possible doubles of a payout', () => {
  it('F1: the same case, the same order, the same account lately, and a refund that the platform made', () => {
    expect(reasons({ caseId: 'c1' })).toEqual(['same-case'])
    expect(reasons({ orderNo: 'o1' })).toEqual(['same-order'])
    expect(reasons({ account: 'ＬＩ@pay.test', at: 70 * DAY })).toEqual(['same-account'])
    expect(reasons({ account: 'li@pay.test', at: 70 * DAY - 1 })).toEqual([])
    expect(reasons({ caseId: 'c1', amountCents: 501 })).toEqual([])
    expect(reasons({ caseId: 'c1', amountCents: 501 }, {}, { ...policy, toleranceCents: 1 })).toEqual(['same-case'])
    expect(reasons({ caseId: 'c1', currency: 'USD' })).toEqual([])
    expect(reasons({ caseId: 'c1', ended: true })).toEqual([])
    expect(reasons({ source: 'platform-refund', orderNo: 'o1', amountCents: 8900 })).toEqual([])
    expect(reasons({ source: 'platform-refund', orderNo: 'o1', amountCents: 500 })).toEqual(['platform-refunded'])
    expect(reasons({ source: 'platform-refund', orderNo: 'o1', amountCents: 8900 }, { givesBack: true })).toEqual(['platform-refunded'])
    expect(accountKey('6222 0000-1111')).toBe('622200001111')
    expect(accountKey('****1111')).toBeNull()
  })

  it('F1: between payouts it goes both ways, so that both wait for a person (S3)', () => {
    check(
      fc.property(payments, terms, (all, rule) => {
        for (const a of all) {
          for (const b of all) {
            if (a.source !== 'payout' || b.source !== 'payout') continue
            expect(suspicions(a, [b], rule).flatMap((found) => found.reasons)).toEqual(suspicions(b, [a], rule).flatMap((found) => found.reasons))
          }
        }
      }),
    )
  })

  it('F1: each is judged alone: nothing beside it, and no order of what is beside it, changes the answer', () => {
    check(
      fc.property(payments, terms, fc.nat(), (all, rule, turn) => {
        const [first] = all
        if (first === undefined) return
        const turned = all.map((_, at) => all[(at + turn) % all.length] as MoneyOut)
        const ids = (list: readonly MoneyOut[]): string[] => suspicions(first, list, rule).map(({ id }) => id).sort()
        expect(ids(turned)).toEqual(ids(all))
        expect(ids(all)).toEqual(all.flatMap((beside) => ids([beside])).sort())
        expect(ids(all)).not.toContain(first.id)
      }),
    )
  })

  it('F1: a wider window or tolerance only ever finds more; what has ended is never found nor suspected', () => {
    check(
      fc.property(payments, terms, fc.nat({ max: 10 }), (all, rule, more) => {
        for (const a of all) {
          const found = suspicions(a, all, rule)
          const wide = new Set(suspicions(a, all, { accountWithinMs: rule.accountWithinMs + more * DAY, toleranceCents: rule.toleranceCents + more }).map(({ id }) => id))
          expect(found.every(({ id }) => wide.has(id))).toBe(true)
          expect(found.some(({ id }) => all.find((b) => b.id === id)?.ended)).toBe(false)
          if (a.ended) expect(found).toEqual([])
          // an explanation settles what it names, and nothing else
          const named = new Set(found.slice(0, 1).map(({ id }) => id))
          expect(unexplained(found, named)).toEqual(found.slice(1))
        }
      }),
    )
  })
})
