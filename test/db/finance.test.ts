import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { read as readWorkbook, utils } from '@e965/xlsx'
import iconv from 'iconv-lite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { putRefundRow } from '../support/money-case'
import { getCase } from '../../src/backend/services/case-read'
import { explainDoubles, financeRow, setPayee, unmaskAccount } from '../../src/backend/services/finance'
import { makeBatch, writeBatchAgain } from '../../src/backend/services/finance-batch'
import type { Actor } from '../../src/backend/services/kernel'
import { createStaff } from '../../src/backend/services/masters'
import { createEntry, editEntry, moveEntries, removeEntry, restoreEntry } from '../../src/backend/services/register-entries'
import { exportRegister } from '../../src/backend/services/register-export'
import { countEntries, type EntryAsk, entryRecord, filterOf, listEntries, sortOf } from '../../src/backend/services/register-lists'
import { requireRegister } from '../../src/backend/services/register-access'
import { pageSql } from '../../src/backend/repositories/register-entries'
import { approvePayout, payPayout } from '../../src/backend/services/payout-steps'
import { askPayout, type Payee } from '../../src/backend/services/payouts'
import { AppError } from '../../src/domain/errors'
import type { Role } from '../../src/domain/identity/roles'
import { tempFolder } from '../support/folders'
import { foundFolder, type TestFolder } from '../support/kernel'
import { addRates, moneyCase } from '../support/money-case'

/** The finance list (F1). */
let test: TestFolder
let boss: Actor
let agent: Actor
let finance: Actor
const ACCOUNT = 'lin-1390000@pay.test'
const ALIPAY: Payee = { way: 'alipay', payeeName: '林小鹿', payeeAccount: ACCOUNT, outsideReason: '平台打款被拒' }
const somebody = async (name: string, role: Role): Promise<Actor> => ({ staffId: (await createStaff(test.kernel, test.actor, { name, role })).id, name, role })
const refusal = async (work: () => unknown): Promise<{ code: string; detail: Record<string, unknown> } | null> => {
  try {
    await work()
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, detail: { ...error.detail } }
    throw error
  }
  return null
}
let serial = 0
const newCase = (): string => moneyCase(test, { number: `28491055336704${String((serial += 1)).padStart(5, '0')}`, buyerNick: `买家${serial}` })
const ask = (caseId: string, amountCents: number, payee: Payee = {}) => askPayout(test.kernel, agent, { caseId, type: 'compensation', amountCents, issue: '杯口有裂纹', minorStain: false, ...payee }).payout
const approved = (amountCents: number, payee: Payee = {}): string => {
  const payout = ask(newCase(), amountCents, payee)
  if (payout.state === 'waiting') approvePayout(test.kernel, boss, { id: payout.id })
  return payout.id
}
const REGISTER = 'payouts'
type Ask = Omit<EntryAsk, 'register' | 'view'>
const list = (view: string, more: Ask = {}, actor = finance) => listEntries(test.kernel, actor, { register: REGISTER, view, limit: 100, ...more }).rows
const ids = (view: string, more: Ask = {}) => list(view, more).map(({ id }) => id)
const pay = (actor: Actor, of: readonly string[], reference: string | null = null, key?: string) => moveEntries(test.kernel, actor, { register: REGISTER, ids: of, move: 'pay', values: { reference }, key })
const cameBack = (of: readonly string[], reason: string) => moveEntries(test.kernel, finance, { register: REGISTER, ids: of, move: 'bounce', values: {}, reason })

beforeEach(async () => {
  serial = 0
  test = await foundFolder()
  boss = test.actor
  agent = await somebody('李强', 'agent')
  finance = await somebody('陈会计', 'finance')
  addRates(test)
})
afterEach(() => test.open.close())

describe('how money goes out', () => {
  it('F1: the platform first; an outside transfer needs name, account and reason, and a supervisor at any amount', async () => {
    expect(ask(newCase(), 100)).toMatchObject({ payWay: 'platform', state: 'approved' })
    expect(await refusal(() => ask(newCase(), 100, { way: 'alipay', payeeName: '林小鹿' }))).toEqual({ code: 'REQUIRED_FIELDS_MISSING', detail: { fields: ['payeeAccount', 'outsideReason'] } })
    const outside = ask(newCase(), 100, ALIPAY)
    expect(outside).toMatchObject({ payWay: 'alipay', state: 'waiting', outsideReason: '平台打款被拒', payeeAccount: expect.stringMatching(/^\*+test$/) })
    expect(await refusal(() => payPayout(test.kernel, finance, { id: outside.id }))).toMatchObject({ code: 'ILLEGAL_TRANSITION' })
  })

  it('F1: another account outside the platform is approved anew; a supervisor does it in one go; not while a batch holds it', async () => {
    const id = approved(100)
    expect(setPayee(test.kernel, finance, { id, ...ALIPAY })).toMatchObject({ state: 'waiting', payWay: 'alipay', approvedBy: null })
    approvePayout(test.kernel, boss, { id })
    expect(setPayee(test.kernel, boss, { id, ...ALIPAY, payeeAccount: 'other@pay.test' })).toMatchObject({ state: 'approved', payeeAccount: 'other@pay.test', approvedBy: '张敏' })
    expect(setPayee(test.kernel, agent, { id, way: 'platform' })).toMatchObject({ state: 'approved', payeeAccount: null, payeeName: null })
    await makeBatch(test.kernel, finance, { ids: [id], way: 'platform', path: join(tempFolder(), 'a.xlsx'), locale: 'zh' })
    expect(await refusal(() => setPayee(test.kernel, boss, { id, ...ALIPAY }))).toMatchObject({ code: 'ILLEGAL_TRANSITION' })
    const warehouse = await somebody('库管', 'warehouse')
    expect(await refusal(() => setPayee(test.kernel, warehouse, { id, way: 'platform' }))).toMatchObject({ code: 'FORBIDDEN' })
  })

  it('R3: accounts are whole for finance, masked for others; looking is noted, and the account stands nowhere else', async () => {
    const id = approved(100, ALIPAY)
    expect(financeRow(test.kernel, finance, id)).toMatchObject({ payeeAccount: ACCOUNT, accountWhole: true })
    expect(financeRow(test.kernel, agent, id).payeeAccount).toBe('********test')
    expect(unmaskAccount(test.kernel, agent, id)).toEqual({ account: ACCOUNT })
    setPayee(test.kernel, boss, { id, ...ALIPAY, payeeAccount: `2${ACCOUNT}` })
    await makeBatch(test.kernel, finance, { ids: [id], way: 'alipay', path: join(tempFolder(), 'a.csv'), locale: 'zh' })
    pay(finance, [id], 'T-1')
    const all = (table: string): string => JSON.stringify(test.kernel.db.readable.prepare(`SELECT * FROM ${table}`).all())
    expect(all('audit')).toContain('payout.unmask')
    for (const table of ['audit', 'case_event', 'register_event']) expect(all(table)).not.toContain(ACCOUNT)
  })
})

describe('possible doubles', () => {
  it('F1: the same amount on one case waits for a reason, on both payouts; then it is paid', async () => {
    const caseId = newCase()
    const [first, second] = [ask(caseId, 300), ask(caseId, 300)]
    expect(ids('suspect')).toEqual([first.id, second.id])
    expect(financeRow(test.kernel, agent, first.id).doubles).toMatchObject([{ id: second.id, source: 'payout', reasons: ['same-case', 'same-order'], caseId, explained: false }])
    expect(await refusal(() => pay(finance, [first.id]))).toEqual({ code: 'DUPLICATE_PAYOUT', detail: { reasons: ['same-case', 'same-order'] } })
    expect(await refusal(() => makeBatch(test.kernel, finance, { ids: [first.id], way: 'platform', path: join(tempFolder(), 'a.csv'), locale: 'zh' }))).toEqual({ code: 'BATCH_REFUSED', detail: { count: 1, why: ['suspect'] } })
    explainDoubles(test.kernel, finance, { id: first.id, reason: '两只杯子各赔一次' })
    expect(ids('suspect')).toEqual([])
    expect(financeRow(test.kernel, finance, second.id).doubles).toMatchObject([{ id: first.id, explained: true }])
    expect(pay(finance, [first.id, second.id], 'XE-9').map(({ state }) => state)).toEqual(['paid', 'paid'])
    // a third one asks again, also because of the two
    const third = ask(caseId, 300)
    expect(ids('suspect')).toEqual([third.id])
    expect(financeRow(test.kernel, finance, third.id).doubles).toHaveLength(2)
    expect(await refusal(() => explainDoubles(test.kernel, finance, { id: first.id, reason: 'x' }))).toBeNull()
  })

  it('F1: a refund that the platform has made already counts, whenever it is imported; one account on two cases too', () => {
    const caseId = newCase()
    const back = askPayout(test.kernel, agent, { caseId, type: 'refund', amountCents: 400, issue: '退差价', minorStain: false }).payout
    expect(ids('suspect')).toEqual([])
    const { order } = getCase(test.kernel, caseId)
    putRefundRow(test, { orderNo: order?.number ?? '', amountCents: 8900, status: 'done' })
    expect(financeRow(test.kernel, finance, back.id).doubles).toMatchObject([{ source: 'platform-refund', reasons: ['platform-refunded'], number: 'R-1', amountCents: 8900 }])
    const [one, two] = [approved(700, ALIPAY), approved(700, { ...ALIPAY, payeeAccount: ` ${ACCOUNT.toUpperCase()}` })]
    expect(ids('suspect')).toEqual([back.id, one, two])
    expect(financeRow(test.kernel, finance, two).doubles.map(({ reasons }) => reasons)).toEqual([['same-account']])
  })
})

describe('batches', () => {
  it('F1: the Alipay file holds its columns in GBK, cell by cell, and what stands in a batch is not batched twice', async () => {
    const [one, two] = [approved(1_250, { ...ALIPAY, payeeName: '李㐂' }), approved(88_000, { ...ALIPAY, payeeAccount: '13900001111' })]
    const path = join(tempFolder(), 'alipay.csv')
    const made = await makeBatch(test.kernel, finance, { ids: [one, two], way: 'alipay', path, locale: 'zh', key: 'batch-key-1' })
    expect(made).toMatchObject({ lines: 2, totals: [{ currency: 'CNY', cents: 89_250 }] })
    expect(made.batchNo).toMatch(/^PB-[0-9A-Z]{4}-00001$/)
    const orderOf = (id: string): string => financeRow(test.kernel, finance, id).orderNo ?? ''
    expect(iconv.decode(readFileSync(path), 'gb18030')).toBe(
      `商户流水号,收款支付宝账号,收款人姓名,付款金额(元),付款说明\r\n${made.batchNo}-001,${ACCOUNT},李㐂,12.50,折价补偿 ${orderOf(one)}\r\n${made.batchNo}-002,13900001111,林小鹿,880.00,折价补偿 ${orderOf(two)}\r\n`,
    )
    // a call that is sent again is the same batch; another one is refused
    expect((await makeBatch(test.kernel, finance, { ids: [one, two], way: 'alipay', path, locale: 'zh', key: 'batch-key-1' })).batchNo).toBe(made.batchNo)
    expect(await refusal(() => makeBatch(test.kernel, finance, { ids: [two], way: 'alipay', path, locale: 'zh' }))).toEqual({ code: 'BATCH_REFUSED', detail: { count: 1, why: ['in-batch'] } })
    expect(ids('pay')).toEqual([])
    expect(ids('batch')).toEqual([one, two])
    const again = join(tempFolder(), 'again.xlsx')
    await writeBatchAgain(test.kernel, finance, { batchNo: made.batchNo, path: again, locale: 'zh' })
    const sheet = readWorkbook(readFileSync(again)).Sheets['支付宝']
    expect(utils.sheet_to_json<unknown[]>(sheet ?? {}, { header: 1 })).toEqual([
      ['商户流水号', '收款支付宝账号', '收款人姓名', '付款金额(元)', '付款说明'],
      [`${made.batchNo}-001`, ACCOUNT, '李㐂', 12.5, `折价补偿 ${orderOf(one)}`],
      [`${made.batchNo}-002`, '13900001111', '林小鹿', 880, `折价补偿 ${orderOf(two)}`],
    ])
  })

  it('F1: a file that cannot be written leaves the list as it was', async () => {
    const id = approved(500)
    expect(await refusal(() => makeBatch(test.kernel, finance, { ids: [id], way: 'platform', path: join(tempFolder(), 'no', 'such', 'folder', 'a.csv'), locale: 'zh' }))).not.toBeNull()
    expect(financeRow(test.kernel, finance, id)).toMatchObject({ state: 'approved', batchNo: null })
    expect(await refusal(() => makeBatch(test.kernel, finance, { ids: [id], way: 'alipay', path: join(tempFolder(), 'a.csv'), locale: 'zh' }))).toEqual({ code: 'BATCH_REFUSED', detail: { count: 1, why: ['other-way'] } })
  })

  it('F1: paid once, by one or by many; a line that came back is on the list again with its reason and is paid anew', async () => {
    const [one, two] = [approved(500, ALIPAY), approved(600, ALIPAY)]
    const { batchNo } = await makeBatch(test.kernel, finance, { ids: [one, two], way: 'alipay', path: join(tempFolder(), 'a.csv'), locale: 'zh' })
    expect(pay(finance, [one, two], 'ALI-77', 'pay-key-01').map(({ state }) => state)).toEqual(['paid', 'paid'])
    // sent again: the same answer and nothing more; from another PC: refused, and the whole of it
    expect(pay(finance, [one, two], 'ALI-77', 'pay-key-01').map(({ state }) => state)).toEqual(['paid', 'paid'])
    const open = approved(900)
    expect(await refusal(() => pay(boss, [open, one]))).toMatchObject({ code: 'ILLEGAL_TRANSITION', detail: { from: 'paid' } })
    expect(financeRow(test.kernel, boss, open).state).toBe('approved')
    expect(financeRow(test.kernel, finance, one)).toMatchObject({ state: 'paid', paidRef: 'ALI-77', paidBy: '陈会计', batchNo })
    cameBack([two], '户名不符')
    expect(financeRow(test.kernel, finance, two)).toMatchObject({ state: 'approved', paidRef: null, paidBy: null, batchNo: null, cameBack: { text: '户名不符', by: '陈会计' } })
    expect(ids('back')).toEqual([two])
    expect(getCase(test.kernel, financeRow(test.kernel, finance, two).caseId).timeline.map(({ type }) => type)).toContain('payout-bounced')
    pay(finance, [two], 'ALI-78')
    expect(financeRow(test.kernel, finance, two)).toMatchObject({ state: 'paid', cameBack: null })
    expect(await refusal(() => cameBack([open], 'x'))).toMatchObject({ code: 'ILLEGAL_TRANSITION' })
  })

  it('R3: lists and files show accounts whole to whoever pays, masked to everybody else, and no search finds them', async () => {
    const id = approved(100, ALIPAY)
    expect(list('pay')).toMatchObject([{ id, values: { account: ACCOUNT } }])
    for (const actor of [agent, await somebody('王芳', 'assistant'), await somebody('库管', 'warehouse')]) {
      expect(JSON.stringify([list('pay', {}, actor), entryRecord(test.kernel, actor, REGISTER, id)])).not.toContain(ACCOUNT)
      expect(list('pay', { search: 'lin-1390000' }, actor)).toEqual([])
    }
    for (const [actor, shown] of [[finance, ACCOUNT], [agent, '********test']] as const) {
      const path = join(tempFolder(), 'list.xlsx')
      await exportRegister(test.kernel, actor, { register: REGISTER, view: 'pay', path, locale: 'zh' })
      const [row] = utils.sheet_to_json<Record<string, unknown>>(readWorkbook(readFileSync(path)).Sheets['打款清单'] ?? {})
      expect(row).toMatchObject({ 金额: 1, 类型: '折价补偿', 状态: '可以打款', 方式: '支付宝', 收款人: '林小鹿', 账号: shown, 批准人: '张敏' })
    }
  })

  it('F1: a step is offered to whoever may take it, and the engine writes no payout by itself', async () => {
    const caseId = newCase()
    const [twice] = [ask(caseId, 300), ask(caseId, 300)]
    const id = approved(100)
    const moves = (of: string, actor: Actor) => list('all', {}, actor).find((row) => row.id === of)?.moves
    expect(moves(id, finance)).toEqual(['pay'])
    expect(moves(twice.id, finance)).toEqual([])
    expect(moves(id, agent)).toEqual(['cancel'])
    expect(await refusal(() => moveEntries(test.kernel, agent, { register: REGISTER, ids: [id], move: 'pay', values: {} }))).toMatchObject({ code: 'FORBIDDEN', detail: { right: 'payout.pay' } })
    expect(await refusal(() => moveEntries(test.kernel, finance, { register: REGISTER, ids: [id], move: 'bounce', values: {}, reason: ' ' }))).toEqual({ code: 'REQUIRED_FIELDS_MISSING', detail: { fields: ['reason'] } })
    for (const work of [() => createEntry(test.kernel, boss, { register: REGISTER, values: {} }), () => editEntry(test.kernel, boss, { register: REGISTER, id, values: { amount: 1 } }), () => removeEntry(test.kernel, boss, { register: REGISTER, id }), () => restoreEntry(test.kernel, boss, { register: REGISTER, id })]) {
      expect(await refusal(work)).toMatchObject({ code: 'INVALID_INPUT', detail: { field: 'register' } })
    }
    const waiting = ask(newCase(), 900, ALIPAY)
    moveEntries(test.kernel, boss, { register: REGISTER, ids: [waiting.id], move: 'refuse', values: {}, reason: '走平台' })
    expect(financeRow(test.kernel, boss, waiting.id)).toMatchObject({ state: 'refused', approvalNote: '走平台' })
    expect(financeRow(test.kernel, boss, id)).toMatchObject({ state: 'approved', amountCents: 100 })
  })

  it('X2: pages and counts of the views that are worked on are found by the index on state and time, in its order', () => {
    const register = requireRegister(test.kernel, finance, REGISTER, 'read')
    for (const view of ['pay', 'back', 'batch', 'waiting', 'paid']) {
      for (const after of [null, { value: 5, id: 'a' }]) {
        const { sql, params } = pageSql(test.kernel.read, register, filterOf(test.kernel, finance, register, { register: REGISTER, view }), { sort: sortOf(register, view), after, limit: 100 }).toSQL()
        const plan = test.kernel.db.readable.prepare<(string | number)[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(...(params as (string | number)[])).map((row) => row.detail).join('; ')
        expect(plan).toMatch(/SEARCH payout USING INDEX payout_state/)
        expect(plan).not.toContain('SCAN payout')
      }
    }
  })

  it('X2: what is worked on is found by its index', () => {
    const plan = (sql: string): string => test.kernel.db.readable.prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all().map((row) => row.detail).join('; ')
    const from = 'SELECT * FROM payout LEFT JOIN cases ON cases.id = payout.case_id WHERE payout.deleted_at IS NULL AND'
    for (const where of [`state IN ('approved') AND batch_no IS NULL`, `state IN ('paid')`, `state IN ('waiting', 'approved', 'paid') AND created_at >= 5 AND payee_account IS NOT NULL`, `case_id IN (SELECT value FROM json_each('["a"]'))`, `order_no IN (SELECT value FROM json_each('["a"]'))`]) {
      expect(plan(`${from} ${where.replace(/^(state|case_id|order_no)/, 'payout.$1')}`)).not.toMatch(/SCAN payout/)
    }
    expect(plan(`SELECT * FROM platform_refund WHERE order_no IN (SELECT value FROM json_each('["a"]')) OR case_id IN (SELECT value FROM json_each('["a"]'))`)).not.toMatch(/SCAN platform_refund/)
    expect(plan(`SELECT * FROM register_event WHERE entry_id IN (SELECT value FROM json_each('["a"]'))`)).toMatch(/USING INDEX register_event_entry/)
  })

  it('F1: views, narrowing, pages by keyset and sums per shop and currency', () => {
    const all = [approved(100), approved(200, ALIPAY), approved(300), approved(400)]
    expect(ids('pay')).toEqual(all)
    expect(ids('pay', { equals: { way: 'alipay' } })).toEqual([all[1]])
    expect(ids('all')).toEqual([...all].reverse())
    expect(ids('pay', { search: '买家3' })).toEqual([all[2]])
    expect(ids('pay', { search: ACCOUNT })).toEqual([])
    const page = listEntries(test.kernel, finance, { register: REGISTER, view: 'pay', limit: 3 })
    expect([...page.rows, ...listEntries(test.kernel, finance, { register: REGISTER, view: 'pay', limit: 3, cursor: page.nextCursor }).rows].map(({ id }) => id)).toEqual(all)
    const shop = page.rows[0]?.values['shop']
    expect(shop).toEqual(expect.any(String))
    expect(countEntries(test.kernel, finance, { register: REGISTER, view: 'pay' })).toMatchObject({ views: { pay: 4, suspect: 0, back: 0, batch: 0, waiting: 0, paid: 0, all: 4 }, sums: [{ field: 'amount', by: shop, currency: 'CNY', entries: 4, cents: 1_000 }] })
    expect(ids('pay', { equals: { shop: 'another' } })).toEqual([])
  })
})
