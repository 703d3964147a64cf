import type { Page } from '@playwright/test'
import { expect, test } from '@playwright/test'
import type { LaunchedApp } from './support/app'
import { chooseByKeys, fillByKeys, focusedId, goTo, press, shot, tabTo } from './support/desk'
import { foundedShop, type FoundedShop } from './support/founded'
import { overflowing, resize, violations } from './support/looks'
import type { PageRpc } from './support/rpc'

/** The masters by keyboard (O2, R3, U2, U3). */
test.describe.serial('masters', () => {
  let shop: FoundedShop
  let launched: LaunchedApp
  let page: Page
  let rpc: PageRpc

  test.beforeAll(async () => {
    shop = await foundedShop('masters')
    ;({ launched, page, rpc } = shop)
  })
  test.afterAll(async () => {
    await shop.end()
  })

  const toTab = async (name: string): Promise<void> => {
    await page.getByRole('tab', { name, exact: true }).focus()
    await press(page, 'Enter')
    await expect(page.getByRole('tab', { name, exact: true })).toHaveAttribute('aria-selected', 'true')
  }
  const saved = (words: string): Promise<void> => expect(page.getByTestId('toast').filter({ hasText: words })).toBeVisible()

  test('O2: a courier’s aliases, claim window and areas are changed, and a new claim uses them', async () => {
    await goTo(page, 'd', 'masters')
    await expect.poll(() => focusedId(page)).toBe('masters-grid')
    await fillByKeys(page, 'masters-search', '中通')
    await expect(page.getByTestId('masters-grid').getByRole('row')).toHaveCount(2)
    await press(page, 'ArrowDown', 'Enter')
    await expect(page.getByTestId('master-form')).toBeVisible()
    await expect.poll(() => focusedId(page)).toBe('master-nameZh')
    await fillByKeys(page, 'master-aliases', '中通、中通云仓')
    await fillByKeys(page, 'master-claimWindowDays', '四十')
    await press(page, 'Control+Enter')
    await expect(page.getByTestId('master-form')).toContainText('请填整数')
    await expect.poll(() => focusedId(page)).toBe('master-claimWindowDays')
    await fillByKeys(page, 'master-claimWindowDays', '45')
    await fillByKeys(page, 'master-outOfArea', '墨脱县、岛上')
    await fillByKeys(page, 'master-suspended', '疫区 2026-11-01 2026-12-31')
    await shot(page, 'masters-courier-zh')
    expect(await violations(page)).toEqual([])
    await press(page, 'Control+Enter')
    await saved('已保存 中通快递')
    await expect.poll(() => focusedId(page)).toBe('masters-grid')
    const couriers = await rpc.call<readonly { id: string; claimWindowDays: number; aliases: string[]; areas: unknown[] }[]>('masters.couriers')
    expect(couriers.find((one) => one.id === 'zto')).toMatchObject({ claimWindowDays: 45, aliases: ['中通', '中通云仓'], areas: [{ kind: 'out-of-area', area: '墨脱县' }, { kind: 'out-of-area', area: '岛上' }, { kind: 'suspended', area: '疫区', fromDay: '2026-11-01', toDay: '2026-12-31' }].map((one) => expect.objectContaining(one) as unknown) })
    const list = await rpc.call<readonly { id: string; claimWindowDays: number }[]>('masters.courierList')
    expect(list.find((one) => one.id === 'zto')?.claimWindowDays).toBe(45)
  })

  test('O2: a SKU is made with weight and cost, found by its beginning, and retired', async () => {
    await toTab('商品')
    await expect(page.getByTestId('pane-masters')).toContainText('还没有资料')
    await press(page, 'Alt+n')
    await expect.poll(() => focusedId(page)).toBe('master-code')
    await page.keyboard.insertText('BT-0001')
    await fillByKeys(page, 'master-title', '保温杯')
    await fillByKeys(page, 'master-weightGrams', '0.35kg')
    await fillByKeys(page, 'master-costCents', '21.5')
    await press(page, 'Control+Enter')
    await saved('已保存 BT-0001')
    await expect(page.getByTestId('masters-grid')).toContainText('350 g')
    await expect(page.getByTestId('masters-grid')).toContainText('¥21.50')
    await shot(page, 'masters-skus-zh')
    await fillByKeys(page, 'masters-search', 'BT-')
    await expect(page.getByTestId('masters-grid').getByRole('row')).toHaveCount(2)
    await press(page, 'ArrowDown', 'Enter')
    await tabTo(page, 'master-remove', 'Shift+Tab')
    await press(page, 'Enter')
    await saved('已停用 BT-0001')
    expect(await rpc.call<{ rows: unknown[] }>('masters.skus', {})).toMatchObject({ rows: [] })
  })

  test('O2: a buyer gets a tier and marks', async () => {
    await toTab('买家')
    await press(page, 'Alt+n')
    await expect.poll(() => focusedId(page)).toBe('master-nick')
    await page.keyboard.insertText('小鹿爱喝茶_这是一个特别特别长的买家昵称用来看会不会撑破')
    await fillByKeys(page, 'master-vipTier', '金卡')
    await tabTo(page, 'master-difficult')
    await press(page, 'Space')
    await fillByKeys(page, 'master-marks', '爱送人、要发票')
    await press(page, 'Control+Enter')
    await saved('已保存 小鹿爱喝茶')
    await expect(page.getByTestId('masters-grid')).toContainText('爱送人、要发票')
  })

  test('O2, R3: staff are added with a role; the last supervisor stays one', async () => {
    await toTab('员工')
    await press(page, 'Alt+n')
    await expect.poll(() => focusedId(page)).toBe('master-name')
    await page.keyboard.insertText('李雷')
    await chooseByKeys(page, 'master-role', '辅助售后')
    await fillByKeys(page, 'master-staffNo', '0002')
    await fillByKeys(page, 'master-pin', '12')
    await press(page, 'Control+Enter')
    await expect(page.getByTestId('master-form')).toContainText('4 到 12 位')
    await fillByKeys(page, 'master-pin', '135790')
    await press(page, 'Control+Enter')
    await saved('已保存 李雷')
    await expect(page.getByTestId('masters-grid').getByRole('row', { name: /李雷/ })).toContainText('有 PIN')
    await page.getByTestId('masters-grid').getByRole('row', { name: /张敏/ }).click()
    await press(page, 'Enter')
    await chooseByKeys(page, 'master-role', '仓库')
    await press(page, 'Control+Enter')
    await expect(page.getByTestId('master-form')).toContainText('最后一位在用的主管')
    await shot(page, 'masters-last-supervisor-zh')
    await press(page, 'Escape')
    await expect(page.getByTestId('master-form')).toHaveCount(0)
  })

  test('R3: who may not change masters can look at them, and is told why', async () => {
    const { staff } = await rpc.call<{ staff: readonly { id: string; name: string }[] }>('session.state')
    await rpc.call('session.signIn', { staffId: staff.find((one) => one.name === '李雷')?.id, pin: '135790' })
    await expect(rpc.call('masters.skuSave', { code: 'x', title: 'x', spec: null, barcode: null, supplier: null, weightGrams: null, packagingGrams: null, costCents: null, priceCents: null, note: null })).rejects.toThrow()
    await rpc.call('session.signIn', { staffId: staff.find((one) => one.name === '张敏')?.id })
  })

  test('U1, U3: every tab fits and is accessible, wide and in the sidecar, in both themes and languages', async () => {
    const { app } = launched
    await resize(app, page, 1366, 768)
    for (const theme of ['light', 'dark'] as const) {
      await page.evaluate(`window.workstation.setTheme('${theme}')`)
      for (const name of ['快递', '店铺', '商品', '买家', '员工']) {
        await toTab(name)
        expect(await violations(page, theme === 'light' ? 'all' : 'colours'), `${name} ${theme}`).toEqual([])
        expect(await overflowing(page), name).toEqual([])
      }
      await toTab('快递')
      await page.getByTestId('masters-grid').getByRole('row').nth(1).click()
      await press(page, 'Enter')
      await expect(page.getByTestId('master-form')).toBeVisible()
      await shot(page, `masters-form-${theme}-zh`)
      expect(await violations(page, theme === 'light' ? 'all' : 'colours')).toEqual([])
      await press(page, 'Escape')
    }
    await page.evaluate(`window.workstation.setTheme('light')`)
    await resize(app, page, 700, 768)
    await goTo(page, 'd', 'masters')
    expect(await overflowing(page)).toEqual([])
    await shot(page, 'masters-700-zh')
  })
})
