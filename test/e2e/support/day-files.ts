import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as XLSX from '@e965/xlsx'
import iconv from 'iconv-lite'
import { root } from './app'

/** The files of one working day, in the layouts of real exports; people, numbers and shops are invented. */

const fixtures = join(root, 'test', 'fixtures', 'imports')
export const shopifyExport = join(fixtures, 'made', 'shopify.csv')
export const photoFile = (name: string): string => join(root, 'test', 'fixtures', 'photos', name)

/** The month that the test runs in, where the shop is. */
export const thisMonth = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 7)
const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)

/** The order that the day is about. */
export const ORDER = { number: '3401234567890123456', buyer: '云间客_88', waybill: 'SF1204880147012', item: '骨瓷马克杯 雾蓝 两只装', paid: '128.00' }
export const SECOND = { waybill: '75360218847001', claimed: '66.00', credited: '54.90' }
export const THIRD = { waybill: '75360218847002', claimed: '30.00', credited: '35.00' }
/** On the statement, but nobody registered a claim for it. */
export const STRANGER = { waybill: '75360218847999', credited: '20.00' }

export const ORDER_ROWS = 300
export const REJECTED_ROWS = 3

const GOODS = ['实木餐椅 原木色', '棉麻四件套 米灰 1.8m', '收纳盒 大号 三件套', '香薰蜡烛礼盒', '纯棉浴巾 两条装', '玻璃水壶 1.5L', '桌面台灯 暖光']
const STATES = ['交易成功', '卖家已发货，等待买家确认', '买家已付款，等待卖家发货', '交易关闭']
const NICKS = ['小鹿爱喝茶', '阿木', '南风知我意', '橘子汽水', '老街口的猫', '林间有鹤', '半糖去冰']
const pad = (value: number, length: number): string => String(value).padStart(length, '0')

function header(): string[] {
  const text = iconv.decode(readFileSync(join(fixtures, 'headers', 'taobao_ExportOrderList_2017.csv')), 'gbk').trimEnd()
  return text.split(',').map((cell) => cell.replace(/^"|"$/g, ''))
}

/** Writes rows, keyed by the platform's own column names, as Taobao exports orders: GBK, long numbers as formulas. */
export function writeTaobaoRows(path: string, rows: readonly Readonly<Record<string, string>>[]): string {
  const names = header()
  const quote = (cell: string): string => `"${cell.replaceAll('"', '""')}"`
  const line = (values: Readonly<Record<string, string>>): string =>
    names.map((name) => (name === '订单编号' && /^\d+$/.test(values['订单编号'] ?? '') ? `="${values['订单编号'] ?? ''}"` : quote(values[name.trim()] ?? ''))).join(',')
  writeFileSync(path, iconv.encode([names.map(quote).join(','), ...rows.map(line)].join('\r\n') + '\r\n', 'gbk'))
  return path
}

/** A Taobao order export in GBK: 300 rows, of which three were damaged by a spreadsheet program or by hand. */
export function writeTaobaoExport(folder: string): string {
  const rows = Array.from({ length: ORDER_ROWS }, (_, at): Record<string, string> => {
    const paid = `${19 + ((at * 37) % 400)}.${pad((at * 13) % 100, 2)}`
    const state = STATES[at % STATES.length] ?? ''
    const shipped = !/等待卖家|关闭/.test(state)
    return {
      订单编号: `34012345678901${pad(10_101 + at * 31, 5)}`,
      买家会员名: `${NICKS[at % NICKS.length] ?? ''}_${pad(at, 3)}`,
      买家应付货款: paid,
      买家应付邮费: '0.00',
      总金额: paid,
      买家实际支付金额: paid,
      订单状态: state,
      收货人姓名: '林**',
      收货地址: '浙江省 杭州市 余杭区 仓前街道****',
      联系手机: `'138****${pad(at, 4)}`,
      订单创建时间: `${thisMonth}-01 0${at % 9}:15:${pad(at % 60, 2)}`,
      订单付款时间: `${thisMonth}-01 0${at % 9}:16:${pad(at % 60, 2)}`,
      宝贝标题: GOODS[at % GOODS.length] ?? '',
      宝贝种类: '1',
      物流单号: shipped ? `No:7536021884${pad(at, 4)}` : '',
      物流公司: shipped ? '中通快递' : '',
      宝贝总数量: String(1 + (at % 3)),
      店铺名称: '云间家居旗舰店',
      退款金额: '0.00',
    }
  })
  const ours = { ...rows[120], 订单编号: ORDER.number, 买家会员名: ORDER.buyer, 买家应付货款: ORDER.paid, 总金额: ORDER.paid, 买家实际支付金额: ORDER.paid, 订单状态: '卖家已发货，等待买家确认', 宝贝标题: ORDER.item, 物流单号: `No:${ORDER.waybill}`, 物流公司: '顺丰速运', 宝贝总数量: '2' }
  rows[120] = ours
  // a number that lost its digits, an amount in words, no number at all
  rows[40] = { ...rows[40], 订单编号: '3.40123E+18' }
  rows[180] = { ...rows[180], 买家实际支付金额: '壹佰元' }
  rows[240] = { ...rows[240], 订单编号: '' }
  // this one comes in, without its waybill
  rows[280] = { ...rows[280], 物流单号: '7.53602E+13', 物流公司: '中通快递' }
  return writeTaobaoRows(join(folder, 'ExportOrderList-云间家居.csv'), rows)
}

/** SF's monthly statement as CSV in GBK: freight, and one claim paid exactly. */
export function writeSfStatement(folder: string): string {
  const names = iconv.decode(readFileSync(join(fixtures, 'headers', 'sf_statement_subset.csv')), 'gbk').trimEnd()
  const lines = [names, `${ORDER.waybill},杭州,广州,2.5,顺丰标快,,,23`, `${ORDER.waybill},杭州,广州,2.5,顺丰标快,理赔,破损理赔,-${ORDER.paid}`, 'SF1390027745602,杭州,成都,1,顺丰特惠,,,18.5', '合计,,,,,,,-86.5']
  const path = join(folder, `sf-571ABC-${thisMonth.replace('-', '')}.csv`)
  writeFileSync(path, iconv.encode(lines.join('\r\n') + '\r\n', 'gbk'))
  return path
}

/** ZTO's statement as a workbook: one claim paid short, one over, one that nobody claimed. */
export function writeZtoStatement(folder: string): string {
  const claim = ({ waybill, credited }: { waybill: string; credited: string }): (string | number)[] => [today, waybill, '广东', 1.2, 3.4, 0, Number(credited)]
  const rows = [[`中通快递 ${thisMonth.slice(0, 4)}年${thisMonth.slice(5)}月对账单`], ['寄件日期', '运单号', '目的地', '重量', '运费', '加收', '理赔金额'], claim(SECOND), claim(THIRD), claim(STRANGER), [today, '75360218847100', '西藏', 2, 18, 6.5, '']]
  const book = XLSX.utils.book_new()
  XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet(rows), '对账单')
  const path = join(folder, `中通-${thisMonth}.xlsx`)
  const bytes: unknown = XLSX.write(book, { type: 'buffer', bookType: 'xlsx' })
  writeFileSync(path, bytes as Uint8Array)
  return path
}

/** Sheets of a workbook as rows of cells; cells of money are numbers. */
export function readSheets(path: string): Record<string, unknown[][]> {
  const book = XLSX.read(readFileSync(path), { type: 'buffer' })
  return Object.fromEntries(book.SheetNames.map((name) => [name, XLSX.utils.sheet_to_json<unknown[]>(book.Sheets[name] ?? {}, { header: 1, defval: null })]))
}
