import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { read as readWorkbook, utils } from '@e965/xlsx'
import type { SQL } from 'drizzle-orm'
import { SQLiteSyncDialect } from 'drizzle-orm/sqlite-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { synced } from '../../src/backend/db/synced-tables'
import * as repo from '../../src/backend/repositories/kpi'
import { insertPayout } from '../../src/backend/repositories/payouts'
import { insertWrongShipment } from '../../src/backend/repositories/wrong-shipments'
import { createCase, setStatus, updateCase } from '../../src/backend/services/case-write'
import { fillDemo } from '../../src/backend/services/demo'
import { behindKpi, behindMine, readKpi, readMine } from '../../src/backend/services/kpi'
import { exportKpi } from '../../src/backend/services/kpi-export'
import { saveSku } from '../../src/backend/services/master-lists'
import { createStaff } from '../../src/backend/services/masters'
import { endPromise, makePromise } from '../../src/backend/services/promises'
import { runReconcile } from '../../src/backend/services/reconcile'
import { insertEntry, moveEntries } from '../../src/backend/services/register-entries'
import { logReply } from '../../src/backend/services/reply-log'
import { kpiAnswerSchema, kpiFactsSchema, kpiMineSchema, type KpiAnswer } from '../../src/contract/kpi'
import { hoursOf, percentOf } from '../../src/backend/reports/dashboard-report'
import { DIMENSIONS } from '../../src/domain/kpi/figures'
import { kpiViews, measuresOf } from '../../src/domain/kpi/views'
import type { PrintDocument } from '../../src/domain/print/document'
import { tempFolder } from '../support/folders'
import { foundFolder, START, type TestFolder } from '../support/kernel'
import { addOrder } from '../support/money-case'
import { addClaim, addLine } from '../support/reconcile-month'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const NOVEMBER = { unit: 'month', day: '2026-11-21' } as const

const shopOf = ({ kernel }: TestFolder): string => kernel.db.readable.prepare<[], { id: string }>('SELECT id FROM shop').get()?.id ?? ''

/** A payout that finance has paid, as F1 leaves it. */
function pay({ kernel, actor, clock }: TestFolder, caseId: string, type: string, amountCents: number, currency = 'CNY'): void {
  kernel.write(actor, { name: 'test.pay' }, (tx) =>
    insertPayout(tx, {
      id: tx.newId(), caseId, orderNo: null, buyerNick: null, phoneKey: null, addressKey: null, createdAt: clock.now - HOUR, createdBy: tx.actorId, type, ladder: 'compensation', amountCents, currency, issue: 'x',
      limitCents: null, state: 'paid', approvedBy: null, approvedAt: null, approvalWay: null, approvalNote: null, confirmBy: null, confirmedAt: null, paidAt: clock.now, paidRef: null,
    }),
  )
}

function requestRefund(test: TestFolder, number: string, orderNo: string, status: string): void {
  test.kernel.write(test.actor, { name: 'test.refund' }, (tx) =>
    tx.put(synced.platformRefund, {
      id: `tmall:${number}`, platform: 'tmall', shopId: shopOf(test), number, orderNo, buyerNick: null, type: 'refund-only', phase: null, status, rawStatus: null, reason: null, deadlineAt: null,
      appliedAt: test.clock.now, closedAt: null, amountCents: 8900, currency: 'CNY', returnWaybill: null, returnCourier: null, caseId: null, importedAt: tx.now,
    }),
  )
}

function wrongParcel({ kernel, actor }: TestFolder, entryNo: string, caseId: string | null, fix: string, costCents: number, state: string): void {
  kernel.write(actor, { name: 'test.wrong' }, (tx) =>
    insertWrongShipment(tx, {
      id: entryNo, entryNo, caseId, createdAt: tx.now, submittedBy: tx.actorId, error: 'wrong', buyerNick: null, orderNo: null, waybill: null, expected: [{ title: '手工陶瓷杯', sku: 'CUP-01', quantity: 1 }], sent: [],
      packedBy: null, noticedBy: null, fix, costCents, goodsBack: false, note: null, state, verifiedBy: null, verifiedAt: null, returnReason: null,
    }),
  )
}

/** One November by hand: every figure can be counted on the fingers. */
async function november(options: Parameters<typeof foundFolder>[0] = {}): Promise<TestFolder & { first: string; second: string }> {
  const test = await foundFolder(options)
  const { kernel, actor, clock } = test
  for (const number of ['2026111900011', '2026111900012', '2026111900013', '2026111900014']) addOrder(test, { number })
  const first = createCase(kernel, actor, { kind: 'quality', orderNo: '2026111900011', note: '裂了' }).id
  const second = createCase(kernel, actor, { kind: 'return-refund', orderNo: '2026111900012', note: '退' }).id
  createCase(kernel, actor, { kind: 'tracking-inquiry', buyerNick: '甲' })
  clock.now += 2 * MINUTE
  logReply(kernel, actor, first, { text: '您好', templateId: null, edited: true })
  makePromise(kernel, actor, { caseId: first, words: '明天发货', dueAt: clock.now + HOUR, source: 'hand' })
  clock.now += 10 * MINUTE
  logReply(kernel, actor, second, { text: '您好', templateId: null, edited: true })
  const promise = makePromise(kernel, actor, { caseId: second, words: '今天退', dueAt: clock.now + HOUR, source: 'hand' })
  endPromise(kernel, actor, { id: promise.id, outcome: 'kept' })
  updateCase(kernel, actor, first, { reason: kernel.resources.policy.reasons[0]?.id ?? null, liableParty: 'supplier', remedy: 'compensation' })
  clock.now = START + 3 * HOUR
  setStatus(kernel, actor, first, { status: 'resolved' })
  pay(test, first, 'compensation', 1500)
  pay(test, second, 'refund', 8900)
  pay(test, second, 'refund', 700, 'USD')
  wrongParcel(test, 'W1', second, 'reissue', 2000, 'verified')
  wrongParcel(test, 'W2', second, 'refund', 300, 'verified')
  wrongParcel(test, 'W3', second, 'refund', 9999, 'submitted')
  requestRefund(test, 'R1', '2026111900012', 'done')
  requestRefund(test, 'R2', '2026111900013', 'closed')
  addClaim(test, 'SF1000000000001', 4000, { filedOn: '2026-11-02', caseId: first })
  addLine(test, 'SF1000000000001', 4000, { month: '2026-11' })
  runReconcile(kernel, actor, { month: '2026-11' })
  return { ...test, first, second }
}

describe('K1: every figure of a month that can be counted by hand', () => {
  it('K1: first response, resolution, promises, refund rate, returns and cost are those of the rows', async () => {
    const test = await november()
    const answer = await readKpi(test.kernel, NOVEMBER)
    expect(kpiAnswerSchema.parse(answer)).toEqual(answer)
    expect(answer.period).toEqual({ unit: 'month', firstDay: '2026-11-01', lastDay: '2026-11-30' })
    expect(answer.figures).toMatchObject({
      // 2 and 12 minutes; the third has not been answered for three hours: late
      opened: 3, answered: 2, answerMs: 7 * MINUTE, answerShare: 1 / 3,
      solved: 1, solveMs: 3 * HOUR, solveShare: 1,
      // one was kept, the other has been due for two hours
      promises: 2, promiseShare: 0.5,
      refunds: 1, orders: 4, refundRate: 0.25, returns: 2,
      costCents: 1500 + 8900 + 2000 + 300, recoveredCents: 4000, netCents: 8700,
    })
    expect(answer.was).toMatchObject({ opened: 0, answerMs: null, refundRate: null, netCents: 0 })
    expect(answer.currencies).toEqual(['CNY', 'USD'])
    expect((await readKpi(test.kernel, { ...NOVEMBER, currency: 'USD' })).figures).toMatchObject({ costCents: 700, recoveredCents: 0 })
    expect(Object.fromEntries(answer.by.cost.map(({ key, netCents }) => [key, netCents]))).toEqual({ compensation: 1500, refund: 8900, reissue: 2000, wrong: 300, recovery: -4000 })
    expect(answer.by.courier.find(({ key }) => key === 'sf')).toMatchObject({ opened: 2, costCents: 12_700, recoveredCents: 4000 })
    expect(answer.by.sku.find(({ key }) => key === 'CUP-01')).toMatchObject({ opened: 2, returns: 2, netCents: 8700 })
    expect(answer.by.reason.map(({ key, returns }) => [key, returns])).toEqual([[test.kernel.resources.policy.reasons[0]?.id, 1], [null, 1]])
    // the day after, the next month has this one as the one before
    expect((await readKpi(test.kernel, { unit: 'month', day: '2026-12-01' })).was).toMatchObject({ opened: 3, netCents: 8700, orders: 4 })
    // its week begins on Monday; a week of the shop's zone
    expect((await readKpi(test.kernel, { unit: 'week', day: '2026-11-21' })).period).toEqual({ unit: 'week', firstDay: '2026-11-16', lastDay: '2026-11-22' })
    test.open.close()
  })

  it('K1: what the warehouse sent again costs its goods, once: not where the wrong parcel has a cost of its own, not what the SKU list does not know', async () => {
    const test = await november()
    const { kernel, actor, first, second } = test
    for (const [code, costCents] of [['CUP-01', 1200], ['LID-01', null]] as const) saveSku(kernel, actor, { code, title: code, spec: null, barcode: null, supplier: null, weightGrams: null, packagingGrams: null, costCents, priceCents: null, note: null })
    const resend = (caseId: string | null, goods: { title: string; sku: string | null; quantity: number }[], source: string | null = null): string => {
      const register = kernel.resources.registers.find(({ id }) => id === 'warehouse-tasks')
      if (register === undefined) throw new Error('no such register')
      const id = kernel.write(actor, { name: 'test.task' }, (tx) => insertEntry(kernel, tx, register, { caseId, source, values: { kind: 'reissue', shop: shopOf(test), goods } }))
      moveEntries(kernel, actor, { register: register.id, ids: [id], move: 'done', values: { waybillNew: 'SF1204880147999' } })
      return id
    }
    const before = (await readKpi(kernel, NOVEMBER)).figures.costCents
    const sent = resend(first, [{ title: '杯', sku: 'CUP-01', quantity: 2 }, { title: '盖', sku: 'LID-01', quantity: 1 }, { title: '袋', sku: null, quantity: 1 }])
    const cost = async () => (await readKpi(kernel, NOVEMBER)).figures.costCents - before
    expect(await cost()).toBe(2400)
    // its wrong parcel cost 20.00: the goods are in there
    resend(second, [{ title: '杯', sku: 'CUP-01', quantity: 1 }])
    // so are those of a parcel without a case
    wrongParcel(test, 'W9', null, 'reissue', 700, 'submitted')
    resend(null, [{ title: '杯', sku: 'CUP-01', quantity: 1 }], 'wrong-shipment:W9:f1')
    expect(await cost()).toBe(2400)
    wrongParcel(test, 'W10', null, 'reissue', 0, 'submitted')
    resend(null, [{ title: '杯', sku: 'CUP-01', quantity: 1 }], 'wrong-shipment:W10:f1')
    expect(await cost()).toBe(3600)
    const answer = await readKpi(kernel, NOVEMBER)
    expect(answer.by.cost.find(({ key }) => key === 'reissue')?.netCents).toBe(2000 + 3600)
    const { rows } = await behindKpi(kernel, { ...NOVEMBER, measure: 'cost', dimension: null, key: null })
    expect(rows.find(({ id }) => id === sent)).toMatchObject({ kind: 'warehouse-tasks', caseId: first, value: 2400, part: 'reissue' })
    test.open.close()
  })

  it('K1: a change is seen at the next look, though what was read is kept', async () => {
    const test = await november()
    expect((await readKpi(test.kernel, NOVEMBER)).figures).toMatchObject({ opened: 3, orders: 4 })
    createCase(test.kernel, test.actor, { kind: 'tracking-inquiry', buyerNick: '乙' })
    pay(test, test.first, 'freight', 1000)
    addOrder(test, { number: '2026111900099' })
    expect((await readKpi(test.kernel, NOVEMBER)).figures).toMatchObject({ opened: 4, costCents: 13_700, orders: 5 })
    test.open.close()
  })

  it('K1: a reply that was taken back is no answer; a case brought along as answered has no response time', async () => {
    const test = await foundFolder()
    const { kernel, actor, clock } = test
    const { id } = createCase(kernel, actor, { kind: 'tracking-inquiry', buyerNick: '甲' })
    kernel.write(actor, { name: 'test.events' }, (tx) => {
      for (const [event, at, data] of [['reply-copied', START + MINUTE, {}], ['undone', START + 2 * MINUTE, { eventId: 'e-reply-copied' }]] as const) tx.insert(synced.caseEvent, { id: `e-${event}`, caseId: id, at, actorId: tx.actorId, type: event, text: null, data })
    })
    clock.now += HOUR
    expect((await readKpi(kernel, NOVEMBER)).figures).toMatchObject({ opened: 1, answered: 0, answerShare: 0 })
    kernel.write(actor, { name: 'test.clock' }, (tx) => tx.update(synced.caseClock, `${id}:first-response`, { metAt: START, state: 'met' }))
    expect((await readKpi(kernel, NOVEMBER)).figures).toMatchObject({ opened: 1, answered: 0, answerShare: null })
    test.open.close()
  })

  it('K1: scores of buyers and scored samples are means by whom they are of; what is not scored yet counts nowhere', async () => {
    const test = await november()
    const { kernel, actor, clock } = test
    const entry = (register: string, id: string, state: string, data: Record<string, unknown>): void =>
      kernel.write(actor, { name: 'test.entry' }, (tx) =>
        tx.insert(synced.registerEntry, {
          id, register, entryNo: id, createdAt: clock.now, createdBy: tx.actorId, source: null, caseId: test.first, shopId: null, orderNo: null, waybill: null, buyerNick: null, sku: null, amountCents: null, currency: 'CNY',
          onDay: null, data: { agent: actor.staffId, ...data }, assignedTo: null, dueAt: null, state, stateAt: clock.now, stateBy: tx.actorId, stateReason: null, words: '',
        }),
      )
    entry('scores', 'SC1', 'answered', { score: 5 })
    entry('scores', 'SC2', 'answered', { score: 2 })
    entry('scores', 'SC3', 'asked', { score: 1 })
    entry('samples', 'QS1', 'scored', { total: 80 })
    entry('samples', 'QS2', 'talked', { total: 91 })
    entry('samples', 'QS3', 'drawn', { total: 10 })
    const { figures, by } = await readKpi(kernel, NOVEMBER)
    expect(figures).toMatchObject({ scores: 2, score: 3.5, samples: 2, sample: 85.5 })
    expect(by.agent.find(({ key }) => key === actor.staffId)).toMatchObject({ score: 3.5, sample: 85.5 })
    expect((await behindKpi(kernel, { ...NOVEMBER, measure: 'sample', dimension: null, key: null })).rows.map(({ kind, id }) => [kind, id]).sort()).toEqual([['samples', 'QS1'], ['samples', 'QS2']])
    // an agent sees what buyers say, not what was sampled
    expect((await readMine(kernel, actor, NOVEMBER)).figures).toMatchObject({ score: 3.5, sample: null })
    test.open.close()
  })

  it('K1: an agent sees own figures alone, and only the rows of own cases', async () => {
    const test = await november()
    const { kernel, actor } = test
    const other = await createStaff(kernel, actor, { name: '王芳', role: 'agent' })
    const agent = { staffId: other.id, name: other.name, role: other.role }
    const own = createCase(kernel, agent, { kind: 'tracking-inquiry', buyerNick: '丙' }).id
    const mine = await readMine(kernel, actor, NOVEMBER)
    expect(kpiMineSchema.parse(mine)).toEqual(mine)
    expect(mine.figures).toMatchObject({ opened: 3, answered: 2, solved: 1, promises: 2, promiseShare: 0.5, refunds: 0, orders: null, costCents: 0 })
    expect((await readMine(kernel, agent, NOVEMBER)).figures).toMatchObject({ opened: 1, solved: 0, promises: 0, promiseShare: null })
    expect((await behindMine(kernel, agent, { ...NOVEMBER, measure: 'opened' })).rows.map(({ id }) => id)).toEqual([own])
    expect((await behindMine(kernel, actor, { ...NOVEMBER, measure: 'solve' })).rows.map(({ id }) => id)).toEqual([test.first])
    expect(await behindMine(kernel, actor, { ...NOVEMBER, measure: 'cost' })).toMatchObject({ total: 0, rows: [] })
    test.open.close()
  })
})

describe('K1: figures, lists and files of a year of work agree', () => {
  let test: TestFolder
  const documents: PrintDocument[] = []
  const answers: KpiAnswer[] = []
  beforeAll(async () => {
    test = await foundFolder({ printer: (document) => (documents.push(document), Promise.resolve(new TextEncoder().encode('%PDF-1.7'))) })
    await fillDemo(test.kernel, { cases: 1500, claims: 150, seed: 5, photos: 0, chunkMs: 400 })
    for (const [at, { id }] of test.kernel.db.readable.prepare<[], { id: string }>('SELECT id FROM cases ORDER BY opened_at DESC LIMIT 40').all().entries()) pay(test, id, at % 3 === 0 ? 'freight' : 'compensation', 100 + at)
    for (const unit of ['month', 'week'] as const) answers.push(await readKpi(test.kernel, { unit, day: '2026-11-20' }))
  })
  afterAll(() => test.open.close())

  const one = (sql: string, ...values: number[]): number => test.kernel.db.readable.prepare<number[], { n: number | null }>(sql).get(...values)?.n ?? 0

  it.each([0, 1])('K1: totals are those of plain statements (%i: month, week)', (at) => {
    const answer = answers[at]
    if (answer === undefined) throw new Error('no answer')
    const [from, to] = [Date.parse(`${answer.period.firstDay}T00:00:00+08:00`), Date.parse(`${answer.period.lastDay}T00:00:00+08:00`) + DAY]
    const { figures, was } = answer
    expect(figures.opened).toBe(one('SELECT count(*) AS n FROM cases WHERE opened_at >= ? AND opened_at < ?', from, to))
    expect(figures.opened).toBeGreaterThan(5)
    expect(was.opened).toBe(one('SELECT count(*) AS n FROM cases WHERE opened_at >= ? AND opened_at < ?', Date.parse(`${answer.before.firstDay}T00:00:00+08:00`), from))
    expect(figures.solved).toBe(one("SELECT count(*) AS n FROM cases c JOIN case_clock s ON s.case_id = c.id AND s.name = 'solve' WHERE c.is_open = 0 AND s.met_at >= ? AND s.met_at < ?", from, to))
    expect(figures.orders).toBe(one('SELECT count(*) AS n FROM orders WHERE paid_at >= ? AND paid_at < ?', from, to))
    expect(figures.costCents).toBe(one("SELECT sum(amount_cents) AS n FROM payout WHERE state = 'paid' AND paid_at >= ? AND paid_at < ?", from, to) + one("SELECT sum(cost_cents) AS n FROM wrong_shipment WHERE state = 'verified' AND created_at >= ? AND created_at < ?", from, to))
  })

  it('K1: behind every figure of every row stand as many rows as it counts, and rows of a table add up to the whole', async () => {
    const [answer] = answers
    if (answer === undefined) throw new Error('no answer')
    const COUNTS = { opened: 'opened', solve: 'solved', refund: 'refunds', return: 'returns', cost: 'costs', score: 'scores', sample: 'samples' } as const
    let looked = 0
    for (const dimension of DIMENSIONS) {
      const rows = answer.by[dimension]
      for (const row of rows.slice(0, 6)) {
        for (const measure of measuresOf(dimension)) {
          const behind = await behindKpi(test.kernel, { unit: 'month', day: '2026-11-20', measure, dimension, key: row.key })
          // promises count those that can be judged by now; the list has them all
          if (measure === 'promise') expect(behind.total).toBeGreaterThanOrEqual(row.promises)
          else expect(behind.total, `${dimension} ${String(row.key)} ${measure}`).toBe(row[COUNTS[measure]])
          looked += behind.total
        }
      }
      if (dimension === 'reason' || dimension === 'cost') continue
      expect(rows.reduce((sum, row) => sum + row.opened, 0)).toBe(answer.figures.opened)
      expect(rows.reduce((sum, row) => sum + row.netCents, 0)).toBe(answer.figures.netCents)
    }
    expect(looked).toBeGreaterThan(50)
    const all = await behindKpi(test.kernel, { unit: 'month', day: '2026-11-20', measure: 'opened', dimension: null, key: null })
    expect(kpiFactsSchema.parse(all)).toEqual(all)
    expect(all.total).toBe(answer.figures.opened)
  })

  it.each(['zh', 'en'] as const)('K1: the workbook holds every table with its total, the definitions, period, shop, who and when (%s)', async (locale) => {
    const [answer] = answers
    if (answer === undefined) throw new Error('no answer')
    const file = join(tempFolder(), 'kpi.xlsx')
    await exportKpi(test.kernel, test.actor, { unit: 'month', day: '2026-11-20', path: file, locale })
    const book = readWorkbook(readFileSync(file))
    const views = kpiViews(answer, { locale, nameOf: (_dimension, key) => key, most: null })
    expect(book.SheetNames.slice(1, -1)).toEqual(views.map(({ title }) => title))
    for (const view of views) {
      const sheet = utils.sheet_to_json<unknown[]>(book.Sheets[view.title] ?? {}, { header: 1, raw: true, defval: null }).slice(1)
      const expected = [...view.rows.map(({ values }) => values), ...(view.rows.length === 0 || view.total === null ? [] : [view.total])]
      expect(sheet).toHaveLength(expected.length)
      expected.forEach((values, line) =>
        view.columns.forEach(({ unit }, at) => {
          const value = values[at] ?? null
          const wanted = typeof value !== 'number' ? value : unit === 'money' ? value / 100 : unit === 'share' ? percentOf(value) : unit === 'duration' ? hoursOf(value) : unit === 'score' ? Math.round(value * 100) / 100 : value
          if (unit !== 'text') expect(sheet[line]?.[at] ?? null, `${view.title} ${line} ${at}`).toEqual(wanted)
        }),
      )
    }
    const words = JSON.stringify(utils.sheet_to_json(book.Sheets[book.SheetNames[0] ?? ''] ?? {}, { header: 1 }))
    for (const told of ['2026-11-01', '2026-11-30', '张敏', '2026-11-21', 'CNY']) expect(words).toContain(told)
    expect(JSON.stringify(utils.sheet_to_json(book.Sheets[book.SheetNames.at(-1) ?? ''] ?? {}, { header: 1 }))).toContain(locale === 'zh' ? '首响达标' : 'Responses in target')
  })

  it('K1: the printed report has pictures and tables of the same figures; another ending is refused', async () => {
    const path = join(tempFolder(), 'kpi.pdf')
    await exportKpi(test.kernel, test.actor, { unit: 'week', day: '2026-11-20', path, locale: 'zh' })
    const document = documents.at(-1)
    expect(document?.title).toContain('周报')
    expect(document?.subtitle).toContain('2026-11-16')
    expect(document?.foot).toContain('张敏')
    const views = kpiViews(answers[1] ?? ({} as KpiAnswer), { locale: 'zh', nameOf: (_dimension, key) => key, most: 20 }).filter(({ rows }) => rows.length > 0)
    expect(document?.blocks.filter(({ block }) => block === 'chart')).toHaveLength(views.length)
    expect(document?.blocks.filter(({ block }) => block === 'table').map((block) => (block.block === 'table' ? block.rows.length : 0))).toEqual(views.map(({ rows }) => rows.length))
    await expect(exportKpi(test.kernel, test.actor, { unit: 'week', path: join(tempFolder(), 'kpi.txt'), locale: 'zh' })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    expect(one("SELECT count(*) AS n FROM audit WHERE subject = 'kpi'")).toBeGreaterThan(0)
  })

  it('K1, X2: no statement scans cases, events, clocks, promises, payouts or matches', () => {
    const dialect = new SQLiteSyncDialect()
    const range = { from: 1, to: 2_000_000_000_000 }
    const after = { at: 1, id: 'x' }
    const statements: Record<string, SQL> = {
      opened: repo.openedSql(range, after, { events: ['reply-copied'], statuses: ['resolved'] }, 10),
      solved: repo.solvedSql(range, range),
      promises: repo.promisesSql(range, after, 10),
      refunds: repo.refundsSql(range, 0, 10),
      orders: repo.ordersSql(range, 5, 0, 10),
      payouts: repo.payoutsSql(range, range),
      wrong: repo.wrongSql(range, after, 10),
      credits: repo.creditsSql('2026-11', 0, 10),
      scores: repo.entriesSql('scores', 'answered', range, range),
      resent: repo.resentSql(range, range),
      ...Object.fromEntries(repo.BEGUN_LISTS.map((list) => [list, repo.stepSql(list, range, 10)])),
    }
    for (const [name, statement] of Object.entries(statements)) {
      const { sql, params } = dialect.sqlToQuery(statement)
      const steps = test.kernel.db.readable.prepare<unknown[], { detail: string; parent: number }>(`EXPLAIN QUERY PLAN ${sql}`).all(...params)
      const plan = steps.map(({ detail }) => detail)
      const scans = plan.filter((step) => /^SCAN (?!line\b|json_each)/.test(step))
      expect(scans, `${name}: ${plan.join(' / ')}`).toEqual([])
      if (name === 'opened') expect(plan.join(' / ')).toContain('cases_opened')
      if (name === 'solved' || name === 'over') expect(plan.join(' / ')).toContain('cases_over_opened')
      if (name === 'over') expect(plan.join(' / ')).toContain('COVERING')
      // a slice that had to be sorted would be read whole each time
      expect(steps.filter(({ parent, detail }) => parent === 0 && detail.includes('TEMP B-TREE FOR ORDER BY')), name).toEqual([])
    }
  })
})
