import type { CommandLine } from '../backend/boot/command-line'
import { formatCaseNo, parseCaseNo } from '../domain/case/case-no'
import { findCourier } from '../domain/courier/policy'
import { AppError } from '../domain/errors'

/** Id of a courier by id, name or any alias in Chinese or English. @throws AppError UNKNOWN_COURIER */
export function findCourierId(station: CommandLine, name: string): string {
  const courier = findCourier(station.couriers, name)
  if (courier === null) throw new AppError('UNKNOWN_COURIER', { courier: name, known: station.couriers.map((one) => one.id) })
  return courier.id
}

/** Id of a shop by id or name; null stays null. @throws AppError UNKNOWN_SHOP */
export function findShopId(station: CommandLine, name: string | null): string | null {
  if (name === null) return null
  const wanted = name.trim()
  const shop = station.shops.find((one) => one.id === wanted) ?? station.shops.find((one) => one.name === wanted)
  if (shop === undefined) throw new AppError('UNKNOWN_SHOP', { shop: wanted, known: station.shops.map((one) => one.name) })
  return shop.id
}

/** Id of a case by its number as people type it, or by id. @throws AppError NOT_FOUND */
export async function requireCaseId(station: CommandLine, numberOrId: string): Promise<string> {
  const parsed = parseCaseNo(numberOrId)
  if (parsed !== null) {
    const caseNo = formatCaseNo(parsed.devicePart, parsed.n)
    const { rows } = await station.api.cases.list({ view: 'all', search: caseNo, limit: 10 })
    const found = rows.find((row) => row.caseNo === caseNo)
    if (found !== undefined) return found.id
  }
  return (await station.api.cases.get({ id: numberOrId })).id
}
