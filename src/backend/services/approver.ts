import { AppError } from '../../domain/errors'
import { mayDo, type Right, type Role } from '../../domain/identity/roles'
import type { Actor, Kernel } from './kernel'
import { verifyPin } from './masters'
import { requireStaff } from './payouts'

/**
 * Somebody who approves at the PC of somebody else by their own PIN (C7, M4, M5, R3); the session of that PC stays as it is.
 * @throws AppError FORBIDDEN, APPROVER_WITHOUT_PIN, PIN_WRONG, PIN_LOCKED, UNKNOWN_STAFF
 */
export async function verifiedApprover(kernel: Kernel, { staffId, pin }: { readonly staffId: string; readonly pin: string }, right: Right): Promise<Actor> {
  const staff = requireStaff(kernel.read, staffId)
  if (!mayDo(staff.role as Role, right)) throw new AppError('FORBIDDEN', { right })
  // without a PIN anybody could approve in their name
  if (staff.pinHash === null) throw new AppError('APPROVER_WITHOUT_PIN', { name: staff.name })
  return verifyPin(kernel, staffId, pin)
}
