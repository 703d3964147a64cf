import type { CaseField, CaseFieldValues } from './fields'
import { CASE_FIELDS, missingFields } from './fields'
import type { KindId } from './kinds'
import { kindDef } from './kinds'
import type { Label } from './lists'

/** Statuses of a case (C3). Each waiting state says who has the ball. */
export const STATUSES = {
  new: { zh: '新建', en: 'New' },
  working: { zh: '处理中', en: 'Working' },
  'waiting-buyer': { zh: '等买家', en: 'Waiting for buyer' },
  'waiting-courier': { zh: '等快递', en: 'Waiting for courier' },
  'waiting-warehouse': { zh: '等仓库', en: 'Waiting for warehouse' },
  'waiting-supervisor': { zh: '等主管', en: 'Waiting for supervisor' },
  'waiting-finance': { zh: '等财务', en: 'Waiting for finance' },
  'waiting-platform': { zh: '等平台', en: 'Waiting for platform' },
  resolved: { zh: '已解决', en: 'Resolved' },
  closed: { zh: '已关闭', en: 'Closed' },
  reopened: { zh: '重新打开', en: 'Reopened' },
} as const satisfies Record<string, Label>
export type Status = keyof typeof STATUSES
export const STATUS_IDS = Object.keys(STATUSES) as readonly Status[]

const WAITING = ['waiting-buyer', 'waiting-courier', 'waiting-warehouse', 'waiting-supervisor', 'waiting-finance', 'waiting-platform'] as const
export type WaitingStatus = (typeof WAITING)[number]
export const WAITING_STATUSES: readonly WaitingStatus[] = WAITING

const waitingExcept = (status: WaitingStatus): readonly Status[] => ['working', ...WAITING.filter((other) => other !== status), 'resolved', 'closed']

/** The one table of legal transitions (C3). A status never leads to itself: a new next action alone is an edit, not a transition. */
export const TRANSITIONS: Readonly<Record<Status, readonly Status[]>> = {
  new: ['working', ...WAITING, 'resolved', 'closed'],
  working: [...WAITING, 'resolved', 'closed'],
  'waiting-buyer': waitingExcept('waiting-buyer'),
  'waiting-courier': waitingExcept('waiting-courier'),
  'waiting-warehouse': waitingExcept('waiting-warehouse'),
  'waiting-supervisor': waitingExcept('waiting-supervisor'),
  'waiting-finance': waitingExcept('waiting-finance'),
  'waiting-platform': waitingExcept('waiting-platform'),
  resolved: ['closed', 'reopened'],
  closed: ['reopened'],
  reopened: ['working', ...WAITING, 'resolved', 'closed'],
}

/** Whether text from outside is a status. */
export function isStatus(text: string): text is Status {
  return Object.hasOwn(STATUSES, text)
}

/** Whether the case waits for somebody, so that it needs a next action and its time (C2). */
export function isWaiting(status: Status): status is WaitingStatus {
  return (WAITING as readonly Status[]).includes(status)
}

/** Whether somebody still has to do something. */
export function isOpen(status: Status): boolean {
  return status !== 'resolved' && status !== 'closed'
}

/** Whether the table allows the step, facts aside. */
export function canTransition(from: Status, to: Status): boolean {
  return TRANSITIONS[from].includes(to)
}

/** What a transition looks at besides the two statuses. `nextActionAt` is epoch ms UTC. */
export interface TransitionFacts extends CaseFieldValues {
  readonly nextAction?: string | null | undefined
  readonly nextActionAt?: number | null | undefined
}

export interface CaseState {
  readonly kind: KindId
  readonly status: Status
}

export type RefusalReason =
  | { readonly code: 'illegal-transition'; readonly from: Status; readonly to: Status }
  | { readonly code: 'missing-field'; readonly field: CaseField }
  | { readonly code: 'next-action-required' }
  | { readonly code: 'next-action-time-required' }
  | { readonly code: 'over'; readonly status: Status }

/** `nextAction` and `nextActionAt` are what the case has afterwards: kept while waiting, cleared at the end. */
export type TransitionResult =
  | { readonly ok: true; readonly status: Status; readonly nextAction: string | null; readonly nextActionAt: number | null }
  | { readonly ok: false; readonly reasons: readonly RefusalReason[] }

/**
 * Fields that a case needs for this step (C1, C12): leaving `new` asks for the kind's first fields, resolving for all of them, and
 * closing what was never resolved for a reason.
 */
export function requiredFields(kind: KindId, from: Status, to: Status): readonly CaseField[] {
  const def = kindDef(kind)
  const required = new Set<CaseField>()
  if (from === 'new' || to === 'resolved') def.toWork.forEach((field) => required.add(field))
  if (to === 'resolved') def.toResolve.forEach((field) => required.add(field))
  if (to === 'closed' && from !== 'resolved') required.add('closeReason')
  return [...required]
}

/** Tries a transition (C3); a refusal names every reason at once, so that the agent fills a form once. */
export function transition(state: CaseState, to: Status, facts: TransitionFacts): TransitionResult {
  const from = state.status
  if (!canTransition(from, to)) return { ok: false, reasons: [{ code: 'illegal-transition', from, to }] }
  const reasons: RefusalReason[] = missingFields(requiredFields(state.kind, from, to), facts).map((field) => ({ code: 'missing-field', field }))
  const nextAction = facts.nextAction?.trim() || null
  const nextActionAt = facts.nextActionAt ?? null
  if (isWaiting(to)) {
    if (nextAction === null) reasons.push({ code: 'next-action-required' })
    if (nextActionAt === null || !Number.isFinite(nextActionAt)) reasons.push({ code: 'next-action-time-required' })
  }
  if (reasons.length > 0) return { ok: false, reasons }
  return isOpen(to) ? { ok: true, status: to, nextAction, nextActionAt } : { ok: true, status: to, nextAction: null, nextActionAt: null }
}

/** What a case has to do next, and when; null: nothing is said. */
type NextStep = Pick<TransitionFacts, 'nextAction' | 'nextActionAt'>

/**
 * Another next step or another time for it, the status staying as it is (snoozing, C3): what is not given stays. A case that is over has
 * nothing to do next: it is reopened first. Nothing given for such a case changes nothing and is allowed.
 */
export function replan(status: Status, present: NextStep, given: NextStep): TransitionResult {
  const [nextAction, nextActionAt] = [given.nextAction?.trim() || null, given.nextActionAt ?? null]
  if (!isOpen(status) && (nextAction !== null || nextActionAt !== null)) return { ok: false, reasons: [{ code: 'over', status }] }
  return { ok: true, status, nextAction: nextAction ?? present.nextAction ?? null, nextActionAt: nextActionAt ?? present.nextActionAt ?? null }
}

/** Statuses to offer for a case, legal by the table; facts may still be missing. */
export function allowedStatuses(from: Status): readonly Status[] {
  return TRANSITIONS[from]
}

/** A refusal in words: what is wrong and what to do. */
export function explainRefusal(reason: RefusalReason): Label {
  switch (reason.code) {
    case 'illegal-transition':
      return {
        zh: `不能从“${STATUSES[reason.from].zh}”直接变为“${STATUSES[reason.to].zh}”，请先选择中间状态。`,
        en: `A case cannot go from "${STATUSES[reason.from].en}" straight to "${STATUSES[reason.to].en}"; choose a step in between.`,
      }
    case 'missing-field':
      return { zh: `请先填写：${CASE_FIELDS[reason.field].zh}。`, en: `Fill in first: ${CASE_FIELDS[reason.field].en}.` }
    case 'over':
      return {
        zh: `“${STATUSES[reason.status].zh}”的单子不能再设下一步，请先重新打开。`,
        en: `A case that is "${STATUSES[reason.status].en}" has no next step; reopen it first.`,
      }
    case 'next-action-required':
      return { zh: '等待中的售后单要写下一步做什么。', en: 'A waiting case needs a next action.' }
    case 'next-action-time-required':
      return { zh: '等待中的售后单要写下一步的时间。', en: 'A waiting case needs a time for its next action.' }
  }
}
