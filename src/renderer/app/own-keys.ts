import { watch } from 'vue'
import { usePreferences } from '../rpc'
import { remap } from '../ui/commands'

export const KEYS_PREFERENCE = 'keys'

/** The shortcuts that a person made their own come and go with that person. */
export function followOwnKeys(): void {
  const preferences = usePreferences()
  let applied: string[] = []
  watch(
    () => preferences.loaded,
    () => {
      for (const id of applied) remap(id, null)
      applied = []
      const stored = preferences.get(KEYS_PREFERENCE)
      if (typeof stored !== 'object' || stored === null) return
      for (const [id, keys] of Object.entries(stored)) {
        if (!Array.isArray(keys) || !keys.every((one) => typeof one === 'string')) continue
        remap(id, keys)
        applied.push(id)
      }
    },
    { immediate: true },
  )
}
