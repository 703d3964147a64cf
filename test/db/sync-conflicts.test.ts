import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cases, payout, syncDevice, syncHead, syncReview } from '../../src/backend/db/schema'
import { synced } from '../../src/backend/db/synced-tables'
import { getCase } from '../../src/backend/services/case-read'
import { createCase, updateCase } from '../../src/backend/services/case-write'
import { conflictCounts, decideConflict, listConflicts } from '../../src/backend/services/sync/conflicts'
import { listReviews, settleReview } from '../../src/backend/services/sync/reviews'
import type { Actor } from '../../src/backend/services/kernel'
import { formatHlc } from '../../src/domain/sync/hlc'
import { tableWords } from '../../src/domain/sync/record-words'
import { foundFolder, START, type TestFolder } from '../support/kernel'

const code = (value: string) => expect.objectContaining({ code: value })
const OTHER = 'otherdevice00000'
const stampAt = (at: number, device = OTHER): string => formatHlc({ millis: at, counter: 0 }, device)
const warehouse: Actor = { staffId: 'w', name: '仓库', role: 'warehouse' }

let test: TestFolder
let caseId: string
beforeEach(async () => {
  test = await foundFolder()
  caseId = createCase(test.kernel, test.actor, { kind: 'shipment-chase', buyerNick: '云间客_88' }).id
  test.kernel.write(test.actor, { name: 'test.device' }, (tx) => {
    tx.insert(synced.syncDevice, { id: OTHER, name: '电脑 3', part: 'QX7T', publicKey: 'k', rights: 'work', admittedAt: START, admittedBy: test.actor.staffId })
  })
})
afterEach(() => test.open.close())

/** The same group written on another PC that did not know of what is here. */
function concurrent(fields: Record<string, string | number | null>, group = 'memo', at = START + 60_000): void {
  test.kernel.write(test.actor, { name: 'test.merge' }, (tx) => {
    tx.sync.merge({ stamp: stampAt(at), table: 'cases', row: caseId, group, fields, by: test.actor.staffId }, { knows: {}, derived: () => ({}) })
  })
}
const list = (actor = test.actor, limit = 10, cursor: string | null = null) => listConflicts(test.kernel, actor, { limit, cursor })

describe('S3: conflicts in people’s words', () => {
  it('S3: heads that say the same in other words of the file ask nobody: an older program’s lacks a column that is empty, and its order is another', () => {
    updateCase(test.kernel, test.actor, caseId, { memo: '先催快递' })
    concurrent({ memo: '先催快递', flag: null })
    const heads = test.kernel.db.readable.prepare<[], { hlc: string }>("SELECT hlc FROM sync_head WHERE field_group = 'memo' ORDER BY hlc").all()
    expect(heads).toHaveLength(2)
    const say = (at: number, fields: string): unknown => test.kernel.db.writable.prepare('UPDATE sync_head SET fields = ? WHERE hlc = ?').run(fields, heads[at]?.hlc)
    for (const [one, other, asked] of [
      ['{"memo":"先催快递"}', '{"flag":null,"memo":"先催快递"}', 0],
      ['{"memo":"先催快递","flag":3}', '{"flag":3,"memo":"先催快递"}', 0],
      ['{"memo":"先催快递","flag":3}', '{"memo":"先催快递"}', 1],
      ['{"memo":"3"}', '{"memo":3}', 1],
    ] as const) {
      say(0, one)
      say(1, other)
      expect(conflictCounts(test.kernel).conflicts, `${one} ${other}`).toBe(asked)
      expect(list().rows).toHaveLength(asked)
    }
  })

  it('S3: both values with who, where and when; what differs first; choosing one holds and can be taken back', () => {
    updateCase(test.kernel, test.actor, caseId, { flag: 1, memo: '先催快递' })
    concurrent({ flag: 4, memo: '先催快递' })
    const { rows } = list()
    expect(rows).toHaveLength(1)
    const [conflict] = rows
    expect(conflict).toMatchObject({
      table: 'cases', group: 'memo', groupLabel: { zh: '备忘', en: 'Memo' }, mayDecide: true,
      record: { what: { zh: '售后单', en: 'Case' }, name: getCase(test.kernel, caseId).caseNo, target: { as: 'case', id: caseId } },
      columns: [{ key: 'flag', differs: true, label: { zh: '旗帜', en: 'Flag' } }, { key: 'memo', differs: false }],
      sides: [
        { holds: true, device: '电脑 3', ownDevice: false, person: '张敏', at: START + 60_000, values: [{ as: 'named', label: { zh: '蓝旗', en: 'Blue flag' } }, { as: 'text', text: '先催快递' }] },
        { holds: false, ownDevice: true, at: START, values: [{ as: 'named', label: { zh: '红旗', en: 'Red flag' } }, { as: 'text', text: '先催快递' }] },
      ],
    })
    const key = { table: 'cases', row: caseId, group: 'memo' }
    const { before } = decideConflict(test.kernel, test.actor, { ...key, stamp: conflict?.sides[1]?.stamp ?? '' })
    expect(getCase(test.kernel, caseId).flag).toBe(1)
    expect(conflictCounts(test.kernel)).toEqual({ conflicts: 0, reviews: 0 })
    expect(before).toBe(conflict?.sides[0]?.stamp)
    decideConflict(test.kernel, test.actor, { ...key, stamp: before })
    expect(getCase(test.kernel, caseId).flag).toBe(4)
    expect(list().rows).toEqual([])
  })

  it('S3: a decision that somebody has changed since is not taken back, one that is gone is told', () => {
    updateCase(test.kernel, test.actor, caseId, { flag: 1 })
    concurrent({ flag: 4, memo: null })
    const key = { table: 'cases', row: caseId, group: 'memo' }
    const stamps = list().rows[0]?.sides.map(({ stamp }) => stamp) ?? []
    const { before } = decideConflict(test.kernel, test.actor, { ...key, stamp: stamps[1] ?? '' })
    updateCase(test.kernel, test.actor, caseId, { flag: 2 })
    expect(() => decideConflict(test.kernel, test.actor, { ...key, stamp: before })).toThrow(code('UNDO_REFUSED'))
    expect(() => decideConflict(test.kernel, test.actor, { ...key, stamp: stampAt(START) })).toThrow(code('NOT_FOUND'))
    expect(getCase(test.kernel, caseId).flag).toBe(2)
  })

  it('S3: deciding a status works out what the queue shows; an edit of the group settles it too', () => {
    const now = getCase(test.kernel, caseId)
    updateCase(test.kernel, test.actor, caseId, { summary: '买家问到哪了' })
    concurrent({ status: 'closed', reason: 'no-answer', next_action: null, next_action_at: null, status_at: START + 60_000 }, 'status')
    // the status was not touched here since the case was made: it is the row's own stamp that stands against the other
    const [conflict] = list().rows
    expect(conflict?.columns.find(({ key }) => key === 'status')?.differs).toBe(true)
    const closed = conflict?.sides.find(({ values }) => values.some((value) => value.as === 'named' && value.label.en === 'Closed'))
    decideConflict(test.kernel, test.actor, { table: 'cases', row: caseId, group: 'status', stamp: closed?.stamp ?? '' })
    expect(getCase(test.kernel, caseId).status).toBe('closed')
    expect(test.kernel.read.select({ open: cases.isOpen }).from(cases).where(eq(cases.id, caseId)).get()).toEqual({ open: false })
    expect(now.status).not.toBe('closed')
  })

  it('R3: whoever may not write the record sees the conflict and does not decide it', () => {
    updateCase(test.kernel, test.actor, caseId, { flag: 1 })
    concurrent({ flag: 4, memo: null })
    const [conflict] = list(warehouse).rows
    expect(conflict?.mayDecide).toBe(false)
    expect(() => decideConflict(test.kernel, warehouse, { table: 'cases', row: caseId, group: 'memo', stamp: conflict?.sides[1]?.stamp ?? '' })).toThrow(code('FORBIDDEN'))
    expect(getCase(test.kernel, caseId).flag).toBe(4)
  })

  it('S3: pages by key, newest first; heads that say the same are left out', () => {
    test.kernel.write(test.actor, { name: 'test.heads' }, (tx) => {
      for (let at = 0; at < 5; at += 1)
        for (const side of [0, 1]) tx.putLocal(syncHead, { tableName: 'cases', rowId: caseId, fieldGroup: `g${at}`, hlc: stampAt(START + side), fields: JSON.stringify({ memo: at === 2 ? 'same' : String(side) }), actorId: null, foundAt: START + at })
    })
    const first = list(test.actor, 3)
    const second = list(test.actor, 3, first.nextCursor)
    expect([...first.rows, ...second.rows].map(({ group }) => group)).toEqual(['g4', 'g3', 'g1', 'g0'])
    expect(second.nextCursor).toBeNull()
    expect(conflictCounts(test.kernel).conflicts).toBe(4)
    expect(() => list(test.actor, 3, 'nonsense')).toThrow(code('INVALID_INPUT'))
  })

  it('S3: every column that two PCs can disagree about has words in both languages', () => {
    const lacking = Object.values(synced).filter(({ earliest }) => !earliest).flatMap((table) =>
      table.columns.filter(({ group }) => group !== null && !table.newest(group)).flatMap(({ sqlName, group }) => {
        const words = tableWords(table.name)
        return words === null || !(sqlName in words.columns) || words.groups[group ?? ''] === undefined ? [`${table.name}.${sqlName}`] : []
      }),
    )
    expect(lacking).toEqual([])
  })
})

describe('S3: what the merge set aside', () => {
  function twoPayouts(states: readonly [string, string]): string[] {
    const ids = ['p1', 'p2']
    test.kernel.write(test.actor, { name: 'test.payouts' }, (tx) => {
      ids.forEach((id, at) =>
        tx.insert(synced.payout, { id, caseId, createdAt: START, createdBy: test.actor.staffId, type: 'compensation', ladder: 'supervisor', amountCents: 500 + at, currency: 'CNY', issue: '杯口有裂纹', state: states[at] ?? 'waiting', suspendedAt: START }),
      )
      tx.putLocal(syncReview, { id: 'r1', kind: 'payout', tableName: 'payout', rowIds: JSON.stringify(ids), caseId, detail: '{}', foundAt: START, settledAt: null, settledBy: null })
    })
    return ids
  }
  const states = () => test.kernel.read.select({ id: payout.id, state: payout.state, suspendedAt: payout.suspendedAt }).from(payout).all()

  it('S3: of two payouts one is kept and the other cancelled; both wait no more', () => {
    twoPayouts(['waiting', 'approved'])
    const [review] = listReviews(test.kernel, test.actor, { limit: 10 }).rows
    expect(review).toMatchObject({ kind: 'payout', ways: ['keep-one', 'keep-all'], mayDecide: true, caseRecord: { name: getCase(test.kernel, caseId).caseNo } })
    expect(review?.sides.map(({ row, suspended, mayKeep, person }) => [row, suspended, mayKeep, person])).toEqual([['p1', true, true, '张敏'], ['p2', true, true, '张敏']])
    settleReview(test.kernel, test.actor, { id: 'r1', way: 'keep-one', keep: 'p2' })
    expect(states()).toEqual([{ id: 'p1', state: 'cancelled', suspendedAt: null }, { id: 'p2', state: 'approved', suspendedAt: null }])
    expect(listReviews(test.kernel, test.actor, { limit: 10 }).rows).toEqual([])
    expect(() => settleReview(test.kernel, test.actor, { id: 'r1', way: 'keep-all' })).toThrow(code('NOT_FOUND'))
  })

  it('S3: money that is paid cannot be taken out of the count: only it, or both, are kept', () => {
    twoPayouts(['paid', 'waiting'])
    expect(listReviews(test.kernel, test.actor, { limit: 10 }).rows[0]?.sides.map(({ mayKeep }) => mayKeep)).toEqual([true, false])
    expect(() => settleReview(test.kernel, test.actor, { id: 'r1', way: 'keep-one', keep: 'p2' })).toThrow(code('INVALID_INPUT'))
    expect(() => settleReview(test.kernel, warehouse, { id: 'r1', way: 'keep-all' })).toThrow(code('FORBIDDEN'))
    settleReview(test.kernel, test.actor, { id: 'r1', way: 'keep-all' })
    expect(states().map(({ state, suspendedAt }) => [state, suspendedAt])).toEqual([['paid', null], ['waiting', null]])
  })

  it('S3: a closing is looked at and noted as seen', () => {
    test.kernel.write(test.actor, { name: 'test.closing' }, (tx) => {
      tx.putLocal(syncReview, { id: 'r2', kind: 'closing', tableName: 'month_closing', rowIds: '["m1","m2"]', caseId: null, detail: '{}', foundAt: START, settledAt: null, settledBy: null })
    })
    expect(listReviews(test.kernel, test.actor, { limit: 10 }).rows).toMatchObject([{ kind: 'closing', ways: ['seen'], sides: [] }])
    expect(() => settleReview(test.kernel, test.actor, { id: 'r2', way: 'keep-one', keep: 'm1' })).toThrow(code('INVALID_INPUT'))
    settleReview(test.kernel, test.actor, { id: 'r2', way: 'seen' })
    expect(conflictCounts(test.kernel).reviews).toBe(0)
    expect(test.kernel.read.select({ by: syncReview.settledBy }).from(syncReview).where(eq(syncReview.id, 'r2')).get()).toEqual({ by: test.actor.staffId })
    expect(test.kernel.read.select({ id: syncDevice.id }).from(syncDevice).all()).toEqual([{ id: OTHER }])
  })
})
