import { asc, eq, isNull } from 'drizzle-orm'
import type { ReadDb } from '../db/open'
import { teamTemplate } from '../db/schema'
import { synced } from '../db/synced-tables'
import type { WriteTx } from '../db/write'

export type TeamTemplateRow = typeof teamTemplate.$inferSelect

export const findTeamTemplate = (db: ReadDb, id: string): TeamTemplateRow | undefined => db.select().from(teamTemplate).where(eq(teamTemplate.id, id)).get()
export const listTeamTemplates = (db: ReadDb): TeamTemplateRow[] => db.select().from(teamTemplate).where(isNull(teamTemplate.deletedAt)).orderBy(asc(teamTemplate.titleZh), asc(teamTemplate.id)).all()
const CONTENT = ['group', 'titleZh', 'titleEn', 'bodyZh', 'bodyEn', 'kinds', 'step', 'tags', 'ownerId', 'baseId', 'hidden', 'platforms', 'actions', 'imageId'] as const
/** What a template says and does, without its history. */
export type TemplateContent = Pick<TeamTemplateRow, 'id' | (typeof CONTENT)[number]>

const contentOf = (row: TemplateContent): Record<string, unknown> => Object.fromEntries(CONTENT.map((key) => [key, row[key]]))

/** Stores a template and, when it says anything new, one more version of it (T5). */
export function putTeamTemplate(tx: WriteTx, content: TemplateContent, note: string | null = null): 'inserted' | 'updated' | 'unchanged' {
  const before = findTeamTemplate(tx.db, content.id)
  if (before !== undefined && before.deletedAt === null && JSON.stringify(contentOf(before)) === JSON.stringify(contentOf(content))) return 'unchanged'
  const version = (before?.version ?? 0) + 1
  tx.put(synced.teamTemplate, { ...content, createdAt: before?.createdAt ?? tx.now, version, updatedAt: tx.now, updatedBy: tx.actorId })
  tx.insert(synced.templateVersion, { id: tx.newId(), templateId: content.id, version, body: contentOf(content), note, madeAt: tx.now, madeBy: tx.actorId })
  return before === undefined ? 'inserted' : 'updated'
}
