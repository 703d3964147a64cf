import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { read as readWorkbook, utils } from '@e965/xlsx'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { getCase } from '../../src/backend/services/case-read'
import { createCase } from '../../src/backend/services/case-write'
import { createShop, createStaff } from '../../src/backend/services/masters'
import { saveSku } from '../../src/backend/services/master-lists'
import type { Actor } from '../../src/backend/services/kernel'
import { pageSql } from '../../src/backend/repositories/register-entries'
import { requireRegister } from '../../src/backend/services/register-access'
import { moveEntries } from '../../src/backend/services/register-entries'
import { exportRegister } from '../../src/backend/services/register-export'
import { breakdown, countEntries, type EntryAsk, filterOf, listEntries } from '../../src/backend/services/register-lists'
import { addFollowUp, closeFollowUp, editFollowUp, handOverFollowUp } from '../../src/backend/services/wrong-shipment-follow-ups'
import { getWrongShipment, shipmentRecord } from '../../src/backend/services/wrong-shipment-read'
import { exportStatistics, readStatistics } from '../../src/backend/services/wrong-shipment-statistics'
import { saveWeightPicture, weighShipment, weightRowsOfCases } from '../../src/backend/services/wrong-shipment-weights'
import * as wrong from '../../src/backend/services/wrong-shipments'
import { AppError } from '../../src/domain/errors'
import type { Role } from '../../src/domain/identity/roles'
import type { PrintDocument } from '../../src/domain/print/document'
import { STATISTIC_IDS } from '../../src/domain/wrong-shipment/statistics'
import { NO_WEIGHTS } from '../../src/domain/wrong-shipment/weights'
import { ROOT, tempFolder } from '../support/folders'
import { foundFolder, type TestFolder } from '../support/kernel'
import { withOneRegisterMore } from '../support/registers'

const DAY = 86_400_000
const PNG = readFileSync(join(ROOT, 'test/fixtures/registers/dot.png'))
const red = { title: '红杯', sku: 'RED', quantity: 2 }
const blue = { title: '蓝杯', sku: 'BLUE', quantity: 2 }
let test: TestFolder
let agent: Actor
let assistant: Actor
let printed: PrintDocument[]

const somebody = async (name: string, role: Role): Promise<Actor> => {
  const { id } = await createStaff(test.kernel, test.actor, { name, role })
  return { staffId: id, name, role }
}
const writing = (change: Partial<wrong.NewWrongShipment> = {}): wrong.NewWrongShipment => ({ error: 'wrong', expected: [red], sent: [blue], packedBy: '小李', noticedBy: '买家', fix: 'exchange', costCents: 1001, goodsBack: false, buyerNick: '云间客_88', ...change })
const create = (change: Partial<wrong.NewWrongShipment> = {}, actor = agent) => wrong.createWrongShipment(test.kernel, actor, writing(change))
const record = (id: string, actor = agent) => shipmentRecord(test.kernel, actor, id)
const REGISTER = 'wrong-shipments'
type Ask = Omit<EntryAsk, 'register'>
const rows = (ask: Ask = {}) => listEntries(test.kernel, agent, { register: REGISTER, ...ask, limit: 100 }).rows.map(({ entryNo }) => entryNo)
const counts = (ask: Ask = {}) => countEntries(test.kernel, agent, { register: REGISTER, ...ask })
/** The second pair of hands, by the steps of the description (W2). */
const verify = (actor: Actor, id: string) => {
  moveEntries(test.kernel, actor, { register: REGISTER, ids: [id], move: 'verify', values: {} })
  return getWrongShipment(test.kernel, actor, id)
}
const sendBack = (actor: Actor, id: string, reason: string): void => void moveEntries(test.kernel, actor, { register: REGISTER, ids: [id], move: 'send-back', values: {}, reason })
const refusal = (work: () => unknown): { code: string; detail: Record<string, unknown> } | null => {
  try {
    work()
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, detail: { ...error.detail } }
    throw error
  }
  return null
}

beforeEach(async () => {
  printed = []
  test = await foundFolder({
    // one register more, that takes tasks of the warehouse: the coupling asks for nothing but its description
    resourcesDir: withOneRegisterMore(join(ROOT, 'test/fixtures/registers/tasks.yaml')),
    printer: (document) => {
      printed.push(document)
      return Promise.resolve(new TextEncoder().encode('%PDF-1.7'))
    },
  })
  agent = await somebody('李强', 'agent')
  assistant = await somebody('王芳', 'assistant')
})
afterEach(() => test.open.close())

describe('corrections (W1, W2)', () => {
  it('W1, S3: a correction of a verified entry voids the verification, and Ctrl+Z brings both back', () => {
    const { id } = create()
    expect(verify(assistant, id)).toMatchObject({ state: 'verified', verifiedBy: '王芳' })
    const corrected = wrong.correctWrongShipment(test.kernel, agent, { id, ...writing({ packedBy: '小周', costCents: 2000, fix: 'refund' }) })
    expect(corrected).toMatchObject({ state: 'submitted', verifiedBy: null, packedBy: '小周', costCents: 2000, correctedBy: '李强', openFollowUps: 0 })
    expect(wrong.undoWrongShipment(test.kernel, agent, id)).toMatchObject({ state: 'verified', verifiedBy: '王芳', packedBy: '小李', costCents: 1001, fix: 'exchange', correctedBy: null, openFollowUps: 2 })
    expect(record(id).history.map(({ type, by }) => [type, by])).toEqual([['undone', '李强'], ['edited', '李强'], ['moved', '王芳'], ['created', '李强']])
    expect(refusal(() => wrong.undoWrongShipment(test.kernel, agent, id))).toMatchObject({ code: 'UNDO_REFUSED' })
  })

  it('W2: an entry that was sent back is corrected and waits again; unchanged it is submitted once more', () => {
    const { id } = create()
    sendBack(assistant, id, '缺实物照片')
    expect(wrong.correctWrongShipment(test.kernel, agent, { id, ...writing({ noticedBy: '仓库' }) })).toMatchObject({ state: 'submitted', returnReason: null, noticedBy: '仓库' })
    sendBack(assistant, id, '再看看')
    expect(wrong.correctWrongShipment(test.kernel, agent, { id, ...writing({ noticedBy: '仓库' }) })).toMatchObject({ state: 'submitted', returnReason: null })
    // nothing to change on one that waits: nothing is written
    const before = record(id).history.length
    wrong.correctWrongShipment(test.kernel, agent, { id, ...writing({ noticedBy: '仓库' }) })
    expect(record(id).history).toHaveLength(before)
  })

  it('W2: whoever corrected an entry cannot verify it, until the correction is taken back', () => {
    const { id } = create()
    wrong.correctWrongShipment(test.kernel, assistant, { id, ...writing({ costCents: 5 }) })
    expect(refusal(() => verify(assistant, id))).toMatchObject({ code: 'FORBIDDEN', detail: { why: 'own-entry' } })
    expect(record(id, assistant).entry).toMatchObject({ own: true, correctedBy: '王芳' })
    // no step is offered to them, and the list says who
    expect(listEntries(test.kernel, assistant, { register: REGISTER, limit: 1 }).rows).toMatchObject([{ moves: [], values: { correctedBy: assistant.staffId } }])
    wrong.undoWrongShipment(test.kernel, assistant, id)
    expect(verify(assistant, id)).toMatchObject({ state: 'verified' })
    expect(refusal(() => wrong.undoWrongShipment(test.kernel, agent, id))).toMatchObject({ code: 'FORBIDDEN', detail: { right: 'wrong.verify' } })
    expect(wrong.undoWrongShipment(test.kernel, assistant, id)).toMatchObject({ state: 'submitted', verifiedBy: null })
  })

  it('W1: a correction is checked like an entry, and the case hears of what it voided', () => {
    const { id: caseId } = createCase(test.kernel, test.actor, { kind: 'wrong-item', buyerNick: '云间客_88' })
    const { id } = create({ caseId })
    verify(assistant, id)
    expect(refusal(() => wrong.correctWrongShipment(test.kernel, agent, { id, ...writing({ error: 'lost' }) }))).toMatchObject({ code: 'INVALID_INPUT', detail: { field: 'error' } })
    expect(refusal(() => wrong.correctWrongShipment(test.kernel, agent, { id, ...writing({ expected: [], sent: [] }) }))).toMatchObject({ code: 'REQUIRED_FIELDS_MISSING' })
    wrong.correctWrongShipment(test.kernel, agent, { id, ...writing({ goodsBack: true }) })
    expect(getCase(test.kernel, caseId).timeline.filter(({ type }) => type === 'wrong-shipment-state').map(({ data }) => [data['from'], data['to']])).toEqual(expect.arrayContaining([['submitted', 'verified'], ['verified', 'submitted']]))
  })
})

describe('the list (W1)', () => {
  it('W1: state, error, packer, month, follow-ups and words narrow it; pages go on by key', () => {
    const [a, b, c] = [create({ waybill: 'SF1390027745711' }), create({ error: 'missing', sent: [], packedBy: '小周', fix: 'reissue', buyerNick: '100%_好' }), create({ fix: 'refund', packedBy: null })]
    verify(assistant, a.id)
    expect(rows({ view: 'verified' })).toEqual([a.entryNo])
    expect(rows({ equals: { error: 'missing' } })).toEqual([b.entryNo])
    expect(rows({ equals: { packedBy: '小周' } })).toEqual([b.entryNo])
    expect(rows({ month: '2026-11' })).toHaveLength(3)
    expect(rows({ month: '2026-10' })).toEqual([])
    expect(rows({ search: '7745711' })).toEqual([a.entryNo])
    expect(rows({ search: '100%_' })).toEqual([b.entryNo])
    expect(rows({ search: '0%4' })).toEqual([])
    expect(rows({ search: '蓝杯' }).sort()).toEqual([a.entryNo, c.entryNo].sort())
    expect(new Set(rows({ equals: { followUps: 'open' } }))).toEqual(new Set([a.entryNo, b.entryNo, c.entryNo]))
    expect(rows({ equals: { followUps: 'late' } })).toEqual([])
    const first = listEntries(test.kernel, agent, { register: REGISTER, limit: 2 })
    const second = listEntries(test.kernel, agent, { register: REGISTER, limit: 2, cursor: first.nextCursor })
    expect([...first.rows, ...second.rows].map(({ id }) => id)).toEqual([c.id, b.id, a.id])
    expect(second.nextCursor).toBeNull()
    expect(breakdown(test.kernel, agent, { register: REGISTER, field: 'packedBy' }).flatMap(({ option }) => option ?? []).sort()).toEqual(['小周', '小李'].sort())
    expect(counts()).toMatchObject({ views: { all: 3, verified: 1, submitted: 2 }, sums: [{ field: 'cost', currency: 'CNY', cents: 3003, entries: 3, by: null }], totals: { lateTodo: 0 } })
  })

  it('X2: a page of the list walks its index in order, and one that is narrowed by hand sorts nothing', () => {
    const register = requireRegister(test.kernel, agent, REGISTER, 'read')
    for (const [ask, after] of [[{}, null], [{ view: 'verified', month: '2026-11' }, null], [{ equals: { packedBy: '小李', followUps: 'late' } }, { value: 5, id: 'a' }]] as const) {
      const { sql, params } = pageSql(test.kernel.read, register, filterOf(test.kernel, agent, register, { register: REGISTER, ...ask }), { sort: 'newest', after, limit: 100 }).toSQL()
      const plan = test.kernel.db.readable.prepare<(string | number)[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(...(params as (string | number)[])).map((row) => row.detail).join('; ')
      expect(plan).toMatch(/wrong_shipment USING INDEX wrong_shipment_created/)
      expect(plan).not.toContain('TEMP B-TREE')
    }
  })

  it('W1: the file holds what the list shows', async () => {
    create()
    create({ error: 'missing', sent: [], fix: 'reissue', note: '打 13912345678' })
    const path = join(tempFolder(), 'w.xlsx')
    expect(await exportRegister(test.kernel, agent, { register: REGISTER, equals: { error: 'missing' }, path, locale: 'zh' })).toMatchObject({ rows: 1 })
    const [row] = utils.sheet_to_json<Record<string, unknown>>(readWorkbook(readFileSync(path)).Sheets['错发登记'] ?? {})
    expect(row).toMatchObject({ 差错: '漏发', 打包人: '小李', 备注: expect.not.stringContaining('13912345678') as string, 待办: expect.stringContaining('补发跟单') as string })
  })
})

describe('follow-ups (W3)', () => {
  it('W3: the rule opens them with a day and a person; done and dropped with a reason; refused leads on to pick-up and complaint', () => {
    const { id: caseId } = createCase(test.kernel, test.actor, { kind: 'wrong-item' })
    const { id } = create({ caseId })
    const [reissue, back] = record(id).followUps
    expect(record(id).followUps).toMatchObject([{ kind: 'reissue', why: 'fix-exchange', state: 'open', dueAt: test.clock.now + 2 * DAY }, { kind: 'goods-back', why: 'fix-return', dueAt: test.clock.now + 7 * DAY }])
    expect(reissue?.assigneeName).not.toBeNull()
    closeFollowUp(test.kernel, agent, { id, followUp: reissue?.id ?? '', state: 'done', refused: false })
    expect(refusal(() => closeFollowUp(test.kernel, agent, { id, followUp: back?.id ?? '', state: 'dropped', reason: ' ', refused: true }))).toMatchObject({ code: 'REQUIRED_FIELDS_MISSING' })
    closeFollowUp(test.kernel, agent, { id, followUp: back?.id ?? '', state: 'dropped', reason: '买家说留着用', refused: true })
    const pickup = record(id).followUps.at(-1)
    expect(pickup).toMatchObject({ kind: 'pickup', why: 'buyer-refuses', state: 'open' })
    expect(refusal(() => closeFollowUp(test.kernel, agent, { id, followUp: back?.id ?? '', state: 'done', refused: false }))).toMatchObject({ code: 'ILLEGAL_TRANSITION' })
    closeFollowUp(test.kernel, agent, { id, followUp: pickup?.id ?? '', state: 'dropped', reason: '不开门', refused: true })
    expect(record(id).followUps.map(({ kind, state }) => `${kind} ${state}`)).toEqual(['reissue done', 'goods-back dropped', 'pickup dropped', 'complaint open'])
    expect(getCase(test.kernel, caseId).wrongShipments[0]?.followUps.map(({ kind, state }) => `${kind} ${state}`)).toContain('complaint open')
    expect(getCase(test.kernel, caseId).timeline.some(({ type, text }) => type === 'wrong-shipment-follow-up' && text === '不开门')).toBe(true)
    wrong.undoWrongShipment(test.kernel, agent, id)
    expect(record(id).followUps.map(({ kind, state }) => `${kind} ${state}`)).toEqual(['reissue done', 'goods-back dropped', 'pickup open'])
  })

  it('W3: an item that goes wrong again has its stock checked; late ones are counted and found', () => {
    create()
    const { id, entryNo } = create({ fix: 'refund' })
    expect(record(id).followUps).toMatchObject([{ kind: 'delist', sku: 'RED', count: 2 }, { kind: 'delist', sku: 'BLUE', count: 2 }])
    // one count of the stock is enough, however often the item goes wrong meanwhile
    expect(record(create({ fix: 'refund' }).id).followUps).toEqual([])
    test.clock.now += 2 * DAY
    expect(rows({ equals: { followUps: 'late' } })).toContain(entryNo)
    expect(counts().totals).toEqual({ openTodo: 4, lateTodo: 2 })
    const [first] = record(id).followUps
    editFollowUp(test.kernel, agent, { id, followUp: first?.id ?? '', dueAt: test.clock.now + DAY, assigneeId: assistant.staffId })
    expect(record(id).followUps[0]).toMatchObject({ dueAt: test.clock.now + DAY, assigneeName: '王芳' })
    addFollowUp(test.kernel, agent, { id, kind: 'complaint', dueAt: null, assigneeId: null })
    expect(record(id).followUps.at(-1)).toMatchObject({ kind: 'complaint', why: 'by-hand', assigneeName: '李强' })
    expect(refusal(() => addFollowUp(test.kernel, agent, { id, kind: 'pickup', assigneeId: 'nobody' }))).toMatchObject({ code: 'NOT_FOUND' })
    // after the policy's days it is forgotten
    test.clock.now += 40 * DAY
    expect(record(create({ fix: 'refund' }).id).followUps).toEqual([])
  })

  it('W3: a reissue becomes a task of the warehouse once, where that register is described', () => {
    const { id } = create({ error: 'missing', sent: [], fix: 'reissue', waybill: 'SF1390027745711' })
    const [reissue] = record(id).followUps
    expect(reissue?.handOver).toBe(true)
    handOverFollowUp(test.kernel, agent, { id, followUp: reissue?.id ?? '' })
    const [task] = listEntries(test.kernel, agent, { register: 'warehouse-tasks', limit: 10 }).rows
    expect(task?.values).toMatchObject({ kind: 'reissue', waybill: 'SF1390027745711', goods: [{ title: '红杯', sku: 'RED', quantity: 2 }], due: reissue?.dueAt })
    expect(record(id).followUps[0]).toMatchObject({ state: 'open', handOver: false, link: { register: 'warehouse-tasks', entryId: task?.id } })
    expect(refusal(() => wrong.undoWrongShipment(test.kernel, agent, id))).toMatchObject({ code: 'UNDO_REFUSED' })
    addFollowUp(test.kernel, agent, { id, kind: 'pickup' })
    const pickup = record(id).followUps.at(-1)
    expect(pickup?.handOver).toBe(false)
    expect(refusal(() => handOverFollowUp(test.kernel, agent, { id, followUp: pickup?.id ?? '' }))).toMatchObject({ code: 'INVALID_INPUT' })
  })
})

describe('weights (W4)', () => {
  const product = (code: string, weightGrams: number): void => void saveSku(test.kernel, test.actor, { code, title: code, spec: null, barcode: null, supplier: null, weightGrams, packagingGrams: 40, costCents: null, priceCents: null, note: null })

  it('W4: what was weighed leaves a verified entry verified, is compared by the product list, and can be taken back', () => {
    product('RED', 380)
    product('BLUE', 150)
    const { id: caseId } = createCase(test.kernel, test.actor, { kind: 'wrong-item' })
    const { id, entryNo } = create({ caseId })
    verify(assistant, id)
    weighShipment(test.kernel, agent, { id, weights: { ...NO_WEIGHTS, courierGrams: 505, buyerGrams: 500 } })
    expect(record(id)).toMatchObject({ entry: { state: 'verified', weighed: true }, weights: { values: { courierGrams: 505 }, expected: [{ unitGrams: 380, packagingGrams: 40 }], sent: [{ unitGrams: 150 }] } })
    expect(weightRowsOfCases(test.kernel, [caseId], 'zh').map(({ label, value }) => `${label} ${value}`)).toEqual([
      '应发理论重量 960 g（商品 840 g + 外箱 120 g）', '实发理论重量 500 g（商品 380 g + 外箱 120 g）', '快递揽收重量 505 g', '买家称重照片 500 g', expect.stringContaining(`${entryNo} 与实发相符；`),
    ])
    expect(getCase(test.kernel, caseId).timeline.find(({ type }) => type === 'wrong-shipment-weighed')?.data).toMatchObject({ verdict: 'sent' })
    wrong.undoWrongShipment(test.kernel, agent, id)
    expect(record(id).weights.values).toEqual(NO_WEIGHTS)
    expect(refusal(() => weighShipment(test.kernel, agent, { id, weights: { ...NO_WEIGHTS, warehouseGrams: 900_000 } }))).toMatchObject({ code: 'INVALID_INPUT', detail: { field: 'warehouseGrams', limit: 100_000 } })
  })

  it('W4: the evidence picture is written byte for byte, and nothing else is', async () => {
    const { id } = create()
    const path = join(tempFolder(), '称重.png')
    expect(await saveWeightPicture(test.kernel, agent, { id, path, bytes: PNG })).toEqual({ file: path, bytes: PNG.byteLength })
    expect(readFileSync(path).equals(PNG)).toBe(true)
    for (const bad of [{ path: join(tempFolder(), 'a.exe'), bytes: PNG }, { path: 'relative.png', bytes: PNG }]) await expect(saveWeightPicture(test.kernel, agent, { id, ...bad })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    await expect(saveWeightPicture(test.kernel, agent, { id, path, bytes: new TextEncoder().encode('<svg/>') })).rejects.toMatchObject({ code: 'FILE_FORMAT_UNKNOWN' })
  })
})

describe('statistics (W5)', () => {
  it('W5: verified entries of one currency alone, and every figure leads to the entries that it counted', async () => {
    const abroad = createCase(test.kernel, test.actor, { kind: 'ebay-return', shopId: createShop(test.kernel, test.actor, { name: 'Cloud Home', platform: 'ebay' }).id }).id
    const made = [create(), create({ packedBy: '小周', costCents: 500 }), create({ error: 'missing', sent: [], costCents: 0 }), create({ caseId: abroad, costCents: 700 }), create({ costCents: 80 })]
    for (const { id } of made.slice(0, 4)) verify(assistant, id)
    const found = await readStatistics(test.kernel, {})
    expect(found).toMatchObject({ from: '2026-09', to: '2026-11', currency: 'CNY', entries: 3, costCents: 1501, notVerified: 1 })
    for (const by of STATISTIC_IDS) {
      for (const group of found.by[by]) {
        const ask = { own: { from: found.from, to: found.to, currency: 'CNY', of: by, key: group.key } }
        expect(rows(ask)).toHaveLength(group.entries)
        expect(counts(ask)).toMatchObject({ views: { all: group.entries, verified: group.entries, submitted: 0 }, sums: [{ entries: group.entries }] })
      }
    }
    expect(found.by.packer.map(({ key, entries, costCents }) => [key, entries, costCents])).toEqual([['小李', 2, 1001], ['小周', 1, 500]])
    // a correction takes an entry out of the figures until it is verified again
    wrong.correctWrongShipment(test.kernel, agent, { id: made[1]?.id ?? '', ...writing({ packedBy: '小周', costCents: 900 }) })
    expect(await readStatistics(test.kernel, {})).toMatchObject({ entries: 2, costCents: 1001, notVerified: 2 })
    expect(await readStatistics(test.kernel, { currency: 'USD' })).toMatchObject({ entries: 1, costCents: 700, currencies: ['CNY', 'USD'] })
    await expect(readStatistics(test.kernel, { from: '2026-12', to: '2026-11' })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  })

  it('W5: the workbook and the printed report hold the tables of the pane', async () => {
    const { id } = create()
    verify(assistant, id)
    const out = tempFolder()
    expect(await exportStatistics(test.kernel, agent, { measure: 'cost', path: join(out, 's.xlsx'), locale: 'zh' })).toMatchObject({ rows: 5 })
    const book = readWorkbook(readFileSync(join(out, 's.xlsx')))
    expect(book.SheetNames).toEqual(['汇总', '按打包人', '按商品', '按差错', '按周'])
    expect(utils.sheet_to_json<Record<string, unknown>>(book.Sheets['按商品'] ?? {}).map((row) => [row['商品'], row['损失']])).toEqual([['RED', 5.01], ['BLUE', 5], ['合计', 10.01]])
    await exportStatistics(test.kernel, agent, { measure: 'entries', path: join(out, 's.pdf'), locale: 'en' })
    expect(printed[0]?.blocks.filter(({ block }) => block === 'chart')).toHaveLength(4)
    expect(JSON.stringify(printed[0])).toContain('By packer')
    await expect(exportStatistics(test.kernel, agent, { measure: 'cost', path: join(out, 's.doc'), locale: 'zh' })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  })
})
