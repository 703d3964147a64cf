import { and, asc, desc, eq, inArray, is, isNull, or, SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { Register, RegisterField, RegisterSort, RegisterValue, RegisterValues } from '../../domain/register/register'
import { foldWords } from '../../domain/register/values'
import type { ReadDb } from '../db/open'
import { cases, registerEntry, registerEvent } from '../db/schema'
import { synced, type NewRow, type RowPatch } from '../db/synced-tables'
import type { WriteTx } from '../db/write'
import { tableOf, type Place, type RegisterTable } from './register-tables'

/** An entry as it is stored; values by the ids of the description's fields. */
export interface StoredEntry {
  readonly id: string
  readonly entryNo: string
  readonly createdAt: number
  readonly createdBy: string
  readonly caseId: string | null
  readonly caseNo: string | null
  readonly state: string
  readonly stateAt: number
  readonly stateBy: string
  readonly stateReason: string | null
  /** Null: of the shop. */
  readonly currency: string | null
  readonly values: RegisterValues
  /** What the register's own rules read besides. */
  readonly raw: Readonly<Record<string, unknown>>
}

/** What a list is narrowed by; what is absent is not. */
export interface EntryFilter {
  readonly states?: readonly string[] | null | undefined
  /** Field → the value it must have. */
  readonly equals?: Readonly<Record<string, string | boolean>> | undefined
  readonly assignee?: string | null | undefined
  /** Due at or before, epoch ms. */
  readonly dueBy?: number | null | undefined
  readonly createdFrom?: number | null | undefined
  readonly createdTo?: number | null | undefined
  readonly caseId?: string | null | undefined
  readonly buyer?: string | null | undefined
  readonly search?: string | null | undefined
  /** Only these, among what the rest lets through. */
  readonly ids?: readonly string[] | null | undefined
  /** Epoch ms, where being late matters. */
  readonly now?: number | undefined
}

/** Where a page goes on: the sorted value and the id of the last row. */
export interface EntryPlace {
  readonly value: number
  readonly id: string
}

export interface EntryPage {
  readonly sort: RegisterSort
  readonly after: EntryPlace | null
  readonly limit: number
}

const NEVER = 9_007_199_254_740_991
/** A column decoded as its kind says (JSON, booleans). */
const read = <T>(column: SQLiteColumn): SQL<T> => sql<T>`${column}`.mapWith((value: unknown) => column.mapFromDriverValue(value) as T)
const orNull = <T>(column: Place | null): SQL<T | null> => (column === null ? sql<T | null>`null` : sql<T | null>`${column}`)

/** The value of a field, decoded as its column or its kind says. */
const readField = ({ kind }: RegisterField, place: Place): SQL<RegisterValue> =>
  is(place, SQL) ? sql<RegisterValue>`${place}`.mapWith((value: unknown) => (kind === 'flag' ? value === 1 : (value as RegisterValue))) : read<RegisterValue>(place)

/** The columns of an entry; those of fields under `value.<id>`, what its rules read besides under `raw.<id>`. */
function selection(register: Register, place: RegisterTable) {
  const { own, data } = place
  const ownValues: Record<string, SQL> = {}
  for (const field of register.fields) {
    const column = place.columns[field.id]
    if (column !== undefined) ownValues[`value.${field.id}`] = readField(field, column)
  }
  for (const [id, column] of Object.entries(place.raw ?? {})) ownValues[`raw.${id}`] = read(column)
  return {
    id: sql<string>`${own.id}`,
    entryNo: sql<string>`${own.entryNo}`,
    createdAt: sql<number>`${own.createdAt}`,
    createdBy: sql<string>`${own.createdBy}`,
    caseId: sql<string | null>`${own.caseId}`,
    caseNo: cases.caseNo,
    state: sql<string>`${own.state}`,
    stateAt: orNull<number>(own.stateAt),
    stateBy: orNull<string>(own.stateBy),
    stateReason: orNull<string>(own.stateReason),
    currency: orNull<string>(own.currency),
    data: data === null ? sql<RegisterValues | null>`null` : read<RegisterValues>(data),
    ...ownValues,
  }
}

type Selected = { readonly [K in keyof ReturnType<typeof selection>]: ReturnType<typeof selection>[K] extends SQL<infer T> ? T : unknown } & Readonly<Record<string, unknown>>

function toEntry(register: Register, place: RegisterTable, row: Selected): StoredEntry {
  const values: Record<string, RegisterValue> = {}
  for (const { id } of register.fields) values[id] = (place.columns[id] === undefined ? row.data?.[id] : (row[`value.${id}`] as RegisterValue | undefined)) ?? null
  return {
    id: row.id,
    entryNo: row.entryNo,
    createdAt: row.createdAt,
    createdBy: row.createdBy,
    caseId: row.caseId,
    caseNo: row.caseNo as string | null,
    state: row.state,
    stateAt: row.stateAt ?? row.createdAt,
    stateBy: row.stateBy ?? row.createdBy,
    stateReason: row.stateReason,
    currency: row.currency,
    values,
    raw: Object.fromEntries(Object.keys(place.raw ?? {}).map((id) => [id, row[`raw.${id}`]])),
  }
}

/** The column of a field, or its place in the JSON. */
function fieldSql(place: RegisterTable, id: string): Place {
  const column = place.columns[id]
  if (column !== undefined) return column
  return place.data === null ? sql`null` : sql`json_extract(${place.data}, ${`$."${id}"`})`
}

const like = (column: Place, text: string): SQL => sql`${column} like ${`%${text.replace(/[\\%_]/g, '\\$&')}%`} escape '\\'`

function searched(register: Register, place: RegisterTable, search: string): SQL | undefined {
  const folded = foldWords(search)
  const inCase = eq(cases.caseNo, search.toUpperCase())
  if (place.own.words !== null) return or(like(place.own.words, folded), inCase)
  // a table of another's keeps no folded words, and accounts are never searched: a search would tell what is masked
  const texts = register.fields.filter(({ kind }) => kind === 'text' || kind === 'long' || kind === 'lines').flatMap(({ id }) => place.columns[id] ?? [])
  return or(inCase, like(place.own.entryNo, search), ...texts.map((column) => like(column, search)))
}

function where(register: Register, place: RegisterTable, filter: EntryFilter): SQL | undefined {
  const { own } = place
  return and(
    place.only,
    isNull(own.deletedAt),
    filter.states == null ? undefined : inArray(own.state, [...filter.states]),
    ...Object.entries(filter.equals ?? {}).map(([id, value]) => place.narrow?.[id]?.(value, filter.now ?? 0) ?? sql`${fieldSql(place, id)} = ${typeof value === 'boolean' ? Number(value) : value}`),
    filter.ids == null ? undefined : sql`${own.id} in (select value from json_each(${JSON.stringify(filter.ids)}))`,
    filter.assignee == null ? undefined : sql`${fieldSql(place, 'assignee')} = ${filter.assignee}`,
    filter.dueBy == null ? undefined : sql`${fieldSql(place, 'due')} <= ${filter.dueBy}`,
    filter.createdFrom == null ? undefined : sql`${own.createdAt} >= ${filter.createdFrom}`,
    filter.createdTo == null ? undefined : sql`${own.createdAt} < ${filter.createdTo}`,
    filter.caseId == null ? undefined : eq(own.caseId, filter.caseId),
    filter.buyer == null ? undefined : sql`${fieldSql(place, 'buyer')} = ${filter.buyer}`,
    filter.search == null ? undefined : searched(register, place, filter.search),
  )
}

const from = (db: ReadDb, register: Register, place: RegisterTable) => db.select(selection(register, place)).from(place.table).leftJoin(cases, eq(cases.id, place.own.caseId))

/** One page by keyset: newest first, oldest first, or by what is due next with nothing due at the end. */
export function listEntries(db: ReadDb, register: Register, filter: EntryFilter, page: EntryPage): StoredEntry[] {
  return pageSql(db, register, filter, page).all().map((row) => toEntry(register, tableOf(register.id), row as Selected))
}

/** The statement of a page, as it is run; tests explain its plan. */
export function pageSql(db: ReadDb, register: Register, filter: EntryFilter, { sort, after, limit }: EntryPage) {
  const place = tableOf(register.id)
  const { own } = place
  const by: Place = sort === 'due' ? sql`coalesce(${fieldSql(place, 'due')}, ${NEVER})` : own.createdAt
  const falls = sort === 'newest'
  const beyond = after === null ? undefined : falls ? sql`(${by}, ${own.id}) < (${after.value}, ${after.id})` : sql`(${by}, ${own.id}) > (${after.value}, ${after.id})`
  const order = falls ? [desc(by), desc(own.id)] : [asc(by), asc(own.id)]
  return from(db, register, place).where(and(where(register, place, filter), beyond)).orderBy(...order).limit(limit)
}

/** What `listEntries` pages on, of an entry that it gave. */
export const sortValue = (sort: RegisterSort, entry: StoredEntry): number => (sort === 'due' ? (typeof entry.values['due'] === 'number' ? entry.values['due'] : NEVER) : entry.createdAt)

export function findEntry(db: ReadDb, register: Register, id: string): StoredEntry | undefined {
  const place = tableOf(register.id)
  const row = from(db, register, place).where(and(place.only, eq(place.own.id, id), isNull(place.own.deletedAt))).get()
  return row === undefined ? undefined : toEntry(register, place, row as Selected)
}

export function countEntries(db: ReadDb, register: Register, filter: EntryFilter): number {
  const place = tableOf(register.id)
  return db.select({ n: sql<number>`count(*)` }).from(place.table).leftJoin(cases, eq(cases.id, place.own.caseId)).where(where(register, place, filter)).get()?.n ?? 0
}

/** Sums of a money field over everything that a filter lets through, per currency (null: of the shop) and per value of `by`, in cents, with how many they are of. */
export function sumEntries(db: ReadDb, register: Register, filter: EntryFilter, field: string, by: string | null = null): { by: string | null; currency: string | null; entries: number; cents: number }[] {
  const place = tableOf(register.id)
  const currency = orNull<string>(place.own.currency)
  const part = by === null ? sql<string | null>`null` : sql<string | null>`${fieldSql(place, by)}`
  return db
    .select({ by: part, currency, entries: sql<number>`count(*)`, cents: sql<number>`coalesce(sum(${fieldSql(place, field)}), 0)` })
    .from(place.table)
    .leftJoin(cases, eq(cases.id, place.own.caseId))
    .where(where(register, place, filter))
    .groupBy(part, currency)
    .orderBy(part, currency)
    .all()
}

/** The sum of a number field over everything that a filter lets through. */
export function totalEntries(db: ReadDb, register: Register, filter: EntryFilter, field: string): number {
  const place = tableOf(register.id)
  const value = place.totals?.[field]?.(filter.now ?? 0) ?? fieldSql(place, field)
  return db.select({ sum: sql<number>`coalesce(sum(${value}), 0)` }).from(place.table).leftJoin(cases, eq(cases.id, place.own.caseId)).where(where(register, place, filter)).get()?.sum ?? 0
}

/** Entries per value of a field, with the sums of money fields per currency, the most first. */
export function breakdown(db: ReadDb, register: Register, filter: EntryFilter, field: string, money: readonly string[], limit: number): { option: string | null; entries: number; sums: { field: string; currency: string | null; cents: number }[] }[] {
  const place = tableOf(register.id)
  const option = sql<string | number | null>`${fieldSql(place, field)}`
  const rows = db.select({ option, entries: sql<number>`count(*)` }).from(place.table).leftJoin(cases, eq(cases.id, place.own.caseId)).where(where(register, place, filter)).groupBy(option).orderBy(desc(sql`count(*)`), option).limit(limit).all()
  const sums = money.flatMap((id) => sumEntries(db, register, filter, id, field).map((sum) => ({ ...sum, field: id })))
  const text = (value: string | number | null): string | null => (value === null ? null : String(value))
  return rows.map((row) => ({ option: text(row.option), entries: row.entries, sums: sums.filter((sum) => sum.by === row.option && sum.cents !== 0).map(({ field: id, currency: of, cents }) => ({ field: id, currency: of, cents })) }))
}

/** Which of these sources a register has an entry of already, also one that was taken out: what a person removed is not made again (feeds). */
export function idsOfSources(db: ReadDb, register: string, sources: readonly string[]): Set<string> {
  if (sources.length === 0) return new Set()
  const rows = db.all<{ source: string }>(sql`select source from register_entry where id in (select ${`${register}:`} || value from json_each(${JSON.stringify(sources)}))`)
  return new Set(rows.map(({ source }) => source))
}

/** Splits values into the columns of their table and the JSON of the others. */
export function toColumns(register: Register, values: RegisterValues, before: RegisterValues): Record<string, unknown> {
  const place = tableOf(register.id)
  const patch: Record<string, unknown> = {}
  const others: Record<string, RegisterValue> = {}
  let touched = false
  for (const { id } of register.fields) {
    const column = place.columns[id]
    if (column !== undefined) {
      if (id in values) patch[place.synced.columns.find((one) => one.column === column)?.key ?? id] = values[id] ?? null
      continue
    }
    touched ||= id in values
    const value = id in values ? values[id] : before[id]
    if (value !== null && value !== undefined) others[id] = value
  }
  const dataKey = place.synced.columns.find((one) => one.column === place.data)?.key
  if (touched && dataKey !== undefined) patch[dataKey] = others
  return patch
}

export const insertEntry = (tx: WriteTx, row: NewRow<typeof synced.registerEntry.table>): void => tx.insert(synced.registerEntry, row)
export const updateEntry = (tx: WriteTx, register: string, id: string, patch: RowPatch<typeof synced.registerEntry.table>): boolean => tx.update(tableOf(register).synced as typeof synced.registerEntry, id, patch)
export const removeEntry = (tx: WriteTx, register: string, id: string): boolean => tx.softDelete(tableOf(register).synced, id)
export const restoreEntry = (tx: WriteTx, register: string, id: string): boolean => tx.restore(tableOf(register).synced, id)

export interface EntryEvent {
  readonly id: string
  readonly at: number
  readonly by: string
  readonly type: string
  readonly data: Record<string, unknown>
}

export const insertEntryEvent = (tx: WriteTx, event: { entryId: string; type: string; data: Record<string, unknown> }): void =>
  tx.insert(synced.registerEvent, { id: tx.newId(), at: tx.now, by: tx.actorId, ...event })

/** What happened to an entry, newest first. */
export const listEntryEvents = (db: ReadDb, entryId: string): EntryEvent[] =>
  db.select({ id: registerEvent.id, at: registerEvent.at, by: registerEvent.by, type: registerEvent.type, data: registerEvent.data }).from(registerEvent).where(and(eq(registerEvent.entryId, entryId), isNull(registerEvent.deletedAt))).orderBy(desc(registerEvent.at), desc(registerEvent.id)).limit(500).all()

export interface LinkedRow {
  readonly id: string
  readonly register: string
  readonly entryNo: string
  readonly state: string
  readonly at: number
}

const LINKED = { id: registerEntry.id, register: registerEntry.register, entryNo: registerEntry.entryNo, state: registerEntry.state, at: registerEntry.stateAt }

/** Entries of a case, or of a buyer in one register, the newest first; by index. */
export function listLinked(db: ReadDb, of: { readonly caseId: string } | { readonly register: string; readonly buyer: string }): LinkedRow[] {
  const which = 'caseId' in of ? eq(registerEntry.caseId, of.caseId) : and(eq(registerEntry.register, of.register), eq(registerEntry.buyerNick, of.buyer))
  return db.select(LINKED).from(registerEntry).where(and(which, isNull(registerEntry.deletedAt))).orderBy(desc(registerEntry.createdAt)).limit(50).all()
}
