import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bundleRefund, partialRefund, postageTopUp, splitCents } from '../../src/domain/calculators/calculators'
import { compensationGate, type CompensationPolicy } from '../../src/domain/compensation/gate'
import { decideFreight } from '../../src/domain/freight/decide'
import { FREIGHT_CAUSES, FREIGHT_REMEDIES, INSURANCES, LEGS_OF, RETURN_SERVICES, type FreightFacts, type FreightPolicy } from '../../src/domain/freight/facts'
import { ratePrice } from '../../src/domain/freight/rate'
import { TABLE } from '../../src/domain/freight/table'
import { fit, LENGTH_UNITS, lengthOf } from '../../src/domain/memo/fit'
import { PROMISE_STATES, promiseReport, type PromiseState } from '../../src/domain/promise/promise'
import { compareRemedies } from '../../src/domain/remedy/compare'

const cents = fc.integer({ min: 0, max: 100_000_000 })
const maybeCents = fc.option(cents, { nil: null })
const ids = <T extends object>(list: T): (keyof T & string)[] => Object.keys(list) as (keyof T & string)[]

const freightFacts: fc.Arbitrary<FreightFacts> = fc.record({
  cause: fc.constantFrom(...ids(FREIGHT_CAUSES)),
  remedy: fc.constantFrom(...ids(FREIGHT_REMEDIES)),
  promised: fc.boolean(),
  insurance: fc.constantFrom(...ids(INSURANCES)),
  limitTold: fc.boolean(),
  service: fc.constantFrom(...ids(RETURN_SERVICES)),
  warned: fc.boolean(),
  freeShipping: fc.boolean(),
  outboundCents: maybeCents,
  returnCents: maybeCents,
  reshipCents: maybeCents,
  cheapestFirstCents: maybeCents,
})
const freightPolicy: fc.Arbitrary<FreightPolicy> = fc.record({
  deductFreeShipping: fc.boolean(),
  voidedBeatsFault: fc.boolean(),
  sellerRepays: fc.record({ way: fc.constantFrom('transfer' as const, 'next-order' as const), when: fc.constantFrom('after-inspection' as const, 'after-agreement' as const) }),
  buyerRepays: fc.record({ way: fc.constantFrom('top-up-link' as const, 'transfer' as const) }),
  topUpUnitCents: fc.constant(100),
  unknownGrams: fc.constant(500),
  say: fc.constant({ seller: 's', buyer: 'b' }),
  platforms: fc.constant({}),
  shops: fc.constant({}),
})

describe('C8: freight responsibility', () => {
  it('C8: every combination has one answer per leg: one payer, parts that add up, insurance never above the cheapest first weight', () => {
    fc.assert(
      fc.property(freightFacts, freightPolicy, (facts, policy) => {
        const answers = decideFreight(facts, policy)
        expect(answers.map((one) => one.leg)).toEqual(LEGS_OF[facts.remedy])
        for (const one of answers) {
          expect(one.insuranceCents).toBeGreaterThanOrEqual(0)
          expect(one.insuranceCents).toBeLessThanOrEqual(facts.cheapestFirstCents ?? 0)
          if (one.cents !== null) expect(one.insuranceCents + (one.payerCents ?? Number.NaN)).toBe(one.cents)
          if (one.leg !== 'return' || facts.insurance !== 'covers') expect(one.insuranceCents).toBe(0)
          // whoever owes something gives it back to the other, and only then
          if (one.repays !== null) expect(one.repays.by).toBe(one.payer)
          expect(one.repays === null).toBe(one.payer === one.advances || one.payerCents === 0)
          expect(one.why.zh).not.toBe('')
          expect(one.templateId).toBe(one.payer === 'seller' ? 's' : 'b')
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('C8: no row of the table is dead', () => {
    const reached = new Set<string>()
    const yesNo = [true, false]
    for (const cause of ids(FREIGHT_CAUSES)) for (const remedy of ids(FREIGHT_REMEDIES)) for (const insurance of ids(INSURANCES)) for (const service of ids(RETURN_SERVICES))
      for (const promised of yesNo) for (const limitTold of yesNo) for (const warned of yesNo) for (const freeShipping of yesNo) for (const deductFreeShipping of yesNo) for (const voidedBeatsFault of yesNo)
        for (const one of decideFreight(
          { cause, remedy, insurance, service, promised, limitTold, warned, freeShipping, outboundCents: 1, returnCents: 1, reshipCents: 1, cheapestFirstCents: 1 },
          { deductFreeShipping, voidedBeatsFault, sellerRepays: { way: 'transfer', when: 'after-inspection' }, buyerRepays: { way: 'top-up-link' }, topUpUnitCents: 1, unknownGrams: 1, say: {}, platforms: {}, shops: {} },
        )) reached.add(one.rule)
    expect([...reached].sort()).toEqual(TABLE.map((row) => row.id).sort())
  })

  it('O2: a heavier parcel never costs less', () => {
    const rate = fc.record({ area: fc.constant('*'), firstGrams: fc.integer({ min: 1, max: 50_000 }), firstCents: cents, stepGrams: fc.integer({ min: 0, max: 5000 }), stepCents: fc.integer({ min: 0, max: 100_000 }) })
    const grams = fc.integer({ min: 1, max: 200_000 })
    fc.assert(fc.property(rate, grams, grams, (one, a, b) => ratePrice(one, Math.min(a, b)) <= ratePrice(one, Math.max(a, b))))
  })
})

describe('C7: the gate', () => {
  const policy: CompensationPolicy = { limit: 'freight', amountCents: 800, unknownFreight: 'supervisor', alwaysAsk: [], minorStainAsks: true, spokenConfirmMs: 1, spokenSlot: 'chat-screenshot', unknownGrams: 1, platforms: {}, shops: {} }
  it('C7: whatever is asked for, in whatever portions, what goes without a supervisor never passes the limit', () => {
    fc.assert(
      fc.property(cents, fc.array(fc.integer({ min: 1, max: 3000 }), { maxLength: 20 }), (freightCents, asks) => {
        let used = 0
        for (const amountCents of asks) if (compensationGate({ type: 'compensation', amountCents, usedCents: used, freightCents, minorStain: false }, policy).allowed) used += amountCents
        expect(used).toBeLessThanOrEqual(freightCents)
      }),
    )
  })
})

describe('C9, P4: sums', () => {
  it('C9: parts add up to the cent, and none is a cent away from its share', () => {
    fc.assert(
      fc.property(cents, fc.array(fc.integer({ min: 0, max: 1_000_000_000 }), { minLength: 1, maxLength: 12 }), (total, weights) => {
        const parts = splitCents(total, weights)
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(total)
        const sum = weights.reduce((all, weight) => all + weight, 0)
        if (sum > 0) parts.forEach((part, index) => expect(Math.abs(part - (total * (weights[index] ?? 0)) / sum)).toBeLessThan(1))
      }),
    )
  })

  it('C9: a bundle’s refund lies between nothing and what was paid, and its lines add up to it', () => {
    const line = fc.record({ title: fc.constant('a'), quantity: fc.integer({ min: 1, max: 9 }), kept: fc.integer({ min: 0, max: 12 }), aloneCents: fc.integer({ min: 0, max: 1_000_000 }) })
    fc.assert(
      fc.property(cents, fc.array(line, { minLength: 1, maxLength: 6 }), (paid, lines) => {
        const { refundCents, byLine } = bundleRefund(paid, lines)
        expect(refundCents).toBeGreaterThanOrEqual(0)
        expect(refundCents).toBeLessThanOrEqual(paid)
        expect(byLine.reduce((sum, part) => sum + part, 0)).toBe(refundCents)
        lines.forEach((one, index) => {
          if (one.kept >= one.quantity) expect(byLine[index]).toBe(0)
        })
      }),
    )
  })

  it('C9: both sides of a partial refund are what was paid; a top-up is never short and never a whole unit over', () => {
    fc.assert(
      fc.property(cents, cents, fc.integer({ min: 1, max: 10_000 }), (paid, refund, unit) => {
        const told = partialRefund(paid, refund)
        if (told === null) expect(refund).toBeGreaterThan(paid)
        else expect(told.toSellerCents + told.toBuyerCents).toBe(paid)
        const { missingCents, units, overCents } = postageTopUp(paid, refund, unit)
        expect(units * unit).toBe(missingCents + overCents)
        expect(overCents).toBeLessThan(unit)
      }),
    )
  })

  it('P4: remedies come cheapest first, and each is the sum of its parts', () => {
    const facts = fc.record({ priceCents: maybeCents, costCents: maybeCents, returnCents: maybeCents, reshipCents: maybeCents, differenceCents: maybeCents, sellerPaysReturn: fc.boolean(), resaleable: fc.boolean() })
    fc.assert(
      fc.property(facts, (one) => {
        const found = compareRemedies(one)
        expect(found).toHaveLength(5)
        found.forEach(({ totalCents, parts, missing }, index) => {
          expect(totalCents === null).toBe(missing.length > 0)
          if (totalCents !== null) expect(parts.reduce((sum, part) => sum + part.cents, 0)).toBe(totalCents)
          const before = found[index - 1]
          if (before !== undefined && totalCents !== null) expect(before.totalCents ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(totalCents)
        })
      }),
    )
  })
})

describe('C6, P2', () => {
  it('C6: what would stand is a beginning that fits, and nothing longer of whole characters does', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 60 })
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 80 }), fc.constantFrom(...LENGTH_UNITS), (memo, max, unit) => {
        const { used, left, over, fits, head } = fit(memo, { max, unit })
        expect(used).toBe(lengthOf(memo, unit))
        expect(memo.startsWith(head)).toBe(true)
        expect(lengthOf(head, unit)).toBeLessThanOrEqual(max)
        expect(fits).toBe(used <= max)
        expect(used + left - over).toBe(max)
        const cut = [...new Intl.Segmenter('zh', { granularity: 'grapheme' }).segment(memo)].map((one) => one.index)
        expect([...cut, memo.length]).toContain(head.length)
      }),
    )
  })

  it('P2: every promise is counted once', () => {
    const one = fc.record({ state: fc.constantFrom(...(Object.keys(PROMISE_STATES) as PromiseState[])), dueAt: fc.integer({ min: 0, max: 1000 }), endedAt: fc.option(fc.integer({ min: 0, max: 2000 }), { nil: null }) })
    fc.assert(
      fc.property(fc.array(one), fc.integer({ min: 0, max: 2000 }), (promises, now) => {
        const { made, keptInTime, keptLate, broken, withdrawn, open, openLate } = promiseReport(promises, now)
        expect(made).toBe(promises.length)
        expect(keptInTime + keptLate + broken + withdrawn + open + openLate).toBe(made)
      }),
    )
  })
})
