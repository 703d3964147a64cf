import { sql, type SQL } from 'drizzle-orm'
import type { ReadDb } from '../db/open'

/** How often a template was copied in a period, and in how many of those its text was changed before. Times in epoch ms. */
export interface TemplateUseRow {
  readonly id: string
  readonly used: number
  readonly edited: number
  /** Also before the period; null: never. */
  readonly lastAt: number | null
}

/** A reply that was changed after a template was put into it. */
export interface EditedReply {
  readonly eventId: string
  readonly caseId: string
  readonly at: number
  readonly actorId: string
  readonly text: string
}

/** The expressions as the index `case_event_template` has them: written otherwise, SQLite would not find it. */
const TEMPLATE_ID = sql.raw(`e."data" ->> 'templateId'`)
const EDITED = sql.raw(`e."data" ->> 'edited'`)
const IS_REPLY = sql.raw(`e."type" = 'reply-copied'`)

/** One seek per template and the entries of the period alone, whatever the archive holds (T5, X2). */
export function templateUseSql(ids: readonly string[], since: number, until: number, actorId: string | null): SQL {
  const mine = actorId === null ? sql`` : sql`and e.actor_id = ${actorId}`
  return sql`
    select t.value as id,
      (select max(e.at) from case_event e where ${IS_REPLY} and ${TEMPLATE_ID} = t.value) as lastAt,
      (select count(*) from case_event e where ${IS_REPLY} and ${TEMPLATE_ID} = t.value and e.at >= ${since} and e.at < ${until} ${mine}) as used,
      (select count(*) from case_event e where ${IS_REPLY} and ${TEMPLATE_ID} = t.value and e.at >= ${since} and e.at < ${until} and ${EDITED} = 1 ${mine}) as edited
    from json_each(${JSON.stringify(ids)}) t`
}

export const countUses = (db: ReadDb, ids: readonly string[], since: number, until: number, actorId: string | null): TemplateUseRow[] => db.all<TemplateUseRow>(templateUseSql(ids, since, until, actorId))

/** The same for one template, person by person. */
export const usesByPersonSql = (id: string, since: number, until: number): SQL =>
  sql`select e.actor_id as id, count(*) as used, coalesce(sum(${EDITED} = 1), 0) as edited, max(e.at) as lastAt from case_event e where ${IS_REPLY} and ${TEMPLATE_ID} = ${id} and e.at >= ${since} and e.at < ${until} group by e.actor_id order by used desc, e.actor_id`

export const countUsesByPerson = (db: ReadDb, id: string, since: number, until: number): TemplateUseRow[] => db.all<TemplateUseRow>(usesByPersonSql(id, since, until))

/** The newest replies that were changed, at most `limit`. */
export const editedRepliesSql = (id: string, limit: number): SQL =>
  sql`select e.id as eventId, e.case_id as caseId, e.at as at, e.actor_id as actorId, coalesce(e.text, '') as text from case_event e where ${IS_REPLY} and ${TEMPLATE_ID} = ${id} and ${EDITED} = 1 order by e.at desc limit ${limit}`

export const listEditedReplies = (db: ReadDb, id: string, limit: number): EditedReply[] => db.all<EditedReply>(editedRepliesSql(id, limit))
