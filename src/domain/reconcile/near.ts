/** Waybills one typo away from each other (M2), found without comparing every pair. */

/** Shorter numbers have too many neighbours to mean anything. */
export const SHORTEST_TYPO = 8

/**
 * Are two texts one edit apart: one character other, one missing, one too many, or two neighbours swapped? Equal texts are not.
 */
export function isOneEdit(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  if (long.length - short.length > 1) return false
  let from = 0
  while (from < short.length && short.charCodeAt(from) === long.charCodeAt(from)) from += 1
  if (short.length < long.length) return short.slice(from) === long.slice(from + 1)
  if (from === short.length) return false
  if (short.slice(from + 1) === long.slice(from + 1)) return true
  return short[from] === long[from + 1] && short[from + 1] === long[from] && short.slice(from + 2) === long.slice(from + 2)
}

export interface NearIndex {
  /** Keys of the index that are exactly one edit away from `key`, in the order of the index. */
  find(key: string): readonly string[]
}

const BASE = 0x01000193
const FILTER_BITS = 22

/**
 * An index over a few keys that many others are held against. Two texts that are one edit apart share a text with one character left
 * out (or one is the other with one left out), so only the hashes of those are looked up: the cost is the length of the keys, not their
 * number. A bit filter answers nearly all look-ups, and what it lets through is compared character by character.
 */
export function createNearIndex(keys: Iterable<string>): NearIndex {
  const filter = new Uint32Array(1 << (FILTER_BITS - 5))
  const byHash = new Map<number, number[]>()
  const list: string[] = []
  for (const key of new Set(keys)) {
    const place = list.push(key) - 1
    const count = fillHashes(key)
    for (const hash of new Set(hashes.subarray(0, count))) {
      const bit = hash >>> (32 - FILTER_BITS)
      filter[bit >>> 5] = (filter[bit >>> 5] ?? 0) | (1 << (bit & 31))
      const known = byHash.get(hash)
      if (known === undefined) byHash.set(hash, [place])
      else known.push(place)
    }
  }
  return {
    find(key) {
      let places: Set<number> | null = null
      const count = fillHashes(key)
      for (let at = 0; at < count; at += 1) {
        const hash = hashes[at] ?? 0
        const bit = hash >>> (32 - FILTER_BITS)
        if (((filter[bit >>> 5] ?? 0) & (1 << (bit & 31))) === 0) continue
        for (const place of byHash.get(hash) ?? []) (places ??= new Set()).add(place)
      }
      if (places === null) return []
      return [...places].sort((a, b) => a - b).flatMap((place) => {
        const other = list[place]
        return other !== undefined && isOneEdit(key, other) ? [other] : []
      })
    },
  }
}

/** Working space, reused between calls: many keys are asked for, and few of them are in any index. */
let suffixes = new Int32Array(256)
let hashes = new Uint32Array(256)

/** Puts into `hashes` those of the text itself and of each text with one character left out: polynomial modulo 2³², spread so that the top bits are usable. Answers how many. */
function fillHashes(key: string): number {
  const { length } = key
  if (suffixes.length <= length) {
    suffixes = new Int32Array(length * 2)
    hashes = new Uint32Array(length * 2)
  }
  // suffixes[i] = Σ key[j] · BASE^(j−i) for j ≥ i, so that prefix + BASE^i · suffix leaves out one character.
  suffixes[length] = 0
  for (let i = length - 1; i >= 0; i -= 1) suffixes[i] = (Math.imul(suffixes[i + 1] ?? 0, BASE) + key.charCodeAt(i)) | 0
  let prefix = 0
  let power = 1
  for (let i = 0; i < length; i += 1) {
    hashes[i] = spread((prefix + Math.imul(power, suffixes[i + 1] ?? 0)) | 0)
    prefix = (prefix + Math.imul(power, key.charCodeAt(i))) | 0
    power = Math.imul(power, BASE)
  }
  hashes[length] = spread(prefix)
  return length + 1
}

function spread(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return Math.imul(mixed ^ (mixed >>> 13), 0x297a2d39) >>> 0
}
