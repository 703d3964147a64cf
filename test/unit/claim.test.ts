import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { courierPoliciesSchema } from '../../src/contract/courier-policy'
import { claimAmount, claimBalance, statusFromCredit } from '../../src/domain/claim/amounts'
import { findDuplicateClaims } from '../../src/domain/claim/duplicates'
import type { ClaimStatus } from '../../src/domain/claim/status'
import {
  canTransition,
  CLAIM_REASON_LABELS,
  CLAIM_REASONS,
  CLAIM_STATUS_LABELS,
  CLAIM_STATUSES,
  CREDIT_STATUSES,
  isClaimReason,
  isClaimStatus,
  isOpenClaim,
  staffTransitions,
} from '../../src/domain/claim/status'
import { claimWindowDaysLeft, claimWindowEndsAt, couriersByWaybill, findCourier } from '../../src/domain/courier/policy'
import { undamagedKey, waybillKey } from '../../src/domain/courier/waybill'

const policies = courierPoliciesSchema.parse(parse(readFileSync(fileURLToPath(new URL('../../resources/policies/couriers.yaml', import.meta.url)), 'utf8')))

describe('L1: life of a claim', () => {
  it('L1: the path of the trade is legal', () => {
    const path: ClaimStatus[] = ['draft', 'filed', 'accepted', 'rejected', 'arbitration', 'granted', 'part-credited', 'credited', 'clawed-back', 'given-up']
    path.slice(1).forEach((to, at) => expect(canTransition(path[at] ?? 'draft', to), `${path[at]} to ${to}`).toBe(true))
  })

  it.each([
    ['draft', 'granted'],
    ['draft', 'credited'],
    ['credited', 'withdrawn'],
    ['credited', 'rejected'],
    ['withdrawn', 'granted'],
    ['filed', 'filed'],
    ['filed', 'draft'],
  ] as const)('L1: %s to %s is refused', (from, to) => {
    expect(canTransition(from, to)).toBe(false)
  })

  it('L1: people never set what only money brings about', () => {
    for (const from of CLAIM_STATUSES) {
      for (const to of staffTransitions(from)) {
        expect(canTransition(from, to)).toBe(true)
        expect(CREDIT_STATUSES).not.toContain(to)
      }
    }
    expect(staffTransitions('part-credited')).toEqual(['arbitration', 'given-up'])
    expect(staffTransitions('credited')).toEqual([])
  })

  it('L1: from every status the end can be reached', () => {
    for (const start of CLAIM_STATUSES) {
      const seen = new Set<ClaimStatus>([start])
      for (const from of seen) for (const to of CLAIM_STATUSES) if (canTransition(from, to)) seen.add(to)
      expect(seen.has('credited'), start).toBe(true)
    }
  })

  it('L1: section 14 names the reasons, and every name has words in both languages', () => {
    expect(CLAIM_REASONS).toEqual(['lost', 'damaged', 'short', 'delayed', 'false-delivery', 'misdelivered', 'return-lost', 'destroyed', 'contents-differ', 'weight-dispute'])
    for (const words of [...Object.values(CLAIM_REASON_LABELS), ...Object.values(CLAIM_STATUS_LABELS)]) expect(words.zh.length * words.en.length).toBeGreaterThan(0)
    expect([isClaimReason('lost'), isClaimReason('stolen'), isClaimStatus('granted'), isClaimStatus('paid')]).toEqual([true, false, true, false])
  })

  it('L1: open means that something is still expected of the courier', () => {
    expect(CLAIM_STATUSES.filter(isOpenClaim)).toEqual(['filed', 'accepted', 'granted', 'arbitration', 'part-credited', 'clawed-back'])
  })
})

describe('L1: amounts and what they make of the status', () => {
  it('L1: goods + freight + other, and what is missing of it', () => {
    expect(claimAmount({ goodsCents: 5_490, freightCents: 700, otherCents: 10 })).toBe(6_200)
    expect([claimBalance(6_200, 5_490), claimBalance(6_200, 7_000)]).toEqual([710, -800])
  })

  it.each([
    ['filed', 0, false, null, 'filed'],
    ['filed', 10_000, true, null, 'credited'],
    ['filed', 12_000, true, null, 'credited'],
    ['filed', 4_000, true, null, 'part-credited'],
    ['rejected', 4_000, true, null, 'part-credited'],
    ['credited', 4_000, true, null, 'part-credited'],
    ['credited', 0, true, null, 'clawed-back'],
    ['credited', 0, false, null, 'filed'],
    ['credited', 0, false, 8_000, 'granted'],
    ['given-up', 4_000, true, null, 'given-up'],
    ['given-up', 10_000, true, null, 'credited'],
    ['arbitration', 4_000, true, null, 'arbitration'],
    ['draft', 4_000, true, null, 'draft'],
  ] as const)('L1: %s with %i of 10000 (touched %s, granted %s) is %s', (status, creditedCents, touchedByCredit, grantedCents, expected) => {
    expect(statusFromCredit({ status, creditedCents, touchedByCredit, grantedCents, amountCents: 10_000 })).toBe(expected)
  })
})

describe('L4: duplicate guard', () => {
  const log = [
    { id: 'a', counterparty: 'courier', courierId: 'sf', waybill: 'SF1000000000001', aliases: ['SF1000000000009'], status: 'filed' as const },
    { id: 'b', counterparty: 'courier', courierId: 'sf', waybill: 'SF1000000000002', aliases: [], status: 'credited' as const },
    { id: 'c', counterparty: 'courier', courierId: 'sf', waybill: 'SF1000000000003', aliases: [], status: 'withdrawn' as const },
    { id: 'd', counterparty: 'insurer', courierId: null, waybill: 'SF1000000000004', aliases: [], status: 'granted' as const },
  ]
  const kinds = (waybill: string, aliases: string[] = []): string[][] =>
    findDuplicateClaims({ counterparty: 'courier', courierId: 'sf', waybill, aliases }, log, ['SF']).map(({ claim, kind }) => [claim.id, kind])

  it('L4: any spelling of the waybill and any alias is seen', () => {
    expect(kinds('ｓｆ 1000000000001')).toEqual([['a', 'open']])
    expect(kinds('1000000000001')).toEqual([['a', 'open']])
    expect(kinds('SF1000000000009')).toEqual([['a', 'open']])
    expect(kinds('SF7777777777777', ['SF1000000000001'])).toEqual([['a', 'open']])
  })

  it('L1, L4: paid before, two parties for one parcel, and what does not stand in the way', () => {
    expect(kinds('SF1000000000002')).toEqual([['b', 'paid']])
    expect(kinds('SF1000000000003')).toEqual([])
    expect(kinds('SF1000000000004')).toEqual([['d', 'other-party']])
    expect(kinds('SF1000000000005')).toEqual([])
  })

  it('L4: a claim is no duplicate of itself', () => {
    expect(findDuplicateClaims({ id: 'a', counterparty: 'courier', courierId: 'sf', waybill: 'SF1000000000001', aliases: [] }, log)).toEqual([])
  })
})

describe('O2, L2: couriers', () => {
  it('O2: the shipped couriers are valid and their names lead to one of them each', () => {
    for (const courier of policies.couriers) {
      for (const name of [courier.id, courier.nameZh, courier.nameEn, ...courier.aliases]) expect(findCourier(policies.couriers, name)?.id, name).toBe(courier.id)
    }
  })

  it.each([
    ['顺丰', 'sf'],
    ['ＳＦ express', 'sf'],
    ['中通快递', 'zto'],
    ['韵达快运', 'yunda'],
    ['J & T', 'jt'],
    ['邮政', 'china-post'],
    ['邮政速递', 'ems'],
    ['某某快递', undefined],
    ['', undefined],
  ])('O2: %s is %s', (name, id) => {
    expect(findCourier(policies.couriers, name)?.id).toBe(id)
  })

  it('O2: waybill shapes hint at couriers', () => {
    expect(couriersByWaybill(policies.couriers, 'SF1234567890123').map(({ id }) => id)).toEqual(['sf'])
    expect(couriersByWaybill(policies.couriers, 'JT1234567890123').map(({ id }) => id)).toEqual(['jt'])
    expect(couriersByWaybill(policies.couriers, 'HELLO')).toEqual([])
  })

  it('O2: a bad pattern or a repeated id in the file is refused', () => {
    const [first] = policies.couriers
    expect(courierPoliciesSchema.safeParse({ version: 1, couriers: [first, first] }).success).toBe(false)
    expect(courierPoliciesSchema.safeParse({ version: 1, couriers: [{ ...first, waybillShapes: ['('] }] }).success).toBe(false)
  })

  it('L2: the claim window counts down in whole days', () => {
    const shipped = Date.UTC(2026, 9, 1)
    const ends = claimWindowEndsAt(shipped, { claimWindowDays: 30 })
    expect(ends).toBe(Date.UTC(2026, 9, 31))
    const day = 86_400_000
    expect([claimWindowDaysLeft(ends, shipped), claimWindowDaysLeft(ends, ends - 1), claimWindowDaysLeft(ends, ends), claimWindowDaysLeft(ends, ends + day)]).toEqual([30, 1, 0, -1])
  })

  it('M1, M2: comparing keys', () => {
    expect(waybillKey('ＳＦ１２３ ４５６７８９０１２３', ['SF'])).toBe('1234567890123')
    expect(waybillKey('SF123', ['SF'])).toBe('SF123')
    expect(waybillKey('JDV001-1-2')).toBe('JDV001-1-2')
    expect([waybillKey(null), waybillKey('  '), undamagedKey('1.23E+14'), undamagedKey('773012345678')]).toEqual([null, null, null, '773012345678'])
  })
})
