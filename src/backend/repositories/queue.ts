import { and, eq, sql, type SQL } from 'drizzle-orm'
import { rawRows, type ReadDb } from '../db/open'
import { cases, order } from '../db/schema'

/**
 * Pages of the queue (C10, X2). Two scopes: open cases, about one in fifty and never many, are always walked by one of the partial
 * indexes; the archive grows without end, so it is only ever walked along an index in the order of the page, and where a filter has
 * no index of its own, a window of it at a time.
 */
export type QueueOrder = 'due' | 'newest' | 'oldest' | 'open-newest' | 'open-oldest' | 'open-updated' | 'open-priority' | 'open-amount'

/** Where the next page begins: after these values of the order's columns and this id. */
export interface QueueCursor {
  readonly values: readonly number[]
  readonly id: string
}

export interface QueueQuery {
  readonly order: QueueOrder
  readonly columns?: 'list' | 'sheet'
  readonly where: SQL | undefined
  /** Names the shape of `where`, so that its SQL is built once, with the values it binds in their order; null for shapes that vary. */
  readonly shape: { readonly name: string; readonly values: readonly (string | number)[] } | null
  readonly after: QueueCursor | null
  /** The last row of a window of the archive; the page does not go beyond it. */
  readonly until?: QueueCursor | null
  readonly limit: number
}

/** Sorts an unknown amount behind every known one; no amount is as low (contract: 1e13 cents). */
export const NO_AMOUNT = -100_000_000_000_000
const AMOUNT = sql<number | null>`coalesce(${cases.amountCents}, ${order.paidCents})`

export const listColumns = {
  id: cases.id,
  caseNo: cases.caseNo,
  kind: cases.kind,
  status: cases.status,
  priority: cases.priority,
  shopId: cases.shopId,
  platform: cases.platform,
  buyerNick: cases.buyerNick,
  orderNo: cases.orderNo,
  nextAction: cases.nextAction,
  summary: sql<string | null>`substr(${cases.summary}, 1, 120)`,
  amountCents: AMOUNT,
  currency: cases.currency,
  flag: cases.flag,
  assigneeId: cases.assigneeId,
  vip: cases.vip,
  nextClock: cases.nextClock,
  nextDueAt: cases.nextDueAt,
  nextActionAt: cases.nextActionAt,
  openedAt: cases.openedAt,
  updatedAt: cases.updatedAt,
  isWaiting: cases.isWaiting,
  sortDue: cases.sortDue,
}

/** What the sheet shows besides (C10): whole texts and every field that can be edited there. */
export const sheetColumns = {
  ...listColumns,
  wholeSummary: cases.summary,
  memo: cases.memo,
  channel: cases.channel,
  reason: cases.reason,
  remedy: cases.remedy,
  liableParty: cases.liableParty,
  freightPayer: cases.freightPayer,
  agreedCents: cases.amountCents,
  difficult: cases.difficult,
  waybills: cases.waybills,
}

/**
 * How each order sorts and goes on. Of open cases the plus signs keep SQLite from walking an index of the whole archive in search of
 * the few that are open: it takes the open ones and sorts those. A row value lets it walk an index from the cursor on.
 */
const ORDERS: Readonly<Record<QueueOrder, { readonly by: SQL; readonly after: (cursor: QueueCursor) => SQL }>> = {
  due: { by: sql`${cases.sortDue} asc, ${cases.id} asc`, after: ({ values, id }) => sql`(${cases.sortDue}, ${cases.id}) > (${values[0]}, ${id})` },
  newest: { by: sql`${cases.openedAt} desc, ${cases.id} desc`, after: ({ values, id }) => sql`(${cases.openedAt}, ${cases.id}) < (${values[0]}, ${id})` },
  oldest: { by: sql`${cases.openedAt} asc, ${cases.id} asc`, after: ({ values, id }) => sql`(${cases.openedAt}, ${cases.id}) > (${values[0]}, ${id})` },
  'open-newest': { by: sql`+${cases.openedAt} desc, +${cases.id} desc`, after: ({ values, id }) => sql`(+${cases.openedAt}, +${cases.id}) < (${values[0]}, ${id})` },
  'open-oldest': { by: sql`+${cases.openedAt} asc, +${cases.id} asc`, after: ({ values, id }) => sql`(+${cases.openedAt}, +${cases.id}) > (${values[0]}, ${id})` },
  'open-updated': { by: sql`+${cases.updatedAt} desc, +${cases.id} desc`, after: ({ values, id }) => sql`(+${cases.updatedAt}, +${cases.id}) < (${values[0]}, ${id})` },
  'open-priority': {
    by: sql`+${cases.priority} desc, +${cases.sortDue} asc, +${cases.id} asc`,
    after: ({ values, id }) => sql`(-${cases.priority}, +${cases.sortDue}, +${cases.id}) > (${0 - (values[0] ?? 0)}, ${values[1]}, ${id})`,
  },
  'open-amount': {
    by: sql`coalesce(${AMOUNT}, ${sql.raw(String(NO_AMOUNT))}) desc, +${cases.id} desc`,
    after: ({ values, id }) => sql`(coalesce(${AMOUNT}, ${sql.raw(String(NO_AMOUNT))}), +${cases.id}) < (${values[0]}, ${id})`,
  },
}

/** What `after` of an order binds, in its order. */
const cursorValues = (sorting: QueueOrder, { values, id }: QueueCursor): (string | number)[] =>
  sorting === 'open-priority' ? [0 - (values[0] ?? 0), values[1] ?? 0, id] : [values[0] ?? 0, id]

/** The values of a row that the next page begins after. */
export function cursorOf(sorting: QueueOrder, row: Pick<QueueRow, 'id' | 'sortDue' | 'openedAt' | 'updatedAt' | 'priority' | 'amountCents'>): QueueCursor {
  switch (sorting) {
    case 'due':
      return { values: [row.sortDue], id: row.id }
    case 'open-updated':
      return { values: [row.updatedAt], id: row.id }
    case 'open-priority':
      return { values: [row.priority, row.sortDue], id: row.id }
    case 'open-amount':
      return { values: [row.amountCents ?? NO_AMOUNT], id: row.id }
    default:
      return { values: [row.openedAt], id: row.id }
  }
}

/** Up to and with the last row of a window. */
const untilSql = (sorting: QueueOrder, { values, id }: QueueCursor): SQL =>
  sorting === 'oldest' ? sql`(${cases.openedAt}, ${cases.id}) <= (${values[0]}, ${id})` : sql`(${cases.openedAt}, ${cases.id}) >= (${values[0]}, ${id})`

function selectQueue(db: ReadDb, query: QueueQuery) {
  const { after, until } = query
  return db
    .select(listColumns)
    .from(cases)
    .leftJoin(order, eq(order.id, cases.orderId))
    .where(and(query.where, after === null ? undefined : ORDERS[query.order].after(after), until ? untilSql(query.order, until) : undefined))
    .orderBy(ORDERS[query.order].by)
    .limit(query.limit)
}
export type QueueRow = ReturnType<ReturnType<typeof selectQueue>['all']>[number]

function selectSheet(db: ReadDb, query: QueueQuery) {
  const { after, until } = query
  return db
    .select(sheetColumns)
    .from(cases)
    .leftJoin(order, eq(order.id, cases.orderId))
    .where(and(query.where, after === null ? undefined : ORDERS[query.order].after(after), until ? untilSql(query.order, until) : undefined))
    .orderBy(ORDERS[query.order].by)
    .limit(query.limit)
}
export type SheetRow = ReturnType<ReturnType<typeof selectSheet>['all']>[number]

const KEYS = { list: Object.keys(listColumns), sheet: Object.keys(sheetColumns) }
/** How many columns a row of each kind has; statements may add their own behind them. */
export const LIST_WIDTH = KEYS.list.length
export const SHEET_WIDTH = KEYS.sheet.length
const BOOLEANS = new Set(['vip', 'isWaiting', 'difficult'])

function toRows(keys: readonly string[], found: readonly unknown[][]): Record<string, unknown>[] {
  const booleans = keys.flatMap((key, index) => (BOOLEANS.has(key) ? [index] : []))
  return found.map((values) => {
    for (const index of booleans) values[index] = values[index] === 1
    const row: Record<string, unknown> = {}
    keys.forEach((key, index) => {
      row[key] = values[index]
    })
    return row
  })
}

/** Rows of `listColumns` as the driver gives them; further columns are left alone. */
export const toQueueRows = (found: readonly unknown[][]): QueueRow[] => toRows(KEYS.list, found) as unknown as QueueRow[]

/** Rows of `sheetColumns` as the driver gives them. */
export function toSheetRows(found: readonly unknown[][]): SheetRow[] {
  const rows = toRows(KEYS.sheet, found)
  for (const row of rows) row['waybills'] = JSON.parse(row['waybills'] as string) as string[]
  return rows as unknown as SheetRow[]
}

/** One page of the queue (C10). Read as plain arrays: preparing and mapping by the query builder costs as much as the query (X2). */
export const listQueue = (db: ReadDb, query: QueueQuery): QueueRow[] => toQueueRows(rawRows(db, queueSql(db, query)))

/** The same page with the columns of the sheet. */
export const listSheet = (db: ReadDb, query: QueueQuery): SheetRow[] => toSheetRows(rawRows(db, queueSql(db, { ...query, columns: 'sheet' })))

const builtSql = new Map<string, string>()
/** Filters combine freely: more shapes than anybody asks for must not fill the memory. */
const KEPT_SHAPES = 2_000

/** The statement of a page: what a page runs, the query-plan tests explain and the bench repeats. */
export function queueSql(db: ReadDb, query: QueueQuery): { sql: string; params: readonly unknown[] } {
  const { shape, after, until, order: sorting, limit, columns = 'list' } = query
  const build = (): { sql: string; params: unknown[] } => (columns === 'sheet' ? selectSheet(db, query) : selectQueue(db, query)).toSQL()
  if (shape === null) return build()
  const key = `${columns}|${sorting}|${shape.name}|${after === null ? 'first' : 'next'}|${until ? 'window' : ''}`
  let sqlText = builtSql.get(key)
  if (sqlText === undefined) {
    sqlText = build().sql
    if (builtSql.size >= KEPT_SHAPES) builtSql.clear()
    builtSql.set(key, sqlText)
  }
  return { sql: sqlText, params: [...shape.values, ...(after === null ? [] : cursorValues(sorting, after)), ...(until ? cursorValues(sorting, until) : []), limit] }
}

/** The statement that finds the last row of a window of the archive: so many index entries on, no table row is read for it. */
export function windowSql(db: ReadDb, query: Pick<QueueQuery, 'order' | 'where' | 'after'>, size: number): { sql: string; params: readonly unknown[] } {
  const { after } = query
  return db
    .select({ openedAt: cases.openedAt, id: cases.id })
    .from(cases)
    .where(and(query.where, after === null ? undefined : ORDERS[query.order].after(after)))
    .orderBy(ORDERS[query.order].by)
    .limit(1)
    .offset(size - 1)
    .toSQL()
}

/** The last row of the window that begins after the cursor; null when what is left is shorter. */
export function windowEnd(db: ReadDb, query: Pick<QueueQuery, 'order' | 'where' | 'after'>, size: number): QueueCursor | null {
  const [found] = rawRows(db, windowSql(db, query, size))
  return found === undefined ? null : { values: [found[0] as number], id: found[1] as string }
}

/** Counts up to one more than `cap`: a count never walks an archive (X2). */
export function countUpTo(db: ReadDb, where: SQL | undefined, cap: number): number {
  const [found] = rawRows(db, countSql(db, where, cap))
  return (found?.[0] as number | undefined) ?? 0
}

export function countSql(db: ReadDb, where: SQL | undefined, cap: number): { sql: string; params: readonly unknown[] } {
  const some = db.select({ one: sql<number>`1`.as('one') }).from(cases).where(where).limit(cap + 1).as('some')
  return db.select({ n: sql<number>`count(*)` }).from(some).toSQL()
}
