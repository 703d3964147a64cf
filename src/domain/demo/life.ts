import type { KindId } from '../case/kinds'
import type { Status, WaitingStatus } from '../case/status'
import { onEvent, onStatus, startClocks, sweepClocks, type Anchors, type ClockState } from '../clock/engine'
import type { ClockEvent, ClockPolicy } from '../clock/policy'
import { buyerNote, nextActionText, replyText, staffNote, type NoteFacts } from './notes'
import type { Random, Weighted } from './random'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** Months of history (spec section 12). */
export const DEMO_DAYS = 730

/** How far a case has come. `late` cases are open and past a deadline. */
export type Ending = 'new' | 'new-late' | 'working' | 'working-late' | 'waiting' | 'reopened' | 'resolved' | 'closed'

const OPEN_ENDINGS: readonly Weighted<Ending>[] = [['waiting', 46], ['working', 31], ['new', 9], ['working-late', 6], ['new-late', 4], ['reopened', 4]]
const WAITING: readonly Weighted<WaitingStatus>[] = [['waiting-buyer', 38], ['waiting-courier', 27], ['waiting-warehouse', 16], ['waiting-supervisor', 6], ['waiting-finance', 7], ['waiting-platform', 6]]

/** When the next action of a waiting case falls, from now: some are late, half are for today. */
const AGREED: readonly Weighted<readonly [from: number, to: number]>[] = [[[-3 * HOUR, 0], 9], [[5 * MINUTE, 8 * HOUR], 50], [[8 * HOUR, 3 * DAY], 41]]

export interface PlannedEvent {
  readonly at: number
  readonly type: string
  readonly text: string | null
  readonly data: Record<string, unknown>
}

/** A case with its past, as the domain would have written it. Times are epoch ms. */
export interface CaseLife {
  readonly openedAt: number
  readonly status: Status
  readonly statusAt: number
  readonly nextAction: string | null
  readonly nextActionAt: number | null
  readonly note: string
  readonly clocks: readonly ClockState[]
  readonly events: readonly PlannedEvent[]
  /** When the courier's claim was filed, if one was. */
  readonly claimedAt: number | null
  readonly lastAt: number
}

/** Two in a hundred are open (spec section 12), the rest lies behind. */
export function chooseEnding(random: Random): Ending {
  return random.chance(0.02) ? random.weighted(OPEN_ENDINGS) : random.chance(0.6) ? 'closed' : 'resolved'
}

/** Office hours are busier than nights, and the shop has grown. */
function pastMoment(random: Random, now: number): number {
  const age = Math.floor(DEMO_DAYS * random.next() ** 1.25)
  const localMidnight = Math.floor((now + 8 * HOUR) / DAY) * DAY - 8 * HOUR
  const hour = random.chance(0.88) ? 8 + 14 * random.next() : 24 * random.next()
  return localMidnight - (age + 1) * DAY + Math.floor(hour * HOUR)
}

/** When a case was opened, so that its ending is believable now. */
export function openedAt(random: Random, ending: Ending, now: number): number {
  const ago = (from: number, to: number): number => now - Math.floor(from + (to - from) * random.next())
  switch (ending) {
    case 'new':
      return ago(5_000, 4.8 * MINUTE)
    case 'new-late':
      return ago(6 * MINUTE, 50 * MINUTE)
    case 'working':
      return ago(20 * MINUTE, 44 * HOUR)
    case 'working-late':
      return ago(49 * HOUR, 6 * DAY)
    case 'waiting':
      return ago(1.5 * HOUR, 42 * HOUR)
    case 'reopened':
      return ago(3 * DAY, 9 * DAY)
    default:
      return pastMoment(random, now)
  }
}

export interface LifeInput {
  readonly kind: KindId
  readonly ending: Ending
  readonly openedAt: number
  readonly now: number
  readonly anchors: Anchors
  readonly facts: NoteFacts
  /** Whether a claim on the courier is filed while it is handled. */
  readonly claims: boolean
}

/** Lives through a case with the domain's own clocks (C4) and answers what is left of it today. */
export function liveCase(random: Random, policy: ClockPolicy, input: LifeInput): CaseLife {
  const { kind, ending, facts } = input
  const note = buyerNote(random, kind, facts)
  let clocks = startClocks(kind, policy, input.openedAt, { ...input.anchors, message: input.openedAt })
  let status: Status = 'new'
  let at = input.openedAt
  let nextAction: string | null = null
  let nextActionAt: number | null = null
  let claimedAt: number | null = null
  const events: PlannedEvent[] = [
    { at, type: 'buyer-message', text: note, data: {} },
    { at, type: 'created', text: null, data: { kind, clocks: clocks.map((clock) => clock.name) } },
  ]
  const pass = (from: number, to: number): void => {
    const share = random.next()
    const then = at + Math.floor(from + (to - from) * share)
    // Recent cases went faster, or they would not be done by now.
    at = then < input.now ? then : at + Math.floor((input.now - at) * share)
  }
  const fire = (event: ClockEvent): void => {
    clocks = onEvent(clocks, event, policy, { kind, at })
  }
  const move = (to: Status, say: boolean): void => {
    clocks = onStatus(clocks, status, to, policy, at, kind)
    if (say) events.push({ at, type: 'status', text: nextAction, data: { from: status, to, nextActionAt, reason: null } })
    status = to
  }
  const isNew = ending === 'new' || ending === 'new-late'
  const isDone = ending === 'resolved' || ending === 'closed'

  if (!isNew) {
    if (random.chance(0.86)) pass(20_000, 4.5 * MINUTE)
    else pass(6 * MINUTE, 18 * MINUTE)
    events.push({ at, type: 'reply-copied', text: replyText(random, facts), data: { templateId: null, edited: true } })
    fire('reply-copied')
    move('working', !isDone)
  }
  if (!isNew && input.claims) {
    pass(10 * MINUTE, 50 * MINUTE)
    fire('claim-filed')
    claimedAt = at
  }
  if (ending === 'waiting') {
    pass(5 * MINUTE, HOUR)
    nextAction = nextActionText(random, facts)
    const [from, to] = random.weighted(AGREED)
    nextActionAt = input.now + Math.floor(from + (to - from) * random.next())
    move(random.weighted(WAITING), true)
  } else if (isDone || ending === 'reopened') {
    if (random.chance(0.45)) {
      pass(10 * MINUTE, 3 * HOUR)
      move(random.weighted(WAITING), false)
      pass(HOUR, 30 * HOUR)
      move('working', false)
    }
    if (random.chance(0.3)) events.push({ at, type: 'note', text: staffNote(random, facts), data: {} })
    pass(10 * MINUTE, random.chance(0.9) ? 16 * HOUR : 70 * HOUR)
    for (const event of ['order-shipped', 'first-scan', 'parcel-released', 'result-told'] as const) fire(event)
    move('resolved', true)
    if (ending === 'closed') {
      pass(DAY, 2 * DAY)
      move('closed', false)
    } else if (ending === 'reopened') {
      at = Math.max(at, input.now - Math.floor(30 * HOUR * random.next()))
      move('reopened', true)
      fire('reply-copied')
    }
  } else if (!isNew && random.chance(0.4)) {
    events.push({ at, type: 'note', text: staffNote(random, facts), data: {} })
  }
  return { openedAt: input.openedAt, status, statusAt: at, nextAction, nextActionAt, note, clocks: sweepClocks(clocks, input.now, policy), events, claimedAt, lastAt: at }
}
