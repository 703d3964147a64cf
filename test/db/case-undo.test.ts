import { describe, expect, it } from 'vitest'
import { matchingCases, previewBulk, runBulk, updateMany } from '../../src/backend/services/case-bulk'
import { getCase, listSheet } from '../../src/backend/services/case-read'
import { undoChanges, undoStatus } from '../../src/backend/services/case-undo'
import { assignCase, createCase, setStatus, updateCase } from '../../src/backend/services/case-write'
import { logReply } from '../../src/backend/services/reply-log'
import { createStaff } from '../../src/backend/services/masters'
import * as views from '../../src/backend/services/saved-views'
import type { CaseDetail } from '../../src/contract/cases'
import type { Actor } from '../../src/backend/services/kernel'
import { foundFolder, START } from '../support/kernel'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const code = (value: string) => expect.objectContaining({ code: value })
const newest = (found: CaseDetail, type: string): string => [...found.timeline].reverse().find((event) => event.type === type)?.id ?? ''
const clocksOf = (found: CaseDetail): unknown => found.clocks.map(({ name, state, dueAt, remainingMs, metAt }) => ({ name, state, dueAt, remainingMs, metAt }))

describe('C3, C10: a change of status is taken back', () => {
  it('with status, next action and clocks as they were, and the timeline longer by one', async () => {
    const { kernel, actor, clock, open } = await foundFolder()
    const made = createCase(kernel, actor, { kind: 'tracking-inquiry', buyerNick: 'a' })
    clock.now += MINUTE
    const waiting = setStatus(kernel, actor, made.id, { status: 'waiting-buyer', nextAction: '等买家', nextActionAt: START + 2 * HOUR })
    expect(clocksOf(waiting)).not.toEqual(clocksOf(made))
    clock.now += 5 * MINUTE
    const back = undoStatus(kernel, actor, { id: made.id, eventId: newest(waiting, 'status') })
    expect(back).toMatchObject({ status: 'new', nextAction: null, nextActionAt: null, nextClock: made.nextClock, nextDueAt: made.nextDueAt })
    // the first response was due meanwhile: that it is late now is the passing of time, not the undo
    expect(back.clocks.map(({ name, dueAt, remainingMs, metAt }) => ({ name, dueAt, remainingMs, metAt }))).toEqual(made.clocks.map(({ name, dueAt, remainingMs, metAt }) => ({ name, dueAt, remainingMs, metAt })))
    expect(back.timeline.map((event) => event.type)).toEqual(['created', 'status', 'undone'])
    expect(() => undoStatus(kernel, actor, { id: made.id, eventId: newest(waiting, 'status') })).toThrow(code('UNDO_REFUSED'))
    open.close()
  })

  it('only the newest that stands, and one after the other', async () => {
    const { kernel, actor, clock, open } = await foundFolder()
    const made = createCase(kernel, actor, { kind: 'tracking-inquiry', buyerNick: 'a' })
    const first = newest(setStatus(kernel, actor, made.id, { status: 'working' }), 'status')
    clock.now += 1000
    const second = newest(setStatus(kernel, actor, made.id, { status: 'waiting-courier', nextAction: '催', nextActionAt: START + HOUR }), 'status')
    expect(() => undoStatus(kernel, actor, { id: made.id, eventId: first })).toThrow(code('UNDO_REFUSED'))
    expect(undoStatus(kernel, actor, { id: made.id, eventId: second }).status).toBe('working')
    expect(undoStatus(kernel, actor, { id: made.id, eventId: first }).status).toBe('new')
    open.close()
  })

  it('not after the policy’s time, and not when the status that comes back lacks a field by now', async () => {
    const { kernel, actor, clock, open } = await foundFolder()
    const { id } = createCase(kernel, actor, { kind: 'tracking-inquiry', buyerNick: 'a' })
    const working = setStatus(kernel, actor, id, { status: 'working' })
    clock.now += kernel.resources.policy.queue.undoStatusMs + 1
    expect(() => undoStatus(kernel, actor, { id, eventId: newest(working, 'status') })).toThrow(expect.objectContaining({ code: 'UNDO_REFUSED', detail: { why: 'too-late' } }))
    const closed = setStatus(kernel, actor, id, { status: 'closed', reason: 'mistake' })
    updateCase(kernel, actor, id, { buyerNick: null })
    expect(() => undoStatus(kernel, actor, { id, eventId: newest(closed, 'status') })).toThrow(code('REQUIRED_FIELDS_MISSING'))
    open.close()
  })

  it('a clock that a reply has met since stays met', async () => {
    const { kernel, actor, clock, open } = await foundFolder()
    const { id } = createCase(kernel, actor, { kind: 'tracking-inquiry', buyerNick: 'a' })
    logReply(kernel, actor, id, { text: '您好', edited: false })
    const waiting = setStatus(kernel, actor, id, { status: 'waiting-buyer', nextAction: '等', nextActionAt: START + HOUR })
    clock.now += MINUTE
    const back = undoStatus(kernel, actor, { id, eventId: newest(waiting, 'status') })
    expect(back.status).toBe('working')
    expect(back.clocks.find((one) => one.name === 'first-response')).toMatchObject({ state: 'met' })
    open.close()
  })

  it('U2: an edit comes back whole or not at all, with the clocks that a kind had started', async () => {
    const { kernel, actor, clock, open } = await foundFolder()
    const made = createCase(kernel, actor, { kind: 'tracking-inquiry', buyerNick: 'a' })
    clock.now += 1000
    const changed = updateCase(kernel, actor, made.id, { kind: 'damaged', remedy: 'reissue', waybills: ['SF1204880147'] })
    expect(changed.clocks.length).toBeGreaterThan(made.clocks.length)
    const eventId = newest(changed, 'edited')
    const other = updateCase(kernel, actor, made.id, { remedy: 'exchange' })
    expect(await undoChanges(kernel, actor, [{ caseId: made.id, eventId }])).toMatchObject({ undone: 0, refused: [{ caseNo: made.caseNo, code: 'UNDO_REFUSED', detail: { why: 'changed-since' } }] })
    expect(await undoChanges(kernel, actor, [{ caseId: made.id, eventId }, { caseId: made.id, eventId: newest(other, 'edited') }])).toMatchObject({ undone: 2, refused: [] })
    const back = getCase(kernel, made.id)
    expect(back).toMatchObject({ kind: 'tracking-inquiry', remedy: null, waybills: [] })
    expect(clocksOf(back)).toEqual(clocksOf(made))
    // and the kind may be changed again: its clocks start anew
    expect(updateCase(kernel, actor, made.id, { kind: 'damaged' }).clocks).toHaveLength(changed.clocks.length)
    open.close()
  })
})

describe('C10: bulk', () => {
  async function withCases(count: number) {
    const test = await foundFolder()
    const cases = Array.from({ length: count }, (_, n) => createCase(test.kernel, test.actor, { kind: 'tracking-inquiry', buyerNick: n % 3 === 0 ? null : `b${n}` }))
    const other = await createStaff(test.kernel, test.actor, { name: '李客服', role: 'agent' })
    return { ...test, cases, other }
  }

  it('C3: does what each case allows, names those that refuse, as the preview said, and touches them not', async () => {
    const { kernel, actor, open, cases } = await withCases(9)
    const ids = cases.map((one) => one.id)
    const action = { type: 'status', status: 'waiting-courier', nextAction: '催件', nextActionAt: START + HOUR } as const
    const preview = previewBulk(kernel, ids, action)
    expect(preview).toMatchObject({ ready: 6 })
    expect(preview.refused.map((one) => [one.caseNo, one.code, one.detail])).toEqual([0, 3, 6].map((n) => [cases[n]?.caseNo, 'REQUIRED_FIELDS_MISSING', { fields: ['buyerOrOrder'] }]))
    expect(getCase(kernel, ids[1] ?? '').status).toBe('new')
    const outcome = await runBulk(kernel, actor, { ids, action, key: 'bulk-key-1' })
    expect(outcome.refused).toEqual(preview.refused)
    expect(outcome.done).toHaveLength(6)
    expect(ids.map((id) => getCase(kernel, id).status)).toEqual(ids.map((_, n) => (n % 3 === 0 ? 'new' : 'waiting-courier')))
    expect(getCase(kernel, ids[0] ?? '').timeline).toEqual(cases[0]?.timeline)
    // a retried call changes nothing and answers the same
    const before = getCase(kernel, ids[1] ?? '').timeline.length
    expect(await runBulk(kernel, actor, { ids, action, key: 'bulk-key-1' })).toEqual(outcome)
    expect(getCase(kernel, ids[1] ?? '').timeline).toHaveLength(before)
    open.close()
  })

  it('C3: a next step on cases that are over is refused for each of them, in the preview too, and the others get it', async () => {
    const { kernel, actor, open, cases } = await withCases(5)
    const ids = cases.filter((one) => one.buyerNick !== null).map((one) => one.id)
    for (const id of ids.slice(0, 2)) setStatus(kernel, actor, id, { status: 'closed', reason: 'mistake' })
    const action = { type: 'status', status: 'closed', nextAction: '再问问', nextActionAt: START + HOUR, reason: 'mistake' } as const
    const over = ids.slice(0, 2).map((id) => ({ id, code: 'CASE_OVER', detail: { status: 'closed' } }))
    expect(previewBulk(kernel, ids, action)).toMatchObject({ ready: 1, refused: over })
    const outcome = await runBulk(kernel, actor, { ids, action })
    expect(outcome).toMatchObject({ refused: over, done: [{ caseId: ids[2] }] })
    expect(ids.map((id) => getCase(kernel, id)).map(({ status, nextAction, nextActionAt }) => ({ status, nextAction, nextActionAt }))).toEqual(ids.map(() => ({ status: 'closed', nextAction: null, nextActionAt: null })))
    expect(() => setStatus(kernel, actor, ids[0] ?? '', { status: 'closed', nextActionAt: START + HOUR })).toThrow(code('CASE_OVER'))
    open.close()
  })

  it('one undo takes all back; what somebody changed since is left alone and named', async () => {
    const { kernel, actor, open, cases, other } = await withCases(6)
    const ids = cases.map((one) => one.id)
    const outcome = await runBulk(kernel, actor, { ids, action: { type: 'assign', staffId: other.id } })
    expect(outcome.done).toHaveLength(6)
    assignCase(kernel, actor, ids[2] ?? '', null)
    const undone = await undoChanges(kernel, actor, outcome.done)
    expect(undone).toMatchObject({ undone: 5, refused: [{ caseNo: cases[2]?.caseNo, code: 'UNDO_REFUSED' }] })
    expect(ids.map((id) => getCase(kernel, id).assigneeId)).toEqual(ids.map((_, n) => (n === 2 ? null : actor.staffId)))
    open.close()
  })

  it('C12: patches, notes and what is pasted go the same way; nothing above the cap', async () => {
    const { kernel, actor, open, cases, other } = await withCases(4)
    const [a = '', b = '', c = ''] = cases.map((one) => one.id)
    const flagged = await runBulk(kernel, actor, { ids: [a, b], action: { type: 'patch', patch: { flag: 4, priority: 3 } } })
    expect(flagged.done).toHaveLength(2)
    expect((await runBulk(kernel, actor, { ids: [a, b], action: { type: 'patch', patch: { flag: 4, priority: 3 } } })).unchanged).toBe(2)
    expect((await runBulk(kernel, actor, { ids: [a], action: { type: 'note', text: '统一回访' } })).done).toHaveLength(1)
    const pasted = await updateMany(kernel, actor, {
      edits: [
        { id: a, patch: { amountCents: 1500, assigneeId: other.id } },
        { id: b, patch: { kind: 'no-such-kind', assigneeId: other.id } },
        { id: c, patch: { assigneeId: 'nobody-here' } },
      ],
    })
    expect(pasted.refused.map((one) => [one.id, one.code])).toEqual([[b, 'UNKNOWN_KIND'], [c, 'UNKNOWN_STAFF']])
    expect(pasted.done.map((one) => one.caseId)).toEqual([a, a])
    expect(getCase(kernel, b).assigneeId).toBe(actor.staffId)
    expect(listSheet(kernel, actor, { view: 'open', limit: 10 }).rows.find((row) => row.id === a)).toMatchObject({ flag: 4, agreedCents: 1500, assigneeName: '李客服', waybills: [] })
    expect(matchingCases(kernel, actor, { view: 'open', filter: { flags: [4] } })).toMatchObject({ more: false, ids: expect.arrayContaining([a, b]) as string[] })
    const { bulkCap } = kernel.resources.policy.queue
    await expect(runBulk(kernel, actor, { ids: Array.from({ length: bulkCap + 1 }, (_, n) => `c${n}`), action: { type: 'note', text: 'x' } })).rejects.toThrow(code('INVALID_INPUT'))
    open.close()
  })
})

describe('C10: saved views', () => {
  it('are one’s own or the team’s; only a supervisor keeps those of the team', async () => {
    const { kernel, actor, open } = await foundFolder()
    const staff = await createStaff(kernel, actor, { name: '李客服', role: 'agent' })
    const agent: Actor = { staffId: staff.id, name: staff.name, role: 'agent' }
    const filter = { view: 'open', sort: 'amount', filter: { kinds: ['damaged'] } } as const
    views.createSavedView(kernel, actor, { name: '破损', team: true, filter: { ...filter, filter: { kinds: ['damaged'] } } })
    expect(() => views.createSavedView(kernel, agent, { name: '我的', team: true, filter: { view: 'open', sort: null, filter: {} } })).toThrow(code('FORBIDDEN'))
    views.createSavedView(kernel, agent, { name: '我的', team: false, filter: { view: 'all', sort: 'amount', filter: {} } })
    const seen = views.createSavedView(kernel, agent, { name: '我的二', team: false, filter: { view: 'open', sort: 'due', filter: {} } })
    // a sort that the view does not offer, or has anyway, is not kept
    expect(seen.map((one) => [one.name, one.team, one.mayEdit, one.filter.sort])).toEqual([['我的', false, true, null], ['我的二', false, true, null], ['破损', true, false, 'amount']])
    expect(views.listSavedViews(kernel, actor).map((one) => one.name)).toEqual(['破损'])
    const [first, second] = seen
    expect(() => views.updateSavedView(kernel, agent, { id: first?.id ?? '', name: '我的二' })).toThrow(code('NAME_TAKEN'))
    expect(() => views.removeSavedView(kernel, actor, first?.id ?? '')).toThrow(code('NOT_FOUND'))
    expect(views.moveSavedView(kernel, agent, { id: second?.id ?? '', places: -1 }).map((one) => one.name)).toEqual(['我的二', '我的', '破损'])
    expect(views.removeSavedView(kernel, agent, first?.id ?? '').map((one) => one.name)).toEqual(['我的二', '破损'])
    expect(views.restoreSavedView(kernel, agent, first?.id ?? '').map((one) => one.name)).toEqual(['我的二', '我的', '破损'])
    open.close()
  })
})
