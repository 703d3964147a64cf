import { SQLiteSyncDialect } from 'drizzle-orm/sqlite-core'
import type { SQL } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LeakRow } from '../../src/contract/leaks'
import type { WriteTx } from '../../src/backend/db/write'
import { leakSql } from '../../src/backend/repositories/leaks'
import { insertPayout } from '../../src/backend/repositories/payouts'
import { insertRefund } from '../../src/backend/repositories/refunds'
import { updateCase as setRow } from '../../src/backend/repositories/cases'
import { createCase, insertCase, updateCase } from '../../src/backend/services/case-write'
import { fileClaim } from '../../src/backend/services/claim-log'
import { createClaim, setClaimStatus } from '../../src/backend/services/claims'
import { askCouriers } from '../../src/backend/services/courier-desk'
import { leakReport } from '../../src/backend/services/leaks'
import { runReconcile } from '../../src/backend/services/reconcile'
import { foundFolder, START, type TestFolder } from '../support/kernel'
import { addOrder } from '../support/money-case'
import { addLine } from '../support/reconcile-month'

const DAY = 86_400_000
let test: TestFolder
beforeEach(async () => {
  test = await foundFolder()
})
afterEach(() => test.open.close())

/** A damaged parcel of an order of 89.00 that SF carried; the kind says that the courier is liable. */
function damaged(number: string): string {
  addOrder(test, { number })
  return createCase(test.kernel, test.actor, { kind: 'damaged', orderNo: number }).id
}
const finish = (caseId: string, over: Parameters<typeof setRow>[2] = {}): void => test.kernel.write(test.actor, { name: 'test.finish' }, (tx) => void setRow(tx, caseId, { status: 'closed', isOpen: false, ...over }))

const payoutRow = (tx: WriteTx, caseId: string, amountCents: number): Parameters<typeof insertPayout>[1] => ({
  id: tx.newId(), caseId, orderNo: null, buyerNick: null, phoneKey: null, addressKey: null, createdAt: tx.now, createdBy: tx.actorId, type: 'compensation', ladder: 'freight', amountCents, currency: 'CNY', issue: '破损',
  limitCents: null, state: 'paid', approvedBy: null, approvedAt: null, approvalWay: null, approvalNote: null, confirmBy: null, confirmedAt: null, paidAt: tx.now, paidRef: null,
})
const pay = (caseId: string, amountCents: number, over: { type?: string; state?: string } = {}): void =>
  test.kernel.write(test.actor, { name: 'test.pay' }, (tx) => insertPayout(tx, { ...payoutRow(tx, caseId, amountCents), ...over }))
function refund(caseId: string, amountCents: number, over: { status?: string; type?: string } = {}): void {
  test.kernel.write(test.actor, { name: 'test.refund' }, (tx) => {
    const number = tx.newId()
    insertRefund(tx, {
      id: `tmall:s:${number}`, platform: 'tmall', shopId: 's', number, orderNo: 'x', buyerNick: null, type: 'refund-only', phase: null, status: 'done', rawStatus: null, reason: null, deadlineAt: null, appliedAt: tx.now,
      closedAt: tx.now, amountCents, currency: 'CNY', returnWaybill: null, returnCourier: null, caseId, importedAt: tx.now, ...over,
    })
  })
}
const claim = (waybill: string, over: { caseId?: string; draft?: boolean; aliases?: string[]; filedOn?: string } = {}) =>
  createClaim(test.kernel, test.actor, { courierId: 'sf', counterparty: 'courier', waybill, aliases: [], reason: 'damaged', goodsCents: 8900, freightCents: 0, otherCents: 0, ...over })
const report = () => leakReport(test.kernel, {})
const brief = async (): Promise<[string, number, string][]> => (await report()).rows.map(({ kind, atStakeCents, action }: LeakRow) => [kind, atStakeCents, action])

describe('M8: the leak report over the database', () => {
  it('M8: paid, refunded by the platform, or sent again, and nothing claimed: each with its amount, gone once it is claimed', async () => {
    const [paid, refunded, resent, both] = ['1001', '1002', '1003', '1004'].map(damaged) as [string, string, string, string]
    pay(paid, 900)
    refund(refunded, 8900)
    updateCase(test.kernel, test.actor, resent, { remedy: 'reissue' })
    // written down here and made by the platform: one refund
    pay(both, 5000, { type: 'refund' })
    refund(both, 5000)
    pay(both, 300)
    expect(await brief()).toEqual([['not-claimed', 8900, 'claim'], ['not-claimed', 8900, 'claim'], ['not-claimed', 5300, 'claim'], ['not-claimed', 900, 'claim']])
    const { count, totals, rows } = await report()
    expect({ count, totals }).toEqual({ count: 4, totals: [{ currency: 'CNY', atStakeCents: 24_000 }] })
    expect(rows.at(-1)).toMatchObject({ caseId: paid, courierId: 'sf', waybill: 'SF1001', reasonZh: '快递责任，已退款，还没有理赔' })
    claim('SF1001', { caseId: paid })
    claim('SF1002')
    claim('SF9999', { aliases: ['sf1003'] })
    expect((await report()).rows.map(({ caseId }) => caseId)).toEqual([both])
  })

  it('M8: nothing paid, another liable, money not paid yet: no leak', async () => {
    const [calm, warehouse, waiting, exchanged] = ['1001', '1002', '1003', '1004'].map(damaged) as [string, string, string, string]
    pay(warehouse, 900)
    updateCase(test.kernel, test.actor, warehouse, { liableParty: 'warehouse' })
    pay(waiting, 900, { state: 'waiting' })
    refund(exchanged, 8900, { type: 'exchange' })
    expect(calm).not.toBe('')
    expect(await brief()).toEqual([])
  })

  it('M8: finished cases count when money went out; old ones by their payouts, whatever their age', async () => {
    const [idle, recent, old, oldRefund] = ['1001', '1002', '1003', '1004'].map(damaged) as [string, string, string, string]
    finish(idle)
    refund(recent, 8900)
    finish(recent)
    pay(old, 700)
    finish(old, { openedAt: START - 400 * DAY })
    refund(oldRefund, 8900)
    finish(oldRefund, { openedAt: START - 400 * DAY })
    expect((await report()).rows.map(({ caseId }) => caseId)).toEqual([recent, old])
  })

  it('M8: windows about to close come first, drafts are no claims, and the right draft is filed with one key', async () => {
    const caseId = damaged('1001')
    const other = damaged('1002')
    pay(other, 5000)
    const draft = claim('SF1001', { caseId, draft: true })
    // shipped 40 hours before the start; SF's window is 30 days
    test.clock.now = START + 25 * DAY
    const { rows } = await report()
    expect(rows.map(({ kind, caseId: of, claimId, claimNo, daysLeft }) => ({ kind, of, claimId, claimNo, daysLeft }))).toEqual([
      { kind: 'window-closing', of: caseId, claimId: draft.id, claimNo: draft.claimNo, daysLeft: 3 },
      { kind: 'window-closing', of: other, claimId: null, claimNo: null, daysLeft: 3 },
    ])
    fileClaim(test.kernel, test.actor, { id: draft.id })
    expect((await report()).rows.map(({ caseId: of }) => of)).toEqual([other])
    test.clock.now = START + 40 * DAY
    expect((await report()).rows).toMatchObject([{ kind: 'window-missed', daysLeft: -12 }])
  })

  it('M8: granted and not credited is chased after the policy’s days; chasing or the money makes it go', async () => {
    const one = claim('SF1390027745711', { filedOn: '2026-10-08' })
    const two = claim('SF1390027745712', { filedOn: '2026-10-08' })
    for (const { id } of [one, two]) setClaimStatus(test.kernel, test.actor, id, { status: 'granted', grantedCents: 6000 })
    expect(await brief()).toEqual([])
    test.clock.now += 15 * DAY
    expect(await brief()).toEqual([['granted-not-credited', 6000, 'chase'], ['granted-not-credited', 6000, 'chase']])
    expect((await report()).rows[0]).toMatchObject({ claimId: one.id, claimNo: one.claimNo, caseId: null, reasonZh: '快递认赔 15 天，还没有到账' })
    const asked = askCouriers(test.kernel, test.actor, { parcels: [{ caseId: null, claimId: one.id, waybill: one.waybill }], language: 'zh' })
    expect(asked.groups[0]?.text).toBe('SF1390027745711 已认赔，账单里还没有这笔，请核实何时入账')
    expect((await report()).rows.map(({ claimId }) => claimId)).toEqual([two.id])
    addLine(test, 'SF1390027745712', 6000)
    runReconcile(test.kernel, test.actor, { month: '2026-10' })
    expect(await brief()).toEqual([])
    test.clock.now += 15 * DAY
    expect((await report()).rows).toMatchObject([{ claimId: one.id, reasonZh: '快递认赔 30 天，还没有到账' }])
  })

  it('M8: pages meet: many cases of one instant are each found once', async () => {
    test.kernel.write(test.actor, { name: 'test.many' }, (tx) => {
      for (let at = 0; at < 1203; at += 1) {
        const id = insertCase(test.kernel, tx, { kind: 'damaged', waybill: `SF${1_390_027_000_000 + at}` })
        insertPayout(tx, payoutRow(tx, id, 100))
        if (at < 600) setRow(tx, id, { status: 'closed', isOpen: false })
      }
    })
    const { count, rows, totals } = await report()
    expect({ count, listed: rows.length, totals }).toEqual({ count: 1203, listed: 1000, totals: [{ currency: 'CNY', atStakeCents: 120_300 }] })
  })

  it('M8: by courier', async () => {
    pay(damaged('1001'), 900)
    pay(createCase(test.kernel, test.actor, { kind: 'damaged', waybill: 'YT8804411992031' }).id, 500)
    expect((await leakReport(test.kernel, { courierId: 'yto' })).rows.map(({ atStakeCents }) => atStakeCents)).toEqual([500])
  })

  it('M8: no question walks all cases: open ones and the last weeks by their indexes, payouts by their state, claims by theirs', () => {
    const dialect = new SQLiteSyncDialect()
    const plan = (statement: SQL): string[] => {
      const { sql, params } = dialect.sqlToQuery(statement)
      return test.kernel.db.readable.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(...params).map(({ detail }) => detail)
    }
    const at = { due: 0, openedAt: 0, createdAt: 0, id: '' }
    const plans = { open: plan(leakSql.open(at, 500)), finished: plan(leakSql.finished(at, 500)), paid: plan(leakSql.paid(at, 500)), named: plan(leakSql.named(['a'])), promised: plan(leakSql.promised(at, 500)) }
    expect(plans.open[0]).toMatch(/SEARCH c USING INDEX cases_open_due \(/)
    expect(plans.finished[0]).toMatch(/SEARCH c USING INDEX cases_over_opened \(/)
    expect(plans.paid[0]).toMatch(/SEARCH p USING INDEX payout_state \(state=\? AND created_at/)
    expect(plans.named.join('\n')).toMatch(/SEARCH c USING INDEX sqlite_autoindex_cases_1 \(id=\?\)/)
    expect(plans.promised[0]).toMatch(/SEARCH k USING INDEX claim_created \(/)
    for (const [name, steps] of Object.entries(plans)) for (const step of steps) expect(step, name).not.toMatch(/SCAN (c|p|r|o|k)\b/)
  })
})
