import { mayDo, type Right } from '../../domain/identity/roles'
import { useSession } from './session'

/** Staff who may stand by something with their own PIN at this PC (C7, M4, M5), as choices of a select field. */
export function approversWithPin(right: Right): { readonly value: string; readonly label: string }[] {
  return (useSession().state?.staff ?? []).filter((one) => one.active && one.hasPin && mayDo(one.role, right)).map((one) => ({ value: one.id, label: one.name }))
}
