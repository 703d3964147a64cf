import { createHash } from 'node:crypto'
import { getTableName, type InferInsertModel, type SQL } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Statement } from 'better-sqlite3'
import { formatHlc, parseHlc, tickHlc, type HlcState } from '../../domain/sync/hlc'
import type { Vector } from '../../domain/sync/vector'
import { createLocalRows } from './local-rows'
import { createCarriedColumns, type WholeKept } from './raw-columns'
import { createRowChanges, type Driver } from './row-changes'
import { createSharedTransaction } from './shared-transaction'
import { createSyncWrites, type LeftStream } from './sync-writes'
import { createMerger, type Filled, type IncomingVersion, type MergedVersion, type MergeTerms, type RefusedVersion, type WholeRow } from './merge'
import type { OpenDatabase, ReadDb } from './open'
import { stampIn, type Shipped } from './stamps'
import type { LocalTable, NewRow, RowPatch, SyncedTable } from './synced-tables'

declare const writeBrand: unique symbol

/**
 * One write in progress. Repositories that change rows take it as their first argument, and only {@link Writer.run} makes one: no
 * write can leave the change log or the audit behind (design, decisions 1 and 2).
 */
export interface WriteTx {
  readonly [writeBrand]: true
  readonly db: ReadDb
  readonly now: number
  readonly actorId: string
  newId(): string
  /** Next number of a series of this device, from 1. */
  nextNumber(series: string): number
  insert<T extends SQLiteTable>(table: SyncedTable<T>, row: NewRow<T>): void
  /** Writes what differs; answers whether anything did. */
  update<T extends SQLiteTable>(table: SyncedTable<T>, id: string, patch: RowPatch<T>): boolean
  /** Inserts, or updates what differs. */
  put<T extends SQLiteTable>(table: SyncedTable<T>, row: NewRow<T>): 'inserted' | 'updated' | 'unchanged'
  /** Rows are never removed: deletion is a stamped field (S3). */
  softDelete(table: SyncedTable, id: string): boolean
  /** Takes a deletion back; `put` and `update` leave the deletion stamp alone. Answers whether the row was deleted. */
  restore(table: SyncedTable, id: string): boolean
  putLocal<T extends LocalTable>(table: T, row: InferInsertModel<T>): void
  /** Inserts a row unless there is one with its key, which stays as it is; answers whether it was inserted. */
  addLocal<T extends LocalTable>(table: T, row: InferInsertModel<T>): boolean
  removeLocal(table: LocalTable, where: SQL): void
  /** Tells pages that something of this case changed, when no row of the case itself did. */
  touchCase(caseId: string): void
  readonly sync: SyncWrites
}

/** What sync alone may do inside a write (S3); a use case of a person never does. */
export interface SyncWrites {
  /** Applies a version of another device. The rows count as touched; nothing of it goes into this device's change log. */
  merge(version: IncomingVersion, terms: MergeTerms): { merged: readonly MergedVersion[]; refused: readonly RefusedVersion[] }
  /** Joins a row of a snapshot (section 8) with what is here. */
  join(whole: WholeRow, theyKnow: Vector, weKnow: Vector, terms: Pick<MergeTerms, 'derived'>): { merged: readonly MergedVersion[]; refused: readonly RefusedVersion[] }
  /** Fills columns that came before this program knew them; answers whether their version is still the value. `stamps`: of a row that came whole, otherwise null. */
  fillColumns(version: IncomingVersion, stamps: WholeKept['stamps'] | null): Filled
  /** Notes in the change log what every later local change knows, and moves the clock past `newest`, so that they sort after it. */
  know(vector: Vector, newest: string): void
  /** A decision between heads: writes the group as a local change that knows them all, also when nothing of it differs. */
  resolve(table: string, row: string, group: string, fields: Shipped): void
  /** Stamps the local changes after `seq` anew, in a new stream (section 7), which later changes belong to. Answers what became the value by it. */
  startStream(stream: string, seq: number, left: LeftStream): readonly MergedVersion[]
  /** Forgets who is in the team that this device leaves: rows of `sync_device`, which say nothing in another one. */
  forgetTeam(): void
}

export interface Touched {
  readonly tables: ReadonlySet<string>
  /** At most a thousand. */
  readonly ids: ReadonlySet<string>
  readonly caseIds: ReadonlySet<string>
}

export interface WriteAction {
  /** Name in the audit log, for example `case.create`. */
  readonly name: string
  readonly subject?: string | null
  /** Facts for the audit; no personal data (R6). */
  readonly detail?: Record<string, unknown>
  /** One of many transactions of one piece of work: its changes are told together with those of the next ones. */
  readonly bulk?: boolean
  /** Bulk work that goes on from where the database says it stands: its slices share transactions (see shared-transaction.ts). */
  readonly shared?: boolean
  /** A retried call with the same key gets the first answer again, without writing. */
  readonly key?: string | null | undefined
  /** Only rows that are made again from others (the search index): nobody did anything, so that nothing is noted down about it (R4). */
  readonly derived?: boolean
  /** Rows by the ten thousand: the search index is built afterwards, by whoever builds it in the background. */
  readonly unindexed?: boolean
}

/** Rows of this device that follow from others and are kept in the same transaction as them, whoever writes those. */
export interface Derived {
  /** The case that a change of a synced row concerns, or null. `changed`: the columns that were written, by their key. */
  caseOf(table: string, id: string, changed: Readonly<Record<string, unknown>>): string | null
  /** Runs once before the commit, with every case that was named. */
  apply(tx: WriteTx, caseIds: ReadonlySet<string>): void
}

export interface Writer {
  /** The stream that local changes are stamped for. */
  stream(): string
  /** Runs one synchronous transaction: rows, change log and audit entry together, or nothing. */
  run<R>(actorId: string, action: WriteAction, work: (tx: WriteTx) => R): { result: R; touched: Touched }
  /** Commits what bulk work holds open. */
  settle(): void
}

/** Looks at a local change before it is made and throws when this device may not make it; what a merge writes is not asked about. `row`: the columns given, by their key. */
export type WriteGuard = (db: ReadDb, stream: string, table: string, id: string, row: Readonly<Record<string, unknown>>) => void

export interface WriterOptions {
  /** The stream of this device's changes: its id, in a later epoch with its number (docs/sync-format.md, section 1). */
  readonly deviceId: string
  readonly now: () => number
  /** Random characters `[0-9a-z]` of the given length. */
  readonly random: (length: number) => string
  readonly derived?: Derived
  readonly guard?: WriteGuard
}

const RAW = 'sync_raw'
/** Of a change of more rows nobody names each; of so many no more are noted. */
const TOUCHED_AT_MOST = 1000
/** Values that are read before the columns of a row (row-changes.ts). */
const BESIDE = 2

/** Text and numbers go to the driver as they are; booleans and JSON through their column. */
function toDriver(column: SQLiteColumn, value: unknown): Driver {
  if (value === undefined || value === null) return null
  if (typeof value === 'string' && column.dataType === 'string') return value
  if (typeof value === 'number' && column.dataType === 'number') return value
  return column.mapToDriverValue(value) as Driver
}

/** Which clock a field group of a row carries; groups never changed since the insert carry the row's own. */
export const groupStamp = (hlc: string, group: string): string => stampIn(JSON.parse(hlc) as Record<string, string>, group)

export function createWriter(open: OpenDatabase, options: WriterOptions): Writer {
  const db = open.writable
  const orm = drizzle(db)
  const statements = new Map<string, Statement<Driver[]>>()
  const prepare = (sql: string): Statement<Driver[]> => {
    let statement = statements.get(sql)
    if (statement === undefined) {
      statement = db.prepare<Driver[]>(sql)
      statements.set(sql, statement)
    }
    return statement
  }

  // Kept by table: spelling out forty columns for every row costs more than the insert.
  const inserts = new Map<string, Statement<Driver[]>>()
  const insertStatement = (table: SyncedTable): Statement<Driver[]> => {
    let statement = inserts.get(table.name)
    if (statement === undefined) {
      const names = ['id', 'hlc', ...table.columns.map((c) => c.sqlName)]
      statement = db.prepare<Driver[]>(`INSERT INTO "${table.name}" (${names.map((name) => `"${name}"`).join(', ')}) VALUES (${names.map(() => '?').join(', ')})`)
      inserts.set(table.name, statement)
    }
    return statement
  }

  const putLocalRow = createLocalRows(db, toDriver)
  const changes = createRowChanges(db)

  // One of the two may be missing, a PC that only read so far: the greatest of something and nothing would be nothing.
  const lastStamp = db
    .prepare<[], { hlc: string | null }>("SELECT max(coalesce((SELECT hlc FROM change_log WHERE table_name <> '' ORDER BY seq DESC LIMIT 1), ''), coalesce((SELECT max(last_hlc) FROM sync_stream), '')) AS hlc")
    .get()
  let clock: HlcState = parseHlc(lastStamp?.hlc ?? '') ?? { millis: 0, counter: 0 }
  let stream = options.deviceId
  const merger = createMerger(db, options.now)
  const carried = createCarriedColumns(db)
  const shared = createSharedTransaction(db, () => open.afterBulk())
  let idCounter = 0

  const appendChange = db.prepare('INSERT INTO change_log (hlc, table_name, row_id, field_group, fields, actor_id) VALUES (?, ?, ?, ?, ?, ?)')
  const lastAudit = db.prepare<[], { hash: string }>('SELECT hash FROM audit ORDER BY seq DESC LIMIT 1')
  const appendAudit = db.prepare('INSERT INTO audit (at, actor_id, action, subject, detail, prev_hash, hash) VALUES (?, ?, ?, ?, ?, ?, ?)')
  const findKey = db.prepare<[string, string], { result: string }>('SELECT result FROM idempotency WHERE key = ? AND action = ?')
  const saveKey = db.prepare('INSERT INTO idempotency (key, action, result, at) VALUES (?, ?, ?, ?)')
  const readSeries = db.prepare<[string], { value: string }>('SELECT value FROM meta WHERE key = ?')
  const saveSeries = db.prepare('INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value')

  function newId(at: number): string {
    idCounter = (idCounter + 1) % 46_656
    return `${at.toString(36).padStart(9, '0')}${idCounter.toString(36).padStart(3, '0')}${options.random(8)}`
  }

  function createTx(actorId: string, now: number, touched: { tables: Set<string>; ids: Set<string>; caseIds: Set<string> }, stale: Set<string>, series: Map<string, number>): WriteTx {
    const stamp = (): string => {
      clock = tickHlc(clock, now)
      return formatHlc(clock, stream)
    }
    /** `row`: what the caller gave; `changed`: what of it was written. */
    const mark = (table: SyncedTable, id: string, row: Record<string, unknown>, changed = row): void => {
      touched.tables.add(table.name)
      if (touched.ids.size < TOUCHED_AT_MOST) touched.ids.add(id)
      if (table.name === 'cases') touched.caseIds.add(id)
      else if (typeof row['caseId'] === 'string') touched.caseIds.add(row['caseId'])
      const concerns = options.derived?.caseOf(table.name, id, changed) ?? null
      if (concerns !== null) stale.add(concerns)
    }

    const guard = (name: string, id: string, row: Readonly<Record<string, unknown>>): void => options.guard?.(open.readInWrite, stream, name, id, row)

    function insertRow(table: SyncedTable, row: Record<string, unknown>): void {
      const id = row['id'] as string
      guard(table.name, id, row)
      const hlc = stamp()
      const values: Driver[] = [id, `{"*":"${hlc}"}`]
      const shipped: Record<string, Driver> = {}
      for (const info of table.columns) {
        const value = toDriver(info.column, row[info.key])
        values.push(value)
        if (info.group !== null && value !== null) shipped[info.sqlName] = value
      }
      insertStatement(table).run(...values)
      appendChange.run(hlc, table.name, id, '*', JSON.stringify(shipped), actorId)
      mark(table, id, row)
    }

    /** Answers null when there is no such row. */
    function changeRow(table: SyncedTable, id: string, patch: Record<string, unknown>): boolean | null {
      const chosen = changes.selection(table, patch)
      const { columns, select } = chosen
      const before = select.get(id) as Driver[] | undefined
      if (before === undefined) return null
      const values = columns.map((info) => toDriver(info.column, patch[info.key]))
      const differing: number[] = []
      const changed: Record<string, unknown> = {}
      columns.forEach(({ key }, at) => {
        if (before[at + BESIDE] === values[at]) return
        differing.push(at)
        changed[key] = patch[key]
      })
      if (differing.length === 0) return false
      guard(table.name, id, patch)

      const { groups, update } = changes.of(table, chosen, differing)
      const stamps = JSON.parse(before[0] as string) as Record<string, string>
      for (const { name, own, others } of groups) {
        const hlc = stamp()
        const stampBefore = stampIn(stamps, name)
        stamps[name] = hlc
        // columns of a newer version go on with their group
        const more = carried.of(table.name, id, name, stampBefore)
        if (more !== null) carried.moveTo(table.name, id, name, stampBefore, hlc, now)
        const fields: Record<string, Driver> = { ...more }
        for (const [at, sqlName] of own) fields[sqlName] = values[at] ?? null
        for (const [at, sqlName] of others) fields[sqlName] = before[columns.length + BESIDE + at] ?? null
        appendChange.run(hlc, table.name, id, name, JSON.stringify(fields), actorId)
        merger.settle(table.name, id, name)
      }
      update.run(JSON.stringify(stamps), ...differing.map((at) => values[at] ?? null), before[1] ?? null)
      mark(table, id, patch, changed)
      return true
    }

    /** Stamps or clears the deletion of a row, which is a field group of its own; false when it was so already. */
    function setDeleted(table: SyncedTable, id: string, at: number | null): boolean {
      const known = prepare(`SELECT deleted_at IS NULL AS alive FROM "${table.name}" WHERE id = ?`).get(id) as { alive: number } | undefined
      if (known === undefined || (known.alive === 0) === (at !== null)) return false
      guard(table.name, id, {})
      const hlc = stamp()
      prepare(`UPDATE "${table.name}" SET deleted_at = ?, hlc = json_set(hlc, '$.deleted', ?) WHERE id = ?`).run(at, hlc, id)
      appendChange.run(hlc, table.name, id, 'deleted', JSON.stringify({ deleted_at: at }), actorId)
      mark(table, id, { deletedAt: at })
      return true
    }

    const tx: Omit<WriteTx, typeof writeBrand> = {
      db: open.readInWrite,
      now,
      actorId,
      newId: () => newId(now),
      nextNumber(name) {
        const next = (series.get(name) ?? Number(readSeries.get(`series:${name}`)?.value ?? '0')) + 1
        series.set(name, next)
        return next
      },
      insert(table, row) {
        insertRow(table as unknown as SyncedTable, row as Record<string, unknown>)
      },
      update(table, id, patch) {
        const changed = changeRow(table as unknown as SyncedTable, id, patch as Record<string, unknown>)
        if (changed === null) throw new Error(`${table.name} has no row ${id}`)
        return changed
      },
      put(table, row) {
        const given = row as Record<string, unknown>
        const id = given['id'] as string
        const plain = table as unknown as SyncedTable
        const changed = changeRow(plain, id, given)
        if (changed !== null) return changed ? 'updated' : 'unchanged'
        insertRow(plain, given)
        return 'inserted'
      },
      softDelete: (table, id) => setDeleted(table, id, now),
      restore: (table, id) => setDeleted(table, id, null),
      putLocal(table, row) {
        putLocalRow(table, row as Record<string, unknown>, 'replace')
        if (getTableName(table) === RAW) carried.forget()
        touched.tables.add(getTableName(table))
      },
      addLocal(table, row) {
        const isNew = putLocalRow(table, row as Record<string, unknown>, 'keep')
        if (isNew) touched.tables.add(getTableName(table))
        return isNew
      },
      removeLocal(table, where) {
        orm.delete(table).where(where).run()
        if (getTableName(table) === RAW) carried.forget()
        touched.tables.add(getTableName(table))
      },
      touchCase(caseId) {
        touched.caseIds.add(caseId)
      },
      sync: createSyncWrites({
        db, merger, carried, prepare, stamp, actorId, now, guard,
        changed: (table, id, values) => mark(table, id, values),
        stream: (next) => {
          stream = next
        },
        pass(newest) {
          const seen = parseHlc(newest)
          if (seen !== null && (seen.millis > clock.millis || (seen.millis === clock.millis && seen.counter > clock.counter))) clock = { millis: seen.millis, counter: seen.counter }
        },
      }),
    }
    return tx as WriteTx
  }

  function writeAudit(actorId: string, action: WriteAction, now: number): void {
    const prevHash = lastAudit.get()?.hash ?? ''
    const detail = JSON.stringify(action.detail ?? {})
    const hash = auditHash({ prevHash, at: now, actorId, action: action.name, subject: action.subject ?? null, detail })
    appendAudit.run(now, actorId, action.name, action.subject ?? null, detail, prevHash, hash)
  }

  return {
    stream: () => stream,
    settle: shared.settle,
    run(actorId, action, work) {
      const touched = { tables: new Set<string>(), ids: new Set<string>(), caseIds: new Set<string>() }
      const clockBefore = clock
      const streamBefore = stream
      try {
        const body = (): ReturnType<typeof work> => {
          if (action.key !== null && action.key !== undefined) {
            const done = findKey.get(action.key, action.name)
            if (done !== undefined) return JSON.parse(done.result) as ReturnType<typeof work>
          }
          const now = options.now()
          const stale = new Set<string>()
          const series = new Map<string, number>()
          const tx = createTx(actorId, now, touched, stale, series)
          const answer = work(tx)
          if (stale.size > 0 && action.unindexed !== true) options.derived?.apply(tx, stale)
          // Once per transaction: an import takes a number for each of its rows.
          for (const [name, last] of series) saveSeries.run(`series:${name}`, String(last))
          if (action.derived !== true) writeAudit(actorId, action, now)
          if (action.key !== null && action.key !== undefined) saveKey.run(action.key, action.name, JSON.stringify(answer ?? null), now)
          return answer
        }
        if (action.shared === true) return { result: shared.slice(body), touched }
        const result = shared.alone(() => db.transaction(body).immediate())
        if (action.bulk === true) open.afterBulk()
        return { result, touched }
      } catch (error) {
        clock = clockBefore
        stream = streamBefore
        throw error
      }
    },
  }
}

/** One link of the audit chain (R4): SHA-256 over the previous hash and every field, as hex. */
export function auditHash(entry: { prevHash: string; at: number; actorId: string; action: string; subject: string | null; detail: string }): string {
  return createHash('sha256')
    .update(JSON.stringify([entry.prevHash, entry.at, entry.actorId, entry.action, entry.subject, entry.detail]))
    .digest('hex')
}

/** Walks the audit chain; answers the sequence number of the first entry that does not fit, or null when all do. */
export function firstBrokenAudit(open: OpenDatabase): number | null {
  interface Entry { seq: number; at: number; actor_id: string; action: string; subject: string | null; detail: string; prev_hash: string; hash: string }
  let previous = ''
  for (const row of open.readable.prepare<[], Entry>('SELECT * FROM audit ORDER BY seq').iterate()) {
    const hash = auditHash({ prevHash: previous, at: row.at, actorId: row.actor_id, action: row.action, subject: row.subject, detail: row.detail })
    if (row.prev_hash !== previous || row.hash !== hash) return row.seq
    previous = row.hash
  }
  return null
}
