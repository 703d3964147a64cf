/** One line of a comparison of two texts. */
export interface DiffLine {
  readonly type: 'same' | 'added' | 'removed'
  readonly text: string
}

/** Above this the middle is shown as replaced whole: the table would be larger than anybody reads. */
const CELLS_AT_MOST = 4_000_000

/** What was changed between two texts, line by line (P1, T5): the longest common lines stay, removed ones come before added ones. */
export function diffLines(before: string, after: string): DiffLine[] {
  const a = before.split('\n')
  const b = after.split('\n')
  let head = 0
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1
  let tail = 0
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1
  const same = (lines: readonly string[]): DiffLine[] => lines.map((text) => ({ type: 'same', text }))
  return [...same(a.slice(0, head)), ...middle(a.slice(head, a.length - tail), b.slice(head, b.length - tail)), ...same(a.slice(a.length - tail))]
}

function middle(a: readonly string[], b: readonly string[]): DiffLine[] {
  const removed = (text: string): DiffLine => ({ type: 'removed', text })
  const added = (text: string): DiffLine => ({ type: 'added', text })
  if (a.length === 0 || b.length === 0 || a.length * b.length > CELLS_AT_MOST) return [...a.map(removed), ...b.map(added)]
  // lengths[i][j]: longest common run of lines of a from i and b from j on
  const width = b.length + 1
  const lengths = new Uint32Array((a.length + 1) * width)
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0
  for (let i = a.length - 1; i >= 0; i -= 1) for (let j = b.length - 1; j >= 0; j -= 1) lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  const lines: DiffLine[] = []
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    const [left, right] = [a[i], b[j]]
    if (left !== undefined && left === right) {
      lines.push({ type: 'same', text: left })
      i += 1
      j += 1
    } else if (left !== undefined && (right === undefined || at(i + 1, j) >= at(i, j + 1))) {
      lines.push(removed(left))
      i += 1
    } else if (right !== undefined) {
      lines.push(added(right))
      j += 1
    }
  }
  return lines
}

/** Only the changed lines and a few around them; a gap is null. */
export function aroundChanges(lines: readonly DiffLine[], around: number): (DiffLine | null)[] {
  const keep = lines.map((_, index) => lines.slice(Math.max(0, index - around), index + around + 1).some((line) => line.type !== 'same'))
  const shown: (DiffLine | null)[] = []
  lines.forEach((line, index) => {
    if (keep[index] === true) shown.push(line)
    else if (shown.at(-1) !== null && (shown.length > 0 || index === 0)) shown.push(null)
  })
  return shown
}
