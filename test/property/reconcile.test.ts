import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CLAIM_STATUSES } from '../../src/domain/claim/status'
import type { StatementLineClass } from '../../src/domain/import/records'
import { matchesToStore, reconcile } from '../../src/domain/reconcile/reconcile'
import type { ReconcileClaim, ReconcileInput, ReconcileLine, StoredMatch } from '../../src/domain/reconcile/types'

const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 500)

// Few waybills, numbers and amounts, so that collisions, duplicates and ambiguous groups are the rule.
const waybill = fc.constantFrom('SF1000000000001', 'SF1000000000002', 'sf1000000000001', '1000000000002', 'ZT 77', 'zt77', '1.23E+14')
const number = fc.option(fc.constantFrom('G1', 'g1', 'G2', 'K0', 'K1'), { freq: 3, nil: null })
const amount = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(0, 1, 100, 200, 300, 400, 500, 1_000_000_000_000) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 1_000_000_000_000 }) },
)
const courier = fc.constantFrom('sf', 'sf', 'sf', 'zto')
const month = fc.constantFrom('2026-08', '2026-09', '2026-10', '2026-11')
const day = month.map((text) => `${text}-15`)

const claim = fc
  .record({
    courierId: fc.option(courier, { freq: 20, nil: null }),
    waybill,
    aliases: fc.array(waybill, { maxLength: 2 }),
    workOrderNo: number,
    goodsCents: amount,
    freightCents: fc.constantFrom(0, 0, 100),
    grantedCents: fc.option(amount, { nil: null }),
    status: fc.constantFrom(...CLAIM_STATUSES, 'filed', 'filed', 'filed', 'granted'),
    filedOn: fc.option(day, { freq: 10, nil: null }),
    endedOn: fc.option(day, { nil: null }),
  })
  .map((facts) => ({ ...facts, amountCents: facts.goodsCents + facts.freightCents }))

const line = fc
  .record({
    courierId: courier,
    waybill: fc.option(waybill, { freq: 8, nil: null }),
    waybillDamaged: fc.constantFrom(false, false, false, false, true),
    workOrderNo: number,
    size: amount,
    negative: fc.constantFrom(false, false, false, true),
    lineClass: fc.constantFrom<StatementLineClass>('claim-credit', 'claim-credit', 'claim-credit', 'claw-back', 'freight', 'premium', 'surcharge', 'other'),
  })
  .map(({ size, negative, ...facts }) => ({ ...facts, amountCents: negative ? 0 - size : size }))

const scenario: fc.Arbitrary<ReconcileInput> = fc
  .record({
    claims: fc.array(claim, { maxLength: 12 }),
    lines: fc.array(line, { maxLength: 14 }),
    earlier: fc.array(fc.record({ claim: fc.nat(20), cents: amount, negative: fc.boolean(), month }), { maxLength: 5 }),
    person: fc.array(fc.record({ claim: fc.nat(20), line: fc.nat(20) }), { maxLength: 2 }),
    refused: fc.array(fc.record({ claim: fc.nat(20), line: fc.nat(20) }), { maxLength: 3 }),
  })
  .map((raw): ReconcileInput => {
    const claims = raw.claims.map((facts, at): ReconcileClaim => ({ id: `c${at}`, claimNo: `K${at}`, ...facts }))
    const lines = raw.lines.map((facts, at): ReconcileLine => ({ id: `l${at}`, row: at + 2, ...facts }))
    const previousMatches: StoredMatch[] = raw.earlier
      .filter((row) => row.month !== '2026-10')
      .map((row, at) => ({ month: row.month, claimId: `c${row.claim}`, lineId: `old${at}`, stage: 'exact', creditedCents: row.negative ? 0 - row.cents : row.cents, origin: 'auto' }))
    const usedLines = new Set<number>()
    for (const pair of raw.person) {
      const whole = lines[pair.line]
      if (whole === undefined || usedLines.has(pair.line)) continue
      usedLines.add(pair.line)
      previousMatches.push({ month: '2026-10', claimId: `c${pair.claim}`, lineId: whole.id, stage: 'manual', creditedCents: whole.amountCents, origin: 'person' })
    }
    const refused = raw.refused.map((pair) => ({ claimId: `c${pair.claim}`, lineId: `l${pair.line}` }))
    return { month: '2026-10', claims, lines, previousMatches, refused, prefixes: { sf: ['SF'] } }
  })

function shuffled<T>(values: readonly T[], order: readonly number[]): T[] {
  return values
    .map((value, at) => ({ value, key: order[at % Math.max(order.length, 1)] ?? 0, at }))
    .sort((a, b) => a.key - b.key || b.at - a.at)
    .map(({ value }) => value)
}

function check<T>(property: fc.IProperty<T>): void {
  fc.assert(property, { numRuns: RUNS })
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
