import { addCents } from '../money/money'

/** What a courier charges to an area (O2): a first weight, then by steps that are begun. Weights in grams, prices in cents. */
export interface Rate {
  /** As people write it: a province, city or district; `*` is everywhere else. */
  readonly area: string
  readonly firstGrams: number
  readonly firstCents: number
  readonly stepGrams: number
  readonly stepCents: number
}

export const ANYWHERE = '*'

/** Price of a parcel in cents. A step of 0 grams means that the first price holds for any weight. */
export function ratePrice(rate: Rate, grams: number): number {
  if (grams <= rate.firstGrams || rate.stepGrams <= 0) return rate.firstCents
  return addCents(rate.firstCents, Math.ceil((grams - rate.firstGrams) / rate.stepGrams) * rate.stepCents)
}

const plain = (text: string): string => text.replaceAll(/[\s省市区县]/g, '')

/** The rate for an address: that of the longest area that stands in it, else the one for everywhere. Null when neither is there. */
export function rateFor(rates: readonly Rate[], address: string | null): Rate | null {
  const where = plain(address ?? '')
  let best: Rate | null = null
  for (const rate of rates) {
    if (rate.area === ANYWHERE) best ??= rate
    else if (where.includes(plain(rate.area)) && (best === null || best.area === ANYWHERE || plain(rate.area).length > plain(best.area).length)) best = rate
  }
  return best
}

/** The cheapest price of a first weight in a rate card: what return-freight insurance pays at most (C8). Null for an empty card. */
export function cheapestFirst(rates: readonly Rate[]): number | null {
  return rates.length === 0 ? null : Math.min(...rates.map((rate) => rate.firstCents))
}

export interface ParcelItem {
  readonly quantity: number
  /** Null: not known. */
  readonly weightGrams: number | null
  readonly packagingGrams: number | null
}

export interface ParcelWeight {
  readonly grams: number
  /** False when a weight was not known and the policy's own stood in for it. */
  readonly exact: boolean
}

/** Weight of a parcel from its goods and their packaging; what is not known counts as the policy says. Null for no goods at all. */
export function parcelWeight(items: readonly ParcelItem[], unknownGrams: number): ParcelWeight | null {
  if (items.length === 0) return null
  let grams = 0
  let exact = true
  for (const { quantity, weightGrams, packagingGrams } of items) {
    if (weightGrams === null) exact = false
    grams += quantity * ((weightGrams ?? unknownGrams) + (packagingGrams ?? 0))
  }
  return { grams, exact }
}
