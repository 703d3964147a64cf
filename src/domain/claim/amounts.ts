import { addCents, sumCents } from '../money/money'
import type { ClaimStatus } from './status'

/** What is claimed (L1), integer cents of one currency. */
export interface ClaimParts {
  readonly goodsCents: number
  readonly freightCents: number
  readonly otherCents: number
}

/** goods + freight + other. Throws MoneyOverflowError. */
export function claimAmount(parts: ClaimParts): number {
  return sumCents([parts.goodsCents, parts.freightCents, parts.otherCents])
}

/** What a sheet says of the amount, each null where it says nothing. */
export interface SheetAmounts {
  readonly amountCents: number | null
  readonly goodsCents: number | null
  readonly freightCents: number | null
  readonly otherCents: number | null
}

/**
 * The parts of a claim as a sheet means them (L1). The amount claimed is what counts: without parts it is goods; parts that fall short
 * leave the rest to `other`; parts beyond it (freight that was only written down) are left out, and `differs` says that they did not fit.
 */
export function claimParts(said: SheetAmounts): ClaimParts & { readonly differs: boolean } {
  const goods = said.goodsCents ?? 0
  const freight = said.freightCents ?? 0
  const other = said.otherCents ?? 0
  const total = said.amountCents
  if (total === null) return { goodsCents: goods, freightCents: freight, otherCents: other, differs: false }
  if (said.goodsCents === null) {
    const rest = total - freight - other
    return rest >= 0 ? { goodsCents: rest, freightCents: freight, otherCents: other, differs: false } : { goodsCents: total, freightCents: 0, otherCents: 0, differs: true }
  }
  const rest = total - goods - freight - other
  if (rest === 0) return { goodsCents: goods, freightCents: freight, otherCents: other, differs: false }
  if (rest > 0) return { goodsCents: goods, freightCents: freight, otherCents: other + rest, differs: true }
  return { goodsCents: total, freightCents: 0, otherCents: 0, differs: goods !== total }
}

/** What is still missing: claimed − credited; negative when more was paid than claimed. */
export function claimBalance(amountCents: number, creditedCents: number): number {
  return addCents(amountCents, -creditedCents)
}

export interface CreditState {
  readonly status: ClaimStatus
  readonly amountCents: number
  readonly grantedCents: number | null
  /** Net of claw-backs, over all months. */
  readonly creditedCents: number
  /** Whether any credit or claw-back was ever booked on it, also when they cancel out. */
  readonly touchedByCredit: boolean
}

/**
 * The status that the money implies (L1, M3). Paid in full is `credited`. A part makes it `part-credited`, unless a person gave up
 * or contests the rest (given-up, withdrawn, arbitration stay). Credit that was all taken back is `clawed-back`. With no credit booked, a
 * status that came from credit falls back to what the courier had answered.
 */
export function statusFromCredit(claim: CreditState): ClaimStatus {
  const { status, creditedCents, amountCents } = claim
  if (status === 'draft') return status
  if (!claim.touchedByCredit) {
    if (status !== 'part-credited' && status !== 'credited' && status !== 'clawed-back') return status
    return claim.grantedCents !== null && claim.grantedCents > 0 ? 'granted' : 'filed'
  }
  if (creditedCents > 0 && creditedCents >= amountCents) return 'credited'
  if (status === 'given-up' || status === 'withdrawn' || status === 'arbitration') return status
  return creditedCents > 0 ? 'part-credited' : 'clawed-back'
}
