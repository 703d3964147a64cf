import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, type Locator, type Page } from '@playwright/test'
import { askMain, launchApp, resultsDir, temporaryFolder, type LaunchedApp } from './app'
import { startDesktop, type Desktop } from './desktop'
import { showPattern, type Pattern } from './desktop/pattern'
import { picture } from './looks'
import { pixelsOf } from './pixels'
import { pageRpc, type PageRpc } from './rpc'

/**
 * A screen with a chat program on it, a picture of which every pixel is known, and the workstation behind them (A2). Keys and pointer come
 * from outside, as a person's do. What is waited for is asked of the program itself: on a busy machine the word of it comes late.
 */

export interface Filed {
  readonly linkId: string
  readonly sha256: string
  readonly slot: string | null
  readonly archivedAs: string
  readonly originalName: string | null
}
export interface CaptureCase {
  readonly id: string
  readonly caseNo: string
  readonly buyerNick: string
  readonly photos: readonly Filed[]
}

export const CHAT = '千牛工作台 - 张三'
export const KEY = 'ctrl+alt+s'
const PATTERN = [1000, 60, 700, 400] as const
const TITLES = ['区域截图', 'Region screenshot']
/** Windows, focus and pictures of a machine on which everything else runs as well. */
const BUSY = { timeout: 30_000 }

/** Keeps every notice on screen, as a pointer that lies on it does: how long the steps of a test take must not decide what it sees. */
const HOLD_NOTICES = `(() => {
  const hold = () => { for (const one of document.querySelectorAll('[data-testid="toast"]')) one.dispatchEvent(new PointerEvent('pointerenter')) }
  new MutationObserver(hold).observe(document.body, { childList: true, subtree: true })
  hold()
})()`

export interface CaptureDesk {
  readonly desktop: Desktop
  readonly launched: LaunchedApp
  readonly page: Page
  readonly rpc: PageRpc
  /** Holds `data/`. */
  readonly home: string
  /** The one case that there is. */
  readonly damaged: CaptureCase
  /** The page over the screen. */
  readonly region: Page
  readonly pattern: Pattern
  look(id: string): Promise<CaptureCase>
  inbox(): Promise<readonly Filed[]>
  filedAltogether(): Promise<number>
  /** Windows that cover the screen now. */
  covers(): Promise<number>
  /** Notices of the main window. */
  toast(): Locator
  /** Puts away those of the step before. */
  noNotices(): Promise<void>
  put(text: string): Promise<void>
  clipboardPng(): Promise<Uint8Array | null>
  archived(photo: Filed): Promise<Uint8Array>
  /** The picture shows this part of the pattern, to the pixel. */
  expectPattern(png: Uint8Array | null, x: number, y: number, width: number, height: number): Promise<void>
  /** A page over the screen is there and has the keys. */
  covered(): Promise<void>
  /** Begins over the chat by the global shortcut. */
  begin(): Promise<void>
  /** Nothing covers the screen any more and the chat has the focus again. */
  over(): Promise<void>
  draw(x: number, y: number, width: number, height: number): Promise<void>
  /** For the manual: a part of the chat is chosen. */
  pictureOf(name: string): Promise<void>
  /** Ends what was begun; a window manager that is left behind would stand in the way of the second try. */
  end(): Promise<void>
}

async function started(label: string, ends: (() => Promise<void>)[]): Promise<CaptureDesk> {
  await mkdir(resultsDir, { recursive: true })
  const desktop = await startDesktop(CHAT)
  ends.push(() => desktop.end())
  const home = await temporaryFolder(label)
  ends.push(() => rm(home, { recursive: true, force: true, maxRetries: 5 }))
  const launched = await launchApp({ locale: 'zh-CN', theme: 'light', userData: join(home, 'user'), env: { TZ: 'Asia/Shanghai' } })
  ends.push(() => launched.close())
  const { page, app } = launched
  const founding = await pageRpc(page)
  await founding.call('session.setUp', { dataDir: join(home, 'data'), shop: { name: '云间旗舰店', platform: 'taobao' }, staff: { name: '张敏' } })
  const damaged = await founding.call<CaptureCase>('cases.create', { kind: 'damaged', buyerNick: '张三', orderNo: '2026112000088821', waybill: 'SF1204880147', note: '箱子压扁了' })
  await page.reload()
  await page.getByTestId('template-list').waitFor({ timeout: 60_000 })
  await page.evaluate(HOLD_NOTICES)
  const rpc = await pageRpc(page)
  await expect.poll(() => page.evaluate('window.workstation.getCapture().then((state) => state.registered)'), BUSY).toBe(true)
  let pattern = await showPattern(...PATTERN)
  ends.push(() => pattern.end())
  let region = page

  const look = (id: string): Promise<CaptureCase> => rpc.call('cases.get', { id })
  const inbox = (): Promise<readonly Filed[]> => rpc.call<{ rows: readonly Filed[] }>('photos.list', { inbox: true, limit: 50 }).then(({ rows }) => rows)
  const toast = (): Locator => page.getByTestId('toast')
  const covers = (): Promise<number> => askMain(() => app.evaluate(({ BrowserWindow }, titles) => BrowserWindow.getAllWindows().filter((one) => titles.includes(one.getTitle())).length, TITLES))
  const windowsNow = (): Promise<unknown> =>
    askMain(() =>
      app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((one) => ({ title: one.getTitle(), visible: one.isVisible(), focused: one.isFocused(), whole: one.isFullScreen(), url: one.webContents.getURL() }))),
    )
  async function covered(): Promise<void> {
    await expect(async () => {
      const focus = await desktop.focused()
      expect(TITLES, `what is there: ${JSON.stringify(await windowsNow())}`).toContain(focus)
    }).toPass(BUSY)
    // the window manager says so a moment before the window itself has the keyboard
    await expect.poll(() => askMain(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getFocusedWindow()?.webContents.getURL() ?? '')), BUSY).toMatch(/region\.html$/)
    const pageOver = (): Page | undefined => app.windows().find((one) => !one.isClosed() && one.url().endsWith('/region.html'))
    await expect.poll(() => pageOver() !== undefined, BUSY).toBe(true)
    region = pageOver() ?? page
    await expect(region.getByTestId('region-hint')).toBeVisible(BUSY)
  }
  async function begin(): Promise<void> {
    await desktop.other.activate()
    await desktop.press(KEY)
    await expect.poll(covers, BUSY).toBeGreaterThan(0)
    await covered()
  }
  async function over(): Promise<void> {
    await expect.poll(covers, BUSY).toBe(0)
    await expect.poll(desktop.focused, BUSY).toBe(CHAT)
    // the page of a window that is gone may be told as gone a moment later
    await expect.poll(() => app.windows().filter((one) => one.url().endsWith('/region.html')).length, BUSY).toBe(0)
  }

  return {
    desktop, launched, page, rpc, home, damaged, look, inbox, covers, toast, covered, begin, over,
    get region() {
      return region
    },
    get pattern() {
      return pattern
    },
    filedAltogether: async () => (await inbox()).length + (await look(damaged.id)).photos.length,
    noNotices: () =>
      expect(async () => {
        if ((await toast().count()) > 0) await toast().first().getByRole('button', { name: /^(关掉提示|Dismiss)$/ }).click({ timeout: 1000 })
        expect(await toast().count()).toBe(0)
      }).toPass(BUSY),
    put: (text) => page.evaluate(`window.workstation.writeClipboardText(${JSON.stringify(text)})`),
    async clipboardPng() {
      const bytes = await page.evaluate<number[] | null>(`window.workstation.readClipboardImage().then((png) => (png === null ? null : [...png]))`)
      return bytes === null ? null : Uint8Array.from(bytes)
    },
    archived: (photo) => readFile(join(home, 'data', photo.archivedAs)),
    async expectPattern(png, x, y, width, height) {
      expect(png).not.toBeNull()
      const found = await pixelsOf(png ?? new Uint8Array())
      expect([found.width, found.height]).toEqual([width, height])
      const same = Buffer.compare(found.rgb, pattern.pixels(x, y, width, height)) === 0
      // for whoever wants to know what stood there instead
      if (!same) await writeFile(join(resultsDir, 'capture-other-pixels.png'), png ?? new Uint8Array())
      expect(same).toBe(true)
    },
    async draw(x, y, width, height) {
      await desktop.drag([x, y], [x + width, y + height])
      await expect(region.getByTestId('region-size')).toHaveText(`${width} × ${height} 像素`, BUSY)
    },
    async pictureOf(name) {
      await pattern.end()
      await desktop.other.clear()
      await desktop.type('2026112000088835  YT7788990011223  3 cups are broken')
      await begin()
      await desktop.drag([70, 630], [560, 860])
      await expect(region.getByTestId('region-bar')).toBeVisible(BUSY)
      await picture(region, name)
      await desktop.press('Escape')
      await over()
      pattern = await showPattern(...PATTERN)
    },
    async end() {
      for (const end of ends.splice(0).reverse()) await end()
    },
  }
}

/** Starts all of it; what was begun is ended again when something does not start. */
export async function captureDesk(label: string): Promise<CaptureDesk> {
  const ends: (() => Promise<void>)[] = []
  try {
    return await started(label, ends)
  } catch (error) {
    for (const end of ends.splice(0).reverse()) await end()
    throw error
  }
}
