import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { launchApp, resultsDir, root, temporaryFolder, type LaunchedApp } from './support/app'
import { answerOpen, answerSave, dropFiles, focusedId, goTo, noticesGone, press, shot } from './support/desk'
import { overflowing, picture, resize, violations } from './support/looks'
import { pageRpc, type PageRpc } from './support/rpc'

/** The library of reply templates by keyboard: layers, versions, a picture, hiding, files (T5, U2, U3). */
test.describe.serial('template library', () => {
  let launched: LaunchedApp
  let page: Page
  let rpc: PageRpc
  let folder: string
  const theme = async (choice: 'light' | 'dark'): Promise<void> => {
    await page.evaluate(`window.workstation.setTheme('${choice}')`)
    await expect.poll(() => page.evaluate(`document.documentElement.dataset.theme`)).toBe(choice)
  }
  const state = (): ReturnType<Page['getByTestId']> => page.getByTestId('library-state')
  const choose = async (words: string): Promise<void> => {
    await page.getByTestId('library-search').fill(words)
    await page.getByTestId('library-search').press('ArrowDown')
    await press(page, 'ArrowDown')
    await expect(page.getByTestId('library-titleZh')).toBeVisible()
  }

  test.beforeAll(async () => {
    folder = await temporaryFolder('template-library')
    await mkdir(resultsDir, { recursive: true })
    launched = await launchApp({ env: { TZ: 'Asia/Shanghai' }, theme: 'light' })
    page = launched.page
    rpc = await pageRpc(page)
    await rpc.call('session.setUp', { dataDir: join(folder, 'data'), shop: { name: '云间家居旗舰店', platform: 'taobao' }, staff: { name: '张敏' } })
    await page.reload()
    await expect(page.getByTestId('pane-queue')).toBeVisible()
    rpc = await pageRpc(page)
    await resize(launched.app, page, 1366, 768)
  })
  test.afterAll(async () => {
    await launched.close()
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  })

  test('T5: found by pinyin, changed for the team by keyboard, a mistake shown with its place, taken back by Ctrl+Z', async () => {
    await goTo(page, 'b', 'template-library')
    await expect(page.getByTestId('library-list')).toBeVisible()
    await shot(page, 'template-library-empty-zh')
    await choose('ps')
    const before = await page.getByTestId('library-bodyZh').inputValue()
    await press(page, 'Enter')
    await expect.poll(() => focusedId(page)).toBe('library-titleZh')
    await page.getByTestId('library-bodyZh').fill(`${before} {{buyr}}`)
    await expect(page.getByTestId('library-problems')).toContainText('没有这个变量：{{buyr}}')
    await press(page, 'Control+s')
    // saving asks the background process first, and its answer leads to the place
    await expect.poll(() => page.evaluate(`(() => { const field = document.activeElement; return field.value?.slice(field.selectionStart, field.selectionEnd) })()`)).toBe('{{buyr}}')
    await expect(state()).toContainText('1 处错误')
    await shot(page, 'template-library-mistake-zh')
    await page.getByTestId('library-bodyZh').fill('您好 {{buyer}}，')
    await page.getByRole('button', { name: '插入 运单号' }).click()
    await page.keyboard.type(' 已经在处理。')
    await expect(page.getByTestId('library-bodyZh')).toHaveValue('您好 {{buyer}}，{{waybill}} 已经在处理。')
    await expect(page.getByTestId('library-preview')).toContainText('您好 云间客_88，SF1204880147 已经在处理。')
    // what it names, in words
    await expect(page.getByTestId('library-preview')).toContainText('用到：买家、运单号')
    await page.getByTestId('library-note').fill('说得更短')
    await expect(state()).toContainText('没有错误')
    await press(page, 'Control+s')
    await expect(page.getByTestId('library-layer-shown')).toHaveText('团队')
    expect(await violations(page)).toEqual([])
    expect(await overflowing(page)).toEqual([])
    await shot(page, 'template-library-zh')
    await press(page, 'Alt+d')
    await expect(page.getByTestId('library-diff')).toContainText('已经在处理')
    await expect(page.getByTestId('library-diff')).toContainText('分组: 发货')
    await expect(page.getByTestId('library-history')).toContainText('说得更短')
    await shot(page, 'template-library-history-zh')
    await page.getByTestId('library-history').click()
    await press(page, 'Control+z')
    await expect(page.getByTestId('library-layer-shown')).toHaveText('自带')
    await expect(page.getByTestId('library-bodyZh')).toHaveValue(before)
    await page.getByTestId('library-history').getByRole('button', { name: '恢复这一版' }).click()
    await expect(page.getByTestId('library-bodyZh')).toHaveValue('您好 {{buyer}}，{{waybill}} 已经在处理。')
    await noticesGone(page)
  })

  test('T5: an own version over the team’s, a new template with a picture and what it does besides', async () => {
    await press(page, 'Alt+v')
    await page.getByTestId('library-bodyZh').fill('您好，这是我自己的说法。')
    await press(page, 'Control+s')
    await expect(page.getByTestId('library-layer-shown')).toHaveText('我的')
    await press(page, 'Alt+a')
    await expect.poll(() => focusedId(page)).toBe('library-titleZh')
    await page.getByTestId('library-titleZh').fill('退货收到，附退款截图')
    await page.getByTestId('library-titleEn').fill('Return received, with a screenshot')
    await page.getByTestId('library-bodyZh').fill('您好 {{buyer}}，退货已收到，{{?days|几天退款|1-2 天/3-5 天}}内退款。')
    await page.getByTestId('library-bodyEn').fill('Dear {{buyer}}, your return is here. The refund takes {{?days|how long|1-2 days/3-5 days}}.')
    await dropFiles(page, page.getByTestId('library-imageId'), [join(root, 'test/fixtures/photos/Landscape_1.jpg')])
    // the picture is decoded and filed first
    await expect(page.getByTestId('library-picture')).toBeVisible({ timeout: 60_000 })
    await page.getByTestId('library-actions').locator('summary').click()
    await page.getByTestId('library-memo-zh').fill('退货已收到')
    await page.getByTestId('library-memo-en').fill('Return received')
    await expect(state()).toContainText('没有错误')
    await shot(page, 'template-library-new-zh')
    await press(page, 'Control+s')
    await expect(page.getByTestId('library-layer-shown')).toHaveText('团队')
    expect(await rpc.call('photos.inboxCount')).toEqual({ count: 0 })
    const list = await rpc.call<{ titleZh: string; layer: string; imageId: string | null; actions: { memo: unknown } | null }[]>('templates.index')
    expect(list.find((one) => one.titleZh === '退货收到，附退款截图')).toMatchObject({ layer: 'team', imageId: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown, actions: { memo: { zh: '退货已收到', en: 'Return received' } } })
    await noticesGone(page)
  })

  test('T5: a template that a playbook suggests is hidden with a warning; use and edits are shown, the better wording taken', async () => {
    const [first] = await rpc.call<{ id: string; bodyZh: string; titleZh: string; layer: string }[]>('templates.index')
    if (first === undefined) throw new Error('no templates')
    const { id: caseId } = await rpc.call<{ id: string }>('cases.create', { kind: 'damaged', buyerNick: '云间客_31', note: '箱子破了' })
    await rpc.call('cases.logReply', { id: caseId, templateId: first.id, text: '您好，我们马上为您处理，今天给您答复。', edited: true })
    await page.getByTestId('library-search').fill(first.id)
    await page.getByTestId('library-search').press('ArrowDown')
    await press(page, 'ArrowDown')
    await page.getByRole('tab', { name: '使用' }).click()
    await expect(page.getByTestId('library-use')).toContainText('用 1 次，改过 1 次')
    await expect(page.getByTestId(`library-${first.id}`)).toContainText('1 次')
    await shot(page, 'template-library-use-zh')
    await page.getByTestId('library-take').first().click()
    await expect(page.getByTestId('library-bodyZh')).toHaveValue('您好，我们马上为您处理，今天给您答复。')
    await page.getByTestId('library-discard').click()
    await press(page, 'Alt+h')
    await expect(page.getByTestId('library-hide-dialog')).toContainText('这些步骤会推荐这条话术')
    await shot(page, 'template-library-hide-zh')
    await page.getByTestId('library-hide-anyway').click()
    await expect(page.getByTestId(`library-${first.id}`)).toContainText('已停用')
    expect((await rpc.call<{ id: string }[]>('templates.index')).some((one) => one.id === first.id)).toBe(false)
    await noticesGone(page)
  })

  test('T5: E on a template beside a case opens it here', async () => {
    await goTo(page, 't', 'templates')
    const row = page.getByTestId('template-list').locator('[aria-selected="true"] [data-template]')
    const id = await row.getAttribute('data-template')
    await page.getByTestId('template-list').focus()
    await press(page, 'e')
    await expect(page.getByTestId('library-titleZh')).toBeVisible()
    await page.getByTestId('library-search').fill(id ?? '')
    await expect(page.getByTestId('library-list').locator(`[aria-selected="true"] [data-testid="library-${id ?? ''}"]`)).toBeVisible()
  })

  test('T5: out as JSON, in from espanso', async () => {
    const out = join(folder, 'templates.json')
    await answerSave(launched.app, out)
    await page.getByTestId('library-export').click()
    await page.getByRole('menuitem', { name: /团队的话术.*JSON/ }).click()
    await expect.poll(() => readFile(out, 'utf8').catch(() => '')).toContain('"format": "reply-templates"')
    await answerOpen(launched.app, [join(root, 'test/fixtures/templates/espanso.yml')])
    await page.getByTestId('library-import').click()
    await expect(page.getByTestId('pane-imports')).toContainText('espanso.yml')
    await expect(page.getByTestId('pane-imports')).toContainText('退款说明')
    await shot(page, 'template-library-import-zh')
  })

  test('U1, U3: in English, in the dark, beside the chat client', async () => {
    await resize(launched.app, page, 1366, 768)
    await goTo(page, 'b', 'template-library')
    await page.getByTestId('library-search').fill('')
    await choose('退货收到')
    await page.getByRole('tab', { name: '效果' }).click()
    await noticesGone(page)
    await picture(page, 'template-library-zh')
    await theme('dark')
    expect(await violations(page, 'colours')).toEqual([])
    await shot(page, 'template-library-dark-zh')
    await theme('light')
    await page.getByTestId('switch-language').click()
    await expect(page.getByTestId('library-new')).toContainText('New template')
    await choose('return rec')
    await page.getByTestId('library-list').focus()
    await picture(page, 'template-library-en')
    expect(await violations(page)).toEqual([])
    expect(await overflowing(page)).toEqual([])
    await resize(launched.app, page, 700, 768)
    await goTo(page, 'b', 'template-library')
    await expect(page.getByTestId('template-library')).toBeVisible()
    await shot(page, 'template-library-sidecar-en')
    // one above the other, each as wide as the window allows
    expect(await page.evaluate(`(() => { const [middle, side] = ['.middle', '.side'].map((part) => document.querySelector('.library ' + part).getBoundingClientRect()); return side.top >= middle.bottom - 1 && Math.abs(side.width - middle.width) <= 1 })()`)).toBe(true)
    expect(await violations(page)).toEqual([])
    expect(await overflowing(page)).toEqual([])
  })
})
