import { computed, onMounted, shallowRef, type ComputedRef, type ShallowRef } from 'vue'
import type { Register } from '../../domain/register/register'
import { useChanges } from './changes'
import { rpc } from './client'
import { toUserError, type UserError } from './errors'

/** The descriptions that this person may read, as the background process holds them now (spec section 8). */
export const registers = shallowRef<readonly Register[]>([])

export async function loadRegisters(): Promise<readonly Register[]> {
  registers.value = await rpc.registers.describe()
  return registers.value
}

/** A supervisor's edit of a description is there at once. */
export function followRegisters(): void {
  useChanges(['policy_version'], () => void loadRegisters())
}

/** The description of a pane's own register; null until it is there. `load` asks again after a failure. */
export function useDescription(id: string): { readonly register: ComputedRef<Register | null>; readonly failure: Readonly<ShallowRef<UserError | null>>; readonly load: () => Promise<void> } {
  const failure = shallowRef<UserError | null>(null)
  async function load(): Promise<void> {
    try {
      await loadRegisters()
      failure.value = null
    } catch (thrown) {
      failure.value = toUserError(thrown)
    }
  }
  onMounted(() => void load())
  followRegisters()
  return { register: computed(() => registers.value.find((one) => one.id === id) ?? null), failure, load }
}
