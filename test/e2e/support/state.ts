import type { PageRpc } from './rpc'

/** Everything that a person has entered, to be compared before and after a restart. What only tells the time of reading stays out. */

interface Row {
  readonly id: string
}
interface Page<T> {
  readonly rows: readonly T[]
  readonly nextCursor: string | null
}

async function all<T>(rpc: PageRpc, path: string, input: object): Promise<T[]> {
  const rows: T[] = []
  for (let cursor: string | null = null; ; ) {
    const page: Page<T> = await rpc.call(path, { ...input, cursor, limit: 200 })
    rows.push(...page.rows)
    if (page.nextCursor === null) return rows
    cursor = page.nextCursor
  }
}

const TIMED = new Set(['remainingMs', 'ms'])
const lasting = (value: unknown): unknown => JSON.parse(JSON.stringify(value, (key, held: unknown) => (TIMED.has(key) ? undefined : held)))

export interface StateScope {
  readonly month: string
  /** words that find the orders to be compared */
  readonly orders: readonly string[]
}

/** Cases with their timelines, both registers, photos, orders, imports, the month and the person's own settings. */
export async function entered(rpc: PageRpc, { month, orders }: StateScope): Promise<Record<string, unknown>> {
  const cases = await all<Row>(rpc, 'cases.list', { view: 'all' })
  const details: unknown[] = []
  for (const { id } of cases) details.push(await rpc.call('cases.get', { id }))
  const found: unknown[] = []
  for (const text of orders) found.push(await rpc.call('orders.find', { text }))
  const templates = await rpc.call<{ id: string; useCount: number }[]>('templates.index')
  return lasting({
    cases,
    details,
    orders: found,
    claims: await all(rpc, 'claims.list', {}),
    wrongShipments: await all(rpc, 'registers.list', { register: 'wrong-shipments' }),
    photos: await all(rpc, 'photos.list', {}),
    lines: await all(rpc, 'reconcile.lines', { month }),
    month: await rpc.call('reconcile.explain', { month }),
    imports: await rpc.call('imports.batches', {}),
    used: templates.filter((one) => one.useCount > 0).map(({ id, useCount }) => ({ id, useCount })),
    preferences: await rpc.call('preferences.get'),
  }) as Record<string, unknown>
}
