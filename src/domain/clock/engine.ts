import type { KindId } from '../case/kinds'
import type { Status } from '../case/status'
import { isOpen, isWaiting } from '../case/status'
import { addWorking, workingBetween } from './calendar'
import type { ClockAnchor, ClockDef, ClockEvent, ClockName, ClockPolicy } from './policy'
import { CLOCK_NAMES, calendarOf } from './policy'

/**
 * One named deadline of a case (C4), plain data. Times are epoch ms UTC.
 * `dueAt` is null while paused and `remainingMs` is null while not: working time left when paused; below zero it is wall time by
 * which the deadline had passed. `breached` with `metAt` null is late and still open; with `metAt` it was stopped too late.
 */
export interface ClockState {
  readonly name: ClockName
  readonly startedAt: number
  readonly dueAt: number | null
  readonly remainingMs: number | null
  readonly state: 'running' | 'paused' | 'met' | 'breached' | 'cancelled'
  readonly pausedAt: number | null
  readonly metAt: number | null
}

export type Clocks = readonly ClockState[]
export type Anchors = Readonly<Partial<Record<ClockAnchor, number>>>
export type Durations = Readonly<Partial<Record<ClockName, number>>>

/** What an event brings besides its name. `dueAt` or `durationMs` win over the policy (a promise, a courier's own claim window). */
export interface ClockEventFacts {
  readonly kind: KindId
  readonly at: number
  readonly dueAt?: number | undefined
  readonly durationMs?: number | undefined
  /** Only this clock, when several would start on the event. */
  readonly name?: ClockName | undefined
}

export interface Deadline {
  readonly name: ClockName
  readonly dueAt: number
}

/**
 * Clocks of a fresh case: those of its kind that start on `case-created`, from their anchor when it is known and not in the future.
 * `durations` win over the policy, for example the claim window of the courier at hand.
 */
export function startClocks(kind: KindId, policy: ClockPolicy, at: number, anchors: Anchors = {}, durations: Durations = {}): ClockState[] {
  const clocks: ClockState[] = []
  for (const [name, def] of definitions(policy)) {
    if (!def.startsOn.includes('case-created') || !appliesTo(def, kind) || def.durationMs === null) continue
    const anchor = def.anchor === null ? undefined : anchors[def.anchor]
    const startedAt = anchor === undefined ? at : Math.min(anchor, at)
    clocks.push(started(name, def, policy, startedAt, { kind, at, durationMs: durations[name] }))
  }
  return sweepClocks(clocks, at, policy)
}

/**
 * Moves the clocks with a status change: stops and cancels what the new status ends, pauses what it pauses, resumes the rest, and
 * on reopening starts again those clocks the case had before.
 */
export function onStatus(clocks: Clocks, from: Status, to: Status, policy: ClockPolicy, at: number, kind: KindId): ClockState[] {
  if (from === to) return [...clocks]
  const moved = clocks.map((clock) => {
    const def = policy.clocks[clock.name]
    if (!isRunning(clock)) return clock
    if (def?.stopsIn.includes(to)) return end(clock, policy, at, 'met')
    if (def?.cancelsIn.includes(to)) return end(clock, policy, at, 'cancelled')
    return def?.pausesIn.includes(to) ? pause(clock, policy, at) : resume(clock, policy, at)
  })
  const restarted = to === 'reopened' ? restart(moved, policy, { kind, at }) : moved
  return sweepClocks(restarted, at, policy)
}

/**
 * Starts and stops clocks on an event. A clock that is still open is not started again, one that has ended is; a clock whose due time
 * comes with the event (promise, platform) takes the new time in either case.
 */
export function onEvent(clocks: Clocks, event: ClockEvent, policy: ClockPolicy, facts: ClockEventFacts): ClockState[] {
  const stopped = clocks.map((clock) => {
    const stops = isRunning(clock) && policy.clocks[clock.name]?.stopsOn.includes(event)
    return stops && (facts.name ?? clock.name) === clock.name ? end(clock, policy, facts.at, 'met') : clock
  })
  const starting: ClockState[] = []
  for (const [name, def] of definitions(policy)) {
    if (!def.startsOn.includes(event) || (facts.name ?? name) !== name) continue
    if (event === 'case-created' && !appliesTo(def, facts.kind)) continue
    if (def.durationMs !== null && stopped.some((clock) => clock.name === name && isRunning(clock))) continue
    if (def.durationMs === null && facts.dueAt === undefined && facts.durationMs === undefined) continue
    starting.push(started(name, def, policy, facts.at, facts))
  }
  const kept = stopped.filter((clock) => !starting.some((fresh) => fresh.name === clock.name))
  return sweepClocks([...kept, ...starting], facts.at, policy)
}

/**
 * Marks open clocks whose time has passed as breached, and takes that back when the PC's clock had run ahead and was set right.
 * A clock of the buyer's is never breached: the ball is not with us (C4).
 */
export function sweepClocks(clocks: Clocks, now: number, policy: ClockPolicy): ClockState[] {
  return clocks.map((clock) => {
    if (!isRunning(clock) || clock.dueAt === null) return clock
    const state = isLate(clock, now, policy) ? 'breached' : 'running'
    return clock.state === state ? clock : { ...clock, state }
  })
}

/** The one next deadline (C4): the earliest due time among clocks that still run, late ones included. */
export function nextDeadline(clocks: Clocks): Deadline | null {
  let next: Deadline | null = null
  for (const { name, dueAt, metAt, state } of clocks) {
    const counts = dueAt !== null && metAt === null && (state === 'running' || state === 'breached')
    if (counts && (next === null || dueAt < next.dueAt)) next = { name, dueAt }
  }
  return next
}

/**
 * What the queue sorts by: the next deadline or, while waiting, the agreed next action if that comes first (C2). A clock of the buyer's
 * is left out: past its time it would put the case among the overdue ones although the ball is not with us (C4); what we do about it
 * is the next action that every waiting case has.
 */
export function queueDeadline(clocks: Clocks, status: Status, nextActionAt: number | null, policy: ClockPolicy): Deadline | { readonly name: 'next-action'; readonly dueAt: number } | null {
  if (!isOpen(status)) return null
  const deadline = nextDeadline(clocks.filter((clock) => policy.clocks[clock.name]?.owner !== 'buyer'))
  if (!isWaiting(status) || nextActionAt === null) return deadline
  return deadline !== null && deadline.dueAt <= nextActionAt ? deadline : { name: 'next-action', dueAt: nextActionAt }
}

export type ClockLook = 'calm' | 'soon' | 'late'

/** How a deadline looks now. `name` brings the clock's own threshold; a clock of the buyer's is at most soon. */
export function clockLook(dueAt: number | null, now: number, policy: ClockPolicy, name?: ClockName): ClockLook {
  if (dueAt === null) return 'calm'
  const def = name === undefined ? undefined : policy.clocks[name]
  if (now > dueAt) return def?.owner === 'buyer' ? 'soon' : 'late'
  return dueAt - now <= (def?.soonMs ?? policy.soonMs) ? 'soon' : 'calm'
}

/** Whether a clock has neither been stopped nor cancelled. */
export function isRunning(clock: ClockState): boolean {
  return clock.metAt === null && clock.state !== 'met' && clock.state !== 'cancelled'
}

function definitions(policy: ClockPolicy): [ClockName, ClockDef][] {
  return CLOCK_NAMES.flatMap((name) => {
    const def = policy.clocks[name]
    return def === undefined ? [] : [[name, def] as [ClockName, ClockDef]]
  })
}

function appliesTo(def: ClockDef, kind: KindId): boolean {
  return def.kinds === null || def.kinds.includes(kind)
}

function started(name: ClockName, def: ClockDef, policy: ClockPolicy, startedAt: number, facts: ClockEventFacts): ClockState {
  const duration = facts.durationMs ?? def.durationByKind[facts.kind] ?? def.durationMs ?? 0
  const dueAt = Math.max(startedAt, facts.dueAt ?? addWorking(calendarOf(policy, def), startedAt, duration))
  return { name, startedAt, dueAt, remainingMs: null, state: 'running', pausedAt: null, metAt: null }
}

function restart(clocks: Clocks, policy: ClockPolicy, facts: ClockEventFacts): ClockState[] {
  return clocks.map((clock) => {
    const def = policy.clocks[clock.name]
    const again = !isRunning(clock) && def?.durationMs != null && def.startsOn.includes('case-reopened')
    return again ? started(clock.name, def, policy, facts.at, facts) : clock
  })
}

function pause(clock: ClockState, policy: ClockPolicy, at: number): ClockState {
  if (clock.state === 'paused' || clock.dueAt === null) return clock
  // A PC clock that was set back must not hand out more time than the clock had when it started.
  const now = Math.max(at, clock.startedAt)
  const calendar = calendarOf(policy, policy.clocks[clock.name])
  const remainingMs = clock.dueAt > now ? workingBetween(calendar, now, clock.dueAt) : clock.dueAt - now
  return { ...clock, state: 'paused', dueAt: null, remainingMs, pausedAt: now }
}

function resume(clock: ClockState, policy: ClockPolicy, at: number): ClockState {
  if (clock.state !== 'paused') return clock
  const now = Math.max(at, clock.startedAt)
  const left = clock.remainingMs ?? 0
  const due = left > 0 ? addWorking(calendarOf(policy, policy.clocks[clock.name]), now, left) : now + left
  return { ...clock, state: 'running', dueAt: Math.max(due, clock.startedAt), remainingMs: null, pausedAt: null }
}

/** Ends a clock; one that was late by then stays on record as missed, also when it is cancelled. */
function end(clock: ClockState, policy: ClockPolicy, at: number, state: 'met' | 'cancelled'): ClockState {
  const outcome = isLate(clock, at, policy) ? 'breached' : state
  return { ...clock, state: outcome, remainingMs: null, pausedAt: null, metAt: Math.max(at, clock.startedAt) }
}

function isLate(clock: ClockState, at: number, policy: ClockPolicy): boolean {
  if (policy.clocks[clock.name]?.owner === 'buyer') return false
  return clock.dueAt === null ? (clock.remainingMs ?? 0) < 0 : at > clock.dueAt
}
