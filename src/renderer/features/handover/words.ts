import { shallowRef } from 'vue'
import type { Register } from '../../../domain/register/register'
import { locale } from '../../i18n'
import { rpc, useChanges, useSession } from '../../rpc'
import { formatMoment } from '../../ui/format'

/** Descriptions of the shift registers: kinds and reasons are said in their words. */
const descriptions = shallowRef<readonly Register[]>([])
export async function loadDescriptions(): Promise<void> {
  descriptions.value = await rpc.registers.describe()
}
export function followDescriptions(): void {
  useChanges(['policy_version'], () => void loadDescriptions())
}

const optionOf = (register: string, field: string, value: unknown) => descriptions.value.find(({ id }) => id === register)?.fields.find(({ id }) => id === field)?.options.find(({ id }) => id === value)
/** An option of a shift register in the reader's language; '' for nothing. */
export function optionWords(register: string, field: string, value: unknown): string {
  const option = optionOf(register, field, value)
  return option === undefined ? (typeof value === 'string' ? value : '') : locale.value === 'en' ? option.en : option.zh
}
export const optionTone = (register: string, field: string, value: unknown): 'calm' | 'soon' | 'late' | 'ok' => optionOf(register, field, value)?.tone ?? 'calm'

/** The name of a member of staff by id; '' for nobody. */
export function staffName(id: unknown): string {
  if (typeof id !== 'string') return ''
  return useSession().state?.staff.find((one) => one.id === id)?.name ?? ''
}
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
/** A moment of an entry as short as it can be said; '' for none. */
export const momentOf = (value: unknown, now: number, zone: string): string => (typeof value === 'number' ? formatMoment(value, now, zone) : '')
/** `2026-11-21` → `11-21`. */
export const shortDay = (day: string): string => day.slice(5)
