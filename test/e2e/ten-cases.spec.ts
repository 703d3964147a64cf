import { expect, test } from '@playwright/test'
import { report } from './support/key-count'
import { CaseScript, expectInOrder, openTenCases, ORDERS, removeFolder, tenCasesFolder, type TenCasesShop } from './support/ten-cases'

/** Issue "Shown by": scripted cases from the pasted chat line to the end, by keyboard only; the key presses of each are printed. */

let dataDir = ''
let shop: TenCasesShop

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  dataDir = await tenCasesFolder()
  shop = await openTenCases(dataDir, 'zh-CN')
})
test.afterAll(async () => {
  await shop.end()
  await removeFolder(dataDir)
})

test('C1, C12, P2: a late shipment is chased and refunded before shipment, with its reason', async () => {
  const { chase } = ORDERS
  const one = new CaseScript(shop, chase.buyer)
  await one.begin(`订单 ${chase.number} 怎么还不发货，都四天了`, '催发货')
  await one.sees('查清为什么还没动静')
  await one.keys.press('Alt+4')
  await one.sees('致歉并给方案')
  await one.reply('ArrowDown', 'ArrowDown')
  await one.sees('记下买家的选择')
  await one.keys.press('Alt+3')
  await one.sees('退款并告知')
  await one.reply()
  console.log(await one.events(), JSON.stringify((await one.stored()).step))
  await report('chase late with refund', one.keys.take())
})
