import type { KindId } from '../case/kinds'
import { addWorking } from '../clock/calendar'
import { calendarOf, type ClockPolicy } from '../clock/policy'
import type { CostPart } from './figures'

/** What is known of the first answer of a case. Instants in epoch ms. */
export interface AnswerFacts {
  readonly kind: KindId
  readonly openedAt: number
  /** Start of its clock of first response: the buyer's message may be older than the case; null without a clock. */
  readonly clockStartedAt: number | null
  /** When that clock stopped; a later message of the buyer starts it anew. */
  readonly clockMetAt: number | null
  /** First reply, contact or status that the policy counts as an answer. */
  readonly firstAnswerAt: number | null
}

/**
 * Time until the first answer and whether it met the target of the clock policy (K1). The count begins with the buyer's message where that is
 * older than the case. `good` is null while the target has not passed and for a kind without that clock.
 */
export function judgeAnswer(facts: AnswerFacts, policy: ClockPolicy, now: number): { readonly value: number | null; readonly good: boolean | null } {
  const startedAt = Math.min(facts.openedAt, facts.clockStartedAt ?? facts.openedAt)
  // a clock that stopped as it started was never run: cases brought along from a list come answered
  const clockMetAt = facts.clockMetAt !== null && facts.clockMetAt > startedAt ? facts.clockMetAt : null
  const answers = [facts.firstAnswerAt, clockMetAt].filter((at): at is number => at !== null && at >= startedAt)
  const answeredAt = answers.length === 0 ? null : Math.min(...answers)
  const def = policy.clocks['first-response']
  const target = def?.durationByKind[facts.kind] ?? def?.durationMs ?? null
  const value = answeredAt === null ? null : answeredAt - startedAt
  if (def === undefined || target === null || (answeredAt === null && facts.clockMetAt !== null)) return { value, good: null }
  const dueAt = addWorking(calendarOf(policy, def), startedAt, target)
  return { value, good: answeredAt !== null ? answeredAt <= dueAt : now > dueAt ? false : null }
}

export interface PromiseFacts {
  readonly state: string
  readonly dueAt: number
  readonly endedAt: number | null
}

/** Whether a promise was kept in time; null while it is not yet due, undefined for one that was withdrawn and counts nowhere (P2). */
export function judgePromise({ state, dueAt, endedAt }: PromiseFacts, now: number): boolean | null | undefined {
  if (state === 'withdrawn') return undefined
  if (state === 'kept') return (endedAt ?? dueAt) <= dueAt
  return state === 'open' && dueAt >= now ? null : false
}

/** What a wrong parcel's cost was for: goods sent again, or everything else. */
export const wrongPart = (fix: string | null): CostPart => (fix === 'reissue' || fix === 'exchange' ? 'reissue' : 'wrong')

/**
 * The civil day of a claim's credit: the line's own where it lies in its statement's month, else the month's last day. So what a month booked
 * is what its days add up to.
 */
export function creditDay(month: string, occurredOn: string | null): string {
  if (occurredOn?.startsWith(`${month}-`) === true) return occurredOn.slice(0, 10)
  const [year = 0, number = 1] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10)
}

const TASK_OF_WRONG = /^warehouse-tasks:wrong-shipment:(.+):[^:]+$/

/** The wrong parcel that a task of the warehouse was made of (W3, W6), by the task's id; null: it was asked for by itself. */
export const wrongParcelOf = (taskId: string): string | null => TASK_OF_WRONG.exec(taskId)?.[1] ?? null
