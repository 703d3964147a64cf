import { describe, expect, it } from 'vitest'
import { getCase, countViews } from '../../src/backend/services/case-read'
import { createCase, setStatus } from '../../src/backend/services/case-write'
import { logReply } from '../../src/backend/services/reply-log'
import { rebaseClocks, resumeRebase } from '../../src/backend/services/clock-rebase'
import { alarmOfLapses, remindOfClocks, sweepDue } from '../../src/backend/services/clock-sweep'
import { logContact, recordEvent, waysOf } from '../../src/backend/services/desk-events'
import { createDueWatch, dueCounts } from '../../src/backend/services/due-summary'
import { listShopMasters, updateShopMaster } from '../../src/backend/services/master-records'
import { insertRefund } from '../../src/backend/repositories/refunds'
import { putMeta } from '../../src/backend/repositories/masters'
import { DAY, HOUR, MINUTE } from '../../src/domain/clock/duration'
import type { ClockPolicy } from '../../src/domain/clock/policy'
import { foundFolder, START, type TestFolder } from '../support/kernel'

const code = (value: string) => expect.objectContaining({ code: value })
const clock = (test: TestFolder, id: string, name: string) => getCase(test.kernel, id).clocks.find((one) => one.name === name) ?? expect.fail(`no clock ${name}`)
const types = (test: TestFolder, id: string): string[] => getCase(test.kernel, id).timeline.map((event) => event.type)
const shopOf = (test: TestFolder) => listShopMasters(test.kernel)[0] ?? expect.fail('no shop')

describe('C4: the sweep', () => {
  it('C4: a clock whose time has passed is marked late once, with a line on the timeline; its case’s other clocks follow', async () => {
    const test = await foundFolder()
    const { id } = createCase(test.kernel, test.actor, { kind: 'exchange', buyerNick: 'a' })
    expect(await sweepDue(test.kernel)).toBe(0)
    test.clock.now = START + 6 * MINUTE
    expect(await sweepDue(test.kernel)).toBe(1)
    expect(clock(test, id, 'first-response').state).toBe('breached')
    expect(getCase(test.kernel, id).timeline.at(-1)).toMatchObject({ type: 'clock-breached', data: { clock: 'first-response', dueAt: START + 5 * MINUTE } })
    expect(await sweepDue(test.kernel)).toBe(0)
    // the case leads with its first late clock: the second is found on the round of what is late already
    test.clock.now = START + 49 * HOUR
    expect(await sweepDue(test.kernel)).toBe(1)
    expect(clock(test, id, 'solve').state).toBe('breached')
    expect(types(test, id).filter((type) => type === 'clock-breached')).toHaveLength(2)
    test.open.close()
  })

  it('C4: when the PC clock is set back, what was marked too early is taken back', async () => {
    const test = await foundFolder()
    const { id } = createCase(test.kernel, test.actor, { kind: 'exchange', buyerNick: 'a' })
    test.clock.now = START + HOUR
    await sweepDue(test.kernel)
    expect(clock(test, id, 'first-response').state).toBe('breached')
    test.clock.now = START + MINUTE
    await sweepDue(test.kernel)
    expect(clock(test, id, 'first-response').state).toBe('running')
    test.open.close()
  })

  it('C4: a buyer who does not answer makes no case overdue, neither in the list nor in the count', async () => {
    const test = await foundFolder()
    const { id } = createCase(test.kernel, test.actor, { kind: 'damaged', buyerNick: 'a', orderNo: '1', waybill: 'SF1204880147' })
    recordEvent(test.kernel, test.actor, { id, event: 'photo-requested' })
    logReply(test.kernel, test.actor, id, { text: '请发照片', edited: false })
    setStatus(test.kernel, test.actor, id, { status: 'waiting-buyer', nextAction: '等照片', nextActionAt: START + 5 * DAY })
    test.clock.now = START + 2 * DAY
    await sweepDue(test.kernel)
    expect(clock(test, id, 'buyer-photo')).toMatchObject({ state: 'running', dueAt: START + DAY, owner: 'buyer' })
    expect([countViews(test.kernel, test.actor)['overdue'], dueCounts(test.kernel, test.actor)]).toEqual([0, { overdue: 0, soon: 0 }])
    test.open.close()
  })

  it('P7: a feedback revision is reminded of on day 7, once; the waiting case comes up then', async () => {
    const test = await foundFolder()
    const { id } = createCase(test.kernel, test.actor, { kind: 'ebay-feedback', buyerNick: 'a', orderNo: '12-34567-89012' })
    recordEvent(test.kernel, test.actor, { id, event: 'revision-requested' })
    setStatus(test.kernel, test.actor, id, { status: 'working' })
    setStatus(test.kernel, test.actor, id, { status: 'waiting-buyer', nextAction: '等修改', nextActionAt: START + 9 * DAY })
    test.clock.now = START + 6 * DAY
    expect(remindOfClocks(test.kernel)).toBe(0)
    test.clock.now = START + 7 * DAY
    expect([remindOfClocks(test.kernel), remindOfClocks(test.kernel)]).toEqual([1, 0])
    expect(getCase(test.kernel, id)).toMatchObject({ nextActionAt: START + 7 * DAY, nextDueAt: START + 7 * DAY })
    expect(types(test, id).filter((type) => type === 'reminder')).toHaveLength(1)
    test.open.close()
  })

  it('P6: a request about to lapse without return info alarms ahead, and says what the platform did when it has lapsed', async () => {
    const test = await foundFolder()
    const { id } = createCase(test.kernel, test.actor, { kind: 'return-refund', buyerNick: 'a', orderNo: '1' })
    const refund = (number: string, returnWaybill: string | null): void =>
      test.kernel.write(test.actor, { name: 'test.refund' }, (tx) => insertRefund(tx, {
        id: `r${number}`, platform: 'tmall', shopId: shopOf(test).id, number, orderNo: '1', buyerNick: 'a', type: 'return-refund', phase: null, status: 'waiting-return', rawStatus: null, reason: null,
        deadlineAt: START + 7 * DAY, appliedAt: START, closedAt: null, amountCents: 8900, currency: 'CNY', returnWaybill, returnCourier: null, caseId: id, importedAt: START,
      }))
    refund('R1', null)
    refund('R2', 'SF1204880147')
    alarmOfLapses(test.kernel)
    expect(types(test, id)).not.toContain('return-info-missing')
    test.clock.now = START + 6 * DAY + HOUR
    expect([alarmOfLapses(test.kernel), alarmOfLapses(test.kernel)]).toEqual([1, 0])
    expect(getCase(test.kernel, id).timeline.at(-1)).toMatchObject({ type: 'return-info-missing', data: { number: 'R1', lapse: 'close' } })
    test.clock.now = START + 7 * DAY + 1
    expect([alarmOfLapses(test.kernel), alarmOfLapses(test.kernel)]).toEqual([2, 0])
    expect(getCase(test.kernel, id).timeline.filter((event) => event.type === 'refund-lapsed').map((event) => [event.data['number'], event.data['withoutReturnInfo']])).toEqual([['R1', true], ['R2', false]])
    test.open.close()
  })
})

describe('C4: changes while clocks run', () => {
  it('C4: a shop’s other calendar moves the clocks of its open cases, and only those', async () => {
    const test = await foundFolder()
    const { id } = createCase(test.kernel, test.actor, { kind: 'exchange', buyerNick: 'a' })
    const shop = shopOf(test)
    expect(() => updateShopMaster(test.kernel, test.actor, { ...shop, calendar: 'no-such' })).toThrow(code('INVALID_INPUT'))
    // Saturday 10:00: nine hours a day from Monday to Saturday
    expect(updateShopMaster(test.kernel, test.actor, { ...shop, calendar: 'office-hours' }).calendar).toBe('office-hours')
    await resumeRebase(test.kernel)
    const due = Date.parse('2026-11-27T13:00:00+08:00')
    expect(clock(test, id, 'solve').dueAt).toBe(due)
    const later = createCase(test.kernel, test.actor, { kind: 'exchange', buyerNick: 'b' })
    expect(clock(test, later.id, 'solve').dueAt).toBe(due)
    updateShopMaster(test.kernel, test.actor, { ...shopOf(test), note: '只改备注' })
    await resumeRebase(test.kernel)
    expect(clock(test, id, 'solve').dueAt).toBe(due)
    test.open.close()
  })

  it('C4: a policy that changes moves every open case once, also when the run is cut off in the middle', async () => {
    const test = await foundFolder()
    const ids = Array.from({ length: 3 }, (_, n) => createCase(test.kernel, test.actor, { kind: 'exchange', buyerNick: `b${n}` }).id)
    const before = test.kernel.resources.policy.clocks
    const solve = before.clocks.solve ?? expect.fail('no solve clock')
    const after: ClockPolicy = { ...before, clocks: { ...before.clocks, solve: { ...solve, durationMs: 24 * HOUR } } }
    // as a run leaves it that was killed after the first case
    test.kernel.write(test.actor, { name: 'test.cut' }, (tx) => putMeta(tx, 'clock-rebase', JSON.stringify([{ before, after, shop: null, until: 2, at: 1 }])))
    await resumeRebase(test.kernel)
    expect(ids.map((id) => clock(test, id, 'solve').dueAt)).toEqual([START + 48 * HOUR, START + 24 * HOUR, START + 48 * HOUR])
    await rebaseClocks(test.kernel, before, before)
    expect(ids.map((id) => clock(test, id, 'solve').dueAt)).toEqual([START + 48 * HOUR, START + 24 * HOUR, START + 48 * HOUR])
    await rebaseClocks(test.kernel, after, before)
    expect(clock(test, ids[1] ?? '', 'solve').dueAt).toBe(START + 48 * HOUR)
    test.open.close()
  })
})

describe('C5, P11: what a person records', () => {
  it('C5: a contact attempt is a typed event and answers the buyer; a way that the platform forbids is refused', async () => {
    const test = await foundFolder()
    const { id } = createCase(test.kernel, test.actor, { kind: 'exchange', buyerNick: 'a' })
    expect(waysOf(test.kernel, id)).toEqual(['phone', 'sms'])
    expect(() => logContact(test.kernel, test.actor, { id, way: 'wechat', outcome: 'sent' })).toThrow(code('INVALID_INPUT'))
    expect(() => logContact(test.kernel, test.actor, { id, way: 'phone', outcome: 'sent' })).toThrow(code('INVALID_INPUT'))
    const found = logContact(test.kernel, test.actor, { id, way: 'phone', outcome: 'no-answer', note: '响了很久' })
    expect(found.timeline.at(-1)).toMatchObject({ type: 'contact-attempt', text: '响了很久', data: { way: 'phone', outcome: 'no-answer' } })
    expect(clock(test, id, 'first-response').state).toBe('met')
    test.open.close()
  })

  it('P11: a held parcel counts the days of its own courier', async () => {
    const test = await foundFolder()
    const made = createCase(test.kernel, test.actor, { kind: 'problem-parcel', buyerNick: 'a', waybill: 'DPK123456789012' })
    expect(clock(test, made.id, 'courier-hold').dueAt).toBe(START + 5 * DAY)
    const other = createCase(test.kernel, test.actor, { kind: 'stalled', buyerNick: 'b', waybill: 'DPK123456789013' })
    recordEvent(test.kernel, test.actor, { id: other.id, event: 'parcel-held' })
    expect(clock(test, other.id, 'courier-hold').dueAt).toBe(START + 5 * DAY)
    recordEvent(test.kernel, test.actor, { id: other.id, event: 'parcel-released' })
    expect(clock(test, other.id, 'courier-hold').state).toBe('met')
    test.open.close()
  })
})

describe('U5: what the shell is told', () => {
  it('U5, C4: fifty cases that fall due are one notice; case numbers and kinds, no buyer', async () => {
    const test = await foundFolder()
    for (let n = 0; n < 50; n += 1) createCase(test.kernel, test.actor, { kind: 'damaged', buyerNick: `秘密买家${n}` })
    const watch = createDueWatch()
    expect(watch.look(test.kernel, null)).toBeNull()
    expect(watch.look(test.kernel, test.actor)).toEqual({ overdue: 0, soon: 0, notice: null })
    test.clock.now = START + 6 * MINUTE
    const summary = watch.look(test.kernel, test.actor)
    expect(summary).toMatchObject({ overdue: 50, soon: 0, notice: { late: 50, soon: 0 } })
    expect(summary?.notice?.cases).toHaveLength(3)
    expect(JSON.stringify(summary)).not.toContain('秘密')
    expect(watch.look(test.kernel, test.actor)).toMatchObject({ overdue: 50, notice: null })
    test.open.close()
  })
})
