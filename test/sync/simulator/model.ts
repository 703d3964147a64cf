import { parseHlc } from '../../../src/domain/sync/hlc'
import { synced, type SyncedTable } from '../../../src/backend/db/synced-tables'
import type { Kernel } from '../../../src/backend/services/kernel'
import type { Entry, Log } from './log'

/**
 * What the result has to be, worked out from all that was written, without the engine: a value is a head when no other value of its group was
 * written by somebody who knew it, the largest stamp among the heads is the value, and every device has the same.
 */
export interface Version extends Entry {
  readonly stamp: string
  readonly log: Log
}

const tables = Object.values(synced) as unknown as SyncedTable[]
const streamOf = (stamp: string): string => parseHlc(stamp)?.deviceId ?? ''

/** The entries of a log with the stamps that they have now. */
export function versionsIn(log: Log, kernel: Kernel): Version[] {
  const stamps = kernel.db.readable.prepare<[], { seq: number; hlc: string }>("SELECT seq, hlc FROM change_log WHERE table_name <> ''").all()
  return stamps.flatMap(({ seq, hlc: stamp }) => {
    const entry = log.entries.get(seq)
    if (entry === undefined) throw new Error(`${log.owner} has written ${stamp}, which nobody saw`)
    return [{ ...entry, stamp, log }]
  })
}

/** Whether the writer of `one` knew `other`. */
function knew(one: Version, other: Version): boolean {
  if (one.log === other.log) return other.seq < one.seq
  const stream = streamOf(other.stamp)
  if (stream === streamOf(one.stamp)) return other.stamp < one.stamp
  return (one.knew[stream] ?? '') >= other.stamp
}

export interface Expected {
  readonly stamp: string
  readonly fields: Readonly<Record<string, string | number | null>>
  /** Stamps of all heads when there are several, sorted; none where nobody is asked. */
  readonly heads: readonly string[]
}

/** `table`, `row` → group → what must be there. */
export type Result = ReadonlyMap<string, ReadonlyMap<string, Expected>>

export function expectedOf(versions: readonly Version[]): Result {
  const rows = new Map<string, Version[]>()
  // Two folders with one past have written the same: any of them may speak for it.
  const unique = new Map<string, Version[]>()
  for (const version of versions) {
    const key = `${version.stamp} ${version.table} ${version.row} ${version.group}`
    const twins = unique.get(key)
    if (twins === undefined) unique.set(key, [version])
    else twins.push(version)
  }
  for (const twins of unique.values()) {
    const [version] = twins
    if (version === undefined) continue
    const key = `${version.table} ${version.row}`
    rows.set(key, [...(rows.get(key) ?? []), version])
  }
  const twinsOf = (version: Version): Version[] => unique.get(`${version.stamp} ${version.table} ${version.row} ${version.group}`) ?? [version]
  const isKnown = (older: Version, newer: Version): boolean => twinsOf(newer).some((one) => twinsOf(older).some((other) => knew(one, other)))
  /** What a column has in a version. An older program that edits its group leaves out what it does not know: that has to stay as it was there. */
  const valueOf = (version: Version, name: string, candidates: readonly Version[]): string | number | null => {
    if (name in version.fields || version.group === '*') return version.fields[name] ?? null
    const before = candidates.filter((one) => one !== version && isKnown(one, version))
    const had = before.filter((one) => !before.some((other) => other !== one && isKnown(one, other))).sort((a, b) => (a.stamp < b.stamp ? 1 : -1))[0]
    return had === undefined ? null : valueOf(had, name, before)
  }
  const result = new Map<string, Map<string, Expected>>()
  for (const [key, all] of rows) {
    const table = tables.find(({ name }) => name === key.split(' ', 1)[0])
    if (table === undefined) throw new Error(`no table for ${key}`)
    const groups = new Map<string, Expected>()
    for (const group of new Set(table.columns.flatMap((column) => column.group ?? []))) {
      const columns = table.columns.filter((column) => column.group === group).map(({ sqlName }) => sqlName)
      const candidates = all.filter((version) => version.group === '*' || version.group === group)
      const heads = candidates.filter((one) => !candidates.some((other) => other !== one && isKnown(one, other))).sort((a, b) => (a.stamp < b.stamp ? 1 : -1))
      const newest = [...candidates].sort((a, b) => (a.stamp < b.stamp ? 1 : -1))[0]
      const value = table.newest(group) ? newest : heads[0]
      if (value === undefined) throw new Error(`${key} ${group} has no value`)
      groups.set(group, {
        stamp: value.stamp,
        fields: Object.fromEntries(columns.map((name) => [name, valueOf(value, name, candidates)])),
        heads: table.newest(group) || heads.length < 2 ? [] : heads.map(({ stamp }) => stamp).sort(),
      })
    }
    const deletion = all.filter((version) => version.group === 'deleted').sort((a, b) => (a.stamp < b.stamp ? 1 : -1))[0]
    if (deletion !== undefined) groups.set('deleted', { stamp: deletion.stamp, fields: { deleted_at: deletion.fields['deleted_at'] ?? null }, heads: [] })
    result.set(key, groups)
  }
  return result
}

/** What a device has, in the same shape. */
export function actualOf(kernel: Kernel): Result {
  const db = kernel.db.readable
  const heads = new Map<string, string[]>()
  for (const { key, hlc } of db.prepare<[], { key: string; hlc: string }>("SELECT table_name || ' ' || row_id || ' ' || field_group AS key, hlc FROM sync_head").all()) heads.set(key, [...(heads.get(key) ?? []), hlc])
  const result = new Map<string, Map<string, Expected>>()
  for (const table of tables) {
    for (const row of db.prepare<[], Record<string, string | number | null>>(`SELECT * FROM "${table.name}"`).all()) {
      const key = `${table.name} ${String(row['id'])}`
      const stamps = JSON.parse(String(row['hlc'])) as Record<string, string>
      const groups = new Map<string, Expected>()
      for (const group of new Set(table.columns.flatMap((column) => column.group ?? []))) {
        const columns = table.columns.filter((column) => column.group === group).map(({ sqlName }) => sqlName)
        groups.set(group, {
          stamp: stamps[group] ?? stamps['*'] ?? '',
          fields: Object.fromEntries(columns.map((name) => [name, row[name] ?? null])),
          heads: (heads.get(`${key} ${group}`) ?? []).sort(),
        })
      }
      if (stamps['deleted'] !== undefined) groups.set('deleted', { stamp: stamps['deleted'], fields: { deleted_at: row['deleted_at'] ?? null }, heads: [] })
      else if (row['deleted_at'] !== null) throw new Error(`${key} is deleted without a stamp`)
      result.set(key, groups)
    }
  }
  return result
}

/** The first differences between what must be there and what is, in words; empty: none. */
export function differences(expected: Result, actual: Result): string[] {
  const found: string[] = []
  for (const key of new Set([...expected.keys(), ...actual.keys()])) {
    const must = expected.get(key)
    const is = actual.get(key)
    if (must === undefined || is === undefined) {
      found.push(`${key}: ${must === undefined ? 'nobody wrote it' : 'is missing'}`)
      continue
    }
    for (const group of new Set([...must.keys(), ...is.keys()])) {
      const [one, two] = [JSON.stringify(must.get(group)), JSON.stringify(is.get(group))]
      if (one !== two) found.push(`${key} ${group}: must be ${one}, is ${two}`)
    }
  }
  return found
}
