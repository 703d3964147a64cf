import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buyersIn, inWindow, isOfStyle, keyOf, qualityAlerts, unitsOfStyle, type AlertPolicy, type QualityReport } from '../../src/domain/quality/alert'
import { mondayOf, pareto, shiftDay } from '../../src/domain/quality/pareto'
import { check } from '../support/properties'

/** Q1: when reports of one fault are an alert, and which faults weigh most. */
const DAY = 86_400_000
const NOW = 100 * DAY
const policy: AlertPolicy = { windowMs: 14 * DAY, minBuyers: 3, minRate: 0.005, absoluteBuyers: 5, focusShare: 0.6 }
let serial = 0
const report = (patch: Partial<QualityReport> = {}): QualityReport => ({ id: `r${(serial += 1)}`, sku: 'YJ-2201', batch: null, size: null, colour: null, problem: 'fade', buyer: `b${serial}`, at: NOW - DAY, ...patch })
const times = (n: number, patch: Partial<QualityReport> = {}): QualityReport[] => Array.from({ length: n }, () => report(patch))
const shipped = (units: number): Map<string, number> => new Map([['yj-2201-M-蓝', units]])
const raised = (reports: QualityReport[], units: ReadonlyMap<string, number>, at = NOW) => qualityAlerts(reports, units, at, policy).map(({ by, part, buyers, units: of, why }) => ({ by, part, buyers, units: of, why }))

const pick = <T,>(...values: T[]) => fc.constantFrom(...values)
const reports = fc
  .array(fc.record({ sku: pick(null, 'YJ-2201', 'ｙｊ-2201', 'CUP-01'), batch: pick(null, null, 'B7', 'b7 '), size: pick(null, 'M', 'L'), colour: pick(null, '蓝'), problem: pick('fade', 'seam'), buyer: pick(null, 'a', 'A ', 'b', 'c', 'd', 'e'), at: fc.integer({ min: 80, max: 102 }).map((day) => day * DAY) }), { maxLength: 20 })
  .map((all) => all.map((one, at): QualityReport => ({ ...one, id: String(at) })))
const units = fc.dictionary(pick('YJ-2201-M', 'YJ-2201_L', 'CUP-01'), fc.integer({ min: 0, max: 2000 })).map((all) => new Map(Object.entries(all)))
const terms = fc.record({ windowMs: fc.integer({ min: 1, max: 20 }).map((day) => day * DAY), minBuyers: fc.integer({ min: 1, max: 5 }), minRate: pick(0, 0.001, 0.01, 0.5), absoluteBuyers: fc.integer({ min: 1, max: 7 }), focusShare: pick(0, 0.6, 1) })

describe('alerts', () => {
  it('Q1: three buyers of a style are an alert at one in two hundred shipped, five whatever was shipped', () => {
    expect(raised(times(3), shipped(600))).toEqual([{ by: 'style', part: null, buyers: 3, units: 600, why: 'rate' }])
    expect(raised(times(3), shipped(601))).toEqual([])
    expect(raised(times(2), shipped(10))).toEqual([])
    expect(raised(times(5), shipped(100_000))).toMatchObject([{ why: 'absolute', units: 100_000 }])
    expect(raised(times(4), new Map())).toEqual([])
    expect(raised(times(5), new Map())).toMatchObject([{ why: 'absolute', units: null }])
  })

  it('Q1: the window is open at its beginning and closed at its end; one buyer counts once', () => {
    expect([NOW - 14 * DAY, NOW - 14 * DAY + 1, NOW, NOW + 1].map((at) => inWindow(at, NOW, 14 * DAY))).toEqual([false, true, true, false])
    const edge = [...times(2), report({ at: NOW - 14 * DAY + 1 })]
    expect(raised(edge, shipped(100))).toHaveLength(1)
    expect(raised(edge, shipped(100), NOW + 1)).toHaveLength(0)
    expect(raised([...times(2), report({ buyer: '云间客' }), report({ buyer: ' 云间客' })], shipped(100))).toMatchObject([{ buyers: 3 }])
    expect(raised(times(3, { buyer: '云间客' }), shipped(3))).toEqual([])
    expect(raised(times(3, { buyer: null }), shipped(3))).toMatchObject([{ buyers: 3 }])
    expect(raised([...times(2), report({ problem: 'seam' })], shipped(10))).toEqual([])
  })

  it('Q1: a size that stands out is named, and a batch across styles', () => {
    const found = raised([...times(3, { size: 'M', batch: 'B7' }), report({ size: 'L', sku: 'YJ-2201' }), report({ sku: 'CUP-01', batch: 'b7' })], new Map([...shipped(100), ['CUP-01', 50]]))
    expect(found).toEqual([
      { by: 'style', part: null, buyers: 4, units: 100, why: 'rate' },
      { by: 'batch', part: 'B7', buyers: 4, units: 150, why: 'rate' },
      { by: 'size', part: 'M', buyers: 3, units: 100, why: 'rate' },
    ])
    expect(isOfStyle('YJ-22011', 'YJ-2201')).toBe(false)
    expect(unitsOfStyle(new Map([['YJ-22011', 9]]), 'YJ-2201')).toBeNull()
  })

  it('Q1: only what lies in the window decides, in whatever order it came, and each alert keeps its thresholds', () => {
    check(
      fc.property(reports, units, terms, fc.nat(), (all, shippedUnits, rule, turn) => {
        const alerts = qualityAlerts(all, shippedUnits, NOW, rule)
        const turned = all.map((_, at) => all[(at + turn) % all.length] as QualityReport)
        const inside = all.filter(({ at }) => inWindow(at, NOW, rule.windowMs))
        const facts = (list: typeof alerts) => list.map(({ reports: ids, ...rest }) => ({ key: keyOf(rest), buyers: rest.buyers, units: rest.units, ids: [...ids].sort() }))
        expect(facts(qualityAlerts(turned, shippedUnits, NOW, rule))).toEqual(facts(alerts))
        expect(facts(qualityAlerts(inside, shippedUnits, NOW, rule))).toEqual(facts(alerts))
        for (const alert of alerts) {
          const own = all.filter(({ id }) => alert.reports.includes(id))
          expect(alert.buyers).toBe(buyersIn(own))
          expect(own.every(({ problem }) => problem === alert.problem)).toBe(true)
          expect(alert.buyers >= rule.absoluteBuyers || (alert.buyers >= rule.minBuyers && alert.rate !== null && alert.rate >= rule.minRate)).toBe(true)
          // who reports once more changes nothing
          expect(qualityAlerts([...all, ...own.filter(({ buyer }) => buyer !== null).map((one) => ({ ...one, id: `${one.id} again` }))], shippedUnits, NOW, rule).find((one) => keyOf(one) === keyOf(alert))?.buyers).toBe(alert.buyers)
        }
      }),
    )
  })

  it('Q1: another buyer never takes an alert of a style or batch away; more units shipped never raise one', () => {
    check(
      fc.property(reports, units, terms, fc.nat({ max: 500 }), (all, shippedUnits, rule, more) => {
        const broad = (list: ReturnType<typeof qualityAlerts>) => new Set(list.filter(({ by }) => by === 'style' || by === 'batch').map(keyOf))
        const before = broad(qualityAlerts(all, shippedUnits, NOW, rule))
        const joined = broad(qualityAlerts([...all, { id: 'new', sku: 'YJ-2201', batch: null, size: null, colour: null, problem: 'fade', buyer: 'nobody yet', at: NOW }], shippedUnits, NOW, rule))
        for (const key of before) expect(joined.has(key)).toBe(true)
        const grown = broad(qualityAlerts(all, new Map([...shippedUnits].map(([code, count]) => [code, count === 0 ? 0 : count + more])), NOW, rule))
        for (const key of grown) expect(before.has(key)).toBe(true)
      }),
    )
  })
})

describe('Pareto', () => {
  it('Q1: bars from the longest down, each entry in one, shares that add up to all', () => {
    check(
      fc.property(fc.array(pick(null, '', 'fade', 'Fade ', 'seam', 'ｓｅａｍ', 'size')), (values) => {
        const bars = pareto(values.map((value, at) => ({ id: String(at), value })))
        expect(bars.flatMap(({ ids }) => ids).sort()).toEqual(values.map((_, at) => String(at)).sort())
        bars.forEach((bar, at) => {
          expect(bar.count).toBe(bar.ids.length)
          expect(bar.count).toBeLessThanOrEqual(bars[at - 1]?.count ?? Infinity)
          expect(bar.cumulative).toBeCloseTo(bars.slice(0, at + 1).reduce((sum, { share }) => sum + share, 0))
        })
        if (values.length > 0) expect(bars.at(-1)?.cumulative).toBe(1)
      }),
    )
    expect(pareto(['b', 'a', 'B'].map((value, at) => ({ id: String(at), value }))).map(({ key, count }) => [key, count])).toEqual([['b', 2], ['a', 1]])
  })

  it('Q1: a week begins on Monday, across months and years', () => {
    expect(['2026-11-22', '2026-11-23', '2026-11-29', '2027-01-01'].map(mondayOf)).toEqual(['2026-11-16', '2026-11-23', '2026-11-23', '2026-12-28'])
    expect(shiftDay('2026-12-28', 7)).toBe('2027-01-04')
  })
})
