import type { KindId } from '../case/kinds'
import type { Status } from '../case/status'
import type { Calendar } from './calendar'
import { addWorking, workingBetween } from './calendar'
import { isRunning, sweepClocks, type Clocks, type ClockState } from './engine'
import type { ClockDef, ClockPolicy } from './policy'
import { calendarOf } from './policy'

/** The case whose clocks are moved. */
export interface RebaseFacts {
  readonly kind: KindId
  readonly status: Status
}

/**
 * Takes the clocks of a case from one policy to another while they run (C4): each keeps the working time it has used and gets the new
 * length, calendar and pauses. Untouched are clocks that have ended, those whose time came with an event or from elsewhere (a promise,
 * a courier's own claim window), and those that either policy does not know. Both policies are those of the case's shop (`policyFor`).
 * Times are epoch ms. Doing it again, or with equal policies, changes nothing; a clock that has ended never runs again.
 */
export function rebase(clocks: Clocks, facts: RebaseFacts, from: ClockPolicy, to: ClockPolicy, now: number): ClockState[] {
  const moved = clocks.map((clock) => {
    const before = from.clocks[clock.name]
    const after = to.clocks[clock.name]
    if (!isRunning(clock) || before === undefined || after === undefined) return clock
    return moveOne(clock, { def: before, calendar: calendarOf(from, before) }, { def: after, calendar: calendarOf(to, after) }, facts, Math.max(now, clock.startedAt))
  })
  return sweepClocks(moved, now, to)
}

interface Terms {
  readonly def: ClockDef
  readonly calendar: Calendar
}

function moveOne(clock: ClockState, from: Terms, to: Terms, facts: RebaseFacts, now: number): ClockState {
  const pauses = to.def.pausesIn.includes(facts.status)
  // A clock that began within a waiting state runs there: only a policy that now says otherwise stops or frees it.
  const paused = pauses === from.def.pausesIn.includes(facts.status) ? clock.state === 'paused' : pauses
  const timed = retime(clock, from, to, facts.kind, now)
  if (paused === (clock.state === 'paused')) return timed
  return paused ? stop(timed, to.calendar, now) : go(timed, to.calendar, now)
}

/** The new length and calendar on a clock that stays running, or stays paused. */
function retime(clock: ClockState, from: Terms, to: Terms, kind: KindId, now: number): ClockState {
  const before = lengthOf(from.def, kind)
  const after = lengthOf(to.def, kind)
  if (before === null || after === null || (before === after && sameCalendar(from.calendar, to.calendar))) return clock
  if (!followsPolicy(clock, from, before)) return clock
  if (clock.dueAt === null) {
    const left = (clock.remainingMs ?? 0) + (after - before)
    return { ...clock, remainingMs: left }
  }
  const left = clock.dueAt > now ? workingBetween(from.calendar, now, clock.dueAt) : -workingBetween(from.calendar, clock.dueAt, now)
  return { ...clock, dueAt: Math.max(clock.startedAt, dueIn(to.calendar, now, left + (after - before))) }
}

/** A clock that can pause is taken to have had the policy's length; for one that cannot, its due time tells. */
function followsPolicy(clock: ClockState, { def, calendar }: Terms, length: number): boolean {
  return def.pausesIn.length > 0 || clock.dueAt === null || clock.dueAt === addWorking(calendar, clock.startedAt, length)
}

function stop(clock: ClockState, calendar: Calendar, now: number): ClockState {
  const due = clock.dueAt ?? now
  return { ...clock, state: 'paused', dueAt: null, remainingMs: due > now ? workingBetween(calendar, now, due) : due - now, pausedAt: now }
}

function go(clock: ClockState, calendar: Calendar, now: number): ClockState {
  return { ...clock, state: 'running', dueAt: Math.max(clock.startedAt, dueIn(calendar, now, clock.remainingMs ?? 0)), remainingMs: null, pausedAt: null }
}

/** Below zero it is wall time, as everywhere in the engine: a deadline that has passed is not moved into a shift. */
function dueIn(calendar: Calendar, now: number, left: number): number {
  return left > 0 ? addWorking(calendar, now, left) : now + left
}

function lengthOf(def: ClockDef, kind: KindId): number | null {
  return def.durationMs === null ? null : (def.durationByKind[kind] ?? def.durationMs)
}

function sameCalendar(a: Calendar, b: Calendar): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}
