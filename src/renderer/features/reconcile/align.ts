/** Open lines and open claims side by side by amount and day (M4). Pure. */

interface OpenLine {
  readonly line: { readonly courierId: string; readonly occurredOn: string | null; readonly row: number }
  readonly restCents: number
}
interface OpenClaimRow {
  readonly open: { readonly courierId: string | null; readonly filedOn: string | null; readonly claimNo: string }
  readonly restCents: number
}

export interface Aligned<L, C> {
  readonly line: L | null
  readonly claim: C | null
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/**
 * Both lists in one order, courier by courier, rising by amount and then by day; a line and a claim of one amount share a row when the
 * claim was filed by the day of the line, oldest with oldest. Every line and every claim stands in exactly one row.
 */
export function alignOpen<L extends OpenLine, C extends OpenClaimRow>(lines: readonly L[], claims: readonly C[]): Aligned<L, C>[] {
  const left = [...lines].sort((a, b) => byText(a.line.courierId, b.line.courierId) || a.restCents - b.restCents || byText(a.line.occurredOn ?? '', b.line.occurredOn ?? '') || a.line.row - b.line.row)
  const right = [...claims].sort((a, b) => byText(a.open.courierId ?? '', b.open.courierId ?? '') || a.restCents - b.restCents || byText(a.open.filedOn ?? '', b.open.filedOn ?? '') || byText(a.open.claimNo, b.open.claimNo))
  const rows: Aligned<L, C>[] = []
  let at = 0
  for (const line of left) {
    for (let claim = right[at]; claim !== undefined && compare(claim, line) < 0; claim = right[at]) {
      rows.push({ line: null, claim })
      at += 1
    }
    const claim = right[at]
    const fits = claim !== undefined && compare(claim, line) === 0 && (line.line.occurredOn === null || (claim.open.filedOn ?? '') <= line.line.occurredOn)
    rows.push({ line, claim: fits ? claim : null })
    if (fits) at += 1
  }
  for (const claim of right.slice(at)) rows.push({ line: null, claim })
  return rows
}

const compare = (claim: OpenClaimRow, line: OpenLine): number => byText(claim.open.courierId ?? '', line.line.courierId) || claim.restCents - line.restCents
