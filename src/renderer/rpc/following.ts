import { watch } from 'vue'
import { generation } from './client'
import { errorCode } from './errors'
import { afterFirstRows } from './first-rows'
import { useSession } from './session'

/** Codes with which a stream ends by itself: the next sign-in or connection follows anew. */
const ENDS: readonly string[] = ['NOT_SIGNED_IN', 'CONNECTION_LOST', 'CANCELLED', 'NO_DATA_FOLDER', 'FORBIDDEN']

/**
 * Follows a stream of the background process for as long as somebody is signed in, anew after each sign-in and reconnection; begins once
 * the first rows are on screen (X1). `open` is asked with the signal that ends it; `take` gets every value, null while nobody is signed in.
 */
export function followWhileReady<T>(open: (signal: AbortSignal) => Promise<AsyncIterable<T>>, take: (value: T | null) => void): void {
  const session = useSession()
  let stop: AbortController | null = null
  async function follow(signal: AbortSignal): Promise<void> {
    try {
      for await (const value of await open(signal)) {
        if (signal.aborted) return
        take(value)
      }
    } catch (error) {
      if (!signal.aborted && !ENDS.includes(errorCode(error))) throw error
    }
  }
  afterFirstRows(() => {
    watch(
      () => [session.phase === 'ready' ? (session.me?.id ?? null) : null, generation.value] as const,
      ([person]) => {
        stop?.abort()
        stop = null
        if (person === null) {
          take(null)
          return
        }
        stop = new AbortController()
        void follow(stop.signal)
      },
      { immediate: true },
    )
  })
}
