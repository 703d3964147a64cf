import type { Figures } from '../../../../contract/advice'
import { sumCents } from '../../../../domain/money/money'

/** Cost of all goods of the order; null while one of them is not in the SKU list, or there are none. */
export function costOf({ items }: Figures): number | null {
  if (items.length === 0) return null
  const costs = items.flatMap(({ costCents, quantity }) => (costCents === null ? [] : [costCents * quantity]))
  return costs.length === items.length ? sumCents(costs) : null
}
