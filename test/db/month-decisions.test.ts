import { describe, expect, it } from 'vitest'
import { createCase } from '../../src/backend/services/case-write'
import { getCase } from '../../src/backend/services/case-read'
import { getClaim, setClaimStatus } from '../../src/backend/services/claims'
import { confirmAnswers } from '../../src/backend/services/courier-desk'
import { createStaff, setPin } from '../../src/backend/services/masters'
import { closeMonth, reopenMonth } from '../../src/backend/services/month-closing'
import { decide, undo, writeNote, type Decision } from '../../src/backend/services/month-decisions'
import { monthBoard, monthStand } from '../../src/backend/services/month-review'
import { runReconcile } from '../../src/backend/services/reconcile'
import { monthBoardSchema, type MonthBoard } from '../../src/contract/month-review'
import type { AppError } from '../../src/domain/errors'
import { foundFolder, type TestFolder } from '../support/kernel'
import { addClaim, addLine } from '../support/reconcile-month'

const MONTH = '2026-10'
const board = ({ kernel }: TestFolder): MonthBoard => monthBoard(kernel, { month: MONTH, matched: true })
const take = (test: TestFolder, decision: Decision, more: { note?: string; approver?: { staffId: string; pin: string } } = {}): Promise<{ decisionId: string }> =>
  decide(test.kernel, test.actor, { month: MONTH, decision, ...more })

/** Everything that decisions may touch, without stamps of writing; a row that was deleted counts as gone. */
function books({ kernel }: TestFolder): Record<string, unknown[]> {
  const read = (sql: string): unknown[] => kernel.db.readable.prepare(sql).all()
  return {
    matches: read('SELECT id, month, claim_id, line_id, stage, credited_cents, reason_zh, reason_en FROM recon_match WHERE deleted_at IS NULL ORDER BY id'),
    refusals: read('SELECT id, month, claim_id, line_id FROM recon_refusal WHERE deleted_at IS NULL ORDER BY id'),
    claims: read('SELECT id, status, status_at, ended_on, credited_cents, granted_cents, amount_cents FROM claim ORDER BY id'),
  }
}
const figures = (test: TestFolder): unknown => {
  const { ms: _ms, ...rest } = board(test).explanation.result
  return rest
}
async function refusal(work: () => Promise<unknown>): Promise<unknown> {
  try {
    await work()
  } catch (error) {
    const { code, detail } = error as AppError
    return code === 'DECISION_REFUSED' ? detail['reason'] : code
  }
  return 'taken'
}
const refusalOf = (work: () => unknown): Promise<unknown> => refusal(async () => work())

/** October of SF with everything that automatic stages leave to a person, as stored by a run. */
async function october() {
  const test = await foundFolder()
  const { id: caseId } = createCase(test.kernel, test.actor, { kind: 'lost', buyerNick: 'amy.w', waybill: 'SF1000000000001' })
  const claims = {
    exact: addClaim(test, 'SF1000000000001', 8923, { caseId }),
    short: addClaim(test, 'SF1000000000002', 30_000, { caseId }),
    typo: addClaim(test, 'SF1000000000035', 4500),
    lumpA: addClaim(test, 'SF1000000000101', 11_111),
    lumpB: addClaim(test, 'SF1000000000202', 22_222),
    window: addClaim(test, 'SF1000000000303', 6600),
    parts: addClaim(test, 'SF1000000000404', 20_000),
    waiting: addClaim(test, 'SF1000000000505', 900, { caseId }),
    rejected: addClaim(test, 'SF1000000000606', 7700),
  }
  setClaimStatus(test.kernel, test.actor, claims.typo.id, { status: 'accepted' })
  setClaimStatus(test.kernel, test.actor, claims.rejected.id, { status: 'rejected' })
  const lines = {
    exact: addLine(test, 'SF1000000000001', 8923),
    short: addLine(test, 'SF1000000000002', 28_000),
    typo: addLine(test, 'SF1000000000036', 4500),
    lump: addLine(test, null, 33_333),
    window: addLine(test, null, 6600),
    partOne: addLine(test, 'SF9900000000001', 12_037),
    partTwo: addLine(test, 'SF9900000000002', 7963),
    rejected: addLine(test, 'SF1000000000606', 7700),
    freight: addLine(test, 'SF2000000000001', -1500, { lineClass: 'freight' }),
  }
  runReconcile(test.kernel, test.actor, { month: MONTH })
  return { test, caseId, claims, lines }
}

describe('M4: decisions on a month in the database', () => {
  it('M4: the board names every open row with its facts, the ages and the difference per courier', async () => {
    const { test, claims, lines } = await october()
    const shown = board(test)
    expect(monthBoardSchema.parse(shown)).toEqual(shown)
    expect(shown.explanation.result.review.map((row) => [row.lineIds[0], row.stage, row.together])).toEqual([
      [lines.typo, 'typo', false],
      [lines.lump, 'lump-sum', true],
      [lines.window, 'window', false],
      [lines.rejected, 'exact', false],
    ])
    for (const row of shown.explanation.result.review) {
      for (const id of row.claimIds) expect(shown.claims.some((claim) => claim.id === id)).toBe(true)
      for (const id of row.lineIds) expect(shown.lines.some((line) => line.id === id)).toBe(true)
    }
    expect(shown.unbooked).toBe(0)
    expect(shown.writeOffLimitCents).toBe(5000)
    expect(shown.ages.map(({ fromDays, toDays, claims: n }) => [fromDays, toDays, n])).toEqual([[0, 30, 7], [31, 60, 0], [61, 90, 0], [91, null, 0]])
    const { result } = shown.explanation
    expect(shown.ages.reduce((sum, one) => sum + one.outstandingCents, 0)).toBe(result.outstandingCents)
    expect(shown.ages.reduce((sum, one) => sum + one.shortPaidCents, 0)).toBe(result.shortPaidCents)
    expect(shown.couriers).toEqual([expect.objectContaining({ courierId: 'sf', claimedCents: result.claimedCents, creditedCents: result.creditedCents, shortPaidCents: 2000, unexplainedCents: result.unexplainedCents })])
    expect(claims.short.amountCents).toBe(30_000)
    const lean = monthBoard(test.kernel, { month: MONTH, matched: false })
    expect([lean.explanation.result.matched, lean.explanation.counts.matched, lean.explanation.result.review.length]).toEqual([[expect.objectContaining({ differenceCents: -2000 })], shown.explanation.counts.matched, 4])
    test.open.close()
  })

  it('M4, M3: accept, split, merge, reject and write-off are booked at once, the totals balance after each, and each undo leaves every table as it was', async () => {
    const { test, claims, lines } = await october()
    const sole: [string, Decision, (now: MonthBoard) => void][] = [
      ['accept', { kind: 'accept', claimId: claims.typo.id, lineIds: [lines.typo] }, () => expect(getClaim(test.kernel, claims.typo.id)).toMatchObject({ creditedCents: 4500, status: 'credited' })],
      ['split', { kind: 'split', lineId: lines.lump, parts: [{ claimId: claims.lumpA.id, cents: 11_111 }, { claimId: claims.lumpB.id, cents: 22_222 }] }, () => expect(getClaim(test.kernel, claims.lumpB.id)).toMatchObject({ creditedCents: 22_222, status: 'credited' })],
      ['merge', { kind: 'merge', claimId: claims.parts.id, lineIds: [lines.partOne, lines.partTwo] }, () => expect(getClaim(test.kernel, claims.parts.id)).toMatchObject({ creditedCents: 20_000, status: 'credited' })],
      ['reject', { kind: 'reject', claimId: claims.window.id, lineIds: [lines.window] }, (now) => expect(now.explanation.result.review.some((row) => row.lineIds.includes(lines.window))).toBe(false)],
      ['reject of a match', { kind: 'reject', claimId: claims.exact.id, lineIds: [lines.exact] }, () => expect(getClaim(test.kernel, claims.exact.id)).toMatchObject({ creditedCents: 0, status: 'filed' })],
      ['accept on an ended claim', { kind: 'accept', claimId: claims.rejected.id, lineIds: [lines.rejected] }, () => expect(getClaim(test.kernel, claims.rejected.id)).toMatchObject({ creditedCents: 7700, status: 'credited' })],
      ['write-off', { kind: 'write-off', claimId: claims.short.id, reason: '差额太小，不值得追' }, (now) => {
        expect(getClaim(test.kernel, claims.short.id)).toMatchObject({ creditedCents: 28_000, status: 'given-up' })
        expect(now.explanation.result).toMatchObject({ givenUpCents: 2000, shortPaidCents: 0 })
      }],
    ]
    for (const [name, decision, check] of sole) {
      const before = { books: books(test), figures: figures(test) }
      test.clock.now += 60_000
      const { decisionId } = await take(test, decision)
      const now = board(test)
      expect(now.explanation.invariantsBroken, name).toEqual([])
      expect(now.unbooked, name).toBe(0)
      check(now)
      expect(now.decisions[0], name).toMatchObject({ id: decisionId, kind: decision.kind, undoneAt: null, decidedBy: '张敏' })
      test.clock.now += 60_000
      undo(test.kernel, test.actor, { decisionId })
      expect({ books: books(test), figures: figures(test) }, name).toEqual(before)
      expect(board(test).decisions[0], name).toMatchObject({ id: decisionId, undoneBy: '张敏' })
    }
    test.open.close()
  })

  it('M4: decisions are taken back in any order that the books allow, and refused in a code where a later one stands on them', async () => {
    const { test, claims, lines } = await october()
    const before = books(test)
    const accept = await take(test, { kind: 'accept', claimId: claims.typo.id, lineIds: [lines.typo] })
    const merge = await take(test, { kind: 'merge', claimId: claims.parts.id, lineIds: [lines.partOne, lines.partTwo] })
    const writeOff = await take(test, { kind: 'write-off', claimId: claims.short.id, reason: '太少' })
    const reject = await take(test, { kind: 'reject', claimId: claims.short.id, lineIds: [lines.short] })
    expect(await refusalOf(() => undo(test.kernel, test.actor, writeOff))).toBe('CHANGED_SINCE')
    undo(test.kernel, test.actor, accept)
    expect(await refusalOf(() => undo(test.kernel, test.actor, accept))).toBe('ALREADY_UNDONE')
    undo(test.kernel, test.actor, reject)
    undo(test.kernel, test.actor, writeOff)
    undo(test.kernel, test.actor, merge)
    expect(books(test)).toEqual(before)
    expect(await refusalOf(() => undo(test.kernel, test.actor, { decisionId: 'none' }))).toBe('DECISION_UNKNOWN')
    test.open.close()
  })

  it('M4: a claim that somebody moved on after its write-off is not thrown back by undo', async () => {
    const { test, claims } = await october()
    const writeOff = await take(test, { kind: 'write-off', claimId: claims.short.id, reason: '太少' })
    setClaimStatus(test.kernel, test.actor, claims.short.id, { status: 'filed' })
    const before = books(test)
    expect(await refusalOf(() => undo(test.kernel, test.actor, writeOff))).toBe('CHANGED_SINCE')
    expect(books(test)).toEqual(before)
    test.open.close()
  })

  it('M4: a refusal says why and changes nothing', async () => {
    const { test, claims, lines } = await october()
    const zto = addClaim(test, '75000000000001', 4500, { courierId: 'zto' })
    const late = addClaim(test, 'SF1000000000909', 4500, { filedOn: '2026-11-03' })
    const before = books(test)
    const tried: [Decision, string][] = [
      [{ kind: 'accept', claimId: claims.exact.id, lineIds: [lines.exact] }, 'PAIR_MATCHED'],
      [{ kind: 'accept', claimId: claims.typo.id, lineIds: [lines.exact] }, 'LINE_TAKEN'],
      [{ kind: 'accept', claimId: zto.id, lineIds: [lines.typo] }, 'OTHER_COURIER'],
      [{ kind: 'accept', claimId: late.id, lineIds: [lines.typo] }, 'CLAIM_NOT_FILED'],
      [{ kind: 'accept', claimId: claims.typo.id, lineIds: [lines.freight] }, 'LINE_NOT_CLAIM'],
      [{ kind: 'accept', claimId: 'nobody', lineIds: [lines.typo] }, 'CLAIM_UNKNOWN'],
      [{ kind: 'accept', claimId: claims.typo.id, lineIds: ['nothing'] }, 'LINE_UNKNOWN'],
      [{ kind: 'split', lineId: lines.lump, parts: [{ claimId: claims.lumpA.id, cents: 33_333 }, { claimId: claims.lumpB.id, cents: 1 }] }, 'LINE_TAKEN'],
      [{ kind: 'split', lineId: lines.lump, parts: [{ claimId: claims.lumpA.id, cents: 30_000 }, { claimId: claims.lumpB.id, cents: 4000 }] }, 'AMOUNT_TOO_LARGE'],
      [{ kind: 'split', lineId: lines.lump, parts: [{ claimId: claims.lumpA.id, cents: 100 }] }, 'PARTS_FEW'],
      [{ kind: 'merge', claimId: claims.parts.id, lineIds: [lines.partOne] }, 'PARTS_FEW'],
      [{ kind: 'write-off', claimId: claims.exact.id, reason: 'x' }, 'NOTHING_LEFT'],
      [{ kind: 'write-off', claimId: claims.short.id, reason: '  ' }, 'REASON_MISSING'],
      [{ kind: 'write-off', claimId: claims.rejected.id, reason: 'x' }, 'CLAIM_ENDED'],
    ]
    for (const [decision, reason] of tried) expect(await refusal(() => take(test, decision)), reason).toBe(reason)
    expect(books(test)).toEqual(before)
    expect(board(test).decisions).toEqual([])
    test.open.close()
  })

  it('M4: a rejected pair is neither matched nor proposed again, also not after another run and a new import of the line', async () => {
    const { test, claims, lines } = await october()
    await take(test, { kind: 'reject', claimId: claims.exact.id, lineIds: [lines.exact] })
    const after = books(test)
    runReconcile(test.kernel, test.actor, { month: MONTH })
    addLine(test, 'SF1000000000001', 8923, { row: Number(lines.exact.split(':')[2]) })
    runReconcile(test.kernel, test.actor, { month: MONTH })
    expect(books(test)).toEqual(after)
    const { review, matched } = board(test).explanation.result
    expect([...review, ...matched].filter((row) => row.lineIds.includes(lines.exact) && row.claimIds.includes(claims.exact.id))).toEqual([])
    expect(board(test).explanation.unexplained.some((line) => line.lineId === lines.exact)).toBe(true)
    test.open.close()
  })

  it('M4: a write-off above the limit takes a supervisor: signed in, or by PIN at somebody else’s PC', async () => {
    const { test, claims } = await october()
    const assistant = await createStaff(test.kernel, test.actor, { name: '李审核', role: 'assistant' })
    const finance = await createStaff(test.kernel, test.actor, { name: '王会计', role: 'finance' })
    await setPin(test.kernel, test.actor, { staffId: test.actor.staffId, pin: '4711' })
    await setPin(test.kernel, test.actor, { staffId: finance.id, pin: '8822' })
    const actor = { staffId: assistant.id, name: assistant.name, role: 'assistant' as const }
    const decision: Decision = { kind: 'write-off', claimId: claims.parts.id, reason: '网点关了' }
    const asks = (approver?: { staffId: string; pin: string }): Promise<unknown> => refusal(() => decide(test.kernel, actor, { month: MONTH, decision, approver }))
    expect(await asks()).toBe('NEEDS_SUPERVISOR')
    expect(await asks({ staffId: test.actor.staffId, pin: '0000' })).toBe('PIN_WRONG')
    expect(await asks({ staffId: finance.id, pin: '8822' })).toBe('FORBIDDEN')
    const withoutPin = await createStaff(test.kernel, test.actor, { name: '赵主管', role: 'supervisor' })
    expect(await asks({ staffId: withoutPin.id, pin: '' })).toBe('APPROVER_WITHOUT_PIN')
    expect(await asks({ staffId: test.actor.staffId, pin: '4711' })).toBe('taken')
    expect(getClaim(test.kernel, claims.parts.id).status).toBe('given-up')
    expect(board(test).decisions[0]).toMatchObject({ kind: 'write-off', decidedBy: '李审核', approvedBy: '张敏', note: '网点关了', cents: 20_000 })
    // within the limit nobody else is asked
    expect(await refusal(() => decide(test.kernel, actor, { month: MONTH, decision: { kind: 'write-off', claimId: claims.waiting.id, reason: '太少' } }))).toBe('taken')
    test.open.close()
  })

  it('M4: the case of a claim hears of money and of the ending, with the reason', async () => {
    const { test, caseId, claims } = await october()
    const { decisionId } = await take(test, { kind: 'write-off', claimId: claims.waiting.id, reason: '差额太小' })
    undo(test.kernel, test.actor, { decisionId })
    const heard = getCase(test.kernel, caseId).timeline.filter(({ type }) => type === 'claim-status')
    expect(heard.map(({ text, data }) => [text, data['from'], data['to'], data['undone'] ?? false]).sort()).toEqual([
      ['差额太小', 'filed', 'given-up', false],
      ['差额太小', 'given-up', 'filed', true],
    ])
    const own = test.kernel.db.readable.prepare<[string], { data: string }>("SELECT data FROM claim_event WHERE claim_id = ? AND type = 'answered' ORDER BY at, id").all(claims.waiting.id)
    expect(own.map(({ data }) => JSON.parse(data) as unknown)).toEqual([
      { from: 'filed', to: 'given-up', why: '差额太小' },
      { from: 'given-up', to: 'filed', why: '差额太小', undone: true },
    ])
    test.open.close()
  })

  it('M4, M5: what is given up in a month that is over stands in that month', async () => {
    const { test, claims } = await october()
    await take(test, { kind: 'write-off', claimId: claims.waiting.id, reason: '太少' })
    const row = test.kernel.db.readable.prepare<[string], { ended_on: string }>('SELECT ended_on FROM claim WHERE id = ?').get(claims.waiting.id)
    expect(row?.ended_on).toBe('2026-10-31')
    expect(board(test).explanation.result.givenUpCents).toBe(900)
    expect(monthBoard(test.kernel, { month: '2026-11', matched: true }).explanation.openClaims.some(({ claimId }) => claimId === claims.waiting.id)).toBe(false)
    test.open.close()
  })

  it('M4, M5: a closed month refuses decisions and undo and shows what was closed; reopened it takes them again', async () => {
    const { test, claims, lines } = await october()
    const kept = await take(test, { kind: 'write-off', claimId: claims.waiting.id, reason: '太少' })
    closeMonth(test.kernel, test.actor, { month: MONTH })
    const asClosed = board(test)
    const before = books(test)
    expect(monthStand(test.kernel, MONTH)).toMatchObject({ closed: true, revision: 1, closedBy: '张敏' })
    expect(await refusal(() => take(test, { kind: 'accept', claimId: claims.typo.id, lineIds: [lines.typo] }))).toBe('MONTH_CLOSED')
    expect(await refusalOf(() => undo(test.kernel, test.actor, kept))).toBe('MONTH_CLOSED')
    expect(books(test)).toEqual(before)
    // what comes later does not change what the closed month shows
    setClaimStatus(test.kernel, test.actor, claims.window.id, { status: 'granted' })
    const later = board(test)
    expect(later.explanation.result.grantedNotCreditedCents).toBe(asClosed.explanation.result.grantedNotCreditedCents)
    expect(later.claims).toEqual(asClosed.claims.map((one) => (one.id === claims.window.id ? { ...one, grantedCents: 6600 } : one)))
    expect([later.unbooked, later.ages, later.couriers]).toEqual([0, asClosed.ages, asClosed.couriers])
    await reopenMonth(test.kernel, test.actor, { month: MONTH, reason: '漏了一张账单' })
    expect(monthStand(test.kernel, MONTH)).toMatchObject({ closed: false, revision: 1 })
    undo(test.kernel, test.actor, kept)
    test.open.close()
  })

  it('P11, M3: an answer that the courier desk confirms moves the claim between the figures of the month', async () => {
    const { test, claims } = await october()
    const figuresNow = (): number[] => {
      const { awaitingCents, grantedNotCreditedCents, rejectedCents, invariantsHold } = board(test).explanation.result
      expect(invariantsHold).toBe(true)
      return [awaitingCents, grantedNotCreditedCents, rejectedCents]
    }
    const [awaiting = 0, granted = 0, rejectedBefore = 0] = figuresNow()
    const answer = (verdict: 'granted' | 'rejected', claimId: string, grantedCents: number | null) =>
      confirmAnswers(test.kernel, test.actor, { language: 'zh', answers: [{ waybill: 'SF1000000000404', said: '认赔150', claimId, caseId: null, verdict, grantedCents, reason: null, found: false, redeliverAt: null, trace: null, lastScan: null }] })
    answer('granted', claims.parts.id, 15_000)
    expect(figuresNow()).toEqual([awaiting - 20_000, granted + 15_000, rejectedBefore + 5000])
    answer('rejected', claims.waiting.id, null)
    expect(figuresNow()).toEqual([awaiting - 20_900, granted + 15_000, rejectedBefore + 5900])
    test.open.close()
  })

  it('M4: notes stay on lines and claims until their words are taken away', async () => {
    const { test, claims, lines } = await october()
    writeNote(test.kernel, test.actor, { what: 'line', id: lines.window, text: ' 问过网点，周五答复 ' })
    writeNote(test.kernel, test.actor, { what: 'claim', id: claims.parts.id, text: '两笔一起付的' })
    expect(board(test).notes.map(({ what, text, notedBy }) => [what, text, notedBy]).sort()).toEqual([['claim', '两笔一起付的', '张敏'], ['line', '问过网点，周五答复', '张敏']])
    writeNote(test.kernel, test.actor, { what: 'line', id: lines.window, text: '' })
    writeNote(test.kernel, test.actor, { what: 'claim', id: claims.parts.id, text: '改了' })
    expect(board(test).notes.map(({ text }) => text)).toEqual(['改了'])
    expect(await refusalOf(() => writeNote(test.kernel, test.actor, { what: 'line', id: 'nothing', text: 'x' }))).toBe('NOT_FOUND')
    test.open.close()
  })

  it('M4: a decision on a month that was never run stores the run with it: stored and shown are the same', async () => {
    const test = await foundFolder()
    const exact = addClaim(test, 'SF1000000000001', 8900)
    const lost = addClaim(test, 'SF1000000000035', 4500)
    addLine(test, 'SF1000000000001', 8900)
    const line = addLine(test, 'SF1000000000036', 4500)
    expect(board(test).unbooked).toBe(1)
    await take(test, { kind: 'accept', claimId: lost.id, lineIds: [line] })
    expect(board(test).unbooked).toBe(0)
    expect(getClaim(test.kernel, exact.id)).toMatchObject({ creditedCents: 8900, status: 'credited' })
    test.open.close()
  })
})
