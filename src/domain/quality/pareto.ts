import type { Label } from '../case/lists'

/** Which few causes make most of the trouble (Q1): bars from the longest down, with what they add up to. Pure. */
export const PARETO_BY = {
  problem: { zh: '问题', en: 'Problem' },
  sku: { zh: '款号', en: 'Style' },
  batch: { zh: '批次', en: 'Batch' },
  size: { zh: '尺码', en: 'Size' },
  colour: { zh: '颜色', en: 'Colour' },
} as const satisfies Record<string, Label>
export type ParetoBy = keyof typeof PARETO_BY
export const PARETO_BY_IDS = Object.keys(PARETO_BY) as readonly ParetoBy[]

export interface ParetoBar {
  /** The value; null: not filled in. */
  readonly key: string | null
  readonly count: number
  /** Of all, 0 to 1. */
  readonly share: number
  /** This bar and all longer ones, of all, 0 to 1. */
  readonly cumulative: number
  readonly ids: readonly string[]
}

/** Values that differ only in width, case or blanks are one bar, in the spelling that came first. */
export function pareto(entries: readonly { readonly id: string; readonly value: string | null }[]): ParetoBar[] {
  const groups = new Map<string, { key: string | null; ids: string[] }>()
  for (const { id, value } of entries) {
    const text = value?.trim() || null
    const folded = (text ?? '').normalize('NFKC').toUpperCase()
    const group = groups.get(folded) ?? { key: text, ids: [] }
    group.ids.push(id)
    groups.set(folded, group)
  }
  const sorted = [...groups].sort(([a, one], [b, other]) => other.ids.length - one.ids.length || (a < b ? -1 : 1)).map(([, group]) => group)
  let before = 0
  return sorted.map(({ key, ids }) => {
    before += ids.length
    return { key, count: ids.length, share: ids.length / entries.length, cumulative: before / entries.length, ids }
  })
}

/** The Monday of the week of a day, both `YYYY-MM-DD`; a calendar has no zone. */
export function mondayOf(day: string): string {
  const at = Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10)))
  const back = (new Date(at).getUTCDay() + 6) % 7
  return new Date(at - back * 86_400_000).toISOString().slice(0, 10)
}

/** A day some days later or earlier. */
export const shiftDay = (day: string, days: number): string => new Date(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10)) + days)).toISOString().slice(0, 10)
