import { EventPublisher } from '@orpc/server'
import type { ChangeEvent } from '../../contract/health'
import type { Kernel } from '../services/kernel'

/** Above this many rows a change names none: pages refetch what they show. */
const NAMED_AT_MOST = 200

const publishers = new WeakMap<Kernel, EventPublisher<{ change: ChangeEvent }>>()

function publisherOf(kernel: Kernel): EventPublisher<{ change: ChangeEvent }> {
  let publisher = publishers.get(kernel)
  if (publisher === undefined) {
    const made = new EventPublisher<{ change: ChangeEvent }>()
    kernel.onChange(({ tables, ids, caseIds }) => {
      const many = ids.size > NAMED_AT_MOST || caseIds.size > NAMED_AT_MOST
      made.publish('change', { tables: [...tables], ids: many ? [] : [...ids], caseIds: many ? [] : [...caseIds] })
    })
    publishers.set(kernel, made)
    publisher = made
  }
  return publisher
}

/** What changes in the data folder from now on, until the signal. */
export const changesOf = (kernel: Kernel, signal: AbortSignal | undefined): AsyncIterable<ChangeEvent> => publisherOf(kernel).subscribe('change', signal === undefined ? {} : { signal })
