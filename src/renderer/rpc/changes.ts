/**
 * Invalidation: after every commit the background process says which tables and rows changed; panes refetch what they show of
 * them. One stream per window; changes that arrive together are told once, in the next frame.
 */
import { onScopeDispose, watch } from 'vue'
import type { ChangeEvent } from '../../contract/health'
import { generation, rpc } from './client'
import { errorCode } from './errors'

export interface Change {
  readonly tables: ReadonlySet<string>
  /** empty: too many to name */
  readonly ids: ReadonlySet<string>
  readonly caseIds: ReadonlySet<string>
}

type Listener = (change: Change) => void
const listeners = new Set<{ tables: readonly string[] | null; listener: Listener }>()
let pending: ChangeEvent[] = []
let frame: ReturnType<typeof setTimeout> | undefined
let stop: AbortController | null = null

function flush(): void {
  frame = undefined
  const events = pending
  pending = []
  const unnamed = events.some((event) => event.ids.length === 0)
  const change: Change = {
    tables: new Set(events.flatMap((event) => event.tables)),
    ids: new Set(unnamed ? [] : events.flatMap((event) => event.ids)),
    caseIds: new Set(events.flatMap((event) => event.caseIds)),
  }
  for (const { tables, listener } of listeners) {
    if (tables === null || tables.some((table) => change.tables.has(table))) listener(change)
  }
}

async function follow(signal: AbortSignal): Promise<void> {
  try {
    for await (const event of await rpc.health.changes(undefined, { signal })) {
      pending.push(event)
      // a timer, not a frame: a hidden window gets no frames and would pile up events
      frame ??= setTimeout(flush, 16)
    }
  } catch (error) {
    const code = errorCode(error)
    // not signed in yet, or the port is gone: the next generation or sign-in follows anew
    if (signal.aborted || code === 'NOT_SIGNED_IN' || code === 'CONNECTION_LOST' || code === 'CANCELLED' || code === 'NO_DATA_FOLDER') return
    throw error
  }
}

/** Begins to listen over the present port; call after sign-in and after every reconnection. */
export function followChanges(): void {
  stop?.abort()
  stop = new AbortController()
  void follow(stop.signal)
}

export function stopChanges(): void {
  stop?.abort()
  stop = null
}

/** Calls back when one of the tables changed (null: any), and after a reconnection, while the calling scope lives. */
export function useChanges(tables: readonly string[] | null, listener: Listener): void {
  const entry = { tables, listener }
  listeners.add(entry)
  const everything: Change = { tables: new Set(tables ?? []), ids: new Set(), caseIds: new Set() }
  const unwatch = watch(generation, () => listener(everything))
  onScopeDispose(() => {
    listeners.delete(entry)
    unwatch()
  })
}
