import { asc, eq, isNull } from 'drizzle-orm'
import type { ReadDb } from '../db/open'
import { teamTemplate } from '../db/schema'
import { synced, type NewRow } from '../db/synced-tables'
import type { WriteTx } from '../db/write'

export type TeamTemplateRow = typeof teamTemplate.$inferSelect

export const findTeamTemplate = (db: ReadDb, id: string): TeamTemplateRow | undefined => db.select().from(teamTemplate).where(eq(teamTemplate.id, id)).get()
export const listTeamTemplates = (db: ReadDb): TeamTemplateRow[] => db.select().from(teamTemplate).where(isNull(teamTemplate.deletedAt)).orderBy(asc(teamTemplate.titleZh), asc(teamTemplate.id)).all()
export const putTeamTemplate = (tx: WriteTx, row: NewRow<typeof teamTemplate>): 'inserted' | 'updated' | 'unchanged' => tx.put(synced.teamTemplate, row)
