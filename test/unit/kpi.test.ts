import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../src/domain/clock/duration'
import { ROUND_THE_CLOCK, type ClockPolicy } from '../../src/domain/clock/policy'
import { durationText } from '../../src/domain/claim/dashboard-text'
import { creditDay, judgeAnswer, judgePromise, wrongPart } from '../../src/domain/kpi/facts'
import { figuresOf, medianOf, rowsBy, SEVERAL, type Fact } from '../../src/domain/kpi/figures'
import { monthsOf, periodAt, periodOf, stepPeriod } from '../../src/domain/kpi/period'
import { changeOf, stripOf } from '../../src/domain/kpi/strip'
import { kpiViews, measureOf, measuresOf, rowName } from '../../src/domain/kpi/views'
import { KPI_DEFINITIONS, KPI_WORDS } from '../../src/domain/kpi/words'

const ZONE = 'Asia/Shanghai'
const fact = (rest: Partial<Fact>): Fact => ({ measure: 'opened', kind: 'case', id: 'c', caseId: 'c', no: '1', at: 0, shopId: 's1', courierId: null, sku: null, agentId: null, value: null, good: null, part: null, currency: null, ...rest })
const POLICY: ClockPolicy = {
  shopCalendar: 'shop',
  soonMs: MINUTE,
  calendars: { shop: { ...ROUND_THE_CLOCK, timeZone: ZONE, week: Array.from({ length: 7 }, () => [{ from: 9 * 60, to: 18 * 60 }]) } },
  clocks: {
    'first-response': { zh: '', en: '', durationMs: 5 * MINUTE, durationByKind: { lost: HOUR }, kinds: null, startsOn: ['case-created'], anchor: 'message', stopsOn: ['reply-copied'], stopsIn: [], cancelsIn: [], pausesIn: [], calendar: null, soonMs: MINUTE, owner: 'us', remindAfterMs: null },
  },
  platforms: {},
  shops: {},
}
/** 18 November 2026, 17:58 in Shanghai: the shop closes in two minutes. */
const OPENED = Date.parse('2026-11-18T17:58:00+08:00')
const asked = { kind: 'quality', openedAt: OPENED, clockStartedAt: OPENED, clockMetAt: null, firstAnswerAt: null } as const

describe('K1: periods', () => {
  it('K1: a week runs from Monday to Sunday in the shop’s zone, also over the end of a year', () => {
    expect(periodOf('week', '2027-01-01', ZONE)).toMatchObject({ firstDay: '2026-12-28', lastDay: '2027-01-03', from: Date.parse('2026-12-28T00:00:00+08:00'), to: Date.parse('2027-01-04T00:00:00+08:00') })
    expect(periodOf('week', '2026-11-16', ZONE).firstDay).toBe('2026-11-16')
    expect(periodOf('week', '2026-11-22', ZONE).firstDay).toBe('2026-11-16')
  })

  it('K1: a month has the days that it has; a step over a short month does not lose one', () => {
    expect(periodOf('month', '2028-02-29', ZONE)).toMatchObject({ firstDay: '2028-02-01', lastDay: '2028-02-29' })
    expect(stepPeriod(periodOf('month', '2026-03-31', ZONE), -1, ZONE)).toMatchObject({ firstDay: '2026-02-01', lastDay: '2026-02-28' })
    // the hour that daylight saving takes is missing from its week
    const week = periodOf('week', '2026-03-10', 'America/New_York')
    expect(stepPeriod(week, -1, 'America/New_York').to).toBe(week.from)
    expect((stepPeriod(week, -1, 'America/New_York').to - stepPeriod(week, -1, 'America/New_York').from) / HOUR).toBe(7 * 24 - 1)
    expect(periodAt('month', Date.parse('2026-11-30T17:00:00Z'), ZONE).firstDay).toBe('2026-12-01')
    expect(monthsOf(periodOf('week', '2026-12-01', ZONE))).toEqual(['2026-11', '2026-12'])
  })
})

describe('K1: what counts', () => {
  it('K1: an answer is judged by the shop’s working hours and by the kind’s own target', () => {
    const nextMorning = Date.parse('2026-11-19T09:02:00+08:00')
    expect(judgeAnswer({ ...asked, firstAnswerAt: nextMorning }, POLICY, nextMorning)).toEqual({ value: nextMorning - OPENED, good: true })
    expect(judgeAnswer({ ...asked, firstAnswerAt: nextMorning + 2 * MINUTE }, POLICY, nextMorning)).toMatchObject({ good: false })
    expect(judgeAnswer({ ...asked, kind: 'lost', firstAnswerAt: nextMorning + 50 * MINUTE }, POLICY, nextMorning)).toMatchObject({ good: true })
    // nobody answered yet: not judged while there is time, missed after it
    expect(judgeAnswer(asked, POLICY, nextMorning)).toEqual({ value: null, good: null })
    expect(judgeAnswer(asked, POLICY, nextMorning + HOUR)).toEqual({ value: null, good: false })
    // the buyer wrote before the case was opened
    expect(judgeAnswer({ ...asked, clockStartedAt: OPENED - HOUR, firstAnswerAt: OPENED }, POLICY, OPENED)).toEqual({ value: HOUR, good: false })
    // a later message started the clock anew: the first answer counts
    expect(judgeAnswer({ ...asked, clockStartedAt: OPENED + DAY, clockMetAt: OPENED + 2 * DAY, firstAnswerAt: OPENED + MINUTE }, POLICY, OPENED + 3 * DAY)).toEqual({ value: MINUTE, good: true })
    expect(judgeAnswer({ ...asked, clockMetAt: OPENED }, POLICY, OPENED + DAY)).toEqual({ value: null, good: null })
    expect(judgeAnswer({ ...asked, firstAnswerAt: OPENED + 1 }, { ...POLICY, clocks: {} }, OPENED)).toEqual({ value: 1, good: null })
  })

  it('K1: a promise kept late or past its time is not kept; a withdrawn one counts nowhere', () => {
    const due = { dueAt: 100, endedAt: null }
    expect([judgePromise({ ...due, state: 'kept', endedAt: 100 }, 500), judgePromise({ ...due, state: 'kept', endedAt: 101 }, 500), judgePromise({ ...due, state: 'broken' }, 50)]).toEqual([true, false, false])
    expect([judgePromise({ ...due, state: 'open' }, 100), judgePromise({ ...due, state: 'open' }, 101), judgePromise({ ...due, state: 'withdrawn' }, 101)]).toEqual([null, false, undefined])
  })

  it('K1: a credit without a day of its statement’s month stands on the month’s last day', () => {
    expect([creditDay('2026-11', '2026-11-07'), creditDay('2026-11', '2026-12-03'), creditDay('2028-02', null)]).toEqual(['2026-11-07', '2026-11-30', '2028-02-29'])
    expect([wrongPart('reissue'), wrongPart('exchange'), wrongPart('refund'), wrongPart(null)]).toEqual(['reissue', 'reissue', 'wrong', 'wrong'])
  })

  it('K1: money of different currencies is never added; a figure of nothing is none', () => {
    const cost = [fact({ measure: 'cost', part: 'refund', value: 500, currency: 'CNY' }), fact({ measure: 'cost', part: 'refund', value: 70, currency: 'USD' }), fact({ measure: 'cost', part: 'recovery', value: -800, currency: 'CNY' })]
    expect(figuresOf(cost, 'CNY', 10)).toMatchObject({ costCents: 500, recoveredCents: 800, netCents: -300, answerMs: null, answerShare: null, refundRate: 0, score: null })
    expect(figuresOf([fact({ measure: 'refund' })], 'CNY', 0).refundRate).toBeNull()
    expect([medianOf([]), medianOf([3]), medianOf([1, 2]), medianOf([9, 1, 5])]).toEqual([null, 3, 2, 5])
    // a shop without a case still has its orders
    expect(rowsBy('shop', [], 'CNY', [{ shopId: 's9', orders: 4 }])).toMatchObject([{ key: 's9', orders: 4, refundRate: 0 }])
  })
})

describe('K1: strip, tables and words', () => {
  const facts = [
    fact({ value: 2 * MINUTE, good: true, agentId: 'a', sku: SEVERAL }),
    fact({ id: 'd', shopId: 's2', agentId: null, good: false }),
    fact({ measure: 'cost', part: 'refund', value: 900, currency: 'CNY', sku: 'CUP-01' }),
    fact({ measure: 'return', part: 'size' }),
    fact({ measure: 'return', part: null }),
  ]
  const figures = figuresOf(facts, 'CNY', null)
  const by = { shop: rowsBy('shop', facts, 'CNY', []), courier: rowsBy('courier', facts, 'CNY', []), sku: rowsBy('sku', facts, 'CNY', []), reason: rowsBy('reason', facts, 'CNY', []), agent: rowsBy('agent', facts, 'CNY', []), cost: rowsBy('cost', facts, 'CNY', []) }
  const options = { locale: 'zh', nameOf: (_dimension: string, key: string) => `名${key}`, most: null } as const

  it('K1: a change says which way and whether that is good', () => {
    expect(changeOf(3, 5, -1)).toEqual({ way: 'down', better: true, by: 2 })
    expect(changeOf(3, 5, 1)).toEqual({ way: 'down', better: false, by: 2 })
    expect(changeOf(5, 3, 0)).toEqual({ way: 'up', better: null, by: 2 })
    expect(changeOf(3, 3, 1)).toEqual({ way: 'same', better: null, by: 0 })
    expect(changeOf(3, null, 1)).toBeNull()
    expect(stripOf(figures, figures).map(({ id }) => id)).toEqual(['opened', 'answerMs', 'answerShare', 'solveMs', 'solveShare', 'promiseShare', 'refundRate', 'returns', 'netCents'])
    expect(stripOf({ ...figures, score: 4.5 }, figures, true).map(({ id }) => id)).toEqual(['opened', 'answerMs', 'answerShare', 'solveMs', 'solveShare', 'promiseShare', 'score'])
  })

  it('K1: a picture is drawn from its table’s own columns, the longest lists are cut and the total stays', () => {
    const views = kpiViews({ currency: 'CNY', figures, by }, options)
    expect(views.map(({ id }) => id)).toEqual(['shop', 'courier', 'sku', 'reason', 'agent', 'cost'])
    for (const { chart, rows, columns, drawn, total } of views) {
      expect(chart?.categories).toEqual(rows.map(({ values }) => values[0]))
      drawn.forEach((id, at) => expect(chart?.series[at]?.values).toEqual(rows.map(({ values }) => values[columns.findIndex((column) => column.id === id)])))
      expect(total).toHaveLength(columns.length)
    }
    const cut = kpiViews({ currency: 'CNY', figures, by }, { ...options, most: 1 })
    expect(cut[0]?.rows).toHaveLength(1)
    expect(cut[0]?.total).toEqual(views[0]?.total)
    expect(views[3]?.rows.map(({ values }) => values)).toEqual([['名size', 1, 0.5], ['未写原因', 1, 0.5]])
    expect(rowName('sku', SEVERAL, options)).toBe('多款')
    expect(rowName('cost', 'recovery', { ...options, locale: 'en' })).toBe('Claims recovered')
  })

  it('K1: every bar and row knows which rows it was made of', () => {
    expect([measureOf('agent', 'promiseShare'), measureOf('shop', 'netCents'), measureOf('shop', null), measureOf('cost', 'amount')]).toEqual(['promise', 'cost', 'opened', 'cost'])
    expect(measuresOf('sku')).toEqual(['opened', 'return', 'cost'])
  })

  it('K1: every figure of the strip is defined in both languages; lengths of time read as people say them', () => {
    for (const locale of ['zh', 'en'] as const) {
      const defined = KPI_DEFINITIONS[locale].map(([name]) => name)
      for (const id of ['answerMs', 'answerShare', 'solveMs', 'solveShare', 'promiseShare', 'refundRate', 'costCents', 'recoveredCents', 'netCents', 'score', 'sample'] as const) expect(defined, id).toEqual(expect.arrayContaining([expect.stringContaining(KPI_WORDS[locale][id])]))
      expect(KPI_DEFINITIONS[locale]).toHaveLength(KPI_DEFINITIONS.zh.length)
    }
    expect([durationText(20_000, 'zh'), durationText(90 * MINUTE, 'zh'), durationText(5 * MINUTE, 'en'), durationText(5 * DAY, 'en')]).toEqual(['20 秒', '1.5 小时', '5 min', '5 d'])
  })
})
