import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { clocksFileSchema } from '../../src/contract/resources'
import { DAY, HOUR, MINUTE } from '../../src/domain/clock/duration'
import { addWorking, isWorking, workingBetween, type Calendar } from '../../src/domain/clock/calendar'
import { onStatus, startClocks, type ClockState } from '../../src/domain/clock/engine'
import { policyFor, type ClockPolicy } from '../../src/domain/clock/policy'
import { rebase } from '../../src/domain/clock/rebase'

const file = parse(readFileSync(fileURLToPath(new URL('../../resources/policies/clocks.yaml', import.meta.url)), 'utf8')) as Record<string, unknown>
const read = (change: Record<string, unknown>): ClockPolicy => clocksFileSchema.parse({ ...file, ...change })
const problems = (change: Record<string, unknown>): string[] => {
  const checked = clocksFileSchema.safeParse({ ...file, ...change })
  return checked.success ? [] : checked.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
}
const shipped = read({})
const T = Date.parse('2026-11-25T10:00:00+08:00')
const solve = (clocks: readonly ClockState[]): ClockState => clocks.find((clock) => clock.name === 'solve') ?? expect.fail('no solve clock')

describe('C4: policies of platforms and shops', () => {
  const policy = read({
    platforms: { pinduoduo: { 'first-response': { duration: '3m' }, solve: { duration: '24h' } } },
    shops: { 云间家居: { solve: { duration: '12h', pausesIn: [] } } },
  })

  it('C4: the platform wins over the common policy, the shop over the platform', () => {
    const elsewhere = policyFor(policy, { platform: 'tmall', shop: '别家', calendar: null })
    const platform = policyFor(policy, { platform: 'pinduoduo', shop: '别家', calendar: null })
    const shop = policyFor(policy, { platform: 'pinduoduo', shop: '云间家居', calendar: null })
    const lengths = [elsewhere, platform, shop].map(({ clocks }) => [clocks['first-response']?.durationMs, clocks.solve?.durationMs])
    expect(lengths).toEqual([[5 * MINUTE, 48 * HOUR], [3 * MINUTE, 24 * HOUR], [3 * MINUTE, 12 * HOUR]])
    expect(shop.clocks.solve?.stopsIn).toEqual(elsewhere.clocks.solve?.stopsIn)
    expect(shop.clocks.solve?.pausesIn).toEqual([])
    expect(policyFor(shop, { platform: 'pinduoduo', shop: '云间家居', calendar: null })).toEqual(shop)
  })

  it('C4: a shop works by its own calendar; one that the policy does not know is passed over', () => {
    expect(policyFor(policy, { platform: 'tmall', shop: 'x', calendar: 'office-hours' }).shopCalendar).toBe('office-hours')
    expect(policyFor(policy, { platform: 'tmall', shop: 'x', calendar: 'gone' }).shopCalendar).toBe('round-the-clock')
    expect(policyFor(policy, { platform: 'constructor', shop: 'toString', calendar: 'constructor' }).clocks).toEqual(policy.clocks)
  })

  it('C4: an override that points nowhere is a mistake of the file, with its place', () => {
    expect(problems({ platforms: { jd: { solve: { calendar: 'nights' } } } })).toEqual(['platforms.jd.solve.calendar: there is no calendar "nights" in this file'])
    expect(problems({ shops: { 甲: { promise: { duration: '1h' } } } })).toEqual(['shops.甲.promise.duration: the time of "promise" comes with its event'])
    expect(problems({ platforms: { jd: { solve: { startsOn: ['case-created'] } } } })).toHaveLength(1)
  })
})

describe('C4: the policy changes while clocks run', () => {
  const longer = read({ clocks: { ...(file['clocks'] as object), solve: { ...((file['clocks'] as Record<string, object>)['solve'] ?? {}), duration: '72h' } } })
  const facts = { kind: 'exchange', status: 'working' } as const

  it('C4: what has been used stays used, the rest is what the new length leaves', () => {
    const clocks = startClocks('exchange', shipped, T)
    expect(solve(rebase(clocks, facts, shipped, longer, T + 40 * HOUR)).dueAt).toBe(T + 72 * HOUR)
    expect(solve(rebase(clocks, facts, longer, shipped, T + 40 * HOUR)).dueAt).toBe(T + 24 * HOUR)
  })

  it('C4: a paused clock gets the difference, and a late one is late no more when the new time allows it', () => {
    const paused = onStatus(startClocks('exchange', shipped, T), 'working', 'waiting-buyer', shipped, T + 8 * HOUR, 'exchange')
    const waiting = { kind: 'exchange', status: 'waiting-buyer' } as const
    expect(solve(rebase(paused, waiting, shipped, longer, T + 30 * HOUR))).toMatchObject({ state: 'paused', dueAt: null, remainingMs: 64 * HOUR })
    const late = startClocks('exchange', shipped, T)
    expect(solve(rebase(late, facts, shipped, longer, T + 50 * HOUR))).toMatchObject({ state: 'running', dueAt: T + 72 * HOUR })
    expect(solve(rebase(late, facts, longer, shipped, T + 50 * HOUR))).toMatchObject({ state: 'breached' })
  })

  it('C4: office hours from now on: eight hours used of 48 leave 40 working hours', () => {
    const office = { ...shipped, shopCalendar: 'office-hours' }
    const due = solve(rebase(startClocks('exchange', shipped, T), facts, shipped, office, T + 8 * HOUR)).dueAt ?? 0
    expect(workingBetween(office.calendars['office-hours'] ?? expect.fail('no calendar'), T + 8 * HOUR, due)).toBe(40 * HOUR)
  })

  it('C4: a pause that the new policy brings begins now, one that it drops ends now', () => {
    const strict = read({ clocks: { ...(file['clocks'] as object), solve: { ...((file['clocks'] as Record<string, object>)['solve'] ?? {}), pausesIn: ['waiting-courier'] } } })
    const clocks = onStatus(startClocks('exchange', shipped, T), 'working', 'waiting-courier', shipped, T + HOUR, 'exchange')
    const waiting = { kind: 'exchange', status: 'waiting-courier' } as const
    const paused = rebase(clocks, waiting, shipped, strict, T + 8 * HOUR)
    expect(solve(paused)).toMatchObject({ state: 'paused', remainingMs: 40 * HOUR })
    expect(solve(rebase(paused, waiting, strict, shipped, T + 20 * HOUR))).toMatchObject({ state: 'running', dueAt: T + 60 * HOUR })
  })

  it('L2: a claim window that the courier gave is not the policy’s to move', () => {
    const clocks = startClocks('lost', shipped, T, {}, { 'claim-window': 15 * DAY })
    const shorter = read({ clocks: { ...(file['clocks'] as object), 'claim-window': { ...((file['clocks'] as Record<string, object>)['claim-window'] ?? {}), duration: '10d' } } })
    const window = (of: readonly ClockState[]): number | null | undefined => of.find((clock) => clock.name === 'claim-window')?.dueAt
    expect(window(rebase(clocks, { kind: 'lost', status: 'working' }, shipped, shorter, T + DAY))).toBe(T + 15 * DAY)
    expect(window(rebase(startClocks('lost', shipped, T), { kind: 'lost', status: 'working' }, shipped, shorter, T + DAY))).toBe(T + 10 * DAY)
  })
})

describe('C4: daylight saving', () => {
  const shift = (timeZone: string, from: number, to: number): Calendar => ({ timeZone, week: Array.from({ length: 7 }, () => [{ from: from * 60, to: to * 60 }]), days: {} })

  it.each([
    // the night in which a shift 22:00–06:00 has seven hours, and the one in which it has nine
    ['America/New_York', '2026-03-07T22:00:00-05:00', 7, '2026-10-31T22:00:00-04:00', 9],
    ['Europe/Berlin', '2026-03-28T22:00:00+01:00', 7, '2026-10-24T22:00:00+02:00', 9],
  ])('C4: a night shift in %s over both changes counts the hours that were worked', (zone, spring, springHours, autumn, autumnHours) => {
    const nights = shift(zone, 22, 6)
    for (const [start, hours] of [[Date.parse(spring), springHours], [Date.parse(autumn), autumnHours]] as const) {
      expect(addWorking(nights, start, hours * HOUR)).toBe(start + hours * HOUR)
      // one hour more is the first of the next night, which begins 16 hours after six in the morning
      expect(addWorking(nights, start, (hours + 1) * HOUR)).toBe(start + (hours + 16 + 1) * HOUR)
      expect(isWorking(nights, start + hours * HOUR)).toBe(false)
    }
  })

  it.each(['America/New_York', 'Europe/Berlin'])('C4: two office days around a change in %s are sixteen hours, whatever the night between was', (zone) => {
    const office = shift(zone, 9, 17)
    for (const day of ['2026-03-07', '2026-03-28', '2026-10-24', '2026-10-31']) {
      const from = Date.parse(`${day}T00:00:00Z`)
      const due = addWorking(office, from, 16 * HOUR)
      expect(workingBetween(office, from, due)).toBe(16 * HOUR)
      expect(new Date(due).toLocaleTimeString('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' })).toBe('17:00')
    }
  })

  it('C4: round the clock is wall time also over a change: 48 hours are 48 hours', () => {
    const start = Date.parse('2026-10-24T12:00:00+02:00')
    expect(addWorking({ timeZone: 'Europe/Berlin', week: null, days: {} }, start, 48 * HOUR)).toBe(start + 48 * HOUR)
  })
})
