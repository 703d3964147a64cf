import type { GoodsLine } from '../register/register'
import type { ReturnResult } from './policy'

/** Goods of a return: what should be in the parcel, and what was. */
export interface ReturnLine {
  readonly title: string
  readonly sku: string | null
  readonly expected: number
  readonly received: number
}

/** Lines of an order as the bench begins with them: everything is expected, everything is there. */
export const linesOf = (items: readonly { readonly title: string; readonly sku?: string | null | undefined; readonly quantity: number }[]): ReturnLine[] =>
  items.map(({ title, sku, quantity }) => ({ title, sku: sku ?? null, expected: quantity, received: quantity }))

const clamp = (n: number): number => Math.min(9999, Math.max(0, Math.round(n)))

/** One line with another quantity. */
export function withQuantity(lines: readonly ReturnLine[], at: number, what: 'expected' | 'received', change: number): ReturnLine[] {
  return lines.map((line, index) => (index === at ? { ...line, [what]: clamp(line[what] + change) } : line))
}

/** What a result says of the quantities: nothing came in an empty parcel. Others leave them as they are. */
export function linesFor(result: ReturnResult, lines: readonly ReturnLine[]): ReturnLine[] {
  return result === 'empty' ? lines.map((line) => ({ ...line, received: 0 })) : [...lines]
}

export type LineFault = 'short-of-nothing' | 'nothing-came' | 'something-came'

/** Where result and quantities contradict each other; null when they fit. Lines that nobody knows (no order) contradict nothing. */
export function lineFault(result: ReturnResult, lines: readonly ReturnLine[]): LineFault | null {
  if (lines.length === 0) return null
  const received = lines.reduce((sum, line) => sum + line.received, 0)
  if (result === 'empty') return received > 0 ? 'something-came' : null
  if (result !== 'swapped' && received === 0) return 'nothing-came'
  return result === 'short' && lines.every((line) => line.received >= line.expected) ? 'short-of-nothing' : null
}

export const goodsOf = (lines: readonly ReturnLine[], what: 'expected' | 'received'): GoodsLine[] => lines.map((line) => ({ title: line.title, sku: line.sku, quantity: line[what] }))
