import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { launchApp, root, type LaunchedApp } from './support/app'
import { focusedId, pane, shot } from './support/desk'
import { foundedFolder } from './support/founded'
import { overflowing, resize, violations } from './support/looks'
import { pageRpc } from './support/rpc'

/** C11, A7: a chat screenshot in the clipboard becomes a case with its evidence, and is found again by its words. */
const ZONE = { TZ: 'Asia/Shanghai' }
const screen = (name: string): string => readFileSync(join(root, 'test/fixtures/screens', `${name}.png`)).toString('base64')
const READ = { timeout: 90_000 }
let dataDir = ''
let launched: LaunchedApp
let page: Page

/** Puts the picture on the clipboard the way the page does it, on either Electron, and waits until the shell sees it. */
async function copyPicture(name: string): Promise<void> {
  await page.evaluate(`(async () => {
    const bytes = Uint8Array.from(atob(${JSON.stringify(screen(name))}), (char) => char.charCodeAt(0))
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': new Blob([bytes], { type: 'image/png' }) })])
    for (let tries = 0; tries < 50 && (await window.workstation.readClipboardImage()) === null; tries += 1) await new Promise((done) => setTimeout(done, 100))
  })()`)
}
const picture = () => page.getByTestId('intake-picture')

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  dataDir = await foundedFolder('reading', async () => undefined, { env: ZONE })
  launched = await launchApp({ dataDir, locale: 'zh-CN', theme: 'light', env: ZONE })
  page = launched.page
  await resize(launched.app, page, 1366, 768)
})
test.afterAll(async () => {
  await launched.close()
})

test('C11: with reading off the screenshot is offered, read on Alt+R, proposes its case, and is filed with it by the same Enter', async () => {
  test.setTimeout(240_000)
  await expect(pane(page, 'queue')).toBeVisible()
  await copyPicture('chat-damaged-light')
  await page.keyboard.press('Control+n')
  await expect(picture()).toHaveAttribute('data-state', 'off')
  await expect.poll(() => focusedId(page)).toBe('new-case-text')
  await shot(page, 'reading-off')
  await page.keyboard.press('Alt+r')
  // the dialog is worked with meanwhile
  await page.getByTestId('new-case-buyer').fill('晴天的小鱼')
  await expect(picture()).toHaveAttribute('data-state', 'read', READ)
  await expect(page.getByTestId('new-case-order')).toHaveValue('4012345678901234567')
  await expect(page.getByTestId('new-case-waybill')).toHaveValue('SF1357924680123')
  await expect(page.getByTestId('new-case-create')).toContainText('破损')
  await expect(picture()).toContainText('%')
  expect(await violations(page)).toEqual([])
  await shot(page, 'reading-read')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByTestId('new-case')).toHaveCount(0)
  const rpc = await pageRpc(page)
  const { rows } = await rpc.call<{ rows: { id: string; buyerNick: string; orderNo: string }[] }>('cases.list', { view: 'all', limit: 50 })
  const made = rows.find((row) => row.buyerNick === '晴天的小鱼')
  expect(made?.orderNo).toBe('4012345678901234567')
  await expect.poll(async () => (await rpc.call<{ rows: unknown[] }>('photos.list', { caseId: made?.id, limit: 10 })).rows.length).toBe(1)
})

test('A7: the gallery finds the screenshot by a word and by a piece of a waybill in it; the viewer shows the text', async () => {
  await page.keyboard.press('Control+n')
  // what became a case is not offered again
  await expect(page.getByTestId('new-case-text')).toBeVisible()
  await expect(picture()).toHaveCount(0)
  await page.keyboard.press('Escape')
  const rpc = await pageRpc(page)
  const found = (search: string): Promise<{ total: number }> => rpc.call('gallery.outline', { filter: { search }, sort: 'month', pageSize: 50 })
  await expect.poll(async () => (await found('灯罩')).total).toBe(1)
  expect([(await found('79246801')).total, (await found('灯泡')).total]).toEqual([1, 0])
  const { rows } = await rpc.call<{ rows: { linkId: string }[] }>('photos.list', { limit: 10 })
  const facts = await rpc.call<{ words: string }>('gallery.facts', { linkId: rows[0]?.linkId })
  expect(facts.words).toContain('SF1357924680123')
  await page.keyboard.press('g')
  await page.keyboard.press('p')
  await page.getByTestId('photo-grid').locator('[role="option"]').first().press('Enter')
  await expect(page.getByTestId('photo-words')).toContainText('灯罩碎了')
  expect(await violations(page)).toEqual([])
  await shot(page, 'reading-viewer')
  await page.keyboard.press('t')
  await expect(page.getByTestId('photo-read')).toHaveAttribute('aria-busy', 'true')
  await expect(page.getByTestId('photo-words')).toContainText('灯罩碎了', READ)
  await page.keyboard.press('Escape')
})

test('A7: turned on in the care of photos, it tells how far it is; a screenshot is then read by itself in the dialog', async () => {
  test.setTimeout(240_000)
  const rpc = await pageRpc(page)
  await rpc.call('photos.addFiles', { paths: [join(root, 'test/fixtures/screens/chat-stalled-dark.png')] })
  await page.keyboard.press('Control+k')
  await page.keyboard.insertText('截图文字识别')
  await page.keyboard.press('Enter')
  const panel = page.getByTestId('reading-panel')
  await expect(page.getByTestId('reading-on')).not.toBeChecked()
  await page.getByTestId('reading-on').check()
  await expect(page.getByTestId('reading-progress')).toContainText('待读 1')
  expect(await violations(page)).toEqual([])
  await shot(page, 'reading-care')
  await page.getByTestId('reading-hurry').click()
  await expect(panel).toContainText('截图都读完了', READ)
  await page.keyboard.press('Escape')
  await copyPicture('chat-english-light')
  await page.keyboard.press('Control+n')
  await expect(picture()).toHaveAttribute('data-state', 'read', READ)
  await expect(page.getByTestId('new-case-text')).toHaveValue(/never received/)
  await page.keyboard.press('Alt+x')
  await expect(picture()).toHaveCount(0)
  // pasted into the field it comes back, and is filed nowhere before Enter
  await page.getByTestId('new-case-text').fill('')
  await page.keyboard.press('Control+v')
  await expect(picture()).toHaveAttribute('data-state', 'read', READ)
  expect((await rpc.call<{ count: number }>('photos.inboxCount')).count).toBe(1)
  await page.keyboard.press('Escape')
})

test('C11: with reading off and nothing read, the case is opened all the same and the screenshot lies on it', async () => {
  const rpc = await pageRpc(page)
  await rpc.call('reading.turn', { on: false })
  await copyPicture('chat-stalled-dark')
  await page.keyboard.press('Control+n')
  await expect(picture()).toHaveAttribute('data-state', 'off')
  // a screenshot alone names no kind: Enter asks for it, and files nothing yet
  await page.keyboard.press('Control+Enter')
  await expect.poll(() => focusedId(page)).toBe('kind-search')
  await page.keyboard.insertText('物流不更新')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByTestId('new-case')).toHaveCount(0)
  const { rows } = await rpc.call<{ rows: { id: string; kind: string }[] }>('cases.list', { view: 'all', limit: 50 })
  const made = rows.find((row) => row.kind === 'stalled')
  const filed = (): Promise<{ rows: { linkId: string }[] }> => rpc.call('photos.list', { caseId: made?.id, limit: 10 })
  await expect.poll(async () => (await filed()).rows.length).toBe(1)
  const [photo] = (await filed()).rows
  expect((await rpc.call<{ words: string | null }>('gallery.facts', { linkId: photo?.linkId })).words).toBeNull()
  await rpc.call('reading.turn', { on: true })
})

test('U3: the screenshot in the dialog in English, dark, and beside the chat client', async () => {
  await launched.close()
  launched = await launchApp({ dataDir, locale: 'en', theme: 'dark', env: ZONE })
  page = launched.page
  await resize(launched.app, page, 1366, 768)
  await expect(pane(page, 'queue')).toBeVisible()
  await copyPicture('chat-english-light')
  await page.keyboard.press('Control+n')
  await expect(picture()).toHaveAttribute('data-state', 'reading')
  await shot(page, 'reading-busy-en-dark')
  await expect(picture()).toHaveAttribute('data-state', 'read', READ)
  expect(await violations(page)).toEqual([])
  await shot(page, 'reading-en-dark')
  await resize(launched.app, page, 700, 768)
  expect(await overflowing(page)).toEqual([])
  await shot(page, 'reading-en-sidecar')
})
