import type { Parcel } from '../../contract/payouts'
import { couriersByWaybill } from '../../domain/courier/policy'
import { waybillKey } from '../../domain/courier/waybill'
import { cheapestFirst, parcelWeight, rateFor, ratePrice } from '../../domain/freight/rate'
import type { ReadDb } from '../db/open'
import type { CaseDbRow } from '../repositories/cases'
import * as masters from '../repositories/masters'
import * as orders from '../repositories/orders'
import * as rates from '../repositories/rates'
import * as skus from '../repositories/skus'
import type { Kernel } from './kernel'

export interface CaseParcel extends Parcel {
  /** The cheapest first weight of the courier's card; null without one. */
  readonly cheapestFirstCents: number | null
}

/** The courier of the case's first parcel: as the order says, else by the only shape that fits. */
function courierIdOf(kernel: Kernel, db: ReadDb, row: CaseDbRow): string | null {
  const stored = row.orderId === null ? [] : orders.listWaybills(db, row.orderId)
  const key = waybillKey(row.waybills[0] ?? '') ?? stored[0]?.waybillKey ?? null
  if (key === null) return null
  const known = stored.find((one) => one.waybillKey === key)?.courierId
  if (known != null) return known
  const byShape = couriersByWaybill(kernel.resources.couriers, key)
  return byShape.length === 1 ? (byShape[0]?.id ?? null) : null
}

/** Freight of the order's parcel (C7): goods and packaging weighed by the SKU list, priced by the courier's card for the address. */
export function parcelOf(kernel: Kernel, db: ReadDb, row: CaseDbRow, unknownGrams: number): CaseParcel {
  const order = row.orderId === null ? undefined : orders.findOrder(db, row.orderId)
  const courierId = courierIdOf(kernel, db, row)
  const courierName = courierId === null ? null : (masters.findCourier(db, courierId)?.nameZh ?? null)
  const card = courierId === null ? [] : rates.listRates(db, courierId)
  const items = (order?.items ?? []).map(({ sku, quantity }) => {
    const found = sku === null ? undefined : skus.findSku(db, `sku:${sku}`)
    return { quantity, weightGrams: found?.weightGrams ?? null, packagingGrams: found?.packagingGrams ?? null }
  })
  const weight = parcelWeight(items, unknownGrams)
  const rate = rateFor(card, order?.address ?? null)
  return {
    courierId,
    courierName,
    area: rate?.area ?? null,
    grams: weight?.grams ?? null,
    exact: weight?.exact ?? false,
    cents: rate === null || weight === null ? null : ratePrice(rate, weight.grams),
    cheapestFirstCents: cheapestFirst(card),
  }
}
