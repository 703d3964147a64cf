/** Bulk actions of the queue (C10): what is asked, done, said about it, and taken back in one step. */
import type { BulkAction, BulkOutcome, BulkRefusal, ChangeRef } from '../../../contract/case-bulk'
import { CASE_FIELDS } from '../../../domain/case/fields'
import { explainRefusal, isStatus } from '../../../domain/case/status'
import { pick, t } from '../../i18n'
import { rpc, wordsOf } from '../../rpc'
import { showToast } from '../../ui/toasts'

/** Why one case is left alone, in words. */
export function refusalWords({ code, detail }: Pick<BulkRefusal, 'code' | 'detail'>): string {
  const { from, to, status, fields, why } = detail
  if (code === 'CASE_OVER' && typeof status === 'string' && isStatus(status)) return pick(explainRefusal({ code: 'over', status }))
  if (code === 'ILLEGAL_TRANSITION' && typeof from === 'string' && typeof to === 'string' && isStatus(from) && isStatus(to)) return pick(explainRefusal({ code: 'illegal-transition', from, to }))
  if (code === 'REQUIRED_FIELDS_MISSING' && Array.isArray(fields)) {
    const names = fields.map((field) => (Object.hasOwn(CASE_FIELDS, field) ? pick(CASE_FIELDS[field as keyof typeof CASE_FIELDS]) : field))
    return t('queue.bulk.fieldsMissing', { fields: names.join(t('queue.bulk.and')) })
  }
  if (code === 'UNDO_REFUSED' && (why === 'changed-since' || why === 'too-late' || why === 'undone-already')) return t(`queue.bulk.undo.${why}`)
  return wordsOf(code, detail).what
}

const NAMED = 5
/** The cases that were left alone, the first few by number. */
export function refusalList(refused: readonly BulkRefusal[]): string {
  const lines = refused.slice(0, NAMED).map((one) => `${one.caseNo ?? one.id}: ${refusalWords(one)}`)
  return refused.length > NAMED ? [...lines, t('queue.bulk.moreRefused', { n: refused.length - NAMED })].join('\n') : lines.join('\n')
}

/** Takes changes back; what others changed since is named in a notice. */
export async function takeBack(changes: readonly ChangeRef[]): Promise<void> {
  const { refused } = await rpc.cases.undo({ changes: [...changes] })
  if (refused.length > 0) showToast({ tone: 'warning', title: t('queue.bulk.undoPartly', { n: refused.length }), text: refusalList(refused) })
}

/** Says what was done, with one undo for the whole. */
export function tellOutcome(title: string, { done, refused }: BulkOutcome, undoable: boolean): void {
  const undo = undoable && done.length > 0 ? { undo: { label: title, run: () => takeBack(done) } } : {}
  showToast({ tone: refused.length > 0 ? 'warning' : 'ok', title, ...(refused.length > 0 ? { text: `${t('queue.bulk.leftAlone', { n: refused.length })}\n${refusalList(refused)}` } : {}), ...undo })
}

/** Does one thing to many cases and says so. */
export async function runBulk(ids: readonly string[], action: BulkAction): Promise<BulkOutcome> {
  const outcome = await rpc.cases.bulk({ ids: [...ids], action, key: crypto.randomUUID() })
  const changed = new Set(outcome.done.map((one) => one.caseId)).size
  tellOutcome(t('queue.bulk.done', { n: changed }), outcome, action.type !== 'note')
  return outcome
}
