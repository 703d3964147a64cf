/** A text as it is searched, with the way back to the characters that a person typed. */
export interface PlainText {
  readonly text: string
  /** The place in the original text for a stretch of `text`; UTF-16 offsets, end exclusive. */
  original(from: number, to: number): { readonly from: number; readonly to: number }
}

/** What stands in a word only to hide it: blanks, marks, signs, pictures. Ends of sentences and commas stay. */
const HIDING = /^[\s\p{M}\p{S}\p{Cf}*·・•_\-—~|/\\'"“”‘’「」()[\]{}<>《》【】.:]$/u

function build(source: string, drop: (char: string) => boolean): PlainText {
  let text = ''
  const starts: number[] = []
  const ends: number[] = []
  let at = 0
  for (const typed of source) {
    const end = at + typed.length
    for (const char of typed.normalize('NFKC').toLowerCase()) {
      if (drop(char)) continue
      text += char
      for (let unit = 0; unit < char.length; unit += 1) {
        starts.push(at)
        ends.push(end)
      }
    }
    at = end
  }
  return { text, original: (from, to) => ({ from: starts[from] ?? source.length, to: to > from ? (ends[to - 1] ?? source.length) : (starts[from] ?? source.length) }) }
}

/** Full-width forms made plain and letters small; nothing that can be seen is left out. Never throws. */
export const plain = (source: string): PlainText => build(source, (char) => /^\p{Cf}$/u.test(char))

/** As `plain`, without whatever can be put between characters to hide a word (T6): 微 信, 红❤包. */
export const squeezed = (source: string): PlainText => build(source, (char) => HIDING.test(char))
