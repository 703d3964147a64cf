import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { missingFields } from '../../src/domain/case/fields'
import { isKindId } from '../../src/domain/case/kinds'
import { isStatus, isWaiting, requiredFields, STATUS_IDS, type Status } from '../../src/domain/case/status'
import { AppError } from '../../src/domain/errors'
import { findCase, listEvents, type CaseDbRow, type EventDbRow } from '../../src/backend/repositories/cases'
import { fieldValues } from '../../src/backend/services/case-core'
import { runBulk, updateMany } from '../../src/backend/services/case-bulk'
import { undoChanges, undoStatus } from '../../src/backend/services/case-undo'
import { addNote, assignCase, createCase, setStatus, updateCase } from '../../src/backend/services/case-write'
import { logReply } from '../../src/backend/services/reply-log'
import { getCase } from '../../src/backend/services/case-read'
import { foundFolder, START } from '../support/kernel'

/** C3, C5, C12: the case machine with the real services on SQLite, driven by any sequence of actions and undos. */
const MINUTE = 60_000
const EVERYTHING = 10_000

const text = fc.constantFrom(null, '', '买家说箱子坏了')
const patches = fc.record(
  {
    kind: fc.constantFrom('damaged', 'refund-before-shipment', 'quality', 'return-refund'),
    summary: text,
    buyerNick: fc.constantFrom(null, 'hz_lin'),
    orderNo: fc.constantFrom(null, '2026112188218821'),
    remedy: fc.constantFrom(null, 'refund-full'),
    reason: fc.constantFrom(null, 'changed-mind'),
    liableParty: fc.constantFrom(null, 'courier'),
    freightPayer: fc.constantFrom(null, 'seller'),
    amountCents: fc.constantFrom(null, 0, 1500),
    waybills: fc.constantFrom(0, 1).map((count) => ['SF1204880147'].slice(0, count)),
  },
  { requiredKeys: [] },
)
const action = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('status' as const), status: fc.constantFrom(...STATUS_IDS), nextAction: fc.constantFrom(null, '等照片'), nextActionAt: fc.constantFrom(null, START + 90 * MINUTE), reason: fc.constantFrom(null, 'mistake') }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('edit' as const), patch: patches }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('undo' as const), back: fc.constantFrom(0, 0, 0, 1, 2) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('undo-status' as const), back: fc.constantFrom(0, 0, 1) }) },
  { weight: 1, arbitrary: fc.constant({ do: 'assign' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'reply' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'note' as const }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('bulk' as const), status: fc.constantFrom(...STATUS_IDS) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('sheet' as const), patch: patches }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: fc.constantFrom(1, 20, 45) }) },
)
type Action = typeof action extends fc.Arbitrary<infer A> ? A : never

const UNDOABLE = new Set(['status', 'snoozed', 'edited', 'assigned'])

/** The case just reached this status: what C1 and C12 ask for must be there. */
function expectFields(row: CaseDbRow, from: Status, events: readonly EventDbRow[]): void {
  if (!isKindId(row.kind) || !isStatus(row.status)) throw new Error(`unknown kind or status ${row.kind} ${row.status}`)
  if (row.status !== 'new') {
    const required = requiredFields(row.kind, from, row.status).filter((field) => field !== 'closeReason')
    expect(missingFields(required, fieldValues(row)), `${row.kind} ${row.status}`).toEqual([])
  }
  if (row.status === 'closed') {
    // how it came to be closed
    const closing = [...events].reverse().find((one) => one.data['to'] === 'closed' && one.data['from'] !== 'closed')
    expect(closing?.data['from'] === 'resolved' || typeof closing?.data['reason'] === 'string').toBe(true)
  }
  if (isWaiting(row.status)) {
    expect(row.nextAction?.trim()).toBeTruthy()
    expect(row.nextActionAt).not.toBeNull()
  }
  // what is over has nothing to do next, whatever was asked of it
  if (!row.isOpen) expect([row.nextAction, row.nextActionAt]).toEqual([null, null])
  expect([row.isOpen, row.isWaiting]).toEqual([row.status !== 'resolved' && row.status !== 'closed', isWaiting(row.status)])
}

describe('C3, C5, C12: state machine of a case', () => {
  it('C3: no sequence of events and undos reaches a status without its required fields or loses a timeline event', async () => {
    const test = await foundFolder()
    const { kernel, actor, clock } = test
    let undone = 0
    let moved = 0
    try {
      await fc.assert(
        fc.asyncProperty(fc.array(action, { minLength: 10, maxLength: 30 }), async (actions) => {
          clock.now += 24 * 60 * MINUTE
          const { id } = createCase(kernel, actor, { kind: 'damaged', buyerNick: 'a' })
          let before = findCase(kernel.read, id)
          let events = listEvents(kernel.read, id, EVERYTHING)
          const perform = async (step: Action): Promise<void> => {
            switch (step.do) {
              case 'status':
                setStatus(kernel, actor, id, { ...step, nextActionAt: step.nextActionAt === null ? null : clock.now + MINUTE })
                return
              case 'edit':
                updateCase(kernel, actor, id, step.patch)
                return
              case 'sheet':
                await updateMany(kernel, actor, { edits: [{ id, patch: step.patch }] })
                return
              case 'undo': {
                const candidates = events.filter((event) => UNDOABLE.has(event.type)).reverse()
                const event = candidates[step.back]
                if (event !== undefined) undone += (await undoChanges(kernel, actor, [{ caseId: id, eventId: event.id }])).undone
                return
              }
              case 'undo-status': {
                const event = events.filter((one) => one.type === 'status').reverse()[step.back]
                if (event !== undefined) undoStatus(kernel, actor, { id, eventId: event.id })
                return
              }
              case 'assign':
                assignCase(kernel, actor, id, getCase(kernel, id).assigneeId === null ? actor.staffId : null)
                return
              case 'reply':
                logReply(kernel, actor, id, { text: '您好', edited: false })
                return
              case 'note':
                addNote(kernel, actor, id, '备忘')
                return
              case 'bulk':
                await runBulk(kernel, actor, { ids: [id], action: { type: 'status', status: step.status, nextAction: '等', nextActionAt: clock.now + MINUTE } })
                return
              case 'wait':
                clock.now += step.minutes * MINUTE
            }
          }
          for (const step of actions) {
            clock.now += 1000
            try {
              await perform(step)
            } catch (error) {
              // a refusal is an answer; anything else is a fault
              if (!(error instanceof AppError) || error.code === 'INTERNAL') throw error
            }
            const row = findCase(kernel.read, id)
            const now = listEvents(kernel.read, id, EVERYTHING)
            if (row === undefined || before === undefined) throw new Error('the case is gone')
            // the timeline only grows: what stood there stands there, word for word
            expect(now.slice(0, events.length)).toEqual(events)
            if (row.status !== before.status) {
              moved += 1
              // what is taken back goes around the transitions: there all that the status ever asks for must be there
              expectFields(row, now.at(-1)?.type === 'undone' || !isStatus(before.status) ? 'new' : before.status, now)
              expect(now.length).toBeGreaterThan(events.length)
            }
            before = row
            events = now
          }
        }),
        { numRuns: 150 },
      )
      // the property says nothing when nothing happens
      expect(undone).toBeGreaterThan(50)
      expect(moved).toBeGreaterThan(100)
    } finally {
      test.open.close()
    }
  }, 300_000)
})
