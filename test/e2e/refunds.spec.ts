import { execFile } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from '@playwright/test'
import { launchApp, resultsDir, root, temporaryFolder, type LaunchedApp } from './support/app'
import { press, shot } from './support/desk'
import { overflowing, resize, violations } from './support/looks'

/** A platform's after-sales orders on the case (C13): imported on the command line, read in the window, in both languages and themes. */

const ZONE = { TZ: 'Asia/Shanghai' }
const ORDER = '2849105533670421875'
const HOUR = 3_600_000
let home: string
let dataDir: string

/** A moment from now as an export writes it, in the shop's zone. */
const from = (hours: number): string => new Date(Date.now() + hours * HOUR + 8 * HOUR).toISOString().slice(0, 19).replace('T', ' ')

const cli = (...args: string[]): Promise<unknown> => promisify(execFile)(process.execPath, [join(root, 'out', 'cli', 'cli.js'), '--data', dataDir, '--json', ...args])

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  home = await temporaryFolder('refunds')
  dataDir = join(home, 'data')
  await mkdir(resultsDir, { recursive: true })
  const list = join(home, '售后单.csv')
  const header = ['售后单号', '订单号', '售后类型', '售后状态', '阶段', '退款金额', '原因', '申请时间', '截止时间', '退货物流单号', '退货物流公司', '完结时间']
  await writeFile(list, [
    header,
    ['118820033445566771', ORDER, '退货退款', '待商家处理', '已发货', '1234567.89', '颜色和图片不一样，比图片深很多，而且袖口有一处明显的线头，买家发了三张图说要退货退款并承担来回运费', from(-47), from(1.5), '', '', ''],
    ['118820033445566772', ORDER, '退货退款', '待商家收货', '已发货', '118.00', '尺码不合适', from(-200), from(-3), 'YT7700112233445', '圆通速递', ''],
    ['118820033445566773', ORDER, '退货退款', '待买家退货', '已发货', '20.00', '有污渍', from(-20), '', '', '', ''],
    ['118820033445566774', ORDER, '仅退款', '退款成功', '已发货', '6.00', '补运费', from(-300), '', '', '', from(-290)],
  ].map((row) => row.join(',')).join('\n'))
  await cli('init')
  await cli('import', 'orders', join(root, 'test', 'fixtures', 'imports', 'made', 'taobao-2017.csv'))
  await cli('import', 'refunds', list)
})
test.afterAll(async () => {
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

/** The only one of the staff has no PIN and is signed in; her own queue is empty, the imported case waits for somebody. */
async function openCase({ page }: LaunchedApp, showOpen: string): Promise<void> {
  const button = page.getByRole('button', { name: showOpen })
  // The view that was chosen is remembered for the next start.
  await expect(button.or(page.getByTestId('queue-list')).first()).toBeVisible()
  if (await button.isVisible()) await button.click()
  await expect(page.getByTestId('queue-list')).toBeVisible()
  await page.getByTestId('queue-list').focus()
  await press(page, 'Home', 'Enter')
  await expect(page.getByTestId('case-buyer')).toContainText('小鹿爱喝茶')
}

for (const { locale, theme, tab, all, words } of [
  { locale: 'zh-CN', theme: 'light', tab: '订单', all: '看全部未结', words: ['待商家处理', '超时视为同意', '待商家收货', '超时自动退款', '已到期', '待买家退货', '超时自动关闭', '退货运单 圆通速递', 'YT7700112233445', '已完成', '¥1,234,567.89'] },
  { locale: 'en', theme: 'dark', tab: 'Order', all: 'Show all open', words: ['Waiting for the seller', 'counts as agreed after it', 'Waiting for receipt', 'refunded automatically after it', 'Was due', "Waiting for the buyer's return", 'closed automatically after it', 'Return waybill 圆通速递', 'YT7700112233445', 'Done'] },
] as const) {
  test(`C13, U3: the Order tab shows them with their deadlines (${locale}, ${theme})`, async () => {
    const launched = await launchApp({ dataDir, locale, theme, env: ZONE })
    try {
      const { app, page } = launched
      await resize(app, page, 1366, 768)
      await openCase(launched, all)
      await shot(page, `refunds-timeline-${locale}`)
      await page.getByRole('tab', { name: tab, exact: true }).click()
      const list = page.getByTestId('case-refunds')
      for (const word of words) await expect(list).toContainText(word)
      await expect(list.locator('.late')).toHaveCount(1)
      // every number has its copy key
      await list.getByRole('button', { name: /118820033445566772/ }).click()
      await expect.poll(() => app.evaluate(({ clipboard }) => clipboard.readText())).toBe('118820033445566772')
      expect(await violations(page)).toEqual([])
      expect(await overflowing(page)).toEqual([])
      await shot(page, `refunds-order-${locale}-${theme}`)
      await resize(app, page, 700, 768)
      await expect(list).toBeVisible()
      expect(await overflowing(page)).toEqual([])
      await shot(page, `refunds-sidecar-${locale}-${theme}`)
    } finally {
      await launched.close()
    }
  })
}
