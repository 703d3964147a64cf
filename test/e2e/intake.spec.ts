import { expect, test, type Page } from '@playwright/test'
import { launchApp, type LaunchedApp } from './support/app'
import { focusedId, pane, shot } from './support/desk'
import { foundedFolder } from './support/founded'
import { overflowing, resize, violations } from './support/looks'
import { pageRpc } from './support/rpc'

/** C11: what was copied from a chat becomes a case with two keys, Ctrl+N and Enter, in the words of three chat clients. */
const ZONE = { TZ: 'Asia/Shanghai' }
let dataDir = ''
let launched: LaunchedApp

const STYLES = [
  {
    name: '千牛',
    text: '云间客_88 (2026-11-22 10:21:33): 昨天下午三点收到的，箱子压扁了，里面的杯子碎了两个，订单号 3401234567890123456，退我10块，电话 138****5678',
    kind: '破损', buyer: '云间客_88', order: '3401234567890123456', at: Date.parse('2026-11-22T10:21:33+08:00'),
    chips: ['昨天下午三点', '10块', '138****5678'],
  },
  {
    name: '微信',
    text: '小满 2026-11-22 14:05:10\n运单 YT1234567890123 物流一直不更新\n小满 2026-11-22 14:06:02\n上周三就发货了',
    kind: '物流不更新', buyer: '小满', order: '', at: Date.parse('2026-11-22T14:05:10+08:00'),
    chips: ['YT1234567890123', '上周三'],
  },
  {
    name: 'eBay',
    text: 'jane_k Nov 20, 2026 at 3:15 PM\nHi, order 12-34567-89012 was never received. I paid USD 12.50 on Nov 3.',
    kind: 'eBay 未收到', buyer: 'jane_k', order: '12-34567-89012', at: Date.parse('2026-11-20T15:15:00+08:00'),
    chips: ['USD 12.50', 'Nov 3'],
  },
] as const

/** The shop of the queue, through the person's own filter. */
async function chooseShop(page: Page, name: string): Promise<void> {
  await page.getByTestId('queue-shop').click()
  await page.getByRole('menuitemcheckbox', { name }).click()
  await page.keyboard.press('Escape')
}

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  dataDir = await foundedFolder('intake', async (rpc) => {
    await rpc.call('masters.shopCreate', { name: 'Cloud Home', platform: 'ebay' })
  }, { env: ZONE })
  launched = await launchApp({ dataDir, locale: 'zh-CN', theme: 'light', env: ZONE })
  await resize(launched.app, launched.page, 1366, 768)
})
test.afterAll(async () => {
  await launched.close()
})

for (const style of STYLES) {
  test(`C11: ${style.name}: paste and Enter, and the case is open with its clocks from the message`, async () => {
    const { page } = launched
    await expect(pane(page, 'queue')).toBeVisible()
    await page.evaluate(`window.workstation.writeClipboardText(${JSON.stringify(style.text)})`)
    await page.keyboard.press('Control+n')
    await expect(page.getByTestId('new-case-text')).toHaveValue(style.text)
    await expect.poll(() => focusedId(page)).toBe('new-case-text')
    // the kind is named on the button before it is taken, with the words it rests on beside it
    await expect(page.getByTestId('new-case-create')).toContainText(style.kind)
    const chips = page.getByTestId('intake-findings')
    for (const words of style.chips) await expect(chips).toContainText(words)
    expect(await violations(page)).toEqual([])
    await shot(page, `intake-${style.name}`)
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('new-case')).toHaveCount(0)
    await expect.poll(() => focusedId(page)).toBe('pane-case')
    await expect(page.getByTestId('case-buyer')).toContainText(style.buyer)
    await expect(pane(page, 'case')).toContainText(style.kind)
    const rpc = await pageRpc(page)
    const { rows } = await rpc.call<{ rows: { id: string; buyerNick: string; orderNo: string | null }[] }>('cases.list', { view: 'all', limit: 50 })
    const made = rows.find((row) => row.buyerNick === style.buyer)
    expect(made?.orderNo ?? '').toBe(style.order)
    const detail = await rpc.call<{ clocks: { name: string; startedAt: number }[] }>('cases.get', { id: made?.id })
    expect(detail.clocks.find((clock) => clock.name === 'first-response')?.startedAt).toBe(style.at)
  })
}

test('C11: two kinds that are equally likely are offered, Enter chooses neither', async () => {
  const { page } = launched
  await page.evaluate(`window.workstation.writeClipboardText('')`)
  await page.keyboard.press('Control+n')
  await page.keyboard.insertText('缺货 差评')
  await expect(page.getByTestId('new-case').getByRole('group', { name: '可能是' }).getByRole('option')).toHaveCount(2)
  await page.keyboard.press('Enter')
  await expect.poll(() => focusedId(page)).toBe('kind-search')
  await expect(page.getByTestId('new-case')).toBeVisible()
  await page.keyboard.press('Escape')
})

test('C11: a number that may be two things fills no field until the person takes it', async () => {
  const { page } = launched
  await page.keyboard.press('Control+n')
  await page.keyboard.insertText('288812345678 到哪了，运单 288812345679')
  const chips = page.getByTestId('intake-findings')
  await expect(chips.locator('[data-finding="waybill"]')).toHaveCount(2)
  await expect(page.getByTestId('new-case-waybill')).toHaveValue('')
  await chips.getByRole('button', { name: /运单 288812345678/ }).press('Enter')
  await expect(page.getByTestId('new-case-waybill')).toHaveValue('288812345678')
  await shot(page, 'intake-unsure')
  await page.keyboard.press('Escape')
})

test('P7: the queue of an eBay shop shows its two ratios live', async () => {
  const { page } = launched
  const rpc = await pageRpc(page)
  const shop = (await rpc.call<{ id: string; platform: string }[]>('masters.shops')).find((one) => one.platform === 'ebay')
  await expect(page.getByTestId('ebay-gauge')).toHaveCount(0)
  await page.keyboard.press('Control+k')
  await page.keyboard.insertText('筛选')
  await page.keyboard.press('Enter')
  await chooseShop(page, 'Cloud Home')
  const gauge = page.getByTestId('ebay-gauge')
  await expect(gauge).toContainText('没有订单')
  await expect(gauge).toContainText('0 单')
  await rpc.call('cases.create', { kind: 'ebay-cancel', shopId: shop?.id, buyerNick: 'tom', orderNo: '12-34567-00000' })
  const { rows } = await rpc.call<{ rows: { id: string; buyerNick: string }[] }>('cases.list', { view: 'all', limit: 50 })
  await rpc.call('cases.update', { id: rows.find((row) => row.buyerNick === 'tom')?.id, patch: { reason: 'out-of-stock' } })
  await expect(page.getByTestId('gauge-defects')).toContainText('超过上限')
  expect(await violations(page)).toEqual([])
  await shot(page, 'ebay-gauge')
})

test('U3: the dialog in English, dark, and beside the chat client', async () => {
  await launched.close()
  launched = await launchApp({ dataDir, locale: 'en', theme: 'dark', env: ZONE })
  const { app, page } = launched
  // a narrow first window shows the sidecar, which has the queue one key away
  await resize(app, page, 1366, 768)
  await expect(pane(page, 'queue')).toBeVisible()
  await page.evaluate(`window.workstation.writeClipboardText(${JSON.stringify(STYLES[0].text.replace('云间客_88', 'b'.repeat(60)))})`)
  await page.keyboard.press('Control+n')
  await expect(page.getByTestId('new-case-create')).toContainText('Damaged')
  expect(await violations(page)).toEqual([])
  await shot(page, 'intake-en-dark')
  await resize(app, page, 700, 768)
  await expect(page.getByTestId('new-case')).toBeVisible()
  expect(await overflowing(page)).toEqual([])
  await shot(page, 'intake-en-sidecar')
})
