import type { CandidateSet, PoolClaim } from './pool'
import type { ReconcileLine } from './types'

export interface Found {
  readonly set: CandidateSet | null
  readonly contradiction: boolean
  readonly refusedAll: boolean
  /** Claims whose waybills the line lists; null when it lists none that counts. */
  readonly listed: readonly PoolClaim[] | null
}

export interface Finder {
  readonly sets: CandidateSet[]
  /** `listKeys`: comparing keys of the waybills that the line lists in its cell or its words. */
  find(line: ReconcileLine, waybillKey: string | null, numberKey: string | null, listKeys: readonly string[] | null): Found
  refusedFor(lineId: string): ReadonlySet<string> | null
}

type Group = { readonly claims: PoolClaim[]; found: Found | null }

interface CourierIndex {
  readonly byNumber: Map<string, Group>
  readonly byWaybill: Map<string, Group>
}

/** Claims that a list may mean together with those that the line's own number finds. */
const MAX_LISTED_CLAIMS = 500

const NOTHING: Found = { set: null, contradiction: false, refusedAll: false, listed: null }

/** `named`: the numbers that lines name; each claim has one of its own, and nobody asks for the others. */
function buildIndex(claims: readonly PoolClaim[], named: ReadonlySet<string>): Map<string, CourierIndex> {
  const couriers = new Map<string, CourierIndex>()
  const enter = (map: Map<string, Group>, key: string, entry: PoolClaim): void => {
    const group = map.get(key)
    if (group === undefined) map.set(key, { claims: [entry], found: null })
    else group.claims.push(entry)
  }
  for (const entry of claims) {
    const { courierId } = entry.claim
    if (courierId === null) continue
    let index = couriers.get(courierId)
    if (index === undefined) {
      index = { byNumber: new Map(), byWaybill: new Map() }
      couriers.set(courierId, index)
    }
    for (const key of entry.keys) enter(index.byWaybill, key, entry)
    for (const key of entry.numberKeys) if (named.has(key)) enter(index.byNumber, key, entry)
  }
  return couriers
}

/** Looks claims up by courier and number or waybill; equal answers share one CandidateSet, so groups cost once and not per line. */
export function createFinder(claims: readonly PoolClaim[], named: ReadonlySet<string>, refused: readonly { readonly claimId: string; readonly lineId: string }[]): Finder {
  const sets: CandidateSet[] = []
  const couriers = buildIndex(claims, named)
  const pairs = new Map<string, Found>()
  const refusedClaims = new Map<string, Set<string>>()
  for (const pair of refused) refusedClaims.set(pair.lineId, (refusedClaims.get(pair.lineId) ?? new Set()).add(pair.claimId))

  const finding = (entries: readonly PoolClaim[], contradiction: boolean): Found => {
    const set: CandidateSet = { claims: entries, lines: [] }
    sets.push(set)
    return { set, contradiction, refusedAll: false, listed: null }
  }
  const ofGroup = (group: Group): Found => {
    group.found ??= finding(group.claims, false)
    return group.found
  }
  const ofPair = (numbered: readonly PoolClaim[], numberKey: string, parcels: readonly PoolClaim[], waybillKey: string): Found => {
    // Each side is asked by its own keys, so that only the shorter list is walked.
    const both =
      numbered.length < parcels.length
        ? numbered.filter((entry) => entry.keys.includes(waybillKey))
        : parcels.filter((entry) => entry.numberKeys.includes(numberKey))
    return both.length > 0 ? finding(both, false) : finding([...numbered, ...parcels], true)
  }
  const withoutRefused = (found: Found, refusedHere: ReadonlySet<string>): Found => {
    const left = found.set?.claims.filter((entry) => !refusedHere.has(entry.claim.id)) ?? []
    return left.length > 0 ? finding(left, found.contradiction) : { ...NOTHING, refusedAll: found.set !== null }
  }
  const lookUp = (courierId: string, waybillKey: string | null, numberKey: string | null): Found => {
    const index = couriers.get(courierId)
    const parcels = waybillKey === null ? undefined : index?.byWaybill.get(waybillKey)
    const numbered = numberKey === null ? undefined : index?.byNumber.get(numberKey)
    if (numbered === undefined) return parcels === undefined ? NOTHING : ofGroup(parcels)
    if (parcels === undefined || waybillKey === null || numberKey === null) return ofGroup(numbered)
    const key = `${courierId}\n${numberKey}\n${waybillKey}`
    const seen = pairs.get(key)
    if (seen !== undefined) return seen
    const found = ofPair(numbered.claims, numberKey, parcels.claims, waybillKey)
    pairs.set(key, found)
    return found
  }

  /**
   * A list counts when it names claims that the line's own number does not: then all of them are meant together. One listed claim counts
   * only where the line has no number that finds any.
   */
  const withListed = (found: Found, courierId: string, listKeys: readonly string[], refusedHere: ReadonlySet<string> | undefined): Found => {
    const index = couriers.get(courierId)
    const direct = found.set?.claims ?? []
    const listed = new Set<PoolClaim>()
    for (const key of listKeys) {
      const claims = index?.byWaybill.get(key)?.claims ?? []
      // Hundreds of claims of one number are no list of parcels, and would cost every line their number.
      if (direct.length + listed.size + claims.length > MAX_LISTED_CLAIMS) return found
      for (const entry of claims) if (refusedHere?.has(entry.claim.id) !== true) listed.add(entry)
    }
    if (listed.size === 0 || found.contradiction || (direct.length > 0 && [...listed].every((entry) => direct.includes(entry)))) return found
    const claims = [...new Set([...direct, ...listed])].sort((a, b) => a.order - b.order)
    return { ...finding(claims, false), listed: [...listed].sort((a, b) => a.order - b.order) }
  }

  return {
    sets,
    find(line, waybillKey, numberKey, listKeys) {
      const refusedHere = refusedClaims.get(line.id)
      const all = lookUp(line.courierId, waybillKey, numberKey)
      const found = refusedHere === undefined ? all : withoutRefused(all, refusedHere)
      return listKeys === null ? found : withListed(found, line.courierId, listKeys, refusedHere)
    },
    refusedFor: (lineId) => refusedClaims.get(lineId) ?? null,
  }
}
