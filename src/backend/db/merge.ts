import type { Database, Statement } from 'better-sqlite3'
import { joinHeads, mergeVersion, type Version } from '../../domain/sync/merge'
import type { Vector } from '../../domain/sync/vector'
import { isConstraint } from './errors'
import type { WholeKept } from './raw-columns'
import { DELETED, stampIn, type Shipped } from './stamps'
import { synced, type ColumnInfo, type SyncedTable } from './synced-tables'

/** A version of another device (docs/sync-format.md, section 4): a group of a row, or with group `*` a whole new row. */
export interface IncomingVersion {
  readonly stamp: string
  readonly table: string
  readonly row: string
  readonly group: string
  readonly fields: Shipped
  readonly by: string | null
}

export type RefusalReason = 'table' | 'group' | 'column' | 'value' | 'row' | 'rights'

/** A version, or the part of it, that this program cannot take: kept raw until it can (section 6). */
export interface RefusedVersion {
  readonly version: IncomingVersion
  readonly reason: RefusalReason
  readonly detail: string
  /** Of a row that came whole. */
  readonly whole?: WholeKept
}

export interface MergeTerms {
  /** What the writer of the versions knew. */
  readonly knows: Vector
  /** Columns that are recomputed and never shipped, for a row that is new here; by their name in SQL. */
  readonly derived: (table: string, fields: Shipped) => Shipped
}

export interface MergedVersion {
  readonly table: SyncedTable
  readonly row: string
  readonly isNew: boolean
  /** The group's columns as the row has them now, by their key; null when the version did not become the value. */
  readonly written: Readonly<Record<string, unknown>> | null
  /** More than one head: a conflict that a person decides. */
  readonly isContested: boolean
}

const byName = new Map<string, SyncedTable>(Object.values(synced).map((table) => [table.name, table as unknown as SyncedTable]))

/** The synced table of a name; undefined for one that this version of the program does not know. */
export const syncedTable = (name: string): SyncedTable | undefined => byName.get(name)

/** The groups of a table and their columns, in the order of the table. */
const groupsOf = (() => {
  const known = new Map<SyncedTable, ReadonlyMap<string, readonly ColumnInfo[]>>()
  return (table: SyncedTable): ReadonlyMap<string, readonly ColumnInfo[]> => {
    let groups = known.get(table)
    if (groups === undefined) {
      const made = new Map<string, ColumnInfo[]>()
      for (const column of table.columns) {
        if (column.group === null) continue
        const columns = made.get(column.group)
        if (columns === undefined) made.set(column.group, [column])
        else columns.push(column)
      }
      groups = made
      known.set(table, groups)
    }
    return groups
  }
})()

/** Names of columns; by their list, which is made once. */
function namesBeside(...others: readonly string[]): (columns: readonly ColumnInfo[]) => ReadonlySet<string> {
  const known = new WeakMap<readonly ColumnInfo[], ReadonlySet<string>>()
  return (columns) => {
    let names = known.get(columns)
    if (names === undefined) known.set(columns, (names = new Set([...others, ...columns.map(({ sqlName }) => sqlName)])))
    return names
  }
}
/** What the versions of a row may bring, and what a whole row may. An older program carries on columns whose group it does not know. */
const namesOf = namesBeside()
const wholeNamesOf = namesBeside('deleted_at')

/** All columns of a table that travel. */
const shippedOf = (() => {
  const known = new Map<SyncedTable, readonly ColumnInfo[]>()
  return (table: SyncedTable): readonly ColumnInfo[] => {
    let columns = known.get(table)
    if (columns === undefined) known.set(table, (columns = table.columns.filter(({ group }) => group !== null)))
    return columns
  }
})()

/** Columns of a version that are not among the known names; null when there are none, as nearly always. */
function unknownIn(fields: Shipped, known: ReadonlySet<string>): [string, string | number | null][] | null {
  for (const name in fields) if (!known.has(name)) return Object.entries(fields).filter(([other]) => !known.has(other))
  return null
}

/** Why a column does not take a value; null when it does. SQLite itself would take text for a number. */
function misfit({ column, sqlName }: ColumnInfo, value: string | number | null): string | null {
  if (value === null) return column.notNull ? `${sqlName} is empty` : null
  const kind = column.getSQLType()
  if (kind === 'text') return typeof value === 'string' ? null : `${sqlName} is no text`
  if (kind === 'integer') return typeof value === 'number' && Number.isSafeInteger(value) ? null : `${sqlName} is no whole number`
  return typeof value === 'number' ? null : `${sqlName} is no number`
}

type Head = Version<{ readonly fields: Shipped; readonly by: string | null }>

/** A row as a snapshot holds it (docs/sync-format.md, section 8): `deleted_at` is among the columns, `heads` are those of its conflicts. */
export interface WholeRow {
  readonly table: string
  readonly row: string
  readonly stamps: Readonly<Record<string, string>>
  readonly columns: Shipped
  readonly heads: readonly { readonly group: string; readonly stamp: string; readonly fields: Shipped; readonly by: string | null }[]
}

/** What became of columns that came before this program knew them; `superseded`: their version is the value no more. */
export type Filled = 'filled' | 'superseded' | 'unknown'

export interface Merger {
  /** Joins a row of a snapshot with what is here. `theyKnow`: what the snapshot covers; `weKnow`: this device's vector. */
  join(whole: WholeRow, theyKnow: Vector, weKnow: Vector, terms: Pick<MergeTerms, 'derived'>): { merged: MergedVersion[]; refused: RefusedVersion[] }
  /** Applies one version inside the open transaction. @throws on errors of the disk; what does not fit is answered as refused */
  apply(version: IncomingVersion, terms: MergeTerms): { merged: MergedVersion[]; refused: RefusedVersion[] }
  /** Fills columns that came before this program knew them, when their version is still the value of the group. `stamps`: of a row that came whole. */
  fillColumns(version: IncomingVersion, stamps: WholeKept['stamps'] | null): Filled
  /** A local change of a group knows all its heads: they fall. */
  settle(table: string, row: string, group: string): void
}

/** Merges versions of other devices into rows (S3); the pure rule is domain/sync/merge.ts. */
export function createMerger(db: Database, now: () => number): Merger {
  const statements = new Map<string, Statement<unknown[]>>()
  const prepare = (sql: string): Statement<unknown[]> => {
    let statement = statements.get(sql)
    if (statement === undefined) {
      statement = db.prepare<unknown[]>(sql)
      statements.set(sql, statement)
    }
    return statement
  }
  const inserts = new Map<string, { run: Statement<unknown[]>; columns: readonly ColumnInfo[] }>()
  const insertOf = (table: SyncedTable): { run: Statement<unknown[]>; columns: readonly ColumnInfo[] } => {
    let insert = inserts.get(table.name)
    if (insert === undefined) {
      const names = ['id', 'hlc', 'deleted_at', ...table.columns.map(({ sqlName }) => sqlName)]
      insert = { columns: table.columns, run: db.prepare<unknown[]>(`INSERT INTO "${table.name}" (${names.map((name) => `"${name}"`).join(', ')}) VALUES (${names.map(() => '?').join(', ')}) ON CONFLICT (id) DO NOTHING`) }
      inserts.set(table.name, insert)
    }
    return insert
  }
  const stampReads = new Map<SyncedTable, Statement<unknown[]>>()
  const stampsOf = (table: SyncedTable): Statement<unknown[]> => {
    let statement = stampReads.get(table)
    if (statement === undefined) stampReads.set(table, (statement = db.prepare<unknown[]>(`SELECT hlc FROM "${table.name}" WHERE id = ?`)))
    return statement
  }
  const readGroup = new Map<string, Statement<unknown[]>>()
  const groupStatement = (table: SyncedTable, group: string, columns: readonly ColumnInfo[]): Statement<unknown[]> => {
    const key = `${table.name}.${group}`
    let statement = readGroup.get(key)
    if (statement === undefined) {
      statement = db.prepare<unknown[]>(`SELECT ${columns.map(({ sqlName }) => `"${sqlName}"`).join(', ')} FROM "${table.name}" WHERE id = ?`).raw()
      readGroup.set(key, statement)
    }
    return statement
  }
  const headsOf = db.prepare<[string, string, string], { hlc: string; fields: string; actor_id: string | null }>('SELECT hlc, fields, actor_id FROM sync_head WHERE table_name = ? AND row_id = ? AND field_group = ?')
  const putHead = db.prepare('INSERT OR IGNORE INTO sync_head (table_name, row_id, field_group, hlc, fields, actor_id, found_at) VALUES (?, ?, ?, ?, ?, ?, ?)')
  const fillHead = db.prepare('UPDATE sync_head SET fields = ? WHERE table_name = ? AND row_id = ? AND field_group = ? AND hlc = ?')
  const dropHeads = db.prepare('DELETE FROM sync_head WHERE table_name = ? AND row_id = ? AND field_group = ?')
  const dropHead = db.prepare('DELETE FROM sync_head WHERE table_name = ? AND row_id = ? AND field_group = ? AND hlc = ?')
  const authorOf = db.prepare<[string], { actor_id: string }>('SELECT actor_id FROM sync_author WHERE hlc = ?')
  const changeFrom = db.prepare<[number], { seq: number; hlc: string; actor_id: string | null }>("SELECT seq, hlc, actor_id FROM change_log WHERE seq >= ? AND table_name <> '' ORDER BY seq LIMIT 1")
  const lastChange = db.prepare<[], { seq: number | null }>('SELECT max(seq) AS seq FROM change_log')
  /** Who made a change of this device: stamps rise along the log, so that halving finds it. */
  function localAuthor(stamp: string): string | null {
    let from = 1
    let to = lastChange.get()?.seq ?? 0
    while (from <= to) {
      const middle = Math.floor((from + to) / 2)
      const found = changeFrom.get(middle)
      if (found === undefined || found.seq > to || found.hlc > stamp) to = middle - 1
      else if (found.hlc === stamp) return found.actor_id
      else from = found.seq + 1
    }
    return null
  }
  const putAuthor = db.prepare('INSERT OR REPLACE INTO sync_author (hlc, actor_id) VALUES (?, ?)')
  // Most of the time nobody disagrees: then no change pays for looking.
  let mayHaveHeads = db.prepare('SELECT 1 FROM sync_head LIMIT 1').get() !== undefined

  /** Columns of one group out of what came: those left out of a new row are empty. */
  function valuesOf(columns: readonly ColumnInfo[], fields: Shipped): { values: (string | number | null)[]; problem: string | null } {
    let problem: string | null = null
    const values = columns.map((column) => {
      const value = fields[column.sqlName] ?? null
      problem ??= misfit(column, value)
      return value
    })
    return { values, problem }
  }
  const named = (columns: readonly ColumnInfo[], values: readonly (string | number | null)[]): Shipped => Object.fromEntries(columns.map(({ sqlName }, at) => [sqlName, values[at] ?? null]))
  function keyed(columns: readonly ColumnInfo[], values: readonly unknown[]): Record<string, unknown> {
    const row: Record<string, unknown> = {}
    columns.forEach(({ key, column }, at) => {
      const value = values[at] ?? null
      // Text and numbers stand in the column as they are in the program; only booleans, times and JSON are turned.
      row[key] = value === null || column.dataType === 'string' || column.dataType === 'number' ? value : column.mapFromDriverValue(value)
    })
    return row
  }

  /** Null when the row is there already: trying costs less than looking first, since nearly every row that arrives whole is new. */
  function insertRow(table: SyncedTable, version: IncomingVersion, terms: MergeTerms): MergedVersion | null {
    const derived = terms.derived(table.name, version.fields)
    const { run, columns } = insertOf(table)
    const values = columns.map(({ sqlName, group }) => (group === null ? (derived[sqlName] ?? null) : (version.fields[sqlName] ?? null)))
    if (run.run(version.row, JSON.stringify({ '*': version.stamp }), null, ...values).changes === 0) return null
    return { table, row: version.row, isNew: true, written: keyed(columns, values), isContested: false }
  }

  /** All heads of a group as they stand: those of a conflict, or the one value. */
  function readHeads(table: SyncedTable, row: string, stamps: Readonly<Record<string, string>>, group: string, columns: readonly ColumnInfo[]): Head[] {
    const stored = mayHaveHeads ? headsOf.all(table.name, row, group) : []
    if (stored.length > 0) return stored.map(({ hlc, fields, actor_id: by }) => ({ stamp: hlc, fields: { fields: JSON.parse(fields) as Shipped, by } }))
    const current = stampIn(stamps, group)
    if (current === '') return []
    const values = groupStatement(table, group, columns).get(row) as (string | number | null)[] | undefined
    return [{ stamp: current, fields: { fields: named(columns, values ?? []), by: null } }]
  }

  /** Makes `heads`, the value first, the heads of a group. `stamps` is changed to what the row has afterwards. */
  function writeHeads(table: SyncedTable, row: string, stamps: Record<string, string>, group: string, columns: readonly ColumnInfo[], heads: readonly Head[]): MergedVersion {
    const current = stampIn(stamps, group)
    const sorted = table.earliest && !table.newest(group) ? [...heads].reverse() : heads
    const [value] = sorted
    const left = table.newest(group) ? sorted.slice(0, 1) : sorted
    if (left.length > 1) {
      mayHaveHeads = true
      const stored = new Set(headsOf.all(table.name, row, group).map(({ hlc }) => hlc))
      const keep = new Set(left.map(({ stamp }) => stamp))
      for (const stamp of stored) if (!keep.has(stamp)) dropHead.run(table.name, row, group, stamp)
      for (const { stamp, fields: said } of left) {
        if (!stored.has(stamp)) putHead.run(table.name, row, group, stamp, JSON.stringify(said.fields), said.by ?? authorOf.get(stamp)?.actor_id ?? localAuthor(stamp), now())
      }
    } else if (mayHaveHeads) dropHeads.run(table.name, row, group)
    const answer = { table, row, isNew: false, isContested: left.length > 1 }
    if (value === undefined || value.stamp === current) return { ...answer, written: null }
    const { fields: won } = value.fields
    stamps[group] = value.stamp
    const values = columns.map(({ sqlName }) => won[sqlName] ?? null)
    prepare(`UPDATE "${table.name}" SET hlc = ?, ${columns.map(({ sqlName }) => `"${sqlName}" = ?`).join(', ')} WHERE id = ?`).run(JSON.stringify(stamps), ...values, row)
    return { ...answer, written: keyed(columns, values) }
  }

  function mergeGroup(table: SyncedTable, stamps: Record<string, string>, group: string, columns: readonly ColumnInfo[], version: IncomingVersion, terms: MergeTerms): MergedVersion {
    const { values } = valuesOf(columns, version.fields)
    const incoming: Head = { stamp: version.stamp, fields: { fields: named(columns, values), by: version.by } }
    const { heads } = mergeVersion(readHeads(table, version.row, stamps, group, columns), incoming, terms.knows)
    return writeHeads(table, version.row, stamps, group, columns, heads)
  }

  function mergeDeletion(table: SyncedTable, stamps: Record<string, string>, version: IncomingVersion): MergedVersion {
    const answer = { table, row: version.row, isNew: false, isContested: false }
    if (stampIn(stamps, DELETED) >= version.stamp) return { ...answer, written: null }
    const at = version.fields['deleted_at'] ?? null
    stamps[DELETED] = version.stamp
    prepare(`UPDATE "${table.name}" SET hlc = ?, deleted_at = ? WHERE id = ?`).run(JSON.stringify(stamps), at, version.row)
    return { ...answer, written: { deletedAt: at } }
  }

  return {
    apply(version, terms) {
      const refuse = (reason: RefusalReason, detail: string, part: Shipped = version.fields): { merged: MergedVersion[]; refused: RefusedVersion[] } => ({ merged: [], refused: [{ version: { ...version, fields: part }, reason, detail }] })
      const table = byName.get(version.table)
      if (table === undefined) return refuse('table', version.table)
      const groups = groupsOf(table)
      const columns = version.group === '*' ? shippedOf(table) : version.group === DELETED ? [] : groups.get(version.group)
      if (columns === undefined) return refuse('group', `${version.table}.${version.group}`)
      const refused: RefusedVersion[] = []
      if (version.group === DELETED) {
        const at = version.fields['deleted_at'] ?? null
        if (at !== null && !Number.isSafeInteger(at)) return refuse('value', 'deleted_at is no time')
      } else {
        const unknown = unknownIn(version.fields, namesOf(shippedOf(table)))
        if (unknown !== null) refused.push({ version: { ...version, fields: Object.fromEntries(unknown) }, reason: 'column', detail: unknown.map(([name]) => `${version.table}.${name}`).join(', ') })
        const { problem } = valuesOf(columns, version.fields)
        if (problem !== null) return refuse('value', `${version.table}: ${problem}`)
      }
      if (version.by !== null && !table.isAppendOnly) putAuthor.run(version.stamp, version.by)
      try {
        const inserted = version.group === '*' ? insertRow(table, version, terms) : null
        if (inserted !== null) return { merged: [inserted], refused }
        const row = stampsOf(table).get(version.row) as { hlc: string } | undefined
        if (row === undefined) return refuse('row', `${version.table} has no row ${version.row}`)
        const stamps = JSON.parse(row.hlc) as Record<string, string>
        if (version.group === DELETED) return { merged: [mergeDeletion(table, stamps, version)], refused }
        const parts = version.group === '*' ? [...groups] : [[version.group, columns] as const]
        return { merged: parts.map(([group, part]) => mergeGroup(table, stamps, group, part, version, terms)), refused }
      } catch (error) {
        // Two rows under one unique number: the transaction goes on, the version waits with its reason.
        if (!isConstraint(error)) throw error
        return refuse('value', `${version.table}: ${error.message}`)
      }
    },
    join(whole, theyKnow, weKnow, terms) {
      const table = byName.get(whole.table)
      const asVersion = (group: string, fields: Shipped): IncomingVersion => ({ stamp: whole.stamps[group] ?? whole.stamps['*'] ?? '', table: whole.table, row: whole.row, group, fields, by: null })
      const refuse = (reason: RefusalReason, detail: string, fields = whole.columns): RefusedVersion => ({ version: asVersion('*', fields), reason, detail, whole: { stamps: whole.stamps, heads: reason === 'column' ? [] : whole.heads } })
      if (table === undefined) return { merged: [], refused: [refuse('table', whole.table)] }
      const groups = groupsOf(table)
      const unknown = unknownIn(whole.columns, wholeNamesOf(table.columns))
      const refused = unknown === null ? [] : [refuse('column', unknown.map(([name]) => `${whole.table}.${name}`).join(', '), Object.fromEntries(unknown))]
      for (const { group, stamp, fields } of whole.heads) {
        const more = unknownIn(fields, namesOf(shippedOf(table)))
        if (more !== null) refused.push({ version: { ...asVersion(group, Object.fromEntries(more)), stamp }, reason: 'column', detail: more.map(([name]) => `${whole.table}.${name}`).join(', ') })
      }
      const shipped = shippedOf(table)
      const { problem } = valuesOf(shipped, whole.columns)
      if (problem !== null) return { merged: [], refused: [refuse('value', `${whole.table}: ${problem}`)] }
      const headsFor = (group: string, columns: readonly ColumnInfo[]): Head[] => {
        const stored = whole.heads.filter((head) => head.group === group)
        if (stored.length > 0) return stored.map(({ stamp, fields, by }) => ({ stamp, fields: { fields: named(columns, valuesOf(columns, fields).values), by } }))
        return [{ stamp: stampIn(whole.stamps, group), fields: { fields: named(columns, valuesOf(columns, whole.columns).values), by: null } }]
      }
      const row = stampsOf(table).get(whole.row) as { hlc: string } | undefined
      try {
        if (row === undefined) {
          const derived = terms.derived(table.name, whole.columns)
          const { run, columns } = insertOf(table)
          const values = columns.map(({ sqlName, group }) => (group === null ? (derived[sqlName] ?? null) : (whole.columns[sqlName] ?? null)))
          run.run(whole.row, JSON.stringify(whole.stamps), whole.columns['deleted_at'] ?? null, ...values)
          for (const { group, stamp, fields, by } of whole.heads) putHead.run(table.name, whole.row, group, stamp, JSON.stringify(fields), by, now())
          if (whole.heads.length > 0) mayHaveHeads = true
          return { merged: [{ table, row: whole.row, isNew: true, written: keyed(columns, values), isContested: whole.heads.length > 0 }], refused }
        }
        const stamps = JSON.parse(row.hlc) as Record<string, string>
        const merged = [...groups].map(([group, columns]) => writeHeads(table, whole.row, stamps, group, columns, joinHeads(readHeads(table, whole.row, stamps, group, columns), weKnow, headsFor(group, columns), theyKnow)))
        const deleted = whole.stamps[DELETED]
        if (deleted !== undefined) merged.push(mergeDeletion(table, stamps, { ...asVersion(DELETED, { deleted_at: whole.columns['deleted_at'] ?? null }), stamp: deleted }))
        return { merged, refused }
      } catch (error) {
        if (!isConstraint(error)) throw error
        return { merged: [], refused: [refuse('value', `${whole.table}: ${error.message}`)] }
      }
    },
    fillColumns(version, whole) {
      const table = byName.get(version.table)
      if (table === undefined) return 'unknown'
      if (unknownIn(version.fields, namesOf(shippedOf(table))) !== null) return 'unknown'
      const columns = shippedOf(table).filter(({ sqlName, group }) => sqlName in version.fields && (version.group === '*' || group === version.group))
      const stampOf = (group: string): string => (whole === null ? version.stamp : stampIn(whole, group))
      const row = stampsOf(table).get(version.row) as { hlc: string } | undefined
      if (row === undefined) return 'unknown'
      const groups = groupsOf(table)
      // the version may be a head beside the value: what a person chooses between is whole
      for (const group of new Set(columns.map((column) => column.group ?? ''))) {
        const head = mayHaveHeads ? headsOf.all(table.name, version.row, group).find(({ hlc }) => hlc === stampOf(group)) : undefined
        const added = Object.fromEntries(columns.filter((column) => column.group === group).map(({ sqlName }) => [sqlName, version.fields[sqlName] ?? null]))
        // in the order of the table, as heads that come later: those with the same columns as the value are told by their text
        if (head !== undefined) fillHead.run(JSON.stringify({ ...named(groups.get(group) ?? [], []), ...(JSON.parse(head.fields) as Shipped), ...added }), table.name, version.row, group, head.hlc)
      }
      const stamps = JSON.parse(row.hlc) as Record<string, string>
      const still = columns.filter((column) => stampIn(stamps, column.group ?? '') === stampOf(column.group ?? '') && misfit(column, version.fields[column.sqlName] ?? null) === null)
      if (still.length === 0) return 'superseded'
      prepare(`UPDATE "${table.name}" SET ${still.map(({ sqlName }) => `"${sqlName}" = ?`).join(', ')} WHERE id = ?`).run(...still.map(({ sqlName }) => version.fields[sqlName] ?? null), version.row)
      return 'filled'
    },
    settle(table, row, group) {
      if (mayHaveHeads) dropHeads.run(table, row, group)
    },
  }
}
