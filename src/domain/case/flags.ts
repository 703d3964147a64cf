import type { Label } from './lists'

/**
 * Flags of a platform memo (C6): a number that the platform stores, with a name and the colour it is drawn in. 0–5 are the classic
 * ones, 6–10 the newer ones. What a colour means is each shop's own legend.
 */
export const FLAGS: readonly (Label & { readonly value: number; readonly colour: string })[] = [
  { value: 0, zh: '灰旗', en: 'Grey flag', colour: '#8a919e' },
  { value: 1, zh: '红旗', en: 'Red flag', colour: '#e5484d' },
  { value: 2, zh: '黄旗', en: 'Yellow flag', colour: '#d9a514' },
  { value: 3, zh: '绿旗', en: 'Green flag', colour: '#2f9e58' },
  { value: 4, zh: '蓝旗', en: 'Blue flag', colour: '#3b82f6' },
  { value: 5, zh: '紫旗', en: 'Purple flag', colour: '#9256d9' },
  { value: 6, zh: '橙旗', en: 'Orange flag', colour: '#e8762c' },
  { value: 7, zh: '浅蓝旗', en: 'Light blue flag', colour: '#53b5e6' },
  { value: 8, zh: '浅粉旗', en: 'Light pink flag', colour: '#ef8fb5' },
  { value: 9, zh: '浅绿旗', en: 'Light green flag', colour: '#7cc576' },
  { value: 10, zh: '桃红旗', en: 'Magenta flag', colour: '#d63f8c' },
]

/** The flag of a stored number, or null for none and for numbers that no platform has. */
export function flagOf(value: number | null): (typeof FLAGS)[number] | null {
  return value === null ? null : (FLAGS.find((flag) => flag.value === value) ?? null)
}
