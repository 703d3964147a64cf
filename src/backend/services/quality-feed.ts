import { isKindId } from '../../domain/case/kinds'
import { maskPhonesIn } from '../../domain/identity/mask'
import type { WriteTx } from '../db/write'
import * as cases from '../repositories/cases'
import * as repo from '../repositories/register-entries'
import type { Kernel } from './kernel'
import { QUALITY, qualityFacts, reportsOfCase } from './quality-hooks'
import { insertEntry } from './register-entries'

/**
 * A case of quality is registered by itself, to be confirmed (Q1): once per case, also when its kind is changed to and fro, and never again
 * after somebody took it out or wrote one by hand. Runs inside the write of the case.
 */
export function proposeQuality(kernel: Kernel, tx: WriteTx, caseId: string): void {
  const row = cases.findCase(tx.db, caseId)
  const register = kernel.resources.registers.find(({ id }) => id === QUALITY)
  if (row === undefined || register === undefined || !isKindId(row.kind) || !kernel.resources.policy.quality.proposeFor.includes(row.kind)) return
  const source = `case:${caseId}`
  if (repo.idsOfSources(tx.db, QUALITY, [source]).size > 0 || reportsOfCase(tx.db, register, caseId).length > 0) return
  const facts = qualityFacts(kernel, tx.db, caseId)
  const values = { ...facts, detail: typeof facts['detail'] === 'string' ? maskPhonesIn(facts['detail']) : null, shop: row.shopId, order: row.orderNo, buyer: row.buyerNick }
  // a supervisor may have taken fields out of the description
  insertEntry(kernel, tx, register, { caseId, values: Object.fromEntries(Object.entries(values).filter(([id]) => register.fields.some((field) => field.id === id))), source })
}
