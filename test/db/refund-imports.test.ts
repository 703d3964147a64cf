import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getCase } from '../../src/backend/services/case-read'
import { createCase, setStatus, updateCase } from '../../src/backend/services/case-write'
import { previewImport } from '../../src/backend/services/imports'
import { buildFileWorker } from '../faults/support/file-worker'
import { madeFile, withImportDesk, type ImportDesk } from '../support/import-desk'

let worker: Awaited<ReturnType<typeof buildFileWorker>>
beforeAll(async () => {
  worker = await buildFileWorker('refund-imports')
})
afterAll(() => worker.remove())

const desk = (work: (desk: ImportDesk) => Promise<void>) => () => withImportDesk(worker.entry, work)
const at = (text: string): number => Date.parse(`${text}+08:00`)
const HOUR = 3_600_000
const DAY = 24 * HOUR

const HEADER = ['售后单号', '订单号', '售后类型', '售后状态', '退款金额', '原因', '申请时间', '截止时间', '退货物流单号', '阶段', '完结时间', '平台介入']
const row = (values: Partial<Record<string, string>>): string[] => HEADER.map((name) => ({ 售后单号: '9900112233', 订单号: '2849105533670499001', 售后类型: '退货退款', 售后状态: '待商家处理', 退款金额: '88.00', 申请时间: '2026-11-20 10:00', ...values })[name] ?? '')

const refunds = ({ rows }: ImportDesk) => rows<{ number: string; type: string; phase: string | null; status: string; deadline_at: number | null; case_id: string | null }>('SELECT number, type, phase, status, deadline_at, case_id FROM platform_refund ORDER BY number')
const caseOf = (test: ImportDesk, number = '9900112233') => {
  const id = refunds(test).find((one) => one.number === number)?.case_id
  if (id == null) throw new Error(`no case handles ${number}`)
  return getCase(test.kernel, id)
}
const platformClock = (test: ImportDesk) => caseOf(test).clocks.find((clock) => clock.name === 'platform')

describe('platform after-sales orders (C13)', () => {
  it('a Taobao list under its real header: several per order, phase by the order, each pending one with a case of its kind', desk(async (test) => {
    await test.orders(madeFile('taobao-2017.csv'))
    const done = await test.take('refunds', madeFile('taobao-refunds.csv'))
    expect(done).toMatchObject({ platform: 'taobao', encoding: 'gb18030', inserted: 4, rejected: [], warnings: [] })
    expect(refunds(test).map(({ case_id, ...rest }) => ({ ...rest, hasCase: case_id !== null }))).toEqual([
      { number: '118820033445566771', type: 'return-refund', phase: 'after-shipment', status: 'pending', deadline_at: at('2026-11-23T10:00:00'), hasCase: true },
      { number: '118820033445566772', type: 'refund-only', phase: 'after-shipment', status: 'pending', deadline_at: at('2026-11-22T11:00:00'), hasCase: true },
      { number: '118820033445566773', type: 'return-refund', phase: 'after-completion', status: 'platform', deadline_at: null, hasCase: true },
      { number: '118820033445566774', type: 'refund-only', phase: 'before-shipment', status: 'done', deadline_at: null, hasCase: false },
    ])
    expect(caseOf(test, '118820033445566771')).toMatchObject({ kind: 'return-refund', channel: 'platform', buyerNick: '小鹿爱喝茶', orderNo: '2849105533670421875', openedAt: at('2026-11-20T10:00:00'), status: 'new' })
    expect(caseOf(test, '118820033445566772').kind).toBe('refund-only')
    const returned = caseOf(test, '118820033445566773')
    expect(returned.waybills.map((one) => one.waybill)).toEqual(['SF1390027745518', 'YT7700112233445'])
    expect(returned.refunds[0]).toMatchObject({ returnWaybill: 'YT7700112233445', returnCourier: '圆通速递', rawStatus: '买家已经退货，等待卖家确认收货', reason: '不想要了' })
    expect(await test.take('refunds', madeFile('taobao-refunds.csv'))).toMatchObject({ inserted: 0, updated: 0, unchanged: 4 })
  }))

  it.each([
    ['pinduoduo-refunds.csv', 'pinduoduo', [['70012233445', 'refund-only', 'after-shipment', 'pending', '2026-11-22T08:00:00'], ['70012233446', 'refund-only', 'before-shipment', 'done', null], ['70012233447', 'return-refund', 'after-completion', 'waiting-return', '2026-11-26T13:00:00']]],
    ['douyin-refunds.csv', 'douyin', [['7144022188776655', 'exchange', 'after-shipment', 'pending', '2026-11-22T20:00:01'], ['7144022188776656', 'refund-only', 'before-shipment', 'pending', '2026-11-22T21:00:00']]],
    ['jd-refunds.csv', 'jd', [['2210099887', 'repair', null, 'pending', '2026-11-22T09:00:00'], ['2210099888', 'return-refund', null, 'done', null]]],
    ['generic-refunds.xlsx', null, [['5300112233', 'return-refund', null, 'pending', '2026-11-22T10:00:00']]],
  ] as const)('%s is recognised and read with the platform’s terms', (file, platform, expected) => withImportDesk(worker.entry, async (test) => {
    expect(await previewImport(test.kernel, { path: madeFile(file), kind: 'refunds' })).toMatchObject({ missingFields: [], mappingId: file.replace(/\.\w+$/, ''), platform })
    const done = await test.take('refunds', madeFile(file))
    expect(done).toMatchObject({ platform, inserted: expected.length, rejected: [], warnings: [] })
    if (platform === null) expect(caseOf(test, '5300112233')).toMatchObject({ agreedCents: 4550, currency: 'USD' })
    expect(refunds(test).map(({ number, type, phase, status, deadline_at }) => [number, type, phase, status, deadline_at])).toEqual(expected.map(([number, type, phase, status, due]) => [number, type, phase, status, due === null ? null : at(due)]))
  }))

  it('the clock runs to the nearest deadline, never pauses, follows the list and ends with the last pending one', desk(async (test) => {
    await test.take('refunds', test.sheet('a.csv', [HEADER, row({}), row({ 售后单号: '9900112244', 截止时间: '2026-11-21 18:00', 退款金额: '10' })]))
    expect(refunds(test).map((one) => one.deadline_at)).toEqual([at('2026-11-20T10:00:00') + 48 * HOUR, at('2026-11-21T18:00:00')])
    expect(new Set(refunds(test).map((one) => one.case_id)).size).toBe(1)
    expect(caseOf(test).agreedCents).toBe(9800)
    expect(platformClock(test)).toMatchObject({ dueAt: at('2026-11-21T18:00:00'), state: 'running' })
    setStatus(test.kernel, test.actor, caseOf(test).id, { status: 'waiting-buyer', nextAction: '等买家', nextActionAt: test.clock.now + 10 * DAY })
    expect(platformClock(test)).toMatchObject({ dueAt: at('2026-11-21T18:00:00'), state: 'running' })
    expect(caseOf(test)).toMatchObject({ nextClock: 'platform', nextDueAt: at('2026-11-21T18:00:00') })

    const second = await test.take('refunds', test.sheet('b.csv', [HEADER, row({ 售后状态: '待买家退货' }), row({ 售后单号: '9900112244', 售后状态: '退款成功', 退款金额: '10', 完结时间: '2026-11-21 09:00' })]))
    expect(second).toMatchObject({ inserted: 0, updated: 2 })
    // the buyer has to send the goods back: that deadline stays on the after-sales order and never makes the case overdue (C4)
    expect(platformClock(test)).toMatchObject({ state: 'met' })
    expect(caseOf(test).refunds.find((one) => one.number === '9900112233')).toMatchObject({ owner: 'buyer', lapse: 'close', deadlineAt: at('2026-11-20T10:00:00') + 7 * DAY })
    expect(caseOf(test).nextClock).not.toBe('platform')
    const told = caseOf(test).timeline.filter((event) => event.type === 'refund-changed')
    expect(told.map((event) => event.data['number'])).toEqual(['9900112233', '9900112244'])
    expect(told[1]?.data['changes']).toContainEqual({ field: 'status', from: 'pending', to: 'done' })

    // Until a person agrees on another amount, the case asks for what its after-sales orders ask for.
    await test.take('refunds', test.sheet('b2.csv', [HEADER, row({ 售后状态: '待买家退货', 退款金额: '70.00' })]))
    expect(caseOf(test).agreedCents).toBe(8000)
    updateCase(test.kernel, test.actor, caseOf(test).id, { amountCents: 6600 })
    await test.take('refunds', test.sheet('c.csv', [HEADER, row({ 售后状态: '待商家收货', 退货物流单号: 'YT7700112233445' })]))
    expect(caseOf(test).agreedCents).toBe(6600)
    expect(platformClock(test)?.dueAt).toBe(at('2026-11-20T10:00:00') + 10 * DAY)
    expect(caseOf(test).refunds.find((one) => one.number === '9900112233')).toMatchObject({ lapse: 'refund', owner: 'us', returnWaybill: 'YT7700112233445' })
    await test.take('refunds', test.sheet('d.csv', [HEADER, row({ 售后状态: '退款关闭' })]))
    expect(platformClock(test)).toMatchObject({ state: 'met' })
    // An older list after a newer one opens nothing again.
    expect(await test.take('refunds', test.sheet('a.csv', [HEADER, row({})]))).toMatchObject({ updated: 0, unchanged: 1 })
    expect(platformClock(test)).toMatchObject({ state: 'met' })
  }))

  it('a deadline that has passed shows as late by its own time; the list’s own deadline wins; a platform that stepped in has none', desk(async (test) => {
    await test.take('refunds', test.sheet('a.csv', [HEADER, row({ 截止时间: '2026-11-21 08:00' })]))
    expect(platformClock(test)).toMatchObject({ dueAt: at('2026-11-21T08:00:00'), state: 'breached' })
    await test.take('refunds', test.sheet('b.csv', [HEADER, row({ 截止时间: '2026-11-24 08:00' })]))
    expect(platformClock(test)).toMatchObject({ dueAt: at('2026-11-24T08:00:00'), state: 'running' })
    await test.take('refunds', test.sheet('c.csv', [HEADER, row({ 平台介入: '小二介入' })]))
    expect(refunds(test)[0]).toMatchObject({ status: 'platform', deadline_at: null })
    expect(platformClock(test)).toMatchObject({ state: 'met' })
  }))

  it('it joins the open case of its kind; a closed one does not take it; each type has its kind', desk(async (test) => {
    const known = createCase(test.kernel, test.actor, { kind: 'return-refund', orderNo: '2849105533670499001' })
    await test.take('refunds', test.sheet('a.csv', [HEADER, row({})]))
    expect(caseOf(test).id).toBe(known.id)
    expect(caseOf(test).timeline.map((event) => event.type)).toContain('refund-linked')
    setStatus(test.kernel, test.actor, known.id, { status: 'closed', reason: 'duplicate' })
    const types = [['仅退款', '未发货', 'refund-before-shipment'], ['仅退款', '已发货', 'refund-only'], ['仅退款', '交易成功', 'refund-after-completion'], ['换货', '已发货', 'exchange'], ['维修', '', 'repair'], ['补寄', '', 'reissue'], ['退差价', '', 'goodwill'], ['退货退款', '已发货', 'return-refund']] as const
    await test.take('refunds', test.sheet('b.csv', [HEADER, ...types.map(([type, phase], n) => row({ 售后单号: `990099000${n}`, 售后类型: type, 阶段: phase }))]))
    expect(types.map((_, n) => caseOf(test, `990099000${n}`).kind)).toEqual(types.map(([, , kind]) => kind))
    expect(caseOf(test, '9900990007').id).not.toBe(known.id)
  }))

  it('goes on with a case of its own when the one that handled it is over', desk(async (test) => {
    await test.take('refunds', test.sheet('a.csv', [HEADER, row({})]))
    const first = caseOf(test)
    setStatus(test.kernel, test.actor, first.id, { status: 'closed', reason: 'duplicate' })
    await test.take('refunds', test.sheet('b.csv', [HEADER, row({ 退款金额: '80.00' })]))
    expect(caseOf(test).id).toBe(first.id)
    for (const status of ['待买家退货', '待商家收货', '待买家退货']) {
      const before = caseOf(test)
      if (before.status !== 'closed') setStatus(test.kernel, test.actor, before.id, { status: 'closed', reason: 'duplicate' })
      await test.take('refunds', test.sheet('c.csv', [HEADER, row({ 售后状态: status })]))
      expect(caseOf(test).id).not.toBe(before.id)
      // only the seller's turn is ours (C4)
      expect(platformClock(test)?.state).toBe(status === '待商家收货' ? 'running' : undefined)
      expect(getCase(test.kernel, before.id).clocks.find((clock) => clock.name === 'platform')?.state).not.toBe('running')
    }
  }))

  it('damaged numbers are no keys, unknown statuses are listed with a remedy', desk(async (test) => {
    const done = await test.take('refunds', test.sheet('a.csv', [HEADER, row({ 售后单号: '1.18820E+17' }), row({ 售后单号: '9900112299', 订单号: '2849105533670490000' }), row({ 售后单号: '9900112298', 售后状态: '神秘状态' }), row({})]))
    expect(done.rejected.map(({ row: line, reason }) => `${line} ${reason}`)).toEqual(['2 id-damaged', '3 id-damaged', '4 choice-unknown'])
    expect(done.inserted).toBe(1)
    for (const { remedyZh, remedyEn } of done.rejected) expect(remedyZh.length * remedyEn.length).toBeGreaterThan(0)
  }))
})
