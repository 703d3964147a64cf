import { expect, test } from '@playwright/test'
import { launchApp, type LaunchedApp } from './support/app'
import { focusedId, goTo, pane, press, shot } from './support/desk'
import { foundedFolder } from './support/founded'
import { overflowing, resize, violations } from './support/looks'
import { pageRpc } from './support/rpc'

/** P11: asking a courier's group and taking in its answer, by keyboard; C5: contact attempts. */
const ZONE = { TZ: 'Asia/Shanghai' }
let dataDir = ''
let launched: LaunchedApp

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  dataDir = await foundedFolder('courier-desk', async (rpc) => {
    for (const [buyer, waybill] of [['云间客_88', 'YT1234567890123'], ['小满', 'YT1234567890124'], ['阿远', 'SF1234567890123']] as const) {
      const made = await rpc.call<{ id: string }>('cases.create', { kind: 'lost', buyerNick: buyer, orderNo: `34012345678901234${waybill.slice(-2)}`, waybill, note: '快递丢了' })
      await rpc.call('cases.setStatus', { id: made.id, status: 'working' })
      if (buyer !== '阿远') await rpc.call('claims.create', { courierId: 'yto', waybill, caseId: made.id, reason: 'lost', goodsCents: 6190 })
    }
  }, { env: ZONE })
  launched = await launchApp({ dataDir, locale: 'zh-CN', theme: 'light', env: ZONE })
  await resize(launched.app, launched.page, 1366, 768)
})
test.afterAll(async () => {
  await launched.close()
})

const clipboard = (): Promise<string> => launched.app.evaluate(({ clipboard: held }) => held.readText())
interface Found { id: string; caseNo: string; status: string; nextActionAt: number | null; buyerNick: string; timeline: { type: string; data: Record<string, unknown> }[] }
async function caseOf(buyer: string): Promise<Found> {
  const rpc = await pageRpc(launched.page)
  const { rows } = await rpc.call<{ rows: { id: string; buyerNick: string }[] }>('cases.list', { view: 'all', limit: 50 })
  return rpc.call<Found>('cases.get', { id: rows.find((row) => row.buyerNick === buyer)?.id })
}
async function openCase(buyer: string): Promise<void> {
  const { page } = launched
  await page.getByTestId('queue-list').getByRole('option').filter({ hasText: buyer }).click()
  await expect(page.getByTestId('case-buyer')).toContainText(buyer)
  await goTo(page, 's', 'case')
  await expect.poll(() => focusedId(page)).toBe('pane-case')
}

test('P11: U on a case copies waybill and demand with one more key, and the case waits for the answer', async () => {
  const { page } = launched
  await expect(pane(page, 'queue')).toBeVisible()
  await openCase('云间客_88')
  await press(page, 'u')
  await expect(page.getByTestId('courier-desk')).toContainText('YT1234567890123')
  await expect.poll(() => focusedId(page)).toBe('desk-copy')
  expect(await violations(page)).toEqual([])
  await shot(page, 'courier-desk-ask')
  await page.keyboard.press('Enter')
  await expect.poll(clipboard).toContain('YT1234567890123 疑似丢件')
  await page.keyboard.press('Escape')
  const found = await caseOf('云间客_88')
  expect(found.status).toBe('waiting-courier')
  expect(found.nextActionAt).not.toBeNull()
  expect(found.timeline.filter((event) => event.type === 'courier-asked')).toHaveLength(1)
})

test('P11: all parcels that wait are copied in one text for each courier', async () => {
  const { page } = launched
  const rpc = await pageRpc(page)
  for (const buyer of ['小满', '阿远']) await rpc.call('cases.setStatus', { id: (await caseOf(buyer)).id, status: 'waiting-courier', nextAction: '等快递', nextActionAt: Date.now() + 3_600_000 })
  await press(page, 'Shift+U')
  await expect(page.getByTestId('desk-group')).toHaveCount(2)
  await shot(page, 'courier-desk-batch')
  await page.getByTestId('desk-copy-all').press('Enter')
  await expect.poll(async () => (await clipboard()).split('\n\n').map((group) => group.split('\n').length).sort()).toEqual([1, 2])
  await page.keyboard.press('Escape')
})

test('P11: a pasted answer stands beside its claims; after Enter it is on claims and timelines', async () => {
  const { page } = launched
  const answer = ['圆通小王 2026-11-25 09:40:12', 'YT1234567890123 认赔54.9 运费7', 'YT1234567890124 拒赔 包装不合格', 'SF1234567890123 在途 最后扫描 11-24 18:20 杭州转运中心', 'YT9999999999999 已找到'].join('\n')
  await page.evaluate(`window.workstation.writeClipboardText(${JSON.stringify(answer)})`)
  // what was copied is an answer: the desk opens where it is taken in
  await press(page, 'u')
  await expect(page.getByRole('tab', { name: '收回复' })).toHaveAttribute('aria-selected', 'true')
  const answers = page.getByTestId('desk-answer')
  await expect(answers).toHaveCount(4)
  await expect(answers.nth(0)).toContainText('认赔')
  await expect(answers.nth(0).getByTestId('desk-amount')).toHaveValue('61.90')
  await expect(answers.nth(1)).toContainText('包装不合格')
  await expect(answers.nth(2)).toContainText('杭州转运中心')
  await expect(answers.nth(3)).toContainText('不会记入')
  await expect(page.getByTestId('desk-confirm')).toContainText('3')
  expect(await violations(page)).toEqual([])
  await shot(page, 'courier-desk-answers')
  await expect.poll(() => focusedId(page)).toBe('desk-confirm')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('courier-desk')).toHaveCount(0)
  const rpc = await pageRpc(page)
  const { rows } = await rpc.call<{ rows: { waybill: string; status: string; grantedCents: number | null }[] }>('claims.list', { limit: 50 })
  expect(rows.map((row) => [row.waybill, row.status, row.grantedCents]).sort()).toEqual([['YT1234567890123', 'granted', 6190], ['YT1234567890124', 'rejected', null]])
  expect((await caseOf('阿远')).timeline.find((event) => event.type === 'parcel-scan')?.data['scannedAt']).toBe(Date.parse(`${new Date().getFullYear()}-11-24T18:20:00+08:00`))
  await openCase('云间客_88')
  const timeline = page.getByTestId('case-timeline')
  await expect(timeline.locator('[data-event="courier-answer"]')).toContainText('¥61.90')
  await shot(page, 'courier-desk-timeline')
})

test('C5: L logs a phone call with its outcome; WeChat is not offered where the platform forbids it', async () => {
  const { page } = launched
  await openCase('小满')
  await press(page, 'l')
  await expect(page.getByTestId('contact-dialog')).toContainText('电话')
  await page.getByTestId('contact-note').fill('响了很久')
  expect(await violations(page)).toEqual([])
  await shot(page, 'contact')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('contact-dialog')).toHaveCount(0)
  await expect(page.getByTestId('case-timeline').locator('[data-event="contact-attempt"]')).toContainText('响了很久')
})

test('C4: I records what the app cannot see, and the clock that goes with it starts', async () => {
  const { page } = launched
  await press(page, 'i')
  await expect(page.getByTestId('event-dialog')).toBeVisible()
  await shot(page, 'event')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByTestId('event-dialog')).toHaveCount(0)
  await expect(page.getByTestId('case-timeline').locator('[data-event="clock-event"]')).toContainText('已请买家拍照')
})

test('U3: the desk in English, dark, and beside the chat client; empty too', async () => {
  await launched.close()
  launched = await launchApp({ dataDir, locale: 'en', theme: 'dark', env: ZONE })
  const { app, page } = launched
  await resize(app, page, 1366, 768)
  await expect(pane(page, 'queue')).toBeVisible()
  await press(page, 'Shift+U')
  await expect(page.getByTestId('courier-desk')).toContainText('Copy')
  expect(await violations(page)).toEqual([])
  await shot(page, 'courier-desk-en-dark')
  await resize(app, page, 700, 768)
  expect(await overflowing(page)).toEqual([])
  await shot(page, 'courier-desk-en-sidecar')
})
