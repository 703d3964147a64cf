import { describe, expect, it } from 'vitest'
import { decideWith, undo, type Decision } from '../../src/backend/services/month-decisions'
import { runReconcile } from '../../src/backend/services/reconcile'
import { workOutMonth } from '../../src/backend/services/reconcile-month'
import { getClaim } from '../../src/backend/services/claims'
import { foundFolder, type TestFolder } from '../support/kernel'
import { addClaim, addLine } from '../support/reconcile-month'

const MONTH = '2026-10'
const NOTHING = { store: [], drop: [], claims: [] }
const run = ({ kernel, actor }: TestFolder): unknown => runReconcile(kernel, actor, { month: MONTH })
const planOf = ({ kernel }: TestFolder): unknown => workOutMonth(kernel, { month: MONTH }).plan
const take = (test: TestFolder, decision: Decision): string => {
  test.clock.now += 1000
  return decideWith(test.kernel, test.actor, { month: MONTH, decision }, null).decisionId
}
const takeBack = (test: TestFolder, decisionId: string): void => {
  test.clock.now += 1000
  undo(test.kernel, test.actor, { decisionId })
}

/** The matches that stand, as line, claim, stage and cents. */
function matches({ kernel }: TestFolder): unknown[] {
  return kernel.db.readable.prepare('SELECT line_id AS line, claim_id AS claim, stage, credited_cents AS cents, reason_zh AS words FROM recon_match WHERE deleted_at IS NULL ORDER BY line_id, claim_id').all()
}
const books = (test: TestFolder): unknown => ({ matches: matches(test), claims: test.kernel.db.readable.prepare('SELECT id, status, status_at, ended_on, credited_cents FROM claim ORDER BY id').all() })

/** A claim over 4.00, paid 5.00, of which 3.00 was taken back, and given up for the rest. */
async function givenUp() {
  const test = await foundFolder()
  const claim = addClaim(test, 'SF1000000000077', 400)
  const back = addLine(test, 'SF1000000000077', -300, { row: 2 })
  const paid = addLine(test, 'SF1000000000077', 500, { row: 3 })
  run(test)
  take(test, { kind: 'write-off', claimId: claim.id, reason: '差额太小' })
  const status = (): string => getClaim(test.kernel, claim.id).status
  return { test, claim, back, paid, status }
}

describe('M4: a claim that was given up and is paid in full after all', () => {
  it('M4, M3: when its claw-back is rejected it goes on as credited, stored as the next run shows it, and undo gives it up again', async () => {
    const { test, claim, back, paid, status } = await givenUp()
    const before = books(test)
    expect(status()).toBe('given-up')
    const rejected = take(test, { kind: 'reject', claimId: claim.id, lineIds: [back] })
    expect(status()).toBe('credited')
    expect(matches(test)).toEqual([{ line: paid, claim: claim.id, stage: 'short-over', cents: 500, words: '运单号 SF1000000000077 一致，到账 ¥5.00，未到账金额为 ¥4.00，多赔 ¥1.00' }])
    expect(planOf(test)).toEqual(NOTHING)
    takeBack(test, rejected)
    expect(books(test)).toEqual(before)
    expect(planOf(test)).toEqual(NOTHING)
    test.open.close()
  })

  it('M4, M3: when another line pays it better then, undo takes that match away again', async () => {
    const { test, claim, back, status } = await givenUp()
    const exact = addLine(test, 'SF1000000000077', 400, { row: 4 })
    run(test)
    const before = books(test)
    const rejected = take(test, { kind: 'reject', claimId: claim.id, lineIds: [back] })
    expect(status()).toBe('credited')
    expect(matches(test)).toMatchObject([{ line: exact, stage: 'exact', cents: 400 }])
    expect(planOf(test)).toEqual(NOTHING)
    takeBack(test, rejected)
    expect(books(test)).toEqual(before)
    expect(planOf(test)).toEqual(NOTHING)
    test.open.close()
  })

  it('M3: when its claw-back goes with another import one run stores what the next one shows', async () => {
    const { test, paid, status } = await givenUp()
    addLine(test, 'SF1000000000077', -300, { row: 2, month: '2026-11', file: 'sf-2026-10.csv' })
    run(test)
    expect(status()).toBe('credited')
    expect(matches(test)).toMatchObject([{ line: paid, stage: 'short-over', cents: 500 }])
    expect(planOf(test)).toEqual(NOTHING)
    test.open.close()
  })

  it('M4: a line that a person accepts pays it in full without touching what runs had matched', async () => {
    const { test, claim, status } = await givenUp()
    const more = addLine(test, 'SF1000000000099', 200, { row: 5 })
    run(test)
    const before = books(test)
    const accepted = take(test, { kind: 'accept', claimId: claim.id, lineIds: [more] })
    expect(status()).toBe('credited')
    expect(matches(test)).toHaveLength(3)
    expect(planOf(test)).toEqual(NOTHING)
    takeBack(test, accepted)
    expect(books(test)).toEqual(before)
    test.open.close()
  })
})
