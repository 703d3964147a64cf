/**
 * Texts in Chinese and English. Messages are interpreted, not compiled to functions, since the pages' policy refuses eval (R5).
 * The language that is not shown stays on disk until somebody switches to it.
 */
import { computed, type ComputedRef, type WritableComputedRef } from 'vue'
import { createI18n } from 'vue-i18n'
import type { Locale, MessageKey } from './types'
import { zh } from './zh'

export type { Locale, MessageKey } from './types'

const STORED = 'workstation.locale'

export const i18n = createI18n<false>({ legacy: false, locale: 'zh-CN', fallbackLocale: 'zh-CN', messages: { 'zh-CN': zh } })
const current = i18n.global.locale as unknown as WritableComputedRef<Locale>

export type Params = Readonly<Record<string, string | number>>

/** The text of a key in the language shown now; reactive inside templates and computed values. `n` also picks the English plural. */
export function t(key: MessageKey, params: Params = {}): string {
  const n = params['n']
  return typeof n === 'number' ? i18n.global.t(key, n, { named: params }) : i18n.global.t(key, params)
}

/** The text of a key that only the data knows (`errors.DISK_FULL.what`), or the fallback when there is none. */
export function tMaybe(key: string, fallback: string, params: Params = {}): string {
  return i18n.global.te(key) || i18n.global.te(key, 'zh-CN') ? i18n.global.t(key, params) : fallback
}

export const locale: ComputedRef<Locale> = computed(() => (current.value === 'en' ? 'en' : 'zh-CN'))

/** The half of a `{zh, en}` label that is shown now. */
export function pick(label: { readonly zh: string; readonly en: string }): string {
  return locale.value === 'en' ? label.en : label.zh
}

/** Switches the language now and for the next start. */
export async function setLocale(next: Locale): Promise<void> {
  await showLocale(next)
  localStorage.setItem(STORED, next)
}

/** Speaks this language without remembering it: a letter to print may be in another one than the window. */
export async function showLocale(next: Locale): Promise<void> {
  if (next === 'en' && !i18n.global.availableLocales.includes('en')) {
    const { en } = await import('./en')
    i18n.global.setLocaleMessage('en', en)
  }
  current.value = next
  document.documentElement.lang = next
}

/** The language of the last run on this device, else the given one. */
export function storedLocale(fallback: Locale): Locale {
  const stored = localStorage.getItem(STORED)
  return stored === 'en' || stored === 'zh-CN' ? stored : fallback
}
