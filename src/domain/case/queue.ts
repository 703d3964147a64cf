import { fromLocal, localMidnight, toLocal } from '../clock/zone'
import type { WaitingStatus } from './status'

/**
 * The built-in views of the queue (C10). `waiting-…` are named as their statuses. `carry-over` is what the night left: open, due before
 * today's noon, not moved since before the morning shift began.
 */
export const CASE_VIEWS = [
  'mine',
  'open',
  'unassigned',
  'waiting',
  'waiting-buyer',
  'waiting-courier',
  'waiting-warehouse',
  'waiting-supervisor',
  'waiting-finance',
  'waiting-platform',
  'overdue',
  'carry-over',
  'vip',
  'difficult',
  'resolved',
  'all',
] as const
export type CaseView = (typeof CASE_VIEWS)[number]
export type WaitingView = WaitingStatus & CaseView

export const CASE_SORTS = ['due', 'newest', 'oldest', 'updated', 'priority', 'amount'] as const
export type CaseSort = (typeof CASE_SORTS)[number]

/** Whether a view looks at the archive, which grows without end; all others look at open cases, which do not. */
export const isArchiveView = (view: CaseView): boolean => view === 'resolved' || view === 'all'

/** The sorts that a view offers. The archive has those of an index only: any other would sort everything that ever was. */
export const sortsOf = (view: CaseView): readonly CaseSort[] => (isArchiveView(view) ? ['newest', 'oldest'] : CASE_SORTS)

/** The sort that a view begins with. */
export const defaultSort = (view: CaseView): CaseSort => (isArchiveView(view) ? 'newest' : 'due')

/** What the queue may do at most, and when the night ends (resources/policies/queue.yaml). Times are minutes after local midnight. */
export interface QueuePolicy {
  /** Counts end here and are shown as `1000+`. */
  readonly countCap: number
  /** Cases that one bulk action takes at most. */
  readonly bulkCap: number
  /** Cases of the archive that one page looks through when a filter has no index. */
  readonly archiveWindow: number
  /** How long a change of status can be taken back, ms. */
  readonly undoStatusMs: number
  readonly carryOver: { readonly dueBefore: number; readonly shiftBegins: number }
}

/** The instants of the carry-over on the civil day of `now` in a zone: due before the first, not moved since the second (epoch ms). */
export function carryOverOf(policy: QueuePolicy, zone: string, now: number): { readonly dueBefore: number; readonly movedBefore: number } {
  const midnight = localMidnight(toLocal(zone, now))
  const at = (minutes: number): number => fromLocal(zone, midnight + minutes * 60_000)
  return { dueBefore: at(policy.carryOver.dueBefore), movedBefore: at(policy.carryOver.shiftBegins) }
}
