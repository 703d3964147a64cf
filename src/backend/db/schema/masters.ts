import { integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'

/** Every synced table starts with these: text id, clocks per field group as JSON, stamped deletion (S3). */
export const synced = {
  id: text('id').primaryKey(),
  hlc: text('hlc').notNull(),
  deletedAt: integer('deleted_at'),
}

export const shop = sqliteTable('shop', {
  ...synced,
  name: text('name').notNull(),
  platform: text('platform').notNull(),
  timeZone: text('time_zone').notNull(),
  currency: text('currency').notNull(),
  createdAt: integer('created_at').notNull(),
})

export const staff = sqliteTable('staff', {
  ...synced,
  name: text('name').notNull(),
  role: text('role').notNull(),
  /** scrypt: `N$r$p$salt$hash`, null without PIN. */
  pinHash: text('pin_hash'),
  active: integer('active', { mode: 'boolean' }).notNull(),
  createdAt: integer('created_at').notNull(),
})

/** Failed PINs of this device: lock-out survives a restart. Local. */
export const pinAttempt = sqliteTable('pin_attempt', {
  staffId: text('staff_id').primaryKey(),
  failures: integer('failures').notNull(),
  lockedUntil: integer('locked_until'),
})

export const courier = sqliteTable('courier', {
  ...synced,
  nameZh: text('name_zh').notNull(),
  nameEn: text('name_en').notNull(),
  aliases: text('aliases', { mode: 'json' }).$type<string[]>().notNull(),
  claimWindowDays: integer('claim_window_days').notNull(),
  holdDays: integer('hold_days').notNull(),
  demands: text('demands', { mode: 'json' }).$type<string[]>().notNull(),
})

export const buyer = sqliteTable(
  'buyer',
  {
    ...synced,
    platform: text('platform').notNull(),
    nick: text('nick').notNull(),
    vipTier: text('vip_tier'),
    difficult: integer('difficult', { mode: 'boolean' }).notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [uniqueIndex('buyer_nick').on(t.nick, t.platform)],
)
