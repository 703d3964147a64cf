import type { ReconcileResult, RestBucket } from './types'
import type { Words } from './words'

/** M5. Reopened is open again, with a trace: it can be closed once more and gets the next revision. */
export const MONTH_STATES = ['open', 'closed', 'reopened'] as const
export type MonthStatus = (typeof MONTH_STATES)[number]

/** Where a month stands. A month of which nothing is stored is open with revision 0. Times are epoch ms. */
export interface MonthState {
  readonly month: string
  readonly status: MonthStatus
  /** How often it has been closed. */
  readonly revision: number
  readonly trail: readonly MonthStep[]
}

export interface MonthStep {
  readonly step: 'closed' | 'reopened'
  readonly revision: number
  readonly by: string
  readonly at: number
  /** Why it was reopened; null for a closing. */
  readonly reason: string | null
}

export const CLOSING_WORDS = {
  ALREADY_CLOSED: { zh: '这个月已经结账', en: 'The month is closed already' },
  MONTH_NOT_OVER: { zh: '这个月还没有结束', en: 'The month is not over yet' },
  EARLIER_MONTH_OPEN: { zh: '更早的月份还没有结账，先结前面的', en: 'An earlier month is not closed: close that first' },
  NOTHING_TO_CLOSE: { zh: '这个月没有理赔也没有账单', en: 'The month has neither claims nor statement lines' },
  INVARIANTS_BROKEN: { zh: '数字对不上，不能结账', en: 'The figures do not add up: the month cannot be closed' },
  NOT_CLOSED: { zh: '这个月没有结账，不用重开', en: 'The month is not closed' },
  NEEDS_SUPERVISOR: { zh: '重开月份要主管来做', en: 'Reopening a month needs a supervisor' },
  REASON_MISSING: { zh: '重开要写原因', en: 'Reopening needs a reason' },
  LATER_MONTH_CLOSED: { zh: '后面的月份已结账，先重开后面的', en: 'A later month is closed: reopen that first' },
} as const satisfies Record<string, Words>
export type ClosingRefusal = keyof typeof CLOSING_WORDS

export const CLOSING_WARNINGS = {
  UNEXPLAINED_LEFT: { zh: '还有待认领的账单行，金额算作未解释', en: 'Some lines are unexplained and stay so' },
  REVIEW_LEFT: { zh: '还有待人工确认的行', en: 'Some rows still wait for a decision' },
  STALE_MATCHES: { zh: '有些已存的匹配，账单行或理赔已不在', en: 'Some stored matches have lost their line or claim' },
  NOT_ALL_TRIED: { zh: '有些组合太大，没有全部试过', en: 'Some groups were too large to be searched' },
} as const satisfies Record<string, Words>
export type ClosingWarning = keyof typeof CLOSING_WARNINGS

export interface ClosingCheck {
  /** Empty when the month may be closed. */
  readonly refusals: readonly ClosingRefusal[]
  /** What a person should know and may close over, with how many rows it is about. */
  readonly warnings: readonly { readonly warning: ClosingWarning; readonly count: number }[]
}

type Figures = Pick<
  ReconcileResult,
  'month' | 'claims' | 'lines' | 'invariantsHold' | 'unexplained' | 'review' | 'staleMatches' | 'groupsNotSearched' | 'lumpSumsNotTried' | 'listsNotRead'
>

/**
 * M5: may this month be closed, and what is left in it? `today` is `YYYY-MM-DD`; `others` are the other months that have claims or lines
 * of their own, with their states. Months are closed in their order, so that what is carried forward is final.
 */
export function checkClosing(state: MonthState, result: Figures, others: readonly MonthState[], today: string): ClosingCheck {
  const refusals: ClosingRefusal[] = []
  if (state.status === 'closed') refusals.push('ALREADY_CLOSED')
  if (today.slice(0, 7) <= state.month) refusals.push('MONTH_NOT_OVER')
  if (others.some((other) => other.month < state.month && other.status !== 'closed')) refusals.push('EARLIER_MONTH_OPEN')
  if (result.claims === 0 && result.lines === 0) refusals.push('NOTHING_TO_CLOSE')
  if (!result.invariantsHold) refusals.push('INVARIANTS_BROKEN')
  const notTried = result.groupsNotSearched + result.lumpSumsNotTried + result.listsNotRead
  const found: readonly { readonly warning: ClosingWarning; readonly count: number }[] = [
    { warning: 'UNEXPLAINED_LEFT', count: result.unexplained.length },
    { warning: 'REVIEW_LEFT', count: result.review.length },
    { warning: 'STALE_MATCHES', count: result.staleMatches },
    { warning: 'NOT_ALL_TRIED', count: notTried },
  ]
  return { refusals, warnings: found.filter(({ count }) => count > 0) }
}

export interface CarriedClaim {
  readonly claimId: string
  readonly claimNo: string
  readonly courierId: string | null
  readonly bucket: RestBucket
  /** What is still missing and expected, integer cents. */
  readonly restCents: number
}

/** What a closing stores (M5). The number names month and revision: `2026-10-1`, after a reopening `2026-10-2`. */
export interface Closing {
  readonly number: string
  readonly state: MonthState
  /** Locked: claims and lines of the period, in the order of the result. */
  readonly claimIds: readonly string[]
  readonly matchedLineIds: readonly string[]
  readonly unexplainedLineIds: readonly string[]
  /** Open claims that go on in the next month's pool: outstanding and short-paid. Ended and fully credited ones do not. */
  readonly carried: readonly CarriedClaim[]
  readonly carriedCents: number
}

export type Closed = { readonly ok: true; readonly closing: Closing } | { readonly ok: false; readonly refusals: readonly ClosingRefusal[] }

/** M5: closes a month, or says why not. Pure: the caller stores the closing, locks what it lists and writes the report. */
export function closeMonth(
  state: MonthState,
  result: ReconcileResult,
  others: readonly MonthState[],
  { by, at, today }: { readonly by: string; readonly at: number; readonly today: string },
): Closed {
  const { refusals } = checkClosing(state, result, others, today)
  if (refusals.length > 0) return { ok: false, refusals }
  const revision = state.revision + 1
  const carried = carryForward(result)
  return {
    ok: true,
    closing: {
      number: `${state.month}-${revision}`,
      state: { ...state, status: 'closed', revision, trail: [...state.trail, { step: 'closed', revision, by, at, reason: null }] },
      claimIds: result.claimFigures.map(({ claimId }) => claimId),
      matchedLineIds: result.matched.flatMap(({ lineIds }) => lineIds),
      unexplainedLineIds: result.unexplained.map(({ lineId }) => lineId),
      carried,
      carriedCents: carried.reduce((sum, { restCents }) => sum + restCents, 0),
    },
  }
}

/** What stays in the pool of the next month: claims that are owed money and that no person has ended. In order of claim number. */
export function carryForward(result: Pick<ReconcileResult, 'claimFigures'>): CarriedClaim[] {
  return result.claimFigures.flatMap(({ claimId, claimNo, courierId, bucket, shortPaidCents, grantedNotCreditedCents, awaitingCents }) => {
    const restCents = shortPaidCents + grantedNotCreditedCents + awaitingCents
    return restCents > 0 ? [{ claimId, claimNo, courierId, bucket, restCents }] : []
  })
}

export type Reopened = { readonly ok: true; readonly state: MonthState } | { readonly ok: false; readonly refusals: readonly ClosingRefusal[] }

/** M5: reopens a closed month: a supervisor, with a reason, the latest closed month first. The trail keeps every step. */
export function reopenMonth(
  state: MonthState,
  others: readonly MonthState[],
  { by, at, reason, isSupervisor }: { readonly by: string; readonly at: number; readonly reason: string; readonly isSupervisor: boolean },
): Reopened {
  const refusals: ClosingRefusal[] = []
  if (state.status !== 'closed') refusals.push('NOT_CLOSED')
  if (!isSupervisor) refusals.push('NEEDS_SUPERVISOR')
  if (reason.trim() === '') refusals.push('REASON_MISSING')
  if (others.some((other) => other.month > state.month && other.status === 'closed')) refusals.push('LATER_MONTH_CLOSED')
  if (refusals.length > 0) return { ok: false, refusals }
  return { ok: true, state: { ...state, status: 'reopened', trail: [...state.trail, { step: 'reopened', revision: state.revision, by, at, reason: reason.trim() }] } }
}

/** M5: the month in which something of `wanted` is posted: itself while it is not closed, else the next month that is not. */
export function postingMonth(states: readonly MonthState[], wanted: string): string {
  const closed = new Set(states.filter(({ status }) => status === 'closed').map(({ month }) => month))
  let month = wanted
  while (closed.has(month)) month = monthAfter(month)
  return month
}

/** `2026-12` → `2027-01`. */
export function monthAfter(month: string): string {
  const year = Number(month.slice(0, 4))
  const number = Number(month.slice(5, 7))
  return number === 12 ? `${String(year + 1).padStart(4, '0')}-01` : `${month.slice(0, 4)}-${String(number + 1).padStart(2, '0')}`
}
