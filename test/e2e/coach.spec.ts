import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { launchApp, temporaryFolder, type LaunchedApp } from './support/app'
import { focusedId, goTo, noticesGone, press, shot } from './support/desk'
import { overflowing, resize, violations } from './support/looks'
import { pageRpc, type PageRpc } from './support/rpc'

/** The reply check and the coach, by keyboard (P8, T6, E1). */

interface CaseFacts {
  readonly id: string
  readonly timeline: readonly { readonly type: string; readonly text: string | null }[]
}

test.describe.configure({ mode: 'serial' })
test.describe('the coach', () => {
  let launched: LaunchedApp
  let page: Page
  let rpc: PageRpc
  let folder: string
  let review: CaseFacts

  test.beforeAll(async () => {
    folder = await temporaryFolder('coach')
    launched = await launchApp({ locale: 'zh-CN', theme: 'light', userData: join(folder, 'user') })
    page = launched.page
    const first = await pageRpc(page)
    await first.call('session.setUp', { dataDir: join(folder, 'data'), shop: { name: '云间旗舰店', platform: 'taobao' }, staff: { name: '张敏' } })
    review = await first.call('cases.create', { kind: 'review', buyerNick: '云间客_88', orderNo: '2026112000088821', note: '给了差评，说杯子有裂纹' })
    await page.reload()
    rpc = await pageRpc(page)
    await page.getByTestId('queue-list').getByRole('option').first().waitFor()
    await goTo(page, 'q', 'queue')
    await expect.poll(() => focusedId(page)).toBe('queue-list')
    await press(page, 'Home')
    await expect(page.getByTestId('pane-case')).toContainText('杯子有裂纹')
    await press(page, 'Enter')
    await expect.poll(() => focusedId(page)).toBe('pane-case')
  })
  test.afterAll(async () => {
    await launched.close()
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  })

  const clipboard = (): Promise<string> => page.evaluate('window.workstation.readClipboardText()')
  const copies = async (): Promise<(string | null)[]> => (await rpc.call<CaseFacts>('cases.get', { id: review.id })).timeline.filter((event) => event.type === 'reply-copied').map((event) => event.text)
  const box = () => page.getByTestId('reply-text')
  const finding = (rule: string) => page.getByTestId('reply-finding').and(page.locator(`[data-rule="${rule}"]`))
  const selection = (): Promise<string> => page.evaluate(`(() => { const area = document.querySelector('[data-testid="reply-text"]'); return area.value.slice(area.selectionStart, area.selectionEnd) })()`)

  async function write(text: string): Promise<void> {
    if ((await focusedId(page)) !== 'reply-text') {
      await page.getByTestId('pane-case').focus()
      await press(page, 'r')
      await expect.poll(() => focusedId(page)).toBe('reply-text')
    }
    await press(page, 'Control+a')
    await page.keyboard.insertText(text)
  }

  test('P8: a warned phrase and a missing part of the calming sequence are mended by key, then copied', async () => {
    await write('保证明天到。')
    await expect(finding('promise')).toContainText('保证明天到')
    await press(page, 'Alt+w')
    await expect(box()).toHaveValue('预计会到，我会盯着物流。')
    await expect(finding('promise')).toHaveCount(0)
    await write('裂纹的杯子我们已经查过了，仓库今天补发。')
    await expect(page.getByTestId('reply-finding')).toHaveCount(2)
    await press(page, 'Alt+w')
    await press(page, 'Alt+w')
    await expect(page.getByTestId('reply-finding')).toHaveCount(0)
    await expect(box()).toHaveValue(/^您说的情况我都看到了.*很抱歉.*仓库今天补发。$/)
    const mended = await box().inputValue()
    await press(page, 'Control+Enter')
    await expect(box()).toHaveValue('')
    await expect.poll(clipboard).toBe(mended)
    await expect.poll(copies).toEqual([mended])
  })

  test('T6: a text with a WeChat id is explained and not copied, however it is hidden', async () => {
    await page.evaluate(`window.workstation.writeClipboardText('—')`)
    const before = await copies()
    for (const [text, words] of [['抱歉，看到了。加我 威❤信：yunjian88 说', '加我 威❤信：yunjian88'], ['抱歉，看到了。我的 v x yunjian88', 'v x yunjian88']] as const) {
      await write(text)
      await expect(finding('messenger')).toContainText('不能发')
      await expect(page.getByTestId('reply-marks').locator('mark.block')).toHaveText(words)
      await press(page, 'Control+Enter')
      await expect(page.getByTestId('toast').filter({ hasText: '没有复制' }).first()).toBeVisible()
      await expect.poll(selection).toBe(words)
      await expect(box()).toHaveValue(text)
    }
    expect(await clipboard()).toBe('—')
    expect(await copies()).toEqual(before)
  })

  test('E1: a benefit for a review is refused in the box, and by the background process when the page is passed by', async () => {
    const before = await copies()
    await write('抱歉，看到了。麻烦您改一下评价，给您发 5 元 红 包')
    await expect(finding('benefit')).toContainText('不能发')
    await press(page, 'Control+Enter')
    await expect(page.getByTestId('toast').filter({ hasText: '用好处换评价' }).first()).toBeVisible()
    expect(await clipboard()).toBe('—')
    await expect(rpc.call('cases.logReply', { id: review.id, text: '好评返现 5 元' })).rejects.toThrow(/refused/)
    expect(await copies()).toEqual(before)
  })

  test('T6: a template whose blank was filled with a contact is not copied either', async () => {
    const before = await copies()
    await press(page, 'Escape', '/')
    await expect.poll(() => focusedId(page)).toBe('template-search')
    await page.keyboard.insertText('问题已处理')
    await expect(page.getByTestId('template-list').getByRole('option').first()).toContainText('问题已处理')
    await press(page, 'Enter')
    await expect.poll(() => focusedId(page)).toBe('fill-what')
    await page.keyboard.insertText('退款加微信yunjian88')
    await press(page, 'Enter')
    await expect(page.getByTestId('toast').filter({ hasText: '微信yunjian88' }).first()).toBeVisible()
    expect(await clipboard()).toBe('—')
    expect(await copies()).toEqual(before)
    await press(page, 'Escape', 'Escape')
    await write('好')
  })

  test('P8: the coach opens by key beside the reply, and Esc goes back to it', async () => {
    await press(page, 'Alt+c')
    await expect(page.getByTestId('coach')).toContainText('愤怒型')
    await press(page, 'Escape')
    await expect(page.getByTestId('coach')).toHaveCount(0)
    await expect.poll(() => focusedId(page)).toBe('reply-text')
  })

  test('P8: a supervisor adds a phrase to the list with its reason and better words; it is marked in the next reply, and a removed one no longer is', async () => {
    await goTo(page, 'l', 'policies')
    await page.getByTestId('document-policy:coach').click()
    const list = page.getByTestId('phrase-list')
    await expect(list).toContainText('不可能、怎么可能')
    await page.getByTestId('phrase-new').click()
    await expect.poll(() => focusedId(page)).toBe('phrase-words')
    await page.getByTestId('phrase-words').fill('亲爱哒；么么哒')
    // a gap is named, and nothing is put in
    await press(page, 'Enter')
    await expect(page.getByTestId('phrase-dialog')).toContainText('要填')
    for (const [field, words] of [['reason-zh', '太随便，像没当回事'], ['reason-en', 'Too familiar'], ['better-zh', '您好'], ['better-en', 'hello']] as const) await page.getByTestId(`phrase-${field}`).fill(words)
    await shot(page, 'coach-phrase-dialog-zh')
    expect(await violations(page)).toEqual([])
    await press(page, 'Enter')
    await expect(page.getByTestId('phrase-dialog')).toBeHidden()
    await page.getByTestId('phrase-search').fill('亲爱哒')
    await expect(list.getByRole('listitem')).toHaveCount(1)
    await expect(list).toContainText('换成：您好')
    await expect(page.getByTestId('policy-state')).toContainText('有未保存的改动')
    await shot(page, 'coach-phrases-zh')
    expect(await overflowing(page)).toEqual([])
    expect(await violations(page)).toEqual([])
    await press(page, 'Control+s')
    await expect(page.getByTestId('policy-state')).toContainText('没有改动')
    // one that ships is taken out
    await page.getByTestId('phrase-search').fill('稍安勿躁')
    await list.getByRole('listitem').getByRole('button').click()
    await page.getByTestId('phrase-remove').click()
    await expect(list).toContainText('没有找到')
    await press(page, 'Control+s')
    await expect(page.getByTestId('policy-state')).toContainText('没有改动')
    await noticesGone(page)
    await goTo(page, 's', 'case')
    await write('抱歉，看到了。亲爱哒，稍安勿躁')
    await expect(finding('forbidden')).toHaveCount(1)
    await expect(finding('forbidden')).toContainText('太随便')
    await expect(page.getByTestId('reply-marks').locator('mark')).toHaveText('亲爱哒')
    await press(page, 'Alt+w')
    await expect(box()).toHaveValue('抱歉，看到了。您好，稍安勿躁')
  })

  test('U3: looks in both languages and themes, wide and as a sidecar', async () => {
    await noticesGone(page)
    for (const [locale, theme] of [['zh', 'light'], ['en', 'dark']] as const) {
      if (locale === 'en') {
        await launched.close()
        launched = await launchApp({ locale: 'en', theme: 'dark', userData: join(folder, 'user'), dataDir: join(folder, 'data') })
        page = launched.page
        const signIn = page.getByTestId('sign-in-staff-张敏')
        await signIn.or(page.getByTestId('queue-list')).first().waitFor()
        if (await signIn.isVisible()) await signIn.press('Enter')
        await page.getByTestId('queue-list').waitFor()
        await page.getByTestId('queue-list').getByRole('option').first().waitFor()
        // the language is that of the data folder's person, not of the system
        await page.getByTestId('status-bar').getByText('中 / EN').click()
        await expect(page.getByTestId('pane-queue')).toHaveAttribute('aria-label', 'My queue')
        await goTo(page, 'q', 'queue')
        await press(page, 'Home', 'Enter')
        await expect.poll(() => focusedId(page)).toBe('pane-case')
      }
      await resize(launched.app, page, 1366, 768)
      await write(locale === 'zh' ? '这不可能，不归我们管。加我微信 yunjian88，改评价送您红包，保证明天到' : 'That is impossible and not our problem. Add me on WeChat, and get a gift card for five stars.')
      await expect(finding('messenger')).toBeVisible()
      await shot(page, `coach-findings-${locale}-${theme}`)
      expect(await overflowing(page)).toEqual([])
      expect(await violations(page)).toEqual([])
      await press(page, 'Alt+c')
      await expect(page.getByTestId('coach')).toBeVisible()
      await shot(page, `coach-open-${locale}-${theme}`)
      expect(await violations(page)).toEqual([])
      await press(page, 'Escape')
      await resize(launched.app, page, 700, 900)
      await expect(finding('messenger')).toBeVisible()
      await shot(page, `coach-sidecar-${locale}-${theme}`)
      expect(await overflowing(page)).toEqual([])
    }
  })
})
