import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { refundsFileSchema } from '../../src/contract/refund-policy'
import { nearestDeadline, refundDeadline, refundTerm } from '../../src/domain/refund/deadline'
import { isRefundPending, kindOfRefund, mayFollow, phaseOfOrder, REFUND_STATUSES, type RefundStatus } from '../../src/domain/refund/refund'
import { ROOT } from '../support/folders'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const raw = (): Record<string, unknown> => parse(readFileSync(join(ROOT, 'resources/policies/refunds.yaml'), 'utf8')) as Record<string, unknown>
const policy = refundsFileSchema.parse(raw())
const pending = { platform: 'taobao', status: 'pending', type: 'refund-only' } as const

describe('deadlines of platform after-sales orders (C13)', () => {
  it('come from the policy: 48 h to answer, 7 d for the waybill, 10 d for the receipt, 7 d to dispute', () => {
    const hours = (status: RefundStatus) => (refundTerm(policy, { ...pending, status })?.durationMs ?? Number.NaN) / HOUR
    expect((['pending', 'waiting-return', 'waiting-receipt', 'refused'] as const).map(hours)).toEqual([48, 168, 240, 168])
    for (const status of ['done', 'closed', 'platform'] as const) expect(refundTerm(policy, { ...pending, status })).toBeNull()
  })

  it('say what a lapse does, by type where it differs, and whose turn it is', () => {
    expect(refundTerm(policy, pending)).toMatchObject({ lapse: 'refund', owner: 'us' })
    expect(refundTerm(policy, { ...pending, type: 'return-refund' })).toMatchObject({ lapse: 'agree', owner: 'us' })
    expect(refundTerm(policy, { ...pending, status: 'waiting-return' })).toMatchObject({ lapse: 'close', owner: 'buyer' })
    expect(refundTerm(policy, { ...pending, status: 'waiting-receipt' })).toMatchObject({ lapse: 'refund', owner: 'us' })
  })

  it('a platform of its own terms wins, only where it has them', () => {
    const own = refundsFileSchema.parse({ ...raw(), platforms: { ebay: { pending: { duration: '3d', lapse: 'refund' } } } })
    expect(refundTerm(own, { ...pending, platform: 'ebay' })?.durationMs).toBe(3 * DAY)
    expect(refundTerm(own, { ...pending, platform: 'ebay', status: 'waiting-receipt' })?.durationMs).toBe(10 * DAY)
    expect(refundTerm(own, { ...pending, platform: 'constructor' })?.durationMs).toBe(48 * HOUR)
  })

  it.each([
    ['pending', { appliedAt: 1, agreedAt: 5, returnedAt: 9 }, 1 + 48 * HOUR],
    ['waiting-return', { appliedAt: 1, agreedAt: 5, returnedAt: null }, 5 + 7 * DAY],
    ['waiting-return', { appliedAt: 1, agreedAt: null, returnedAt: null }, 1 + 7 * DAY],
    ['waiting-receipt', { appliedAt: 1, agreedAt: 5, returnedAt: 9 }, 9 + 10 * DAY],
    ['waiting-receipt', { appliedAt: null, agreedAt: null, returnedAt: null }, null],
    ['done', { appliedAt: 1, agreedAt: 5, returnedAt: 9 }, null],
  ] as const)('%s counts from the step that began it, else from the one before', (status, times, expected) => {
    expect(refundDeadline(policy, { ...pending, status }, times)).toBe(expected)
  })

  it('the nearest of those that are pending counts', () => {
    const of = (status: RefundStatus, deadlineAt: number | null) => ({ status, deadlineAt })
    const isPending = (status: string): boolean => isRefundPending(status as RefundStatus)
    expect(nearestDeadline([of('pending', 20), of('waiting-return', 10), of('done', 1), of('platform', null)], isPending)).toBe(10)
    expect(nearestDeadline([of('done', 1), of('platform', null)], isPending)).toBeNull()
  })

  it('a policy file with a mistake is refused', () => {
    expect(refundsFileSchema.safeParse({ ...raw(), platforms: { ebay: { pending: { duration: 'two days', lapse: 'refund' } } } }).success).toBe(false)
    expect(refundsFileSchema.safeParse({ ...raw(), platforms: { ebay: { pending: { duration: '3d', lapse: 'explode' } } } }).success).toBe(false)
    const { pending: _one, ...terms } = raw()['terms'] as Record<string, unknown>
    expect(refundsFileSchema.safeParse({ ...raw(), terms }).success).toBe(false)
  })
})

describe('platform after-sales orders and cases (C13, C1)', () => {
  it('each type and phase has its kind', () => {
    expect([kindOfRefund('refund-only', 'before-shipment'), kindOfRefund('refund-only', null), kindOfRefund('refund-only', 'after-completion'), kindOfRefund('price-difference', 'before-shipment'), kindOfRefund('return-refund', 'after-completion')])
      .toEqual(['refund-before-shipment', 'refund-only', 'refund-after-completion', 'goodwill', 'return-refund'])
  })

  it('what the platform has ended stays ended; anything else may follow', () => {
    for (const from of Object.keys(REFUND_STATUSES) as RefundStatus[]) {
      for (const to of Object.keys(REFUND_STATUSES) as RefundStatus[]) expect(mayFollow(from, to), `${from} → ${to}`).toBe(!(['done', 'closed'].includes(from) && !['done', 'closed'].includes(to)))
    }
  })

  it('the phase follows from the order where the list does not say', () => {
    expect([phaseOfOrder(undefined), phaseOfOrder({ status: 'paid', shippedAt: null }), phaseOfOrder({ status: 'refunding', shippedAt: 1 }), phaseOfOrder({ status: 'completed', shippedAt: 1 }), phaseOfOrder({ status: 'refunding', shippedAt: null })])
      .toEqual([null, 'before-shipment', 'after-shipment', 'after-completion', null])
  })
})
