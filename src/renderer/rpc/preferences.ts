import { defineStore } from 'pinia'
import { shallowReactive, shallowRef } from 'vue'
import { rpc } from './client'

const STORED = 'workstation.preferences'

/**
 * What one person likes on this device: layouts, keys, column widths. Kept by the background process; until that person has
 * signed in there is only this memory. Values are plain JSON, and a reader checks the shape of what it gets.
 */
export const usePreferences = defineStore('preferences', () => {
  const values = shallowReactive(new Map<string, unknown>())
  const loaded = shallowRef(false)
  const asExpected = shallowRef(false)
  const timers = new Map<string, ReturnType<typeof setTimeout>>()

  /** What the last start was told, until this one is (X1): lays out the panes that are built before the answer. */
  function expect(): void {
    const stored = localStorage.getItem(STORED)
    if (stored === null) return
    try {
      take(JSON.parse(stored) as Record<string, unknown>)
    } catch (error) {
      // half written: the answer comes in a moment
      if (!(error instanceof SyntaxError)) throw error
    }
  }

  function take(found: Readonly<Record<string, unknown>>): void {
    values.clear()
    for (const [key, value] of Object.entries(found)) values.set(key, value)
  }

  const written = (): string => JSON.stringify(Object.fromEntries([...values].sort(([a], [b]) => (a < b ? -1 : 1))))

  /** Reads them; `asExpected` says whether anything differs from what stood there before. */
  async function load(): Promise<void> {
    const before = written()
    take(await rpc.preferences.get())
    asExpected.value = written() === before
    localStorage.setItem(STORED, written())
    loaded.value = true
  }

  function forget(): void {
    for (const timer of timers.values()) clearTimeout(timer)
    timers.clear()
    values.clear()
    localStorage.removeItem(STORED)
    loaded.value = false
  }

  /** Remembers now and stores after a moment's rest, so that dragging a splitter writes once. */
  function set(key: string, value: Json): void {
    values.set(key, value)
    if (!loaded.value) return
    localStorage.setItem(STORED, written())
    clearTimeout(timers.get(key))
    timers.set(
      key,
      setTimeout(() => {
        timers.delete(key)
        void rpc.preferences.set({ key, value })
      }, 400),
    )
  }

  return { values, loaded, asExpected, expect, load, forget, set, get: (key: string): unknown => values.get(key) }
})

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }
