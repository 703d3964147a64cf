import { COUNTERPARTIES } from '../../domain/claim/counterparty'
import { claimWaybillKeys, findDuplicateClaims, type DuplicateClaim, type GuardedClaim } from '../../domain/claim/duplicates'
import type { ClaimStatus } from '../../domain/claim/status'
import { distinctKeys } from '../../domain/courier/waybill'
import { AppError } from '../../domain/errors'
import type { ReadDb } from '../db/open'
import type { WriteTx } from '../db/write'
import * as log from '../repositories/claim-log'
import * as repo from '../repositories/registers'
import type { Kernel } from './kernel'

/** What stands around every write of a claim: its history, who is asked to pay, and the guard against claiming one parcel twice. */

export type ClaimEventType = 'filed' | 'drafted' | 'answered' | 'corrected' | 'ticked' | 'merged' | 'packed' | 'chased'

/** Appends to the history of a claim (L1). Facts that are absent are left out. */
export function noteOnClaim(tx: WriteTx, claimId: string, type: ClaimEventType, data: Readonly<Record<string, unknown>> = {}, at = tx.now): void {
  const told = Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null && value !== undefined))
  log.insertClaimEvent(tx, { id: tx.newId(), claimId, at, by: tx.actorId, type, data: told })
}

export interface Party {
  readonly counterparty: string
  readonly counterpartyName: string | null
  readonly courierId: string | null
}

/** A courier of the list, or another party by its name (L1): never half of each. @throws AppError INVALID_INPUT, UNKNOWN_COURIER */
export function partyOf(counterparty: string, courierId: string | null | undefined, name: string | null | undefined): Party {
  if (!Object.hasOwn(COUNTERPARTIES, counterparty)) throw new AppError('INVALID_INPUT', { field: 'counterparty', value: counterparty, known: Object.keys(COUNTERPARTIES) })
  if (counterparty === 'courier') {
    if (courierId == null) throw new AppError('UNKNOWN_COURIER', { courier: '' })
    return { counterparty, counterpartyName: null, courierId }
  }
  const counterpartyName = name?.trim() ?? ''
  if (counterpartyName === '') throw new AppError('INVALID_INPUT', { field: 'counterpartyName', value: '' })
  return { counterparty, counterpartyName, courierId: null }
}

export type Guarded = repo.ClaimRow & GuardedClaim

const prefixesOf = (kernel: Kernel, courierId: string | null): readonly string[] => kernel.resources.couriers.find((courier) => courier.id === courierId)?.waybillPrefixes ?? []

/** Claims on the same parcel, by their waybill or any other number of theirs, in any spelling (L4). */
export function claimsOnParcel(kernel: Kernel, db: ReadDb, candidate: Omit<GuardedClaim, 'status' | 'id'> & { readonly id?: string }): DuplicateClaim<Guarded>[] {
  const prefixes = prefixesOf(kernel, candidate.courierId)
  const bare = claimWaybillKeys(candidate, prefixes)
  const keys = [...new Set([...claimWaybillKeys(candidate), ...bare, ...prefixes.flatMap((prefix) => bare.map((key) => `${prefix}${key}`))])]
  const wanted = new Set(keys)
  const byAlias = log.listAliased(db).flatMap(({ id, aliases }) => (distinctKeys(aliases, prefixes).some((key) => wanted.has(key)) || distinctKeys(aliases).some((key) => wanted.has(key)) ? [id] : []))
  const rows = new Map([...repo.listClaimsOfWaybills(db, keys), ...log.listClaimRows(db, byAlias)].map((row) => [row.id, { ...row, status: row.status as ClaimStatus }]))
  return findDuplicateClaims(candidate, rows.values(), prefixes)
}

/** L4: the same parcel claimed twice is never silent: it is named, and taken only with a reason. @throws AppError DUPLICATE_CLAIM */
export function guardDuplicates(kernel: Kernel, tx: WriteTx, candidate: Omit<GuardedClaim, 'status' | 'id'> & { readonly id?: string }, justified: string | null): void {
  if (justified !== null) return
  const [found] = claimsOnParcel(kernel, tx.db, candidate)
  if (found !== undefined) throw new AppError('DUPLICATE_CLAIM', { claimNo: found.claim.claimNo, status: found.claim.status, kind: found.kind })
}
