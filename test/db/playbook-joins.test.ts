import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { memoAdvice } from '../../src/backend/services/advice'
import { runBulk, updateMany } from '../../src/backend/services/case-bulk'
import { undoOne } from '../../src/backend/services/case-undo'
import { assignCase, updateCase } from '../../src/backend/services/case-write'
import { logReply } from '../../src/backend/services/reply-log'
import { createClaim } from '../../src/backend/services/claims'
import { createStaff } from '../../src/backend/services/masters'
import { askPayout } from '../../src/backend/services/payouts'
import { approvePayout, payPayout } from '../../src/backend/services/payout-steps'
import { saveDocument } from '../../src/backend/services/policy-documents'
import { endPromise, makePromise, promisesOfCase } from '../../src/backend/services/promises'
import { createWrongShipment } from '../../src/backend/services/wrong-shipments'
import type { KindId } from '../../src/domain/case/kinds'
import { foundFolder, START, type TestFolder } from '../support/kernel'
import { moneyCase } from '../support/money-case'
import { createCase, getCaseOf } from '../support/playbook-case'

/** Where playbooks meet the rest (P1, P2, C6, C10): whatever makes a step done fires the clock events of the step. */
const HOUR = 3_600_000
let test: TestFolder
beforeEach(async () => {
  test = await foundFolder()
})
afterEach(() => test.open.close())

const clockOf = (id: string, name: string) => getCaseOf(test, id).clocks.find((clock) => clock.name === name)
const newest = (id: string, type: string): string => getCaseOf(test, id).timeline.findLast((event) => event.type === type)?.id ?? ''

/** Puts a step of the team's own before the shipped ones: done by the condition, it starts the clock of stock. */
function ownStep(kind: KindId, doneWhen: string): void {
  const document = `playbook:${kind}` as const
  const own = `steps:
  - id: own
    titleZh: 自己的一步
    titleEn: Our own step
    timers:
      - { on: done, event: stock-out }
    doneWhen: ${doneWhen}
`
  saveDocument(test.kernel, test.actor, { document, text: test.kernel.documents.shippedText(document).replace('steps:\n', own), basedOn: null })
}

describe('P1: a step that becomes done fires its clocks, whatever made it done', () => {
  it('a claim, a wrong shipment', () => {
    ownStep('tracking-inquiry', '{ fact: claim-opened }')
    const claimed = createCase(test, 'tracking-inquiry')
    expect(clockOf(claimed, 'restock')).toBeUndefined()
    createClaim(test.kernel, test.actor, { courierId: 'yto', counterparty: 'courier', waybill: 'YT8804411992031', aliases: [], caseId: claimed, reason: 'damaged', goodsCents: 5490, freightCents: 0, otherCents: 0 })
    expect(clockOf(claimed, 'restock')).toMatchObject({ state: 'running', startedAt: START })

    ownStep('extra-item', '{ fact: wrong-shipment-registered }')
    const wrong = createCase(test, 'extra-item')
    createWrongShipment(test.kernel, test.actor, { caseId: wrong, error: 'wrong', expected: [{ title: 'A', quantity: 1 }], sent: [], costCents: 0, goodsBack: false })
    expect(clockOf(wrong, 'restock')).toMatchObject({ state: 'running' })
  })

  it('a payment when it is marked as paid, not before', () => {
    ownStep('quality', '{ fact: compensated }')
    const id = moneyCase(test, { number: '1001' })
    const { payout } = askPayout(test.kernel, test.actor, { caseId: id, type: 'compensation', amountCents: 50_000, issue: '裂纹', minorStain: false })
    approvePayout(test.kernel, test.actor, { id: payout.id })
    expect(clockOf(id, 'restock')).toBeUndefined()
    payPayout(test.kernel, test.actor, { id: payout.id })
    expect(clockOf(id, 'restock')).toMatchObject({ state: 'running' })
  })

  it('C10: a bulk change and what is pasted into the sheet do as a single edit does', async () => {
    ownStep('tracking-inquiry', '{ any: [{ fact: remedy-chosen }, { status: [working] }] }')
    const [one, two] = [createCase(test, 'tracking-inquiry'), createCase(test, 'tracking-inquiry')]
    await runBulk(test.kernel, test.actor, { ids: [one], action: { type: 'patch', patch: { remedy: 'reissue' } } })
    await updateMany(test.kernel, test.actor, { edits: [{ id: two, patch: { remedy: 'reissue' } }] })
    expect([clockOf(one, 'restock')?.state, clockOf(two, 'restock')?.state]).toEqual(['running', 'running'])
    const moved = createCase(test, 'tracking-inquiry')
    await runBulk(test.kernel, test.actor, { ids: [moved], action: { type: 'status', status: 'working' } })
    expect(clockOf(moved, 'restock')?.state).toBe('running')
  })
})

describe('P2: what a step promises', () => {
  it('is registered with the copied reply in one write, stands with its step, and is taken back as withdrawn', () => {
    const id = createCase(test, 'shipment-chase')
    const promise = { words: '24 小时内更正单号', dueAt: START + 24 * HOUR, stepId: 'fix-waybill' }
    const after = logReply(test.kernel, test.actor, id, { text: '亲，单号 24 小时内更正', edited: false, templateId: 'chase-wrong-number', promise })
    const made = after.timeline.find((event) => event.type === 'promise-made')
    expect(made).toMatchObject({ text: promise.words, data: { stepId: 'fix-waybill', source: 'step', dueAt: promise.dueAt } })
    expect(clockOf(id, 'promise')).toMatchObject({ dueAt: promise.dueAt, state: 'running' })
    const [open] = promisesOfCase(test.kernel, id)
    endPromise(test.kernel, test.actor, { id: open?.id ?? '', outcome: 'withdrawn', note: '登记后马上撤销' })
    expect(promisesOfCase(test.kernel, id)).toMatchObject([{ state: 'withdrawn' }])
  })

  it('nothing is logged when the promise is refused', () => {
    const id = createCase(test, 'shipment-chase')
    expect(() => logReply(test.kernel, test.actor, id, { text: '{{item}}', edited: false, promise: { words: 'a', dueAt: START + HOUR, stepId: 'a' } })).toThrow()
    expect([promisesOfCase(test.kernel, id), getCaseOf(test, id).timeline.map((event) => event.type)]).toEqual([[], ['created']])
  })

  it('P1: a promise makes a step done that waits for one; a withdrawn one does not count', () => {
    ownStep('tracking-inquiry', '{ fact: promise-made }')
    const id = createCase(test, 'tracking-inquiry')
    const { id: promiseId } = makePromise(test.kernel, test.actor, { caseId: id, words: '明天答复', dueAt: START + HOUR, source: 'step', stepId: 'own' })
    expect(clockOf(id, 'restock')?.state).toBe('running')
    expect(getCaseOf(test, id).steps[0]?.done).toBe(true)
    endPromise(test.kernel, test.actor, { id: promiseId, outcome: 'withdrawn', note: 'x' })
    expect(getCaseOf(test, id).steps[0]?.done).toBe(false)
  })
})

describe('C6: the playbook’s memo', () => {
  it('is what the composer proposes, by whoever is signed in; a pattern of the policy can be chosen instead', () => {
    const id = moneyCase(test, { number: '1001' })
    updateCase(test.kernel, test.actor, id, { amountCents: 3500, reason: 'quality-defect' })
    expect(memoAdvice(test.kernel, test.actor, { caseId: id, language: 'zh' })).toMatchObject({ kind: 'playbook', text: '质量问题 手工陶瓷杯，补偿¥35.00，张敏，11月21日', flag: 4, missing: [], limit: { max: 1000, unit: 'gb18030' } })
    expect(memoAdvice(test.kernel, test.actor, { caseId: id, kind: 'quality', language: 'zh' })).toMatchObject({ kind: 'quality', kinds: ['playbook', 'change', 'after-sales', 'quality'] })
  })

  it('invents nothing: what is not known is left out and named', () => {
    const id = createCase(test, 'quality')
    expect(memoAdvice(test.kernel, test.actor, { caseId: id, language: 'zh' })).toMatchObject({ text: '质量问题，张敏，11月21日', missing: ['style', 'amount'] })
    expect(memoAdvice(test.kernel, test.actor, { caseId: id, language: 'en' }).text).toBe('Quality, 张敏, 21 Nov')
    expect(getCaseOf(test, id).guidance.memo[0]?.zh).not.toContain('—')
  })
})

describe('C10, U2: one change is taken back by its event', () => {
  it('an edit, a kind, an assignment; never over a colleague’s later change', async () => {
    const { id: colleague } = await createStaff(test.kernel, test.actor, { name: '小林', role: 'agent' })
    const id = createCase(test, 'quality')
    updateCase(test.kernel, test.actor, id, { memo: '甲', flag: 4 })
    expect(undoOne(test.kernel, test.actor, { id, eventId: newest(id, 'edited') })).toMatchObject({ memo: null, flag: null })
    updateCase(test.kernel, test.actor, id, { kind: 'repair' })
    expect(undoOne(test.kernel, test.actor, { id, eventId: newest(id, 'edited') }).kind).toBe('quality')
    const before = getCaseOf(test, id).assigneeId
    assignCase(test.kernel, test.actor, id, colleague)
    expect(undoOne(test.kernel, test.actor, { id, eventId: newest(id, 'assigned') }).assigneeId).toBe(before)

    updateCase(test.kernel, test.actor, id, { memo: '乙' })
    const mine = newest(id, 'edited')
    updateCase(test.kernel, { staffId: colleague, name: '小林', role: 'agent' }, id, { memo: '丙' })
    expect(() => undoOne(test.kernel, test.actor, { id, eventId: mine })).toThrow(expect.objectContaining({ code: 'UNDO_REFUSED', detail: { why: 'changed-since' } }))
    expect(getCaseOf(test, id).memo).toBe('丙')
  })
})
