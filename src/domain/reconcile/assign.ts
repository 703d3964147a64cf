/**
 * The assignment of rows to columns with the greatest total, each used at most once (M2: globally best, not first come). The Hungarian
 * method with potentials, O(rows² · columns); callers bound the size. `weights[row][column]` are integers; null or 0 and less means
 * that the two must not meet. Answers the column of each row, or null. Deterministic: equal totals are settled by the order of rows and
 * columns alone.
 */
export function bestAssignment(weights: readonly (readonly (number | null)[])[]): (number | null)[] {
  const rows = weights.length
  const columns = weights.reduce((most, row) => Math.max(most, row.length), 0)
  if (rows === 0) return []
  // One private column per row stands for "nothing": a row is never forced into a pair that is not allowed.
  const width = columns + rows
  const cost = (row: number, column: number): number => {
    if (column >= columns) return 0
    const weight = weights[row]?.[column]
    return weight === undefined || weight === null || weight <= 0 ? FORBIDDEN : -weight
  }
  const rowPotential = new Array<number>(rows + 1).fill(0)
  const columnPotential = new Array<number>(width + 1).fill(0)
  /** Which row (1-based) holds a column (1-based); 0 is free. */
  const holder = new Array<number>(width + 1).fill(0)
  const cameFrom = new Array<number>(width + 1).fill(0)

  for (let row = 1; row <= rows; row += 1) {
    holder[0] = row
    let column = 0
    const least = new Array<number>(width + 1).fill(Number.POSITIVE_INFINITY)
    const done = new Array<boolean>(width + 1).fill(false)
    do {
      done[column] = true
      const from = at(holder, column)
      let delta = Number.POSITIVE_INFINITY
      let next = 0
      for (let other = 1; other <= width; other += 1) {
        if (done[other] === true) continue
        const reduced = cost(from - 1, other - 1) - at(rowPotential, from) - at(columnPotential, other)
        if (reduced < at(least, other)) {
          least[other] = reduced
          cameFrom[other] = column
        }
        if (at(least, other) < delta) {
          delta = at(least, other)
          next = other
        }
      }
      for (let other = 0; other <= width; other += 1) {
        if (done[other] === true) {
          rowPotential[at(holder, other)] = at(rowPotential, at(holder, other)) + delta
          columnPotential[other] = at(columnPotential, other) - delta
        } else {
          least[other] = at(least, other) - delta
        }
      }
      column = next
    } while (at(holder, column) !== 0)
    while (column !== 0) {
      const before = at(cameFrom, column)
      holder[column] = at(holder, before)
      column = before
    }
  }

  const chosen = new Array<number | null>(rows).fill(null)
  for (let column = 1; column <= columns; column += 1) {
    const row = at(holder, column)
    if (row > 0 && cost(row - 1, column - 1) < 0) chosen[row - 1] = column - 1
  }
  return chosen
}

/** Far beyond every sum of weights that callers use, and still exact. */
const FORBIDDEN = 1e9

/** Every index used above is inside its list, which the compiler cannot see. */
function at(list: readonly number[], index: number): number {
  return list[index] ?? 0
}
