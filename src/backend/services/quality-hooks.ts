import { toLocal } from '../../domain/clock/zone'
import { AppError } from '../../domain/errors'
import type { Register, RegisterValue } from '../../domain/register/register'
import type { ReadDb } from '../db/open'
import { localTimeText } from '../reports/table'
import * as cases from '../repositories/cases'
import * as orders from '../repositories/orders'
import * as repo from '../repositories/register-entries'
import * as skus from '../repositories/skus'
import type { Kernel } from './kernel'
import type { RegisterHooks } from './register-hooks'
import { shopTerms } from './reconcile-month'

/** What the register of quality reports does beyond its description (Q1). */
export const QUALITY = 'quality'
const OF_ONE_CASE = 50
const NOTE_AT_MOST = 2000

export const today = (kernel: Kernel): string => localTimeText(toLocal(shopTerms(kernel).timeZone, kernel.now()), 'date')
const fold = (value: RegisterValue | undefined): string => (typeof value === 'string' ? value.normalize('NFKC').trim().toUpperCase() : '')

/** What a report of a case begins with: the style where the order holds one only, the problem by the case's reason, the day, the words. */
export function qualityFacts(kernel: Kernel, db: ReadDb, caseId: string): Record<string, RegisterValue> {
  const row = cases.findCase(db, caseId)
  if (row === undefined) return {}
  const order = row.orderId === null ? undefined : orders.findOrder(db, row.orderId)
  const codes = [...new Set((order?.items ?? []).flatMap(({ sku }) => (sku === null || sku.trim() === '' ? [] : [sku.trim()])))]
  const problem = row.reason === null ? undefined : kernel.resources.policy.quality.problems[row.reason]
  return { sku: codes.length === 1 ? (codes[0] ?? null) : null, problem: problem ?? 'unsorted', day: today(kernel), detail: row.summary }
}

/** Reports of a case, newest first. */
export const reportsOfCase = (db: ReadDb, register: Register, caseId: string): repo.StoredEntry[] => repo.listEntries(db, register, { caseId }, { sort: register.sort, after: null, limit: OF_ONE_CASE })

/** A style's note in the list of goods says since when it is off sale: who answers for it sees it there (O3). */
function noteOnSku(tx: Parameters<NonNullable<RegisterHooks['moved']>>[1], code: RegisterValue | undefined, line: string): void {
  const row = typeof code === 'string' ? skus.findSku(tx.db, `sku:${code}`) : undefined
  if (row === undefined || row.note?.split('\n').includes(line) === true) return
  skus.updateSku(tx, row.id, { note: [row.note, line].filter(Boolean).join('\n').slice(-NOTE_AT_MOST) })
}

export const qualityHooks: RegisterHooks = {
  propose: (kernel, { caseId }) => (caseId === null ? { problem: null, day: today(kernel) } : qualityFacts(kernel, kernel.read, caseId)),
  created(_kernel, tx, { register, id, caseId, values }) {
    if (caseId === null) return
    // one that waits to be sorted speaks of whatever is wrong; a second style or fault of the case is a report of its own
    const same = reportsOfCase(tx.db, register, caseId).find((one) => one.id !== id && one.state !== 'dismissed' && (one.values['problem'] === 'unsorted' || (fold(one.values['sku']) === fold(values['sku']) && one.values['problem'] === values['problem'])))
    if (same !== undefined) throw new AppError('ALREADY_REGISTERED', { entryNo: same.entryNo })
  },
  moved(kernel, tx, { before, move, values }) {
    if (move.id === 'accept-stop') noteOnSku(tx, values['sku'], `停售 / Off sale ${today(kernel)} ${before.entryNo}`)
    if (move.id === 'resume') noteOnSku(tx, values['sku'], `恢复销售 / On sale again ${today(kernel)} ${before.entryNo}`)
  },
  // the list of goods has it by then: it is sold again by a step of its own
  lasting: (move) => move === 'accept-stop' || move === 'resume',
}
