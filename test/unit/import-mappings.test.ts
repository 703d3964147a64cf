import { describe, expect, it } from 'vitest'
import { importMappingSchema } from '../../src/contract/import-mapping'
import type { OrderRecord, StatementRecord } from '../../src/domain/import/records'
import { createOrdinals, statementLineContent } from '../../src/domain/import/statements'
import { allLines, allOrders, brief, fixture, made, shippedMappings } from './import-support'

const order = (record: OrderRecord): string =>
  [record.rowNo, record.number, record.status, record.paidCents, record.postageCents, record.refundCents, record.currency,
    record.items.map((item) => `${item.quantity}×${item.title}`).join('+'), record.waybills.map((waybill) => waybill.waybill).join('+')].join('|')
const line = (record: StatementRecord): string => `${record.rowNo}|${record.waybill}|${record.amountCents}|${record.lineClass}`

const ORDER_FILES: { file: string; mapping: string; encoding: string; delimiter: string; header: number; orders: string[]; platform: string }[] = [
  {
    file: 'taobao-2017.csv', mapping: 'taobao-orders-2017', encoding: 'gb18030', delimiter: ',', header: 1, platform: 'taobao',
    orders: [
      '2|2849105533670421875|shipped|11800|0|0|CNY|1×秋冬加厚羊羔绒外套 米白|75360218846311',
      '3|2849105533670421876|completed|131100|1200|0|CNY|4×实木餐椅 四把装,原木色|SF1390027745518',
      '4|2849105533670421877|closed|6590|600|0|CNY|3×收纳盒 "大号" 三件套|',
      '5|2849105533670421878|paid|8800|0|4400|CNY|2×香薰蜡烛礼盒|',
    ],
  },
  {
    file: 'shopify.csv', mapping: 'shopify-orders', encoding: 'utf-8', delimiter: ',', header: 1, platform: 'shopify',
    orders: ['2|#2101|shipped|9050|650|0|EUR|2×Linen Apron - Sand+1×Oak Spoon, "large"|', '4|#2102|paid|4000|0|1000|EUR|1×Tea Tray|', '6|#2103|closed|1200|||EUR|1×Mug|'],
  },
  {
    file: 'pinduoduo.csv', mapping: 'pinduoduo-orders', encoding: 'utf-8-bom', delimiter: ',', header: 1, platform: 'pinduoduo',
    orders: [
      '2|261006-318845520193847|shipped|100990|0||CNY|51×家用厨房剪刀 [黑色]|YT8804411992031',
      '3|261006-318845520193848|refunded|1290|0||CNY|1×硅胶锅铲 [绿色]|',
      '4|261006-318845520193849|refunding|1890|300||CNY|1×硅胶锅铲|',
    ],
  },
  {
    file: 'jd.csv', mapping: 'jd-orders', encoding: 'gb18030', delimiter: ',', header: 1, platform: 'jd',
    orders: ['2|298845512207|shipped|26200|0||CNY|1×保温杯 500ml+1×保温杯 350ml|', '4|298845512208|completed|25800|0||CNY|2×保温杯 500ml|'],
  },
  {
    file: 'douyin.csv', mapping: 'douyin-orders', encoding: 'utf-8-bom', delimiter: ',', header: 1, platform: 'douyin',
    orders: ['2|6930021187745521664|shipped|9970|0||CNY|1×防晒衣 [白色 L]+2×冰袖 [黑色]|'],
  },
  {
    file: 'ebay-us.csv', mapping: 'ebay-orders', encoding: 'utf-8-bom', delimiter: ',', header: 2, platform: 'ebay',
    orders: ['4|09-12345-67890|shipped|109000|500||USD|1×Bamboo Lamp+2×Lamp Shade|9400111899223197428490', '7|09-12345-67891|unknown|302000|2000||AUD|1×Bamboo Lamp|'],
  },
  {
    file: 'ebay-fr.csv', mapping: 'ebay-orders', encoding: 'windows-1252', delimiter: ';', header: 2, platform: 'ebay',
    orders: ['3|09-12345-67892|shipped|132450|123450||EUR|1×Lampe de table|'],
  },
  {
    file: 'amazon.txt', mapping: 'amazon-orders', encoding: 'utf-8', delimiter: '\t', header: 1, platform: 'amazon',
    orders: ['2|113-8812345-1122334|paid|3499|300||USD|1×7" Pan "Chef+2×Lid|'],
  },
  {
    file: 'generic-orders.txt', mapping: 'generic-orders', encoding: 'utf-16le', delimiter: '\t', header: 3, platform: 'other',
    orders: ['4|X20261001001|unknown|12850|||CNY||YT8804411992040', '5|X20261001002|unknown|6600|||CNY||'],
  },
]

describe('orders by mapping', () => {
  it.each(ORDER_FILES)('O1: $file comes in whole by $mapping', async ({ file, mapping, encoding, delimiter, header, orders, platform }) => {
    const read = await allOrders(made(file))
    expect(read.records.map(order)).toEqual(orders)
    expect(read.summary).toMatchObject({ mappingId: mapping, encoding, delimiter, headerLine: header, platform, proposed: false })
    expect(brief(read.rejected)).toEqual([])
    expect(brief(read.warnings)).toEqual([])
  })

  it('O1: both Taobao generations give the same orders', async () => {
    const [older, newer] = await Promise.all([allOrders(made('taobao-2017.csv')), allOrders(made('taobao-2019.csv'))])
    expect(newer.summary.mappingId).toBe('taobao-orders-2019')
    expect(newer.records.map(order)).toEqual(older.records.map(order))
  })

  it('O1: facts of a Taobao order, masked ones as they are', async () => {
    const [first, , third, fourth] = (await allOrders(made('taobao-2017.csv'))).records
    expect(first).toMatchObject({
      buyerNick: '小鹿爱喝茶', phone: '138****0421', receiverName: '林**', createdAt: Date.UTC(2026, 9, 3, 1, 15, 27), sellerMemo: '已核对尺码',
      waybills: [{ courier: '中通快递', waybill: '75360218846311' }], rawStatus: '卖家已发货，等待买家确认',
    })
    expect(third).toMatchObject({ buyerNick: '𠮷田家的猫', phone: '028-8***2211', paidAt: null, extra: { closeReason: '买家未付款' } })
    expect(fourth?.buyerNote).toBe('第一行留言\n第二行留言')
  })

  it('O1: faulty rows are listed by line and cell, the others come in', async () => {
    const read = await allOrders(made('taobao-2017-with-faults.csv'))
    expect(brief(read.rejected)).toEqual(['3 number-damaged 订单编号', '8 amount-unreadable 买家实际支付金额'])
    expect(read.rejected[1]).toMatchObject({ cell: '壹佰元', remedyZh: expect.stringContaining('12.50') as string })
    expect(brief(read.warnings)).toEqual(['9 waybill-damaged 物流单号'])
    expect(read.records.map((record) => record.rowNo)).toEqual([2, 4, 5, 6, 9])
    expect(read.records.at(-1)?.waybills).toEqual([])
    expect(read.summary.counts.rows).toBe(read.records.length + read.rejected.length)
  })

  it('O1: the item list gives items only', async () => {
    const read = await allOrders(made('taobao-items.csv'))
    expect(read.summary.mappingId).toBe('taobao-items')
    expect(read.records[0]).toMatchObject({ number: '2849105533670421876', paidCents: null, buyerNick: null })
    expect(read.records[0]?.items).toEqual([
      { title: '实木餐椅 原木色 [颜色:原木色]', sku: 'CY-01-Y', quantity: 3, unitCents: 31900 },
      { title: '实木餐椅 胡桃色 [颜色:胡桃色]', sku: 'CY-01-H', quantity: 1, unitCents: 34200 },
    ])
  })

  it('O1: the public Shopify sample', async () => {
    const read = await allOrders(fixture('imports', 'real', 'shopify_orders_sample.csv'))
    expect(read.rejected).toEqual([])
    expect(read.summary.counts.rows).toBe(249)
    expect(new Set(read.records.map((record) => record.number)).size).toBe(read.records.length)
    expect(read.records[0]).toMatchObject({
      number: '#1001', paidCents: 18350, refundCents: 0, currency: 'USD', createdAt: Date.UTC(2025, 0, 15, 22, 41), buyerNick: 'customer1@example.com',
    })
    expect(read.records[0]?.items.map((item) => item.title)).toEqual(['Deluxe Bundle', 'Blue Widget', 'Red Gadget'])
  })

  it('O1: a general table takes the platform that it is told', async () => {
    const read = await allOrders(fixture('imports', 'real', 'amazon_buyer_orders.csv'), { source: 'amazon' })
    expect(read.summary).toMatchObject({ mappingId: 'generic-orders', platform: 'amazon' })
    expect(read.records[0]).toMatchObject({ platform: 'amazon', number: '111-1234567-1234567', items: [{ title: 'USB-C Cable 3-Pack', quantity: 1, unitCents: 1299 }] })
  })

  it('O1: a file of another platform is not read by that platform’s layout', async () => {
    const read = await allOrders(made('taobao-2017.csv'), { source: 'jd' })
    expect(read.summary).toMatchObject({ mappingId: 'generic-orders', platform: 'jd' })
  })
})

const STATEMENTS: { file: string; courier?: string; mapping: string; total: number; fileTotal: number; lines: string[]; skipped?: number }[] = [
  {
    file: 'claim-result.csv', mapping: 'courier-claim-result', total: 122490, fileTotal: 122490, skipped: 1,
    lines: ['2|75360218846311|5490|claim-credit', '3|SF1390027745711|120000|claim-credit', '4|YT8804411992041|-3000|claw-back'],
  },
  {
    file: 'yto.csv', courier: 'yto', mapping: 'yto-statement', total: 595, fileTotal: -595, skipped: 1,
    lines: ['3|YT8804411992031|-320|freight', '4|YT8804411992040|-1235|freight', '4|YT8804411992040|-850|surcharge', '5|YT8804411992041|3000|claim-credit'],
  },
  {
    file: 'cloud-warehouse.csv', mapping: 'cloud-warehouse-bill', total: -710, fileTotal: 710,
    lines: ['2|75360218846311|-350|freight', '2|75360218846311|-80|surcharge', '3|75360218846312|-280|freight'],
  },
  { file: 'ems.csv', courier: 'ems', mapping: 'ems-statement', total: -1500, fileTotal: 1500, lines: ['2|9876012345678|-1500|freight'] },
  {
    file: 'zto.xlsx', courier: 'zto', mapping: 'zto-statement', total: 2700, fileTotal: 8280, skipped: 1,
    lines: ['3|75360218846311|-340|freight', '3|75360218846311|5490|claim-credit', '4|75360218846320|-1800|freight', '4|75360218846320|-650|surcharge'],
  },
  {
    file: 'generic-typed.csv', mapping: 'generic-statement', total: 2950, fileTotal: 8030, skipped: 1,
    lines: ['2|75360218846311|-340|freight', '3|75360218846311|5490|claim-credit', '4|75360218846320|-200|premium', '5|75360218846321|-2000|claw-back'],
  },
  {
    file: 'generic-netted.csv', mapping: 'generic-statement', total: 15150, fileTotal: -15150,
    lines: ['2|75360218846311|-340|freight', '3|75360218846311|5490|claim-credit', '4|75360218846322|10000|claim-credit'],
  },
  { file: 'sto-web.xls', courier: 'sto', mapping: 'courier-claim-result', total: 8800, fileTotal: 8800, lines: ['2|773300112233445|8800|claim-credit'] },
]
const SF = {
  mapping: 'sf-statement', total: 840, fileTotal: -840, skipped: 1,
  lines: ['4|SF1390027745518|-2300|freight', '5|SF1390027745518|-500|premium', '6|SF1390027745602|-1850|freight', '7|SF1390027745711|5490|claim-credit'],
}

describe('statements by mapping', () => {
  it.each([...STATEMENTS, { file: 'sf-571ABC-202610.xls', courier: 'sf', ...SF }, { file: 'sf-571ABC-202610.xlsx', courier: 'sf', ...SF }])(
    'M1: $file comes in whole by $mapping', async ({ file, courier, mapping, total, fileTotal, lines, skipped = 0 }) => {
      const read = await allLines(made(file), { source: courier })
      expect(read.records.map(line)).toEqual(lines)
      expect(read.summary).toMatchObject({ mappingId: mapping, totalCents: total, fileTotalCents: fileTotal })
      expect(read.summary.counts.skipped.total).toBe(skipped)
      expect([...read.rejected, ...read.warnings]).toEqual([])
    },
  )

  it('M1: several fee columns of one row are several lines, fractions of a cent rounded', async () => {
    const read = await allLines(made('best.csv'), { source: 'best' })
    expect(read.records.filter((record) => record.rowNo === 2).map((record) => record.amountCents)).toEqual([-115, -60, -38, -5, -20])
    expect(read.summary.totalCents).toBe(-353)
  })

  it('M1: money of a damaged waybill stays, the waybill does not; unreadable amounts are rejected', async () => {
    const read = await allLines(made('claim-result-damaged.csv'))
    expect(read.records.map((record) => [record.rowNo, record.waybill, record.waybillRaw, record.waybillDamaged, record.amountCents])).toEqual([
      [2, null, '7.53602E+13', true, 5490], [3, null, '753602188463110000', true, 2000], [4, null, '', false, 1500],
    ])
    expect(brief(read.rejected)).toEqual(['5 amount-unreadable 赔付金额(元)', '6 amount-missing 赔付金额(元)'])
    expect(brief(read.warnings)).toEqual(['2 waybill-damaged 物流单号', '3 waybill-damaged 物流单号'])
  })

  it('M1: hidden sheets are left out unless asked for', async () => {
    const hidden = await allLines(made('sf-571ABC-202610.xlsx'), { source: 'sf', sheet: '旧数据' })
    expect(hidden.summary.sheet).toBe('旧数据')
    await expect(allLines(made('sf-571ABC-202610.xlsx'), { sheet: '没有' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('M1: debit and credit columns of a ledger', async () => {
    const read = await allLines(fixture('imports', 'real', 's03_GBK编码_无BOM.csv'))
    expect(read.summary).toMatchObject({ mappingId: 'payment-ledger', encoding: 'gb18030', totalCents: -700000 })
    expect(read.records.map((record) => [record.amountCents, record.occurredOn])).toEqual([[-1200000, '2026-08-01'], [500000, '2026-08-15']])
  })

  it('M1: equal rows of one file are told apart, overlapping files agree', async () => {
    const read = await allLines(made('sf-571ABC-202610.xlsx'), { source: 'sf' })
    const again = await allLines(made('sf-571ABC-202610.xls'), { source: 'sf' })
    const keys = (records: StatementRecord[]): string[] => records.map((record) => statementLineContent('sf', record))
    expect(keys(again.records)).toEqual(keys(read.records))
    const [first] = read.records
    const ordinal = createOrdinals()
    if (!first) throw new Error('no line')
    expect([first, { ...first, rowNo: 99 }, { ...first, amountCents: 1 }].map((record) => ordinal(statementLineContent('sf', record)))).toEqual([1, 2, 1])
  })
})

describe('mappings as data', () => {
  it('O1: every shipped mapping passes its schema and has a unique id', () => {
    expect(shippedMappings.length).toBeGreaterThan(20)
    expect(new Set(shippedMappings.map((mapping) => mapping.id)).size).toBe(shippedMappings.length)
  })

  it('O1: a field that the engine does not know, or a missing part, is refused with its place', () => {
    const [mapping] = shippedMappings
    const unknown = importMappingSchema.safeParse({ ...mapping, columns: { ...mapping?.columns, colour: ['颜色'] } })
    expect(unknown.error?.issues[0]?.path).toEqual(['columns', 'colour'])
    expect(importMappingSchema.safeParse({ ...mapping, orders: undefined, statement: undefined }).success).toBe(false)
    expect(importMappingSchema.safeParse({ ...mapping, surprise: 1 }).success).toBe(false)
  })
})
