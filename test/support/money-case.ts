import { putOrder, putOrderWaybill } from '../../src/backend/repositories/orders'
import { insertRefund } from '../../src/backend/repositories/refunds'
import { insertLink, putPhoto } from '../../src/backend/repositories/photos'
import { createCase } from '../../src/backend/services/case-write'
import { saveSku } from '../../src/backend/services/master-lists'
import { listCourierMasters, saveCourier } from '../../src/backend/services/master-records'
import { START, type TestFolder } from './kernel'

const HOUR = 3_600_000

export interface OrderInput {
  readonly number: string
  readonly buyerNick?: string | null
  readonly phone?: string | null
  readonly address?: string | null
  readonly postageCents?: number
}

/** An order of two cups that SF carries to Hangzhou. */
export function addOrder({ kernel, actor }: TestFolder, { number, buyerNick = '云间客_88', phone = '13912345678', address = '浙江省杭州市余杭区文一西路 1 号', postageCents = 0 }: OrderInput): void {
  const shopId = kernel.db.readable.prepare<[], { id: string }>('SELECT id FROM shop').get()?.id ?? ''
  kernel.write(actor, { name: 'test.order' }, (tx) => {
    const id = `tmall:${shopId}:${number}`
    putOrder(tx, {
      id, platform: 'tmall', shopId, number, buyerId: null, buyerNick, status: 'shipped', rawStatus: '卖家已发货', paidCents: 8900, goodsCents: 8900, postageCents,
      refundCents: 0, currency: 'CNY', createdAt: START - 48 * HOUR, paidAt: START - 47 * HOUR, shippedAt: START - 40 * HOUR, receiverName: '李云', phone, address,
      buyerNote: null, sellerMemo: null, flag: null, items: [{ title: '手工陶瓷杯', sku: 'CUP-01', quantity: 2, unitCents: 4450 }], importedAt: tx.now,
    })
    putOrderWaybill(tx, { id: `${id}:SF${number}`, orderId: id, courierId: 'sf', courierText: '顺丰速运', waybill: `SF${number}`, waybillKey: `SF${number}` })
  })
}

/** SF's rate card: Zhejiang 1 kg for 12.00, each further kilogram 2.00; elsewhere 18.00. The cup weighs 650 g with 100 g of packaging. */
export function addRates({ kernel, actor }: TestFolder): void {
  const sf = listCourierMasters(kernel).find((one) => one.id === 'sf')
  if (sf === undefined) throw new Error('no courier sf')
  const { areas, ...rest } = sf
  saveCourier(kernel, actor, {
    ...rest,
    areas,
    rates: [
      { area: '*', firstGrams: 1000, firstCents: 1800, stepGrams: 1000, stepCents: 600 },
      { area: '浙江', firstGrams: 1000, firstCents: 1200, stepGrams: 1000, stepCents: 200 },
    ],
  })
  saveSku(kernel, actor, { code: 'CUP-01', title: '手工陶瓷杯', spec: null, barcode: null, supplier: null, weightGrams: 650, packagingGrams: 100, costCents: 1500, priceCents: 4450, note: null })
}

/** A quality case on an order of its own. Answers the case's id. */
export function moneyCase(test: TestFolder, order: OrderInput): string {
  addOrder(test, order)
  return createCase(test.kernel, test.actor, { kind: 'quality', orderNo: order.number, note: '杯子有个小裂纹' }).id
}

/** The row of a photo in a slot of a case: what services look at, without a file. */
export function addPhotoRow({ kernel, actor }: TestFolder, caseId: string, slot: string): void {
  kernel.write(actor, { name: 'test.photo' }, (tx) => {
    const id = 'f'.repeat(64)
    putPhoto(tx, { id, format: 'png', bytes: 1, width: 1, height: 1, hasThumb: false, addedAt: tx.now })
    insertLink(tx, { id: tx.newId(), photoId: id, archivedAs: 'a.png', originalName: 'a.png', buyerNick: null, orderNo: null, addedAt: tx.now, addedBy: tx.actorId, caseId, slot })
  })
}

/** An after-sales order of the platform itself, as an import makes it. */
export function putRefundRow({ kernel, actor }: TestFolder, { orderNo, amountCents, status }: { orderNo: string; amountCents: number; status: string }): void {
  kernel.write(actor, { name: 'test.refund' }, (tx) => {
    insertRefund(tx, {
      id: `tmall:x:${orderNo}`, platform: 'tmall', shopId: 'x', number: 'R-1', orderNo, buyerNick: null, type: 'refund-only', phase: null, status, rawStatus: null, reason: null,
      deadlineAt: null, appliedAt: START, closedAt: START, amountCents, currency: 'CNY', returnWaybill: null, returnCourier: null, caseId: null, importedAt: tx.now,
    })
  })
}
