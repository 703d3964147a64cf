import { computed, shallowRef } from 'vue'
import type { Register } from '../../../domain/register/register'
import { registers as described } from '../../rpc'

/** The descriptions that this pane shows: those that have no pane of their own. */
export const registers = computed<readonly Register[]>(() => described.value.filter(({ pane }) => pane === null))
export const chosenRegister = shallowRef<string | null>(null)
/** The entry that is whole beside the list, and the one that is chosen in it. */
export const shownEntryId = shallowRef<string | null>(null)
export const selectedEntryId = shallowRef<string | null>(null)
/** Entries that are ticked: steps then go to all of them. */
export const checkedEntryIds = shallowRef<ReadonlySet<string>>(new Set())

export const register = computed<Register | null>(() => registers.value.find(({ id }) => id === chosenRegister.value) ?? registers.value[0] ?? null)

/** Goes to a register, and in it to an entry. */
export function choose(registerId: string, entryId: string | null): void {
  if (chosenRegister.value !== registerId) checkedEntryIds.value = new Set()
  chosenRegister.value = registerId
  selectedEntryId.value = entryId
  shownEntryId.value = entryId
}
