import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import type { LaunchedApp } from './support/app'
import { launchApp, resultsDir, root, temporaryFolder } from './support/app'
import { stepTo } from './support/desk'
import { pageRpc } from './support/rpc'
import type { PageRpc } from './support/rpc'

/** Page code is given as text: tests are typechecked without the DOM. */
const fixture = (name: string): string => join(root, 'test', 'fixtures', 'photos', name)
const BUYER = '云间客_88'

interface CaseFacts {
  readonly id: string
  readonly caseNo: string
  readonly timeline: readonly { readonly type: string; readonly text: string | null; readonly data: { readonly templateId?: string; readonly text?: string } }[]
  readonly photos: readonly { readonly slot: string | null; readonly format: string; readonly archivedAs: string; readonly originalName: string | null }[]
}

test.describe.configure({ mode: 'serial' })
test.describe('templates and photos', () => {
  let launched: LaunchedApp
  let page: Page
  let rpc: PageRpc
  let folder: string
  let dataDir: string
  let damaged: CaseFacts
  let abroad: CaseFacts

  test.beforeAll(async () => {
    folder = await temporaryFolder('templates-photos')
    dataDir = join(folder, 'data')
    launched = await launchApp({ locale: 'zh-CN', theme: 'light' })
    page = launched.page
    const first = await pageRpc(page)
    await first.call('session.setUp', { dataDir, shop: { name: '云间旗舰店', platform: 'taobao' }, staff: { name: '张敏' } })
    const shop = await first.call<{ id: string }>('masters.shopCreate', { name: 'Cloud eBay', platform: 'ebay' })
    damaged = await first.call('cases.create', { kind: 'damaged', buyerNick: BUYER, orderNo: '2026112000088821', waybill: 'SF1204880147', note: '箱子压扁了，里面杯子碎了两个' })
    abroad = await first.call('cases.create', { kind: 'ebay-return', shopId: shop.id, buyerNick: 'amy.w', orderNo: '11-09871-22345', note: 'wants to return' })
    await page.reload()
    await page.getByTestId('template-list').waitFor({ timeout: 30_000 })
    rpc = await pageRpc(page)
  })
  test.afterAll(async () => {
    await launched.close()
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  })

  const clipboard = (): Promise<string> => page.evaluate('window.workstation.readClipboardText()')
  const clear = (): Promise<void> => page.evaluate(`window.workstation.writeClipboardText('—')`)
  const look = (id: string): Promise<CaseFacts> => rpc.call('cases.get', { id })
  const copies = async (id: string): Promise<(string | undefined)[]> => (await look(id)).timeline.filter((event) => event.type === 'reply-copied').map((event) => event.data.templateId)
  const focused = (): Promise<string> => page.evaluate(`document.activeElement?.closest('[data-testid]')?.dataset.testid ?? ''`)

  /** Goes through the queue by key until the case of this buyer is open. */
  async function openCase(buyer: string): Promise<void> {
    await page.keyboard.press('g')
    await page.keyboard.press('q')
    await expect.poll(focused).toBe('queue-list')
    const chosen = page.getByTestId('queue-list').locator('[aria-selected="true"]')
    // the row of the last test is still chosen until Home has moved the choice
    await page.keyboard.press('Home')
    await expect(page.getByTestId('queue-list').getByRole('option').first()).toHaveAttribute('aria-selected', 'true')
    for (let tries = 0; tries < 4 && !((await chosen.count()) === 1 && (await chosen.innerText()).includes(buyer)); tries += 1) await page.keyboard.press('j')
    await expect(page.getByTestId('pane-case')).toHaveAttribute('aria-label', (buyer === BUYER ? damaged : abroad).caseNo)
    await expect(page.getByTestId('pane-case')).toContainText(buyer === BUYER ? '杯子碎了' : 'wants to return')
  }

  /** Goes to the photos by key, and back to the buyer's own. */
  async function openPhotos(): Promise<void> {
    await page.keyboard.press('g')
    await page.keyboard.press('p')
    await expect.poll(focused).toMatch(/^(photo-grid|pane-photos)$/)
    await page.keyboard.press('Escape')
  }

  /** What a drop from the file explorer brings: File objects that know their path. */
  async function drop(names: readonly string[]): Promise<void> {
    await page.evaluate(`document.body.append(Object.assign(document.createElement('input'), { type: 'file', id: 'probe', multiple: true }))`)
    await page.setInputFiles('#probe', names.map(fixture))
    await page.evaluate(`(() => {
      const input = document.querySelector('#probe')
      const transfer = new DataTransfer()
      for (const file of input.files) transfer.items.add(file)
      input.remove()
      const pane = document.querySelector('[data-testid="pane-photos"] > *')
      for (const type of ['dragenter', 'dragover', 'drop']) pane.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }))
    })()`)
  }
  /** The archive folder of the buyer, sorted (A1). */
  async function archived(buyer: string): Promise<string[]> {
    const months = await readdir(join(dataDir, '售后问题图片')).catch(() => [])
    const found = await Promise.all(months.map((month) => readdir(join(dataDir, '售后问题图片', month, buyer)).catch(() => [])))
    return found.flat().sort()
  }
  const painted = (): Promise<number[]> => page.evaluate(`[...document.querySelectorAll('[data-testid="photo-grid"] img')].map((image) => image.complete ? image.naturalWidth : 0)`)

  test('T1: without a case the list can be read, nothing can be used, and the pane says what to do', async () => {
    await expect(page.getByTestId('template-preview')).toContainText('先打开一张售后单')
    await expect(page.getByTestId('template-copy')).toHaveCount(0)
    await page.screenshot({ path: join(resultsDir, 'templates-no-case.png') })
  })

  test('T2, T1: found by pinyin initials, refused while open, filled, copied and logged; the focus comes back', async () => {
    await openCase(BUYER)
    await expect(page.getByTestId('template-list')).toContainText('本步骤')
    await clear()
    await page.keyboard.press('/')
    await expect.poll(focused).toBe('template-search')
    await page.keyboard.type('psbf')
    await expect(page.getByTestId('template-list').locator('[aria-selected="true"]')).toContainText('破损·补发或退款')
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('template-refused')).toContainText('还有 2 处没填')
    expect(await clipboard()).toBe('—')
    expect(await copies(damaged.id)).toEqual([])
    await page.screenshot({ path: join(resultsDir, 'templates-refused.png') })
    await expect.poll(focused).toMatch(/^fill-/)
    await page.keyboard.type('玻璃杯')
    await page.keyboard.press('Enter')
    await expect.poll(focused).toBe('fill-amount')
    await page.keyboard.type('89 元')
    await page.keyboard.press('Enter')
    await expect.poll(clipboard).toBe('照片清楚了，责任不在您。您希望我们补发玻璃杯，还是退款89 元？坏的商品请先放着，需要寄回的话运费由我们承担。')
    await expect.poll(() => copies(damaged.id)).toEqual(['damaged-remedy'])
    await expect.poll(focused).toBe('queue-list')
    await expect(page.getByTestId('template-search')).toHaveValue('')
    await expect(page.getByText('已复制：破损·补发或退款')).toBeVisible()
  })

  test('T2: the number keys use the templates of the step; choices are taken with the arrow keys in a dialog', async () => {
    await page.keyboard.press('1')
    await expect.poll(() => copies(damaged.id)).toEqual(['damaged-remedy', 'damaged-ask-photos'])
    expect(await clipboard()).toContain('外箱整体')
    const digit = await page.evaluate<string>(`document.querySelector('[data-template="claim-calm"] kbd').textContent`)
    await page.keyboard.press(digit)
    await expect(page.getByTestId('fill-in-dialog')).toBeVisible()
    await expect.poll(() => page.evaluate(`document.activeElement.closest('[data-testid="fill-in-dialog"]') !== null`)).toBe(true)
    await page.keyboard.press('ArrowDown')
    await page.screenshot({ path: join(resultsDir, 'templates-dialog.png') })
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('fill-in-dialog')).toHaveCount(0)
    await expect.poll(() => copies(damaged.id)).toEqual(['damaged-remedy', 'damaged-ask-photos', 'claim-calm'])
    expect(await clipboard()).not.toContain('{{')
  })

  test('T1: Ctrl+Enter puts a template into the reply box to be edited, and logs nothing', async () => {
    const before = await copies(damaged.id)
    await page.keyboard.press('/')
    await expect.poll(focused).toBe('template-search')
    await page.keyboard.type('破损 外箱')
    await expect(page.getByTestId('template-list').locator('[aria-selected="true"]')).toContainText('外箱')
    await page.keyboard.press('Control+Enter')
    await expect(page.getByTestId('pane-case').locator('textarea').first()).toHaveValue(/外箱整体/)
    expect(await copies(damaged.id)).toEqual(before)
    await page.keyboard.press('Control+a')
    await page.keyboard.press('Delete')
  })

  test('ui.md: in a field the number keys type, and copy nothing', async () => {
    const before = await copies(damaged.id)
    await page.keyboard.press('Control+f')
    await expect.poll(() => page.evaluate('document.activeElement.tagName')).toBe('INPUT')
    await page.keyboard.type('123')
    await expect.poll(() => page.evaluate('document.activeElement.value')).toBe('123')
    expect(await copies(damaged.id)).toEqual(before)
    await page.keyboard.press('Control+a')
    await page.keyboard.press('Delete')
    await page.keyboard.press('Escape')
  })

  test('T1: a reply to an eBay buyer is English in a Chinese window, and the language can be switched', async () => {
    await openCase('amy.w')
    await expect(page.getByTestId('reply-language').locator('[aria-pressed="true"]')).toHaveText('EN')
    await page.keyboard.press('/')
    await page.keyboard.type('感谢耐心')
    await page.keyboard.press('Enter')
    await expect.poll(() => copies(abroad.id)).toHaveLength(1)
    expect(await clipboard()).toMatch(/amy\.w/)
    expect(await clipboard()).not.toMatch(/[\u4e00-\u9fff]/)
    await page.keyboard.press('Alt+l')
    await expect(page.getByTestId('reply-language').locator('[aria-pressed="true"]')).toHaveText('中')
  })

  test('A1, A2, A3: dropped JPEG, PNG, WebP and HEIC are archived under the buyer and painted; a broken one is told in words', async () => {
    await openCase(BUYER)
    await drop(['flower.jpg', 'png_named.jpg', '4.webp', 'example.heic', 'truncated.png'])
    const results = page.getByTestId('photo-results')
    await expect(results.locator('[data-outcome="rejected"]')).toContainText('图片不完整', { timeout: 30_000 })
    await expect(results).toContainText('已归档 4')
    expect((await archived(BUYER)).map((name) => name.split('.').at(-1)).sort()).toEqual(['heic', 'jpg', 'png', 'webp'])
    const kept = (await results.innerText()).match(/售后问题图片\/_待检查\/\S+/)?.[0] ?? ''
    expect(await readFile(join(dataDir, kept))).toEqual(await readFile(fixture('truncated.png')))
    const { photos } = await look(damaged.id)
    expect(photos.map((photo) => photo.slot).filter((slot) => slot !== null).sort()).toEqual(['inner-goods', 'outer-box'])
    for (const photo of photos) expect(await readFile(join(dataDir, photo.archivedAs))).toEqual(await readFile(fixture(photo.originalName ?? '')))
    await page.screenshot({ path: join(resultsDir, 'photos-results.png') })
    await openPhotos()
    await expect(results).toHaveCount(0)
    await expect.poll(async () => (await painted()).filter((width) => width > 0).length).toBe(4)
    await page.screenshot({ path: join(resultsDir, 'photos-buyer.png') })
  })

  test('A4: the same bytes again are told as known and stored once', async () => {
    const before = await archived(BUYER)
    await drop(['flower.jpg'])
    await expect(page.getByTestId('photo-results').locator('[data-outcome="duplicate"]')).toContainText('没有重复保存')
    expect(await archived(BUYER)).toEqual(before)
    // it keeps the slot it had: nothing is taken from the evidence
    expect((await look(damaged.id)).photos.find((photo) => photo.originalName === 'flower.jpg')?.slot).toBe('outer-box')
    await openPhotos()
  })

  test('A2: a picture in the clipboard is filed by Ctrl+V and by P, a picked file by Shift+P', async () => {
    const put = (colour: string): Promise<unknown> =>
      page.evaluate(`(async () => {
        const canvas = new OffscreenCanvas(40, 30)
        const pen = canvas.getContext('2d')
        pen.fillStyle = '${colour}'
        pen.fillRect(0, 0, 40, 30)
        await navigator.clipboard.write([new ClipboardItem({ 'image/png': await canvas.convertToBlob({ type: 'image/png' }) })])
        for (let tries = 0; tries < 50 && (await window.workstation.readClipboardImage()) === null; tries += 1) await new Promise((done) => setTimeout(done, 100))
      })()`)
    const count = async (): Promise<number> => (await look(damaged.id)).photos.length
    await openCase(BUYER)
    const before = await count()
    await put('teal')
    await page.keyboard.press('Control+v')
    await expect.poll(count).toBe(before + 1)
    await put('plum')
    await page.keyboard.press('p')
    await expect.poll(count).toBe(before + 2)
    // each took the slot that was empty then, one after the other
    const slots = (await look(damaged.id)).photos.map((photo) => photo.slot)
    expect([...slots].sort()).toEqual([null, null, 'courier-proof', 'inner-goods', 'outer-box', 'sender-certificate'].sort())
    await launched.app.evaluate(({ dialog }, path) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] })
    }, fixture('Landscape_3.jpg'))
    await page.keyboard.press('Shift+P')
    await expect.poll(count).toBe(before + 3)
    expect((await archived(BUYER)).length).toBe(4 + 3)
  })

  test('A2: without a case photos wait in the inbox, and two keys file one on the active case', async () => {
    await rpc.call('photos.addFiles', { paths: [fixture('Landscape_6.jpg'), fixture('Landscape_7.jpg')] })
    await expect(page.getByTestId('photos-inbox')).toHaveText('收件箱 2')
    await openCase('amy.w')
    await page.keyboard.press('Shift+I')
    await expect.poll(focused).toBe('photo-grid')
    await expect(page.getByTestId('photo-grid').locator('[aria-selected="true"]')).toHaveCount(1)
    await page.screenshot({ path: join(resultsDir, 'photos-inbox.png') })
    await page.keyboard.press('f')
    await expect(page.getByTestId('photos-inbox')).toHaveText('收件箱 1')
    expect((await look(abroad.id)).photos).toHaveLength(1)
    expect(await archived('amy.w')).toHaveLength(1)
    await expect.poll(focused).toBe('photo-grid')
    await page.keyboard.press('Enter')
    await expect(page.getByText('收件箱是空的')).toBeVisible()
    expect(await archived('amy.w')).toHaveLength(2)
  })

  test('A5, A7: a photo is looked at large by key, arrows go on, a HEIC is decoded at its own size', async () => {
    await openCase(BUYER)
    await openPhotos()
    await expect(page.getByTestId('photo-grid').locator('[role="option"]')).toHaveCount(7)
    await page.getByTestId('photo-grid').focus()
    await page.keyboard.press('End')
    await page.keyboard.press('Enter')
    const width = (): Promise<number> => page.evaluate(`document.querySelector('[data-testid="photo-large"]')?.naturalWidth ?? 0`)
    await expect.poll(width).toBeGreaterThan(0)
    await expect(page.getByTestId('photo-path')).toContainText(`售后问题图片/`)
    await stepTo(page, 'ArrowLeft', page.getByTestId('photo-path'), /\.heic$/, 7)
    await expect.poll(width, { timeout: 30_000 }).toBeGreaterThan(320)
    await expect(page.getByTestId('stage-note')).toHaveCount(0)
    await page.keyboard.press('r')
    await page.screenshot({ path: join(resultsDir, 'photos-viewer.png') })
    await page.keyboard.press('Escape')
    await expect(page.getByTestId('photo-viewer')).toHaveCount(0)
    await expect.poll(focused).toBe('photo-grid')
  })

  test('U1, U2: both panes stand whole in English, dark, in the archive and at 700 px', async () => {
    await page.keyboard.press('Control+k')
    await expect.poll(() => page.evaluate('document.activeElement?.tagName')).toBe('INPUT')
    await page.keyboard.type('english')
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('template-preview')).toContainText('Copy')
    await page.evaluate(`window.workstation.setTheme('dark')`)
    const overflow = (): Promise<string[]> =>
      page.evaluate(`['pane-templates', 'pane-photos'].filter((id) => { const pane = document.querySelector('[data-testid="' + id + '"]'); return pane !== null && pane.scrollWidth > pane.clientWidth })`)
    expect(await overflow()).toEqual([])
    await page.screenshot({ path: join(resultsDir, 'templates-photos-en-dark.png') })
    await page.keyboard.press('Control+3')
    await expect.poll(async () => (await painted()).filter((width) => width > 0).length).toBe(7)
    await page.screenshot({ path: join(resultsDir, 'photos-archive-en-dark.png') })
    await page.keyboard.press('Control+1')
    const window = await launched.app.browserWindow(page)
    await window.evaluate((each) => {
      each.setMinimumSize(300, 300)
      each.setSize(700, 768)
    })
    await expect.poll(() => page.evaluate('innerWidth')).toBeLessThanOrEqual(700)
    await expect(page.getByTestId('template-preview')).toBeVisible()
    await expect.poll(async () => (await painted()).filter((width) => width > 0).length).toBe(7)
    expect(await overflow()).toEqual([])
    await page.screenshot({ path: join(resultsDir, 'templates-photos-sidecar.png') })
  })
})
