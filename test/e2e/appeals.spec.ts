import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import type { Page } from '@playwright/test'
import { expect, test } from '@playwright/test'
import type { LaunchedApp } from './support/app'
import { resultsDir, root } from './support/app'
import { answerSave, chooseByKeys, fillByKeys, focusedId, goTo, tabTo } from './support/desk'
import { foundedShop, type FoundedShop } from './support/founded'
import { overflowing, resize, violations } from './support/looks'
import type { PageRpc } from './support/rpc'

interface Appeal {
  readonly id: string
  readonly appealNo: string
  readonly status: string
  readonly type: string
  readonly claimedCents: number | null
  readonly recoveredCents: number | null
  readonly evidence: readonly { readonly linkId: string; readonly caption: string }[]
}

/** The appeal register by keyboard (A8), in a shop founded a minute ago. The tests follow one another. */
test.describe.serial('appeals', () => {
  const orderNo = '2849105533670421876'
  const photo = (name: string): string => join(root, 'test', 'fixtures', 'photos', name)
  let shop: FoundedShop
  let launched: LaunchedApp
  let page: Page
  let rpc: PageRpc
  let caseId: string

  test.beforeAll(async () => {
    shop = await foundedShop('appeals')
    ;({ launched, page, rpc } = shop)
    await resize(launched.app, page, 1366, 768)
    await rpc.call('imports.orders', { path: join(root, 'test', 'fixtures', 'imports', 'made', 'taobao-2017-with-faults.csv'), platform: 'taobao' })
  })
  test.afterAll(async () => {
    await shop.end()
  })

  const press = async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key)
  }
  const toast = (words: string | RegExp) => page.getByTestId('toast').filter({ hasText: words })
  const dialog = () => page.getByTestId('appeal-dialog')
  const drawer = () => page.getByTestId('appeal-drawer')
  const look = (name: string): Promise<unknown> => page.screenshot({ path: join(resultsDir, `appeals-${name}.png`) })
  const appeals = async (): Promise<readonly Appeal[]> => (await rpc.call<{ rows: readonly Appeal[] }>('appeals.list', {})).rows
  const captions = async (): Promise<string[]> => dialog().getByTestId('appeal-caption').evaluateAll((fields) => fields.map((field) => (field as unknown as { value: string }).value))

  test('A8: an empty register says how to begin', async () => {
    await goTo(page, 'z', 'appeals')
    await expect(page.getByTestId('pane-appeals')).toContainText('还没有申诉')
    await look('empty')
    expect(await violations(page)).toEqual([])
  })

  test('A8: from a case with Shift+A: order, waybill, buyer, amount and evidence are there; captions and order by keys', async () => {
    caseId = (await rpc.call<{ id: string }>('cases.create', { kind: 'refund-only', buyerNick: '云间客_88', orderNo, waybill: 'SF1390027745711' })).id
    await rpc.call('photos.addFiles', { paths: [photo('flower.jpg')], caseId, slot: 'chat-screenshot' })
    await rpc.call('photos.addFiles', { paths: [photo('example.heic')], caseId, slot: 'goods-with-label' })
    await goTo(page, 'q', 'queue')
    await page.getByTestId('queue-list').getByRole('option').filter({ hasText: '云间客_88' }).click()
    await expect(page.getByTestId('pane-case')).toContainText('云间客_88')
    await press('Shift+A')
    await expect(dialog()).toBeVisible()
    await expect(dialog().getByTestId('appeal-order')).toHaveValue(orderNo)
    await expect(dialog().getByTestId('appeal-waybill')).toHaveValue('SF1390027745711')
    await expect(dialog().getByTestId('appeal-buyer')).toHaveValue('云间客_88')
    await expect(dialog().getByTestId('appeal-claimed')).toHaveValue('1,311.00')
    await expect(dialog().getByTestId('appeal-demands')).toContainText('举证 2/4')
    expect(await captions()).toEqual(['商品与面单合照', '聊天截图'])
    await fillByKeys(page, 'appeal-platform-no', 'SS-20261126-01')
    await tabTo(page, 'appeal-statement')
    await page.keyboard.insertText('买家 13912345678 退回的不是本店商品，快递证明签收无误。')
    await tabTo(page, 'appeal-caption')
    await press('Alt+ArrowDown')
    await expect.poll(captions).toEqual(['聊天截图', '商品与面单合照'])
    // the focus goes with the piece
    await expect.poll(() => page.evaluate<string>(`document.activeElement?.value ?? ''`)).toBe('商品与面单合照')
    await press('End')
    await page.keyboard.insertText('（退回件）')
    await press('Alt+ArrowUp')
    await expect.poll(captions).toEqual(['商品与面单合照（退回件）', '聊天截图'])
    await look('from-case')
    expect(await violations(page)).toEqual([])
    await press('Control+Enter')
    await expect(dialog()).toBeHidden()
    await expect(toast(/已登记申诉 P-/)).toBeVisible()
    expect(await appeals()).toMatchObject([{ status: 'draft', type: 'goods', claimedCents: 131_100, evidence: [{ caption: '商品与面单合照（退回件）' }, { caption: '聊天截图' }] }])
    await expect(page.getByTestId('pane-case')).toContainText('登记申诉')
  })

  test('A8: Ctrl+Z takes a registration back; alone, a photo is found by its buyer and pressed in', async () => {
    await press('Control+z')
    await expect.poll(async () => (await appeals()).length).toBe(0)
    await press('Shift+Y')
    await expect(dialog()).toBeVisible()
    await chooseByKeys(page, 'appeal-type', '评价')
    await fillByKeys(page, 'appeal-find', '云间客_88')
    await press('Enter')
    const thumbs = dialog().getByTestId('appeal-photos').locator('button')
    await expect(thumbs).toHaveCount(2)
    await thumbs.first().focus()
    await press('Space')
    await expect(thumbs.first()).toHaveAttribute('aria-pressed', 'true')
    expect(await captions()).toHaveLength(1)
    await press('Escape')
    await expect(dialog()).toBeHidden()
    expect(await appeals()).toHaveLength(0)
  })

  test('A8: registered again, it stands in the list with its deadline; the details are opened and edited by keyboard', async () => {
    await goTo(page, 'q', 'queue')
    await press('Shift+A')
    await expect(dialog().getByTestId('appeal-demands')).toContainText('举证 2/4')
    await press('Control+Enter')
    await expect(dialog()).toBeHidden()
    // the dialog gives the focus back first
    await expect.poll(() => page.evaluate(`document.activeElement?.closest('[data-pane]')?.getAttribute('data-pane') ?? ''`)).toBe('queue')
    await goTo(page, 'z', 'appeals')
    await expect(page.getByTestId('appeals-grid')).toContainText(/剩 [23] 天/)
    await expect(page.getByTestId('appeals-sums')).toContainText('¥1,311.00')
    await press('j', 'Enter')
    await expect(drawer()).toBeVisible()
    await expect(drawer()).toContainText('商品与面单合照')
    await press('Shift+E')
    await expect(dialog()).toBeVisible()
    await fillByKeys(page, 'appeal-platform-no', 'SS-20261126-01')
    await tabTo(page, 'appeal-statement')
    await page.keyboard.insertText('买家 13912345678 退回的不是本店商品，快递证明签收无误。')
    await press('Control+Enter')
    await expect(dialog()).toBeHidden()
    await expect(drawer()).toContainText('SS-20261126-01')
    await look('drawer')
    expect(await violations(page)).toEqual([])
  })

  test('A8, R7: Shift+Z makes the pack; opened again every file has the hash of its manifest, phones are masked, and the pack is noted', async () => {
    const path = join(shop.folder, '举证包.zip')
    await answerSave(launched.app, path)
    await drawer().focus()
    await press('Shift+Z')
    await expect(toast(/举证包 P-.* 已生成，共 5 个文件/)).toBeVisible()
    const files = unzipSync(await readFile(path))
    const [, ...lines] = new TextDecoder().decode(files['manifest.csv']).replace(/^\ufeff/, '').trimEnd().split('\r\n')
    expect(lines.map((line) => line.split(',')[0])).toEqual(Object.keys(files).filter((name) => name !== 'manifest.csv'))
    for (const line of lines) {
      const [name = '', , size, hash] = line.split(',')
      const bytes = files[name] ?? new Uint8Array()
      expect({ name, size: String(bytes.length), hash: createHash('sha256').update(bytes).digest('hex') }).toEqual({ name, size, hash })
    }
    const [paper = ''] = Object.keys(files).filter((name) => name.endsWith('.pdf'))
    expect(new TextDecoder('latin1').decode(files[paper]?.slice(0, 5))).toBe('%PDF-')
    expect(await readFile(path.replace('.zip', '.pdf'))).toEqual(Buffer.from(files[paper] ?? new Uint8Array()))
    await writeFile(join(resultsDir, 'appeals-pack.pdf'), files[paper] ?? new Uint8Array())
    const [text = ''] = Object.keys(files).filter((name) => name.endsWith('.txt'))
    expect(new TextDecoder().decode(files[text])).toContain('139****5678')
    await expect(drawer().getByTestId('appeal-packs')).toContainText('举证包.zip')
  })

  test('A8: submitted, then won with its amount; the case and the sums know it, and Ctrl+Z takes the decision back', async () => {
    const status = page.getByTestId('appeal-status-dialog')
    await drawer().focus()
    await press('Shift+S')
    await expect(status).toBeVisible()
    await expect(status.getByTestId('appeal-next-status')).toContainText('已提交')
    await press('Control+Enter')
    await expect(status).toBeHidden()
    await expect(drawer()).toContainText('已提交')
    await drawer().focus()
    await press('Shift+S')
    await expect(status.getByTestId('appeal-next-status')).toContainText('申诉成立')
    await expect(status.getByTestId('appeal-recovered')).toHaveValue('1,311.00')
    await fillByKeys(page, 'appeal-recovered', '100')
    await press('Control+Enter')
    await expect(status).toContainText('少于申诉金额')
    await look('status')
    expect(await violations(page)).toEqual([])
    await chooseByKeys(page, 'appeal-next-status', '部分成立')
    await tabTo(page, 'appeal-result')
    await page.keyboard.insertText('平台支持商家，退回部分货款')
    await press('Control+Enter')
    await expect(status).toBeHidden()
    await expect(drawer().getByTestId('appeal-drawer-recovered')).toHaveText('¥100.00')
    await expect(page.getByTestId('appeals-sums')).toContainText('¥100.00')
    const { timeline } = await rpc.call<{ timeline: readonly { type: string; data: Record<string, unknown> }[] }>('cases.get', { id: caseId })
    expect(timeline.filter(({ type }) => type.startsWith('appeal-')).map(({ type }) => type)).toEqual(['appeal-opened', 'appeal-removed', 'appeal-opened', 'appeal-packed', 'appeal-status', 'appeal-status'])
    await expect(page.getByTestId('pane-case')).toContainText('平台支持商家')
    await drawer().focus()
    await press('Control+z')
    await expect(drawer().getByTestId('appeal-drawer-recovered')).toHaveText('—')
    await press('Shift+S')
    await expect(status.getByTestId('appeal-recovered')).toHaveValue('1,311.00')
    await press('Control+Enter')
    await expect(drawer().getByTestId('appeal-drawer-recovered')).toHaveText('¥1,311.00')
    expect(await appeals()).toMatchObject([{ status: 'won', recoveredCents: 131_100 }])
    await press('Escape')
    await expect(drawer()).toBeHidden()
    await expect.poll(() => focusedId(page)).not.toBe('')
  })

  for (const [language, theme, width] of [['zh', 'light', 1366], ['zh', 'dark', 1366], ['en', 'dark', 1366], ['en', 'light', 700]] as const) {
    test(`U3: register, details and form with hundreds of rows in ${language}, ${theme}, ${width} pixels wide: accessible and nothing too wide`, async () => {
      test.slow()
      if ((await appeals()).length < 100) {
        for (let at = 0; at < 300; at += 1) {
          await rpc.call('appeals.create', {
            type: (['goods', 'freight', 'review'] as const)[at % 3], buyerNick: at === 7 ? '名字特别特别长的买家昵称_'.repeat(6) : `买家${at}`, orderNo: `28491055336704${at}`, platformNo: `SS-${at}`, waybill: at === 7 ? `SF${'1'.repeat(90)}` : null,
            statement: at === 7 ? '很长的陈述。'.repeat(400) : null, claimedCents: at === 7 ? 123_456_789_000 : 100 * at, deadlineAt: Date.now() + (at - 150) * 3_600_000, evidence: [],
          })
        }
      }
      await resize(launched.app, page, width, 768)
      await page.evaluate(`window.workstation.setTheme('${theme}')`)
      await expect.poll(() => page.evaluate(`document.documentElement.dataset.theme`)).toBe(theme)
      const english = (): Promise<boolean> => page.evaluate<string>(`document.documentElement.lang`).then((lang) => lang.startsWith('en'))
      if ((await english()) !== (language === 'en')) await page.getByTestId('switch-language').click()
      await expect.poll(english).toBe(language === 'en')
      const judge = async (name: string): Promise<void> => {
        await look(`${name}-${language}-${theme}-${width}`)
        expect(await violations(page)).toEqual([])
        expect(await overflowing(page)).toEqual([])
      }
      await goTo(page, 'z', 'appeals')
      const grid = page.getByTestId('appeals-grid')
      await expect(grid.getByRole('row').nth(5)).toBeVisible()
      await judge('list')
      await page.getByTestId('appeals-search').fill('SS-7')
      await expect(grid).toContainText('名字特别')
      await grid.focus()
      await press('Home', 'Enter')
      await expect(drawer()).toBeVisible()
      await judge('drawer')
      await press('Shift+E')
      await expect(dialog()).toBeVisible()
      await judge('form')
      await press('Escape')
      await expect(dialog()).toBeHidden()
      await drawer().focus()
      await press('Escape')
      await page.getByTestId('appeals-search').fill('')
      await grid.focus()
    })
  }
})
