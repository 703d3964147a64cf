import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recordPublisher, vocabulariesOf } from '../../src/backend/services/import-kinds'
import { zoneOffset } from '../../src/domain/import/dates'
import { layoutFor } from '../../src/domain/import/header'
import type { RecordKind } from '../../src/domain/import/kinds'
import { recordKindSpec } from '../../src/domain/import/record-kinds'
import { createRecordReader } from '../../src/domain/import/record-reader'
import type { BatchRow } from '../../src/backend/repositories/imports'
import { shippedMappings } from '../unit/import-support'
import { foundFolder, type TestFolder } from '../support/kernel'

type Row = readonly string[]

interface Sheet {
  readonly mapping: string
  readonly header: readonly string[]
  /** Distinct rows: no two say different things of one record. */
  readonly rows: readonly Row[]
  /** What of the outcome must not depend on how the rows came. */
  readonly state: string
}

const days = ['2026-10-08', '2026/11/3', '2026年11月19日']
const orders = Array.from({ length: 6 }, (_, n) => `28491055336704990${10 + n}`)

const SHEETS: Readonly<Record<'claims' | 'cases' | 'wrong-shipments' | 'refunds', Sheet>> = {
  claims: {
    mapping: 'own-claims',
    header: ['日期', '快递公司', '运单号', '理赔原因', '理赔金额', '工单号', '状态', '认赔金额', '备注'],
    rows: [
      ...orders.map((_, n) => [days[n % 3] ?? '', '圆通', `YT880441199${2030 + n}`, '破损', `${20 + n}.50`, n % 2 ? `GD2026100${n}` : '', ['认赔', '拒赔', '已到账', '申诉中'][n % 4] ?? '', n % 4 === 0 ? '10' : '', '']),
      // The same parcels with another amount: further claims, told as duplicates.
      ...[0, 1].map((n) => ['2026-11-01', '圆通', `yt880441199${2030 + n}`, '丢件', '99', '', '处理中', '', `再次 ${n}`]),
    ],
    state: 'SELECT id, counterparty, courier_id, waybill_key, case_id, order_no, reason, filed_on, created_at, goods_cents, amount_cents, status, work_order_no, granted_cents FROM claim ORDER BY id',
  },
  cases: {
    mapping: 'own-cases',
    header: ['登记时间', '订单号', '买家', '运单号', '售后类型', '问题描述', '状态', '处理方式', '处理结果', '编号'],
    rows: [
      ...orders.map((order, n) => [days[n % 3] ?? '', order, `买家${n}`, n % 2 ? `SF13900277455${10 + n}` : '', ['破损', '催发货', '少发'][n % 3] ?? '', `说明 ${n}`, ['已处理', '待跟进', '未处理'][n % 3] ?? '', n % 3 ? '' : '补发', n % 3 ? '' : '已补发', '']),
      ['2026-11-19', '', '只有昵称', '', '质量问题', '开线', '待跟进', '', '', ''],
      ['2026-11-19', '', '只有昵称', '', '质量问题', '开线', '待跟进', '', '', 'SH20261119001'],
    ],
    state: `SELECT id, kind, status, opened_at, status_at, buyer_nick, order_no, waybills, summary, remedy, is_open, next_clock, next_due_at,
      (SELECT group_concat(type || coalesce(text, ''), '|') FROM (SELECT type, text FROM case_event e WHERE e.case_id = cases.id ORDER BY type, text)) AS events,
      (SELECT group_concat(name || state || coalesce(due_at, '')) FROM (SELECT * FROM case_clock k WHERE k.case_id = cases.id ORDER BY name)) AS clocks FROM cases ORDER BY id`,
  },
  'wrong-shipments': {
    mapping: 'own-wrong-shipments',
    header: ['日期', '订单号', '买家', '错误类型', '应发', '实发', '打包人', '处理方式', '核对'],
    rows: [
      ...orders.map((order, n) => [days[n % 3] ?? '', order, `买家${n}`, ['发错颜色', '少发', '多发'][n % 3] ?? '', `外套 ${n} x2`, n % 3 === 1 ? '' : `外套 黑 ${n}`, '李工', '换货', n % 2 ? '已核对' : '']),
      // Two goods of one parcel on one day are two entries.
      [days[0] ?? '', orders[0] ?? '', '买家0', '发错颜色', '帽子', '围巾', '王工', '', ''],
    ],
    state: 'SELECT id, case_id, created_at, error, buyer_nick, order_no, expected, sent, packed_by, fix, state, verified_at FROM wrong_shipment ORDER BY id',
  },
  refunds: {
    mapping: 'generic-refunds',
    header: ['售后单号', '订单号', '售后类型', '售后状态', '退款金额', '申请时间', '截止时间'],
    rows: [
      ...orders.map((order, n) => [`99001122${30 + n}`, order, ['仅退款', '退货退款', '换货'][n % 3] ?? '', ['待商家处理', '待买家退货', '退款成功', '平台介入'][n % 4] ?? '', `${n}.90`, '2026-11-20 10:00', n % 2 ? '' : `2026-11-2${2 + n}`]),
      // Several of one order and kind share their case.
      ...[1, 2].map((n) => [`990011229${n}`, orders[0] ?? '', '仅退款', '待商家处理', `${n}.00`, '2026-11-20 11:00', `2026-11-2${n + 2} 09:00`]),
    ],
    state: `SELECT r.id, r.type, r.status, r.amount_cents, r.deadline_at, r.case_id, c.kind, c.order_no, c.amount_cents AS asked, k.due_at, k.state FROM platform_refund r
      LEFT JOIN cases c ON c.id = r.case_id LEFT JOIN case_clock k ON k.case_id = c.id AND k.name = 'platform' ORDER BY r.id`,
  },
}

/** Publishes rows as one file does, from cells to records to rows of the database. */
function importRows({ kernel, actor }: TestFolder, kind: RecordKind, sheet: Sheet, rows: readonly Row[], batchId: string): { inserted: number; updated: number } {
  const mapping = shippedMappings.find((one) => one.id === sheet.mapping)
  const layout = mapping && layoutFor(mapping, { line: 1, cells: [...sheet.header] })
  if (!layout) throw new Error(`${sheet.mapping} does not fit its header`)
  const reader = createRecordReader(layout, recordKindSpec(kind), { zone: zoneOffset('Asia/Shanghai'), vocabularies: vocabulariesOf(kernel, kind) })
  const taken = reader.take(rows.map((cells, n) => ({ line: n + 2, cells: [...cells] })))
  expect(taken.rejected).toEqual([])
  const batch: BatchRow = {
    id: batchId, kind, file: 'sheet.csv', platform: null, courierId: null, shopId: null, month: null, encoding: null, mappingId: null, actorId: actor.staffId, at: kernel.now(), state: 'publishing',
    rows: 0, inserted: 0, updated: 0, unchanged: 0, totalCents: 0, publishedTo: 0, header: '[]', rejectedCount: 0, warningCount: 0,
  }
  const counts = { inserted: 0, updated: 0, unchanged: 0 }
  kernel.write(actor, { name: 'import.rows' }, (tx) => {
    const write = recordPublisher(kind)(kernel, tx, batch, taken.records)
    for (const record of taken.records) {
      const written = write(record)
      counts[typeof written === 'string' ? written : written.outcome] += 1
    }
  })
  return counts
}

async function stateAfter(kind: RecordKind, sheet: Sheet, files: readonly (readonly Row[])[]): Promise<unknown[]> {
  const test = await foundFolder()
  try {
    files.forEach((rows, n) => importRows(test, kind, sheet, rows, `batch-${n}`))
    return test.kernel.db.readable.prepare(sheet.state).all()
  } finally {
    test.open.close()
  }
}

/** The rows in any order, cut into files that overlap and come again. */
const filesOf = (rows: readonly Row[]): fc.Arbitrary<Row[][]> =>
  fc.tuple(fc.shuffledSubarray([...rows], { minLength: rows.length }), fc.array(fc.nat({ max: rows.length }), { maxLength: 3 }), fc.array(fc.subarray([...rows], { minLength: 1 }), { maxLength: 2 }))
    .map(([all, cuts, again]) => {
      const at = [0, ...[...cuts].sort((a, b) => a - b), all.length]
      const parts = at.slice(1).map((end, n) => all.slice(at[n], end)).filter((part) => part.length > 0)
      // Within a file rows come twice too.
      return [...parts, ...again, ...again.map((part) => [...part, ...part].reverse())]
    })

describe('O1, C13, L4: any split, order and repetition of a sheet ends in one state', () => {
  it.each(Object.keys(SHEETS) as (keyof typeof SHEETS)[])('%s', async (kind) => {
    const sheet = SHEETS[kind]
    const whole = await stateAfter(kind, sheet, [sheet.rows])
    expect(whole).toHaveLength(sheet.rows.length)
    await fc.assert(fc.asyncProperty(filesOf(sheet.rows), async (files) => {
      expect(await stateAfter(kind, sheet, files)).toEqual(whole)
    }), { numRuns: 12 })
  })

  it.each(Object.keys(SHEETS) as (keyof typeof SHEETS)[])('%s: the same file again writes nothing that would be shipped', async (kind) => {
    const sheet = SHEETS[kind]
    const test = await foundFolder()
    const shipped = (): unknown => test.kernel.db.readable.prepare('SELECT count(*) AS n FROM change_log').get()
    try {
      expect(importRows(test, kind, sheet, sheet.rows, 'first').inserted).toBe(sheet.rows.length)
      const before = shipped()
      expect(importRows(test, kind, sheet, sheet.rows, 'second')).toMatchObject({ inserted: 0, updated: 0 })
      expect(shipped()).toEqual(before)
    } finally {
      test.open.close()
    }
  })
})
