/** What a review is about, read from its words (E1). */
export interface CauseWords {
  readonly id: string
  readonly words: readonly string[]
}

/** The causes whose words stand in a review, the one with most of them first; equal ones in the order of the list. */
export function causesIn(text: string, causes: readonly CauseWords[]): string[] {
  const folded = text.normalize('NFKC').toLowerCase()
  return causes
    .map(({ id, words }, index) => ({ id, index, found: words.filter((word) => folded.includes(word.normalize('NFKC').toLowerCase())).length }))
    .filter(({ found }) => found > 0)
    .sort((a, b) => b.found - a.found || a.index - b.index)
    .map(({ id }) => id)
}
