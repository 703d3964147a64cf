import { join } from 'node:path'
import { readFileSync } from 'node:fs'
import { read as readWorkbook, utils } from '@e965/xlsx'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { getCase } from '../../src/backend/services/case-read'
import { createCase } from '../../src/backend/services/case-write'
import { createStaff } from '../../src/backend/services/masters'
import type { Actor } from '../../src/backend/services/kernel'
import { getDocument, saveDocument } from '../../src/backend/services/policy-documents'
import * as access from '../../src/backend/services/register-access'
import * as engine from '../../src/backend/services/register-entries'
import * as lists from '../../src/backend/services/register-lists'
import { exportRegister } from '../../src/backend/services/register-export'
import { AppError } from '../../src/domain/errors'
import type { Role } from '../../src/domain/identity/roles'
import { tempFolder } from '../support/folders'
import { foundFolder, type TestFolder } from '../support/kernel'
import { withOneRegisterMore } from '../support/registers'

/** The engine of spec section 8, shown with a register that only a description in the test's fixtures makes (ADR 16). */
const DAY = 86_400_000
let test: TestFolder
let other: Actor
let dir: string
const somebody = async (name: string, role: Role): Promise<Actor> => {
  const { id } = await createStaff(test.kernel, test.actor, { name, role })
  return { staffId: id, name, role }
}
const loan = (values: Record<string, string | number | boolean | null | readonly { title: string; quantity: number }[]> = {}) => ({ register: 'loans', values: { sku: 'YJ-2201', borrower: test.actor.staffId, ...values } })
const code = (work: () => unknown): { code: string; detail: Record<string, unknown> } | null => {
  try {
    work()
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, detail: { ...error.detail } }
    throw error
  }
  return null
}

beforeEach(async () => {
  dir = withOneRegisterMore()
  test = await foundFolder({ resourcesDir: dir })
  other = await somebody('李强', 'agent')
})
afterEach(() => test.open.close())

describe('a register is its description', () => {
  it('E1 and the one of the test are served, and nobody wrote code for the latter', () => {
    const ids = access.describeRegisters(test.kernel, test.actor).map(({ id }) => id)
    expect(ids).toContain('loans')
    expect(ids).toContain('reviews')
  })

  it('an entry keeps every kind of value, gets its own number and a history', () => {
    const made = engine.createEntry(test.kernel, test.actor, loan({ pieces: 3, amount: 20_000, due: test.clock.now + DAY, purpose: 'photo', parts: [{ title: '针织衫', quantity: 2 }], sealed: true, alipay: 'pay-13800001111', note: ' 拍主图 ' }))
    expect(made.entryNo).toMatch(/^LN-[0-9A-Z]{4}-00001$/)
    expect(made).toMatchObject({ state: 'asked', createdBy: { name: '张敏' }, currency: 'CNY' })
    expect(made.values).toEqual({ sku: 'YJ-2201', borrower: test.actor.staffId, pieces: 3, amount: 20_000, due: test.clock.now + DAY, purpose: 'photo', parts: [{ title: '针织衫', quantity: 2 }], sealed: true, alipay: 'pay-13800001111', note: '拍主图', order: null })
    expect(lists.entryRecord(test.kernel, test.actor, 'loans', made.id).history.map(({ type, by }) => [type, by])).toEqual([['created', '张敏']])
  })

  it('what does not fit the description is refused, all of it at once, and nothing is written', () => {
    expect(code(() => engine.createEntry(test.kernel, test.actor, { register: 'loans', values: {} }))).toEqual({ code: 'REQUIRED_FIELDS_MISSING', detail: { fields: ['sku', 'borrower'] } })
    for (const [values, field] of [[{ pieces: 0 }, 'pieces'], [{ purpose: 'sale' }, 'purpose'], [{ amount: 1.5 }, 'amount'], [{ colour: 'red' }, 'colour'], [{ note: 'x'.repeat(20_001) }, 'note']] as const) {
      expect(code(() => engine.createEntry(test.kernel, test.actor, loan(values)))).toMatchObject({ code: 'INVALID_INPUT', detail: { field } })
    }
    expect(lists.listEntries(test.kernel, test.actor, { register: 'loans', limit: 10 }).rows).toEqual([])
  })

  it('from a case it takes over the facts, and the case hears of it and of every step', () => {
    const { id: caseId } = createCase(test.kernel, test.actor, { kind: 'quality', buyerNick: '云间客_88', orderNo: '2849105533670421876' })
    expect(lists.proposeEntry(test.kernel, test.actor, 'loans', caseId)).toMatchObject({ order: '2849105533670421876' })
    const made = engine.createEntry(test.kernel, other, { ...loan(), caseId })
    engine.moveEntries(test.kernel, test.actor, { register: 'loans', ids: [made.id], move: 'lend', values: { due: test.clock.now + DAY } })
    expect(getCase(test.kernel, caseId).timeline.map(({ type }) => type)).toEqual(expect.arrayContaining(['register-entry', 'register-state']))
    expect(lists.listEntries(test.kernel, test.actor, { register: 'loans', caseId, limit: 10 }).rows.map(({ id }) => id)).toEqual([made.id])
  })
})

describe('steps', () => {
  it('W2: other hands, rights, demands and reasons of the description hold', async () => {
    const { id } = engine.createEntry(test.kernel, test.actor, loan())
    const lend = (actor: Actor, values = {}) => engine.moveEntries(test.kernel, actor, { register: 'loans', ids: [id], move: 'lend', values })
    expect(code(() => lend(test.actor, { due: 1 }))).toMatchObject({ code: 'FORBIDDEN', detail: { why: 'own-entry' } })
    expect(code(() => lend(other, { due: 1 }))).toMatchObject({ code: 'FORBIDDEN', detail: { right: 'wrong.verify' } })
    const assistant = await somebody('王芳', 'assistant')
    expect(code(() => lend(assistant))).toEqual({ code: 'REQUIRED_FIELDS_MISSING', detail: { fields: ['due'] } })
    expect(code(() => lend(assistant, { due: 1, sku: 'x' }))).toMatchObject({ code: 'INVALID_INPUT', detail: { field: 'sku' } })
    expect(lend(assistant, { due: test.clock.now + DAY })[0]).toMatchObject({ state: 'lent', stateBy: '王芳', moves: ['give-back'] })
    expect(code(() => lend(assistant, { due: 1 }))).toEqual({ code: 'ILLEGAL_TRANSITION', detail: { from: 'lent', to: 'lent' } })
    engine.moveEntries(test.kernel, other, { register: 'loans', ids: [id], move: 'give-back', values: {} })
    expect(code(() => engine.moveEntries(test.kernel, assistant, { register: 'loans', ids: [id], move: 'reopen', values: {}, reason: '  ' }))).toEqual({ code: 'REQUIRED_FIELDS_MISSING', detail: { fields: ['reason'] } })
  })

  it('S3: a correction voids what was approved; a locked state keeps its values but for those that are always open', () => {
    const { id } = engine.createEntry(test.kernel, other, loan({ pieces: 1 }))
    engine.moveEntries(test.kernel, test.actor, { register: 'loans', ids: [id], move: 'lend', values: { due: test.clock.now } })
    expect(engine.editEntry(test.kernel, test.actor, { register: 'loans', id, values: { pieces: 1 } }).state).toBe('lent')
    expect(engine.editEntry(test.kernel, test.actor, { register: 'loans', id, values: { pieces: 2 } }).state).toBe('asked')
    engine.moveEntries(test.kernel, test.actor, { register: 'loans', ids: [id], move: 'lend', values: {} })
    engine.moveEntries(test.kernel, test.actor, { register: 'loans', ids: [id], move: 'give-back', values: {} })
    expect(code(() => engine.editEntry(test.kernel, test.actor, { register: 'loans', id, values: { pieces: 3 } }))).toMatchObject({ code: 'INVALID_INPUT', detail: { field: 'pieces' } })
    expect(engine.editEntry(test.kernel, test.actor, { register: 'loans', id, values: { note: '少一件吊牌' } })).toMatchObject({ state: 'back', values: { note: '少一件吊牌', pieces: 2 } })
  })

  it('the last step is taken back whole, unless something happened since', () => {
    const { id } = engine.createEntry(test.kernel, other, loan())
    engine.moveEntries(test.kernel, test.actor, { register: 'loans', ids: [id], move: 'lend', values: { due: 77 } })
    expect(engine.undoMoves(test.kernel, test.actor, { register: 'loans', ids: [id] })[0]).toMatchObject({ state: 'asked', values: { due: null } })
    expect(code(() => engine.undoMoves(test.kernel, test.actor, { register: 'loans', ids: [id] }))).toMatchObject({ code: 'UNDO_REFUSED' })
  })

  it('R3: taking a step back leaves the account that was typed, whole, and the history never held it', () => {
    const { id } = engine.createEntry(test.kernel, other, loan({ alipay: 'old-13800001111' }))
    engine.moveEntries(test.kernel, test.actor, { register: 'loans', ids: [id], move: 'lend', values: { due: 5 } })
    engine.moveEntries(test.kernel, test.actor, { register: 'loans', ids: [id], move: 'give-back', values: { alipay: 'new-13900002222' } })
    engine.undoMoves(test.kernel, test.actor, { register: 'loans', ids: [id] })
    expect(access.unmaskField(test.kernel, test.actor, { register: 'loans', id, field: 'alipay' }).value).toBe('new-13900002222')
    const history = test.kernel.db.readable.prepare('select data from register_event').all() as { data: string }[]
    expect(history.map(({ data }) => data).join()).not.toMatch(/13800001111|13900002222/)
  })

  it('many at once go all or none', () => {
    const ids = [1, 2, 3].map(() => engine.createEntry(test.kernel, other, loan()).id)
    for (const id of ids.slice(0, 2)) engine.moveEntries(test.kernel, test.actor, { register: 'loans', ids: [id], move: 'lend', values: { due: 5 } })
    expect(code(() => engine.moveEntries(test.kernel, test.actor, { register: 'loans', ids, move: 'give-back', values: {} }))).toMatchObject({ code: 'ILLEGAL_TRANSITION' })
    expect(lists.countEntries(test.kernel, test.actor, { register: 'loans' }).views).toEqual({ out: 3, late: 2, all: 3 })
    expect(engine.moveEntries(test.kernel, test.actor, { register: 'loans', ids: ids.slice(0, 2), move: 'give-back', values: { note: '齐' } }).map(({ state }) => state)).toEqual(['back', 'back'])
  })

  it('an entry that was taken out by mistake comes back; beyond its first state it stays', () => {
    const { id } = engine.createEntry(test.kernel, other, loan())
    engine.removeEntry(test.kernel, other, { register: 'loans', id })
    expect(lists.listEntries(test.kernel, other, { register: 'loans', limit: 9 }).rows).toEqual([])
    expect(engine.restoreEntry(test.kernel, other, { register: 'loans', id }).id).toBe(id)
    engine.moveEntries(test.kernel, test.actor, { register: 'loans', ids: [id], move: 'lend', values: { due: 5 } })
    expect(code(() => engine.removeEntry(test.kernel, other, { register: 'loans', id }))).toMatchObject({ code: 'ILLEGAL_TRANSITION' })
  })
})

describe('lists', () => {
  it('pages by keyset in the order of what is due, each entry once, those without a day at the end', () => {
    const dues = [5, null, 3, 3, 9, null, 1]
    for (const due of dues) engine.createEntry(test.kernel, other, loan({ due }))
    const seen: (number | null)[] = []
    for (let cursor: string | null = null; ; ) {
      const page: ReturnType<typeof lists.listEntries> = lists.listEntries(test.kernel, other, { register: 'loans', cursor, limit: 2 })
      seen.push(...page.rows.map(({ values }) => values['due'] as number | null))
      if (page.nextCursor === null) break
      cursor = page.nextCursor
    }
    expect(seen).toEqual([1, 3, 3, 5, 9, null, null])
  })

  it('narrows by view, field and words, and adds up money per currency', () => {
    engine.createEntry(test.kernel, other, loan({ due: test.clock.now - 1, purpose: 'photo', amount: 1_000, note: '外景 100%' }))
    engine.createEntry(test.kernel, other, loan({ due: test.clock.now + DAY, purpose: 'check', amount: 250, sku: 'ＹＪ-3300' }))
    const rows = (more: object) => lists.listEntries(test.kernel, other, { register: 'loans', limit: 9, ...more }).rows.map(({ values }) => values['amount'])
    expect(rows({ view: 'late' })).toEqual([1_000])
    expect(rows({ equals: { purpose: 'check' } })).toEqual([250])
    expect(rows({ search: 'yj-3300' })).toEqual([250])
    expect(rows({ search: '100%' })).toEqual([1_000])
    expect(rows({ search: '%' })).toEqual([1_000])
    expect(lists.countEntries(test.kernel, other, { register: 'loans', equals: { borrower: test.actor.staffId } }).sums).toEqual([{ field: 'amount', currency: 'CNY', cents: 1_250, by: null, entries: 2 }])
    expect(code(() => rows({ equals: { note: 'x' } }))).toMatchObject({ code: 'INVALID_INPUT' })
    expect(code(() => rows({ view: 'nowhere' }))).toMatchObject({ code: 'INVALID_INPUT' })
  })

  it('R3: accounts are masked for whoever does not pay, and looking at one is noted down', () => {
    const { id } = engine.createEntry(test.kernel, other, loan({ alipay: 'pay-13800001111' }))
    expect(lists.entryRecord(test.kernel, other, 'loans', id).entry.values['alipay']).toBe('********1111')
    expect(access.unmaskField(test.kernel, other, { register: 'loans', id, field: 'alipay' })).toEqual({ value: 'pay-13800001111' })
    const audit = test.kernel.read.all<{ action: string; detail: string }>("select action, detail from audit where action = 'register.unmask'" as never)
    expect(audit).toHaveLength(1)
    expect(audit[0]?.detail).not.toContain('13800001111')
  })
})

describe('files', () => {
  it('exports what the filter lets through, in the words of the description', async () => {
    engine.createEntry(test.kernel, other, loan({ due: test.clock.now, purpose: 'photo', amount: 1_000, note: '联系 13800138000', alipay: 'pay-13800001111' }))
    engine.createEntry(test.kernel, other, loan({ purpose: 'check' }))
    const path = join(tempFolder(), 'loans.xlsx')
    expect(await exportRegister(test.kernel, other, { register: 'loans', equals: { purpose: 'photo' }, path, locale: 'zh' })).toEqual({ file: path, rows: 1 })
    const sheet = readWorkbook(readFileSync(path)).Sheets['样衣借用']
    const [row] = utils.sheet_to_json<Record<string, unknown>>(sheet ?? {})
    expect(row).toMatchObject({ 状态: '待审', 款号: 'YJ-2201', 借用人: '张敏', 用途: '拍摄', 押金: 10, 备注: '联系 138****8000', 退押账号: '********1111', 登记人: '李强' })
    expect(code(() => lists.listEntries(test.kernel, other, { register: 'nothing', limit: 1 }))).toMatchObject({ code: 'NOT_FOUND' })
    await expect(exportRegister(test.kernel, other, { register: 'loans', path: 'loans.xlsx', locale: 'en' })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  })

  it('P1: a supervisor changes a description in the app; one with a mistake is refused with its line', () => {
    const text = getDocument(test.kernel, 'register:loans').text
    saveDocument(test.kernel, test.actor, { document: 'register:loans', text: text.replace('{ id: check, zh: 核对, en: Comparison }', '{ id: check, zh: 核对, en: Comparison }\n      - { id: fair, zh: 展会, en: Fair }'), basedOn: null })
    expect(engine.createEntry(test.kernel, other, loan({ purpose: 'fair' })).values['purpose']).toBe('fair')
    const broken = text.replace('to: lent, right: wrong.verify, asks', 'to: gone, right: wrong.verify, asks')
    expect(() => saveDocument(test.kernel, test.actor, { document: 'register:loans', text: broken, basedOn: 1 })).toThrowError(`loans.yaml:${broken.slice(0, broken.indexOf('to: gone')).split('\n').length}: moves.0.to: there is no state "gone"`)
  })
})
