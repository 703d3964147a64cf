import { readFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import { unzipSync } from 'fflate'
import { inferSchema, initParser } from 'udsv'

/**
 * Bare (spec section 12): parse and raw insert into the same tables (orders, order_waybill, change_log) with all their indexes, prepared
 * statements, one transaction. Imports nothing of ours; knows the one layout of the files by heart and checks nothing.
 */
export interface BareImport {
  readonly file: string
  /** A founded, migrated, empty database. */
  readonly database: string
  readonly shopId: string
}

const COLUMNS = ['订单编号', '买家会员名', '订单状态', '买家实际支付金额', '买家应付货款', '买家应付邮费', '退款金额', '订单创建时间', '订单付款时间', '收货人姓名', '联系手机', '收货地址', '宝贝标题', '宝贝总数量', '物流单号', '物流公司', '买家留言']

function* csvRows(file: string): Generator<readonly string[]> {
  const text = new TextDecoder('gb18030').decode(readFileSync(file))
  const rows = initParser(inferSchema(text)).stringArrs(text) as string[][]
  yield text.slice(0, text.indexOf('\r\n')).split(',').map((cell) => cell.slice(1, -1))
  yield* rows
}

function* xlsxRows(file: string): Generator<readonly string[]> {
  const parts = unzipSync(readFileSync(file))
  const xml = new TextDecoder().decode(parts['xl/worksheets/sheet1.xml'])
  const shared = parts['xl/sharedStrings.xml'] === undefined ? [] : [...new TextDecoder().decode(parts['xl/sharedStrings.xml']).matchAll(/<si>.*?<t[^>]*>([^<]*)<\/t>.*?<\/si>/gs)].map((match) => match[1] ?? '')
  const cell = /<c r="([A-Z]+)\d+"([^>]*?)(?:\/>|>(.*?)<\/c>)/gs
  const width = (name: string): number => [...name].reduce((sum, char) => sum * 26 + char.charCodeAt(0) - 64, 0) - 1
  for (let at = xml.indexOf('<row'); at >= 0; ) {
    const end = xml.indexOf('</row>', at)
    const row: string[] = []
    for (const [, name = '', attributes = '', body = ''] of xml.slice(at, end).matchAll(cell)) {
      const value = />([^<]*)<\/[vt]>/.exec(body)?.[1] ?? ''
      row[width(name)] = attributes.includes('t="s"') ? (shared[Number(value)] ?? '') : value
    }
    yield row
    at = xml.indexOf('<row', end)
  }
}

/** Answers the number of orders written. */
export function bareImport({ file, database, shopId }: BareImport): number {
  const db = new Database(database)
  for (const pragma of ['journal_mode = WAL', 'synchronous = FULL', 'cache_size = -32000', 'mmap_size = 268435456', 'temp_store = MEMORY']) db.pragma(pragma)
  const order = db.prepare('INSERT INTO orders (id, hlc, platform, shop_id, number, buyer_id, buyer_nick, status, raw_status, paid_cents, goods_cents, postage_cents, refund_cents, currency, created_at, paid_at, receiver_name, phone, address, buyer_note, items, imported_at) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)')
  const waybill = db.prepare('INSERT INTO order_waybill (id, hlc, order_id, courier_id, courier_text, waybill, waybill_key) VALUES (?,?,?,?,?,?,?)')
  const log = db.prepare('INSERT INTO change_log (hlc, table_name, row_id, field_group, fields) VALUES (?,?,?,?,?)')
  const cents = (text: string): number => Math.round(Number(text) * 100)
  const time = (text: string): number => Date.parse(`${text.replace(' ', 'T')}+08:00`)
  const status = (text: string): string => (text.includes('成功') ? 'completed' : text.includes('已发货') ? 'shipped' : text.includes('关闭') ? 'closed' : 'paid')
  let count = 0
  const at = new Map<string, number>()
  db.exec('BEGIN IMMEDIATE')
  for (const row of file.endsWith('.csv') ? csvRows(file) : xlsxRows(file)) {
    if (at.size === 0) {
      for (const name of COLUMNS) at.set(name, row.findIndex((cell) => cell.trim() === name))
      continue
    }
    const get = (name: string): string => row[at.get(name) ?? -1] ?? ''
    const number = get('订单编号').replace(/^="|"$/g, '')
    const id = `taobao:${shopId}:${number}`
    const hlc = `0mp${String(count).padStart(6, '0')}-0000-bare`
    const stamps = `{"*":"${hlc}"}`
    const fields = { platform: 'taobao', shop_id: shopId, number, buyer_id: `taobao:${get('买家会员名')}`, buyer_nick: get('买家会员名'), status: status(get('订单状态')), raw_status: get('订单状态'), paid_cents: cents(get('买家实际支付金额')), goods_cents: cents(get('买家应付货款')), postage_cents: cents(get('买家应付邮费')), refund_cents: cents(get('退款金额')), currency: 'CNY', created_at: time(get('订单创建时间')), paid_at: time(get('订单付款时间')), receiver_name: get('收货人姓名'), phone: get('联系手机').replace(/^'/, ''), address: get('收货地址'), buyer_note: get('买家留言') || null, items: JSON.stringify([{ title: get('宝贝标题'), sku: null, quantity: Number(get('宝贝总数量')), unitCents: null }]), imported_at: 1_795_000_000_000 }
    order.run(id, stamps, ...Object.values(fields))
    log.run(hlc, 'orders', id, '*', JSON.stringify(fields))
    const parcel = { order_id: id, courier_id: 'zto', courier_text: get('物流公司'), waybill: get('物流单号'), waybill_key: get('物流单号') }
    waybill.run(`${id}:${parcel.waybill}`, stamps, ...Object.values(parcel))
    log.run(hlc, 'order_waybill', `${id}:${parcel.waybill}`, '*', JSON.stringify(parcel))
    count += 1
  }
  db.exec('COMMIT')
  db.close()
  return count
}
