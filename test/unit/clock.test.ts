import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { loadResources } from '../../src/backend/resources'
import { addWorking, isWorking, workingBetween, type Calendar } from '../../src/domain/clock/calendar'
import { DAY, HOUR, MINUTE, parseDuration } from '../../src/domain/clock/duration'
import { clockLook, nextDeadline, onEvent, onStatus, queueDeadline, startClocks, sweepClocks, type Clocks, type ClockState } from '../../src/domain/clock/engine'
import { withCalendar, type ClockName } from '../../src/domain/clock/policy'
import { fromLocal, toLocal } from '../../src/domain/clock/zone'

const policy = loadResources(fileURLToPath(new URL('../../resources', import.meta.url))).policy.clocks
const T = Date.parse('2026-11-22T10:00:00+08:00')
const named = (clocks: Clocks, name: ClockName): ClockState => {
  const found = clocks.find((clock) => clock.name === name)
  if (found === undefined) throw new Error(`no clock ${name}`)
  return found
}
const names = (clocks: Clocks): string[] => clocks.map((clock) => clock.name)

describe('C4: starting clocks', () => {
  it('C4: a new case has five minutes to be answered and 48 hours to be solved', () => {
    const clocks = startClocks('exchange', policy, T)
    expect(clocks).toEqual([
      { name: 'first-response', startedAt: T, dueAt: T + 5 * MINUTE, remainingMs: null, state: 'running', pausedAt: null, metAt: null },
      { name: 'solve', startedAt: T, dueAt: T + 48 * HOUR, remainingMs: null, state: 'running', pausedAt: null, metAt: null },
    ])
    expect(nextDeadline(clocks)).toEqual({ name: 'first-response', dueAt: T + 5 * MINUTE })
  })

  it('C4: first response runs from the time in the pasted line, and is late at once when that was long ago', () => {
    const clock = named(startClocks('exchange', policy, T, { message: T - 10 * MINUTE }), 'first-response')
    expect(clock).toMatchObject({ startedAt: T - 10 * MINUTE, dueAt: T - 5 * MINUTE, state: 'breached' })
    expect(named(startClocks('exchange', policy, T, { message: T + HOUR }), 'first-response').startedAt).toBe(T)
  })

  it('C4: kinds bring their own clocks, from payment or delivery where that is known', () => {
    expect(named(startClocks('shipment-chase', policy, T, { paid: T - DAY }), 'ship-by').dueAt).toBe(T + DAY)
    expect(named(startClocks('damaged', policy, T, { signed: T - DAY }), 'claim-window').dueAt).toBe(T + 6 * DAY)
    expect(named(startClocks('lost', policy, T, {}, { 'claim-window': 15 * DAY }), 'claim-window').dueAt).toBe(T + 15 * DAY)
    expect(names(startClocks('application', policy, T))).toContain('result-told')
    expect(names(startClocks('problem-parcel', policy, T))).toContain('courier-hold')
  })
})

describe('C4: status changes', () => {
  const fresh = startClocks('exchange', policy, T)

  it('C4: pauses while waiting for the buyer and goes on with what was left', () => {
    const waiting = onStatus(fresh, 'new', 'waiting-buyer', policy, T + 2 * MINUTE, 'exchange')
    expect(named(waiting, 'first-response')).toMatchObject({ state: 'met', metAt: T + 2 * MINUTE })
    expect(named(waiting, 'solve')).toMatchObject({ state: 'paused', dueAt: null, remainingMs: 48 * HOUR - 2 * MINUTE, pausedAt: T + 2 * MINUTE })
    expect(nextDeadline(waiting)).toBeNull()
    const back = onStatus(waiting, 'waiting-buyer', 'working', policy, T + 10 * DAY, 'exchange')
    expect(named(back, 'solve')).toMatchObject({ state: 'running', dueAt: T + 10 * DAY + 48 * HOUR - 2 * MINUTE, remainingMs: null, pausedAt: null })
  })

  it('C4: does not pause while waiting for the courier', () => {
    expect(named(onStatus(fresh, 'new', 'waiting-courier', policy, T, 'exchange'), 'solve').dueAt).toBe(T + 48 * HOUR)
  })

  it('C4: solving in time meets the clock, solving late breaks it', () => {
    expect(named(onStatus(fresh, 'working', 'resolved', policy, T + 48 * HOUR, 'exchange'), 'solve').state).toBe('met')
    expect(named(onStatus(fresh, 'working', 'resolved', policy, T + 48 * HOUR + 1, 'exchange'), 'solve')).toMatchObject({ state: 'breached', metAt: T + 48 * HOUR + 1 })
  })

  it('C4: the courier’s claim window outlives the case', () => {
    const closed = onStatus(startClocks('lost', policy, T), 'working', 'resolved', policy, T + HOUR, 'lost')
    expect(nextDeadline(closed)?.name).toBe('claim-window')
    expect(queueDeadline(closed, 'resolved', null, policy)).toBeNull()
  })

  it('C4: reopening starts the clocks that the case had', () => {
    const resolved = onStatus(fresh, 'working', 'resolved', policy, T + HOUR, 'exchange')
    const reopened = onStatus(resolved, 'resolved', 'reopened', policy, T + 5 * DAY, 'exchange')
    expect(named(reopened, 'solve')).toMatchObject({ state: 'running', startedAt: T + 5 * DAY, dueAt: T + 7 * DAY })
    expect(named(reopened, 'first-response').metAt).toBe(T + HOUR)
  })

  it('C4: a clock that the policy no longer knows goes on and never stays paused', () => {
    const { solve: _gone, ...rest } = policy.clocks
    const waiting = onStatus(fresh, 'new', 'waiting-buyer', policy, T, 'exchange')
    const back = onStatus(waiting, 'waiting-buyer', 'working', { ...policy, clocks: rest }, T + HOUR, 'exchange')
    expect(named(back, 'solve')).toMatchObject({ state: 'running', dueAt: T + 49 * HOUR })
  })
})

describe('C4: events', () => {
  it('C4: copying a reply meets first response; the buyer’s next message starts it again', () => {
    const answered = onEvent(startClocks('exchange', policy, T), 'reply-copied', policy, { kind: 'exchange', at: T + MINUTE })
    expect(named(answered, 'first-response')).toMatchObject({ state: 'met', metAt: T + MINUTE })
    const again = onEvent(answered, 'buyer-message', policy, { kind: 'exchange', at: T + HOUR })
    expect(named(again, 'first-response')).toMatchObject({ state: 'running', dueAt: T + HOUR + 5 * MINUTE, metAt: null })
    expect(names(again).filter((name) => name === 'first-response')).toHaveLength(1)
  })

  it('C4: a second message does not give more time', () => {
    const clocks = onEvent(startClocks('exchange', policy, T), 'buyer-message', policy, { kind: 'exchange', at: T + 2 * MINUTE })
    expect(named(clocks, 'first-response').dueAt).toBe(T + 5 * MINUTE)
  })

  it('C4: the buyer’s photo is asked for within a day, is never late, only due to be followed up', () => {
    const asked = onEvent([], 'photo-requested', policy, { kind: 'damaged', at: T })
    const later = sweepClocks(asked, T + 3 * DAY, policy)
    expect(named(later, 'buyer-photo')).toMatchObject({ state: 'running', dueAt: T + DAY })
    expect(clockLook(T + DAY, T + 3 * DAY, policy, 'buyer-photo')).toBe('soon')
    expect(named(onEvent(later, 'photo-received', policy, { kind: 'damaged', at: T + 3 * DAY }), 'buyer-photo').state).toBe('met')
  })

  it('P7: a feedback revision has ten days and a reminder at seven', () => {
    const due = named(onEvent([], 'revision-requested', policy, { kind: 'ebay-feedback', at: T }), 'revision').dueAt
    expect(due).toBe(T + 10 * DAY)
    expect([clockLook(due, T + 7 * DAY - 1, policy, 'revision'), clockLook(due, T + 7 * DAY, policy, 'revision')]).toEqual(['calm', 'soon'])
  })

  it('C13: a platform’s deadline comes with its time, takes a new one, never pauses, and only the platform ends it', () => {
    const set = onEvent([], 'platform-deadline', policy, { kind: 'refund-only', at: T, dueAt: T + DAY })
    const moved = onEvent(set, 'platform-deadline', policy, { kind: 'refund-only', at: T + HOUR, dueAt: T + 2 * DAY })
    const waiting = onStatus(moved, 'working', 'waiting-buyer', policy, T + 2 * HOUR, 'refund-only')
    expect(named(onStatus(waiting, 'waiting-buyer', 'closed', policy, T + 3 * HOUR, 'refund-only'), 'platform')).toMatchObject({ state: 'running', dueAt: T + 2 * DAY })
    expect(onEvent([], 'platform-deadline', policy, { kind: 'refund-only', at: T })).toEqual([])
  })

  it('P2: a promise is due when it was promised', () => {
    const clocks = onEvent([], 'promise-made', policy, { kind: 'stalled', at: T, dueAt: T + 26 * HOUR })
    expect(named(onEvent(clocks, 'promise-kept', policy, { kind: 'stalled', at: T + 27 * HOUR }), 'promise').state).toBe('breached')
  })
})

describe('C4: how it looks', () => {
  it('C4: calm, soon and late by the threshold of the clock', () => {
    const due = T + HOUR
    expect([clockLook(null, T, policy), clockLook(due, T, policy), clockLook(due, T + 31 * MINUTE, policy), clockLook(due, due, policy), clockLook(due, due + 1, policy)]).toEqual(['calm', 'calm', 'soon', 'soon', 'late'])
    expect(clockLook(due, T, policy, 'solve')).toBe('soon')
  })

  it('C2: while waiting the agreed next action counts as well', () => {
    const clocks = startClocks('exchange', policy, T)
    expect(queueDeadline(clocks, 'waiting-courier', T + MINUTE, policy)).toEqual({ name: 'next-action', dueAt: T + MINUTE })
    expect(queueDeadline(clocks, 'waiting-courier', T + HOUR, policy)?.name).toBe('first-response')
    expect(queueDeadline(clocks, 'working', T + MINUTE, policy)?.name).toBe('first-response')
    expect(queueDeadline([], 'waiting-buyer', T, policy)).toEqual({ name: 'next-action', dueAt: T })
  })

  it('C4: a clock of the buyer never leads the queue, so its end makes no case overdue', () => {
    const asked = onEvent(startClocks('damaged', policy, T), 'photo-requested', policy, { kind: 'damaged', at: T })
    const waiting = onStatus(asked, 'working', 'waiting-buyer', policy, T, 'damaged')
    expect(nextDeadline(waiting)?.name).toBe('buyer-photo')
    expect(queueDeadline(waiting, 'waiting-buyer', T + 3 * DAY, policy)).toEqual({ name: 'next-action', dueAt: T + 3 * DAY })
  })

  it('C4: a PC clock that ran ahead and is set right takes a breach back', () => {
    const ahead = sweepClocks(startClocks('exchange', policy, T), T + DAY, policy)
    expect(named(ahead, 'first-response').state).toBe('breached')
    expect(named(sweepClocks(ahead, T, policy), 'first-response').state).toBe('running')
  })
})

describe('C4: calendars', () => {
  const at = (text: string): number => Date.parse(text)
  const shifts = (from: number, to: number): { from: number; to: number }[] => [{ from: from * 60, to: to * 60 }]
  const office: Calendar = { timeZone: 'Asia/Shanghai', week: [...Array<{ from: number; to: number }[]>(5).fill(shifts(9, 18)), [], []], days: { '2026-11-24': [] } }

  it('C4: work counts in working hours only, over evenings, weekends and holidays', () => {
    // Friday 17:00 and two hours of work: Monday 10:00; the 24th is a holiday.
    expect(addWorking(office, at('2026-11-20T17:00+08:00'), 2 * HOUR)).toBe(at('2026-11-23T10:00+08:00'))
    expect(addWorking(office, at('2026-11-23T17:00+08:00'), 2 * HOUR)).toBe(at('2026-11-25T10:00+08:00'))
    expect(addWorking(office, at('2026-11-22T12:00+08:00'), HOUR)).toBe(at('2026-11-23T10:00+08:00'))
    expect(addWorking(office, at('2026-11-20T09:00+08:00'), 9 * HOUR)).toBe(at('2026-11-20T18:00+08:00'))
    expect(workingBetween(office, at('2026-11-20T17:00+08:00'), at('2026-11-25T10:00+08:00'))).toBe(11 * HOUR)
  })

  it('C4: night shifts run into the next morning, and overlap counts once', () => {
    const night: Calendar = { timeZone: 'Asia/Shanghai', week: Array<{ from: number; to: number }[]>(7).fill([...shifts(20, 4), ...shifts(2, 6)]), days: {} }
    expect(addWorking(night, at('2026-11-22T23:00+08:00'), 6 * HOUR)).toBe(at('2026-11-23T05:00+08:00'))
    expect(isWorking(night, at('2026-11-23T03:00+08:00'))).toBe(true)
    expect(isWorking(night, at('2026-11-23T12:00+08:00'))).toBe(false)
    expect(workingBetween(night, at('2026-11-22T12:00+08:00'), at('2026-11-23T12:00+08:00'))).toBe(10 * HOUR)
  })

  it('C4: a night of daylight saving is an hour shorter or longer', () => {
    const nights: Calendar = { timeZone: 'Europe/Berlin', week: Array<{ from: number; to: number }[]>(7).fill(shifts(22, 6)), days: {} }
    expect(workingBetween(nights, at('2026-03-28T12:00Z'), at('2026-03-29T12:00Z'))).toBe(7 * HOUR)
    expect(workingBetween(nights, at('2026-10-24T12:00Z'), at('2026-10-25T12:00Z'))).toBe(9 * HOUR)
  })

  it('C4: a wall time that daylight saving skips is the moment of the change, a doubled one is the first', () => {
    expect(fromLocal('Europe/Berlin', Date.UTC(2026, 2, 29, 2, 30))).toBe(at('2026-03-29T01:00:00Z'))
    expect(fromLocal('Europe/Berlin', Date.UTC(2026, 9, 25, 2, 30))).toBe(at('2026-10-25T00:30:00Z'))
    expect(toLocal('Asia/Shanghai', at('2026-11-22T16:30:00Z'))).toEqual({ year: 2026, month: 11, day: 23, hour: 0, minute: 30, second: 0 })
  })

  it('C4: a shop with office hours gets its first response due next morning; its promises stay instants', () => {
    const shop = withCalendar(policy, 'office-hours')
    const evening = at('2026-11-20T17:58:00+08:00')
    expect(named(startClocks('exchange', shop, evening), 'first-response').dueAt).toBe(at('2026-11-21T09:03:00+08:00'))
    expect(named(onEvent([], 'promise-made', shop, { kind: 'exchange', at: evening, dueAt: evening + 4 * HOUR }), 'promise').dueAt).toBe(evening + 4 * HOUR)
    expect(named(startClocks('problem-parcel', shop, evening), 'courier-hold').dueAt).toBe(evening + 3 * DAY)
  })

  it('C4: a calendar without any shift is read as round the clock', () => {
    const empty: Calendar = { timeZone: 'UTC', week: Array<never[]>(7).fill([]), days: {} }
    expect(addWorking(empty, T, HOUR)).toBe(T + HOUR)
  })
})

it('C4: lengths of time are read as people write them', () => {
  expect(['5m', '48h', '10d', '1d12h', '30s'].map(parseDuration)).toEqual([5 * MINUTE, 48 * HOUR, 10 * DAY, 36 * HOUR, 30_000])
  expect(['', '5', '5 m', '-5m', 'h', '1.5h', '99999999d'].map(parseDuration)).toEqual(Array(7).fill(null))
})
