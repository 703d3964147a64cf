import { sql } from 'drizzle-orm'
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** Facts of this device and file; never synced. */
export const meta = sqliteTable('meta', {
  key: text('key').primaryKey(),
  value: text('value').notNull(),
})

/**
 * What sync will ship: one row per changed field group of a synced row, in the order of commit (design, decision 2).
 * `fields` is a JSON object of the group's columns after the change; group `*` is a whole new row. A row without a table says what later
 * changes know (docs/sync-format.md, section 5).
 */
export const changeLog = sqliteTable('change_log', {
  seq: integer('seq').primaryKey({ autoIncrement: true }),
  hlc: text('hlc').notNull(),
  tableName: text('table_name').notNull(),
  rowId: text('row_id').notNull(),
  fieldGroup: text('field_group').notNull(),
  fields: text('fields').notNull(),
  /** Who wrote it; null in logs of older versions. */
  actorId: text('actor_id'),
}, (t) => [index('change_log_knows').on(t.seq).where(sql`table_name = ''`)])

/** Who did what; each entry holds the hash of the one before (R4). */
export const audit = sqliteTable('audit', {
  seq: integer('seq').primaryKey({ autoIncrement: true }),
  at: integer('at').notNull(),
  actorId: text('actor_id').notNull(),
  action: text('action').notNull(),
  subject: text('subject'),
  detail: text('detail').notNull(),
  prevHash: text('prev_hash').notNull(),
  hash: text('hash').notNull(),
})

/** Answers of calls that carried an idempotency key: a retried call gets the first answer again. */
export const idempotency = sqliteTable('idempotency', {
  key: text('key').primaryKey(),
  action: text('action').notNull(),
  result: text('result').notNull(),
  at: integer('at').notNull(),
})

/** Layouts, theme, language, key map of a person on this device. */
export const preference = sqliteTable(
  'preference',
  {
    staffId: text('staff_id').notNull(),
    key: text('key').notNull(),
    value: text('value').notNull(),
  },
  (t) => [primaryKey({ columns: [t.staffId, t.key] })],
)

/** A file being imported or imported: staged rows are published in short transactions and resumed after a kill (decision 1). */
export const importBatch = sqliteTable('import_batch', {
  id: text('id').primaryKey(),
  kind: text('kind').notNull(),
  file: text('file').notNull(),
  platform: text('platform'),
  courierId: text('courier_id'),
  shopId: text('shop_id'),
  month: text('month'),
  encoding: text('encoding'),
  mappingId: text('mapping_id'),
  actorId: text('actor_id').notNull(),
  at: integer('at').notNull(),
  /** staging → publishing → done, or cancelled. */
  state: text('state').notNull(),
  rows: integer('rows').notNull().default(0),
  inserted: integer('inserted').notNull().default(0),
  updated: integer('updated').notNull().default(0),
  unchanged: integer('unchanged').notNull().default(0),
  totalCents: integer('total_cents').notNull().default(0),
  publishedTo: integer('published_to').notNull().default(0),
  /** Header cells of the file as JSON, for the file of rejected rows. */
  header: text('header').notNull().default('[]'),
  rejectedCount: integer('rejected_count').notNull().default(0),
  warningCount: integer('warning_count').notNull().default(0),
})

/**
 * What sheets have said so far about a record that may come again, by the record's id (O1). A row of an import writes one: therefore in one
 * tree by its key (`WITHOUT ROWID` stands in the migration, drizzle cannot say it), not in a table with an index beside it.
 */
export const importMemory = sqliteTable('import_memory', {
  id: text('id').primaryKey(),
  /** The batch and its row that spoke last. */
  batchId: text('batch_id').notNull(),
  rowNo: integer('row_no').notNull(),
  /** Prints of the rows heard, newest last, with a space between two. */
  prints: text('prints').notNull(),
})

/** A row that an import did not take, or took without one of its cells: what is wrong, and its cells to be corrected (O1, R5). */
export const importFinding = sqliteTable(
  'import_finding',
  {
    batchId: text('batch_id').notNull(),
    ordinal: integer('ordinal').notNull(),
    /** `rejected` or `warning`. */
    kind: text('kind').notNull(),
    /** JSON of the problem in words. */
    problem: text('problem').notNull(),
    /** JSON array: the cells of the row as they stand in the file. */
    cells: text('cells').notNull(),
  },
  (t) => [primaryKey({ columns: [t.batchId, t.ordinal] })],
)

/** Column choices of a person for a source, so that next month's file needs no question. */
export const savedMapping = sqliteTable('saved_mapping', {
  /** kind + source (courier or platform) + header fingerprint. */
  id: text('id').primaryKey(),
  mappingId: text('mapping_id'),
  columns: text('columns').notNull(),
  at: integer('at').notNull(),
})

/** A folder of this PC that is watched for new pictures (A2): downloads, the chat client's folder. */
export const hotFolder = sqliteTable('hot_folder', {
  id: text('id').primaryKey(),
  path: text('path').notNull(),
  /** `case`: the active case; `inbox`. */
  target: text('target').notNull(),
  enabled: integer('enabled', { mode: 'boolean' }).notNull(),
  addedAt: integer('added_at').notNull(),
})

/** Files of hot folders that were taken in, left alone or refused, so that none is taken twice. */
export const hotFile = sqliteTable('hot_file', {
  path: text('path').primaryKey(),
  bytes: integer('bytes').notNull(),
  changedAt: integer('changed_at').notNull(),
  outcome: text('outcome').notNull(),
  at: integer('at').notNull(),
})

/** The scan of an old folder tree (A2), taken up where it stood after an end. */
export const photoScan = sqliteTable('photo_scan', {
  id: text('id').primaryKey(),
  root: text('root').notNull(),
  state: text('state').notNull(),
  /** The last path that was done, relative to the root, in the order of the scan; null at the beginning. */
  reached: text('reached'),
  added: integer('added').notNull(),
  duplicates: integer('duplicates').notNull(),
  rejected: integer('rejected').notNull(),
  startedAt: integer('started_at').notNull(),
  endedAt: integer('ended_at'),
})
