import { and, asc, desc, eq, inArray, isNull, or } from 'drizzle-orm'
import type { ReadDb } from '../db/open'
import { teamTemplate, templateVersion } from '../db/schema'
import { synced } from '../db/synced-tables'
import type { WriteTx } from '../db/write'

export type TeamTemplateRow = typeof teamTemplate.$inferSelect

export const findTeamTemplate = (db: ReadDb, id: string): TeamTemplateRow | undefined => db.select().from(teamTemplate).where(eq(teamTemplate.id, id)).get()
const CONTENT = ['group', 'titleZh', 'titleEn', 'bodyZh', 'bodyEn', 'kinds', 'step', 'tags', 'ownerId', 'baseId', 'hidden', 'platforms', 'actions', 'imageId'] as const
/** What a template says and does, without its history. */
export type TemplateContent = Pick<TeamTemplateRow, 'id' | (typeof CONTENT)[number]>

const contentOf = (row: TemplateContent): Record<string, unknown> => Object.fromEntries(CONTENT.map((key) => [key, row[key]]))

/** Stores a template and, when it says anything new, one more version of it (T5). */
export function putTeamTemplate(tx: WriteTx, content: TemplateContent, note: string | null = null): 'inserted' | 'updated' | 'unchanged' {
  const before = findTeamTemplate(tx.db, content.id)
  if (before !== undefined && before.deletedAt === null && JSON.stringify(contentOf(before)) === JSON.stringify(contentOf(content))) return 'unchanged'
  const version = (before?.version ?? 0) + 1
  // A template that was taken away and is written again stands again.
  if (before?.deletedAt != null) tx.restore(synced.teamTemplate, content.id)
  tx.put(synced.teamTemplate, { ...content, createdAt: before?.createdAt ?? tx.now, version, updatedAt: tx.now, updatedBy: tx.actorId })
  tx.insert(synced.templateVersion, { id: tx.newId(), templateId: content.id, version, body: contentOf(content), note, madeAt: tx.now, madeBy: tx.actorId })
  return before === undefined ? 'inserted' : 'updated'
}

export type TemplateVersionRow = typeof templateVersion.$inferSelect

/** Takes a template away; its versions stay, and one more says that it went (T5). Answers whether there was one. */
export function removeTeamTemplate(tx: WriteTx, id: string, note: string | null = null): boolean {
  const before = findTeamTemplate(tx.db, id)
  if (before === undefined || before.deletedAt !== null) return false
  const version = (before.version ?? 0) + 1
  tx.update(synced.teamTemplate, id, { version, updatedAt: tx.now, updatedBy: tx.actorId })
  tx.softDelete(synced.teamTemplate, id)
  tx.insert(synced.templateVersion, { id: tx.newId(), templateId: id, version, body: null, note, madeAt: tx.now, madeBy: tx.actorId })
  return true
}

/** Every wording that some rows had, the newest first. */
export const listTemplateVersions = (db: ReadDb, rowIds: readonly string[]): TemplateVersionRow[] =>
  db.select().from(templateVersion).where(and(inArray(templateVersion.templateId, [...rowIds]), isNull(templateVersion.deletedAt))).orderBy(desc(templateVersion.madeAt), desc(templateVersion.version), desc(templateVersion.id)).all()

/** The team's layer and one person's, without those taken away; null: everybody's. */
export const listLayerRows = (db: ReadDb, staffId: string | null): TeamTemplateRow[] =>
  db
    .select()
    .from(teamTemplate)
    .where(and(isNull(teamTemplate.deletedAt), staffId === null ? undefined : or(isNull(teamTemplate.ownerId), eq(teamTemplate.ownerId, staffId))))
    .orderBy(asc(teamTemplate.titleZh), asc(teamTemplate.id))
    .all()
