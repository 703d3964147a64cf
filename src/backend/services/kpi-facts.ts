import type { KindId } from '../../domain/case/kinds'
import { DAY } from '../../domain/clock/duration'
import { fromLocal } from '../../domain/clock/zone'
import { COST_PARTS, type CostPart, type Fact } from '../../domain/kpi/figures'
import { creditDay, judgeAnswer, judgePromise, wrongParcelOf, wrongPart } from '../../domain/kpi/facts'
import * as repo from '../repositories/kpi'
import { findWrongShipment } from '../repositories/wrong-shipments'
import { clockPolicyOf } from './clock-policy'
import type { Kernel } from './kernel'

/** What is read for one look: the period and the one before in one walk, by instants and by months of statements. */
export interface FactRange extends repo.Range {
  /** Begin of the period itself; before it lies the period before. */
  readonly split: number
  readonly months: readonly string[]
  readonly timeZone: string
  /** Of wrong parcels, whose register has none. */
  readonly currency: string
}

/** Rows of one statement: each takes some microseconds, with its order and its first answer some tens of them. */
const SLICE = 250
/** Rows of a window, of which nearly all may be wanted; and row numbers walked for a day that has no index. */
const WINDOW = 500
const STEP = 2000

const isPart = (part: string | null): part is CostPart => (COST_PARTS as readonly (string | null)[]).includes(part)

/** Slices of an order by instant and id, each followed by a pause. */
async function bySlice<Row>(kernel: Kernel, read: (after: repo.After | null) => Row[], place: (row: Row) => repo.After, take: (row: Row) => void): Promise<void> {
  let after: repo.After | null = null
  for (;;) {
    const rows: Row[] = read(after)
    rows.forEach(take)
    await kernel.pace.giveWay()
    const last = rows.at(-1)
    if (last === undefined || rows.length < SLICE) return
    after = place(last)
  }
}

/** Windows of about so many rows, for lists that are walked by the instant at which a row was begun. */
async function byWindow(kernel: Kernel, list: repo.BegunList, range: repo.Range, take: (window: repo.Range) => void): Promise<void> {
  const since = range.from - kernel.resources.policy.kpi.lookBackDays * DAY
  for (let from = since; from < range.to; ) {
    const to = repo.stepEnd(kernel.read, list, { from, to: range.to }, WINDOW)
    take({ from, to })
    await kernel.pace.giveWay()
    from = to
  }
}

/** Stretches of row numbers. */
async function byRow(kernel: Kernel, table: 'platform_refund' | 'orders', take: (first: number, last: number) => void): Promise<void> {
  const last = repo.lastRow(kernel.read, table)
  for (let first = 0; first < last; first += STEP) {
    take(first, first + STEP)
    await kernel.pace.giveWay()
  }
}

const placeOf = ({ shopId, courierId, sku, agentId }: repo.PlaceRow): repo.PlaceRow => ({ shopId, courierId, sku, agentId })
const PLAIN = { value: null, good: null, part: null, currency: null } as const

async function openedFacts(kernel: Kernel, range: FactRange): Promise<Fact[]> {
  const facts: Fact[] = []
  const returns = new Set(kernel.resources.policy.kpi.returnKinds)
  const def = kernel.resources.policy.clocks.clocks['first-response']
  const terms = { events: def?.stopsOn ?? [], statuses: def?.stopsIn ?? [] }
  const now = kernel.now()
  await bySlice(
    kernel,
    (after) => repo.openedCases(kernel.read, range, after, terms, SLICE),
    ({ openedAt, id }) => ({ at: openedAt, id }),
    (row) => {
      const fact = { kind: 'case', id: row.id, caseId: row.id, no: row.caseNo, at: row.openedAt, ...placeOf(row) } as const
      const policy = clockPolicyOf(kernel, kernel.read, { shopId: row.shopId ?? '', platform: row.platform })
      facts.push({ ...PLAIN, measure: 'opened', ...fact, ...judgeAnswer({ ...row, kind: row.kind as KindId }, policy, now) })
      if (returns.has(row.kind)) facts.push({ ...PLAIN, measure: 'return', ...fact, part: row.reason })
    },
  )
  return facts
}

async function solvedFacts(kernel: Kernel, range: FactRange): Promise<Fact[]> {
  const facts: Fact[] = []
  await byWindow(kernel, 'over', range, (window) => {
    for (const row of repo.solvedCases(kernel.read, range, window))
      facts.push({ ...PLAIN, measure: 'solve', kind: 'case', id: row.id, caseId: row.id, no: row.caseNo, at: row.metAt, ...placeOf(row), value: Math.max(0, row.metAt - row.openedAt), good: row.inTime === 1 })
  })
  return facts
}

async function promiseFacts(kernel: Kernel, range: FactRange): Promise<Fact[]> {
  const facts: Fact[] = []
  const now = kernel.now()
  await bySlice(
    kernel,
    (after) => repo.promisesDue(kernel.read, range, after, SLICE),
    ({ dueAt, id }) => ({ at: dueAt, id }),
    (row) => {
      const good = judgePromise(row, now)
      if (good !== undefined) facts.push({ ...PLAIN, measure: 'promise', kind: 'promise', id: row.id, caseId: row.caseId, no: row.caseNo ?? row.id, at: row.dueAt, ...placeOf(row), good })
    },
  )
  return facts
}

async function refundFacts(kernel: Kernel, range: FactRange): Promise<Fact[]> {
  const facts: Fact[] = []
  await byRow(kernel, 'platform_refund', (first, last) => {
    for (const row of repo.refundsIn(kernel.read, range, first, last))
      facts.push({ ...PLAIN, measure: 'refund', kind: 'refund', id: row.id, caseId: row.caseId, no: row.number, at: row.at, ...placeOf(row), value: row.amountCents, part: row.status, currency: row.currency })
  })
  return facts
}

const costFact = (row: repo.MoneyRow, kind: 'payout' | 'wrong' | 'warehouse-tasks', part: CostPart, currency: string): Fact => ({
  ...PLAIN, measure: 'cost', kind, id: row.id, caseId: row.caseId, no: row.no ?? row.id, at: row.at, ...placeOf(row), value: row.cents, part, currency,
})

async function payoutFacts(kernel: Kernel, range: FactRange): Promise<Fact[]> {
  const facts: Fact[] = []
  await byWindow(kernel, 'paid', range, (window) => {
    for (const row of repo.payoutsPaid(kernel.read, range, window)) if (isPart(row.part)) facts.push(costFact(row, 'payout', row.part, row.currency ?? range.currency))
  })
  return facts
}

async function wrongFacts(kernel: Kernel, range: FactRange): Promise<Fact[]> {
  const facts: Fact[] = []
  await bySlice(
    kernel,
    (after) => repo.wrongParcels(kernel.read, range, after, SLICE),
    ({ createdAt, id }) => ({ at: createdAt, id }),
    (row) => facts.push(costFact(row, 'wrong', wrongPart(row.part), range.currency)),
  )
  return facts
}

/** A reissue costs what its goods cost the shop (K1); one that a wrong parcel asked for is in that parcel's cost where it has one. */
async function reissueFacts(kernel: Kernel, range: FactRange): Promise<Fact[]> {
  const facts: Fact[] = []
  const counted = (taskId: string): boolean => {
    const parcel = wrongParcelOf(taskId)
    return parcel !== null && (findWrongShipment(kernel.read, parcel)?.entry.costCents ?? 0) !== 0
  }
  await byWindow(kernel, 'resent', range, (window) => {
    for (const row of repo.reissuesSent(kernel.read, range, window)) if (!counted(row.id)) facts.push(costFact(row, 'warehouse-tasks', 'reissue', row.currency ?? range.currency))
  })
  return facts
}

async function creditFacts(kernel: Kernel, range: FactRange): Promise<Fact[]> {
  const facts: Fact[] = []
  for (const month of range.months) {
    for (let after = 0; ; ) {
      const rows = repo.creditsOf(kernel.read, month, after, SLICE)
      for (const row of rows) {
        const at = fromLocal(range.timeZone, Date.parse(`${creditDay(month, row.occurredOn)}T12:00:00Z`))
        if (at < range.from || at >= range.to) continue
        facts.push({ ...PLAIN, measure: 'cost', kind: 'claim', id: row.claimId, caseId: row.caseId, no: row.claimNo, at, ...placeOf(row), value: -row.cents, part: 'recovery', currency: row.currency })
      }
      await kernel.pace.giveWay()
      const last = rows.at(-1)
      if (last === undefined || rows.length < SLICE) break
      after = last.row
    }
  }
  return facts
}

const ENTRIES = [['answered', 'scores', 'score'], ['scored', 'samples', 'sample'], ['talked', 'samples', 'sample']] as const

async function entryFacts(kernel: Kernel, range: FactRange): Promise<Fact[]> {
  const facts: Fact[] = []
  for (const [state, register, measure] of ENTRIES) {
    await byWindow(kernel, state, range, (window) => {
      for (const row of repo.entriesIn(kernel.read, register, state, range, window))
        facts.push({ ...PLAIN, measure, kind: register, id: row.id, caseId: row.caseId, no: row.no, at: row.at, shopId: row.shopId, courierId: null, sku: null, agentId: row.agentId, value: row.value })
    })
  }
  return facts
}

async function orderCounts(kernel: Kernel, range: FactRange): Promise<repo.OrdersRow[]> {
  const counts = new Map<string, repo.OrdersRow>()
  await byRow(kernel, 'orders', (first, last) => {
    for (const { shopId, before, orders } of repo.ordersIn(kernel.read, range, range.split, first, last)) {
      const known = counts.get(shopId)
      counts.set(shopId, { shopId, before: (known?.before ?? 0) + before, orders: (known?.orders ?? 0) + orders })
    }
  })
  return [...counts.values()]
}

export interface Collected {
  readonly facts: readonly Fact[]
  readonly orders: readonly repo.OrdersRow[]
}

type Source<T> = readonly [tables: readonly string[], read: (kernel: Kernel, range: FactRange) => Promise<T[]>]
const FACTS: readonly Source<Fact>[] = [
  [['cases', 'case_event', 'case_clock', 'order_waybill', 'policy_version'], openedFacts],
  [['cases', 'case_clock', 'order_waybill'], solvedFacts],
  [['promise', 'cases'], promiseFacts],
  [['platform_refund', 'order_waybill'], refundFacts],
  [['payout'], payoutFacts],
  [['wrong_shipment'], wrongFacts],
  [['register_entry', 'sku', 'wrong_shipment'], reissueFacts],
  [['recon_match', 'claim', 'statement_line'], creditFacts],
  [['register_entry'], entryFacts],
]
const ORDERS: Source<repo.OrdersRow> = [['orders'], orderCounts]

interface Kept {
  readonly key: string
  readonly rows: Promise<unknown[]>
}
/** What was read of each source last, until one of its tables changes: the list behind a figure and an export need no second walk (X2). */
const kept = new WeakMap<Kernel, Map<unknown, Kept>>()

function keptOf(kernel: Kernel): Map<unknown, Kept> {
  const known = kept.get(kernel)
  if (known !== undefined) return known
  const made = new Map<unknown, Kept>()
  kept.set(kernel, made)
  kernel.onChange(({ tables }) => {
    for (const source of [...FACTS, ORDERS]) if (source[0].some((table) => tables.has(table))) made.delete(source)
  })
  return made
}

/** Time goes on: an unanswered case becomes late without a change. */
const FRESH_MS = 60_000

function read<T>(kernel: Kernel, source: Source<T>, range: FactRange): Promise<T[]> {
  const memory = keptOf(kernel)
  const key = JSON.stringify([range, Math.floor(kernel.now() / FRESH_MS)])
  const known = memory.get(source)
  if (known?.key === key) return known.rows as Promise<T[]>
  const rows = source[1](kernel, range)
  memory.set(source, { key, rows })
  // what failed is read again
  rows.catch(() => memory.get(source)?.rows === rows && memory.delete(source))
  return rows
}

/** Every fact of a period and the one before, source after source, giving way between slices (X6). Errors: those of the database. */
export async function collectFacts(kernel: Kernel, range: FactRange): Promise<Collected> {
  const facts: Fact[] = []
  for (const source of FACTS) for (const fact of await read(kernel, source, range)) facts.push(fact)
  return { facts, orders: await read(kernel, ORDERS, range) }
}
