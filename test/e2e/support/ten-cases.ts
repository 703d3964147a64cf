import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, type Page } from '@playwright/test'
import { launchApp, root, type LaunchedApp } from './app'
import { writeTaobaoRows } from './day-files'
import { copyPicture } from './desk'
import { foundedFolder } from './founded'
import { CountingKeyboard } from './key-count'
import { pageRpc, type PageRpc } from './rpc'

/** What the ten scripted cases stand on: orders imported beforehand, an agent at the desk, and a keyboard that counts. */

const DAY = 86_400_000
const HOUR = 3_600_000
/** A moment in the shop's zone as exports write it. */
export const shopTime = (at: number): string => new Date(at + 8 * HOUR).toISOString().slice(0, 19).replace('T', ' ')

export interface OrderOf {
  readonly number: string
  readonly buyer: string
  readonly item: string
  readonly paid: string
  readonly waybill: string
  readonly courier: string
  readonly address: string
  /** days since it was paid */
  readonly daysAgo: number
}

const order = (tail: string, buyer: string, item: string, paid: string, daysAgo: number, parcel: readonly [waybill: string, courier: string] | null, address = '浙江省 杭州市 余杭区 仓前街道****'): OrderOf =>
  ({ number: `34012345678902${tail}`, buyer, item, paid, daysAgo, waybill: parcel?.[0] ?? '', courier: parcel?.[1] ?? '', address })

export const ORDERS = {
  chase: order('20101', '小鹿爱喝茶', '棉麻四件套 米灰 1.8m', '89.00', 4, null),
  damaged: order('20202', '云间客_88', '骨瓷马克杯 雾蓝 两只装', '128.00', 4, ['SF1204880147012', '顺丰速运']),
  missing: order('20303', '老街口的猫', '收纳盒 大号 三件套', '76.00', 5, ['75360218847303', '中通快递']),
  quality: order('20404', '林间有鹤', '秋冬加厚羊羔绒外套 米白', '118.00', 12, ['75360218847404', '中通快递']),
  exchange: order('20505', '半糖去冰', '纯棉浴巾 两条装', '59.00', 6, ['75360218847505', '中通快递']),
  returned: order('20606', '橘子汽水', '玻璃水壶 1.5L', '45.00', 9, ['75360218847606', '中通快递']),
  unreceived: order('20707', '南风知我意', '香薰蜡烛礼盒', '99.00', 5, ['YT1234567890707', '圆通速递']),
  area: order('20808', '阿木', '桌面台灯 暖光', '139.00', 4, ['YT1234567890808', '圆通速递'], '西藏自治区 林芝市 墨脱县 墨脱镇****'),
  /** the next order to where the courier does not go */
  areaNext: order('20909', '墨脱_小雨', '桌面台灯 暖光', '139.00', 1, ['YT1234567890909', '圆通速递'], '西藏自治区 林芝市 墨脱县 德兴乡****'),
  review: order('21010', '北窗听雨', '实木餐椅 原木色', '299.00', 15, ['75360218848010', '中通快递']),
} as const
export const EBAY = { number: '250123456789-1234567890', buyer: 'maria_k' }
export const SUPERVISOR = { name: '王主管', pin: '2468' }

const taobaoRow = ({ number, buyer, item, paid, daysAgo, waybill, courier, address }: OrderOf): Record<string, string> => ({
  订单编号: number, 买家会员名: buyer, 买家应付货款: paid, 买家应付邮费: '0.00', 总金额: paid, 买家实际支付金额: paid,
  订单状态: waybill === '' ? '买家已付款，等待卖家发货' : '卖家已发货，等待买家确认',
  收货人姓名: '林**', 收货地址: address, 联系手机: `'138****${number.slice(-4)}`,
  订单创建时间: shopTime(Date.now() - daysAgo * DAY), 订单付款时间: shopTime(Date.now() - daysAgo * DAY + 60_000),
  宝贝标题: item, 宝贝种类: '1', 物流单号: waybill === '' ? '' : `No:${waybill}`, 物流公司: courier, 宝贝总数量: '1', 店铺名称: '云间家居旗舰店', 退款金额: '0.00',
})

function writeEbayExport(path: string): string {
  const day = (at: number): string => new Date(at).toUTCString().replace(/^\w+, (\d+) (\w+) \d\d(\d\d).*$/, '$2-$1-$3')
  const columns = ['Sales Record Number', 'User Id', 'Buyer Fullname', 'Buyer Phone Number', 'Buyer Email', 'Buyer Address 1', 'Buyer Address 2', 'Buyer City', 'Buyer State', 'Buyer Zip', 'Buyer Country', 'Order ID', 'Item ID', 'Transaction ID', 'Item Title', 'Quantity', 'Sale Price', 'Shipping And Handling', 'Sales Tax', 'Insurance', 'eBay Collected Tax', 'Total Price', 'Payment Method', 'Sale Date', 'Paid on Date', 'Shipped on Date']
  const sold = day(Date.now() - 20 * DAY)
  const values: Readonly<Record<string, string>> = { 'Sales Record Number': '9', 'User Id': EBAY.buyer, 'Buyer Fullname': 'Maria King', 'Buyer Address 1': '4 Oak Ave', 'Buyer City': 'Salem', 'Buyer State': 'OR', 'Buyer Zip': '97301', 'Buyer Country': 'United States', 'Order ID': EBAY.number, 'Item ID': '250123456789', 'Item Title': 'Teapot', Quantity: '1', 'Sale Price': '$18.00', 'Shipping And Handling': '$4.00', 'Total Price': '$22.00', 'Sale Date': sold, 'Paid on Date': sold, 'Shipped on Date': sold }
  writeFileSync(path, [columns, columns.map((name) => values[name] ?? '')].map((row) => row.map((cell) => `"${cell}"`).join(',')).join('\r\n') + '\r\n')
  return path
}

/** A case as the background process holds it, as far as the scripts look. */
export interface StoredCase {
  readonly id: string
  readonly caseNo: string
  readonly kind: string
  readonly status: string
  readonly reason: string | null
  readonly remedy: string | null
  readonly liableParty: string | null
  readonly freightPayer: string | null
  readonly memo: string | null
  readonly flag: number | null
  readonly nextAction: string | null
  readonly orderNo: string | null
  readonly clocks: readonly { readonly name: string; readonly state: string }[]
  readonly timeline: readonly { readonly type: string; readonly text: string | null; readonly actorName: string | null; readonly data: Readonly<Record<string, unknown>> }[]
  readonly evidenceSlots: readonly { readonly slot: string; readonly photoCount: number }[]
  readonly claims: readonly { readonly id: string; readonly status: string; readonly amountCents: number; readonly waybill: string }[]
  readonly wrongShipments: readonly { readonly id: string; readonly error: string; readonly state: string }[]
  readonly step: { readonly stepId: string } | null
}

export interface StoredPayout {
  readonly id: string
  readonly type: string
  readonly amountCents: number
  readonly currency: string
  readonly state: string
  readonly approvedBy?: string | null
}

export interface TenCasesShop {
  readonly launched: LaunchedApp
  readonly page: Page
  /** The owner at another PC: sets up and looks, never acts for the agent. */
  readonly owner: PageRpc
  readonly keys: CountingKeyboard
  end(): Promise<void>
}

/** A data folder with the orders of the ten cases; the owner is alone yet, so that the command line may import. */
export async function tenCasesFolder(): Promise<string> {
  const dataDir = await foundedFolder('ten-cases', async (rpc) => {
    await rpc.call('masters.shopCreate', { name: 'Cloud Home', platform: 'ebay' })
    for (const shop of await rpc.call<Record<string, unknown>[]>('masters.shops')) {
      await rpc.call('masters.shopUpdate', { id: shop['id'], name: shop['name'], timeZone: 'Asia/Shanghai', currency: shop['currency'], returnName: '云间仓库', returnPhone: '0571-88880000', returnAddress: '杭州市余杭区仓前街道 2 号库', note: null })
    }
    const zto = (await rpc.call<Record<string, unknown>[]>('masters.couriers')).find((one) => one['id'] === 'zto')
    await rpc.call('masters.courierSave', { ...zto, rates: [{ area: '浙江', firstGrams: 1000, firstCents: 800, stepGrams: 1000, stepCents: 200 }] })
  }, { env: { TZ: 'Asia/Shanghai' } })
  const home = join(dataDir, '..')
  const cli = (...args: readonly string[]): Promise<unknown> => promisify(execFile)(process.execPath, [join(root, 'out', 'cli', 'cli.js'), '--data', dataDir, '--json', ...args])
  await cli('import', 'orders', writeTaobaoRows(join(home, 'orders.csv'), Object.values(ORDERS).map(taobaoRow)))
  await cli('import', 'orders', writeEbayExport(join(home, 'ebay.csv')), '--platform', 'ebay', '--shop', 'Cloud Home')
  return dataDir
}

/** Opens the window on that folder with the agent signed in. */
export async function openTenCases(dataDir: string, locale: 'zh-CN' | 'en'): Promise<TenCasesShop> {
  const launched = await launchApp({ dataDir, locale, theme: 'light', env: { TZ: 'Asia/Shanghai' } })
  const { page } = launched
  await expect(page.getByTestId('sign-in').or(page.getByTestId('pane-queue')).first()).toBeVisible()
  const first = await pageRpc(page)
  const { staff } = await first.call<{ staff: readonly { id: string; name: string }[] }>('session.state')
  const idOf = (name: string): string | undefined => staff.find((one) => one.name === name)?.id
  await first.call('session.signIn', { staffId: idOf('张敏') })
  if (idOf('小林') === undefined) await first.call('masters.staffCreate', { name: '小林', role: 'agent', staffNo: '008' })
  if (idOf(SUPERVISOR.name) === undefined) await first.call('masters.staffCreate', { name: SUPERVISOR.name, role: 'supervisor', pin: SUPERVISOR.pin })
  await page.reload()
  await page.getByTestId('sign-in-staff-小林').press('Enter')
  await expect(page.getByTestId('pane-queue')).toBeVisible()
  const owner = await pageRpc(page)
  await owner.call('session.signIn', { staffId: idOf('张敏') })
  return { launched, page, owner, keys: new CountingKeyboard(page), end: () => launched.close() }
}

export const removeFolder = (dataDir: string): Promise<void> => rm(join(dataDir, '..'), { recursive: true, force: true, maxRetries: 5 })

/** A script at one case: it presses keys and, as a person does, looks at the screen before the next. */
export class CaseScript {
  private seed = 0
  constructor(
    private readonly shop: TenCasesShop,
    private readonly buyer: string,
  ) {}

  get keys(): CountingKeyboard {
    return this.shop.keys
  }
  get page(): Page {
    return this.shop.page
  }

  /** The chat line is copied in the messenger; Ctrl+N takes it from the clipboard and Enter opens what is suggested. */
  async begin(chat: string, kindWord: string): Promise<void> {
    this.keys.take()
    await this.keys.copyElsewhere(`${this.buyer} ${shopTime(Date.now() - 60_000)}\n${chat}`)
    await this.keys.press('Control+n')
    await expect(this.page.getByTestId('new-case-create')).toContainText(kindWord)
    await this.keys.press('Enter')
    await expect(this.page.getByTestId('case-buyer')).toContainText(this.buyer)
    await expect(this.page.getByTestId('new-case')).toHaveCount(0)
  }

  /** The step that is in front now, by its title. */
  async sees(title: string): Promise<void> {
    await expect(this.page.getByTestId('case-next-step')).toHaveAttribute('aria-label', title)
  }
  /** What the playbook warns of now. */
  async isWarned(words: string): Promise<void> {
    await expect(this.page.getByTestId('step-warnings')).toContainText(words)
  }

  /** Enter copies the step's reply; `fills` are the keys that fill in what it asks for: ↓ takes a choice, text is typed. */
  async reply(...fills: readonly string[]): Promise<void> {
    const before = await this.copies()
    await this.keys.press('Enter')
    if (fills.length > 0) {
      await expect(this.page.getByTestId('fill-in-dialog').locator('input').first()).toBeFocused()
      for (const fill of fills) {
        if (fill.startsWith('Arrow')) await this.keys.press(fill)
        else await this.keys.type(fill)
        await this.keys.press('Enter')
      }
    }
    await expect(this.page.getByTestId('fill-in-dialog')).toHaveCount(0)
    await expect.poll(() => this.copies()).toBe(before + 1)
  }

  private async copies(): Promise<number> {
    return (await this.stored()).timeline.filter((event) => event.type === 'reply-copied').length
  }

  /** A picture that the buyer sent is copied in the messenger; P files it to the next slot. */
  async evidence(slot: string): Promise<void> {
    this.seed += 1
    await copyPicture(this.page, this.seed * 7 + this.buyer.length)
    await this.keys.press('p')
    await expect.poll(async () => (await this.stored()).evidenceSlots.find((one) => one.slot === slot)?.photoCount).toBe(1)
  }

  /** Shift+S: waits as the step suggests. */
  async waits(status: string): Promise<void> {
    await this.keys.press('Shift+S')
    await expect.poll(async () => (await this.stored()).status).toBe(status)
  }

  /** E, each missing field by its number, Ctrl+Enter. */
  async resolve(fields: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.keys.press('e')
    await expect(this.page.getByTestId('status-dialog').locator(':focus')).toHaveCount(1)
    const names = Object.keys(fields)
    for (const [index, field] of names.entries()) {
      await expect(this.page.getByTestId(`need-${field}`)).toBeVisible()
      if (index === 0) await expect(this.page.getByTestId(`need-${field}`)).toBeFocused()
      else await this.keys.press('Tab')
      await expect(this.page.getByTestId(`need-${field}`)).toBeFocused()
      await this.keys.press(fields[field] ?? '')
    }
    await this.keys.press(names.length > 0 ? 'Control+Enter' : 'Enter')
    await expect(this.page.getByTestId('status-dialog')).toHaveCount(0)
    await expect.poll(async () => (await this.stored()).status).toBe('resolved')
  }

  /** M and Ctrl+Enter: the memo that the facts make, saved and copied. */
  async memo(): Promise<void> {
    await this.keys.press('m')
    await expect(this.page.getByTestId('memo-text')).not.toHaveValue('')
    await this.keys.press('Control+Enter')
    await expect(this.page.getByTestId('memo-dialog')).toHaveCount(0)
    await expect.poll(async () => (await this.stored()).memo).not.toBeNull()
  }

  /**
   * Shift+M, the kind of payout by its number, the amount where it does not stand there already, the issue, Ctrl+Enter; where the gate
   * asks for it, the supervisor's own PIN.
   */
  async payout(type: string, issue: string, amount: string | null = null): Promise<void> {
    const before = (await this.payouts()).length
    await this.keys.press('Shift+M')
    await expect(this.page.getByTestId('payout-amount')).toBeFocused()
    if (type !== '') {
      await this.keys.press('Shift+Tab')
      await expect(this.page.getByTestId('payout-type')).toBeFocused()
      await this.keys.press(type)
    }
    if (amount !== null) {
      await this.keys.type(amount)
      await this.keys.press('Tab')
    }
    await expect(this.page.getByTestId('payout-issue')).toBeFocused()
    await this.keys.type(issue)
    await this.keys.press('Control+Enter')
    await expect.poll(async () => (await this.payouts()).length).toBe(before + 1)
    // above the parcel's freight the supervisor comes to this PC
    if ((await this.payouts())[0]?.state === 'waiting') {
      await expect(this.page.getByTestId('approve-pin')).toBeFocused()
      await this.keys.type(SUPERVISOR.pin)
      await this.keys.press('Control+Enter')
      await expect(this.page.getByTestId('approve-dialog')).toHaveCount(0)
    }
    await expect(this.page.getByTestId('pane-case')).toBeFocused()
  }

  async payouts(): Promise<readonly StoredPayout[]> {
    const { payouts } = await this.shop.owner.call<{ payouts: readonly StoredPayout[] }>('payouts.ofCase', { caseId: (await this.stored()).id })
    return payouts
  }
  async promises(): Promise<readonly { words: string; state: string; dueAt: number }[]> {
    return this.shop.owner.call('promises.ofCase', { caseId: (await this.stored()).id })
  }

  /** U, Enter: the demand is copied for the courier's group and the case waits. */
  async askCourier(): Promise<void> {
    await this.keys.press('u')
    await expect(this.page.getByTestId('desk-copy')).toBeFocused()
    await this.keys.press('Enter')
    await expect.poll(async () => (await this.stored()).status).toBe('waiting-courier')
    await expect(this.page.getByTestId('courier-desk')).toHaveCount(0)
  }

  /** The courier's answer is copied in its chat group; U reads it, Enter confirms it. */
  async courierAnswers(text: string): Promise<void> {
    await this.keys.copyElsewhere(text)
    await this.keys.press('u')
    await expect(this.page.getByTestId('desk-confirm')).toBeFocused()
    await this.keys.press('Enter')
    await expect(this.page.getByTestId('courier-desk')).toHaveCount(0)
  }

  /** Enter opens the dialog that the step names, Ctrl+Enter stores what stands in it. */
  async claims(): Promise<void> {
    await this.keys.press('Enter')
    await expect(this.page.getByTestId('claim-waybill')).not.toHaveValue('')
    await this.keys.press('Control+Enter')
    await expect(this.page.getByTestId('claim-dialog')).toHaveCount(0)
    await expect.poll(async () => (await this.stored()).claims.length).toBe(1)
  }

  /** Enter brings the keyboard to the field that the step asks for, a number chooses. */
  async chooses(field: string, number: string): Promise<void> {
    await expect(this.page.getByTestId('case-primary')).toContainText(/填写|Fill/)
    await this.keys.press('Enter')
    await expect(this.page.getByTestId(`need-${field}`)).toBeFocused()
    await this.keys.press(number)
    await expect(this.page.getByTestId(`need-${field}`)).toHaveCount(0)
  }

  /** O, the number of the promise, Ctrl+Enter. */
  async promise(number: string): Promise<void> {
    await this.keys.press('o')
    await expect(this.page.getByTestId('promise-dialog').locator('input[type="radio"]').first()).toBeVisible()
    await this.keys.press(number, 'Control+Enter')
    await expect(this.page.getByTestId('promise-dialog')).toHaveCount(0)
  }

  /** The newest case of the buyer as it is stored. */
  async stored(): Promise<StoredCase> {
    const { rows } = await this.shop.owner.call<{ rows: readonly { id: string; buyerNick: string }[] }>('cases.list', { view: 'all', limit: 100 })
    const id = rows.find((row) => row.buyerNick === this.buyer)?.id
    return this.shop.owner.call('cases.get', { id })
  }

  /** Event types of the timeline in order, with what was answered or copied or reached. */
  async events(): Promise<string[]> {
    const detail = ({ type, data }: StoredCase['timeline'][number]): string => {
      const said = type === 'fact' ? data['value'] : type === 'reply-copied' ? data['templateId'] : type === 'status' ? data['to'] : undefined
      return said === undefined ? type : `${type} ${String(said)}`
    }
    return (await this.stored()).timeline.map(detail)
  }
}

/** That the given things happened in that order; others may stand between them. */
export function expectInOrder(events: readonly string[], wanted: readonly string[]): void {
  let at = 0
  const found = wanted.filter((one) => {
    const next = events.indexOf(one, at)
    if (next < 0) return false
    at = next + 1
    return true
  })
  expect(found, `timeline: ${events.join(' · ')}`).toEqual(wanted)
}
