import { mkdir, readFile, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { expect, test, type Locator, type Page } from '@playwright/test'
import { launchApp, resultsDir, temporaryFolder, type LaunchedApp } from './support/app'
import { copyPicture, focusedId, press } from './support/desk'
import { startDesktop, type Desktop } from './support/desktop'
import { overflowing, picture, violations } from './support/looks'
import { pageRpc, type PageRpc } from './support/rpc'

/**
 * T3: the floating replies in a real window under a real window manager, over another program. Keys come from outside, as the keyboard
 * sends them, and go wherever the focus is.
 */

interface CaseFacts {
  readonly id: string
  readonly caseNo: string
  readonly buyerNick: string
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
  const ends: (() => Promise<void>)[] = []

  const clipboard = (): Promise<string> => page.evaluate('window.workstation.readClipboardText()')
  const put = (text: string): Promise<void> => page.evaluate(`window.workstation.writeClipboardText(${JSON.stringify(text)})`)
  const look = (id: string): Promise<CaseFacts> => rpc.call('cases.get', { id })
  const copies = async (id: string): Promise<CaseFacts['timeline']> => (await look(id)).timeline.filter((event) => event.type === 'reply-copied')
  const shown = (): Promise<boolean> => launched.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().some((one) => one.webContents.getURL().endsWith('/float.html') && one.isVisible()))
  const bounds = (): Promise<{ x: number; y: number; width: number; height: number } | undefined> =>
    launched.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().find((one) => one.webContents.getURL().endsWith('/float.html'))?.getBounds())
  const shot = (name: string): Promise<Buffer> => float.screenshot({ path: join(resultsDir, `float-${name}.png`) })
  const search = () => float.getByTestId('float-search')
  const blanks = () => float.getByTestId('float-preview').locator('input')
  const first = () => float.getByTestId('float-list').locator('[aria-selected="true"]')

  /** The window has the keyboard: the window manager says so a moment before the window itself has taken it, and keys get lost between. */
  async function inFront(): Promise<void> {
    await expect.poll(desktop.focused).toBe('话术浮窗')
    await expect.poll(() => launched.app.evaluate(({ BrowserWindow }) => BrowserWindow.getFocusedWindow()?.webContents.getURL() ?? '')).toMatch(/float\.html$/)
  }
  /** Opens it over the chat by the global shortcut. */
  async function openAny(): Promise<void> {
    await desktop.other.activate()
    await desktop.press(OPEN)
    await inFront()
    float = launched.app.windows().find((one) => one.url().endsWith('/float.html')) ?? (await launched.app.waitForEvent('window', (one) => one.url().endsWith('/float.html')))
  }
  /** The same for somebody who is signed in: the search has the focus. */
  async function open(): Promise<void> {
    await openAny()
    await expect.poll(() => focusedId(float)).toBe('float-search')
    await expect(float.getByTestId('float-aim')).toBeVisible()
  }
  /** Types into a field that has the focus, from outside, until exactly that stands in it: a busy machine may lose a key on its way. */
  async function type(field: Locator, text: string): Promise<void> {
    await expect(field).toBeFocused()
    await expect(async () => {
      if ((await field.inputValue()) !== '') await field.fill('')
      await inFront()
      await desktop.type(text)
      await expect(field).toHaveValue(text, { timeout: 3000 })
    }).toPass({ timeout: 30_000 })
  }
  /** Types what finds a template, and waits until it is marked. */
  async function find(keys: string, title: string): Promise<void> {
    await type(search(), keys)
    await expect(first()).toContainText(title)
  }
  async function closed(): Promise<void> {
    await expect.poll(shown).toBe(false)
    await expect.poll(desktop.focused).toBe(CHAT)
  }
  /** Shows a case in the main window, as a click on its row does. */
  async function openCase(of: CaseFacts): Promise<void> {
    await page.getByTestId('queue-list').getByRole('option').filter({ hasText: of.buyerNick }).click()
    await expect(page.getByTestId('pane-case')).toHaveAttribute('aria-label', of.caseNo)
  }

  test.beforeAll(async () => {
    test.setTimeout(120_000)
    await mkdir(resultsDir, { recursive: true })
    desktop = await startDesktop(CHAT)
    ends.push(() => desktop.end())
    home = await temporaryFolder('float')
    launched = await launchApp({ locale: 'zh-CN', theme: 'light', userData: join(home, 'user'), env: { TZ: 'Asia/Shanghai' } })
    ends.push(() => launched.close())
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
    // only what was begun: a window manager that is left behind would stand in the way of the second try
    for (const end of ends.splice(0).reverse()) await end()
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

  /** Files of the file manager; Electron 33 writes any format, that of 45 not. */
  const copyFiles = (): Promise<void> => launched.app.evaluate(({ clipboard }) => {
    const board = clipboard as unknown as { writeBuffer(format: string, bytes: Buffer): void }
    board.writeBuffer('text/uri-list', Buffer.from('file:///tmp/a.txt\r\n'))
  })
  const clipboardKind = (): Promise<string[]> => launched.app.evaluate(({ clipboard }) => (clipboard as unknown as { availableFormats(): string[] }).availableFormats())
  /** The picture on the clipboard as its bytes in words; '' when there is none. */
  const pictureThere = (): Promise<string> => page.evaluate(`window.workstation.readClipboardImage().then((png) => (png === null ? '' : [...png].join()))`)

  test('T3: a picture that was on the clipboard comes back whole', async () => {
    await copyPicture(page, 7)
    await expect.poll(pictureThere).not.toBe('')
    const before = await pictureThere()
    await desktop.other.clear()
    await open()
    await find('psqf', '破损·请发外箱照片')
    await desktop.press('Return')
    await expect.poll(() => desktop.other.text()).toContain('外箱整体')
    await expect.poll(pictureThere).toBe(before)
    expect(desktop.other.enters()).toBe(0)
  })

  test('T3, T5: a reply with a picture: its words, then the window comes back and Enter takes the picture; the former clipboard comes back, both are logged', async () => {
    const [photo] = await rpc.call<readonly { readonly photo: { readonly sha256: string } | null }[]>('photos.addFiles', { paths: [resolve(import.meta.dirname, '..', 'fixtures', 'photos', 'flower.jpg')], caseId: damaged.id })
    const photoId = photo?.photo?.sha256 ?? ''
    const draft = { group: 'opening', titleZh: '安装示意图', titleEn: 'How to fit it', bodyZh: '安装步骤请看图。', bodyEn: 'Please see the picture.', kinds: [], step: null, tags: [], platforms: [], actions: null, imageId: photoId }
    await rpc.call('templateLibrary.save', { id: null, layer: 'team', draft, basedOn: null })
    const pictures = async (): Promise<number> => (await look(damaged.id)).timeline.filter((event) => event.type === 'picture-copied').length
    const next = () => float.getByTestId('float-picture')
    await put('原来的文字')
    await desktop.other.clear()
    await open()
    await find('azsyt', '安装示意图')
    await expect(float.getByTestId('float-preview').getByTestId('template-picture')).toBeVisible()
    await desktop.press('Return')
    await expect.poll(() => desktop.other.text()).toBe('安装步骤请看图。')
    await inFront()
    await expect(next()).toContainText('还有一张图：安装示意图')
    await expect(next().locator('img')).not.toHaveJSProperty('naturalWidth', 0)
    await expect(float.getByTestId('float-use')).toContainText('粘贴图片')
    expect(await violations(float)).toEqual([])
    await shot('picture')
    await desktop.press('Return')
    await closed()
    await expect.poll(pictures).toBe(1)
    await expect.poll(clipboard).toBe('原来的文字')
    // the other program takes text only: nothing more came, and nothing was sent
    expect([desktop.other.text(), desktop.other.enters()]).toEqual(['安装步骤请看图。', 0])
    // Ctrl+Enter leaves the picture on the clipboard; Esc leaves the picture altogether
    await open()
    await find('azsyt', '安装示意图')
    await desktop.press('Return')
    await expect(next()).toBeVisible()
    await inFront()
    await desktop.press('ctrl+Return')
    await closed()
    await expect.poll(pictures).toBe(2)
    await expect.poll(pictureThere).not.toBe('')
    await open()
    await find('azsyt', '安装示意图')
    await desktop.press('Return')
    await expect(next()).toBeVisible()
    await inFront()
    await desktop.press('Escape')
    await closed()
    await open()
    await expect(next()).toHaveCount(0)
    await desktop.press('Escape')
    await closed()
    expect(await pictures()).toBe(2)
  })

  test('T3: what somebody copies meanwhile is not overwritten', async () => {
    await put('原来的文字')
    await page.evaluate('window.workstation.setFloat({ restoreAfterMs: 2000 })')
    await desktop.other.clear()
    await open()
    await find('psqf', '破损·请发外箱照片')
    await desktop.press('Return')
    await expect.poll(() => desktop.other.text()).toContain('外箱整体')
    await put('后来复制的')
    // the log of the shell says that the time came and what was done
    const settled = (): Promise<string> => readFile(join(launched.userData, 'logs', 'shell.log'), 'utf8')
    await expect.poll(settled).toContain('"taken-over"')
    expect(await clipboard()).toBe('后来复制的')
    await page.evaluate(`window.workstation.setFloat({ restoreAfterMs: ${BACK_MS} })`)
  })

  test('T3: Ctrl+Enter only copies: the reply stays on the clipboard, nothing arrives, the focus goes back', async () => {
    await put('原来的文字')
    await desktop.other.clear()
    const before = (await copies(damaged.id)).length
    await open()
    await find('psqf', '破损·请发外箱照片')
    await desktop.press('ctrl+Return')
    await closed()
    await expect.poll(async () => (await copies(damaged.id)).length).toBe(before + 1)
    const event = (await copies(damaged.id)).find((one) => one.data.pastedInto === undefined)
    expect(event?.text).toContain('外箱整体')
    expect(await clipboard()).toBe(event?.text)
    expect([desktop.other.text(), desktop.other.enters()]).toEqual(['', 0])
  })

  test('T3: with automatic paste turned off Enter only copies, and the window says so beforehand', async () => {
    await rpc.call('preferences.set', { key: 'floatPaste', value: false })
    await open()
    await expect(float.getByTestId('float-aim')).toContainText('只复制：已关闭自动粘贴')
    await find('psqf', '破损·请发外箱照片')
    await desktop.press('Return')
    await closed()
    expect(desktop.other.text()).toBe('')
    await rpc.call('preferences.set', { key: 'floatPaste', value: true })
  })

  test('T3: Esc gives the focus back and copies nothing', async () => {
    await put('原来的文字')
    await open()
    await type(search(), 'psqf')
    await desktop.press('Escape')
    await closed()
    expect(await clipboard()).toBe('原来的文字')
    expect(desktop.other.text()).toBe('')
    await open()
    await expect(float.getByTestId('float-search')).toHaveValue('')
    await desktop.press('Escape')
    await closed()
  })

  test('T1, T3: with something left to fill in nothing is copied; once it is filled, Alt+1 pastes', async () => {
    await put('原来的文字')
    await open()
    await find('psbf', '破损·补发或退款')
    await desktop.press('Return')
    await expect(float.getByTestId('float-refused')).toContainText('还有 2 处没填')
    expect(await clipboard()).toBe('原来的文字')
    expect(await shown()).toBe(true)
    await shot('fill-in')
    await type(blanks().nth(0), 'cup')
    await desktop.press('Return')
    await type(blanks().nth(1), '89')
    // Esc in a field goes one step back, to the search
    await desktop.press('Escape')
    await expect.poll(() => focusedId(float)).toBe('float-search')
    await desktop.press('alt+1')
    await expect.poll(() => desktop.other.text()).toContain('您希望我们补发cup，还是退款89')
    await closed()
    expect(desktop.other.enters()).toBe(0)
  })

  test('T1, T3: a reply over the limit of the channel goes in parts: the window comes back for the next one', async () => {
    await desktop.other.clear()
    await open()
    await find('psbf', '破损·补发或退款')
    await blanks().first().focus()
    await float.keyboard.press('Control+a')
    await float.keyboard.insertText('玻璃杯一只。'.repeat(190))
    await expect(float.getByTestId('template-too-long')).toBeVisible()
    const before = (await copies(damaged.id)).length
    await desktop.press('Return')
    await expect(float.getByTestId('float-notice')).toContainText('已复制第 1 段')
    await inFront()
    await expect.poll(() => desktop.other.text().length).toBeGreaterThan(100)
    const part = desktop.other.text()
    await desktop.press('Return')
    await closed()
    await expect.poll(() => desktop.other.text().length).toBeGreaterThan(part.length)
    await expect.poll(async () => (await copies(damaged.id)).length).toBe(before + 2)
    expect((await copies(damaged.id)).slice(-2).map((event) => event.text).sort()).toEqual([part, desktop.other.text().slice(part.length)].sort())
    expect(desktop.other.enters()).toBe(0)
    await expect.poll(clipboard).toBe('原来的文字')
  })

  test('T6, T3: what no reply may hold is refused in the window: not copied, not pasted, not logged', async () => {
    await expect.poll(clipboard).toBe('原来的文字')
    await desktop.other.clear()
    const before = (await copies(damaged.id)).length
    await open()
    await find('psbf', '破损·补发或退款')
    await blanks().first().focus()
    await float.keyboard.press('Control+a')
    await float.keyboard.insertText('，加微信 cup_88123 再谈')
    await expect(float.getByTestId('template-checks')).toContainText('不能发')
    await desktop.press('Return')
    await expect(float.getByTestId('float-notice')).toContainText('没有复制：这段话不能发')
    await shot('refused')
    expect(await clipboard()).toBe('原来的文字')
    await desktop.press('Escape', 'Escape')
    await closed()
    expect(desktop.other.text()).toBe('')
    expect((await copies(damaged.id)).length).toBe(before)
  })

  test('U2, T3: while an input method composes, Enter, Esc, arrows and Alt+1 are its own', async () => {
    await put('原来的文字')
    await open()
    const devtools = await launched.app.context().newCDPSession(float)
    await devtools.send('Input.imeSetComposition', { text: 'posun', selectionStart: 5, selectionEnd: 5 })
    const key = (name: string, code: string, modifiers = 0): Promise<unknown> => devtools.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: name, code, windowsVirtualKeyCode: 229, modifiers })
    for (const name of ['ArrowDown', 'Enter', 'Escape']) await key(name, name)
    await key('1', 'Digit1', 1)
    expect(await shown()).toBe(true)
    expect(await clipboard()).toBe('原来的文字')
    await devtools.send('Input.insertText', { text: '破损' })
    await expect(float.getByTestId('float-search')).toHaveValue('破损')
    // the list followed: it is of answers, without groups
    await expect(float.getByTestId('float-list').getByRole('option').first()).toContainText('破损')
    await expect(float.getByTestId('float-list')).not.toContainText('开场与安抚')
    await devtools.detach()
    await desktop.press('Escape')
    await closed()
    expect(desktop.other.text()).toBe('')
  })

  test('T3: # switches the case by buyer, order or waybill, or to one opened lately; a case opened in the main window counts again', async () => {
    await openCase(stalled)
    await open()
    await expect(float.getByTestId('float-case')).toContainText('快快到_66')
    await type(search(), '#')
    await expect(float.getByTestId('float-case-list')).toContainText('张三 · 订单 2026112000088821')
    await shot('cases')
    await desktop.press('alt+2')
    await expect(float.getByTestId('float-case')).toContainText('张三')
    await type(search(), '#YT7788990011223')
    await expect(float.getByTestId('float-case-list').getByRole('option')).toHaveCount(1)
    await desktop.press('Return')
    await expect(float.getByTestId('float-case')).toContainText('快快到_66')
    await type(search(), '#88821')
    await expect(float.getByTestId('float-case-list').getByRole('option')).toContainText(['张三'])
    await desktop.press('Return')
    await desktop.press('Escape')
    await closed()
    await open()
    await expect(float.getByTestId('float-case')).toContainText('张三')
    await desktop.press('Escape')
    await closed()
    await openCase(damaged)
    await openCase(stalled)
    await open()
    await expect(float.getByTestId('float-case')).toContainText('快快到_66')
    await desktop.press('Escape')
    await closed()
  })

  test('T3: it opens where it was left, on each screen', async () => {
    const saved = async (): Promise<Record<string, { x: number }>> =>
      (JSON.parse(await readFile(join(launched.userData, 'config.json'), 'utf8')) as { float?: { places?: Record<string, { x: number }> } }).float?.places ?? {}
    // two screens side by side, as the program sees them; the pointer says on which one works
    await launched.app.evaluate(({ screen }) => {
      const [real] = screen.getAllDisplays()
      if (!real) throw new Error('no display')
      const half = (id: number, x: number): Electron.Display => ({ ...real, id, bounds: { ...real.bounds, x, width: 960 }, workArea: { ...real.workArea, x, width: 960 } })
      const displays = [half(71, 0), half(72, 960)]
      const at = (x: number): Electron.Display => displays[x < 960 ? 0 : 1] ?? real
      screen.getAllDisplays = () => displays
      screen.getDisplayMatching = (area) => at(area.x + area.width / 2)
      screen.getDisplayNearestPoint = (point) => at(point.x)
    })
    const openAt = async (x: number): Promise<void> => {
      await desktop.point(x, 500)
      await open()
    }
    await openAt(300)
    await expect.poll(bounds).toMatchObject({ x: 200 })
    await desktop.press('Escape')
    await closed()
    await openAt(1300)
    await expect.poll(bounds).toMatchObject({ x: 1160 })
    await launched.app.evaluate(({ BrowserWindow }) => BrowserWindow.getFocusedWindow()?.setBounds({ x: 1320, y: 40, width: 500, height: 400 }))
    await expect.poll(async () => (await saved())['72']?.x).toBe(1320)
    await desktop.press('Escape')
    await closed()
    await openAt(300)
    await expect.poll(bounds).toMatchObject({ x: 200 })
    await desktop.press('Escape')
    await closed()
    await openAt(1300)
    await expect.poll(bounds).toEqual({ x: 1320, y: 40, width: 500, height: 400 })
    await desktop.press('Escape')
    await closed()
  })

  test('T3: files on the clipboard cannot come back: that is said before, and they are left given up only after a paste', async () => {
    await openCase(damaged)
    await copyFiles()
    await open()
    await expect(float.getByTestId('float-former')).toContainText('粘贴后不会恢复')
    await shot('files')
    await desktop.press('Escape')
    await closed()
    expect(await clipboardKind()).toContain('text/uri-list')
  })

  test('T3: a chat that was closed meanwhile gets nothing; the window says so, and the reply is on the clipboard', async () => {
    await put('原来的文字')
    const before = (await copies(damaged.id)).length
    const last = desktop.other
    await open()
    await find('psqf', '破损·请发外箱照片')
    await last.quit()
    await inFront()
    await desktop.press('Return')
    await expect(float.getByTestId('float-notice')).toContainText(`没有粘贴到“${CHAT}”`)
    expect(await shown()).toBe(true)
    await shot('not-pasted')
    await expect.poll(async () => (await copies(damaged.id)).length).toBe(before + 1)
    expect((await copies(damaged.id)).filter((one) => one.data.pastedInto === undefined).length).toBeGreaterThan(1)
    expect(await clipboard()).toContain('外箱整体')
    await desktop.press('Escape')
    await expect.poll(shown).toBe(false)
    await desktop.restart()
  })

  test('U2, T3: a shortcut that another program holds is refused in words, and another can be chosen', async () => {
    await page.bringToFront()
    await press(page, 'Control+,')
    await expect(page.getByTestId('settings-dialog')).toBeVisible()
    // the window manager of this test holds Ctrl+Alt+P; the key is pressed in the page, as no program gets it from the keyboard then
    await page.getByTestId('float-key').click()
    await press(page, 'a')
    await expect(page.getByTestId('settings-dialog')).toContainText('全局快捷键要带 Ctrl 或 Alt')
    await press(page, 'Control+Alt+p')
    await expect(page.getByTestId('float-key-taken')).toContainText('“Ctrl+Alt+P”被其他程序占用')
    expect(await violations(page)).toEqual([])
    await page.screenshot({ path: join(resultsDir, 'float-settings.png') })
    await page.getByTestId('float-key').click()
    await press(page, 'Control+Alt+k')
    await expect(page.getByTestId('float-key-taken')).toHaveCount(0)
    await press(page, 'Escape')
    await press(page, '?')
    await expect(page.getByTestId('key-sheet').getByTestId('float-key')).toContainText('Ctrl Alt K')
    await page.screenshot({ path: join(resultsDir, 'float-key-sheet.png') })
    await press(page, 'Escape')
    await desktop.other.activate()
    await desktop.press(OPEN)
    expect(await shown()).toBe(false)
    await desktop.press('ctrl+alt+k')
    await inFront()
    await desktop.press('Escape')
    await closed()
    await page.evaluate(`window.workstation.setFloat({ shortcut: 'Ctrl+Alt+Space' })`)
  })

  test('R3, T3: it works in the session of the main window and shows nothing once that is locked', async () => {
    // this test's own connection is a window of the same desk: it leaves first
    const { staff } = await rpc.call<{ staff: readonly { id: string }[] }>('session.signOut')
    await page.evaluate(`document.activeElement?.blur()`)
    await press(page, 'Control+Alt+l')
    await expect(page.getByTestId('sign-in')).toBeVisible()
    await openAny()
    await expect(float.getByTestId('float')).toContainText('主窗口已锁定或未登录')
    expect(await float.getByTestId('float').innerText()).not.toContain('张三')
    expect(await violations(float)).toEqual([])
    await shot('locked')
    await float.getByTestId('float-open-main').click()
    await expect.poll(() => launched.app.evaluate(({ BrowserWindow }) => BrowserWindow.getFocusedWindow()?.webContents.getURL())).toMatch(/index\.html$/)
    await press(page, 'Enter')
    await expect(page.getByTestId('pane-queue')).toBeVisible()
    await rpc.call('session.signIn', { staffId: staff[0]?.id })
    await open()
    await expect(float.getByTestId('float-case')).toContainText('张三')
    await desktop.press('Escape')
    await closed()
  })

  test('U3, T3: in both languages and themes, with long values, without a case and without an answer: readable, nothing too wide, axe finds nothing', async () => {
    const long = await rpc.call<CaseFacts>('cases.create', { kind: 'damaged', buyerNick: '一个名字特别特别长的买家昵称_tb8899001122334455_还没有写完', orderNo: '20261120000888212026112000088821', note: '长' })
    await rpc.call('preferences.set', { key: 'floatPaste', value: true })
    const settle = async (): Promise<void> => {
      await expect(float.getByTestId('float-preview')).toBeVisible()
      expect(await overflowing(float)).toEqual([])
    }
    await openCase(damaged)
    await open()
    await settle()
    expect(await violations(float)).toEqual([])
    await picture(float, 'float-zh')
    await page.evaluate(`window.workstation.setTheme('dark')`)
    await expect.poll(() => float.evaluate('document.documentElement.dataset.theme')).toBe('dark')
    expect(await violations(float, 'colours')).toEqual([])
    await shot('dark')
    await search().focus()
    await type(search(), 'zzzzqq')
    await expect(float.getByTestId('float')).toContainText('没有找到')
    await shot('empty-dark')
    await desktop.press('Escape')
    await closed()
    await openCase(long)
    await open()
    await settle()
    await find('psbf', '破损·补发或退款')
    await blanks().first().focus()
    await float.keyboard.insertText('一只非常非常长的商品名称玻璃杯套装礼盒装'.repeat(6))
    await settle()
    await shot('long-dark')
    await page.evaluate(`window.workstation.setTheme('light')`)
    await desktop.press('Escape', 'Escape')
    await closed()
    await page.evaluate(`document.activeElement?.blur()`)
    await page.getByTestId('status-bar').getByText('中 / EN').click()
    await open()
    await settle()
    await expect(float.getByTestId('float-aim')).toContainText('Paste into')
    expect(await violations(float)).toEqual([])
    await shot('long-en')
    await desktop.press('Escape')
    await openCase(damaged)
    await open()
    await settle()
    await picture(float, 'float-en')
    await page.evaluate(`window.workstation.reportCase(null)`)
    await expect(float.getByTestId('float-case')).toContainText('No case')
    await settle()
    expect(await violations(float)).toEqual([])
    await shot('no-case-en')
    // without a case it is copied and pasted all the same, and the window says that it is not logged
    const logged = (await Promise.all([damaged, stalled, long].map((one) => copies(one.id)))).flat().length
    await desktop.other.clear()
    await open()
    await desktop.press('Return')
    await expect.poll(() => desktop.other.text()).not.toBe('')
    expect((await Promise.all([damaged, stalled, long].map((one) => copies(one.id)))).flat().length).toBe(logged)
    await open()
    await expect(float.getByTestId('float-notice')).toContainText('not logged on a case')
    await desktop.press('Escape')
    await closed()
  })

  test('R5, T3: the window is as closed in as the main one: policy, sandbox, no way out, and what belongs to the other window is refused', async () => {
    await open()
    const policy = await float.evaluate<string>(`fetch('/float.html').then((answer) => answer.headers.get('content-security-policy'))`)
    expect(policy).toBe(await page.evaluate(`fetch('/index.html').then((answer) => answer.headers.get('content-security-policy'))`))
    expect(policy).toContain("default-src 'none'")
    expect(await float.evaluate(`[typeof require, typeof process, typeof module].join()`)).toBe('undefined,undefined,undefined')
    const preferences = await launched.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((one) => {
        const { sandbox, contextIsolation, nodeIntegration, webviewTag } = (one.webContents as unknown as { getLastWebPreferences(): Electron.WebPreferences }).getLastWebPreferences()
        return [sandbox, contextIsolation, nodeIntegration, webviewTag]
      }),
    )
    expect(preferences).toEqual([preferences[0], preferences[0]])
    expect(preferences[0]).toEqual([true, true, false, false])
    for (const address of ['https://example.com/', 'app://workstation/index.html', 'photo://original/x']) {
      await float.evaluate(`{ const link = document.createElement('a'); link.href = ${JSON.stringify(address)}; document.body.append(link); link.click(); link.remove() }`)
    }
    expect(await float.evaluate('window.open("https://example.com/") === null')).toBe(true)
    expect(float.url()).toBe('app://workstation/float.html')
    const refusal = (of: Page, call: string): Promise<string> => of.evaluate(`window.workstation.${call}.then(() => 'answered', (error) => error.message)`)
    expect(await refusal(page, `deliverReply({ text: 'x', paste: true })`)).toMatch(/^not-allowed/)
    expect(await refusal(page, 'floatOpening()')).toMatch(/^not-allowed/)
    expect(await refusal(float, `reportCase('x')`)).toMatch(/^not-allowed/)
    for (const bad of [`deliverReply({ text: ' ', paste: true })`, `deliverReply({ text: 'x' })`, `setFloat({ shortcut: 'A' })`, `setFloat({ restoreAfterMs: 0 })`, `setFloat({ used: true })`]) expect(await refusal(float, bad), bad).toMatch(/^bad-argument/)
    await desktop.press('Escape')
    await closed()
  })
})
