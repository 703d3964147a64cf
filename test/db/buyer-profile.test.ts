import { describe, expect, it } from 'vitest'
import { createCase } from '../../src/backend/services/case-write'
import { buyerProfile } from '../../src/backend/services/buyer-profile'
import { saveBuyer } from '../../src/backend/services/master-lists'
import { buildFileWorker } from '../faults/support/file-worker'
import { foundFolder } from '../support/kernel'
import { madeFile, withImportDesk } from '../support/import-desk'

describe('what is known of a buyer (C2, C11)', () => {
  it('C11: other cases, orders, parcels on their way back and the marks of the team, but not the case itself', async () => {
    const worker = await buildFileWorker('buyer-profile')
    try {
      await withImportDesk(worker.entry, async (desk) => {
        await desk.orders(madeFile('taobao-2017.csv'))
        await desk.take('refunds', madeFile('taobao-refunds.csv'))
        const [returned] = desk.rows<{ id: string; case_no: string; buyer_nick: string; platform: string; shop_id: string }>(
          "SELECT id, case_no, buyer_nick, platform, shop_id FROM cases WHERE id = (SELECT case_id FROM platform_refund WHERE return_waybill = 'YT7700112233445')",
        )
        if (returned === undefined) throw new Error('the fixture has a parcel on its way back')
        saveBuyer(desk.kernel, desk.actor, { platform: returned.platform, nick: returned.buyer_nick, vipTier: '金', difficult: true, marks: ['常退货'], note: '打电话前先发消息' })
        const fresh = createCase(desk.kernel, desk.actor, { kind: 'quality', shopId: returned.shop_id, buyerNick: returned.buyer_nick, note: '线头' })

        const found = buyerProfile(desk.kernel, fresh.id)
        expect(found).toMatchObject({ nick: returned.buyer_nick, vipTier: '金', difficult: true, marks: ['常退货'], note: '打电话前先发消息', more: { cases: false, orders: false, returns: false } })
        expect(found?.cases.map((one) => one.caseNo)).toContain(returned.case_no)
        expect(found?.cases.map((one) => one.id)).not.toContain(fresh.id)
        expect(found?.returns.map((one) => one.returnWaybill)).toEqual(['YT7700112233445'])
        expect(found?.orders.length).toBeGreaterThan(0)
      })
    } finally {
      worker.remove()
    }
  })

  it('C11: lists are cut, and say so', async () => {
    const { kernel, actor, open } = await foundFolder()
    for (let index = 0; index < 10; index += 1) createCase(kernel, actor, { kind: 'lost', buyerNick: '云间客_88', note: String(index) })
    const last = createCase(kernel, actor, { kind: 'lost', buyerNick: '云间客_88' })
    const found = buyerProfile(kernel, last.id)
    expect(found?.cases).toHaveLength(8)
    expect(found?.more).toEqual({ cases: true, orders: false, returns: false })
    open.close()
  })

  it('O1: a masked name is nobody, and neither is none', async () => {
    const { kernel, actor, open } = await foundFolder()
    createCase(kernel, actor, { kind: 'lost', buyerNick: '李**' })
    const masked = createCase(kernel, actor, { kind: 'lost', buyerNick: '李**' })
    const nobody = createCase(kernel, actor, { kind: 'lost', orderNo: '1' })
    expect(buyerProfile(kernel, masked.id)).toBeNull()
    expect(buyerProfile(kernel, nobody.id)).toBeNull()
    open.close()
  })
})
