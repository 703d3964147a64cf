import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, test } from '@playwright/test'
import { resultsDir, type LaunchedApp } from './support/app'
import { fillByKeys, goTo, press } from './support/desk'
import { foundedShop, type FoundedShop } from './support/founded'
import { manualPicture, overflowing, resize, violations } from './support/looks'
import type { PageRpc } from './support/rpc'

/**
 * A shift by keyboard (H1, H2, H3): the board is made at night, acknowledged in the morning, finished and signed; the opening checklist; the
 * next spare-time task. The clock is that of the machine: night and morning come by moving the shop to another time zone.
 */
const OFFSETS = { least: -12, most: 14 }
const zoneOf = (offset: number): string => (offset === 0 ? 'UTC' : `Etc/GMT${offset > 0 ? '-' : '+'}${Math.abs(offset)}`)
/** Two zones, in the first of which it is night now and in the second the morning of the same day. */
function nightAndMorning(): readonly [string, string] {
  const utc = new Date().getUTCHours()
  for (const night of [3, 4, 5, 2, 1]) {
    for (const morning of [9, 8, 10, 7]) {
      for (const offset of [night - utc, night - utc + 24]) {
        const later = offset + morning - night
        if (offset >= OFFSETS.least && later <= OFFSETS.most) return [zoneOf(offset), zoneOf(later)]
      }
    }
  }
  throw new Error(`no two zones are night and morning at ${utc} o'clock UTC`)
}
const [NIGHT, MORNING] = nightAndMorning()

test.describe.serial('shift work', () => {
  let shop: FoundedShop
  let launched: LaunchedApp
  let page: Page
  let rpc: PageRpc

  test.beforeAll(async () => {
    shop = await foundedShop('shift', { platform: 'tmall' })
    ;({ launched, page, rpc } = shop)
    await resize(launched.app, page, 1366, 768)
  })
  test.afterAll(async () => {
    await shop.end()
  })

  const look = (name: string): Promise<unknown> => page.screenshot({ path: join(resultsDir, `shift-${name}.png`) })
  const pane = () => page.getByTestId('pane-handover')
  const toast = (words: string | RegExp) => page.getByTestId('toast').filter({ hasText: words })
  async function moveTo(timeZone: string): Promise<void> {
    const [own] = await rpc.call<{ id: string }[]>('masters.shops')
    await rpc.call('masters.shopUpdate', { ...own, timeZone })
  }
  const cards = (column: string) => page.getByTestId(`board-${column}`).getByRole('option')

  test('H1: an empty board says what belongs there; the night makes it with one key', async () => {
    await moveTo(NIGHT)
    const HOUR = 3_600_000
    const make = (nick: string, tail: string) => rpc.call<{ id: string }>('cases.create', { kind: 'lost', buyerNick: nick, orderNo: `28491055336704210${tail}`, waybill: `SF14000000001${tail}` })
    const promised = await make('云间客_88', '01')
    await rpc.call('cases.setStatus', { id: promised.id, status: 'waiting-buyer', nextAction: '等照片', nextActionAt: Date.now() + 48 * HOUR })
    await rpc.call('promises.make', { caseId: promised.id, words: '明天上午答复是否补发', dueAt: Date.now() + 6 * HOUR })
    const waiting = await make('等快递的买家', '02')
    await rpc.call('cases.setStatus', { id: waiting.id, status: 'waiting-buyer', nextAction: '等地址', nextActionAt: Date.now() + 48 * HOUR })
    await rpc.call('cases.setStatus', { id: waiting.id, status: 'waiting-courier', nextAction: '问网点到哪了', nextActionAt: Date.now() + 5 * HOUR })
    await make('刚来的买家', '03')
    await goTo(page, 'h', 'handover')
    await expect(pane()).toContainText('交接板还没有做')
    await look('empty')
    expect(await violations(page)).toEqual([])
    await press(page, 'Shift+H')
    await expect(toast('交接板已生成，新增 3 条')).toBeVisible()
    await expect(cards('acknowledge')).toHaveCount(3)
    await expect(page.getByTestId('status-handover')).toContainText('夜班交接 0/3')
  })

  test('H1: a line is annotated, one is taken off and comes back, a colleague leaves a note', async () => {
    await page.getByRole('listbox', { name: '待确认' }).focus()
    await press(page, 'Home', 'F2')
    await page.getByTestId('remark-words').fill('买家脾气急，先打电话')
    await press(page, 'Control+Enter')
    await expect(page.getByTestId('board-chosen')).toContainText('买家脾气急')
    await page.getByRole('listbox', { name: '待确认' }).focus()
    await press(page, 'End', 'Delete')
    await expect(cards('acknowledge')).toHaveCount(2)
    await press(page, 'Control+z')
    await expect(cards('acknowledge')).toHaveCount(3)
    await press(page, 'Alt+y')
    await expect(page.getByTestId('note-dialog')).toBeVisible()
    await press(page, 'Control+Enter')
    await expect(page.getByTestId('note-dialog')).toContainText('请写要做什么')
    await fillByKeys(page, 'note-what', '仓库 9 点前要补发名单')
    await press(page, 'Control+Enter')
    await expect(cards('acknowledge')).toHaveCount(4)
    await press(page, 'Control+Shift+S')
    await expect(page.getByTestId('board-people')).toContainText('张敏 已交')
    await look('night')
    await manualPicture(launched, 'shift-zh')
    if (process.env['UPDATE_PICTURES'] === '1') {
      await page.getByTestId('switch-language').click()
      await expect(pane()).toContainText('To acknowledge')
      await manualPicture(launched, 'shift-en')
      await page.getByTestId('switch-language').click()
    }
  })

  test('H1: the morning acknowledges, begins, finishes with a result, and signs', async () => {
    await moveTo(MORNING)
    await page.getByRole('listbox', { name: '待确认' }).focus()
    await press(page, 'Home', 'Enter')
    await expect(cards('work')).toHaveCount(1)
    await press(page, 'Control+Shift+A')
    await expect(cards('work')).toHaveCount(4)
    await page.getByRole('listbox', { name: '处理中' }).focus()
    await press(page, 'Home', 'Enter')
    await expect(page.getByTestId('board-work')).toContainText('完成')
    await look('morning')
    await press(page, 'Enter')
    await expect(page.getByTestId('register-move-dialog')).toBeVisible()
    await fillByKeys(page, 'field-result', '名单已给仓库')
    await press(page, 'Control+Enter')
    await expect(cards('done')).toHaveCount(1)
    await expect(page.getByTestId('status-handover')).toContainText('夜班交接 1/4')
    // what is left is signed off with a reason only
    await page.getByRole('listbox', { name: '处理中' }).focus()
    await press(page, 'Control+Shift+S')
    await fillByKeys(page, 'register-reason', '快递中午才回')
    await press(page, 'Control+Enter')
    await expect(page.getByTestId('board-people')).toContainText('张敏 接')
    expect(await violations(page)).toEqual([])
    await look('signed')
  })

  test('H2: the opening checklist is there at the first opening, ticked with a note; shop health has figures', async () => {
    await press(page, 'g', 'o')
    const list = page.getByRole('listbox', { name: '开班清单' })
    await expect(list.getByRole('option')).toHaveCount(7)
    await list.focus()
    await press(page, 'End', 'Enter')
    await expect(page.getByTestId('tick-dialog')).toBeVisible()
    await page.getByTestId('tick-goods').fill('很好')
    await expect(page.getByTestId('tick-dialog')).toContainText('这不是数字')
    await page.getByTestId('tick-goods').fill('4.8')
    await page.getByTestId('tick-disputes').fill('0.02%')
    await page.getByTestId('tick-note').fill('物流分掉了 0.1')
    await press(page, 'Control+Enter')
    await expect(page.getByTestId('check-shop-health')).toContainText('描述相符 4.8')
    await expect(page.getByTestId('checklist-progress')).toContainText('已看 1/7')
    expect(await violations(page)).toEqual([])
    await look('checklist')
  })

  test('H3: tasks are found from orders and cases; the next one is taken with one key, skipped with a reason', async () => {
    await rpc.call('cases.create', { kind: 'out-of-stock', buyerNick: '等货的买家' })
    await press(page, 'g', 'n')
    await expect(pane()).toContainText('没有空闲任务')
    await look('tasks-empty')
    await press(page, 'Shift+H')
    await expect(toast('找到 1 个新任务')).toBeVisible()
    await press(page, 'Alt+e')
    await expect(toast('领到：核对库存')).toBeVisible()
    await expect(page.getByTestId('task-grid')).toContainText('张敏')
    await page.getByTestId('task-grid').focus()
    await press(page, 'Home', 'Delete')
    await fillByKeys(page, 'register-reason', '明天到货')
    await press(page, 'Control+Enter')
    await expect(pane()).toContainText('没有空闲任务')
    expect(await violations(page)).toEqual([])
  })

  test('U3: nothing overflows in either language, in the dark, beside the chat client', async () => {
    await page.evaluate(`window.workstation.setTheme('dark')`)
    const tabs = { zh: ['夜班交接', '开班清单', '空闲任务'], en: ['Night handover', 'Opening checklist', 'Spare-time tasks'] }
    for (const language of ['zh', 'en'] as const) {
      if (language === 'en') await page.getByTestId('switch-language').click()
      for (const [width, height] of [[1366, 768], [700, 768]] as const) {
        await resize(launched.app, page, width, height)
        for (const [at, letter] of ['u', 'o', 'n'].entries()) {
          await press(page, 'g', letter)
          await expect(page.getByRole('tabpanel', { name: tabs[language][at] ?? '' })).toBeVisible()
          expect(await overflowing(page)).toEqual([])
          await look(`${language}-${width}-${letter}-dark`)
        }
      }
    }
    expect(await violations(page, 'colours')).toEqual([])
  })
})
