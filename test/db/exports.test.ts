import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as xlsxReader from '@e965/xlsx'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { createAppeal, setAppealStatus } from '../../src/backend/services/appeals'
import { createCase, setStatus, updateCase } from '../../src/backend/services/case-write'
import { setClaimStatus } from '../../src/backend/services/claims'
import { exportTable } from '../../src/backend/services/exports'
import { exportAppeals, exportClaims } from '../../src/backend/services/log-exports'
import { runReconcile } from '../../src/backend/services/reconcile'
import { createWrongShipment } from '../../src/backend/services/wrong-shipments'
import { tempFolder } from '../support/folders'
import { foundFolder, START } from '../support/kernel'
import { addClaim, addLine, countRows } from '../support/reconcile-month'

const code = (value: string) => expect.objectContaining({ code: value })

/** Each row of a sheet as `header → cell`. */
function sheetRows(book: xlsxReader.WorkBook, name: string): Map<string, xlsxReader.CellObject>[] {
  const sheet = book.Sheets[name]
  const range = xlsxReader.utils.decode_range(sheet?.['!ref'] ?? 'A1')
  const at = (r: number, c: number): xlsxReader.CellObject | undefined => sheet?.[xlsxReader.utils.encode_cell({ r, c })] as xlsxReader.CellObject | undefined
  const rows: Map<string, xlsxReader.CellObject>[] = []
  for (let r = 1; r <= range.e.r; r += 1) {
    const row = new Map<string, xlsxReader.CellObject>()
    for (let c = 0; c <= range.e.c; c += 1) {
      const cell = at(r, c)
      if (cell !== undefined && cell.t !== 'z') row.set(String(at(0, c)?.v), cell)
    }
    rows.push(row)
  }
  return rows
}

const open = (path: string): xlsxReader.WorkBook => xlsxReader.read(readFileSync(path), { type: 'buffer', cellNF: true })
const serial = (local: string): number => Date.parse(`${local}Z`) / 86_400_000 + 25_569

describe('exports (M5, R5, R7)', () => {
  it('C10: cases as XLSX: ids as text, money as money, times of the shop, phones in notes masked', async () => {
    const test = await foundFolder()
    const { id, caseNo } = createCase(test.kernel, test.actor, { kind: 'damaged', buyerNick: '云间客_88', orderNo: '2026112188218821001', waybill: 'SF1204880147', note: '=1+1 碎了，打 13912345678 联系' })
    updateCase(test.kernel, test.actor, id, { amountCents: 1250, remedy: 'refund-partial' })
    setStatus(test.kernel, test.actor, id, { status: 'waiting-buyer', nextAction: '等照片', nextActionAt: START + 3_600_000 })
    const path = join(tempFolder(), '售后 十一月.xlsx')
    expect(await exportTable(test.kernel, test.actor, { what: 'cases', path, locale: 'zh' })).toEqual({ file: path, rows: 1 })
    const [row, ...others] = sheetRows(open(path), '售后单')
    expect(others).toEqual([])
    expect(row?.get('售后单号')).toMatchObject({ t: 's', v: caseNo })
    expect(row?.get('订单号')).toMatchObject({ t: 's', v: '2026112188218821001' })
    expect(row?.get('运单号')).toMatchObject({ t: 's', v: 'SF1204880147' })
    expect(row?.get('买家')?.v).toBe('云间客_88')
    expect(row?.get('类型')?.v).toBe('破损')
    expect(row?.get('状态')?.v).toBe('等买家')
    expect(row?.get('处理方式')?.v).toBe('部分退款')
    expect(row?.get('负责人')?.v).toBe('张敏')
    expect(row?.get('店铺')?.v).toBe('云间家居旗舰店')
    expect(row?.get('金额')).toMatchObject({ t: 'n', v: 12.5 })
    expect(row?.get('问题描述')).toMatchObject({ t: 's', v: '=1+1 碎了，打 139****5678 联系' })
    expect(row?.get('问题描述')?.f).toBeUndefined()
    // 10:00 in Shanghai, which is 02:00 UTC.
    expect(row?.get('开单时间')?.v).toBeCloseTo(serial('2026-11-21T10:00'), 6)
    expect(row?.get('下一步时间')?.v).toBeCloseTo(serial('2026-11-21T11:00'), 6)
    test.open.close()
  })

  it('R5: cases as CSV in English: formulas neutralised, months by the clock of the shop', async () => {
    const test = await foundFolder()
    // 2026-12-01 00:30 in Shanghai is still November in UTC.
    test.clock.now = Date.UTC(2026, 10, 30, 16, 30)
    const { caseNo } = createCase(test.kernel, test.actor, { kind: 'lost', buyerNick: '=HYPERLINK("x")' })
    const path = join(tempFolder(), 'cases.CSV')
    expect(await exportTable(test.kernel, test.actor, { what: 'cases', path, month: '2026-11', locale: 'en' })).toMatchObject({ rows: 0 })
    expect(await exportTable(test.kernel, test.actor, { what: 'cases', path, month: '2026-12', locale: 'en' })).toMatchObject({ rows: 1 })
    const rows: Record<string, string>[] = parse(readFileSync(path), { bom: true, columns: true })
    expect(rows).toMatchObject([{ Case: caseNo, Buyer: '\'=HYPERLINK("x")', Status: 'New', Opened: '2026-12-01 00:30' }])
    test.open.close()
  })

  it('C10: more rows than a page come once each, newest first, also when many share an instant', async () => {
    const test = await foundFolder()
    const expected: string[] = []
    for (let n = 0; n < 2105; n += 1) {
      test.clock.now += n % 700 === 0 ? 1000 : 0
      expected.push(addClaim(test, `SF${String(3_000_000_000_000 + n)}`, 100 + n).claimNo)
    }
    const path = join(tempFolder(), 'claims.csv')
    expect(await exportTable(test.kernel, test.actor, { what: 'claims', path, locale: 'en' })).toMatchObject({ rows: 2105 })
    const rows: Record<string, string>[] = parse(readFileSync(path), { bom: true, columns: true })
    expect(rows.map((row) => row['Claim'])).toEqual(expected.reverse())
    test.open.close()
  })

  it('L1: claims as XLSX, of a month and a courier', async () => {
    const test = await foundFolder()
    const { claimNo, id } = addClaim(test, 'SF1000000000001', 8900, { freightCents: 1200, note: '仓库电话 13800001111', aliases: ['SF1000000000009'] })
    addClaim(test, 'YT7531000000001', 5000, { courierId: 'yto' })
    addClaim(test, 'SF1000000000002', 5000, { filedOn: '2026-09-30' })
    setClaimStatus(test.kernel, test.actor, id, { status: 'granted', grantedCents: 9000, workOrderNo: '000123456789012345' })
    addLine(test, 'SF1000000000001', 9000)
    runReconcile(test.kernel, test.actor, { month: '2026-10' })
    const path = join(tempFolder(), 'claims.xlsx')
    expect(await exportTable(test.kernel, test.actor, { what: 'claims', path, month: '2026-10', courierId: 'sf', locale: 'zh' })).toMatchObject({ rows: 1 })
    const [row] = sheetRows(open(path), '理赔')
    expect(Object.fromEntries([...(row ?? [])].map(([header, cell]) => [header, cell.v]))).toMatchObject({
      理赔编号: claimNo, 索赔对象: '快递', 快递: '顺丰速运', 运单号: 'SF1000000000001', 关联单号: 'SF1000000000009', 工单号: '000123456789012345', 理赔原因: '丢失', 状态: '部分到账',
      货值: 89, 运费: 12, 其他: 0, 申报金额: 101, 认赔金额: 90, 已到账: 90, 未到账: 11, 币种: 'CNY', 备注: '仓库电话 138****1111', 提交日期: serial('2026-10-08T00:00'),
    })
    expect(row?.get('工单号')?.t).toBe('s')
    expect(row?.get('申报金额')?.z).toContain('0.00')
    test.open.close()
  })

  it('L1, A8: the list is exported as it is narrowed: claims by status and words, appeals by type', async () => {
    const test = await foundFolder()
    const { kernel, actor } = test
    const { claimNo, id } = addClaim(test, 'SF1000000000001', 8900)
    addClaim(test, 'SF1000000000002', 5000)
    setClaimStatus(kernel, actor, id, { status: 'granted', grantedCents: 8900 })
    const claims = join(tempFolder(), 'claims.xlsx')
    expect(await exportClaims(kernel, actor, { path: claims, locale: 'en', status: 'granted' })).toEqual({ file: claims, rows: 1 })
    expect(sheetRows(open(claims), 'Claims').map((row) => row.get('Claim')?.v)).toEqual([claimNo])
    expect(await exportClaims(kernel, actor, { path: claims, locale: 'zh', search: 'SF1000000000002' })).toMatchObject({ rows: 1 })
    const won = createAppeal(kernel, actor, { type: 'goods', platform: 'taobao', orderNo: '2849105533670421876', buyerNick: '云间客_88', claimedCents: 131_100, currency: 'CNY', statement: '买家电话 13912345678，称重一致', deadlineAt: START })
    setAppealStatus(kernel, actor, { id: won.id, status: 'submitted' })
    setAppealStatus(kernel, actor, { id: won.id, status: 'won', recoveredCents: 131_100, result: '平台支持' })
    createAppeal(kernel, actor, { type: 'freight', currency: 'CNY' })
    const appeals = join(tempFolder(), 'appeals.xlsx')
    expect(await exportAppeals(kernel, actor, { path: appeals, locale: 'zh', type: 'goods', near: false })).toEqual({ file: appeals, rows: 1 })
    const [row] = sheetRows(open(appeals), '申诉')
    expect(Object.fromEntries([...(row ?? [])].map(([header, cell]) => [header, cell.v]))).toMatchObject({ 申诉编号: won.appealNo, 买家: '云间客_88', 订单号: '2849105533670421876', 主张金额: 1311, 追回金额: 1311, 币种: 'CNY', 陈述: '买家电话 139****5678，称重一致', 登记人: '张敏' })
    expect(row?.get('截止时间')?.v).toBeCloseTo(serial('2026-11-21T10:00'), 6)
    await expect(exportAppeals(kernel, actor, { path: 'appeals.xlsx', locale: 'zh', near: false })).rejects.toThrow(code('INVALID_INPUT'))
    test.open.close()
  })

  it('W1: wrong shipments with what should have been and was in the parcel', async () => {
    const test = await foundFolder()
    createWrongShipment(test.kernel, test.actor, {
      error: 'wrong', buyerNick: 'amy.w', orderNo: '88218821', waybill: 'SF1204880147', expected: [{ title: '陶瓷杯', sku: 'CUP-01', quantity: 2 }], sent: [{ title: '陶瓷碗', quantity: 1 }, { title: '勺', quantity: 1 }],
      fix: 'reissue', costCents: 4450, goodsBack: true,
    })
    const path = join(tempFolder(), 'wrong.xlsx')
    await exportTable(test.kernel, test.actor, { what: 'wrong-shipments', path, locale: 'en' })
    const [row] = sheetRows(open(path), 'Wrong shipments')
    expect(Object.fromEntries([...(row ?? [])].map(([header, cell]) => [header, cell.v]))).toMatchObject({
      Error: 'Wrong item', Buyer: 'amy.w', Order: '88218821', Expected: '陶瓷杯 [CUP-01] ×2', Sent: '陶瓷碗 ×1; 勺 ×1', Fix: 'Send what is missing', Cost: 44.5, 'Goods back': 'Yes', 'Submitted by': '张敏',
    })
    test.open.close()
  })

  it('M5: the month as a workbook, worked out anew and stored nowhere', async () => {
    const test = await foundFolder()
    const paid = addClaim(test, 'SF1000000000001', 10_000)
    const short = addClaim(test, 'SF1000000000002', 20_000)
    addLine(test, 'SF1000000000001', 10_000)
    addLine(test, 'SF1000000000002', 15_000)
    addLine(test, '1.23E+14', 700, { damaged: true })
    addLine(test, 'SF2000000000001', -1500, { lineClass: 'freight' })
    const log = countRows(test, 'change_log')
    const path = join(tempFolder(), '对账.xlsx')
    const { rows } = await exportTable(test.kernel, test.actor, { what: 'reconciliation', path, month: '2026-10', locale: 'zh' })
    expect(countRows(test, 'change_log')).toBe(log)
    expect(countRows(test, 'recon_match')).toBe(0)

    const book = open(path)
    expect(book.SheetNames).toEqual(['汇总', '按快递', '已匹配', '差异', '待认领', '理赔明细'])
    expect(rows).toBe(book.SheetNames.reduce((sum, name) => sum + sheetRows(book, name).length, 0))
    const summary = new Map(sheetRows(book, '汇总').map((row) => [row.get('项目')?.v, row.get('金额')?.v]))
    expect(summary.get('申报')).toBe(300)
    expect(summary.get('到账')).toBe(250)
    expect(summary.get('短赔')).toBe(50)
    expect(summary.get('账单总额')).toBe(242)
    expect(summary.get('其中运费等费用')).toBe(-15)
    expect([...summary.keys()]).toContain('勾稽平衡: 是')
    expect(sheetRows(book, '按快递')[0]?.get('快递')?.v).toBe('顺丰速运')
    expect(sheetRows(book, '已匹配').map((row) => [row.get('理赔编号')?.v, row.get('到账')?.v, row.get('差额')?.v])).toEqual([[paid.claimNo, 100, 0], [short.claimNo, 150, -50]])
    expect(sheetRows(book, '待认领').map((row) => [row.get('行号')?.v, row.get('金额')?.v])).toEqual([[4, 7]])
    test.open.close()
  })

  it('R2, R4: a path that cannot be written is refused and leaves nothing; what was exported is in the audit, without the path', async () => {
    const test = await foundFolder()
    const folder = tempFolder()
    const base = { what: 'cases', locale: 'zh' } as const
    await expect(exportTable(test.kernel, test.actor, { ...base, path: join(folder, 'cases.txt') })).rejects.toEqual(code('INVALID_INPUT'))
    await expect(exportTable(test.kernel, test.actor, { ...base, path: 'cases.csv' })).rejects.toEqual(code('INVALID_INPUT'))
    await expect(exportTable(test.kernel, test.actor, { what: 'reconciliation', locale: 'zh', path: join(folder, 'm.xlsx') })).rejects.toEqual(code('INVALID_INPUT'))
    await expect(exportTable(test.kernel, test.actor, { ...base, path: join(folder, 'no-such-folder', 'cases.csv') })).rejects.toMatchObject({ code: 'ENOENT' })
    expect(existsSync(join(folder, 'cases.txt'))).toBe(false)
    const exported = (): { actor_id: string; subject: string; detail: string }[] => test.kernel.db.readable.prepare<[], { actor_id: string; subject: string; detail: string }>("SELECT actor_id, subject, detail FROM audit WHERE action = 'export'").all()
    expect(exported()).toEqual([])
    await exportTable(test.kernel, test.actor, { ...base, path: join(folder, 'cases.csv') })
    expect(exported()).toEqual([{ actor_id: test.actor.staffId, subject: 'cases', detail: JSON.stringify({ month: null, courier: null, rows: 0 }) }])
    test.open.close()
  })
})
