import { appendFile, copyFile, readdir, readFile, rename, rm, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { launchApp, resultsDir, root, temporaryFolder, type LaunchedApp } from './support/app'
import { overflowing, resize, violations } from './support/looks'
import { pageRpc, type PageRpc } from './support/rpc'

/** Page code is given as text: tests are typechecked without the DOM. */
const fixture = (name: string): string => join(root, 'test', 'fixtures', 'photos', name)
const BUYER = '云间客_88'

interface Filed {
  readonly photo: { readonly linkId: string; readonly archivedAs: string }
}

test.describe.configure({ mode: 'serial' })
test.describe('care of photos', () => {
  let launched: LaunchedApp
  let page: Page
  let rpc: PageRpc
  let folder: string
  let dataDir: string
  let cases: { id: string; caseNo: string }[]
  let filed: Filed[]

  test.beforeAll(async () => {
    folder = await temporaryFolder('photo-care')
    dataDir = join(folder, 'data')
    launched = await launchApp({ locale: 'zh-CN', theme: 'light' })
    page = launched.page
    const first = await pageRpc(page)
    await first.call('session.setUp', { dataDir, shop: { name: '云间旗舰店', platform: 'taobao' }, staff: { name: '张敏' } })
    cases = []
    for (const [buyerNick, orderNo] of [['amy.w', '2026112000088822'], [BUYER, '2026112000088821']]) cases.push(await first.call('cases.create', { kind: 'damaged', buyerNick, orderNo, note: `${buyerNick} 的箱子压扁了` }))
    await page.reload()
    await page.getByTestId('template-list').waitFor({ timeout: 30_000 })
    rpc = await pageRpc(page)
    filed = await rpc.call('photos.addFiles', { paths: ['flower.jpg', '4.webp', 'Landscape_1.jpg'].map(fixture), caseId: cases[1]?.id })
  })
  test.afterAll(async () => {
    await launched.close()
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  })

  const focused = (): Promise<string> => page.evaluate(`document.activeElement?.closest('[data-testid]')?.dataset.testid ?? ''`)
  const tiles = () => page.getByTestId('photo-grid').locator('[role="option"]')
  const path = (at: number): string => join(dataDir, filed[at]?.photo.archivedAs ?? '')
  const inBin = async (): Promise<string[]> => readdir(join(dataDir, '售后问题图片', '_回收站')).catch(() => [])
  const shot = (name: string): Promise<Buffer> => page.screenshot({ path: join(resultsDir, `photo-care-${name}.png`) })

  async function openPhotos(): Promise<void> {
    await page.keyboard.press('g')
    await page.keyboard.press('q')
    await expect.poll(focused).toBe('queue-list')
    const chosen = page.getByTestId('queue-list').locator('[aria-selected="true"]')
    await page.keyboard.press('Home')
    await expect(page.getByTestId('queue-list').getByRole('option').first()).toHaveAttribute('aria-selected', 'true')
    if (!(await chosen.innerText()).includes(BUYER)) await page.keyboard.press('j')
    await expect(page.getByTestId('pane-case')).toHaveAttribute('aria-label', cases[1]?.caseNo ?? '')
    await page.keyboard.press('g')
    await page.keyboard.press('p')
    await expect(tiles()).toHaveCount(3)
    await page.getByTestId('photo-grid').focus()
  }

  test('A6: Delete asks why, the photo leaves the list and waits in the bin; the bin tells who, why and how long; R puts it back', async () => {
    await openPhotos()
    await page.keyboard.press('Home')
    await page.keyboard.press('Delete')
    await expect(page.getByTestId('bin-dialog')).toBeVisible()
    await expect(page.getByTestId('bin-dialog')).toContainText('30 天')
    await expect.poll(focused).toBe('bin-reason')
    await page.keyboard.press('Control+Enter')
    await expect(page.getByTestId('bin-dialog')).toContainText('写一下原因')
    await page.keyboard.type('拍错了，不是这个包裹')
    await shot('ask')
    await page.keyboard.press('Control+Enter')
    await expect(page.getByTestId('bin-dialog')).toHaveCount(0)
    await expect(tiles()).toHaveCount(2)
    expect(await inBin()).toHaveLength(1)
    await expect(page.getByTestId('pane-photos')).not.toContainText('拍错了')
    await page.keyboard.press('Shift+B')
    await expect(page.getByTestId('bin-list').getByRole('option')).toHaveCount(1)
    await expect(page.getByTestId('bin-list')).toContainText('张敏')
    await expect(page.getByTestId('bin-list')).toContainText('拍错了，不是这个包裹')
    await expect(page.getByTestId('bin-list')).toContainText('还剩 30 天')
    await expect.poll(focused).toBe('bin-list')
    await shot('bin-zh-light')
    expect(await violations(page)).toEqual([])
    await page.keyboard.press('r')
    await expect(page.getByTestId('photo-care')).toContainText('回收站是空的')
    await page.keyboard.press('Escape')
    await expect(tiles()).toHaveCount(3)
    expect(await inBin()).toEqual([])
  })

  test('A6, U2: Ctrl+Z takes binning back', async () => {
    await page.getByTestId('photo-grid').focus()
    await page.keyboard.press('End')
    await page.keyboard.press('Delete')
    await expect.poll(focused).toBe('bin-reason')
    await page.keyboard.type('重复')
    await page.keyboard.press('Control+Enter')
    await expect(tiles()).toHaveCount(2)
    await page.keyboard.press('Control+z')
    await expect(tiles()).toHaveCount(3)
    for (const at of [0, 1, 2]) expect((await readFile(path(at))).length).toBeGreaterThan(0)
  })

  test('A4: a photo that another buyer sent already is told when it is filed, and the view leads to the cases', async () => {
    const [told] = await rpc.call<{ alike?: { buyerNick: string; caseNo: string }[] }[]>('photos.addFiles', { paths: [fixture('4.webp')], caseId: cases[0]?.id })
    expect(told?.alike).toMatchObject([{ buyerNick: BUYER, caseNo: cases[1]?.caseNo }])
    await page.keyboard.press('Shift+G')
    await expect(page.getByTestId('same-group')).toHaveText('完全相同 · 2 位买家')
    const rows = page.getByTestId('same-list').getByRole('option')
    await expect(rows).toHaveCount(2)
    await expect.poll(focused).toBe('same-list')
    await shot('same-zh-light')
    expect(await violations(page)).toEqual([])
    await expect(rows.first()).toContainText('amy.w')
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('photo-care')).toHaveCount(0)
    await expect(page.getByTestId('pane-case')).toHaveAttribute('aria-label', cases[0]?.caseNo ?? '')
  })

  test('A6: the check tells planted damage in words, and each repair has one action', async () => {
    const own = path(0).replace(/[^/\\]+$/, '')
    await copyFile(fixture('app13-multiple.jpg'), join(own, 'from the phone.jpg'))
    await writeFile(join(own, 'notes.txt'), 'what the buyer said')
    await rename(path(0), join(folder, 'backup.jpg'))
    const altered = path(1)
    const bytes = await readFile(altered)
    await unlink(altered)
    await writeFile(altered, bytes)
    await appendFile(altered, 'changed')
    await rename(path(2), join(own, 'renamed.jpg'))
    await page.keyboard.press('Shift+V')
    await expect.poll(focused).toBe('check-start')
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('check-panel')).toHaveAttribute('data-phase', 'done', { timeout: 20_000 })
    const has = async (group: string, text: string): Promise<void> => expect(page.getByTestId(`check-${group}`)).toContainText(text)
    await has('missing', BUYER)
    await has('altered', BUYER)
    await has('orphaned', 'from the phone.jpg')
    await has('foreign', 'notes.txt')
    await has('repaired', 'renamed.jpg')
    await shot('check-zh-light')
    expect(await violations(page)).toEqual([])
    await page.getByTestId('check-act-orphaned').click()
    await expect(page.getByTestId('check-orphaned')).toHaveCount(0, { timeout: 20_000 })
    await page.getByTestId('check-act-altered').click()
    await expect(page.getByTestId('check-altered')).toHaveCount(0, { timeout: 20_000 })
    expect(await readFile(altered)).toEqual(bytes)
    await launched.app.evaluate(({ dialog }, chosen) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] })
    }, folder)
    await page.getByTestId('check-act-missing').click()
    await expect(page.getByTestId('check-missing')).toHaveCount(0, { timeout: 20_000 })
    expect(await readFile(path(0))).toEqual(await readFile(fixture('flower.jpg')))
    await expect(page.getByTestId('check-foreign')).toContainText('notes.txt')
    await page.keyboard.press('Escape')
  })

  test('U1, U3: whole in English, dark, at 1366 × 768 and at 700 px', async () => {
    await rpc.call('photoCare.bin', { linkId: filed[0]?.photo.linkId, reason: '很长的原因'.repeat(40) })
    await page.keyboard.press('Control+k')
    await expect.poll(() => page.evaluate('document.activeElement?.tagName')).toBe('INPUT')
    await page.keyboard.type('english')
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('pane-photos')).toContainText(/Inbox|amy\.w/)
    await page.evaluate(`window.workstation.setTheme('dark')`)
    for (const [width, height] of [[1366, 768], [700, 768]] as const) {
      await resize(launched.app, page, width, height)
      for (const [key, id, name] of [['Shift+B', 'bin-list', 'bin'], ['Shift+G', 'same-list', 'same'], ['Shift+V', 'check-start', 'check']] as const) {
        await page.keyboard.press(key)
        await expect(page.getByTestId(id)).toBeVisible()
        await shot(`${name}-en-dark-${width}`)
        expect(await violations(page, 'colours')).toEqual([])
        expect(await overflowing(page)).toEqual([])
        expect(await page.evaluate(`(() => { const dialog = document.querySelector('[data-testid="photo-care"]'); return dialog.scrollWidth > dialog.clientWidth })()`)).toBe(false)
        await page.keyboard.press('Escape')
        await expect(page.getByTestId('photo-care')).toHaveCount(0)
      }
    }
  })
})
