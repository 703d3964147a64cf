import { maskPhonesIn } from '../../../domain/identity/mask'
import type { ImportedRecord, RecordValue } from '../../../domain/import/kinds'

type Values = ImportedRecord['values']

const read = <T extends RecordValue>(values: Values, field: string, is: (value: RecordValue) => value is T): T | null => {
  const value = values[field] ?? null
  if (value === null) return null
  // The reader makes each value by the field's type; another type is a mistake in the code.
  if (!is(value)) throw new TypeError(`field ${field} holds a ${typeof value}`)
  return value
}

/** Values of an imported record by type; null where the file is silent. */
export const text = (values: Values, field: string): string | null => read(values, field, (value) => typeof value === 'string')
export const count = (values: Values, field: string): number | null => read(values, field, (value) => typeof value === 'number')
export const yes = (values: Values, field: string): boolean | null => read(values, field, (value) => typeof value === 'boolean')
export const list = (values: Values, field: string): readonly string[] | null => read(values, field, (value): value is readonly string[] => Array.isArray(value))

/**
 * What a sheet adds to a stored text: null when that already says it. Exports mask phone numbers (R7), so one that comes back must not
 * replace the number that is stored.
 */
export function news(stored: string | null, said: string | null): string | null {
  return said === null || stored?.includes(said) === true || (stored !== null && maskPhonesIn(stored).includes(said)) ? null : said
}
