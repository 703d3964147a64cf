import type { SyncReview } from '../../../contract/sync-conflicts'
import type { PayoutState } from '../../../domain/compensation/payout'
import { movePayout } from '../../../domain/compensation/payout'
import { AppError } from '../../../domain/errors'
import { mayDo, type Right } from '../../../domain/identity/roles'
import type { Fields } from '../../../domain/sync/record-words'
import { REVIEW_KINDS, reviewWords, type ReviewKind, type ReviewWay } from '../../../domain/sync/review'
import type { WriteTx } from '../../db/write'
import * as payouts from '../../repositories/payouts'
import * as reconcile from '../../repositories/reconcile'
import * as repo from '../../repositories/sync-conflicts'
import type { Actor, Kernel } from '../kernel'
import { stepIn } from '../payout-steps'
import { requireOpenMonth } from '../reconcile'
import { deviceNames } from './conflicts'
import { recordName, shownValue, writtenBy } from './record-values'

/** What the merge set aside for a person (S3, docs/sync-format.md, section 10): doubled matches, payouts, closings and waybills. */

const RIGHTS: Readonly<Record<ReviewKind, Right>> = { match: 'reconcile.run', payout: 'payout.approve', closing: 'month.close', waybill: 'case.write' }
const isKind = (kind: string): kind is ReviewKind => (REVIEW_KINDS as readonly string[]).includes(kind)
const isSuspended = (row: Fields): boolean => row['suspended_at'] !== null && row['suspended_at'] !== undefined

const rowsOf = (review: repo.ReviewRow): string[] => JSON.parse(review.rowIds) as string[]

/** Whether a row can still be taken out of the count: a match always, a payout until it is paid. */
function mayDrop(kind: ReviewKind, row: Fields): boolean {
  if (kind === 'match') return true
  const state = row['state'] as PayoutState
  return kind === 'payout' && (state === 'refused' || state === 'cancelled' || movePayout(state, 'cancel') !== null)
}

interface Side {
  readonly id: string
  readonly row: Fields
}
const sidesOf = (kernel: Kernel, review: repo.ReviewRow): Side[] =>
  rowsOf(review).flatMap((id) => {
    const row = repo.storedRow(kernel.read, review.tableName, id)
    return row === undefined ? [] : [{ id, row }]
  })

const mayKeep = (kind: ReviewKind, sides: readonly Side[], kept: string): boolean => (kind === 'match' || kind === 'payout') && sides.every((side) => side.id === kept || mayDrop(kind, side.row))

/** Two payouts can both be right; two matches beyond what a line carries cannot; a closing or a doubled waybill is only looked at. */
function waysOf(kind: ReviewKind, sides: readonly Side[]): ReviewWay[] {
  if (kind === 'closing' || kind === 'waybill') return ['seen']
  const keepOne: ReviewWay[] = sides.some(({ id }) => mayKeep(kind, sides, id)) ? ['keep-one'] : []
  return kind === 'payout' ? [...keepOne, 'keep-all'] : keepOne
}

function toReview(kernel: Kernel, actor: Actor, names: ReadonlyMap<string, string>, review: repo.ReviewRow, kind: ReviewKind): SyncReview {
  const words = reviewWords(review.tableName) ?? { what: { zh: review.tableName, en: review.tableName }, columns: [] }
  const sides = sidesOf(kernel, review)
  return {
    id: review.id,
    kind,
    foundAt: review.foundAt,
    caseRecord: review.caseId === null ? null : recordName(kernel, 'cases', review.caseId, { zh: '售后单', en: 'Case' }),
    columns: words.columns.map(({ key, zh, en }) => ({ key, label: { zh, en } })),
    sides: sides.map(({ id, row }) => {
      const stamps = JSON.parse(String(row['hlc'])) as Record<string, string>
      const made = stamps['*'] ?? ''
      const author = repo.authorOf(kernel.read, made) ?? ['created_by', 'closed_by', 'submitted_by', 'opened_by'].map((column) => row[column]).find((one) => typeof one === 'string') ?? null
      return {
        row: id,
        record: recordName(kernel, review.tableName, id, words.what),
        ...writtenBy(made, names, kernel.deviceId),
        person: typeof author === 'string' ? kernel.staffName(author) : null,
        suspended: isSuspended(row),
        mayKeep: mayKeep(kind, sides, id),
        values: words.columns.map(({ key, reads }) => shownValue(kernel, reads, row[key] ?? null, { table: review.tableName, row, fields: row })),
      }
    }),
    ways: waysOf(kind, sides),
    mayDecide: mayDo(actor.role, RIGHTS[kind]),
  }
}

function readCursor(cursor: string | null | undefined): { foundAt: number; id: string } | null {
  if (cursor == null) return null
  const match = /^(\d+):(.+)$/s.exec(cursor)
  if (match?.[1] === undefined || match[2] === undefined) throw new AppError('INVALID_INPUT', { field: 'cursor' })
  return { foundAt: Number(match[1]), id: match[2] }
}

/** Reviews that nobody has settled, the oldest first. Kinds of a newer version are left to it. @throws AppError INVALID_INPUT */
export function listReviews(kernel: Kernel, actor: Actor, input: { readonly cursor?: string | null | undefined; readonly limit: number }): { rows: SyncReview[]; nextCursor: string | null } {
  const found = repo.listReviews(kernel.read, readCursor(input.cursor), input.limit + 1)
  const page = found.slice(0, input.limit)
  const last = page.at(-1)
  const names = deviceNames(kernel)
  return {
    rows: page.flatMap((review) => (isKind(review.kind) ? [toReview(kernel, actor, names, review, review.kind)] : [])),
    nextCursor: found.length > page.length && last !== undefined ? `${last.foundAt}:${last.id}` : null,
  }
}

/** Takes a row out of the count. */
function drop(kernel: Kernel, tx: WriteTx, kind: ReviewKind, { id, row }: Side): void {
  if (kind === 'match') {
    reconcile.dropMatch(tx, id)
    return
  }
  const state = row['state'] as PayoutState
  if (state !== 'refused' && state !== 'cancelled') stepIn(kernel, tx, { id, move: 'cancel', event: 'payout-cancelled', patch: () => ({}), data: { why: 'doubled' } })
}

/** A row counts again, or does not wait any more for a person: it has been looked at. */
function release(tx: WriteTx, kind: ReviewKind, id: string): void {
  if (kind === 'match') reconcile.releaseMatch(tx, id)
  else if (kind === 'payout') payouts.updatePayout(tx, id, { suspendedAt: null })
}

/**
 * Settles a review. `keep-one`: the row `keep` counts and the others do not; `keep-all`: all count; `seen`: nothing changes.
 * @throws AppError NOT_FOUND, FORBIDDEN, INVALID_INPUT for a way that is not open, MONTH_CLOSED, ILLEGAL_TRANSITION
 */
export function settleReview(kernel: Kernel, actor: Actor, input: { readonly id: string; readonly way: ReviewWay; readonly keep?: string | null | undefined; readonly key?: string | null | undefined }): { id: string } {
  const review = repo.findReview(kernel.read, input.id)
  if (review === undefined || !isKind(review.kind)) throw new AppError('NOT_FOUND', { what: 'review', id: input.id })
  const { kind } = review
  if (!mayDo(actor.role, RIGHTS[kind])) throw new AppError('FORBIDDEN', { right: RIGHTS[kind] })
  return kernel.write(actor, { name: 'sync.settle', subject: input.id, detail: { kind, way: input.way, keep: input.keep ?? null }, key: input.key }, (tx) => {
    const now = repo.findReview(tx.db, input.id)
    if (now === undefined || now.settledAt !== null) throw new AppError('NOT_FOUND', { what: 'review', id: input.id })
    const sides = sidesOf(kernel, now)
    if (!waysOf(kind, sides).includes(input.way)) throw new AppError('INVALID_INPUT', { field: 'way', value: input.way })
    if (input.way === 'keep-one' && (input.keep == null || !sides.some(({ id }) => id === input.keep) || !mayKeep(kind, sides, input.keep))) throw new AppError('INVALID_INPUT', { field: 'keep', value: input.keep ?? '' })
    if (kind === 'match') for (const { row } of sides) requireOpenMonth(tx.db, String(row['month']))
    if (input.way !== 'seen') {
      // first out, then in: the sum of what counts never exceeds what it may
      for (const side of sides) if (input.way === 'keep-one' && side.id !== input.keep) drop(kernel, tx, kind, side)
      for (const { id } of sides) release(tx, kind, id)
      if (kind === 'match') for (const claimId of new Set(sides.map(({ row }) => String(row['claim_id'])))) reconcile.recredit(tx, claimId)
    }
    repo.putReview(tx, { ...now, settledAt: tx.now, settledBy: actor.staffId })
    return { id: input.id }
  })
}
