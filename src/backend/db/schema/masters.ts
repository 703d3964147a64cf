import { sql } from 'drizzle-orm'
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'

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
  // group: returns (P6: the return address card)
  returnName: text('return_name'),
  returnPhone: text('return_phone'),
  returnAddress: text('return_address'),
  /** What each flag of this shop means, by its number (C6); null for the common legend. */
  flagLegend: text('flag_legend', { mode: 'json' }).$type<Record<string, string>>(),
  note: text('note'),
  /** Name of a calendar of the clock policy (C4); null: the policy's own. */
  calendar: text('calendar'),
})

export const staff = sqliteTable('staff', {
  ...synced,
  name: text('name').notNull(),
  role: text('role').notNull(),
  /** scrypt: `N$r$p$salt$hash`, null without PIN. */
  pinHash: text('pin_hash'),
  active: integer('active', { mode: 'boolean' }).notNull(),
  createdAt: integer('created_at').notNull(),
  /** The number that memos carry (C6). */
  staffNo: text('staff_no'),
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
  /** Whom to ask about a claim, as the courier gave it. */
  contact: text('contact'),
  monthlyAccount: text('monthly_account'),
  note: text('note'),
})

/** Where a courier does not deliver (O2): `out-of-area` for good, `suspended` between two days. Id = courier + kind + area. */
export const courierArea = sqliteTable(
  'courier_area',
  {
    ...synced,
    courierId: text('courier_id').notNull(),
    kind: text('kind').notNull(),
    area: text('area').notNull(),
    fromDay: text('from_day'),
    toDay: text('to_day'),
    note: text('note'),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [index('courier_area_courier').on(t.courierId, t.area)],
)

/** One thing that is sold and weighed (O2). Id = `sku:` + code, so that two PCs importing one list make one row. */
export const sku = sqliteTable(
  'sku',
  {
    ...synced,
    code: text('code').notNull(),
    title: text('title').notNull(),
    spec: text('spec'),
    barcode: text('barcode'),
    supplier: text('supplier'),
    // group: weight
    weightGrams: integer('weight_grams'),
    packagingGrams: integer('packaging_grams'),
    // group: money
    costCents: integer('cost_cents'),
    priceCents: integer('price_cents'),
    currency: text('currency').notNull(),
    note: text('note'),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [index('sku_code').on(t.code), index('sku_barcode').on(t.barcode).where(sql`barcode is not null`)],
)

export const buyer = sqliteTable(
  'buyer',
  {
    ...synced,
    platform: text('platform').notNull(),
    nick: text('nick').notNull(),
    vipTier: text('vip_tier'),
    difficult: integer('difficult', { mode: 'boolean' }).notNull(),
    createdAt: integer('created_at').notNull(),
    /** Words of the team about this buyer, shown on their cases; no health data (V1). */
    marks: text('marks', { mode: 'json' }).$type<string[]>(),
    note: text('note'),
  },
  (t) => [uniqueIndex('buyer_nick').on(t.nick, t.platform)],
)
