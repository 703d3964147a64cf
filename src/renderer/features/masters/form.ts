/** The forms of the masters as data: one field, one kind of input; text in, values out. Pure (O2). */
import { formatCents, parseMoney } from '../../ui/format'
import { readGrams } from '../../../domain/import/record-reader'
import type { CourierArea } from '../../../contract/masters'
import { flagsProblem, ratesProblem } from './lines'

export type FieldKind = 'text' | 'long' | 'count' | 'money' | 'grams' | 'words' | 'yes-no' | 'select' | 'ticks' | 'areas' | 'rates' | 'flags' | 'pin'

export interface FormField {
  readonly key: string
  readonly kind: FieldKind
  readonly label: string
  readonly help?: string
  readonly required?: boolean
  /** Cannot be changed once the row exists: it is its identity. */
  readonly fixed?: boolean
  readonly options?: readonly { readonly value: string; readonly label: string }[]
}

/** What stands in the inputs. */
export type Draft = Record<string, string | boolean | readonly string[]>
export type Problem = 'required' | 'badNumber' | 'badWeight' | 'badMoney' | 'pinBad' | { readonly line: number; readonly what: 'badArea' | 'badRate' | 'badFlag' }

export const splitWords = (text: string): string[] => [...new Set(text.split(/[,;、，；\n]+/).map((word) => word.trim()).filter((word) => word !== ''))]

export const gramsText = (grams: number | null): string => (grams === null ? '' : grams >= 1000 ? `${grams / 1000} kg` : `${grams} g`)
export const moneyText = (cents: number | null): string => (cents === null ? '' : formatCents(cents))

export function areasText(areas: readonly CourierArea[]): string {
  return areas.map(({ area, fromDay, toDay }) => [area, fromDay, toDay ?? (fromDay === null ? null : '')].filter(Boolean).join(' ')).join('\n')
}

const DAY = /^\d{4}-\d\d-\d\d$/

/** One area a line, with first and last day behind it; a single day is the last one. Answers the first line that is not clear. */
export function readAreas(text: string): CourierArea[] | { readonly line: number } {
  const areas: CourierArea[] = []
  for (const [at, line] of text.split('\n').entries()) {
    const words = line.trim().split(/[\s~～]+/).filter((word) => word !== '')
    if (words.length === 0) continue
    const days = words.filter((word) => DAY.test(word))
    const area = words.filter((word) => !DAY.test(word)).join(' ')
    const [first = null, second = null] = days
    if (area === '' || days.length > 2 || /\d{4}/.test(area) || (first !== null && second !== null && first > second)) return { line: at + 1 }
    areas.push({ kind: 'suspended', area, fromDay: second === null ? null : first, toDay: second ?? first })
  }
  return areas
}

const textOf = (draft: Draft, key: string): string => {
  const value = draft[key]
  return typeof value === 'string' ? value.trim() : ''
}

/** What is wrong with a field as it stands; null when it is fine. */
export function problemOf(field: FormField, draft: Draft): Problem | null {
  const text = textOf(draft, field.key)
  if (field.required && text === '') return 'required'
  if (text === '') return null
  if (field.kind === 'count') return /^\d{1,4}$/.test(text) ? null : 'badNumber'
  if (field.kind === 'grams') return readGrams(text, '') === null ? 'badWeight' : null
  if (field.kind === 'money') return (parseMoney(text) ?? -1) < 0 ? 'badMoney' : null
  if (field.kind === 'pin') return /^\d{4,12}$/.test(text) ? null : 'pinBad'
  if (field.kind === 'areas') {
    const areas = readAreas(text)
    return Array.isArray(areas) ? null : { ...areas, what: 'badArea' }
  }
  if (field.kind === 'rates') return ratesProblem(text)
  if (field.kind === 'flags') return flagsProblem(text)
  return null
}

/** Values of a draft, by the field's kind; only called when nothing is wrong with it. */
export const values = {
  text: (draft: Draft, key: string): string => textOf(draft, key),
  maybe: (draft: Draft, key: string): string | null => textOf(draft, key) || null,
  count: (draft: Draft, key: string, otherwise: number): number => (textOf(draft, key) === '' ? otherwise : Number(textOf(draft, key))),
  grams: (draft: Draft, key: string): number | null => readGrams(textOf(draft, key), ''),
  money: (draft: Draft, key: string): number | null => (textOf(draft, key) === '' ? null : parseMoney(textOf(draft, key))),
  words: (draft: Draft, key: string): string[] => splitWords(textOf(draft, key)),
  yes: (draft: Draft, key: string): boolean => draft[key] === true,
  ticks: (draft: Draft, key: string): readonly string[] => (Array.isArray(draft[key]) ? (draft[key] as readonly string[]) : []),
}
