import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { launchApp, root, temporaryFolder, type LaunchedApp } from './support/app'
import { focusedId, goTo, noticesGone, press, shot } from './support/desk'
import { overflowing, resize, violations } from './support/looks'
import { pageRpc, type PageRpc } from './support/rpc'

/** Replies by keyboard: what a copy does besides, its limit and parts, its check, its picture (T1, T4, T5, T6). */

interface CaseFacts {
  readonly id: string
  readonly caseNo: string
  readonly buyerNick: string
  readonly status: string
  readonly nextAction: string | null
  readonly memo: string | null
  readonly clocks: readonly { readonly name: string; readonly state: string }[]
  readonly timeline: readonly { readonly type: string; readonly text: string | null; readonly data: Readonly<Record<string, unknown>> }[]
}

test.describe.configure({ mode: 'serial' })
test.describe('replies', () => {
  let launched: LaunchedApp
  let page: Page
  let rpc: PageRpc
  let folder: string
  let damaged: CaseFacts
  let bare: CaseFacts
  let byPhone: CaseFacts

  test.beforeAll(async () => {
    folder = await temporaryFolder('replies')
    launched = await launchApp({ locale: 'zh-CN', theme: 'light', userData: join(folder, 'user') })
    page = launched.page
    const first = await pageRpc(page)
    await first.call('session.setUp', { dataDir: join(folder, 'data'), shop: { name: '云间旗舰店', platform: 'taobao' }, staff: { name: '张敏' } })
    damaged = await first.call('cases.create', { kind: 'damaged', buyerNick: '云间客_88', orderNo: '2026112000088821', waybill: 'SF1204880147', note: '杯子碎了' })
    bare = await first.call('cases.create', { kind: 'damaged', buyerNick: '无单号的买家', note: '没有订单号' })
    byPhone = await first.call('cases.create', { kind: 'damaged', channel: 'phone', buyerNick: '电话买家', orderNo: '2026112000088822', waybill: 'SF1204880148', note: '打电话来的' })
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
  const look = (found: CaseFacts): Promise<CaseFacts> => rpc.call('cases.get', { id: found.id })
  const copies = async (found: CaseFacts) => (await look(found)).timeline.filter((event) => event.type === 'reply-copied')
  const deed = (name: string) => page.getByTestId('template-preview').getByTestId(`deed-${name}`)

  async function open(found: CaseFacts): Promise<void> {
    await press(page, 'Escape')
    await goTo(page, 'q', 'queue')
    await expect.poll(() => focusedId(page)).toBe('queue-list')
    await page.getByTestId('queue-list').getByRole('option').filter({ hasText: found.buyerNick }).click()
    const pane = page.getByTestId('pane-case')
    await expect(pane).toHaveAttribute('aria-label', found.caseNo)
  }
  async function search(words: string, title: string): Promise<void> {
    await press(page, '/')
    await expect.poll(() => focusedId(page)).toBe('template-search')
    await press(page, 'Control+a')
    await page.keyboard.insertText(words)
    await expect(page.getByTestId('template-list').locator('[aria-selected="true"]')).toContainText(title)
  }

  test('T4: the preview says what a copy does, one key does all of it, and one undo takes all of it back', async () => {
    await open(damaged)
    await search('运费 承担', '运费·我们承担')
    await expect(page.getByTestId('template-preview')).toContainText('复制并')
    await expect(deed('status')).toContainText(/等买家 · .*再看/)
    await shot(page, 'replies-deeds-zh-light')
    await press(page, 'Enter')
    await expect.poll(async () => (await look(damaged)).status).toBe('waiting-buyer')
    expect(await look(damaged)).toMatchObject({ nextAction: '等买家寄回和寄件凭证' })
    expect(await clipboard()).toContain('这次的运费由我们承担')
    await press(page, 'Control+z')
    await expect.poll(async () => (await look(damaged)).status).toBe('new')
    const after = await look(damaged)
    expect(after).toMatchObject({ nextAction: null })
    expect(after.clocks.find((clock) => clock.name === 'first-response')?.state).toBe('running')
    expect(after.timeline.filter((event) => event.type === 'undone').map((event) => event.data['type'])).toEqual(['status', 'reply-copied'])
    await expect(page.getByTestId('case-timeline')).toContainText('运费·我们承担')
  })

  test('T4: what a copy does can be left out for this once', async () => {
    await search('运费 承担', '运费·我们承担')
    await deed('status').click()
    await expect(deed('status')).toHaveAttribute('aria-pressed', 'false')
    await page.getByTestId('template-copy').click()
    await expect.poll(async () => (await copies(damaged)).length).toBe(2)
    expect((await look(damaged)).status).toBe('working')
    // the next time it is done again
    await search('运费 承担', '运费·我们承担')
    await expect(deed('status')).toHaveAttribute('aria-pressed', 'true')
    await press(page, 'Escape')
  })

  test('T4: a text put into the reply box takes along what it does', async () => {
    await search('已延长', '已延长收货时间')
    await press(page, 'Control+Enter')
    await expect(page.getByTestId('reply-text')).toHaveValue(/延长10天/)
    await expect(page.getByTestId('pane-case').getByTestId('deed-memo')).toContainText('加备注：已延长收货10天')
    await press(page, 'Control+Enter')
    await expect.poll(async () => (await look(damaged)).memo).toBe('已延长收货10天')
    expect((await look(damaged)).timeline.some((event) => event.type === 'clock-event' && event.data['event'] === 'trade-extended')).toBe(true)
    // in the box itself the key takes back what was typed
    await press(page, 'Escape', 'Control+z')
    await expect.poll(async () => (await look(damaged)).memo).toBe(null)
  })

  test('T4: a status that may not be set is refused in words, and nothing is copied', async () => {
    await open(bare)
    await clear()
    await search('运费 承担', '运费·我们承担')
    await press(page, 'Enter')
    await expect(page.getByText('没有复制：状态不能这样改')).toBeVisible()
    await expect(page.getByText(/请先填写：订单号/)).toBeVisible()
    await shot(page, 'replies-refused-zh-light')
    expect(await clipboard()).toBe('—')
    expect(await copies(bare)).toEqual([])
    await press(page, 'Escape')
  })

  test('T1: a reply over the limit of its channel is copied in parts, each logged, nothing cut', async () => {
    await open(byPhone)
    await search('超时致歉', '催发货·超时致歉')
    await press(page, 'Enter')
    await expect.poll(() => focusedId(page)).toBe('fill-why')
    await press(page, 'ArrowDown', 'Enter')
    await expect.poll(() => focusedId(page)).toBe('fill-day')
    await press(page, 'ArrowDown')
    await expect(page.getByTestId('template-too-long')).toContainText('75/70 字，超过短信上限，分 2 段复制')
    await expect(page.getByTestId('template-copy')).toContainText('复制 1/2')
    await shot(page, 'replies-parts-zh-light')
    await press(page, 'Enter')
    await expect(page.getByText('已复制第 1 段，共 2 段')).toBeVisible()
    const one = await clipboard()
    await expect(page.getByTestId('template-copy')).toContainText('复制 2/2')
    await press(page, 'Enter')
    await expect.poll(async () => (await copies(byPhone)).length).toBe(2)
    const two = await clipboard()
    expect(one + two).toBe('很抱歉，订单2026112000088822没有按时发出，原因是仓库爆单。我已加急，预计今天发出；如果您不方便等，也可以换一款或者退款，您看哪种合适？')
    expect(one.endsWith('预计今天发出；')).toBe(true)
    const [first, second] = await copies(byPhone)
    expect([first?.text, second?.text]).toEqual([one, two])
    expect([first?.data['templateId'], second?.data['templateId']]).toEqual([null, 'chase-late'])
    await expect(page.getByTestId('case-timeline')).toContainText('2/2')
    // as one types, too
    await press(page, 'r')
    await expect.poll(() => focusedId(page)).toBe('reply-text')
    await page.keyboard.insertText('请您把外箱和里面的商品都拍一下。'.repeat(5))
    await expect(page.getByTestId('reply-too-long')).toContainText('80/70 字')
    await shot(page, 'replies-typed-parts-zh-light')
    await press(page, 'Control+a', 'Delete')
  })

  test('T6: what is filled in is checked as it is typed, and what no reply may hold is not copied', async () => {
    await open(damaged)
    await clear()
    await search('理赔中', '理赔中·不影响给您的处理')
    await press(page, 'Enter')
    await expect.poll(() => focusedId(page)).toBe('fill-remedy')
    await page.keyboard.insertText('加我微信 yunjian88')
    await expect(page.getByTestId('template-checks').locator('[data-rule="messenger"]')).toContainText('不能发')
    await expect(page.getByTestId('template-preview').getByTestId('reply-mark')).toContainText('微信 yunjian88')
    await shot(page, 'replies-check-zh-light')
    await press(page, 'Enter')
    await expect(page.getByText('没有复制：这段话不能发')).toBeVisible()
    expect(await clipboard()).toBe('—')
    await press(page, 'Escape', 'Escape')
  })

  test('T1: an amount is checked in words as it is typed, and written as the language writes it', async () => {
    await open(damaged)
    await search('改址 先说明', '在途改址·先说明费用')
    await press(page, 'Enter')
    await expect.poll(() => focusedId(page)).toBe('fill-fee')
    await page.keyboard.insertText('十二块')
    await expect(page.getByTestId('fill-problem-fee')).toHaveText('请填金额，例如 12.50')
    await shot(page, 'replies-amount-zh-light')
    await press(page, 'Control+a')
    await page.keyboard.insertText('12.5')
    await expect(page.getByTestId('fill-problem-fee')).toHaveCount(0)
    await press(page, 'Enter')
    await expect.poll(() => focusedId(page)).toBe('fill-payer')
    await press(page, 'ArrowDown', 'Enter')
    await expect.poll(clipboard).toContain('快递要收改派费¥12.50，由您承担')
    // the last undo takes it back, as it does every copy
    await press(page, 'Escape', 'Control+z')
    await expect.poll(async () => (await look(damaged)).timeline.at(-1)?.type).toBe('undone')
  })

  test('T5: a photo of the data folder goes onto the clipboard as a picture; anything else does not', async () => {
    const added = await rpc.call<readonly { readonly photo: { readonly sha256: string } | null }[]>('photos.addFiles', { paths: [join(root, 'test', 'fixtures', 'photos', 'flower.jpg')], caseId: damaged.id })
    const sha256 = added[0]?.photo?.sha256 ?? ''
    const write = (hash: string): Promise<boolean | string> => page.evaluate(`window.workstation.writeClipboardImage('${hash}').catch((error) => error.message)`)
    expect(await write(sha256)).toBe(true)
    const bytes = await page.evaluate<number>('window.workstation.readClipboardImage().then((found) => found?.length ?? 0)')
    expect(bytes).toBeGreaterThan(1000)
    expect(await write('f'.repeat(64))).toBe(false)
    expect(await write('../../etc/passwd')).toMatch(/^bad-argument: /)

    // a template with that picture: the text first, the picture on the next key, both logged
    const draft = { group: 'opening', titleZh: '安装示意图', titleEn: 'How to fit it', bodyZh: '安装步骤请看图，按图上的顺序来就行。', bodyEn: 'Please see the picture for the steps.', kinds: [], step: null, tags: ['示意图'], platforms: [], actions: null, imageId: sha256 }
    await rpc.call('templateLibrary.save', { id: null, layer: 'team', draft, basedOn: null })
    await page.reload()
    await page.getByTestId('template-list').waitFor()
    rpc = await pageRpc(page)
    await open(damaged)
    await search('安装示意', '安装示意图')
    await press(page, 'Enter')
    await expect(page.getByText(/这条话术带一张图.*Alt\+?I/)).toBeVisible()
    expect(await clipboard()).toBe('安装步骤请看图，按图上的顺序来就行。')
    await press(page, 'Alt+i')
    await expect(page.getByText('图片已复制，去聊天窗口粘贴')).toBeVisible()
    expect(await page.evaluate<number>('window.workstation.readClipboardImage().then((found) => found?.length ?? 0)')).toBe(bytes)
    await expect.poll(async () => (await look(damaged)).timeline.at(-1)).toMatchObject({ type: 'picture-copied', data: { photoId: sha256 } })
    await expect(page.getByTestId('case-timeline')).toContainText('复制了图片')
    // edited in the reply box first: its picture is offered all the same
    await search('安装示意', '安装示意图')
    await expect(page.getByTestId('template-preview').getByTestId('template-picture').locator('img')).toBeVisible()
    await press(page, 'Control+Enter')
    await expect(page.getByTestId('reply-text')).toHaveValue('安装步骤请看图，按图上的顺序来就行。')
    await page.getByTestId('reply-text').fill('安装步骤请看图。')
    await press(page, 'Control+Enter')
    await expect(page.getByTestId('reply-text')).toHaveValue('')
    await press(page, 'Alt+i')
    const logged = async (): Promise<readonly string[]> => (await look(damaged)).timeline.slice(-2).map((event) => event.type)
    await expect.poll(logged).toEqual(['reply-copied', 'picture-copied'])
  })

  test('U3, T1: looks in both languages and themes, wide and as a sidecar; a Chinese buyer is answered in Chinese in an English window', async () => {
    await noticesGone(page)
    for (const [locale, theme] of [['zh', 'light'], ['en', 'dark']] as const) {
      if (locale === 'en') {
        await launched.close()
        launched = await launchApp({ locale: 'en', theme: 'dark', dataDir: join(folder, 'data') })
        page = launched.page
        const signIn = page.getByTestId('sign-in-staff-张敏')
        await signIn.or(page.getByTestId('queue-list')).first().waitFor()
        if (await signIn.isVisible()) await signIn.press('Enter')
        await page.getByTestId('queue-list').waitFor()
        rpc = await pageRpc(page)
      }
      await resize(launched.app, page, 1366, 768)
      await open(byPhone)
      await search('运费 承担', locale === 'zh' ? '运费·我们承担' : 'Freight, we pay')
      await expect(page.getByTestId('template-preview')).toContainText('这次的运费由我们承担')
      await expect(page.getByTestId('template-preview').getByTestId('deed-status')).toBeVisible()
      await shot(page, `replies-${locale}-${theme}`)
      expect(await overflowing(page)).toEqual([])
      expect(await violations(page)).toEqual([])
      await press(page, 'Control+Enter')
      await expect(page.getByTestId('reply-text')).toHaveValue(/这次的运费/)
      await shot(page, `replies-box-${locale}-${theme}`)
      expect(await violations(page)).toEqual([])
      await resize(launched.app, page, 700, 900)
      await expect(page.getByTestId('pane-case').getByTestId('deed-status')).toBeVisible()
      await shot(page, `replies-sidecar-${locale}-${theme}`)
      expect(await overflowing(page)).toEqual([])
      await page.getByTestId('reply-text').focus()
      await press(page, 'Control+a', 'Delete')
      await resize(launched.app, page, 1366, 768)
    }
  })
})
