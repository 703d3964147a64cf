import { describe, expect, it } from 'vitest'
import type { ReconcileResult } from '../../src/domain/reconcile/types'
import { claimOf, lineOf, matchesToStore, run } from './reconcile-helpers'

const stages = (result: ReconcileResult): string[] => result.matched.map(({ stage }) => stage)
const reviewCodes = (result: ReconcileResult): string[] => result.review.map(({ reasonCode }) => reasonCode)

function holds(result: ReconcileResult): void {
  expect(result.invariantsBroken).toEqual([])
  expect(result.invariantsHold).toBe(true)
}

describe('M2: automatic stages', () => {
  it('M2: exact waybill and amount, explained in both languages', () => {
    const claim = claimOf({ claimNo: 'K1' })
    const line = lineOf(30_000, { row: 7 })
    const result = run([claim], [line])
    expect(result.matched).toHaveLength(1)
    expect(result.matched[0]).toMatchObject({ claimNos: ['K1'], lineIds: [line.id], statementRows: [7], stage: 'exact', creditedCents: 30_000 })
    expect(result.matched[0]?.reasonZh).toBe('运单号 SF1000000000001 一致，金额 ¥300.00 一致')
    expect(result.matched[0]?.reasonEn).toBe('Same waybill SF1000000000001, same amount ¥300.00')
    expect(result).toMatchObject({ claims: 1, claimedCents: 30_000, creditedCents: 30_000, shortPaidCents: 0, overPaidCents: 0, unexplainedCents: 0 })
    holds(result)
  })

  it('M2: a work-order number matches without a waybill, whatever the amount', () => {
    const result = run([claimOf({ workOrderNo: 'GD-88' })], [lineOf(25_000, { waybill: null, workOrderNo: 'gd-88' })])
    expect(stages(result)).toEqual(['number'])
    expect(result.shortPaidCents).toBe(5_000)
    holds(result)
  })

  it('M2: number and waybill that point at different claims are never matched', () => {
    const claims = [claimOf({ workOrderNo: 'A1' }), claimOf({ waybill: 'SF1000000000002' })]
    const result = run(claims, [lineOf(30_000, { waybill: 'SF1000000000002', workOrderNo: 'A1' })])
    expect(result.matched).toEqual([])
    expect(reviewCodes(result)).toEqual(['contradiction'])
    expect(result.review[0]?.claimNos).toHaveLength(2)
    holds(result)
  })

  it('M2: one work order for several parcels: the waybill tells which', () => {
    const a = claimOf({ workOrderNo: 'B9', amountCents: 20_000, waybill: 'SF1000000000001' })
    const b = claimOf({ workOrderNo: 'B9', amountCents: 30_000, waybill: 'SF1000000000002' })
    const result = run([a, b], [lineOf(30_000, { workOrderNo: 'B9', waybill: 'SF1000000000001' })])
    expect(result.matched[0]?.claimIds).toEqual([a.id])
    expect(result.overPaidCents).toBe(10_000)
    holds(result)
  })

  it.each([
    ['alias', { aliases: ['SF1000000000099'] }, 'SF1000000000099'],
    ['normalised', {}, 'sf1000000000001'],
    ['normalised', {}, 'ＳＦ1000000000001'],
    ['normalised', {}, 'SF 1000 0000 00001'],
    ['normalised', {}, '1000000000001'],
  ])('M2: %s', (stage, over, waybill) => {
    const result = run([claimOf(over)], [lineOf(30_000, { waybill })])
    expect(stages(result)).toEqual([stage])
    expect(result.creditedCents).toBe(30_000)
    holds(result)
  })

  it('M2: short and over on the same waybill say by how much', () => {
    const short = run([claimOf()], [lineOf(25_000)])
    expect(stages(short)).toEqual(['short-over'])
    expect(short).toMatchObject({ creditedCents: 25_000, shortPaidCents: 5_000, overPaidCents: 0, outstandingCents: 0 })
    expect(short.matched[0]?.reasonEn).toContain('short by ¥50.00')
    holds(short)
    const over = run([claimOf()], [lineOf(31_000)])
    expect(over).toMatchObject({ creditedCents: 31_000, shortPaidCents: 0, overPaidCents: 1_000 })
    holds(over)
  })

  it('M2: a credit of the goods without the freight is named so', () => {
    const result = run([claimOf({ amountCents: 31_200, goodsCents: 30_000, freightCents: 1_200 })], [lineOf(30_000)])
    expect(result.matched[0]).toMatchObject({ stage: 'parts', reasonCode: 'short-goods-only' })
    holds(result)
  })

  it('M2: instalments of one month are taken when they add up exactly or fall short; too much, or the same twice, is left for review', () => {
    const whole = run([claimOf()], [lineOf(10_000), lineOf(20_000)])
    expect(whole.matched).toHaveLength(1)
    expect(whole.matched[0]).toMatchObject({ stage: 'instalments', reasonCode: 'instalments', creditedCents: 30_000 })
    holds(whole)
    const part = run([claimOf()], [lineOf(10_000), lineOf(15_000)])
    expect(part.matched[0]).toMatchObject({ stage: 'instalments', reasonCode: 'instalments-short', creditedCents: 25_000 })
    expect(part.matched[0]?.reasonZh).toContain('2 笔合计 ¥250.00，未到账金额为 ¥300.00，还短赔 ¥50.00')
    expect(part).toMatchObject({ unexplainedCents: 0, shortPaidCents: 5_000 })
    holds(part)
    for (const cents of [[20_000, 15_000], [10_000, 10_000]]) {
      const doubtful = run([claimOf()], cents.map((amount) => lineOf(amount)))
      expect(doubtful.matched).toEqual([])
      expect(doubtful.review).toHaveLength(1)
      expect(doubtful.review[0]).toMatchObject({ stage: 'instalments', reasonCode: 'several-lines' })
      expect(doubtful.review[0]?.lineIds).toHaveLength(2)
      expect(doubtful.awaitingCents).toBe(30_000)
      holds(doubtful)
    }
  })

  it('M2: one line that pays two claims of one parcel exactly', () => {
    const result = run([claimOf({ amountCents: 30_000 }), claimOf({ amountCents: 1_200 })], [lineOf(31_200)])
    expect(stages(result)).toEqual(['lump-sum'])
    expect(result.matched[0]?.claimNos).toHaveLength(2)
    expect(result).toMatchObject({ creditedCents: 31_200, shortPaidCents: 0 })
    holds(result)
  })

  it('M2: exact amounts decide first between two claims of one parcel', () => {
    const a = claimOf({ amountCents: 30_000 })
    const b = claimOf({ amountCents: 20_000 })
    const result = run([a, b], [lineOf(20_000), lineOf(30_000)])
    expect(result.matched.map(({ claimIds }) => claimIds[0]).sort()).toEqual([a.id, b.id].sort())
    expect(stages(result)).toEqual(['exact', 'exact'])
    holds(result)
  })

  it('M2: the only possible assignment is found by elimination', () => {
    const a = claimOf({ waybill: 'SF1000000000001' })
    const b = claimOf({ waybill: 'SF1000000000001', aliases: ['SF1000000000002'] })
    const result = run([a, b], [lineOf(30_000, { id: 'l1' }), lineOf(30_000, { id: 'l2', waybill: 'SF1000000000002' })])
    expect(result.matched.map(({ claimIds, lineIds }) => [claimIds[0], lineIds[0]]).sort()).toEqual([[a.id, 'l1'], [b.id, 'l2']].sort())
    holds(result)
  })

  it('M2: two equal claims and one line go to review with both candidates', () => {
    const result = run([claimOf(), claimOf()], [lineOf(30_000)])
    expect(result.matched).toEqual([])
    expect(reviewCodes(result)).toEqual(['ambiguous-claims'])
    expect(result.review[0]?.candidates).toHaveLength(2)
    expect(result.review[0]?.score).toBe(95)
    holds(result)
  })

  it.each([
    ['short or over', [25_000]],
    ['instalments', [10_000, 20_000]],
  ])('M2: no %s on a claim that another open line could mean as well', (_, cents) => {
    const a = claimOf({ aliases: ['SF1000000000002'] })
    const b = claimOf({ amountCents: 40_000 })
    const own = cents.map((amount) => lineOf(amount, { waybill: 'SF1000000000002' }))
    const result = run([a, b], [...own, lineOf(11_100)])
    expect(result.matched).toEqual([])
    expect(result.unexplained).toHaveLength(own.length + 1)
    holds(result)
    expect(run([a, b], own).matched).toHaveLength(1)
  })

  it('M2: another courier with the same waybill is another parcel', () => {
    const result = run([claimOf({ courierId: 'zto' })], [lineOf(30_000)])
    expect(result.matched).toEqual([])
    expect(result.unexplained[0]?.reasonCode).toBe('unknown-waybill')
    expect(result.perCourier.map(({ courierId, claims, lines }) => [courierId, claims, lines])).toEqual([['sf', 0, 1], ['zto', 1, 0]])
    holds(result)
  })

  it('M2: a refused pair is not matched again', () => {
    const claim = claimOf()
    const line = lineOf(30_000)
    const result = run([claim], [line], { refused: [{ claimId: claim.id, lineId: line.id }] })
    expect(result.matched).toEqual([])
    expect(result.unexplained[0]?.reasonCode).toBe('refused')
    holds(result)
  })
})

describe('M1, M3: lines that are not simply credit', () => {
  it('M1: two equal rows are two lines: one is credited, the other is a possible double payment', () => {
    const result = run([claimOf()], [lineOf(30_000, { row: 2 }), lineOf(30_000, { row: 3 })])
    expect(result.matched[0]?.statementRows).toEqual([2])
    expect(reviewCodes(result)).toEqual(['already-credited'])
    expect(result).toMatchObject({ creditedCents: 30_000, unexplainedCents: 30_000, overPaidCents: 0 })
    holds(result)
  })

  it('M1: a damaged or missing waybill is never guessed', () => {
    const lines = [lineOf(30_000, { waybill: null, waybillDamaged: true }), lineOf(30_000, { waybill: '1.23E+14' }), lineOf(30_000, { waybill: null })]
    const result = run([claimOf()], lines)
    expect(result.unexplained.map(({ reasonCode }) => reasonCode)).toEqual(['damaged-window', 'damaged-window', 'window'])
    expect(result).toMatchObject({ unexplainedCents: 90_000, creditedCents: 0, awaitingCents: 30_000 })
    holds(result)
  })

  it('M3: freight, premium, surcharge and other are kept apart from claim lines', () => {
    const result = run(
      [claimOf()],
      [
        lineOf(30_000),
        lineOf(-1_200, { lineClass: 'freight' }),
        lineOf(-300, { lineClass: 'premium' }),
        lineOf(-50, { lineClass: 'surcharge' }),
        lineOf(700, { lineClass: 'other' }),
      ],
    )
    expect(result).toMatchObject({ lines: 5, statementCents: 29_150, claimLinesCents: 30_000, chargesCents: -1_550, otherCents: 700, unexplainedCents: 0 })
    holds(result)
  })

  it('M3: a claw-back reverses credit of the same month', () => {
    const result = run([claimOf()], [lineOf(30_000), lineOf(-30_000)])
    expect(result.matched).toHaveLength(1)
    expect(result.matched[0]).toMatchObject({ stage: 'claw-back', creditedCents: 0 })
    expect(result).toMatchObject({ creditedCents: 0, shortPaidCents: 30_000, unexplainedCents: 0, outstandingCents: 0 })
    holds(result)
  })

  it('M3: a double payment that is corrected in the same month nets to the claim', () => {
    const result = run([claimOf()], [lineOf(30_000), lineOf(30_000), lineOf(-30_000)])
    expect(result.matched[0]).toMatchObject({ stage: 'instalments', reasonCode: 'netted', creditedCents: 30_000 })
    expect(result).toMatchObject({ creditedCents: 30_000, unexplainedCents: 0 })
    holds(result)
  })

  it('M3: a claw-back of more than was credited is not booked', () => {
    const result = run([claimOf()], [lineOf(10_000), lineOf(-30_000)])
    expect(reviewCodes(result)).toEqual(['claw-back-too-large'])
    expect(result).toMatchObject({ creditedCents: 10_000, unexplainedCents: -30_000 })
    holds(result)
  })

  it('M3: a zero line explains nothing', () => {
    const result = run([claimOf()], [lineOf(0)])
    expect(reviewCodes(result)).toEqual(['zero-amount'])
    expect(result.awaitingCents).toBe(30_000)
    holds(result)
  })
})

describe('M3: figures by status', () => {
  it('M3: every status has its place and the identity holds', () => {
    const result = run(
      [
        claimOf({ waybill: 'W00000001', status: 'granted', amountCents: 100 }),
        claimOf({ waybill: 'W00000002', status: 'filed', amountCents: 200 }),
        claimOf({ waybill: 'W00000003', status: 'arbitration', amountCents: 400 }),
        claimOf({ waybill: 'W00000004', status: 'rejected', amountCents: 800 }),
        claimOf({ waybill: 'W00000005', status: 'withdrawn', amountCents: 1_600 }),
        claimOf({ waybill: 'W00000006', status: 'given-up', amountCents: 3_200 }),
        claimOf({ waybill: 'W00000007', status: 'draft', amountCents: 6_400, filedOn: null }),
      ],
      [],
    )
    expect(result).toMatchObject({
      claims: 6,
      claimedCents: 6_300,
      grantedNotCreditedCents: 100,
      awaitingCents: 600,
      outstandingCents: 700,
      rejectedCents: 800,
      withdrawnCents: 1_600,
      givenUpCents: 3_200,
    })
    holds(result)
  })

  it('M3: what was granted short of the claim counts as rejected until it is credited', () => {
    const result = run([claimOf({ status: 'granted', grantedCents: 20_000 })], [])
    expect(result).toMatchObject({ grantedNotCreditedCents: 20_000, rejectedCents: 10_000 })
    holds(result)
  })

  it('M3: credit on a claim that a person ended waits for a person', () => {
    const result = run([claimOf({ status: 'given-up' })], [lineOf(30_000)])
    expect(reviewCodes(result)).toEqual(['claim-ended'])
    expect(result).toMatchObject({ givenUpCents: 30_000, unexplainedCents: 30_000 })
    holds(result)
  })

  it('M3: claims ended before the month and claims filed after it are not covered', () => {
    const result = run(
      [
        claimOf({ waybill: 'W00000001', status: 'rejected', filedOn: '2026-08-01', endedOn: '2026-09-30' }),
        claimOf({ waybill: 'W00000002', status: 'rejected', filedOn: '2026-08-01', endedOn: '2026-10-01', amountCents: 500 }),
        claimOf({ waybill: 'W00000003', filedOn: '2026-11-01' }),
        claimOf({ waybill: 'W00000004', filedOn: '2026-10-31', amountCents: 70 }),
      ],
      [],
    )
    expect(result).toMatchObject({ claims: 2, rejectedCents: 500, awaitingCents: 70 })
    holds(result)
  })
})

describe('M3: several months', () => {
  const claim = claimOf({ filedOn: '2026-09-05' })
  const september = run([claim], [lineOf(10_000, { id: 'sep' })], { month: '2026-09' })
  const stored = matchesToStore(september)

  it('M3: credit of an earlier month counts, the rest of this month completes it', () => {
    const october = run([claim], [lineOf(20_000)], { previousMatches: stored })
    expect(october.matched[0]).toMatchObject({ stage: 'exact', creditedCents: 20_000 })
    expect(october).toMatchObject({ claimedCents: 30_000, creditedCents: 30_000, creditedEarlierCents: 10_000, creditedThisMonthCents: 20_000, shortPaidCents: 0 })
    holds(october)
    const november = run([claim], [], { month: '2026-11', previousMatches: [...stored, ...matchesToStore(october)] })
    expect(november.claims).toBe(0)
    holds(november)
  })

  it('M3: September stays as it was after October has been run', () => {
    const october = run([{ ...claim, status: 'part-credited' }], [lineOf(20_000)], { previousMatches: stored })
    const again = run([{ ...claim, status: 'credited' }], [lineOf(10_000, { id: 'sep', row: september.matched[0]?.statementRows[0] ?? 0 })], {
      month: '2026-09',
      previousMatches: [...stored, ...matchesToStore(october)],
    })
    expect(again.matched).toEqual(september.matched)
    expect(again.shortPaidCents).toBe(september.shortPaidCents)
    holds(again)
  })

  it('M3: a claw-back this month of credit from an earlier month', () => {
    const october = run([claim], [lineOf(-10_000)], { previousMatches: stored })
    expect(october.matched[0]).toMatchObject({ stage: 'claw-back', creditedCents: -10_000 })
    expect(october).toMatchObject({ creditedCents: 0, creditedEarlierCents: 10_000, creditedThisMonthCents: -10_000, shortPaidCents: 30_000 })
    holds(october)
  })

  it('M3: a claim paid in full earlier is not paid again silently', () => {
    const paid = matchesToStore(run([claim], [lineOf(30_000)], { month: '2026-09' }))
    const october = run([claim], [lineOf(30_000)], { previousMatches: paid })
    expect(reviewCodes(october)).toEqual(['already-credited'])
    expect(october).toMatchObject({ claims: 0, unexplainedCents: 30_000 })
    holds(october)
  })

  it("M2: a person's match is kept as it is, also a part of a line", () => {
    const own = claimOf({ waybill: 'SF1000000000777' })
    const line = lineOf(45_000, { waybill: null })
    const result = run([own], [line], {
      previousMatches: [{ month: '2026-10', claimId: own.id, lineId: line.id, stage: 'manual', creditedCents: 30_000, origin: 'person', reasonZh: '电话确认', reasonEn: 'Confirmed by phone' }],
    })
    expect(result.matched[0]).toMatchObject({ stage: 'manual', creditedCents: 30_000, reasonZh: '电话确认' })
    expect(result.unexplained).toMatchObject([{ amountCents: 15_000, reasonCode: 'part-unassigned' }])
    expect(result).toMatchObject({ creditedCents: 30_000, unexplainedCents: 15_000 })
    holds(result)
  })

  it('M3: giving up the rest keeps what was credited this month', () => {
    const own = claimOf()
    const line = lineOf(20_000)
    const before = run([own], [line])
    const after = run([{ ...own, status: 'given-up', endedOn: '2026-11-02' }], [line], { previousMatches: matchesToStore(before) })
    expect(after).toMatchObject({ creditedCents: 20_000, givenUpCents: 10_000, shortPaidCents: 0, unexplainedCents: 0 })
    expect(after.matched[0]?.reasonZh).toBe(before.matched[0]?.reasonZh)
    holds(after)
  })

  it('M3: a lump sum stays whole when one of its claims is given up afterwards', () => {
    const a = claimOf({ amountCents: 30_000 })
    const b = claimOf({ amountCents: 1_200 })
    const line = lineOf(31_200)
    const before = run([a, b], [line])
    const after = run([a, { ...b, status: 'given-up', endedOn: '2026-11-02' }], [line], { previousMatches: matchesToStore(before) })
    expect(after.matched).toHaveLength(1)
    expect(after).toMatchObject({ creditedCents: 31_200, givenUpCents: 0, unexplainedCents: 0 })
    holds(after)
  })

  it('M3: a stored match whose line is gone is left out and counted', () => {
    const own = claimOf()
    const result = run([own], [], { previousMatches: [{ month: '2026-10', claimId: own.id, lineId: 'gone', stage: 'manual', creditedCents: 1, origin: 'person' }] })
    expect(result).toMatchObject({ staleMatches: 1, creditedCents: 0, awaitingCents: 30_000 })
    holds(result)
  })
})
