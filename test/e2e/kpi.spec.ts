import { execFile } from 'node:child_process'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { read, utils } from '@e965/xlsx'
import { expect, test, type Page } from '@playwright/test'
import type { KpiAnswer, KpiFact } from '../../src/contract/kpi'
import { figureText } from '../../src/domain/claim/dashboard-text'
import { launchApp, resultsDir, temporaryFolder, type LaunchedApp } from './support/app'
import { answerSave, focusedId, goTo, noticesGone, press, shot } from './support/desk'
import { manualPicture, overflowing, resize, violations } from './support/looks'
import { pageRpc, type PageRpc } from './support/rpc'

/** The figures of after-sales work (K1) over the demo's year, by keyboard: strip, pictures beside tables, the rows behind, files, own figures. */
let home: string
let launched: LaunchedApp
let rpc: PageRpc
/** Last month: the demo is full there whatever the day of today. */
const month = new Date(Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth() - 1, 15)).toISOString().slice(0, 10)
const writing = { locale: 'zh', currency: 'CNY' } as const

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  home = await temporaryFolder('kpi')
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
})
test.afterAll(async () => {
  await launched.close()
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

const answerOf = (unit: 'week' | 'month', day: string | null): Promise<KpiAnswer> => rpc.call<KpiAnswer>('kpi.read', { unit, day })
const strip = (page: Page, id: string) => page.getByTestId(`kpi-${id}`)
async function chooseUnit(page: Page, name: string): Promise<void> {
  await page.getByTestId('kpi-unit').focus()
  await press(page, 'Enter')
  await page.getByRole('option', { name, exact: true }).click()
}

test('K1: G F opens the figures; comma and full stop change the period; strip and tables are those of the database', async () => {
  const { page } = launched
  await goTo(page, 'f', 'reports')
  await expect(page.getByTestId('kpi-period')).toContainText('–')
  await chooseUnit(page, '月')
  await expect(page.getByTestId('kpi-period')).toHaveText(/^\d{4}-\d{2}$/)
  await press(page, ',')
  await expect(page.getByTestId('kpi-period')).toHaveText(month.slice(0, 7))
  await press(page, '.')
  await expect(page.getByTestId('kpi-period')).not.toHaveText(month.slice(0, 7))
  await press(page, ',')
  await expect(page.getByTestId('kpi-period')).toHaveText(month.slice(0, 7))
  const answer = await answerOf('month', month)
  const { figures } = answer
  expect(figures.opened).toBeGreaterThan(20)
  await expect(strip(page, 'opened')).toContainText(String(figures.opened))
  await expect(strip(page, 'answerMs')).toContainText(figureText(figures.answerMs, 'duration', writing))
  await expect(strip(page, 'solveShare')).toContainText(figureText(figures.solveShare, 'share', writing))
  await expect(strip(page, 'refundRate')).toContainText(figureText(figures.refundRate, 'share', writing))
  await expect(strip(page, 'netCents')).toContainText(figureText(figures.netCents, 'money', writing))
  // the change is told in an arrow and words
  await expect(strip(page, 'solveMs')).toContainText(/[↑↓] .*(好转|变差)|与上期持平|上期没有数/)
  for (const id of ['shop', 'courier', 'sku', 'reason', 'agent']) await expect(page.getByTestId(`chart-${id}`).locator('canvas')).toHaveCount(1)
})

test('K1: Enter on a figure and on a row lists exactly the rows behind it, and Enter there opens the case', async () => {
  const { page } = launched
  const answer = await answerOf('month', month)
  await strip(page, 'opened').focus()
  await press(page, 'Enter')
  await expect(page.getByTestId('kpi-behind-count')).toContainText(String(answer.figures.opened))
  await expect.poll(() => focusedId(page)).toBe('kpi-behind-rows')
  await shot(page, 'kpi-behind')
  expect(await violations(page)).toEqual([])
  await press(page, 'Escape')
  await expect(page.getByTestId('kpi-behind')).toHaveCount(0)
  const table = page.getByTestId('table-reason')
  await table.scrollIntoViewIfNeeded()
  await table.focus()
  await press(page, 'Home', 'Enter')
  const top = answer.by.reason.reduce((best, row) => (row.returns > best.returns ? row : best))
  await expect(page.getByTestId('kpi-behind-count')).toHaveText(`${top.returns} 条`)
  const { rows } = await rpc.call<{ rows: KpiFact[] }>('kpi.behind', { unit: 'month', day: month, measure: 'return', dimension: 'reason', key: top.key })
  await expect(page.getByTestId('kpi-behind-rows')).toContainText(rows[0]?.no ?? '?')
  await expect.poll(() => focusedId(page)).toBe('kpi-behind-rows')
  await press(page, 'Home', 'Enter')
  await expect(page.getByTestId('pane-case')).toHaveAttribute('aria-label', rows[0]?.no ?? '?')
  // a row of a table with several lists: another of them is chosen in the dialog
  await goTo(page, 'f', 'reports')
  await expect(page.getByTestId('kpi-period')).toHaveText(month.slice(0, 7))
  await page.getByTestId('table-courier').focus()
  await press(page, 'Home', 'Enter')
  await expect.poll(() => focusedId(page)).toBe('kpi-behind-rows')
  await page.getByTestId('kpi-behind-list').focus()
  await press(page, 'Enter')
  await page.getByRole('option', { name: /解决用时/ }).click()
  const courier = await page.getByTestId('table-courier').locator('[role="row"][aria-rowindex="2"]').innerText()
  await expect(page.getByTestId('kpi-behind')).toContainText(courier.split('\n')[0] ?? '?')
  await expect(page.getByTestId('kpi-behind')).toContainText('解决用时')
  await press(page, 'Escape')
})

test('K1: Ctrl+E and Ctrl+Shift+E write the same figures as a workbook and as a PDF', async () => {
  const { app, page } = launched
  const answer = await answerOf('month', month)
  const [table, pdf] = [join(home, '指标.xlsx'), join(home, '指标.pdf')]
  await page.getByTestId('kpi-board').focus()
  await answerSave(app, table)
  await press(page, 'Control+e')
  await expect.poll(() => readFile(table).then((bytes) => bytes.length > 0, () => false)).toBe(true)
  const book = read(await readFile(table))
  expect(book.SheetNames).toEqual(['汇总', '各店铺', '各快递', '各款号', '退货原因', '各客服', '费用构成', '口径'])
  const shops = utils.sheet_to_json<unknown[]>(book.Sheets['各店铺'] ?? {}, { header: 1, raw: true })
  expect(shops.at(-1)?.slice(0, 2)).toEqual(['合计', answer.figures.opened])
  await noticesGone(page)
  await answerSave(app, pdf)
  await press(page, 'Control+Shift+e')
  await expect.poll(() => readFile(pdf).then((bytes) => bytes.subarray(0, 5).toString(), () => ''), { timeout: 30_000 }).toBe('%PDF-')
  const { stdout } = await promisify(execFile)('pdftotext', ['-layout', pdf, '-'])
  for (const told of ['售后指标', '月报', answer.period.firstDay, answer.period.lastDay, '各客服', figureText(answer.figures.netCents, 'money', writing)]) expect(stdout).toContain(told)
  await promisify(execFile)('pdftoppm', ['-png', '-r', '60', pdf, join(resultsDir, 'kpi-pdf')])
  await noticesGone(page)
})

test('K1, U3: the figures are accessible and fit: both themes, both languages, 1366 and 700 pixels', async () => {
  const { app, page } = launched
  const look = async (name: string): Promise<void> => {
    await page.getByTestId('kpi-board').focus()
    for (const [part, by] of [['', -99_999], ['-below', 560], ['-end', 1200]] as const) {
      await page.evaluate(`document.querySelector('[data-testid="kpi-board"]').scrollBy(0, ${by})`)
      await shot(page, `kpi-${name}${part}`)
    }
    await page.evaluate(`document.querySelector('[data-testid="kpi-board"]').scrollTo(0, 0)`)
  }
  await press(page, 'Control+j')
  expect(await overflowing(page)).toEqual([])
  expect(await violations(page)).toEqual([])
  await look('light')
  await manualPicture(launched, 'kpi-zh')
  await page.evaluate(`window.workstation.setTheme('dark')`)
  await expect.poll(() => page.evaluate(`document.documentElement.dataset.theme`)).toBe('dark')
  expect(await violations(page, 'colours')).toEqual([])
  await look('dark')
  await page.evaluate(`window.workstation.setTheme('light')`)
  await press(page, 'Control+k')
  await page.keyboard.type('English')
  await press(page, 'Enter')
  await expect(strip(page, 'opened')).toContainText('Opened')
  expect(await overflowing(page)).toEqual([])
  await look('english')
  await manualPicture(launched, 'kpi-en')
  await resize(app, page, 700, 768)
  await goTo(page, 'f', 'reports')
  await expect(strip(page, 'opened')).toBeVisible()
  expect(await overflowing(page)).toEqual([])
  expect(await violations(page)).toEqual([])
  await look('sidecar')
  await resize(app, page, 1366, 768)
})

test('K1: a period without anything says so and leads on; an agent sees own figures and own rows alone', async () => {
  const { page } = launched
  await goTo(page, 'f', 'reports')
  await press(page, '.', '.')
  await expect(page.getByTestId('kpi')).toContainText('No cases, orders or costs in this period')
  expect(await violations(page)).toEqual([])
  await shot(page, 'kpi-empty')
  const own = await rpc.call<{ id: string; name: string; role: string }[]>('masters.staffAll')
  const agent = own.find(({ role }) => role === 'agent')
  if (agent === undefined) throw new Error('no agent in the demo')
  await press(page, 'Control+Alt+l')
  await page.getByTestId(`sign-in-staff-${agent.name}`).press('Enter')
  await expect(page.getByTestId('sign-in')).toHaveCount(0)
  await goTo(page, 'f', 'reports')
  await press(page, ',', ',')
  await expect(page.getByTestId('kpi').or(page.getByTestId('kpi-empty-previous')).first()).toContainText(/your own|No cases/)
  await expect(page.getByTestId('kpi-export')).toHaveCount(0)
  await expect(page.getByTestId('table-shop')).toHaveCount(0)
  await shot(page, 'kpi-mine')
})
