import { describe, expect, it } from 'vitest'
import { reconcile } from '../../src/domain/reconcile/reconcile'
import { believableMonth } from '../support/believable-month'
import { measureQuality } from '../support/reconcile-quality'

/** The bars of issue 6 on a small month; `npm run bench reconcile-quality` holds them on 100,000 claims. */
describe('M2: quality on believable months', () => {
  it.each([1, 2, 3])('M2: no wrong automatic match, and nearly everything is found (seed %i)', (seed) => {
    const month = believableMonth(3000, seed)
    const result = reconcile(month)
    const quality = measureQuality(month, result)
    expect(result.invariantsBroken).toEqual([])
    expect(quality.examples).toEqual([])
    expect(quality.wrong).toBe(0)
    expect(quality.recall).toBeGreaterThanOrEqual(0.97)
    expect(quality.recallWithFirst).toBeGreaterThanOrEqual(0.995)
  })

  it('M2: a damaged number is never matched, and strangers get no money', () => {
    const month = believableMonth(3000, 4)
    const matched = new Set(reconcile(month).matched.flatMap(({ lineIds }) => lineIds))
    const damaged = month.lines.filter(({ waybillDamaged }) => waybillDamaged)
    const strangers = [...month.claimsOfLine].filter(([, claims]) => claims.length === 0).map(([lineId]) => lineId)
    expect(damaged.length).toBeGreaterThan(10)
    expect(strangers.length).toBeGreaterThan(100)
    for (const { id } of damaged) expect(matched.has(id)).toBe(false)
    for (const id of strangers) expect(matched.has(id)).toBe(false)
  })

  it('M2: one seed makes one month, another seed another', () => {
    expect(believableMonth(200, 7)).toEqual(believableMonth(200, 7))
    expect(believableMonth(200, 7).lines).not.toEqual(believableMonth(200, 8).lines)
  })
})
