/** Seeded randomness (spec section 12): one seed always makes the same demo shop. */
export interface Random {
  /** 0 ≤ x < 1. */
  next(): number
  /** An integer from `from` to `to`, both included. */
  int(from: number, to: number): number
  chance(probability: number): boolean
  pick<T>(list: readonly [T, ...T[]]): T
  /** One of the entries, by weight. */
  weighted<T>(entries: readonly Weighted<T>[]): T
  /** Digits as text; the first is never 0. */
  digits(count: number): string
}

export type Weighted<T> = readonly [value: T, weight: number]

/** A generator for a seed; `stream` gives independent generators of one seed. */
export function createRandom(seed: number, stream = ''): Random {
  const next = sfc32(seed, stream)
  const int = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1))
  return {
    next,
    int,
    chance: (probability) => next() < probability,
    pick: (list) => list[int(0, list.length - 1)] ?? list[0],
    weighted(entries) {
      const total = entries.reduce((sum, [, weight]) => sum + weight, 0)
      let left = next() * total
      for (const [value, weight] of entries) {
        left -= weight
        if (left < 0) return value
      }
      const last = entries.at(-1)
      if (last === undefined) throw new RangeError('nothing to choose from')
      return last[0]
    },
    digits(count) {
      let text = String(int(1, 9))
      while (text.length < count) text += String(int(0, 9))
      return text
    },
  }
}

/** sfc32: small, fast, good enough for far more numbers than a demo draws. */
function sfc32(seed: number, stream: string): () => number {
  let a = seed | 0
  let b = 0x9e3779b9
  let c = 0x243f6a88
  let counter = 1
  for (let index = 0; index < stream.length; index += 1) c = Math.imul(c ^ stream.charCodeAt(index), 0x01000193)
  const step = (): number => {
    const t = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + t) | 0
    return (t >>> 0) / 4_294_967_296
  }
  for (let warmUp = 0; warmUp < 12; warmUp += 1) step()
  return step
}
