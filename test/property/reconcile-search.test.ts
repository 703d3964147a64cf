import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bestAssignment } from '../../src/domain/reconcile/assign'
import { readList } from '../../src/domain/reconcile/listed'
import { createNearIndex, isOneEdit } from '../../src/domain/reconcile/near'
import { createSubsetFinder, MAX_SUM_SIZE } from '../../src/domain/reconcile/subset'
import { check } from '../support/properties'

type Weights = readonly (readonly (number | null)[])[]
const totalOf = (weights: Weights, chosen: readonly (number | null)[]): number => chosen.reduce<number>((sum, column, row) => sum + (column === null ? 0 : (weights[row]?.[column] ?? 0)), 0)

/** Every possible assignment, tried one after the other. */
function bestByTrying(weights: Weights, row = 0, used: ReadonlySet<number> = new Set()): number {
  const here = weights[row]
  if (here === undefined) return 0
  let best = bestByTrying(weights, row + 1, used)
  here.forEach((weight, column) => {
    if (weight !== null && weight > 0 && !used.has(column)) best = Math.max(best, weight + bestByTrying(weights, row + 1, new Set([...used, column])))
  })
  return best
}

/** Edit distance with swapped neighbours, by the textbook table. */
function distance(a: string, b: string): number {
  const table: number[][] = Array.from({ length: a.length + 1 }, (_, i) => Array.from({ length: b.length + 1 }, (__, j) => (i === 0 ? j : j === 0 ? i : 0)))
  const cell = (i: number, j: number): number => table[i]?.[j] ?? 99
  for (let i = 1; i <= a.length; i += 1) {
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let least = Math.min(cell(i - 1, j) + 1, cell(i, j - 1) + 1, cell(i - 1, j - 1) + same)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, cell(i - 2, j - 2) + 1)
      const row = table[i]
      if (row !== undefined) row[j] = least
    }
  }
  return cell(a.length, b.length)
}

describe('M2: the searches find what trying everything finds', () => {
  it('M2: the assignment is the best there is, and uses nothing twice', () => {
    const weight = fc.option(fc.integer({ min: 0, max: 100 }), { nil: null })
    check(
      fc.property(fc.integer({ min: 1, max: 5 }).chain((columns) => fc.array(fc.array(weight, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 5 })), (weights) => {
        const chosen = bestAssignment(weights)
        const used = chosen.filter((column) => column !== null)
        expect(new Set(used).size).toBe(used.length)
        chosen.forEach((column, row) => {
          if (column !== null) expect(weights[row]?.[column] ?? 0).toBeGreaterThan(0)
        })
        expect(totalOf(weights, chosen)).toBe(bestByTrying(weights))
      }),
    )
  })

  it('M2: one edit is one character other, missing, too many, or two swapped', () => {
    const text = fc.stringMatching(/^[01A]{0,6}$/)
    check(
      fc.property(text, text, (a, b) => {
        expect(isOneEdit(a, b)).toBe(distance(a, b) === 1)
      }),
    )
  })

  it('M2: the index finds exactly the numbers that are one edit away', () => {
    const keys = fc.array(fc.stringMatching(/^[012]{3,7}$/), { maxLength: 12 })
    check(
      fc.property(keys, keys, (indexed, asked) => {
        const index = createNearIndex(indexed)
        for (const key of asked) expect(index.find(key)).toEqual([...new Set(indexed)].filter((other) => isOneEdit(key, other)))
      }),
    )
  })

  it('M2: the sum is found with the fewest claims, and several answers are said to be several', () => {
    check(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 9 }), fc.integer({ min: 1, max: 160 }), (amounts, target) => {
        const bySize = new Map<number, number[][]>()
        for (let mask = 0; mask < 1 << amounts.length; mask += 1) {
          const places = amounts.flatMap((_, at) => ((mask >> at) & 1 ? [at] : []))
          if (places.length >= 2 && places.length <= MAX_SUM_SIZE && places.reduce((sum, at) => sum + (amounts[at] ?? 0), 0) === target) bySize.set(places.length, [...(bySize.get(places.length) ?? []), places])
        }
        const fewest = bySize.get(Math.min(...bySize.keys()))
        const expected = fewest === undefined ? null : fewest.length > 1 ? 'several' : (fewest[0] ?? null)
        expect(createSubsetFinder(amounts).find(target)).toEqual(expected)
      }),
    )
  })

  it('M2: a list is read whatever stands between its numbers, in the cell and in the words', () => {
    const numbers = fc.uniqueArray(fc.stringMatching(/^SF[1-9]\d{11}[1-9]$/), { minLength: 2, maxLength: 8 })
    check(
      fc.property(numbers, fc.constantFrom(',', '，', '、', ' / ', '；', ' ', '\n'), (list, between) => {
        const text = list.join(between)
        expect(readList({ waybill: text, waybillRaw: text, waybillDamaged: false, memo: null })).toEqual(list)
        expect(readList({ waybill: null, waybillRaw: null, waybillDamaged: false, memo: `理赔 ${text} 共${list.length}票 2026-10-31` })).toEqual(list)
        expect(readList({ waybill: null, waybillRaw: text, waybillDamaged: true, memo: text })).toBeNull()
      }),
    )
  })
})
