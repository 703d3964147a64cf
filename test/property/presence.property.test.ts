import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hear, nextEnd, ownCases, takenCases, type Heard, type PresenceFacts, type SaidHere } from '../../src/domain/sync/presence'

const NOW = 1_800_000_000_000
const LASTS = 45_000
const doing = fc.constantFrom('looking' as const, 'answering' as const)
const facts = fc.record({
  deviceId: fc.constantFrom('own', 'a', 'b'),
  saidAt: fc.integer({ min: NOW - 3_600_000, max: NOW + 3_600_000 }),
  cases: fc.array(fc.record({ caseId: fc.constantFrom('c1', 'c2'), staffId: fc.constantFrom('s1', 's2'), staffName: fc.constantFrom('小林', '小周'), doing, ahead: fc.integer({ min: -10_000, max: 10_000_000 }) }), { maxLength: 4 }),
}).map(({ cases, ...one }): PresenceFacts => ({ ...one, cases: cases.map(({ ahead, ...rest }) => ({ ...rest, until: one.saidAt + ahead })) }))
const NOBODY: ReadonlyMap<string, Heard> = new Map()

describe('S7: who has a case open elsewhere', () => {
  it('never shows this device, a person twice on a case, or anything longer than it holds', () => {
    fc.assert(
      fc.property(fc.array(fc.array(facts, { maxLength: 4 }), { maxLength: 5 }), (rounds) => {
        let heard = NOBODY
        rounds.forEach((round, at) => {
          heard = hear(heard, round, 'own', NOW + at * 1000)
        })
        const now = NOW + rounds.length * 1000
        const taken = takenCases(heard, LASTS, now)
        expect(heard.has('own')).toBe(false)
        expect(new Set(taken.map((one) => `${one.caseId} ${one.staffId}`)).size).toBe(taken.length)
        for (const { until } of taken) {
          expect(until).toBeGreaterThan(now)
          expect(until).toBeLessThanOrEqual(now + LASTS)
        }
        expect(nextEnd(taken)).toBe(taken.length === 0 ? null : Math.min(...taken.map(({ until }) => until)))
        expect(takenCases(heard, LASTS, now + LASTS)).toEqual([])
      }),
    )
  })

  it('what a device says anew while this PC listens counts from now, however wrong its clock is; a file left behind shows nobody', () => {
    fc.assert(
      fc.property(fc.integer({ min: -48 * 3_600_000, max: 48 * 3_600_000 }), (skew) => {
        const said = (at: number): PresenceFacts => ({ deviceId: 'a', saidAt: at + skew, cases: [{ caseId: 'c1', staffId: 's1', staffName: '小林', doing: 'answering', until: at + skew + LASTS }] })
        const first = hear(NOBODY, [said(NOW)], 'own', NOW)
        expect(takenCases(first, LASTS, NOW)).toHaveLength(skew > -LASTS ? 1 : 0)
        const again = hear(first, [said(NOW + 10_000)], 'own', NOW + 10_000)
        expect(takenCases(again, LASTS, NOW + 10_000)).toMatchObject([{ caseId: 'c1', doing: 'answering', until: NOW + 10_000 + LASTS }])
        expect(takenCases(again, LASTS, NOW + 10_000 + LASTS)).toEqual([])
      }),
    )
  })

  it('the newest of a device replaces what it said before, also with nothing', () => {
    const open: PresenceFacts = { deviceId: 'a', saidAt: NOW, cases: [{ caseId: 'c1', staffId: 's1', staffName: '小林', doing: 'looking', until: NOW + LASTS }] }
    const closed: PresenceFacts = { deviceId: 'a', saidAt: NOW + 1, cases: [] }
    expect(takenCases(hear(NOBODY, [open, closed], 'own', NOW), LASTS, NOW)).toEqual([])
    expect(takenCases(hear(NOBODY, [closed, open], 'own', NOW), LASTS, NOW)).toEqual([])
  })

  it('this device tells what is open here and has not expired, the answering of two', () => {
    const one = (doingNow: SaidHere['doing'], until: number): SaidHere => ({ caseId: 'c1', staffId: 's1', staffName: '小林', doing: doingNow, since: NOW, until })
    expect(ownCases([one('looking', NOW + 9), one('answering', NOW + 5)], NOW)).toEqual([one('answering', NOW + 5)])
    expect(ownCases([one('looking', NOW + 9), one('answering', NOW)], NOW)).toEqual([one('looking', NOW + 9)])
    expect(ownCases([one('looking', NOW)], NOW)).toEqual([])
  })
})
