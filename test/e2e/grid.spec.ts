import { rm } from 'node:fs/promises'
import { expect, test } from '@playwright/test'
import { temporaryFolder } from './support/app'
import { focusedId, goTo, noticesGone, press, shot } from './support/desk'
import { overflowing, resize, violations } from './support/looks'
import { openQueueDesk, type QueueDesk } from './support/queue-desk'

/** C10: the sheet, "the after-sales document", used as a spreadsheet is. */
let home: string
let desk: QueueDesk
test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  home = await temporaryFolder('grid')
  desk = await openQueueDesk(home)
  await resize(desk.launched.app, desk.launched.page, 1366, 768)
})
test.afterAll(async () => {
  await desk.launched.close()
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

interface Found {
  readonly agreedCents: number | null
  readonly remedy: string | null
  readonly summary: string | null
  readonly caseNo: string
}
const found = (id: string | undefined): Promise<Found> => desk.rpc.call<Found>('cases.get', { id })
const cell = (id: string | undefined, column: string) => desk.launched.page.locator(`[data-row="${id}"] [data-column="${column}"]`)
const cursor = () => desk.launched.page.locator('[data-testid="sheet"] .cell.cursor')
/** The rows as they stand, by their ids. */
const order = (): Promise<string[]> => desk.launched.page.locator('[data-testid="sheet"] [data-row]').evaluateAll((rows) => (rows as unknown as { dataset: { row: string } }[]).map((row) => row.dataset.row))
/** Puts the cursor on a column of the first row, with the keyboard alone. */
async function toColumn(column: string): Promise<void> {
  const { page } = desk.launched
  await press(page, 'Control+Home')
  for (let tries = 0; tries < 30; tries += 1) {
    if ((await cursor().getAttribute('data-column')) === column) return
    await press(page, 'ArrowRight')
  }
  throw new Error(`no column ${column}`)
}

test('C10: G E opens the sheet; arrows, Ctrl and Shift move and draw out the selection', async () => {
  const { page } = desk.launched
  await goTo(page, 'e', 'grid')
  await expect.poll(() => focusedId(page)).toBe('sheet-input')
  await expect(page.getByTestId('sheet').locator('[data-row]')).toHaveCount(6)
  await press(page, 'Control+Home')
  await expect(cursor()).toHaveAttribute('data-column', 'caseNo')
  await press(page, 'ArrowRight', 'ArrowRight', 'ArrowRight')
  await expect(cursor()).toHaveAttribute('data-column', 'kind')
  await press(page, 'Shift+ArrowDown', 'Shift+ArrowRight')
  await expect(page.locator('[data-testid="sheet"] [aria-selected="true"]')).toHaveCount(4)
  await press(page, 'Control+End')
  await expect(cursor()).toHaveAttribute('data-column', 'opened')
  await expect(cursor()).toBeInViewport()
  await press(page, 'Control+Home')
  expect(await overflowing(page)).toEqual([])
  expect(await violations(page)).toEqual([])
  await shot(page, 'grid-light')
})

test('C10: typing edits, Enter saves and goes on, Esc keeps what was there, a refusal says why', async () => {
  const { page } = desk.launched
  const [first] = await order()
  await toColumn('amount')
  await page.keyboard.type('12.5')
  await press(page, 'Enter')
  await expect(cell(first, 'amount')).toHaveText('12.50')
  await expect.poll(async () => (await found(first)).agreedCents).toBe(1250)
  await press(page, 'ArrowUp')
  await page.keyboard.type('99')
  await press(page, 'Escape')
  await expect(cell(first, 'amount')).toHaveText('12.50')
  await page.keyboard.type('abc')
  await press(page, 'Enter')
  await expect(page.getByTestId('toast').filter({ hasText: '格没有改' })).toContainText('两位小数')
  expect((await found(first)).agreedCents).toBe(1250)
  // Chinese typed by an input method begins in the cell itself
  await toColumn('summary')
  await press(page, 'F2')
  await page.keyboard.insertText('，外箱压扁')
  await press(page, 'Enter')
  await expect.poll(async () => (await found(first)).summary).toContain('，外箱压扁')
})

test('C10: a choice is found by typing and taken with Enter', async () => {
  const { page } = desk.launched
  const [first] = await order()
  await toColumn('remedy')
  await page.keyboard.type('补')
  await expect(page.getByTestId('sheet-choices').getByRole('option').first()).toHaveText('补发')
  await shot(page, 'grid-choice')
  await press(page, 'Enter')
  await expect(cell(first, 'remedy')).toHaveText('补发')
  await expect.poll(async () => (await found(first)).remedy).toBe('reissue')
})

test('C10: Ctrl+D fills down, Ctrl+Z takes it back in one step', async () => {
  const { page } = desk.launched
  const [, second, third] = await order()
  await toColumn('remedy')
  await press(page, 'Shift+ArrowDown', 'Shift+ArrowDown', 'Control+d')
  await expect.poll(async () => [(await found(second)).remedy, (await found(third)).remedy]).toEqual(['reissue', 'reissue'])
  await press(page, 'Control+z')
  await expect.poll(async () => [(await found(second)).remedy, (await found(third)).remedy]).toEqual([null, null])
  await expect(cell(second, 'remedy')).toHaveText('')
})

test('C10, R5: what is copied is text for Excel, with ids as text', async () => {
  const { page } = desk.launched
  const [first] = await order()
  await press(page, 'Control+Home', 'Shift+ArrowDown', 'Control+c')
  const numbers = await Promise.all((await order()).slice(0, 2).map(async (id) => (await found(id)).caseNo))
  await expect.poll(() => page.evaluate(`window.workstation.readClipboardText()`)).toMatch(new RegExp(`^${numbers.join('\\s+')}\\s*$`))
  expect(first).toBeDefined()
})

test('C10: a block from Excel is pasted: refused cells are named first, the rest is saved and undone as one', async () => {
  const { page } = desk.launched
  const [first, second] = await order()
  await noticesGone(page)
  await toColumn('amount')
  // amount, currency is not shown, summary: two rows as Excel writes them
  await page.evaluate(`window.workstation.writeClipboardText(${JSON.stringify('20.00\t"两行\n文字"\r\n不是钱\t第二件改了\r\n')})`)
  await press(page, 'Control+v')
  await expect(page.getByTestId('paste-dialog')).toContainText('3 格会改，1 格不动')
  await expect(page.getByTestId('paste-dialog')).toContainText('不是钱')
  await shot(page, 'grid-paste')
  expect(await violations(page)).toEqual([])
  await expect.poll(() => focusedId(page)).toBe('paste-go')
  expect((await found(first)).agreedCents).toBe(1250)
  await press(page, 'Enter')
  await expect(page.getByTestId('paste-dialog')).toHaveCount(0)
  await expect.poll(async () => [(await found(first)).agreedCents, (await found(first)).summary, (await found(second)).summary]).toEqual([2000, '两行\n文字', '第二件改了'])
  await expect.poll(() => focusedId(page)).toBe('sheet-input')
  await press(page, 'Control+z')
  await expect.poll(async () => (await found(first)).agreedCents).toBe(1250)
  await expect.poll(async () => (await found(second)).summary).not.toBe('第二件改了')
})

test('C10: Delete clears what may be empty', async () => {
  const { page } = desk.launched
  const [first] = await order()
  await toColumn('amount')
  await press(page, 'Delete')
  await expect.poll(async () => (await found(first)).agreedCents).toBeNull()
})

test('C10: columns are chosen, and stay chosen', async () => {
  const { page } = desk.launched
  await page.getByTestId('sheet-columns').focus()
  await press(page, 'Enter')
  const dialog = page.getByTestId('columns-dialog')
  await dialog.getByRole('checkbox', { name: '渠道' }).focus()
  await press(page, 'Space')
  await dialog.getByRole('checkbox', { name: '店铺' }).focus()
  await press(page, 'Space')
  await shot(page, 'grid-columns')
  expect(await violations(page)).toEqual([])
  await press(page, 'Escape')
  await expect(page.locator('[data-testid="sheet"] [role="columnheader"]', { hasText: '渠道' })).toHaveCount(1)
  await expect(page.locator('[data-testid="sheet"] [role="columnheader"]', { hasText: '店铺' })).toHaveCount(0)
  await expect.poll(async () => JSON.stringify((await desk.rpc.call<Record<string, unknown>>('preferences.get'))['sheet.columns'])).toContain('channel')
})

test('U1, U3: the sheet in the dark, in English and in the sidecar', async () => {
  const { app, page } = desk.launched
  await noticesGone(page)
  await page.evaluate(`window.workstation.setTheme('dark')`)
  await expect.poll(() => page.evaluate(`document.documentElement.dataset.theme`)).toBe('dark')
  expect(await violations(page, 'colours')).toEqual([])
  await page.getByTestId('switch-language').click()
  await goTo(page, 'e', 'grid')
  await shot(page, 'grid-dark-en')
  expect(await overflowing(page)).toEqual([])
  await page.evaluate(`window.workstation.setTheme('light')`)
  await expect.poll(() => page.evaluate(`document.documentElement.dataset.theme`)).toBe('light')
  await press(page, 'Control+Home')
  await shot(page, 'grid-light-en')
  await resize(app, page, 700, 768)
  await goTo(page, 'e', 'grid')
  await expect(page.getByTestId('sheet')).toBeVisible()
  expect(await overflowing(page)).toEqual([])
  expect(await violations(page)).toEqual([])
  await shot(page, 'grid-sidecar-en')
})
