import { join } from 'node:path'
import type { CaseView } from '../../src/contract/cases'
import { byNumberSql, hitsSql } from '../../src/backend/repositories/case-search'
import { queueByDocsSql } from '../../src/backend/repositories/queue-docs'
import { searchQuestion } from '../../src/backend/services/case-read'
import { NUMBERS_AT_MOST, planSearch } from '../../src/backend/services/case-search'
import type { Actor, Kernel } from '../../src/backend/services/kernel'
import { createBarePage, type BareWork } from './bare-queue'
import { benchData, openBenchData, type BenchData } from './data'
import { createOurPage, type Rpc } from './our-queue'
import { ratioOf, spread, type BenchOptions, type BenchResult } from './stats'
import { wordsOf } from './words'
import { startWorker } from './workers'

const BAR = 2
const LIMIT = 100
const DEFAULT_RUNS = 6
const SAMPLE = 20_000

export interface Query {
  readonly part: string
  readonly text: string
  readonly view: CaseView
}

/** 200 queries that are the same for the same data: words of every frequency, numbers from either end, buyers, words together. */
export function queriesOf(kernel: Kernel): Query[] {
  const db = kernel.db.readable
  const rows = db.prepare<[number], { id: string; summary: string; buyer: string; waybill: string | null; order: string | null }>('SELECT c.id, coalesce(c.summary, \'\') AS summary, coalesce(c.buyer_nick, \'\') AS buyer, (SELECT waybill_key FROM case_waybill WHERE case_id = c.id) AS waybill, c.order_no AS "order" FROM cases c LIMIT ?').all(SAMPLE)
  const texts = rows.map((row) => row.summary)
  const two = wordsOf(texts, 2, 70)
  const longer = [...wordsOf(texts, 3, 15), ...wordsOf(texts, 4, 15)]
  const every = <T>(list: readonly T[], count: number): T[] => Array.from({ length: count }, (_, n) => list[Math.floor(((n + 0.5) * list.length) / count)]).flatMap((one) => (one === undefined ? [] : [one]))
  const parcels = rows.flatMap((row) => (row.waybill === null ? [] : [{ ...row, waybill: row.waybill }]))
  const of = (part: string, list: readonly string[], view: CaseView = 'all'): Query[] => list.map((text) => ({ part, text, view }))
  return [
    ...of('two characters', two.slice(0, 60)),
    ...of('two characters, open cases', every(two, 10), 'open'),
    ...of('three and four characters', longer),
    ...of('waybill from its beginning', every(parcels, 20).map(({ waybill }, n) => waybill.slice(0, 8 + (n % 4)))),
    ...of('waybill from its end', every(parcels, 25).map(({ waybill }, n) => waybill.slice(-4 - (n % 3)))),
    ...of('order number from its end', every(rows.flatMap((row) => (row.order === null ? [] : [row.order])), 10).map((order) => order.slice(-6))),
    ...of('buyer', every(rows, 25).map((row, n) => (n % 2 === 0 ? row.buyer : row.buyer.slice(0, Math.max(2, Math.ceil(row.buyer.length / 2)))))),
    ...of('mixed', every(two, 10).map((word, n) => `${word} ${every(two, 10)[(n * 7 + 3) % 10] ?? ''}`)),
    ...of('mixed', every(parcels, 10).map(({ waybill, summary }) => `${summary.replaceAll(/[^\p{Script=Han}]/gu, '').slice(2, 4)} ${waybill.slice(-6)}`)),
  ].filter((query) => query.text.trim().length >= 2)
}

/**
 * The one statement that answers a query, as well as we can write it: places from the index, and from the numbers when some fit, joined to
 * their rows. Of several numbers or a number among words only the places are given, since another statement found them.
 */
function bareStatement(kernel: Kernel, actor: Actor, query: Query): BareWork['statements'][number] {
  const question = searchQuestion(kernel, actor, { view: query.view, search: query.text, limit: LIMIT })
  const plan = planSearch(kernel.read, question)
  const hits = plan.match === null ? null : hitsSql(plan.match, Number.MAX_SAFE_INTEGER, LIMIT + 1)
  const isNumber = plan.byNumber.length > 0 && !/\s/.test(query.text)
  const number = isNumber ? byNumberSql(query.text.toUpperCase(), query.text.toUpperCase(), NUMBERS_AT_MOST) : null
  const given = plan.byNumber.length > 0 && number === null ? JSON.stringify(plan.byNumber) : null
  const sources = [hits, number, given === null ? null : { sql: 'SELECT value FROM json_each(?)', params: [given] }].filter((one) => one !== null)
  const places = sources.map(({ sql }) => `SELECT * FROM (${sql})`).join(' UNION ')
  const sql = queueByDocsSql(kernel.read).replace('select value from json_each(?)', `SELECT * FROM (${places}) ORDER BY 1 DESC LIMIT ${LIMIT + 1}`)
  return { sql, params: sources.flatMap((one) => [...one.params]) }
}

function planOf(data: BenchData): { file: string; queries: Query[]; statements: BareWork['statements'] } {
  const { folder, actor } = openBenchData(data)
  const queries = queriesOf(folder.kernel)
  const statements = queries.map((query) => bareStatement(folder.kernel, actor, query))
  folder.close()
  return { file: join(data.dataDir, 'workstation.sqlite'), queries, statements }
}

/** X3: a page of what a search finds through the typed RPC ÷ the rows of one statement that finds the same, over a plain port. */
export async function searchBench(options: BenchOptions): Promise<BenchResult> {
  const data = await benchData(options.cases, options.say)
  const { file, queries, statements } = planOf(data)
  const bare = await startWorker('bare', (port) => ({ file, statements, port }))
  const ours = await startWorker('ours', (port) => ({ data, port }))
  const bareRows = createBarePage(bare.port)
  const rpc: Rpc = createOurPage(ours.port)
  const parts = new Map<string, { ours: number[]; bare: number[] }>()
  const runs = options.runs ?? DEFAULT_RUNS
  let rows = 0
  for (let run = -1; run < runs; run += 1) {
    for (const [index, { part, text, view }] of queries.entries()) {
      const times = { ours: 0, bare: 0 }
      const counts = { ours: 0, bare: 0 }
      for (const side of (run + index) % 2 === 0 ? (['ours', 'bare'] as const) : (['bare', 'ours'] as const)) {
        const from = performance.now()
        const found = side === 'ours' ? (await rpc.cases.list({ view, search: text, limit: LIMIT })).rows : await bareRows(index)
        times[side] = performance.now() - from
        counts[side] = Math.min(found.length, LIMIT)
      }
      if (counts.ours !== counts.bare) throw new Error(`both sides must find the same: ${part} "${text}" ${counts.ours} and ${counts.bare}`)
      if (run < 0) {
        rows += counts.ours
        continue
      }
      const kept = parts.get(part) ?? { ours: [], bare: [] }
      parts.set(part, kept)
      kept.ours.push(times.ours)
      kept.bare.push(times.bare)
    }
  }
  await Promise.all([bare.worker.terminate(), ours.end()])
  const each = [...parts].map(([part, times]) => {
    const both = { ours: spread(times.ours), bare: spread(times.bare) }
    return { part, ratio: ratioOf(both.ours.p95, both.bare.p95), ...both }
  })
  const all = { ours: spread([...parts.values()].flatMap((times) => times.ours)), bare: spread([...parts.values()].flatMap((times) => times.bare)) }
  return { name: 'search', ratio: ratioOf(all.ours.p95, all.bare.p95), ...all, bar: BAR, parts: each, note: `${options.cases} cases, ${queries.length} queries, pages of ${LIMIT}, ${Math.round(rows / queries.length)} rows on average` }
}
