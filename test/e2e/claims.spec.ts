import { createHash } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import type { Page } from '@playwright/test'
import { expect, test } from '@playwright/test'
import { launchApp, resultsDir, root, temporaryFolder, type LaunchedApp } from './support/app'
import { answerSave, chooseByKeys, fillByKeys, focusedId, goTo, noticesGone } from './support/desk'
import { foundedShop, type FoundedShop } from './support/founded'
import { CountingKeyboard, report, typistSeconds } from './support/key-count'
import { overflowing, resize, violations } from './support/looks'
import { pageRpc, type PageRpc } from './support/rpc'

interface Claim {
  readonly id: string
  readonly claimNo: string
  readonly status: string
  readonly amountCents: number
  readonly counterparty: string
  readonly counterpartyName: string | null
  readonly monthlyAccount: string | null
  readonly products: readonly { readonly title: string; readonly quantity: number }[]
  readonly demandsMet: readonly string[]
  readonly filedOn: string | null
  readonly aliases: readonly string[]
}

/** The claim log by keyboard (L1–L4) and where money is about to be lost (M8), in a shop founded a minute ago. The tests follow one another. */
test.describe.serial('claims', () => {
  const orderNo = '2849105533670421876'
  const waybill = 'SF1390027745711'
  const photo = (name: string): string => join(root, 'test', 'fixtures', 'photos', name)
  let shop: FoundedShop
  let launched: LaunchedApp
  let page: Page
  let rpc: PageRpc
  let keyboard: CountingKeyboard

  test.beforeAll(async () => {
    shop = await foundedShop('claims')
    ;({ launched, page, rpc } = shop)
    keyboard = new CountingKeyboard(page)
    await resize(launched.app, page, 1366, 768)
    const couriers = await rpc.call<{ id: string; rates: unknown }[]>('masters.couriers')
    const { rates: _rates, ...sf } = couriers.find(({ id }) => id === 'sf') ?? { id: '', rates: [] }
    await rpc.call('masters.courierSave', { ...sf, monthlyAccount: '5710012345' })
    await rpc.call('imports.orders', { path: join(root, 'test', 'fixtures', 'imports', 'made', 'taobao-2017-with-faults.csv'), platform: 'taobao' })
  })
  test.afterAll(async () => {
    await shop.end()
  })

  const press = async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key)
  }
  const toast = (words: string | RegExp) => page.getByTestId('toast').filter({ hasText: words })
  const dialog = () => page.getByTestId('claim-dialog')
  const drawer = () => page.getByTestId('claim-drawer')
  const look = (name: string): Promise<unknown> => page.screenshot({ path: join(resultsDir, `claims-${name}.png`) })
  const claims = async (): Promise<readonly Claim[]> => (await rpc.call<{ rows: readonly Claim[] }>('claims.list', {})).rows
  /** The case becomes the one on screen, as a click in the queue would make it. */
  async function openCase(buyerNick: string, input: Record<string, unknown>): Promise<string> {
    const { id, caseNo } = await rpc.call<{ id: string; caseNo: string }>('cases.create', { kind: 'damaged', buyerNick, ...input })
    await goTo(page, 'q', 'queue')
    await page.getByTestId('queue-list').getByRole('option').filter({ hasText: buyerNick }).click()
    await expect(page.getByTestId('pane-case')).toHaveAttribute('aria-label', caseNo)
    return id
  }

  test('L1: from a case two keys register a claim, in under 15 seconds for a typist: waybill, courier, account, goods, amount and evidence are there', async () => {
    const id = await openCase('云间客_88', { orderNo, waybill })
    await rpc.call('photos.addFiles', { paths: [photo('flower.jpg')], caseId: id, slot: 'inner-goods' })
    await expect(page.getByTestId('case-evidence').locator('img').first()).toBeVisible()
    keyboard.take()
    await keyboard.press('c')
    await expect(dialog()).toBeVisible()
    await expect(dialog().getByTestId('claim-courier')).toHaveValue('顺丰速运')
    await expect(dialog().getByTestId('claim-goods')).toHaveValue('1,311.00')
    await expect(dialog().getByTestId('claim-evidence').locator('button')).toHaveCount(1)
    await expect(dialog().getByTestId('claim-demands')).toContainText('材料 1/5')
    await expect(dialog()).toContainText('5710012345')
    await look('from-case')
    await keyboard.press('Control+Enter')
    await expect(dialog()).toBeHidden()
    await expect(toast(/已登记理赔 L-.*¥1,311\.00/)).toBeVisible()
    const keys = keyboard.take()
    expect(keys).toEqual({ strokes: 2, typed: 0 })
    // asking for the form, reading what it holds, filing
    expect(typistSeconds(keys, 3)).toBeLessThan(15)
    await report('L1, a claim from a case', keys)
    const [claim] = await claims()
    expect(claim).toMatchObject({ status: 'filed', amountCents: 131_100, monthlyAccount: '5710012345' })
    expect(claim?.products.map(({ quantity }) => quantity)).toEqual([4])
  })

  test('L1: alone, on a supplier by name, with other numbers and goods, by keyboard', async () => {
    keyboard.take()
    await keyboard.press('Shift+C')
    await expect(dialog()).toBeVisible()
    await fillByKeys(page, 'claim-waybill', 'YT8804411992031')
    await chooseByKeys(page, 'claim-party', '第三方仓库')
    await fillByKeys(page, 'claim-party-name', '云仓甲')
    await chooseByKeys(page, 'claim-reason', '短少')
    await fillByKeys(page, 'claim-goods', '88')
    await press('Alt+m')
    await expect.poll(() => focusedId(page)).toBe('claim-branch')
    await chooseByKeys(page, 'claim-basis', '成本价')
    await chooseByKeys(page, 'claim-route', '转账')
    await dialog().getByTestId('claim-add-alias').focus()
    await press('Enter')
    await page.keyboard.insertText('YT8804411992999')
    await dialog().getByTestId('claim-add-product').focus()
    await press('Enter')
    await page.keyboard.insertText('陶瓷杯 釉下彩 大号 礼盒装')
    await press('Tab', 'Tab')
    await page.keyboard.insertText('x')
    await expect(dialog()).toContainText('不是数量')
    await press('Control+a')
    await page.keyboard.insertText('2')
    await look('alone')
    expect(await violations(page)).toEqual([])
    await press('Control+Enter')
    await expect(dialog()).toBeHidden()
    expect((await claims())[0]).toMatchObject({ counterparty: 'warehouse', counterpartyName: '云仓甲', amountCents: 8800, aliases: ['YT8804411992999'], products: [{ title: '陶瓷杯 釉下彩 大号 礼盒装', quantity: 2 }] })
  })

  test('L1, L2: a draft is kept with Ctrl+S, its documents ticked off, and filed', async () => {
    await openCase('阿杰买买买', { waybill: 'SF1390027745800' })
    await press('c')
    await expect(dialog()).toBeVisible()
    await fillByKeys(page, 'claim-goods', '60')
    await press('Control+s')
    await expect(dialog()).toBeHidden()
    await expect(toast(/草稿已存 L-/)).toBeVisible()
    expect((await claims())[0]).toMatchObject({ status: 'draft', filedOn: null })
    await goTo(page, 'c', 'claims')
    await expect(page.getByTestId('claims-grid')).toBeFocused()
    await press('Home', 'Enter')
    await expect(drawer()).toContainText('草稿')
    await expect(drawer().getByTestId('claim-days-left')).toBeVisible()
    await drawer().locator('[data-demand="value-proof"]').focus()
    await press('Enter')
    await expect(toast('材料')).toBeVisible()
    await expect(drawer().getByTestId('claim-demands')).toContainText('材料 1/5')
    await look('draft')
    await drawer().getByTestId('claim-edit').focus()
    await press('Shift+E')
    await expect(dialog()).toContainText('提交草稿')
    await press('Control+Enter')
    await expect(dialog()).toBeHidden()
    await expect(drawer()).toContainText('已提交')
    await expect(drawer().getByTestId('claim-history').locator('li')).toHaveCount(3)
    expect((await claims())[0]).toMatchObject({ status: 'filed', demandsMet: ['value-proof'] })
  })

  test('L1: a correction asks why and stays in the history; giving up asks why too', async () => {
    await drawer().getByTestId('claim-edit').focus()
    await press('Shift+E')
    await expect(dialog()).toContainText('更正理赔')
    await fillByKeys(page, 'claim-goods', '50')
    await expect(dialog().getByTestId('claim-why')).toBeVisible()
    await press('Control+Enter')
    await expect(dialog().getByTestId('claim-why')).toBeFocused()
    await page.keyboard.insertText('按成本价重算')
    await look('correct')
    await press('Control+Enter')
    await expect(dialog()).toBeHidden()
    await expect(drawer().getByTestId('claim-history')).toContainText('货值：¥60.00 → ¥50.00')
    await expect(drawer().getByTestId('claim-history')).toContainText('按成本价重算')
    await chooseByKeys(page, 'claim-answer-status', '放弃追偿')
    await expect(drawer().getByTestId('claim-answer-save')).toHaveAttribute('aria-disabled', 'true')
    await drawer().getByTestId('claim-answer-why').focus()
    await page.keyboard.insertText('金额太小')
    await press('Control+Enter')
    await expect(drawer().getByTestId('claim-history')).toContainText('已提交 → 放弃追偿')
    await expect(drawer().getByTestId('claim-history')).toContainText('金额太小')
  })

  test('L3: the pack is one ZIP and one PDF with form and evidence, byte for byte', async () => {
    const path = join(shop.folder, '理赔包.zip')
    await answerSave(launched.app, path)
    await press('Escape')
    await expect(page.getByTestId('claims-grid')).toBeFocused()
    await press('End', 'Shift+Z')
    await expect(toast(/的理赔包已存/)).toBeVisible({ timeout: 30_000 })
    const zip = await readFile(path)
    const files = unzipSync(zip)
    const claim = (await claims()).at(-1)
    expect(Object.keys(files)).toEqual([`理赔申请单_${claim?.claimNo ?? ''}.pdf`, `理赔申请单_${claim?.claimNo ?? ''}.xlsx`, '证据/01_破损内物.jpg'])
    expect(Buffer.from(files['证据/01_破损内物.jpg'] ?? []).equals(await readFile(photo('flower.jpg')))).toBe(true)
    const pdf = await readFile(join(shop.folder, '理赔包.pdf'))
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    await writeFile(join(resultsDir, 'claims-pack.pdf'), pdf)
    expect(Buffer.from(files[`理赔申请单_${claim?.claimNo ?? ''}.pdf`] ?? []).equals(pdf)).toBe(true)
    const record = await rpc.call<{ events: readonly { type: string; data: Record<string, unknown> }[] }>('claims.record', { id: claim?.id })
    const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
    expect(record.events.at(-1)).toMatchObject({ type: 'packed', data: { file: '理赔包.zip', sha256: sha256(zip), pdfSha256: sha256(pdf) } })
  })

  test('L4: a second case on the same parcel is merged with one key; nothing is dropped', async () => {
    await openCase('云间客_99', { waybill })
    await press('c')
    await expect(dialog()).toBeVisible()
    await fillByKeys(page, 'claim-goods', '20')
    await dialog().getByTestId('claim-note').focus()
    await page.keyboard.insertText('另有一件也破损')
    const before = (await claims()).length
    await press('Control+Enter')
    await expect(dialog().getByTestId('claim-duplicate')).toContainText(/该运单已有理赔 L-/)
    await chooseByKeys(page, 'claim-merge-amounts', '两次相加 ¥1,331.00')
    await look('duplicate')
    await press('Control+m')
    await expect(dialog()).toBeHidden()
    await expect(toast(/已并入 L-.*¥1,331\.00/)).toBeVisible()
    const after = await claims()
    expect(after).toHaveLength(before)
    expect(after.at(-1)).toMatchObject({ amountCents: 133_100, note: '另有一件也破损' })
    await expect(page.getByTestId('pane-case')).toContainText('并入已有理赔')
  })

  test('L1: ageing, sums at the foot and filters', async () => {
    await goTo(page, 'c', 'claims')
    await expect(page.getByTestId('claims-sums')).toContainText('3 条')
    await expect(page.getByTestId('claims-sums')).toContainText('申报 ¥1,469.00')
    await page.getByTestId('claims-ageing').focus()
    await press('Enter')
    await page.getByRole('option', { name: '91 天以上' }).or(page.getByRole('option', { name: '90 天以上' })).waitFor()
    await page.keyboard.press('Escape')
    await page.getByTestId('claims-status').focus()
    await press('Enter')
    await page.getByRole('option', { name: '草稿·时效将到' }).click()
    await expect(page.getByText('没有符合条件的记录')).toBeVisible()
    await press('g', 'k')
    await expect(page.getByText('没有漏赔')).toBeVisible()
    await look('leaks-empty')
  })

  test('M8: a leak is claimed with one key and a granted claim chased with one; both are gone at once', async () => {
    const { id } = await rpc.call<{ id: string }>('cases.create', { kind: 'lost', waybill: 'SF1390027749999' })
    await rpc.call('cases.update', { id, patch: { remedy: 'reissue', amountCents: 7700, buyerNick: '云间客_88' } })
    const promised = await rpc.call<Claim>('claims.create', { courierId: 'sf', waybill: 'SF1390027747777', reason: 'lost', goodsCents: 5000 })
    await rpc.call('claims.setStatus', { id: promised.id, status: 'granted', grantedCents: 4000 })
    const policy = await rpc.call<{ text: string; version: number | null }>('policies.get', { document: 'policy:reconcile' })
    await rpc.call('policies.save', { document: 'policy:reconcile', text: policy.text.replace('chaseAfter: 15', 'chaseAfter: 0'), basedOn: policy.version })

    await press('g', 'k')
    const grid = page.getByTestId('leaks-grid')
    await expect(grid).toContainText('SF1390027749999')
    await expect(page.getByRole('tab', { name: /漏赔/ })).toContainText('2')
    await expect(page.getByTestId('leaks-total')).toContainText('¥117.00')
    await expect(grid).toBeFocused()
    // also from inside a list, which takes K for itself
    for (const key of ['g', 'q']) await page.keyboard.press(key)
    await expect(page.getByTestId('queue-list')).toBeFocused()
    for (const key of ['g', 'k']) await page.keyboard.press(key)
    await expect(grid).toBeFocused()
    await noticesGone(page)
    await look('leaks')
    expect(await violations(page)).toEqual([])
    keyboard.take()
    await press('Home')
    await keyboard.press('Enter')
    await expect(dialog()).toBeVisible()
    await expect(dialog().getByTestId('claim-waybill')).toHaveValue('SF1390027749999')
    await keyboard.press('Control+Enter')
    await expect(dialog()).toBeHidden()
    await expect(grid).not.toContainText('SF1390027749999')
    await report('M8, a leak claimed', keyboard.take())
    await expect(grid).toContainText('SF1390027747777')
    await grid.focus()
    await press('Home')
    await keyboard.press('Enter')
    await expect(toast('已复制催款话术')).toBeVisible()
    await report('M8, a promise chased', keyboard.take())
    expect(await page.evaluate('window.workstation.readClipboardText()')).toBe('SF1390027747777 已认赔，账单里还没有这笔，请核实何时入账')
  })
})

/** Both lists with hundreds of rows, in both languages and themes, at 1366 and at 700 pixels (U1, U3). */
test.describe.serial('claims with a believable shop', () => {
  let home: string
  let launched: LaunchedApp

  test.beforeAll(async () => {
    home = await temporaryFolder('claims-looks')
    launched = await launchApp({ userData: join(home, 'settings'), locale: 'zh-CN', theme: 'light' })
    const rpc = await pageRpc(launched.page)
    await rpc.call('session.setUpDemo', { dataDir: join(home, 'demo'), cases: 600 })
    await launched.page.reload()
    await expect(launched.page.getByTestId('sign-in')).toBeVisible()
    await launched.page.keyboard.press('Enter')
    await expect(launched.page.getByTestId('pane-queue')).toBeVisible()
  })
  test.afterAll(async () => {
    await launched.close()
    await rm(home, { recursive: true, force: true, maxRetries: 5 })
  })

  for (const [language, theme, width, height] of [['zh', 'light', 1366, 768], ['zh', 'dark', 1366, 768], ['en', 'light', 1366, 768], ['en', 'dark', 700, 768], ['zh', 'light', 700, 768]] as const) {
    test(`U3: log, details, form and leaks in ${language}, ${theme}, ${width} pixels wide: accessible and nothing too wide`, async () => {
      const { app, page } = launched
      const look = (name: string): Promise<unknown> => page.screenshot({ path: join(resultsDir, `claims-look-${name}-${language}-${theme}-${width}.png`) })
      const judge = async (name: string): Promise<void> => {
        await look(name)
        expect(await violations(page), name).toEqual([])
        expect(await overflowing(page), name).toEqual([])
      }
      await resize(app, page, width, height)
      await page.evaluate(`window.workstation.setTheme('${theme}')`)
      await expect.poll(() => page.evaluate(`document.documentElement.dataset.theme`)).toBe(theme)
      const shown = await page.evaluate<string>('document.documentElement.lang')
      if (shown.startsWith('zh') !== (language === 'zh')) await page.getByTestId('switch-language').click()
      await expect.poll(() => page.evaluate<string>('document.documentElement.lang')).toMatch(language === 'zh' ? /^zh/ : /^en/)
      await goTo(page, 'c', 'claims')
      const grid = page.getByTestId('claims-grid')
      await expect(grid).toBeVisible()
      await expect(page.getByTestId('claims-sums')).toBeVisible()
      await judge('log')
      await grid.focus()
      await page.keyboard.press('Home')
      await page.keyboard.press('Enter')
      await expect(page.getByTestId('claim-history')).toBeAttached()
      await judge('details')
      await page.keyboard.press('Shift+E')
      const byKey = await page.getByTestId('claim-dialog').waitFor({ timeout: 3000 }).then(() => true, () => false)
      if (!byKey) {
        await page.getByTestId('claim-edit').focus()
        await page.keyboard.press('Enter')
      }
      await expect(page.getByTestId('claim-dialog')).toBeVisible()
      await page.keyboard.press('Alt+m')
      await expect(page.getByTestId('claim-more')).toBeVisible()
      await judge('form')
      await page.keyboard.press('Escape')
      await expect(page.getByTestId('claim-dialog')).toBeHidden()
      await page.keyboard.press('Escape')
      await page.getByRole('tab', { name: /漏赔|Leaks/ }).focus()
      await page.keyboard.press('g')
      await page.keyboard.press('k')
      await expect(page.getByTestId('leaks-grid')).toBeVisible()
      await judge('leaks')
      await page.getByRole('tab', { name: /理赔登记|Claim log/ }).last().click()
      await expect(grid).toBeVisible()
    })
  }
})
