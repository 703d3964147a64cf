import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { synced } from './masters'

/**
 * A reply template of the team or of one person (T5), beside those that ship as resources. Id: `own:` + key of its title for one that came
 * by a file, `team:` + base for the team's wording of a shipped one, `mine:` + staff + `:` + base for a person's, else a new id.
 */
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
  /** Whose personal layer this belongs to; null: the team's. */
  ownerId: text('owner_id'),
  /** The template (shipped or of the team) that this one stands in for; null: one of its own. */
  baseId: text('base_id'),
  /** Stands in for its base by hiding it. */
  hidden: integer('hidden', { mode: 'boolean' }),
  /** Platforms whose buyers it is written for; null or empty: any. */
  platforms: text('platforms', { mode: 'json' }).$type<string[]>(),
  /** What copying it does to the case besides (T4), as `replyActionsSchema` reads it; null: nothing. */
  actions: text('actions', { mode: 'json' }).$type<unknown>(),
  /** A picture that goes with it: id in `photo`. */
  imageId: text('image_id'),
  /** Number of its newest version. */
  version: integer('version'),
  updatedAt: integer('updated_at'),
  updatedBy: text('updated_by'),
})

/** Every wording that a template of the team or of a person had (T5), so that it can be compared and brought back. */
export const templateVersion = sqliteTable(
  'template_version',
  {
    ...synced,
    templateId: text('template_id').notNull(),
    version: integer('version').notNull(),
    /** The template as it then was; null: it was taken away. */
    body: text('body', { mode: 'json' }).$type<unknown>(),
    note: text('note'),
    madeAt: integer('made_at').notNull(),
    madeBy: text('made_by').notNull(),
  },
  (t) => [index('template_version_of').on(t.templateId, t.version)],
)
