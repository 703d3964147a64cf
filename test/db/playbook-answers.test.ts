import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as orders from '../../src/backend/repositories/orders'
import { addOutOfArea, areaWarnings, areaWarningsOfOrders } from '../../src/backend/services/area-warnings'
import { findOrders } from '../../src/backend/services/orders'
import { requireCase } from '../../src/backend/services/case-core'
import { answerCase, playbookFacts, readSources } from '../../src/backend/services/case-playbook'
import { tickStep } from '../../src/backend/services/case-write'
import { logReply } from '../../src/backend/services/reply-log'
import { listCourierMasters, saveCourier } from '../../src/backend/services/master-records'
import { dueAt } from '../../src/domain/playbook/due'
import type { AppError } from '../../src/domain/errors'
import { listShops } from '../../src/backend/services/masters'
import { foundFolder, START, type TestFolder } from '../support/kernel'
import { createCase, getCaseOf } from '../support/playbook-case'

let test: TestFolder
beforeEach(async () => {
  test = await foundFolder()
})
afterEach(() => test.open.close())

const refusal = (code: string): AppError => expect.objectContaining({ code }) as AppError
const answer = (id: string, question: string, value: string | number) => answerCase(test.kernel, test.actor, { id, question, value }, (caseId) => getCaseOf(test, caseId))
const clockOf = (id: string, name: string) => getCaseOf(test, id).clocks.find((clock) => clock.name === name)

function storeOrder(number: string, address: string, courierId: string | null, waybill: string): void {
  test.kernel.write(test.actor, { name: 'test.order' }, (tx) => {
    const shopId = listShops(test.kernel)[0]?.id ?? ''
    const id = `tmall:${shopId}:${number}`
    orders.insertOrder(tx, { id, platform: 'tmall', shopId, number, status: 'shipped', paidCents: 8900, currency: 'CNY', items: [], importedAt: tx.now, address, paidAt: START - 3_600_000, shippedAt: START })
    orders.insertOrderWaybill(tx, { id: `${id}:${waybill}`, orderId: id, courierId, courierText: null, waybill, waybillKey: waybill })
  })
}
describe('P1: answers of a playbook', () => {
  it('P1: an answer opens its branch, and answering again is a correction that the timeline keeps', () => {
    const id = createCase(test, 'problem-parcel')
    expect(answer(id, 'parcel-state', 'held').step?.stepId).toBe('held-reason')
    const corrected = answer(id, 'parcel-state', 'problem')
    expect(corrected.step?.stepId).toBe('contact-buyer')
    expect(corrected.steps.map((step) => step.stepId)).not.toContain('held-reason')
    expect(corrected.steps[0]?.question).toMatchObject({ id: 'parcel-state', answer: 'problem' })
    expect(corrected.timeline.filter((event) => event.type === 'fact').map((event) => event.data['value'])).toEqual(['held', 'problem'])
  })

  it('P1: a question that is not asked and an answer that is not offered are refused, and nothing is written', () => {
    const id = createCase(test, 'problem-parcel')
    expect(() => answer(id, 'loss', 'lost')).toThrow(refusal('NOT_FOUND'))
    expect(() => answer(id, 'constructor', 'lost')).toThrow(refusal('NOT_FOUND'))
    expect(() => answer(id, 'parcel-state', 'eaten')).toThrow(refusal('INVALID_INPUT'))
    expect(() => answer(createCase(test, 'quality'), 'signed-on', test.kernel.now() + 1)).toThrow(refusal('INVALID_INPUT'))
    expect(getCaseOf(test, id).timeline.filter((event) => event.type === 'fact')).toEqual([])
  })

  it('P5: the day of signing decides between A and B, by the time that has passed', () => {
    const id = createCase(test, 'quality')
    answer(id, 'signed-on', START - 2 * 86_400_000)
    answer(id, 'worn', 'unused')
    const steps = answer(id, 'cause', 'quality').steps.map((step) => step.stepId)
    expect(steps).toContain('offer-a')
    test.clock.now += 2 * 86_400_000
    expect(getCaseOf(test, id).steps.map((step) => step.stepId)).toContain('offer-b')
  })

  it('P2, C4: answers and steps start and stop their clocks in the same transaction', () => {
    const id = createCase(test, 'shipment-chase', { waybill: 'YT0000000000001' })
    expect(clockOf(id, 'waybill-fix')).toBeUndefined()
    answer(id, 'chase-cause', 'waybill-wrong')
    expect(clockOf(id, 'waybill-fix')).toMatchObject({ state: 'running', dueAt: START + 24 * 3_600_000 })
    tickStep(test.kernel, test.actor, id, 'fix-waybill')
    expect(clockOf(id, 'waybill-fix')).toMatchObject({ state: 'met' })
  })

  it('P9, C4: an appeal runs 72 hours until it is decided, and telling the result stops its clock', () => {
    const id = createCase(test, 'application')
    expect(clockOf(id, 'result-told')?.state).toBe('running')
    logReply(test.kernel, test.actor, id, { templateId: 'application-result', text: '审核通过', edited: false })
    expect(clockOf(id, 'result-told')?.state).toBe('met')
    answer(id, 'appeal', 'appeal')
    expect(clockOf(id, 'appeal')).toMatchObject({ state: 'running', dueAt: START + 72 * 3_600_000 })
    tickStep(test.kernel, test.actor, id, 'appeal-decided')
    expect(clockOf(id, 'appeal')?.state).toBe('met')
  })

  it('P4, C4: copying the request for photos starts the buyer’s clock, once', () => {
    const id = createCase(test, 'missing-item')
    const copy = () => logReply(test.kernel, test.actor, id, { templateId: 'missing-ask-photos', text: '请拍全部商品', edited: false })
    copy()
    expect(clockOf(id, 'buyer-photo')).toMatchObject({ state: 'running', owner: 'buyer', dueAt: START + 24 * 3_600_000 })
    test.clock.now += 3_600_000
    copy()
    expect(clockOf(id, 'buyer-photo')?.dueAt).toBe(START + 24 * 3_600_000)
  })

  it('X2: whether another case of the order is open is read off the index of orders', () => {
    const plan = test.kernel.db.readable
      .prepare<[], { detail: string }>("EXPLAIN QUERY PLAN SELECT 1 FROM cases WHERE order_no = 'x' AND is_open = 1 AND id <> 'y' LIMIT 1")
      .all()
      .map((row) => row.detail)
    expect(plan).toEqual([expect.stringMatching(/^SEARCH cases USING INDEX cases_order/)])
  })

  it('P7: another open case of the order and an open request on the platform are known', () => {
    storeOrder('2001', '广东省深圳市南山区', 'zto', '73555555555555')
    const first = createCase(test, 'ebay-cancel', { orderNo: '2001' })
    createCase(test, 'ebay-return', { orderNo: '2001' })
    const row = requireCase(test.kernel.read, first)
    expect(playbookFacts(test.kernel.read, row, readSources(test.kernel.read, row), START).facts).toContain('other-case-open')
  })

  it('P1: a step with a required field cannot be ticked before it is filled in', () => {
    const id = createCase(test, 'shipment-chase')
    answer(id, 'chase-cause', 'waybill-wrong')
    expect(getCaseOf(test, id).steps.find((step) => step.stepId === 'fix-waybill')?.missingFields).toEqual(['waybill'])
    expect(() => tickStep(test.kernel, test.actor, id, 'fix-waybill')).toThrow(refusal('REQUIRED_FIELDS_MISSING'))
  })

  it('P2: a step proposes its promise and its status, due tomorrow morning', () => {
    const id = createCase(test, 'stalled', { waybill: '771234567890' })
    const page = answer(id, 'trace-state', 'stuck').steps.find((step) => step.stepId === 'promise-answer')
    expect(page?.promise).toMatchObject({ zh: '明天上午给答复', due: { days: 1, minute: 600 } })
    expect(page?.suggested).toMatchObject({ status: 'waiting-courier', due: { days: 1, minute: 570 } })
    // It is 10:00 in Shanghai: 10:00 of the next day is a day ahead.
    expect(dueAt({ days: 1, minute: 600 }, START, 'Asia/Shanghai')).toBe(START + 24 * 3_600_000)
  })

  it('P1: one key twice is one answer', () => {
    const id = createCase(test, 'lost')
    const once = { id, question: 'loss', value: 'lost', key: 'same-key-1' }
    for (let time = 0; time < 2; time += 1) answerCase(test.kernel, test.actor, once, (caseId) => getCaseOf(test, caseId))
    expect(getCaseOf(test, id).timeline.filter((event) => event.type === 'fact')).toHaveLength(1)
  })
})

describe('P3: areas that a courier does not serve', () => {
  it('P3: the area of the order goes on the list, and the next order there is warned of', () => {
    storeOrder('1001', '西藏自治区林芝市墨脱县德兴乡**村', 'zto', '73111111111111')
    storeOrder('1002', '西藏自治区林芝市墨脱县背崩乡', 'zto', '73222222222222')
    storeOrder('1003', '西藏自治区林芝市墨脱县背崩乡', 'sf', 'SF3333333333333')
    const id = createCase(test, 'out-of-area', { orderNo: '1001' })
    const noted = addOutOfArea(test.kernel, test.actor, { id }, (caseId) => getCaseOf(test, caseId))
    expect(noted.timeline.at(-1)).toMatchObject({ type: 'out-of-area', text: '西藏自治区 林芝市 墨脱县' })
    expect(listCourierMasters(test.kernel).find((courier) => courier.id === 'zto')?.areas).toEqual([{ kind: 'out-of-area', area: '西藏自治区 林芝市 墨脱县', fromDay: null, toDay: null }])
    expect(getCaseOf(test, createCase(test, 'tracking-inquiry', { orderNo: '1002' })).guidance.warnings[0]?.zh).toContain('送不到西藏自治区 林芝市 墨脱县')
    expect(getCaseOf(test, createCase(test, 'tracking-inquiry', { orderNo: '1003' })).guidance.warnings.map((one) => one.zh).join()).not.toContain('送不到')
    const idOf = (number: string): string => findOrders(test.kernel, number)[0]?.id ?? ''
    expect(areaWarningsOfOrders(test.kernel, [idOf('1002'), idOf('1003'), 'no-such-order']).map((line) => line.zh)).toEqual([expect.stringContaining('送不到西藏自治区 林芝市 墨脱县')])
    expect(areaWarnings(test.kernel, { address: '西藏林芝墨脱县', courierIds: [], timeZone: 'Asia/Shanghai' })).toMatchObject([{ courierId: 'zto', kind: 'out-of-area' }])
  })

  it('P3: a typed area wins; without one that can be told it is asked for', () => {
    storeOrder('1004', '********', 'zto', '73444444444444')
    const id = createCase(test, 'out-of-area', { orderNo: '1004' })
    const add = (more: object) => addOutOfArea(test.kernel, test.actor, { id, ...more }, (caseId) => getCaseOf(test, caseId))
    expect(() => add({})).toThrow(refusal('INVALID_INPUT'))
    expect(() => add({ area: '墨脱', courierId: 'nobody' })).toThrow(refusal('UNKNOWN_COURIER'))
    expect(add({ area: '墨脱' }).timeline.at(-1)).toMatchObject({ text: '墨脱' })
    expect(() => addOutOfArea(test.kernel, test.actor, { id: createCase(test, 'out-of-area'), area: '墨脱' }, (caseId) => getCaseOf(test, caseId))).toThrow(refusal('UNKNOWN_COURIER'))
  })

  it('O2, P3: a suspended area warns within its dates only', () => {
    const zto = listCourierMasters(test.kernel).find((courier) => courier.id === 'zto')
    if (zto === undefined) throw new Error('no zto')
    saveCourier(test.kernel, test.actor, { ...zto, areas: [{ kind: 'suspended', area: '新疆', fromDay: '2026-11-01', toDay: '2026-11-21' }] })
    const warned = (): number => areaWarnings(test.kernel, { address: '新疆维吾尔自治区喀什地区', courierIds: ['zto'], timeZone: 'Asia/Shanghai' }).length
    expect(warned()).toBe(1)
    test.clock.now += 86_400_000
    expect(warned()).toBe(0)
  })
})
