import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { launchApp, resultsDir, temporaryFolder, type LaunchedApp } from './support/app'

/** A person's first case from the first run to the next start, with the keyboard alone (C2–C5, C10, C11, U2, U4). */

const CHAT = '云间客_88 (2026-11-22 10:21:33)：箱子压扁了，里面的杯子碎了两个，订单号 3401234567890123456 快递SF1204880147012'
/** The machine stands where the shop is, as it does in an office. */
const ZONE = { TZ: 'Asia/Shanghai' }
/** A data folder is remembered with the settings: both live under one home. */
let home: string
let launched: LaunchedApp

const pane = (page: Page, id: string) => page.getByTestId(`pane-${id}`)
const shot = (page: Page, name: string) => page.screenshot({ path: join(resultsDir, `cases-${name}.png`) })
const focusedTestId = (page: Page): Promise<string> => page.evaluate(`document.activeElement?.getAttribute('data-testid') ?? ''`)
/** Leaves a field as a person does: Esc, until the pane itself has the focus. */
async function toCase(page: Page): Promise<void> {
  if ((await focusedTestId(page)) === 'reply-text') await page.keyboard.press('Escape')
  await page.keyboard.press('g')
  await page.keyboard.press('s')
  await expect.poll(() => focusedTestId(page)).toBe('pane-case')
}

test.beforeAll(async () => {
  home = await temporaryFolder('cases')
  await mkdir(resultsDir, { recursive: true })
  launched = await launchApp({ userData: join(home, 'settings'), locale: 'zh-CN', theme: 'light', env: ZONE })
})
test.afterAll(async () => {
  await launched.close()
})
test.describe.configure({ mode: 'serial' })

test('U4, C10: the first run ends in an empty queue that says what to do', async () => {
  const { page } = launched
  await page.getByTestId('first-run-folder').fill(join(home, 'data'))
  await page.getByTestId('first-run-shop').focus()
  await page.keyboard.type('云间家居旗舰店')
  await page.getByTestId('first-run-name').focus()
  await page.keyboard.type('张敏')
  await page.keyboard.press('Enter')
  await expect(pane(page, 'queue')).toContainText('还没有售后单')
  await expect(pane(page, 'queue')).toContainText('Ctrl+N')
  await expect(pane(page, 'case')).toContainText('没有打开的售后单')
  await shot(page, 'empty')
})

test('C11: Ctrl+N reads pasted words while they are typed and decides nothing', async () => {
  const { page } = launched
  await page.evaluate(`window.workstation.writeClipboardText('与售后无关的一句话')`)
  await page.keyboard.press('Control+n')
  await expect(page.getByTestId('new-case')).toBeVisible()
  await expect.poll(() => focusedTestId(page)).toBe('new-case-text')
  // nothing useful in the clipboard: the field stays empty
  await expect(page.getByTestId('new-case-text')).toHaveValue('')
  await page.keyboard.insertText(CHAT)
  await expect(page.getByTestId('new-case-order')).toHaveValue('3401234567890123456')
  await expect(page.getByTestId('new-case-buyer')).toHaveValue('云间客_88')
  await expect(page.getByTestId('new-case-waybill')).toHaveValue('SF1204880147012')
  const suggestion = page.getByTestId('new-case').getByRole('group', { name: '可能是' }).getByRole('option').first()
  await expect(suggestion).toContainText('破损')
  await expect(suggestion).toContainText('碎了')
  await expect(page.getByTestId('kind-chosen')).toHaveCount(0)
  await shot(page, 'intake')
})

test('C1, C4: a kind is found by its English name, Enter opens the case and its clocks run', async () => {
  const { page } = launched
  await page.getByTestId('kind-search').focus()
  await page.keyboard.type('damaged')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('kind-chosen')).toHaveText('破损')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('new-case')).toHaveCount(0)
  await expect.poll(() => focusedTestId(page)).toBe('pane-case')
  await expect(pane(page, 'case')).toContainText('请买家发照片')
  await expect(page.getByTestId('case-buyer')).toContainText('云间客_88')
  const first = page.locator('[data-testid="case-clocks"] [data-clock="first-response"]')
  const solve = page.locator('[data-testid="case-clocks"] [data-clock="solve"]')
  await expect(first).toBeVisible()
  await expect(solve).toContainText(/4[78]:\d\d:\d\d/)
  const before = await solve.innerText()
  await expect.poll(() => solve.innerText()).not.toBe(before)
  await expect(page.getByTestId('case-timeline').locator('[data-event="buyer-message"]')).toContainText('箱子压扁了')
  await expect(page.getByTestId('case-timeline').locator('[data-event="created"]')).toContainText('破损')
  await expect(page.getByTestId('queue-list').getByRole('option')).toHaveCount(1)
  await shot(page, 'opened')
})

test('C11: the same words again offer the open case instead of a second one', async () => {
  const { page } = launched
  await page.evaluate(`window.workstation.writeClipboardText(${JSON.stringify(CHAT)})`)
  await page.keyboard.press('Control+n')
  await expect(page.getByTestId('new-case-text')).toHaveValue(CHAT)
  await expect(page.getByTestId('open-cases')).toContainText('云间客_88')
  await shot(page, 'duplicate')
  await page.keyboard.press('Alt+o')
  await expect(page.getByTestId('new-case')).toHaveCount(0)
  await expect.poll(() => focusedTestId(page)).toBe('pane-case')
  await expect(page.getByTestId('queue-list').getByRole('option')).toHaveCount(1)
})

test('C5: N writes a note, single keys type in it instead of acting', async () => {
  const { page } = launched
  await page.keyboard.press('n')
  await expect.poll(() => focusedTestId(page)).toBe('reply-text')
  await page.keyboard.type('The buyer sends photos tonight, wait.')
  await expect(page.getByTestId('status-dialog')).toHaveCount(0)
  await page.keyboard.press('Control+Enter')
  await expect(page.getByTestId('case-timeline').locator('[data-event="note"]')).toContainText('sends photos tonight')
})

test('T1: a reply with an open blank is refused in words, then copied and logged', async () => {
  const { page } = launched
  await toCase(page)
  await page.keyboard.press('r')
  await expect.poll(() => focusedTestId(page)).toBe('reply-text')
  await page.keyboard.insertText('您好，{{?when|什么时候}}前补发。')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('还有没填的空，没有复制')).toBeVisible()
  await expect(page.getByTestId('case-timeline').locator('[data-event="reply-copied"]')).toHaveCount(0)
  // the blank is selected: typing replaces it
  await page.keyboard.insertText('明天')
  await expect(page.getByTestId('reply-text')).toHaveValue('您好，明天前补发。')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByTestId('case-timeline').locator('[data-event="reply-copied"]')).toContainText('明天前补发')
  await expect(page.getByTestId('reply-text')).toHaveValue('')
  expect(await page.evaluate(`window.workstation.readClipboardText()`)).toBe('您好，明天前补发。')
  // it answered the buyer: the first clock has stopped and the case is being worked on
  await expect(page.locator('[data-testid="case-clocks"] [data-clock="first-response"]')).toHaveCount(0)
  await expect(page.getByTestId('case-status')).toContainText('处理中')
})

test('C3: waiting asks for the next action and its time', async () => {
  const { page } = launched
  await toCase(page)
  await page.keyboard.press('s')
  await expect(page.getByTestId('status-dialog')).toBeVisible()
  await expect.poll(() => focusedTestId(page)).toBe('next-action')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('status-dialog')).toContainText('写明下一步做什么')
  await page.keyboard.insertText('等买家发外箱照片')
  await page.getByRole('button', { name: '明天 9:00' }).focus()
  await page.keyboard.press('Enter')
  await page.getByTestId('next-action').focus()
  await shot(page, 'waiting')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('status-dialog')).toHaveCount(0)
  await expect(page.getByTestId('case-status')).toContainText('等买家')
  await expect(page.getByTestId('case-waiting')).toContainText('等买家发外箱照片')
  // the focus is back where the work goes on
  await expect.poll(() => focusedTestId(page)).toBe('pane-case')
  // the ball is with the buyer: the clock stands still
  await expect(page.locator('[data-testid="case-clocks"] [data-clock="solve"]')).toContainText('已暂停')
  await expect(page.getByTestId('queue-list').getByRole('option').first()).toContainText('明天 09:00')
})

test('A2: P files the picture in the clipboard to the next evidence slot', async () => {
  const { page } = launched
  await page.evaluate(`(async () => {
    const canvas = new OffscreenCanvas(48, 36)
    const pen = canvas.getContext('2d')
    pen.fillStyle = '#b08968'
    pen.fillRect(0, 0, 48, 36)
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': await canvas.convertToBlob({ type: 'image/png' }) })])
    for (let tries = 0; tries < 50 && (await window.workstation.readClipboardImage()) === null; tries += 1) await new Promise((done) => setTimeout(done, 100))
  })()`)
  await toCase(page)
  await page.keyboard.press('p')
  const slots = page.getByTestId('case-evidence')
  await expect(slots.locator('[data-slot="outer-box"] img')).toBeVisible()
  await expect(slots).toContainText('证据 1/4')
  await expect(page.getByTestId('case-timeline').locator('[data-event="photo-added"]')).toContainText('外包装')
  await shot(page, 'evidence')
})

test('U2: an edit is taken back by Ctrl+Z', async () => {
  const { page } = launched
  await toCase(page)
  await page.keyboard.press('f')
  await expect.poll(() => focusedTestId(page)).toBe('memo-text')
  await page.keyboard.insertText('破损补发 张敏 11-22')
  await page.getByTestId('flag-4').focus()
  await page.keyboard.press('Space')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('img', { name: '蓝旗' }).first()).toBeVisible()
  expect(await page.evaluate(`window.workstation.readClipboardText()`)).toBe('破损补发 张敏 11-22')
  await toCase(page)
  await page.keyboard.press('Control+z')
  await expect(page.getByRole('img', { name: '蓝旗' })).toHaveCount(0)
})

test('C12: resolving asks for the fields that are missing, right there', async () => {
  const { page } = launched
  await toCase(page)
  await page.keyboard.press('e')
  await expect(page.getByTestId('need-remedy')).toBeVisible()
  await expect.poll(() => focusedTestId(page)).toBe('need-remedy')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByTestId('status-dialog')).toContainText('请填写')
  await page.getByTestId('need-remedy').focus()
  await page.keyboard.press('Enter')
  await page.getByRole('option', { name: '补发' }).waitFor()
  await page.getByRole('option', { name: '补发' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('need-remedy')).toContainText('补发')
  await shot(page, 'resolve')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByTestId('status-dialog')).toHaveCount(0)
  await expect(page.getByTestId('case-status')).toContainText('已解决')
  await expect(page.getByTestId('queue-list')).toHaveCount(0)
})

test('R1: after the next start everything is as it was', async () => {
  await launched.kill()
  launched = await launchApp({ userData: join(home, 'settings'), env: ZONE })
  const { page } = launched
  await expect(pane(page, 'queue')).toContainText('还没有售后单')
  await page.keyboard.press('Control+f')
  await expect.poll(() => focusedTestId(page)).toBe('queue-search')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  await page.keyboard.insertText('已结的单子')
  await page.keyboard.press('Enter')
  const row = page.getByTestId('queue-list').getByRole('option')
  await expect(row).toHaveCount(1)
  await expect(row).toContainText('已解决')
  await page.getByTestId('queue-list').focus()
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('case-status')).toContainText('已解决')
  const timeline = page.getByTestId('case-timeline')
  for (const type of ['buyer-message', 'created', 'note', 'reply-copied', 'edited', 'status']) await expect(timeline.locator(`[data-event="${type}"]`).first()).toBeAttached()
  await expect(page.getByTestId('case-next-step')).toContainText('重新打开')
  await shot(page, 'reopened')
})
