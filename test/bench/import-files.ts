import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import type { TableRow } from '../../src/backend/reports/table'
import { writeXlsx } from '../../src/backend/reports/xlsx'
import { ROOT } from './data'

/** Rises when the files change, so that old ones are made anew. */
const FILES_VERSION = 2

/** Header of the older Taobao order list, all 46 columns, six of them ending in a space as the platform writes them. */
const HEADER = ('订单编号,买家会员名,买家支付宝账号,买家应付货款,买家应付邮费,买家支付积分,总金额,返点积分,买家实际支付金额,买家实际支付积分,订单状态,买家留言,收货人姓名,收货地址 ,运送方式,联系电话 ,联系手机,订单创建时间,订单付款时间 ,宝贝标题 ,宝贝种类 ,物流单号 ,物流公司,订单备注,宝贝总数量,店铺Id,店铺名称,订单关闭原因,'
  + '卖家服务费,买家服务费,发票抬头,是否手机订单,分阶段订单信息,特权订金订单id,是否上传合同照片,是否上传小票,是否代付,定金排名,修改后的sku,修改后的收货地址,异常信息,天猫卡券抵扣,集分宝抵扣,是否是O2O交易,退款金额,预约门店').split(',')
const STATUSES = ['交易成功', '卖家已发货，等待买家确认', '买家已付款，等待卖家发货', '交易关闭', '交易成功']
const GOODS = ['全棉四件套 1.8m床', '加厚保温杯 500ml', '儿童防水雨衣', '不锈钢炒锅 32cm', '羊毛混纺围巾', '蓝牙小音箱', '陶瓷餐具套装 12件', '记忆棉枕头']
const COURIERS = [['中通快递', '7'], ['圆通速递', 'YT'], ['顺丰速运', 'SF'], ['申通快递', '77']] as const

const two = (value: number): string => String(value).padStart(2, '0')

/** One believable order; everything follows from its number. */
function cells(at: number): string[] {
  const mixed = Math.imul(at + 1, 2_654_435_761) >>> 0
  const paid = `${20 + (mixed % 480)}.${two(mixed % 100)}`
  const [courier, prefix] = COURIERS[mixed % COURIERS.length] ?? COURIERS[0]
  const time = `2026-${two(1 + (mixed % 11))}-${two(1 + (mixed % 28))} ${two(mixed % 24)}:${two(mixed % 60)}:${two((mixed >>> 8) % 60)}`
  const row: Record<string, string> = {
    订单编号: String(4_812_000_000_000_000_001n + BigInt(at) * 10n), 买家会员名: `买家${(mixed % 20_000).toString(36)}`, 买家支付宝账号: `1${two(mixed % 99)}****${two(mixed % 97)}`, 买家应付货款: paid, 买家应付邮费: '0.00', 买家支付积分: '0', 总金额: paid, 返点积分: '0',
    买家实际支付金额: paid, 买家实际支付积分: '0', 订单状态: STATUSES[mixed % STATUSES.length] ?? '', 买家留言: mixed % 9 === 0 ? '麻烦尽快发货，谢谢' : '', 收货人姓名: '张*', '收货地址 ': `浙江省 杭州市 余杭区 仓前街道 文一西路${mixed % 1200}号`, 运送方式: '快递', 联系手机: `'1${String(mixed % 10_000_000_000).padStart(10, '3')}`,
    订单创建时间: time, '订单付款时间 ': time, '宝贝标题 ': GOODS[mixed % GOODS.length] ?? '', '宝贝种类 ': '1', '物流单号 ': `${prefix}${String(1_000_000_000_000 + at * 3 + (mixed % 3))}`, 物流公司: courier, 宝贝总数量: String(1 + (mixed % 3)), 店铺名称: '云间家居旗舰店', 是否手机订单: '手机订单', 退款金额: mixed % 20 === 0 ? '10.00' : '0.00',
  }
  return HEADER.map((name) => row[name] ?? '')
}

const dressed = (cell: string, column: number): string => (column === 0 ? `="${cell}"` : `"${cell}"`)

/** The two files of spec section 12: a GBK CSV and an XLSX of the same orders, made once under .cache/bench. */
export async function importFiles(rows: number, say: (line: string) => void): Promise<{ csv: string; xlsx: string }> {
  const folder = join(ROOT, '.cache', 'bench', `import-${rows}-v${FILES_VERSION}`)
  const files = { csv: join(folder, 'ExportOrderList.csv'), xlsx: join(folder, 'ExportOrderList.xlsx') }
  if (existsSync(files.csv) && existsSync(files.xlsx)) return files
  say(`data: writing order files of ${rows} rows once`)
  mkdirSync(folder, { recursive: true })
  const lines = [HEADER.map((name) => `"${name}"`).join(',')]
  for (let at = 0; at < rows; at += 1) lines.push(cells(at).map(dressed).join(','))
  writeFileSync(files.csv, iconv.encode(`${lines.join('\r\n')}\r\n`, 'gb18030'))
  function* table(): Generator<TableRow, void, void> {
    for (let at = 0; at < rows; at += 1) yield cells(at)
  }
  await writeXlsx(files.xlsx, [{ name: 'ExportOrderList', columns: HEADER.map((header) => ({ header, type: 'text' as const })), rows: table() }])
  return files
}
