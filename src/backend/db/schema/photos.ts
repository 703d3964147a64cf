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
})

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
  },
  (t) => [
    index('photo_link_photo').on(t.photoId),
    index('photo_link_case').on(t.caseId, t.addedAt).where(sql`case_id is not null`),
    index('photo_link_buyer').on(t.buyerNick, t.addedAt),
    index('photo_link_added').on(t.addedAt, t.id),
    index('photo_link_inbox').on(t.addedAt, t.id).where(sql`case_id is null`),
    index('photo_link_path').on(t.archivedAs),
  ],
)
