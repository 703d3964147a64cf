import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { resultsDir } from './support/app'
import { captureDesk, KEY, type CaptureCase, type CaptureDesk } from './support/capture-desk'
import { press } from './support/desk'
import { overflowing, resize, violations } from './support/looks'
import { pixelsOf } from './support/pixels'

/** A2: the region screenshot where something stands in its way, in its settings and both languages, and on two displays of different scale. */

test.describe.configure({ mode: 'serial' })
test.describe('the region screenshot: what stands in its way', () => {
  let desk: CaptureDesk
  let page: Page
  test.beforeAll(async () => {
    test.setTimeout(180_000)
    desk = await captureDesk('capture-refused')
    page = desk.page
    await page.getByTestId('queue-list').getByRole('option').filter({ hasText: '张三' }).click()
    await expect(page.getByTestId('pane-case')).toHaveAttribute('aria-label', desk.damaged.caseNo)
  })
  test.beforeEach(() => desk.noNotices())
  test.afterAll(() => desk?.end())

  test('A2, R2: when it cannot be filed the picture stays on the clipboard, the words say so, and trying again files it', async () => {
    await desk.noNotices()
    const folder = join(desk.home, 'data', '售后问题图片')
    await rename(folder, `${folder}-away`)
    await writeFile(folder, '')
    await desk.begin()
    await desk.draw(1200, 100, 150, 90)
    await desk.desktop.press('Return')
    await desk.over()
    await expect(desk.toast().filter({ hasText: '截图还在剪贴板里' })).toContainText('截图没有归档：')
    await desk.expectPattern(await desk.clipboardPng(), 1200, 100, 150, 90)
    await page.screenshot({ path: join(resultsDir, 'capture-not-filed.png') })
    await rm(folder)
    await rename(`${folder}-away`, folder)
    await desk.toast().getByRole('button', { name: '重试' }).click()
    await expect.poll(async () => (await desk.look(desk.damaged.id)).photos.length).toBe(1)
  })

  test('A2: a system that gives no picture, or lets no program take one, is said in words; nothing covers the screen', async () => {
    const before = await desk.filedAltogether()
    await desk.launched.app.evaluate(({ desktopCapturer }) => {
      const real = desktopCapturer.getSources
      desktopCapturer.getSources = () => {
        desktopCapturer.getSources = real
        return Promise.resolve([])
      }
    })
    await desk.desktop.other.activate()
    await desk.desktop.press(KEY)
    await expect(desk.toast().filter({ hasText: '没有截到屏幕' })).toBeVisible()
    await desk.over()
    await desk.launched.app.evaluate(() => void (process.env['XDG_SESSION_TYPE'] = 'wayland'))
    await desk.desktop.press(KEY)
    await expect(desk.toast().filter({ hasText: 'Wayland' })).toContainText('按 P')
    await desk.over()
    await desk.launched.app.evaluate(() => void (process.env['XDG_SESSION_TYPE'] = 'x11'))
    expect(await desk.filedAltogether()).toBe(before)
  })

  test('R3, A2: while the window is locked nothing is filed, and the picture is on the clipboard', async () => {
    const { staff } = await desk.rpc.call<{ staff: readonly { id: string }[] }>('session.signOut')
    await page.evaluate(`document.activeElement?.blur()`)
    await press(page, 'Control+Alt+l')
    await expect(page.getByTestId('sign-in')).toBeVisible()
    await desk.begin()
    await expect(desk.region.getByTestId('region-hint')).toContainText('未登录：只复制')
    await desk.draw(1200, 100, 160, 80)
    await desk.desktop.press('Return')
    await desk.over()
    await expect(desk.toast().filter({ hasText: '截图没有归档' })).toBeVisible()
    await desk.expectPattern(await desk.clipboardPng(), 1200, 100, 160, 80)
    await page.bringToFront()
    await press(page, 'Enter')
    await expect(page.getByTestId('pane-queue')).toBeVisible()
    await desk.rpc.call('session.signIn', { staffId: staff[0]?.id })
    expect((await desk.look(desk.damaged.id)).photos.length).toBe(1)
  })

  test('R5, A2: the page over the screen has a policy, no node, no other bridge and no way out; a rectangle outside the picture is refused', async () => {
    await desk.begin()
    expect(await desk.region.evaluate(`fetch('/region.html').then((answer) => answer.headers.get('content-security-policy'))`)).toContain("default-src 'none'")
    expect(await desk.region.evaluate(`[typeof require, typeof process, typeof window.workstation, typeof window.region].join()`)).toBe('undefined,undefined,undefined,object')
    const preferences = await desk.launched.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().filter((one) => one.webContents.getURL().endsWith('/region.html')).map((one) => {
        const { sandbox, contextIsolation, nodeIntegration, webviewTag } = (one.webContents as unknown as { getLastWebPreferences(): Electron.WebPreferences }).getLastWebPreferences()
        return [sandbox, contextIsolation, nodeIntegration, webviewTag]
      }),
    )
    expect(preferences).toEqual([[true, true, false, false]])
    expect(await desk.region.evaluate('window.open("https://example.com/") === null')).toBe(true)
    const refused = (call: string): Promise<string> => desk.region.evaluate(`window.region.${call}.then(() => 'answered', (error) => error.message)`)
    for (const bad of ['{ x: 0, y: 0, width: 99999, height: 10 }', '{ x: -1, y: 0, width: 5, height: 5 }', '{ x: 0, y: 0, width: 0, height: 5 }', '{ x: 0.5, y: 0, width: 5, height: 5 }', 'null']) expect(await refused(`take(${bad}, 'file')`), bad).toContain('bad-argument')
    expect(await refused(`take({ x: 0, y: 0, width: 5, height: 5 }, 'send')`)).toContain('bad-argument')
    await desk.desktop.press('Escape')
    await desk.over()
  })

  test('U3, A2: settings and covered screen in both languages; the keys of both global shortcuts cannot be the same', async () => {
    await desk.noNotices()
    await page.bringToFront()
    await press(page, 'Control+,')
    const settings = page.getByTestId('settings-dialog')
    await settings.getByTestId('capture-key').click()
    await press(page, 'Control+Alt+Space')
    await expect(settings).toContainText('“Ctrl+Alt+Space”已用于“话术浮窗”')
    await press(page, 'Escape')
    await settings.getByTestId('capture-key').click()
    await press(page, 'Control+Alt+p')
    await expect(settings.getByTestId('capture-key-taken')).toContainText('被其他程序占用')
    await settings.getByTestId('capture-key').click()
    await press(page, 'Control+Alt+s')
    await expect(settings.getByTestId('capture-key-taken')).toHaveCount(0)
    expect(await violations(page)).toEqual([])
    expect(await overflowing(page)).toEqual([])
    await page.screenshot({ path: join(resultsDir, 'capture-settings-zh.png') })
    await press(page, 'Escape')
    await page.evaluate(`document.activeElement?.blur()`)
    const { caseNo } = await desk.rpc.call<CaptureCase>('cases.create', { kind: 'damaged', buyerNick: '云间客_88', orderNo: '2026112000088835', waybill: 'YT7788990011223', note: '杯子碎了三个' })
    await page.getByTestId('queue-list').getByRole('option').filter({ hasText: '云间客_88' }).click()
    await expect(page.getByTestId('pane-case')).toHaveAttribute('aria-label', caseNo)
    await desk.pictureOf('capture-zh')
    await page.getByTestId('status-bar').getByText('中 / EN').click()
    await press(page, 'Control+,')
    await expect(settings).toContainText('Region screenshot')
    await page.evaluate(`window.workstation.setTheme('dark')`)
    await expect.poll(() => page.evaluate(`document.documentElement.dataset.theme`)).toBe('dark')
    expect(await violations(page)).toEqual([])
    await page.screenshot({ path: join(resultsDir, 'capture-settings-en-dark.png') })
    await press(page, 'Escape')
    // beside the chat client: one column, and the button is there
    await resize(desk.launched.app, page, 700, 900)
    await press(page, 'g', 'p')
    await expect(page.getByTestId('photos-capture')).toBeVisible()
    expect(await overflowing(page)).toEqual([])
    await page.screenshot({ path: join(resultsDir, 'capture-sidecar-en-dark.png') })
    await page.getByTestId('photos-capture').click()
    await desk.covered()
    await desk.desktop.press('Escape')
    await expect.poll(desk.covers).toBe(0)
    await expect.poll(() => page.evaluate('[innerWidth, innerHeight].join()')).toBe('700,900')
    await resize(desk.launched.app, page, 1366, 768)
    await desk.begin()
    await expect(desk.region.getByTestId('region-hint')).toContainText('Drag over what you want')
    await desk.desktop.point(1200, 300)
    await desk.region.screenshot({ path: join(resultsDir, 'capture-hint-en.png') })
    await desk.desktop.drag([1100, 120], [1500, 370])
    await expect(desk.region.getByTestId('region-bar')).toContainText('Copy only')
    expect(await violations(desk.region)).toEqual([])
    await desk.region.screenshot({ path: join(resultsDir, 'capture-region-en.png') })
    await desk.desktop.press('Escape')
    await desk.over()
    await page.evaluate(`window.workstation.setTheme('light')`)
    await desk.pictureOf('capture-en')
  })

  test('A2: of two displays with different scale each is taken in its own pixels, and a region lives on one of them', async () => {
    // a virtual screen is one: here it is told as two halves, the left one at 200 %, and each half is given its own picture
    await desk.launched.app.evaluate(({ screen, desktopCapturer, BrowserWindow }) => {
      const real = screen.getPrimaryDisplay()
      const half = (id: number, x: number, scaleFactor: number): Electron.Display => ({ ...real, id, scaleFactor, bounds: { x, y: 0, width: 960, height: 1080 } })
      const displays = [half(901, 0, 2), half(902, 960, 1)]
      const take = desktopCapturer.getSources.bind(desktopCapturer)
      screen.getAllDisplays = () => displays
      screen.getDisplayNearestPoint = ({ x }) => displays[x < 960 ? 0 : 1] ?? real
      desktopCapturer.getSources = async ({ thumbnailSize }) => {
        const [whole] = await take({ types: ['screen'], thumbnailSize: { width: 1920, height: 1080 } })
        if (whole === undefined) return []
        return displays.map((one) => ({ ...whole, display_id: String(one.id), thumbnail: whole.thumbnail.crop(one.bounds).resize({ ...thumbnailSize }) }))
      }
      // the window manager knows one screen and would spread both windows over it
      BrowserWindow.prototype.setFullScreen = () => undefined
    })
    await desk.desktop.point(300, 300)
    await desk.desktop.other.activate()
    await desk.desktop.press(KEY)
    await expect.poll(desk.covers).toBe(2)
    const pagesOver = (): Page[] => desk.launched.app.windows().filter((one) => one.url().endsWith('/region.html'))
    // the program knows its windows before the test knows their pages
    await expect.poll(() => pagesOver().length, { timeout: 30_000 }).toBe(2)
    const pages = pagesOver()
    const places = await Promise.all(pages.map((one) => one.evaluate<number>('screenX')))
    const [left, right] = [pages[places[0] === Math.min(...places) ? 0 : 1], pages[places[0] === Math.min(...places) ? 1 : 0]]
    if (left === undefined || right === undefined) throw new Error('two pages were expected')
    for (const one of [left, right]) await expect(one.getByTestId('region-hint')).toBeVisible()
    await expect.poll(() => left.evaluate('document.hasFocus()')).toBe(true)
    await desk.desktop.press('ctrl+a')
    await expect(left.getByTestId('region-size')).toHaveText('1920 × 2160 pixels')
    await desk.desktop.drag([1100, 600], [1300, 700])
    await expect(right.getByTestId('region-frame')).toHaveCount(1)
    await expect(left.getByTestId('region-frame')).toHaveCount(0)
    await desk.desktop.press('ctrl+a')
    await expect(right.getByTestId('region-size')).toHaveText('960 × 1080 pixels')
    await desk.desktop.press('ctrl+c')
    await desk.over()
    await expect(desk.toast()).toContainText('copied')
    const whole = await pixelsOf((await desk.clipboardPng()) ?? new Uint8Array())
    expect([whole.width, whole.height]).toEqual([960, 1080])
    for (const y of [70, 300, 450]) expect(Buffer.compare(whole.rgb.subarray((y * 960 + 50) * 3, (y * 960 + 650) * 3), desk.pattern.pixels(1010, y, 600, 1))).toBe(0)
  })
})
