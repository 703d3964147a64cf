/**
 * Words of exactly so many Chinese characters out of texts, at most `count`, from the most to the least frequent: their ranks grow by a
 * constant factor, so that common, middling and rare words come in like numbers.
 */
export function wordsOf(texts: readonly string[], length: number, count: number): string[] {
  const counts = new Map<string, number>()
  const cut = new Intl.Segmenter('zh', { granularity: 'word' })
  for (const text of texts) {
    const words = [...cut.segment(text)].filter((one) => one.isWordLike === true).map((one) => one.segment)
    // Longer ones are neighbouring words read together, as people type them.
    for (let at = 0; at < words.length; at += 1) {
      for (const word of [words[at] ?? '', (words[at] ?? '') + (words[at + 1] ?? '')]) {
        if ([...word].length === length && /^\p{Script=Han}+$/u.test(word) && text.includes(word)) counts.set(word, (counts.get(word) ?? 0) + 1)
      }
    }
  }
  const sorted = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([word]) => word)
  const ranks = new Set(Array.from({ length: count }, (_, n) => Math.min(sorted.length, Math.max(n + 1, Math.round(sorted.length ** ((n + 1) / count))))))
  return [...ranks].map((rank) => sorted[rank - 1] ?? '').filter((word) => word !== '')
}
