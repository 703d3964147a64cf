import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ofCourier, packBook, unpackBook, type MonthBook } from '../../src/backend/services/month-book'
import { disputesOf } from '../../src/domain/reconcile/disputes'
import { closeMonth, reopenMonth, type MonthState } from '../../src/domain/reconcile/month-closing'
import { matchesToStore, reconcile } from '../../src/domain/reconcile/reconcile'
import type { ReconcileResult } from '../../src/domain/reconcile/types'
import { check } from '../support/properties'
import { scenario } from './reconcile-scenario'

const OPEN: MonthState = { month: '2026-10', status: 'open', revision: 0, trail: [] }
const WHO = { by: 'finance', at: 1, today: '2026-11-02' }
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
const bookOf = (result: ReconcileResult): MonthBook => ({ version: 1, result, details: {}, classes: [], carriedIn: null })
const figures = ({ matched: _m, review: _r, unexplained: _u, claimFigures: _c, perCourier: _p, ...totals }: ReconcileResult): Record<string, unknown> => totals

describe('properties of closing (M5)', () => {
  it('M5: closed, reopened and closed again with nothing changed, a month has the same figures and carries the same', () => {
    check(
      fc.property(scenario, (input) => {
        const first = reconcile(input)
        if (first.claims === 0 && first.lines === 0) return
        const closed = closeMonth(OPEN, first, [], WHO)
        if (!closed.ok) throw new Error(closed.refusals.join())
        const reopened = reopenMonth(closed.closing.state, [], { by: 'supervisor', at: 2, reason: 'x', isSupervisor: true })
        if (!reopened.ok) throw new Error(reopened.refusals.join())
        const others = (input.previousMatches ?? []).filter(({ month }) => month !== first.month)
        const second = reconcile({ ...input, previousMatches: [...others, ...matchesToStore(first)] })
        const again = closeMonth(reopened.state, second, [], WHO)
        if (!again.ok) throw new Error(again.refusals.join())
        const { number: numberBefore, state: _before, ...before } = closed.closing
        const { number: numberAfter, state: _after, ...after } = again.closing
        expect([numberBefore, numberAfter]).toEqual(['2026-10-1', '2026-10-2'])
        expect({ ...after, matchedLineIds: [...after.matchedLineIds].sort() }).toEqual({ ...before, matchedLineIds: [...before.matchedLineIds].sort() })
        // A match that fitted nothing was dropped the first time and is not stored again.
        expect({ ...figures(second), staleMatches: 0 }).toEqual({ ...figures(first), staleMatches: 0 })
        expect(second.claimFigures).toEqual(first.claimFigures)
      }),
    )
  })

  it('M5: a stored closing gives back what was stored, of matches all but the compared facts', () => {
    check(
      fc.property(scenario, (input) => {
        const book = bookOf(reconcile(input))
        const { snapshot, sha256 } = packBook(book)
        const back = unpackBook(snapshot)
        const slim = { ...book, result: { ...book.result, matched: book.result.matched.map((match) => ({ ...match, compared: [] })) } }
        expect(back).toEqual(JSON.parse(JSON.stringify(slim)))
        expect(packBook(back)).toEqual({ snapshot, sha256 })
      }),
    )
  })

  it('M5: one courier’s part of a closed month is what running that courier alone gives', () => {
    check(
      fc.property(scenario, fc.constantFrom('sf', 'zto'), (input, courierId) => {
        // A decision never joins two couriers (OTHER_COURIER), and what courier a claim is on is known here.
        const claims = input.claims.filter((claim) => claim.courierId !== null)
        const courierOf = new Map([...claims, ...input.lines].map((one) => [one.id, one.courierId]))
        const previousMatches = (input.previousMatches ?? []).filter(({ claimId, lineId }) => courierOf.get(claimId) === courierOf.get(lineId))
        const sound = { ...input, claims, previousMatches }
        const part = ofCourier(reconcile(sound), courierId)
        const alone = reconcile({ ...sound, courierId })
        const totals = ['claims', 'lines', 'claimedCents', 'statementCents', 'creditedCents', 'shortPaidCents', 'overPaidCents', 'outstandingCents', 'rejectedCents', 'unexplainedCents', 'claimLinesCents', 'chargesCents', 'otherCents'] as const
        for (const key of totals) expect([key, part[key]]).toEqual([key, alone[key]])
        expect(part.claimFigures).toEqual(alone.claimFigures)
        expect(part.unexplained.map(({ lineId }) => lineId)).toEqual(alone.unexplained.map(({ lineId }) => lineId))
        expect(part.matched.map(({ lineIds }) => lineIds)).toEqual(alone.matched.map(({ lineIds }) => lineIds))
        expect(part.review.map(({ lineIds }) => lineIds)).toEqual(alone.review.map(({ lineIds }) => lineIds))
      }),
    )
  })

  it('M5: the dispute sheets ask for every open part and every unexplained line once', () => {
    check(
      fc.property(scenario, (input) => {
        const result = reconcile(input)
        const disputes = disputesOf(result)
        const named = result.perCourier.filter(({ courierId }) => courierId !== null)
        expect(sum(disputes.map(({ toPayCents }) => toPayCents))).toBe(sum(named.map((one) => one.shortPaidCents + one.grantedNotCreditedCents)))
        expect(sum(disputes.map(({ toExplainCents }) => toExplainCents))).toBe(sum(named.map((one) => one.awaitingCents + one.rejectedCents + one.unexplainedCents)))
        for (const { rows } of disputes) expect(rows.length).toBeGreaterThan(0)
      }),
    )
  })
})
