import { describe, expect, it } from 'vitest'
import { completeness } from '../../src/domain/claim/completeness'
import { CLAIM_DEMANDS } from '../../src/domain/courier/policy'

const DAY = 86_400_000
const NOW = 100 * DAY
const meter = (over: Partial<Parameters<typeof completeness>[0]> = {}) =>
  completeness({ demands: ['value-proof', 'photos', 'packaging'], slots: new Set(['inner-goods']), windowEndsAt: NOW + 20 * DAY, isFiled: false, now: NOW, nearDays: 5, ...over })

describe('L2: completeness meter', () => {
  it('L2: counts what is met against what the courier demands', () => {
    expect(meter()).toMatchObject({ met: 1, demanded: 3, percent: 33, missing: ['value-proof', 'packaging'], daysLeft: 20, state: 'incomplete' })
    expect(meter({ slots: new Set(['value-proof', 'defect-photo', 'outer-box']) })).toMatchObject({ percent: 100, missing: [], state: 'ready' })
    expect(meter({ demands: [] })).toMatchObject({ percent: 100, state: 'ready' })
  })

  it('L2: without a case nothing can tell, and nothing counts as met', () => {
    expect(meter({ slots: null })).toMatchObject({ met: 0, percent: 0, state: 'incomplete' })
    expect(meter({ slots: null }).states.every(({ met }) => met === null)).toBe(true)
  })

  it('L2: what was ticked by hand counts, with a case or without one, and once', () => {
    expect(meter({ slots: null, ticked: ['photos'] })).toMatchObject({ met: 1, missing: ['value-proof', 'packaging'] })
    expect(meter({ ticked: ['photos', 'value-proof', 'weight'] })).toMatchObject({ met: 2, demanded: 3, missing: ['packaging'] })
    expect(meter({ slots: null, ticked: ['value-proof', 'photos', 'packaging'] })).toMatchObject({ percent: 100, state: 'ready' })
  })

  it('L2: the window counts down until the claim is filed', () => {
    expect(meter({ windowEndsAt: NOW + 5 * DAY })).toMatchObject({ daysLeft: 5, state: 'hurry' })
    expect(meter({ windowEndsAt: NOW - 1 })).toMatchObject({ daysLeft: -1, state: 'late' })
    expect(meter({ windowEndsAt: NOW })).toMatchObject({ daysLeft: 0, state: 'hurry' })
    expect(meter({ isFiled: true, windowEndsAt: NOW - 1 })).toMatchObject({ daysLeft: null, state: 'filed' })
    expect(meter({ windowEndsAt: null })).toMatchObject({ daysLeft: null, state: 'incomplete' })
  })

  it('L2: every demand can be met by some evidence slot', () => {
    const all = new Set(['value-proof', 'refund-proof', 'all-goods', 'outer-box', 'weighing', 'sender-certificate'])
    expect(meter({ demands: CLAIM_DEMANDS, slots: all }).missing).toEqual([])
  })
})
