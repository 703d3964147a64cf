import { queriesOf, type Query } from './search'
import { benchData, openBenchData, type BenchData } from './data'
import { createOurPage, type Rpc } from './our-queue'
import { queuePlan, type Page } from './queue'
import { ratioOf, spread, type BenchOptions, type BenchResult } from './stats'
import { startWorker } from './workers'

const BAR = 2
const SMALL = 100_000
const DEFAULT_RUNS = 5
const EDITS = 200

interface Size {
  readonly rpc: Rpc
  readonly pages: readonly Page[]
  readonly queries: readonly Query[]
  readonly caseIds: readonly string[]
  readonly end: () => Promise<void>
}

async function open(data: BenchData): Promise<Size> {
  const { pages } = queuePlan(data)
  const { folder } = openBenchData(data)
  const queries = queriesOf(folder.kernel)
  const caseIds = folder.kernel.db.readable.prepare<[number], string>('SELECT id FROM cases WHERE is_open = 1 ORDER BY sort_due LIMIT ?').pluck().all(EDITS)
  folder.close()
  const ours = await startWorker('ours', (port) => ({ data, port }))
  return { rpc: createOurPage(ours.port), pages, queries, caseIds, end: ours.end }
}

/** What is done once at each size, by the number of the turn. */
const WORK = {
  'queue page': async (size: Size, turn: number) => {
    const page = size.pages[turn % size.pages.length]
    if (page !== undefined) await size.rpc.cases.list(page.input)
  },
  search: async (size: Size, turn: number) => {
    const query = size.queries[turn % size.queries.length]
    if (query !== undefined) await size.rpc.cases.list({ view: query.view, search: query.text, limit: 100 })
  },
  'saving an edit': async (size: Size, turn: number) => {
    const id = size.caseIds[turn % size.caseIds.length]
    // A memo is among what the search index keeps: the dearest of the fields.
    if (id !== undefined) await size.rpc.cases.update({ id, patch: { memo: `备注${turn}，已联系买家` } })
  },
} as const

/** X7: p95 at the larger size ÷ p95 at 100,000 cases, of queue pages, searches and edits; in the result `bare` is the smaller size. */
export async function growthBench(options: BenchOptions): Promise<BenchResult> {
  const small = await open(await benchData(SMALL, options.say))
  const large = await open(await benchData(options.cases, options.say))
  const parts = []
  for (const [part, work] of Object.entries(WORK)) {
    const times = { ours: [] as number[], bare: [] as number[] }
    const turns = (options.runs ?? DEFAULT_RUNS) * 200
    for (let turn = -200; turn < turns; turn += 1) {
      for (const side of turn % 2 === 0 ? (['ours', 'bare'] as const) : (['bare', 'ours'] as const)) {
        const from = performance.now()
        await work(side === 'ours' ? large : small, turn + 200)
        if (turn >= 0) times[side].push(performance.now() - from)
      }
    }
    const both = { ours: spread(times.ours), bare: spread(times.bare) }
    parts.push({ part, ratio: ratioOf(both.ours.p95, both.bare.p95), ...both })
  }
  await Promise.all([small.end(), large.end()])
  const worst = parts.reduce((one, other) => (other.ratio > one.ratio ? other : one))
  return { name: 'growth', ratio: worst.ratio, ours: worst.ours, bare: worst.bare, bar: BAR, parts, note: `${options.cases} cases against ${SMALL}, which stands in the columns of bare; the worst by its p95: ${worst.part}` }
}
