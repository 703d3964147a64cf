/** Which of a few amounts make a sum (unlisted lump sums, M2): halves met in the middle, so at most 2 × 2^(n/2) sums are made. */

/** Of more open claims than this nearly every amount is a sum of some: then nothing is searched, and the result says so. */
export const MAX_SUM_CLAIMS = 24
/** A courier that pays more than this many claims at once lists them. */
export const MAX_SUM_SIZE = 6

interface Part {
  readonly mask: number
  readonly size: number
}

export interface SubsetFinder {
  /**
   * Places of the fewest amounts (two at least) that add up to `target`; `several` when another choice of the same size does so too,
   * null when none does.
   */
  find(target: number): readonly number[] | 'several' | null
}

/** `amounts`: at most MAX_SUM_CLAIMS positive integers. */
export function createSubsetFinder(amounts: readonly number[]): SubsetFinder {
  const half = amounts.length >> 1
  const left = sumsOf(amounts.slice(0, half))
  const right = sumsOf(amounts.slice(half))
  return {
    find(target) {
      let size = MAX_SUM_SIZE + 1
      let found: { readonly left: number; readonly right: number } | null = null
      let several = false
      for (const [sum, parts] of left) {
        const others = right.get(target - sum)
        if (others === undefined) continue
        for (const part of parts) {
          for (const other of others) {
            const together = part.size + other.size
            if (together < 2 || together > size || together > MAX_SUM_SIZE) continue
            several = together === size
            if (!several) found = { left: part.mask, right: other.mask }
            size = together
          }
        }
      }
      if (found === null) return null
      return several ? 'several' : [...places(found.left, 0), ...places(found.right, half)]
    },
  }
}

function sumsOf(amounts: readonly number[]): Map<number, Part[]> {
  const sums = new Map<number, Part[]>()
  for (let mask = 0; mask < 1 << amounts.length; mask += 1) {
    const chosen = places(mask, 0)
    if (chosen.length > MAX_SUM_SIZE) continue
    const sum = chosen.reduce((total, at) => total + (amounts[at] ?? 0), 0)
    const known = sums.get(sum)
    if (known === undefined) sums.set(sum, [{ mask, size: chosen.length }])
    else known.push({ mask, size: chosen.length })
  }
  return sums
}

function places(mask: number, offset: number): number[] {
  const out: number[] = []
  for (let bit = 0; mask >> bit > 0; bit += 1) if (((mask >> bit) & 1) === 1) out.push(bit + offset)
  return out
}
