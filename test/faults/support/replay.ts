import { synced } from '../../../src/backend/db/synced-tables'
import type { Sqlite } from '../../../src/backend/db/open'

interface Change {
  readonly seq: number
  readonly hlc: string
  readonly table_name: string
  readonly row_id: string
  readonly field_group: string
  readonly fields: string
}

/**
 * Plays the change log from its first entry on and compares what comes out with the tables: another device that gets these entries
 * must end with these rows (S3). Answers what differs, at most ten lines.
 */
export function replayProblems(db: Sqlite): string[] {
  const problems: string[] = []
  const played = new Map<string, Map<string, Record<string, unknown>>>()
  let last = ''
  for (const change of db.prepare<[], Change>('SELECT * FROM change_log ORDER BY seq').iterate()) {
    const { seq, hlc, table_name: name, row_id: id, field_group: group } = change
    if (hlc <= last) problems.push(`change ${seq}: its clock ${hlc} does not come after ${last}`)
    last = hlc
    const rows = played.get(name) ?? new Map<string, Record<string, unknown>>()
    played.set(name, rows)
    const row = rows.get(id)
    if ((row === undefined) !== (group === '*')) problems.push(`change ${seq}: ${name} ${id} is ${row === undefined ? 'changed before it is made' : 'made twice'}`)
    rows.set(id, { ...row, ...(JSON.parse(change.fields) as Record<string, unknown>) })
  }
  for (const { name, columns } of Object.values(synced)) {
    const rows = played.get(name) ?? new Map<string, Record<string, unknown>>()
    let stored = 0
    for (const row of db.prepare<[], Record<string, unknown>>(`SELECT * FROM "${name}"`).iterate()) {
      stored += 1
      const from = rows.get(String(row['id']))
      if (from === undefined) problems.push(`${name} ${String(row['id'])} is not in the change log`)
      else for (const { group, sqlName } of columns) if (group !== null && (from[sqlName] ?? null) !== row[sqlName]) problems.push(`${name} ${String(row['id'])}.${sqlName}: ${String(row[sqlName])}, by the log ${String(from[sqlName])}`)
    }
    if (stored !== rows.size) problems.push(`${name} has ${stored} rows, by the log ${rows.size}`)
  }
  return problems.slice(0, 10)
}
