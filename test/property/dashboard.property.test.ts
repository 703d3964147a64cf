import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addClaims, dashboardOf, OUTCOMES, type ClaimAmounts, type ClaimCell, type ClaimFigures, type CostFigures, type DashboardCells } from '../../src/domain/claim/dashboard'
import { viewsOf } from '../../src/domain/claim/dashboard-views'
import { check } from '../support/properties'

const MONTHS = ['2026-07', '2026-08', '2026-09', '2026-10']
const courierId = fc.constantFrom('sf', 'zto', 'yto', null)
const month = fc.constantFrom(...MONTHS)
const cents = fc.integer({ min: 0, max: 5_000_000 })
const signed = fc.integer({ min: -5_000_000, max: 5_000_000 })

/** A claim whose money adds up, claw-backs beyond the credit and over-payment among them. */
const claim = fc
  .record({ courierId, month, reason: fc.constantFrom('lost', 'damaged', 'delayed'), outcome: fc.constantFrom(...OUTCOMES), claimedCents: cents, creditedCents: signed, granted: cents })
  .map(({ granted, creditedCents, ...rest }): ClaimCell => {
    const { outcome, claimedCents } = rest
    const none = { overPaidCents: 0, shortPaidCents: 0, openCents: 0, rejectedCents: 0, endedCents: 0, settledCents: 0 }
    const base = { ...rest, claims: 1, grantedCents: granted, creditedCents: 0, ...none }
    if (outcome === 'recovered') return { ...base, creditedCents: claimedCents + granted, overPaidCents: granted }
    if (outcome === 'short') return { ...base, creditedCents: Math.min(creditedCents, claimedCents), shortPaidCents: claimedCents - Math.min(creditedCents, claimedCents) }
    const part = Math.min(granted, claimedCents)
    if (outcome === 'open') return { ...base, openCents: part, rejectedCents: claimedCents - part }
    return { ...base, [`${outcome}Cents`]: claimedCents }
  })

const cells: fc.Arbitrary<DashboardCells> = fc.record({
  months: fc.constant(MONTHS),
  claims: fc.array(claim, { maxLength: 40 }),
  booked: fc.array(fc.record({ courierId, month, creditedCents: signed }), { maxLength: 12 }),
  days: fc.array(fc.record({ courierId, days: fc.integer({ min: -30, max: 400 }), claims: fc.integer({ min: 1, max: 9 }), undated: fc.constant(0) }), { maxLength: 20 }),
  costs: fc.record({
    charges: fc.array(fc.record({ courierId, month, freightCents: signed, surchargeCents: signed, parcels: fc.integer({ min: 0, max: 5000 }) }), { maxLength: 12 }),
    booked: fc.array(fc.record({ courierId, month, creditedCents: signed }), { maxLength: 12 }),
  }),
})

const shuffled = <T>(list: readonly T[]): fc.Arbitrary<T[]> => fc.shuffledSubarray([...list], { minLength: list.length })
const OPTIONS = { locale: 'zh', currency: 'CNY', courierName: (id: string) => id } as const
const SUMS = ['claims', 'claimedCents', 'grantedCents', 'creditedCents', 'overPaidCents', 'shortPaidCents', 'openCents', 'rejectedCents', 'endedCents', 'settledCents', 'recoveredCents'] as const satisfies readonly (keyof ClaimFigures)[]
const sumOf = <T>(rows: readonly T[], value: (row: T) => number): number => rows.reduce((sum, row) => sum + value(row), 0)

describe('M6: properties of the dashboard', () => {
  it('M6: the sums over any grouping are the total, and what was claimed is accounted for', () => {
    check(
      fc.property(cells, (scope) => {
        const board = dashboardOf(scope)
        for (const groups of [board.byCourier, board.byReason, board.byMonth]) {
          for (const figure of SUMS) expect(sumOf(groups, (group) => group[figure])).toBe(board.total[figure])
          for (const outcome of OUTCOMES) expect(sumOf(groups, ({ counts }) => counts[outcome])).toBe(board.total.counts[outcome])
        }
        expect(sumOf(board.byMonth, ({ bookedCents }) => bookedCents ?? 0)).toBe(board.total.bookedCents)
        expect(sumOf(board.daysByCourier, ({ claims }) => claims)).toBe(board.days.claims)
        const costs: (readonly CostFigures[])[] = [board.costByMonth, board.costByCourierMonth]
        for (const rows of costs) {
          for (const figure of ['freightCents', 'surchargeCents', 'creditedCents', 'netCents', 'parcels'] as const) expect(sumOf(rows, (row) => row[figure])).toBe(board.cost?.[figure])
        }
        for (const group of [board.total, ...board.byCourier, ...board.byReason, ...board.byMonth]) {
          const { claimedCents, overPaidCents, creditedCents, shortPaidCents, openCents, rejectedCents, endedCents, settledCents } = group
          expect(claimedCents + overPaidCents).toBe(creditedCents + shortPaidCents + openCents + rejectedCents + endedCents + settledCents)
        }
      }),
    )
  })

  it('M6: the order of rows changes nothing, and neither does adding them up beforehand', () => {
    check(
      fc.property(
        cells.chain((scope) => fc.tuple(fc.constant(scope), shuffled(scope.claims), shuffled(scope.days), shuffled(scope.booked ?? []), shuffled(scope.costs?.charges ?? []), shuffled(scope.costs?.booked ?? []))),
        ([scope, claims, days, booked, charges, credits]) => {
          const board = dashboardOf(scope)
          expect(dashboardOf({ months: scope.months, claims, days, booked, costs: { charges, booked: credits } })).toEqual(board)
          const added = new Map<string, ClaimCell[]>()
          for (const one of scope.claims) {
            const key = [one.courierId, one.reason, one.month, one.outcome].join()
            added.set(key, [...(added.get(key) ?? []), one])
          }
          const together = [...added.values()].flatMap((list) => {
            const [first] = list
            if (first === undefined) return []
            const { claimedCents, grantedCents, creditedCents, overPaidCents, shortPaidCents, openCents, rejectedCents, endedCents, settledCents }: ClaimAmounts = addClaims(list)
            return [{ ...first, claims: list.length, claimedCents, grantedCents, creditedCents, overPaidCents, shortPaidCents, openCents, rejectedCents, endedCents, settledCents }]
          })
          expect(dashboardOf({ ...scope, claims: together })).toEqual(board)
        },
      ),
    )
  })

  it('M6: cents are whole, shares lie between 0 and 1, the median is never beyond the 90th percentile, and nothing is NaN', () => {
    check(
      fc.property(cells, (scope) => {
        for (const { columns, rows, total } of viewsOf(dashboardOf(scope), OPTIONS)) {
          for (const values of [...rows.map((row) => row.values), ...(total === null ? [] : [total])]) {
            values.forEach((value, at) => {
              const unit = columns[at]?.unit
              if (typeof value !== 'number') return
              expect(Number.isFinite(value) && !Object.is(value, -0)).toBe(true)
              if (unit === 'share') expect(value >= 0 && value <= 1).toBe(true)
              else if (unit === 'days') expect(Number.isInteger(value * 2) && value >= 0).toBe(true)
              else expect(Number.isSafeInteger(value)).toBe(true)
            })
          }
        }
        const board = dashboardOf(scope)
        for (const { medianDays, slowDays } of [board.days, ...board.daysByCourier]) if (medianDays !== null && slowDays !== null) expect(medianDays).toBeLessThanOrEqual(slowDays)
      }),
    )
  })

  it('M6: every figure of a chart is the figure of its table', () => {
    check(
      fc.property(cells, (scope) => {
        for (const { chart, columns, rows } of viewsOf(dashboardOf(scope), OPTIONS)) {
          if (chart === null) continue
          expect(chart.categories).toEqual(rows.map(({ values }) => values[0]))
          for (const { name, values } of chart.series) {
            const at = columns.findIndex(({ title }) => title === name)
            expect(values).toEqual(rows.map((row) => row.values[at]))
          }
          // in a stacked chart the parts of a bar are all that was claimed
          if (chart.kind.startsWith('stacked')) rows.forEach((row, at) => expect(sumOf(chart.series, ({ values }) => values[at] ?? 0)).toBe(row.values[columns.findIndex(({ id }) => id === 'claimed')]))
        }
      }),
    )
  })
})
