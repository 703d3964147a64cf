import { CLAIM_DEMANDS, claimWindowDaysLeft, type ClaimDemand } from '../courier/policy'

/** Evidence slots of a case that meet a courier's demand (L2). */
const SLOTS_OF: Readonly<Record<ClaimDemand, readonly string[]>> = {
  'value-proof': ['value-proof'],
  'settlement-proof': ['refund-proof'],
  photos: ['inner-goods', 'defect-photo', 'all-goods'],
  packaging: ['outer-box'],
  weight: ['weighing'],
  certificate: ['courier-proof', 'sender-certificate'],
}

export interface DemandState {
  readonly demand: ClaimDemand
  /** null: there is no case whose photos could tell, and nobody has ticked it off. */
  readonly met: boolean | null
}

/**
 * Which of the courier's demands are met (L2), in the order of CLAIM_DEMANDS. `slots`: evidence slots that hold a photo; null without a
 * case. `ticked`: demands that a person has ticked off by hand, since not every proof is a photo of the case.
 */
export function demandStates(demands: readonly string[], slots: ReadonlySet<string> | null, ticked: readonly string[] = []): DemandState[] {
  return CLAIM_DEMANDS.filter((demand) => demands.includes(demand)).map((demand) => ({
    demand,
    met: ticked.includes(demand) ? true : slots === null ? null : SLOTS_OF[demand].some((slot) => slots.has(slot)),
  }))
}

export interface Completeness {
  readonly states: readonly DemandState[]
  readonly met: number
  readonly demanded: number
  /** Whole percent, rounded down so that only a complete claim shows 100; a courier that demands nothing is at 100. */
  readonly percent: number
  readonly missing: readonly ClaimDemand[]
  /** Whole days until the claim window ends, negative when it has; null when it is not known or the claim is filed. */
  readonly daysLeft: number | null
  /** `ready` to be filed; `late` when the window has ended; `hurry` when it ends within `nearDays` and something is missing. */
  readonly state: 'filed' | 'ready' | 'incomplete' | 'hurry' | 'late'
}

/** The completeness meter of a claim with its window counted down (L2). Times in epoch ms; `nearDays` is policy. */
export function completeness(facts: {
  readonly demands: readonly string[]
  readonly slots: ReadonlySet<string> | null
  /** Demands ticked off by hand. */
  readonly ticked?: readonly string[]
  readonly windowEndsAt: number | null
  readonly isFiled: boolean
  readonly now: number
  readonly nearDays: number
}): Completeness {
  const states = demandStates(facts.demands, facts.slots, facts.ticked)
  const met = states.filter((one) => one.met === true).length
  const missing = states.filter((one) => one.met !== true).map(({ demand }) => demand)
  const daysLeft = facts.isFiled || facts.windowEndsAt === null ? null : claimWindowDaysLeft(facts.windowEndsAt, facts.now)
  const late = daysLeft !== null && facts.windowEndsAt !== null && facts.windowEndsAt < facts.now
  const hurry = missing.length > 0 && daysLeft !== null && daysLeft <= facts.nearDays
  return {
    states,
    met,
    demanded: states.length,
    percent: states.length === 0 ? 100 : Math.floor((100 * met) / states.length),
    missing,
    daysLeft,
    state: facts.isFiled ? 'filed' : late ? 'late' : hurry ? 'hurry' : missing.length > 0 ? 'incomplete' : 'ready',
  }
}
