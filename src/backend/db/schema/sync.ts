import { sql } from 'drizzle-orm'
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { synced } from './masters'

/** A PC of the team (S6): its row travels like all others. Id = device id. */
export const syncDevice = sqliteTable('sync_device', {
  ...synced,
  // group: name
  name: text('name').notNull(),
  // group: admission
  /** Four characters in the numbers that people say (C2). */
  part: text('part').notNull(),
  /** Ed25519 public key, SPKI, base64. */
  publicKey: text('public_key').notNull(),
  /** `full` or `work` (docs/sync-format.md, section 3). */
  rights: text('rights').notNull(),
  admittedAt: integer('admitted_at').notNull(),
  admittedBy: text('admitted_by').notNull(),
  // group: retirement
  retiredAt: integer('retired_at'),
  retiredBy: text('retired_by'),
})

/** How far this device has read each stream, its own included. Local, as all below. */
export const syncStream = sqliteTable('sync_stream', {
  stream: text('stream').primaryKey(),
  deviceId: text('device_id').notNull(),
  /** The last segment that is applied whole. */
  seq: integer('seq').notNull(),
  /** SHA-256 of its first line: `prev` of the next. */
  head: text('head').notNull(),
  /** Changes of the next segment that are applied, for the progress; `lastHlc` says where to go on. */
  line: integer('line').notNull(),
  /** Stamp of the last change that is applied: this device's vector. */
  lastHlc: text('last_hlc').notNull(),
  /** The vector in the header of the last segment that is applied, JSON: what that device has. */
  knows: text('knows').notNull(),
  /** Why it does not go on: JSON of a fault, null when all is well. */
  fault: text('fault'),
  faultSince: integer('fault_since'),
})

/** Segments of this device, cut from its change log; the bytes lie in a file beside the database until nobody needs them. */
export const syncOutbox = sqliteTable(
  'sync_outbox',
  {
    stream: text('stream').notNull(),
    seq: integer('seq').notNull(),
    /** Rows of the change log, from (exclusive) and to (inclusive). */
    fromChange: integer('from_change').notNull(),
    toChange: integer('to_change').notNull(),
    head: text('head').notNull(),
    lastHlc: text('last_hlc').notNull(),
    bytes: integer('bytes').notNull(),
    cutAt: integer('cut_at').notNull(),
    sentAt: integer('sent_at'),
  },
  (t) => [primaryKey({ columns: [t.stream, t.seq] })],
)

/** All heads of a group that has more than one: a conflict until somebody decides. `fields`: JSON of the group's columns. */
export const syncHead = sqliteTable(
  'sync_head',
  {
    tableName: text('table_name').notNull(),
    rowId: text('row_id').notNull(),
    fieldGroup: text('field_group').notNull(),
    hlc: text('hlc').notNull(),
    fields: text('fields').notNull(),
    /** Who wrote it; null where that is not known. */
    actorId: text('actor_id'),
    foundAt: integer('found_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.tableName, t.rowId, t.fieldGroup, t.hlc] })],
)

/** What came and could not be taken: a newer version's tables and columns, values that a table refuses, changes without the right to them. */
export const syncRaw = sqliteTable('sync_raw', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  hlc: text('hlc').notNull(),
  tableName: text('table_name').notNull(),
  rowId: text('row_id').notNull(),
  fieldGroup: text('field_group').notNull(),
  fields: text('fields').notNull(),
  actorId: text('actor_id'),
  /** The vector that its writer knew, JSON. */
  knows: text('knows').notNull(),
  /** `table`, `group`, `column`, `value`, `rights`. */
  reason: text('reason').notNull(),
  detail: text('detail'),
  at: integer('at').notNull(),
})

/** Who wrote a change of another device, for the faces of a conflict. */
export const syncAuthor = sqliteTable('sync_author', { hlc: text('hlc').primaryKey(), actorId: text('actor_id').notNull() })

/** Photos on their way (S4). Id = SHA-256. */
export const syncPhoto = sqliteTable(
  'sync_photo',
  {
    photoId: text('photo_id').primaryKey(),
    /** `up` or `down`. */
    way: text('way').notNull(),
    /** `waiting`, `done`, `failed`. */
    state: text('state').notNull(),
    attempts: integer('attempts').notNull(),
    nextAt: integer('next_at').notNull(),
    fault: text('fault'),
  },
  (t) => [index('sync_photo_next').on(t.nextAt).where(sql`state <> 'done'`)],
)

/** What the merge found that a person has to look at (section 10): both sides of a doubled match, payout, closing or waybill. */
export const syncReview = sqliteTable(
  'sync_review',
  {
    /** kind + the ids of both sides. */
    id: text('id').primaryKey(),
    kind: text('kind').notNull(),
    tableName: text('table_name').notNull(),
    /** JSON list of row ids. */
    rowIds: text('row_ids').notNull(),
    caseId: text('case_id'),
    detail: text('detail').notNull(),
    foundAt: integer('found_at').notNull(),
    settledAt: integer('settled_at'),
    settledBy: text('settled_by'),
  },
  (t) => [index('sync_review_open').on(t.foundAt).where(sql`settled_at is null`)],
)
