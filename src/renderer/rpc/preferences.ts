import { defineStore } from 'pinia'
import { shallowReactive, shallowRef } from 'vue'
import { rpc } from './client'

/**
 * What one person likes on this device: layouts, keys, column widths. Kept by the background process; until that person has
 * signed in there is only this memory. Values are plain JSON, and a reader checks the shape of what it gets.
 */
export const usePreferences = defineStore('preferences', () => {
  const values = shallowReactive(new Map<string, unknown>())
  const loaded = shallowRef(false)
  const timers = new Map<string, ReturnType<typeof setTimeout>>()

  async function load(): Promise<void> {
    const found = await rpc.preferences.get()
    values.clear()
    for (const [key, value] of Object.entries(found)) values.set(key, value)
    loaded.value = true
  }

  function forget(): void {
    for (const timer of timers.values()) clearTimeout(timer)
    timers.clear()
    values.clear()
    loaded.value = false
  }

  /** Remembers now and stores after a moment's rest, so that dragging a splitter writes once. */
  function set(key: string, value: Json): void {
    values.set(key, value)
    if (!loaded.value) return
    clearTimeout(timers.get(key))
    timers.set(
      key,
      setTimeout(() => {
        timers.delete(key)
        void rpc.preferences.set({ key, value })
      }, 400),
    )
  }

  return { values, loaded, load, forget, set, get: (key: string): unknown => values.get(key) }
})

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }
