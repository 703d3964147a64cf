import fc from 'fast-check'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { loadResources } from '../../src/backend/resources'
import { KIND_IDS } from '../../src/domain/case/kinds'
import { STATUS_IDS, type Status } from '../../src/domain/case/status'
import { DAY, HOUR, MINUTE } from '../../src/domain/clock/duration'
import { isRunning, onEvent, onStatus, queueDeadline, startClocks, sweepClocks, type ClockState } from '../../src/domain/clock/engine'
import { CLOCK_EVENTS, CLOCK_NAMES, policyFor, type ClockOverrides, type ClockPolicy } from '../../src/domain/clock/policy'
import { rebase } from '../../src/domain/clock/rebase'

const shipped = loadResources(fileURLToPath(new URL('../../resources', import.meta.url))).policy.clocks
const T = Date.parse('2026-01-01T00:00:00Z')
const timed = CLOCK_NAMES.filter((name) => shipped.clocks[name]?.durationMs !== null)
const status = fc.constantFrom<Status>(...STATUS_IDS)
const kind = fc.constantFrom(...KIND_IDS)
const change = fc.record({
  durationMs: fc.integer({ min: 1, max: 30 * 24 * 60 }).map((minutes) => minutes * MINUTE),
  pausesIn: fc.uniqueArray(fc.constantFrom<Status>('waiting-buyer', 'waiting-courier', 'waiting-platform'), { maxLength: 3 }),
}, { requiredKeys: [] })
const policy: fc.Arbitrary<ClockPolicy> = fc
  .record({ calendar: fc.constantFrom('round-the-clock', 'office-hours', 'day-and-night-shift', 'gone'), changes: fc.dictionary(fc.constantFrom(...timed), change, { maxKeys: 6 }) })
  .map(({ calendar, changes }) => policyFor({ ...shipped, platforms: { tmall: changes as ClockOverrides } }, { platform: 'tmall', shop: 's', calendar }))
const step = fc.oneof(
  fc.record({ to: status, wait: fc.integer({ min: -600, max: 4000 }) }),
  fc.record({ event: fc.constantFrom(...CLOCK_EVENTS), wait: fc.integer({ min: -600, max: 4000 }) }),
)

/** A case with some past under one policy: its clocks, where it stands, and the time. */
const history = fc.tuple(kind, policy, fc.array(step, { maxLength: 8 })).map(([ofKind, under, steps]) => {
  let clocks = startClocks(ofKind, under, T)
  let at: Status = 'new'
  let now = T
  for (const one of steps) {
    now += one.wait * MINUTE
    if ('to' in one) {
      clocks = onStatus(clocks, at, one.to, under, now, ofKind)
      at = one.to
    } else clocks = onEvent(clocks, one.event, under, { kind: ofKind, at: now, dueAt: now + HOUR })
  }
  return { facts: { kind: ofKind, status: at }, clocks, policy: under, now }
})
const ended = (clocks: readonly ClockState[]): ClockState[] => clocks.filter((clock) => !isRunning(clock))
const runs = { numRuns: 150 }

describe('C4: the policy changes while clocks run', () => {
  it('C4: with the same policy nothing changes but what the time itself does', () => {
    fc.assert(
      fc.property(history, ({ facts, clocks, policy: same, now }) => {
        expect(rebase(clocks, facts, same, structuredClone(same), now)).toEqual(sweepClocks(clocks, now, same))
      }),
      runs,
    )
  })

  it('C4: taking the change in twice is taking it in once', () => {
    fc.assert(
      fc.property(history, policy, ({ facts, clocks, policy: before, now }, after) => {
        const once = rebase(clocks, facts, before, after, now)
        expect(rebase(once, facts, after, after, now)).toEqual(once)
      }),
      runs,
    )
  })

  it('C4: clocks that have ended are untouched, none comes or goes, none runs again', () => {
    fc.assert(
      fc.property(history, policy, ({ facts, clocks, policy: before, now }, after) => {
        const moved = rebase(clocks, facts, before, after, now)
        expect(ended(moved)).toEqual(ended(clocks))
        expect(moved.map((clock) => [clock.name, clock.startedAt])).toEqual(clocks.map((clock) => [clock.name, clock.startedAt]))
      }),
      runs,
    )
  })

  it('C4: a clock stays whole: due not before start, paused without due time, running without rest', () => {
    fc.assert(
      fc.property(history, policy, fc.integer({ min: -5000, max: 5000 }), ({ facts, clocks, policy: before, now }, after, drift) => {
        for (const clock of rebase(clocks, facts, before, after, now + drift * MINUTE)) {
          if (clock.dueAt !== null) expect(clock.dueAt).toBeGreaterThanOrEqual(clock.startedAt)
          expect(clock.state === 'paused').toBe(clock.pausedAt !== null)
          expect(clock.state === 'paused').toBe(clock.remainingMs !== null)
          if (clock.state === 'paused') expect(clock.dueAt).toBeNull()
        }
      }),
      runs,
    )
  })

  it('C4: a longer time never brings a deadline nearer', () => {
    fc.assert(
      fc.property(kind, fc.integer({ min: 0, max: 20 * 24 * 60 }), fc.integer({ min: 0, max: 5 * 24 * 60 }), (ofKind, used, more) => {
        const solve = shipped.clocks.solve
        const longer = { ...shipped, clocks: { ...shipped.clocks, ...(solve === undefined ? {} : { solve: { ...solve, durationMs: (solve.durationMs ?? 0) + more * MINUTE } }) } }
        const clocks = startClocks(ofKind, shipped, T)
        const due = (of: readonly ClockState[]): number => of.find((clock) => clock.name === 'solve')?.dueAt ?? Number.NaN
        expect(due(rebase(clocks, { kind: ofKind, status: 'working' }, shipped, longer, T + used * MINUTE))).toBe(due(clocks) + more * MINUTE)
      }),
      runs,
    )
  })
})

describe('C4: the queue’s deadline', () => {
  it('C4: no clock of the buyer’s leads it, in any history, so nothing is overdue by one', () => {
    fc.assert(
      fc.property(history, fc.option(fc.integer({ min: T, max: T + 400 * DAY }), { nil: null }), ({ facts, clocks, policy: under }, nextActionAt) => {
        const deadline = queueDeadline(clocks, facts.status, nextActionAt, under)
        if (deadline !== null && deadline.name !== 'next-action') expect(under.clocks[deadline.name]?.owner).not.toBe('buyer')
      }),
      runs,
    )
  })
})
