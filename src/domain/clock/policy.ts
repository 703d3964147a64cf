import type { KindId } from '../case/kinds'
import type { Status } from '../case/status'
import type { Calendar } from './calendar'

/** Clock names are stable: scripts rely on them (spec section 14). */
export const CLOCK_NAMES = [
  'first-response',
  'solve',
  'result-told',
  'appeal',
  'ship-by',
  'waybill-fix',
  'trace',
  'restock',
  'buyer-photo',
  'courier-hold',
  'extend-trade',
  'revision',
  'claim-window',
  'platform',
  'promise',
] as const
export type ClockName = (typeof CLOCK_NAMES)[number]

/** What happens on a case that starts or stops clocks. Services fire them; statuses have their own way in. */
export const CLOCK_EVENTS = [
  'case-created',
  'case-reopened',
  'buyer-message',
  'reply-copied',
  'contact-attempt',
  'result-told',
  'appeal-received',
  'appeal-decided',
  'order-paid',
  'order-shipped',
  'wrong-waybill-found',
  'waybill-fixed',
  'picked-up',
  'first-scan',
  'stock-out',
  'restocked',
  'photo-requested',
  'photo-received',
  'parcel-held',
  'parcel-released',
  'trade-extended',
  'trade-completed',
  'revision-requested',
  'revision-done',
  'loss-found',
  'claim-filed',
  'platform-deadline',
  'platform-done',
  'promise-made',
  'promise-kept',
] as const
export type ClockEvent = (typeof CLOCK_EVENTS)[number]

/**
 * Instants known from elsewhere that a clock starts from instead of "now": the time in the pasted chat line, payment, pick-up,
 * delivery.
 */
export const CLOCK_ANCHORS = ['message', 'paid', 'picked-up', 'signed'] as const
export type ClockAnchor = (typeof CLOCK_ANCHORS)[number]

export interface ClockDef {
  readonly zh: string
  readonly en: string
  /** Null: the due time comes with the event (a promise, a platform's own deadline). */
  readonly durationMs: number | null
  /** Other durations for single kinds. */
  readonly durationByKind: Readonly<Partial<Record<KindId, number>>>
  /** Null: every kind. Only automatic starts on `case-created` look at it. */
  readonly kinds: readonly KindId[] | null
  readonly startsOn: readonly ClockEvent[]
  readonly anchor: ClockAnchor | null
  readonly stopsOn: readonly ClockEvent[]
  readonly stopsIn: readonly Status[]
  readonly cancelsIn: readonly Status[]
  readonly pausesIn: readonly Status[]
  /** Name of a calendar; null: the shop's. */
  readonly calendar: string | null
  readonly soonMs: number
  /** Who has to act. A clock of the buyer is never late: past its time it only asks to be followed up (C4). */
  readonly owner: 'us' | 'buyer' | 'courier' | 'platform'
  /** After this much wall time since the start, our own people are reminded while the clock still runs (eBay revision: day 7); null: never. */
  readonly remindAfterMs: number | null
}

/** What a platform or a shop has otherwise: single fields of single clocks. */
export type ClockOverrides = Readonly<Partial<Record<ClockName, Partial<ClockDef>>>>

export interface ClockPolicy {
  /** The calendar that a shop works by; round the clock until it sets hours (spec section 14). */
  readonly shopCalendar: string
  readonly soonMs: number
  readonly calendars: Readonly<Record<string, Calendar>>
  readonly clocks: Readonly<Partial<Record<ClockName, ClockDef>>>
  /** By platform id, and by the name of a shop, which wins over its platform. */
  readonly platforms: Readonly<Record<string, ClockOverrides>>
  readonly shops: Readonly<Record<string, ClockOverrides>>
}

export const ROUND_THE_CLOCK: Calendar = { timeZone: 'UTC', week: null, days: {} }

/** The shop that a case belongs to, as far as its clocks care. */
export interface ShopTerms {
  readonly platform: string
  /** Name of the shop. */
  readonly shop: string
  /** Name of the calendar that the shop has chosen; null: the policy's own. */
  readonly calendar: string | null
}

/**
 * The clocks as they hold for one shop (C4): the common ones, over them those of its platform, over those its own, by its own calendar.
 * A calendar that the policy does not know (any more) is passed over. What comes out has no overrides left: applying it twice changes nothing.
 */
export function policyFor(policy: ClockPolicy, terms: ShopTerms): ClockPolicy {
  const layers = [own(policy.platforms, terms.platform), own(policy.shops, terms.shop)]
  const clocks: Partial<Record<ClockName, ClockDef>> = { ...policy.clocks }
  for (const layer of layers) {
    for (const name of CLOCK_NAMES) {
      const base = clocks[name]
      const change = layer[name]
      // A clock that the policy does not have cannot be changed, only described whole in `clocks`.
      if (base !== undefined && change !== undefined) clocks[name] = { ...base, ...change }
    }
  }
  const knows = terms.calendar !== null && Object.hasOwn(policy.calendars, terms.calendar)
  return { ...policy, clocks, shopCalendar: knows ? (terms.calendar ?? policy.shopCalendar) : policy.shopCalendar, platforms: {}, shops: {} }
}

function own(layers: Readonly<Record<string, ClockOverrides>>, name: string): ClockOverrides {
  return Object.hasOwn(layers, name) ? (layers[name] ?? {}) : {}
}

/** The policy of a shop that works by another calendar. */
export function withCalendar(policy: ClockPolicy, shopCalendar: string): ClockPolicy {
  return { ...policy, shopCalendar }
}

/** The calendar that a clock counts by. Without a duration the due time is an instant, so nothing but wall time makes sense. */
export function calendarOf(policy: ClockPolicy, def: ClockDef | undefined): Calendar {
  if (def === undefined || def.durationMs === null) return ROUND_THE_CLOCK
  return policy.calendars[def.calendar ?? policy.shopCalendar] ?? ROUND_THE_CLOCK
}
