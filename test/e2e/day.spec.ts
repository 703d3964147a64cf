import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { launchApp, resultsDir, temporaryFolder, type LaunchedApp } from './support/app'
import { ORDER, ORDER_ROWS, photoFile, readSheets, REJECTED_ROWS, SECOND, shopifyExport, STRANGER, THIRD, thisMonth, writeSfStatement, writeTaobaoExport, writeZtoStatement } from './support/day-files'
import { answerOpen, answerSave, chooseByKeys, copyPicture, dropFiles, expectPainted, fillByKeys, focusedId, goTo, noticesGone, pane, press, shot, tabTo } from './support/desk'
import { manualPicture } from './support/looks'
import { pageRpc } from './support/rpc'
import { entered } from './support/state'

/**
 * One real day, end to end, in Chinese: from the first run to the next morning, with the keyboard alone. The mouse appears only where
 * it is the thing itself (dropping files); native dialogs are answered by the test.
 */

const scope = { month: thisMonth, orders: [ORDER.number, '#2101'] }
let home: string
let launched: LaunchedApp
let before: Record<string, unknown>

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  home = await temporaryFolder('day')
  await mkdir(resultsDir, { recursive: true })
  launched = await launchApp({ userData: join(home, 'settings'), locale: 'zh-CN', theme: 'light' })
})
test.afterAll(async () => {
  await launched.close()
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

/** Files below the archive of the data folder, relative and sorted. */
async function archived(): Promise<string[]> {
  const files = await readdir(join(home, 'data', '售后问题图片'), { recursive: true, withFileTypes: true })
  return files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name).slice(join(home, 'data').length + 1)).sort()
}

test('step 1, U4: data folder, shop and name, then an empty queue that says what to do', async () => {
  const { app, page } = launched
  await answerOpen(app, [join(home, 'data')])
  await expect(page.getByTestId('first-run')).toBeVisible()
  await tabTo(page, 'first-run-pick', 'Shift+Tab')
  await press(page, 'Enter')
  await expect(page.getByTestId('first-run-folder')).toHaveValue(join(home, 'data'))
  await fillByKeys(page, 'first-run-shop', '云间家居旗舰店')
  await fillByKeys(page, 'first-run-name', '张敏')
  await shot(page, 'day-1-first-run')
  await press(page, 'Enter')
  await expect(pane(page, 'queue')).toContainText('还没有售后单')
  await expect(page.getByTestId('status-staff')).toContainText('张敏')
})

test('step 2, O1: a GBK Taobao export is previewed, imported with progress, and its bad rows are listed', async () => {
  const { app, page } = launched
  await answerOpen(app, [writeTaobaoExport(home)])
  await press(page, 'Control+o')
  const imports = pane(page, 'imports')
  await expect(page.getByTestId('import-step')).toHaveAttribute('data-step', 'preview')
  await expect(imports).toContainText(/GB/)
  await expect(page.getByTestId('import-layout')).toContainText('淘宝')
  await expect(page.getByTestId('import-preview')).toContainText('小鹿爱喝茶_000')
  await expect(page.getByTestId('import-shop')).toContainText('云间家居旗舰店')
  await expect.poll(() => focusedId(page)).toBe('import-start')
  await shot(page, 'day-2-preview')
  // three hundred rows are soon in: a watcher sees the progress that a person may miss
  const progress = page.evaluate(`new Promise((done) => {
    const seen = () => document.querySelector('[data-testid="pane-imports"] [role="progressbar"]')?.getAttribute('aria-label')
    const watch = new MutationObserver(() => { const words = seen(); if (words) { watch.disconnect(); done(words) } })
    watch.observe(document.body, { subtree: true, childList: true, attributes: true })
  })`)
  await press(page, 'Enter')
  expect(await progress).toContain('ExportOrderList-云间家居.csv')
  await expect(page.getByTestId('outcome-rows')).toContainText(String(ORDER_ROWS))
  await expect(page.getByTestId('outcome-inserted')).toContainText(String(ORDER_ROWS - REJECTED_ROWS))
  // three were left out, one came in without its damaged waybill
  await expect(page.getByTestId('outcome-rejected')).toContainText(String(REJECTED_ROWS + 1))
  const rejected = page.getByTestId('rejected-grid')
  await expect(rejected).toContainText('3.40123E+18')
  await expect(rejected).toContainText('壹佰元')
  await expect(rejected).toContainText('7.53602E+13')
  await shot(page, 'day-2-rejected')
})

test('step 2, O1: the Shopify sample follows, and a second import of it changes nothing', async () => {
  const { app, page } = launched
  await answerOpen(app, [shopifyExport])
  for (const figure of ['inserted', 'unchanged']) {
    await press(page, 'Control+o')
    await expect(page.getByTestId('import-layout')).toContainText('Shopify')
    await expect.poll(() => focusedId(page)).toBe('import-start')
    await press(page, 'Enter')
    await expect(page.getByTestId(`outcome-${figure}`)).toContainText('3')
    await expect(pane(page, 'imports')).toContainText('每一行都已入库')
  }
})

test('step 3, C1–C5, C11: an order number becomes a case with its facts, a kind and running clocks', async () => {
  const { page } = launched
  await page.evaluate(`window.workstation.writeClipboardText('${ORDER.number}')`)
  await press(page, 'Control+n')
  await expect(page.getByTestId('new-case-text')).toHaveValue(ORDER.number)
  await expect(page.getByTestId('new-case-buyer')).toHaveValue(ORDER.buyer)
  await expect(page.getByTestId('new-case-waybill')).toHaveValue(ORDER.waybill)
  await expect(page.getByTestId('new-case')).toContainText(ORDER.item)
  await tabTo(page, 'kind-search')
  await page.keyboard.insertText('破损')
  await press(page, 'Enter')
  await expect(page.getByTestId('kind-chosen')).toHaveText('破损')
  await shot(page, 'day-3-intake')
  await manualPicture(launched, 'intake-zh')
  await press(page, 'Enter')
  await expect.poll(() => focusedId(page)).toBe('pane-case')
  const desk = pane(page, 'case')
  await expect(page.getByTestId('case-buyer')).toContainText(ORDER.buyer)
  await expect(desk).toContainText('128.00')
  await expect(desk).toContainText(ORDER.waybill.slice(-4))
  await expect(desk).toContainText('请买家发照片')
  const clock = (name: string) => page.locator(`[data-testid="case-clocks"] [data-clock="${name}"]`)
  await expect(clock('first-response')).toContainText(/0?4:[0-5]\d/)
  await expect(clock('solve')).toContainText(/47:\d\d:\d\d/)
  const then = await clock('first-response').innerText()
  await expect.poll(() => clock('first-response').innerText()).not.toBe(then)
  await shot(page, 'day-3-case')
  await manualPicture(launched, 'queue-zh')
})

test('step 4, T1, T2: a reply found by pinyin initials is filled, copied and logged', async () => {
  const { page } = launched
  await press(page, '/')
  await expect.poll(() => focusedId(page)).toBe('template-search')
  await page.keyboard.type('psbfhtk')
  await expect(page.getByTestId('template-list').getByRole('option').first()).toContainText('破损·补发或退款')
  const preview = page.getByTestId('template-preview')
  await expect(preview).toContainText(`补发${ORDER.item}`)
  // what to pay is for the person to say: nothing is copied before
  await press(page, 'Enter')
  await expect.poll(() => focusedId(page)).toBe('fill-amount')
  await page.keyboard.insertText('¥128.00')
  await expect(preview).toContainText('退款¥128.00')
  await shot(page, 'day-4-template')
  await manualPicture(launched, 'replies-zh')
  await press(page, 'Enter')
  await expect(page.getByTestId('case-timeline').locator('[data-event="reply-copied"]')).toContainText('破损·补发或退款')
  const copied = await page.evaluate<string>(`window.workstation.readClipboardText()`)
  expect(copied).toContain(`您希望我们补发${ORDER.item}，还是退款¥128.00`)
  expect(copied).not.toContain('{{')
  // the buyer has an answer: that clock stops, and the focus is back where it came from
  await expect(page.locator('[data-testid="case-clocks"] [data-clock="first-response"]')).toHaveCount(0)
  await expect.poll(() => focusedId(page)).toBe('pane-case')
})

test('step 5, A1, A2, A4: photos dropped, picked and pasted lie in the buyer’s folder, once each', async () => {
  const { app, page } = launched
  const photos = pane(page, 'photos')
  await dropFiles(page, photos.locator('> *'), [photoFile('flower.jpg'), photoFile('example.heic')])
  await expectPainted(photos, 2)
  await answerOpen(app, [photoFile('4.webp')])
  await goTo(page, 's', 'case')
  await press(page, 'Shift+P')
  await expectPainted(photos, 3)
  await copyPicture(page, 1)
  await press(page, 'p')
  await expectPainted(photos, 4)
  const files = await archived()
  expect(files).toHaveLength(4)
  for (const file of files) expect(file).toContain(`${ORDER.buyer}`)
  expect(files.map((file) => file.split('.').at(-1)).sort()).toEqual(['heic', 'jpg', 'png', 'webp'])
  const kept = await readFile(join(home, 'data', files.find((file) => file.endsWith('.jpg')) ?? ''))
  expect(kept.equals(await readFile(photoFile('flower.jpg')))).toBe(true)
  await expectPainted(page.getByTestId('case-evidence'), 4)

  // the same bytes under another way in: said, and stored once
  await dropFiles(page, photos.locator('> *'), [photoFile('flower.jpg')])
  await expect(photos).toContainText('已有')
  expect(await archived()).toEqual(files)
  await expectPainted(photos, 4)
  await shot(page, 'day-5-photos')
})

test('step 6, W1, L1: a wrong shipment and a courier claim are registered from the case', async () => {
  const { page } = launched
  await goTo(page, 's', 'case')
  await press(page, 'w')
  await expect(page.getByTestId('wrong-shipment-dialog')).toContainText('登记错发')
  await fillByKeys(page, 'line-sent', '1')
  await expect(page.getByTestId('shipment-error')).toContainText('少')
  await fillByKeys(page, 'shipment-packed-by', '二号线 老周')
  await shot(page, 'day-6-wrong-shipment')
  await press(page, 'Control+Enter')
  await expect(page.getByTestId('wrong-shipment-dialog')).toHaveCount(0)
  await expect(page.getByTestId('case-timeline').locator('[data-event^="wrong-shipment"]').first()).toBeVisible()

  await goTo(page, 's', 'case')
  await press(page, 'c')
  await expect(page.getByTestId('claim-waybill')).toHaveValue(ORDER.waybill)
  await expect(page.getByTestId('claim-courier')).toHaveValue(/顺丰/)
  await expect(page.getByTestId('claim-reason')).toContainText('破损')
  await expect(page.getByTestId('claim-total')).toContainText('128.00')
  await shot(page, 'day-6-claim')
  await manualPicture(launched, 'claim-zh')
  await press(page, 'Control+Enter')
  await expect(page.getByTestId('claim-dialog')).toHaveCount(0)
  await expect(page.getByTestId('case-timeline').locator('[data-event^="claim"]').first()).toBeVisible()
})

test('step 6, L1: two more claims without a case, courier found by pinyin', async () => {
  const { page } = launched
  for (const { waybill, claimed } of [SECOND, THIRD]) {
    await press(page, 'Shift+C')
    await expect(page.getByTestId('claim-dialog')).toBeVisible()
    await fillByKeys(page, 'claim-waybill', waybill)
    await tabTo(page, 'claim-courier')
    await page.keyboard.type('zt')
    await page.getByRole('option', { name: /中通/ }).waitFor()
    await press(page, 'Enter')
    await expect(page.getByTestId('claim-courier')).toHaveValue(/中通/)
    await chooseByKeys(page, 'claim-reason', '丢失')
    await fillByKeys(page, 'claim-goods', claimed)
    await press(page, 'Control+Enter')
    await expect(page.getByTestId('claim-dialog')).toHaveCount(0)
  }
  await goTo(page, 'c', 'claims')
  await expect(page.getByTestId('claims-grid').getByRole('row')).toHaveCount(4)
  await shot(page, 'day-6-claims')
})

test('step 7, M1: the couriers’ statements come in as CSV and as a workbook', async () => {
  const { app, page } = launched
  for (const [path, courier, lines, total] of [
    [writeSfStatement(home), /顺丰/, '3', /86\.50/],
    [writeZtoStatement(home), /中通/, '', /./],
  ] as const) {
    await answerOpen(app, [path])
    await press(page, 'Control+Shift+O')
    await expect(page.getByTestId('import-courier')).toHaveValue(courier)
    await expect.poll(() => focusedId(page)).toBe('import-start')
    await press(page, 'Enter')
    await expect(page.getByTestId('outcome-lines')).toContainText(lines)
    await expect(page.getByTestId('outcome-total')).toContainText(total)
    await expect(page.getByTestId('outcome-rejected')).toContainText('0')
  }
  await shot(page, 'day-7-statement')
  await expect.poll(() => focusedId(page)).toBe('outcome-reconcile')
  await press(page, 'Enter')
  await expect(page.getByTestId('month-end')).toBeVisible()
})

test('step 7, M2, M3: the month is reconciled: exact, short, over, unexplained, and every sum holds', async () => {
  const { page } = launched
  await expect(page.getByTestId('pair-grid')).toBeVisible()
  // from one courier to all of them
  await tabTo(page, 'courier-list', 'Shift+Tab')
  await press(page, 'Home')
  await press(page, 'r')
  await expect(page.getByText(/对账完成：匹配 3 组/)).toBeVisible()
  const row = (text: string) => page.getByTestId('pair-grid').getByRole('row').filter({ hasText: text })
  await expect(row(ORDER.waybill)).toContainText('128.00')
  await expect(row(SECOND.waybill)).toContainText('短赔 ¥11.10')
  await expect(row(THIRD.waybill)).toContainText('多赔 ¥5.00')
  await expect(row(STRANGER.waybill)).toContainText('待认领')
  const bar = page.getByTestId('invariants')
  await expect(bar).toHaveAttribute('data-holds', 'true')
  await expect(page.getByTestId('equation-claims')).toContainText('224.00')
  await expect(page.getByTestId('equation-claims')).toContainText('相等')
  await expect(page.getByTestId('equation-claimLines')).toContainText('相等')
  await expect(page.getByTestId('unexplained')).toHaveText('¥20.00')
  await noticesGone(page)
  await shot(page, 'day-7-month')
  await manualPicture(launched, 'month-end-zh')
})

test('step 7, M5: the export has every row and the same sums', async () => {
  const { app, page } = launched
  const path = join(home, '对账.xlsx')
  await answerSave(app, path)
  await press(page, 'Control+e')
  await expect(page.getByText('对账.xlsx').first()).toBeVisible()
  expect((await stat(path)).size).toBeGreaterThan(1000)
  const sheets = readSheets(path)
  expect(Object.keys(sheets)).toEqual(['汇总', '按快递', '已匹配', '差异', '待认领', '理赔明细'])
  const cells = (name: string): string => JSON.stringify(sheets[name])
  for (const waybill of [ORDER.waybill, SECOND.waybill, THIRD.waybill]) expect(cells('理赔明细')).toContain(waybill)
  expect(cells('待认领')).toContain(STRANGER.waybill)
  const short = sheets['差异']?.find((row) => row.includes(SECOND.waybill))
  expect(short).toEqual(expect.arrayContaining([66, 54.9, 11.1]))
  expect(sheets['汇总']?.find((row) => row[0] === '申报')?.[2]).toBe(224)
  expect(sheets['汇总']?.find((row) => row[0] === '理赔行待认领')?.[2]).toBe(20)
  expect(cells('汇总')).toContain('勾稽平衡: 是')
})

test('step 8, R1: closed and opened again, everything is as it was', async () => {
  before = await entered(await pageRpc(launched.page), scope)
  expect(before).toMatchObject({ cases: [{ buyerNick: ORDER.buyer }], wrongShipments: [{ values: { order: ORDER.number } }] })
  expect(before['claims']).toHaveLength(3)
  expect(before['photos']).toHaveLength(4)
  await launched.close()
  launched = await launchApp({ userData: join(home, 'settings') })
  await expect(pane(launched.page, 'queue').or(pane(launched.page, 'reconcile')).first()).toBeVisible()
  expect(await entered(await pageRpc(launched.page), scope)).toEqual(before)
})

test('step 8, R1: killed and opened again, everything is as it was, also on screen', async () => {
  await launched.kill()
  launched = await launchApp({ userData: join(home, 'settings') })
  const { page } = launched
  const rpc = await pageRpc(page)
  expect(await entered(rpc, scope)).toEqual(before)
  expect(await rpc.call('health.check')).toEqual({ integrity: 'ok', problems: [] })
  expect(await rpc.call('photos.verify')).toMatchObject({ photos: 4, missing: [], altered: [], orphaned: [] })
  // the same layout comes back
  await expect(page.getByTestId('invariants')).toHaveAttribute('data-holds', 'true')
  await press(page, 'Control+1')
  await goTo(page, 'q', 'queue')
  await press(page, 'j', 'Enter')
  await expect(page.getByTestId('case-buyer')).toContainText(ORDER.buyer)
  await expectPainted(pane(page, 'photos'), 4)
  await expect(page.getByTestId('case-timeline').locator('[data-event="reply-copied"]')).toBeVisible()
  await expect(page.getByTestId('case-timeline').locator('[data-event="claim-credited"]')).toContainText('理赔到账')
  await shot(page, 'day-8-next-morning')
})
