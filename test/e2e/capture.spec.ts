import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { launchApp, resultsDir, temporaryFolder, type LaunchedApp } from './support/app'
import { press } from './support/desk'
import { startDesktop, type Desktop } from './support/desktop'
import { showPattern, type Pattern } from './support/desktop/pattern'
import { overflowing, picture, resize, violations } from './support/looks'
import { pixelsOf } from './support/pixels'
import { pageRpc, type PageRpc } from './support/rpc'

/**
 * A2: a region of a real (virtual) screen, taken by the global shortcut while another program has the focus. The picture on the screen is
 * known to the pixel, keys and pointer come from outside.
 */

interface Filed {
  readonly linkId: string
  readonly sha256: string
  readonly slot: string | null
  readonly archivedAs: string
  readonly originalName: string | null
}
interface CaseFacts {
  readonly id: string
  readonly caseNo: string
  readonly buyerNick: string
  readonly photos: readonly Filed[]
}

const CHAT = '千牛工作台 - 张三'
const KEY = 'ctrl+alt+s'
const PATTERN = [1000, 60, 700, 400] as const
const TITLES = ['区域截图', 'Region screenshot']

test.describe.configure({ mode: 'serial' })
test.describe('the region screenshot', () => {
  let desktop: Desktop
  let launched: LaunchedApp
  let page: Page
  let region: Page
  let rpc: PageRpc
  let home: string
  let damaged: CaseFacts
  let pattern: Pattern
  const ends: (() => Promise<void>)[] = []

  const look = (id: string): Promise<CaseFacts> => rpc.call('cases.get', { id })
  const inbox = (): Promise<readonly Filed[]> => rpc.call<{ rows: readonly Filed[] }>('photos.list', { inbox: true, limit: 50 }).then(({ rows }) => rows)
  const filedAltogether = async (): Promise<number> => (await inbox()).length + (await look(damaged.id)).photos.length
  const covers = (): number => launched.app.windows().filter((one) => one.url().endsWith('/region.html')).length
  const put = (text: string): Promise<void> => page.evaluate(`window.workstation.writeClipboardText(${JSON.stringify(text)})`)
  const clipboardPng = async (): Promise<Uint8Array | null> => {
    const bytes = await page.evaluate<number[] | null>(`window.workstation.readClipboardImage().then((png) => (png === null ? null : [...png]))`)
    return bytes === null ? null : Uint8Array.from(bytes)
  }
  const toast = () => page.getByTestId('toast')
  /** Those of the step before are put away, so that what is seen is of this one. */
  const noNotices = (): Promise<void> =>
    expect(async () => {
      // one may go by itself at the moment when it is clicked away
      if ((await toast().count()) > 0) await toast().first().getByRole('button', { name: /^(关掉提示|Dismiss)$/ }).click({ timeout: 1000 })
      expect(await toast().count()).toBe(0)
    }).toPass({ timeout: 20_000 })
  const archived = (photo: Filed): Promise<Uint8Array> => readFile(join(home, 'data', photo.archivedAs))

  /** What is shown there, exactly. */
  async function expectPattern(png: Uint8Array | null, x: number, y: number, width: number, height: number): Promise<void> {
    expect(png).not.toBeNull()
    const found = await pixelsOf(png ?? new Uint8Array())
    expect([found.width, found.height]).toEqual([width, height])
    const same = Buffer.compare(found.rgb, pattern.pixels(x, y, width, height)) === 0
    // for whoever wants to know what stood there instead
    if (!same) await writeFile(join(resultsDir, 'capture-other-pixels.png'), png ?? new Uint8Array())
    expect(same).toBe(true)
  }
  async function covered(): Promise<void> {
    await expect.poll(async () => TITLES.includes(await desktop.focused())).toBe(true)
    // the window manager says so a moment before the window itself has the keyboard
    await expect.poll(() => launched.app.evaluate(({ BrowserWindow }) => BrowserWindow.getFocusedWindow()?.webContents.getURL() ?? '')).toMatch(/region\.html$/)
    region = launched.app.windows().find((one) => one.url().endsWith('/region.html')) ?? (await launched.app.waitForEvent('window', (one) => one.url().endsWith('/region.html')))
    await expect(region.getByTestId('region-hint')).toBeVisible()
  }
  /** Begins over the chat by the global shortcut; pressed again where the one before was still ending, since only one runs at a time. */
  async function begin(): Promise<void> {
    await desktop.other.activate()
    await expect(async () => {
      if (covers() === 0) await desktop.press(KEY)
      await expect.poll(covers, { timeout: 6000 }).toBeGreaterThan(0)
    }).toPass({ timeout: 30_000 })
    await covered()
  }
  /** Nothing covers the screen any more and the chat has the focus again. */
  async function over(): Promise<void> {
    await expect.poll(covers).toBe(0)
    await expect.poll(desktop.focused).toBe(CHAT)
  }
  /** For the manual: a part of the chat is chosen. */
  async function pictureOf(name: string): Promise<void> {
    await pattern.end()
    await desktop.other.clear()
    await desktop.type('2026112000088835  YT7788990011223  3 cups are broken')
    await begin()
    await desktop.drag([70, 630], [560, 860])
    await expect(region.getByTestId('region-bar')).toBeVisible()
    await picture(region, name)
    await desktop.press('Escape')
    await over()
    pattern = await showPattern(...PATTERN)
  }
  async function draw(x: number, y: number, width: number, height: number): Promise<void> {
    await desktop.drag([x, y], [x + width, y + height])
    await expect(region.getByTestId('region-size')).toHaveText(`${width} × ${height} 像素`)
  }

  test.beforeAll(async () => {
    test.setTimeout(120_000)
    await mkdir(resultsDir, { recursive: true })
    desktop = await startDesktop(CHAT)
    ends.push(() => desktop.end())
    home = await temporaryFolder('capture')
    launched = await launchApp({ locale: 'zh-CN', theme: 'light', userData: join(home, 'user'), env: { TZ: 'Asia/Shanghai' } })
    ends.push(() => launched.close())
    page = launched.page
    const founding = await pageRpc(page)
    await founding.call('session.setUp', { dataDir: join(home, 'data'), shop: { name: '云间旗舰店', platform: 'taobao' }, staff: { name: '张敏' } })
    damaged = await founding.call('cases.create', { kind: 'damaged', buyerNick: '张三', orderNo: '2026112000088821', waybill: 'SF1204880147', note: '箱子压扁了' })
    await page.reload()
    await page.getByTestId('template-list').waitFor({ timeout: 30_000 })
    rpc = await pageRpc(page)
    await expect.poll(() => page.evaluate('window.workstation.getCapture().then((state) => state.registered)'), { timeout: 20_000 }).toBe(true)
    pattern = await showPattern(...PATTERN)
    ends.push(() => pattern.end())
  })
  test.afterAll(async () => {
    // only what was begun: a window manager that is left behind would stand in the way of the second try
    for (const end of ends.splice(0).reverse()) await end()
    await rm(home, { recursive: true, force: true, maxRetries: 5 })
  })

  test('A2: without a case the region goes to the inbox, to the pixel, and is on the clipboard too; the chat keeps the focus', async () => {
    await rpc.call('session.state')
    await page.evaluate(`window.workstation.reportCase(null)`)
    const chosen = await page.getByTestId('queue-list').locator('[aria-selected="true"]').count()
    expect(chosen).toBe(0)
    await begin()
    await expect(region.getByTestId('region-hint')).toContainText('进收件箱')
    await draw(1040, 90, 313, 201)
    await region.screenshot({ path: join(resultsDir, 'capture-region-zh.png') })
    await desktop.press('Return')
    await over()
    // first, since it goes by itself
    await expect(toast()).toContainText('已归档 1 张到 收件箱')
    await expect.poll(async () => (await inbox()).length).toBe(1)
    const [photo] = await inbox()
    if (photo === undefined) throw new Error('nothing in the inbox')
    expect(photo.originalName).toMatch(/^屏幕截图 \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d\.png$/)
    expect(photo.archivedAs).toMatch(/\/未归属\/[^/]+\.png$/)
    await expectPattern(await archived(photo), 1040, 90, 313, 201)
    await expectPattern(await clipboardPng(), 1040, 90, 313, 201)
  })

  test('A2: with a case open one key copies, files under the right name and fills the next evidence box; undo takes it back', async () => {
    await page.getByTestId('queue-list').getByRole('option').filter({ hasText: '张三' }).click()
    await expect(page.getByTestId('pane-case')).toHaveAttribute('aria-label', damaged.caseNo)
    await noNotices()
    await begin()
    await expect(region.getByTestId('region-hint')).toContainText(`归到 ${damaged.caseNo} · 张三 · `)
    await draw(1100, 120, 400, 250)
    await desktop.press('Return')
    await over()
    // the pointer on it stops its clock
    await toast().hover()
    await expect(toast()).toContainText(`已归档到 ${damaged.caseNo}`)
    await expect.poll(async () => (await look(damaged.id)).photos.length).toBe(1)
    const [photo] = (await look(damaged.id)).photos
    if (photo === undefined) throw new Error('nothing on the case')
    expect(photo.slot).not.toBeNull()
    expect(photo.archivedAs).toMatch(/^售后问题图片\/\d{4}-\d\d\/张三\/张三_\d{4}-\d\d-\d\d_1\.png$/)
    await expectPattern(await archived(photo), 1100, 120, 400, 250)
    await expectPattern(await clipboardPng(), 1100, 120, 400, 250)
    await expect(toast().locator('img')).toHaveAttribute('src', `photo://thumb/${photo.sha256}`)
    await page.screenshot({ path: join(resultsDir, 'capture-filed.png') })
    await toast().getByRole('button', { name: '撤销' }).click()
    await expect.poll(async () => (await look(damaged.id)).photos.length).toBe(0)
  })

  test('A2: Esc, the shortcut again and a window that is closed file nothing and copy nothing; the right button begins anew', async () => {
    await put('原来的文字')
    const before = await filedAltogether()
    await begin()
    await draw(1100, 120, 200, 100)
    await desktop.click(1150, 150, 3)
    await expect(region.getByTestId('region-frame')).toHaveCount(0)
    await desktop.press('Return')
    await expect(region.getByTestId('region-hint')).toContainText('先拖出一个区域')
    await desktop.press('Escape')
    await over()
    await begin()
    await draw(1100, 120, 200, 100)
    await desktop.press(KEY)
    await over()
    await begin()
    await launched.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().find((one) => one.webContents.getURL().endsWith('/region.html'))?.close())
    await over()
    expect(await filedAltogether()).toBe(before)
    expect(await page.evaluate('window.workstation.readClipboardText()')).toBe('原来的文字')
  })

  test('A2: a page over the screen that crashes and a display that goes away end it in words, and nothing stays covered', async () => {
    const before = await filedAltogether()
    await begin()
    await launched.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().find((one) => one.webContents.getURL().endsWith('/region.html'))?.webContents.forcefullyCrashRenderer())
    await over()
    await expect(toast().filter({ hasText: '选择区域的窗口出错' })).toBeVisible()
    await begin()
    await launched.app.evaluate(({ screen }) => void (screen as unknown as NodeJS.EventEmitter).emit('display-removed', {}, screen.getPrimaryDisplay()))
    await over()
    await expect(toast().filter({ hasText: '显示器有变化' })).toBeVisible()
    expect(await filedAltogether()).toBe(before)
    await noNotices()
  })

  test('A2: arrows move and resize by the pixel, handles by the pointer; Ctrl+C copies and files nothing', async () => {
    const before = await filedAltogether()
    await begin()
    await draw(1100, 120, 200, 100)
    await desktop.press('Right', 'Right', 'Down', 'shift+Left', 'shift+Down', 'ctrl+Left')
    await expect(region.getByTestId('region-size')).toHaveText('199 × 101 像素')
    await desktop.drag([1092, 121], [1072, 111])
    await expect(region.getByTestId('region-size')).toHaveText('219 × 111 像素')
    expect(await violations(region)).toEqual([])
    await desktop.press('ctrl+c')
    await over()
    await expect(toast()).toContainText('截图已复制到剪贴板')
    await expectPattern(await clipboardPng(), 1072, 111, 219, 111)
    expect(await filedAltogether()).toBe(before)
  })

  test('A2: begun from the window, that steps aside and what lies behind is taken, by keys alone', async () => {
    await pattern.put('lower')
    await page.bringToFront()
    await page.getByTestId('pane-photos').click()
    await press(page, 'Shift+X')
    await covered()
    await desktop.press('space')
    await expect(region.getByTestId('region-size')).toHaveText('960 × 540 像素')
    await desktop.press('ctrl+a')
    await expect(region.getByTestId('region-size')).toHaveText('1920 × 1080 像素')
    await desktop.press('Return')
    await expect.poll(covers).toBe(0)
    await expect.poll(async () => (await look(damaged.id)).photos.length).toBe(1)
    const [photo] = (await look(damaged.id)).photos
    if (photo === undefined) throw new Error('nothing on the case')
    const whole = await pixelsOf(await archived(photo))
    const row = (y: number): Uint8Array => whole.rgb.subarray((y * whole.width + 1010) * 3, (y * whole.width + 1010 + 600) * 3)
    for (const y of [61, 200, 455]) expect(Buffer.compare(row(y), pattern.pixels(1010, y, 600, 1))).toBe(0)
    // it is back, in front and where it was
    await expect.poll(() => launched.app.evaluate(({ BrowserWindow }) => BrowserWindow.getFocusedWindow()?.webContents.getURL() ?? '')).toMatch(/index\.html$/)
    await pattern.put('lift')
  })

  test('A2, R2: when it cannot be filed the picture stays on the clipboard, the words say so, and trying again files it', async () => {
    await noNotices()
    const folder = join(home, 'data', '售后问题图片')
    await rename(folder, `${folder}-away`)
    await writeFile(folder, '')
    await begin()
    await draw(1200, 100, 150, 90)
    await desktop.press('Return')
    await over()
    await expect(toast().filter({ hasText: '截图还在剪贴板里' })).toContainText('截图没有归档：')
    await expectPattern(await clipboardPng(), 1200, 100, 150, 90)
    await page.screenshot({ path: join(resultsDir, 'capture-not-filed.png') })
    await rm(folder)
    await rename(`${folder}-away`, folder)
    await toast().getByRole('button', { name: '重试' }).click()
    await expect.poll(async () => (await look(damaged.id)).photos.length).toBe(2)
  })

  test('A2: a system that gives no picture, or lets no program take one, is said in words; nothing covers the screen', async () => {
    const before = await filedAltogether()
    await launched.app.evaluate(({ desktopCapturer }) => {
      const real = desktopCapturer.getSources
      desktopCapturer.getSources = () => {
        desktopCapturer.getSources = real
        return Promise.resolve([])
      }
    })
    await desktop.other.activate()
    await desktop.press(KEY)
    await expect(toast().filter({ hasText: '没有截到屏幕' })).toBeVisible()
    await over()
    await launched.app.evaluate(() => void (process.env['XDG_SESSION_TYPE'] = 'wayland'))
    await desktop.press(KEY)
    await expect(toast().filter({ hasText: 'Wayland' })).toContainText('按 P')
    await over()
    await launched.app.evaluate(() => void (process.env['XDG_SESSION_TYPE'] = 'x11'))
    expect(await filedAltogether()).toBe(before)
  })

  test('R3, A2: while the window is locked nothing is filed, and the picture is on the clipboard', async () => {
    const { staff } = await rpc.call<{ staff: readonly { id: string }[] }>('session.signOut')
    await page.evaluate(`document.activeElement?.blur()`)
    await press(page, 'Control+Alt+l')
    await expect(page.getByTestId('sign-in')).toBeVisible()
    await begin()
    await expect(region.getByTestId('region-hint')).toContainText('未登录：只复制')
    await draw(1200, 100, 160, 80)
    await desktop.press('Return')
    await over()
    await expect(toast().filter({ hasText: '截图没有归档' })).toBeVisible()
    await expectPattern(await clipboardPng(), 1200, 100, 160, 80)
    await page.bringToFront()
    await press(page, 'Enter')
    await expect(page.getByTestId('pane-queue')).toBeVisible()
    await rpc.call('session.signIn', { staffId: staff[0]?.id })
    expect((await look(damaged.id)).photos.length).toBe(2)
  })

  test('R5, A2: the page over the screen has a policy, no node, no other bridge and no way out; a rectangle outside the picture is refused', async () => {
    await begin()
    expect(await region.evaluate(`fetch('/region.html').then((answer) => answer.headers.get('content-security-policy'))`)).toContain("default-src 'none'")
    expect(await region.evaluate(`[typeof require, typeof process, typeof window.workstation, typeof window.region].join()`)).toBe('undefined,undefined,undefined,object')
    const preferences = await launched.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().filter((one) => one.webContents.getURL().endsWith('/region.html')).map((one) => {
        const { sandbox, contextIsolation, nodeIntegration, webviewTag } = (one.webContents as unknown as { getLastWebPreferences(): Electron.WebPreferences }).getLastWebPreferences()
        return [sandbox, contextIsolation, nodeIntegration, webviewTag]
      }),
    )
    expect(preferences).toEqual([[true, true, false, false]])
    expect(await region.evaluate('window.open("https://example.com/") === null')).toBe(true)
    const refused = (call: string): Promise<string> => region.evaluate(`window.region.${call}.then(() => 'answered', (error) => error.message)`)
    for (const bad of ['{ x: 0, y: 0, width: 99999, height: 10 }', '{ x: -1, y: 0, width: 5, height: 5 }', '{ x: 0, y: 0, width: 0, height: 5 }', '{ x: 0.5, y: 0, width: 5, height: 5 }', 'null']) expect(await refused(`take(${bad}, 'file')`), bad).toContain('bad-argument')
    expect(await refused(`take({ x: 0, y: 0, width: 5, height: 5 }, 'send')`)).toContain('bad-argument')
    await desktop.press('Escape')
    await over()
  })

  test('U3, A2: settings and covered screen in both languages; the keys of both global shortcuts cannot be the same', async () => {
    await noNotices()
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
    const { caseNo } = await rpc.call<CaseFacts>('cases.create', { kind: 'damaged', buyerNick: '云间客_88', orderNo: '2026112000088835', waybill: 'YT7788990011223', note: '杯子碎了三个' })
    await page.getByTestId('queue-list').getByRole('option').filter({ hasText: '云间客_88' }).click()
    await expect(page.getByTestId('pane-case')).toHaveAttribute('aria-label', caseNo)
    await pictureOf('capture-zh')
    await page.getByTestId('status-bar').getByText('中 / EN').click()
    await press(page, 'Control+,')
    await expect(settings).toContainText('Region screenshot')
    await page.evaluate(`window.workstation.setTheme('dark')`)
    await expect.poll(() => page.evaluate(`document.documentElement.dataset.theme`)).toBe('dark')
    expect(await violations(page)).toEqual([])
    await page.screenshot({ path: join(resultsDir, 'capture-settings-en-dark.png') })
    await press(page, 'Escape')
    // beside the chat client: one column, and the button is there
    await resize(launched.app, page, 700, 900)
    await press(page, 'g', 'p')
    await expect(page.getByTestId('photos-capture')).toBeVisible()
    expect(await overflowing(page)).toEqual([])
    await page.screenshot({ path: join(resultsDir, 'capture-sidecar-en-dark.png') })
    await page.getByTestId('photos-capture').click()
    await covered()
    await desktop.press('Escape')
    await expect.poll(covers).toBe(0)
    await expect.poll(() => page.evaluate('[innerWidth, innerHeight].join()')).toBe('700,900')
    await resize(launched.app, page, 1366, 768)
    await begin()
    await expect(region.getByTestId('region-hint')).toContainText('Drag over what you want')
    await desktop.point(1200, 300)
    await region.screenshot({ path: join(resultsDir, 'capture-hint-en.png') })
    await desktop.drag([1100, 120], [1500, 370])
    await expect(region.getByTestId('region-bar')).toContainText('Copy only')
    expect(await violations(region)).toEqual([])
    await region.screenshot({ path: join(resultsDir, 'capture-region-en.png') })
    await desktop.press('Escape')
    await over()
    await page.evaluate(`window.workstation.setTheme('light')`)
    await pictureOf('capture-en')
  })

  test('A2: of two displays with different scale each is taken in its own pixels, and a region lives on one of them', async () => {
    // a virtual screen is one: here it is told as two halves, the left one at 200 %, and each half is given its own picture
    await launched.app.evaluate(({ screen, desktopCapturer, BrowserWindow }) => {
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
    await desktop.point(300, 300)
    await desktop.other.activate()
    await desktop.press(KEY)
    await expect.poll(covers).toBe(2)
    const pages = launched.app.windows().filter((one) => one.url().endsWith('/region.html'))
    const places = await Promise.all(pages.map((one) => one.evaluate<number>('screenX')))
    const [left, right] = [pages[places[0] === Math.min(...places) ? 0 : 1], pages[places[0] === Math.min(...places) ? 1 : 0]]
    if (left === undefined || right === undefined) throw new Error('two pages were expected')
    for (const one of [left, right]) await expect(one.getByTestId('region-hint')).toBeVisible()
    await expect.poll(() => left.evaluate('document.hasFocus()')).toBe(true)
    await desktop.press('ctrl+a')
    await expect(left.getByTestId('region-size')).toHaveText('1920 × 2160 pixels')
    await desktop.drag([1100, 600], [1300, 700])
    await expect(right.getByTestId('region-frame')).toHaveCount(1)
    await expect(left.getByTestId('region-frame')).toHaveCount(0)
    await desktop.press('ctrl+a')
    await expect(right.getByTestId('region-size')).toHaveText('960 × 1080 pixels')
    await desktop.press('ctrl+c')
    await over()
    await expect(toast()).toContainText('copied')
    const whole = await pixelsOf((await clipboardPng()) ?? new Uint8Array())
    expect([whole.width, whole.height]).toEqual([960, 1080])
    for (const y of [70, 300, 450]) expect(Buffer.compare(whole.rgb.subarray((y * 960 + 50) * 3, (y * 960 + 650) * 3), pattern.pixels(1010, y, 600, 1))).toBe(0)
  })
})
