import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LIABLE_PARTIES, type LiableParty } from '../../src/domain/case/lists'
import type { LeakClaim, LeakFacts } from '../../src/domain/claim/leak'
import { leakReport, leakTotal } from '../../src/domain/claim/leak'
import { CLAIM_STATUSES } from '../../src/domain/claim/status'
import { check } from '../support/properties'

const DAY = 86_400_000
const NOW = 1_000 * DAY
const POLICY = { windowNearDays: 5, chaseAfterDays: 15, lookBackDays: 120 }

const facts = (over: Partial<LeakFacts> = {}): LeakFacts => ({
  caseId: 'case', caseNo: 'A1', courierId: 'sf', waybill: 'SF1', liableParty: 'courier', paidCents: 8900, resentCents: 0, valueCents: 9900, windowEndsAt: NOW + 20 * DAY, claims: [], ...over,
})
const claim = (over: Partial<LeakClaim> = {}): LeakClaim => ({
  claimId: 'claim', claimNo: 'L-1', status: 'filed', amountCents: 8900, grantedCents: null, creditedCents: 0, courierId: 'sf', statusAt: NOW - 30 * DAY, ...over,
})
const leaks = (over: Partial<LeakFacts>): [string, number, string][] => leakReport([facts(over)], POLICY, NOW).map((leak) => [leak.kind, leak.atStakeCents, leak.action])

describe('M8: leak report', () => {
  it('M8: money paid or goods resent, and nothing claimed', () => {
    expect(leaks({})).toEqual([['not-claimed', 8900, 'claim']])
    expect(leaks({ paidCents: 0, resentCents: 5000 })).toEqual([['not-claimed', 5000, 'claim']])
    expect(leaks({ resentCents: 5000 })).toEqual([['not-claimed', 13_900, 'claim']])
    expect(leakReport([facts()], POLICY, NOW)[0]).toMatchObject({ reasonZh: '快递责任，已退款，还没有理赔', reasonEn: 'The courier is liable and money was paid, nothing is claimed yet' })
  })

  it('M8: nothing is lost where nobody paid, another is liable, or a claim is under way', () => {
    expect(leaks({ paidCents: 0 })).toEqual([])
    expect(leaks({ liableParty: 'warehouse' })).toEqual([])
    expect(leaks({ liableParty: null })).toEqual([])
    for (const status of ['filed', 'rejected', 'withdrawn', 'given-up', 'credited'] as const) expect(leaks({ claims: [claim({ status })] })).toEqual([])
  })

  it('M8: a window about to close counts also before anything is paid, and a draft is not a claim', () => {
    expect(leaks({ paidCents: 0, windowEndsAt: NOW + 5 * DAY })).toEqual([['window-closing', 9900, 'claim']])
    expect(leaks({ paidCents: 0, windowEndsAt: NOW + 6 * DAY })).toEqual([])
    expect(leaks({ windowEndsAt: NOW + DAY, claims: [claim({ status: 'draft', amountCents: 12_000 })] })).toEqual([['window-closing', 12_000, 'claim']])
    const [leak] = leakReport([facts({ windowEndsAt: NOW + DAY, claims: [claim({ status: 'draft' })] })], POLICY, NOW)
    expect(leak).toMatchObject({ daysLeft: 1, claimId: 'claim', reasonZh: '快递责任，已退款，理赔还是草稿，理赔期限只剩 1 天', reasonEn: 'The courier is liable and money was paid, the claim is still a draft, the claim window ends in 1 day' })
    expect(leaks({ windowEndsAt: NOW - 1 })).toEqual([['window-missed', 8900, 'claim']])
  })

  it('M8: granted and not credited is chased after the days of the policy, by what is missing', () => {
    const granted = (over: Partial<LeakClaim>): [string, number, string][] => leaks({ claims: [claim({ status: 'granted', grantedCents: 6000, ...over })] })
    expect(granted({})).toEqual([['granted-not-credited', 6000, 'chase']])
    expect(granted({ grantedCents: null })).toEqual([['granted-not-credited', 8900, 'chase']])
    expect(granted({ status: 'part-credited', creditedCents: 2000 })).toEqual([['granted-not-credited', 4000, 'chase']])
    expect(granted({ creditedCents: 6000 })).toEqual([])
    expect(granted({ statusAt: NOW - 14 * DAY })).toEqual([])
    // chased: the waiting begins anew, the words go on counting from the promise
    expect(granted({ chasedAt: NOW - 14 * DAY })).toEqual([])
    expect(granted({ chasedAt: NOW - 15 * DAY })).toEqual([['granted-not-credited', 6000, 'chase']])
    expect(leakReport([facts({ claims: [claim({ status: 'granted', chasedAt: NOW - 20 * DAY })] })], POLICY, NOW)[0]?.reasonZh).toBe('快递认赔 30 天，还没有到账')
    expect(leaks({ caseId: null, caseNo: null, claims: [claim({ status: 'granted' })] })).toEqual([['granted-not-credited', 8900, 'chase']])
  })

  it('M8: the most pressing first, whatever the order of the cases', () => {
    const rows = [
      facts({ caseId: 'a', paidCents: 100 }),
      facts({ caseId: 'b', paidCents: 200, windowEndsAt: NOW + 3 * DAY }),
      facts({ caseId: 'c', paidCents: 100, windowEndsAt: NOW + DAY }),
      facts({ caseId: 'd', paidCents: 9000, claims: [claim({ claimId: 'g', status: 'granted' })] }),
    ]
    const order = (list: readonly LeakFacts[]): (string | null)[] => leakReport(list, POLICY, NOW).map(({ caseId }) => caseId)
    expect(order(rows)).toEqual(['c', 'b', 'd', 'a'])
    expect(order([...rows].reverse())).toEqual(order(rows))
    expect(leakTotal(leakReport(rows, POLICY, NOW))).toBe(100 + 200 + 100 + 8900)
  })

  it('M8: every amount at stake is positive, a case without a claim is in it once, and no ended claim is', () => {
    const anyClaim = fc.record({
      claimId: fc.constantFrom('x', 'y'), claimNo: fc.constant('L'), status: fc.constantFrom(...CLAIM_STATUSES), amountCents: fc.nat(9999), grantedCents: fc.option(fc.nat(9999), { nil: null }),
      creditedCents: fc.integer({ min: -99, max: 9999 }), courierId: fc.constant('sf'), statusAt: fc.integer({ min: 0, max: 60 }).map((days) => NOW - days * DAY),
    })
    const anyFacts = fc.record({
      caseId: fc.option(fc.constant('case'), { nil: null }), caseNo: fc.constant('A'), courierId: fc.constant('sf'), waybill: fc.constant('SF1'),
      liableParty: fc.constantFrom<LiableParty | null>(null, ...(Object.keys(LIABLE_PARTIES) as LiableParty[])), paidCents: fc.nat(9999), resentCents: fc.nat(9999), valueCents: fc.nat(9999),
      windowEndsAt: fc.option(fc.integer({ min: -30, max: 30 }).map((days) => NOW + days * DAY), { nil: null }), claims: fc.array(anyClaim, { maxLength: 3 }),
    })
    check(
      fc.property(anyFacts, (one) => {
        const found = leakReport([one], POLICY, NOW)
        for (const leak of found) expect(leak.atStakeCents).toBeGreaterThan(0)
        expect(found.filter(({ action }) => action === 'claim').length).toBeLessThanOrEqual(one.claims.every(({ status }) => status === 'draft') && one.liableParty === 'courier' ? 1 : 0)
      }),
    )
  })
})
