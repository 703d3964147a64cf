/** Bulk work gives way to people: long transactions while nobody asks for anything, short ones while somebody does (X6). */
export interface Pace {
  /** Somebody asks for something now. */
  asked(): void
  /** How long a transaction of bulk work may take at this moment, in milliseconds. */
  sliceMs(): number
  /** How long nobody has asked for anything, in milliseconds. */
  quietMs(): number
}

/** No transaction of bulk work takes longer than this (design, decision 1). */
const ALONE_MS = 40
/** With a person at work a page waits at most this long for a transaction; shorter ones would spend their time on committing. */
const BESIDE_MS = 1.5
/** How long after the last question somebody still counts as being at work. */
const ATTENTION_MS = 1_500

/** @param now milliseconds that never go back */
export function createPace(now: () => number): Pace {
  let last = Number.NEGATIVE_INFINITY
  return {
    asked() {
      last = now()
    },
    sliceMs: () => (now() - last < ATTENTION_MS ? BESIDE_MS : ALONE_MS),
    quietMs: () => now() - last,
  }
}
