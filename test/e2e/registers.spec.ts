import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { read, utils } from '@e965/xlsx'
import type { Page } from '@playwright/test'
import { expect, test } from '@playwright/test'
import type { LaunchedApp } from './support/app'
import { resultsDir, root } from './support/app'
import { foundedShop, type FoundedShop } from './support/founded'
import { pageRpc, type PageRpc } from './support/rpc'

/** Registers, imports and the month's end, by keyboard, in a shop that was founded a minute ago. The tests follow one another. */
test.describe.serial('registers and month end', () => {
  const fixtures = join(root, 'test', 'fixtures', 'imports', 'made')
  const orderNo = '2849105533670421876'
  const waybill = 'SF1390027745711'
  let shop: FoundedShop
  let launched: LaunchedApp
  let page: Page
  let rpc: PageRpc
  let folder: string

  test.beforeAll(async () => {
    shop = await foundedShop('registers')
    ;({ launched, page, rpc, folder } = shop)
  })
  test.afterAll(async () => {
    await shop.end()
  })

  const press = async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key)
  }
  /** What the person would choose in the system's own dialogs, which no test can reach. */
  const willOpen = (path: string): Promise<void> =>
    launched.app.evaluate(({ dialog }, chosen) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] })
    }, path)
  const willSaveAs = (path: string): Promise<void> =>
    launched.app.evaluate(({ dialog }, chosen) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen })
    }, path)
  const signInAs = async (name: string): Promise<void> => {
    await page.getByTestId('sign-in').getByRole('button', { name: new RegExp(name) }).focus()
    await press('Enter')
    await expect(page.getByTestId('status-staff')).toContainText(name)
    await expect(page.getByTestId('pane-queue')).toBeVisible()
  }
  const toast = (words: string | RegExp) => page.getByTestId('toast').filter({ hasText: words })
  const picture = (name: string): Promise<unknown> => page.screenshot({ path: join(resultsDir, `registers-${name}.png`) })

  test('O1: a GBK Taobao export is previewed, imported, its faulty rows explained, and changes nothing the second time', async () => {
    await willOpen(join(fixtures, 'taobao-2017-with-faults.csv'))
    await press('Control+o')
    await expect(page.getByTestId('import-start')).toBeFocused()
    await expect(page.getByTestId('import-layout')).toContainText('淘宝/天猫 订单报表（旧版）')
    await expect(page.getByTestId('import-preview')).toContainText(orderNo)
    await expect(page.getByTestId('column-number')).toContainText('订单编号')
    await picture('import-preview')
    await press('Enter')
    await expect(page.getByTestId('outcome-inserted')).toContainText('5')
    await expect(page.getByTestId('outcome-rejected')).toContainText(/[1-9]/)
    await expect(page.getByTestId('rejected-grid')).toContainText('2.84911E+18')
    await expect(page.getByTestId('rejected-grid')).toContainText('不要用 Excel 打开')

    await expect(page.getByTestId('outcome-next')).toBeFocused()
    await press('Enter')
    await expect(page.getByTestId('batches-grid')).toContainText('taobao-2017-with-faults.csv')
    await press('Control+o')
    await expect(page.getByTestId('import-start')).toBeFocused()
    await press('Enter')
    await expect(page.getByTestId('outcome-inserted')).toContainText('0')
    await expect(page.getByTestId('outcome-unchanged')).toContainText('5')
  })

  test('M1: a table of something else cannot start, a locked file is refused in words', async () => {
    await willOpen(join(root, 'test', 'fixtures', 'hostile', 'csv', 'empty.csv'))
    await press('Control+o')
    await expect(page.getByTestId('pane-imports')).toContainText('还缺：订单号')
    await expect(page.getByTestId('import-start')).toHaveAttribute('aria-disabled', 'true')
    await willOpen(join(root, 'test', 'fixtures', 'hostile', 'spreadsheets', 'password_2002_40_xor.xls'))
    await press('Control+o')
    await expect(page.getByTestId('pane-imports')).toContainText('文件有密码保护')
    await expect(page.getByTestId('import-step')).toHaveAttribute('data-step', 'choose')
  })

  test('L1: a claim is registered from a case with C, its total added up while typing', async () => {
    await rpc.call('cases.create', { kind: 'damaged', orderNo, waybill })
    await press('g', 'q')
    await expect(page.getByTestId('pane-queue')).toContainText('破损')
    await press('j', 'Enter')
    await expect(page.getByTestId('pane-case')).toContainText('破损')
    await press('c')
    const dialog = page.getByTestId('claim-dialog')
    await expect(dialog).toBeVisible()
    await expect(dialog.getByTestId('claim-waybill')).toHaveValue(waybill)
    await expect(dialog.getByTestId('claim-courier')).toHaveValue('顺丰速运')
    await expect(dialog.getByTestId('claim-reason')).toContainText('破损')
    await expect(dialog.getByTestId('claim-goods')).toHaveValue('1,311.00')
    await expect(dialog.getByTestId('claim-demands')).toContainText('材料')

    await dialog.getByTestId('claim-goods').focus()
    await press('Control+a')
    await page.keyboard.type('1234567.89')
    await expect(dialog.getByTestId('claim-total')).toContainText('¥1,234,567.89')
    await press('Control+a')
    await page.keyboard.type('60')
    await press('Tab', 'Control+a')
    await page.keyboard.type('4.90')
    await expect(dialog.getByTestId('claim-total')).toContainText('¥64.90')
    await dialog.getByLabel('登记').fill('2026-10-20')
    await picture('claim')
    await press('Control+Enter')
    await expect(dialog).toBeHidden()
    await expect(toast(/已登记理赔 L-.*¥64\.90/)).toBeVisible()
  })

  test('L4: a second claim on the same parcel shows the first and asks why; Ctrl+Z takes it back', async () => {
    await press('c')
    const dialog = page.getByTestId('claim-dialog')
    await expect(dialog).toBeVisible()
    await press('Control+Enter')
    await expect(dialog.getByTestId('claim-duplicate')).toContainText(/该运单已有理赔 L-/)
    await expect(dialog.getByTestId('claim-duplicate')).toContainText('¥64.90')
    await expect(dialog.getByTestId('claim-duplicate-reason')).toBeFocused()
    await press('Control+Enter')
    await expect(dialog.getByText('请填写')).toBeVisible()
    await picture('duplicate')
    await page.keyboard.type('一票两件，另一件也破损')
    await press('Control+Enter')
    await expect(dialog).toBeHidden()
    const both = await rpc.call<{ rows: readonly { status: string }[] }>('claims.list', {})
    expect(both.rows.map((claim) => claim.status)).toEqual(['filed', 'filed'])
    await press('Control+z')
    await expect(toast('已撤销')).toBeVisible()
    const after = await rpc.call<{ rows: readonly { status: string }[] }>('claims.list', {})
    expect(after.rows.map((claim) => claim.status)).toEqual(['withdrawn', 'filed'])
  })

  test('L1: the courier’s answer is recorded in the drawer', async () => {
    await press('g', 'c')
    const grid = page.getByTestId('claims-grid')
    await expect(grid).toBeFocused()
    await press('End', 'Enter')
    const drawer = page.getByTestId('claim-drawer')
    await expect(drawer.getByTestId('claim-answer-status')).toBeFocused()
    await drawer.getByTestId('claim-answer-work-order').focus()
    await page.keyboard.type('GD-2026-0001')
    await drawer.getByTestId('claim-answer-text').focus()
    await page.keyboard.type('已受理，三日内答复')
    await press('Control+Enter')
    await expect(toast('的答复')).toBeVisible()
    await picture('claims')
    await press('Escape')
    await expect(drawer).toBeHidden()
    await expect(grid).toBeFocused()
    const { rows } = await rpc.call<{ rows: readonly { workOrderNo: string | null; answer: string | null }[] }>('claims.list', { status: 'open' })
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({ workOrderNo: 'GD-2026-0001', answer: '已受理，三日内答复' })
  })

  test('W1: a wrong shipment is registered from the case with W; the quantities name the error', async () => {
    await press('g', 's')
    await expect(page.getByTestId('pane-case')).toBeFocused()
    await press('w')
    const dialog = page.getByTestId('wrong-shipment-dialog')
    await expect(dialog.getByTestId('line-expected')).toHaveValue('4')
    await expect(dialog.getByTestId('line-sent')).toBeFocused()
    await press('Control+Enter')
    await expect(dialog.getByText('应发与实发没有差别，请改实发')).toBeVisible()
    await dialog.getByTestId('line-sent').focus()
    await page.keyboard.type('1')
    await expect(dialog.getByTestId('shipment-error')).toContainText('少包')
    await dialog.getByTestId('add-line').focus()
    await press('Enter')
    await page.keyboard.type('实木餐椅 胡桃色')
    await expect(dialog.getByTestId('shipment-error')).toContainText('错发')
    await picture('wrong-shipment')
    await press('Control+Enter')
    await expect(dialog).toBeHidden()
    await expect(toast(/已登记错发 W-/)).toBeVisible()
  })

  test('W2: nobody verifies their own entry; a second person does with V', async () => {
    await rpc.call('masters.staffCreate', { name: '李审核', role: 'assistant' })
    await page.reload()
    await signInAs('张敏')
    await press('g', 'w')
    await expect(page.getByTestId('shipments-grid')).toBeFocused()
    await press('Home', 'Enter')
    await expect(page.getByTestId('shipment-detail')).toContainText('自己登记的要由另一位同事审核')
    await expect(page.getByTestId('shipment-verify')).toHaveAttribute('aria-disabled', 'true')

    await press('Control+Alt+l')
    await signInAs('李审核')
    await press('g', 'w')
    await expect(page.getByTestId('shipments-grid')).toBeFocused()
    await press('Home', 'v')
    await expect(toast(/W-.*已审核/)).toBeVisible()
    await expect(page.getByTestId('shipments-grid')).toContainText('已审核')
    rpc = await pageRpc(page)
    const state = await rpc.call<{ staff: readonly { id: string; name: string }[] }>('session.state')
    await rpc.call('session.signIn', { staffId: state.staff.find((one) => one.name === '张敏')?.id })
    const { rows } = await rpc.call<{ rows: readonly { state: string; createdBy: { name: string }; stateBy: string }[] }>('registers.list', { register: 'wrong-shipments' })
    expect(rows[0]).toMatchObject({ state: 'verified', createdBy: { name: '张敏' }, stateBy: '李审核' })
  })

  test('M2, M3: a statement is imported and the month reconciled: short paid, explained, all invariants equal', async () => {
    await willOpen(join(fixtures, 'sf-571ABC-202610.xlsx'))
    await press('Control+Shift+o')
    await expect(page.getByTestId('import-start')).toBeFocused()
    await expect(page.getByTestId('import-kind')).toContainText('快递账单')
    await press('Enter')
    await expect(page.getByTestId('outcome-lines')).toContainText('4')
    await expect(page.getByTestId('outcome-reconcile')).toBeFocused()
    await press('Enter')
    const month = page.getByTestId('month-end')
    await expect(month).toBeVisible()
    await expect(page.getByTestId('reconcile-month')).toContainText('2026-10')
    await expect(month).toContainText('还没入账')
    await press('r')
    await expect(toast('对账完成')).toBeVisible()
    await expect(month).not.toContainText('还没入账')
    await expect(page.getByTestId('invariants')).toHaveAttribute('data-holds', 'true')
    await expect(page.getByTestId('equation-claims')).toContainText('理赔 ¥64.90')
    await expect(page.getByTestId('equation-claims')).toContainText('已到账 54.90')
    await expect(page.getByTestId('equation-claims')).toContainText('短赔 10.00')
    await expect(page.getByTestId('equation-claimLines')).toContainText('待认领 0.00')
    await expect(page.getByTestId('outstanding')).toHaveText('¥0.00')
    await expect(page.getByTestId('unexplained')).toHaveText('¥0.00')
    await expect(page.getByTestId('pair-grid')).toContainText('短赔 ¥10.00')
    await expect(page.getByTestId('why-words')).toContainText('短赔 ¥10.00')
    await picture('month')
    const { rows } = await rpc.call<{ rows: readonly { creditedCents: number; status: string }[] }>('claims.list', { status: 'part-credited' })
    expect(rows).toMatchObject([{ creditedCents: 5490, status: 'part-credited' }])
  })

  test('M3: the month is exported as XLSX and reads back to the cent', async () => {
    const path = join(folder, '对账-2026-10.xlsx')
    await willSaveAs(path)
    await press('Control+e')
    await expect(toast('已导出 对账-2026-10.xlsx')).toBeVisible()
    await expect(toast('已导出').getByRole('button', { name: '打开所在文件夹' })).toBeVisible()
    const book = read(await readFile(path), { cellText: false })
    expect(book.SheetNames).toEqual(['汇总', '按快递', '已匹配', '差异', '待认领', '理赔明细'])
    const sheet = (name: string): Record<string, unknown>[] => utils.sheet_to_json(book.Sheets[name] ?? {})
    expect(sheet('差异')).toMatchObject([{ 理赔运单号: waybill, 申报: 64.9, 到账: 54.9, 短赔: 10 }])
    expect(sheet('汇总').find((row) => row['项目'] === '短赔')).toMatchObject({ 金额: 10 })
    expect(sheet('待认领')).toEqual([])
  })

  test('U2: in English and 700 pixels wide no key fires while a field has the focus', async () => {
    await page.getByTestId('switch-language').click()
    await expect(page.getByTestId('month-end')).toContainText('Short ¥10.00')
    await launched.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setSize(700, 760))
    // the one-column layout has taken over
    await expect(page.getByTestId('month-end')).toBeHidden()
    await press('g', 'c')
    const search = page.getByTestId('claims-search')
    await expect(search).toBeVisible()
    await search.focus()
    await page.keyboard.type('cw')
    await expect(page.getByTestId('claim-dialog')).toBeHidden()
    await expect(page.getByTestId('wrong-shipment-dialog')).toBeHidden()
    await expect(page.getByText('Nothing fits these filters')).toBeVisible()
    await picture('claims-narrow-en')
  })
})
