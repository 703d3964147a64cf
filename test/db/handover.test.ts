import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkResourceText } from '../../src/backend/resource-file'
import { insertLink } from '../../src/backend/repositories/photos'
import { createCase, setStatus } from '../../src/backend/services/case-write'
import { createDueWatch } from '../../src/backend/services/due-summary'
import { boardStatus, leaveNote, makeBoard, readBoard } from '../../src/backend/services/handover'
import type { Actor } from '../../src/backend/services/kernel'
import { createStaff } from '../../src/backend/services/masters'
import { makePromise } from '../../src/backend/services/promises'
import * as engine from '../../src/backend/services/register-entries'
import * as lists from '../../src/backend/services/register-lists'
import { registerFileSchema } from '../../src/contract/register-file'
import { AppError } from '../../src/domain/errors'
import { ROOT } from '../support/folders'
import { foundFolder, type TestFolder } from '../support/kernel'

/** The night-shift handover board (H1) over a real database with a clock that the test moves. */
const HOUR = 3_600_000
const shanghai = (day: number, hour: number, minute = 0): number => Date.UTC(2026, 10, day, hour - 8, minute)
let test: TestFolder
let morning: Actor

beforeEach(async () => {
  test = await foundFolder()
  const { id } = await createStaff(test.kernel, test.actor, { name: '李强', role: 'agent' })
  morning = { staffId: id, name: '李强', role: 'agent' }
  test.clock.now = shanghai(21, 22)
})
afterEach(() => test.open.close())

const code = (work: () => unknown): unknown => {
  try {
    work()
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, ...error.detail }
    throw error
  }
  return null
}
const board = () => readBoard(test.kernel, morning, null)
const kinds = (): unknown[] => board().lines.map(({ entry }) => [entry.values['kind'], entry.values['why'], entry.state])
const move = (name: string, ids: readonly string[], values = {}): engine.EntryMove => ({ register: 'handover', ids, move: name, values })
const boardEntry = () => board().board?.id ?? ''
const step = (actor: Actor, name: string, reason?: string) => engine.moveEntries(test.kernel, actor, { register: 'handover-boards', ids: [boardEntry()], move: name, values: {}, reason })

/** A case that waits, one with a promise, and one whose buyer has had no answer. */
function openWork(): { waiting: string; promised: string; asked: string } {
  const waiting = createCase(test.kernel, morning, { kind: 'lost', buyerNick: '等快递的买家', orderNo: '2849105533670421001', waybill: 'SF1400000000147' }).id
  // the buyer has been answered before
  setStatus(test.kernel, morning, waiting, { status: 'waiting-buyer', nextAction: '等照片', nextActionAt: shanghai(23, 10) })
  setStatus(test.kernel, morning, waiting, { status: 'waiting-courier', nextAction: '问网点', nextActionAt: shanghai(22, 10) })
  const promised = createCase(test.kernel, morning, { kind: 'lost', buyerNick: '等答复的买家', orderNo: '2849105533670421002', waybill: 'SF1400000000148' }).id
  setStatus(test.kernel, morning, promised, { status: 'waiting-buyer', nextAction: '等照片', nextActionAt: shanghai(23, 10) })
  makePromise(test.kernel, morning, { caseId: promised, words: '明早给答复', dueAt: shanghai(22, 11), source: 'hand' })
  const asked = createCase(test.kernel, morning, { kind: 'quality', buyerNick: '刚来的买家', note: '洗一次就掉色' }).id
  return { waiting, promised, asked }
}

describe('H1: the board is made from what is open', () => {
  it('H1: promises, waiting cases and buyers who wait each become a line with its reason; making it again changes nothing', () => {
    const { waiting, promised, asked } = openWork()
    expect(board()).toMatchObject({ day: '2026-11-22', current: true, board: null, lines: [] })
    expect(makeBoard(test.kernel, test.actor, {})).toEqual({ day: '2026-11-22', added: 3, carried: 0, left: {} })
    expect(kinds()).toEqual([['message', 'unanswered', 'new'], ['promise', 'promise-due', 'new'], ['waiting', 'waiting-due', 'new']])
    expect(board().lines.map(({ entry }) => entry.caseId)).toEqual([asked, promised, waiting])
    expect(board().lines[1]?.entry.values).toMatchObject({ what: '明早给答复', until: shanghai(22, 11), due: shanghai(22, 12), day: '2026-11-22' })
    expect(makeBoard(test.kernel, morning, {})).toMatchObject({ added: 0 })
    expect(board().lines).toHaveLength(3)
  })

  it('H1: photos that nobody has filed are one line, with their number', () => {
    const photo = (id: string, more: { caseId?: string; binnedAt?: number }) => ({ id, photoId: id, archivedAs: id, originalName: null, buyerNick: null, orderNo: null, addedAt: shanghai(21, 20), addedBy: morning.staffId, caseId: null, slot: null, originalAt: null, source: null, derivedFrom: null, note: null, binnedAt: null, binnedBy: null, binReason: null, ...more })
    test.kernel.write(test.actor, { name: 'test.photo' }, (tx) => {
      for (const row of [photo('p1', {}), photo('p2', {}), photo('p3', { caseId: 'somewhere' }), photo('p4', { binnedAt: 1 })]) insertLink(tx, row)
    })
    makeBoard(test.kernel, test.actor, {})
    expect(board().lines.map(({ entry }) => [entry.id, entry.values['count'], entry.values['until']])).toEqual([['handover:2026-11-22:inbox:photos', 2, shanghai(21, 20)]])
  })

  it('H1: a second PC makes the same entries: their ids come from day, kind and row', () => {
    const { waiting } = openWork()
    makeBoard(test.kernel, test.actor, {})
    expect(board().board?.id).toBe('handover-boards:2026-11-22')
    expect(board().lines.map(({ entry }) => entry.id)).toContain(`handover:2026-11-22:waiting:${waiting}`)
  })

  it('H1: what was taken off stays off, what has come since is added, what is settled says so', () => {
    const { waiting, promised } = openWork()
    makeBoard(test.kernel, test.actor, {})
    engine.removeEntry(test.kernel, test.actor, { register: 'handover', id: `handover:2026-11-22:waiting:${waiting}` })
    createCase(test.kernel, morning, { kind: 'lost', buyerNick: '又来一位' })
    expect(makeBoard(test.kernel, test.actor, {})).toMatchObject({ added: 1 })
    expect(kinds()).toHaveLength(3)
    setStatus(test.kernel, morning, promised, { status: 'working' })
    setStatus(test.kernel, morning, promised, { status: 'closed', reason: 'solved' })
    expect(board().lines.find(({ entry }) => entry.caseId === promised)).toMatchObject({ settled: true })
  })

  it('H1: a colleague leaves a line; after noon it is for the next morning', () => {
    test.clock.now = shanghai(21, 14)
    const left = leaveNote(test.kernel, morning, { what: '给仓库打电话', assignee: test.actor.staffId })
    expect(left).toMatchObject({ state: 'new', createdBy: { name: '李强' }, values: { kind: 'note', why: 'left', day: '2026-11-22', assignee: test.actor.staffId } })
    expect(board().lines).toHaveLength(1)
    expect(lists.proposeEntry(test.kernel, morning, 'handover', null)).toMatchObject({ kind: 'note', day: '2026-11-22', due: shanghai(22, 12) })
  })
})

describe('H1: the morning', () => {
  it('H1: lines are acknowledged, begun and done by whom and when; amber and red come by the clock; both shifts sign', () => {
    openWork()
    makeBoard(test.kernel, test.actor, {})
    step(test.actor, 'hand')
    const ids = board().lines.map(({ entry }) => entry.id)
    test.clock.now = shanghai(22, 9, 5)
    expect(board().lines.map(({ tone }) => tone)).toEqual(['soon', 'soon', 'soon'])
    engine.moveEntries(test.kernel, morning, move('acknowledge', ids))
    expect(board().lines[0]?.entry.values).toMatchObject({ takenBy: morning.staffId, takenAt: shanghai(22, 9, 5) })
    engine.undoMoves(test.kernel, morning, { register: 'handover', ids: [ids[0] ?? ''] })
    expect(board().lines[0]?.entry.values).toMatchObject({ takenBy: null, takenAt: null })
    test.clock.now = shanghai(22, 9, 40)
    expect(board().lines.map(({ tone }) => tone)).toEqual(['late', 'soon', 'soon'])
    engine.moveEntries(test.kernel, morning, move('acknowledge', [ids[0] ?? '']))
    engine.moveEntries(test.kernel, morning, move('start', ids))
    test.clock.now = shanghai(22, 11)
    engine.moveEntries(test.kernel, morning, move('finish', ids.slice(0, 2), { result: '已回复' }))
    expect(boardStatus(test.kernel, morning)).toEqual({ over: 2, total: 3, tone: 'calm' })
    expect(code(() => step(morning, 'sign'))).toMatchObject({ code: 'REQUIRED_FIELDS_MISSING', fields: ['reason'] })
    expect(code(() => step(test.actor, 'sign-open', '快递没回'))).toMatchObject({ code: 'FORBIDDEN', why: 'own-entry' })
    test.clock.now = shanghai(22, 12, 30)
    expect(board().lines.at(-1)).toMatchObject({ tone: 'late', missed: ['finished'] })
    step(morning, 'sign-open', '快递没回')
    const { entry } = lists.entryRecord(test.kernel, morning, 'handover-boards', 'handover-boards:2026-11-22')
    expect(entry).toMatchObject({ state: 'signed', values: { nightBy: test.actor.staffId, morningBy: morning.staffId, lines: 3, done: 2, late: 2, lateWho: '李强 1/0/1' } })
    expect(readBoard(test.kernel, morning, '2026-11-22').late).toEqual([{ name: '李强', acknowledged: 1, started: 0, finished: 1 }])
    // signed: from now on people look at the next morning's
    expect(board()).toMatchObject({ day: '2026-11-23', board: null, before: '2026-11-22' })
  })

  it('H1: nobody forges who took a line', () => {
    leaveNote(test.kernel, morning, { what: '看一下' })
    const id = board().lines[0]?.entry.id ?? ''
    for (const values of [{ takenBy: morning.staffId }, { takenAt: null }]) expect(code(() => engine.editEntry(test.kernel, morning, { register: 'handover', id, values }))).toMatchObject({ code: 'INVALID_INPUT' })
  })

  it('H1: what is not done goes over to the next board, once', () => {
    const { waiting } = openWork()
    leaveNote(test.kernel, morning, { what: '催仓库' })
    makeBoard(test.kernel, test.actor, {})
    test.clock.now = shanghai(22, 22)
    expect(makeBoard(test.kernel, test.actor, {})).toMatchObject({ day: '2026-11-23', carried: 4 })
    expect(makeBoard(test.kernel, test.actor, {})).toMatchObject({ added: 0, carried: 0 })
    const now = board()
    expect(now.lines.find(({ entry }) => entry.values['kind'] === 'note')?.entry.values).toMatchObject({ what: '催仓库', why: 'carried', since: '2026-11-22' })
    expect(now.lines.filter(({ entry }) => entry.caseId === waiting)).toHaveLength(1)
    const before = readBoard(test.kernel, morning, '2026-11-22')
    expect(before.lines.map(({ entry }) => entry.state)).toEqual(['carried', 'carried', 'carried', 'carried'])
    expect(before.late).toEqual([{ name: '李强', acknowledged: 3, started: 3, finished: 3 }, { name: null, acknowledged: 1, started: 1, finished: 1 }])
    // a third night: the note keeps the first morning it stood on
    test.clock.now = shanghai(23, 22)
    makeBoard(test.kernel, test.actor, {})
    expect(board().lines.filter(({ entry }) => entry.values['kind'] === 'note').map(({ entry }) => entry.values['since'])).toEqual(['2026-11-22'])
  })
})

describe('H1: steps that write who and when', () => {
  it('H1: a description whose stamp names no field of its kind is refused', () => {
    const text = readFileSync(join(ROOT, 'resources/registers/handover.yaml'), 'utf8')
    const problems = (from: string, to: string): unknown => checkResourceText('registers/handover.yaml', text.replace(from, to), registerFileSchema)
    expect(problems('', '')).toMatchObject({ ok: true })
    expect(problems('takenBy: me', 'takenAt: me')).toMatchObject({ ok: false })
    expect(problems('takenBy: me', 'nobody: me')).toMatchObject({ ok: false })
  })
})

describe('H1: a board that is not acknowledged in time notifies', () => {
  it('H1: once, together with the cases; not once it is acknowledged, nor the warehouse', () => {
    leaveNote(test.kernel, morning, { what: '看一下' })
    const warehouse: Actor = { ...morning, role: 'warehouse' }
    test.clock.now = shanghai(22, 9, 20)
    expect(createDueWatch().look(test.kernel, morning)?.notice ?? null).toBeNull()
    test.clock.now = shanghai(22, 9, 31)
    const watch = createDueWatch()
    expect(watch.look(test.kernel, morning)?.notice).toMatchObject({ late: 1, cases: [{ kind: { zh: '夜班交接待确认' }, late: true }] })
    test.clock.now += HOUR
    expect(watch.look(test.kernel, morning)?.notice).toBeNull()
    expect(createDueWatch().look(test.kernel, warehouse)?.notice).toBeNull()
    engine.moveEntries(test.kernel, morning, move('acknowledge', board().lines.map(({ entry }) => entry.id)))
    expect(createDueWatch().look(test.kernel, morning)?.notice).toBeNull()
  })
})
