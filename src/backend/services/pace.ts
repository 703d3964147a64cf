/** Bulk work gives way to people: long transactions while nobody asks for anything, short ones while somebody does (X6). */
export interface Pace {
  /** Somebody asks for something now. */
  asked(): void
  /** How long a transaction of bulk work may take at this moment, in milliseconds. */
  sliceMs(): number
  /** How long slices of bulk work may share one transaction before it is committed, in milliseconds; 0: each by itself. */
  shareMs(): number
  /** A transaction of bulk work begins: tells whenever it is asked whether it has used up its time, of which it has `leastMs` in any case. */
  slice(leastMs: number): () => boolean
  /** Between two transactions of bulk work: ends when those who asked a moment ago have had the time to be answered. */
  giveWay(): Promise<void>
  /** How long nobody has asked for anything, in milliseconds. */
  quietMs(): number
}

/** No transaction of bulk work takes longer than this (design, decision 1). */
const ALONE_MS = 40
/**
 * On a slow disk most of an import is committing: each commit writes nearly every page of every index again. Longer saves little more, and it bounds
 * how long what was written stays unseen, and how seldom progress is told.
 */
const SHARE_MS = 1_500
/** With a person at work a page waits at most this long for a transaction; shorter ones would spend their time on committing. */
const BESIDE_MS = 1
/** How long after the last question somebody still counts as being at work. */
const ATTENTION_MS = 1_500

/**
 * For so long after a question bulk work stands still: reading a call, running it and writing its answer are several turns of the
 * event loop, and a transaction between each two would make one wait into many.
 */
const ANSWER_MS = 4
/** Many who ask without a pause must not bring bulk work to a halt. */
const GIVE_WAY_AT_MOST_MS = 12

/** @param now milliseconds that never go back */
export function createPace(now: () => number): Pace {
  let last = Number.NEGATIVE_INFINITY
  const sliceMs = (): number => (now() - last < ATTENTION_MS ? BESIDE_MS : ALONE_MS)
  return {
    asked() {
      last = now()
    },
    sliceMs,
    shareMs: () => (now() - last < ATTENTION_MS ? 0 : SHARE_MS),
    slice(leastMs) {
      const endsAt = now() + Math.max(sliceMs(), leastMs)
      return () => now() >= endsAt
    },
    async giveWay() {
      const until = now() + GIVE_WAY_AT_MOST_MS
      // One turn always: what has arrived during the transaction shows only then.
      await new Promise((done) => setImmediate(done))
      while (now() - last < ANSWER_MS && now() < until) await new Promise((done) => setTimeout(done, 1))
    },
    quietMs: () => now() - last,
  }
}
