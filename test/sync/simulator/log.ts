import type { Kernel } from '../../../src/backend/services/kernel'

/** What one data folder wrote, as its change log holds it, with what it had applied at the time. */
export interface Entry {
  readonly seq: number
  readonly table: string
  readonly row: string
  readonly group: string
  readonly fields: Readonly<Record<string, string | number | null>>
  /** Of each stream of others, what was applied when this was written. */
  readonly knew: Readonly<Record<string, string>>
}

export interface Log {
  readonly owner: string
  readonly entries: Map<number, Entry>
  seen: number
  /** What the log said of later changes so far: for entries that were there before anybody looked. */
  noted: Record<string, string>
}

export const createLog = (owner: string): Log => ({ owner, entries: new Map(), seen: 0, noted: {} })

/** A data folder that was copied has the same past. */
export const copyLog = (log: Log, owner: string): Log => ({ owner, entries: new Map(log.entries), seen: log.seen, noted: { ...log.noted } })

interface LogRow {
  seq: number
  table_name: string
  row_id: string
  field_group: string
  fields: string
}

/** Notes what was written since the last look. `knew`: what was applied before that; null: as the log's own notes say (a folder that was prepared). */
export function observe(log: Log, kernel: Kernel, knew: Readonly<Record<string, string>> | null): void {
  const rows = kernel.db.readable.prepare<[number], LogRow>('SELECT seq, table_name, row_id, field_group, fields FROM change_log WHERE seq > ? ORDER BY seq').all(log.seen)
  const own = kernel.stream()
  for (const { seq, table_name: table, row_id: row, field_group: group, fields } of rows) {
    log.seen = seq
    if (table === '') {
      log.noted = JSON.parse(fields) as Record<string, string>
      continue
    }
    const known = knew ?? log.noted
    log.entries.set(seq, { seq, table, row, group, fields: JSON.parse(fields) as Entry['fields'], knew: Object.fromEntries(Object.entries(known).filter(([stream]) => stream !== own)) })
  }
}
