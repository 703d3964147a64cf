import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { read as readWorkbook, utils } from '@e965/xlsx'
import type { Page } from '@playwright/test'
import { expect, test } from '@playwright/test'
import type { LaunchedApp } from './support/app'
import { resultsDir } from './support/app'
import { answerSave, fillByKeys, goTo } from './support/desk'
import { foundedShop, type FoundedShop } from './support/founded'
import { overflowing, resize, violations } from './support/looks'
import type { PageRpc } from './support/rpc'

interface Entry {
  readonly id: string
  readonly entryNo: string
  readonly state: string
  readonly values: Readonly<Record<string, unknown>>
}

/** A register that is a description and nothing else, by keyboard (spec section 8, E1). The tests follow one another. */
test.describe.serial('described registers', () => {
  let shop: FoundedShop
  let launched: LaunchedApp
  let page: Page
  let rpc: PageRpc

  test.beforeAll(async () => {
    shop = await foundedShop('described')
    ;({ launched, page, rpc } = shop)
    await resize(launched.app, page, 1366, 768)
  })
  test.afterAll(async () => {
    await shop.end()
  })

  const pane = () => page.getByTestId('pane-registers')
  const dialog = () => page.getByTestId('register-dialog')
  const drawer = () => page.getByTestId('register-drawer')
  const toast = (words: string | RegExp) => page.getByTestId('toast').filter({ hasText: words })
  const look = (name: string): Promise<unknown> => page.screenshot({ path: join(resultsDir, `described-${name}.png`) })
  const entries = async (): Promise<readonly Entry[]> => (await rpc.call<{ rows: readonly Entry[] }>('registers.list', { register: 'reviews' })).rows

  test('E1: an empty register says what belongs there and how to begin', async () => {
    await goTo(page, 'j', 'registers')
    // wherever the pane begins, the review board is one choice away
    await rpc.call('registers.describe', undefined)
    await page.getByTestId('register-choose').click()
    await page.getByRole('option', { name: '评价跟进' }).click()
    await expect(pane()).toContainText('中差评登记在这里')
    await look('empty')
    expect(await violations(page)).toEqual([])
  })

  test('E1: a review is registered by keyboard; what is missing is said at its field', async () => {
    await page.keyboard.press('Shift+N')
    await expect(dialog()).toBeVisible()
    await page.keyboard.press('Control+Enter')
    await expect(dialog()).toContainText('请填写')
    await look('form-missing')
    await dialog().getByTestId('field-rating').focus()
    await page.keyboard.press('1')
    await fillByKeys(page, 'field-words', '衣服掉色，客服不理人')
    await fillByKeys(page, 'field-buyer', '云间客_88')
    await dialog().getByTestId('field-day').fill('2026-11-20')
    await page.keyboard.press('Control+Enter')
    await expect(toast(/评价跟进 RV-.*已登记/)).toBeVisible()
    await expect(dialog()).toBeHidden()
    expect(await entries()).toMatchObject([{ state: 'new', values: { rating: 'bad', buyer: '云间客_88', day: '2026-11-20', words: '衣服掉色，客服不理人' } }])
  })

  test('E1: steps ask for what the description demands, and Ctrl+Z takes them back', async () => {
    await page.getByTestId('register-grid').focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('Enter')
    await expect(drawer()).toBeVisible()
    await page.keyboard.press('Shift+L')
    await expect(page.getByTestId('register-move-dialog')).toBeVisible()
    await fillByKeys(page, 'field-attempts', '1')
    await page.keyboard.press('Control+Enter')
    await expect(toast(/→ 联系中/)).toBeVisible()
    await expect(drawer()).toContainText('联系中')
    await drawer().focus()
    await page.keyboard.press('Control+z')
    await expect(drawer()).toContainText('待处理')
    expect(await entries()).toMatchObject([{ state: 'new', values: { attempts: null } }])
  })

  test('E1: a fact is corrected where it stands', async () => {
    await drawer().getByTestId('fact-sku').getByRole('button').click()
    await fillByKeys(page, 'field-sku', 'YJ-2201')
    await page.keyboard.press('Enter')
    await expect(toast(/款号已改/)).toBeVisible()
    await expect(drawer().getByTestId('fact-sku')).toContainText('YJ-2201')
    await look('drawer')
    expect(await violations(page)).toEqual([])
    await page.keyboard.press('Escape')
    await expect(drawer()).toBeHidden()
  })

  test('E1: views, filters and search narrow the list; the file holds what is shown', async () => {
    for (const [buyer, rating] of [['甲', 'bad'], ['乙', 'neutral'], ['丙', 'neutral']] as const) await rpc.call('registers.create', { register: 'reviews', values: { rating, buyer, day: '2026-11-21', words: `${buyer}的评价` } })
    await expect(page.getByTestId('register-grid').getByRole('row')).toHaveCount(5)
    await page.getByTestId('register-filter-rating').click()
    await page.getByRole('option', { name: '中评' }).click()
    await expect(page.getByTestId('register-grid').getByRole('row')).toHaveCount(3)
    const file = join(resultsDir, 'described-reviews.xlsx')
    await answerSave(launched.app, file)
    await page.getByTestId('register-export').click()
    await expect(toast('已导出')).toBeVisible()
    const sheet = readWorkbook(await readFile(file)).Sheets['评价跟进']
    expect(utils.sheet_to_json<Record<string, unknown>>(sheet ?? {}).map((row) => row['买家']).sort()).toEqual(['丙', '乙'])
    await page.getByTestId('register-search').fill('丙的')
    await expect(page.getByTestId('register-grid').getByRole('row')).toHaveCount(2)
    await look('filtered')
  })

  const chooseRegister = async (name: string): Promise<void> => {
    await page.getByTestId('register-choose').click()
    await page.getByRole('option', { name }).click()
  }

  test('V1: the month’s visits are listed by tier, one is logged with its answers and printed; health data is refused', async () => {
    await rpc.call('masters.buyerSave', { platform: 'taobao', nick: '云间客_88', vipTier: '金牌', difficult: false, marks: [], note: null })
    await chooseRegister('VIP 回访')
    await page.getByTestId('register-feed').click()
    await expect(toast('新增 1 条')).toBeVisible()
    await expect(page.getByTestId('register-grid').getByRole('row')).toHaveCount(2)
    await page.getByTestId('register-grid').focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('visit-sheet')).toContainText('购买记录')
    const file = join(resultsDir, 'described-visit.pdf')
    await answerSave(launched.app, file)
    await page.getByTestId('visit-print').click()
    await expect(toast('已导出')).toBeVisible()
    expect((await readFile(file)).subarray(0, 5).toString()).toBe('%PDF-')
    await drawer().focus()
    await page.keyboard.press('Shift+L')
    const step = page.getByTestId('register-move-dialog')
    await step.getByTestId('field-way').focus()
    await page.keyboard.press('1')
    await fillByKeys(page, 'field-satisfied', '5')
    await fillByKeys(page, 'field-wishes', '想要米色；最近做了手术')
    await expect(step).toContainText('不要记录健康情况')
    await page.keyboard.press('Control+Enter')
    await expect(step).toBeVisible()
    await step.getByTestId('field-wishes').fill('想要米色')
    await page.keyboard.press('Control+Enter')
    await expect(step).toBeHidden()
    await expect(drawer()).toContainText('已回访')
    await look('visit')
    expect(await violations(page)).toEqual([])
    await page.keyboard.press('Escape')
  })

  test('V1: the case of that buyer shows the visit, and puts itself into a register with Shift+T', async () => {
    const { id: caseId } = await rpc.call<{ id: string }>('cases.create', { kind: 'quality', buyerNick: '云间客_88', orderNo: '2849105533670421876' })
    await rpc.call('cases.setStatus', { id: caseId, status: 'closed', reason: 'no-answer' })
    await page.keyboard.press('Control+1')
    await page.getByTestId('pane-queue').focus()
    await rpc.call('registers.create', { register: 'scores', caseId, values: { buyer: '云间客_88', score: 2 } })
    const { entries: linked } = await rpc.call<{ entries: readonly { register: string }[] }>('cases.get', { id: caseId })
    // a quality case has its quality report already (Q1)
    expect(linked.map(({ register }) => register).sort()).toEqual(['quality', 'scores'])
    const profile = await rpc.call<{ visits: readonly { register: string }[] }>('buyers.profile', { caseId })
    expect(profile.visits.map(({ register }) => register).sort()).toEqual(['scores', 'visits'])
    await page.keyboard.press('Control+5')
  })

  test('K2: trainings that are late say so; ticked ones are done at once, and Ctrl+Z takes that back', async () => {
    const [me] = (await rpc.call<{ staff: readonly { id: string }[] }>('session.state')).staff
    for (const days of [-3, 5]) await rpc.call('registers.create', { register: 'trainings', values: { assignee: me?.id, subject: 'rules', due: Date.now() + days * 86_400_000, everyMonths: 6 } })
    await chooseRegister('培训')
    const grid = page.getByTestId('register-grid')
    await expect(grid.getByRole('row')).toHaveCount(3)
    await expect(grid).toContainText('逾期')
    await grid.focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('Space')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Space')
    await page.getByTestId('bulk-done').click()
    await fillByKeys(page, 'field-result', '90')
    await page.keyboard.press('Control+Enter')
    await expect(toast(/2 条 → 已完成/)).toBeVisible()
    // the next dates stand in their place
    await expect(grid.getByRole('row')).toHaveCount(3)
    await look('trainings')
    await page.getByTestId('register-adds-up').click()
    await expect(page.getByTestId('register-breakdown')).toContainText('平台规则')
    await look('breakdown')
    expect(await violations(page)).toEqual([])
    await page.getByTestId('bar-subject-rules').click()
    await expect(page.getByTestId('register-filter-subject')).toContainText('平台规则')
    await page.getByTestId('register-adds-up').click()
    await chooseRegister('评价跟进')
  })

  test('K2, V1: the week’s sample is drawn and scored, its sheet adds up; a score after close is logged', async () => {
    const { id: caseId } = await rpc.call<{ id: string }>('cases.create', { kind: 'refund-only', buyerNick: '云间客_77', orderNo: '2849105533670421999' })
    await rpc.call('cases.logReply', { id: caseId, text: '您好，马上为您查。', edited: false })
    await chooseRegister('会话质检')
    await page.getByTestId('register-feed').click()
    await expect(toast('新增 1 条')).toBeVisible()
    const grid = page.getByTestId('register-grid')
    await expect(grid.getByRole('row')).toHaveCount(2)
    await grid.focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('Shift+L')
    await expect(page.getByTestId('register-move-dialog')).toBeVisible()
    for (const [field, points] of [['greeting', '8'], ['understanding', '20'], ['solution', '25'], ['tone', '15'], ['compliance', '15']] as const) await fillByKeys(page, `field-${field}`, points)
    await page.keyboard.press('Control+Enter')
    await expect(toast(/→ 已评分/)).toBeVisible()
    const [sample] = (await rpc.call<{ rows: readonly Entry[] }>('registers.list', { register: 'samples' })).rows
    expect(sample).toMatchObject({ state: 'scored', values: { total: 83, reply: '您好，马上为您查。' } })
    await look('sample')
    await chooseRegister('售后满意度')
    await rpc.call('registers.create', { register: 'scores', values: { buyer: '云间客_77' } })
    await expect(grid.getByRole('row')).not.toHaveCount(0)
    await grid.focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('Shift+L')
    await fillByKeys(page, 'field-score', '5')
    await page.keyboard.press('Control+Enter')
    await expect(toast(/→ 已评分/)).toBeVisible()
    expect((await rpc.call<{ rows: readonly Entry[] }>('registers.list', { register: 'scores', view: 'answered' })).rows).toMatchObject([{ values: { score: 5 } }])
    await look('score')
    await chooseRegister('评价跟进')
  })

  test('U3: nothing overflows in either language, in the dark, beside the chat client', async () => {
    await page.getByTestId('register-search').fill('')
    for (const theme of ['light', 'dark'] as const) {
      await launched.app.evaluate(({ nativeTheme }, chosen) => void (nativeTheme.themeSource = chosen), theme)
      for (const [width, height] of [[1366, 768], [700, 768]] as const) {
        await resize(launched.app, page, width, height)
        if (width === 700) await goTo(page, 'j', 'registers')
        else await page.keyboard.press('Control+5')
        await expect(page.getByTestId('register-grid')).toBeVisible()
        expect(await overflowing(page)).toEqual([])
        expect(await violations(page, 'colours')).toEqual([])
        await look(`${theme}-${width}`)
      }
    }
    await page.getByTestId('status-bar').getByText('中 / EN').click()
    await expect(page.getByTestId('register-view')).toContainText('Open')
    expect(await overflowing(page)).toEqual([])
    await look('en-700')
  })
})
