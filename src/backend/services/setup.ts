import type { Shop, Staff } from '../../contract/session'
import { AppError } from '../../domain/errors'
import * as masters from '../repositories/masters'
import type { Actor, Kernel } from './kernel'
import { insertShop, insertStaff } from './masters'
import { hashPin } from './pins'

/** Founding and other work that no person does: shown as such in the audit log. */
export const SYSTEM: Actor = { staffId: 'system', name: 'system', role: 'supervisor' }

/** Brings the common couriers of resources/policies/couriers.yaml into a new data folder (O2, section 14). */
export function seedCouriers(kernel: Kernel): void {
  kernel.write(SYSTEM, { name: 'courier.seed' }, (tx) => {
    for (const { id, nameZh, nameEn, aliases, claimWindowDays, holdDays, demands } of kernel.resources.couriers) {
      masters.putCourier(tx, { id, nameZh, nameEn, aliases: [...aliases], claimWindowDays, holdDays, demands: [...demands] })
    }
  })
}

export interface Founding {
  readonly shop: { readonly name: string; readonly platform: string }
  readonly staff: { readonly name: string; readonly pin?: string | null | undefined }
}

/** Fills a new data folder: one shop, one supervisor, the common couriers (U4, section 14). */
export async function found(kernel: Kernel, input: Founding): Promise<{ shop: Shop; staff: Staff }> {
  if (masters.listStaff(kernel.read).length > 0) throw new AppError('DATA_FOLDER_EXISTS', { path: kernel.dataDir })
  const pin = input.staff.pin
  const pinHash = pin === null || pin === undefined ? null : await hashPin(pin)
  const result = kernel.write(SYSTEM, { name: 'setup.found' }, (tx) => ({
    shop: insertShop(tx, input.shop),
    staff: insertStaff(tx, { name: input.staff.name, role: 'supervisor', pinHash }),
  }))
  seedCouriers(kernel)
  return result
}
