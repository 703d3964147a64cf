import { describe, expect, it } from 'vitest'
import { analyse } from '../../src/backend/services/intake'
import { createCase } from '../../src/backend/services/case-write'
import { listShops } from '../../src/backend/services/masters'
import { putOrder } from '../../src/backend/repositories/orders'
import { DAY } from '../../src/domain/clock/duration'
import { foundFolder, START, type TestFolder } from '../support/kernel'

describe('C11: quick intake against the data folder', () => {
  it('reads a pasted chat line: buyer, time, kind with its reason, open case of the buyer', async () => {
    const test = await foundFolder()
    const { id } = createCase(test.kernel, test.actor, { kind: 'damaged', buyerNick: '云间客_88' })
    const answer = analyse(test.kernel, '云间客_88 (2026-11-21 09:58:33): 箱子压扁了，里面杯子碎了两个')
    expect(answer.buyerNicks).toEqual(['云间客_88'])
    expect(answer.messageAt).toBe(START - 87_000)
    expect(answer.kinds[0]).toMatchObject({ kind: 'damaged' })
    expect(answer.kinds[0]?.matched.length).toBeGreaterThan(0)
    expect(answer.openCases.map((row) => row.id)).toEqual([id])
    test.open.close()
  })

  it('takes a bare word that is nothing else for the buyer id', async () => {
    const test = await foundFolder()
    expect(analyse(test.kernel, ' 小满家居 ')).toMatchObject({ buyerNicks: ['小满家居'], orderNos: [], orders: [], openCases: [] })
    test.open.close()
  })

  it('recognises an order number that is not imported yet, and never takes it for a buyer', async () => {
    const test = await foundFolder()
    expect(analyse(test.kernel, '订单 3862941278812345678 怎么还没发货')).toMatchObject({ orderNos: ['3862941278812345678'], buyerNicks: [], orders: [] })
    test.open.close()
  })
})

describe('C11: what an order says', () => {
  const NUMBER = '3862941278812345678'
  async function withOrder(more: Partial<Parameters<typeof putOrder>[1]>): Promise<TestFolder> {
    const test = await foundFolder()
    test.kernel.write(test.actor, { name: 'test.order' }, (tx) => {
      const shopId = listShops(test.kernel)[0]?.id ?? ''
      putOrder(tx, {
        id: `tmall:${shopId}:${NUMBER}`, platform: 'tmall', shopId, number: NUMBER, buyerId: null, buyerNick: '云间客_88', status: 'shipped', rawStatus: null, paidCents: 8900, goodsCents: 8900, postageCents: 0,
        refundCents: 0, currency: 'CNY', createdAt: START - 9 * DAY, paidAt: START - 9 * DAY, shippedAt: START - 6 * DAY, receiverName: '李云', phone: '13912345678', address: '浙江省杭州市', buyerNote: null, sellerMemo: null, flag: null, items: [], importedAt: tx.now, ...more,
      })
    })
    return test
  }

  it('C11: shipped six days ago speaks for a stalled trace, with that as its reason', async () => {
    const test = await withOrder({})
    expect(analyse(test.kernel, NUMBER).kinds).toEqual([{ kind: 'stalled', matched: [], facts: [{ fact: 'travelling', days: 6 }], score: 3 }])
    test.open.close()
  })

  it('C11: a whole phone number finds the order by its index, a masked one finds nothing', async () => {
    const test = await withOrder({ phone: '86-13912345678' })
    expect(analyse(test.kernel, '电话 139 1234 5678 没收到').orders.map((one) => one.number)).toEqual([NUMBER])
    const masked = await withOrder({ phone: '139****5678' })
    expect(analyse(masked.kernel, '电话 139****5678 没收到').orders).toEqual([])
    const plan = test.kernel.db.readable.prepare<[], { detail: string }>("EXPLAIN QUERY PLAN SELECT * FROM orders WHERE phone IN ('13912345678', '+8613912345678') AND phone IS NOT NULL AND phone NOT LIKE '%*%'").all()
    expect(plan.map((row) => row.detail).join()).toContain('orders_phone')
    test.open.close()
    masked.open.close()
  })
})
