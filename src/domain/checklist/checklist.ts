import type { KindId } from '../case/kinds'
import type { Label } from '../case/lists'

/** The opening checklist of a shop day (H2): which lines it has is a policy. */
export const CHECK_SOURCES = ['no-trace', 'carry-over', 'reviews', 'cases', 'typed'] as const
export type CheckSource = (typeof CHECK_SOURCES)[number]

export interface CheckItem extends Label {
  readonly id: string
  readonly source: CheckSource
  readonly kinds: readonly KindId[]
  readonly perShop: boolean
  /** Fields of the register `checklist` that are typed in. */
  readonly figures: readonly string[]
}

export interface ChecklistPolicy {
  readonly items: readonly CheckItem[]
  readonly lookBack: number
  /** Days in which a line that was not ticked stays on the list. */
  readonly windowDays: number
}

export interface CheckLine {
  readonly item: string
  readonly what: string
  readonly shop: string | null
  /** With the day it names the line on every PC. */
  readonly row: string
}

/** The lines of a day: every item once, or once per shop. */
export function checkLines(policy: Pick<ChecklistPolicy, 'items'>, shopIds: readonly string[]): CheckLine[] {
  return policy.items.flatMap((item): CheckLine[] => {
    const line = { item: item.id, what: `${item.zh} · ${item.en}` }
    return item.perShop ? shopIds.map((shop) => ({ ...line, shop, row: `${item.id}:${shop}` })) : [{ ...line, shop: null, row: item.id }]
  })
}
