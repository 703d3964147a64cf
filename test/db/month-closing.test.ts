import { describe, expect, it } from 'vitest'
import { closeMonth, checkMonth, listMonths, monthView, reopenMonth } from '../../src/backend/services/month-closing'
import { bookStates, guardClosedMonth, monthToPost } from '../../src/backend/services/month-states'
import { getClaim, setClaimStatus } from '../../src/backend/services/claims'
import { createStaff, setPin } from '../../src/backend/services/masters'
import { explainMonth, reconcileOverview, runReconcile } from '../../src/backend/services/reconcile'
import { exportTable } from '../../src/backend/services/exports'
import { updateClaim, findClaimRow } from '../../src/backend/repositories/registers'
import { firstBrokenAudit } from '../../src/backend/db/write'
import { closingCheckSchema, monthViewSchema } from '../../src/contract/month-close'
import { errorWords } from '../../src/domain/error-words'
import { AppError } from '../../src/domain/errors'
import type { Role } from '../../src/domain/identity/roles'
import { octoberToClose } from '../support/closing-month'
import { foundFolder, type TestFolder } from '../support/kernel'
import { addClaim, addLine, countRows } from '../support/reconcile-month'
import { join } from 'node:path'
import { readFileSync } from 'node:fs'

const OCTOBER = { month: '2026-10' }
const NOVEMBER = { month: '2026-11' }
/** 2026-12-02 10:00 in Shanghai. */
const DECEMBER = Date.UTC(2026, 11, 2, 2, 0, 0)

const timeless = <T extends { ms: number }>({ ms: _ms, ...rest }: T): Omit<T, 'ms'> => rest

/** The reasons of a refusal, `[]` when nothing was refused. */
function refusal(work: () => unknown): unknown {
  try {
    work()
    return []
  } catch (error) {
    if (error instanceof AppError) return error.detail['reasons'] ?? error.code
    throw error
  }
}

async function hire({ kernel, actor }: TestFolder, name: string, role: Role) {
  const { id } = await createStaff(kernel, actor, { name, role })
  return { staffId: id, name, role }
}

describe('closing a month (M5)', () => {
  it('M5: a month is run once more, closed, numbered and carried forward, all in one audited transaction', async () => {
    const { test, claims } = await octoberToClose()
    const { kernel, actor } = test
    const check = checkMonth(kernel, OCTOBER)
    expect(closingCheckSchema.parse(check)).toEqual(check)
    // The older claim of August does not ask anybody to close August: the books begin with the first statement.
    expect(check).toMatchObject({ refusals: [], warnings: [{ warning: 'UNEXPLAINED_LEFT', count: 1 }], earlierOpen: null, carried: { claims: 4, cents: 5000 + 12_000 + 40_000 + 6600 } })
    expect(getClaim(kernel, claims.exact.id).creditedCents).toBe(0)

    const view = closeMonth(kernel, actor, OCTOBER)
    expect(monthViewSchema.parse(view)).toEqual(view)
    expect(view).toMatchObject({ status: 'closed', revision: 1, number: '2026-10-1', closedBy: '张敏', closedAt: test.clock.now, carried: { claims: 4, cents: 63_600 }, carriedIn: null })
    expect(getClaim(kernel, claims.exact.id)).toMatchObject({ creditedCents: 10_100, status: 'credited' })
    const entry = kernel.db.readable.prepare<[], { action: string; detail: string }>('SELECT action, detail FROM audit ORDER BY seq DESC LIMIT 1').get()
    expect(entry?.action).toBe('month.close')
    expect(JSON.parse(entry?.detail ?? '')).toMatchObject({ number: '2026-10-1', carried: { claims: 4, cents: 63_600 }, snapshotSha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string })
    expect(firstBrokenAudit(kernel.db)).toBeNull()
    expect(monthView(kernel, NOVEMBER)).toMatchObject({ status: 'open', revision: 0, carriedIn: { month: '2026-10', number: '2026-10-1', claims: 4, cents: 63_600 } })
    test.open.close()
  })

  it('M5: a month that is not over, closed already, empty or after an open one is refused in words, and nothing is stored', async () => {
    const { test } = await octoberToClose()
    const { kernel, actor } = test
    addLine(test, 'SF1000000000009', 100, NOVEMBER)
    const rows = (): number => countRows(test, 'month_closing')
    expect(refusal(() => closeMonth(kernel, actor, NOVEMBER))).toEqual(['MONTH_NOT_OVER', 'EARLIER_MONTH_OPEN'])
    expect(refusal(() => closeMonth(kernel, actor, { month: '2026-06' }))).toEqual(['NOTHING_TO_CLOSE'])
    test.clock.now = DECEMBER
    expect(checkMonth(kernel, NOVEMBER)).toMatchObject({ refusals: ['EARLIER_MONTH_OPEN'], earlierOpen: '2026-10' })
    expect(rows()).toBe(0)
    closeMonth(kernel, actor, OCTOBER)
    expect(refusal(() => closeMonth(kernel, actor, OCTOBER))).toEqual(['ALREADY_CLOSED'])
    expect(refusal(() => closeMonth(kernel, actor, NOVEMBER))).toEqual([])
    expect(rows()).toBe(2)
    expect(errorWords('MONTH_NOT_CLOSABLE', { month: '2026-10', reasons: ['ALREADY_CLOSED'] }, 'zh').line).toContain('这个月已经结账')
    expect(errorWords('MONTH_NOT_CLOSABLE', { month: '2026-10', reasons: ['ALREADY_CLOSED'] }, 'en').line).toContain('The month is closed already')
    test.open.close()
  })

  it('M5: a retried closing with the same key closes once', async () => {
    const { test } = await octoberToClose()
    const first = closeMonth(test.kernel, test.actor, { ...OCTOBER, key: 'close-october-1' })
    expect(closeMonth(test.kernel, test.actor, { ...OCTOBER, key: 'close-october-1' })).toEqual(first)
    expect(countRows(test, 'month_closing')).toBe(1)
    test.open.close()
  })

  it('M5: what a closed month shows is what was closed, whatever claims do later; running it again changes nothing', async () => {
    const { test, claims } = await octoberToClose()
    const { kernel, actor } = test
    runReconcile(kernel, actor, OCTOBER)
    const before = { explained: explainMonth(kernel, OCTOBER), sf: explainMonth(kernel, { ...OCTOBER, courierId: 'sf' }), overview: reconcileOverview(kernel, OCTOBER) }
    closeMonth(kernel, actor, OCTOBER)
    const same = (): void => {
      const explained = explainMonth(kernel, OCTOBER)
      expect({ ...explained, result: timeless(explained.result) }).toEqual({ ...before.explained, result: timeless(before.explained.result) })
      const sf = explainMonth(kernel, { ...OCTOBER, courierId: 'sf' })
      expect({ ...sf, result: timeless(sf.result) }).toEqual({ ...before.sf, result: timeless(before.sf.result) })
      expect(reconcileOverview(kernel, OCTOBER)).toEqual(before.overview)
    }
    same()
    // Statuses and answers go on; the closed figures do not follow them.
    setClaimStatus(kernel, actor, claims.waiting.id, { status: 'granted', grantedCents: 6600 })
    setClaimStatus(kernel, actor, claims.granted.id, { status: 'rejected', answer: '改判拒赔' })
    same()
    const audits = countRows(test, 'audit')
    expect(timeless(runReconcile(kernel, actor, OCTOBER))).toEqual(timeless(before.explained.result))
    expect(countRows(test, 'audit')).toBe(audits)
    const path = join(test.dataDir, 'october.csv')
    await exportTable(kernel, actor, { what: 'reconciliation', path, month: '2026-10', locale: 'zh' })
    expect(readFileSync(path, 'utf8')).toContain('认赔未到,,120.00')
    test.open.close()
  })

  it('M5: a late credit and a claw-back of a closed month’s claims land in the next month, and the figures of both hold', async () => {
    const { test, claims } = await octoberToClose()
    const { kernel, actor } = test
    closeMonth(kernel, actor, OCTOBER)
    const october = timeless(explainMonth(kernel, OCTOBER).result)
    addLine(test, 'SF1000000000002', 5000, NOVEMBER)
    addLine(test, 'SF1000000000001', -10_100, { ...NOVEMBER, lineClass: 'claw-back' })
    const november = runReconcile(kernel, actor, NOVEMBER)
    expect(november).toMatchObject({ invariantsHold: true, claimLinesCents: -5100, unexplainedCents: 0 })
    const figures = new Map(explainMonth(kernel, NOVEMBER).openClaims.map((claim) => [claim.claimNo, claim]))
    expect(figures.get(claims.exact.claimNo)).toMatchObject({ creditedEarlierCents: 10_100, creditedThisMonthCents: -10_100, shortPaidCents: 10_100 })
    expect(getClaim(kernel, claims.short.id)).toMatchObject({ creditedCents: 30_000, status: 'credited' })
    expect(getClaim(kernel, claims.exact.id)).toMatchObject({ creditedCents: 0, status: 'clawed-back' })
    expect(timeless(explainMonth(kernel, OCTOBER).result)).toEqual(october)
    expect(october.invariantsHold).toBe(true)
    // Carried over = what November begins with: the same claims, the same money.
    const carried = monthView(kernel, OCTOBER).carried
    const owedBefore = november.claimedCents + november.overPaidCents - november.creditedCents + november.matched.reduce((sum, match) => sum + match.creditedCents, 0)
    expect(carried?.cents).toBe(owedBefore - november.rejectedCents)
    test.clock.now = DECEMBER
    expect(closeMonth(kernel, actor, NOVEMBER)).toMatchObject({ number: '2026-11-1', carriedIn: { number: '2026-10-1', cents: carried?.cents } })
    test.open.close()
  })

  it('M5: reopening needs a supervisor and a reason, goes backwards, and leaves its trace; closing again is the next revision', async () => {
    const { test, claims } = await octoberToClose()
    const { kernel, actor } = test
    addClaim(test, 'SF1000000000021', 900, { filedOn: '2026-11-03' })
    test.clock.now = DECEMBER
    closeMonth(kernel, actor, OCTOBER)
    closeMonth(kernel, actor, NOVEMBER)
    const finance = await hire(test, '钱会计', 'finance')
    const reasonsOf = async (work: Promise<unknown>): Promise<unknown> => work.then(() => [], (error: unknown) => (error instanceof AppError ? (error.detail['reasons'] ?? error.code) : error))
    expect(await reasonsOf(reopenMonth(kernel, actor, { ...OCTOBER, reason: '漏导一份账单' }))).toEqual(['LATER_MONTH_CLOSED'])
    expect(await reasonsOf(reopenMonth(kernel, finance, { ...NOVEMBER, reason: '改一下' }))).toEqual(['NEEDS_SUPERVISOR'])
    expect(await reasonsOf(reopenMonth(kernel, actor, { ...NOVEMBER, reason: '  ' }))).toEqual(['REASON_MISSING'])
    await reopenMonth(kernel, actor, { ...NOVEMBER, reason: '先重开后面的月份' })

    // At the PC of finance, by the supervisor's own PIN: the step is the supervisor's.
    const approver = { staffId: actor.staffId, pin: '246810' }
    expect(await reasonsOf(reopenMonth(kernel, finance, { ...OCTOBER, reason: '漏导一份账单', approver }))).toBe('APPROVER_WITHOUT_PIN')
    await setPin(kernel, actor, { staffId: actor.staffId, pin: '246810' })
    expect(await reasonsOf(reopenMonth(kernel, finance, { ...OCTOBER, reason: '漏导一份账单', approver: { ...approver, pin: '111111' } }))).toBe('PIN_WRONG')
    expect(await reasonsOf(reopenMonth(kernel, finance, { ...OCTOBER, reason: '漏导一份账单', approver: { staffId: finance.staffId, pin: '1' } }))).toBe('FORBIDDEN')
    const reopened = await reopenMonth(kernel, finance, { ...OCTOBER, reason: '漏导一份账单', approver })
    expect(reopened).toMatchObject({ status: 'reopened', revision: 1, number: '2026-10-1' })
    expect(await reasonsOf(reopenMonth(kernel, actor, { ...OCTOBER, reason: '再开' }))).toEqual(['NOT_CLOSED'])

    // Open again: it is worked out anew, and a line that was missing counts.
    addLine(test, 'SF1000000000006', 40_000)
    runReconcile(kernel, actor, OCTOBER)
    expect(getClaim(kernel, claims.old.id)).toMatchObject({ creditedCents: 40_000, status: 'credited' })
    const again = closeMonth(kernel, finance, OCTOBER)
    expect(again).toMatchObject({ status: 'closed', revision: 2, number: '2026-10-2', closedBy: '钱会计', carried: { claims: 3, cents: 23_600 } })
    expect(again.trail.map(({ step, revision, by, reason }) => [step, revision, by, reason])).toEqual([
      ['closed', 1, '张敏', null],
      ['reopened', 1, '张敏', '漏导一份账单'],
      ['closed', 2, '钱会计', null],
    ])
    expect(countRows(test, 'month_closing')).toBe(3)
    expect(listMonths(kernel).map(({ month, status }) => [month, status])).toEqual([['2026-11', 'reopened'], ['2026-10', 'closed']])
    test.open.close()
  })

  it('M5: money, waybills, courier and filing day of a closed claim are held; a claim registered later for an older day is not', async () => {
    const { test, claims } = await octoberToClose()
    const { kernel, actor } = test
    const guard = (id: string): unknown =>
      refusal(() =>
        kernel.write(actor, { name: 'test.guard' }, (tx) => {
          const row = findClaimRow(tx.db, id)
          if (row === undefined) throw new Error('no claim')
          guardClosedMonth(kernel, tx, row)
          updateClaim(tx, id, { goodsCents: 1 })
        }),
      )
    const mine = addClaim(test, 'SF1000000000031', 900, { filedOn: '2026-11-03' })
    test.clock.now += 1000
    closeMonth(kernel, actor, OCTOBER)
    test.clock.now += 1000
    expect(guard(claims.exact.id)).toBe('MONTH_CLOSED')
    expect(guard(claims.old.id)).toBe('MONTH_CLOSED')
    expect(getClaim(kernel, claims.exact.id).goodsCents).toBe(8900)
    expect(guard(mine.id)).toEqual([])
    const late = addClaim(test, 'SF1000000000032', 700, { filedOn: '2026-10-30' })
    expect(guard(late.id)).toEqual([])
    expect(setClaimStatus(kernel, actor, claims.waiting.id, { status: 'accepted' }).status).toBe('accepted')
    await reopenMonth(kernel, actor, { ...OCTOBER, reason: '改金额' })
    expect(guard(claims.exact.id)).toEqual([])
    test.open.close()
  })

  it('M5: what is posted to a closed month, or to one before it, goes to the next open one', async () => {
    const { test } = await octoberToClose()
    expect(monthToPost(test.kernel.read, '2026-10')).toBe('2026-10')
    closeMonth(test.kernel, test.actor, OCTOBER)
    expect(['2026-07', '2026-10', '2026-11', '2026-12'].map((month) => monthToPost(test.kernel.read, month))).toEqual(['2026-11', '2026-11', '2026-11', '2026-12'])
    test.open.close()
  })

  it('M5: before the first statement no month has to be closed', async () => {
    const test = await foundFolder()
    addClaim(test, 'SF1000000000001', 100, { filedOn: '2026-03-01' })
    expect(bookStates(test.kernel.read)).toEqual([])
    addClaim(test, 'SF1000000000002', 100, { filedOn: '2026-10-02' })
    addLine(test, 'SF1000000000001', 100, { month: '2026-09' })
    expect(bookStates(test.kernel.read).map(({ month }) => month)).toEqual(['2026-09', '2026-10'])
    expect(refusal(() => closeMonth(test.kernel, test.actor, OCTOBER))).toEqual(['EARLIER_MONTH_OPEN'])
    test.open.close()
  })
})
