import { describe, expect, it } from 'vitest'
import { readSheetNumber } from '../../src/backend/services/import-kinds/own-number'
import { REGISTER_VOCABULARIES } from '../../src/backend/services/import-kinds/register-words'
import { currencyOf, news } from '../../src/backend/services/import-kinds/values'
import type { Kernel } from '../../src/backend/services/kernel'
import { isKindId } from '../../src/domain/case/kinds'
import { claimAmount, claimParts } from '../../src/domain/claim/amounts'
import { zoneOffset } from '../../src/domain/import/dates'
import type { RecordKindSpec } from '../../src/domain/import/kinds'
import type { Layout } from '../../src/domain/import/mapping'
import { createRecordReader, normaliseWord } from '../../src/domain/import/record-reader'
import { goodsKey, parseGoods } from '../../src/domain/wrong-shipment/goods'

/** Reads cells of one column `word` through a vocabulary, sentences included. */
function read(name: string, cells: readonly string[], within = true): (string | null)[] {
  const make = REGISTER_VOCABULARIES[name]
  if (!make) throw new Error(`no vocabulary ${name}`)
  const kernel = { resources: { policy: { reasons: [{ id: 'quality-defect', zh: '质量问题', en: 'Quality defect', kinds: [] }] } } } as unknown as Kernel
  const spec: RecordKindSpec = { kind: 'claims', needed: [['word']], fields: [{ id: 'word', type: 'choice', zh: '词', en: 'Word', hint: /词/, vocabulary: name, within }] }
  const layout: Layout = {
    mapping: { id: 'test', kind: 'claims', names: { zh: '词', en: 'Word' }, source: 'any', certainty: 'known', requires: [], columns: {} },
    headerLine: 1, headers: ['词'], columns: { word: [0] }, joins: {}, extra: {}, amounts: [], confidence: 1,
  }
  const reader = createRecordReader(layout, spec, { zone: zoneOffset('Asia/Shanghai'), vocabularies: { [name]: make(kernel) } })
  return reader.take(cells.map((cell, n) => ({ line: n + 2, cells: [cell] }))).records.map((record) => record.values['word'] as string | null)
}

describe('the words of staff (L1, C1, C3, W1)', () => {
  it.each([
    ['claim-reasons', ['丢件', '外包装破损严重', '少件', '延误', '虚假签收', '派错了', '内件不符', '重量异常', 'Damaged', '没有破损'], ['lost', 'damaged', 'short', 'delayed', 'false-delivery', 'misdelivered', 'contents-differ', 'weight-dispute', 'damaged', null]],
    ['claim-statuses', ['已赔', '认赔', '拒赔', '不同意赔付', '申诉中', '已到账', '未到账', '处理中', '放弃', '已撤回', '部分到账'], ['credited', 'granted', 'rejected', 'rejected', 'arbitration', 'credited', 'granted', 'filed', 'given-up', 'withdrawn', 'part-credited']],
    ['case-kinds', ['催发货', '没收到货', '少发', '发错颜色了', '破损', '仅退', '退货退款', '质量问题', '查件', '催发', '改址', '维修', 'damaged'], ['shipment-chase', 'signed-not-received', 'missing-item', 'wrong-item', 'damaged', 'refund-only', 'return-refund', 'quality', 'tracking-inquiry', 'shipment-chase', 'change-address', 'repair', 'damaged']],
    ['case-statuses', ['已处理', '待跟进', '等买家', '等快递回复', '未处理', '未解决', '完结', '关闭'], ['resolved', 'working', 'waiting-buyer', 'waiting-courier', 'new', 'working', 'resolved', 'closed']],
    ['shipment-errors', ['错发', '漏发', '多发', '少包', '抄错', '发错尺码', '少发一件', '贴错面单'], ['wrong', 'missing', 'extra', 'short-pack', 'wrong-copy', 'wrong', 'missing', 'wrong-copy']],
    ['shipment-fixes', ['补发', '换货', '退款', '补差价', '买家退回', '上门取件', '送给买家'], ['reissue', 'exchange', 'refund', 'price-difference', 'return', 'pickup', 'keep']],
    ['shipment-states', ['已核对', '待核对', '未核对', '打回', '是'], ['verified', 'submitted', 'submitted', 'returned', 'verified']],
    ['refund-statuses', ['买家已经申请退款，等待卖家同意', '卖家已经同意退款，等待买家退货', '买家已经退货，等待卖家确认收货', '卖家拒绝退款', '退款成功', '退款关闭', '待商家处理', '平台介入', '已撤销'], ['pending', 'waiting-return', 'waiting-receipt', 'refused', 'done', 'closed', 'pending', 'platform', 'closed']],
    ['refund-interventions', ['不需客服介入', '客服介入处理中', '未介入', '小二介入'], ['none', 'platform', 'none', 'platform']],
    ['remedies', ['全额退款', '补发', '退差价', '安抚'], ['refund-full', 'reissue', 'refund-partial', 'explain']],
  ] as const)('%s', (name, cells, ids) => {
    expect(Object.fromEntries(read(name, cells).map((id, n) => [cells[n], id]))).toEqual(Object.fromEntries(ids.map((id, n) => [cells[n], id])))
  })

  it('a sentence is only looked into where the field says so, and never for a short English word', () => {
    expect(read('claim-reasons', ['外包装破损严重'], false)).toEqual([null])
    expect(read('shipment-states', ['unknown'])).toEqual([null])
  })

  it('every short label names a kind, and no word means two things of one list', () => {
    for (const [name, make] of Object.entries(REGISTER_VOCABULARIES)) {
      const words = make({ resources: { policy: { reasons: [] } } } as unknown as Kernel)
      for (const word of Object.keys(words)) expect(normaliseWord(word), name).toBe(word)
    }
    const kinds = REGISTER_VOCABULARIES['case-kinds']?.({} as Kernel) ?? {}
    expect(Object.values(kinds).every(isKindId)).toBe(true)
  })
})

describe('numbers of sheets', () => {
  it('ours in any spelling, the sheet’s own when it is more than a serial', () => {
    expect(readSheetNumber('a-7f3k-42', 'A')).toEqual({ ours: 'A-7F3K-00042', printed: false, own: null })
    expect(readSheetNumber('A-7F3K-00042', 'A')).toMatchObject({ ours: 'A-7F3K-00042', printed: true, own: null })
    expect(readSheetNumber('L-7F3K-00042', 'A')).toMatchObject({ ours: null, printed: true, own: null })
    expect(readSheetNumber('SH20261119001', 'A')).toEqual({ ours: null, printed: false, own: 'SH20261119001' })
    for (const serial of ['17', '007', '第3条', null]) expect(readSheetNumber(serial, 'A').own).toBeNull()
  })
})

describe('amounts of the claim log (L1)', () => {
  it.each([
    [{ amountCents: 5490, goodsCents: null, freightCents: null, otherCents: null }, [5490, 0, 0], false],
    [{ amountCents: 12_600, goodsCents: 11_800, freightCents: 800, otherCents: null }, [11_800, 800, 0], false],
    [{ amountCents: null, goodsCents: 100, freightCents: 20, otherCents: 3 }, [100, 20, 3], false],
    [{ amountCents: 5000, goodsCents: null, freightCents: 700, otherCents: null }, [4300, 700, 0], false],
    [{ amountCents: 5000, goodsCents: 4000, freightCents: 700, otherCents: null }, [4000, 700, 300], true],
    // Freight that was only written down, not claimed.
    [{ amountCents: 5000, goodsCents: 5000, freightCents: 700, otherCents: null }, [5000, 0, 0], false],
    [{ amountCents: 3000, goodsCents: 5000, freightCents: 700, otherCents: null }, [3000, 0, 0], true],
    [{ amountCents: 500, goodsCents: null, freightCents: 700, otherCents: null }, [500, 0, 0], true],
  ])('%o', (said, [goods, freight, other], differs) => {
    const parts = claimParts(said)
    expect(parts).toEqual({ goodsCents: goods, freightCents: freight, otherCents: other, differs })
    if (said.amountCents !== null) expect(claimAmount(parts)).toBe(said.amountCents)
  })
})

describe('goods in one cell (W1)', () => {
  it('reads lines with quantities and SKUs, and keeps commas in names', () => {
    expect(parseGoods('羊羔绒外套,米白 L x2；帽子 [MZ-01] ×1、杯盖 3个\n围巾')).toEqual([
      { title: '羊羔绒外套,米白 L', sku: null, quantity: 2 }, { title: '帽子', sku: 'MZ-01', quantity: 1 }, { title: '杯盖', sku: null, quantity: 3 }, { title: '围巾', sku: null, quantity: 1 },
    ])
    expect(parseGoods(null)).toEqual([])
    expect(parseGoods('外套', 4)).toEqual([{ title: '外套', sku: null, quantity: 4 }])
    expect(parseGoods('外套 x2', 4)).toEqual([{ title: '外套', sku: null, quantity: 2 }])
    expect(parseGoods('保温杯 500ml')).toEqual([{ title: '保温杯 500ml', sku: null, quantity: 1 }])
  })

  it('the same goods in another order and width are the same', () => {
    expect(goodsKey(parseGoods('外套 x2；帽子'))).toBe(goodsKey(parseGoods('帽子 × １；外套 ×2'.normalize('NFKC'))))
    expect(goodsKey(parseGoods('外套 x2'))).not.toBe(goodsKey(parseGoods('外套 x3')))
  })
})

describe('values of sheets', () => {
  it('currencies by code or word; anything else leaves the shop’s own', () => {
    expect(['cny', '人民币', '￥', 'usd', '$', '欧元', '点券', ''].map((currency) => currencyOf({ currency }))).toEqual(['CNY', 'CNY', 'CNY', 'USD', 'USD', 'EUR', null, null])
  })

  it('R7: a masked text that comes back replaces nothing, a longer one is new', () => {
    expect(news('打 13912345678 联系', '打 139****5678 联系')).toBeNull()
    expect(news('打 13912345678 联系', '打 13912345678 联系，已回')).toBe('打 13912345678 联系，已回')
    expect(news(null, '新')).toBe('新')
    expect(news('旧', null)).toBeNull()
  })
})
