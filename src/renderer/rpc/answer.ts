/** One answer to a question that changes: sums under a list, the details of its chosen row. */
import { shallowRef, watch, type ShallowRef } from 'vue'
import { toUserError, type UserError } from './errors'

export interface Answer<T> {
  /** null: not there yet, or not to be had (then `failure` says why). */
  readonly value: Readonly<ShallowRef<T | null>>
  readonly failure: Readonly<ShallowRef<UserError | null>>
  /** Asks again, without a blink. */
  readonly refresh: () => Promise<void>
}

/**
 * Asks `load` at once and whenever `question` changes; a late answer to an older question is dropped. `keep`: the answer to the question before
 * stays until the next is there, as sums do; without it nothing is shown of another row.
 */
export function useAnswer<Q, T>(question: () => Q, load: (asked: Q) => Promise<T>, { keep = false }: { readonly keep?: boolean } = {}): Answer<T> {
  const value = shallowRef<T | null>(null)
  const failure = shallowRef<UserError | null>(null)
  let round = 0
  async function refresh(): Promise<void> {
    const mine = ++round
    try {
      const found = await load(question())
      if (mine === round) [value.value, failure.value] = [found, null]
    } catch (thrown) {
      if (mine === round) [value.value, failure.value] = [null, toUserError(thrown)]
    }
  }
  watch(
    question,
    () => {
      if (!keep) value.value = null
      void refresh()
    },
    { immediate: true },
  )
  return { value, failure, refresh }
}
