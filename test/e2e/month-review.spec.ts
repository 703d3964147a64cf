import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as XLSX from '@e965/xlsx'
import { expect, test, type Page } from '@playwright/test'
import type { LaunchedApp } from './support/app'
import { answerOpen, focusedId, goTo, noticesGone, press, shot } from './support/desk'
import { foundedShop, type FoundedShop } from './support/founded'
import { manualPicture, overflowing, resize, violations } from './support/looks'
import { pageRpc, type PageRpc } from './support/rpc'

type Cell = string | number
interface Row {
  readonly waybill: string
  readonly amount: number
  readonly day?: string
}

/** A statement of ZTO as a workbook, claims only. */
function writeStatement(folder: string, month: string, rows: readonly Row[]): string {
  const [year = '', number = ''] = month.split('-')
  const sheet: Cell[][] = [
    [`中通快递 ${year}年${number}月对账单`],
    ['寄件日期', '运单号', '目的地', '重量', '运费', '加收', '理赔金额'],
    ...rows.map(({ waybill, amount, day }): Cell[] => [day ?? `${month}-20`, waybill, '广东', 1, '', '', amount]),
  ]
  const book = XLSX.utils.book_new()
  XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet(sheet), '对账单')
  const path = join(folder, `中通-${month}.xlsx`)
  const bytes: unknown = XLSX.write(book, { type: 'buffer', bookType: 'xlsx' })
  writeFileSync(path, bytes as Uint8Array)
  return path
}

interface Result {
  readonly explanation: { readonly result: { readonly invariantsHold: boolean; readonly unexplainedCents: number; readonly givenUpCents: number; readonly creditedCents: number; readonly matched: readonly { readonly claimIds: readonly string[]; readonly lineIds: readonly string[]; readonly differenceCents: number }[] }; readonly invariantsBroken: readonly string[] }
  readonly decisions: readonly { readonly undoneAt: number | null; readonly kind: string; readonly approvedBy: string | null }[]
}

/** The review of a month by keyboard alone, in a shop that was founded a minute ago. The tests follow one another. */
test.describe.serial('M4: the review of a month', () => {
  let shop: FoundedShop
  let launched: LaunchedApp
  let page: Page
  let rpc: PageRpc
  let supervisor: string

  test.beforeAll(async () => {
    shop = await foundedShop('month-review')
    ;({ launched, page, rpc } = shop)
    await resize(launched.app, page, 1366, 768)
  })
  test.afterAll(async () => {
    await shop.end()
  })

  const toast = (words: string | RegExp) => page.getByTestId('toast').filter({ hasText: words })
  const gridRow = (words: string | RegExp) => page.getByTestId('pair-grid').getByRole('row').filter({ hasText: words })
  const chosen = () => page.getByTestId('pair-grid').locator('.row.current')
  const claim = (waybill: string, yuan: number, filedOn = '2026-10-08'): Promise<{ id: string }> => rpc.call('claims.create', { courierId: 'zto', waybill, reason: 'lost', goodsCents: Math.round(yuan * 100), filedOn })
  const board = (month = '2026-10'): Promise<Result> => rpc.call('monthReview.board', { month })
  /** The totals balance on the screen and in the books; the last thing done is named. */
  async function balanced(words: string | RegExp): Promise<void> {
    await expect(toast(words)).toBeVisible()
    await expect(page.getByTestId('invariants')).toHaveAttribute('data-holds', 'true')
    expect((await board()).explanation.invariantsBroken).toEqual([])
  }
  /** Goes down with J until the row with these words is chosen. */
  async function choose(words: string): Promise<void> {
    // the rows of the decision before may still be read again
    await expect(gridRow(words).first()).toBeVisible()
    await press(page, 'Home')
    for (let step = 0; step < 60; step += 1) {
      if ((await chosen().count()) > 0 && (await chosen().innerText()).includes(words)) return
      await press(page, 'j')
    }
    throw new Error(`no row with ${words}`)
  }
  async function importStatement(month: string, rows: readonly Row[]): Promise<void> {
    await answerOpen(launched.app, [writeStatement(shop.folder, month, rows)])
    await press(page, 'Control+Shift+o')
    await expect(page.getByTestId('import-start')).toBeFocused()
    await press(page, 'Enter')
    await expect(page.getByTestId('outcome-reconcile')).toBeFocused()
    await press(page, 'Enter')
    await expect(page.getByTestId('reconcile-month')).toContainText(month)
  }

  test('M2, M4: the statement is imported and reconciled; what is open stands on top, claims beside lines', async () => {
    for (const [waybill, yuan] of [
      ['75360218847001', 66], ['75360218848250', 45], ['75360218841111', 111.11], ['75360218842222', 222.22], ['75360218843333', 77], ['75360218844444', 77],
      ['75360218845555', 200], ['75360218846666', 320], ['75360218849999', 100.07], ['75360218840000', 60], ['75360218847777', 18.8],
    ] as const) await claim(waybill, yuan)
    await importStatement('2026-10', [
      { waybill: '75360218847001', amount: 54.9 },
      { waybill: '75360218848260', amount: 45 },
      { waybill: '', amount: 333.33 },
      { waybill: '', amount: 77 },
      { waybill: '99000000000011', amount: 120.37 },
      { waybill: '99000000000025', amount: 79.63 },
      { waybill: '99000000000039', amount: 150 },
      { waybill: '99000000000047', amount: 18.8 },
    ])
    await press(page, 'r')
    await balanced('对账完成')
    await page.getByRole('tab', { name: /待处理/ }).focus()
    await press(page, 'Enter')
    await expect(page.getByTestId('pair-grid')).toBeVisible()
    await page.getByTestId('pair-grid').focus()
    await expect(gridRow('75360218848260')).toContainText('75360218848250')
    await expect(gridRow('99000000000047')).toContainText('金额相同')
    await press(page, 'Home')
    await noticesGone(page)
    await shot(page, 'month-review-zh-light')
    await manualPicture(launched, 'month-review-zh')
    expect(await violations(page)).toEqual([])
    expect(await overflowing(page)).toEqual([])
  })

  test('M4: A accepts the candidate that is one digit away; the facts stand side by side; Ctrl+Z takes it back', async () => {
    await choose('75360218848260')
    await expect(page.getByTestId('candidate')).toHaveCount(1)
    await expect(page.getByTestId('fact-waybill').first()).toContainText('不一致')
    await expect(page.getByTestId('fact-balance').first()).toContainText('一致')
    const before = await board()
    await press(page, 'a')
    await balanced(/已接受：¥45\.00 记到 L-/)
    await expect(gridRow('75360218848260')).toHaveCount(0)
    // on to the next open row, and the keys still work there
    await expect.poll(() => focusedId(page)).toBe('pair-grid')
    await expect(chosen()).toHaveCount(1)
    expect((await board()).explanation.result.unexplainedCents).toBe(before.explanation.result.unexplainedCents - 4500)
    await press(page, 'Control+z')
    await balanced(/已撤销/)
    await expect(gridRow('75360218848260')).toHaveCount(1)
    expect((await board()).explanation.result).toMatchObject({ unexplainedCents: before.explanation.result.unexplainedCents, creditedCents: before.explanation.result.creditedCents })
    await choose('75360218848260')
    await press(page, 'a')
    await balanced(/已接受：¥45\.00/)
  })

  test('M4: X rules a candidate out and the next one is there; a digit accepts the n-th', async () => {
    await choose('¥77.00')
    await expect(page.getByTestId('candidate')).toHaveCount(2)
    const first = await page.getByTestId('candidate').first().locator('.strong').innerText()
    await press(page, 'x')
    await balanced(`已判为无关：${first}`)
    await expect(page.getByTestId('candidate')).toHaveCount(1)
    await expect(page.getByTestId('candidates')).not.toContainText(first)
    await press(page, 'Control+z')
    await balanced(/已撤销/)
    await expect(page.getByTestId('candidate')).toHaveCount(2)
    await choose('¥77.00')
    const second = await page.getByTestId('candidate').nth(1).locator('.strong').innerText()
    await press(page, '2')
    await balanced(`已接受：¥77.00 记到 ${second}`)
  })

  test('M4: a lump sum that lists nothing is accepted for all its claims at once', async () => {
    await choose('¥333.33')
    await expect(page.getByTestId('candidates')).toContainText('加起来正好是这笔钱')
    await press(page, 'a')
    await balanced(/已拆分到 2 条理赔：¥333\.33/)
    await press(page, 'Control+z')
    await balanced(/已撤销/)
    await choose('¥333.33')
    await press(page, 'a')
    await balanced(/已拆分到 2 条理赔：¥333\.33/)
  })

  test('M4: S splits a line over two claims, its sums live; too much is refused in words', async () => {
    await choose('99000000000039')
    await press(page, 's')
    const dialog = page.getByTestId('split-dialog')
    await expect(dialog).toBeVisible()
    await expect.poll(() => focusedId(page)).toBe('split-claim-0')
    await page.keyboard.insertText('75360218849999')
    await page.getByRole('option', { name: /75360218849999/ }).waitFor()
    await press(page, 'ArrowDown', 'Enter')
    await expect(dialog.getByTestId('split-amount-0')).toHaveValue('100.07')
    await dialog.getByTestId('split-amount-0').focus()
    await press(page, 'Control+a')
    await page.keyboard.insertText('95')
    await dialog.getByTestId('split-claim-1').focus()
    await page.keyboard.insertText('75360218840000')
    await page.getByRole('option', { name: /75360218840000/ }).waitFor()
    await press(page, 'ArrowDown', 'Enter')
    await expect(dialog.getByTestId('split-amount-1')).toHaveValue('55.00')
    await expect(dialog.getByTestId('split-sums')).toContainText('剩余 ¥0.00')
    await dialog.getByTestId('split-amount-1').focus()
    await press(page, 'Control+a')
    await page.keyboard.insertText('60')
    await expect(dialog.getByTestId('split-sums')).toContainText('多分了 ¥5.00')
    await press(page, 'Control+Enter')
    await expect(dialog.getByRole('alert').filter({ hasText: '分配的金额超过这一行剩下的钱' })).toBeVisible()
    await shot(page, 'month-review-split')
    expect(await violations(page)).toEqual([])
    await dialog.getByTestId('split-amount-0').focus()
    await press(page, 'Control+a')
    await page.keyboard.insertText('90')
    await expect(dialog.getByTestId('split-sums')).toContainText('剩余 ¥0.00')
    await press(page, 'Control+Enter')
    await expect(dialog).toBeHidden()
    await balanced(/已拆分到 2 条理赔：¥150\.00/)
  })

  test('M4: Space ticks two lines, M makes them one payment of a claim found by typing', async () => {
    await choose('99000000000011')
    await press(page, 'Space')
    await choose('99000000000025')
    await press(page, 'Space', 'm')
    const dialog = page.getByTestId('merge-dialog')
    await expect(dialog).toContainText('¥200.00')
    await expect.poll(() => focusedId(page)).toBe('merge-claim')
    await page.keyboard.insertText('75360218845555')
    await page.getByRole('option', { name: /75360218845555/ }).waitFor()
    await press(page, 'ArrowDown', 'Enter')
    await expect(dialog).toContainText('正好')
    await shot(page, 'month-review-merge')
    await press(page, 'Control+Enter')
    await expect(dialog).toBeHidden()
    await balanced(/2 行已合成 L-.*：¥200\.00/)
    await expect.poll(() => focusedId(page)).toBe('pair-grid')
  })

  test('M4: a line and a claim of one amount stand in one row and are accepted after a look; N keeps a note', async () => {
    await choose('99000000000047')
    await press(page, 'n')
    await expect.poll(() => focusedId(page)).toBe('note-text')
    await page.keyboard.insertText('网点说这笔是 47777 那票')
    await press(page, 'Control+Enter')
    await expect(toast('备注已保存')).toBeVisible()
    await choose('99000000000047')
    await expect(page.getByTestId('why-notes')).toContainText('47777 那票')
    await press(page, 'a')
    await balanced(/已接受：¥18\.80/)
    await expect(page.getByTestId('unexplained')).toHaveText('¥0.00')
  })

  test('M4: O writes a small rest off with its reason; above the limit a supervisor gives a PIN at the assistant’s PC', async () => {
    await choose('75360218847001')
    await press(page, 'o')
    const dialog = page.getByTestId('write-off-dialog')
    await expect.poll(() => focusedId(page)).toBe('write-off-reason')
    await press(page, 'Control+Enter')
    await expect(dialog).toContainText('核销要写原因')
    await page.keyboard.insertText('差 11.10，不值得追')
    await press(page, 'Control+Enter')
    await expect(dialog).toBeHidden()
    await balanced(/已核销 L-.*：¥11\.10/)
    expect((await board()).explanation.result.givenUpCents).toBe(1110)

    const { staff } = await rpc.call<{ staff: readonly { id: string }[] }>('session.state')
    supervisor = staff[0]?.id ?? ''
    await rpc.call('masters.staffSetPin', { staffId: supervisor, pin: '4711' })
    const { id: assistant } = await rpc.call<{ id: string }>('masters.staffCreate', { name: '李审核', role: 'assistant' })
    await page.reload()
    await page.getByTestId('sign-in').getByRole('button', { name: /李审核/ }).focus()
    await press(page, 'Enter')
    await expect(page.getByTestId('status-staff')).toContainText('李审核')
    rpc = await pageRpc(page)
    await rpc.call('session.signIn', { staffId: assistant })
    await goTo(page, 'm', 'reconcile')
    await press(page, '[')
    await expect(page.getByTestId('reconcile-month')).toContainText('2026-10')
    await page.getByRole('tab', { name: /待处理/ }).focus()
    await press(page, 'Enter')
    await page.getByTestId('pair-grid').focus()
    await choose('75360218846666')
    await press(page, 'o')
    await expect(dialog).toContainText('超过核销额度 ¥50.00')
    await expect.poll(() => focusedId(page)).toBe('write-off-reason')
    await page.keyboard.insertText('网点已撤')
    await dialog.getByTestId('write-off-pin').focus()
    await page.keyboard.insertText('0000')
    await press(page, 'Control+Enter')
    await expect(dialog.getByRole('alert').filter({ hasText: /PIN/ })).toBeVisible()
    await shot(page, 'month-review-write-off')
    expect(await violations(page)).toEqual([])
    await dialog.getByTestId('write-off-pin').focus()
    await page.keyboard.insertText('4711')
    await press(page, 'Control+Enter')
    await expect(dialog).toBeHidden()
    await balanced(/已核销 L-.*：¥320\.00/)
    expect((await board()).decisions[0]).toMatchObject({ kind: 'write-off', approvedBy: '张敏' })
  })

  test('M4: the list of decisions takes back any of them, and refuses in words where a later one stands on it', async () => {
    await press(page, 'd')
    const list = page.getByTestId('decision-list')
    await expect(list).toBeVisible()
    await expect(list.getByRole('row')).not.toHaveCount(1)
    await shot(page, 'month-review-decisions')
    expect(await violations(page)).toEqual([])
    expect(await overflowing(page)).toEqual([])
    // the older step stands under a newer one on the same claim
    const { explanation: shown } = await board()
    const short = shown.result.matched.find((match) => match.differenceCents === -1110)
    await rpc.call('monthReview.decide', { month: '2026-10', decision: { kind: 'reject', claimId: short?.claimIds[0], lineIds: short?.lineIds } })
    await expect(list.getByRole('row').nth(1)).toContainText('判为无关')
    await list.focus()
    await press(page, 'Home', 'j', 'j', 'Enter')
    await expect(toast('之后又改过同一行或同一条理赔，先撤销后面的')).toBeVisible()
    // all that stands, the oldest among it, until nothing does
    for (let left = 14; left > 0; left -= 1) {
      const standing = (await board()).decisions.filter((one) => one.undoneAt === null).length
      if (standing === 0) break
      const at = (await board()).decisions.findIndex((one) => one.undoneAt === null)
      await press(page, 'Home')
      for (let step = 0; step < at; step += 1) await press(page, 'j')
      await press(page, 'Enter')
      await expect.poll(async () => (await board()).decisions.filter((one) => one.undoneAt === null).length).toBe(standing - 1)
      await expect(page.getByTestId('invariants')).toHaveAttribute('data-holds', 'true')
    }
    const { explanation, decisions } = await board()
    expect(decisions.filter((one) => one.undoneAt === null)).toEqual([])
    expect(explanation.result).toMatchObject({ invariantsHold: true, givenUpCents: 0, unexplainedCents: 4500 + 33_333 + 7700 + 12_037 + 7963 + 15_000 + 1880 })
  })

  test('M4: ages and the difference per courier add up to the figures of the month; English, dark and one column fit', async () => {
    await page.getByRole('tab', { name: /账龄与差异/ }).click()
    await expect(page.getByTestId('age-table')).toContainText('0–30 天')
    await shot(page, 'month-review-ages')
    expect(await violations(page)).toEqual([])
    await page.getByRole('tab', { name: /待处理/ }).click()
    await page.getByTestId('switch-language').click()
    await expect(page.getByTestId('review-accept')).toContainText('Accept')
    await noticesGone(page)
    await page.getByTestId('pair-grid').focus()
    await press(page, 'Home')
    await manualPicture(launched, 'month-review-en')
    await page.evaluate(`document.documentElement.dataset.theme = 'dark'`)
    await page.getByTestId('pair-grid').focus()
    await press(page, 'Home')
    await shot(page, 'month-review-en-dark')
    expect(await violations(page, 'colours')).toEqual([])
    expect(await overflowing(page)).toEqual([])
    await resize(launched.app, page, 700, 768)
    await goTo(page, 'm', 'reconcile')
    await expect(page.getByTestId('pair-grid')).toBeVisible()
    expect(await overflowing(page)).toEqual([])
    await shot(page, 'month-review-en-700')
    await page.getByTestId('switch-language').click()
    await page.evaluate(`document.documentElement.dataset.theme = 'light'`)
    await resize(launched.app, page, 1366, 768)
  })

  test('M4: three hundred open rows are worked through in place: the list keeps its scroll and the keys their row', async () => {
    for (let at = 0; at < 300; at += 1) await claim(`7700${String(at * 100).padStart(9, '0')}8`, 20 + at / 100, '2026-09-03')
    await importStatement('2026-09', Array.from({ length: 300 }, (_, at) => ({ waybill: `7700${String(at * 100).padStart(9, '0')}9`, amount: 20 + at / 100 })))
    await press(page, 'r')
    await expect(toast('待确认 300 组')).toBeVisible()
    await page.getByRole('tab', { name: /待处理/ }).click()
    await expect(page.getByRole('tab', { name: /待处理/ })).toContainText('300')
    const grid = page.getByTestId('pair-grid')
    await grid.focus()
    await press(page, 'Home')
    for (let step = 0; step < 6; step += 1) await press(page, 'PageDown')
    const place = await chosen().getAttribute('aria-rowindex')
    await expect(chosen()).toBeInViewport({ ratio: 0.9 })
    const scrolled = await grid.evaluate((element) => element.scrollTop)
    expect(scrolled).toBeGreaterThan(700)
    for (let left = 299; left >= 297; left -= 1) {
      await press(page, 'a')
      await expect(page.getByRole('tab', { name: /待处理/ })).toContainText(String(left))
      await expect(chosen()).toHaveAttribute('aria-rowindex', place ?? '')
      await expect(chosen()).toBeInViewport({ ratio: 0.9 })
      await expect(page.getByTestId('invariants')).toHaveAttribute('data-holds', 'true')
    }
    expect(Math.abs((await grid.evaluate((element) => element.scrollTop)) - scrolled)).toBeLessThan(60)
    expect((await board('2026-09')).explanation.invariantsBroken).toEqual([])
    await shot(page, 'month-review-300')
    // half a row under the header has half a target: judged where the list begins
    await press(page, 'Home')
    expect(await violations(page)).toEqual([])
  })

  test('M4, M5: a closed month is for looking only, and says so; the keys change nothing', async () => {
    await rpc.call('session.signIn', { staffId: supervisor, pin: '4711' })
    await rpc.call('monthClose.close', { month: '2026-09' })
    await expect(page.getByTestId('month-read-only')).toContainText('2026-09 已结账（张敏')
    await expect(page.getByTestId('review-accept')).toHaveAttribute('aria-disabled', 'true')
    await page.getByTestId('pair-grid').focus()
    const before = (await board('2026-09')).decisions.length
    await press(page, 'a')
    await expect(toast('2026-09 已结账，只能看')).toBeVisible()
    await press(page, 'o')
    await expect(page.getByTestId('write-off-dialog')).toBeHidden()
    expect((await board('2026-09')).decisions).toHaveLength(before)
    await press(page, 'Home')
    await shot(page, 'month-review-closed')
    expect(await violations(page)).toEqual([])
    expect(await overflowing(page)).toEqual([])
    await resize(launched.app, page, 700, 768)
    await goTo(page, 'm', 'reconcile')
    await expect(page.getByTestId('month-read-only')).toBeVisible()
    await shot(page, 'month-review-closed-700')
    expect(await overflowing(page)).toEqual([])
  })
})
