import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { read as readWorkbook, utils } from '@e965/xlsx'
import { sql, type SQL } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { synced } from '../../src/backend/db/synced-tables'
import * as repo from '../../src/backend/repositories/dashboard'
import { insertClaim, updateClaim } from '../../src/backend/repositories/registers'
import { putStatementLine } from '../../src/backend/repositories/statements'
import { listClaims, setClaimStatus } from '../../src/backend/services/claims'
import { claimSums } from '../../src/backend/services/claim-log'
import { exportDashboard, readDashboard } from '../../src/backend/services/dashboard'
import { runReconcile } from '../../src/backend/services/reconcile'
import { workOutMonth } from '../../src/backend/services/reconcile-month'
import { dashboardSchema } from '../../src/contract/dashboard'
import { waybillKey } from '../../src/domain/courier/waybill'
import { claimsBehind, viewsOf, type View } from '../../src/domain/claim/dashboard-views'
import type { ClaimStatus } from '../../src/domain/claim/status'
import type { ReconcileTotals } from '../../src/domain/reconcile/types'
import type { PrintDocument } from '../../src/domain/print/document'
import { believableMonth, MONTH } from '../support/believable-month'
import { tempFolder } from '../support/folders'
import { foundFolder, type TestFolder } from '../support/kernel'
import { addClaim, addLine } from '../support/reconcile-month'

/** Puts a believable month into the database as register and import would leave it. `onlyMonth`: no claims of earlier months. */
function fill({ kernel, actor }: TestFolder, count: number, seed: number, onlyMonth: boolean): void {
  const { claims, lines } = believableMonth(count, seed)
  const reasons = ['lost', 'damaged', 'short', 'delayed'] as const
  const statuses: readonly ClaimStatus[] = ['rejected', 'withdrawn', 'given-up', 'arbitration']
  kernel.write(actor, { name: 'test.fill' }, (tx) => {
    claims.forEach((claim, at) => {
      if (onlyMonth && claim.filedOn?.startsWith(MONTH) !== true) return
      const status = at % 9 === 0 ? (statuses[(at / 9) % statuses.length] ?? claim.status) : claim.status
      insertClaim(tx, {
        id: claim.id, claimNo: claim.claimNo, counterparty: 'courier', courierId: claim.courierId, branch: null, monthlyAccount: null, waybill: claim.waybill, waybillKey: waybillKey(claim.waybill) ?? '',
        aliases: [...claim.aliases], caseId: null, orderNo: null, reason: reasons[at % reasons.length] ?? 'lost', note: null, duplicateReason: null, filedOn: claim.filedOn, createdAt: tx.now, createdBy: tx.actorId,
        windowEndsAt: null, goodsCents: claim.goodsCents, freightCents: claim.freightCents, otherCents: 0, amountCents: claim.amountCents, declaredCents: null, currency: 'CNY', status,
        workOrderNo: claim.workOrderNo, answer: null, grantedCents: at % 5 === 0 ? claim.amountCents >> 1 : null, statusAt: tx.now, creditedCents: 0,
      })
    })
    for (const line of lines) {
      putStatementLine(tx, {
        id: line.id, courierId: line.courierId, month: MONTH, batchId: 'b', file: `${line.courierId}.csv`, rowNo: line.row, waybill: line.waybill, waybillKey: waybillKey(line.waybill),
        waybillRaw: line.waybillRaw ?? null, waybillDamaged: line.waybillDamaged, amountCents: line.amountCents, lineClass: line.lineClass, workOrderNo: line.workOrderNo, occurredOn: line.row % 7 === 0 ? null : (line.occurredOn ?? null), memo: line.memo ?? null, createdAt: tx.now,
      })
    }
  })
}

/** A month's figures as reconciliation names them, in the dashboard's terms. */
const asFigures = (totals: ReconcileTotals): Record<string, number> => ({
  claims: totals.claims,
  claimedCents: totals.claimedCents,
  creditedCents: totals.creditedCents,
  overPaidCents: totals.overPaidCents,
  shortPaidCents: totals.shortPaidCents,
  openCents: totals.outstandingCents,
  rejectedCents: totals.rejectedCents,
  endedCents: totals.withdrawnCents + totals.givenUpCents,
})

const numbers = (text: string | number | null | undefined): unknown => text ?? null

describe('M6: the dashboard says what reconciliation says', () => {
  it.each([[1, 400], [2, 150], [3, 230]])('M6: seed %i, %i claims: claimed, credited, short-paid and all else of a month are those of its reconciliation, altogether and per courier', async (seed, count) => {
    const test = await foundFolder()
    fill(test, count, seed, true)
    runReconcile(test.kernel, test.actor, { month: MONTH })
    const { result } = workOutMonth(test.kernel, { month: MONTH })
    const answer = await readDashboard(test.kernel, { from: MONTH, to: MONTH })
    expect(dashboardSchema.parse(answer)).toEqual(answer)
    expect(answer.total).toMatchObject(asFigures(result))
    expect(answer.total.bookedCents).toBe(result.creditedThisMonthCents)
    expect(answer.total.shortPaidCents).toBeGreaterThan(0)
    expect(answer.total.settledCents).toBe(0)
    const withClaims = result.perCourier.filter(({ claims }) => claims > 0)
    expect(answer.byCourier).toHaveLength(withClaims.length)
    for (const totals of withClaims) expect(answer.byCourier.find(({ key }) => key === totals.courierId)).toMatchObject(asFigures(totals))
    expect(answer.cost?.freightCents).toBe(-result.chargesCents - (answer.cost?.surchargeCents ?? 0))
    expect(answer.cost?.creditedCents).toBe(result.creditedThisMonthCents)
    // one courier alone says the same of it
    const [first] = withClaims
    expect((await readDashboard(test.kernel, { from: MONTH, to: MONTH, courierId: first?.courierId ?? null })).total).toMatchObject(asFigures(first ?? result))
    test.open.close()
  })

  it('M6: over several months what each statement credited is what that month booked, and the reasons add up to the whole', async () => {
    const test = await foundFolder()
    fill(test, 300, 7, false)
    addLine(test, 'SF9990000000001', 5000, { month: '2026-09', file: 'september.csv' })
    addClaim(test, 'SF9990000000001', 8000, { filedOn: '2026-08-30' })
    addLine(test, 'SF9990000000001', 3000, { month: '2026-11', file: 'november.csv' })
    for (const month of ['2026-09', '2026-10', '2026-11']) runReconcile(test.kernel, test.actor, { month })
    const range = { from: '2026-08', to: '2026-11' }
    const answer = await readDashboard(test.kernel, range)
    expect(answer.months).toEqual(['2026-08', '2026-09', '2026-10', '2026-11'])
    for (const month of ['2026-09', '2026-10', '2026-11']) {
      expect(answer.byMonth.find(({ key }) => key === month)?.bookedCents, month).toBe(workOutMonth(test.kernel, { month }).result.creditedThisMonthCents)
    }
    const stored = test.kernel.db.readable.prepare<[], { claimed: number; credited: number; claims: number }>('SELECT sum(amount_cents) AS claimed, sum(credited_cents) AS credited, count(*) AS claims FROM claim').get()
    expect(answer.total).toMatchObject({ claimedCents: stored?.claimed, creditedCents: stored?.credited, claims: stored?.claims })
    const parts = await Promise.all(answer.byReason.map(({ key }) => readDashboard(test.kernel, { ...range, reason: key })))
    expect(parts.length).toBe(4)
    expect(parts.reduce((sum, one) => sum + one.total.creditedCents, 0)).toBe(answer.total.creditedCents)
    expect(parts.reduce((sum, one) => sum + (one.total.bookedCents ?? 0), 0)).toBe(answer.total.bookedCents)
    // the cost of parcels is not a matter of reasons
    for (const one of parts) expect(one.costByMonth).toEqual(answer.costByMonth)
    test.open.close()
  })

  it('M6: credit whose line is gone counts until the month is run again, as everywhere', async () => {
    const test = await foundFolder()
    addClaim(test, 'SF1000000000001', 10_000)
    const line = addLine(test, 'SF1000000000001', 10_000)
    runReconcile(test.kernel, test.actor, { month: '2026-10' })
    expect((await readDashboard(test.kernel, {})).total).toMatchObject({ creditedCents: 10_000, bookedCents: 10_000, counts: { recovered: 1 } })
    test.kernel.write(test.actor, { name: 'test.drop' }, (tx) => tx.softDelete(synced.statementLine, line))
    expect((await readDashboard(test.kernel, {})).total).toMatchObject({ creditedCents: 10_000, bookedCents: 10_000 })
    runReconcile(test.kernel, test.actor, { month: '2026-10' })
    const after = await readDashboard(test.kernel, {})
    expect(after.total).toMatchObject({ creditedCents: 0, bookedCents: 0, openCents: 10_000, counts: { recovered: 0, open: 1 } })
    expect(after.days.claims).toBe(0)
    test.open.close()
  })

  it('M6: a credit that was taken back in full is short, not open, and a month of claw-backs is negative', async () => {
    const test = await foundFolder()
    addClaim(test, 'SF1000000000001', 10_000, { filedOn: '2026-09-02' })
    addLine(test, 'SF1000000000001', 10_000, { month: '2026-09' })
    addLine(test, 'SF1000000000001', -10_000, { month: '2026-10', lineClass: 'claw-back' })
    for (const month of ['2026-09', '2026-10']) runReconcile(test.kernel, test.actor, { month })
    const { total, byMonth, cost } = await readDashboard(test.kernel, {})
    expect(total).toMatchObject({ creditedCents: 0, shortPaidCents: 10_000, openCents: 0, recoveredShare: 0, counts: { short: 1 } })
    expect(byMonth.map(({ key, bookedCents }) => [key, bookedCents])).toEqual([['2026-09', 10_000], ['2026-10', -10_000]])
    expect(cost?.perParcelCents).toBeNull()
    test.open.close()
  })
})

describe('M6: days, costs, currencies and the range', () => {
  it('M6: days to credit run to the day of the first line, or to the end of its month where the file has no day', async () => {
    const test = await foundFolder()
    addClaim(test, 'SF1000000000001', 10_000, { filedOn: '2026-10-08' })
    addClaim(test, 'SF1000000000002', 10_000, { filedOn: '2026-10-08' })
    addClaim(test, 'SF1000000000003', 10_000, { filedOn: '2026-10-25' })
    addClaim(test, 'ZTO100000000004', 10_000, { filedOn: '2026-10-01', courierId: 'zto' })
    addLine(test, 'SF1000000000001', 4000)
    addLine(test, 'SF1000000000001', 6000)
    const undated = addLine(test, 'SF1000000000002', 10_000)
    addLine(test, 'SF1000000000003', 10_000)
    test.kernel.write(test.actor, { name: 'test.undate' }, (tx) => {
      const row = test.kernel.db.readable.prepare<[string], Record<string, unknown>>('SELECT * FROM statement_line WHERE id = ?').get(undated)
      if (row === undefined) throw new Error('no line')
      putStatementLine(tx, {
        id: undated, courierId: 'sf', month: '2026-10', batchId: String(row['batch_id']), file: String(row['file']), rowNo: Number(row['row_no']), waybill: 'SF1000000000002', waybillKey: 'SF1000000000002',
        waybillRaw: 'SF1000000000002', waybillDamaged: false, amountCents: 10_000, lineClass: 'claim-credit', workOrderNo: null, occurredOn: null, memo: null, createdAt: tx.now,
      })
    })
    runReconcile(test.kernel, test.actor, { month: '2026-10' })
    const { days, daysByCourier } = await readDashboard(test.kernel, {})
    // 20 October − 8, 31 October − 8, and a line dated before its claim was filed
    expect(days).toEqual({ claims: 3, undated: 1, medianDays: 12, slowDays: 23 })
    expect(daysByCourier).toEqual([{ key: 'sf', claims: 3, undated: 1, medianDays: 12, slowDays: 23 }])
    test.open.close()
  })

  it('M6: cost per parcel counts each waybill once and takes the credits off', async () => {
    const test = await foundFolder()
    addClaim(test, 'SF1000000000001', 1000)
    addLine(test, 'SF1000000000001', 1000)
    addLine(test, 'SF2000000000001', -1500, { lineClass: 'freight' })
    addLine(test, 'SF2000000000001', -300, { lineClass: 'premium' })
    addLine(test, 'SF2000000000002', -1200, { lineClass: 'freight' })
    addLine(test, null, -50, { lineClass: 'surcharge' })
    addLine(test, null, -900, { lineClass: 'other' })
    addLine(test, 'ZTO200000000009', -700, { lineClass: 'freight', courierId: 'zto' })
    runReconcile(test.kernel, test.actor, { month: '2026-10' })
    const { costByCourierMonth, cost } = await readDashboard(test.kernel, {})
    expect(costByCourierMonth).toEqual([
      { month: '2026-10', courierId: 'sf', freightCents: 2700, surchargeCents: 350, creditedCents: 1000, netCents: 2050, parcels: 2, perParcelCents: 1025 },
      { month: '2026-10', courierId: 'zto', freightCents: 700, surchargeCents: 0, creditedCents: 0, netCents: 700, parcels: 1, perParcelCents: 700 },
    ])
    expect(cost?.perParcelCents).toBe(917)
    test.open.close()
  })

  it('M6: figures of two currencies are never added; statements have the shop’s', async () => {
    const test = await foundFolder()
    addClaim(test, 'SF1000000000001', 1000)
    const dollars = addClaim(test, 'SF1000000000002', 7700)
    test.kernel.write(test.actor, { name: 'test.currency' }, (tx) => updateClaim(tx, dollars.id, { currency: 'USD' }))
    addLine(test, 'SF2000000000001', -1500, { lineClass: 'freight' })
    const own = await readDashboard(test.kernel, {})
    expect(own).toMatchObject({ currency: 'CNY', currencies: ['CNY', 'USD'], statements: true, total: { claims: 1, claimedCents: 1000 } })
    const other = await readDashboard(test.kernel, { currency: 'USD' })
    expect(other).toMatchObject({ currency: 'USD', statements: false, total: { claims: 1, claimedCents: 7700, bookedCents: null }, cost: null, costByMonth: [], costByCourierMonth: [] })
    test.open.close()
  })

  it('M6: drafts and claims on others than couriers are left out; one that a sheet brought as paid is its own sort', async () => {
    const test = await foundFolder()
    const [draft, supplier, paid] = ['SF1000000000001', 'SF1000000000002', 'SF1000000000003'].map((waybill) => addClaim(test, waybill, 1000).id)
    test.kernel.write(test.actor, { name: 'test.sorts' }, (tx) => {
      updateClaim(tx, draft ?? '', { status: 'draft' })
      updateClaim(tx, supplier ?? '', { counterparty: 'supplier' })
      updateClaim(tx, paid ?? '', { status: 'credited', grantedCents: 1000 })
    })
    expect((await readDashboard(test.kernel, {})).total).toMatchObject({ claims: 1, settledCents: 1000, openCents: 0, creditedCents: 0, counts: { settled: 1 } })
    test.open.close()
  })

  it('M6: it opens with the last months of the policy that hold anything; an empty folder with this month', async () => {
    const test = await foundFolder()
    expect(await readDashboard(test.kernel, {})).toMatchObject({ from: '2026-11', to: '2026-11', months: ['2026-11'], total: { claims: 0, recoveredShare: null } })
    for (let at = 1; at <= 14; at += 1) addClaim(test, `SF10000000000${String(at + 10)}`, 1000, { filedOn: `${at > 12 ? 2026 : 2025}-${String(((at - 1) % 12) + 1).padStart(2, '0')}-15` })
    expect(await readDashboard(test.kernel, {})).toMatchObject({ from: '2025-03', to: '2026-02' })
    addLine(test, null, 100, { month: '2026-05' })
    // eleven months with claims and May
    expect(await readDashboard(test.kernel, {})).toMatchObject({ from: '2025-04', to: '2026-05', months: expect.objectContaining({ length: 14 }) })
    expect(await readDashboard(test.kernel, { from: '2026-02' })).toMatchObject({ from: '2026-02', to: '2026-05' })
    await expect(readDashboard(test.kernel, { from: '2026-03', to: '2026-02' })).rejects.toEqual(expect.objectContaining({ code: 'INVALID_INPUT' }))
    await expect(readDashboard(test.kernel, { from: '2000-01', to: '2026-02' })).rejects.toEqual(expect.objectContaining({ code: 'INVALID_INPUT' }))
    test.open.close()
  })
})

describe('M6, X6: each figure is one statement along an index', () => {
  it('M6: no statement of the dashboard reads a table from end to end', async () => {
    const test = await foundFolder()
    const explain = (statement: SQL): string => test.kernel.read.all<{ detail: string }>(sql`explain query plan ${statement}`).map(({ detail }) => detail).join(' / ')
    for (const courierId of [null, 'sf']) {
      for (const reason of [null, 'lost']) {
        const scope = { from: '2026-01', to: '2026-10', courierId, reason }
        const plans = [repo.claimCellsSql(scope), repo.daysCellsSql(scope, 'CNY'), repo.bookedCellsSql(scope, 'CNY'), repo.chargeCellsSql(scope), repo.filedMonthsSql(12), repo.statementMonthsSql(12)].map(explain)
        const [cells, days, booked, charges, filed, statements] = plans
        expect(cells).toMatch(/SEARCH c USING INDEX claim_filed \(filed_on>\? AND filed_on<\?\)/)
        for (const plan of [cells, days]) expect(plan).toMatch(/SEARCH m USING INDEX recon_match_claim/)
        expect(days).toMatch(/SEARCH c USING INDEX claim_filed/)
        expect(booked).toMatch(/SEARCH m USING INDEX recon_match_month/)
        expect(charges).toMatch(/SEARCH statement_line USING INDEX statement_line_month/)
        expect(filed).toMatch(/SEARCH c USING INDEX claim_filed/)
        expect(statements).toMatch(/SEARCH l USING INDEX statement_line_month/)
        for (const plan of plans) expect(plan).not.toMatch(/SCAN (c|m|claim|recon_match|statement_line)\b/)
      }
    }
    test.open.close()
  })
})

describe('M6: every bar leads to its claims', () => {
  it('M6: the claim log narrowed by a row has exactly the claims that the row counts, and behind each part of a bar those that have money in it', async () => {
    const test = await foundFolder()
    fill(test, 200, 11, false)
    runReconcile(test.kernel, test.actor, { month: MONTH })
    const answer = await readDashboard(test.kernel, { from: '2026-08', to: MONTH, reason: 'lost' })
    const scope = { from: answer.from, to: answer.to, currency: answer.currency, courierId: null, reason: 'lost' }
    const views = viewsOf(answer, { locale: 'en', currency: 'CNY', courierName: (id) => id })
    const sums = (behind: ReturnType<typeof claimsBehind>) => claimSums(test.kernel, behind).reduce((sum, one) => ({ claims: sum.claims + one.claims, amountCents: sum.amountCents + one.amountCents }), { claims: 0, amountCents: 0 })
    let parts = 0
    for (const { id, columns, rows, drawn, chart } of views) {
      const at = (word: string): number => columns.findIndex((column) => column.id === word)
      rows.forEach((row, index) => {
        const found = sums(claimsBehind(row.claims, scope))
        if (at('claims') >= 0) expect(found.claims, `${id} ${row.key}`).toBe(row.values[at('claims')])
        if (at('claimed') >= 0) expect(found.amountCents, `${id} ${row.key}`).toBe(row.values[at('claimed')])
        if (id === 'days') expect(found.claims, row.key).toBe(row.values[at('credited')])
        if (chart?.kind.startsWith('stacked') !== true) return
        drawn.forEach((word, series) => {
          parts += 1
          const behind = sums(claimsBehind(row.claims, scope, word))
          expect(behind.claims > 0, `${id} ${row.key} ${word}`).toBe(chart.series[series]?.values[index] !== 0)
          expect(behind.claims, `${id} ${row.key} ${word}`).toBeLessThanOrEqual(found.claims)
        })
      })
    }
    expect(parts).toBeGreaterThan(20)
    test.open.close()
  })

  it('M6: what a statement booked leads to the claims that it names, whenever and for whatever they were filed', async () => {
    const test = await foundFolder()
    const { id } = addClaim(test, 'SF1000000000001', 10_000, { filedOn: '2026-06-02' })
    addClaim(test, 'SF1000000000002', 5000)
    addLine(test, 'SF1000000000001', 10_000)
    runReconcile(test.kernel, test.actor, { month: '2026-10' })
    const scope = { from: '2026-10', to: '2026-10', currency: 'CNY', courierId: null, reason: 'damaged' }
    expect(listClaims(test.kernel, { ...claimsBehind({ bookedIn: '2026-10', courierId: 'sf' }, scope), limit: 10 }).rows.map((row) => row.id)).toEqual([id])
    expect(listClaims(test.kernel, { ...claimsBehind({ courierId: null }, { ...scope, reason: null }), limit: 10 }).rows).toEqual([])
    test.open.close()
  })
})

/** A view as the rows that a person would read in the file. */
const expected = ({ columns, rows, total }: View): unknown[][] => [
  columns.map(({ title, unit }) => (unit === 'share' ? `${title} %` : title)),
  ...[...rows.map(({ values }) => values), ...(total === null || rows.length === 0 ? [] : [total])].map((values) =>
    values.map((value, at) => {
      const unit = columns[at]?.unit
      if (typeof value !== 'number') return value
      return unit === 'money' ? value / 100 : unit === 'share' ? Math.round(value * 1000) / 10 : value
    }),
  ),
]

describe('M6: export of the same figures', () => {
  it.each(['zh', 'en'] as const)('M6: the workbook opened again has every cell of every table (%s)', async (locale) => {
    const test = await foundFolder()
    fill(test, 120, 5, true)
    runReconcile(test.kernel, test.actor, { month: MONTH })
    const path = join(tempFolder(), 'dashboard.xlsx')
    const done = await exportDashboard(test.kernel, test.actor, { path, locale })
    const answer = await readDashboard(test.kernel, {})
    const names = new Map(test.kernel.db.readable.prepare<[], { id: string; name: string }>(`SELECT id, name_${locale} AS name FROM courier`).all().map(({ id, name }) => [id, name]))
    const views = viewsOf(answer, { locale, currency: answer.currency, courierName: (id) => names.get(id) ?? id })
    const book = readWorkbook(readFileSync(path))
    expect(book.SheetNames).toEqual([locale === 'zh' ? '汇总' : 'Summary', ...views.map(({ title }) => title)])
    for (const view of views) {
      const sheet = book.Sheets[view.title]
      if (sheet === undefined) throw new Error(`no sheet ${view.title}`)
      const cells = utils.sheet_to_json<(string | number | null)[]>(sheet, { header: 1, raw: true, defval: null })
      expect(cells.map((row) => row.map(numbers)), view.id).toEqual(expected(view))
    }
    expect(done.rows).toBe(views.reduce((sum, { rows }) => sum + rows.length, 0))
    test.open.close()
  })

  it('M6: the printed report has the headline figures, and for every chart the table that says the same', async () => {
    const test = await foundFolder()
    fill(test, 60, 9, true)
    runReconcile(test.kernel, test.actor, { month: MONTH })
    setClaimStatus(test.kernel, test.actor, addClaim(test, 'SF1000000000077', 1234).id, { status: 'withdrawn' })
    const printed: PrintDocument[] = []
    const kernel = { ...test.kernel, printer: (document: PrintDocument) => (printed.push(document), Promise.resolve(new TextEncoder().encode('%PDF-1.7 test'))) }
    const path = join(tempFolder(), 'dashboard.pdf')
    await exportDashboard(kernel, test.actor, { path, locale: 'en', reason: 'lost' })
    expect(readFileSync(path, 'latin1')).toBe('%PDF-1.7 test')
    const [document] = printed
    expect(document).toMatchObject({ lang: 'en', title: 'Claims dashboard', subtitle: expect.stringContaining('Lost') })
    const blocks = document?.blocks ?? []
    const charts = blocks.flatMap((block) => (block.block === 'chart' ? [block.chart] : []))
    expect(charts.map(({ title }) => title)).toEqual(['Claims by courier', 'Claims by reason', 'Claims by month', 'Recovered rate by month', 'Days to credit', 'Cost per parcel'])
    for (const chart of charts) {
      const table = blocks[blocks.findIndex((block) => block.block === 'heading' && block.text === chart.title) + 2]
      if (table?.block !== 'table') throw new Error(`no table of ${chart.title}`)
      expect(table.rows.map(([name]) => name)).toEqual(chart.categories)
      for (const { name } of chart.series) expect(table.columns.map(({ title }) => title)).toContain(name)
    }
    expect(JSON.stringify(document)).not.toContain('NaN')
    test.open.close()
  })

  it('M6: another ending or a relative path is refused; without a window there is no PDF and nothing is written', async () => {
    const test = await foundFolder()
    for (const path of [join(tempFolder(), 'a.csv'), 'a.xlsx']) await expect(exportDashboard(test.kernel, test.actor, { path, locale: 'zh' })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    await expect(exportDashboard(test.kernel, test.actor, { path: join(tempFolder(), 'a.pdf'), locale: 'zh' })).rejects.toMatchObject({ code: 'PRINT_UNAVAILABLE' })
    test.open.close()
  })
})
