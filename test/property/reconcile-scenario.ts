import fc from 'fast-check'
import { CLAIM_STATUSES } from '../../src/domain/claim/status'
import type { StatementLineClass } from '../../src/domain/import/records'
import type { ReconcileClaim, ReconcileInput, ReconcileLine, StoredMatch } from '../../src/domain/reconcile/types'

// Few waybills, numbers and amounts, so that collisions, duplicates and ambiguous groups are the rule.
const waybill = fc.constantFrom('SF1000000000001', 'SF1000000000002', 'sf1000000000001', '1000000000002', 'SF1000000000012', '100000000002', 'ZT 77', 'zt77', '1.23E+14')
const list = fc.constantFrom('SF1000000000001,SF1000000000002', '理赔 1000000000001、SF1000000000002 共2票', 'SF1000000000002 / SF1000000000012', '理赔款')
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
    waybill: fc.option(fc.oneof({ weight: 8, arbitrary: waybill }, { weight: 1, arbitrary: list }), { freq: 8, nil: null }),
    memo: fc.option(list, { freq: 1, nil: null }),
    occurredOn: fc.option(fc.constantFrom('2026-10-02', '2026-10-20', '2026-10-31'), { nil: null }),
    waybillDamaged: fc.constantFrom(false, false, false, false, true),
    workOrderNo: number,
    size: amount,
    negative: fc.constantFrom(false, false, false, true),
    lineClass: fc.constantFrom<StatementLineClass>('claim-credit', 'claim-credit', 'claim-credit', 'claw-back', 'freight', 'premium', 'surcharge', 'other'),
  })
  .map(({ size, negative, ...facts }) => ({ ...facts, amountCents: negative ? 0 - size : size }))

/** Open claims and credits of one courier and few amounts, so that nearly everything meets. */
const livelyClaim = fc
  .record({
    courierId: fc.constant('sf'),
    waybill,
    aliases: fc.array(waybill, { maxLength: 1 }),
    workOrderNo: number,
    goodsCents: fc.constantFrom(100, 200, 300, 400),
    freightCents: fc.constantFrom(0, 0, 100),
    grantedCents: fc.constant(null),
    status: fc.constantFrom(...CLAIM_STATUSES.slice(1, 4), 'filed' as const, 'rejected' as const),
    filedOn: fc.constantFrom('2026-08-15', '2026-10-01', '2026-10-15'),
    endedOn: fc.constant(null),
  })
  .map((facts) => ({ ...facts, amountCents: facts.goodsCents + facts.freightCents }))

const livelyLine = fc.record({
  courierId: fc.constant('sf'),
  waybill: fc.option(fc.oneof({ weight: 6, arbitrary: waybill }, { weight: 1, arbitrary: list }), { freq: 5, nil: null }),
  memo: fc.option(list, { freq: 1, nil: null }),
  occurredOn: fc.constantFrom('2026-10-20', '2026-10-31'),
  waybillDamaged: fc.constantFrom(false, false, false, false, false, true),
  workOrderNo: fc.option(number, { freq: 1, nil: null }),
  amountCents: fc.constantFrom(100, 200, 300, 300, 400, 500, 600, 700, -100, -300),
  lineClass: fc.constantFrom<StatementLineClass>('claim-credit', 'claim-credit', 'claim-credit', 'claim-credit', 'freight'),
})

/** A month: wild in every field, or lively so that the stages and the decisions have something to do. */
export const scenario: fc.Arbitrary<ReconcileInput> = fc.oneof(monthOf(fc.array(claim, { maxLength: 12 }), fc.array(line, { maxLength: 14 })), livelyScenario())

export function livelyScenario(): fc.Arbitrary<ReconcileInput> {
  return monthOf(fc.array(livelyClaim, { minLength: 2, maxLength: 10 }), fc.array(livelyLine, { minLength: 2, maxLength: 10 }))
}

type Facts<T, Given extends keyof T> = fc.Arbitrary<Omit<T, Given>[]>

function monthOf(anyClaims: Facts<ReconcileClaim, 'id' | 'claimNo'>, anyLines: Facts<ReconcileLine, 'id' | 'row'>): fc.Arbitrary<ReconcileInput> {
  return fc
    .record({
      claims: anyClaims,
      lines: anyLines,
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
}
