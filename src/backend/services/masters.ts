import type { Shop, Staff } from '../../contract/session'
import { isIdOf, PLATFORMS } from '../../domain/case/lists'
import type { CourierPolicy } from '../../domain/courier/policy'
import { AppError } from '../../domain/errors'
import type { Role } from '../../domain/identity/roles'
import type { WriteTx } from '../db/write'
import * as masters from '../repositories/masters'
import type { Actor, Kernel } from './kernel'
import { hashPin, pinFits } from './pins'

const FAILURES_BEFORE_LOCK = 5
const LOCK_MS = 5 * 60_000
const DEFAULT_ZONE = 'Asia/Shanghai'

const CURRENCY_OF: Readonly<Record<string, string>> = { ebay: 'USD', shopify: 'USD', amazon: 'USD' }

export const currencyOfPlatform = (platform: string): string => CURRENCY_OF[platform] ?? 'CNY'

export function toStaff(row: masters.StaffRow): Staff {
  return { id: row.id, name: row.name, role: row.role as Role, hasPin: row.pinHash !== null, active: row.active }
}

export function toShop(row: masters.ShopRow): Shop {
  return { id: row.id, name: row.name, platform: row.platform, timeZone: row.timeZone, currency: row.currency }
}

export const listStaff = (kernel: Kernel): Staff[] => masters.listStaff(kernel.read).map(toStaff)
export const listShops = (kernel: Kernel): Shop[] => masters.listShops(kernel.read).map(toShop)

/** What is remembered of the shops until one changes: every page of the queue asks for it (X2). */
function perShops<T>(make: (kernel: Kernel) => T): (kernel: Kernel) => T {
  const known = new WeakMap<Kernel, { readonly value: T }>()
  return (kernel) => {
    const held = known.get(kernel)
    if (held !== undefined) return held.value
    const value = make(kernel)
    known.set(kernel, { value })
    const stop = kernel.onChange(({ tables }) => {
      if (!tables.has('shop')) return
      known.delete(kernel)
      stop()
    })
    return value
  }
}

/** Names of the shops by id. */
export const shopNames = perShops((kernel): ReadonlyMap<string, string> => new Map(masters.listShops(kernel.read).map((shop) => [shop.id, shop.name])))

/** Ids of the shops by their time zone. */
export const shopZones = perShops((kernel): ReadonlyMap<string, readonly string[]> => {
  const zones = new Map<string, string[]>()
  for (const { id, timeZone } of masters.listShops(kernel.read)) zones.set(timeZone, [...(zones.get(timeZone) ?? []), id])
  return zones
})

const couriersOf = new WeakMap<Kernel, readonly CourierPolicy[]>()

/**
 * Couriers as the shop keeps them, with the waybill shapes and prefixes that ship (O2). The same array until a courier changes: what is
 * remembered of it by its identity stays true as long as it does.
 */
export function courierPolicies(kernel: Kernel): readonly CourierPolicy[] {
  const known = couriersOf.get(kernel)
  if (known !== undefined) return known
  const shipped = new Map(kernel.resources.couriers.map((courier) => [courier.id, courier]))
  const policies = masters.listCouriers(kernel.read).map(({ id, nameZh, nameEn, aliases, claimWindowDays, holdDays, demands }): CourierPolicy => ({
    id, nameZh, nameEn, aliases, claimWindowDays, holdDays, demands: demands as CourierPolicy['demands'],
    waybillShapes: shipped.get(id)?.waybillShapes ?? [], waybillPrefixes: shipped.get(id)?.waybillPrefixes ?? [],
  }))
  couriersOf.set(kernel, policies)
  const stop = kernel.onChange(({ tables }) => {
    if (!tables.has('courier')) return
    couriersOf.delete(kernel)
    stop()
  })
  return policies
}

/** Couriers with what their claim desks ask for (O2). */
export function listCouriers(kernel: Kernel): { id: string; nameZh: string; nameEn: string; claimWindowDays: number; demands: string[]; monthlyAccount: string | null }[] {
  return masters.listCouriers(kernel.read).map(({ id, nameZh, nameEn, claimWindowDays, demands, monthlyAccount }) => ({ id, nameZh, nameEn, claimWindowDays, demands, monthlyAccount }))
}

/** Writes a shop inside a running write. @throws AppError UNKNOWN_SHOP for an unknown platform, NAME_TAKEN */
export function insertShop(tx: WriteTx, input: { name: string; platform: string }): Shop {
  if (!isIdOf(PLATFORMS, input.platform)) throw new AppError('INVALID_INPUT', { field: 'platform', value: input.platform })
  if (masters.listShops(tx.db).some((shop) => shop.name === input.name)) throw new AppError('NAME_TAKEN', { name: input.name })
  const row = { id: tx.newId(), ...input, timeZone: DEFAULT_ZONE, currency: currencyOfPlatform(input.platform), createdAt: tx.now }
  masters.insertShop(tx, row)
  return { id: row.id, name: row.name, platform: row.platform, timeZone: row.timeZone, currency: row.currency }
}

export function createShop(kernel: Kernel, actor: Actor, input: { name: string; platform: string }): Shop {
  return kernel.write(actor, { name: 'shop.create', subject: input.name }, (tx) => insertShop(tx, input))
}

/** Writes a staff member inside a running write. @throws AppError NAME_TAKEN */
export function insertStaff(tx: WriteTx, input: { name: string; role: Role; pinHash: string | null; staffNo?: string | null }): Staff {
  if (masters.listStaff(tx.db).some((one) => one.name === input.name)) throw new AppError('NAME_TAKEN', { name: input.name })
  const row = { id: tx.newId(), ...input, active: true, createdAt: tx.now }
  masters.insertStaff(tx, row)
  return { id: row.id, name: row.name, role: row.role, hasPin: row.pinHash !== null, active: true }
}

export async function createStaff(kernel: Kernel, actor: Actor, input: { name: string; role: Role; pin?: string | null | undefined; staffNo?: string | null | undefined }): Promise<Staff> {
  const pinHash = input.pin === null || input.pin === undefined ? null : await hashPin(input.pin)
  return kernel.write(actor, { name: 'staff.create', subject: input.name, detail: { role: input.role } }, (tx) =>
    insertStaff(tx, { name: input.name, role: input.role, pinHash, staffNo: input.staffNo || null }),
  )
}

/** Sets or clears a PIN: one's own, or anybody's by a supervisor. @throws AppError FORBIDDEN, UNKNOWN_STAFF */
export async function setPin(kernel: Kernel, actor: Actor, input: { staffId: string; pin: string | null }): Promise<Staff> {
  if (actor.staffId !== input.staffId && actor.role !== 'supervisor') throw new AppError('FORBIDDEN', { right: 'staff.write' })
  const pinHash = input.pin === null ? null : await hashPin(input.pin)
  return kernel.write(actor, { name: 'staff.set-pin', subject: input.staffId, detail: { cleared: input.pin === null } }, (tx) => {
    if (masters.findStaff(tx.db, input.staffId) === undefined) throw new AppError('UNKNOWN_STAFF', { staff: input.staffId })
    masters.updateStaff(tx, input.staffId, { pinHash })
    const row = masters.findStaff(tx.db, input.staffId)
    if (row === undefined) throw new AppError('UNKNOWN_STAFF', { staff: input.staffId })
    return toStaff(row)
  })
}

/**
 * Checks who signs in or approves (R3): memory-hard hash, lock-out after five wrong PINs that survives a restart.
 * @throws AppError UNKNOWN_STAFF, PIN_WRONG with the tries left, PIN_LOCKED with the time it ends
 */
export async function verifyPin(kernel: Kernel, staffId: string, pin: string | null): Promise<Actor> {
  const row = masters.findStaff(kernel.read, staffId)
  if (row === undefined || !row.active || row.deletedAt !== null) throw new AppError('UNKNOWN_STAFF', { staff: staffId })
  const actor: Actor = { staffId: row.id, name: row.name, role: row.role as Role }
  if (row.pinHash === null) return actor

  const before = masters.findPinAttempt(kernel.read, staffId)
  const lockedUntil = before?.lockedUntil ?? null
  if (lockedUntil !== null && lockedUntil > kernel.now()) throw new AppError('PIN_LOCKED', { until: lockedUntil })
  if (pin !== null && (await pinFits(pin, row.pinHash))) {
    if ((before?.failures ?? 0) > 0) {
      kernel.write(actor, { name: 'staff.pin-ok', subject: staffId }, (tx) => masters.putPinAttempt(tx, { staffId, failures: 0, lockedUntil: null }))
    }
    return actor
  }
  // Counted inside the transaction: two guesses at once must not count as one.
  const failures = kernel.write(actor, { name: 'staff.pin-wrong', subject: staffId }, (tx) => {
    const seen = masters.findPinAttempt(tx.db, staffId)
    const startOver = seen?.lockedUntil !== null && seen?.lockedUntil !== undefined
    const count = (startOver ? 0 : (seen?.failures ?? 0)) + 1
    masters.putPinAttempt(tx, { staffId, failures: count, lockedUntil: count >= FAILURES_BEFORE_LOCK ? tx.now + LOCK_MS : null })
    return count
  })
  if (failures >= FAILURES_BEFORE_LOCK) throw new AppError('PIN_LOCKED', { until: kernel.now() + LOCK_MS })
  throw new AppError('PIN_WRONG', { left: FAILURES_BEFORE_LOCK - failures })
}

/** Preferences of a person on this device. */
export function readPreferences(kernel: Kernel, actor: Actor): Record<string, unknown> {
  return Object.fromEntries(masters.listPreferences(kernel.read, actor.staffId).map(({ key, value }) => [key, JSON.parse(value) as unknown]))
}

export function setPreference(kernel: Kernel, actor: Actor, key: string, value: unknown): void {
  kernel.write(actor, { name: 'preference.set', subject: key }, (tx) => {
    if (value === null) masters.removePreference(tx, actor.staffId, key)
    else masters.putPreference(tx, actor.staffId, key, JSON.stringify(value))
  })
}
