import { describe, expect, it } from 'vitest'
import type { Change, MonthBooks } from '../../src/domain/reconcile/books'
import { applyChange, inBookOrder, inputOf, inverseOf } from '../../src/domain/reconcile/books'
import { acceptCandidate, mergeLines, rejectPair, splitLine, undoDecision, writeOffRest } from '../../src/domain/reconcile/decisions'
import type { Decided } from '../../src/domain/reconcile/decisions'
import { reconcile } from '../../src/domain/reconcile/reconcile'
import type { ReconcileResult } from '../../src/domain/reconcile/types'
import { claimOf, lineOf, matchesToStore } from './reconcile-helpers'

const booksOf = (over: Partial<MonthBooks>): MonthBooks => inBookOrder({ month: '2026-10', closed: false, claims: [], lines: [], matches: [], refused: [], ...over })
const figures = (books: MonthBooks): ReconcileResult => reconcile(inputOf(books))

function changeOf(decided: Decided): Change {
  if (!decided.ok) throw new Error(`refused: ${decided.refusal.code}`)
  return decided.change
}
const codeOf = (decided: Decided): string => (decided.ok ? 'ok' : decided.refusal.code)

describe('M4: decisions of a person', () => {
  const claim = claimOf({ id: 'c1' })
  const other = claimOf({ id: 'c2', waybill: 'SF1000000000222', amountCents: 10_000 })
  const lost = lineOf(30_000, { id: 'l1', waybill: null })
  const books = booksOf({ claims: [claim, other], lines: [lost, lineOf(-500, { id: 'f', lineClass: 'freight' }), lineOf(900, { id: 'z', courierId: 'zto' })] })

  it('M4: accepting a proposal credits the claim, with the reason and the note in both languages', () => {
    const after = applyChange(books, changeOf(acceptCandidate(books, { claimId: 'c1', lineIds: ['l1'], note: '已电话核实' })))
    const result = figures(after)
    expect(result.matched[0]).toMatchObject({ stage: 'manual', origin: 'person', creditedCents: 30_000, reasonZh: '由人工确认，金额 ¥300.00 一致；已电话核实' })
    expect(result).toMatchObject({ creditedCents: 30_000, unexplainedCents: 900, invariantsHold: true })
  })

  it('M4: accept and undo leave the books as they were', () => {
    const change = changeOf(acceptCandidate(books, { claimId: 'c1', lineIds: ['l1'] }))
    const back = undoDecision(applyChange(books, change), [{ id: 'd1', change, undone: false }], 'd1')
    expect(applyChange(applyChange(books, change), changeOf(back))).toEqual(books)
  })

  it('M4: a line is split over claims; what is left of it stays unexplained', () => {
    const after = applyChange(books, changeOf(splitLine(books, { lineId: 'l1', parts: [{ claimId: 'c1', cents: 15_000 }, { claimId: 'c2', cents: 10_000 }] })))
    const result = figures(after)
    expect(result).toMatchObject({ creditedCents: 25_000, shortPaidCents: 15_000, unexplainedCents: 5900, invariantsHold: true })
    expect(result.unexplained.find(({ lineId }) => lineId === 'l1')).toMatchObject({ amountCents: 5000, reasonCode: 'part-unassigned' })
  })

  it('M4: several lines are merged to one claim', () => {
    const two = booksOf({ claims: [claim], lines: [lineOf(10_000, { id: 'a', waybill: 'X' }), lineOf(15_000, { id: 'b', waybill: null })] })
    const after = applyChange(two, changeOf(mergeLines(two, { claimId: 'c1', lineIds: ['a', 'b'] })))
    expect(figures(after).matched).toHaveLength(1)
    expect(figures(after)).toMatchObject({ creditedCents: 25_000, shortPaidCents: 5000, unexplainedCents: 0, invariantsHold: true })
  })

  it('M4: a rejected pair is neither matched nor proposed again, and accepting it later allows it', () => {
    const exact = booksOf({ claims: [claim], lines: [lineOf(30_000, { id: 'l' })] })
    const stored = applyChange(exact, { ...changeOf(acceptCandidate(exact, { claimId: 'c1', lineIds: ['l'] })), store: matchesToStore(figures(exact)) })
    expect(stored.matches).toHaveLength(1)
    const rejected = applyChange(stored, changeOf(rejectPair(stored, { claimId: 'c1', lineId: 'l' })))
    expect(figures(rejected)).toMatchObject({ creditedCents: 0, unexplainedCents: 30_000, invariantsHold: true })
    expect(figures(rejected).review).toEqual([])
    expect(codeOf(rejectPair(rejected, { claimId: 'c1', lineId: 'l' }))).toBe('ALREADY_REJECTED')
    const again = applyChange(rejected, changeOf(acceptCandidate(rejected, { claimId: 'c1', lineIds: ['l'] })))
    expect(again.refused).toEqual([])
    expect(figures(again).creditedCents).toBe(30_000)
  })

  it('M4: the rest of a short-paid claim is written off; above the limit only by a supervisor', () => {
    const short = booksOf({ claims: [claim], lines: [lineOf(25_000, { id: 'l' })], matches: [{ month: '2026-10', claimId: 'c1', lineId: 'l', stage: 'short-over', creditedCents: 25_000, origin: 'auto' }] })
    const wish = { claimId: 'c1', reason: '差额太小', day: '2026-11-02', limitCents: 4999, isSupervisor: false }
    expect(writeOffRest(short, wish)).toEqual({ ok: false, refusal: { code: 'NEEDS_SUPERVISOR', claimId: 'c1', cents: 5000, limitCents: 4999 } })
    for (const allowed of [{ ...wish, limitCents: 5000 }, { ...wish, isSupervisor: true }]) {
      const change = changeOf(writeOffRest(short, allowed))
      const after = applyChange(short, change)
      expect(figures(after)).toMatchObject({ creditedCents: 25_000, givenUpCents: 5000, shortPaidCents: 0, invariantsHold: true })
      expect(figures(applyChange(after, inverseOf(change)))).toEqual(figures(short))
    }
    expect(codeOf(writeOffRest(short, { ...wish, reason: ' ' }))).toBe('REASON_MISSING')
    expect(codeOf(writeOffRest(short, { ...wish, day: '2026-09-30' }))).toBe('DAY_BEFORE_MONTH')
  })

  it.each([
    ['LINE_UNKNOWN', () => acceptCandidate(books, { claimId: 'c1', lineIds: ['?'] })],
    ['CLAIM_UNKNOWN', () => acceptCandidate(books, { claimId: '?', lineIds: ['l1'] })],
    ['LINE_NOT_CLAIM', () => acceptCandidate(books, { claimId: 'c1', lineIds: ['f'] })],
    ['OTHER_COURIER', () => acceptCandidate(books, { claimId: 'c1', lineIds: ['z'] })],
    ['PAIR_MATCHED', () => acceptCandidate(books, { claimId: 'c1', lineIds: ['l1', 'l1'] })],
    ['PARTS_FEW', () => splitLine(books, { lineId: 'l1', parts: [{ claimId: 'c1', cents: 1 }] })],
    ['PARTS_FEW', () => mergeLines(books, { claimId: 'c1', lineIds: ['l1'] })],
    ['AMOUNT_TOO_LARGE', () => splitLine(books, { lineId: 'l1', parts: [{ claimId: 'c1', cents: 29_000 }, { claimId: 'c2', cents: 1001 }] })],
    ['AMOUNT_SIGN', () => splitLine(books, { lineId: 'l1', parts: [{ claimId: 'c1', cents: -1 }, { claimId: 'c2', cents: 1001 }] })],
    ['LINE_TAKEN', () => splitLine(books, { lineId: 'l1', parts: [{ claimId: 'c1', cents: 30_000 }, { claimId: 'c2', cents: 1 }] })],
    ['MONTH_CLOSED', () => acceptCandidate({ ...books, closed: true }, { claimId: 'c1', lineIds: ['l1'] })],
    ['MONTH_CLOSED', () => rejectPair({ ...books, closed: true }, { claimId: 'c1', lineId: 'l1' })],
    ['CLAWBACK_TOO_LARGE', () => acceptCandidate(booksOf({ claims: [claim], lines: [lineOf(-100, { id: 'n' })] }), { claimId: 'c1', lineIds: ['n'] })],
    ['CLAIM_NOT_FILED', () => acceptCandidate(booksOf({ claims: [claimOf({ id: 'c1', filedOn: '2026-11-01' })], lines: [lost] }), { claimId: 'c1', lineIds: ['l1'] })],
    ['DECISION_UNKNOWN', () => undoDecision(books, [], 'd1')],
  ])('M4: %s is refused', (code, decide) => {
    expect(codeOf(decide())).toBe(code)
  })

  it('M4: an earlier decision is taken back only when nothing later stands on it', () => {
    const first = changeOf(splitLine(books, { lineId: 'l1', parts: [{ claimId: 'c1', cents: 10_000 }, { claimId: 'c2', cents: 1000 }] }))
    const middle = applyChange(books, first)
    const second = changeOf(rejectPair(middle, { claimId: 'c1', lineId: 'z' }))
    const log = [{ id: 'a', change: first, undone: false }, { id: 'b', change: second, undone: false }]
    const after = applyChange(middle, second)
    expect(codeOf(undoDecision(after, log, 'a'))).toBe('CHANGED_SINCE')
    expect(codeOf(undoDecision(after, [log[0] ?? { id: '', change: first, undone: false }, { id: 'b', change: second, undone: true }], 'a'))).toBe('ok')
    expect(codeOf(undoDecision(after, [{ id: 'a', change: first, undone: true }], 'a'))).toBe('ALREADY_UNDONE')
  })

  it("M4: a person's second line on a claim that was matched automatically is still a person's after the next run", () => {
    const short = booksOf({ claims: [claim], lines: [lineOf(20_000, { id: 'a' }), lineOf(10_000, { id: 'b', waybill: null })] })
    const run = applyChange(short, { kind: 'accept', store: matchesToStore(figures(short)), remove: [], refuse: [], allow: [], endings: [] })
    const decided = applyChange(run, changeOf(acceptCandidate(run, { claimId: 'c1', lineIds: ['b'] })))
    const stored = matchesToStore(figures(decided))
    expect(stored.map(({ lineId, origin, stage }) => [lineId, origin, stage])).toEqual([['a', 'auto', 'short-over'], ['b', 'person', 'manual']])
    expect(figures(booksOf({ ...decided, matches: stored }))).toEqual(figures(decided))
    expect(figures(decided)).toMatchObject({ creditedCents: 30_000, shortPaidCents: 0, invariantsHold: true })
  })
})
