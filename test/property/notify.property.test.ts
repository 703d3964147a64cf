import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { notificationsFileSchema } from '../../src/contract/desk-policies'
import { DAY, HOUR, MINUTE } from '../../src/domain/clock/duration'
import { FRESH, isQuiet, levelOf, look, type DueItem, type Notice } from '../../src/domain/notify/notify'

const policy = notificationsFileSchema.parse(parse(readFileSync(fileURLToPath(new URL('../../resources/policies/notifications.yaml', import.meta.url)), 'utf8')))
const T = Date.parse('2026-11-25T00:00:00Z')
const item: fc.Arbitrary<DueItem> = fc.record({
  caseId: fc.integer({ min: 1, max: 40 }).map(String),
  caseNo: fc.constant('A-1'),
  kind: fc.constant('damaged'),
  clock: fc.constantFrom('first-response', 'solve', 'next-action', null),
  dueAt: fc.integer({ min: 0, max: 3 * 24 * 60 }).map((minutes) => T + minutes * MINUTE),
  timeZone: fc.constantFrom('Asia/Shanghai', 'America/New_York', 'Europe/Berlin'),
})
const items = fc.uniqueArray(item, { maxLength: 40, selector: (one) => one.caseId })
/** Looks over five days at uneven steps. */
const looks = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 100, maxLength: 160 })

interface Shown { readonly at: number; readonly notice: Notice }

/** Every look of a run; each case stays due until the end. */
function play(all: readonly DueItem[], steps: readonly number[], mutedUntil: number | null): { shown: Shown[]; end: number } {
  let state = FRESH
  let now = T
  const shown: Shown[] = []
  for (const step of steps) {
    now += step * MINUTE
    const result = look(state, all, now, policy, mutedUntil)
    state = result.state
    if (result.notice !== null) shown.push({ at: now, notice: result.notice })
  }
  return { shown, end: now }
}

describe('C4, U5: one merged notification, never a burst', () => {
  it('C4: never more than one in a merge window', () => {
    fc.assert(
      fc.property(items, looks, (all, steps) => {
        const { shown } = play(all, steps, null)
        shown.slice(1).forEach(({ at }, index) => expect(at - (shown[index]?.at ?? 0)).toBeGreaterThanOrEqual(policy.mergeMs))
      }),
    )
  })

  it('C4: nothing is lost and nothing told twice: every case that is late in the end was told late exactly once', () => {
    fc.assert(
      fc.property(items, looks, (all, steps) => {
        const { shown, end } = play(all, steps, null)
        const late = all.filter((one) => levelOf(one, end, policy) === 'late' && one.dueAt < end - 14 * HOUR)
        const told = shown.reduce((sum, { notice }) => sum + notice.late, 0)
        expect(told).toBeGreaterThanOrEqual(late.length)
        expect(told).toBeLessThanOrEqual(all.filter((one) => one.dueAt < end).length)
      }),
    )
  })

  it('U5: nothing in the quiet hours of its shop, nor while the person asked for quiet', () => {
    fc.assert(
      fc.property(items, looks, fc.option(fc.integer({ min: 0, max: 2 * 24 * 60 }), { nil: null }), (all, steps, mute) => {
        const until = mute === null ? null : T + mute * MINUTE
        for (const { at, notice } of play(all, steps, until).shown) {
          if (until !== null) expect(at).toBeGreaterThanOrEqual(until)
          for (const one of notice.items) expect(isQuiet(policy, one.timeZone, at)).toBe(false)
        }
      }),
    )
  })

  it('U5: what the quiet hours held back comes as one line at their end', () => {
    const night = Date.parse('2026-11-25T23:00:00+08:00')
    const held: DueItem[] = Array.from({ length: 12 }, (_, n) => ({ caseId: String(n), caseNo: `A-${n}`, kind: 'lost', clock: 'solve', dueAt: night + n * MINUTE, timeZone: 'Asia/Shanghai' }))
    let state = FRESH
    for (let at = night; at < night + 9 * HOUR; at += MINUTE) {
      const result = look(state, held, at, policy, null)
      expect(result.notice).toBeNull()
      state = result.state
    }
    const morning = look(state, held, night + 9 * HOUR, policy, null)
    expect(morning.notice).toMatchObject({ late: 12, soon: 0 })
    expect(morning.notice?.items.map((one) => one.caseNo)).toEqual(['A-0', 'A-1', 'A-2'])
    expect(look(morning.state, held, night + 10 * HOUR, policy, null).notice).toBeNull()
  })

  it('U5: a PC clock that was set back silences nothing for longer than one window', () => {
    fc.assert(
      fc.property(items.filter((all) => all.length > 1), fc.integer({ min: 1, max: 3 * 24 * 60 }), (all, minutes) => {
        const noon = Date.parse('2026-12-05T04:00:00Z')
        const open: typeof policy = { ...policy, quiet: null }
        const [first, ...others] = all.map((one) => ({ ...one, dueAt: noon - 10 * DAY }))
        const told = look(FRESH, first === undefined ? [] : [first], noon, open, null)
        const back = noon - minutes * MINUTE
        const waiting = look(told.state, all.map((one) => ({ ...one, dueAt: noon - 10 * DAY })), back, open, null)
        const after = waiting.notice ?? look(waiting.state, all.map((one) => ({ ...one, dueAt: noon - 10 * DAY })), back + open.mergeMs, open, null).notice
        expect(after?.late).toBe(others.length)
      }),
    )
  })
})
