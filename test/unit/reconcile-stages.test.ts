import { describe, expect, it } from 'vitest'
import type { ReconcileResult } from '../../src/domain/reconcile/types'
import { claimOf, lineOf, run } from './reconcile-helpers'

const A = 'SF1000000000001'
const B = 'SF2000000000002'
const C = 'SF3000000000003'

function holds(result: ReconcileResult): void {
  expect(result.invariantsBroken).toEqual([])
}
const firsts = (result: ReconcileResult): [string, string, string | undefined, number][] => result.review.map((row) => [row.stage, row.reasonCode, row.claimIds[0], row.score])

describe('M2: lump sums that list their waybills', () => {
  const three = [claimOf({ id: 'a', waybill: A, amountCents: 100 }), claimOf({ id: 'b', waybill: B, amountCents: 200 }), claimOf({ id: 'c', waybill: C, amountCents: 400 })]

  it.each([
    ['in the waybill cell', { waybill: `${A},${B}`, waybillRaw: `${A},${B}` }],
    ['in the words', { waybill: null, memo: `批量理赔 ${A}、${B} 共2票` }],
    ['in the words, without the prefix', { waybill: null, memo: `理赔：${A.slice(2)} / ${B.slice(2)}` }],
    ['one in the cell and all in the words', { waybill: A, memo: `${A} ${B}` }],
  ])('M2: %s', (_, over) => {
    const result = run(three, [lineOf(300, { id: 'l', ...over })])
    expect(result.matched).toHaveLength(1)
    expect(result.matched[0]).toMatchObject({ stage: 'lump-sum', reasonCode: 'lump-listed', claimIds: ['a', 'b'], creditedCents: 300 })
    expect(result.matched[0]?.reasonZh).toBe('账单行里列出了运单号，一笔 ¥3.00 正好付清所列的 2 条理赔')
    expect(result.awaitingCents).toBe(400)
    holds(result)
  })

  it('M2: a list whose sum differs is left to a person, and never booked on one of its claims', () => {
    const result = run(three, [lineOf(299, { waybill: A, memo: `${A} ${B}` })])
    expect(result.matched).toEqual([])
    expect(result.review[0]).toMatchObject({ stage: 'lump-sum', reasonCode: 'listed-differs' })
    expect([...(result.review[0]?.claimIds ?? [])].sort()).toEqual(['a', 'b'])
    holds(result)
  })

  it('M2: lists that overlap without being equal are left to a person; of two equal ones the first is paid', () => {
    const overlapping = run([...three.slice(0, 2), claimOf({ id: 'c2', waybill: C, amountCents: 100 })], [lineOf(300, { waybill: null, memo: `${A} ${B}` }), lineOf(300, { waybill: null, memo: `${B} ${C}` })])
    expect(overlapping.matched).toEqual([])
    expect(overlapping.review).toHaveLength(2)
    holds(overlapping)
    const twice = run(three, [lineOf(300, { id: 'first', waybill: null, memo: `${A} ${B}` }), lineOf(300, { id: 'second', waybill: null, memo: `${A} ${B}` })])
    expect(twice.matched.map(({ lineIds }) => lineIds)).toEqual([['first']])
    expect(twice.review[0]).toMatchObject({ lineIds: ['second'], reasonCode: 'already-credited' })
    holds(twice)
  })

  it('M2: one waybill in the words of a line without a number is that waybill, when the amount agrees', () => {
    const result = run(three, [lineOf(200, { waybill: null, memo: `理赔款 ${B}` })])
    expect(result.matched[0]).toMatchObject({ stage: 'exact', claimIds: ['b'] })
    const other = run(three, [lineOf(150, { waybill: null, memo: `理赔款 ${B}` })])
    expect(other.matched).toEqual([])
    expect(other.review[0]?.claimIds).toEqual(['b'])
  })

  it('M2: a list that is too long to be read is said, not skipped in silence', () => {
    expect(run(three, [lineOf(300, { waybill: null, memo: '1'.repeat(9000) })])).toMatchObject({ listsNotRead: 1, creditedCents: 0 })
  })
})

describe('M2: amounts tested against goods, freight and their sum', () => {
  const claims = [claimOf({ id: 'a', amountCents: 31_700, goodsCents: 30_000, freightCents: 1_200 }), claimOf({ id: 'b', amountCents: 51_500, goodsCents: 50_000, freightCents: 1_500 })]

  it.each([
    [30_000, 'a', 'short-goods-only', '只含货值'],
    [1_500, 'b', 'short-freight-only', '只含运费'],
    [31_200, 'a', 'short-goods-and-freight', '货值加运费'],
  ])('M2: %i tells which of two claims of one parcel is meant, and why', (cents, claimId, reasonCode, words) => {
    const result = run(claims, [lineOf(cents)])
    expect(result.matched[0]).toMatchObject({ stage: 'parts', claimIds: [claimId], reasonCode })
    expect(result.matched[0]?.reasonZh).toContain(words)
    expect(result.matched[0]?.compared.filter(({ equal }) => equal).map(({ what }) => what)).toContain(reasonCode === 'short-freight-only' ? 'freight' : reasonCode === 'short-goods-only' ? 'goods' : 'goods-and-freight')
    holds(result)
  })

  it('M2: goods and freight of one claim on two lines are taken together; a part of both claims is a choice', () => {
    const result = run(claims, [lineOf(30_000), lineOf(1_200)])
    expect(result.matched[0]).toMatchObject({ stage: 'parts', reasonCode: 'parts-together', claimIds: ['a'], creditedCents: 31_200 })
    const same = run([claimOf({ amountCents: 310, goodsCents: 300 }), claimOf({ amountCents: 320, goodsCents: 300 })], [lineOf(300)])
    expect(same.matched).toEqual([])
    expect(same.review[0]?.reasonCode).toBe('ambiguous-claims')
    holds(result)
  })
})

describe('M2: what is only proposed', () => {
  it.each([
    ['another digit', 'SF1000000000007'],
    ['a digit missing', 'SF100000000001'],
    ['a digit too many', 'SF10000000000012'],
    ['two swapped', 'SF0100000000001'],
  ])('M2: one typo away, %s', (_, waybill) => {
    const result = run([claimOf({ id: 'a', waybill: A })], [lineOf(30_000, { waybill })])
    expect(result.matched).toEqual([])
    expect(firsts(result)).toEqual([['typo', 'typo', 'a', 75]])
    expect(result.review[0]?.candidates[0]?.compared).toEqual([
      { what: 'waybill', line: waybill, claim: A, equal: false },
      { what: 'balance', line: 30_000, claim: 30_000, equal: true },
    ])
    holds(result)
  })

  it('M2: two typos away, another courier, a paid claim and a refused pair are no typo', () => {
    const line = lineOf(30_000, { id: 'l', waybill: 'SF1000000000007' })
    expect(run([claimOf({ waybill: 'SF1000000000012' })], [line]).review).toEqual([])
    expect(run([claimOf({ courierId: 'zto' })], [line]).review).toEqual([])
    expect(run([claimOf({ status: 'withdrawn' })], [line]).review).toEqual([])
    expect(run([claimOf({ id: 'a' })], [line], { refused: [{ claimId: 'a', lineId: 'l' }] }).review).toEqual([])
  })

  it('M2: a claw-back with a typo is proposed against what was credited', () => {
    const result = run([claimOf({ id: 'a' })], [lineOf(30_000), lineOf(-30_000, { waybill: 'SF1000000000007' })])
    expect(result.creditedCents).toBe(30_000)
    expect(result.review.map((row) => [row.stage, row.reasonCode, row.claimIds])).toEqual([['claw-back', 'typo', ['a']]])
    holds(result)
  })

  it('M2: a waybill that exists, with exactly the amount of its unpaid neighbour, is held for a person', () => {
    const own = claimOf({ id: 'own', waybill: A, amountCents: 50_000 })
    const neighbour = claimOf({ id: 'near', waybill: 'SF1000000000007', amountCents: 12_345 })
    const result = run([own, neighbour], [lineOf(12_345, { waybill: A })])
    expect(result.matched).toEqual([])
    expect(result.review[0]).toMatchObject({ reasonCode: 'near-claim-fits' })
    expect([...(result.review[0]?.claimIds ?? [])].sort()).toEqual(['near', 'own'])
    const paid = run([own, neighbour], [lineOf(12_345, { waybill: A }), lineOf(12_345, { waybill: 'SF1000000000007' })])
    expect(paid.matched.map(({ claimIds, stage }) => [claimIds[0], stage]).sort()).toEqual([['near', 'exact'], ['own', 'short-over']])
    holds(result)
  })

  it('M2: no waybill: courier, amount and time, the latest first, not before it was filed and not too long ago', () => {
    const claims = [
      claimOf({ id: 'old', waybill: A, filedOn: '2026-08-01' }),
      claimOf({ id: 'early', waybill: B, filedOn: '2026-09-20' }),
      claimOf({ id: 'late', waybill: C, filedOn: '2026-10-10' }),
      claimOf({ id: 'after', waybill: 'SF4000000000004', filedOn: '2026-10-25' }),
    ]
    const line = lineOf(30_000, { id: 'l', waybill: null, occurredOn: '2026-10-20' })
    const result = run(claims, [line])
    expect(result.matched).toEqual([])
    expect(result.review[0]?.claimIds).toEqual(['late', 'early'])
    expect(result.review[0]?.candidates[0]?.compared.at(-1)).toEqual({ what: 'day', line: '2026-10-20', claim: '2026-10-10', equal: true })
    expect(run(claims, [line], { windowDays: 90 }).review[0]?.claimIds).toEqual(['late', 'early', 'old'])
    expect(run(claims, [{ ...line, amountCents: 30_001 }]).review).toEqual([])
    holds(result)
  })

  it('M2: an unlisted lump sum: several open claims that make the line, all of them together', () => {
    const claims = [claimOf({ id: 'a', waybill: A, amountCents: 1_100 }), claimOf({ id: 'b', waybill: B, amountCents: 2_300 }), claimOf({ id: 'c', waybill: C, amountCents: 4_700 })]
    const result = run(claims, [lineOf(5_800, { waybill: null })])
    expect(result.matched).toEqual([])
    expect(result.review[0]).toMatchObject({ stage: 'lump-sum', reasonCode: 'lump-unlisted', together: true, claimIds: ['a', 'c'] })
    expect(run(claims, [lineOf(5_801, { waybill: null })])).toMatchObject({ review: [], lumpSumsNotTried: 0 })
    holds(result)
  })

  it('M2: among too many open claims no sum is searched, and the result says so', () => {
    const many = Array.from({ length: 25 }, (_, at) => claimOf({ id: `m${at}`, waybill: `SF55555555555${10 + at}`, amountCents: 1_000 + at }))
    expect(run(many, [lineOf(2_001, { waybill: null })])).toMatchObject({ review: [], lumpSumsNotTried: 1 })
  })
})

describe('M2: globally best inside an ambiguous group', () => {
  it('M2: as many equal lines as equal claims are all paid; one too few is a choice', () => {
    const claims = [claimOf({ id: 'a' }), claimOf({ id: 'b' })]
    const both = run(claims, [lineOf(30_000), lineOf(30_000)])
    expect(both).toMatchObject({ creditedCents: 60_000, unexplainedCents: 0, review: [] })
    holds(both)
    expect(run([...claims, claimOf({ id: 'c' })], [lineOf(30_000), lineOf(30_000)]).matched).toEqual([])
  })

  it('M2: two lines that want the same claim first get different first candidates, the better one for both together', () => {
    const claims = [claimOf({ id: 'x', waybill: A, filedOn: '2026-10-18' }), claimOf({ id: 'y', waybill: B, filedOn: '2026-10-02' })]
    const result = run(claims, [lineOf(30_000, { id: 'lost', waybill: null, occurredOn: '2026-10-20' }), lineOf(30_000, { id: 'typo', waybill: 'SF1000000000007', occurredOn: '2026-10-20' })])
    const first = new Map(result.review.map((row) => [row.lineIds[0], row.claimIds[0]]))
    expect(first).toEqual(new Map([['lost', 'y'], ['typo', 'x']]))
    expect(result.review.find(({ lineIds }) => lineIds[0] === 'lost')?.claimIds).toEqual(['y', 'x'])
    holds(result)
  })
})
