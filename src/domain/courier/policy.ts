/** Courier policy (spec O2, L2, C4): data that a supervisor can change, shipped in resources/policies/couriers.yaml. */

/** What a courier wants to see before it pays (L2). */
export const CLAIM_DEMANDS = ['value-proof', 'settlement-proof', 'photos', 'packaging', 'weight', 'certificate'] as const
export type ClaimDemand = (typeof CLAIM_DEMANDS)[number]

export const CLAIM_DEMAND_LABELS: Readonly<Record<ClaimDemand, { readonly zh: string; readonly en: string }>> = {
  'value-proof': { zh: '价值证明', en: 'Proof of value' },
  'settlement-proof': { zh: '已退款或补发的凭证', en: 'Proof of refund or reissue to the buyer' },
  photos: { zh: '破损照片', en: 'Photos of the damage' },
  packaging: { zh: '内外包装照片', en: 'Photos of the packaging' },
  weight: { zh: '称重记录', en: 'Weight record' },
  certificate: { zh: '盖章证明', en: 'Stamped certificate' },
}

export interface CourierPolicy {
  readonly id: string
  readonly nameZh: string
  readonly nameEn: string
  /** Other names found in exports and statements, Chinese and English. */
  readonly aliases: readonly string[]
  /** Regular expressions over the normalised waybill; hints for recognising a courier, never a gate. */
  readonly waybillShapes: readonly string[]
  /** Letters that statements may leave out before a plain number. */
  readonly waybillPrefixes: readonly string[]
  /** Days after the parcel's shipping or incident within which a claim must be filed. */
  readonly claimWindowDays: number
  /** Days that the courier keeps a problem parcel (C4, P11). */
  readonly holdDays: number
  readonly demands: readonly ClaimDemand[]
}

type NamedCourier = Pick<CourierPolicy, 'id' | 'nameZh' | 'nameEn' | 'aliases'>

const plainName = (name: string): string => name.normalize('NFKC').toLowerCase().replace(/[\s._()·&-]/gu, '')
const shortName = (name: string): string => plainName(name).replace(/(有限公司|速递|速运|快递|快运|物流|express|delivery|logistics)+$/u, '') || plainName(name)

/**
 * Finds a courier by id, name or alias in any common spelling: width, case and blanks do not matter, and where nothing fits so, the
 * usual endings (快递, 速运, Express …) neither. Returns null when none or more than one fits.
 */
export function findCourier<T extends NamedCourier>(couriers: readonly T[], name: string): T | null {
  for (const spelling of [plainName, shortName]) {
    const wanted = spelling(name)
    if (wanted === '') return null
    const found = couriers.filter((courier) => [courier.id, courier.nameZh, courier.nameEn, ...courier.aliases].some((known) => spelling(known) === wanted))
    if (found.length > 0) return found.length === 1 ? (found[0] ?? null) : null
  }
  return null
}

/** Shapes are few and asked for every row of an import: each is compiled once. */
const compiled = new Map<string, RegExp>()

function shapePattern(shape: string): RegExp {
  let pattern = compiled.get(shape)
  if (pattern === undefined) {
    pattern = new RegExp(`^(?:${shape})$`)
    compiled.set(shape, pattern)
  }
  return pattern
}

/** Couriers whose waybill shapes fit, in policy order. An empty list means unknown, not wrong. */
export function couriersByWaybill<T extends Pick<CourierPolicy, 'waybillShapes'>>(couriers: readonly T[], waybillKey: string): T[] {
  return couriers.filter((courier) => courier.waybillShapes.some((shape) => shapePattern(shape).test(waybillKey)))
}

const DAY_MS = 86_400_000

/** The moment a claim window closes (L2): `sinceMs` (shipping or incident, epoch ms) plus the courier's days. */
export function claimWindowEndsAt(sinceMs: number, policy: Pick<CourierPolicy, 'claimWindowDays'>): number {
  return sinceMs + policy.claimWindowDays * DAY_MS
}

/** Whole days left (rounded up), 0 on the last moment, negative once it has closed. */
export function claimWindowDaysLeft(endsAtMs: number, nowMs: number): number {
  const days = (endsAtMs - nowMs) / DAY_MS
  return days > 0 ? Math.ceil(days) : Math.floor(days) + 0
}
