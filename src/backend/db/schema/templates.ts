import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { synced } from './masters'

/** A reply template of the team's own (T5), beside those that ship as resources. Id = `own:` + key of its file or title. */
export const teamTemplate = sqliteTable('team_template', {
  ...synced,
  group: text('group_id').notNull(),
  titleZh: text('title_zh').notNull(),
  titleEn: text('title_en').notNull(),
  bodyZh: text('body_zh').notNull(),
  bodyEn: text('body_en').notNull(),
  kinds: text('kinds', { mode: 'json' }).$type<string[]>().notNull(),
  step: text('step'),
  tags: text('tags', { mode: 'json' }).$type<string[]>().notNull(),
  createdAt: integer('created_at').notNull(),
})
