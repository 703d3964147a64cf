import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { read, utils, type WorkBook } from '@e965/xlsx'
import type { Page } from '@playwright/test'
import { expect, test } from '@playwright/test'
import Database from 'better-sqlite3'
import type { LaunchedApp } from './support/app'
import { resultsDir } from './support/app'
import { noticesGone } from './support/desk'
import { foundedShop, type FoundedShop } from './support/founded'
import { manualPicture, overflowing, resize, violations } from './support/looks'
import type { PageRpc } from './support/rpc'

const run = promisify(execFile)
const two = (value: number): string => String(value).padStart(2, '0')
const monthBefore = (at: Date): string => (at.getUTCMonth() === 0 ? `${at.getUTCFullYear() - 1}-12` : `${at.getUTCFullYear()}-${two(at.getUTCMonth())}`)
const cents = (value: unknown): number => Math.round(Number(value ?? 0) * 100)
type Row = Record<string, unknown>
const rowsOf = (book: WorkBook, sheet: string): Row[] => utils.sheet_to_json(book.Sheets[sheet] ?? {})
const sha256 = async (path: string): Promise<string> => createHash('sha256').update(await readFile(path)).digest('hex')

interface MonthView {
  readonly status: string
  readonly number: string
  readonly workbook: { readonly file: string; readonly sha256: string } | null
  readonly document: { readonly file: string; readonly sha256: string } | null
  readonly carried: { readonly claims: number; readonly cents: number }
}

/** A whole month by keyboard: from the courier's statement to the closed report, reopened and closed again (M1–M5, M7). */
test.describe.serial('the end of a month', () => {
  const MONTH = monthBefore(new Date())
  const NEXT = new Date().toISOString().slice(0, 7)
  const compact = MONTH.replace('-', '')
  let shop: FoundedShop
  let launched: LaunchedApp
  let page: Page
  let rpc: PageRpc
  let dataDir: string

  const press = async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key)
  }
  const willOpen = (path: string): Promise<void> =>
    launched.app.evaluate(({ dialog }, chosen) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] })
    }, path)
  const willSaveAs = (path: string): Promise<void> =>
    launched.app.evaluate(({ dialog }, chosen) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen })
    }, path)
  /** Lets the window that prints fail, or work again. */
  const printing = (works: boolean): Promise<void> =>
    launched.app.evaluate(({ BrowserWindow }, able) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
      if (contents === undefined) return
      const kind = Object.getPrototypeOf(contents) as { printToPDF: unknown; printsReally?: unknown }
      kind.printsReally ??= kind.printToPDF
      kind.printToPDF = able ? kind.printsReally : () => Promise.reject(new Error('no printer'))
    }, works)
  const toast = (words: string | RegExp) => page.getByTestId('toast').filter({ hasText: words })
  const picture = (name: string): Promise<unknown> => page.screenshot({ path: join(resultsDir, `month-end-${name}.png`) })
  const stateOf = (month = MONTH): Promise<MonthView> => rpc.call('monthClose.state', { month })
  /** Rows straight from the database file. */
  const stored = <T>(sql: string): T[] => {
    const db = new Database(join(dataDir, 'workstation.sqlite'), { readonly: true })
    try {
      return db.prepare(sql).all() as T[]
    } finally {
      db.close()
    }
  }
  const bill = async (name: string, rows: readonly (readonly [waybill: string, added: string, amount: number])[]): Promise<string> => {
    const path = join(shop.folder, name)
    const lines = rows.map(([waybill, added, amount]) => [waybill, '杭州', '广州', '1', '顺丰标快', '', added, String(amount)].join(','))
    await writeFile(path, ['运单号码,寄件地区,到件地区,计费重量,产品类型,服务,增值费用,应付金额', ...lines].join('\r\n'))
    return path
  }
  const importBill = async (path: string): Promise<void> => {
    await willOpen(path)
    await press('Control+Shift+o')
    await expect(page.getByTestId('import-start')).toBeFocused()
    await press('Enter')
    await expect(page.getByTestId('outcome-reconcile')).toBeFocused()
  }

  test.beforeAll(async () => {
    shop = await foundedShop('month-end')
    ;({ launched, page, rpc } = shop)
    dataDir = join(shop.folder, 'data')
    const claim = (waybill: string, goodsCents: number, more: Row = {}): Promise<{ id: string }> =>
      rpc.call('claims.create', { courierId: 'sf', counterparty: 'courier', waybill, aliases: [], reason: 'lost', goodsCents, freightCents: 0, otherCents: 0, filedOn: `${MONTH}-08`, ...more })
    await claim('SF1390027745711', 5490, { freightCents: 1000, reason: 'damaged' })
    await claim('SF1390027745712', 12_000)
    await claim('SF1390027745713', 5000)
    const granted = await claim('SF1390027745714', 8000, { workOrderNo: 'GD20261008714' })
    await rpc.call('claims.setStatus', { id: granted.id, status: 'granted', grantedCents: 8000, answer: '认赔80元，下期冲抵' })
    const rejected = await claim('SF1390027745715', 3300)
    await rpc.call('claims.setStatus', { id: rejected.id, status: 'rejected', answer: '=包装不合格' })
    await claim('YT8804411992031', 123_456_789, { courierId: 'yto' })
  })
  test.afterAll(async () => {
    await shop.end()
  })

  test('M1–M3: the statement is imported and the month reconciled', async () => {
    await importBill(await bill(`sf-571ABC-${compact}.csv`, [
      ['SF1390027745711', '破损理赔', -54.9], ['SF1390027745712', '丢失理赔', -120], ['SF1390027745713', '丢失理赔', -55], ['SF1390027749999', '丢失理赔', -7.77],
      ['SF1390027745518', '', 2300], ['SF1390027745518', '保价', 5],
    ]))
    await expect(page.getByTestId('outcome-lines')).toContainText('6')
    await press('Enter')
    await expect(page.getByTestId('month-end')).toBeVisible()
    await expect(page.getByTestId('reconcile-month')).toContainText(MONTH)
    await press('r')
    await expect(toast('对账完成')).toBeVisible()
    await expect(page.getByTestId('invariants')).toHaveAttribute('data-holds', 'true')
    await expect(page.getByTestId('month-state')).toHaveAttribute('data-status', 'open')
  })

  test('M5: the month is closed by keyboard, after saying what is left and what is carried over', async () => {
    await noticesGone(page)
    await picture('open')
    await press('Control+Shift+Enter')
    const dialog = page.getByTestId('close-dialog')
    await expect(dialog.getByTestId('close-warnings')).toContainText('还有待认领的账单行，金额算作未解释：1')
    await expect(dialog).toContainText('3 条 · ¥1,234,657.89')
    await picture('close')
    expect(await violations(page)).toEqual([])
    await press('Control+Enter')
    await expect(dialog).toBeHidden()
    await expect(toast(`${MONTH} 已结账，报告 ${MONTH}-1`)).toBeVisible()
    const strip = page.getByTestId('month-state')
    await expect(strip).toHaveAttribute('data-status', 'closed')
    await expect(page.getByTestId('month-state-facts')).toContainText(`报告 ${MONTH}-1 · 张敏`)
    await expect(page.getByTestId('month-state-facts')).toContainText('结转 3 条 ¥1,234,657.89')
    await expect(page.getByTestId('reconcile-run')).toHaveAttribute('aria-disabled', 'true')
    await noticesGone(page)
    await picture('closed')
    await manualPicture(launched, 'month-closed-zh')
  })

  test('M5: the workbook, opened again, agrees with the database cell by cell', async () => {
    const view = await stateOf()
    expect(view.workbook?.file).toBe(`报表/${MONTH}/月结对账报告-${MONTH}-1.xlsx`)
    const path = join(dataDir, view.workbook?.file ?? '')
    expect(await sha256(path)).toBe(view.workbook?.sha256)
    const book = read(await readFile(path), { cellText: false })
    expect(book.SheetNames).toEqual(['汇总', '按快递', '结转下月', '账龄', '理赔明细', '账单明细', '差异', '争议 顺丰速运', '争议 圆通速递', '说明'])
    const claims = stored<{ claim_no: string; waybill: string; amount_cents: number; credited_cents: number }>('SELECT claim_no, waybill, amount_cents, credited_cents FROM claim ORDER BY claim_no')
    expect(rowsOf(book, '理赔明细').map((row) => [row['理赔编号'], row['理赔运单号'], cents(row['申报']), cents(row['到账'])])).toEqual(claims.map((row) => [row.claim_no, row.waybill, row.amount_cents, row.credited_cents]))
    const lines = stored<{ row_no: number; waybill: string; amount_cents: number; credited: number }>(
      `SELECT l.row_no, l.waybill, l.amount_cents, coalesce((SELECT sum(credited_cents) FROM recon_match m WHERE m.line_id = l.id AND m.deleted_at IS NULL), 0) AS credited
       FROM statement_line l WHERE l.line_class IN ('claim-credit', 'claw-back') ORDER BY l.row_no`,
    )
    expect(rowsOf(book, '账单明细').map((row) => [row['行号'], row['账单运单号'], cents(row['金额']), cents(row['已匹配']), cents(row['待认领'])])).toEqual(lines.map((row) => [row.row_no, row.waybill, row.amount_cents, row.credited, row.amount_cents - row.credited]))
    const sums = stored<{ claimed: number; credited: number; statement: number }>('SELECT (SELECT sum(amount_cents) FROM claim) AS claimed, (SELECT sum(credited_cents) FROM claim) AS credited, (SELECT sum(amount_cents) FROM statement_line) AS statement')[0]
    const summary = new Map(rowsOf(book, '汇总').map((row) => [row['项目'], row]))
    expect([cents(summary.get('申报')?.['金额']), cents(summary.get('到账')?.['金额']), cents(summary.get('账单总额')?.['金额'])]).toEqual([sums?.claimed, sums?.credited, sums?.statement])
    expect(rowsOf(book, '汇总').flatMap((row) => (row['勾稽'] === undefined ? [] : [row['勾稽']]))).toEqual(['相等 ✓', '相等 ✓', '相等 ✓'])
    expect(cents(rowsOf(book, '结转下月').at(-1)?.['余款'])).toBe(view.carried.cents)
    const total = rowsOf(book, '按快递').at(-1)
    expect([total?.['快递'], cents(total?.['申报'])]).toEqual(['合计', sums?.claimed])
  })

  test('M5, R4: the PDF is printed with charts, figures and the head of the audit log, and can be looked at', async () => {
    const view = await stateOf()
    const path = join(dataDir, view.document?.file ?? '')
    expect(await sha256(path)).toBe(view.document?.sha256)
    expect((await readFile(path)).subarray(0, 5).toString('latin1')).toBe('%PDF-')
    const { stdout: text } = await run('pdftotext', ['-layout', path, '-'])
    const flat = text.replaceAll(/\s+/g, '')
    for (const words of ['月结对账报告', `${MONTH}-1`, '云间家居旗舰店', '¥1,234,657.89', '顺丰速运', '圆通速递', '结账人', '张敏', view.workbook?.sha256 ?? 'none']) expect(flat).toContain(words)
    const head = stored<{ seq: number; hash: string }>("SELECT seq, hash FROM audit WHERE action = 'month.workbook' ORDER BY seq DESC LIMIT 1")[0]
    expect(flat).toContain(`审计#${head?.seq}${head?.hash}`)
    await run('pdftoppm', ['-r', '80', '-png', path, join(resultsDir, 'month-end-report')])
    const { stdout: info } = await run('pdfinfo', [path])
    expect(info).toMatch(/Page size:\s+59[45].*A4/)
  })

  test('M5: a statement for the closed month posts its new lines to the next one and says so', async () => {
    await importBill(await bill(`sf-571ABC-${compact}-补.csv`, [['SF1390027745712', '丢失理赔', -120], ['SF1390027745714', '丢失理赔', -80]]))
    await expect(page.getByTestId('outcome-moved')).toContainText(`${MONTH} 已经结账：1 行新账单记到 ${NEXT}`)
    await expect(page.getByTestId('outcome-duplicates')).toContainText('1')
    await picture('moved')
    await press('Enter')
    await expect(page.getByTestId('reconcile-month')).toContainText(NEXT)
    await expect(page.getByTestId('month-state-facts')).toContainText(`上期结转（${MONTH}-1）：3 条 ¥1,234,657.89`)
    await press('r')
    await expect(toast('对账完成')).toBeVisible()
    await expect(page.getByTestId('month-close')).toHaveAttribute('aria-disabled', 'true')
    expect(stored<{ n: number }>(`SELECT count(*) AS n FROM statement_line WHERE month = '${MONTH}'`)[0]?.n).toBe(6)
    await noticesGone(page)
    await picture('next')
  })

  test('M5: a changed report is found out and made again; copies and dispute sheets are saved', async () => {
    await press('[')
    await expect(page.getByTestId('month-state')).toHaveAttribute('data-status', 'closed')
    const view = await stateOf()
    await appendFile(join(dataDir, view.workbook?.file ?? ''), 'x')
    await press('Control+Shift+e')
    const dialog = page.getByTestId('reports-dialog')
    await expect(dialog.getByTestId('report-workbook')).toHaveAttribute('data-state', 'changed')
    await expect(dialog).toContainText('文件和记录的 SHA-256 不一样')
    await expect(dialog.getByTestId('report-copy-workbook')).toHaveAttribute('aria-disabled', 'true')
    await picture('changed')
    expect(await violations(page)).toEqual([])
    await dialog.getByTestId('report-make').focus()
    await press('Enter')
    await expect(dialog.getByTestId('report-workbook')).toHaveAttribute('data-state', 'intact')
    await expect(dialog.getByTestId('report-document')).toHaveAttribute('data-state', 'intact')

    const copy = join(shop.folder, '副本.pdf')
    await willSaveAs(copy)
    await dialog.getByTestId('report-copy-document').focus()
    await press('Enter')
    await expect(toast('已存到 副本.pdf')).toBeVisible()
    expect(await sha256(copy)).toBe((await stateOf()).document?.sha256)
    const sheet = join(shop.folder, '争议-顺丰.xlsx')
    await willSaveAs(sheet)
    await dialog.getByTestId('dispute-sf').focus()
    await press('Enter')
    await expect(toast('已存到 争议-顺丰.xlsx')).toBeVisible()
    const rows = rowsOf(read(await readFile(sheet), { cellText: false }), '争议 顺丰速运')
    // What was asked when the month was closed: the credit of the next month is not in it.
    expect(rows.map((row) => [row['请贵司处理'], cents(row['本行金额'])])).toEqual([
      ['短赔，请补付', 1000], ['已认赔未到账，请入账', 8000], ['拒赔，请说明依据', 3300], ['账单行无法对应，请说明', 777], ['应补付合计', 9000], ['待说明合计', 4077],
    ])
    await press('Escape')
    await expect(dialog).toBeHidden()
  })

  test('M5: reopened with a reason, the trace stays; closing again gives the second revision', async () => {
    await press('Control+Shift+u')
    const dialog = page.getByTestId('reopen-dialog')
    await expect(dialog.getByTestId('reopen-reason')).toBeFocused()
    await press('Control+Enter')
    await expect(dialog).toContainText('请填写')
    await page.keyboard.insertText('圆通的账单漏导了')
    await picture('reopen')
    await press('Control+Enter')
    await expect(dialog).toBeHidden()
    await expect(page.getByTestId('month-state')).toHaveAttribute('data-status', 'reopened')
    await expect(page.getByTestId('month-state-facts')).toContainText('重开原因：圆通的账单漏导了')
    await noticesGone(page)
    await press('Control+Shift+Enter')
    await expect(page.getByTestId('close-dialog')).toContainText('3 条')
    await expect(page.getByTestId('close-save')).not.toHaveAttribute('aria-disabled', 'true')
    await printing(false)
    await press('Control+Enter')
    await expect(page.getByTestId('close-dialog')).toBeHidden()
    await expect(page.getByTestId('month-state-facts')).toContainText(`报告 ${MONTH}-2`)
    // The month is closed although no PDF could be made; that is told, and it can be made later.
    await expect(toast(`${MONTH} 已结账，但报告没有做全`)).toContainText('PDF 没有生成')
    await expect(page.getByTestId('month-lacking')).toHaveText('PDF 还没有生成')
    await picture('no-pdf')
    await printing(true)
    await press('Control+Shift+e')
    await expect(page.getByTestId('report-document')).toHaveAttribute('data-state', 'none')
    await page.getByTestId('report-make').focus()
    await press('Enter')
    await expect(page.getByTestId('report-document')).toHaveAttribute('data-state', 'intact')
    await expect(page.getByTestId('month-lacking')).toHaveCount(0)
    await expect(page.getByTestId('month-trail')).toContainText('重开：圆通的账单漏导了')
    await expect(page.getByTestId('report-document')).toHaveAttribute('data-state', 'intact')
    await picture('second')
    await press('Escape')
    expect(stored<{ id: string; reopen_reason: string | null }>('SELECT id, reopen_reason FROM month_closing ORDER BY revision')).toEqual([
      { id: `${MONTH}-1`, reopen_reason: '圆通的账单漏导了' },
      { id: `${MONTH}-2`, reopen_reason: null },
    ])
  })

  test('M7: the confirmation letter is made, and the sealed scan filed with the month', async () => {
    await noticesGone(page)
    await press('Control+Shift+l')
    const dialog = page.getByTestId('letters-dialog')
    const row = dialog.getByTestId('letter-sf')
    await expect(row).toContainText('¥2,305.00')
    await expect(row).toContainText('¥237.67')
    await expect(row).toContainText('¥2,067.33')
    await dialog.getByTestId('letter-make-sf').focus()
    await press('Enter')
    await expect(row).toHaveAttribute('data-state', 'current')
    await expect(row).toContainText(`${MONTH}-sf-1`)
    const { letters } = await rpc.call<{ letters: { courierId: string; letter: { path: string } | null }[] }>('monthClose.letters', { month: MONTH })
    const path = letters.find((one) => one.courierId === 'sf')?.letter?.path ?? 'none'
    const { stdout } = await run('pdftotext', ['-layout', path, '-'])
    for (const words of ['对账确认函', '致：顺丰速运', '¥2,067.33', '盖章']) expect(stdout.replaceAll(/\s+/g, '')).toContain(words)
    await run('pdftoppm', ['-r', '80', '-png', path, join(resultsDir, 'month-end-letter')])

    const scan = join(shop.folder, '盖章.pdf')
    await writeFile(scan, await readFile(path))
    await willOpen(scan)
    await dialog.getByTestId('letter-scan-sf').focus()
    await press('Enter')
    await expect(row).toContainText('已归档')
    await picture('letters')
    expect(await violations(page)).toEqual([])
    const filed = stored<{ scan_file: string; scan_sha256: string }>('SELECT scan_file, scan_sha256 FROM month_letter')[0]
    expect(filed?.scan_file).toMatch(new RegExp(`^报表/${MONTH}/对账确认函-顺丰速运-${MONTH}-sf-1-盖章-[0-9a-f]{8}\\.pdf$`))
    expect(await sha256(join(dataDir, filed?.scan_file ?? ''))).toBe(filed?.scan_sha256)
    await press('Escape')
    await expect(dialog).toBeHidden()
  })

  test('M5, R3: at the PC of finance a supervisor reopens with their own PIN, and the letter that was made is out of date', async () => {
    await rpc.call('masters.staffCreate', { name: '钱会计', role: 'finance' })
    const { staff } = await rpc.call<{ staff: readonly { id: string; name: string }[] }>('session.state')
    await rpc.call('masters.staffSetPin', { staffId: staff.find((one) => one.name === '张敏')?.id, pin: '246810' })
    await page.reload()
    await page.getByTestId('sign-in').getByRole('button', { name: /钱会计/ }).focus()
    await press('Enter')
    await expect(page.getByTestId('status-staff')).toContainText('钱会计')
    await press('g', 'm')
    await expect(page.getByTestId('month-end')).toBeVisible()
    await press('[')
    await expect(page.getByTestId('month-state')).toHaveAttribute('data-status', 'closed')
    await press('Control+Shift+u')
    const dialog = page.getByTestId('reopen-dialog')
    await expect(dialog.getByTestId('reopen-reason')).toBeFocused()
    await page.keyboard.insertText('运费算错了一笔')
    await dialog.getByTestId('reopen-pin').focus()
    await page.keyboard.insertText('111111')
    await press('Control+Enter')
    await expect(dialog.getByRole('alert')).toContainText('PIN')
    await picture('reopen-pin')
    await dialog.getByTestId('reopen-pin').focus()
    await page.keyboard.insertText('246810')
    await press('Control+Enter')
    await expect(dialog).toBeHidden()
    await expect(page.getByTestId('month-state')).toHaveAttribute('data-status', 'reopened')
    await press('Control+Shift+Enter')
    await expect(page.getByTestId('close-save')).not.toHaveAttribute('aria-disabled', 'true')
    await press('Control+Enter')
    await expect(page.getByTestId('month-state-facts')).toContainText(`报告 ${MONTH}-3 · 钱会计`)
    await expect(toast(`${MONTH} 已结账，报告 ${MONTH}-3`)).toBeVisible()
    await press('Control+Shift+l')
    await expect(page.getByTestId('letter-sf')).toHaveAttribute('data-state', 'outdated')
    await press('Escape')
    await expect(page.getByTestId('letters-dialog')).toBeHidden()
  })

  test('U2, U3: in the dark, in English and beside a chat client the month’s state and its dialogs fit', async () => {
    await noticesGone(page)
    await page.evaluate(`window.workstation.setTheme('dark')`)
    await expect.poll(() => page.evaluate(`document.documentElement.dataset.theme`)).toBe('dark')
    await page.getByTestId('switch-language').click()
    await expect(page.getByTestId('month-state')).toContainText('Closed')
    await picture('closed-dark-en')
    await manualPicture(launched, 'month-closed-en')
    expect(await violations(page, 'colours')).toEqual([])
    for (const [keys, testid] of [['Control+Shift+e', 'reports-dialog'], ['Control+Shift+l', 'letters-dialog'], ['Control+Shift+u', 'reopen-dialog']] as const) {
      await press(keys)
      await expect(page.getByTestId(testid)).toBeVisible()
      if (testid !== 'reopen-dialog') await expect(page.getByTestId(testid).getByRole('table').first()).toBeVisible()
      await picture(`${testid}-dark-en`)
      expect(await violations(page, 'colours')).toEqual([])
      await press('Escape')
      await expect(page.getByTestId(testid)).toBeHidden()
    }
    // the report in English, for whoever looks at the results
    await press('Control+Shift+e')
    await expect(page.getByTestId('report-document')).toHaveAttribute('data-state', 'intact')
    await page.getByTestId('report-make').focus()
    await press('Enter')
    await expect(toast('The report is made')).toBeVisible()
    await run('pdftoppm', ['-r', '80', '-png', join(dataDir, stored<{ file: string }>('SELECT document_file AS file FROM month_closing ORDER BY revision DESC LIMIT 1')[0]?.file ?? ''), join(resultsDir, 'month-end-report-en')])
    await press('Escape')
    await noticesGone(page)
    await resize(launched.app, page, 700, 760)
    await press('g', 'm')
    await expect(page.getByTestId('month-state')).toBeVisible()
    expect(await overflowing(page)).toEqual([])
    await picture('narrow-dark-en')
    await press('Control+Shift+l')
    await expect(page.getByTestId('letters-dialog').getByRole('table')).toBeVisible()
    await picture('letters-narrow-dark-en')
  })
})
