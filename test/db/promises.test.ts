import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { getCase } from '../../src/backend/services/case-read'
import { createCase } from '../../src/backend/services/case-write'
import { endPromise, makePromise, openPromises, promiseChoices, promisesOfCase, reportPromises } from '../../src/backend/services/promises'
import { foundFolder, START, type TestFolder } from '../support/kernel'

const code = (value: string) => expect.objectContaining({ code: value })
const HOUR = 3_600_000

let test: TestFolder
let caseId: string
beforeEach(async () => {
  test = await foundFolder()
  caseId = createCase(test.kernel, test.actor, { kind: 'shipment-chase', buyerNick: '云间客_88' }).id
})
afterEach(() => test.open.close())

const make = (words: string, hours: number) => makePromise(test.kernel, test.actor, { caseId, words, dueAt: START + hours * HOUR, source: 'hand' })
const clock = () => getCase(test.kernel, caseId).clocks.find((one) => one.name === 'promise')

describe('P2: the promise register', () => {
  it('the clock shows the earliest open promise, moves on when it is kept, and ends with the last', () => {
    const later = make('24 小时内发货', 24)
    const sooner = make('今晚答复', 5)
    expect(clock()).toMatchObject({ dueAt: START + 5 * HOUR, state: 'running' })
    endPromise(test.kernel, test.actor, { id: sooner.id, outcome: 'kept' })
    expect(clock()).toMatchObject({ dueAt: START + 24 * HOUR, state: 'running' })
    test.clock.now = START + 25 * HOUR
    endPromise(test.kernel, test.actor, { id: later.id, outcome: 'kept', note: '晚了一小时' })
    expect(clock()?.metAt).toBe(START + 25 * HOUR)
    expect(getCase(test.kernel, caseId).timeline.filter((event) => event.type.startsWith('promise-')).map((event) => [event.type, event.text, event.data['late'] ?? null])).toEqual([
      ['promise-made', '24 小时内发货', null],
      ['promise-made', '今晚答复', null],
      ['promise-kept', null, false],
      ['promise-kept', '晚了一小时', true],
    ])
  })

  it('broken and withdrawn ones say why; what has ended stays ended', () => {
    const { id } = make('今晚答复', 5)
    expect(() => endPromise(test.kernel, test.actor, { id, outcome: 'broken' })).toThrow(code('INVALID_INPUT'))
    expect(endPromise(test.kernel, test.actor, { id, outcome: 'broken', note: '仓库没货' })).toMatchObject({ state: 'broken', outcomeNote: '仓库没货', endedBy: '张敏' })
    expect(() => endPromise(test.kernel, test.actor, { id, outcome: 'kept' })).toThrow(code('ILLEGAL_TRANSITION'))
    expect(clock()?.metAt).not.toBeNull()
  })

  it('open ones are listed by their time, page by page; late ones on their own', () => {
    for (const hours of [5, 1, 3]) make(`${hours}`, hours)
    const first = openPromises(test.kernel, { late: false, limit: 2 })
    expect(first.rows.map((one) => one.words)).toEqual(['1', '3'])
    expect(openPromises(test.kernel, { late: false, limit: 2, cursor: first.nextCursor })).toMatchObject({ rows: [{ words: '5', buyerNick: '云间客_88' }], nextCursor: null })
    test.clock.now = START + 2 * HOUR
    expect(openPromises(test.kernel, { late: true, limit: 10 }).rows.map((one) => one.words)).toEqual(['1'])
  })

  it('promised against actual, in all and by person', () => {
    endPromise(test.kernel, test.actor, { id: make('a', 1).id, outcome: 'kept' })
    const late = make('b', 1).id
    make('c', 2)
    test.clock.now = START + 3 * HOUR
    endPromise(test.kernel, test.actor, { id: late, outcome: 'kept' })
    const report = reportPromises(test.kernel, { from: START, to: START + 24 * HOUR })
    expect(report).toMatchObject({ made: 3, keptInTime: 1, keptLate: 1, openLate: 1, keptPercent: 33, medianDelayMs: 2 * HOUR, people: [{ name: '张敏', made: 3 }] })
    expect(reportPromises(test.kernel, { from: START + 24 * HOUR, to: START + 48 * HOUR })).toMatchObject({ made: 0, people: [] })
  })

  it('the offered terms fall due in the shop’s zone, and none that has passed is offered', () => {
    const due = (id: string) => promiseChoices(test.kernel, caseId).find((one) => one.id === id)?.dueAt
    expect(due('tomorrow-morning')).toBe(Date.UTC(2026, 10, 22, 4))
    expect(due('today')).toBe(Date.UTC(2026, 10, 21, 10))
    test.clock.now = Date.UTC(2026, 10, 21, 11)
    expect(due('today')).toBeUndefined()
    expect(promisesOfCase(test.kernel, caseId)).toEqual([])
  })
})
