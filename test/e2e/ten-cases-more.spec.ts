import { expect, test } from '@playwright/test'
import { report } from './support/key-count'
import { CaseScript, EBAY, expectInOrder, openTenCases, ORDERS, removeFolder, tenCasesFolder, type TenCasesShop } from './support/ten-cases'

/** The last two of the ten scripted cases, by keyboard only an eBay return in the English window, and a bad review. */

let dataDir = ''
let shop: TenCasesShop

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  dataDir = await tenCasesFolder()
  shop = await openTenCases(dataDir, 'en')
})
test.afterAll(async () => {
  await shop.end()
  await removeFolder(dataDir)
})

test('P7: an eBay return: the case before any mail, the reason counts by the rules of the day, the refund inside the case', async () => {
  const one = new CaseScript(shop, EBAY.buyer)
  await one.begin(`Order ${EBAY.number}: I opened a return request, the teapot is not as described`, 'eBay return request')
  await one.sees('Answer in the case first')
  await one.reply()
  await one.chooses('reason', '4')
  await one.sees('Which sort of reason is it')
  await one.keys.press('Alt+1')
  await one.sees('Send a label or the address')
  await one.isWarned('a return alone is no defect')
  await one.reply()
  await one.chooses('freightPayer', '1')
  await one.sees('Inspect the return')
  await one.waits('waiting-buyer')
  await one.evidence('defect-photo')
  await one.evidence('return-label')
  await one.reply('ArrowDown')
  await one.keys.press('Alt+1')
  await one.sees('Refund in the case')
  await one.payout('4', 'Return inspected')
  await one.reply()
  await one.memo()
  await one.resolve({ remedy: '9' })
  await report('eBay return', one.keys.take())

  const stored = await one.stored()
  expect(stored).toMatchObject({ kind: 'ebay-return', status: 'resolved', reason: 'not-as-described', remedy: 'return-refund', freightPayer: 'seller' })
  expect(await one.payouts()).toMatchObject([{ type: 'refund', amountCents: 2200, currency: 'USD', state: 'approved' }])
  expect(stored.timeline.find((event) => event.type === 'reply-copied')?.text).toContain('We accepted your return request')
  expectInOrder(await one.events(), ['created', 'reply-copied ebay-return-accepted', 'edited', 'fact not-as-described', 'reply-copied return-address-card', 'edited', 'photo-added', 'photo-added', 'reply-copied return-received', 'fact good', 'payout-asked', 'reply-copied return-refunded', 'status resolved'])
})

test('C5, E1: a bad review: the matter is solved, attempts are logged, and nothing is offered for the review', async () => {
  // this buyer writes Chinese
  await shop.end()
  shop = await openTenCases(dataDir, 'zh-CN')
  const { review } = ORDERS
  const one = new CaseScript(shop, review.buyer)
  await one.begin(`订单 ${review.number} 已经给了差评，椅子有一条腿不平`, '中差评')
  await one.sees('了解情况')
  await one.reply()
  await one.keys.press('l')
  await expect(one.page.getByTestId('contact-way')).toBeVisible()
  await one.keys.press('Tab', 'Tab')
  await expect(one.page.getByTestId('contact-note')).toBeFocused()
  await one.keys.type('约好晚上回电')
  await one.keys.press('Enter')
  await expect(one.page.getByTestId('contact-dialog')).toHaveCount(0)
  await one.sees('是真实不满还是恶意')
  await one.keys.press('Alt+1')
  await one.isWarned('不能用返现、红包换评价')
  await one.reply()
  await one.evidence('review-screenshot')
  await one.reply('换了一条新椅腿')
  await one.memo()
  await one.resolve({ reason: '5', remedy: '6' })
  await report('bad review', one.keys.take())

  const stored = await one.stored()
  expect(stored).toMatchObject({ kind: 'review', status: 'resolved', reason: 'quality-defect', remedy: 'exchange' })
  expect(await one.payouts()).toEqual([])
  const copied = stored.timeline.filter((event) => event.type === 'reply-copied').map((event) => event.text).join('\n')
  expect(copied).toContain('评价由您自己决定')
  expect(copied).not.toMatch(/返现|红包|优惠券|补偿|好评|改评|¥/)
  expectInOrder(await one.events(), ['created', 'reply-copied review-care', 'contact-attempt', 'fact real', 'reply-copied review-remedy', 'photo-added', 'reply-copied review-solved', 'status resolved'])
})
