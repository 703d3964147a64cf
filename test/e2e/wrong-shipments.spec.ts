import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { read as readWorkbook } from '@e965/xlsx'
import type { Page } from '@playwright/test'
import { expect, test } from '@playwright/test'
import type { LaunchedApp } from './support/app'
import { resultsDir, root } from './support/app'
import { answerSave, chooseByKeys, fillByKeys, goTo, press, tabTo } from './support/desk'
import { foundedShop, type FoundedShop } from './support/founded'
import { manualPicture, overflowing, resize, violations } from './support/looks'
import { pageRpc, type PageRpc } from './support/rpc'

interface Entry {
  readonly id: string
  readonly entryNo: string
  readonly state: string
  readonly values: { readonly packedBy: string | null; readonly openTodo: number }
}

/** The wrong-shipment register by keyboard: registered, sent back, corrected, verified, weighed, pictured, counted (W1-W5). The tests follow one another. */
test.describe.serial('wrong shipments', () => {
  let shop: FoundedShop
  let launched: LaunchedApp
  let page: Page
  let rpc: PageRpc

  test.beforeAll(async () => {
    shop = await foundedShop('wrong-shipments')
    ;({ launched, page, rpc } = shop)
    await rpc.call('masters.staffCreate', { name: '王芳', role: 'assistant' })
    for (const [code, title, weightGrams] of [['CUP-RED', '红色马克杯', 380], ['CUP-BLUE', '蓝色小碟', 150]] as const) {
      await rpc.call('masters.skuSave', { code, title, spec: null, barcode: null, supplier: null, weightGrams, packagingGrams: 40, costCents: null, priceCents: null, note: null })
    }
    const { id: caseId } = await rpc.call<{ id: string }>('cases.create', { kind: 'wrong-item', buyerNick: '云间客_88', waybill: 'SF1390027745711' })
    await rpc.call('photos.addFiles', { paths: [join(root, 'test/fixtures/photos/flower.jpg')], caseId, slot: 'weighing' })
    await resize(launched.app, page, 1366, 768)
  })
  test.afterAll(async () => {
    await shop.end()
  })

  const dialog = (id = 'wrong-shipment-dialog') => page.getByTestId(id)
  const detail = () => page.getByTestId('shipment-detail')
  const grid = () => page.getByTestId('shipments-grid')
  const toast = (words: string | RegExp) => page.getByTestId('toast').filter({ hasText: words })
  const look = (name: string): Promise<unknown> => page.screenshot({ path: join(resultsDir, `wrong-shipments-${name}.png`) })
  const entries = async (): Promise<readonly Entry[]> => (await rpc.call<{ rows: readonly Entry[] }>('registers.list', { register: 'wrong-shipments' })).rows
  const become = async (name: string): Promise<void> => {
    await press(page, 'Control+Alt+l')
    await page.getByTestId('sign-in').getByRole('button', { name: new RegExp(name) }).focus()
    await press(page, 'Enter')
    await expect(page.getByTestId('status-staff')).toContainText(name)
    rpc = await pageRpc(page)
    const { staff } = await rpc.call<{ staff: readonly { id: string; name: string }[] }>('session.state')
    await rpc.call('session.signIn', { staffId: staff.find((one) => one.name === name)?.id })
    await goTo(page, 'w', 'wrong-shipments')
    // the rows may still be on their way
    await expect(page.locator('[data-testid="shipments-grid"], [data-testid="shipment-statistics-board"]')).toBeFocused()
  }

  test('W1, W3: registered from the case; the rule opens what it leaves to be done', async () => {
    await goTo(page, 'q', 'queue')
    await press(page, 'j', 'Enter')
    await expect(page.getByTestId('pane-case')).toContainText('错发')
    await press(page, 'w')
    await expect(dialog()).toBeVisible()
    const cells = dialog().getByTestId('shipment-line').first().getByRole('textbox')
    for (const [at, text] of ['红色马克杯', 'CUP-RED', '2', '0'].entries()) await cells.nth(at).fill(text)
    await dialog().getByTestId('add-line').focus()
    await press(page, 'Enter')
    await page.keyboard.insertText('蓝色小碟')
    await press(page, 'Tab')
    await page.keyboard.insertText('CUP-BLUE')
    await press(page, 'Tab', 'Tab', 'Control+a')
    await page.keyboard.insertText('2')
    await chooseByKeys(page, 'shipment-fix', '换货')
    await fillByKeys(page, 'shipment-cost', '12.50')
    await fillByKeys(page, 'shipment-packed-by', '小李')
    await press(page, 'Control+Enter')
    await expect(toast(/已登记错发 W-/)).toBeVisible()
    expect(await entries()).toMatchObject([{ state: 'submitted', values: { packedBy: '小李', openTodo: 2 } }])
    await expect(page.getByTestId('case-timeline').locator('[data-event="wrong-shipment"]')).toBeVisible()
  })

  test('W2: sent back with a reason, corrected with Z, and Ctrl+Z takes a correction back', async () => {
    await become('王芳')
    await expect(grid()).toContainText('小李')
    await press(page, 'Home', 'Enter')
    await expect(detail()).toContainText('CUP-RED')
    await press(page, 'b')
    // words that come before the field are nobody's
    await expect(dialog('register-move-dialog').locator('textarea')).toBeFocused()
    await page.keyboard.insertText('打包人是小周')
    await press(page, 'Control+Enter')
    await expect(detail()).toContainText('退回原因：打包人是小周')
    await expect(dialog('register-move-dialog')).toHaveCount(0)
    await become('张敏')
    await press(page, 'Home', 'Enter')
    await expect(detail()).toContainText('退回原因')
    await press(page, 'z')
    await expect(dialog()).toContainText('退回原因：打包人是小周')
    await fillByKeys(page, 'shipment-packed-by', '小周')
    await look('correct')
    await press(page, 'Control+Enter')
    await expect(toast(/已更正，等待审核/)).toBeVisible()
    expect(await entries()).toMatchObject([{ state: 'submitted', values: { packedBy: '小周' } }])
    await detail().focus()
    await press(page, 'Control+z')
    await expect(detail()).toContainText('退回原因')
    await press(page, 'z')
    await fillByKeys(page, 'shipment-packed-by', '小周')
    await press(page, 'Control+Enter')
    await expect(detail()).toContainText('待审核')
    // a form that is still closing would take the key that locks
    await expect(dialog()).toHaveCount(0)
    await become('王芳')
    await press(page, 'Home', 'v')
    await expect(toast(/W-.*已审核/)).toBeVisible()
    await press(page, 'Enter')
    await expect(detail()).toContainText('已审核')
  })

  test('W3: Q ends a follow-up; a buyer who refuses leads to the next step', async () => {
    await expect(detail().getByTestId('follow-up')).toHaveCount(2)
    await press(page, 'q')
    await expect(dialog('follow-up-close-dialog')).toBeVisible()
    await chooseByKeys(page, 'follow-up-which', '催买家退回')
    await chooseByKeys(page, 'follow-up-outcome', '买家不肯退，转下一步')
    await fillByKeys(page, 'follow-up-reason', '买家承认收到，坚持不退')
    await look('follow-up')
    await press(page, 'Control+Enter')
    await expect(detail().locator('[data-testid="follow-up"][data-kind="pickup"]')).toHaveAttribute('data-state', 'open')
    await expect(page.getByTestId('shipments-total-openTodo')).toContainText('待办 2')
  })

  test('W4: weights are typed as people write them; the verdict stands there and the entry stays verified', async () => {
    await detail().focus()
    await press(page, 'h')
    await expect(dialog('weights-dialog')).toBeVisible()
    await fillByKeys(page, 'weight-courier', '0.51kg')
    await fillByKeys(page, 'weight-buyer', '１斤')
    await expect(page.getByTestId('weights-preview')).toContainText('与实发相符')
    await expect(page.getByTestId('weights-preview')).toContainText('快递揽收重量 510 g：与应发 960 g 差 −450 g')
    await expect(page.getByTestId('weight-photo')).toContainText('称重照片')
    await look('weights-dialog')
    await press(page, 'Control+Enter')
    await expect(page.getByTestId('weight-verdict')).toHaveAttribute('data-verdict', 'sent')
    await expect(detail()).toContainText('已审核')
    await page.getByTestId('shipment-weights').scrollIntoViewIfNeeded()
    await look('detail')
    expect(await violations(page)).toEqual([])
  })

  test('W4: one evidence picture with the photo in it, saved as a file and filed on the case', async () => {
    await detail().focus()
    await press(page, 'Shift+H')
    const image = page.getByTestId('weight-picture-image')
    await expect(image).toBeVisible()
    await look('picture-dialog')
    await manualPicture(launched, 'weight-picture-zh')
    const file = join(resultsDir, 'wrong-shipments-evidence.png')
    await answerSave(launched.app, file)
    await tabTo(page, 'weight-picture-save')
    await press(page, 'Enter')
    await expect(toast('已导出 wrong-shipments-evidence.png')).toBeVisible()
    const bytes = await readFile(file)
    expect(bytes.subarray(1, 4).toString('latin1')).toBe('PNG')
    // as wide as it is drawn, and taller than words alone: the photo is in it
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20) > 1600]).toEqual([1800, true])
    await detail().focus()
    await press(page, 'Shift+H')
    await expect(image).toBeVisible()
    await press(page, 'Control+Enter')
    await expect(toast(/证据图已归档到售后单/)).toBeVisible()
    await expect(page.getByTestId('shipment-evidence').getByRole('button')).toHaveCount(2)
    await press(page, 'Escape')
  })

  test('W5: statistics of verified entries; a row leads to its entries; the workbook and the PDF are written', async () => {
    const line = (title: string, sku: string, quantity: number) => ({ title, sku, quantity })
    for (let n = 0; n < 30; n += 1) {
      await rpc.call('wrongShipments.create', { error: n % 3 === 0 ? 'missing' : 'wrong', buyerNick: `买家${n}号`, packedBy: `打包${n % 7}号`, noticedBy: '买家', fix: 'refund', costCents: 300 + n * 17, expected: [line(`杯子 ${n % 5}`, `CUP-${n % 5}`, 2)], sent: n % 3 === 0 ? [] : [line('小碟', 'CUP-BLUE', 2)], goodsBack: n % 2 === 0 })
    }
    await page.getByRole('tab', { name: '统计' }).focus()
    await press(page, 'Enter')
    await expect(page.getByTestId('shipment-statistics-board')).toContainText('已审核')
    await expect(page.getByTestId('figure-packer')).toContainText('小周')
    await expect(page.getByTestId('figure-packer')).not.toContainText('打包1号')
    // somebody else verifies them
    await become('张敏')
    await rpc.call('registers.move', { register: 'wrong-shipments', ids: (await entries()).flatMap(({ id, state }) => (state === 'submitted' ? [id] : [])), move: 'verify' })
    await page.getByRole('tab', { name: '统计' }).focus()
    await press(page, 'Enter')
    await expect(page.getByTestId('figure-packer')).toContainText('打包1号')
    await expect(page.getByTestId('chart-packer').locator('canvas')).toBeVisible()
    await look('statistics')
    await manualPicture(launched, 'wrong-shipment-statistics-zh')
    expect(await violations(page)).toEqual([])
    for (const form of ['xlsx', 'pdf'] as const) {
      const file = join(resultsDir, `wrong-shipments-statistics.${form}`)
      await answerSave(launched.app, file)
      await page.getByTestId('shipment-statistics-export').focus()
      await press(page, 'Enter')
      await page.getByRole('menuitem', { name: form === 'pdf' ? 'PDF' : 'XLSX' }).focus()
      await press(page, 'Enter')
      await expect(toast(`已导出 wrong-shipments-statistics.${form}`)).toBeVisible()
      const bytes = await readFile(file)
      if (form === 'pdf') expect(bytes.subarray(0, 5).toString('latin1')).toBe('%PDF-')
      else expect(readWorkbook(bytes).SheetNames).toEqual(['汇总', '按打包人', '按商品', '按差错', '按周'])
    }
    const table = page.getByTestId('table-error')
    await table.focus()
    await press(page, 'Home', 'Enter')
    await expect(page.getByTestId('shipments-behind')).toContainText('错误：错发')
    await expect(page.getByTestId('pane-wrong-shipments')).toContainText('21 条')
    await look('list')
    await manualPicture(launched, 'wrong-shipments-zh')
  })

  test('W1: filters and search narrow the list; nothing overflows at any width, in the dark or in English', async () => {
    await page.getByTestId('shipments-search').fill('打包3号')
    // still among the entries of the figure
    await expect(grid().getByRole('row')).toHaveCount(3)
    await page.getByTestId('shipments-search').fill('没有这样的')
    await expect(page.getByText('没有符合条件的记录')).toBeVisible()
    await page.getByRole('button', { name: '清除筛选' }).last().click()
    await page.getByTestId('shipments-filter-packedBy').click()
    await page.getByRole('option', { name: '打包3号' }).click()
    await expect(grid().getByRole('row')).toHaveCount(5)
    await page.evaluate(`window.workstation.setTheme('dark')`)
    await expect.poll(() => page.evaluate(`document.documentElement.dataset.theme`)).toBe('dark')
    for (const width of [1366, 700] as const) {
      await resize(launched.app, page, width, 768)
      await goTo(page, 'w', 'wrong-shipments')
      await expect(grid()).toBeVisible()
      expect(await overflowing(page)).toEqual([])
      await look(`dark-${width}`)
      await grid().focus()
      await press(page, 'Home', 'Enter')
      await expect(detail()).toContainText('打包')
      await look(`dark-${width}-detail`)
      expect(await violations(page, 'colours')).toEqual([])
      await press(page, 'Escape')
      await page.getByRole('tab', { name: '统计' }).focus()
      await press(page, 'Enter')
      await expect(page.getByTestId('chart-sku').locator('canvas')).toBeVisible()
      expect(await overflowing(page)).toEqual([])
      await look(`dark-${width}-statistics`)
      await page.getByRole('tab', { name: '登记', exact: true }).focus()
      await press(page, 'Enter')
    }
    await page.evaluate(`window.workstation.setTheme('light')`)
    await resize(launched.app, page, 1366, 768)
    await page.getByTestId('status-bar').getByText('中 / EN').click()
    await goTo(page, 'w', 'wrong-shipments')
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await page.getByTestId('shipments-search').fill('SF1390027745711')
    await expect(grid().getByRole('row')).toHaveCount(2)
    await grid().focus()
    await press(page, 'Home', 'Enter')
    await expect(detail()).toContainText('Consistent with what was sent')
    expect(await overflowing(page)).toEqual([])
    await look('english')
    await manualPicture(launched, 'wrong-shipments-en')
    await detail().focus()
    await press(page, 'h')
    await expect(dialog('weights-dialog')).toContainText('Carton and filling')
    await look('english-weights')
    await press(page, 'Escape')
    await detail().focus()
    await press(page, 'Shift+H')
    await expect(page.getByTestId('weight-picture-image')).toBeVisible()
    await look('english-picture')
    await manualPicture(launched, 'weight-picture-en')
    await press(page, 'Escape')
    await press(page, 'Control+k')
    await page.keyboard.type('Statistics of wrong')
    await press(page, 'Enter')
    await expect(page.getByTestId('shipment-statistics-board')).toContainText('By packer')
    await manualPicture(launched, 'wrong-shipment-statistics-en')
  })
})
