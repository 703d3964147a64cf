import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { read, utils, write } from '@e965/xlsx'
import type { Page } from '@playwright/test'
import { expect, test } from '@playwright/test'
import type { LaunchedApp } from './support/app'
import { answerOpen, answerSave, chooseByKeys, fillByKeys, press, shot, tabTo } from './support/desk'
import { foundedShop, type FoundedShop } from './support/founded'
import { violations } from './support/looks'
import type { PageRpc } from './support/rpc'

/** Files that no layout fits, corrected by keyboard; rows that were not taken, corrected and imported again; kinds of files (O1, M1, R5). */
test.describe.serial('imports by keyboard', () => {
  let shop: FoundedShop
  let launched: LaunchedApp
  let page: Page
  let rpc: PageRpc
  let folder: string

  test.beforeAll(async () => {
    shop = await foundedShop('imports', { platform: 'other' })
    ;({ launched, page, rpc, folder } = shop)
  })
  test.afterAll(async () => {
    await shop.end()
  })

  const step = (name: string): Promise<void> => expect(page.getByTestId('import-step')).toHaveAttribute('data-step', name)
  const file = async (name: string, lines: readonly string[]): Promise<string> => {
    const path = join(folder, name)
    await writeFile(path, `${lines.join('\r\n')}\r\n`)
    return path
  }
  /** Ctrl+O, and the file that the person would pick. */
  const openFile = async (path: string): Promise<void> => {
    await answerOpen(launched.app, [path])
    await press(page, 'Control+o')
    await step('preview')
  }
  const figure = (name: string): Promise<string> => page.getByTestId(`outcome-${name}`).locator('dd').innerText()

  test('M1: an unknown layout is corrected by keyboard, and next month’s file needs no question', async () => {
    const head = ['网点 甲 对账', '', '面单,付给我们,登记日,经办']
    await openFile(await file('中通-2026-10.csv', [...head, '75360218846311,54.90,10/05/2026,小王', '75360218846312,20.00,10/06/2026,小李', '合计,74.90,,']))
    await expect(page.getByTestId('import-layout')).toContainText('未见过')
    if (!(await page.getByTestId('import-kind').innerText()).startsWith('快递账单')) await chooseByKeys(page, 'import-kind', '快递账单')
    await fillByKeys(page, 'import-header-row', '3')
    await expect(page.locator('th[data-column="1"] .title')).toHaveText('付给我们')
    await chooseByKeys(page, 'import-sign', '正数是给我们的钱')
    await chooseByKeys(page, 'import-dates', '月/日/年')
    // by column: the header of the preview says what each column is
    const meaning = page.locator('th[data-column="1"] button.means')
    await meaning.focus()
    await press(page, 'Enter')
    await page.locator('th[data-column="1"] select').selectOption({ label: '金额' })
    await expect(meaning).toHaveText('金额')
    await expect(meaning).toBeFocused()
    await press(page, 'ArrowLeft')
    await expect(page.locator('th[data-column="0"] button.means')).toBeFocused()
    await shot(page, 'imports-unknown-zh')
    expect(await violations(page)).toEqual([])
    await tabTo(page, 'import-start', 'Shift+Tab')
    await press(page, 'Enter')
    await step('done')
    expect([await figure('lines'), await figure('total')]).toEqual(['2', '¥74.90'])

    await openFile(await file('中通-2026-11.csv', [...head, '75360218849999,7.00,11/05/2026,小王']))
    await expect(page.getByTestId('import-layout')).toContainText('识别为')
    await expect(page.getByTestId('import-start')).toBeFocused()
    await press(page, 'Enter')
    await step('done')
    expect([await figure('lines'), await figure('total')]).toEqual(['1', '¥7.00'])
    await expect(page.getByTestId('outcome-reconcile')).toContainText('2026-11')
  })

  test('O1: rejected rows are listed, saved as XLSX, corrected there and imported again; later the history shows them too', async () => {
    const path = await file('店铺导出.csv', [
      '订单号,买家昵称,实付金额,订单状态',
      '2849105533670421876,小鹿,12.50,已发货', '2.84911E+18,小羊,20.00,已发货', '2849105533670421878,=cmd|calc,十二块,已发货',
    ])
    await openFile(path)
    await expect(page.getByTestId('import-kind')).toContainText('订单')
    await press(page, 'Enter')
    await step('done')
    expect([await figure('inserted'), await figure('rejected')]).toEqual(['1', '2'])
    await expect(page.getByTestId('rejected-grid')).toContainText('用 Excel')
    await shot(page, 'imports-rejected-zh')
    expect(await violations(page)).toEqual([])
    const saved = join(folder, '未导入.xlsx')
    await answerSave(launched.app, saved)
    await press(page, 'Control+Shift+E')
    await expect(page.getByTestId('toast').filter({ hasText: '已导出 2 行' })).toBeVisible()

    const { readFile } = await import('node:fs/promises')
    const book = read(await readFile(saved))
    const rows = utils.sheet_to_json<string[]>(book.Sheets[book.SheetNames[0] ?? ''] ?? {}, { header: 1 })
    expect(rows[0]?.slice(0, 4)).toEqual(['订单号', '买家昵称', '实付金额', '订单状态'])
    expect(rows.slice(1).map((row) => row[4])).toEqual([3, 4])
    const corrected = rows.map((row, at) => (at === 0 ? row : [`284910553367042190${at}`, row[1] ?? '', '20.00', row[3] ?? '', ...row.slice(4)]))
    const fixed = utils.book_new()
    utils.book_append_sheet(fixed, utils.aoa_to_sheet(corrected), '改好')
    utils.book_append_sheet(fixed, utils.aoa_to_sheet([['说明'], ['改好的行在另一张表']]), '说明')
    await writeFile(saved, write(fixed, { type: 'buffer', bookType: 'xlsx' }) as Buffer)
    await openFile(saved)
    await expect(page.getByTestId('import-sheet')).toContainText('改好')
    await press(page, 'Enter')
    await step('done')
    expect([await figure('inserted'), await figure('rejected')]).toEqual(['2', '0'])

    await page.getByTestId('outcome-next').focus()
    await press(page, 'Enter')
    await step('choose')
    await page.getByTestId('batches-grid').getByRole('row', { name: /店铺导出/ }).click()
    await press(page, 'Enter')
    await expect(page.getByTestId('rejected-rows')).toContainText('店铺导出.csv')
    await press(page, 'Escape')
    await expect(page.getByTestId('batches-grid')).toBeVisible()
  })

  test('O1: all or nothing takes nothing of a file with a faulty row, and shows which', async () => {
    await openFile(await file('整份.csv', ['订单号,实付金额,订单状态', '2849105533670429001,1.00,已发货', '2849105533670429002,不知道,已发货']))
    await tabTo(page, 'import-all-or-nothing', 'Shift+Tab')
    await press(page, 'Space')
    await tabTo(page, 'import-start')
    await press(page, 'Enter')
    await expect(page.getByTestId('rejected-rows')).toContainText('金额无法识别')
    await expect(page.getByTestId('pane-imports')).toContainText('按“整份或不导”没有导入')
    await shot(page, 'imports-all-or-nothing-zh')
    expect(await rpc.call<unknown[]>('orders.find', { text: '2849105533670429001' })).toEqual([])
    await page.getByTestId('import-all-or-nothing').focus()
    await press(page, 'Space')
    await tabTo(page, 'import-start')
    await press(page, 'Enter')
    await step('done')
    expect(await figure('inserted')).toBe('1')
  })

  test('O2: a list of SKUs is known for what it is; a file name that turns its letters round is shown harmlessly (R5)', async () => {
    await openFile(await file('商品\u202egpj.csv', ['商家编码,商品名称,重量(kg),成本', 'BT-1,保温杯,0.35,21.5', 'BT-2,雨衣,很重,30']))
    await expect(page.getByTestId('import-kind')).toContainText('商品资料')
    await expect(page.getByTestId('pane-imports')).toContainText('商品\ufffdgpj.csv')
    await press(page, 'Enter')
    await step('done')
    expect([await figure('inserted'), await figure('rejected')]).toEqual(['1', '1'])
    await expect(page.getByTestId('rejected-grid')).toContainText('重量无法识别')
  })

  test('R2: what is no table is refused in words, and the next file can be chosen', async () => {
    const path = join(folder, 'locked.xlsx')
    await writeFile(path, 'not a table'.repeat(3))
    await answerOpen(launched.app, [join(folder, 'gone.csv')])
    await press(page, 'Control+o')
    await step('choose')
    await expect(page.getByTestId('pane-imports')).toContainText('gone.csv')
    await expect(page.getByTestId('import-choose')).toBeVisible()
  })
})
