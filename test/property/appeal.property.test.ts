import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { APPEAL_STATUSES, APPEAL_TYPES, appealDaysLeft, appealSums, canMoveAppeal, isOpenAppeal, isWon, nextAppealStatuses, outcomeProblem } from '../../src/domain/appeal/appeal'
import { metDemands, movedEvidence, nameEvidence } from '../../src/domain/appeal/evidence'
import { PHOTO_FORMATS } from '../../src/domain/photo/formats'
import { collisionKey, isSafeSegment } from '../../src/domain/photo/safe-name'

const status = fc.constantFrom(...APPEAL_STATUSES)
const type = fc.constantFrom(...APPEAL_TYPES)
const cents = fc.integer({ min: 0, max: 1e12 })
const row = fc.record({ currency: fc.constantFrom('CNY', 'USD', 'EUR'), status, claimedCents: fc.option(cents), recoveredCents: fc.option(cents) })

describe('A8: properties of appeals', () => {
  it('A8: from every status every other can be reached, every step can be taken back, and none stays where it is', () => {
    for (const from of APPEAL_STATUSES) {
      const reached = new Set([from])
      for (const at of reached) for (const to of nextAppealStatuses(at)) reached.add(to)
      expect([...reached].sort()).toEqual([...APPEAL_STATUSES].sort())
      expect(canMoveAppeal(from, from)).toBe(false)
      // what was chosen by mistake is taken back
      for (const to of nextAppealStatuses(from)) expect(canMoveAppeal(to, from), `${from} → ${to}`).toBe(true)
    }
  })

  it('A8: whatever steps are taken, a decision comes only from submitted or another decision', () => {
    fc.assert(
      fc.property(fc.array(status, { maxLength: 30 }), (wishes) => {
        let at: (typeof APPEAL_STATUSES)[number] = 'draft'
        let sent = false
        for (const to of wishes) {
          if (!canMoveAppeal(at, to)) continue
          at = to
          sent ||= to === 'submitted'
          if (!isOpenAppeal(at) && at !== 'withdrawn') expect(sent).toBe(true)
        }
      }),
    )
  })

  it('A8: at most one of won and partly won takes an amount, and no other status takes any', () => {
    fc.assert(
      fc.property(type, fc.option(cents), cents, (kind, claimedCents, recovered) => {
        const takes = (to: (typeof APPEAL_STATUSES)[number]): boolean => outcomeProblem({ type: kind, claimedCents }, to, recovered) === null
        for (const to of APPEAL_STATUSES) if (!isWon(to)) expect(takes(to)).toBe(false)
        if (claimedCents !== null) expect(takes('won') && takes('partly-won')).toBe(false)
        if (recovered > 0) expect(takes('won') || takes('partly-won')).toBe(true)
      }),
    )
  })

  it('A8: sums do not depend on the order, add up when a register is split, and lose no cent', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 40 }), fc.nat(40), (rows, cut) => {
        const whole = appealSums(rows)
        expect(appealSums([...rows].reverse())).toEqual(whole)
        const parts = [...appealSums(rows.slice(0, cut)), ...appealSums(rows.slice(cut))]
        for (const one of whole) {
          const mine = parts.filter(({ currency }) => currency === one.currency)
          for (const field of ['appeals', 'open', 'won', 'lost', 'claimedCents', 'recoveredCents'] as const) expect(mine.reduce((sum, part) => sum + part[field], 0)).toBe(one[field])
          expect(one.recoveredCents).toBe(rows.filter((each) => each.currency === one.currency && isWon(each.status)).reduce((sum, each) => sum + (each.recoveredCents ?? 0), 0))
        }
      }),
    )
  })

  it('A8: a day later there is a day less', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: 0, max: 4e12 }), (deadlineAt, now) => {
      const at = (moment: number): number => appealDaysLeft({ status: 'draft', deadlineAt }, moment) ?? Number.NaN
      expect(at(now + 86_400_000)).toBe(at(now) - 1)
      expect(at(now) < 0).toBe(now > deadlineAt)
    }))
  })

  it('A8: names in a pack are safe and differ on every system, whatever the captions say', () => {
    const piece = fc.record({ caption: fc.string({ unit: 'binary', maxLength: 200 }), photo: fc.record({ format: fc.constantFrom(...Object.keys(PHOTO_FORMATS), 'unknown') }) })
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 120 }), fc.constantFrom('zh' as const, 'en' as const), fc.boolean(), (pieces, language, whole) => {
        const names = nameEvidence(pieces, language, whole).map(({ name }) => name)
        expect(new Set(names.map(collisionKey)).size).toBe(pieces.length)
        for (const name of names) expect(isSafeSegment(name), name).toBe(true)
        // a folder shows them in the chosen order
        expect([...names].sort()).toEqual(names)
      }),
    )
  })

  it('A8: moving keeps every piece, and moving back restores the order', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.nat(), { minLength: 2, maxLength: 20 }), fc.nat(), (list, seed) => {
      const at = seed % (list.length - 1)
      const moved = movedEvidence(list, at, 1)
      expect([...moved].sort()).toEqual([...list].sort())
      expect(movedEvidence(moved, at + 1, -1)).toEqual(list)
    }))
  })

  it('A8: more evidence never meets fewer demands', () => {
    const demand = fc.record({ id: fc.string(), zh: fc.string({ minLength: 1 }), en: fc.string({ minLength: 1 }), slots: fc.array(fc.constantFrom('a', 'b', 'c')) })
    const piece = fc.record({ slot: fc.option(fc.constantFrom('a', 'b', 'c')), caption: fc.string() })
    fc.assert(fc.property(fc.array(demand), fc.array(piece), piece, (demands, pieces, one) => {
      const met = (list: typeof pieces): number => metDemands(demands, list).filter((state) => state.met).length
      expect(met([...pieces, one])).toBeGreaterThanOrEqual(met(pieces))
    }))
  })
})
