import { isOpen, isStatus, isWaiting, type Status } from '../../../domain/case/status'
import { searchWords } from '../../../domain/register/values'
import type { MergedVersion } from '../../db/merge'
import type { Shipped } from '../../db/stamps'
import { synced } from '../../db/synced-tables'
import type { WriteTx } from '../../db/write'
import * as cases from '../../repositories/cases'
import * as entries from '../../repositories/register-entries'
import { creditOf, registerOf } from '../../repositories/sync-derived'
import { derived, NO_DEADLINE, readClocks, waybillKeys } from '../case-core'
import { clockPolicyOf } from '../clock-policy'
import type { Kernel } from '../kernel'

/** Values of this device that follow from rows, worked out after a merge and never shipped (S3, docs/sync-format.md, section 6). */

/** Derived columns of a row that is new here; those that need other rows are worked out by `workOutDerived` afterwards. */
export function derivedOfNew(now: number, table: string, fields: Shipped): Shipped {
  switch (table) {
    case 'cases': {
      const status = typeof fields['status'] === 'string' && isStatus(fields['status']) ? fields['status'] : null
      return {
        is_open: status !== null && isOpen(status) ? 1 : 0,
        is_waiting: status !== null && isWaiting(status) ? 1 : 0,
        next_clock: null,
        next_due_at: null,
        sort_due: NO_DEADLINE,
        updated_at: now,
      }
    }
    case 'claim':
      return { credited_cents: 0 }
    case 'register_entry':
      return { words: '' }
    case 'photo':
      return { has_thumb: 0 }
    default:
      return {}
  }
}

/** Which rows a slice of merging left with derived values to be worked out. */
interface Stale {
  readonly cases: Set<string>
  /** Cases whose waybills changed, and whether they are new here: then there are no look-up rows yet. */
  readonly waybills: Map<string, boolean>
  readonly claims: Set<string>
  readonly entries: Set<string>
}

function staleOf(merged: readonly MergedVersion[]): Stale {
  const stale: Stale = { cases: new Set(), waybills: new Map(), claims: new Set(), entries: new Set() }
  for (const { table, row, isNew, written } of merged) {
    if (written === null) continue
    const { caseId, claimId } = written
    if (table.name === 'cases') {
      stale.cases.add(row)
      if ('waybills' in written) stale.waybills.set(row, isNew)
    } else if (table.name === 'case_clock') stale.cases.add(typeof caseId === 'string' ? caseId : row.slice(0, row.lastIndexOf(':')))
    else if (table.name === 'recon_match' && typeof claimId === 'string') stale.claims.add(claimId)
    else if (table.name === 'recon_match') stale.claims.add(row.slice(row.lastIndexOf(':') + 1))
    else if (table.name === 'claim') stale.claims.add(row)
    else if (table.name === 'register_entry') stale.entries.add(row)
  }
  return stale
}

/** Works out what the merged rows leave stale, in the same transaction. */
export function workOutDerived(kernel: Kernel, tx: WriteTx, merged: readonly MergedVersion[]): void {
  const stale = staleOf(merged)
  for (const id of stale.cases) {
    const row = cases.findCase(tx.db, id)
    if (row === undefined) continue
    const isNew = stale.waybills.get(id)
    if (isNew !== undefined) (isNew ? cases.addCaseWaybills : cases.setCaseWaybills)(tx, id, waybillKeys(row.waybills))
    const status: Status | null = isStatus(row.status) ? row.status : null
    if (status !== null) cases.updateCase(tx, id, derived(readClocks(tx.db, id), status, row.nextActionAt, tx.now, clockPolicyOf(kernel, tx.db, row)))
  }
  // the credit of a claim is what its matches bring; a match that waits for a person brings nothing (section 10)
  for (const id of stale.claims) {
    const credited = creditOf(tx.db, id)
    if (credited !== null) tx.update(synced.claim, id, { creditedCents: credited })
  }
  for (const id of stale.entries) {
    const register = kernel.resources.registers.find((one) => one.id === registerOf(tx.db, id))
    const entry = register === undefined ? undefined : entries.findEntry(tx.db, register, id)
    if (register !== undefined && entry !== undefined) entries.updateEntry(tx, register.id, id, { words: searchWords(register, entry.entryNo, entry.values) })
  }
}
