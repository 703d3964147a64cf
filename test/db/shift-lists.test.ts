import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createCase, setStatus } from '../../src/backend/services/case-write'
import { makeChecklist, readChecklist } from '../../src/backend/services/checklist'
import type { Actor } from '../../src/backend/services/kernel'
import { createShop, createStaff } from '../../src/backend/services/masters'
import { getDocument, saveDocument } from '../../src/backend/services/policy-documents'
import * as engine from '../../src/backend/services/register-entries'
import * as lists from '../../src/backend/services/register-lists'
import { feedNow, feedSlice, listTasks, takeNext, taskReply } from '../../src/backend/services/routine'
import { SYSTEM } from '../../src/backend/services/setup'
import { insertOrder, insertOrderWaybill, updateOrder } from '../../src/backend/repositories/orders'
import { AppError } from '../../src/domain/errors'
import { foundFolder, type TestFolder } from '../support/kernel'

/** The opening checklist (H2) and the spare-time tasks (H3) over a real database with a clock that the test moves. */
const HOUR = 3_600_000
const DAY = 24 * HOUR
let test: TestFolder
let agent: Actor
let shopId: string

beforeEach(async () => {
  test = await foundFolder()
  const { id } = await createStaff(test.kernel, test.actor, { name: '李强', role: 'agent' })
  agent = { staffId: id, name: '李强', role: 'agent' }
  shopId = readShop()
})
afterEach(() => test.open.close())
const readShop = (): string => test.kernel.db.readable.prepare<[], { id: string }>('select id from shop').get()?.id ?? ''

interface OrderGiven {
  readonly number: string
  readonly status: string
  readonly createdAt?: number
  readonly shippedAt?: number | null
  readonly buyer?: string
  readonly sku?: string
  readonly memo?: string
  readonly waybill?: string
}
function addOrder(given: OrderGiven): string {
  const id = `tmall:${shopId}:${given.number}`
  test.kernel.write(SYSTEM, { name: 'test.order' }, (tx) => {
    insertOrder(tx, {
      id, platform: 'tmall', shopId, number: given.number, buyerId: null, buyerNick: given.buyer ?? `买家${given.number}`, status: given.status, rawStatus: null, paidCents: 8_900, goodsCents: null, postageCents: null, refundCents: null,
      currency: 'CNY', createdAt: given.createdAt ?? test.clock.now, paidAt: null, shippedAt: given.shippedAt ?? null, receiverName: null, phone: null, address: null, buyerNote: null, sellerMemo: given.memo ?? null, flag: null,
      items: [{ title: '针织衫', sku: given.sku ?? 'YJ-2201', quantity: 1, unitCents: 8_900 }], importedAt: test.clock.now,
    })
    if (given.waybill !== undefined) insertOrderWaybill(tx, { id: `${id}:${given.waybill}`, orderId: id, courierId: null, courierText: null, waybill: given.waybill, waybillKey: given.waybill })
  })
  return id
}
const patch = (id: string, change: { status: string; shippedAt?: number }): void => test.kernel.write(SYSTEM, { name: 'test.order' }, (tx) => void updateOrder(tx, id, change))
const tasks = () => listTasks(test.kernel, agent, { mine: false }).tasks.map(({ entry }) => [entry.values['kind'], entry.values['why'], entry.values['order']])
const code = (work: () => unknown): unknown => {
  try {
    work()
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
  return null
}

describe('H2: the opening checklist of the day', () => {
  const labels = (): unknown[] => readChecklist(test.kernel, agent).lines.map(({ entry, shop }) => [entry.values['item'], shop])

  it('H2: is made once per shop day with the counts of the database; shop health once per shop', () => {
    createShop(test.kernel, test.actor, { name: '第二家店', platform: 'jd' })
    addOrder({ number: '1', status: 'shipped', shippedAt: test.clock.now - DAY })
    addOrder({ number: '2', status: 'shipped', shippedAt: test.clock.now - DAY, waybill: 'SF1' })
    addOrder({ number: '3', status: 'shipped', shippedAt: test.clock.now - 3 * DAY })
    createCase(test.kernel, agent, { kind: 'complaint', buyerNick: '投诉的买家' })
    expect(makeChecklist(test.kernel, agent)).toEqual({ day: '2026-11-21', added: 8 })
    expect(makeChecklist(test.kernel, test.actor)).toEqual({ day: '2026-11-21', added: 0 })
    expect(labels()).toEqual([['no-trace', null], ['carry-over', null], ['reviews', null], ['demoted', null], ['phone-refunds', null], ['phone-complaints', null], ['shop-health', expect.any(String)], ['shop-health', expect.any(String)]])
    const { lines } = readChecklist(test.kernel, agent)
    expect(lines.map(({ count }) => count)).toEqual([1, 0, 0, null, 0, 1, null, null])
    expect(lines[0]?.rows).toMatchObject([{ number: '1' }])
    expect(lines[0]?.entry.id).toBe('checklist:2026-11-21:no-trace')
  })

  it('H2: ticked with a note by whom and when; what was not ticked stays visible the next day, and figures stand beside', () => {
    makeChecklist(test.kernel, agent)
    const health = readChecklist(test.kernel, agent).lines.at(-1)
    const tick = (id: string, values: Record<string, string | number>) => engine.moveEntries(test.kernel, agent, { register: 'checklist', ids: [id], move: 'tick', values })[0]
    expect(tick(health?.entry.id ?? '', { goods: 4.8, disputes: 0.02, note: '物流分掉了' })).toMatchObject({ state: 'done', values: { goods: 4.8, note: '物流分掉了', doneBy: agent.staffId, doneAt: test.clock.now } })
    test.clock.now += DAY
    expect(readChecklist(test.kernel, agent)).toMatchObject({ day: '2026-11-22', lines: [] })
    makeChecklist(test.kernel, agent)
    const view = readChecklist(test.kernel, agent)
    expect(view.left.map(({ entry }) => entry.values['item'])).toEqual(['no-trace', 'carry-over', 'reviews', 'demoted', 'phone-refunds', 'phone-complaints'])
    const today = view.lines.at(-1)
    expect(today?.before).toBe('2026-11-21')
    expect(today?.figures.map(({ id, before }) => [id, before])).toEqual([['goods', 4.8], ['service', null], ['logistics', null], ['refundHours', null], ['disputes', 0.02]])
    engine.moveEntries(test.kernel, agent, { register: 'checklist', ids: [view.left[0]?.entry.id ?? ''], move: 'leave-out', values: {}, reason: '已过时' })
    expect(readChecklist(test.kernel, agent).left).toHaveLength(5)
  })

  it('H2: a supervisor changes the list; the finance desk does not make one', () => {
    const { text } = getDocument(test.kernel, 'policy:checklist')
    saveDocument(test.kernel, test.actor, { document: 'policy:checklist', text: text.replace('lookBack:', '  - { id: samples, zh: 样衣归还, en: Samples back, source: typed }\nlookBack:'), basedOn: null })
    makeChecklist(test.kernel, agent)
    expect(labels().at(-1)).toEqual(['samples', null])
    expect(code(() => makeChecklist(test.kernel, { ...agent, role: 'finance' }))).toBe('FORBIDDEN')
  })
})

describe('H3: spare-time tasks are fed from orders and cases', () => {
  function fill(): void {
    addOrder({ number: '1', status: 'unpaid', createdAt: test.clock.now - 3 * HOUR })
    addOrder({ number: '2', status: 'unpaid', createdAt: test.clock.now - 80 * HOUR })
    addOrder({ number: '3', status: 'paid', createdAt: test.clock.now - 2 * HOUR, buyer: '拍重了', sku: 'A' })
    addOrder({ number: '4', status: 'paid', createdAt: test.clock.now - HOUR, buyer: '拍重了', sku: 'A' })
    addOrder({ number: '5', status: 'unpaid', createdAt: test.clock.now - 3 * HOUR, memo: '货到付款' })
    addOrder({ number: '6', status: 'shipped', createdAt: test.clock.now - 2 * DAY, shippedAt: test.clock.now - DAY, waybill: 'SF6' })
    addOrder({ number: '7', status: 'completed', createdAt: test.clock.now - 9 * DAY, shippedAt: test.clock.now - 8 * DAY })
    addOrder({ number: '8', status: 'shipped', createdAt: test.clock.now - 9 * DAY, shippedAt: test.clock.now - 8 * DAY })
    createCase(test.kernel, agent, { kind: 'lost', orderNo: '8', shopId })
    createCase(test.kernel, agent, { kind: 'out-of-stock', orderNo: '4', shopId })
  }
  const ALL = [['close', 'expired', '2'], ['cod', 'cod', '5'], ['close', 'repeated', '4'], ['stock', 'missing', '4'], ['payment', 'unpaid', '1'], ['extend', 'ending', '8'], ['delivery', 'shipped', '6'], ['rating', 'unrated', '7']]

  it('H3: each once, by its best time; feeding twice changes nothing', async () => {
    fill()
    expect(await feedNow(test.kernel, agent)).toEqual({ added: 8, lapsed: 0 })
    expect(tasks()).toEqual(expect.arrayContaining(ALL))
    expect(tasks()).toHaveLength(8)
    const audits = (): number => test.kernel.db.readable.prepare<[], { n: number }>('select count(*) as n from audit').get()?.n ?? 0
    const before = audits()
    expect(await feedNow(test.kernel, agent)).toEqual({ added: 0, lapsed: 0 })
    expect(audits()).toBe(before)
    const dues = listTasks(test.kernel, agent, { mine: false }).tasks.map(({ entry }) => Number(entry.values['due']))
    expect([...dues].sort((a, b) => a - b)).toEqual(dues)
  })

  it('H3: a task whose reason is gone lapses; one that is done or skipped is not made again', async () => {
    fill()
    await feedNow(test.kernel, agent)
    const find = (order: string): string => listTasks(test.kernel, agent, { mine: false }).tasks.find(({ entry }) => entry.values['order'] === order)?.entry.id ?? ''
    const [payment, expired] = [find('1'), find('2')]
    expect(payment).toBe(`routine:payment:unpaid:tmall:${shopId}:1`)
    expect(code(() => engine.moveEntries(test.kernel, agent, { register: 'routine', ids: [expired], move: 'skip', values: {} }))).toBe('REQUIRED_FIELDS_MISSING')
    engine.moveEntries(test.kernel, agent, { register: 'routine', ids: [expired], move: 'skip', values: {}, reason: '老客户' })
    engine.moveEntries(test.kernel, agent, { register: 'routine', ids: [find('5')], move: 'finish', values: { result: '已电话确认' } })
    patch(`tmall:${shopId}:1`, { status: 'paid' })
    expect(await feedNow(test.kernel, agent)).toEqual({ added: 0, lapsed: 1 })
    expect(lists.entryRecord(test.kernel, agent, 'routine', payment).entry.state).toBe('lapsed')
    expect(tasks()).toHaveLength(5)
    // time alone ends a reason as well
    test.clock.now += 4 * DAY
    await feedNow(test.kernel, agent)
    expect(tasks()).not.toEqual(expect.arrayContaining([['delivery', 'shipped', '6']]))
  })

  it('H3: a case that is closed takes its stock check along', async () => {
    const { id } = createCase(test.kernel, agent, { kind: 'out-of-stock', buyerNick: '等货' })
    await feedNow(test.kernel, agent)
    expect(tasks()).toEqual([['stock', 'missing', null]])
    setStatus(test.kernel, agent, id, { status: 'closed', reason: 'solved' })
    expect(await feedNow(test.kernel, agent)).toEqual({ added: 0, lapsed: 1 })
  })

  it('H3: the next one is taken by one person only, with the reply that it suggests', async () => {
    addOrder({ number: '6', status: 'shipped', shippedAt: test.clock.now - DAY, createdAt: test.clock.now - 2 * DAY, waybill: 'SF6', buyer: '云间客' })
    addOrder({ number: '1', status: 'unpaid', createdAt: test.clock.now - 3 * HOUR })
    await feedNow(test.kernel, agent)
    const mine = takeNext(test.kernel, agent, {})
    const other = takeNext(test.kernel, test.actor, {})
    expect([mine?.values['order'], other?.values['order']].sort()).toEqual(['1', '6'])
    expect(takeNext(test.kernel, agent, {})).toBeNull()
    expect(mine).toMatchObject({ state: 'taken', values: { assignee: agent.staffId } })
    expect(listTasks(test.kernel, agent, { mine: true }).tasks).toHaveLength(1)
    const delivery = [mine, other].find((one) => one?.values['order'] === '6')
    expect(taskReply(test.kernel, agent, { id: delivery?.id ?? '', language: 'zh' })).toMatchObject({ text: expect.stringContaining('云间客您好，订单6已经在路上，运单号SF6') as string, open: [] })
    for (const { template } of listTasks(test.kernel, agent, { mine: false }).tasks) expect(template).not.toBeNull()
  })

  it('H3: no kind piles up beyond its cap, and no slice writes more than a handful', () => {
    for (let n = 0; n < 60; n += 1) addOrder({ number: `n${n}`, status: 'unpaid', createdAt: test.clock.now - 3 * HOUR - n })
    const added: number[] = []
    for (let more = true; more; ) {
      const slice = feedSlice(test.kernel)
      added.push(slice.added)
      more = slice.more
    }
    expect(Math.max(...added)).toBeLessThanOrEqual(10)
    expect(added.reduce((sum, n) => sum + n, 0)).toBe(test.kernel.resources.policy.routine.atMost)
  })
})

describe('H1–H3: every reply that a policy names is there', () => {
  it('H3: templates of the shipped policy exist', () => {
    const { payment, close, cod, delivery, extend, rating } = test.kernel.resources.policy.routine
    const ids = new Set(test.kernel.resources.templates.map(({ id }) => id))
    for (const { template } of [payment, close, cod, delivery, extend, rating]) expect(ids).toContain(template)
  })
})
