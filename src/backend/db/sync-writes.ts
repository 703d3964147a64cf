import type { Database, Statement } from 'better-sqlite3'
import { syncedTable, type MergedVersion, type Merger } from './merge'
import type { CarriedColumns } from './raw-columns'
import { stampIn, type Shipped } from './stamps'
import type { ColumnInfo, SyncedTable } from './synced-tables'
import type { SyncWrites } from './write'

/** A stream that this device leaves, and up to which stamp of it the device knows it from then on: what the store has of it. */
export interface LeftStream {
  readonly stream: string
  readonly upTo: string
}

/** What sync needs of the write in progress. */
export interface SyncContext {
  readonly db: Database
  readonly merger: Merger
  readonly carried: CarriedColumns
  readonly prepare: (sql: string) => Statement<(string | number | bigint | Buffer | null)[]>
  /** The next stamp of the stream in use. */
  readonly stamp: () => string
  readonly actorId: string
  readonly now: number
  /** Throws when this device may not make a local change. */
  readonly guard: (table: string, id: string, row: Readonly<Record<string, unknown>>) => void
  readonly changed: (table: SyncedTable, id: string, values: Readonly<Record<string, unknown>>) => void
  readonly stream: (next: string) => void
  /** Moves the clock to a stamp that was seen, when it is ahead. */
  readonly pass: (newest: string) => void
}

const KNOWS = 'knows'

/** A group of a local change that nobody asked for by column: only sync writes one. */
interface LoggedChange {
  readonly seq: number
  readonly hlc: string
  readonly table_name: string
  readonly row_id: string
  readonly field_group: string
  readonly fields: string
}

const keyed = (columns: readonly ColumnInfo[], values: readonly unknown[]): Record<string, unknown> =>
  Object.fromEntries(columns.map(({ key, column }, at) => [key, values[at] === null || values[at] === undefined ? null : column.mapFromDriverValue(values[at])]))

/** See {@link SyncWrites}. */
export function createSyncWrites({ db, merger, carried, prepare, stamp, actorId, now, guard, changed, stream, pass }: SyncContext): SyncWrites {
  /**
   * Stamps a local change anew. Its stamp is the largest of all now: where it is a head, or where the largest stamp holds, it is the value,
   * also where another one had been. What later local changes replaced stays replaced.
   */
  function restamp({ seq, hlc, table_name: name, row_id: row, field_group: of, fields: text }: LoggedChange, next: string): MergedVersion[] {
    prepare('UPDATE change_log SET hlc = ? WHERE seq = ?').run(next, seq)
    prepare("UPDATE sync_raw SET hlc = ? WHERE reason = 'column' AND hlc = ?").run(next, hlc)
    const table = syncedTable(name)
    const found = prepare(`SELECT hlc FROM "${name}" WHERE id = ?`).get(row) as { hlc: string } | undefined
    if (table === undefined || found === undefined) return []
    const stamps = JSON.parse(found.hlc) as Record<string, string>
    const fields = JSON.parse(text) as Shipped
    const merged: MergedVersion[] = []
    const write = (group: string, columns: readonly ColumnInfo[]): void => {
      const values = columns.map(({ sqlName }) => fields[sqlName] ?? null)
      prepare(`UPDATE "${name}" SET ${columns.map(({ sqlName }) => `"${sqlName}" = ?`).join(', ')} WHERE id = ?`).run(...values, row)
      stamps[group] = next
      merged.push({ table, row, isNew: false, written: keyed(columns, values), isContested: false })
    }
    if (of === 'deleted') {
      prepare(`UPDATE "${name}" SET deleted_at = ? WHERE id = ?`).run(fields['deleted_at'] ?? null, row)
      stamps['deleted'] = next
    }
    for (const group of new Set(table.columns.flatMap((column) => column.group ?? []))) {
      if (of !== '*' && of !== group) continue
      const isHead = prepare('UPDATE sync_head SET hlc = ? WHERE table_name = ? AND row_id = ? AND field_group = ? AND hlc = ?').run(next, name, row, group, hlc).changes > 0
      if (isHead || table.newest(group)) write(group, table.columns.filter((column) => column.group === group))
      else if ((stamps[group] ?? stamps['*']) === hlc) stamps[group] = next
    }
    if (stamps['*'] === hlc) stamps['*'] = next
    prepare(`UPDATE "${name}" SET hlc = ? WHERE id = ?`).run(JSON.stringify(stamps), row)
    for (const { written } of merged) if (written !== null) changed(table, row, { ...written })
    return merged
  }

  /**
   * What a local change says it knew, in the names of the new stream: what it named of the old one only as far as that got into the store, and all that was stamped anew
   * before it. Otherwise a closing would not know the matches it was made of, and they would go to the next month (section 10).
   */
  function knowAnew(change: LoggedChange, left: LeftStream, started: string, next: string): LoggedChange {
    const column = syncedTable(change.table_name)?.knowing ?? null
    const fields = JSON.parse(change.fields) as Shipped
    const said = column === null ? null : fields[column]
    if (column === null || typeof said !== 'string') return change
    const { [left.stream]: old, ...others } = JSON.parse(said) as Record<string, string>
    const kept = old === undefined || old < left.upTo ? old : left.upTo
    const knew = JSON.stringify({ ...others, ...(kept === undefined || kept === '' ? {} : { [left.stream]: kept }), [started]: next })
    const anew = JSON.stringify({ ...fields, [column]: knew })
    prepare('UPDATE change_log SET fields = ? WHERE seq = ?').run(anew, change.seq)
    prepare("UPDATE sync_head SET fields = json_set(fields, '$.' || ?, ?) WHERE table_name = ? AND row_id = ? AND hlc = ?").run(column, knew, change.table_name, change.row_id, change.hlc)
    prepare(`UPDATE "${change.table_name}" SET "${column}" = ? WHERE id = ? AND "${column}" = ?`).run(knew, change.row_id, said)
    return { ...change, fields: anew }
  }

  /** Which of several heads says this; null for none of them. */
  function headStamp(name: string, row: string, group: string, fields: Shipped): string | null {
    const heads = prepare('SELECT hlc, fields FROM sync_head WHERE table_name = ? AND row_id = ? AND field_group = ? ORDER BY hlc DESC').all(name, row, group) as { hlc: string; fields: string }[]
    const said = JSON.stringify(fields)
    return heads.find((head) => head.fields === said)?.hlc ?? null
  }

  return {
    merge(version, terms) {
      const answer = merger.apply(version, terms)
      for (const { table, row, written } of answer.merged) if (written !== null) changed(table, row, written)
      return answer
    },
    join(whole, theyKnow, weKnow, terms) {
      const answer = merger.join(whole, theyKnow, weKnow, terms)
      for (const { table, row, written } of answer.merged) if (written !== null) changed(table, row, written)
      return answer
    },
    fillColumns(version, stamps) {
      const table = syncedTable(version.table)
      const done = merger.fillColumns(version, stamps)
      if (done === 'filled' && table !== undefined) changed(table, version.row, {})
      return done
    },
    know(vector, newest) {
      pass(newest)
      const fields = JSON.stringify(vector)
      const last = prepare('SELECT seq, table_name FROM change_log ORDER BY seq DESC LIMIT 1').get() as { seq: number; table_name: string } | undefined
      // Nothing was changed here since the last note: it says more now, instead of a row for every transaction of a long reading.
      if (last?.table_name === '') prepare('UPDATE change_log SET fields = ? WHERE seq = ?').run(fields, last.seq)
      else prepare("INSERT INTO change_log (hlc, table_name, row_id, field_group, fields) VALUES ('', '', '', ?, ?)").run(KNOWS, fields)
    },
    resolve(name, row, group, fields) {
      const table = syncedTable(name)
      const columns = table?.columns.filter((column) => column.group === group) ?? []
      if (table === undefined || columns.length === 0) throw new Error(`no group ${name}.${group}`)
      const values = columns.map(({ sqlName }) => fields[sqlName] ?? null)
      const found = prepare(`SELECT hlc FROM "${name}" WHERE id = ?`).get(row) as { hlc: string } | undefined
      if (found === undefined) throw new Error(`${name} has no row ${row}`)
      guard(name, row, keyed(columns, values))
      const hlc = stamp()
      const before = JSON.parse(found.hlc) as Record<string, string>
      const stamps = { ...before, [group]: hlc }
      const chosen = headStamp(name, row, group, fields) ?? stampIn(before, group)
      const more = carried.of(name, row, group, chosen)
      if (more !== null) carried.moveTo(name, row, group, chosen, hlc, now)
      prepare(`UPDATE "${name}" SET hlc = ?, ${columns.map(({ sqlName }) => `"${sqlName}" = ?`).join(', ')} WHERE id = ?`).run(JSON.stringify(stamps), ...values, row)
      prepare('INSERT INTO change_log (hlc, table_name, row_id, field_group, fields, actor_id) VALUES (?, ?, ?, ?, ?, ?)').run(
        hlc, name, row, group, JSON.stringify({ ...more, ...Object.fromEntries(columns.map(({ sqlName }, at) => [sqlName, values[at]])) }), actorId,
      )
      merger.settle(name, row, group)
      changed(table, row, keyed(columns, values))
    },
    startStream(next, after, left) {
      stream(next)
      // Notes name this device's own stream too, which nobody looks at while it writes there. From now on the old one is a stranger's: what was cut
      // of it and never reached the store is not in it, and a clone may have written there under smaller stamps.
      const notes = prepare("SELECT seq, fields FROM change_log WHERE seq > ? AND table_name = ''").all(after) as { seq: number; fields: string }[]
      for (const { seq, fields } of notes) {
        const { [left.stream]: noted, ...others } = JSON.parse(fields) as Record<string, string>
        if (noted !== undefined && noted > left.upTo) prepare('UPDATE change_log SET fields = ? WHERE seq = ?').run(JSON.stringify(left.upTo === '' ? others : { ...others, [left.stream]: left.upTo }), seq)
      }
      const rows = db.prepare<[number], LoggedChange>("SELECT seq, hlc, table_name, row_id, field_group, fields FROM change_log WHERE seq > ? AND table_name <> '' ORDER BY seq").all(after)
      return rows.flatMap((change) => {
        const anew = stamp()
        return restamp(knowAnew(change, left, next, anew), anew)
      })
    },
    forgetTeam() {
      prepare('DELETE FROM sync_device').run()
    },
  }
}
