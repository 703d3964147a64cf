import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { read as readWorkbook, utils } from '@e965/xlsx'
import type { Page } from '@playwright/test'
import { expect, test } from '@playwright/test'
import { strFromU8, unzipSync } from 'fflate'
import iconv from 'iconv-lite'
import type { LaunchedApp } from './support/app'
import { resultsDir, root } from './support/app'
import { answerSave, fillByKeys, focusedId, goTo, noticesGone, press, tabTo } from './support/desk'
import { foundedShop, type FoundedShop } from './support/founded'
import { overflowing, picture, resize, violations } from './support/looks'
import type { PageRpc } from './support/rpc'

interface Row {
  readonly id: string
  readonly state: string
  readonly batchNo: string | null
  readonly paidRef: string | null
  readonly payeeAccount: string | null
  readonly cameBack: { readonly text: string } | null
}

/** The finance list (F1) and quality reports (Q1), by keyboard. The tests follow one another. */
test.describe.serial('finance list and quality reports', () => {
  let shop: FoundedShop
  let launched: LaunchedApp
  let page: Page
  let rpc: PageRpc
  const toast = (words: string | RegExp) => page.getByTestId('toast').filter({ hasText: words })
  const rows = async (view: string): Promise<readonly Row[]> => (await rpc.call<{ rows: readonly Row[] }>('finance.list', { view })).rows
  const list = () => page.getByTestId('finance-grid').getByRole('row')
  const choose = async (testid: string, option: string): Promise<void> => {
    await page.getByTestId(testid).press('Enter')
    await page.getByRole('option', { name: option, exact: true }).press('Enter')
    await expect(page.getByTestId(testid)).toContainText(option)
  }
  const ask = async (buyerNick: string, amountCents: number, more: object = {}): Promise<string> => {
    const { id: caseId } = await rpc.call<{ id: string }>('cases.create', { kind: 'goodwill', buyerNick, note: '杯口有裂纹' })
    const { payout } = await rpc.call<{ payout: { id: string; state: string } }>('payouts.ask', { caseId, type: 'compensation', amountCents, issue: '杯口有裂纹，买家愿意留下', ...more })
    if (payout.state === 'waiting') await rpc.call('payouts.approve', { id: payout.id })
    return caseId
  }

  test.beforeAll(async () => {
    shop = await foundedShop('finance-quality')
    ;({ launched, page, rpc } = shop)
    await resize(launched.app, page, 1366, 768)
  })
  test.afterAll(async () => {
    await shop.end()
  })

  test('F1: past the platform the case asks for account and reason, and a supervisor approves', async () => {
    const { id } = await rpc.call<{ id: string }>('cases.create', { kind: 'goodwill', buyerNick: '云间客_88', note: '拉链不顺' })
    await goTo(page, 'q', 'queue')
    await page.getByTestId('queue-list').getByRole('option').filter({ hasText: '云间客_88' }).first().click()
    await press(page, 'Enter')
    await expect.poll(() => focusedId(page)).toBe('pane-case')
    await press(page, 'Shift+M')
    await expect.poll(() => focusedId(page)).toBe('payout-amount')
    await page.keyboard.insertText('5')
    await fillByKeys(page, 'payout-issue', '拉链不顺')
    await tabTo(page, 'payee-way')
    await press(page, '2')
    await expect(page.getByTestId('payout-gate')).toContainText('不走平台的转账都要主管批准')
    await press(page, 'Control+Enter')
    await expect(page.getByTestId('case-payouts')).toContainText('请填写')
    await picture(page, 'payout-outside')
    await fillByKeys(page, 'payee-payeeName', '林小鹿')
    await fillByKeys(page, 'payee-payeeAccount', 'lin-1390000@pay.test')
    await fillByKeys(page, 'payee-outsideReason', '买家的订单已经关闭')
    await press(page, 'Control+Enter')
    await expect(page.getByTestId('payout-list').locator('[data-state="waiting"]')).toContainText('支付宝 · 林小鹿 · ********test')
    await press(page, 'Escape')
    const { payouts } = await rpc.call<{ payouts: { id: string }[] }>('payouts.ofCase', { caseId: id })
    await rpc.call('payouts.approve', { id: payouts[0]?.id })
  })

  test('F1: a possible double waits for a reason; then the batch goes out with its file', async () => {
    for (const buyer of ['甲', '乙']) await ask(buyer, 500, { way: 'alipay', payeeName: `收款${buyer}`, payeeAccount: `${buyer === '甲' ? 'jia' : 'yi'}@pay.test`, outsideReason: '平台打款被拒' })
    await ask('丙', 300)
    const twice = await ask('丁', 400)
    await rpc.call('payouts.ask', { caseId: twice, type: 'compensation', amountCents: 400, issue: '又说了一次' })
    await goTo(page, 'a', 'approvals')
    await page.getByRole('tab', { name: /^待打款/ }).press('Enter')
    await expect(list()).toHaveCount(7)
    await noticesGone(page)
    await picture(page, 'finance-list')
    await page.getByTestId('finance-grid').focus()
    await press(page, 'End', 'Enter')
    await expect(page.getByTestId('finance-drawer')).toContainText('同一售后单、同样金额')
    await expect(page.getByTestId('finance-drawer').getByTestId('finance-pay-open')).toHaveCount(0)
    expect(await violations(page)).toEqual([])
    await picture(page, 'finance-double')
    await page.getByTestId('finance-drawer').focus()
    await press(page, 'Shift+X')
    await expect.poll(() => focusedId(page)).toBe('finance-explain-words')
    await page.keyboard.insertText('两只杯子各赔一次')
    await press(page, 'Control+Enter')
    await expect(toast('已说明，可以打款')).toBeVisible()
    await expect(page.getByTestId('finance-drawer')).toContainText('两只杯子各赔一次')
    await page.getByTestId('finance-drawer').focus()
    await press(page, 'Escape')
    await choose('finance-way', '支付宝')
    await expect(list()).toHaveCount(4)
    await page.getByTestId('finance-grid').focus()
    await press(page, 'Home', 'Space', 'ArrowDown', 'Space', 'ArrowDown', 'Space')
    await expect(page.getByTestId('finance-bulk')).toContainText('导出批次：支付宝 · 3')
    const file = join(resultsDir, 'finance-alipay.csv')
    await answerSave(launched.app, file)
    await press(page, 'Control+e')
    await expect(toast(/^批次 PB-.*：3 笔，¥15\.00/)).toBeVisible()
    const lines = iconv.decode(await readFile(file), 'gb18030').trim().split('\r\n').map((line) => line.split(',').slice(1))
    expect(lines).toEqual([['收款支付宝账号', '收款人姓名', '付款金额(元)', '付款说明'], ['lin-1390000@pay.test', '林小鹿', '5.00', '折价补偿'], ['jia@pay.test', '收款甲', '5.00', '折价补偿'], ['yi@pay.test', '收款乙', '5.00', '折价补偿']])
    expect(await rows('batch')).toHaveLength(3)
    await expect(page.getByTestId('pane-approvals')).toContainText('没有符合条件的记录')
  })

  test('F1: the batch is marked as paid under one reference; a line that came back is on the list again', async () => {
    await choose('finance-view', '已出批次')
    await expect(list()).toHaveCount(4)
    await page.getByTestId('finance-grid').focus()
    await press(page, 'Home', 'Space', 'ArrowDown', 'Space', 'ArrowDown', 'Space')
    await press(page, 'Control+Enter')
    await expect.poll(() => focusedId(page)).toBe('finance-pay-words')
    await page.keyboard.insertText('ALI-77')
    await press(page, 'Control+Enter')
    await expect(toast('已标记 3 笔，共 ¥15.00')).toBeVisible()
    await expect(page.getByTestId('finance-grid')).toHaveCount(0)
    expect((await rows('paid')).map(({ paidRef }) => paidRef)).toEqual(['ALI-77', 'ALI-77', 'ALI-77'])
    await choose('finance-view', '已打款')
    await expect(list()).toHaveCount(4)
    await page.getByTestId('finance-grid').focus()
    await press(page, 'Home', 'Shift+T')
    await expect.poll(() => focusedId(page)).toBe('finance-bounce-words')
    await page.keyboard.insertText('户名不符')
    await press(page, 'Control+Enter')
    await expect(toast('1 笔已退回清单')).toBeVisible()
    await expect(list()).toHaveCount(3)
    expect(await rows('back')).toMatchObject([{ state: 'approved', batchNo: null, paidRef: null, cameBack: { text: '户名不符' } }])
    await choose('finance-view', '被退回')
    await expect(list()).toHaveCount(2)
    await page.getByTestId('finance-grid').focus()
    await press(page, 'Home', 'Enter')
    await expect(page.getByTestId('finance-drawer')).toContainText('被退回：户名不符')
    await noticesGone(page)
    await page.getByTestId('finance-drawer').focus()
    await press(page, 'Shift+H')
    await expect(page.getByTestId('payee-dialog')).toBeVisible()
    await picture(page, 'finance-payee')
    await fillByKeys(page, 'payee-payeeName', '林小路')
    await press(page, 'Control+Enter')
    await expect(toast('收款方式已改')).toBeVisible()
  })

  test('Q1: a case of quality is registered by itself; three buyers are an alert; a stop of sale is suggested and taken', async () => {
    const cases: string[] = []
    for (const buyer of ['买家甲', '买家乙', '买家丙', '买家丁', '买家戊']) cases.push((await rpc.call<{ id: string }>('cases.create', { kind: 'quality', buyerNick: buyer, note: '洗一次就掉色' })).id)
    await rpc.call('photos.addFiles', { paths: [join(root, 'test/fixtures/photos/flower.jpg')], caseId: cases[0], slot: 'defect-photo' })
    await goTo(page, 'j', 'registers')
    await choose('register-choose', '质量问题')
    await expect(page.getByTestId('register-grid').getByRole('row')).toHaveCount(6)
    // a case that has one leads to it
    await goTo(page, 'q', 'queue')
    await page.getByTestId('queue-list').getByRole('option').filter({ hasText: '买家甲' }).first().click()
    await press(page, 'Enter')
    await expect.poll(() => focusedId(page)).toBe('pane-case')
    await press(page, 'Shift+Q')
    await expect(page.getByTestId('register-drawer')).toContainText('买家甲')
    await expect(page.getByTestId('quality-photos').getByRole('button')).toHaveCount(1)
    await page.getByTestId('register-drawer').focus()
    await press(page, 'Shift+L')
    await expect(page.getByTestId('register-move-dialog')).toBeVisible()
    await fillByKeys(page, 'field-sku', 'YJ-2201')
    await choose('field-problem', '掉色染色')
    await fillByKeys(page, 'field-batch', 'B7')
    await press(page, 'Control+Enter')
    await expect(toast(/→ 已确认/)).toBeVisible()
    const { rows: reports } = await rpc.call<{ rows: { id: string; state: string }[] }>('registers.list', { register: 'quality' })
    for (const { id, state } of reports) if (state === 'new') await rpc.call('registers.move', { register: 'quality', ids: [id], move: 'confirm', values: { sku: 'YJ-2201', problem: 'fade', batch: 'B7' } })
    await expect(page.getByTestId('quality-alerts')).toHaveText(/预警 2/)
    await noticesGone(page)
    expect(await violations(page)).toEqual([])
    await picture(page, 'quality-drawer')
    await page.getByTestId('register-drawer').focus()
    await press(page, 'Shift+F')
    const dialog = page.getByTestId('quality-alerts-dialog')
    await expect(dialog).toContainText('YJ-2201 · 掉色染色')
    await expect(dialog).toContainText('5 位买家')
    expect(await violations(page)).toEqual([])
    await picture(page, 'quality-alerts')
    await dialog.getByTestId('quality-suggest-open').first().press('Enter')
    await expect.poll(() => focusedId(page)).toBe('quality-suggest-words')
    await page.keyboard.insertText('五位买家都说掉色')
    await press(page, 'Control+Enter')
    await expect(toast('已建议停售，5 条等主管决定')).toBeVisible()
    await dialog.getByTestId('quality-take-off').first().press('Enter')
    await expect.poll(() => focusedId(page)).toBe('quality-stop-words')
    await page.keyboard.insertText('先下架这一批')
    await press(page, 'Control+Enter')
    await expect(toast('已停售，5 条')).toBeVisible()
    expect((await rpc.call<{ views: Record<string, number> }>('registers.counts', { register: 'quality' })).views['stop']).toBe(5)
    // what is decided raises nobody's attention any more
    await expect(page.getByTestId('quality-alerts')).toHaveText(/预警 0/)
  })

  test('Q1: the factory sheet holds the photo, as spreadsheet and as PDF', async () => {
    const dialog = page.getByTestId('quality-alerts-dialog')
    const file = join(resultsDir, 'quality-factory.xlsx')
    await answerSave(launched.app, file)
    await dialog.getByTestId('quality-alert-sheet').first().press('Enter')
    await expect(toast('反馈单：5 条，1 张照片')).toBeVisible()
    const bytes = await readFile(file)
    const cells = utils.sheet_to_json<unknown[]>(readWorkbook(bytes).Sheets['质量问题反馈单'] ?? {}, { header: 1 })
    expect(cells.slice(1).map((row) => [row[1], row[4], row[5]])).toEqual(Array.from({ length: 5 }, () => ['YJ-2201', '掉色染色', 'B7']))
    const parts = unzipSync(bytes)
    expect(Object.keys(parts).filter((name) => name.startsWith('xl/media/'))).toEqual(['xl/media/image1.jpeg'])
    expect(Object.keys(parts).map((name) => strFromU8(parts[name] ?? new Uint8Array())).join('')).not.toContain('买家甲')
    await press(page, 'Escape')
    await expect(dialog).toBeHidden()
    const { rows: reports } = await rpc.call<{ rows: { id: string }[] }>('registers.list', { register: 'quality' })
    const pdf = join(resultsDir, 'quality-factory.pdf')
    await rpc.call('quality.sheet', { ids: reports.map(({ id }) => id), path: pdf, locale: 'zh' })
    expect((await readFile(pdf)).subarray(0, 5).toString()).toBe('%PDF-')
  })

  test('Q1: every bar of the Pareto leads to its entries, and the week is exported', async () => {
    await rpc.call('registers.create', { register: 'quality', values: { problem: 'seam', sku: 'YJ-2202', buyer: '己' } })
    await page.getByTestId('quality-pareto').press('Enter')
    const dialog = page.getByTestId('quality-pareto-dialog')
    await expect(dialog.getByTestId('pareto-grid').getByRole('row')).toHaveCount(3)
    await expect(dialog.getByTestId('pareto-grid').getByRole('row').nth(1)).toContainText('83.3%')
    await dialog.getByTestId('pareto-grid').focus()
    await press(page, 'End', 'Enter')
    await expect(dialog.getByTestId('pareto-entries')).toContainText('“开线脱线”的登记')
    expect(await violations(page)).toEqual([])
    await picture(page, 'quality-pareto')
    const file = join(resultsDir, 'quality-pareto.xlsx')
    await answerSave(launched.app, file)
    await dialog.getByTestId('pareto-export').press('Enter')
    await page.getByRole('menuitem', { name: '表格' }).press('Enter')
    await expect(toast('已导出')).toBeVisible()
    const book = readWorkbook(await readFile(file))
    expect(utils.sheet_to_json<unknown[]>(book.Sheets[book.SheetNames[0] ?? ''] ?? {}, { header: 1 }).map((row) => row.slice(0, 4))).toEqual([['问题', '条数', '占比 %', '累计 %'], ['掉色染色', 5, 83.3, 83.3], ['开线脱线', 1, 16.7, 100], ['合计', 6, 100]])
    const pdf = join(resultsDir, 'quality-pareto.pdf')
    await rpc.call('quality.exportPareto', { path: pdf, locale: 'en', fact: 'problem' })
    await writeFile(join(resultsDir, 'quality-pareto-copy.pdf'), await readFile(pdf))
    await dialog.getByTestId('pareto-entries').getByRole('button').first().press('Enter')
    await expect(page.getByTestId('register-drawer')).toContainText('YJ-2202')
  })

  test('R3, U3: an agent sees masked accounts; nothing overflows in English, in the dark, beside the chat client', async () => {
    await rpc.call('masters.staffCreate', { name: '小林', role: 'agent' })
    for (let n = 0; n < 150; n += 1) await ask(`很长很长的买家昵称_${n}`, n === 0 ? 123_456_789 : 1000 + n)
    await goTo(page, 'a', 'approvals')
    await choose('finance-view', '全部')
    await expect.poll(() => list().count()).toBeGreaterThan(10)
    for (const [width, height] of [[1366, 768], [700, 768]] as const) {
      await resize(launched.app, page, width, height)
      await goTo(page, 'a', 'approvals')
      await expect(page.getByTestId('finance-grid')).toBeVisible()
      expect(await overflowing(page)).toEqual([])
      await noticesGone(page)
      await picture(page, `finance-${width}`)
    }
    await goTo(page, 'j', 'registers')
    await expect(page.getByTestId('register-drawer')).toBeVisible()
    expect(await overflowing(page)).toEqual([])
    await picture(page, 'quality-700')
    await resize(launched.app, page, 1366, 768)
    await page.getByTestId('switch-language').press('Enter')
    await expect(page.getByTestId('pane-registers')).toContainText('Colour runs')
    await page.evaluate(`window.workstation.setTheme('dark')`)
    await picture(page, 'quality-en-dark')
    await page.reload()
    await page.getByTestId('sign-in-staff-小林').press('Enter')
    await expect(page.getByTestId('pane-queue')).toBeVisible()
    await goTo(page, 'a', 'approvals')
    await page.getByRole('tab', { name: /^To pay/ }).press('Enter')
    await choose('finance-way', 'Alipay')
    await expect(page.getByTestId('finance-grid')).toContainText('*******test')
    await expect(page.getByTestId('finance-grid')).not.toContainText('@pay.test')
    await expect(page.getByTestId('finance-batch')).toHaveCount(0)
    expect(await violations(page)).toEqual([])
    expect(await overflowing(page)).toEqual([])
    await picture(page, 'finance-agent-en')
  })
})
