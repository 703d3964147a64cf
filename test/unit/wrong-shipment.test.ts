import { describe, expect, it } from 'vitest'
import {
  canMoveShipment,
  countsInStatistics,
  diffShipment,
  isShipmentError,
  isShipmentFix,
  mayVerify,
  SHIPMENT_ERROR_LABELS,
  SHIPMENT_ERRORS,
  SHIPMENT_STATES,
} from '../../src/domain/wrong-shipment/wrong-shipment'

const item = (title: string, quantity: number, sku: string | null = null): { title: string; sku: string | null; quantity: number } => ({ title, sku, quantity })

describe('W1: what differs', () => {
  it('W1: wrong item: one is missing, another is too much', () => {
    const diff = diffShipment([item('红色 M', 1, 'R-M')], [item('红色 L', 1, 'R-L')])
    expect(diff.missing).toMatchObject([{ sku: 'R-M', expected: 1, sent: 0, delta: -1 }])
    expect(diff.extra).toMatchObject([{ sku: 'R-L', delta: 1 }])
    expect(diff.suggested).toBe('wrong')
  })

  it.each([
    ['missing', [item('a', 1), item('b', 2)], [item('b', 2)]],
    ['extra', [item('a', 1)], [item('a', 1), item('b', 1)]],
    ['short-pack', [item('a', 5)], [item('a', 3)]],
    [null, [item('a', 2)], [item('Ａ', 1), item(' a ', 1)]],
    [null, [], []],
  ] as const)('W1: suggests %s', (suggested, expected, sent) => {
    expect(diffShipment(expected, sent).suggested).toBe(suggested)
  })

  it('W1: the SKU decides, whatever the title says', () => {
    expect(diffShipment([item('旧标题', 1, 'K1')], [item('新标题', 1, 'k1 ')]).same).toHaveLength(1)
    expect(diffShipment([item('同名', 1, 'K1')], [item('同名', 1, 'K2')]).suggested).toBe('wrong')
  })

  it('W1: errors and fixes are closed sets with words', () => {
    expect(SHIPMENT_ERRORS).toEqual(['wrong', 'missing', 'extra', 'short-pack', 'wrong-copy'])
    for (const error of SHIPMENT_ERRORS) expect(SHIPMENT_ERROR_LABELS[error].zh).not.toBe('')
    expect([isShipmentError('wrong'), isShipmentError('late'), isShipmentFix('reissue'), isShipmentFix('cash')]).toEqual([true, false, true, false])
  })
})

describe('W2: two hands', () => {
  it('W2: only a submitted entry is verified, and an edit voids it', () => {
    expect(canMoveShipment('draft', 'submitted')).toBe(true)
    expect(canMoveShipment('draft', 'verified')).toBe(false)
    expect(canMoveShipment('returned', 'verified')).toBe(false)
    expect(canMoveShipment('verified', 'submitted')).toBe(true)
    expect(SHIPMENT_STATES.filter(countsInStatistics)).toEqual(['verified'])
  })

  it('W2: nobody verifies their own entry unless they are alone', () => {
    expect(mayVerify({ submittedBy: 'li' }, 'wang', 2)).toBe(true)
    expect(mayVerify({ submittedBy: 'li' }, 'li', 2)).toBe(false)
    expect(mayVerify({ submittedBy: 'li' }, 'li', 1)).toBe(true)
  })
})
