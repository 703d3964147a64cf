import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { buyerProfile } from '../../src/backend/services/buyer-profile'
import { getCase } from '../../src/backend/services/case-read'
import { createCase, setStatus } from '../../src/backend/services/case-write'
import type { Actor } from '../../src/backend/services/kernel'
import { saveBuyer } from '../../src/backend/services/master-lists'
import { createStaff } from '../../src/backend/services/masters'
import { logReply } from '../../src/backend/services/reply-log'
import * as engine from '../../src/backend/services/register-entries'
import * as lists from '../../src/backend/services/register-lists'
import { printVisit, visitSheet } from '../../src/backend/services/visit-sheet'
import { AppError } from '../../src/domain/errors'
import type { PrintDocument } from '../../src/domain/print/document'
import { tempFolder } from '../support/folders'
import { foundFolder, type TestFolder } from '../support/kernel'

/** Visits, scores, samples, trainings and reviews: what they do beyond their descriptions (V1, K2, E1). */
const DAY = 86_400_000
let test: TestFolder
let printed: PrintDocument[]
beforeEach(async () => {
  printed = []
  test = await foundFolder({
    printer: (document) => {
      printed.push(document)
      return Promise.resolve(new TextEncoder().encode('%PDF-1.7 made by the test'))
    },
  })
})
afterEach(() => test.open.close())

const code = (work: () => unknown): { code: string; detail: Record<string, unknown> } | null => {
  try {
    work()
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, detail: { ...error.detail } }
    throw error
  }
  return null
}
const list = (register: string) => lists.listEntries(test.kernel, test.actor, { register, limit: 100 }).rows
const feed = async (register: string): Promise<number> => (await engine.feedRegister(test.kernel, test.actor, { register })).made
const vip = (nick: string, vipTier: string | null) => saveBuyer(test.kernel, test.actor, { platform: 'tmall', nick, vipTier, difficult: false, marks: [], note: null })

describe('V1: visits', () => {
  it('the list of a month is made by tier, once, and for whoever is due again', async () => {
    vip('金一', 'Gold')
    vip('银一', '银牌')
    vip('无名', null)
    vip('生人', 'platinum')
    vip('金*', 'gold')
    createCase(test.kernel, test.actor, { kind: 'quality', buyerNick: '金一', orderNo: '2849105533670421876' })
    expect(await feed('visits')).toBe(2)
    expect(await feed('visits')).toBe(0)
    expect(list('visits').map(({ values }) => [values['buyer'], values['tier']]).sort()).toEqual([['金一', 'gold'], ['银一', 'silver']].sort())
    expect(list('visits').find(({ values }) => values['buyer'] === '金一')?.values['shop']).not.toBeNull()
    test.clock.now += 31 * DAY
    expect(await feed('visits')).toBe(1)
    test.clock.now += 62 * DAY
    expect(await feed('visits')).toBe(2)
  })

  it('a call is logged with its answers; health data is refused with what to do instead', async () => {
    vip('金一', 'gold')
    await feed('visits')
    const [visit] = list('visits')
    const log = (values: Record<string, string | number>) => engine.moveEntries(test.kernel, test.actor, { register: 'visits', ids: [visit?.id ?? ''], move: 'log', values: { way: 'phone', satisfied: 5, ...values } })
    expect(code(() => log({ note: '最近做了手术，恢复中' }))).toMatchObject({ code: 'REGISTER_REFUSES', detail: { field: 'note', zh: expect.stringContaining('不要记录健康') } })
    expect(code(() => engine.moveEntries(test.kernel, test.actor, { register: 'visits', ids: [visit?.id ?? ''], move: 'log', values: { way: 'phone' } }))).toMatchObject({ code: 'REQUIRED_FIELDS_MISSING', detail: { fields: ['satisfied'] } })
    expect(log({ wishes: '想要米色' })[0]).toMatchObject({ state: 'done', values: { satisfied: 5, wishes: '想要米色' } })
  })

  it('the call sheet has purchases, earlier visits and at least six questions, on screen and on paper', async () => {
    vip('金一', 'gold')
    await feed('visits')
    const [first] = list('visits')
    engine.moveEntries(test.kernel, test.actor, { register: 'visits', ids: [first?.id ?? ''], move: 'log', values: { way: 'phone', satisfied: 4, note: '满意' } })
    test.clock.now += 31 * DAY
    await feed('visits')
    const next = list('visits').find(({ state }) => state === 'planned')
    expect(visitSheet(test.kernel, test.actor, next?.id ?? '').earlier).toMatchObject([{ satisfied: 4, note: '满意', state: 'done' }])
    const path = join(tempFolder(), 'sheet.pdf')
    await printVisit(test.kernel, test.actor, { id: next?.id ?? '', path, language: 'zh' })
    expect(readFileSync(path, 'utf8')).toContain('%PDF')
    const questions = printed[0]?.blocks.at(-1)
    expect(questions?.block === 'table' ? questions.rows.length : 0).toBeGreaterThanOrEqual(6)
    await expect(printVisit(test.kernel, test.actor, { id: next?.id ?? '', path: 'x.pdf', language: 'zh' })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  })

  it('a case shows the visits of its buyer, and its own register entries', async () => {
    const { id: caseId } = createCase(test.kernel, test.actor, { kind: 'quality', buyerNick: '金一', orderNo: '2849105533670421876' })
    vip('金一', 'gold')
    await feed('visits')
    engine.createEntry(test.kernel, test.actor, { register: 'reviews', caseId, values: { rating: 'bad', day: '2026-11-20', words: '掉色' } })
    expect(buyerProfile(test.kernel, caseId)?.visits).toMatchObject([{ register: 'visits', state: { zh: '待回访' } }])
    expect(getCase(test.kernel, caseId).entries.find(({ register }) => register === 'reviews')).toMatchObject({ name: { en: 'Reviews' }, final: false })
  })
})

describe('V1: scores after close', () => {
  it('asks buyers of cases that closed some days ago, each once in a while', async () => {
    const close = (buyerNick: string): string => {
      const { id } = createCase(test.kernel, test.actor, { kind: 'refund-only', buyerNick, orderNo: `28491055336704218${buyerNick.length}${list('scores').length}` })
      setStatus(test.kernel, test.actor, id, { status: 'closed', reason: 'no-answer' })
      return id
    }
    close('甲')
    close('甲')
    expect(await feed('scores')).toBe(0)
    test.clock.now += 3 * DAY
    expect(await feed('scores')).toBe(1)
    close('乙乙')
    test.clock.now += 3 * DAY
    expect(await feed('scores')).toBe(1)
    const [one] = list('scores')
    const answered = engine.moveEntries(test.kernel, test.actor, { register: 'scores', ids: [one?.id ?? ''], move: 'answer', values: { score: 2, why: 'speed' } })
    expect(answered[0]).toMatchObject({ state: 'answered', values: { score: 2, why: 'speed' } })
    expect(code(() => engine.editEntry(test.kernel, test.actor, { register: 'scores', id: one?.id ?? '', values: { score: 9 } }))).toMatchObject({ code: 'INVALID_INPUT', detail: { field: 'score', value: 'range' } })
  })
})

describe('K2: samples and trainings', () => {
  it('the week’s sample is the same whoever draws it, and the sheet adds up', async () => {
    const { id } = await createStaff(test.kernel, test.actor, { name: '李强', role: 'agent' })
    const agent: Actor = { staffId: id, name: '李强', role: 'agent' }
    const { id: caseId } = createCase(test.kernel, test.actor, { kind: 'quality', buyerNick: '甲', orderNo: '2849105533670421876' })
    for (let n = 0; n < 9; n += 1) logReply(test.kernel, agent, caseId, { text: `回复 ${n}`, edited: false })
    await expect(engine.feedRegister(test.kernel, agent, { register: 'samples' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await feed('samples')).toBe(5)
    expect(await feed('samples')).toBe(0)
    const [one] = list('samples')
    const scored = engine.moveEntries(test.kernel, test.actor, { register: 'samples', ids: [one?.id ?? ''], move: 'score', values: { greeting: 10, understanding: 20, solution: 25.5, tone: 15, compliance: 15 } })
    expect(scored[0]?.values['total']).toBe(85.5)
    expect(engine.editEntry(test.kernel, test.actor, { register: 'samples', id: one?.id ?? '', values: { tone: 5, total: 100 } }).values['total']).toBe(75.5)
  })

  it('a training that repeats opens its next date, on the last day where a month is shorter', async () => {
    // midnight of the 31st in Shanghai is still the 30th in UTC
    const due = Date.UTC(2026, 7, 30, 16)
    const made = engine.createEntry(test.kernel, test.actor, { register: 'trainings', values: { assignee: test.actor.staffId, subject: 'rules', due, everyMonths: 6 } })
    engine.moveEntries(test.kernel, test.actor, { register: 'trainings', ids: [made.id], move: 'done', values: { result: 92 } })
    const next = list('trainings').find(({ state }) => state === 'planned')
    expect(next?.values).toMatchObject({ subject: 'rules', everyMonths: 6, due: Date.UTC(2027, 1, 27, 16) })
    engine.undoMoves(test.kernel, test.actor, { register: 'trainings', ids: [made.id] })
    engine.moveEntries(test.kernel, test.actor, { register: 'trainings', ids: [made.id], move: 'done', values: {} })
    expect(list('trainings').filter(({ state }) => state === 'planned')).toHaveLength(1)
  })
})

describe('E1: reviews', () => {
  it('what a review is about is read from its words, and corrected by whoever knows better', async () => {
    const review = (rating: string, words: string, more = {}) => engine.createEntry(test.kernel, test.actor, { register: 'reviews', values: { rating, day: '2026-11-20', words, ...more } })
    expect(review('bad', '穿了两次就起球还掉色，客服也不理人').values['cause']).toBe('quality')
    expect(review('bad', '掉色', { cause: 'colour' }).values['cause']).toBe('colour')
    expect(review('good', '面料结实，发货快').values).toMatchObject({ cause: null, praised: ['quality', 'delivery'] })
    const spread = lists.breakdown(test.kernel, test.actor, { register: 'reviews', field: 'cause', equals: { rating: 'bad', cause: 'quality' } })
    expect(spread.map(({ option, entries }) => [option, entries])).toEqual([['colour', 1], ['quality', 1]])
  })

  it('no benefit for a review can be written into it', async () => {
    for (const words of ['联系买家好评返现 5 元', 'offered Cashback']) {
      expect(code(() => engine.createEntry(test.kernel, test.actor, { register: 'reviews', values: { rating: 'bad', day: '2026-11-20', words: '慢', note: words } }))).toMatchObject({ code: 'REGISTER_REFUSES', detail: { field: 'note' } })
    }
  })
})
