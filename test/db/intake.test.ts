import { describe, expect, it } from 'vitest'
import { analyse } from '../../src/backend/services/intake'
import { createCase } from '../../src/backend/services/case-write'
import { foundFolder, START } from '../support/kernel'

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
