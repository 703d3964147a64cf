import { join } from 'node:path'
import { CASE_VIEWS, type CaseView } from '../../src/contract/cases'
import { queueSql } from '../../src/backend/repositories/cases'
import { queueQuery } from '../../src/backend/services/case-read'
import { createBarePage, type BareWork } from './bare-queue'
import { benchData, openBenchData, type BenchData } from './data'
import { createOurPage, type Rpc } from './our-queue'
import { ratioOf, spread, type BenchOptions, type BenchResult } from './stats'
import { startWorker } from './workers'

const BAR = 2
const LIMIT = 100
const DEFAULT_RUNS = 150
const WARM_UP = 10

export interface Page {
  readonly name: string
  readonly input: { readonly view: CaseView; readonly kind?: string; readonly shopId?: string; readonly cursor?: string; readonly limit: number }
}

/** Every built-in view, each filter, and pages further down. */
function pagesOf(shopId: string, cursors: ReadonlyMap<CaseView, string>): Page[] {
  const pages: Page[] = CASE_VIEWS.map((view) => ({ name: view, input: { view, limit: LIMIT } }))
  for (const view of ['open', 'all', 'resolved'] as const) {
    const cursor = cursors.get(view)
    if (cursor !== undefined) pages.push({ name: `${view}, next page`, input: { view, cursor, limit: LIMIT } })
    pages.push({ name: `${view}, one kind`, input: { view, kind: 'damaged', limit: LIMIT } })
    pages.push({ name: `${view}, one shop`, input: { view, shopId, limit: LIMIT } })
  }
  pages.push({ name: 'open, kind and shop', input: { view: 'open', kind: 'quality', shopId, limit: LIMIT } })
  return pages
}

/** What the service would run for these pages: the bare side repeats exactly this. */
export function queuePlan(data: BenchData): { file: string; pages: Page[]; statements: BareWork['statements'] } {
  const { folder, actor } = openBenchData(data)
  const { kernel } = folder
  const shop = kernel.db.readable.prepare<[], { id: string }>('SELECT shop_id AS id FROM cases GROUP BY shop_id ORDER BY count(*) DESC LIMIT 1').get()
  const cursors = new Map<CaseView, string>()
  for (const view of ['open', 'all', 'resolved'] as const) {
    const query = queueSql(kernel.read, queueQuery(kernel, actor, { view, limit: LIMIT - 1 }))
    const last = (kernel.db.readable.prepare(query.sql).raw().all(...(query.params as (string | number)[])) as unknown[][]).at(-1)
    const row = last === undefined ? undefined : kernel.db.readable.prepare<[unknown], { sort_due: number; opened_at: number; id: string }>('SELECT sort_due, opened_at, id FROM cases WHERE id = ?').get(last[0])
    if (row !== undefined) cursors.set(view, `${view === 'open' ? row.sort_due : row.opened_at}:${row.id}`)
  }
  const pages = pagesOf(shop?.id ?? '', cursors)
  const statements = pages.map(({ input }) => {
    const { sql, params } = queueSql(kernel.read, queueQuery(kernel, actor, input))
    return { sql, params: params as (string | number)[] }
  })
  folder.close()
  return { file: join(data.dataDir, 'workstation.sqlite'), pages, statements }
}

/** X2: a queue page through the typed RPC ÷ its statement's rows over a plain port; two threads each. */
export async function queueBench(options: BenchOptions): Promise<BenchResult> {
  const data = await benchData(options.cases, options.say)
  const { file, pages, statements } = queuePlan(data)
  const bare = await startWorker('bare', (port) => ({ file, statements, port }))
  const ours = await startWorker('ours', (port) => ({ data, port }))
  const bareRows = createBarePage(bare.port)
  const rpc: Rpc = createOurPage(ours.port)

  const parts: { part: string; ours: number[]; bare: number[] }[] = pages.map(({ name }) => ({ part: name, ours: [], bare: [] }))
  const runs = options.runs ?? DEFAULT_RUNS
  for (let run = -WARM_UP; run < runs; run += 1) {
    // Both sides take turns on every page, so that what else the machine does hits both.
    for (const [index, page] of pages.entries()) {
      const times = { ours: 0, bare: 0 }
      let counted = 0
      for (const side of run % 2 === 0 ? (['ours', 'bare'] as const) : (['bare', 'ours'] as const)) {
        const from = performance.now()
        const rows = side === 'ours' ? (await rpc.cases.list(page.input)).rows : await bareRows(index)
        times[side] = performance.now() - from
        counted += side === 'ours' ? Math.min(rows.length, LIMIT) : -Math.min(rows.length, LIMIT)
      }
      if (counted !== 0) throw new Error(`both sides must answer the same page: ${page.name} differs by ${counted} rows`)
      if (run < 0) continue
      parts[index]?.ours.push(times.ours)
      parts[index]?.bare.push(times.bare)
    }
  }
  await Promise.all([bare.worker.terminate(), ours.end()])
  const spreads = parts.map((part) => {
    const each = { ours: spread(part.ours), bare: spread(part.bare) }
    return { part: part.part, ratio: ratioOf(each.ours.p95, each.bare.p95), ...each }
  })
  // "Any built-in view or filter": a slow page must not hide behind a fast one.
  const worst = spreads.reduce((one, other) => (other.ratio > one.ratio ? other : one))
  return { name: 'queue', ratio: worst.ratio, ours: worst.ours, bare: worst.bare, bar: BAR, parts: spreads, note: `${options.cases} cases, pages of ${LIMIT}; the worst page by its p95: ${worst.part}` }
}
