import { describe, expect, it } from 'vitest'
import { addClaims, addCosts, addDays, dashboardOf, shareOf, type ClaimCell, type DashboardCells } from '../../src/domain/claim/dashboard'
import { VIEW_IDS, viewsOf, type View } from '../../src/domain/claim/dashboard-views'

const NOTHING = { claimedCents: 0, grantedCents: 0, creditedCents: 0, overPaidCents: 0, shortPaidCents: 0, openCents: 0, rejectedCents: 0, endedCents: 0, settledCents: 0 }
const cell = (rest: Partial<ClaimCell>): ClaimCell => ({ courierId: 'sf', reason: 'lost', month: '2026-09', outcome: 'open', claims: 1, ...NOTHING, ...rest })

/** Two couriers over two months: paid, over-paid, short, open, refused, given up, brought along as paid. */
const CELLS: ClaimCell[] = [
  cell({ outcome: 'recovered', claims: 3, claimedCents: 30_000, creditedCents: 30_500, overPaidCents: 500 }),
  cell({ outcome: 'short', reason: 'damaged', claimedCents: 10_000, creditedCents: 4000, shortPaidCents: 6000 }),
  cell({ month: '2026-10', claims: 2, claimedCents: 20_000, grantedCents: 9000, openCents: 19_000, rejectedCents: 1000 }),
  cell({ courierId: 'zto', outcome: 'rejected', claimedCents: 5000, rejectedCents: 5000 }),
  cell({ courierId: 'zto', month: '2026-10', outcome: 'ended', claimedCents: 2500, endedCents: 2500 }),
  cell({ courierId: 'zto', month: '2026-10', outcome: 'settled', claimedCents: 1500, settledCents: 1500 }),
]
const SCOPE: DashboardCells = {
  months: ['2026-08', '2026-09', '2026-10'],
  claims: CELLS,
  booked: [
    { courierId: 'sf', month: '2026-09', creditedCents: 36_500 },
    { courierId: 'sf', month: '2026-10', creditedCents: -2000 },
  ],
  days: [
    { courierId: 'sf', days: 3, claims: 2, undated: 0 },
    { courierId: 'sf', days: 40, claims: 1, undated: 1 },
    { courierId: 'zto', days: -4, claims: 1, undated: 0 },
  ],
  costs: {
    charges: [
      { courierId: 'sf', month: '2026-09', freightCents: 90_000, surchargeCents: 1000, parcels: 100 },
      { courierId: 'sf', month: '2026-10', freightCents: 3, surchargeCents: 0, parcels: 2 },
      { courierId: 'zto', month: '2026-10', freightCents: 500, surchargeCents: 0, parcels: 0 },
    ],
    booked: [
      { courierId: 'sf', month: '2026-09', creditedCents: 36_500 },
      { courierId: 'sf', month: '2026-10', creditedCents: -2000 },
    ],
  },
}
const OPTIONS = { locale: 'zh', currency: 'CNY', courierName: (id: string) => (id === 'sf' ? '顺丰速运' : id) } as const
const named = (views: readonly View[], id: View['id']): View => {
  const found = views.find((view) => view.id === id)
  if (found === undefined) throw new Error(`no view ${id}`)
  return found
}

describe('M6: figures of the dashboard', () => {
  it('M6: recovered is net of claw-backs and without what was paid too much; by count only claims paid in full', () => {
    const { total } = dashboardOf(SCOPE)
    expect(total).toMatchObject({ claims: 9, claimedCents: 69_000, creditedCents: 34_500, overPaidCents: 500, recoveredCents: 34_000, bookedCents: 34_500 })
    expect(total.recoveredShare).toBeCloseTo(34_000 / 69_000, 12)
    expect(total.paidShare).toBeCloseTo(3 / 9, 12)
    expect(total.claimedCents + total.overPaidCents).toBe(total.creditedCents + total.shortPaidCents + total.openCents + total.rejectedCents + total.endedCents + total.settledCents)
  })

  it('M6: couriers and reasons stand by what was claimed, months in their order with the empty ones among them', () => {
    const { byCourier, byReason, byMonth } = dashboardOf(SCOPE)
    expect(byCourier.map(({ key, claims, claimedCents }) => [key, claims, claimedCents])).toEqual([['sf', 6, 60_000], ['zto', 3, 9000]])
    expect(byReason.map(({ key, claimedCents }) => [key, claimedCents])).toEqual([['lost', 59_000], ['damaged', 10_000]])
    expect(byMonth.map(({ key, claims, claimedCents, recoveredShare, bookedCents }) => [key, claims, claimedCents, recoveredShare, bookedCents])).toEqual([
      ['2026-08', 0, 0, null, 0],
      ['2026-09', 5, 45_000, 34_000 / 45_000, 36_500],
      ['2026-10', 4, 24_000, 0, -2000],
    ])
  })

  it('M6: nothing to stand on is null, never NaN: no claims, no credit, no parcels', () => {
    const none = dashboardOf({ months: ['2026-10'], claims: [], booked: null, days: [], costs: null })
    expect(none.total).toMatchObject({ claims: 0, recoveredShare: null, paidShare: null, bookedCents: null })
    expect(none.days).toEqual({ claims: 0, undated: 0, medianDays: null, slowDays: null })
    expect(none).toMatchObject({ cost: null, costByMonth: [], costByCourierMonth: [] })
    expect(addCosts([], []).perParcelCents).toBeNull()
    expect(JSON.stringify(viewsOf(none, OPTIONS))).not.toContain('NaN')
  })

  it('M6: a share stays between 0 and 1 when more was taken back than credited', () => {
    expect([shareOf(-5, 10), shareOf(12, 10), shareOf(5, 0), shareOf(5, 10)]).toEqual([0, 1, null, 0.5])
    expect(addClaims([cell({ outcome: 'short', claimedCents: 1000, creditedCents: -300, shortPaidCents: 1300 })]).recoveredShare).toBe(0)
  })

  it('M6: days to credit have their median and 90th percentile by nearest rank; a credit before the filing counts as none', () => {
    const days = (...list: number[]) => addDays(list.map((one) => ({ courierId: 'sf', days: one, claims: 1, undated: 0 })))
    expect(days(9, 1, 5)).toMatchObject({ medianDays: 5, slowDays: 9 })
    expect(days(4, 1)).toMatchObject({ medianDays: 2.5, slowDays: 4 })
    expect(days(1, 2, 3, 4, 5, 6, 7, 8, 9, 90)).toMatchObject({ medianDays: 5.5, slowDays: 9 })
    expect(days(-7)).toMatchObject({ medianDays: 0, slowDays: 0 })
    const { daysByCourier } = dashboardOf(SCOPE)
    expect(daysByCourier).toEqual([
      { key: 'sf', claims: 3, undated: 1, medianDays: 3, slowDays: 40 },
      { key: 'zto', claims: 1, undated: 0, medianDays: 0, slowDays: 0 },
    ])
  })

  it('M6: credits of a courier’s month without its freight bill say nothing of the cost of parcels', () => {
    const { cost, costByMonth, total } = dashboardOf({ ...SCOPE, costs: { charges: SCOPE.costs?.charges.filter(({ month }) => month === '2026-10') ?? [], booked: SCOPE.booked ?? [] } })
    expect(costByMonth.map(({ creditedCents }) => creditedCents)).toEqual([0, 0, -2000])
    expect(cost).toMatchObject({ creditedCents: -2000, netCents: 2503 })
    expect(total.bookedCents).toBe(34_500)
  })

  it('M6: cost per parcel is charges minus credits over the waybills charged for, to the cent; a month of claw-backs costs more', () => {
    const { costByMonth, costByCourierMonth, cost } = dashboardOf(SCOPE)
    expect(costByMonth.map(({ key, netCents, parcels, perParcelCents }) => [key, netCents, parcels, perParcelCents])).toEqual([
      ['2026-08', 0, 0, null],
      ['2026-09', 54_500, 100, 545],
      ['2026-10', 2503, 2, 1252],
    ])
    expect(costByCourierMonth.map(({ month, courierId, netCents, perParcelCents }) => [month, courierId, netCents, perParcelCents])).toEqual([
      ['2026-09', 'sf', 54_500, 545],
      ['2026-10', 'sf', 2003, 1002],
      ['2026-10', 'zto', 500, null],
    ])
    expect(cost).toMatchObject({ freightCents: 90_503, surchargeCents: 1000, creditedCents: 34_500, netCents: 57_003, parcels: 102, perParcelCents: 559 })
    expect(addCosts([{ courierId: 'sf', month: '2026-10', freightCents: -5, surchargeCents: 0, parcels: 2 }], []).perParcelCents).toBe(-3)
  })
})

describe('M6: the same figures as table and chart', () => {
  it('M6: every view has its words in both languages, its table and, but for the finest, its chart', () => {
    for (const locale of ['zh', 'en'] as const) {
      const views = viewsOf(dashboardOf(SCOPE), { ...OPTIONS, locale })
      expect(views.map(({ id }) => id)).toEqual([...VIEW_IDS])
      for (const { title, note, columns, rows, total, chart, id } of views) {
        expect([title, note].every((words) => words.length > 0), id).toBe(true)
        expect(new Set(columns.map((column) => column.title)).size, id).toBe(columns.length)
        for (const row of [...rows.map(({ values }) => values), ...(total === null ? [] : [total])]) expect(row, id).toHaveLength(columns.length)
        expect(chart === null, id).toBe(id === 'courier-cost')
      }
    }
  })

  it('M6: claims of a courier stack by what became of them, with a colour for each; what nothing fell into is left out', () => {
    const views = viewsOf(dashboardOf(SCOPE), OPTIONS)
    const { chart } = named(views, 'courier')
    expect(chart?.categories).toEqual(['顺丰速运', 'zto'])
    expect(chart?.series.map(({ name, tone, values }) => [name, tone, values])).toEqual([
      ['已到账', 'ok', [34_000, 0]],
      ['短赔', 'soon', [6000, 0]],
      ['未到账', 'accent', [19_000, 0]],
      ['拒赔', 'late', [1000, 5000]],
      ['撤回、放弃', 'second', [0, 2500]],
      ['表格记为已赔', 'calm', [0, 1500]],
    ])
    const paid = viewsOf(dashboardOf({ ...SCOPE, claims: CELLS.slice(0, 1) }), OPTIONS)
    expect(named(paid, 'courier').chart?.series.map(({ name }) => name)).toEqual(['已到账'])
  })

  it('M6: a row says which claims it speaks of', () => {
    const views = viewsOf(dashboardOf(SCOPE), OPTIONS)
    expect(named(views, 'courier').rows[0]?.claims).toEqual({ courierId: 'sf' })
    expect(named(views, 'reason').rows[1]?.claims).toEqual({ reason: 'damaged' })
    expect(named(views, 'month').rows[0]?.claims).toEqual({ month: '2026-08' })
    expect(named(views, 'courier-cost').rows[2]).toMatchObject({ key: '2026-10:zto', claims: { bookedIn: '2026-10', courierId: 'zto' } })
  })
})
