import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matchesToStore, reconcile } from '../../src/domain/reconcile/reconcile'
import { scenario } from './reconcile-scenario'
import { check } from '../support/properties'

function shuffled<T>(values: readonly T[], order: readonly number[]): T[] {
  return values
    .map((value, at) => ({ value, key: order[at % Math.max(order.length, 1)] ?? 0, at }))
    .sort((a, b) => a.key - b.key || b.at - a.at)
    .map(({ value }) => value)
}

describe('M3: properties of reconciliation', () => {
  it('M3: the invariants hold on any input', () => {
    check(
      fc.property(scenario, (input) => {
        const result = reconcile(input)
        expect(result.invariantsBroken).toEqual([])
        // Once more without the program's own check, from the input alone.
        const covered = new Set(result.claimFigures.map(({ claimId }) => claimId))
        expect(result.claims).toBe(covered.size)
        expect(result.claimedCents).toBe(input.claims.filter(({ id }) => covered.has(id)).reduce((sum, { amountCents }) => sum + amountCents, 0))
        expect(result.statementCents).toBe(input.lines.reduce((sum, { amountCents }) => sum + amountCents, 0))
        expect(result.claimedCents + result.overPaidCents).toBe(
          result.creditedCents + result.shortPaidCents + result.grantedNotCreditedCents + result.awaitingCents + result.rejectedCents + result.withdrawnCents + result.givenUpCents,
        )
        for (const figure of [result.overPaidCents, result.shortPaidCents, result.grantedNotCreditedCents, result.awaitingCents, result.rejectedCents]) {
          expect(figure).toBeGreaterThanOrEqual(0)
        }
      }),
    )
  })

  it('M3: the figures of the couriers add up to those of the month', () => {
    check(
      fc.property(scenario, (input) => {
        const result = reconcile(input)
        for (const key of ['claims', 'claimedCents', 'lines', 'creditedCents', 'shortPaidCents', 'unexplainedCents', 'outstandingCents'] as const) {
          expect(result.perCourier.reduce((sum, courierTotals) => sum + courierTotals[key], 0)).toBe(result[key])
        }
      }),
    )
  })

  it('M3: no line and no claim is used twice, and each claim line is matched or unexplained', () => {
    check(
      fc.property(scenario, (input) => {
        const result = reconcile(input)
        const lines = result.matched.flatMap(({ lineIds }) => lineIds)
        const claims = result.matched.flatMap(({ claimIds }) => claimIds)
        expect(new Set(lines).size).toBe(lines.length)
        expect(new Set(claims).size).toBe(claims.length)
        const reviewed = result.review.flatMap(({ lineIds }) => lineIds)
        expect(new Set(reviewed).size).toBe(reviewed.length)
        const claimLines = input.lines.filter(({ lineClass }) => lineClass === 'claim-credit' || lineClass === 'claw-back').map(({ id }) => id)
        expect([...lines, ...result.unexplained.map(({ lineId }) => lineId)].sort()).toEqual(claimLines.sort())
        for (const id of reviewed) expect(result.unexplained.some(({ lineId }) => lineId === id)).toBe(true)
      }),
    )
  })

  it('M2: the order of claims, lines and stored matches changes nothing', () => {
    check(
      fc.property(scenario, fc.array(fc.integer(), { minLength: 1, maxLength: 14 }), (input, order) => {
        const other = reconcile({
          ...input,
          claims: shuffled(input.claims, order),
          lines: shuffled(input.lines, order),
          previousMatches: shuffled(input.previousMatches ?? [], order),
        })
        expect(other).toEqual(reconcile(input))
      }),
    )
  })

  it('M2: running again with the matches stored gives the same result', () => {
    check(
      fc.property(scenario, (input) => {
        const first = reconcile(input)
        const others = (input.previousMatches ?? []).filter((stored) => stored.month !== input.month)
        const second = reconcile({ ...input, previousMatches: [...others, ...matchesToStore(first)] })
        expect({ ...second, staleMatches: 0 }).toEqual({ ...first, staleMatches: 0 })
      }),
    )
  })

  it('M1: a re-import that only renumbers the rows of a file changes no figure and no match', () => {
    check(
      fc.property(scenario, fc.integer({ min: 1, max: 5000 }), (input, shift) => {
        const first = reconcile(input)
        const again = reconcile({ ...input, lines: input.lines.map((line) => ({ ...line, row: line.row + shift })) })
        expect(matchesToStore(again)).toEqual(matchesToStore(first))
        expect(again.unexplained.map(({ lineId, reasonCode }) => [lineId, reasonCode])).toEqual(first.unexplained.map(({ lineId, reasonCode }) => [lineId, reasonCode]))
        expect([again.creditedCents, again.shortPaidCents, again.unexplainedCents]).toEqual([first.creditedCents, first.shortPaidCents, first.unexplainedCents])
      }),
    )
  })

  it('M2: what is only proposed books nothing: damaged numbers, typos, windows and sums', () => {
    check(
      fc.property(scenario, (input) => {
        const result = reconcile(input)
        const damaged = new Set(input.lines.filter(({ waybillDamaged, waybill, workOrderNo }) => (waybillDamaged || waybill === '1.23E+14') && workOrderNo === null).map(({ id }) => id))
        for (const match of result.matched) {
          if (match.origin === 'person') continue
          expect(['typo', 'window', 'manual']).not.toContain(match.stage)
          for (const id of match.lineIds) expect(damaged.has(id)).toBe(false)
        }
        const credited = new Set(result.matched.flatMap(({ lineIds }) => lineIds))
        for (const row of result.review) {
          for (const id of row.lineIds) expect(credited.has(id)).toBe(false)
          for (const candidate of row.candidates) {
            expect(candidate.score).toBeGreaterThanOrEqual(0)
            expect(candidate.score).toBeLessThanOrEqual(100)
            for (const lineId of row.lineIds.slice(0, 1)) expect(input.refused?.some((pair) => pair.claimId === candidate.claimId && pair.lineId === lineId)).toBe(false)
          }
        }
      }),
    )
  })

  it('M2: an automatic match credits no refused pair, no ended claim, no other courier and no claim filed later', () => {
    check(
      fc.property(scenario, (input) => {
        const claims = new Map(input.claims.map((entry) => [entry.id, entry]))
        const lines = new Map(input.lines.map((entry) => [entry.id, entry]))
        for (const match of reconcile(input).matched) {
          if (match.origin !== 'auto') continue
          for (const { claimId, lineId } of match.allocations) {
            expect(claims.get(claimId)?.courierId).toBe(lines.get(lineId)?.courierId)
            expect((claims.get(claimId)?.filedOn ?? '9999') <= '2026-10-31').toBe(true)
            expect(input.refused?.some((pair) => pair.claimId === claimId && pair.lineId === lineId)).toBe(false)
            if ((lines.get(lineId)?.amountCents ?? 0) > 0) expect(['rejected', 'withdrawn', 'given-up', 'draft']).not.toContain(claims.get(claimId)?.status)
          }
        }
      }),
    )
  })
})
