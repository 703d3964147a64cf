/** The rows of the month as they are laid out now, and the one that is chosen. */
import { computed } from 'vue'
import { desk } from './month-desk'
import { pairUp, UNSETTLED, type Pair } from './pairs'

export const pairs = computed(() => pairUp({ explained: desk.explained, lines: desk.lines, charges: desk.charges ?? [], claimById: desk.claimById }))

const fits = (pair: Pair): boolean => {
  if (desk.tab === 'charges') return pair.kind === 'charge'
  if (pair.kind === 'charge') return false
  return desk.tab === 'all' || UNSETTLED.has(pair.kind) === (desk.tab === 'todo')
}
export const shown = computed(() => (desk.tab === 'decisions' || desk.tab === 'ages' ? [] : pairs.value.filter(fits)))
export const selectedPair = computed(() => shown.value.find((pair) => pair.key === desk.selected) ?? null)
export const checkedPairs = computed(() => (desk.checked.size === 0 ? [] : shown.value.filter((pair) => desk.checked.has(pair.key))))

/** Rows of each tab; while only open rows are read the process that worked the month out counts what is settled. */
export const counts = computed(() => {
  let todo = 0
  let settled = 0
  for (const { kind } of pairs.value) {
    if (kind === 'charge') continue
    if (UNSETTLED.has(kind)) todo += 1
    else settled += 1
  }
  const explained = desk.explained
  const unread = explained === null ? 0 : explained.counts.matched - explained.result.matched.length
  return { all: todo + settled + unread, todo, matched: settled + unread }
})
