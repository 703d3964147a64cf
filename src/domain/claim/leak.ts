import type { LiableParty } from '../case/lists'
import { addCents } from '../money/money'
import { isEndedByDecision } from './status'
import type { ClaimStatus } from './status'

/** A claim as the leak report sees it. Integer cents. */
export interface LeakClaim {
  readonly claimId: string
  readonly claimNo: string
  readonly status: ClaimStatus
  readonly amountCents: number
  readonly grantedCents: number | null
  readonly creditedCents: number
  readonly courierId: string | null
  /** Since when it has its status, epoch ms. */
  readonly statusAt: number
  /** When the courier was last asked where the money is, epoch ms: the waiting begins anew then. */
  readonly chasedAt?: number | null
}

/** What is known of one case; a claim that stands alone has a case of null. Integer cents, times in epoch ms. */
export interface LeakFacts {
  readonly caseId: string | null
  readonly caseNo: string | null
  readonly courierId: string | null
  readonly waybill: string | null
  readonly liableParty: LiableParty | null
  /** Money that the buyer got from the shop: refunds, compensation, postage. */
  readonly paidCents: number
  /** Value of goods sent again. */
  readonly resentCents: number
  /** What the parcel is worth: at stake before anything was paid. */
  readonly valueCents: number
  /** When the courier's claim window ends; null when it is not known. */
  readonly windowEndsAt: number | null
  /** Claims on the courier for this case, whatever their state. */
  readonly claims: readonly LeakClaim[]
}

/** Policy values of the report. */
export interface LeakPolicy {
  /** A window that ends within so many days is about to close. */
  readonly windowNearDays: number
  /** A granted claim is chased after so many days without credit. */
  readonly chaseAfterDays: number
  /** Finished cases of the last so many days are looked through. */
  readonly lookBackDays: number
}

/** `not-claimed`: paid or resent and nothing filed. `window-closing`: the same or still unpaid, and little time left. `window-missed`: it has passed. `granted-not-credited`: promised and not there. */
export const LEAK_KINDS = ['window-closing', 'window-missed', 'not-claimed', 'granted-not-credited'] as const
export type LeakKind = (typeof LEAK_KINDS)[number]

export interface Leak {
  readonly kind: LeakKind
  readonly caseId: string | null
  readonly caseNo: string | null
  /** The draft to be filed or the claim to be chased; null when there is none yet. */
  readonly claimId: string | null
  readonly courierId: string | null
  readonly waybill: string | null
  /** Integer cents. */
  readonly atStakeCents: number
  /** Whole days until the window ends, negative when it has; null for a claim that is filed or a window that is not known. */
  readonly daysLeft: number | null
  /** What the one key does. */
  readonly action: 'claim' | 'chase'
  readonly reasonZh: string
  readonly reasonEn: string
}

const DAY_MS = 86_400_000

/**
 * M8: where money is about to be lost. A case of a courier's liability is in it once at most, by its most pressing reason; every granted
 * claim that is not credited is a row of its own. A claim that a person withdrew or gave up, or that the courier rejected, is an answer and
 * no leak. Sorted: windows by time left, then the rest by the amount at stake.
 */
export function leakReport(facts: Iterable<LeakFacts>, policy: LeakPolicy, now: number): Leak[] {
  const leaks: Leak[] = []
  for (const one of facts) {
    const unclaimed = unclaimedLeak(one, policy, now)
    if (unclaimed !== null) leaks.push(unclaimed)
    for (const claim of one.claims) {
      const granted = grantedLeak(one, claim, policy, now)
      if (granted !== null) leaks.push(granted)
    }
  }
  return leaks.sort(byPressure)
}

/** Sum of what is at stake. Throws MoneyOverflowError. */
export function leakTotal(leaks: readonly Leak[]): number {
  return leaks.reduce((sum, { atStakeCents }) => addCents(sum, atStakeCents), 0)
}

function unclaimedLeak(facts: LeakFacts, policy: LeakPolicy, now: number): Leak | null {
  const { caseId, caseNo, liableParty, claims, windowEndsAt, courierId, waybill } = facts
  if (caseId === null || liableParty !== 'courier' || claims.some(({ status }) => status !== 'draft')) return null
  const draft = claims.find(({ status }) => status === 'draft') ?? null
  const spent = addCents(facts.paidCents, facts.resentCents)
  const daysLeft = windowEndsAt === null ? null : Math.floor((windowEndsAt - now) / DAY_MS)
  const atStakeCents = Math.max(spent, draft?.amountCents ?? 0) || facts.valueCents
  const near = windowEndsAt !== null && windowEndsAt >= now && (daysLeft ?? 0) <= policy.windowNearDays
  const missed = windowEndsAt !== null && windowEndsAt < now
  if (atStakeCents <= 0 || (!near && spent <= 0)) return null
  const kind: LeakKind = near ? 'window-closing' : missed ? 'window-missed' : 'not-claimed'
  const what = wordsOfSpending(facts, draft !== null)
  const until = near
    ? { zh: `理赔期限只剩 ${daysLeft ?? 0} 天`, en: `the claim window ends in ${daysLeft ?? 0} ${daysLeft === 1 ? 'day' : 'days'}` }
    : missed
      ? { zh: `理赔期限已过 ${-(daysLeft ?? 0)} 天`, en: `the claim window ended ${-(daysLeft ?? 0)} ${daysLeft === -1 ? 'day' : 'days'} ago` }
      : null
  return {
    kind, caseId, caseNo, claimId: draft?.claimId ?? null, courierId, waybill, atStakeCents, daysLeft, action: 'claim',
    reasonZh: until === null ? what.zh : `${what.zh}，${until.zh}`,
    reasonEn: until === null ? what.en : `${what.en}, ${until.en}`,
  }
}

function wordsOfSpending({ paidCents, resentCents }: LeakFacts, drafted: boolean): { zh: string; en: string } {
  const zh = paidCents > 0 && resentCents > 0 ? '快递责任，已退款并补发' : paidCents > 0 ? '快递责任，已退款' : resentCents > 0 ? '快递责任，已补发' : '快递责任'
  const en =
    paidCents > 0 && resentCents > 0 ? 'The courier is liable, money was paid and goods resent'
    : paidCents > 0 ? 'The courier is liable and money was paid'
    : resentCents > 0 ? 'The courier is liable and goods were resent'
    : 'The courier is liable'
  return drafted ? { zh: `${zh}，理赔还是草稿`, en: `${en}, the claim is still a draft` } : { zh: `${zh}，还没有理赔`, en: `${en}, nothing is claimed yet` }
}

function grantedLeak({ caseId, caseNo, waybill }: LeakFacts, claim: LeakClaim, policy: LeakPolicy, now: number): Leak | null {
  const { status, grantedCents, amountCents, creditedCents, statusAt } = claim
  if (status === 'draft' || isEndedByDecision(status)) return null
  const promised = grantedCents ?? (status === 'granted' ? amountCents : 0)
  const rest = promised - creditedCents
  const days = Math.floor((now - statusAt) / DAY_MS)
  const waited = Math.floor((now - Math.max(statusAt, claim.chasedAt ?? statusAt)) / DAY_MS)
  if (rest <= 0 || waited < policy.chaseAfterDays) return null
  const part = creditedCents > 0
  return {
    kind: 'granted-not-credited', caseId, caseNo, claimId: claim.claimId, courierId: claim.courierId, waybill, atStakeCents: rest, daysLeft: null, action: 'chase',
    reasonZh: part ? `快递认赔后只到账一部分，已 ${days} 天` : `快递认赔 ${days} 天，还没有到账`,
    reasonEn: part ? `Granted and credited only in part, for ${days} days` : `Granted ${days} days ago and not credited`,
  }
}

function byPressure(a: Leak, b: Leak): number {
  const closing = Number(b.kind === 'window-closing') - Number(a.kind === 'window-closing')
  if (closing !== 0) return closing
  const time = a.kind === 'window-closing' ? (a.daysLeft ?? 0) - (b.daysLeft ?? 0) : 0
  return time || b.atStakeCents - a.atStakeCents || byText(a.caseId ?? '', b.caseId ?? '') || byText(a.claimId ?? '', b.claimId ?? '')
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
