import type { BulkAction, BulkOutcome, BulkRefusal, ChangeRef } from '../../contract/case-bulk'
import { isKindId, KIND_IDS } from '../../domain/case/kinds'
import { isStatus, type Status } from '../../domain/case/status'
import { AppError } from '../../domain/errors'
import type { ReadDb } from '../db/open'
import type { WriteTx } from '../db/write'
import * as repo from '../repositories/cases'
import { findStaff } from '../repositories/masters'
import { appendEvent, requireCase } from './case-core'
import { withTimers } from './case-playbook'
import { listCases, type ListInput } from './case-read'
import { editCase, giveCase, judgeMove, moveCase, refuseMove, type CasePatch } from './case-write'
import type { Actor, Kernel } from './kernel'

/**
 * One thing done to many cases (C10, C3, C12). Each case is judged for itself by the same rules as alone; those that refuse are left
 * alone and named. A transaction takes as long as the pace allows, so that others go on working.
 */
const MATCHING_PAGE = 500

/** What a case says against a change, in the form that the page has words for. Anything unexpected goes on up. */
export function refusalOf(tx: { readonly db: ReadDb }, id: string, error: unknown): BulkRefusal {
  if (!(error instanceof AppError)) throw error
  return { id, caseNo: repo.findCase(tx.db, id)?.caseNo ?? null, code: error.code, detail: error.detail }
}

function requireStatus(status: string): Status {
  if (!isStatus(status)) throw new AppError('INVALID_INPUT', { field: 'status', value: status })
  return status
}

/** Throws what a case has against the action. Judges before anything is written, so that a refused case is untouched. */
function judge(db: ReadDb, id: string, action: BulkAction): repo.CaseDbRow {
  const row = requireCase(db, id)
  if (action.type === 'status') {
    const result = judgeMove(row, requireStatus(action.status), action)
    if (!result.ok) throw refuseMove(result.reasons)
  }
  if (action.type === 'assign' && action.staffId !== null && findStaff(db, action.staffId) === undefined) throw new AppError('UNKNOWN_STAFF', { staff: action.staffId })
  if (action.type === 'patch') judgePatch(action.patch)
  return row
}

function judgePatch(patch: { readonly kind?: string | undefined }): void {
  if (patch.kind !== undefined && !isKindId(patch.kind)) throw new AppError('UNKNOWN_KIND', { kind: patch.kind, known: [...KIND_IDS] })
}

/** Does the action to one case; answers its event, or null when nothing was to do. */
function act(kernel: Kernel, tx: WriteTx, id: string, action: BulkAction): string | null {
  const row = judge(tx.db, id, action)
  switch (action.type) {
    case 'assign':
      return giveCase(tx, row, action.staffId)
    case 'status':
      return withTimers(kernel, tx, id, () => moveCase(kernel, tx, row, requireStatus(action.status), action))
    case 'patch':
      return withTimers(kernel, tx, id, () => editCase(kernel, tx, id, action.patch))
    case 'note': {
      repo.updateCase(tx, id, { updatedAt: tx.now })
      return appendEvent(tx, id, { type: 'note', text: action.text })
    }
  }
}

/** How many a bulk action would do and which it would refuse, without doing it. @throws AppError INVALID_INPUT above the policy's cap */
export function previewBulk(kernel: Kernel, ids: readonly string[], action: BulkAction): { ready: number; refused: BulkRefusal[] } {
  requireFewEnough(kernel, ids.length)
  const refused: BulkRefusal[] = []
  for (const id of ids) {
    try {
      judge(kernel.read, id, action)
    } catch (error) {
      refused.push(refusalOf({ db: kernel.read }, id, error))
    }
  }
  return { ready: ids.length - refused.length, refused }
}

function requireFewEnough(kernel: Kernel, count: number): void {
  const cap = kernel.resources.policy.queue.bulkCap
  if (count > cap) throw new AppError('INVALID_INPUT', { field: 'ids', value: `${count} > ${cap}` })
}

interface Slice {
  readonly done: ChangeRef[]
  readonly refused: BulkRefusal[]
  readonly unchanged: number
  /** How many of the list this slice has dealt with. */
  readonly taken: number
}

const breathe = (): Promise<void> => new Promise((done) => setImmediate(done))

/** Goes through a list in transactions of the present pace. A retried call gets the answers of the slices that were done. */
async function inSlices<T>(
  kernel: Kernel,
  actor: Actor,
  items: readonly T[],
  name: string,
  key: string | null | undefined,
  work: (tx: WriteTx, item: T) => { readonly id: string; readonly events: readonly string[] },
  idOf: (item: T) => string,
): Promise<BulkOutcome> {
  const outcome = { done: [] as ChangeRef[], refused: [] as BulkRefusal[], unchanged: 0 }
  for (let at = 0; at < items.length; ) {
    const until = performance.now() + kernel.pace.sliceMs()
    const slice = kernel.write(actor, { name, detail: { cases: items.length, from: at }, ...(key ? { key: `${key}:${at}` } : {}) }, (tx): Slice => {
      const done: ChangeRef[] = []
      const refused: BulkRefusal[] = []
      let unchanged = 0
      let index = at
      do {
        const item = items[index]
        if (item === undefined) break
        index += 1
        try {
          const { id, events } = work(tx, item)
          if (events.length === 0) unchanged += 1
          done.push(...events.map((eventId) => ({ caseId: id, eventId })))
        } catch (error) {
          refused.push(refusalOf(tx, idOf(item), error))
        }
      } while (performance.now() < until)
      return { done, refused, unchanged, taken: index - at }
    })
    outcome.done.push(...slice.done)
    outcome.refused.push(...slice.refused)
    outcome.unchanged += slice.unchanged
    at += slice.taken
    if (at < items.length) await breathe()
  }
  return outcome
}

/** Does one thing to many cases. @throws AppError INVALID_INPUT above the policy's cap */
export async function runBulk(kernel: Kernel, actor: Actor, input: { ids: readonly string[]; action: BulkAction; key?: string | null | undefined }): Promise<BulkOutcome> {
  requireFewEnough(kernel, input.ids.length)
  const ids = [...new Set(input.ids)]
  return inSlices(kernel, actor, ids, `case.bulk-${input.action.type}`, input.key, (tx, id) => {
    const event = act(kernel, tx, id, input.action)
    return { id, events: event === null ? [] : [event] }
  }, (id) => id)
}

export interface CaseEdit {
  readonly id: string
  readonly patch: CasePatch & { readonly assigneeId?: string | null | undefined }
}

/** Edits many cases, each its own fields (C10). @throws AppError INVALID_INPUT above the policy's cap */
export async function updateMany(kernel: Kernel, actor: Actor, input: { edits: readonly CaseEdit[]; key?: string | null | undefined }): Promise<BulkOutcome> {
  requireFewEnough(kernel, input.edits.length)
  return inSlices(kernel, actor, input.edits, 'case.update-many', input.key, (tx, { id, patch: { assigneeId, ...patch } }) => {
    const row = judge(tx.db, id, { type: 'patch', patch: {} })
    judgePatch(patch)
    const given = assigneeId === undefined ? null : giveCase(tx, row, assigneeId)
    const edited = Object.keys(patch).length === 0 ? null : withTimers(kernel, tx, id, () => editCase(kernel, tx, id, patch))
    return { id, events: [given, edited].filter((event) => event !== null) }
  }, ({ id }) => id)
}

/** Ids of what matches a question, in its order, up to the policy's cap; `more`: there is more than that. */
export function matchingCases(kernel: Kernel, actor: Actor, question: Omit<ListInput, 'cursor' | 'limit'>): { ids: string[]; more: boolean } {
  const cap = kernel.resources.policy.queue.bulkCap
  const ids: string[] = []
  let cursor: string | null = null
  do {
    const page: ReturnType<typeof listCases> = listCases(kernel, actor, { ...question, cursor, limit: Math.min(MATCHING_PAGE, cap + 1 - ids.length) })
    ids.push(...page.rows.map((row) => row.id))
    cursor = page.nextCursor
  } while (cursor !== null && ids.length <= cap)
  return { ids: ids.slice(0, cap), more: ids.length > cap }
}

/** Limits that the page works by, and the managed list of reasons (C12). */
export function queueTerms(kernel: Kernel): { countCap: number; bulkCap: number; undoStatusMs: number; reasons: { id: string; zh: string; en: string }[] } {
  const { countCap, bulkCap, undoStatusMs } = kernel.resources.policy.queue
  return { countCap, bulkCap, undoStatusMs, reasons: kernel.resources.policy.reasons.map(({ id, zh, en }) => ({ id, zh, en })) }
}
