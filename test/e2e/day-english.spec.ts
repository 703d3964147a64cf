import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { launchApp, resultsDir, temporaryFolder, type LaunchedApp } from './support/app'
import { ORDER, ORDER_ROWS, REJECTED_ROWS, thisMonth, writeSfStatement, writeTaobaoExport } from './support/day-files'
import { answerOpen, fillByKeys, focusedId, goTo, noticesGone, pane, press, shot, tabTo } from './support/desk'
import { manualPicture } from './support/looks'

/** The main path once more in English on dark ground, in a data folder of its own: case, reply, registers, month. Keyboard alone. */

let home: string
let launched: LaunchedApp

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  home = await temporaryFolder('day-english')
  await mkdir(resultsDir, { recursive: true })
  launched = await launchApp({ userData: join(home, 'settings'), locale: 'en', theme: 'dark' })
})
test.afterAll(async () => {
  await launched.close()
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

/** Nothing on screen is in Chinese but what people, platforms and couriers wrote themselves. */
async function expectNoChinese(id: string, allowed: readonly string[]): Promise<void> {
  let text = await pane(launched.page, id).innerText()
  for (const words of [...allowed].sort((a, b) => b.length - a.length)) text = text.replaceAll(words, '')
  expect(text.match(/\p{Script=Han}+/gu) ?? []).toEqual([])
}

test('U2, U4: first run in English, then orders', async () => {
  const { app, page } = launched
  expect(await page.evaluate(`document.documentElement.dataset.theme`)).toBe('dark')
  await answerOpen(app, [join(home, 'data')])
  await expect(page.getByTestId('first-run')).toBeVisible()
  await tabTo(page, 'first-run-pick', 'Shift+Tab')
  await press(page, 'Enter')
  await expect(page.getByTestId('first-run-folder')).toHaveValue(join(home, 'data'))
  await fillByKeys(page, 'first-run-shop', 'Cloud Home')
  await fillByKeys(page, 'first-run-name', 'Min Zhang')
  await press(page, 'Enter')
  await expect(pane(page, 'queue')).toContainText('No cases yet')
  await answerOpen(app, [writeTaobaoExport(home)])
  await press(page, 'Control+o')
  await expect.poll(() => focusedId(page)).toBe('import-start')
  await press(page, 'Enter')
  await expect(page.getByTestId('outcome-inserted')).toContainText(String(ORDER_ROWS - REJECTED_ROWS))
  await expectNoChinese('imports', ['ExportOrderList-云间家居.csv', '订单编号', '买家实际支付金额', '壹佰元', '物流单号'])
})

test('U2, C1–C5, C11: a pasted order number becomes a case with running clocks', async () => {
  const { page } = launched
  await page.evaluate(`window.workstation.writeClipboardText('${ORDER.number}')`)
  await press(page, 'Control+n')
  await expect(page.getByTestId('new-case-buyer')).toHaveValue(ORDER.buyer)
  await manualPicture(launched, 'intake-en')
  await tabTo(page, 'kind-search')
  await page.keyboard.type('damaged')
  await press(page, 'Enter', 'Enter')
  await expect.poll(() => focusedId(page)).toBe('pane-case')
  await expect(pane(page, 'case')).toContainText('Ask for photos')
  await expect(page.locator('[data-testid="case-clocks"] [data-clock="first-response"]')).toContainText(/0?4:[0-5]\d/)
  await expectNoChinese('case', [ORDER.buyer])
  await shot(page, 'day-en-3-case')
  await manualPicture(launched, 'queue-en')
})

test('U2, T1, T2: a reply is found, copied in English and logged', async () => {
  const { page } = launched
  await press(page, '/')
  await expect.poll(() => focusedId(page)).toBe('template-search')
  await page.keyboard.type('damaged ask')
  await expect(page.getByTestId('template-list').getByRole('option').first()).toContainText('Damaged, ask for photos')
  // the buyer is Chinese, whatever the language of the window; the key switches this reply
  await expect(page.getByTestId('template-preview')).toContainText('面单单号要看得清')
  await press(page, 'Alt+l')
  await manualPicture(launched, 'replies-en')
  await press(page, 'Enter')
  await expect(page.getByTestId('case-timeline').locator('[data-event="reply-copied"]')).toContainText('Damaged, ask for photos')
  expect(await page.evaluate<string>(`window.workstation.readClipboardText()`)).toContain('the whole outer box with a readable label')
  await expect.poll(() => focusedId(page)).toBe('pane-case')
  // the switch names the language in itself
  await expectNoChinese('templates', ['中'])
})

test('U2, W1, L1: a wrong shipment and a claim are registered from the case', async () => {
  const { page } = launched
  await press(page, 'w')
  await fillByKeys(page, 'line-sent', '1')
  await press(page, 'Control+Enter')
  await expect(page.getByTestId('wrong-shipment-dialog')).toHaveCount(0)
  await goTo(page, 's', 'case')
  await press(page, 'c')
  await expect(page.getByTestId('claim-courier')).toHaveValue(/SF/)
  await expect(page.getByTestId('claim-total')).toContainText('128.00')
  await shot(page, 'day-en-6-claim')
  await manualPicture(launched, 'claim-en')
  await press(page, 'Control+Enter')
  await expect(page.getByTestId('claim-dialog')).toHaveCount(0)
  await expect(page.getByTestId('case-timeline').locator('[data-event="claim-filed"]')).toBeVisible()
  await expectNoChinese('case', [ORDER.buyer])
})

test('U2, M1–M3: the statement is reconciled, the sums hold, and the case hears of its money', async () => {
  const { app, page } = launched
  await answerOpen(app, [writeSfStatement(home)])
  await press(page, 'Control+Shift+O')
  await expect.poll(() => focusedId(page)).toBe('import-start')
  await press(page, 'Enter')
  await expect.poll(() => focusedId(page)).toBe('outcome-reconcile')
  await press(page, 'Enter')
  await expect(page.getByTestId('pair-grid')).toContainText(ORDER.waybill)
  await press(page, 'r')
  await expect(page.getByText(`${thisMonth}`).first()).toBeVisible()
  await expect(page.getByTestId('reconcile-run')).toContainText('again')
  await expect(page.getByTestId('invariants')).toHaveAttribute('data-holds', 'true')
  await expect(page.getByTestId('unexplained')).toHaveText('¥0.00')
  await noticesGone(page)
  await shot(page, 'day-en-7-month')
  await manualPicture(launched, 'month-end-en')
  await expectNoChinese('reconcile', ['破损理赔', '理赔', '顺丰标快', '顺丰特惠'])
  await press(page, 'Control+1')
  await goTo(page, 's', 'case')
  await expect(page.getByTestId('case-timeline').locator('[data-event="claim-credited"]')).toContainText('Claim credited')
})
