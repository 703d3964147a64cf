import { execFile } from 'node:child_process'
import { readFile, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { read, utils } from '@e965/xlsx'
import { expect, test } from '@playwright/test'
import type { DashboardAnswer } from '../../src/contract/dashboard'
import { claimsBehind, viewsOf, type View } from '../../src/domain/claim/dashboard-views'
import { figureText } from '../../src/domain/claim/dashboard-text'
import { tellingColumns } from '../../src/domain/report/table-view'
import { launchApp, resultsDir, temporaryFolder, type LaunchedApp } from './support/app'
import { claimsYear } from './support/claims-year'
import { foundedShop } from './support/founded'
import { answerSave, focusedId, goTo, noticesGone, press, shot } from './support/desk'
import { manualPicture, overflowing, resize, violations } from './support/looks'
import { pageRpc, type PageRpc } from './support/rpc'

/** The reports of courier claims (M6) over the demo's year: figures, pictures beside tables, the way to the claims, files. */
let home: string
let launched: LaunchedApp
let rpc: PageRpc
let names: ReadonlyMap<string, { readonly nameZh: string; readonly nameEn: string }>

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  home = await temporaryFolder('dashboard')
  await mkdir(resultsDir, { recursive: true })
  launched = await launchApp({ userData: join(home, 'settings'), locale: 'zh-CN', theme: 'light' })
  const { app, page } = launched
  rpc = await pageRpc(page)
  await rpc.call('session.setUpDemo', { dataDir: join(home, 'demo'), cases: 2000 })
  await page.reload()
  await expect(page.getByTestId('sign-in')).toBeVisible()
  await press(page, 'Enter')
  await expect.poll(() => focusedId(page)).toBe('queue-list')
  await resize(app, page, 1366, 768)
  rpc = await pageRpc(page)
  const { staff } = await rpc.call<{ staff: { id: string }[] }>('session.state')
  await rpc.call('session.signIn', { staffId: staff[0]?.id })
  const month = new Date().toISOString().slice(0, 7)
  for (const back of [1, 0]) {
    const at = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)) - 1 - back, 1)).toISOString().slice(0, 7)
    await rpc.call('reconcile.run', { month: at })
  }
  const couriers = await rpc.call<{ id: string; nameZh: string; nameEn: string }[]>('masters.courierList')
  names = new Map(couriers.map((courier) => [courier.id, courier]))
})
test.afterAll(async () => {
  await launched.close()
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

const theme = async (choice: 'light' | 'dark'): Promise<void> => {
  await launched.page.evaluate(`window.workstation.setTheme('${choice}')`)
  await expect.poll(() => launched.page.evaluate(`document.documentElement.dataset.theme`)).toBe(choice)
}
const answerOf = (scope: object = {}): Promise<DashboardAnswer> => rpc.call<DashboardAnswer>('dashboard.read', scope)
const viewsIn = (answer: DashboardAnswer, locale: 'zh' | 'en' = 'zh'): View[] => viewsOf(answer, { locale, currency: answer.currency, courierName: (id) => (locale === 'zh' ? names.get(id)?.nameZh : names.get(id)?.nameEn) ?? id })
const viewOf = (answer: DashboardAnswer, id: View['id'], locale: 'zh' | 'en' = 'zh'): View => {
  const view = viewsIn(answer, locale).find((one) => one.id === id)
  if (view === undefined) throw new Error(`no view ${id}`)
  return view
}
/** A row as the pane writes it: money without the sign of its currency. */
const rowText = (view: View, values: View['rows'][number]['values'], locale: 'zh' | 'en' = 'zh'): string[] =>
  view.columns.map(({ unit }, at) => {
    if (unit === 'money' && values[at] === 0) return '0'
    const text = figureText(values[at] ?? null, unit, { locale, currency: 'CNY' })
    return unit === 'money' ? text.replace(/^(-?)[^\d-]+/, '$1') : text
  })
const figure = (id: string) => launched.page.getByTestId(`figure-${id}`)
const money = (cents: number): string => figureText(cents, 'money', { locale: 'zh', currency: 'CNY' })

test('M6: G R opens the reports; key figures and tables are those of the database', async () => {
  const { page } = launched
  // nothing of the charts is fetched before the pane is asked for (X1)
  const scripts = (): Promise<string[]> => page.evaluate<string[]>(`performance.getEntriesByType('resource').map((one) => one.name).filter((name) => name.includes('ReportsPane') || name.includes('ChartView') || name.includes('ViewCard'))`)
  expect(await scripts()).toEqual([])
  await goTo(page, 'r', 'reports')
  await expect.poll(() => focusedId(page)).toBe('reports-board')
  const answer = await answerOf()
  expect(answer.months).toHaveLength(12)
  expect(answer.total.claims).toBeGreaterThan(100)
  await expect(figure('claimed')).toContainText(money(answer.total.claimedCents))
  await expect(figure('recovered')).toContainText(money(answer.total.recoveredCents))
  await expect(figure('rate')).toContainText(figureText(answer.total.recoveredShare, 'share', { locale: 'zh', currency: 'CNY' }))
  await expect(figure('days')).toContainText(String(answer.days.medianDays))
  await expect(figure('cost')).toContainText(money(answer.cost?.perParcelCents ?? 0))
  await expect(figure('open')).toContainText(money(answer.total.openCents))
  for (const view of viewsIn(answer)) {
    const table = page.getByTestId(`table-${view.id}`)
    await table.scrollIntoViewIfNeeded()
    const telling = tellingColumns(view)
    const lines = [...view.rows.map(({ values }) => values), ...(view.total === null ? [] : [view.total])]
    for (const at of view.id === 'courier-cost' ? [0, 1] : lines.keys()) {
      const line = lines[at]
      if (line === undefined) continue
      const texts = rowText(view, line)
      await expect(table.locator(`[role="row"][aria-rowindex="${at + 2}"] [role="gridcell"]`)).toHaveText(telling.map((place) => texts[place] ?? ''))
    }
    // beside the table stands its picture, painted on a canvas
    if (view.chart !== null) await expect(page.getByTestId(`chart-${view.id}`).locator('canvas')).toHaveCount(1)
  }
})

test('M6: Enter on a row of a table opens the claim log on exactly these claims; G R comes back to the same place', async () => {
  const { page } = launched
  const answer = await answerOf()
  const view = viewOf(answer, 'courier')
  await page.getByTestId('table-courier').focus()
  await press(page, 'Home', 'ArrowDown')
  await expect(page.getByTestId('table-courier').locator('.row.current')).toContainText(String(view.rows[1]?.values[0]))
  await press(page, 'Enter')
  await expect(page.getByTestId('claims-report')).toContainText(`${answer.from}–${answer.to}`)
  await expect(page.getByTestId('claims-courier')).toContainText(String(view.rows[1]?.values[0]))
  const count = view.rows[1]?.values[view.columns.findIndex(({ id }) => id === 'claims')]
  await expect(page.getByTestId('claims-grid')).toBeVisible()
  await expect.poll(async () => (await rpc.call<{ rows: unknown[] }>('claims.list', { ...claimsBehind(view.rows[1]?.claims ?? {}, { from: answer.from, to: answer.to, currency: 'CNY', courierId: null, reason: null }), limit: 500 })).rows.length).toBe(count)
  if (typeof count === 'number' && count < 100) await expect(page.getByTestId('claims-grid')).toHaveAttribute('aria-rowcount', String(count + 1))
  await shot(page, 'dashboard-claims-behind')
  await page.getByTestId('claims-report').click()
  await expect(page.getByTestId('claims-report')).toHaveCount(0)
  await goTo(page, 'r', 'reports')
  await expect(page.getByTestId('figure-claimed')).toBeVisible()
})

test('M6: a click on a bar opens the claims that have money in that part of it', async () => {
  const { page } = launched
  const answer = await answerOf()
  const view = viewOf(answer, 'courier')
  const chart = page.getByTestId('chart-courier')
  await chart.scrollIntoViewIfNeeded()
  const box = await chart.boundingBox()
  if (box === null) throw new Error('no chart')
  // somewhere along the first bar: the part of what was recovered begins at the axis
  const names = 110
  let opened = false
  for (let y = 20; y < 60 && !opened; y += 6) {
    await page.mouse.click(box.x + names + 12, box.y + y)
    opened = await page.getByTestId('claims-report').waitFor({ timeout: 1000 }).then(() => true, () => false)
  }
  expect(opened).toBe(true)
  await expect(page.getByTestId('claims-report')).toContainText('已到账')
  await expect(page.getByTestId('claims-courier')).toContainText(String(view.rows[0]?.values[0]))
  const wanted = claimsBehind(view.rows[0]?.claims ?? {}, { from: answer.from, to: answer.to, currency: 'CNY', courierId: null, reason: null }, 'recovered')
  const { rows } = await rpc.call<{ rows: { creditedCents: number }[] }>('claims.list', { ...wanted, limit: 500 })
  expect(rows.every(({ creditedCents }) => creditedCents !== 0)).toBe(true)
  await goTo(page, 'r', 'reports')
  await page.getByTestId('open-claims').click()
  await expect(page.getByTestId('claims-report')).toContainText('未到账')
  await expect(page.getByTestId('claims-grid')).toHaveAttribute('aria-rowcount', String(Math.min(answer.total.counts.open, 100) + 1))
  await goTo(page, 'r', 'reports')
})

test('M6: range, courier and reason narrow every figure', async () => {
  const { page } = launched
  const all = await answerOf()
  const courier = all.byCourier[0]?.key ?? ''
  const choose = async (field: string, option: string): Promise<void> => {
    await page.getByTestId(field).focus()
    await press(page, 'Enter')
    await page.getByRole('option', { name: option, exact: true }).click()
  }
  await choose('reports-from', all.months.at(-3) ?? '')
  await choose('reports-courier', names.get(courier)?.nameZh ?? '')
  await choose('reports-reason', '破损')
  const scope = { from: all.months.at(-3), to: all.to, courierId: courier, reason: 'damaged' }
  const some = await answerOf(scope)
  expect(some.total.claims).toBeLessThan(all.total.claims)
  await expect(figure('claimed')).toContainText(money(some.total.claimedCents))
  await expect(page.getByTestId('table-month')).toHaveAttribute('aria-rowcount', '5')
  await press(page, 'Escape')
  await page.getByTestId('reports-clear').click()
  await expect(figure('claimed')).toContainText(money(all.total.claimedCents))
  await choose('reports-to', all.months[1] ?? '')
  await choose('reports-from', all.months[3] ?? '')
  // the other end follows
  await expect(page.getByTestId('reports-to')).toContainText(all.months[3] ?? '')
  await page.getByTestId('reports-clear').click()
  await expect(figure('claimed')).toContainText(money(all.total.claimedCents))
})

test('M6: the exported workbook has the tables cell by cell; the PDF has the figures as text', async () => {
  const { app, page } = launched
  const answer = await answerOf()
  const sheetPath = join(home, '看板.xlsx')
  await answerSave(app, sheetPath)
  await page.getByTestId('reports-board').focus()
  await press(page, 'Control+e')
  await expect(page.getByTestId('toast').filter({ hasText: '看板.xlsx' })).toBeVisible()
  const book = read(await readFile(sheetPath))
  for (const view of viewsIn(answer)) {
    const sheet = book.Sheets[view.title]
    if (sheet === undefined) throw new Error(`no sheet ${view.title}`)
    const [, ...rows] = utils.sheet_to_json<unknown[]>(sheet, { header: 1, raw: true, defval: null })
    const wanted = [...view.rows.map(({ values }) => values), ...(view.total === null ? [] : [view.total])].map((values) =>
      values.map((value, at) => (typeof value !== 'number' ? value : view.columns[at]?.unit === 'money' ? value / 100 : view.columns[at]?.unit === 'share' ? Math.round(value * 1000) / 10 : value)),
    )
    expect(rows, view.id).toEqual(wanted)
  }

  const pdfPath = join(home, '看板.pdf')
  await answerSave(app, pdfPath)
  await press(page, 'Control+Shift+e')
  await expect(page.getByTestId('toast').filter({ hasText: '看板.pdf' })).toBeVisible({ timeout: 60_000 })
  const bytes = await readFile(pdfPath)
  expect(bytes.subarray(0, 5).toString()).toBe('%PDF-')
  const { stdout: text } = await promisify(execFile)('pdftotext', ['-layout', pdfPath, '-'])
  for (const view of viewsIn(answer).filter(({ rows }) => rows.length > 0)) {
    expect(text, view.id).toContain(view.title)
    const [first] = view.rows
    if (first !== undefined) expect(text).toContain(String(first.values[0]))
  }
  expect(text).toContain(money(answer.total.claimedCents))
  await promisify(execFile)('pdftoppm', ['-png', '-r', '60', pdfPath, join(resultsDir, 'dashboard-pdf')])
  await noticesGone(page)
})

test('M6, U3: the reports are accessible and fit: both themes, both languages, 1366 and 700 pixels', async () => {
  const { app, page } = launched
  const top = async (): Promise<void> => {
    await page.getByTestId('reports-board').focus()
    await page.evaluate(`document.querySelector('[data-testid="reports-board"]').scrollTo(0, 0)`)
    await page.mouse.move(2, 2)
  }
  const look = async (name: string): Promise<void> => {
    await top()
    await shot(page, `dashboard-${name}`)
    await page.evaluate(`document.querySelector('[data-testid="reports-board"]').scrollBy(0, 620)`)
    await shot(page, `dashboard-${name}-below`)
    await page.evaluate(`document.querySelector('[data-testid="reports-board"]').scrollBy(0, 640)`)
    await shot(page, `dashboard-${name}-end`)
    await top()
  }
  // the registers that the claims were shown in are folded again
  await press(page, 'Control+j')
  expect(await overflowing(page)).toEqual([])
  expect(await violations(page)).toEqual([])
  await look('light')
  await manualPicture(launched, 'reports-zh')
  await theme('dark')
  expect(await violations(page, 'colours')).toEqual([])
  await look('dark')
  await theme('light')
  await page.evaluate(`window.workstation.setLocale('en')`)
  await press(page, 'Control+k')
  await page.keyboard.type('English')
  await press(page, 'Enter')
  await expect(page.getByTestId('figure-claimed')).toContainText('Claimed')
  expect(await overflowing(page)).toEqual([])
  await look('english')
  await manualPicture(launched, 'reports-en')
  await resize(app, page, 700, 768)
  await goTo(page, 'r', 'reports')
  await expect(page.getByTestId('figure-claimed')).toBeVisible()
  expect(await overflowing(page)).toEqual([])
  expect(await violations(page)).toEqual([])
  await look('sidecar')
  await resize(app, page, 1366, 768)
})

test('M6: twenty couriers of long names, millions and a month of claw-backs are drawn and read whole', async () => {
  const dataDir = await claimsYear()
  const shop = await launchApp({ dataDir, locale: 'zh-CN', theme: 'light', userData: await temporaryFolder('claims-year-user') })
  const { app, page } = shop
  try {
    await expect(page.getByTestId('sign-in').or(page.getByTestId('pane-queue')).first()).toBeVisible()
    if (await page.getByTestId('sign-in').isVisible()) await press(page, 'Enter')
    await expect(page.getByTestId('pane-queue')).toBeVisible()
    await resize(app, page, 1366, 768)
    const own = await pageRpc(page)
    const { staff } = await own.call<{ staff: { id: string }[] }>('session.state')
    await own.call('session.signIn', { staffId: staff[0]?.id })
    await goTo(page, 'r', 'reports')
    await expect.poll(() => focusedId(page)).toBe('reports-board')
    const answer = await own.call<DashboardAnswer>('dashboard.read', {})
    expect(answer.byCourier).toHaveLength(20)
    expect(answer.byMonth.find(({ key }) => key === '2026-10')?.bookedCents).toBeLessThan(0)
    expect(answer.total.claimedCents).toBeGreaterThan(123_456_789)
    await expect(page.getByTestId('table-courier')).toHaveAttribute('aria-rowcount', '22')
    expect(await overflowing(page)).toEqual([])
    expect(await violations(page)).toEqual([])
    await shot(page, 'dashboard-many')
    for (const [at, id] of ['month', 'days', 'cost'].entries()) {
      await page.getByTestId(`report-${id}`).evaluate((card) => (card as unknown as { scrollIntoView(): void }).scrollIntoView())
      await shot(page, `dashboard-many-${String(at)}`)
    }
    await resize(app, page, 700, 768)
    await goTo(page, 'r', 'reports')
    await expect(page.getByTestId('table-courier')).toBeVisible()
    expect(await overflowing(page)).toEqual([])
    await shot(page, 'dashboard-many-sidecar')
  } finally {
    await shop.close()
    await rm(join(dataDir, '..'), { recursive: true, force: true, maxRetries: 5 })
    await rm(shop.userData, { recursive: true, force: true, maxRetries: 5 })
  }
})

test('M6: a shop without claims is told what to do first; until figures are there their place is shown', async () => {
  const shop = await foundedShop('dashboard-empty')
  const { launched: own, page } = shop
  try {
    await resize(own.app, page, 1366, 768)
    const background = await own.backgroundPid()
    if (background === null) throw new Error('no background process')
    // it does not answer for a while, as on a busy machine
    process.kill(background, 'SIGSTOP')
    try {
      await press(page, 'g', 'r')
      await expect(page.getByTestId('reports')).toHaveAttribute('aria-busy', 'true')
      await expect(page.getByTestId('reports-export')).toHaveAttribute('aria-disabled', 'true')
      await shot(page, 'dashboard-loading')
    } finally {
      process.kill(background, 'SIGCONT')
    }
    await expect(page.getByTestId('reports')).toContainText('这几个月没有理赔也没有账单')
    await expect.poll(() => page.evaluate<string>(`document.activeElement?.textContent ?? ''`)).toContain('导入账单')
    await expect(page.getByTestId('reports-export')).toHaveAttribute('aria-disabled', 'true')
    expect(await violations(page)).toEqual([])
    await shot(page, 'dashboard-empty')
  } finally {
    await shop.end()
  }
})
