import { shallowRef } from 'vue'
import type { ThemeChoice, ThemeState } from '../../contract/native'
import { bridge } from '../rpc'

const STORED = 'workstation.dark'
export const themeChoice = shallowRef<ThemeChoice>('system')

function show(state: ThemeState): void {
  themeChoice.value = state.choice
  document.documentElement.dataset['theme'] = state.dark ? 'dark' : 'light'
  // only so that the first frame of the next start has the right ground
  localStorage.setItem(STORED, String(state.dark))
}

/** Before the first frame: what was shown last, else what the system prefers. */
export function showStoredTheme(): void {
  const stored = localStorage.getItem(STORED)
  const dark = stored === null ? matchMedia('(prefers-color-scheme: dark)').matches : stored === 'true'
  document.documentElement.dataset['theme'] = dark ? 'dark' : 'light'
}

/** Asks the shell and follows it from then on. */
export async function followTheme(): Promise<void> {
  bridge.onEvent((event) => {
    if (event.type === 'theme') show(event.theme)
  })
  show(await bridge.getTheme())
}

export async function chooseTheme(choice: ThemeChoice): Promise<void> {
  show(await bridge.setTheme(choice))
}

const NEXT: Readonly<Record<ThemeChoice, ThemeChoice>> = { system: 'light', light: 'dark', dark: 'system' }

export function cycleTheme(): Promise<void> {
  return chooseTheme(NEXT[themeChoice.value])
}
