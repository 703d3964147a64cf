import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { launchApp, resultsDir, temporaryFolder, type LaunchedApp } from './support/app'
import { focusedId, press } from './support/desk'
import { startDesktop, type Desktop } from './support/desktop'
import { overflowing, violations } from './support/looks'
import { pageRpc, type PageRpc } from './support/rpc'

/**
 * T3: the floating replies in a real window under a real window manager, over another program. Keys come from outside, as the keyboard
 * sends them, and go wherever the focus is.
 */

interface CaseFacts {
  readonly id: string
  readonly caseNo: string
  readonly timeline: readonly { readonly type: string; readonly text: string | null; readonly data: { readonly templateId?: string; readonly pastedInto?: string } }[]
}

const CHAT = '千牛工作台 - 张三'
const OPEN = 'ctrl+alt+space'
/** the delay after which the former clipboard comes back, as set here */
const BACK_MS = 500

test.describe.configure({ mode: 'serial' })
test.describe('the floating replies', () => {
  let desktop: Desktop
  let launched: LaunchedApp
  let page: Page
  let float: Page
  let rpc: PageRpc
  let home: string
  let damaged: CaseFacts
  let stalled: CaseFacts

  const clipboard = (): Promise<string> => page.evaluate('window.workstation.readClipboardText()')
  const put = (text: string): Promise<void> => page.evaluate(`window.workstation.writeClipboardText(${JSON.stringify(text)})`)
  const look = (id: string): Promise<CaseFacts> => rpc.call('cases.get', { id })
  const copies = async (id: string): Promise<CaseFacts['timeline']> => (await look(id)).timeline.filter((event) => event.type === 'reply-copied')
  const shown = (): Promise<boolean> => launched.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().some((one) => one.webContents.getURL().endsWith('/float.html') && one.isVisible()))
  const bounds = (): Promise<{ x: number; y: number; width: number; height: number } | undefined> =>
    launched.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().find((one) => one.webContents.getURL().endsWith('/float.html'))?.getBounds())
  const shot = (name: string): Promise<Buffer> => float.screenshot({ path: join(resultsDir, `float-${name}.png`) })
  const first = () => float.getByTestId('float-list').locator('[aria-selected="true"]')

  /** Opens it over the chat by the global shortcut. */
  async function open(): Promise<void> {
    await desktop.other.activate()
    await desktop.press(OPEN)
    await expect.poll(desktop.focused).toBe('话术浮窗')
    float = launched.app.windows().find((one) => one.url().endsWith('/float.html')) ?? (await launched.app.waitForEvent('window', (one) => one.url().endsWith('/float.html')))
    await expect.poll(() => focusedId(float)).toBe('float-search')
    await expect(float.getByTestId('float-aim')).toBeVisible()
  }
  /** Types what finds a template, and waits until it is marked. */
  async function find(keys: string, title: string): Promise<void> {
    await desktop.type(keys)
    await expect(first()).toContainText(title)
  }
  async function closed(): Promise<void> {
    await expect.poll(shown).toBe(false)
    await expect.poll(desktop.focused).toBe(CHAT)
  }
  /** Goes to the queue's row of a case by key. */
  async function openCase(of: CaseFacts): Promise<void> {
    await press(page, 'g', 'q')
    await expect.poll(() => focusedId(page)).toBe('queue-list')
    await press(page, 'Home')
    for (let row = 0; row < 4; row += 1) {
      if ((await page.getByTestId('pane-case').getAttribute('aria-label')) === of.caseNo) break
      await press(page, 'j')
      await page.waitForFunction('document.querySelector(\'[data-testid="pane-case"]\').getAttribute("aria-label") !== ""')
    }
    await expect(page.getByTestId('pane-case')).toHaveAttribute('aria-label', of.caseNo)
  }

  test.beforeAll(async () => {
    test.setTimeout(120_000)
    await mkdir(resultsDir, { recursive: true })
    desktop = await startDesktop(CHAT)
    home = await temporaryFolder('float')
    launched = await launchApp({ locale: 'zh-CN', theme: 'light', userData: join(home, 'user'), env: { TZ: 'Asia/Shanghai' } })
    page = launched.page
    const founding = await pageRpc(page)
    await founding.call('session.setUp', { dataDir: join(home, 'data'), shop: { name: '云间旗舰店', platform: 'taobao' }, staff: { name: '张敏' } })
    stalled = await founding.call('cases.create', { kind: 'tracking-inquiry', buyerNick: '快快到_66', orderNo: '2026112000099932', waybill: 'YT7788990011223', note: '物流三天没动了' })
    damaged = await founding.call('cases.create', { kind: 'damaged', buyerNick: '张三', orderNo: '2026112000088821', waybill: 'SF1204880147', note: '箱子压扁了，里面杯子碎了两个' })
    await page.reload()
    await page.getByTestId('template-list').waitFor({ timeout: 30_000 })
    rpc = await pageRpc(page)
    await page.evaluate(`window.workstation.setFloat({ restoreAfterMs: ${BACK_MS} })`)
    await openCase(damaged)
    await expect.poll(() => page.evaluate('window.workstation.getFloat().then((state) => state.registered)'), { timeout: 20_000 }).toBe(true)
  })
  test.afterAll(async () => {
    await launched.close()
    await desktop.end()
    await rm(home, { recursive: true, force: true, maxRetries: 5 })
  })

  test('T3: the shortcut opens it over another program, which it names; it says whose case it is, and the main window stays behind', async () => {
    await open()
    await expect(float.getByTestId('float-aim')).toHaveText(`粘贴到：${CHAT}`)
    await expect(float.getByTestId('float-case')).toContainText('张三 · 订单 2026112000088821')
    expect(await launched.app.evaluate(({ BrowserWindow }) => BrowserWindow.getFocusedWindow()?.webContents.getURL())).toMatch(/float\.html$/)
    expect(await launched.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((one) => one.isAlwaysOnTop()))).toEqual(expect.arrayContaining([true, false]))
    await shot('open')
    await desktop.press(OPEN)
    await closed()
  })

  test('T3: Enter pastes into the window that was named; the former text comes back; nothing is sent; the log says copied', async () => {
    await put('原来的文字')
    await open()
    await find('psqf', '破损·请发外箱照片')
    await desktop.press('Return')
    await expect.poll(() => desktop.other.text()).toContain('外箱整体')
    await closed()
    expect(desktop.other.enters()).toBe(0)
    await expect.poll(clipboard).toBe('原来的文字')
    await expect.poll(async () => (await copies(damaged.id)).length).toBe(1)
    const [event] = await copies(damaged.id)
    expect(event?.text).toBe(desktop.other.text())
    expect(event?.data.pastedInto).toBe(CHAT)
    await expect(page.getByTestId('pane-case')).toContainText(`张敏 复制话术，粘贴到“${CHAT}”`)
    await expect(page.getByTestId('pane-case')).not.toContainText('已发送')
  })
})
