import { addCents, sumCents } from '../money/money'

/** Splits cents (0 or more) by whole weights so that the parts add up exactly: what rounding leaves goes to the largest remainders. */
export function splitCents(totalCents: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((all, weight) => addCents(all, weight), 0)
  if (sum <= 0) return weights.map((_, index) => (index === 0 ? totalCents : 0))
  // big integers: total × weight leaves the range of exact numbers long before money does
  const shares = weights.map((weight, index) => {
    const product = BigInt(totalCents) * BigInt(weight)
    return { index, cents: Number(product / BigInt(sum)), rest: product % BigInt(sum) }
  })
  const parts = shares.map(({ cents }) => cents)
  let left = totalCents - sumCents(parts)
  for (const { index } of [...shares].sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1))) {
    if (left <= 0) break
    parts[index] = (parts[index] ?? 0) + 1
    left -= 1
  }
  return parts
}

export interface BundleLine {
  readonly title: string
  readonly quantity: number
  /** How many of them the buyer keeps. */
  readonly kept: number
  /** Price of one bought alone, in cents. */
  readonly aloneCents: number
}

export interface BundleRefund {
  /** What the buyer keeps costs this much when bought alone. */
  readonly keptCents: number
  readonly refundCents: number
  /** The refund spread over the lines that come back, by their prices; it adds up to `refundCents`. */
  readonly byLine: readonly number[]
}

/** Refund of a part of a bundle (C9): what was paid, less the single price of what the buyer keeps; never below 0. */
export function bundleRefund(paidCents: number, lines: readonly BundleLine[]): BundleRefund {
  const kept = (line: BundleLine): number => Math.min(Math.max(line.kept, 0), line.quantity)
  const keptCents = sumCents(lines.map((line) => kept(line) * line.aloneCents))
  // nothing comes back, so nothing is refunded, whatever the discount was
  const refundCents = lines.every((line) => kept(line) === line.quantity) ? 0 : Math.max(0, paidCents - keptCents)
  const back = lines.map((line) => (line.quantity - kept(line)) * line.aloneCents)
  const anyPrice = back.some((weight) => weight > 0)
  const weights = anyPrice ? back : lines.map((line) => line.quantity - kept(line))
  return { keptCents, refundCents, byLine: refundCents === 0 ? lines.map(() => 0) : splitCents(refundCents, weights) }
}

/** A partial refund as the platform's form asks for it (C9): the buyer enters what goes to the seller. Null when it is more than was paid. */
export function partialRefund(paidCents: number, refundCents: number): { toSellerCents: number; toBuyerCents: number } | null {
  return refundCents < 0 || refundCents > paidCents ? null : { toSellerCents: paidCents - refundCents, toBuyerCents: refundCents }
}

/** How often a top-up link of `unitCents` is to be ordered for what is owed (C9): whole units, so never less than is owed. */
export function postageTopUp(owedCents: number, alreadyCents: number, unitCents: number): { missingCents: number; units: number; overCents: number } {
  const missingCents = Math.max(0, owedCents - alreadyCents)
  const units = unitCents <= 0 ? 0 : Math.ceil(missingCents / unitCents)
  return { missingCents, units, overCents: unitCents <= 0 ? 0 : units * unitCents - missingCents }
}

export interface Exposure {
  /** Lost when the first goods never come back: their worth and the second parcel. */
  readonly atRiskCents: number
  /** What the replacement costs anyway, also when all goes well. */
  readonly certainCents: number
}

/** What is at stake when the replacement is sent before the return has come (C9). */
export function replacementExposure(facts: { readonly goodsCents: number; readonly reshipCents: number; readonly returnCents: number; readonly sellerPaysReturn: boolean }): Exposure {
  const certainCents = addCents(facts.reshipCents, facts.sellerPaysReturn ? facts.returnCents : 0)
  return { atRiskCents: addCents(facts.goodsCents, facts.reshipCents), certainCents }
}
