/** Appeals to a platform or courier (spec A8): stable names, words, the one table of legal steps, and what an outcome may say. */
import { DAY } from '../clock/duration'

interface Words {
  readonly zh: string
  readonly en: string
}

export const APPEAL_TYPES = ['freight', 'goods', 'review'] as const
export type AppealType = (typeof APPEAL_TYPES)[number]

export const APPEAL_TYPE_LABELS: Readonly<Record<AppealType, Words>> = {
  freight: { zh: '运费', en: 'Freight' },
  goods: { zh: '货物', en: 'Goods' },
  review: { zh: '评价', en: 'Review' },
}

export const APPEAL_STATUSES = ['draft', 'submitted', 'won', 'partly-won', 'lost', 'withdrawn'] as const
export type AppealStatus = (typeof APPEAL_STATUSES)[number]

export const APPEAL_STATUS_LABELS: Readonly<Record<AppealStatus, Words>> = {
  draft: { zh: '准备中', en: 'Draft' },
  submitted: { zh: '已提交', en: 'Submitted' },
  won: { zh: '申诉成立', en: 'Won' },
  'partly-won': { zh: '部分成立', en: 'Partly won' },
  lost: { zh: '未成立', en: 'Lost' },
  withdrawn: { zh: '已撤回', en: 'Withdrawn' },
}

/** A platform reverses its own decisions, and people choose the wrong line: every decision leads back to `submitted`. */
const NEXT: Readonly<Record<AppealStatus, readonly AppealStatus[]>> = {
  draft: ['submitted', 'withdrawn'],
  submitted: ['won', 'partly-won', 'lost', 'withdrawn', 'draft'],
  won: ['partly-won', 'lost', 'submitted'],
  'partly-won': ['won', 'lost', 'submitted'],
  lost: ['won', 'partly-won', 'submitted'],
  withdrawn: ['draft', 'submitted'],
}

export const isAppealType = (text: string): text is AppealType => (APPEAL_TYPES as readonly string[]).includes(text)
export const isAppealStatus = (text: string): text is AppealStatus => (APPEAL_STATUSES as readonly string[]).includes(text)

/** A8: the statuses that one may step to. Staying is not a step. */
export const nextAppealStatuses = (from: AppealStatus): readonly AppealStatus[] => NEXT[from]

export const canMoveAppeal = (from: AppealStatus, to: AppealStatus): boolean => NEXT[from].includes(to)

/** Decided in our favour, wholly or in part: only then is anything recovered. */
export const isWon = (status: AppealStatus): boolean => status === 'won' || status === 'partly-won'

/** Something is still expected of us or of the platform. */
export const isOpenAppeal = (status: AppealStatus): boolean => status === 'draft' || status === 'submitted'

export type OutcomeProblem = 'not-won' | 'amount-missing' | 'part-is-whole' | 'whole-is-part'

/**
 * A8: why an outcome cannot be recorded as it is; null when it can. Integer cents. Money is recovered only by what was won; an appeal for
 * money that was won names its amount, an appeal against a review need not; `partly-won` is less than was asked for, `won` is all of it.
 */
export function outcomeProblem(appeal: { readonly type: AppealType; readonly claimedCents: number | null }, status: AppealStatus, recoveredCents: number | null): OutcomeProblem | null {
  if (!isWon(status)) return recoveredCents === null ? null : 'not-won'
  if (recoveredCents === null) return appeal.type === 'review' ? null : 'amount-missing'
  if (recoveredCents <= 0) return 'amount-missing'
  if (appeal.claimedCents === null) return null
  if (status === 'partly-won') return recoveredCents < appeal.claimedCents ? null : 'part-is-whole'
  return recoveredCents < appeal.claimedCents ? 'whole-is-part' : null
}

/** Whole days until the deadline (epoch ms), negative once it has passed; null without one and for what is not in our hands any more. */
export function appealDaysLeft(appeal: { readonly status: AppealStatus; readonly deadlineAt: number | null }, now: number): number | null {
  if (appeal.status !== 'draft' || appeal.deadlineAt === null) return null
  return Math.floor((appeal.deadlineAt - now) / DAY)
}

/** The colour of a deadline: `late` once it has passed, `soon` within the policy's days. */
export function deadlineState(daysLeft: number | null, nearDays: number): 'none' | 'calm' | 'soon' | 'late' {
  if (daysLeft === null) return 'none'
  if (daysLeft < 0) return 'late'
  return daysLeft <= nearDays ? 'soon' : 'calm'
}

export interface AppealSums {
  readonly currency: string
  readonly appeals: number
  readonly open: number
  /** Decided in our favour, wholly or in part, and against us. */
  readonly won: number
  readonly lost: number
  readonly claimedCents: number
  readonly recoveredCents: number
}

/** A8: sums per currency, in the order of the currencies' names; integer cents. What was withdrawn asks for nothing. */
export function appealSums(rows: Iterable<{ readonly currency: string; readonly status: AppealStatus; readonly claimedCents: number | null; readonly recoveredCents: number | null }>): AppealSums[] {
  const sums = new Map<string, AppealSums>()
  for (const { currency, status, claimedCents, recoveredCents } of rows) {
    const before = sums.get(currency) ?? { currency, appeals: 0, open: 0, won: 0, lost: 0, claimedCents: 0, recoveredCents: 0 }
    sums.set(currency, {
      currency,
      appeals: before.appeals + 1,
      open: before.open + (isOpenAppeal(status) ? 1 : 0),
      won: before.won + (isWon(status) ? 1 : 0),
      lost: before.lost + (status === 'lost' ? 1 : 0),
      claimedCents: before.claimedCents + (status === 'withdrawn' ? 0 : (claimedCents ?? 0)),
      recoveredCents: before.recoveredCents + (isWon(status) ? (recoveredCents ?? 0) : 0),
    })
  }
  return [...sums.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1))
}
