import fc from 'fast-check'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { loadResources } from '../../src/backend/resources'
import { KIND_IDS } from '../../src/domain/case/kinds'
import { STATUS_IDS, type Status } from '../../src/domain/case/status'
import { addWorking, workingBetween, type Calendar } from '../../src/domain/clock/calendar'
import { DAY, HOUR, MINUTE } from '../../src/domain/clock/duration'
import { isRunning, nextDeadline, onEvent, onStatus, startClocks, sweepClocks, type ClockState } from '../../src/domain/clock/engine'
import { CLOCK_EVENTS, withCalendar } from '../../src/domain/clock/policy'
import { fromLocal, zoneOffset } from '../../src/domain/clock/zone'

const shipped = loadResources(fileURLToPath(new URL('../../resources', import.meta.url))).policy.clocks
const zone = fc.constantFrom('Asia/Shanghai', 'UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'America/St_Johns')
const T = Date.parse('2026-01-01T00:00:00Z')
const instant = fc.integer({ min: 0, max: 366 * 24 * 60 }).map((minutes) => T + minutes * MINUTE)
const shift = fc.tuple(fc.integer({ min: 0, max: 47 }), fc.integer({ min: 1, max: 48 })).map(([from, to]) => ({ from: from * 30, to: to * 30 }))
const calendar: fc.Arbitrary<Calendar> = fc
  .record({ timeZone: zone, week: fc.array(fc.array(shift, { maxLength: 2 }), { minLength: 7, maxLength: 7 }) })
  .filter(({ week }) => week.some((shifts) => shifts.length > 0))
  .map((parts) => ({ ...parts, days: { '2026-05-01': [] } }))
const amount = fc.integer({ min: 1, max: 200 * 60 }).map((minutes) => minutes * MINUTE)
const runs = { numRuns: 60 }

describe('C4: calendar arithmetic', () => {
  it('C4: adding working time and measuring it agree, in every zone and over daylight saving', () => {
    fc.assert(
      fc.property(calendar, instant, amount, (cal, from, ms) => {
        const due = addWorking(cal, from, ms)
        expect(due - from).toBeGreaterThanOrEqual(ms)
        expect(workingBetween(cal, from, due)).toBe(ms)
      }),
      runs,
    )
  })

  it('C4: working time adds up: a stretch is the sum of its parts and never longer than itself', () => {
    fc.assert(
      fc.property(calendar, fc.tuple(instant, instant, instant), (cal, three) => {
        const [a, b, c] = three.map((at) => T + (at - T) / 12).sort((x, y) => x - y) as [number, number, number]
        expect(workingBetween(cal, a, c)).toBe(workingBetween(cal, a, b) + workingBetween(cal, b, c))
        expect(workingBetween(cal, a, c)).toBeLessThanOrEqual(c - a)
      }),
      runs,
    )
  })

  it('C4: wall time maps to instants in order, and back where it exists once', () => {
    fc.assert(
      fc.property(zone, instant, fc.integer({ min: 0, max: 3 * 60 }), (timeZone, wall, minutes) => {
        const first = fromLocal(timeZone, wall)
        expect(fromLocal(timeZone, wall + minutes * MINUTE)).toBeGreaterThanOrEqual(first)
        const shown = first + zoneOffset(timeZone, first)
        expect(shown).toBeGreaterThanOrEqual(wall)
        expect(shown - wall).toBeLessThan(HOUR)
      }),
    )
  })
})

const policies = fc.constantFrom(shipped, withCalendar(shipped, 'office-hours'), withCalendar(shipped, 'day-and-night-shift'))
const kind = fc.constantFrom(...KIND_IDS)
const solveOf = (clocks: readonly ClockState[]): ClockState => {
  const solve = clocks.find((clock) => clock.name === 'solve')
  if (solve === undefined) throw new Error('every kind has a solve clock')
  return solve
}

describe('C4: pausing', () => {
  it('C4: pausing and resuming at the same instant changes nothing, late or not', () => {
    fc.assert(
      fc.property(policies, kind, instant, fc.integer({ min: 0, max: 20 * 24 * 60 }), (policy, ofKind, at, minutes) => {
        const now = at + minutes * MINUTE
        const clocks = sweepClocks(startClocks(ofKind, policy, at), now, policy)
        const back = onStatus(onStatus(clocks, 'working', 'waiting-platform', policy, now, ofKind), 'waiting-platform', 'working', policy, now, ofKind)
        expect(back).toEqual(clocks)
      }),
      runs,
    )
  })

  it('C4: pausing never shortens the time that is left, also when the PC clock is set back meanwhile', () => {
    fc.assert(
      fc.property(policies, kind, instant, fc.integer({ min: -5000, max: 50_000 }), fc.integer({ min: -5000, max: 50_000 }), (policy, ofKind, at, before, pause) => {
        const clocks = startClocks(ofKind, policy, at)
        const waiting = onStatus(clocks, 'working', 'waiting-buyer', policy, at + before * MINUTE, ofKind)
        const paused = solveOf(waiting)
        const left = paused.remainingMs ?? Number.NaN
        expect(left).toBeLessThanOrEqual(48 * HOUR)
        expect(paused.dueAt).toBeNull()
        const resumedAt = at + (before + pause) * MINUTE
        const again = solveOf(onStatus(onStatus(waiting, 'waiting-buyer', 'working', policy, resumedAt, ofKind), 'working', 'waiting-buyer', policy, resumedAt, ofKind))
        if (resumedAt >= at) expect(again.remainingMs).toBe(left < 0 ? Math.max(left, at - resumedAt) : left)
        else expect(again.remainingMs).toBeLessThanOrEqual(Math.max(left, 0))
      }),
      runs,
    )
  })

  it('C4: the order of pauses does not matter, only how long they were', () => {
    const stretch = fc.record({ work: fc.integer({ min: 0, max: 300 }), pause: fc.integer({ min: 0, max: 3000 }), status: fc.constantFrom<Status>('waiting-buyer', 'waiting-platform') })
    fc.assert(
      fc.property(kind, instant, fc.array(stretch, { maxLength: 6 }), (ofKind, at, stretches) => {
        const play = (order: typeof stretches): number | null => {
          let clocks = startClocks(ofKind, shipped, at)
          let now = at
          for (const { work, pause, status } of order) {
            now += work * MINUTE
            clocks = onStatus(clocks, 'working', status, shipped, now, ofKind)
            now += pause * MINUTE
            clocks = onStatus(clocks, status, 'working', shipped, now, ofKind)
          }
          return solveOf(clocks).dueAt
        }
        const paused = stretches.reduce((sum, { pause }) => sum + pause * MINUTE, 0)
        expect(play(stretches)).toBe(at + 48 * HOUR + paused)
        expect(play([...stretches].reverse())).toBe(play(stretches))
      }),
      runs,
    )
  })

  it('C4: going from one pausing status to another changes nothing', () => {
    fc.assert(
      fc.property(policies, kind, instant, fc.nat(5000), fc.nat(5000), (policy, ofKind, at, first, second) => {
        const waiting = onStatus(startClocks(ofKind, policy, at), 'working', 'waiting-buyer', policy, at + first * MINUTE, ofKind)
        const moved = onStatus(waiting, 'waiting-buyer', 'waiting-platform', policy, at + (first + second) * MINUTE, ofKind)
        expect(solveOf(moved)).toEqual(solveOf(waiting))
      }),
      runs,
    )
  })
})

describe('C4: any history', () => {
  const action = fc.oneof(
    fc.record({ to: fc.constantFrom<Status>(...STATUS_IDS), wait: fc.integer({ min: -2000, max: 4000 }) }),
    fc.record({ event: fc.constantFrom(...CLOCK_EVENTS), wait: fc.integer({ min: -2000, max: 4000 }), dueIn: fc.option(fc.integer({ min: -100, max: 5000 }), { nil: undefined }) }),
  )

  it('C4: whatever happens, with the PC clock going back and policies changing: due is never before start, paused clocks have no due time, names are unique', () => {
    fc.assert(
      fc.property(kind, instant, fc.array(fc.tuple(action, policies), { maxLength: 25 }), (ofKind, at, actions) => {
        let clocks = startClocks(ofKind, shipped, at)
        let status: Status = 'new'
        let now = at
        for (const [step, policy] of actions) {
          now += step.wait * MINUTE
          if ('to' in step) {
            clocks = onStatus(clocks, status, step.to, policy, now, ofKind)
            status = step.to
          } else {
            clocks = onEvent(clocks, step.event, policy, { kind: ofKind, at: now, ...(step.dueIn === undefined ? {} : { dueAt: now + step.dueIn * MINUTE }) })
          }
          expect(new Set(clocks.map((clock) => clock.name)).size).toBe(clocks.length)
          for (const clock of clocks) {
            if (clock.dueAt !== null) expect(clock.dueAt).toBeGreaterThanOrEqual(clock.startedAt)
            if (clock.metAt !== null) expect(clock.metAt).toBeGreaterThanOrEqual(clock.startedAt)
            expect(clock.state === 'paused').toBe(clock.pausedAt !== null)
            expect(clock.state === 'paused').toBe(clock.remainingMs !== null)
            if (clock.state === 'paused') expect([clock.dueAt, policy.clocks[clock.name]?.pausesIn.length === 0]).toEqual([null, false])
            if (policy.clocks[clock.name]?.owner === 'buyer') expect(clock.state).not.toBe('breached')
          }
          const open = clocks.filter((clock) => isRunning(clock) && clock.dueAt !== null).map((clock) => clock.dueAt ?? 0)
          expect(nextDeadline(clocks)?.dueAt ?? null).toBe(open.length === 0 ? null : Math.min(...open))
        }
      }),
      runs,
    )
  })

  it('C4: nothing of ours is overdue while the ball is with the buyer', () => {
    fc.assert(
      fc.property(policies, kind, instant, fc.integer({ min: 0, max: 400 * DAY }), (policy, ofKind, at, later) => {
        const waiting = sweepClocks(onStatus(startClocks(ofKind, policy, at), 'working', 'waiting-buyer', policy, at + MINUTE, ofKind), at + later, policy)
        // The courier's own time runs on whoever has the ball: its hold and its claim window.
        const late = waiting.filter((clock) => clock.state === 'breached' && clock.name !== 'claim-window' && clock.name !== 'courier-hold')
        expect(late).toEqual([])
      }),
      runs,
    )
  })
})
