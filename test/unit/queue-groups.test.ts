import { describe, expect, it } from 'vitest'
import { chipForm, daysAround, deadlineGroup, groupRuns, isHeading, openedGroup, withHeadings } from '../../src/renderer/features/queue/groups'

const ZONE = 'Asia/Shanghai'
/** Wall-clock time of the shop in November 2026, whatever zone the machine is in. */
const at = (day: number, hour: number, minute = 0): number => Date.UTC(2026, 10, day, hour - 8, minute)
const now = at(22, 15)
const row = (nextDueAt: number | null, openedAt = now) => ({ nextDueAt, openedAt })

describe('groups of the queue (C10)', () => {
  it('C10: a deadline falls into the group of its time left, then of its day', () => {
    const days = daysAround(now, ZONE)
    const cases: [number | null, string][] = [
      [now - 1, 'overdue'],
      [now, 'five'],
      [now + 5 * 60_000, 'five'],
      [now + 5 * 60_000 + 1, 'hour'],
      [now + 3_600_000, 'hour'],
      [at(22, 23, 59), 'today'],
      [at(23, 0), 'tomorrow'],
      [at(24, 0) - 1, 'tomorrow'],
      [at(24, 0), 'later'],
      [null, 'none'],
    ]
    for (const [due, group] of cases) expect(deadlineGroup(due, now, days), String(due)).toBe(group)
  })

  it('C10: the hour before midnight counts as within the hour, though it is tomorrow', () => {
    const late = at(22, 23, 40)
    expect(deadlineGroup(at(23, 0, 10), late, daysAround(late, ZONE))).toBe('hour')
    expect(chipForm(at(23, 0, 10), late, ZONE)).toBe('left')
  })

  it('C10: resolved cases are grouped by the day they were opened', () => {
    const days = daysAround(now, ZONE)
    expect([at(22, 0), at(21, 23), at(16, 0), at(15, 23)].map((opened) => openedGroup(opened, days))).toEqual(['openedToday', 'openedYesterday', 'openedWeek', 'openedEarlier'])
  })

  it('C10: headings carry their count, and only the last may go on', () => {
    const rows = [row(now - 5), row(now - 1), row(now + 60_000), row(null)]
    const items = withHeadings(rows, groupRuns(rows, 'due', now, ZONE), true)
    expect(items.filter((item) => isHeading(item))).toEqual([
      { heading: 'overdue', count: 2, open: false },
      { heading: 'five', count: 1, open: false },
      { heading: 'none', count: 1, open: true },
    ])
    expect(items.filter((item) => !isHeading(item))).toEqual(rows)
  })

  it('C10: an empty queue has no headings', () => {
    expect(withHeadings([], groupRuns([], 'due', now, ZONE), false)).toEqual([])
  })

  it('C4: a chip shows time left within the hour, then the moment, then the day', () => {
    expect(chipForm(null, now, ZONE)).toBe('none')
    expect(chipForm(now - 1, now, ZONE)).toBe('left')
    expect(chipForm(at(22, 18), now, ZONE)).toBe('today')
    expect(chipForm(at(23, 18), now, ZONE)).toBe('tomorrow')
    expect(chipForm(at(25, 9), now, ZONE)).toBe('date')
    expect(chipForm(Date.UTC(2027, 0, 5), now, ZONE)).toBe('dateOfYear')
  })
})
