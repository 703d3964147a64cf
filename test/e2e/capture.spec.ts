import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { resultsDir } from './support/app'
import { captureDesk, KEY, type CaptureDesk } from './support/capture-desk'
import { press } from './support/desk'
import { violations } from './support/looks'
import { pixelsOf } from './support/pixels'

/**
 * A2: a region of a real (virtual) screen, taken by the global shortcut while another program has the focus. The picture on the screen is
 * known to the pixel, keys and pointer come from outside.
 */

test.describe.configure({ mode: 'serial' })
test.describe('the region screenshot', () => {
  let desk: CaptureDesk
  let page: Page
  test.beforeAll(async () => {
    test.setTimeout(180_000)
    desk = await captureDesk('capture')
    page = desk.page
  })
  test.beforeEach(() => desk.noNotices())
  test.afterAll(() => desk?.end())

  test('A2: without a case the region goes to the inbox, to the pixel, and is on the clipboard too; the chat keeps the focus', async () => {
    await desk.rpc.call('session.state')
    await page.evaluate(`window.workstation.reportCase(null)`)
    const chosen = await page.getByTestId('queue-list').locator('[aria-selected="true"]').count()
    expect(chosen).toBe(0)
    await desk.begin()
    await expect(desk.region.getByTestId('region-hint')).toContainText('进收件箱')
    await desk.draw(1040, 90, 313, 201)
    await desk.region.screenshot({ path: join(resultsDir, 'capture-region-zh.png') })
    await desk.desktop.press('Return')
    await desk.over()
    // first, since it goes by itself
    await expect(desk.toast()).toContainText('已归档 1 张到 收件箱')
    await expect.poll(async () => (await desk.inbox()).length).toBe(1)
    const [photo] = await desk.inbox()
    if (photo === undefined) throw new Error('nothing in the inbox')
    expect(photo.originalName).toMatch(/^屏幕截图 \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d\.png$/)
    expect(photo.archivedAs).toMatch(/\/未归属\/[^/]+\.png$/)
    await desk.expectPattern(await desk.archived(photo), 1040, 90, 313, 201)
    await desk.expectPattern(await desk.clipboardPng(), 1040, 90, 313, 201)
  })

  test('A2: with a case open one key copies, files under the right name and fills the next evidence box; undo takes it back', async () => {
    await page.getByTestId('queue-list').getByRole('option').filter({ hasText: '张三' }).click()
    await expect(page.getByTestId('pane-case')).toHaveAttribute('aria-label', desk.damaged.caseNo)
    await desk.noNotices()
    await desk.begin()
    await expect(desk.region.getByTestId('region-hint')).toContainText(`归到 ${desk.damaged.caseNo} · 张三 · `)
    await desk.draw(1100, 120, 400, 250)
    await desk.desktop.press('Return')
    await desk.over()
    // the pointer on it stops its clock
    await desk.toast().hover()
    await expect(desk.toast()).toContainText(`已归档到 ${desk.damaged.caseNo}`)
    await expect.poll(async () => (await desk.look(desk.damaged.id)).photos.length).toBe(1)
    const [photo] = (await desk.look(desk.damaged.id)).photos
    if (photo === undefined) throw new Error('nothing on the case')
    expect(photo.slot).not.toBeNull()
    expect(photo.archivedAs).toMatch(/^售后问题图片\/\d{4}-\d\d\/张三\/张三_\d{4}-\d\d-\d\d_1\.png$/)
    await desk.expectPattern(await desk.archived(photo), 1100, 120, 400, 250)
    await desk.expectPattern(await desk.clipboardPng(), 1100, 120, 400, 250)
    await expect(desk.toast().locator('img')).toHaveAttribute('src', `photo://thumb/${photo.sha256}`)
    await page.screenshot({ path: join(resultsDir, 'capture-filed.png') })
    await desk.toast().getByRole('button', { name: '撤销' }).click()
    await expect.poll(async () => (await desk.look(desk.damaged.id)).photos.length).toBe(0)
  })

  test('A2: Esc, the shortcut again and a window that is closed file nothing and copy nothing; the right button begins anew', async () => {
    await desk.put('原来的文字')
    const before = await desk.filedAltogether()
    await desk.begin()
    await desk.draw(1100, 120, 200, 100)
    await desk.desktop.click(1150, 150, 3)
    await expect(desk.region.getByTestId('region-frame')).toHaveCount(0)
    await desk.desktop.press('Return')
    await expect(desk.region.getByTestId('region-hint')).toContainText('先拖出一个区域')
    await desk.desktop.press('Escape')
    await desk.over()
    await desk.begin()
    await desk.draw(1100, 120, 200, 100)
    await desk.desktop.press(KEY)
    await desk.over()
    await desk.begin()
    await desk.launched.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().find((one) => one.webContents.getURL().endsWith('/region.html'))?.close())
    await desk.over()
    expect(await desk.filedAltogether()).toBe(before)
    expect(await page.evaluate('window.workstation.readClipboardText()')).toBe('原来的文字')
  })

  test('A2: a page over the screen that crashes and a display that goes away end it in words, and nothing stays covered', async () => {
    const before = await desk.filedAltogether()
    await desk.begin()
    await desk.launched.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().find((one) => one.webContents.getURL().endsWith('/region.html'))?.webContents.forcefullyCrashRenderer())
    await desk.over()
    await expect(desk.toast().filter({ hasText: '选择区域的窗口出错' })).toBeVisible()
    await desk.begin()
    await desk.launched.app.evaluate(({ screen }) => void (screen as unknown as NodeJS.EventEmitter).emit('display-removed', {}, screen.getPrimaryDisplay()))
    await desk.over()
    await expect(desk.toast().filter({ hasText: '显示器有变化' })).toBeVisible()
    expect(await desk.filedAltogether()).toBe(before)
    await desk.noNotices()
  })

  test('A2: arrows move and resize by the pixel, handles by the pointer; Ctrl+C copies and files nothing', async () => {
    const before = await desk.filedAltogether()
    await desk.begin()
    await desk.draw(1100, 120, 200, 100)
    await desk.desktop.press('Right', 'Right', 'Down', 'shift+Left', 'shift+Down', 'ctrl+Left')
    await expect(desk.region.getByTestId('region-size')).toHaveText('199 × 101 像素')
    await desk.desktop.drag([1092, 121], [1072, 111])
    await expect(desk.region.getByTestId('region-size')).toHaveText('219 × 111 像素')
    expect(await violations(desk.region)).toEqual([])
    await desk.desktop.press('ctrl+c')
    await desk.over()
    await expect(desk.toast()).toContainText('截图已复制到剪贴板')
    await desk.expectPattern(await desk.clipboardPng(), 1072, 111, 219, 111)
    expect(await desk.filedAltogether()).toBe(before)
  })

  test('A2: begun from the window, that steps aside and what lies behind is taken, by keys alone', async () => {
    await desk.pattern.put('lower')
    await page.bringToFront()
    await page.getByTestId('pane-photos').click()
    await press(page, 'Shift+X')
    await desk.covered()
    await desk.desktop.press('space')
    await expect(desk.region.getByTestId('region-size')).toHaveText('960 × 540 像素')
    await desk.desktop.press('ctrl+a')
    await expect(desk.region.getByTestId('region-size')).toHaveText('1920 × 1080 像素')
    await desk.desktop.press('Return')
    await expect.poll(desk.covers).toBe(0)
    await expect.poll(async () => (await desk.look(desk.damaged.id)).photos.length).toBe(1)
    const [photo] = (await desk.look(desk.damaged.id)).photos
    if (photo === undefined) throw new Error('nothing on the case')
    const whole = await pixelsOf(await desk.archived(photo))
    const row = (y: number): Uint8Array => whole.rgb.subarray((y * whole.width + 1010) * 3, (y * whole.width + 1010 + 600) * 3)
    for (const y of [61, 200, 455]) expect(Buffer.compare(row(y), desk.pattern.pixels(1010, y, 600, 1))).toBe(0)
    // it is back, in front and where it was
    await expect.poll(() => desk.launched.app.evaluate(({ BrowserWindow }) => BrowserWindow.getFocusedWindow()?.webContents.getURL() ?? '')).toMatch(/index\.html$/)
    await desk.pattern.put('lift')
  })
})
