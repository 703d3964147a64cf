import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { COST_PARTS, DIMENSIONS, factsBehind, figuresOf, MEASURES, medianOf, rowsBy, type Dimension, type Fact, type KpiRow } from '../../src/domain/kpi/figures'
import { periodOf, PERIOD_UNITS, stepPeriod } from '../../src/domain/kpi/period'
import { kpiViews } from '../../src/domain/kpi/views'
import { DAY } from '../../src/domain/clock/duration'
import { check } from '../support/properties'

const some = (...keys: string[]): fc.Arbitrary<string | null> => fc.constantFrom(...keys, null)
const facts = fc
  .array(
    fc.record({
      measure: fc.constantFrom(...MEASURES), at: fc.integer({ min: 0, max: 50 }), shopId: some('s1', 's2'), courierId: some('sf', 'zto'), sku: some('A', 'B', '*'), agentId: some('x', 'y'),
      value: fc.option(fc.integer({ min: 0, max: 1_000_000 })), good: fc.option(fc.boolean()), part: fc.constantFrom(...COST_PARTS), currency: fc.constantFrom('CNY', 'USD'),
    }),
    { maxLength: 60 },
  )
  .map((list) => list.map((one, at): Fact => ({ ...one, kind: 'case', id: `f${at}`, caseId: null, no: String(at), value: one.part === 'recovery' && one.measure === 'cost' ? -(one.value ?? 0) : one.value })))
const orders = fc.uniqueArray(fc.record({ shopId: fc.constantFrom('s1', 's2', 's3'), orders: fc.integer({ min: 1, max: 900 }) }), { selector: ({ shopId }) => shopId })

describe('K1: figures hold for any facts', () => {
  it('K1: figures are those of naive sums, and the order of the facts never shows', () => {
    check(
      fc.property(facts.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))), ([list, mixed]) => {
        const figures = figuresOf(list, 'CNY', 7)
        const of = (measure: string): Fact[] => list.filter((one) => one.measure === measure)
        const cny = of('cost').filter(({ currency }) => currency === 'CNY')
        const sum = (rows: readonly Fact[]): number => rows.reduce((total, { value }) => total + (value ?? 0), 0)
        expect(figures.netCents).toBe(sum(cny))
        expect(figures.recoveredCents + 0).toBe(-sum(cny.filter(({ part }) => part === 'recovery')) + 0)
        expect([figures.opened, figures.solved, figures.refunds, figures.returns]).toEqual(['opened', 'solve', 'refund', 'return'].map((measure) => of(measure).length))
        const judged = of('solve').filter(({ good }) => good !== null)
        expect(figures.solveShare).toBe(judged.length === 0 ? null : judged.filter(({ good }) => good).length / judged.length)
        expect(figuresOf(mixed, 'CNY', 7)).toEqual(figures)
        for (const dimension of DIMENSIONS) expect(rowsBy(dimension, mixed, 'CNY', [])).toEqual(rowsBy(dimension, list, 'CNY', []))
      }),
    )
  })

  it('K1: the rows of a dimension add up to the whole, and behind each stand as many facts as it counts', () => {
    check(
      fc.property(facts, orders, (list, paid) => {
        const total = figuresOf(list, 'CNY', null)
        for (const dimension of ['shop', 'courier', 'sku', 'agent'] as const) {
          const rows = rowsBy(dimension, list, 'CNY', paid)
          for (const figure of ['opened', 'solved', 'promises', 'refunds', 'returns', 'netCents', 'costCents', 'recoveredCents', 'scores', 'samples'] as const) expect(rows.reduce((sum, row) => sum + row[figure], 0)).toBe(total[figure])
          if (dimension === 'shop') expect(rows.reduce((sum, row) => sum + (row.orders ?? 0), 0)).toBe(paid.reduce((sum, one) => sum + one.orders, 0))
          for (const row of rows) {
            const behind = (measure: Fact['measure']): Fact[] => factsBehind(list, { measure, dimension, key: row.key }, 'CNY')
            expect([behind('opened').length, behind('solve').length, behind('return').length, behind('cost').length]).toEqual([row.opened, row.solved, row.returns, row.costs])
            expect(figuresOf(behind('cost'), 'CNY', null).netCents).toBe(row.netCents)
          }
        }
        const parts = rowsBy('cost', list, 'CNY', [])
        expect(parts.reduce((sum, row) => sum + row.netCents, 0)).toBe(total.netCents)
        for (const { rows, chart } of kpiViews({ currency: 'CNY', figures: total, by: Object.fromEntries(DIMENSIONS.map((dimension) => [dimension, rowsBy(dimension, list, 'CNY', paid)])) as Record<Dimension, KpiRow[]> }, { locale: 'en', nameOf: (_dimension, key) => key, most: null })) expect(chart?.categories).toHaveLength(rows.length)
      }),
    )
  })

  it('K1: the median has as many values below as above it', () => {
    check(
      fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1 }), (values) => {
        const median = medianOf(values) ?? -1
        expect(values.filter((value) => value < median - 1).length).toBeLessThanOrEqual(values.length / 2)
        expect(values.filter((value) => value > median + 1).length).toBeLessThanOrEqual(values.length / 2)
      }),
    )
  })

  it('K1: periods follow each other without a gap, and every day lies in its own', () => {
    const day = fc.integer({ min: 0, max: 20_000 }).map((days) => new Date(days * DAY).toISOString().slice(0, 10))
    check(
      fc.property(fc.constantFrom(...PERIOD_UNITS), day, fc.constantFrom('Asia/Shanghai', 'America/New_York', 'Europe/London', 'UTC'), (unit, date, zone) => {
        const period = periodOf(unit, date, zone)
        expect(period.firstDay <= date && date <= period.lastDay).toBe(true)
        expect(stepPeriod(period, 1, zone).from).toBe(period.to)
        expect(stepPeriod(stepPeriod(period, 1, zone), -1, zone)).toEqual(period)
        expect(periodOf(unit, period.lastDay, zone)).toEqual(period)
      }),
    )
  })
})
