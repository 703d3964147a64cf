import { computed } from 'vue'
import type { MonthNote } from '../../../contract/month-review'
import { desk } from './month-desk'
import type { Pair } from './pairs'

const byId = computed(() => new Map((desk.board?.notes ?? []).map((note) => [`${note.what}:${note.id}`, note])))

export const noteOf = (what: 'line' | 'claim', id: string): MonthNote | null => byId.value.get(`${what}:${id}`) ?? null

/** Notes of a row's line and claim. */
export function notesOf(pair: Pair | null): MonthNote[] {
  const line = pair?.line == null ? null : noteOf('line', pair.line.id)
  const claim = pair?.claim == null ? null : noteOf('claim', pair.claim.id)
  return [line, claim].filter((note) => note !== null)
}
