import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { DelimitedReader } from '../../src/backend/imports/delimited'
import { inspectTable } from '../../src/backend/imports/layout'
import type { RecordKind } from '../../src/domain/import/kinds'
import { KNOWN_IMPORT_KINDS } from '../../src/domain/import/record-kinds'
import type { OrderRecord, StatementRecord } from '../../src/domain/import/records'
import { allLines, allOrders, brief, made, shippedMappings } from './import-support'

const folder = mkdtempSync(join(tmpdir(), 'import-shipped-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/**
 * One row per shipped mapping, each on a file as the platform or courier writes it (test/fixtures/imports/made). `problems` are the rows that
 * the file rightly gets listed; `guessed` layouts are only tried for the courier that they belong to.
 */
interface Row {
  mapping: string
  file: string
  /** Platform or courier that the person named; most files need none. */
  source?: string
  header: number
  records: string[]
  problems?: string[]
  skipped?: number
}

const order = (record: OrderRecord): string =>
  [record.rowNo, record.number, record.status, record.paidCents, record.refundCents, record.currency,
    record.items.map((item) => `${item.quantity}×${item.title}`).join('+'), record.waybills.map((waybill) => waybill.waybill).join('+')].join('|')
const line = (record: StatementRecord): string => `${record.rowNo}|${record.waybill}|${record.amountCents}|${record.lineClass}`

const ORDERS: Row[] = [
  {
    mapping: 'taobao-orders-2017', file: 'taobao-2017.csv', header: 1, records: [
      '2|2849105533670421875|shipped|11800|0|CNY|1×秋冬加厚羊羔绒外套 米白|75360218846311', '3|2849105533670421876|completed|131100|0|CNY|4×实木餐椅 四把装,原木色|SF1390027745518',
      '4|2849105533670421877|closed|6590|0|CNY|3×收纳盒 "大号" 三件套|', '5|2849105533670421878|paid|8800|4400|CNY|2×香薰蜡烛礼盒|',
    ],
  },
  {
    mapping: 'taobao-orders-2019', file: 'taobao-2019.csv', header: 1, records: [
      '2|2849105533670421875|shipped|11800|0|CNY|1×秋冬加厚羊羔绒外套 米白|75360218846311', '3|2849105533670421876|completed|131100|0|CNY|4×实木餐椅 四把装,原木色|SF1390027745518',
      '4|2849105533670421877|closed|6590|0|CNY|3×收纳盒 "大号" 三件套|', '5|2849105533670421878|paid|8800|4400|CNY|2×香薰蜡烛礼盒|',
    ],
  },
  {
    mapping: 'taobao-items', file: 'taobao-items.csv', header: 1, records: [
      '2|2849105533670421876|completed|||CNY|3×实木餐椅 原木色 [颜色:原木色]+1×实木餐椅 胡桃色 [颜色:胡桃色]|', '4|2849105533670421877|closed|||CNY|3×收纳盒 大号|',
    ],
  },
  {
    mapping: 'tmall-report', file: 'tmall-report.xlsx', header: 1, records: [
      '2|2849105533670430010|shipped|54700|16800|CNY|1×北欧床头柜 [颜色分类:榉木]+2×床头灯|75360218846501', '4|2849105533670430020|completed|24900||CNY|1×地毯|',
    ],
  },
  {
    mapping: 'pinduoduo-orders', file: 'pinduoduo.csv', header: 1, records: [
      '2|261006-318845520193847|shipped|100990||CNY|51×家用厨房剪刀 [黑色]|YT8804411992031', '3|261006-318845520193848|refunded|1290||CNY|1×硅胶锅铲 [绿色]|',
      '4|261006-318845520193849|refunding|1890||CNY|1×硅胶锅铲|',
    ],
  },
  { mapping: 'jd-orders', file: 'jd.csv', header: 1, records: ['2|298845512207|shipped|26200||CNY|1×保温杯 500ml+1×保温杯 350ml|', '4|298845512208|completed|25800||CNY|2×保温杯 500ml|'] },
  { mapping: 'douyin-orders', file: 'douyin.csv', header: 1, records: ['2|6930021187745521664|shipped|9970||CNY|1×防晒衣 [白色 L]+2×冰袖 [黑色]|'] },
  {
    mapping: 'ebay-orders', file: 'ebay-us.csv', header: 2, skipped: 4,
    records: ['4|09-12345-67890|shipped|109000||USD|1×Bamboo Lamp+2×Lamp Shade|9400111899223197428490', '7|09-12345-67891|unknown|302000||AUD|1×Bamboo Lamp|'],
  },
  { mapping: 'ebay-orders-older', file: 'ebay-older.csv', header: 1, skipped: 3, records: ['2|250123456789-1234567890|shipped|2200||USD|1×Teapot|'] },
  {
    mapping: 'shopify-orders', file: 'shopify.csv', header: 1,
    records: ['2|#2101|shipped|9050|0|EUR|2×Linen Apron - Sand+1×Oak Spoon, "large"|', '4|#2102|paid|4000|1000|EUR|1×Tea Tray|', '6|#2103|closed|1200||EUR|1×Mug|'],
  },
  { mapping: 'amazon-orders', file: 'amazon.txt', header: 1, records: ['2|113-8812345-1122334|paid|3499||USD|1×7" Pan "Chef+2×Lid|'] },
  { mapping: 'generic-orders', file: 'generic-orders.txt', header: 3, skipped: 1, records: ['4|X20261001001|unknown|12850||CNY||YT8804411992040', '5|X20261001002|unknown|6600||CNY||'] },
]

const STATEMENTS: Row[] = [
  {
    mapping: 'sf-statement', file: 'sf-571ABC-202610.xls', source: 'sf', header: 3, skipped: 1,
    records: ['4|SF1390027745518|-2300|freight', '5|SF1390027745518|-500|premium', '6|SF1390027745602|-1850|freight', '7|SF1390027745711|5490|claim-credit'],
  },
  {
    mapping: 'yto-statement', file: 'yto.csv', header: 2, skipped: 1,
    records: ['3|YT8804411992031|-320|freight', '4|YT8804411992040|-1235|freight', '4|YT8804411992040|-850|surcharge', '5|YT8804411992041|3000|claim-credit'],
  },
  {
    mapping: 'zto-statement', file: 'zto.xlsx', source: 'zto', header: 2, skipped: 1,
    records: ['3|75360218846311|-340|freight', '3|75360218846311|5490|claim-credit', '4|75360218846320|-1800|freight', '4|75360218846320|-650|surcharge'],
  },
  { mapping: 'zto-monthly', file: 'zto-monthly.xlsx', header: 1, skipped: 1, records: ['2|75360218846601|-350|freight', '3|75360218846602|-550|freight'] },
  { mapping: 'sto-statement', file: 'sto.csv', source: 'sto', header: 2, skipped: 1, records: ['3|773300112233401|-280|freight', '4|773300112233402|-1500|freight', '4|773300112233402|-350|surcharge'] },
  { mapping: 'yunda-statement', file: 'yunda.csv', source: 'yunda', header: 2, skipped: 1, records: ['3|463210987654321|-310|freight', '4|463210987654322|4500|claim-credit'] },
  {
    mapping: 'best-statement', file: 'best.csv', header: 1, records: [
      '2|557788990011223|-115|freight', '2|557788990011223|-60|freight', '2|557788990011223|-38|freight', '2|557788990011223|-5|freight', '2|557788990011223|-20|freight',
      '3|557788990011224|-90|freight', '3|557788990011224|-5|freight', '3|557788990011224|-20|freight',
    ],
  },
  // The weight of this file is 1200 (grams): it is no amount and must not become one.
  { mapping: 'ems-statement', file: 'ems.csv', header: 1, records: ['2|9876012345678|-1500|freight'] },
  { mapping: 'deppon-statement', file: 'deppon.csv', source: 'deppon', header: 1, skipped: 1, records: ['2|DPK202610020001|-3600|freight', '2|DPK202610020001|-200|premium', '3|DPK202610030002|-5250|freight'] },
  {
    mapping: 'jt-statement', file: 'jt.xls', source: 'jt', header: 3, skipped: 1,
    records: ['4|JT5012345678901|-260|freight', '5|JT5012345678902|-950|freight', '5|JT5012345678902|-600|surcharge', '6|JT5012345678903|6600|claim-credit'],
  },
  { mapping: 'jd-statement', file: 'jd-logistics.csv', source: 'jd', header: 2, records: ['3|JDVA00234567890|-820|freight', '4|JDVA00234567890|-100|premium', '5|JDVA00234567891|9900|claim-credit'] },
  {
    mapping: 'ups-statement', file: 'ups.csv', header: 0, records: [
      '1|1Z4A1B2C0312345671|-1230|freight', '2|1Z4A1B2C0312345671|-185|surcharge', '3|1Z4A1B2C0312345671|-565|surcharge', '4|1Z4A1B2C0312345671|-565|surcharge',
      '5|1Z4A1B2C0312345699|1230|freight', '6|1Z4A1B2C0312345708|-330|premium', '7|null|-4500|other',
    ],
  },
  {
    mapping: 'fedex-statement', file: 'fedex.csv', header: 1, problems: ['3 sum-differs Net Charge Amount'], records: [
      '2|612345678901|-2140|freight', '2|612345678901|-312|surcharge', '2|612345678901|-555|surcharge', '2|612345678901|210|other', '2|612345678901|-100|premium',
      '3|612345678912|-1000|freight', '3|612345678912|-150|surcharge', '3|612345678912|-50|other', '4|null|-1500|other',
    ],
  },
  { mapping: 'cloud-warehouse-bill', file: 'cloud-warehouse.csv', header: 1, records: ['2|75360218846311|-350|freight', '2|75360218846311|-80|surcharge', '3|75360218846312|-280|freight'] },
  {
    mapping: 'courier-claim-result', file: 'claim-result.csv', header: 1, skipped: 1,
    records: ['2|75360218846311|5490|claim-credit', '3|SF1390027745711|120000|claim-credit', '4|YT8804411992041|-3000|claw-back'],
  },
  { mapping: 'payment-ledger', file: '../real/s03_GBK编码_无BOM.csv', header: 1, records: ['2|null|-1200000|claw-back', '3|null|500000|claim-credit'] },
  {
    mapping: 'generic-statement', file: 'generic-typed.csv', header: 1, skipped: 1,
    records: ['2|75360218846311|-340|freight', '3|75360218846311|5490|claim-credit', '4|75360218846320|-200|premium', '5|75360218846321|-2000|claw-back'],
  },
]

async function check({ mapping, file, source, header, records, problems = [], skipped = 0 }: Row, kind: 'orders' | 'statement'): Promise<void> {
  const asked = { source }
  const read = kind === 'orders' ? await allOrders(made(file), asked).then((all) => ({ ...all, records: all.records.map(order) })) : await allLines(made(file), asked).then((all) => ({ ...all, records: all.records.map(line) }))
  expect(read.summary).toMatchObject({ mappingId: mapping, headerLine: header, proposed: false })
  expect(read.records).toEqual(records)
  expect(brief([...read.rejected, ...read.warnings])).toEqual(problems)
  expect(Object.values(read.summary.counts.skipped).reduce((sum, rows) => sum + rows, 0)).toBe(skipped)
}

/**
 * Registers and platform after-sales orders: told by their own mapping here; what is read of the very same files stands in
 * test/db/refund-imports, test/db/register-imports and test/db/import-masters, where the words that a team may use are known.
 */
const REGISTERS: { mapping: string; kind: RecordKind; file: string; header: number }[] = [
  { mapping: 'taobao-refunds', kind: 'refunds', file: 'taobao-refunds.csv', header: 1 },
  { mapping: 'pinduoduo-refunds', kind: 'refunds', file: 'pinduoduo-refunds.csv', header: 1 },
  { mapping: 'douyin-refunds', kind: 'refunds', file: 'douyin-refunds.csv', header: 1 },
  { mapping: 'jd-refunds', kind: 'refunds', file: 'jd-refunds.csv', header: 1 },
  { mapping: 'generic-refunds', kind: 'refunds', file: 'generic-refunds.xlsx', header: 1 },
  { mapping: 'own-claims', kind: 'claims', file: 'own-claims.csv', header: 2 },
  { mapping: 'own-cases', kind: 'cases', file: 'own-cases.xlsx', header: 3 },
  { mapping: 'own-wrong-shipments', kind: 'wrong-shipments', file: 'own-wrong-shipments.csv', header: 1 },
  ...(['skus', 'buyers', 'couriers', 'shops', 'staff', 'templates'] as const).map((kind) => ({ mapping: `own-${kind}`, kind, file: `own-${kind}.csv`, header: 1 })),
]

describe('every shipped mapping on a file of its own', () => {
  it('O1, M1: none is without a row here, and no row is without its mapping', () => {
    expect([...ORDERS, ...STATEMENTS, ...REGISTERS].map((row) => row.mapping).sort()).toEqual(
      shippedMappings.map((mapping) => mapping.id).sort(),
    )
  })

  it('M1: a courier’s layout that is not known for a fact says so in both languages, and is never tried on another courier’s file', async () => {
    const doubtful = shippedMappings.filter((mapping) => mapping.certainty !== 'known' && mapping.source !== 'any')
    expect(doubtful.filter((mapping) => !mapping.note?.zh || !mapping.note.en).map((mapping) => mapping.id)).toEqual([])
    expect((await allLines(made('sto.csv'), { source: 'yunda' })).summary.mappingId).toBe('yunda-statement')
    expect((await allLines(made('sto.csv'))).summary.mappingId).toBe('generic-statement')
  })

  it.each(ORDERS)('O1: $mapping reads $file', (row) => check(row, 'orders'))
  it.each(STATEMENTS)('M1: $mapping reads $file', (row) => check(row, 'statement'))
  it.each(REGISTERS)('C13, L1: $mapping tells $file', async ({ mapping, kind, file, header }) => {
    const seen = await inspectTable({ path: made(file), mappings: shippedMappings }, KNOWN_IMPORT_KINDS)
    expect(seen.kind).toBe(kind)
    expect(seen.inspection).toMatchObject({ mapping: { id: mapping }, headerLine: header, proposed: false, missingFields: [] })
  })
})

describe('what single layouts are known for', () => {
  it('O1: both generations of the Tmall report give the same orders', async () => {
    const [older, newer] = await Promise.all([allOrders(made('tmall-report-older.csv')), allOrders(made('tmall-report.xlsx'))])
    expect(older.summary).toMatchObject({ mappingId: 'tmall-report', encoding: 'gb18030' })
    expect(newer.summary.sheet).toBe('销售明细')
    expect(older.records.map(order)).toEqual(newer.records.map(order))
    expect(older.records[0]).toMatchObject({ buyerNote: '请发棕色', sellerMemo: '已确认颜色', goodsCents: 55700, waybills: [{ courier: '中通快递', waybill: '75360218846501' }] })
  })

  it('O1: eBay Australia writes the day first and Postage And Handling, the older layout has the buyer’s address', async () => {
    const [australian] = (await allOrders(made('ebay-au.csv'))).records
    expect(australian).toMatchObject({ currency: 'AUD', paidCents: 302000, postageCents: 2000, status: 'paid', items: [{ unitCents: 300000 }] })
    expect(new Date(australian?.createdAt ?? 0).toISOString().slice(0, 10)).toBe('2026-05-26')
    const [older] = (await allOrders(made('ebay-older.csv'))).records
    expect(older).toMatchObject({ buyerNick: 'maria_k', receiverName: 'Maria King', phone: '512-555-0101', address: '4 Oak Ave Salem OR 97301 United States', postageCents: 400, currency: 'USD' })
  })

  it('O1: Pinduoduo columns in any order and choice give the same orders', async () => {
    const [header = [], ...rows] = new DelimitedReader(',').push(readFileSync(made('pinduoduo.csv'), 'utf8').replace('\ufeff', ''), true).map((row) => row.cells)
    const kept = header.map((_, column) => column).filter((column) => !['邮费(元)', '店铺优惠折扣(元)', '确认收货时间'].includes(header[column] ?? ''))
    const expected = (await allOrders(made('pinduoduo.csv'))).records.map(order)
    for (const turn of [1, 7, 12]) {
      const places = [...kept.slice(turn), ...kept.slice(0, turn)].reverse()
      const text = [header, ...rows].map((cells) => places.map((column) => `"${(cells[column] ?? '').replaceAll('"', '""')}"`).join(',')).join('\r\n')
      writeFileSync(join(folder, 'chosen.csv'), `\ufeff${text}\r\n`)
      const read = await allOrders(join(folder, 'chosen.csv'))
      expect(read.summary.mappingId).toBe('pinduoduo-orders')
      expect(read.records.map(order)).toEqual(expected)
    }
  })

  it('M1: an EMS weight in grams is never money', async () => {
    const read = await allLines(made('ems.csv'))
    expect(read.summary.fileTotalCents).toBe(1500)
  })
})
