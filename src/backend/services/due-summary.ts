import type { DueNotice, DueSummary } from '../../contract/shell'
import { isKindId, KINDS } from '../../domain/case/kinds'
import { FRESH, levelOf, longestLead, look, type DueItem, type NotifyState } from '../../domain/notify/notify'
import { mayDo } from '../../domain/identity/roles'
import * as due from '../repositories/due'
import * as masters from '../repositories/masters'
import { unacknowledged } from './handover'
import type { Actor, Kernel } from './kernel'

/** The newest deadlines that are looked at in one go. A backlog older than that has been told long ago; the count has it all. */
const LOOKED_AT = 2_000

/** Whose cases a person hears of, by the policy of their role; null: of none. */
function scopeOf(kernel: Kernel, actor: Actor): { readonly assigneeId: string | null } | null {
  const scope = kernel.resources.policy.notifications.roles[actor.role]
  return scope === 'none' ? null : { assigneeId: scope === 'mine' ? actor.staffId : null }
}

function dueItems(kernel: Kernel, assigneeId: string | null, from: number, until: number): DueItem[] {
  const zones = new Map(masters.listShops(kernel.read).map((shop) => [shop.id, shop.timeZone]))
  return due.dueCases(kernel.read, assigneeId, from, until, LOOKED_AT).map(({ id, caseNo, kind, clock, dueAt, shopId }) => ({ caseId: id, caseNo, kind, clock, dueAt, timeZone: zones.get(shopId) ?? 'Asia/Shanghai' }))
}

/** Stands in the place of a kind for a handover board that nobody has acknowledged in time (H1). */
const HANDOVER = 'handover'
const HANDOVER_WORDS = { zh: '夜班交接待确认', en: 'night handover to acknowledge' }

function kindWords(kind: string): { readonly zh: string; readonly en: string } {
  if (kind === HANDOVER) return HANDOVER_WORDS
  return isKindId(kind) ? { zh: KINDS[kind].zh, en: KINDS[kind].en } : { zh: kind, en: kind }
}

/** A board that the morning shift has to acknowledge, told in the same notification as the cases. */
function boardItems(kernel: Kernel, actor: Actor, until: number): DueItem[] {
  const board = mayDo(actor.role, 'task.write') ? unacknowledged(kernel) : null
  return board === null || board.dueAt > until ? [] : [{ caseId: board.id, caseNo: board.entryNo, kind: HANDOVER, clock: null, dueAt: board.dueAt, timeZone: board.timeZone }]
}

/** How many of a person's cases are late and how many will be soon (U5: badge and status bar); by index, never by scan. */
export function dueCounts(kernel: Kernel, actor: Actor): { overdue: number; soon: number } {
  const scope = scopeOf(kernel, actor)
  if (scope === null) return { overdue: 0, soon: 0 }
  const now = kernel.now()
  const policy = kernel.resources.policy.notifications
  const overdue = due.countDue(kernel.read, scope.assigneeId, now - 1)
  // Leads differ by clock: what lies between is looked at one by one, at most as many as a person can overlook.
  const near = dueItems(kernel, scope.assigneeId, now - 1, now + longestLead(policy)).filter((item) => levelOf(item, now, policy) === 'soon')
  return { overdue, soon: near.length }
}

/** Watches what is due for whoever sits at this PC, and says what the shell should show. Keeps in memory what it has told. */
export interface DueWatch {
  /** The counts now, and a notice when one is due; null when nobody is signed in. */
  look(kernel: Kernel, actor: Actor | null): DueSummary | null
  /** Nothing is shown until then; null: again at once. */
  mute(until: number | null): void
}

export function createDueWatch(): DueWatch {
  let state: NotifyState = FRESH
  let mutedUntil: number | null = null
  let whose: string | null = null
  return {
    mute(until) {
      mutedUntil = until
    },
    look(kernel, actor) {
      if (actor === null) return null
      const key = `${kernel.dataDir}\n${actor.staffId}`
      if (key !== whose) {
        // Another person at the desk has heard nothing yet.
        whose = key
        state = FRESH
      }
      const scope = scopeOf(kernel, actor)
      if (scope === null) return { overdue: 0, soon: 0, notice: null }
      const now = kernel.now()
      const policy = kernel.resources.policy.notifications
      const items = [...dueItems(kernel, scope.assigneeId, 0, now + longestLead(policy)), ...boardItems(kernel, actor, now + longestLead(policy))]
      const result = look(state, items, now, policy, mutedUntil)
      state = result.state
      const notice: DueNotice | null = result.notice === null ? null : {
        late: result.notice.late,
        soon: result.notice.soon,
        cases: result.notice.items.map(({ caseNo, kind, dueAt }) => ({ caseNo, kind: kindWords(kind), late: dueAt < now })),
      }
      return { ...dueCounts(kernel, actor), notice }
    },
  }
}
