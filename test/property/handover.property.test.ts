import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ROUND_THE_CLOCK } from '../../src/domain/clock/policy'
import type { Calendar } from '../../src/domain/clock/calendar'
import { byUrgency, columnOf, COLUMN_IDS, lineTone, missed, proposeLines, whoWasLate, type HandoverFacts, type LineFacts } from '../../src/domain/handover/lines'
import { boardDay, dayIn, deadlinesOf, midnightOf } from '../../src/domain/handover/times'

const POLICY = { handFrom: 1020, acknowledgeBy: 570, startBy: 600, finishBy: 720, soonMs: 1_800_000, aheadMs: 7_200_000, atMost: 40 }
const ZONES = ['Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'America/St_Johns'] as const
const zone = fc.constantFrom(...ZONES)
const instant = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2028, 0, 1) })
const WEEKDAYS: Calendar = { timeZone: 'UTC', week: [1, 2, 3, 4, 5].map(() => [{ from: 540, to: 1080 }]).concat([[], []]), days: {} }

describe('H1: the morning that a board is for', () => {
  it('H1: comes in order, never lies behind the person, and by the evening it is a morning to come', () => {
    fc.assert(
      fc.property(zone, instant, fc.integer({ min: 0, max: 3 * 86_400_000 }), (timeZone, now, later) => {
        const day = boardDay(POLICY, ROUND_THE_CLOCK, timeZone, now)
        expect(boardDay(POLICY, ROUND_THE_CLOCK, timeZone, now + later) >= day).toBe(true)
        const today = dayIn(timeZone, now)
        expect([today, dayIn(timeZone, midnightOf(today) + 36 * 3_600_000)]).toContain(day)
        // made after the hour of the evening, also past midnight, the finish is still ahead
        if (day > today) expect(deadlinesOf(POLICY, timeZone, day).finishBy).toBeGreaterThan(now)
      }),
    )
  })

  it('H1: deadlines keep their order and their wall clock over midnight and both changes of daylight saving', () => {
    fc.assert(
      fc.property(zone, instant, (timeZone, now) => {
        const day = boardDay(POLICY, ROUND_THE_CLOCK, timeZone, now)
        const { acknowledgeBy, startBy, finishBy } = deadlinesOf(POLICY, timeZone, day)
        expect(acknowledgeBy < startBy && startBy < finishBy).toBe(true)
        expect(dayIn(timeZone, finishBy)).toBe(day)
        expect(new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(finishBy)).toBe('12:00')
      }),
    )
  })

  it('H1: Friday night hands over to Monday where nobody works at the weekend; a holiday is passed over', () => {
    const friday = Date.UTC(2026, 10, 20, 14) // 22:00 in Shanghai
    expect(boardDay(POLICY, WEEKDAYS, 'Asia/Shanghai', friday)).toBe('2026-11-23')
    expect(boardDay(POLICY, { ...WEEKDAYS, days: { '2026-11-23': [] } }, 'Asia/Shanghai', friday)).toBe('2026-11-24')
    expect(boardDay(POLICY, ROUND_THE_CLOCK, 'Asia/Shanghai', friday)).toBe('2026-11-21')
    // two in the morning belongs to the same morning
    expect(boardDay(POLICY, ROUND_THE_CLOCK, 'Asia/Shanghai', Date.UTC(2026, 10, 20, 18))).toBe('2026-11-21')
  })

  it('H1: on the day on which the clocks change, noon is noon', () => {
    expect(deadlinesOf(POLICY, 'Europe/Berlin', '2026-03-29').finishBy).toBe(Date.UTC(2026, 2, 29, 10))
    expect(deadlinesOf(POLICY, 'Europe/Berlin', '2026-10-25').finishBy).toBe(Date.UTC(2026, 9, 25, 11))
  })
})

const NOW = Date.UTC(2026, 10, 20, 14)
const DEADLINES = deadlinesOf(POLICY, 'Asia/Shanghai', '2026-11-21')
const ofCase = fc.record({ caseId: fc.constantFrom('c1', 'c2', 'c3', 'c4', 'c5'), buyer: fc.constantFrom('甲', null), order: fc.constant(null), assignee: fc.constantFrom('s1', null) })
const at = fc.integer({ min: NOW - 86_400_000, max: NOW + 2 * 86_400_000 })
const facts: fc.Arbitrary<HandoverFacts> = fc.record({
  promises: fc.uniqueArray(fc.tuple(ofCase, at, fc.integer({ min: 0, max: 99 })), { selector: ([, , id]) => id, maxLength: 12 }).map((all) => all.map(([one, dueAt, id]) => ({ ...one, id: `p${id}`, words: '明天答复', dueAt }))),
  waiting: fc.uniqueArray(fc.tuple(ofCase, at), { selector: ([{ caseId }]) => caseId, maxLength: 5 }).map((all) => all.map(([one, dueAt]) => ({ ...one, next: '问快递', dueAt }))),
  messages: fc.uniqueArray(fc.tuple(ofCase, at), { selector: ([{ caseId }]) => caseId, maxLength: 5 }).map((all) => all.map(([one, since]) => ({ ...one, words: '在吗', since }))),
  inbox: fc.record({ count: fc.integer({ min: 0, max: 9 }), oldestAt: fc.constant(null) }),
  carried: fc.uniqueArray(fc.integer({ min: 0, max: 9 }), { maxLength: 4 }).map((all) => all.map((id) => ({ row: `n${id}`, what: '看一下', remark: null, assignee: null, caseId: null, buyer: null, order: null, since: '2026-11-20' }))),
})
const shuffled = (all: HandoverFacts): HandoverFacts => ({ ...all, promises: [...all.promises].reverse(), waiting: [...all.waiting].reverse(), messages: [...all.messages].reverse(), carried: [...all.carried].reverse() })

describe('H1: which rows become lines', () => {
  it('H1: the same facts make the same lines in the same order, each once, on whichever PC', () => {
    fc.assert(
      fc.property(facts, (all) => {
        const { lines } = proposeLines(all, POLICY, DEADLINES, NOW)
        expect(proposeLines(shuffled(all), POLICY, DEADLINES, NOW).lines).toEqual(lines)
        expect(new Set(lines.map(({ kind, row }) => `${kind}:${row}`)).size).toBe(lines.length)
        expect([...lines].sort(byUrgency)).toEqual(lines)
      }),
    )
  })

  it('H1: every open promise and buyer who waits is on it, nothing that falls due later is, and a case waits only where nothing else names it', () => {
    fc.assert(
      fc.property(facts, (all) => {
        const { lines } = proposeLines(all, POLICY, DEADLINES, NOW)
        const until = DEADLINES.finishBy + POLICY.aheadMs
        const has = (kind: string, row: string): boolean => lines.some((line) => line.kind === kind && line.row === row)
        for (const one of all.promises) expect(has('promise', one.id)).toBe(one.dueAt <= until)
        for (const { caseId } of all.messages) expect(has('message', caseId)).toBe(true)
        for (const one of all.waiting) {
          const otherwise = all.messages.some(({ caseId }) => caseId === one.caseId) || all.promises.some(({ caseId, dueAt }) => caseId === one.caseId && dueAt <= until)
          expect(has('waiting', one.caseId)).toBe(one.dueAt <= until && !otherwise)
        }
        expect(has('inbox', 'photos')).toBe(all.inbox.count > 0)
        for (const line of lines) if (line.why === 'promise-late' || line.why === 'waiting-late') expect(line.until).toBeLessThan(NOW)
      }),
    )
  })

  it('H1: no kind takes more places than the policy gives, and what is left out is counted', () => {
    fc.assert(
      fc.property(facts, fc.integer({ min: 1, max: 4 }), (all, atMost) => {
        const whole = proposeLines(all, POLICY, DEADLINES, NOW).lines
        const cut = proposeLines(all, { ...POLICY, atMost }, DEADLINES, NOW)
        for (const kind of ['promise', 'message', 'waiting', 'note'] as const) {
          const [before, after] = [whole, cut.lines].map((lines) => lines.filter((line) => line.kind === kind))
          expect(after).toEqual(before?.slice(0, atMost))
          expect(cut.left[kind] ?? 0).toBe(Math.max(0, (before?.length ?? 0) - atMost))
        }
      }),
    )
  })
})

const line: fc.Arbitrary<LineFacts> = fc.record({
  state: fc.constantFrom('new', 'taken', 'working', 'done', 'carried'),
  assignee: fc.constantFrom('s1', 's2', null),
  takenAt: fc.option(at),
  takenBy: fc.constantFrom('s1', 's2', null),
  startedAt: fc.option(at),
  doneAt: fc.option(at),
  doneBy: fc.constantFrom('s1', null),
})

describe('H1: who was late', () => {
  it('H1: every missed deadline of every line falls to exactly one person or to nobody', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), at, (lines, now) => {
        const counted = whoWasLate(lines, DEADLINES, now).reduce((sum, { acknowledged, started, finished }) => sum + acknowledged + started + finished, 0)
        expect(counted).toBe(lines.reduce((sum, one) => sum + missed(one, DEADLINES, now).length, 0))
      }),
    )
  })

  it('H1: before the first deadline nobody is late; a line is red exactly when the deadline that it stands under has passed', () => {
    fc.assert(
      fc.property(line, at, (one, now) => {
        if (now <= DEADLINES.acknowledgeBy && [one.takenAt, one.startedAt, one.doneAt].every((time) => (time ?? 0) <= DEADLINES.acknowledgeBy)) expect(missed(one, DEADLINES, now)).toEqual([])
        const tone = lineTone(one, DEADLINES, now, POLICY.soonMs)
        if (one.state === 'new') expect(tone === 'late').toBe(now > DEADLINES.acknowledgeBy)
        if (one.state === 'working') expect(tone === 'late').toBe(now > DEADLINES.finishBy)
        expect(COLUMN_IDS).toContain(columnOf(one.state))
      }),
    )
  })

  it('H1: done at noon is in time, a second later is not', () => {
    const done = { state: 'done', assignee: null, takenAt: DEADLINES.acknowledgeBy, takenBy: 's1', startedAt: DEADLINES.startBy, doneAt: DEADLINES.finishBy, doneBy: 's1' }
    expect(missed(done, DEADLINES, DEADLINES.finishBy + 1e9)).toEqual([])
    expect(whoWasLate([{ ...done, doneAt: DEADLINES.finishBy + 1000 }], DEADLINES, NOW)).toEqual([{ staffId: 's1', acknowledged: 0, started: 0, finished: 1 }])
  })
})
