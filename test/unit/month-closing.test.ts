import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ageing, bucketOfAge, daysBetween } from '../../src/domain/reconcile/ageing'
import type { MonthState } from '../../src/domain/reconcile/month-closing'
import { carryForward, checkClosing, closeMonth, monthAfter, postingMonth, reopenMonth } from '../../src/domain/reconcile/month-closing'
import { check } from '../support/properties'
import { claimOf, lineOf, matchesToStore, run } from './reconcile-helpers'

const open = (month: string): MonthState => ({ month, status: 'open', revision: 0, trail: [] })
const closed = (month: string): MonthState => ({ month, status: 'closed', revision: 1, trail: [] })
const WHO = { by: 'finance', at: 1_000, today: '2026-11-02' }

describe('M5: closing a month', () => {
  const claims = [
    claimOf({ id: 'full', waybill: 'W00000001' }),
    claimOf({ id: 'short', waybill: 'W00000002' }),
    claimOf({ id: 'granted', waybill: 'W00000003', status: 'granted', grantedCents: 20_000 }),
    claimOf({ id: 'waiting', waybill: 'W00000004', filedOn: '2026-07-01' }),
    claimOf({ id: 'rejected', waybill: 'W00000005', status: 'rejected', endedOn: '2026-10-20' }),
  ]
  const lines = [lineOf(30_000, { id: 'a', waybill: 'W00000001' }), lineOf(25_000, { id: 'b', waybill: 'W00000002' }), lineOf(777, { id: 'x', waybill: 'NOBODY999999' })]
  const result = run(claims, lines)

  it('M5: locks claims and lines, numbers the report and carries forward what is owed', () => {
    const done = closeMonth(open('2026-10'), result, [closed('2026-09')], WHO)
    if (!done.ok) throw new Error(done.refusals.join())
    const { closing } = done
    expect(closing.number).toBe('2026-10-1')
    expect(closing.state).toMatchObject({ status: 'closed', revision: 1, trail: [{ step: 'closed', by: 'finance', at: 1_000 }] })
    expect([...closing.claimIds].sort()).toEqual(['full', 'granted', 'rejected', 'short', 'waiting'])
    expect([closing.matchedLineIds, closing.unexplainedLineIds]).toEqual([['a', 'b'], ['x']])
    expect(closing.carried.map(({ claimId, bucket, restCents }) => [claimId, bucket, restCents]).sort()).toEqual([
      ['granted', 'granted', 20_000],
      ['short', 'short-paid', 5_000],
      ['waiting', 'awaiting', 30_000],
    ])
    expect(closing.carriedCents).toBe(result.outstandingCents + result.shortPaidCents)
  })

  it('M5, M2: what is carried forward is in the next pool, and credit of the next month completes it', () => {
    const november = run(claims, [lineOf(5_000, { waybill: 'W00000002' })], { month: '2026-11', previousMatches: matchesToStore(result) })
    expect(november.claimFigures.map(({ claimId }) => claimId).sort()).toEqual(carryForward(result).map(({ claimId }) => claimId).sort())
    expect(november.claimFigures.find(({ claimId }) => claimId === 'short')).toMatchObject({ creditedEarlierCents: 25_000, creditedThisMonthCents: 5_000, bucket: 'none' })
  })

  it('M5: warns of what is left and closes over it', () => {
    expect(checkClosing(open('2026-10'), result, [], '2026-11-01')).toEqual({ refusals: [], warnings: [{ warning: 'UNEXPLAINED_LEFT', count: 1 }] })
  })

  it.each([
    ['MONTH_NOT_OVER', open('2026-10'), [], '2026-10-31'],
    ['ALREADY_CLOSED', closed('2026-10'), [], '2026-11-01'],
    ['EARLIER_MONTH_OPEN', open('2026-10'), [open('2026-09')], '2026-11-01'],
    ['EARLIER_MONTH_OPEN', open('2026-10'), [{ ...closed('2026-09'), status: 'reopened' as const }], '2026-11-01'],
  ])('M5: %s', (code, state, others, today) => {
    expect(closeMonth(state, result, others, { ...WHO, today })).toEqual({ ok: false, refusals: [code] })
  })

  it('M5: broken figures and an empty month are not closed', () => {
    expect(checkClosing(open('2026-10'), { ...result, invariantsHold: false }, [], '2026-11-01').refusals).toEqual(['INVARIANTS_BROKEN'])
    expect(checkClosing(open('2026-10'), run([], []), [], '2026-11-01').refusals).toEqual(['NOTHING_TO_CLOSE'])
  })

  it('M5: reopening needs a supervisor and a reason, the latest month first, and leaves a trace', () => {
    const wish = { by: 'boss', at: 2_000, reason: ' 快递补了账单 ', isSupervisor: true }
    expect(reopenMonth(closed('2026-10'), [], { ...wish, isSupervisor: false, reason: '' })).toEqual({ ok: false, refusals: ['NEEDS_SUPERVISOR', 'REASON_MISSING'] })
    expect(reopenMonth(closed('2026-10'), [closed('2026-11')], wish)).toEqual({ ok: false, refusals: ['LATER_MONTH_CLOSED'] })
    expect(reopenMonth(open('2026-10'), [], wish)).toEqual({ ok: false, refusals: ['NOT_CLOSED'] })
    const again = reopenMonth(closed('2026-10'), [closed('2026-09')], wish)
    if (!again.ok) throw new Error(again.refusals.join())
    expect(again.state).toMatchObject({ status: 'reopened', revision: 1, trail: [{ step: 'reopened', by: 'boss', reason: '快递补了账单' }] })
    const second = closeMonth(again.state, result, [], WHO)
    expect(second.ok && second.closing.number).toBe('2026-10-2')
    expect(second.ok && second.closing.state.trail).toHaveLength(2)
  })

  it('M5: later corrections post to the next month that is open', () => {
    expect(postingMonth([closed('2026-11'), closed('2026-12')], '2026-11')).toBe('2027-01')
    expect(postingMonth([closed('2026-10'), { ...closed('2026-11'), status: 'reopened' }], '2026-10')).toBe('2026-11')
    expect(postingMonth([], '2026-10')).toBe('2026-10')
    expect(monthAfter('2026-09')).toBe('2026-10')
  })

  it('M5: whatever is closed and reopened, closed months are a row without gaps, and nothing posts into one', () => {
    const months = ['2026-08', '2026-09', '2026-10', '2026-11']
    const wish = fc.record({ month: fc.nat(3), close: fc.boolean(), isSupervisor: fc.boolean() })
    check(
      fc.property(fc.array(wish, { maxLength: 20 }), (wishes) => {
        let states = months.map(open)
        for (const { month, close, isSupervisor } of wishes) {
          const state = states[month] ?? open('2026-08')
          const others = states.filter((other) => other !== state)
          const closing = close ? closeMonth(state, result, others, { ...WHO, today: '2026-12-01' }) : null
          const reopening = close ? null : reopenMonth(state, others, { by: 'boss', at: 1, reason: '补账单', isSupervisor })
          const next = closing?.ok === true ? closing.closing.state : reopening?.ok === true ? reopening.state : state
          states = states.map((other) => (other === state ? next : other))
          const flags = states.map(({ status }) => (status === 'closed' ? 'x' : '.')).join('')
          expect(flags).toMatch(/^x*\.*$/)
          for (const wanted of months) expect(states.find((one) => one.month === postingMonth(states, wanted))?.status).not.toBe('closed')
          for (const one of states) {
            expect(one.trail.filter(({ step }) => step === 'closed')).toHaveLength(one.revision)
            expect(one.status === 'closed').toBe(one.trail.at(-1)?.step === 'closed')
          }
        }
      }),
    )
  })

  it('M4: ageing counts every claim that is owed money once, and adds up to the month', () => {
    const buckets = ageing(result.claimFigures, '2026-10-31', [30, 60, 90])
    expect(buckets.map(({ fromDays, toDays, claims: count }) => [fromDays, toDays, count])).toEqual([[0, 30, 2], [31, 60, 0], [61, 90, 0], [91, null, 1]])
    expect(buckets.reduce((sum, bucket) => sum + bucket.outstandingCents, 0)).toBe(result.outstandingCents)
    expect(buckets.reduce((sum, bucket) => sum + bucket.shortPaidCents, 0)).toBe(result.shortPaidCents)
    expect(ageing(result.claimFigures, '2026-10-31', [30, 60, 90], 'zto').every(({ claims: count }) => count === 0)).toBe(true)
    expect([0, 30, 31, 60, 61, 90, 91, -5].map((days) => bucketOfAge(days, [30, 60, 90]))).toEqual([0, 0, 1, 1, 2, 2, 3, 0])
    expect([daysBetween('2026-02-28', '2026-03-01'), daysBetween('2026-10-31', '2026-10-01')]).toEqual([1, -30])
  })
})
