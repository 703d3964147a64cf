import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { launchApp, resultsDir, temporaryFolder, type LaunchedApp } from '../e2e/support/app'
import { goTo as goByKeys, press } from '../e2e/support/desk'
import { resize } from '../e2e/support/looks'
import { pageRpc, type PageRpc } from '../e2e/support/rpc'
import { isWanted, LANGUAGES, look, setLanguage, setTheme, THEMES, type Language } from './support/look'

/**
 * Every screen of the registers around the queue (W1-W6, H1-H3, Q1, V1, E1, F1, K1, K2, L1, A8) at 1366×768 with a believable shop in it, in
 * both languages, light and dark: nothing too wide, nothing that axe finds serious, and a picture `screen-<what>-<language>-<theme>` for people.
 */
const CASES = 240
const DAY = 86_400_000
let home: string
let launched: LaunchedApp
let page: Page
let rpc: PageRpc
let described: readonly { readonly id: string; readonly zh: string; readonly en: string }[]
let language: Language = 'zh'

test.describe.configure({ mode: 'default' })

interface CaseRow {
  readonly id: string
  readonly buyerNick: string | null
  readonly orderNo: string | null
}

/** What the demo lacks: appeals, payouts with a double, tasks of the warehouse, quality reports, returns, a board of the night. */
async function fill(): Promise<void> {
  const { rows } = await rpc.call<{ rows: readonly CaseRow[] }>('cases.list', { view: 'all', limit: 60 })
  const of = (at: number): CaseRow => rows[at % rows.length] ?? { id: '', buyerNick: null, orderNo: null }
  for (let at = 0; at < 24; at += 1) {
    const { id: caseId, buyerNick, orderNo } = of(at)
    await rpc.call('appeals.create', {
      type: (['goods', 'freight', 'review'] as const)[at % 3], ...(at % 4 === 0 ? {} : { caseId }), buyerNick: at === 3 ? '名字特别特别长的买家昵称_'.repeat(4) : buyerNick, orderNo, platform: 'taobao', platformNo: `SS-2026${4000 + at}`,
      waybill: `SF12048801${47000 + at}`, statement: '买家签收后超过七天才提出，称重与发货一致，聊天里承认已使用。', claimedCents: at === 3 ? 123_456_789 : 1500 + 977 * at, deadlineAt: Date.now() + (at - 3) * DAY, evidence: [],
    })
  }
  for (let at = 0; at < 8; at += 1) {
    const { id: caseId } = of(at * 2)
    const { payout } = await rpc.call<{ payout: { id: string; state: string } }>('payouts.ask', {
      caseId, type: 'compensation', amountCents: 500 + 120 * (at % 3), issue: '杯口有裂纹，买家愿意留下',
      ...(at % 2 === 0 ? {} : { way: 'alipay', payeeName: '林小鹿', payeeAccount: `lin-139000${at}@pay.test`, outsideReason: '买家的订单已经关闭' }),
    })
    if (payout.state === 'waiting') await rpc.call('payouts.approve', { id: payout.id })
  }
  await rpc.call('payouts.ask', { caseId: of(0).id, type: 'compensation', amountCents: 500, issue: '又说了一次' })
  for (let at = 0; at < 12; at += 1) {
    const { id: caseId, buyerNick } = of(at + 20)
    await rpc.call('registers.create', {
      register: 'warehouse-tasks', caseId,
      values: { kind: (['reissue', 'intercept', 'pull-back', 'address'] as const)[at % 4], buyer: buyerNick, due: Date.now() + (at - 4) * DAY, goods: [{ title: '手工陶瓷杯 米白', sku: 'CUP-01', quantity: 1 + (at % 2) }], ...(at % 4 === 3 ? { address: '李女士 13800001111 浙江省杭州市西湖区文三路 1 号' } : {}) },
    })
  }
  for (let at = 0; at < 14; at += 1) {
    const { id: caseId, buyerNick } = of(at + 5)
    await rpc.call('registers.create', {
      register: 'quality', caseId,
      values: { sku: at % 3 === 0 ? 'MG-1102' : 'YJ-2201', problem: (['seam', 'fade', 'allergy', 'size'] as const)[at % 4], batch: '2026-09', size: 'L', colour: '米白', buyer: buyerNick, day: new Date(Date.now() - at * DAY).toISOString().slice(0, 10), detail: '洗一次就掉色，袖口开线' },
    })
  }
  for (let at = 0; at < 5; at += 1) await rpc.call('returns.fileUnknown', { code: `YT20000000009${at}0`, result: 'defective', sku: null, buyer: null, note: '没有单子', evidence: [] })
  for (const [kind, at] of [['lost', 0], ['damaged', 1], ['stalled', 2]] as const) {
    const made = await rpc.call<{ id: string }>('cases.create', { kind, buyerNick: `等消息的买家${at}`, orderNo: `284910553367042190${at}`, waybill: `SF140000000019${at}` })
    await rpc.call('promises.make', { caseId: made.id, words: '明天中午前答复是否补发', dueAt: Date.now() + (at + 4) * 3_600_000 })
  }
  await rpc.call('handover.make', {})
  await rpc.call('handover.leave', { what: '仓库说 3 号货架的米白色发完了，早上先问一下再答应买家', remark: '已经和仓库说过' })
}

test.beforeAll(async () => {
  home = await temporaryFolder('screens')
  await mkdir(resultsDir, { recursive: true })
  launched = await launchApp({ userData: join(home, 'settings'), locale: 'zh-CN', theme: 'light' })
  page = launched.page
  rpc = await pageRpc(page)
  await rpc.call('session.setUpDemo', { dataDir: join(home, 'demo'), cases: CASES })
  const { staff } = await rpc.call<{ staff: readonly { id: string; name: string; role: string }[] }>('session.state')
  const supervisor = staff.find(({ role }) => role === 'supervisor')
  await page.reload()
  await page.getByTestId(`sign-in-staff-${supervisor?.name}`).click()
  await expect(page.getByTestId('pane-queue')).toBeVisible()
  rpc = await pageRpc(page)
  await rpc.call('session.signIn', { staffId: supervisor?.id })
  await resize(launched.app, page, 1366, 768)
  described = await rpc.call<typeof described>('registers.describe')
  await fill()
})
test.afterAll(async () => {
  await launched.close()
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

/** To a pane by its keys, out of whatever field the screen before left the focus in. */
async function goTo(letter: string, id: string): Promise<void> {
  await page.evaluate(`document.activeElement?.blur()`)
  await goByKeys(page, letter, id)
}
/** The first row of a grid with its details open. */
async function openFirst(grid: string, drawer: string): Promise<void> {
  await page.getByTestId(grid).focus()
  await press(page, 'Home', 'Enter')
  await expect(page.getByTestId(drawer)).toBeVisible()
}
async function choose(id: string): Promise<void> {
  await page.getByTestId('register-choose').click()
  await page.getByRole('option', { name: described.find((one) => one.id === id)?.[language] ?? id, exact: true }).click()
  await expect(page.getByTestId('register-grid').or(page.getByTestId('pane-registers').locator('.empty')).first()).toBeVisible()
}
const tab = (pane: string, at: number): Promise<void> => page.locator(`[data-pane="${pane}"]`).getByRole('tab').nth(at).click()
const registers = ['warehouse-tasks', 'quality', 'visits', 'reviews', 'samples', 'scores', 'trainings', 'returns'] as const

/** Which screens are taken, for a quick look: LOOKS_SCREENS=claims,kpi. Each is gone to from the one before. */
const screens = process.env['LOOKS_SCREENS']?.split(',')
type Screen = readonly [name: string, open: () => Promise<void>]
/** Each is gone to from the one before; what is open is closed by the next. */
const SCREENS: readonly Screen[] = [
  ['wrong-shipments', async () => { await press(page, 'Control+5'); await goTo('w', 'wrong-shipments'); await tab('wrong-shipments', 0); await expect(page.getByTestId('shipments-grid')).toBeVisible() }],
  ['wrong-shipment', () => openFirst('shipments-grid', 'shipment-detail')],
  ['wrong-shipments-figures', async () => { await page.getByTestId('shipment-detail').press('Escape'); await tab('wrong-shipments', 1); await expect(page.getByTestId('shipment-statistics-board')).toBeVisible() }],
  ['claims', async () => { await goTo('c', 'claims'); await tab('claims', 0); await expect(page.getByTestId('claims-grid')).toBeVisible() }],
  ['claim', () => openFirst('claims-grid', 'claim-drawer')],
  ['claims-leaks', async () => { await page.getByTestId('claim-drawer').press('Escape'); await tab('claims', 1) }],
  ['appeals', async () => { await goTo('z', 'appeals'); await expect(page.getByTestId('appeals-grid')).toBeVisible() }],
  ['appeal', () => openFirst('appeals-grid', 'appeal-drawer')],
  ['returns-bench', async () => { await page.getByTestId('appeal-drawer').press('Escape'); await goTo('y', 'returns-bench'); await expect(page.getByTestId('bench')).toBeVisible() }],
  ...registers.flatMap((id): Screen[] => [
    [`register-${id}`, async () => { await goTo('j', 'registers'); await choose(id) }],
    [`register-${id}-entry`, async () => { if (await page.getByTestId('register-grid').isVisible()) await openFirst('register-grid', 'register-drawer') }],
    [`register-${id}-sums`, async () => { if (await page.getByTestId('register-drawer').isVisible()) await page.getByTestId('register-drawer').press('Escape'); await page.getByTestId('register-adds-up').click() }],
  ]),
  ['handover-board', async () => { await page.evaluate(`document.activeElement?.blur()`); await press(page, 'g', 'u'); await expect(page.getByTestId('board-acknowledge')).toBeVisible() }],
  ['handover-checklist', async () => { await press(page, 'g', 'o'); await expect(page.getByTestId('checklist-progress')).toBeVisible() }],
  ['handover-routine', async () => { await press(page, 'g', 'n'); await expect(page.getByTestId('checklist-progress')).toHaveCount(0) }],
  ['finance', async () => { await goTo('a', 'approvals'); await page.getByRole('tab', { name: /^(待打款|To pay)/ }).click(); await expect(page.getByTestId('finance-grid')).toBeVisible() }],
  ['finance-payout', () => openFirst('finance-grid', 'finance-drawer')],
  ['kpi', async () => { await page.getByTestId('finance-drawer').press('Escape'); await press(page, 'g', 'f'); await expect(page.getByTestId('kpi-board')).toBeVisible() }],
  ['kpi-below', async () => { await page.getByTestId('kpi-board').evaluate((board) => void ((board as unknown as { scrollTop: number }).scrollTop = 700)) }],
  ['reports', async () => { await tab('reports', 0); await expect(page.getByTestId('reports-board')).toBeVisible() }],
]

for (const lang of LANGUAGES) {
  for (const theme of THEMES.filter((one) => isWanted(lang, one))) {
    test(`W1-W6, H1-H3, Q1, V1, E1, F1, K1, K2: every screen in ${lang}, ${theme}`, async () => {
      language = lang
      await setTheme(page, theme)
      await setLanguage(page, lang)
      for (const [name, open] of SCREENS.filter(([one]) => screens?.includes(one) ?? true)) {
        await test.step(name, async () => {
          await open()
          await look(page, name, lang, theme)
        })
      }
    })
  }
}
