import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { read, utils, type WorkBook } from '@e965/xlsx'
import { describe, expect, it } from 'vitest'
import { closeMonth, monthView, reopenMonth } from '../../src/backend/services/month-closing'
import { fileScan, listLetters, makeLetter } from '../../src/backend/services/month-letters'
import { exportDispute, listDisputes, makeReport, saveReportCopy, verifyReport } from '../../src/backend/services/month-report'
import { explainMonth } from '../../src/backend/services/reconcile'
import { setClaimStatus } from '../../src/backend/services/claims'
import { letterViewSchema } from '../../src/contract/month-close'
import { AppError } from '../../src/domain/errors'
import { octoberToClose } from '../support/closing-month'
import type { TestFolder } from '../support/kernel'
import { addClaim, addLine } from '../support/reconcile-month'

const OCTOBER = { month: '2026-10' }
const ZH = { month: '2026-10', locale: 'zh' } as const
const sha256 = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex')
type Row = Record<string, unknown>
const rowsOf = (book: WorkBook, sheet: string): Row[] => utils.sheet_to_json(book.Sheets[sheet] ?? {})
const openBook = (path: string): WorkBook => read(readFileSync(path), { cellText: false })
const cents = (value: unknown): number => Math.round(Number(value) * 100)
const sum = (rows: readonly Row[], column: string): number => rows.reduce((total, row) => total + cents(row[column] ?? 0), 0)
const code = (value: string) => expect.objectContaining({ code: value })

async function closedOctober() {
  const made = await octoberToClose()
  closeMonth(made.test.kernel, made.test.actor, OCTOBER)
  return made
}

const fileOf = (test: TestFolder, view: { workbook: { file: string } | null }): string => join(test.dataDir, view.workbook?.file ?? 'none')

describe('the report of a closed month (M5)', () => {
  it('M5: a month that is open has no report', async () => {
    const { test } = await octoberToClose()
    await expect(makeReport(test.kernel, test.actor, ZH)).rejects.toThrow(code('MONTH_NOT_CLOSABLE'))
    test.open.close()
  })

  it('M5: every cell of the workbook agrees with the database to the cent', async () => {
    const { test, claims } = await closedOctober()
    const { kernel } = test
    const { month, problems } = await makeReport(kernel, test.actor, ZH)
    expect(problems).toEqual([])
    const path = fileOf(test, month)
    expect(month.workbook).toEqual({ file: '报表/2026-10/月结对账报告-2026-10-1.xlsx', sha256: sha256(path) })
    const book = openBook(path)
    expect(book.SheetNames).toEqual(['汇总', '按快递', '结转下月', '账龄', '理赔明细', '账单明细', '差异', '争议 顺丰速运', '争议 圆通速递', '说明'])

    // Claims: the database's own rows beside the sheet's.
    const stored = kernel.db.readable
      .prepare<[], { claim_no: string; waybill: string; amount_cents: number; credited_cents: number; filed_on: string }>("SELECT claim_no, waybill, amount_cents, credited_cents, filed_on FROM claim WHERE filed_on <= '2026-10-31' ORDER BY claim_no")
      .all()
    const sheet = rowsOf(book, '理赔明细')
    expect(sheet.map((row) => [row['理赔编号'], row['理赔运单号'], cents(row['申报']), cents(row['到账'])])).toEqual(stored.map((row) => [row.claim_no, row.waybill, row.amount_cents, row.credited_cents]))
    for (const row of sheet) expect(cents(row['申报']) + cents(row['多赔'])).toBe(['到账', '短赔', '认赔未到', '待回复', '拒赔', '撤回', '放弃追偿'].reduce((total, name) => total + cents(row[name]), 0))
    expect(sheet.find((row) => row['理赔编号'] === claims.exact.claimNo)).toMatchObject({ 账单行: 'sf-2026-10.csv #2', 匹配方式: '单号与金额一致' })

    // Lines: every claim line, matched and unexplained.
    const lines = kernel.db.readable
      .prepare<[], { file: string; row_no: number; amount_cents: number; matched: number }>(
        `SELECT l.file, l.row_no, l.amount_cents, coalesce(sum(m.credited_cents), 0) AS matched FROM statement_line l LEFT JOIN recon_match m ON m.line_id = l.id AND m.deleted_at IS NULL
         WHERE l.line_class IN ('claim-credit', 'claw-back') GROUP BY l.id ORDER BY l.courier_id, l.file, l.row_no`,
      )
      .all()
    const lineSheet = rowsOf(book, '账单明细')
    expect(lineSheet.map((row) => [row['账单文件'], row['行号'], cents(row['金额']), cents(row['已匹配']), cents(row['待认领'])])).toEqual(lines.map((row) => [row.file, row.row_no, row.amount_cents, row.matched, row.amount_cents - row.matched]))

    // Summary and couriers: the figures that the screen shows.
    const { result } = explainMonth(kernel, OCTOBER)
    const summary = new Map(rowsOf(book, '汇总').map((row) => [row['项目'], row]))
    const figures = { 申报: 'claimedCents', 多赔: 'overPaidCents', 到账: 'creditedCents', 短赔: 'shortPaidCents', 认赔未到: 'grantedNotCreditedCents', 待回复: 'awaitingCents', 拒赔: 'rejectedCents', 未到账合计: 'outstandingCents', 账单总额: 'statementCents', 理赔行待认领: 'unexplainedCents' } as const
    for (const [item, figure] of Object.entries(figures)) expect([item, cents(summary.get(item)?.['金额'])]).toEqual([item, result[figure]])
    for (const row of rowsOf(book, '汇总').filter((each) => each['勾稽'] !== undefined)) expect([cents(row['金额']), row['勾稽']]).toEqual([cents(row['等式另一边']), '相等 ✓'])
    expect(summary.get('报告编号')).toMatchObject({ 内容: '2026-10-1' })
    const couriers = rowsOf(book, '按快递')
    expect(couriers.map((row) => row['快递'])).toEqual(['顺丰速运', '圆通速递', '合计'])
    for (const column of ['申报', '到账', '短赔', '账单总额', '理赔行待认领']) expect(sum(couriers.slice(0, 2), column)).toBe(cents(couriers[2]?.[column]))

    // Carried over: the rows, their sum, the view; and the same total in the ageing.
    const carried = rowsOf(book, '结转下月')
    expect(sum(carried.slice(0, -1), '余款')).toBe(63_600)
    expect(cents(carried.at(-1)?.['余款'])).toBe(month.carried?.cents)
    expect(carried.find((row) => row['理赔编号'] === claims.old.claimNo)).toMatchObject({ 提交日期: expect.anything() as unknown, '账龄（天）': 62, 余款状态: '待回复', 余款: 400 })
    const ageing = rowsOf(book, '账龄')
    const all = ageing.filter((row) => row['快递'] === '全部快递')
    expect(sum(all, '未到账') + sum(all, '短赔')).toBe(63_600)
    expect(sum(ageing, '未到账') + sum(ageing, '短赔')).toBe(2 * 63_600)

    expect(rowsOf(book, '差异').map((row) => [row['差异类型'], cents(row['差额'])])).toEqual([['短赔', -5000], ['多赔', 500], ['待认领', 777]])
    test.open.close()
  })

  it('M5: the dispute sheet of a courier asks for what the month says it owes, with its own answers, without phones or formulas', async () => {
    const { test, claims } = await closedOctober()
    const path = join(test.dataDir, '争议-顺丰.xlsx')
    expect(await exportDispute(test.kernel, test.actor, { ...ZH, courierId: 'sf', path })).toEqual({ file: path, rows: 6 })
    const sheet = rowsOf(openBook(path), '争议 顺丰速运')
    expect(sheet.map((row) => [row['请贵司处理'], row['理赔编号'], cents(row['本行金额'])])).toEqual([
      ['短赔，请补付', claims.short.claimNo, 5000],
      ['已认赔未到账，请入账', claims.granted.claimNo, 12_000],
      ['未答复，请答复', claims.old.claimNo, 40_000],
      ['拒赔，请说明依据', claims.granted.claimNo, 3000],
      ['拒赔，请说明依据', claims.rejected.claimNo, 3300],
      ['账单行无法对应，请说明', undefined, 777],
      ['应补付合计', undefined, 17_000],
      ['待说明合计', undefined, 40_000 + 6300 + 777],
    ])
    expect(sheet[1]).toMatchObject({ 工单号: 'GD20261009004', 理赔原因: '丢失' })
    expect(String(sheet[1]?.['贵司答复'])).not.toContain('13812345678')
    expect(openBook(path).Sheets['争议 顺丰速运']?.['L6']).not.toHaveProperty('f')
    const { couriers } = listDisputes(test.kernel, OCTOBER)
    expect(couriers.map(({ nameZh, toPayCents, toExplainCents }) => [nameZh, toPayCents, toExplainCents])).toEqual([['顺丰速运', 17_000, 47_077], ['圆通速递', 0, 6600]])
    await expect(exportDispute(test.kernel, test.actor, { ...ZH, courierId: 'zto', path })).rejects.toThrow(code('NOT_FOUND'))
    await expect(exportDispute(test.kernel, test.actor, { ...ZH, courierId: 'sf', path: join(test.dataDir, 'x.pdf') })).rejects.toThrow(code('INVALID_INPUT'))
    test.open.close()
  })

  it('M5, R4: the PDF names figures, who closed, the workbook’s SHA-256 and the head of the audit log', async () => {
    const { test, printer } = await closedOctober()
    const { month } = await makeReport(test.kernel, test.actor, { month: '2026-10', locale: 'en' })
    const [document] = printer.printed
    const text = JSON.stringify(document).replaceAll(/ (?=[0-9a-f]{8})/g, '')
    expect(document).toMatchObject({ lang: 'en', number: '2026-10-1', subtitle: '云间家居旗舰店 · 2026-10' })
    expect(text).toContain(month.workbook?.sha256)
    // The head is that of the entry before the PDF was recorded.
    const head = test.kernel.db.readable.prepare<[], { seq: number; hash: string }>("SELECT seq, hash FROM audit WHERE action = 'month.workbook'").get()
    expect(document?.foot).toContain(`audit #${head?.seq} ${head?.hash}`)
    const charts = (document?.blocks ?? []).flatMap((block) => (block.block === 'chart' ? [block.chart] : []))
    expect(charts.map(({ title, kind }) => [title, kind])).toEqual([['By courier: where the claimed money is', 'stacked'], ['By courier: differences', 'bar'], ['Age of what is not recovered', 'stacked']])
    const { result } = explainMonth(test.kernel, OCTOBER)
    const drawn = (charts[0]?.series ?? []).reduce((total, { values }) => total + values.reduce<number>((part, value) => part + (value ?? 0), 0), 0)
    expect(drawn).toBe(result.claimedCents)
    expect(text).toContain('¥636.00 · 4 claims')
    expect(month.document).toEqual({ file: '报表/2026-10/月结对账报告-2026-10-1.pdf', sha256: sha256(join(test.dataDir, month.document?.file ?? '')) })
    test.open.close()
  })

  it('M5: when no PDF can be made the month stays closed, the workbook is there, and making it again works', async () => {
    const { test, printer } = await closedOctober()
    printer.state.failure = new AppError('PRINT_FAILED')
    const first = await makeReport(test.kernel, test.actor, ZH)
    expect(first.problems).toEqual([{ what: 'document', code: 'PRINT_FAILED', detail: {} }])
    expect(first.month).toMatchObject({ status: 'closed', document: null, workbook: { sha256: expect.any(String) as string } })
    expect(await verifyReport(test.kernel, OCTOBER)).toMatchObject({ workbook: { state: 'intact' }, document: null })
    printer.state.failure = null
    const second = await makeReport(test.kernel, test.actor, ZH)
    expect(second.problems).toEqual([])
    expect(await verifyReport(test.kernel, OCTOBER)).toMatchObject({ workbook: { state: 'intact' }, document: { state: 'intact' } })
    expect(readdirSync(join(test.dataDir, '报表', '2026-10')).sort()).toEqual(['月结对账报告-2026-10-1.pdf', '月结对账报告-2026-10-1.xlsx'])
    test.open.close()
  })

  it('M5: a file that was changed or is gone is found out, not copied, and a changed one is kept when it is made again', async () => {
    const { test } = await closedOctober()
    const { month } = await makeReport(test.kernel, test.actor, ZH)
    const path = fileOf(test, month)
    const copy = join(test.dataDir, 'copy.xlsx')
    expect(await saveReportCopy(test.kernel, test.actor, { ...OCTOBER, what: 'workbook', path: copy })).toEqual({ file: copy, sha256: month.workbook?.sha256 })
    expect(sha256(copy)).toBe(month.workbook?.sha256)
    appendFileSync(path, 'x')
    const changed = sha256(path)
    expect((await verifyReport(test.kernel, OCTOBER)).workbook).toMatchObject({ state: 'changed', sha256: month.workbook?.sha256 })
    await expect(saveReportCopy(test.kernel, test.actor, { ...OCTOBER, what: 'workbook', path: copy })).rejects.toThrow(code('REPORT_CHANGED'))
    rmSync(join(test.dataDir, month.document?.file ?? ''))
    expect((await verifyReport(test.kernel, OCTOBER)).document).toMatchObject({ state: 'missing' })
    await expect(saveReportCopy(test.kernel, test.actor, { ...OCTOBER, what: 'document', path: join(test.dataDir, 'copy.pdf') })).rejects.toThrow(code('FILE_NOT_FOUND'))
    await makeReport(test.kernel, test.actor, ZH)
    expect(await verifyReport(test.kernel, OCTOBER)).toMatchObject({ workbook: { state: 'intact' }, document: { state: 'intact' } })
    expect(sha256(path.replace('.xlsx', `-${changed.slice(0, 8)}.xlsx`))).toBe(changed)
    test.open.close()
  })

  it('M5: a report that is made later still says what was closed; after a reopening the next has its own number', async () => {
    const { test, claims } = await closedOctober()
    setClaimStatus(test.kernel, test.actor, claims.granted.id, { status: 'rejected', answer: '改判' })
    const { month } = await makeReport(test.kernel, test.actor, ZH)
    const rows = rowsOf(openBook(fileOf(test, month)), '争议 顺丰速运')
    expect(rows.find((row) => row['请贵司处理'] === '已认赔未到账，请入账')).toMatchObject({ 本行金额: 120 })
    await reopenMonth(test.kernel, test.actor, { ...OCTOBER, reason: '漏导账单' })
    await expect(makeReport(test.kernel, test.actor, ZH)).rejects.toThrow(code('MONTH_NOT_CLOSABLE'))
    expect(monthView(test.kernel, OCTOBER).workbook).toEqual(month.workbook)
    addLine(test, 'SF1000000000006', 40_000)
    closeMonth(test.kernel, test.actor, OCTOBER)
    const second = (await makeReport(test.kernel, test.actor, ZH)).month
    expect(second).toMatchObject({ number: '2026-10-2', workbook: { file: '报表/2026-10/月结对账报告-2026-10-2.xlsx' } })
    expect(rowsOf(openBook(fileOf(test, second)), '说明').map((row) => row['说明'])).toEqual(expect.arrayContaining(['第 1 次结账', '重开：漏导账单', '第 2 次结账']))
    expect(existsSync(fileOf(test, month))).toBe(true)
    test.open.close()
  })

  it('M5: the next month’s report begins with what was carried in', async () => {
    const { test } = await closedOctober()
    addClaim(test, 'SF1000000000041', 900, { filedOn: '2026-11-05' })
    test.clock.now = Date.UTC(2026, 11, 2)
    closeMonth(test.kernel, test.actor, { month: '2026-11' })
    const { month } = await makeReport(test.kernel, test.actor, { month: '2026-11', locale: 'zh' })
    expect(rowsOf(openBook(fileOf(test, month)), '汇总').find((row) => row['项目'] === '上期结转（2026-10-1）')).toMatchObject({ 数量: 4, 金额: 636 })
    test.open.close()
  })
})

describe('confirmation letters (M7)', () => {
  const sf = { ...OCTOBER, courierId: 'sf' }
  const one = async (test: TestFolder, courierId = 'sf') => (await listLetters(test.kernel, OCTOBER)).letters.find((letter) => letter.courierId === courierId)

  it('M7: freight less claims is the net payable, as the statement says; a letter before the closing is a draft', async () => {
    const { test, printer } = await octoberToClose()
    const before = await one(test)
    expect(letterViewSchema.parse(before)).toEqual(before)
    // 1500.00 freight + 3.00 premium, 10.00 other, less 101 + 250 + 55 + 7.77 of claims.
    expect(before).toMatchObject({ state: 'none', freightCents: 150_300, otherCents: 1000, offsetCents: 41_377, netCents: 150_300 + 1000 - 41_377, letter: null, scan: null })
    expect(await one(test, 'yto')).toMatchObject({ freightCents: 0, offsetCents: 2500, netCents: -2500 })

    expect(await makeLetter(test.kernel, test.actor, { ...sf, locale: 'zh' })).toMatchObject({ state: 'draft', letterNo: '2026-10-sf-D1', letter: { state: 'intact' } })
    expect(printer.printed[0]).toMatchObject({ title: '快递费用及理赔对账确认函 (草稿)', number: '2026-10-sf-D1' })
    expect(JSON.stringify(printer.printed[0])).toContain('本月尚未结账')
    closeMonth(test.kernel, test.actor, OCTOBER)
    expect(await one(test)).toMatchObject({ state: 'outdated' })
    expect(await makeLetter(test.kernel, test.actor, { ...sf, locale: 'zh' })).toMatchObject({ state: 'current', letterNo: '2026-10-sf-2', writtenBy: '张敏' })
    const text = JSON.stringify(printer.printed[1])
    for (const words of ['致：顺丰速运', '应付净额（我方付贵司）', '¥1,099.23', '-¥413.77', '我方（盖章） 云间家居旗舰店', '快递公司（盖章） 顺丰速运']) expect(text).toContain(words)
    expect(text).not.toContain('草稿')
    expect(await makeLetter(test.kernel, test.actor, { ...OCTOBER, courierId: 'yto', locale: 'en' })).toMatchObject({ letterNo: '2026-10-yto-1' })
    expect(JSON.stringify(printer.printed[2])).toContain('Net receivable')
    test.open.close()
  })

  it('M7: the sealed scan is copied into the month’s folder, hashed and filed; other files are refused', async () => {
    const { test } = await closedOctober()
    const scan = join(test.dataDir, '..', `scan-${Date.now()}.pdf`)
    writeFileSync(scan, '%PDF-1.7 sealed')
    await expect(fileScan(test.kernel, test.actor, { ...sf, path: scan })).rejects.toThrow(code('NOT_FOUND'))
    await makeLetter(test.kernel, test.actor, { ...sf, locale: 'zh' })
    const filed = await fileScan(test.kernel, test.actor, { ...sf, path: scan })
    expect(filed).toMatchObject({ scan: { sha256: sha256(scan), state: 'intact' }, scannedBy: '张敏', scanIsOlder: false })
    expect(filed.scan?.file).toMatch(/^报表\/2026-10\/对账确认函-顺丰速运-2026-10-sf-1-盖章-[0-9a-f]{8}\.pdf$/)
    expect(readFileSync(scan, 'utf8')).toBe('%PDF-1.7 sealed')
    appendFileSync(join(test.dataDir, filed.scan?.file ?? ''), 'x')
    expect((await one(test))?.scan?.state).toBe('changed')
    const odd = `${scan}.docx`
    writeFileSync(odd, 'PK not a scan')
    await expect(fileScan(test.kernel, test.actor, { ...sf, path: odd })).rejects.toThrow(code('FILE_FORMAT_UNKNOWN'))
    await expect(fileScan(test.kernel, test.actor, { ...sf, path: `${scan}.gone` })).rejects.toThrow(code('FILE_NOT_FOUND'))
    test.clock.now += 60_000
    expect(await makeLetter(test.kernel, test.actor, { ...sf, locale: 'zh' })).toMatchObject({ letterNo: '2026-10-sf-2', scanIsOlder: true, scan: { state: 'changed' } })
    for (const path of [scan, odd]) rmSync(path)
    test.open.close()
  })

  it('M7: without a printer nothing is recorded', async () => {
    const { test, printer } = await closedOctober()
    printer.state.failure = new AppError('PRINT_UNAVAILABLE')
    await expect(makeLetter(test.kernel, test.actor, { ...sf, locale: 'zh' })).rejects.toThrow(code('PRINT_UNAVAILABLE'))
    expect(await one(test)).toMatchObject({ state: 'none', letterNo: null })
    test.open.close()
  })
})
