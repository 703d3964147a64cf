/** Text of one line out of what the recognition model says of each of its steps (A7). */
export interface Letters {
  readonly text: string
  /** Mean of the letters' own probabilities, 0 to 1; 0 for no letter. */
  readonly confidence: number
}

/**
 * Greedy reading of a CTC output of `steps` × `classes` probabilities: class 0 is "nothing", the same letter in neighbouring steps is one
 * letter. `alphabet[n]` is class n + 1.
 */
export function lettersOf(scores: ArrayLike<number>, steps: number, classes: number, alphabet: readonly string[]): Letters {
  let text = ''
  let sum = 0
  let count = 0
  let last = 0
  for (let step = 0; step < steps; step += 1) {
    let best = 0
    let score = -1
    for (let at = 0; at < classes; at += 1) {
      const value = scores[step * classes + at] ?? 0
      if (value > score) [best, score] = [at, value]
    }
    if (best !== 0 && best !== last) {
      text += alphabet[best - 1] ?? ''
      sum += score
      count += 1
    }
    last = best
  }
  return { text, confidence: count === 0 ? 0 : sum / count }
}
