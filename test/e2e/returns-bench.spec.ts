import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { read as readWorkbook, utils } from '@e965/xlsx'
import type { Page } from '@playwright/test'
import { expect, test } from '@playwright/test'
import { cardCode } from '../../src/domain/returns/card'
import type { LaunchedApp } from './support/app'
import { resultsDir, root } from './support/app'
import { answerSave, focusedId, goTo, noticesGone, press } from './support/desk'
import { foundedShop, type FoundedShop } from './support/founded'
import { manualPicture, overflowing, resize, violations } from './support/looks'
import type { PageRpc } from './support/rpc'

interface Entry {
  readonly id: string
  readonly entryNo: string
  readonly state: string
  readonly caseNo: string | null
  readonly values: Readonly<Record<string, unknown>>
}
interface Case {
  readonly id: string
  readonly caseNo: string
  readonly status: string
  readonly steps: readonly { readonly stepId: string; readonly done: boolean }[]
  readonly waybills: readonly { readonly waybill: string }[]
}

/** Returns bench and warehouse tasks by keyboard and scanner (W6). The tests follow one another. */
test.describe.serial('the warehouse', () => {
  let shop: FoundedShop
  let launched: LaunchedApp
  let page: Page
  let rpc: PageRpc
  let known: Case
  let other: Case

  test.beforeAll(async () => {
    shop = await foundedShop('returns-bench')
    ;({ launched, page, rpc } = shop)
    await resize(launched.app, page, 1366, 768)
    await rpc.call('imports.orders', { path: join(root, 'test', 'fixtures', 'imports', 'made', 'taobao-2017-with-faults.csv'), platform: 'taobao' })
    known = await rpc.call<Case>('cases.create', { kind: 'return-refund', buyerNick: '云间客_88', orderNo: '2849105533670421876', waybill: 'YT2000000000258', note: '尺码不合适' })
    other = await rpc.call<Case>('cases.create', { kind: 'exchange', buyerNick: '江南旧雨', orderNo: '2849105533670429999' })
  })
  test.afterAll(async () => {
    await shop.end()
  })

  const bench = () => page.getByTestId('bench')
  const toast = (words: string | RegExp) => page.getByTestId('toast').filter({ hasText: words })
  const look = (name: string): Promise<unknown> => page.screenshot({ path: join(resultsDir, `bench-${name}.png`) })
  const list = async (register: string, view = 'all'): Promise<readonly Entry[]> => (await rpc.call<{ rows: readonly Entry[] }>('registers.list', { register, view })).rows
  const caseNow = (id: string): Promise<Case> => rpc.call<Case>('cases.get', { id })
  /** As a scanner types: all at once, ended by Enter. */
  async function scan(code: string): Promise<void> {
    await page.keyboard.insertText(code)
    await page.keyboard.press('Enter')
  }

  test('W6: a known return is scanned, judged with one digit and filed; its case may go on', async () => {
    await goTo(page, 'y', 'returns-bench')
    await expect.poll(() => focusedId(page)).toBe('bench-field')
    await look('ready')
    expect(await violations(page)).toEqual([])
    await scan('ｙｔ2000000000258')
    await expect(page.getByTestId('bench-table')).toContainText(known.caseNo)
    await expect(page.getByTestId('bench-table')).toContainText('尺码不合适')
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('bench-asked')).toContainText('1–5')
    // quantities by arrows: short with nothing missing is not filed
    const received = page.getByTestId('bench-received').first()
    const whole = Number(await received.innerText())
    await press(page, '3', 'Enter')
    await expect(page.getByTestId('bench-asked')).toContainText('少件')
    await press(page, 'ArrowLeft')
    await expect(received).toHaveText(String(whole - 1))
    await press(page, 'ArrowRight', '1')
    await expect(received).toHaveText(String(whole))
    await expect(page.getByTestId('bench-result-sellable')).toHaveAttribute('aria-checked', 'true')
    await look('known')
    await manualPicture({ app: launched.app, page }, 'returns-bench-zh')
    await page.getByTestId('bench-field').focus()
    expect(await violations(page)).toEqual([])
    await page.keyboard.press('Enter')
    await expect(toast(/RT-.*已登记：完好可售/)).toBeVisible()
    await expect(page.getByTestId('bench-filed')).toContainText('完好可售')
    await expect.poll(() => focusedId(page)).toBe('bench-field')
    expect(await list('returns')).toMatchObject([{ state: 'checked', caseNo: known.caseNo, values: { result: 'sellable', waybill: 'YT2000000000258' } }])
    expect((await caseNow(known.id)).steps).toContainEqual(expect.objectContaining({ stepId: 'inspect', done: true }))
  })

  test('W6: Ctrl+Z takes it back; the same code a moment later is asked about', async () => {
    await page.keyboard.press('Control+z')
    await expect.poll(async () => (await list('returns')).length).toBe(0)
    await expect(toast(/已撤销/)).toBeVisible()
    const [again, table] = [page.getByTestId('bench-again'), page.getByTestId('bench-table').getByText(known.caseNo)]
    await scan('YT2000000000258')
    await expect(again.or(table).first()).toBeVisible()
    // on a busy machine the first time is more than a moment ago by now: then it is put away, and this was the first time
    if (!(await again.isVisible())) {
      await press(page, 'Escape')
      await expect(table).toHaveCount(0)
      await scan('YT2000000000258')
    }
    await expect(again).toBeVisible()
    await look('again')
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('bench-table')).toContainText(known.caseNo)
    await press(page, '2', 'Enter')
    await expect(toast(/有瑕疵/)).toBeVisible()
  })

  test('W6: codes that come while a parcel is on the table wait and none is lost; a code that begins with a digit is no result', async () => {
    await scan(cardCode(other.caseNo))
    await expect(page.getByTestId('bench-table')).toContainText(other.caseNo)
    await page.keyboard.press('3')
    await expect(page.getByTestId('bench-result-short')).toHaveAttribute('aria-checked', 'true')
    // a digit alone is settled: it is no part of what is scanned next
    await expect(page.getByTestId('bench-field')).toHaveValue('')
    await page.keyboard.type('1234509998887')
    await page.keyboard.press('Enter')
    await scan('ZT7777000111')
    await expect(page.getByTestId('bench-waiting')).toContainText('2')
    await expect(page.getByTestId('bench-waiting')).toContainText('1234509998887 ZT7777000111')
    await look('queue')
    await expect(page.getByTestId('bench-result-short')).toHaveAttribute('aria-checked', 'true')
    await press(page, '5', 'Enter')
    await expect(toast(/调包/)).toBeVisible()
    await expect(page.getByTestId('bench-unknown')).toContainText('1234509998887')
    await page.keyboard.press('Escape')
    await expect(page.getByTestId('bench-unknown')).toContainText('ZT7777000111')
  })

  test('W6: an unknown code is an unidentified return with one key', async () => {
    await look('unknown')
    expect(await violations(page)).toEqual([])
    await press(page, '1', 'Enter')
    await expect(toast(/无主件已登记/)).toBeVisible()
    expect(await list('returns', 'unidentified')).toMatchObject([{ state: 'unidentified', values: { scanned: 'ZT7777000111', result: 'sellable' } }])
    await expect(page.getByTestId('bench-unmatched')).toContainText('ZT7777000111')
  })

  test('W6: it is matched by what a person knows, with reasons, and its case hears of it', async () => {
    const [entry] = await list('returns', 'unidentified')
    const third = await rpc.call<Case>('cases.create', { kind: 'return-refund', buyerNick: '秋水长天', orderNo: '2849105533670427777' })
    await page.getByTestId(`bench-match-${entry?.entryNo ?? ''}`).focus()
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('match-dialog')).toBeVisible()
    await page.getByTestId('match-search').fill('秋水长天')
    await expect(page.getByTestId('match-candidates')).toContainText('买家一致')
    await look('match')
    expect(await violations(page)).toEqual([])
    await page.keyboard.press('Enter')
    await expect(toast(/已认领到/)).toBeVisible()
    expect(await list('returns', 'open')).toContainEqual(expect.objectContaining({ id: entry?.id, state: 'checked', caseNo: third.caseNo }))
    expect((await caseNow(third.id)).steps).toContainEqual(expect.objectContaining({ stepId: 'inspect', done: true }))
  })

  test('W6: from a case, X and a digit ask the warehouse; it acknowledges, exports and answers', async () => {
    // the bench leads to the case of what is on the table
    await page.getByTestId('bench-field').focus()
    await scan(known.caseNo)
    await page.getByTestId('bench-table').getByRole('button', { name: known.caseNo, exact: true }).click()
    await expect(page.getByTestId('pane-case')).toHaveAttribute('aria-label', known.caseNo)
    await expect.poll(() => page.evaluate(`document.activeElement?.closest('[data-pane]')?.getAttribute('data-pane') ?? ''`)).toBe('case')
    await page.keyboard.press('x')
    await expect(page.getByTestId('task-dialog')).toBeVisible()
    await page.keyboard.press('2')
    await expect(page.getByTestId('task-intercept')).toHaveAttribute('aria-checked', 'true')
    await look('task')
    expect(await violations(page)).toEqual([])
    await page.keyboard.press('Enter')
    await expect(toast(/拦截 WT-.*已交给仓库/)).toBeVisible()
    await rpc.call('warehouseTasks.ask', { caseId: known.id, kind: 'reissue', goods: [{ title: '针织衫', sku: 'YJ-2201', quantity: 1 }], due: Date.now() + 3_600_000 })
    const tasks = await list('warehouse-tasks')
    expect(tasks).toHaveLength(2)

    await goTo(page, 'j', 'registers')
    await page.getByTestId('register-choose').click()
    await page.getByRole('option', { name: '仓库任务' }).click()
    await expect(page.getByTestId('register-grid').getByRole('row')).toHaveCount(3)
    await page.getByTestId('register-grid').focus()
    await press(page, 'Home', 'Space', 'ArrowDown', 'Space')
    await page.getByTestId('bulk-acknowledge').click()
    await expect.poll(async () => (await list('warehouse-tasks')).map(({ state }) => state)).toEqual(['acknowledged', 'acknowledged'])
    await look('tasks')
    expect(await violations(page)).toEqual([])

    const file = join(resultsDir, 'bench-erp.xlsx')
    await answerSave(launched.app, file)
    await page.getByTestId('tool-warehouse.export').click()
    await expect(page.getByTestId('erp-export')).toContainText('2')
    await look('export')
    await page.getByTestId('erp-save').click()
    await expect(toast(/批次 WB-.*2 个任务已导出/)).toBeVisible()
    const sheet = Object.values(readWorkbook(await readFile(file)).Sheets)[0]
    expect(utils.sheet_to_json<Record<string, unknown>>(sheet ?? {}).map((row) => row['任务']).sort()).toEqual(['拦截', '补发'])

    const numbers = Object.fromEntries(tasks.map((task) => [task.values['kind'], task.entryNo]))
    await page.getByTestId('tool-warehouse.answer').click()
    await page.getByTestId('erp-text').fill(`任务号\t运单号\t结果\t原因\n${String(numbers['reissue'])}\tYT7788990011223\t已发货\t\n${String(numbers['intercept'])}\t\t失败\t已签收\nWT-ZZZZ-00009\tYT1\t已发货\t`)
    await expect(page.getByTestId('erp-rows')).toContainText('没有这个任务')
    await look('answer')
    expect(await violations(page)).toEqual([])
    await page.keyboard.press('Control+Enter')
    await expect(toast(/2 个任务已更新/)).toBeVisible()
    expect((await list('warehouse-tasks')).map(({ state, values }) => `${String(values['kind'])} ${state}`).sort()).toEqual(['intercept refused', 'reissue done'])
    expect((await caseNow(known.id)).waybills.map(({ waybill }) => waybill)).toContain('YT7788990011223')
  })

  test('W6: the card of a case is a PDF on the paper of the label printer', async () => {
    const file = join(resultsDir, 'bench-cards.pdf')
    await answerSave(launched.app, file)
    await page.getByTestId('register-grid').focus()
    await page.keyboard.press('Alt+k')
    await expect(page.getByTestId('cards-dialog')).toBeVisible()
    await look('cards')
    await page.keyboard.press('Enter')
    await expect(toast(/1 张售后卡已存为/)).toBeVisible({ timeout: 60_000 })
    const pdf = (await readFile(file)).toString('latin1')
    expect(pdf.slice(0, 5)).toBe('%PDF-')
    // A6 in points: 105 × 148 mm
    expect(pdf).toMatch(/\/MediaBox \[\s*0 0 29[678][\d.]* 4(19|20)/)
    await rpc.call('returns.cards', { caseIds: [known.id, other.id], paper: 'A4', path: join(resultsDir, 'bench-cards-a4.pdf'), locale: 'en' })
  })

  test('U3: nothing overflows in either language, in the dark, beside the chat client', async () => {
    await goTo(page, 'y', 'returns-bench')
    await scan(known.caseNo)
    // it was on the table a moment ago: asked, and looked up once more
    await expect(page.getByTestId('bench-again').or(page.getByTestId('bench-table').getByText(known.caseNo)).first()).toBeVisible()
    if (await page.getByTestId('bench-again').isVisible()) await page.keyboard.press('Enter')
    await expect(page.getByTestId('bench-table')).toContainText(known.caseNo)
    for (const [theme, language] of [['light', 'zh-CN'], ['dark', 'en']] as const) {
      await page.evaluate(`window.workstation.setTheme('${theme}')`)
      await expect.poll(() => page.evaluate(`document.documentElement.dataset.theme`)).toBe(theme)
      if (language === 'en') {
        await page.getByTestId('switch-language').click()
        await expect.poll(() => page.evaluate(`document.documentElement.lang`)).toBe('en')
      }
      for (const [width, height] of [[1366, 768], [700, 768]] as const) {
        await resize(launched.app, page, width, height)
        // letters typed in its field are a code
        await page.evaluate(`document.activeElement?.blur()`)
        await goTo(page, 'y', 'returns-bench')
        await expect(bench()).toBeVisible()
        expect(await overflowing(page)).toEqual([])
        expect(await violations(page, 'colours')).toEqual([])
        await look(`${language}-${theme}-${width}`)
      }
      await resize(launched.app, page, 1366, 768)
    }
    await noticesGone(page)
    await manualPicture({ app: launched.app, page }, 'returns-bench-en')
  })
})
