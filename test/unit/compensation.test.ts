import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { compensationFileSchema, promisesFileSchema } from '../../src/contract/money-policies'
import { bundleRefund, partialRefund, postageTopUp, replacementExposure } from '../../src/domain/calculators/calculators'
import { compensationGate, compensationPolicyOf, nextRung } from '../../src/domain/compensation/gate'
import { awaitsConfirmation, movePayout } from '../../src/domain/compensation/payout'
import { promiseDue, promiseReport } from '../../src/domain/promise/promise'
import { compareRemedies } from '../../src/domain/remedy/compare'
import { ROOT } from '../support/folders'
import { START } from '../support/kernel'

const policy = compensationFileSchema.parse(parse(readFileSync(join(ROOT, 'resources/policies/compensation.yaml'), 'utf8')))
const facts = { type: 'compensation' as const, amountCents: 500, usedCents: 0, freightCents: 800, minorStain: false }

describe('C7: the compensation gate', () => {
  it.each([
    ['within the freight', {}, true, 'within-limit'],
    ['exactly the freight', { amountCents: 800 }, true, 'within-limit'],
    ['a cent above', { amountCents: 801 }, false, 'over-limit'],
    ['together with what went before', { usedCents: 301 }, false, 'over-limit'],
    ['together exactly at the limit', { usedCents: 300 }, true, 'within-limit'],
    ['a minor stain, one cent', { amountCents: 1, minorStain: true }, false, 'minor-stain'],
  ])('%s', (_name, change, allowed, reason) => {
    expect(compensationGate({ ...facts, ...change }, policy)).toMatchObject({ allowed, reason, basis: 'freight', limitCents: 800 })
  })

  it('when the freight is not known the policy’s amount counts, or a supervisor', () => {
    expect(compensationGate({ ...facts, freightCents: null }, policy)).toMatchObject({ allowed: true, basis: 'amount', limitCents: policy.amountCents })
    expect(compensationGate({ ...facts, freightCents: null }, { ...policy, unknownFreight: 'supervisor' })).toMatchObject({ allowed: false, reason: 'freight-unknown', limitCents: null, leftCents: null })
  })

  it('a policy amount stands instead of the freight; a type may always ask; the shop’s own wins', () => {
    expect(compensationGate({ ...facts, amountCents: 900 }, { ...policy, limit: 'amount', amountCents: 1000 })).toMatchObject({ allowed: true, basis: 'amount', leftCents: 1000 })
    expect(compensationGate({ ...facts, type: 'refund' }, { ...policy, alwaysAsk: ['refund'] })).toMatchObject({ allowed: false, reason: 'always-ask' })
    const own = { ...policy, platforms: { tmall: { amountCents: 1 } }, shops: { 甲店: { amountCents: 2 } } }
    expect(compensationPolicyOf(own, 'tmall', '甲店').amountCents).toBe(2)
    expect(compensationPolicyOf(own, 'tmall', '乙店').amountCents).toBe(1)
    expect(compensationPolicyOf(own, 'jd', '乙店').amountCents).toBe(policy.amountCents)
  })

  it('the ladder goes advice, coupon, freight, supervisor', () => {
    expect(nextRung([])).toBe('advice')
    expect(nextRung(['advice'])).toBe('coupon')
    expect(nextRung(['coupon', 'advice'])).toBe('freight')
    expect(nextRung(['advice', 'coupon', 'freight', 'supervisor'])).toBe('supervisor')
  })

  it('a payout moves only along its table', () => {
    expect(movePayout('waiting', 'pay')).toBeNull()
    expect(movePayout('waiting', 'approve')).toBe('approved')
    expect(movePayout('approved', 'pay')).toBe('paid')
    expect(movePayout('paid', 'cancel')).toBeNull()
    expect(movePayout('refused', 'approve')).toBeNull()
    expect(awaitsConfirmation({ state: 'paid', approvalWay: 'spoken', confirmedAt: null })).toBe(true)
    expect(awaitsConfirmation({ state: 'refused', approvalWay: 'spoken', confirmedAt: null })).toBe(false)
  })
})

describe('C9: calculators', () => {
  const bundle = [
    { title: '杯', quantity: 1, kept: 0, aloneCents: 6000 },
    { title: '盖', quantity: 2, kept: 1, aloneCents: 3000 },
  ]
  it('a part of a bundle is refunded by the single price of what the buyer keeps', () => {
    // paid 100.00 for goods of 120.00; keeps one of 30.00
    expect(bundleRefund(10_000, bundle)).toEqual({ keptCents: 3000, refundCents: 7000, byLine: [4667, 2333] })
  })
  it('keeping more than was paid for refunds nothing, and so does keeping everything', () => {
    expect(bundleRefund(2000, bundle)).toMatchObject({ refundCents: 0, byLine: [0, 0] })
    expect(bundleRefund(10_000, bundle.map((line) => ({ ...line, kept: line.quantity })))).toMatchObject({ keptCents: 12_000, refundCents: 0 })
    expect(bundleRefund(10_000, bundle.map((line) => ({ ...line, kept: 0 })))).toMatchObject({ refundCents: 10_000 })
  })
  it('paid 100, refund 10: the buyer enters 90 to the seller', () => {
    expect(partialRefund(10_000, 1000)).toEqual({ toSellerCents: 9000, toBuyerCents: 1000 })
    expect(partialRefund(10_000, 10_001)).toBeNull()
  })
  it('a top-up is ordered in whole units of the link', () => {
    expect(postageTopUp(1250, 500, 100)).toEqual({ missingCents: 750, units: 8, overCents: 50 })
    expect(postageTopUp(500, 800, 100)).toEqual({ missingCents: 0, units: 0, overCents: 0 })
  })
  it('a replacement that leaves first risks the goods and the second parcel', () => {
    expect(replacementExposure({ goodsCents: 4000, reshipCents: 800, returnCents: 700, sellerPaysReturn: true })).toEqual({ atRiskCents: 4800, certainCents: 1500 })
    expect(replacementExposure({ goodsCents: 4000, reshipCents: 800, returnCents: 700, sellerPaysReturn: false }).certainCents).toBe(800)
  })
})

describe('P4: what each remedy costs', () => {
  const known = { priceCents: 2000, costCents: 600, returnCents: 1000, reshipCents: 800, differenceCents: 1900, sellerPaysReturn: true, resaleable: true }
  it('cheap goods are sent again, not fetched back', () => {
    expect(compareRemedies(known).map(({ remedy, totalCents }) => [remedy, totalCents])).toEqual([
      ['reissue', 1400],
      ['exchange', 1800],
      ['difference', 1900],
      ['refund-only', 2000],
      ['return-refund', 2400],
    ])
  })
  it('dear goods are fetched back', () => {
    const dear = compareRemedies({ ...known, priceCents: 50_000, costCents: 30_000, differenceCents: null })
    expect(dear[0]).toMatchObject({ remedy: 'exchange', totalCents: 1800 })
    expect(dear[1]).toMatchObject({ remedy: 'return-refund', totalCents: 21_000 })
    expect(dear.at(-1)).toMatchObject({ remedy: 'difference', totalCents: null, missing: ['difference'] })
  })
  it('goods that cannot be sold again count as lost, and a figure nobody knows is named', () => {
    expect(compareRemedies({ ...known, resaleable: false }).find((one) => one.remedy === 'exchange')?.totalCents).toBe(2400)
    expect(compareRemedies({ ...known, costCents: null }).find((one) => one.remedy === 'reissue')).toMatchObject({ totalCents: null, missing: ['goods'], parts: [{ part: 'reship-freight', cents: 800 }] })
  })
})

describe('P2: the promise register', () => {
  it('terms of the shipped policy fall due in the shop’s zone', () => {
    const choices = promisesFileSchema.parse(parse(readFileSync(join(ROOT, 'resources/policies/promises.yaml'), 'utf8')))
    const due = (id: string): string => new Date(promiseDue(choices.find((one) => one.id === id)?.term ?? { afterMs: Number.NaN }, START, 'Asia/Shanghai')).toISOString()
    expect(due('day')).toBe('2026-11-22T02:00:00.000Z')
    expect(due('tomorrow-morning')).toBe('2026-11-22T04:00:00.000Z')
    expect(due('today')).toBe('2026-11-21T10:00:00.000Z')
  })
  it('promised against actual', () => {
    const one = (state: 'open' | 'kept' | 'broken' | 'withdrawn', dueAt: number, endedAt: number | null = null) => ({ state, dueAt, endedAt })
    const report = promiseReport([one('kept', 100, 100), one('kept', 100, 130), one('kept', 100, 150), one('broken', 100, 120), one('withdrawn', 100, 90), one('open', 50), one('open', 300)], 200)
    expect(report).toEqual({ made: 7, keptInTime: 1, keptLate: 2, broken: 1, withdrawn: 1, open: 1, openLate: 1, keptPercent: 20, medianDelayMs: 40 })
    expect(promiseReport([], 0)).toMatchObject({ made: 0, keptPercent: null, medianDelayMs: null })
  })
})
