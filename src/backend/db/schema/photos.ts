import { sql } from 'drizzle-orm'
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { synced } from './masters'

/** Id = SHA-256 of the bytes (A1). */
export const photo = sqliteTable('photo', {
  ...synced,
  format: text('format').notNull(),
  bytes: integer('bytes').notNull(),
  width: integer('width'),
  height: integer('height'),
  /** Whether this device holds a thumbnail; derived. */
  hasThumb: integer('has_thumb', { mode: 'boolean' }).notNull(),
  addedAt: integer('added_at').notNull(),
  /** Perceptual hash, 16 hexadecimal digits (A4); null: not worked out yet, or no picture. */
  looks: text('looks'),
  /** Text read from the picture (A7); null: not read. */
  words: text('words'),
  /** Name of its bytes in the shared store, once they are whole there (S4). */
  storedAs: text('stored_as'),
}, (t) => [index('photo_unstored').on(t.id).where(sql`stored_as is null`)])

/** Where a photo shows: one archived file, a case, a slot. One photo may have many (A4). */
export const photoLink = sqliteTable(
  'photo_link',
  {
    ...synced,
    photoId: text('photo_id').notNull(),
    archivedAs: text('archived_as').notNull(),
    originalName: text('original_name'),
    buyerNick: text('buyer_nick'),
    orderNo: text('order_no'),
    addedAt: integer('added_at').notNull(),
    addedBy: text('added_by').notNull(),
    // group: place
    caseId: text('case_id'),
    slot: text('slot'),
    /** Time of the file that it came from, epoch ms (A1); null where there was none. */
    originalAt: integer('original_at'),
    /** How it came in (A2): `drop`, `paste`, `picker`, `hot-folder`, `screenshot`, `scan`; null: before that was kept. */
    source: text('source'),
    /** The photo that this one was made from by drawing or masking (A5). */
    derivedFrom: text('derived_from'),
    // group: note
    note: text('note'),
    // group: bin (A6)
    binnedAt: integer('binned_at'),
    binnedBy: text('binned_by'),
    binReason: text('bin_reason'),
  },
  (t) => [
    index('photo_link_photo').on(t.photoId),
    index('photo_link_case').on(t.caseId, t.addedAt).where(sql`case_id is not null`),
    index('photo_link_buyer').on(t.buyerNick, t.addedAt),
    index('photo_link_added').on(t.addedAt, t.id),
    index('photo_link_inbox').on(t.addedAt, t.id).where(sql`case_id is null`),
    index('photo_link_path').on(t.archivedAs),
    index('photo_link_bin').on(t.binnedAt).where(sql`binned_at is not null`),
  ],
)

/** An appeal to a platform or courier (A8), with the evidence that was chosen for it. */
export const appeal = sqliteTable(
  'appeal',
  {
    ...synced,
    appealNo: text('appeal_no').notNull(),
    caseId: text('case_id'),
    createdAt: integer('created_at').notNull(),
    createdBy: text('created_by').notNull(),
    // group: what
    type: text('type').notNull(),
    platform: text('platform'),
    platformNo: text('platform_no'),
    orderNo: text('order_no'),
    waybill: text('waybill'),
    buyerNick: text('buyer_nick'),
    statement: text('statement'),
    note: text('note'),
    deadlineAt: integer('deadline_at'),
    claimedCents: integer('claimed_cents'),
    currency: text('currency').notNull(),
    /** In the order of the pack. */
    evidence: text('evidence', { mode: 'json' }).$type<{ linkId: string; caption: string }[]>().notNull(),
    // group: outcome
    status: text('status').notNull(),
    statusAt: integer('status_at').notNull(),
    result: text('result'),
    recoveredCents: integer('recovered_cents'),
  },
  (t) => [index('appeal_no').on(t.appealNo), index('appeal_created').on(t.createdAt, t.id), index('appeal_deadline').on(t.deadlineAt, t.id).where(sql`deadline_at is not null`), index('appeal_case').on(t.caseId).where(sql`case_id is not null`)],
)
