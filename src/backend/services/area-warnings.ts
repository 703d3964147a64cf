import type { CaseDetail } from '../../contract/cases'
import type { Label } from '../../domain/case/lists'
import { toLocal } from '../../domain/clock/zone'
import { areaWords, matchArea, type AreaEntry } from '../../domain/courier/area'
import { couriersByWaybill } from '../../domain/courier/policy'
import { waybillKey } from '../../domain/courier/waybill'
import { AppError } from '../../domain/errors'
import { normaliseWord } from '../../domain/import/record-reader'
import type { WriteTx } from '../db/write'
import * as repo from '../repositories/cases'
import * as masters from '../repositories/masters'
import * as orders from '../repositories/orders'
import { appendEvent, requireCase } from './case-core'
import type { Actor, Kernel } from './kernel'

/** An order as far as areas matter. `courierIds` empty: not decided yet, so every courier's list counts. */
export interface AreaOrder {
  readonly address: string | null
  readonly courierIds: readonly string[]
  readonly timeZone: string
}

export interface AreaWarning extends Label {
  readonly courierId: string
  readonly kind: AreaEntry['kind']
  readonly area: string
  readonly toDay: string | null
}

const entriesOf = new WeakMap<Kernel, readonly AreaEntry[]>()

/** The areas of all couriers, kept until one changes: a case is read at every key. */
function areaEntries(kernel: Kernel): readonly AreaEntry[] {
  const known = entriesOf.get(kernel)
  if (known !== undefined) return known
  const entries = masters.listCourierAreas(kernel.read).map(({ courierId, kind, area, fromDay, toDay }): AreaEntry => ({ courierId, kind: kind === 'suspended' ? 'suspended' : 'out-of-area', area, fromDay, toDay }))
  entriesOf.set(kernel, entries)
  const stop = kernel.onChange(({ tables }) => {
    if (!tables.has('courier_area')) return
    entriesOf.delete(kernel)
    stop()
  })
  return entries
}

const two = (part: number): string => String(part).padStart(2, '0')

/**
 * Warnings for an order whose address lies where its courier does not deliver (P3, O2); without a courier, those of every courier. One
 * per courier, the most exact entry. Masked addresses still tell province and city.
 */
export function areaWarnings(kernel: Kernel, order: AreaOrder): AreaWarning[] {
  if (order.address === null || order.address.trim() === '') return []
  const { courierIds } = order
  const entries = areaEntries(kernel).filter(({ courierId }) => courierIds.length === 0 || courierIds.includes(courierId))
  if (entries.length === 0) return []
  const { year, month, day } = toLocal(order.timeZone, kernel.now())
  const warnings = new Map<string, AreaWarning>()
  for (const entry of matchArea(entries, order.address, `${year}-${two(month)}-${two(day)}`)) {
    if (!warnings.has(entry.courierId)) warnings.set(entry.courierId, { ...wordsOf(kernel, entry), courierId: entry.courierId, kind: entry.kind, area: entry.area, toDay: entry.toDay })
  }
  return [...warnings.values()]
}

function wordsOf(kernel: Kernel, { courierId, kind, area, toDay }: AreaEntry): Label {
  const courier = masters.findCourier(kernel.read, courierId)
  const zhName = courier?.nameZh ?? courierId
  const enName = courier?.nameEn ?? courierId
  if (kind === 'out-of-area') return { zh: `${zhName}送不到${area}，请换快递或改地址`, en: `${enName} does not deliver to ${area}: choose another courier or address` }
  return {
    zh: `${zhName}停发${area}${toDay === null ? '' : `，至${toDay}`}`,
    en: `${enName} has suspended ${area}${toDay === null ? '' : ` until ${toDay}`}`,
  }
}

/** The couriers of a case: of its waybills as the order says, else by the only shape that fits. */
function couriersOf(kernel: Kernel, row: repo.CaseDbRow): string[] {
  const known = row.orderId === null ? [] : orders.listWaybills(kernel.read, row.orderId)
  const ids = row.waybills.flatMap((waybill) => {
    const key = waybillKey(waybill) ?? ''
    const stored = known.find((one) => one.waybillKey === key)?.courierId
    const byShape = couriersByWaybill(kernel.resources.couriers, key)
    return stored ?? (byShape.length === 1 ? (byShape[0]?.id ?? []) : [])
  })
  return [...new Set([...ids, ...known.flatMap((one) => one.courierId ?? [])])]
}

/** Warnings of the areas for a case and its order. */
export function areaWarningsOfCase(kernel: Kernel, row: repo.CaseDbRow, order: orders.OrderRow | null): AreaWarning[] {
  if (order === null) return []
  const timeZone = masters.findShop(kernel.read, row.shopId)?.timeZone ?? 'Asia/Shanghai'
  return areaWarnings(kernel, { address: order.address, courierIds: couriersOf(kernel, row), timeZone })
}

/** Words for orders before there is a case of them: what is known by the couriers of their waybills, else of every courier. */
export function areaWarningsOfOrders(kernel: Kernel, orderIds: readonly string[]): Label[] {
  const lines = new Map<string, Label>()
  for (const id of orderIds) {
    const order = orders.findOrder(kernel.read, id)
    if (order === undefined) continue
    const courierIds = orders.listWaybills(kernel.read, id).flatMap((one) => one.courierId ?? [])
    const timeZone = masters.findShop(kernel.read, order.shopId)?.timeZone ?? 'Asia/Shanghai'
    for (const { zh, en } of areaWarnings(kernel, { address: order.address, courierIds, timeZone })) lines.set(zh, { zh, en })
  }
  return [...lines.values()]
}

function storeArea(tx: WriteTx, courierId: string, area: string): void {
  // The id of the masters pane: one area is one row, whoever notes it.
  const id = `${courierId}:out-of-area:${normaliseWord(area)}`
  const createdAt = masters.findCourierArea(tx.db, id)?.createdAt ?? tx.now
  masters.restoreCourierArea(tx, id)
  masters.putCourierArea(tx, { id, courierId, kind: 'out-of-area', area, fromDay: null, toDay: null, createdAt })
}

/**
 * Notes that a courier does not deliver where the case's parcel goes (P3), so that the next order there is warned of. Courier and area come
 * from the case where they are not given.
 * @throws AppError NOT_FOUND, UNKNOWN_COURIER, INVALID_INPUT with field `area` when the address tells none
 */
export function addOutOfArea(
  kernel: Kernel,
  actor: Actor,
  input: { id: string; courierId?: string | null | undefined; area?: string | null | undefined; key?: string | null | undefined },
  read: (id: string) => CaseDetail,
): CaseDetail {
  const { id } = input
  kernel.write(actor, { name: 'case.out-of-area', subject: id, key: input.key }, (tx) => {
    const row = requireCase(tx.db, id)
    const order = row.orderId === null ? undefined : orders.findOrder(tx.db, row.orderId)
    const area = input.area?.trim() || (order?.address == null ? null : areaWords(order.address))
    if (area === null) throw new AppError('INVALID_INPUT', { field: 'area', value: '' })
    const courierId = input.courierId ?? couriersOf(kernel, row)[0]
    const courier = courierId === undefined ? undefined : masters.findCourier(tx.db, courierId)
    if (courier === undefined) throw new AppError('UNKNOWN_COURIER', { courier: courierId ?? '' })
    storeArea(tx, courier.id, area)
    appendEvent(tx, id, { type: 'out-of-area', text: area, data: { courierId: courier.id, courierZh: courier.nameZh, courierEn: courier.nameEn } })
    repo.updateCase(tx, id, { updatedAt: tx.now })
  })
  return read(id)
}
