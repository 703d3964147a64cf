import { rm } from 'node:fs/promises'
import { expect, test } from '@playwright/test'
import { temporaryFolder } from './support/app'
import { chooseByKeys, focusedId, goTo, noticesGone, press, shot } from './support/desk'
import { overflowing, resize, violations } from './support/looks'
import { openQueueDesk, type QueueDesk } from './support/queue-desk'

/** C10: views, filters, saved views, several rows at once and undo, with the keyboard. */
let home: string
let desk: QueueDesk
test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  home = await temporaryFolder('queue')
  desk = await openQueueDesk(home)
  await resize(desk.launched.app, desk.launched.page, 1366, 768)
})
test.afterAll(async () => {
  await desk.launched.close()
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

const list = () => desk.launched.page.getByTestId('queue-list')
const rows = () => list().getByRole('option')
const inPalette = async (words: string): Promise<void> => {
  const { page } = desk.launched
  await press(page, 'Control+k')
  await expect.poll(() => focusedId(page)).toBe('palette-input')
  await page.keyboard.insertText(words)
  await press(page, 'Enter')
}
interface Found {
  readonly assigneeId: string | null
  readonly status: string
  readonly priority: number
  readonly timeline: readonly { readonly type: string }[]
}
const found = (id: string | undefined): Promise<Found> => desk.rpc.call<Found>('cases.get', { id })

test('C10: an edit stands in its row at the first frame after its answer', async () => {
  const { page } = desk.launched
  await goTo(page, 'q', 'queue')
  await press(page, 'Home', 'Enter')
  await expect.poll(() => focusedId(page)).toBe('pane-case')
  await press(page, 'f')
  await expect.poll(() => focusedId(page)).toBe('memo-text')
  await page.getByTestId('flag-4').focus()
  await press(page, 'Space')
  // the notice is drawn with the answer: what the list shows in the frame after it
  await page.evaluate(`globalThis.shownWith = null; new MutationObserver((_, self) => {
    if (!document.querySelector('[data-testid="toast"]')) return
    self.disconnect()
    requestAnimationFrame(() => { globalThis.shownWith = document.querySelector('[data-testid="queue-list"] .current')?.querySelector('[role="img"]')?.getAttribute('aria-label') ?? 'nothing' })
  }).observe(document.body, { childList: true, subtree: true })`)
  await page.getByTestId('memo-save').focus()
  await press(page, 'Enter')
  await expect.poll(() => page.evaluate(`globalThis.shownWith`)).toBe('蓝旗')
  await goTo(page, 's', 'case')
  await press(page, 'Control+z')
  await expect(rows().first().getByRole('img', { name: '蓝旗' })).toHaveCount(0)
})

test('C10: several rows by Shift and arrows are assigned at once, with a preview, and Ctrl+Z takes it back whole', async () => {
  const { page } = desk.launched
  await goTo(page, 'q', 'queue')
  await press(page, 'Home', 'Shift+ArrowDown', 'Shift+ArrowDown')
  await expect(page.getByTestId('bulk-bar')).toContainText('已选 3 单')
  await expect(list().locator('[aria-selected="true"]')).toHaveCount(3)
  await shot(page, 'queue-bulk-bar')
  await press(page, 'b')
  await expect(page.getByTestId('bulk-dialog')).toBeVisible()
  await page.getByTestId('bulk-dialog').getByRole('combobox', { name: '交给' }).focus()
  await page.keyboard.insertText('李客服')
  await page.getByRole('option', { name: '李客服' }).waitFor()
  await press(page, 'ArrowDown', 'Enter')
  await expect(page.getByTestId('bulk-preview')).toContainText('3 单都可以')
  expect(await violations(page), 'after a choice in its list').toEqual([])
  await shot(page, 'queue-bulk-dialog')
  await press(page, 'Control+Enter')
  await expect(page.getByTestId('bulk-dialog')).toHaveCount(0)
  await expect(rows()).toHaveCount(3)
  await expect(page.getByTestId('bulk-bar')).toHaveCount(0)
  await goTo(page, 'q', 'queue')
  await press(page, 'Control+z')
  await expect(rows()).toHaveCount(6)
})

test('C3, C12: a bulk change of status names the cases that refuse, and undo restores status and clocks', async () => {
  const { page } = desk.launched
  await goTo(page, 'q', 'queue')
  await press(page, 'Home', 'Control+a')
  await expect(page.getByTestId('bulk-bar')).toContainText('已选 6 单')
  await press(page, 'b')
  await chooseByKeys(page, 'bulk-what', '改状态')
  await chooseByKeys(page, 'bulk-status', '处理中')
  // damaged and quality need an order first
  await expect(page.getByTestId('bulk-preview')).toContainText('单不动')
  const refusedCount = await page.getByTestId('bulk-preview').getByRole('listitem').count()
  expect(refusedCount).toBeGreaterThan(0)
  await shot(page, 'queue-bulk-refused')
  expect(await violations(page)).toEqual([])
  await press(page, 'Control+Enter')
  await expect(page.getByTestId('bulk-dialog')).toHaveCount(0)
  const statuses = async (): Promise<string[]> => Promise.all(desk.ids.map(async (id) => (await found(id)).status))
  await expect.poll(async () => (await statuses()).filter((one) => one === 'working').length).toBe(6 - refusedCount)
  await goTo(page, 'q', 'queue')
  await press(page, 'Control+z')
  await expect.poll(async () => (await statuses()).filter((one) => one === 'new').length).toBe(6)
  const timelines = await Promise.all(desk.ids.map(async (id) => (await found(id)).timeline.map((event) => event.type)))
  expect(timelines.filter((types) => types.includes('status') && types.includes('undone'))).toHaveLength(6 - refusedCount)
  await noticesGone(page)
})

test('C10: filters combine, and the view is saved, found in the palette, removed and brought back', async () => {
  const { page } = desk.launched
  await inPalette('筛选队列')
  await page.getByTestId('queue-kind').focus()
  await press(page, 'Enter')
  const menu = page.getByTestId('queue-kind-menu')
  await menu.getByRole('menuitemcheckbox', { name: '破损', exact: true }).focus()
  await press(page, 'Enter')
  await expect(rows()).toHaveCount(2)
  await shot(page, 'queue-filters')
  await press(page, 'Escape')
  expect(await violations(page)).toEqual([])
  expect(await overflowing(page)).toEqual([])
  await inPalette('现在的筛选存为视图')
  await expect.poll(() => focusedId(page)).toBe('save-view-name')
  await page.keyboard.insertText('我的破损')
  await press(page, 'Enter')
  await expect(page.getByTestId('save-view')).toHaveCount(0)
  await inPalette('全部未结的单子')
  await page.getByTestId('queue-clear').focus()
  await press(page, 'Enter')
  await expect(rows()).toHaveCount(6)
  await inPalette('打开存好的视图')
  await page.getByTestId('choose-view').getByRole('combobox').focus()
  await page.keyboard.insertText('破损')
  await page.getByRole('option', { name: '我的破损' }).waitFor()
  await press(page, 'ArrowDown', 'Enter')
  await expect(rows()).toHaveCount(2)
  await inPalette('整理视图')
  await expect(page.getByTestId('saved-view')).toHaveCount(1)
  await shot(page, 'queue-views')
  await page.getByRole('button', { name: '删除“我的破损”' }).focus()
  await press(page, 'Enter')
  await expect(page.getByTestId('saved-view')).toHaveCount(0)
  await press(page, 'Escape')
  await goTo(page, 'q', 'queue')
  await press(page, 'Control+z')
  await expect.poll(async () => (await desk.rpc.call<unknown[]>('savedViews.list')).length).toBe(1)
})

test('C10: the menu of views counts, and every built-in view opens', async () => {
  const { page } = desk.launched
  await page.getByTestId('queue-clear').focus()
  await press(page, 'Enter')
  await page.getByTestId('queue-views').focus()
  await press(page, 'Enter')
  await expect(page.getByRole('menuitem', { name: '全部未结' })).toContainText('6')
  await shot(page, 'queue-view-menu')
  expect(await violations(page)).toEqual([])
  await press(page, 'Escape')
  for (const [words, title, count] of [
    ['等买家的单子', '等买家', 0],
    ['全部单子', '全部', 6],
    ['VIP 买家的单子', 'VIP 买家', 0],
    ['全部单子', '全部', 6],
    ['难缠的单子', '难缠', 0],
    ['全部未结的单子', '全部未结', 6],
  ] as const) {
    await inPalette(words)
    await expect(page.locator('.dv-tab', { hasText: new RegExp(`^\\s*${title}\\s*$`) })).toBeVisible()
    await expect(rows(), words).toHaveCount(count)
  }
})

test('U2: Esc and the arrow leave the search also while there is no list to go to, and the list takes the keys when it comes', async () => {
  const { page } = desk.launched
  await press(page, 'Control+f')
  await page.keyboard.type('zzqq')
  await expect(page.getByTestId('queue-list')).toHaveCount(0)
  await press(page, 'ArrowDown')
  expect(await focusedId(page)).toBe('pane-queue')
  await press(page, 'Control+f', 'Control+a', 'Delete', 'Escape')
  expect(await focusedId(page)).not.toBe('queue-search')
  await expect.poll(() => focusedId(page)).toBe('queue-list')
  await expect(rows()).toHaveCount(6)
})

test('U2: what is typed before the palette is there goes into it; no letter acts on the case, and Enter runs what was meant', async () => {
  const { page } = desk.launched
  // in one task, so that nothing is drawn in between
  const askAndType = (...keys: readonly string[]): Promise<unknown> =>
    page.evaluate(`for (const key of ${JSON.stringify(['k', ...keys])}) (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent('keydown', { key, ctrlKey: key === 'k', bubbles: true, cancelable: true }))`)
  await goTo(page, 's', 'case')
  await askAndType('d', 'a', 'r', 'x', 'Backspace')
  await expect(page.getByTestId('palette-input')).toBeFocused()
  await expect(page.getByTestId('palette-input')).toHaveValue('dar')
  await page.keyboard.type('k')
  await expect(page.getByTestId('palette-input')).toHaveValue('dark')
  await press(page, 'Escape')
  await expect(page.getByTestId('palette')).toHaveCount(0)
  await askAndType(...'english', 'Enter', 'c')
  await expect(page.getByRole('tab', { name: 'Timeline' })).toBeVisible()
  await expect(page.getByTestId('palette')).toHaveCount(0)
  await askAndType('c', 'Escape')
  await expect(page.getByTestId('palette')).toHaveCount(0)
  expect(await page.locator('[role="dialog"]').count()).toBe(0)
  await press(page, 'Control+k')
  await page.keyboard.type('yy')
  await press(page, 'Enter')
  await expect(page.getByRole('tab', { name: '时间线' })).toBeVisible()
})

test('U1: the queue fits the sidecar with its filters and the bar of what is chosen', async () => {
  const { app, page } = desk.launched
  await resize(app, page, 700, 768)
  await goTo(page, 'q', 'queue')
  await press(page, 'Home', 'Shift+ArrowDown')
  await expect(page.getByTestId('bulk-bar')).toBeVisible()
  expect(await overflowing(page)).toEqual([])
  expect(await violations(page)).toEqual([])
  await shot(page, 'queue-sidecar')
  await press(page, 'Escape')
  await expect(page.getByTestId('bulk-bar')).toHaveCount(0)
  await resize(app, page, 1366, 768)
})
