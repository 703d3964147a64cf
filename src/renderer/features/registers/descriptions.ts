import { computed, shallowRef } from 'vue'
import type { Register } from '../../../domain/register/register'
import { rpc, useChanges } from '../../rpc'

/** The descriptions that this person may read, as the background process holds them now. */
export const registers = shallowRef<readonly Register[]>([])
export const chosenRegister = shallowRef<string | null>(null)
/** The entry that is whole beside the list, and the one that is chosen in it. */
export const shownEntryId = shallowRef<string | null>(null)
export const selectedEntryId = shallowRef<string | null>(null)
/** Entries that are ticked: steps then go to all of them. */
export const checkedEntryIds = shallowRef<ReadonlySet<string>>(new Set())

export const register = computed<Register | null>(() => registers.value.find(({ id }) => id === chosenRegister.value) ?? registers.value[0] ?? null)

export async function loadRegisters(): Promise<readonly Register[]> {
  registers.value = await rpc.registers.describe()
  return registers.value
}

/** A supervisor's edit of a description is there at once. */
export function followRegisters(): void {
  useChanges(['policy_version'], () => void loadRegisters())
}

/** Goes to a register, and in it to an entry. */
export function choose(registerId: string, entryId: string | null): void {
  if (chosenRegister.value !== registerId) checkedEntryIds.value = new Set()
  chosenRegister.value = registerId
  selectedEntryId.value = entryId
  shownEntryId.value = entryId
}
