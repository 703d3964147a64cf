import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { getCase } from '../../src/backend/services/case-read'
import { createStaff } from '../../src/backend/services/masters'
import type { Actor } from '../../src/backend/services/kernel'
import { approvePayout, approveSpoken, approveWithPin, cancelPayout, confirmSpoken, payPayout, refusePayout } from '../../src/backend/services/payout-steps'
import { askPayout, casePayouts, earlierPayouts, logRung, waitingPayouts } from '../../src/backend/services/payouts'
import { addOrder, addPhotoRow, addRates, moneyCase } from '../support/money-case'
import { createCase } from '../../src/backend/services/case-write'
import { foundFolder, START, type TestFolder } from '../support/kernel'

const code = (value: string) => expect.objectContaining({ code: value })
const HOUR = 3_600_000

let test: TestFolder
let agent: Actor
let boss: Actor
beforeEach(async () => {
  test = await foundFolder()
  const made = await createStaff(test.kernel, test.actor, { name: '小林', role: 'agent' })
  agent = { staffId: made.id, name: made.name, role: 'agent' }
  const supervisor = await createStaff(test.kernel, test.actor, { name: '王主管', role: 'supervisor', pin: '2468' })
  boss = { staffId: supervisor.id, name: supervisor.name, role: 'supervisor' }
})
afterEach(() => test.open.close())

const ask = (caseId: string, amountCents: number, minorStain = false) => askPayout(test.kernel, agent, { caseId, type: 'compensation', amountCents, issue: '有裂纹', minorStain })

describe('C7: payouts and their gate', () => {
  it('the limit is the parcel’s real freight: weight of the goods, rate of the area', () => {
    addRates(test)
    const id = moneyCase(test, { number: '1001' })
    // two cups of 750 g: 1.5 kg to Zhejiang
    expect(casePayouts(test.kernel, id)).toMatchObject({ parcel: { courierName: '顺丰速运', area: '浙江', grams: 1500, exact: true, cents: 1400 }, terms: { basis: 'freight', limitCents: 1400, usedCents: 0 }, nextRung: 'advice' })
  })

  it('without a rate card the policy’s amount counts', () => {
    const id = moneyCase(test, { number: '1001' })
    expect(casePayouts(test.kernel, id)).toMatchObject({ parcel: { cents: null }, terms: { basis: 'amount', limitCents: test.kernel.resources.policy.compensation.amountCents } })
  })

  it('within the limit it may be paid; together above it a supervisor is asked, also from another case of the order', () => {
    addRates(test)
    const id = moneyCase(test, { number: '1001' })
    expect(ask(id, 900)).toMatchObject({ reason: 'within-limit', payout: { state: 'approved', approvalWay: null, ladder: 'freight', limitCents: 1400, createdBy: '小林' } })
    const second = createCase(test.kernel, agent, { kind: 'goodwill', orderNo: '1001' })
    expect(casePayouts(test.kernel, second.id).terms.usedCents).toBe(900)
    expect(ask(second.id, 501)).toMatchObject({ reason: 'over-limit', payout: { state: 'waiting', ladder: 'supervisor' } })
    // what waits counts, too
    expect(ask(second.id, 1)).toMatchObject({ reason: 'over-limit' })
    expect(waitingPayouts(test.kernel).waiting.map((one) => one.amountCents)).toEqual([501, 1])
  })

  it('what was refused or cancelled frees the limit again', () => {
    addRates(test)
    const id = moneyCase(test, { number: '1001' })
    const first = ask(id, 1400).payout
    expect(ask(id, 1).payout.state).toBe('waiting')
    cancelPayout(test.kernel, agent, { id: first.id, reason: '买家不要了' })
    expect(casePayouts(test.kernel, id).terms.usedCents).toBe(1)
    expect(ask(id, 1399).payout.state).toBe('approved')
  })

  it('the minor-stain path asks at any amount', () => {
    const id = moneyCase(test, { number: '1001' })
    expect(ask(id, 1, true)).toMatchObject({ reason: 'minor-stain', payout: { state: 'waiting' } })
  })

  it('a retried request makes one payout', () => {
    const id = moneyCase(test, { number: '1001' })
    const input = { caseId: id, type: 'compensation' as const, amountCents: 100, issue: 'a', minorStain: false, key: 'one-key-123' }
    expect(askPayout(test.kernel, agent, input).payout.id).toBe(askPayout(test.kernel, agent, input).payout.id)
    expect(casePayouts(test.kernel, id).payouts).toHaveLength(1)
  })

  it('the ladder is logged step by step', () => {
    const id = moneyCase(test, { number: '1001' })
    expect(logRung(test.kernel, agent, { caseId: id, step: 'advice', note: '建议用牙膏擦' }).nextRung).toBe('coupon')
    logRung(test.kernel, agent, { caseId: id, step: 'coupon' })
    ask(id, 100)
    expect(casePayouts(test.kernel, id)).toMatchObject({ rungs: ['advice', 'coupon', 'freight'], nextRung: 'supervisor' })
    expect(getCase(test.kernel, id).timeline.filter((event) => event.type === 'ladder-step').map((event) => event.text)).toEqual(['建议用牙膏擦', null])
  })
})

describe('C7, R3: approval', () => {
  it('by the supervisor’s own PIN, with issue, amount, handler and time on the timeline; a wrong PIN counts', async () => {
    const id = moneyCase(test, { number: '1001' })
    const { payout } = ask(id, 5000)
    await expect(approveWithPin(test.kernel, agent, { id: payout.id, staffId: boss.staffId, pin: '0000' })).rejects.toEqual(code('PIN_WRONG'))
    expect(casePayouts(test.kernel, id).payouts[0]?.state).toBe('waiting')
    const approved = await approveWithPin(test.kernel, agent, { id: payout.id, staffId: boss.staffId, pin: '2468', note: '同意' })
    expect(approved).toMatchObject({ state: 'approved', approvedBy: '王主管', approvalWay: 'pin', approvedAt: START, createdBy: '小林' })
    const events = getCase(test.kernel, id).timeline.filter((event) => event.type.startsWith('payout-'))
    expect(events).toMatchObject([
      { type: 'payout-asked', text: '有裂纹', actorName: '小林', data: { amountCents: 5000, reason: 'over-limit' } },
      { type: 'payout-approved', text: '同意', actorName: '王主管', data: { way: 'pin', amountCents: 5000 } },
    ])
  })

  it('nobody approves who may not, or who has no PIN that proves it', async () => {
    const id = moneyCase(test, { number: '1001' })
    const { payout } = ask(id, 5000)
    await expect(approveWithPin(test.kernel, agent, { id: payout.id, staffId: agent.staffId, pin: '' })).rejects.toEqual(code('FORBIDDEN'))
    await expect(approveWithPin(test.kernel, agent, { id: payout.id, staffId: test.actor.staffId, pin: '' })).rejects.toEqual(code('APPROVER_WITHOUT_PIN'))
    await expect(approveWithPin(test.kernel, agent, { id: payout.id, staffId: 'nobody', pin: '1' })).rejects.toEqual(code('UNKNOWN_STAFF'))
    expect(casePayouts(test.kernel, id).payouts[0]?.state).toBe('waiting')
  })

  it('from the supervisor’s own PC; a second answer comes too late', () => {
    const id = moneyCase(test, { number: '1001' })
    const { payout } = ask(id, 5000)
    expect(approvePayout(test.kernel, boss, { id: payout.id })).toMatchObject({ state: 'approved', approvalWay: 'remote' })
    expect(() => refusePayout(test.kernel, boss, { id: payout.id, reason: '太多' })).not.toThrow()
    expect(() => approvePayout(test.kernel, boss, { id: payout.id })).toThrow(code('ILLEGAL_TRANSITION'))
    expect(casePayouts(test.kernel, id).payouts[0]).toMatchObject({ state: 'refused', approvalNote: '太多' })
  })

  it('spoken: only with a screenshot, to be confirmed within 24 h', () => {
    const id = moneyCase(test, { number: '1001' })
    const { payout } = ask(id, 5000)
    expect(() => approveSpoken(test.kernel, agent, { id: payout.id, staffId: boss.staffId })).toThrow(code('APPROVAL_PROOF_MISSING'))
    addPhotoRow(test, id, 'chat-screenshot')
    expect(() => approveSpoken(test.kernel, agent, { id: payout.id, staffId: agent.staffId })).toThrow(code('FORBIDDEN'))
    expect(approveSpoken(test.kernel, agent, { id: payout.id, staffId: boss.staffId, note: '电话里同意' })).toMatchObject({ state: 'approved', approvalWay: 'spoken', confirmBy: START + 24 * HOUR, confirmedAt: null })
    payPayout(test.kernel, boss, { id: payout.id, reference: 'XE-1' })
    expect(waitingPayouts(test.kernel).toConfirm.map((one) => one.id)).toEqual([payout.id])
    test.clock.now += 25 * HOUR
    expect(confirmSpoken(test.kernel, boss, { id: payout.id })).toMatchObject({ state: 'paid', confirmedAt: START + 25 * HOUR })
    expect(waitingPayouts(test.kernel).toConfirm).toEqual([])
    expect(() => confirmSpoken(test.kernel, boss, { id: payout.id })).toThrow(code('ILLEGAL_TRANSITION'))
    expect(getCase(test.kernel, id).timeline.find((event) => event.type === 'payout-confirmed')?.data).toMatchObject({ late: true })
  })

  it('nothing is paid that was not approved, and nothing twice; what was paid feeds the case', () => {
    const id = moneyCase(test, { number: '1001' })
    const { payout } = ask(id, 5000)
    expect(() => payPayout(test.kernel, boss, { id: payout.id })).toThrow(code('ILLEGAL_TRANSITION'))
    approvePayout(test.kernel, boss, { id: payout.id })
    expect(payPayout(test.kernel, boss, { id: payout.id, reference: ' 小额打款 88 ' })).toMatchObject({ state: 'paid', paidRef: '小额打款 88' })
    expect(() => payPayout(test.kernel, boss, { id: payout.id })).toThrow(code('ILLEGAL_TRANSITION'))
    expect(getCase(test.kernel, id).timeline.at(-1)).toMatchObject({ type: 'payout-paid', text: '小额打款 88' })
  })
})

describe('C11: earlier payouts to the same person', () => {
  it('found by buyer, phone or address; masked values give no key; what came to nothing stays out', () => {
    const first = moneyCase(test, { number: '1001' })
    ask(first, 300)
    cancelPayout(test.kernel, agent, { id: ask(first, 200).payout.id, reason: '错了' })
    const byPhone = moneyCase(test, { number: '1002', buyerNick: '别人', phone: '+86 139 1234 5678', address: '江苏省南京市鼓楼区中山路 9 号' })
    expect(earlierPayouts(test.kernel, { caseId: byPhone }).payouts).toMatchObject([{ amountCents: 300, matched: ['phone'] }])
    const byAddress = moneyCase(test, { number: '1003', buyerNick: '第三人', phone: '13800000000', address: '浙江省杭州市余杭区，文一西路1号' })
    expect(earlierPayouts(test.kernel, { caseId: byAddress }).payouts).toMatchObject([{ matched: ['address'] }])
    const all = moneyCase(test, { number: '1004' })
    expect(earlierPayouts(test.kernel, { caseId: all }).payouts[0]?.matched).toEqual(['buyer', 'phone', 'address'])
    expect(earlierPayouts(test.kernel, { caseId: first }).payouts).toEqual([])
    expect(earlierPayouts(test.kernel, { buyerNick: '云间客_88' }).payouts).toHaveLength(1)
    expect(earlierPayouts(test.kernel, { phone: '13912345678' }).payouts).toHaveLength(1)
    // before there is a case: by the order that was pasted
    expect(earlierPayouts(test.kernel, { orderNo: '1003' }).payouts).toMatchObject([{ matched: ['address'] }])
    // masked, encrypted and virtual
    addOrder(test, { number: '1005', buyerNick: '云**', phone: '139****5678', address: '浙江省杭州市***' })
    const masked = createCase(test.kernel, agent, { kind: 'quality', orderNo: '1005' })
    ask(masked.id, 100)
    for (const person of [{ buyerNick: '云**' }, { phone: '139****5678' }, { address: '浙江省杭州市***' }, { phone: '13912345678-1234' }]) expect(earlierPayouts(test.kernel, person).payouts).toEqual([])
  })

  it('R6: neither phone nor address stands in the payout’s row', () => {
    ask(moneyCase(test, { number: '1001' }), 300)
    const row = JSON.stringify(test.kernel.db.readable.prepare('SELECT * FROM payout').all())
    expect(row).not.toContain('13912345678')
    expect(row).not.toContain('文一西路')
  })
})

it('X2: no look-up of payouts or promises scans its table', () => {
  const plan = (sql: string): string => test.kernel.db.readable.prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all().map((row) => row.detail).join('; ')
  const ended = `state not in (select value from json_each('["refused","cancelled"]'))`
  for (const where of [`case_id = 'a'`, `(case_id = 'a' or order_no = 'b') and ${ended}`, `state = 'waiting'`, `state in ('approved', 'paid') and confirm_by is not null`, `(buyer_nick = 'a' or phone_key = 'b' or address_key = 'c') and ${ended}`]) {
    expect(plan(`SELECT * FROM payout WHERE deleted_at IS NULL AND ${where}`)).not.toMatch(/SCAN payout/)
  }
  expect(plan(`SELECT * FROM promise WHERE state = 'open' AND deleted_at IS NULL AND due_at < 5 ORDER BY due_at, id LIMIT 10`)).toMatch(/USING INDEX promise_open_due/)
  expect(plan(`SELECT * FROM promise WHERE due_at >= 1 AND due_at < 5`)).toMatch(/SEARCH promise USING INDEX promise_due/)
})
