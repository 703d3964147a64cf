import { describe, expect, it } from 'vitest'
import { getCase } from '../../src/backend/services/case-read'
import { undoChanges, undoOne } from '../../src/backend/services/case-undo'
import { createCase, setStatus, updateCase } from '../../src/backend/services/case-write'
import { confirmAnswers } from '../../src/backend/services/courier-desk'
import { endPromise, makePromise, promisesOfCase } from '../../src/backend/services/promises'
import { templateFacts } from '../../src/backend/services/replies'
import { templateIndex } from '../../src/backend/services/template-index'
import { logPicture, logReply } from '../../src/backend/services/reply-log'
import type { CaseDetail } from '../../src/contract/cases'
import type { ReplyDoes } from '../../src/contract/replies'
import { foundFolder, START } from '../support/kernel'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const code = (value: string) => expect.objectContaining({ code: value })
const refusedFor = (why: string) => expect.objectContaining({ code: 'UNDO_REFUSED', detail: { why } })
const clocksOf = (found: CaseDetail): unknown => found.clocks.map(({ name, startedAt, dueAt, remainingMs, metAt }) => ({ name, startedAt, dueAt, remainingMs, metAt }))
const typesOf = (found: CaseDetail): string[] => found.timeline.map((event) => event.type)
const replyOf = (found: CaseDetail): string => found.timeline.findLast((event) => event.type === 'reply-copied')?.id ?? ''
const all: ReplyDoes = {
  status: { status: 'waiting-buyer', nextAction: '等买家拍照', nextActionAt: START + 24 * HOUR },
  memo: '已请买家拍照',
  events: ['photo-requested'],
  promise: { words: '收到照片当天答复', dueAt: START + 30 * HOUR },
}

describe('T4: what a reply does besides', () => {
  async function withCase(kind = 'damaged') {
    const test = await foundFolder()
    const made = createCase(test.kernel, test.actor, { kind, buyerNick: '云间客', orderNo: '2026112188218821', waybill: 'SF1204880147' })
    test.clock.now += MINUTE
    return { ...test, made }
  }

  it('T4: status, next action, memo, clock event and promise are one write with the log of the copy', async () => {
    const { kernel, actor, open, made } = await withCase()
    updateCase(kernel, actor, made.id, { memo: '老客户' })
    const after = logReply(kernel, actor, made.id, { templateId: 'damaged-ask-photos', text: '请拍照', edited: false, does: all })
    expect(after).toMatchObject({ status: 'waiting-buyer', nextAction: '等买家拍照', nextActionAt: START + 24 * HOUR, memo: '老客户；已请买家拍照' })
    expect(after.clocks.find((clock) => clock.name === 'buyer-photo')).toMatchObject({ state: 'running' })
    expect(after.clocks.find((clock) => clock.name === 'promise')).toMatchObject({ dueAt: START + 30 * HOUR })
    expect(typesOf(after).slice(-5)).toEqual(['reply-copied', 'clock-event', 'promise-made', 'edited', 'status'])
    expect(promisesOfCase(kernel, made.id)).toMatchObject([{ words: '收到照片当天答复', state: 'open' }])
    const writes = kernel.db.readable.prepare<[], { n: number }>("SELECT count(*) AS n FROM audit WHERE action = 'case.reply'").get()?.n
    expect(writes).toBe(1)
    open.close()
  })

  it('T4: one undo takes all of it back and marks the copy as taken back', async () => {
    const { kernel, actor, open, made, clock } = await withCase()
    const after = logReply(kernel, actor, made.id, { templateId: 'damaged-ask-photos', text: '请拍照', edited: false, does: all })
    clock.now += MINUTE
    const back = undoOne(kernel, actor, { id: made.id, eventId: replyOf(after) })
    expect(back).toMatchObject({ status: 'new', nextAction: null, nextActionAt: null, memo: null, nextClock: made.nextClock, nextDueAt: made.nextDueAt })
    expect(clocksOf(back)).toEqual(clocksOf(made))
    expect(back.step?.stepId).toBe(made.step?.stepId)
    expect(promisesOfCase(kernel, made.id)).toMatchObject([{ state: 'withdrawn' }])
    expect(back.timeline.at(-1)).toMatchObject({ type: 'undone', data: { eventId: replyOf(after), type: 'reply-copied' } })
    expect(() => undoOne(kernel, actor, { id: made.id, eventId: replyOf(after) })).toThrow(refusedFor('undone-already'))
    open.close()
  })

  it('T4: a plain copy is taken back too: the first response runs again, and a copied step is to be done again', async () => {
    const { kernel, actor, open, made } = await withCase('presale')
    const templateId = made.step?.templateIds[0] ?? ''
    expect(templateId).not.toBe('')
    const after = logReply(kernel, actor, made.id, { templateId, text: '您好', edited: false })
    expect(after.status).toBe('working')
    expect(after.step?.stepId).not.toBe(made.step?.stepId)
    const back = undoOne(kernel, actor, { id: made.id, eventId: replyOf(after) })
    expect(back.status).toBe('new')
    expect(clocksOf(back)).toEqual(clocksOf(made))
    expect(back.step?.stepId).toBe(made.step?.stepId)
    open.close()
  })

  it('T4: a status that lacks a field refuses everything, the log of the copy too', async () => {
    const test = await foundFolder()
    const { kernel, actor, open } = test
    const made = createCase(kernel, actor, { kind: 'damaged' })
    expect(() => logReply(kernel, actor, made.id, { text: '请拍照', edited: false, does: all })).toThrow(code('REQUIRED_FIELDS_MISSING'))
    expect(() => logReply(kernel, actor, made.id, { text: '请拍照', edited: false, does: { ...all, status: { status: 'waiting-buyer', nextAction: null, nextActionAt: null } } })).toThrow(code('REQUIRED_FIELDS_MISSING'))
    expect(() => logReply(kernel, actor, made.id, { text: '请拍照', edited: false, does: { ...all, status: { status: 'reopened', nextAction: null, nextActionAt: null } } })).toThrow(code('ILLEGAL_TRANSITION'))
    const found = getCase(kernel, made.id)
    expect(typesOf(found)).toEqual(typesOf(made))
    expect([found.memo, promisesOfCase(kernel, made.id)]).toEqual([null, []])
    open.close()
  })

  it('T4: an undo is all or nothing: what was changed since stays, and nothing else is touched', async () => {
    const { kernel, actor, open, made, clock } = await withCase()
    const after = logReply(kernel, actor, made.id, { text: '请拍照', edited: false, does: all })
    clock.now += MINUTE
    updateCase(kernel, actor, made.id, { memo: '主管已看过' })
    expect(() => undoOne(kernel, actor, { id: made.id, eventId: replyOf(after) })).toThrow(refusedFor('changed-since'))
    expect(getCase(kernel, made.id)).toMatchObject({ status: 'waiting-buyer', memo: '主管已看过' })
    expect(promisesOfCase(kernel, made.id)).toMatchObject([{ state: 'open' }])
    expect(await undoChanges(kernel, actor, [{ caseId: made.id, eventId: replyOf(after) }])).toMatchObject({ undone: 0, refused: [{ code: 'UNDO_REFUSED' }] })
    const moved = logReply(kernel, actor, made.id, { text: '再说一次', edited: false, does: { ...all, memo: null, promise: null, events: [], status: { status: 'waiting-courier', nextAction: '催件', nextActionAt: START + 2 * HOUR } } })
    setStatus(kernel, actor, made.id, { status: 'working' })
    expect(() => undoOne(kernel, actor, { id: made.id, eventId: replyOf(moved) })).toThrow(refusedFor('changed-since'))
    open.close()
  })

  it('T4, P2: a promise that was kept meanwhile stays kept', async () => {
    const { kernel, actor, open, made } = await withCase()
    const after = logReply(kernel, actor, made.id, { text: '请拍照', edited: false, does: { ...all, memo: null } })
    const [promise] = promisesOfCase(kernel, made.id)
    endPromise(kernel, actor, { id: promise?.id ?? '', outcome: 'kept' })
    undoOne(kernel, actor, { id: made.id, eventId: replyOf(after) })
    expect(promisesOfCase(kernel, made.id)).toMatchObject([{ state: 'kept' }])
    open.close()
  })

  it('T1, T4: a reply in several messages is one: its last undo takes all of them back', async () => {
    const { kernel, actor, open, made } = await withCase()
    const part = (no: number) => ({ no, of: 2, reply: 'reply-1' })
    logReply(kernel, actor, made.id, { text: '第一段。', edited: false, part: part(1) })
    const after = logReply(kernel, actor, made.id, { templateId: 'damaged-ask-photos', text: '第二段。', edited: false, does: all, part: part(2) })
    const back = undoOne(kernel, actor, { id: made.id, eventId: replyOf(after) })
    expect(back.status).toBe('new')
    expect(clocksOf(back)).toEqual(clocksOf(made))
    expect(back.timeline.filter((event) => event.type === 'undone' && event.data['type'] === 'reply-copied')).toHaveLength(2)
    open.close()
  })
})

describe('T1: a text to a partner', () => {
  it('T1: copied for the courier, it answers no buyer: the first response runs on, the case stays as it was, and the step is done', async () => {
    const { kernel, actor, open } = await foundFolder()
    const made = createCase(kernel, actor, { kind: 'reissue', buyerNick: '云间客', orderNo: '2026112188218821' })
    expect(made.step?.templateIds).toEqual(['warehouse-reissue'])
    const after = logReply(kernel, actor, made.id, { templateId: 'warehouse-reissue', text: '请补发', edited: false })
    expect(after.clocks.find((clock) => clock.name === 'first-response')).toMatchObject({ state: 'running' })
    expect(after.step?.stepId).toBe('reissue')
    expect(after.timeline.at(-1)).toMatchObject({ type: 'status', data: { to: 'working' } })
    open.close()
  })
})

describe('T5: the picture of a template', () => {
  it('T5: copying it is logged on the case and stops no clock', async () => {
    const { kernel, actor, open } = await foundFolder()
    const made = createCase(kernel, actor, { kind: 'tracking-inquiry', buyerNick: 'a' })
    const after = logPicture(kernel, actor, { id: made.id, templateId: 'greet', photoId: 'f'.repeat(64) })
    expect(after.timeline.at(-1)).toMatchObject({ type: 'picture-copied', data: { templateId: 'greet', photoId: 'f'.repeat(64) } })
    expect(clocksOf(after)).toEqual(clocksOf(made))
    expect(() => logPicture(kernel, actor, { id: 'nobody', templateId: 'greet', photoId: 'f' })).toThrow(code('NOT_FOUND'))
    open.close()
  })
})

describe('T1, T2: what a reply is filled with', () => {
  it('T1: order, courier, last scan, clocks, promise and working days come from their registers', async () => {
    const { kernel, actor, open } = await foundFolder()
    const made = createCase(kernel, actor, { kind: 'shipment-chase', buyerNick: '云间客', orderNo: '2026112188218821', waybill: 'SF1204880147' })
    const values = templateFacts(kernel, actor, made.id, 'zh')
    expect(values).toMatchObject({ shopHours: '全天', caseNo: made.caseNo })
    expect(values).not.toHaveProperty('trackingState')
    expect(values).not.toHaveProperty('promiseDue')
    makePromise(kernel, actor, { caseId: made.id, words: '答复', dueAt: START + 24 * HOUR, source: 'hand' })
    confirmAnswers(kernel, actor, { answers: [{ waybill: 'SF1204880147', said: '在杭州', claimId: null, caseId: made.id, verdict: 'none', grantedCents: null, reason: null, found: false, redeliverAt: null, trace: null, lastScan: { at: START - HOUR, place: '杭州转运中心' } }], language: 'zh' })
    const after = templateFacts(kernel, actor, made.id, 'zh')
    expect(after).toMatchObject({ trackingState: '杭州转运中心' })
    expect(after['promiseDue']).toMatch(/^\d+月\d+日 \d\d:\d\d$/)
    expect(after['trackingTime']).toMatch(/^\d+月\d+日 \d\d:\d\d$/)
    expect(after['deadline']).toMatch(/^\d+月\d+日 \d\d:\d\d$/)
    open.close()
  })

  it('T2: use is counted for all and for the person who asks', async () => {
    const { kernel, actor, open } = await foundFolder()
    const { id } = createCase(kernel, actor, { kind: 'tracking-inquiry', buyerNick: 'a' })
    logReply(kernel, actor, id, { templateId: 'greet', text: '您好', edited: false })
    const greet = async (staffId: string | null) => (await templateIndex(kernel, staffId)).find((one) => one.id === 'greet')
    expect(await greet(actor.staffId)).toMatchObject({ useCount: 1, ownUseCount: 1 })
    expect(await greet('somebody-else')).toMatchObject({ useCount: 1, ownUseCount: 0 })
    open.close()
  })
})
