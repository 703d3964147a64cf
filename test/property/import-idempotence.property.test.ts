import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OrderRecord, StatementRecord } from '../../src/domain/import/records'
import { createOrdinals, statementLineContent } from '../../src/domain/import/statements'
import { publishOrders } from '../../src/backend/services/import-orders'
import { publishLines } from '../../src/backend/services/import-statement'
import { foundFolder, type TestFolder } from '../support/kernel'

/** Any split, order and repetition of files ends in one state (O1, M1, design decision 2), on a real database. */

/** Each waits for its disk: a fifth of what is asked for, as with `checkOnDisk`. */
const RUNS = Math.ceil(Number(process.env['PROPERTY_RUNS'] ?? 300) / 5)

let test: TestFolder
let serial = 0
beforeAll(async () => {
  test = await foundFolder()
})
afterAll(() => test.open.close())

const order = fc.record({
  number: fc.integer({ min: 0, max: 9 }).map((n) => `28491055336704218${70 + n}`),
  buyerNick: fc.constantFrom('小鹿', '小羊', null),
  status: fc.constantFrom('paid' as const, 'shipped' as const, 'completed' as const),
  paidCents: fc.nat(100_000),
  waybills: fc.uniqueArray(fc.constantFrom('75360218846311', 'SF1000000000001', 'yt 8800000000001'), { maxLength: 2 }),
})

function orderRecord(facts: { number: string; buyerNick: string | null; status: OrderRecord['status']; paidCents: number; waybills: string[] }): OrderRecord {
  return {
    rowNo: 2, platform: 'other', rawStatus: facts.status, postageCents: null, goodsCents: null, refundCents: null, currency: 'CNY', createdAt: null, paidAt: null, shippedAt: null,
    receiverName: null, phone: null, address: null, buyerNote: null, sellerMemo: null, flag: null, items: [{ title: '杯', sku: null, quantity: 1, unitCents: null }], extra: {},
    ...facts, waybills: facts.waybills.map((waybill) => ({ courier: null, waybill })),
  }
}

/** Files cut from a list of rows: each names rows by their index, in any order, some again and again. */
const filesOf = (rows: number): fc.Arbitrary<number[][]> => fc.array(fc.array(fc.nat(rows - 1), { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 6 })

/** Each run writes under a shop or courier of its own, so that one database serves all. */
const fresh = (): string => `run${(serial += 1)}`

function ordersOf(shopId: string): unknown[] {
  const { readable } = test.kernel.db
  const rows = readable.prepare('SELECT number, buyer_nick, status, paid_cents, items FROM orders WHERE shop_id = ? ORDER BY number').all(shopId)
  const waybills = readable.prepare("SELECT substr(order_id, instr(order_id, ?) + ?) AS number, waybill_key FROM order_waybill WHERE order_id LIKE ? ORDER BY 1, 2").all(`:${shopId}:`, shopId.length + 2, `other:${shopId}:%`)
  return [rows, waybills]
}

function importOrderFile(shopId: string, records: readonly OrderRecord[]): void {
  test.kernel.write(test.actor, { name: 'test.orders' }, (tx) => {
    const write = publishOrders(test.kernel, tx, shopId, records)
    for (const record of records) write(record)
  })
}

describe('imports end in one state', () => {
  it('O1: orders, however their rows are split over files, ordered and repeated', () => {
    fc.assert(
      fc.property(fc.uniqueArray(order, { selector: (one) => one.number, minLength: 1, maxLength: 8 }).chain((facts) => fc.tuple(fc.constant(facts), filesOf(facts.length))), ([facts, files]) => {
        const records = facts.map(orderRecord)
        const [whole, parts] = [fresh(), fresh()]
        importOrderFile(whole, records)
        const seen = new Set(files.flat())
        const rest = records.map((_, at) => at).filter((at) => !seen.has(at))
        for (const file of [...files, rest]) importOrderFile(parts, file.map((at) => records[at]).filter((record) => record !== undefined))
        expect(ordersOf(parts)).toEqual(ordersOf(whole))
        const logged = test.kernel.db.readable.prepare('SELECT count(*) AS n FROM change_log').get()
        importOrderFile(parts, records)
        expect(test.kernel.db.readable.prepare('SELECT count(*) AS n FROM change_log').get()).toEqual(logged)
      }),
      { numRuns: RUNS },
    )
  })

  it('M1: statement lines: of equal rows as many as the fullest file holds, whatever the order and repetition of files', () => {
    const line = fc.record({ waybill: fc.constantFrom('75360218846311', 'SF1000000000001', null), amountCents: fc.constantFrom(100, 2000, -500), occurredOn: fc.constantFrom('2026-10-05', null) })
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 6 }).chain((facts) => fc.tuple(fc.constant(facts), filesOf(facts.length))), fc.nat(), ([facts, files], seed) => {
        const records = facts.map((one): StatementRecord => ({ ...one, rowNo: 2, waybillRaw: one.waybill ?? '', waybillDamaged: false, fileAmountCents: one.amountCents, lineClass: 'claim-credit', workOrderNo: null, memo: '', reason: null, raw: [] }))
        const state = (courierId: string): unknown[] => test.kernel.db.readable.prepare('SELECT waybill, amount_cents, occurred_on, count(*) AS n FROM statement_line WHERE courier_id = ? GROUP BY 1, 2, 3 ORDER BY 1, 2, 3').all(courierId)
        const run = (courierId: string, order: readonly number[][]): void => {
          for (const file of order) {
            const ordinalOf = createOrdinals()
            test.kernel.write(test.actor, { name: 'test.lines' }, (tx) => {
              const lines = file.flatMap((at) => {
                const record = records[at]
                const content = record === undefined ? '' : statementLineContent(courierId, record)
                return record === undefined ? [] : [{ content, ordinal: ordinalOf(content), record }]
              })
              lines.forEach(publishLines(tx, { id: 'b', file: 'f', courierId, month: '2026-10' }, lines))
            })
          }
        }
        const expected = new Map<string, number>()
        for (const file of files) {
          const inFile = new Map<string, number>()
          for (const at of file) inFile.set(JSON.stringify(facts[at]), (inFile.get(JSON.stringify(facts[at])) ?? 0) + 1)
          for (const [key, n] of inFile) expected.set(key, Math.max(expected.get(key) ?? 0, n))
        }
        const [once, shuffled] = [fresh(), fresh()]
        run(once, files)
        // Another order, the rows of each file backwards, and all of it twice.
        const turned = files.map((file) => [...file].reverse())
        run(shuffled, [...turned.slice(seed % files.length), ...turned, ...files])
        expect(state(shuffled)).toEqual(state(once))
        expect((state(once) as { n: number }[]).reduce((sum, row) => sum + row.n, 0)).toBe([...expected.values()].reduce((sum, n) => sum + n, 0))
      }),
      { numRuns: RUNS },
    )
  })
})
