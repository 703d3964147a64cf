import { sql } from 'drizzle-orm'
import type { CarriedFact, MessageFact, PromiseFact, WaitingFact } from '../../domain/handover/lines'
import type { ReadDb } from '../db/open'

/** Questions of the handover board (H1). Each walks a partial index of what is open; nothing scans the archive. Times are epoch ms. */

/** Open promises that fall due by an instant, soonest first, at most `limit`. */
export function promisesUntil(db: ReadDb, until: number, limit: number): PromiseFact[] {
  return db.all<PromiseFact>(sql`
    select p.id, p.words, p.due_at as "dueAt", p.case_id as "caseId", c.buyer_nick as buyer, c.order_no as "order", c.assignee_id as assignee
    from promise p join cases c on c.id = p.case_id
    where p.state = 'open' and p.deleted_at is null and p.due_at <= ${until} and c.deleted_at is null order by p.due_at, p.id limit ${limit}`)
}

/** Waiting cases whose next step falls due by an instant, soonest first, at most `limit`. */
export function waitingUntil(db: ReadDb, until: number, limit: number): WaitingFact[] {
  return db.all<WaitingFact>(sql`
    select id as "caseId", coalesce(next_action, summary) as next, sort_due as "dueAt", buyer_nick as buyer, order_no as "order", assignee_id as assignee
    from cases where is_open = 1 and is_waiting = 1 and sort_due <= ${until} order by sort_due, id limit ${limit}`)
}

/** Open cases of others and of nobody whose buyer waits for a first answer: their clock runs or has run out. Those that wait longest last. */
export function unanswered(db: ReadDb, until: number, limit: number): MessageFact[] {
  return db.all<MessageFact>(sql`
    select c.id as "caseId", c.summary as words, k.started_at as since, c.buyer_nick as buyer, c.order_no as "order", c.assignee_id as assignee
    from cases c cross join case_clock k on k.id = c.id || ':first-response'
    where c.is_open = 1 and c.sort_due <= ${until} and k.met_at is null and k.state in ('running', 'breached') and k.deleted_at is null
    order by c.sort_due desc, c.id limit ${limit}`)
}

/** The oldest photo that waits in the inbox; a template's picture waits for none. */
export const oldestUnfiled = (db: ReadDb, templateSlot: string): number | null =>
  db.get<{ at: number | null }>(sql`select min(added_at) as at from photo_link where case_id is null and slot is not ${templateSlot} and deleted_at is null and binned_at is null`)?.at ?? null

/** Lines of boards that are younger than this are looked at: a line is never written longer ahead. */
const WINDOW_MS = 21 * 86_400_000

/** Lines that people wrote on earlier boards and that are not done. */
export function carriedNotes(db: ReadDb, day: string, now: number): (CarriedFact & { readonly id: string })[] {
  return db.all<CarriedFact & { id: string }>(sql`
    select id, id as row, json_extract(data, '$.what') as what, json_extract(data, '$.remark') as remark, assigned_to as assignee, case_id as "caseId", buyer_nick as buyer,
      order_no as "order", coalesce(json_extract(data, '$.since'), on_day) as since
    from register_entry
    where register = 'handover' and created_at >= ${now - WINDOW_MS} and state in ('new', 'taken', 'working') and on_day < ${day} and json_extract(data, '$.kind') = 'note' and deleted_at is null
    order by created_at, id limit 500`)
}

/** Lines of earlier boards that are still open. */
export const openBefore = (db: ReadDb, day: string, now: number): string[] =>
  db.all<{ id: string }>(sql`
    select id from register_entry
    where register = 'handover' and created_at >= ${now - WINDOW_MS} and state in ('new', 'taken', 'working') and on_day < ${day} and deleted_at is null order by created_at, id limit 500`).map(({ id }) => id)

/** How many lines of a day's board stand in each state. */
export function countLines(db: ReadDb, day: string, now: number): Record<string, number> {
  const rows = db.all<{ state: string; n: number }>(sql`
    select state, count(*) as n from register_entry where register = 'handover' and created_at >= ${now - WINDOW_MS} and on_day = ${day} and deleted_at is null group by state`)
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]))
}

/** Since when lines of a board are looked for. */
export const linesFrom = (now: number): number => now - WINDOW_MS

/** Which of these cases are closed by now, and which of these promises have ended. */
export function endedSources(db: ReadDb, caseIds: readonly string[], promiseIds: readonly string[]): Set<string> {
  const rows = db.all<{ id: string }>(sql`
    select id from cases where id in (select value from json_each(${JSON.stringify(caseIds)})) and is_open = 0
    union all select id from promise where id in (select value from json_each(${JSON.stringify(promiseIds)})) and state <> 'open'`)
  return new Set(rows.map(({ id }) => id))
}

/** Boards of the days around one: the last before and the first after it. */
export function neighbours(db: ReadDb, day: string): { before: string | null; after: string | null } {
  const one = (which: 'before' | 'after'): string | null =>
    (which === 'before'
      ? db.get<{ day: string }>(sql`select on_day as day from register_entry where id < ${`handover-boards:${day}`} and id >= 'handover-boards:' and deleted_at is null order by id desc limit 1`)
      : db.get<{ day: string }>(sql`select on_day as day from register_entry where id > ${`handover-boards:${day}`} and id < 'handover-boards;' and deleted_at is null order by id limit 1`))?.day ?? null
  return { before: one('before'), after: one('after') }
}
