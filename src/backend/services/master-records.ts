import type { CourierArea, CourierMaster, CourierRate, ShopMaster, StaffMaster } from '../../contract/masters'
import { isTimeZone } from '../../domain/clock/zone'
import { AppError } from '../../domain/errors'
import type { Role } from '../../domain/identity/roles'
import { normaliseWord } from '../../domain/import/record-reader'
import { legendProblems, memoPlatform } from '../../domain/memo/memo'
import type { ReadDb } from '../db/open'
import type { WriteTx } from '../db/write'
import * as masters from '../repositories/masters'
import { rebaseShop } from './clock-rebase'
import { logError } from './failures'
import * as rateCards from '../repositories/rates'
import type { Actor, Kernel } from './kernel'
import { toShop, toStaff } from './masters'

/** The short masters (O2): couriers with their areas, shops, staff. */

function courierMasters(db: ReadDb): CourierMaster[] {
  const areas = new Map<string, CourierArea[]>()
  for (const { courierId, kind, area, fromDay, toDay } of masters.listCourierAreas(db)) {
    const known = areas.get(courierId) ?? []
    known.push({ kind: kind === 'suspended' ? 'suspended' : 'out-of-area', area, fromDay, toDay })
    areas.set(courierId, known)
  }
  const rates = new Map<string, CourierRate[]>()
  for (const { courierId, area, firstGrams, firstCents, stepGrams, stepCents } of rateCards.listAllRates(db)) {
    rates.set(courierId, [...(rates.get(courierId) ?? []), { area, firstGrams, firstCents, stepGrams, stepCents }])
  }
  return masters.listCouriers(db).map(({ id, nameZh, nameEn, aliases, holdDays, claimWindowDays, demands, contact, monthlyAccount, note }) => (
    { id, nameZh, nameEn, aliases, holdDays, claimWindowDays, demands: demands as CourierMaster['demands'], contact, monthlyAccount, note, areas: areas.get(id) ?? [], rates: rates.get(id) ?? [] }
  ))
}

export const listCourierMasters = (kernel: Kernel): CourierMaster[] => courierMasters(kernel.read)

/** Brings the stored areas of a courier to those given: new ones come, others go, those that were gone come back. */
function saveAreas(tx: WriteTx, courierId: string, wanted: readonly CourierArea[]): void {
  const idOf = ({ kind, area }: { kind: string; area: string }): string => `${courierId}:${kind}:${normaliseWord(area)}`
  const ids = new Set(wanted.map(idOf))
  for (const area of masters.listCourierAreas(tx.db)) if (area.courierId === courierId && !ids.has(area.id)) masters.removeCourierArea(tx, area.id)
  for (const { kind, area, fromDay, toDay } of wanted) {
    const id = idOf({ kind, area })
    const createdAt = masters.findCourierArea(tx.db, id)?.createdAt ?? tx.now
    masters.restoreCourierArea(tx, id)
    masters.putCourierArea(tx, { id, courierId, kind, area, fromDay, toDay, createdAt })
  }
}

/** Brings the rate card of a courier to the lines given (O2, C7); an area that comes back is the same row again. */
function saveRates(tx: WriteTx, courierId: string, wanted: readonly CourierRate[]): void {
  const idOf = (area: string): string => `${courierId}:${normaliseWord(area)}`
  const ids = new Set(wanted.map(({ area }) => idOf(area)))
  for (const rate of rateCards.listRates(tx.db, courierId)) if (!ids.has(rate.id)) rateCards.removeRate(tx, rate.id)
  for (const rate of wanted) {
    const id = idOf(rate.area)
    const createdAt = rateCards.findRate(tx.db, id)?.createdAt ?? tx.now
    rateCards.restoreRate(tx, id)
    rateCards.putRate(tx, { id, courierId, ...rate, createdAt })
  }
}

/** Stores a courier whole. @throws AppError NAME_TAKEN for a name that another one answers to, NOT_FOUND */
export function saveCourier(kernel: Kernel, actor: Actor, input: Omit<CourierMaster, 'id' | 'rates'> & { id: string | null; rates?: readonly CourierRate[] | undefined }): CourierMaster {
  const { areas, rates, id: given, ...fields } = input
  return kernel.write(actor, { name: 'courier.save', subject: given ?? fields.nameZh }, (tx) => {
    const others = masters.listCouriers(tx.db).filter((one) => one.id !== given)
    const answers = new Set([fields.nameZh, fields.nameEn, ...fields.aliases].map(normaliseWord))
    const taken = others.find((one) => [one.id, one.nameZh, one.nameEn, ...one.aliases].some((word) => answers.has(normaliseWord(word))))
    if (taken !== undefined) throw new AppError('NAME_TAKEN', { name: taken.nameZh })
    if (given !== null && masters.findCourier(tx.db, given) === undefined) throw new AppError('NOT_FOUND', { what: 'courier', id: given })
    const id = given ?? tx.newId()
    const row = { ...fields, contact: fields.contact || null, monthlyAccount: fields.monthlyAccount || null, note: fields.note || null }
    if (given === null) masters.putCourier(tx, { id, ...row })
    else masters.updateCourier(tx, id, row)
    saveAreas(tx, id, areas)
    if (rates !== undefined) saveRates(tx, id, rates)
    const saved = courierMasters(tx.db).find((one) => one.id === id)
    if (saved === undefined) throw new AppError('NOT_FOUND', { what: 'courier', id })
    return saved
  })
}

const toShopMaster = (row: masters.ShopRow): ShopMaster => ({ ...toShop(row), returnName: row.returnName, returnPhone: row.returnPhone, returnAddress: row.returnAddress, note: row.note, calendar: row.calendar, flagLegend: row.flagLegend })

export const listShopMasters = (kernel: Kernel): ShopMaster[] => masters.listShops(kernel.read).map(toShopMaster)

/** A legend as it is stored; refused where the platform lacks the flag or takes only shorter labels (C6). @throws AppError INVALID_INPUT */
function checkedLegend(kernel: Kernel, platform: string, legend: Record<string, string> | null): Record<string, string> | null {
  if (legend === null || Object.keys(legend).length === 0) return null
  const limits = memoPlatform(kernel.resources.policy.memo, platform)
  const [problem] = legendProblems(legend, limits)
  if (problem !== undefined) throw new AppError('INVALID_INPUT', { field: 'flagLegend', flag: problem.flag, ...(problem.why === 'too-long' && limits.labelMax !== null ? { max: limits.labelMax } : {}) })
  return legend
}

/** A shop as its form gives it. What is left out of calendar and legend stays as it is; null is the policy's own (C4, C6). */
export type ShopChange = Omit<ShopMaster, 'platform' | 'calendar' | 'flagLegend'> & {
  readonly calendar?: string | null | undefined
  readonly flagLegend?: Record<string, string> | null | undefined
}

/**
 * Changes a shop, except its platform; another calendar or name moves the clocks of its open cases, which run on under the new terms (C4).
 * @throws AppError NAME_TAKEN, UNKNOWN_SHOP, INVALID_INPUT for an unknown zone or calendar, or a legend that does not fit
 */
export function updateShopMaster(kernel: Kernel, actor: Actor, input: ShopChange): ShopMaster {
  const { id, calendar, flagLegend, ...fields } = input
  if (!isTimeZone(fields.timeZone)) throw new AppError('INVALID_INPUT', { field: 'timeZone', value: fields.timeZone })
  if (typeof calendar === 'string' && !Object.hasOwn(kernel.resources.policy.clocks.calendars, calendar)) throw new AppError('INVALID_INPUT', { field: 'calendar', value: calendar })
  const before = masters.findShop(kernel.read, id)
  const saved = kernel.write(actor, { name: 'shop.update', subject: id, detail: { calendar: calendar ?? null } }, (tx) => {
    if (masters.listShops(tx.db).some((shop) => shop.id !== id && shop.name === fields.name)) throw new AppError('NAME_TAKEN', { name: fields.name })
    const stored = masters.findShop(tx.db, id)
    if (stored === undefined) throw new AppError('UNKNOWN_SHOP', { shop: id })
    const legend = flagLegend === undefined ? {} : { flagLegend: checkedLegend(kernel, stored.platform, flagLegend) }
    const patch = { ...fields, ...legend, returnName: fields.returnName || null, returnPhone: fields.returnPhone || null, returnAddress: fields.returnAddress || null, note: fields.note || null }
    masters.updateShop(tx, id, calendar === undefined ? patch : { ...patch, calendar })
    const row = masters.findShop(tx.db, id)
    if (row === undefined) throw new AppError('UNKNOWN_SHOP', { shop: id })
    return toShopMaster(row)
  })
  if (before !== undefined) rebaseShop(kernel, id, { name: before.name, calendar: before.calendar }, { name: saved.name, calendar: saved.calendar }).catch((error: unknown) => logError('clock rebase', error))
  return saved
}

const toStaffMaster = (row: masters.StaffRow): StaffMaster => ({ ...toStaff(row), staffNo: row.staffNo })

export const listAllStaff = (kernel: Kernel): StaffMaster[] => masters.listStaff(kernel.read).map(toStaffMaster)

/** Changes somebody's name, role, number, or whether they still work here. @throws AppError LAST_SUPERVISOR, NAME_TAKEN, UNKNOWN_STAFF */
export function updateStaffMember(kernel: Kernel, actor: Actor, input: { id: string; name: string; role: Role; staffNo: string | null; active: boolean }): StaffMaster {
  const { id, name, role, staffNo, active } = input
  return kernel.write(actor, { name: 'staff.update', subject: id, detail: { role, active } }, (tx) => {
    const everybody = masters.listStaff(tx.db)
    if (!everybody.some((one) => one.id === id)) throw new AppError('UNKNOWN_STAFF', { staff: id })
    if (everybody.some((one) => one.id !== id && one.name === name)) throw new AppError('NAME_TAKEN', { name })
    const stays = active && role === 'supervisor'
    if (!stays && !everybody.some((one) => one.id !== id && one.active && one.role === 'supervisor')) throw new AppError('LAST_SUPERVISOR', {})
    masters.updateStaff(tx, id, { name, role, staffNo: staffNo || null, active })
    const row = masters.findStaff(tx.db, id)
    if (row === undefined) throw new AppError('UNKNOWN_STAFF', { staff: id })
    return toStaffMaster(row)
  })
}
