import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test, type Page } from '@playwright/test'
import { launchApp, resultsDir, root, temporaryFolder, type LaunchedApp } from './support/app'
import { overflowing, resize, violations } from './support/looks'
import { pageRpc, type PageRpc } from './support/rpc'

const fixture = (name: string): string => join(root, 'test', 'fixtures', 'photos', name)
const BUYER = '云间客_88'
const ORDER = '2026112000088821123'

interface Listed {
  readonly rows: readonly { readonly originalName: string | null; readonly slot: string | null; readonly archivedAs: string }[]
}

test.describe.configure({ mode: 'serial' })
test.describe('photos that come in by themselves', () => {
  let launched: LaunchedApp
  let page: Page
  let rpc: PageRpc
  let folder: string
  let hot: string
  let made: { id: string; caseNo: string }

  test.beforeAll(async () => {
    folder = await temporaryFolder('photo-ways')
    hot = join(folder, '下载')
    await mkdir(hot)
    await copyFile(fixture('4.webp'), join(hot, 'was here before.webp'))
    launched = await launchApp({ locale: 'zh-CN', theme: 'light' })
    page = launched.page
    const first = await pageRpc(page)
    await first.call('session.setUp', { dataDir: join(folder, 'data'), shop: { name: '云间旗舰店', platform: 'taobao' }, staff: { name: '张敏' } })
    made = await first.call('cases.create', { kind: 'damaged', buyerNick: BUYER, orderNo: ORDER, note: '箱子压扁了' })
    await page.reload()
    await page.getByTestId('template-list').waitFor({ timeout: 30_000 })
    rpc = await pageRpc(page)
    await page.keyboard.press('g')
    await page.keyboard.press('q')
    await expect.poll(() => page.evaluate(`document.activeElement?.closest('[data-testid]')?.dataset.testid ?? ''`)).toBe('queue-list')
    await page.keyboard.press('Home')
    await expect(page.getByTestId('pane-case')).toHaveAttribute('aria-label', made.caseNo)
  })
  test.afterAll(async () => {
    await launched.close()
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  })

  const shot = (name: string): Promise<Buffer> => page.screenshot({ path: join(resultsDir, `photo-ways-${name}.png`) })
  const photos = async (): Promise<Listed['rows']> => (await rpc.call<Listed>('photos.list', { caseId: made.id })).rows
  const names = async (): Promise<(string | null)[]> => (await photos()).map((photo) => photo.originalName)
  const hotFolder = () => page.getByTestId('hot-folder')

  async function choosing(path: string): Promise<void> {
    await launched.app.evaluate(({ dialog }, chosen) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] })
    }, path)
  }
  async function palette(words: string): Promise<void> {
    await page.keyboard.press('Control+k')
    await expect.poll(() => page.evaluate('document.activeElement?.tagName')).toBe('INPUT')
    await page.keyboard.type(words)
    await page.keyboard.press('Enter')
  }

  async function copyHtml(html: string): Promise<void> {
    await launched.app.evaluate(({ clipboard }, text) => (clipboard as unknown as { write(data: { html: string; text: string }): void }).write({ html: text, text: '看图' }), html)
  }

  test('A2: a download lands on the open case in its next slot once it is whole; what was there before stays, and so does the original', async () => {
    await palette('downloads')
    await expect(page.getByTestId('hot-panel')).toContainText('还没有热文件夹')
    await choosing(join(folder, 'data'))
    await page.getByTestId('hot-add').click()
    await page.getByTestId('hot-confirm').click()
    await expect(page.getByTestId('hot-refusal')).toContainText('程序自己的数据文件夹')
    await choosing(hot)
    await page.getByTestId('hot-add').click()
    await shot('draft-zh-light')
    expect(await violations(page)).toEqual([])
    await page.keyboard.press('Enter')
    await expect(hotFolder()).toHaveAttribute('data-state', /starting|watching/)
    await page.keyboard.press('Escape')
    const half = join(hot, '外箱.jpg.crdownload')
    await writeFile(half, (await readFile(fixture('flower.jpg'))).subarray(0, 2000))
    await writeFile(half, await readFile(fixture('flower.jpg')))
    await rename(half, join(hot, '外箱.jpg'))
    await expect.poll(names, { timeout: 60_000 }).toEqual(['外箱.jpg'])
    await expect(page.getByText(`从“下载”收进 1 张到 ${made.caseNo}`)).toBeVisible()
    expect((await photos())[0]?.slot).not.toBeNull()
    expect(await readFile(join(hot, '外箱.jpg'))).toEqual(await readFile(fixture('flower.jpg')))
    expect(await readFile(join(folder, 'data', (await photos())[0]?.archivedAs ?? ''))).toEqual(await readFile(fixture('flower.jpg')))
  })

  test('A2, R2: the pane says which files were not kept and why, and that a folder is gone; it goes on when it is back', async () => {
    await writeFile(join(hot, 'cut off.jpg'), (await readFile(fixture('flower.jpg'))).subarray(0, 3000))
    await writeFile(join(hot, '一个很长很长的名字'.repeat(8) + '.jpg'), '<html>')
    await expect(page.getByTestId('hot-line')).toContainText('没收下', { timeout: 60_000 })
    await shot('line-zh-light')
    await expect.poll(async () => (await rpc.call<{ folders: { refused: number }[] }>('hotFolders.list')).folders[0]?.refused, { timeout: 60_000 }).toBe(2)
    await page.getByTestId('hot-line-open').click()
    await page.getByTestId('hot-refused').click()
    await expect(hotFolder()).toContainText('cut off.jpg')
    await expect(hotFolder()).toContainText('_待检查')
    await shot('refused-zh-light')
    expect(await violations(page)).toEqual([])
    await rename(hot, `${hot} away`)
    await expect(hotFolder()).toHaveAttribute('data-state', 'gone', { timeout: 30_000 })
    await shot('gone-zh-light')
    await rename(`${hot} away`, hot)
    await expect(hotFolder()).toHaveAttribute('data-state', 'watching', { timeout: 30_000 })
    await page.keyboard.press('Escape')
    expect(await names()).toEqual(['外箱.jpg'])
  })

  test('A2: an old folder is looked through, what its names say is shown, and it is taken in; originals stay', async () => {
    const old = join(folder, '旧照片')
    for (const [path, name] of [[`${ORDER}/开箱.jpg`, 'Landscape_1.jpg'], ['谁也不认识/图.png', 'png_named.jpg'], [`${BUYER}/内物.webp`, '4.webp']] as const) {
      await mkdir(join(old, path, '..'), { recursive: true })
      await copyFile(fixture(name), join(old, path))
    }
    await writeFile(join(old, 'broken.jpg'), (await readFile(fixture('flower.jpg'))).subarray(0, 4000))
    await writeFile(join(old, '说明.txt'), 'words')
    await palette('photos.openscan')
    await choosing(old)
    await page.getByTestId('scan-choose').click()
    await expect(page.getByTestId('scan-panel')).toHaveAttribute('data-phase', 'done', { timeout: 30_000 })
    await expect(page.getByTestId('scan-preview')).toContainText('2 张认出了买家或订单，2 张进收件箱')
    await expect(page.getByTestId('scan-group')).toHaveCount(2)
    await expect(page.getByTestId('scan-group').filter({ hasText: ORDER })).toContainText(made.caseNo)
    await shot('scan-look-zh-light')
    expect(await violations(page)).toEqual([])
    await expect.poll(() => page.evaluate(`document.activeElement?.dataset.testid`)).toBe('scan-start')
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('scan-row')).toHaveAttribute('data-state', 'done', { timeout: 60_000 })
    await expect(page.getByTestId('scan-row')).toContainText('3 张已收 · 0 张已有 · 1 个没收下')
    await page.getByTestId('scan-errors').click()
    await expect(page.getByTestId('scan-row')).toContainText('broken.jpg')
    await shot('scan-done-zh-light')
    expect(await names()).toEqual(expect.arrayContaining(['开箱.jpg', '内物.webp', '外箱.jpg']))
    expect(await readFile(join(old, `${ORDER}/开箱.jpg`))).toEqual(await readFile(fixture('Landscape_1.jpg')))
    await page.keyboard.press('Escape')
  })

  test('A2: pictures of copied HTML are filed on the case, those of the web are only named', async () => {
    const before = (await photos()).length
    const inline = (await readFile(fixture('app13-multiple.jpg'))).toString('base64')
    const local = join(folder, '聊天 图.png')
    await copyFile(fixture('png_named.jpg'), local)
    const html = `<p>看图</p><img src="data:image/jpeg;base64,${inline}"><img src="${pathToFileURL(local).href}"><img src="https://img.example.com/a.jpg">`
    await copyHtml(html)
    await page.keyboard.press('g')
    await page.keyboard.press('p')
    await page.keyboard.press('Control+v')
    await expect.poll(async () => (await photos()).length, { timeout: 30_000 }).toBe(before + 2)
    await expect(page.getByText('1 张网页图片没有取')).toBeVisible()
    await shot('html-zh-light')
    expect(await names()).toEqual(expect.arrayContaining(['聊天 图.png', '粘贴图片.jpg']))
    // The same by one key from anywhere.
    await copyHtml(`<img src="data:image/png;base64,${(await readFile(fixture('Landscape_3.jpg'))).toString('base64')}">`)
    await page.keyboard.press('p')
    await expect.poll(async () => (await photos()).length, { timeout: 30_000 }).toBe(before + 3)
  })

  test('U1, U3: whole in English, dark, at 1366 × 768 and at 700 px', async () => {
    await palette('english')
    await expect(page.getByTestId('pane-photos')).toHaveAttribute('aria-label', 'Photos')
    await page.evaluate(`window.workstation.setTheme('dark')`)
    for (const [width, height] of [[1366, 768], [700, 768]] as const) {
      await resize(launched.app, page, width, height)
      for (const [words, id] of [['downloads', 'hot-folder'], ['photos.openscan', 'scan-row']] as const) {
        await palette(words)
        await expect(page.getByTestId(id)).toBeVisible()
        await shot(`${id}-en-dark-${width}`)
        expect(await violations(page, 'colours')).toEqual([])
        expect(await overflowing(page)).toEqual([])
        expect(await page.evaluate(`(() => { const dialog = document.querySelector('[data-testid="photo-ways"]'); return dialog.scrollWidth > dialog.clientWidth })()`)).toBe(false)
        await page.keyboard.press('Escape')
        await expect(page.getByTestId('photo-ways')).toHaveCount(0)
      }
    }
  })
})
