import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import type { ReadDb } from '../db/open'
import { syncAuthor, syncHead, syncReview } from '../db/schema'
import { synced } from '../db/synced-tables'
import type { WriteTx } from '../db/write'

/** Conflicts and reviews of sync (S3): groups with several heads, and what the merge set aside for a person. */

export interface Head {
  readonly stamp: string
  /** JSON of the group's columns, by their names in SQL. */
  readonly fields: string
  readonly actorId: string | null
}

export interface ConflictKey {
  readonly table: string
  readonly row: string
  readonly group: string
}

export interface Conflict extends ConflictKey {
  readonly foundAt: number
  /** The largest stamp, the value that holds, first. */
  readonly heads: readonly Head[]
}

/** Where a page goes on: behind this group. */
export interface ConflictCursor extends ConflictKey {
  readonly foundAt: number
}

/** Tables in which a rule decides and a review tells of it: of two closings of a month the earlier holds (docs/sync-format.md, section 10). */
const BY_RULE = JSON.stringify(Object.values(synced).flatMap(({ name, earliest }) => (earliest ? [name] : [])))

/**
 * What a head says, however it was written: heads of an older program lack columns that were added since (which are empty then), and a row that came whole has
 * them in its writer's order.
 */
const SAID = sql`(select json_group_array(json_array(key, value) order by key) from json_each(fields) where type <> 'null')`
/** Groups whose heads differ; heads that say the same are kept but nobody has to decide between them. */
const CONTESTED = sql`select table_name as "table", row_id as "row", field_group as "group", max(found_at) as "foundAt" from sync_head where table_name not in (select value from json_each(${BY_RULE})) group by 1, 2, 3 having count(distinct ${SAID}) > 1`

export const headsOf = (db: ReadDb, { table, row, group }: ConflictKey): Head[] =>
  db
    .select({ stamp: syncHead.hlc, fields: syncHead.fields, actorId: syncHead.actorId })
    .from(syncHead)
    .where(and(eq(syncHead.tableName, table), eq(syncHead.rowId, row), eq(syncHead.fieldGroup, group)))
    .orderBy(sql`${syncHead.hlc} desc`)
    .all()

/** Contested groups, the newest first, one page. */
export function listConflicts(db: ReadDb, after: ConflictCursor | null, limit: number): Conflict[] {
  const behind = after === null ? sql`` : sql`where (-"foundAt", "table", "row", "group") > (${-after.foundAt}, ${after.table}, ${after.row}, ${after.group})`
  return db
    .all<ConflictCursor>(sql`select * from (${CONTESTED}) ${behind} order by "foundAt" desc, "table", "row", "group" limit ${limit}`)
    .map((found) => ({ ...found, heads: headsOf(db, found) }))
}

export const countConflicts = (db: ReadDb): number => db.get<{ n: number }>(sql`select count(*) as n from (${CONTESTED})`).n

export type ReviewRow = typeof syncReview.$inferSelect

export const findReview = (db: ReadDb, id: string): ReviewRow | undefined => db.select().from(syncReview).where(eq(syncReview.id, id)).get()

/** Reviews that nobody has settled, the oldest first: money waits for them. */
export function listReviews(db: ReadDb, after: { readonly foundAt: number; readonly id: string } | null, limit: number): ReviewRow[] {
  const behind = after === null ? undefined : sql`(${syncReview.foundAt}, ${syncReview.id}) > (${after.foundAt}, ${after.id})`
  return db.select().from(syncReview).where(and(isNull(syncReview.settledAt), behind)).orderBy(asc(syncReview.foundAt), asc(syncReview.id)).limit(limit).all()
}

export const countReviews = (db: ReadDb): number => db.select({ n: sql<number>`count(*)` }).from(syncReview).where(isNull(syncReview.settledAt)).get()?.n ?? 0

export const putReview = (tx: WriteTx, row: ReviewRow): void => tx.putLocal(syncReview, row)

type Stored = string | number | null

/** A row of a synced table as it is stored, by the names of its columns in SQL; undefined for none. @throws RangeError for another table */
export function storedRow(db: ReadDb, table: string, id: string): Readonly<Record<string, Stored>> | undefined {
  if (!Object.values(synced).some(({ name }) => name === table)) throw new RangeError(`${table} is no synced table`)
  return db.get<Record<string, Stored> | undefined>(sql`select * from ${sql.identifier(table)} where id = ${id}`)
}

/** Who wrote the change of another device with a stamp; null where that is not kept. */
export const authorOf = (db: ReadDb, stamp: string): string | null => db.select({ id: syncAuthor.actorId }).from(syncAuthor).where(eq(syncAuthor.hlc, stamp)).get()?.id ?? null
