import { distinctKeys } from '../courier/waybill'
import type { ClaimStatus } from './status'
import { isOpenClaim } from './status'

export interface GuardedClaim {
  readonly id: string
  readonly counterparty: string
  /** Of a party that is no courier of the list. */
  readonly counterpartyName?: string | null
  readonly courierId: string | null
  readonly waybill: string
  readonly aliases: readonly string[]
  readonly status: ClaimStatus
}

export interface DuplicateClaim<T> {
  readonly claim: T
  /**
   * `open`: the same party is already asked for this parcel. `paid`: it has already paid for it. `other-party`: someone else is asked
   * or has paid, and two paying for one parcel is a warning (L1).
   */
  readonly kind: 'open' | 'paid' | 'other-party'
}

/** Every comparing key of a claim: its waybill and its aliases. */
export function claimWaybillKeys(claim: Pick<GuardedClaim, 'waybill' | 'aliases'>, prefixes: readonly string[] = []): string[] {
  return distinctKeys([claim.waybill, ...claim.aliases], prefixes)
}

/**
 * L4: claims that concern the same parcel as `candidate` (any waybill or alias in common, in any spelling). Drafts count as open,
 * since two people may be writing the same claim. Withdrawn, rejected and given-up claims do not stand in the way of a new one.
 */
export function findDuplicateClaims<T extends GuardedClaim>(
  candidate: Omit<GuardedClaim, 'status' | 'id'> & { readonly id?: string },
  claims: Iterable<T>,
  prefixes: readonly string[] = [],
): DuplicateClaim<T>[] {
  const keys = new Set(claimWaybillKeys(candidate, prefixes))
  const found: DuplicateClaim<T>[] = []
  for (const claim of claims) {
    if (claim.id === candidate.id || !claimWaybillKeys(claim, prefixes).some((key) => keys.has(key))) continue
    const open = claim.status === 'draft' || isOpenClaim(claim.status)
    if (!open && claim.status !== 'credited') continue
    const sameParty = claim.counterparty === candidate.counterparty && claim.courierId === candidate.courierId && partyName(claim) === partyName(candidate)
    found.push({ claim, kind: !sameParty ? 'other-party' : open ? 'open' : 'paid' })
  }
  return found
}

const partyName = ({ counterpartyName }: Pick<GuardedClaim, 'counterpartyName'>): string => (counterpartyName ?? '').normalize('NFKC').toLowerCase().replaceAll(/\s+/gu, '')
