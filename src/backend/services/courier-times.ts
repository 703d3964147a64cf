import { DAY } from '../../domain/clock/duration'
import { couriersByWaybill } from '../../domain/courier/policy'
import { waybillKey } from '../../domain/courier/waybill'
import type { ReadDb } from '../db/open'
import * as masters from '../repositories/masters'
import * as orders from '../repositories/orders'
import type { Kernel } from './kernel'

/** The courier of a parcel: as its order says, else the only one whose shape fits; undefined when neither tells. */
export function courierOfParcel(kernel: Kernel, db: ReadDb, waybill: string | undefined, orderId: string | null): masters.CourierRow | undefined {
  if (waybill === undefined) return undefined
  const key = waybillKey(waybill) ?? ''
  const stored = orderId === null ? undefined : orders.listWaybills(db, orderId).find((row) => row.waybillKey === key)?.courierId
  const byShape = couriersByWaybill(kernel.resources.couriers, key)
  const courierId = stored ?? (byShape.length === 1 ? byShape[0]?.id : undefined)
  return courierId === undefined || courierId === null ? undefined : masters.findCourier(db, courierId)
}

/** How long the courier at hand keeps a problem parcel, in ms (C4, O2); null when it is not known and the policy's own time applies. */
export function holdMsOf(kernel: Kernel, db: ReadDb, waybill: string | undefined, orderId: string | null): number | null {
  const courier = courierOfParcel(kernel, db, waybill, orderId)
  return courier === undefined || courier.holdDays === 0 ? null : courier.holdDays * DAY
}
