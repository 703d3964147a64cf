import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { read as readWorkbook, utils } from '@e965/xlsx'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PrintDocument } from '../../src/domain/print/document'
import { cardCode } from '../../src/domain/returns/card'
import { AppError } from '../../src/domain/errors'
import { mayDo, type Right, type Role } from '../../src/domain/identity/roles'
import * as masters from '../../src/backend/repositories/masters'
import * as orders from '../../src/backend/repositories/orders'
import * as refunds from '../../src/backend/repositories/refunds'
import { getCase } from '../../src/backend/services/case-read'
import { createCase, setStatus } from '../../src/backend/services/case-write'
import type { Actor } from '../../src/backend/services/kernel'
import { createStaff } from '../../src/backend/services/masters'
import { ACCESS } from '../../src/backend/rpc/rights'
import * as access from '../../src/backend/services/register-access'
import * as engine from '../../src/backend/services/register-entries'
import * as lists from '../../src/backend/services/register-lists'
import { cardsDocument, printCards } from '../../src/backend/services/return-cards'
import * as bench from '../../src/backend/services/returns-bench'
import * as tasks from '../../src/backend/services/warehouse-tasks'
import { tempFolder } from '../support/folders'
import { foundFolder, type TestFolder } from '../support/kernel'

/** Returns bench and warehouse tasks (W6), as the person in the warehouse does them. */
const HOUR = 3_600_000
const ORDER = '2849105533670421876'
let test: TestFolder
let warehouse: Actor
let agent: Actor
let printed: PrintDocument[]
const somebody = async (name: string, role: Role): Promise<Actor> => ({ staffId: (await createStaff(test.kernel, test.actor, { name, role })).id, name, role })
const code = (work: () => unknown): string | null => {
  try {
    work()
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
  return null
}
const refusal = async (work: () => Promise<unknown>): Promise<string | null> => {
  try {
    await work()
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
  return null
}

function order(number = ORDER, more: { waybill?: string; sku?: string; buyer?: string } = {}): string {
  const shop = masters.listShops(test.kernel.read)[0]?.id ?? ''
  const id = `tmall:${shop}:${number}`
  test.kernel.write(test.actor, { name: 'test.order' }, (tx) => {
    orders.insertOrder(tx, {
      id, platform: 'tmall', shopId: shop, number, buyerId: null, buyerNick: more.buyer ?? '云间客_88', status: 'completed', rawStatus: null, paidCents: 8900, goodsCents: 8900, postageCents: 0, refundCents: 0, currency: 'CNY', createdAt: tx.now, paidAt: tx.now,
      shippedAt: tx.now, receiverName: '李小云', phone: '13800001111', address: '浙江省杭州市西湖区文三路 1 号', buyerNote: null, sellerMemo: null, flag: null, items: [{ title: '针织衫', sku: more.sku ?? 'YJ-2201', quantity: 2, unitCents: 4450 }], importedAt: tx.now,
    })
    if (more.waybill !== undefined) orders.insertOrderWaybill(tx, { id: `${id}:${more.waybill}`, orderId: id, courierId: null, courierText: '顺丰', waybill: more.waybill, waybillKey: more.waybill })
  })
  return shop
}
const lines = (expected = 2, received = 2) => [{ title: '针织衫', sku: 'YJ-2201', expected, received }]
const step = (caseId: string): string | undefined => getCase(test.kernel, caseId).step?.stepId
const events = (caseId: string): string[] => getCase(test.kernel, caseId).timeline.map(({ type }) => type)

beforeEach(async () => {
  printed = []
  test = await foundFolder({ printer: (document) => Promise.resolve((printed.push(document), new Uint8Array([0x25, 0x50, 0x44, 0x46]))) })
  warehouse = await somebody('赵仓', 'warehouse')
  agent = await somebody('李强', 'agent')
})
afterEach(() => test.open.close())

describe('the bench finds what a parcel belongs to', () => {
  it('W6: by return waybill of the platform, waybill of the parcel, card, order number and entry', () => {
    const shop = order(ORDER, { waybill: 'SF1000000000147' })
    const { id: caseId, caseNo } = createCase(test.kernel, agent, { kind: 'return-refund', orderNo: ORDER })
    test.kernel.write(test.actor, { name: 'test.refund' }, (tx) =>
      refunds.insertRefund(tx, { id: 'r1', platform: 'tmall', shopId: shop, number: '7001', orderNo: ORDER, buyerNick: null, type: 'return-refund', phase: 'after-shipment', status: 'waiting-seller-receive', rawStatus: null, reason: '尺码不合适', deadlineAt: null, appliedAt: tx.now, closedAt: null, amountCents: 8900, currency: 'CNY', returnWaybill: 'yt 2000000000258', returnCourier: '圆通', caseId, importedAt: tx.now }),
    )
    for (const [raw, reason] of [['ＹＴ2000000000258\r', 'waybill'], ['sf1000000000147\n', 'case-waybill'], [cardCode(caseNo), 'card'], [`${ORDER}\t`, 'order'], [caseNo, 'card']] as const) {
      const found = bench.lookupReturn(test.kernel, warehouse, raw)
      expect(found.named, raw).toBe(caseId)
      expect(found.candidates[0], raw).toMatchObject({ caseNo, orderNo: ORDER, why: '尺码不合适', items: [{ sku: 'YJ-2201', quantity: 2 }], refund: { number: '7001' } })
      expect(found.candidates[0]?.reasons, raw).toContain(reason)
    }
  })

  it('W6: a SKU offers what awaits it and names nothing; a damaged card and a stranger find nothing', () => {
    order()
    const { id } = createCase(test.kernel, agent, { kind: 'return-refund', orderNo: ORDER })
    const bySku = bench.lookupReturn(test.kernel, warehouse, 'yj-2201')
    expect(bySku).toMatchObject({ named: null, candidates: [{ caseId: id, reasons: ['sku', 'awaited'] }] })
    expect(bench.lookupReturn(test.kernel, warehouse, 'RCA7F3K00042X')).toMatchObject({ kind: 'damaged-card', candidates: [] })
    expect(bench.lookupReturn(test.kernel, warehouse, 'ZT9999999999')).toMatchObject({ kind: 'code', named: null, candidates: [], earlier: null })
  })
})

describe('a checked return releases its case', () => {
  it('W6: sellable: the playbook is answered, the waiting ends, the next step is the refund', async () => {
    order()
    const { id: caseId, caseNo } = createCase(test.kernel, agent, { kind: 'return-refund', orderNo: ORDER })
    setStatus(test.kernel, agent, caseId, { status: 'waiting-buyer', nextAction: '等退货', nextActionAt: test.clock.now + HOUR })
    const filed = await bench.fileReturn(test.kernel, warehouse, { code: 'YT2000000000258', caseId, result: 'sellable', lines: lines(), evidence: [] })
    expect(filed).toMatchObject({ caseNo, caseMade: false, entry: { state: 'checked', values: { result: 'sellable', order: ORDER, waybill: 'YT2000000000258', courier: 'yto', checkedBy: warehouse.staffId, received: [{ quantity: 2 }] } } })
    const found = getCase(test.kernel, caseId)
    expect(found.status).toBe('working')
    expect(found.waybills.map(({ waybill }) => waybill)).toContain('YT2000000000258')
    expect(found.timeline.find(({ type }) => type === 'fact')).toMatchObject({ actorName: '赵仓', data: { fact: 'inspected', value: 'good', wordsZh: '完好，可退' } })
    expect(found.timeline.find(({ type }) => type === 'register-entry')?.data).toMatchObject({ registerZh: '退货验收', toldZh: '完好可售', entryNo: filed.entry.entryNo })
    expect(step(caseId)).not.toBe('inspect')
    expect(found.steps.find(({ stepId }) => stepId === 'inspect')?.done).toBe(true)
  })

  it('W6: what does not fit leads to the talk with the buyer; exchange and eBay have their own answers', async () => {
    for (const [kind, result, value] of [['return-refund', 'empty', 'wrong-back'], ['exchange', 'swapped', 'wrong-back'], ['ebay-return', 'swapped', 'flawed'], ['changed-mind', 'short', 'flawed']] as const) {
      const { id: caseId } = createCase(test.kernel, agent, { kind, buyerNick: kind })
      await bench.fileReturn(test.kernel, warehouse, { code: `ZT${kind.length}00000000001`, caseId, result, lines: [], evidence: [] })
      expect(getCase(test.kernel, caseId).timeline.find(({ type }) => type === 'fact')?.data, kind).toMatchObject({ value })
    }
  })

  it('W6: a kind that asks for no inspection is told all the same', async () => {
    const { id: caseId } = createCase(test.kernel, agent, { kind: 'quality', buyerNick: '甲' })
    await bench.fileReturn(test.kernel, warehouse, { code: 'YT1', caseId, result: 'defective', lines: [], evidence: [] })
    expect(events(caseId)).toContain('register-entry')
    expect(events(caseId)).not.toContain('fact')
  })

  it('W6: an order without an open case gets one that nobody has yet', async () => {
    order(ORDER, { waybill: 'SF1000000000147' })
    const found = bench.lookupReturn(test.kernel, warehouse, 'SF1000000000147')
    expect(found).toMatchObject({ candidates: [{ caseId: null, orderNo: ORDER }] })
    const filed = await bench.fileReturn(test.kernel, warehouse, { code: found.code, orderNo: ORDER, result: 'sellable', lines: lines(), evidence: [] })
    expect(filed.caseMade).toBe(true)
    expect(getCase(test.kernel, filed.caseId ?? '')).toMatchObject({ kind: 'return-inspection', orderNo: ORDER, assigneeName: null })
    expect(step(filed.caseId ?? '')).toBe('then')
    expect(bench.lookupReturn(test.kernel, warehouse, 'SF1000000000147').earlier).toMatchObject({ entryNo: filed.entry.entryNo, by: '赵仓' })
  })

  it('W6: result and quantities that contradict each other are refused, and nothing is written', async () => {
    order()
    const { id: caseId } = createCase(test.kernel, agent, { kind: 'return-refund', orderNo: ORDER })
    for (const [result, received] of [['short', 2], ['sellable', 0], ['empty', 1]] as const) {
      expect(await refusal(() => bench.fileReturn(test.kernel, warehouse, { code: 'YT1', caseId, result, lines: lines(2, received), evidence: [] }))).toBe('INVALID_INPUT')
    }
    expect(lists.listEntries(test.kernel, warehouse, { register: 'returns', limit: 10 }).rows).toEqual([])
  })

  it('U2 W6: a filed return is taken back with what it told; the case waits again', async () => {
    const { id: caseId } = createCase(test.kernel, agent, { kind: 'return-refund', buyerNick: '甲', orderNo: ORDER })
    setStatus(test.kernel, agent, caseId, { status: 'waiting-buyer', nextAction: '等退货', nextActionAt: test.clock.now + HOUR })
    const { entry } = await bench.fileReturn(test.kernel, warehouse, { code: 'YT1', caseId, result: 'sellable', lines: [], evidence: [] })
    bench.undoFiled(test.kernel, warehouse, { entryId: entry.id })
    expect(getCase(test.kernel, caseId)).toMatchObject({ status: 'waiting-buyer', nextAction: '等退货' })
    expect(getCase(test.kernel, caseId).steps.find(({ stepId }) => stepId === 'inspect')).toMatchObject({ done: false, question: { answer: null } })
    expect(lists.listEntries(test.kernel, warehouse, { register: 'returns', limit: 10 }).rows).toEqual([])
    expect(code(() => bench.undoFiled(test.kernel, warehouse, { entryId: entry.id }))).toBe('NOT_FOUND')
  })

  it('W6: a corrected result answers anew; a step by hand and its undo do the same as the bench', async () => {
    const { id: caseId } = createCase(test.kernel, agent, { kind: 'return-refund', buyerNick: '甲', orderNo: ORDER })
    const made = engine.createEntry(test.kernel, warehouse, { register: 'returns', caseId, values: { waybill: 'YT5' } })
    expect(made.state).toBe('received')
    engine.moveEntries(test.kernel, warehouse, { register: 'returns', ids: [made.id], move: 'check', values: { result: 'sellable' } })
    const answer = (): unknown => getCase(test.kernel, caseId).steps.find(({ stepId }) => stepId === 'inspect')?.question?.answer
    expect(answer()).toBe('good')
    engine.editEntry(test.kernel, warehouse, { register: 'returns', id: made.id, values: { result: 'swapped' } })
    expect(answer()).toBe('wrong-back')
    const other = engine.createEntry(test.kernel, warehouse, { register: 'returns', caseId, values: { waybill: 'YT6' } })
    engine.moveEntries(test.kernel, warehouse, { register: 'returns', ids: [other.id], move: 'check', values: { result: 'sellable' } })
    engine.undoMoves(test.kernel, warehouse, { register: 'returns', ids: [other.id] })
    expect(answer()).toBe('wrong-back')
    expect(bench.lookupReturn(test.kernel, warehouse, 'YT6')).toMatchObject({ named: caseId, candidates: [{ entryId: other.id }] })
    const filed = await bench.fileReturn(test.kernel, warehouse, { code: 'YT6', entryId: other.id, result: 'defective', lines: [], evidence: [] })
    expect(filed.entry).toMatchObject({ id: other.id, state: 'checked', values: { result: 'defective', checkedBy: warehouse.staffId } })
    expect(answer()).toBe('flawed')
  })
})

describe('unidentified parcels', () => {
  it('W6: filed in one go, found again by their code, matched by a person; what was found in them is told at once', async () => {
    order(ORDER, { sku: 'YJ-2201' })
    const { id: caseId, caseNo } = createCase(test.kernel, agent, { kind: 'return-refund', orderNo: ORDER, waybill: 'YT2000000777258' })
    const { entry } = bench.fileUnknown(test.kernel, warehouse, { code: 'XX0000777258\r', result: 'sellable', sku: 'YJ-2201', evidence: [] })
    expect(entry).toMatchObject({ state: 'unidentified', values: { scanned: 'XX0000777258', waybill: 'XX0000777258', result: 'sellable' } })
    expect(bench.lookupReturn(test.kernel, warehouse, 'XX0000777258').earlier).toMatchObject({ entryId: entry.id, state: 'unidentified' })
    const [best] = bench.returnCandidates(test.kernel, warehouse, { entryId: entry.id })
    expect(best).toMatchObject({ caseId, reasons: ['waybill-tail', 'sku', 'awaited'] })
    expect(bench.returnCandidates(test.kernel, warehouse, { entryId: entry.id, query: '云间客_88' })[0]?.reasons).toContain('buyer')
    expect(bench.returnCandidates(test.kernel, warehouse, { entryId: entry.id, query: cardCode(caseNo) })[0]?.reasons).toContain('card')
    const matched = await bench.matchReturn(test.kernel, warehouse, { entryId: entry.id, caseId })
    expect(matched).toMatchObject({ caseNo, entry: { state: 'checked', caseNo, values: { order: ORDER, buyer: '云间客_88' } } })
    expect(getCase(test.kernel, caseId).steps.find(({ stepId }) => stepId === 'inspect')?.question?.answer).toBe('good')
    expect(await refusal(() => bench.matchReturn(test.kernel, warehouse, { entryId: entry.id, caseId }))).toBe('ILLEGAL_TRANSITION')
  })

  it('W6: without a result it is identified and still to be checked; the step by hand finds the case of its order', async () => {
    order()
    const { entry } = bench.fileUnknown(test.kernel, warehouse, { code: 'XX1', evidence: [] })
    expect((await bench.matchReturn(test.kernel, warehouse, { entryId: entry.id, orderNo: ORDER })).entry.state).toBe('identified')
    const other = bench.fileUnknown(test.kernel, warehouse, { code: 'XX2', evidence: [] }).entry
    expect(code(() => engine.moveEntries(test.kernel, warehouse, { register: 'returns', ids: [other.id], move: 'identify', values: { order: '999' } }))).toBe('NOT_FOUND')
    const [moved] = engine.moveEntries(test.kernel, warehouse, { register: 'returns', ids: [other.id], move: 'identify', values: { order: ORDER } })
    expect(moved).toMatchObject({ state: 'identified', values: { buyer: '云间客_88' } })
    expect(moved?.caseId).not.toBeNull()
  })
})

describe('cards', () => {
  it('W6: the sheet says case, order and shop, and the code only the case; no name, phone or address stands on it', async () => {
    order()
    const { id, caseNo } = createCase(test.kernel, agent, { kind: 'return-refund', orderNo: ORDER })
    const document = cardsDocument(test.kernel, { caseIds: [id, id], paper: 'A4', locale: 'zh' })
    expect(document).toMatchObject({ paper: 'A4', bare: true, blocks: [{ block: 'cards', whole: false, cards: [{ title: caseNo, code: cardCode(caseNo) }] }] })
    const said = JSON.stringify(document).replace(/data:image[^"]*/g, '')
    expect(said).toContain(ORDER)
    for (const personal of ['云间客', '李小云', '13800001111', '文三路']) expect(said).not.toContain(personal)
    const path = join(tempFolder(), 'cards.pdf')
    expect(await printCards(test.kernel, warehouse, { caseIds: [id], paper: 'A6', path, locale: 'en' })).toEqual({ file: path, cards: 1 })
    expect(readFileSync(path).subarray(0, 4).toString()).toBe('%PDF')
    expect(printed[0]).toMatchObject({ lang: 'en', paper: 'A6' })
    expect(await refusal(() => printCards(test.kernel, warehouse, { caseIds: [id], paper: 'A6', path: 'cards.pdf', locale: 'en' }))).toBe('INVALID_INPUT')
  })
})

describe('warehouse tasks', () => {
  const ask = (more: Partial<tasks.TaskToAsk> & { caseId: string }) => tasks.askTask(test.kernel, agent, { kind: 'reissue', goods: [{ title: '针织衫', sku: 'YJ-2201', quantity: 1 }], due: test.clock.now + HOUR, ...more })
  const newCase = (kind = 'reissue') => createCase(test.kernel, agent, { kind, orderNo: ORDER }).id
  const acknowledge = (ids: readonly string[], actor = warehouse) => engine.moveEntries(test.kernel, actor, { register: 'warehouse-tasks', ids, move: 'acknowledge', values: {} })

  it('W6: begun with the facts of the case: kind, goods, waybill and time by the policy', () => {
    order(ORDER, { waybill: 'SF1000000000147' })
    const caseId = newCase('redirect')
    const begun = tasks.beginTask(test.kernel, agent, caseId)
    expect(begun).toMatchObject({ kind: 'address', orderNo: ORDER, waybill: 'SF1000000000147', goods: [{ sku: 'YJ-2201', quantity: 2 }], open: [] })
    expect(begun.due.intercept - test.clock.now).toBe(2 * HOUR)
    expect(code(() => ask({ caseId, kind: 'address' }))).toBe('REQUIRED_FIELDS_MISSING')
    expect(code(() => ask({ caseId, goods: [] }))).toBe('REQUIRED_FIELDS_MISSING')
    ask({ caseId, kind: 'address', address: '王先生 上海市静安区 2 号' })
    expect(tasks.beginTask(test.kernel, agent, caseId).open).toMatchObject([{ kind: 'address', state: 'asked' }])
  })

  it('W6: acknowledged line by line or in bulk; the new waybill of a reissue goes to its case, which waits no more', () => {
    order()
    const caseId = newCase()
    const [one, two] = [ask({ caseId }), ask({ caseId, kind: 'intercept', goods: [] })]
    setStatus(test.kernel, agent, caseId, { status: 'waiting-warehouse', nextAction: '等补发', nextActionAt: test.clock.now + HOUR })
    expect(acknowledge([one.id, two.id]).map(({ state, stateBy }) => [state, stateBy])).toEqual([['acknowledged', '赵仓'], ['acknowledged', '赵仓']])
    const done = (id: string, values = {}) => engine.moveEntries(test.kernel, warehouse, { register: 'warehouse-tasks', ids: [id], move: 'done', values })
    expect(code(() => done(one.id))).toBe('REQUIRED_FIELDS_MISSING')
    done(one.id, { waybillNew: 'YT7788990011223' })
    done(two.id)
    const found = getCase(test.kernel, caseId)
    expect(found.status).toBe('working')
    expect(found.waybills.map(({ waybill }) => waybill)).toContain('YT7788990011223')
    expect(found.timeline.filter(({ type }) => type === 'register-state').at(0)?.data).toMatchObject({ registerZh: '仓库任务' })
  })

  it('W6: refused with a reason, asked again, withdrawn by the desk', () => {
    const caseId = newCase()
    const { id } = ask({ caseId })
    const move = (name: string, actor: Actor, reason: string | null = null) => engine.moveEntries(test.kernel, actor, { register: 'warehouse-tasks', ids: [id], move: name, values: {}, reason })
    expect(code(() => move('refuse', warehouse))).toBe('REQUIRED_FIELDS_MISSING')
    expect(move('refuse', warehouse, '没有库存')[0]).toMatchObject({ state: 'refused', stateReason: '没有库存' })
    expect(code(() => move('again', warehouse))).toBe('FORBIDDEN')
    expect(move('again', agent)[0]?.state).toBe('asked')
    expect(move('withdraw', agent, '买家取消')[0]?.state).toBe('withdrawn')
    expect(code(() => acknowledge([id]))).toBe('ILLEGAL_TRANSITION')
  })

  it('W6: exported in the columns of a template, marked with its batch, and not twice unnoticed', async () => {
    order()
    const caseId = newCase()
    const made = ask({ caseId, note: '随附赠品' })
    const intercept = ask({ caseId, kind: 'intercept', goods: [] })
    const path = join(tempFolder(), 'erp.xlsx')
    const take = (template: string, ids: readonly string[], again = false) => tasks.exportTasks(test.kernel, warehouse, { template, ids, again, path, locale: 'zh' })
    expect(tasks.pendingTasks(test.kernel, warehouse, null).tasks).toHaveLength(2)
    expect(await refusal(() => take('hand-order', [made.id, intercept.id]))).toBe('INVALID_INPUT')
    const done = await take('hand-order', [made.id])
    expect(done).toMatchObject({ rows: 1, tasks: 1, batch: expect.stringMatching(/^WB-[0-9A-Z]{4}-00001$/) })
    const sheet = Object.values(readWorkbook(readFileSync(path)).Sheets)[0]
    expect(utils.sheet_to_json<Record<string, unknown>>(sheet ?? {})).toEqual([expect.objectContaining({ 原始单号: made.entryNo, 关联订单: ORDER, 收件人: '李小云', 手机: '13800001111', 商家编码: 'YJ-2201', 数量: 1, 订单类别: '补发', 客服备注: '随附赠品' })])
    expect(access.getEntry(test.kernel, warehouse, test.kernel.resources.registers.find(({ id }) => id === 'warehouse-tasks')!, made.id).values).toMatchObject({ batch: done.batch, exportedAt: test.clock.now })
    expect(tasks.pendingTasks(test.kernel, warehouse, null).tasks.map(({ entryId }) => entryId)).toEqual([intercept.id])
    expect(await refusal(() => take('hand-order', [made.id]))).toBe('INVALID_INPUT')
    expect((await take('plain', [made.id, intercept.id], true)).batch).not.toBe(done.batch)
    engine.moveEntries(test.kernel, agent, { register: 'warehouse-tasks', ids: [intercept.id], move: 'withdraw', values: {}, reason: '不用了' })
    expect(await refusal(() => take('plain', [intercept.id], true))).toBe('INVALID_INPUT')
    expect(await refusal(() => tasks.exportTasks(test.kernel, warehouse, { template: 'plain', ids: [made.id], again: true, path: join(tempFolder(), 'no', 'such', 'erp.csv'), locale: 'zh' }).catch((error: unknown) => { throw error instanceof AppError ? error : new AppError('FILE_NOT_FOUND', {}, { cause: error }) }))).toBe('FILE_NOT_FOUND')
  })

  it('W6: what the program answers is read, judged and taken, all or none', () => {
    order()
    const caseId = newCase()
    const [one, two, three] = [ask({ caseId }), ask({ caseId, kind: 'intercept', goods: [] }), ask({ caseId })]
    const text = ['任务号\t运单号\t结果\t原因', `${one.entryNo}\tYT7788990011223\t已发货\t`, `${two.entryNo}\t\t失败\t已签收`, `${three.entryNo}\t\t完成\t`, `${one.entryNo}\tYT1\t已发货\t`, 'WT-ZZZZ-00009\tYT2\t已发货\t'].join('\n')
    const { rows } = tasks.readErpAnswer(test.kernel, warehouse, text)
    expect(rows.map(({ entryNo, move, problem }) => [entryNo, move, problem])).toEqual([[one.entryNo, 'done', null], [two.entryNo, 'refuse', null], [three.entryNo, null, 'no-waybill'], [one.entryNo, null, 'twice'], [null, null, 'unknown']])
    const ready = rows.flatMap(({ entryId, move, waybill, reason }) => (entryId === null || move === null ? [] : [{ entryId, move, waybill, reason }]))
    expect(code(() => tasks.takeErpAnswer(test.kernel, warehouse, { rows: [...ready, { entryId: three.id, move: 'done' }] }))).toBe('REQUIRED_FIELDS_MISSING')
    expect(lists.countEntries(test.kernel, warehouse, { register: 'warehouse-tasks' }).views['asked']).toBe(3)
    expect(tasks.takeErpAnswer(test.kernel, warehouse, { rows: ready })).toEqual({ taken: 2 })
    expect(getCase(test.kernel, caseId).waybills.map(({ waybill }) => waybill)).toContain('YT7788990011223')
    expect(tasks.readErpAnswer(test.kernel, warehouse, text).rows.map(({ problem }) => problem)).toEqual(['over', 'over', 'no-waybill', 'over', 'unknown'])
  })
})

describe('rights', () => {
  it('R3 W6: the warehouse does all of this and cannot do money; others do not do it for the warehouse', async () => {
    const finance = await somebody('周账', 'finance')
    // every procedure is held to ACCESS by test/contract/rights.test.ts; here is what that means for the warehouse
    const allowed = (path: string): boolean => mayDo('warehouse', ACCESS[path] as Right)
    const money = Object.keys(ACCESS).filter((path) => /^(payouts|reconcile|month|claims)/i.test(path))
    expect(money.filter(allowed)).toEqual(money.filter((path) => ['case.read', 'claim.read', 'reconcile.read'].includes(ACCESS[path] ?? '')))
    expect(['payouts.ask', 'payouts.pay', 'payouts.approve', 'claims.create', 'claims.setStatus', 'cases.create', 'cases.setStatus', 'exports.run', 'warehouseTasks.ask'].filter(allowed)).toEqual([])
    expect(Object.keys(ACCESS).filter((path) => /^(returns|warehouseTasks)\./.test(path)).filter(allowed)).toHaveLength(13)
    const { id: caseId } = createCase(test.kernel, agent, { kind: 'reissue', buyerNick: '甲', orderNo: ORDER })
    const task = tasks.askTask(test.kernel, agent, { caseId, kind: 'reissue', goods: [{ title: '针织衫', sku: null, quantity: 1 }], due: test.clock.now + HOUR })
    const { entry } = bench.fileUnknown(test.kernel, warehouse, { code: 'XX1', evidence: [] })
    for (const [name, work] of Object.entries({
      ask: () => tasks.askTask(test.kernel, warehouse, { caseId, kind: 'reissue', goods: [{ title: 'x', sku: null, quantity: 1 }], due: 1 }),
      begin: () => tasks.beginTask(test.kernel, warehouse, caseId),
      edit: () => engine.editEntry(test.kernel, warehouse, { register: 'warehouse-tasks', id: task.id, values: { note: 'x' } }),
      withdraw: () => engine.moveEntries(test.kernel, warehouse, { register: 'warehouse-tasks', ids: [task.id], move: 'withdraw', values: {}, reason: 'x' }),
      giveUp: () => engine.moveEntries(test.kernel, warehouse, { register: 'returns', ids: [entry.id], move: 'give-up', values: {}, reason: 'x' }),
      lookup: () => bench.lookupReturn(test.kernel, finance, 'XX1'),
      unknown: () => bench.fileUnknown(test.kernel, finance, { code: 'XX2', evidence: [] }),
      undo: () => bench.undoFiled(test.kernel, finance, { entryId: entry.id }),
      candidates: () => bench.returnCandidates(test.kernel, finance, { entryId: entry.id }),
      templates: () => tasks.listTemplates(test.kernel, finance),
      pending: () => tasks.pendingTasks(test.kernel, finance, null),
      readAnswer: () => tasks.readErpAnswer(test.kernel, finance, 'x'),
      takeAnswer: () => tasks.takeErpAnswer(test.kernel, finance, { rows: [{ entryId: task.id, move: 'acknowledge' }] }),
      acknowledge: () => engine.moveEntries(test.kernel, finance, { register: 'warehouse-tasks', ids: [task.id], move: 'acknowledge', values: {} }),
    })) expect(code(work), name).toBe('FORBIDDEN')
    for (const [name, work] of Object.entries({
      file: () => bench.fileReturn(test.kernel, finance, { code: 'XX1', caseId, result: 'sellable', lines: [], evidence: [] }),
      match: () => bench.matchReturn(test.kernel, finance, { entryId: entry.id, caseId }),
      export: () => tasks.exportTasks(test.kernel, finance, { template: 'plain', ids: [task.id], again: false, path: join(tempFolder(), 'x.csv'), locale: 'zh' }),
    })) expect(await refusal(work), name).toBe('FORBIDDEN')
    expect(access.getEntry(test.kernel, warehouse, test.kernel.resources.registers.find(({ id }) => id === 'warehouse-tasks')!, task.id).moves).toEqual(['acknowledge', 'done', 'refuse'])
  })
})
