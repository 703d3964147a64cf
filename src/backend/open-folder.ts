import { randomBytes } from 'node:crypto'
import { mkdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { devicePart } from '../domain/case/case-no'
import { AppError } from '../domain/errors'
import { deviceOf } from '../domain/sync/vector'
import { integrityProblems } from './db/backup'
import { checkDataFolder, dataPaths, holdsData, leaveCleanMarker, takeCleanMarker } from './db/data-folder'
import { toAppError } from './db/errors'
import { lockDataFolder } from './db/lock'
import { migrate, readMigrations } from './db/migrate'
import { openDatabase, openForCheck, openWritable } from './db/open'
import { createWriter } from './db/write'
import type { FileHost } from './file-process/host'
import { openLiveResources, type LiveResources } from './live-resources'
import { machineMark } from './machine'
import * as masters from './repositories/masters'
import { listVersions } from './repositories/policy-versions'
import { createEvents, type Kernel, type Printer, type Secrets } from './services/kernel'
import { createPace } from './services/pace'
import { rebaseClocks, stopRebase } from './services/clock-rebase'
import { logError } from './services/failures'
import { onPolicyChanged } from './services/policy-changed'
import { searchDerived } from './services/search-index'
import { SYSTEM } from './services/setup'
import { retryRawAtOpen } from './services/sync/apply'
import { becomeAnother } from './services/sync/copied'
import { guardOwnRights } from './services/sync/own-rights'
import { putMachine, readMachine, readTriedSchema, readVaultRecord } from './services/sync/link'

export interface OpenOptions {
  readonly dataDir: string
  readonly purpose: 'create' | 'open'
  /** Holds `drizzle/` and `resources/`. */
  readonly resourcesDir: string
  readonly files: FileHost
  /** Processes for pictures; `files` alone when left out. */
  readonly imaging?: readonly FileHost[]
  /** The process that reads text in pictures; `files` when left out. */
  readonly reading?: FileHost
  /** Makes PDFs; left out where there is no window to lay them out in. */
  readonly printer?: Printer
  /** The system's keychain; left out where there is none to ask (command line, tests). */
  readonly secrets?: Secrets
  readonly now?: () => number
  /** Random characters `[0-9a-z]`; given by tests that want the same ids twice. */
  readonly random?: (length: number) => string
  /** The mark of this machine; given by tests that play several. */
  readonly machine?: string
}

export interface OpenFolder {
  readonly kernel: Kernel
  readonly schemaVersion: number
  /** Closes everything and leaves the marker of a clean shutdown; a second call does nothing. */
  close(): void
}

const UNSEALED = 'plain:'
const plainSecrets: Secrets = {
  isSafe: false,
  seal: (clear) => Promise.resolve(UNSEALED + clear),
  open: (sealed) => (sealed.startsWith(UNSEALED) ? Promise.resolve(sealed.slice(UNSEALED.length)) : Promise.reject(new AppError('SECRET_LOST'))),
}

const noPrinter: Printer = () => Promise.reject(new AppError('PRINT_UNAVAILABLE'))

const POOL_BYTES = 4096
let pool = Buffer.alloc(0)
let used = 0

/** Random letters and digits, one per byte modulo 36: a slight bias does not matter for ids. Bytes are drawn in bulk, since an import makes ids by the thousand. */
export function randomText(length: number): string {
  if (used + length > pool.length) {
    pool = randomBytes(Math.max(POOL_BYTES, length))
    used = 0
  }
  let text = ''
  for (const end = used + length; used < end; used += 1) text += ((pool[used] ?? 0) % 36).toString(36)
  return text
}

const damaged = (problems: readonly string[]): AppError => new AppError('DATABASE_DAMAGED', { problems: problems.slice(0, 5) })

/**
 * Looks at an existing file with a connection that cannot write: a damaged one, and what its WAL holds, must stay as it was found (design,
 * decision 4). `thorough` runs SQLite's own check.
 * @throws AppError DATABASE_DAMAGED
 */
function checkBeforeServing(path: string, thorough: boolean): void {
  // SQLite takes an empty file for a new database: it would be filled with empty tables, and everything would seem gone.
  const file = statSync(path)
  if (!file.isFile() || file.size === 0) throw damaged(['the database file is empty or no file'])
  const db = openForCheck(path)
  try {
    if (db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'schema_migration'").get() === undefined) throw damaged(['the database file has no tables'])
    const problems = thorough ? integrityProblems(db, true) : []
    if (problems.length > 0) throw damaged(problems)
  } finally {
    db.close()
  }
}

/** Opens and migrates the file; after an unclean end it is checked first (R1). Answers the schema version. */
function prepareDatabase(dataDir: string, resourcesDir: string, wasClean: boolean, now: number): number {
  const paths = dataPaths(dataDir)
  if (holdsData(dataDir)) checkBeforeServing(paths.database, !wasClean)
  const db = openWritable(paths.database)
  try {
    return migrate(db, readMigrations(join(resourcesDir, 'drizzle')), { now, backupFolder: paths.backups }).version
  } finally {
    db.close()
  }
}

/**
 * Opens a data folder for this process alone: lock → verify → migrate → serve (design, boot).
 * @throws AppError DATA_FOLDER_*, DATABASE_DAMAGED, DATABASE_NEWER, MIGRATION_*, RESOURCE_FILE_INVALID
 */
export function openFolder(options: OpenOptions): OpenFolder {
  const dataDir = checkDataFolder(options.dataDir, options.purpose)
  const now = options.now ?? Date.now
  let lock: { release(): void } | null = null
  try {
    lock = lockDataFolder(dataDir)
    return openLocked(dataDir, { ...options, now }, lock)
  } catch (error) {
    lock?.release()
    throw toAppError(error, { path: dataDir })
  }
}

/** @throws AppError DATA_FOLDER_NOT_WRITABLE, also when a file lies in a folder's place */
function makeFolders(folders: readonly string[]): void {
  for (const folder of folders) {
    try {
      mkdirSync(folder, { recursive: true })
    } catch (error) {
      const refused = toAppError(error, { path: folder })
      throw refused.code === 'DISK_FULL' ? refused : new AppError('DATA_FOLDER_NOT_WRITABLE', { path: folder }, { cause: error })
    }
  }
}

function openLocked(dataDir: string, options: OpenOptions & { now: () => number }, lock: { release(): void }): OpenFolder {
  const paths = dataPaths(dataDir)
  makeFolders([paths.archive, paths.thumbs, paths.backups, paths.incoming, paths.staging])
  const isNew = !holdsData(dataDir)
  const wasClean = takeCleanMarker(dataDir)
  let schemaVersion: number
  try {
    schemaVersion = prepareDatabase(dataDir, options.resourcesDir, wasClean, options.now())
  } catch (error) {
    // A founding that failed leaves nothing behind, so that it can be tried again in the same folder.
    if (isNew) for (const suffix of ['', '-wal', '-shm']) rmSync(`${paths.database}${suffix}`, { force: true })
    // Nothing was written: whether the last end was clean still holds.
    else if (wasClean) leaveCleanMarker(dataDir)
    throw error
  }

  const db = openDatabase(paths.database)
  const random = options.random ?? randomText
  const machine = options.machine ?? machineMark()
  const namedId = masters.readMeta(db.read, 'device-id')
  const lastMachine = readMachine(db.read)
  // A copy of a folder that belongs to a team must not write in the other's name (docs/sync-format.md, section 7).
  const isCopy = namedId !== null && lastMachine !== null && lastMachine !== machine && readVaultRecord(db.read) !== null
  const deviceId = namedId === null || isCopy ? random(16) : namedId
  const writer = createWriter(db, { deviceId: masters.readMeta(db.read, 'sync-stream') ?? namedId ?? deviceId, now: options.now, random, derived: searchDerived, guard: guardOwnRights })
  const events = createEvents(writer)
  const names = new Map<string, string>()
  const documents: LiveResources = openLiveResources(join(options.resourcesDir, 'resources'), (key) => listVersions(db.read, key))
  const kernel: Kernel = {
    dataDir,
    db,
    // What bulk work holds open is committed first: whoever reads sees all that was written, and writes on what was read.
    get read() {
      writer.settle()
      return db.read
    },
    // Of the stream, too: a folder that joins a team in which its name was used before gets a new one.
    get deviceId() {
      return deviceOf(writer.stream())
    },
    stream: () => writer.stream(),
    schemaVersion,
    // Of the stream: a folder that was restored from a backup must not give a number again that it gave after the backup.
    get devicePart() {
      return devicePart(writer.stream())
    },
    now: options.now,
    // Each file is read on first use: the first page of the queue needs none of them, and reading some fifty would delay it (X1).
    documents,
    resources: documents.resources,
    files: options.files,
    imaging: options.imaging ?? [options.files],
    reading: options.reading ?? options.files,
    printer: options.printer ?? noPrinter,
    secrets: options.secrets ?? plainSecrets,
    pace: createPace(() => performance.now()),
    ...events,
    staffName(id) {
      const known = names.get(id)
      if (known !== undefined) return known
      const name = masters.findStaff(db.read, id)?.name
      if (name !== undefined) names.set(id, name)
      return name ?? null
    },
  }
  kernel.onChange(({ tables }) => {
    if (tables.has('staff')) names.clear()
    if (!tables.has('policy_version')) return
    const before = kernel.resources.policy.clocks
    for (const key of documents.reread()) {
      // Clocks that run go on under the new terms (C4); an unfinished run is taken up again at the next start.
      if (key === 'policy:clocks') rebaseClocks(kernel, before, kernel.resources.policy.clocks).catch((error: unknown) => logError('clock rebase', error))
      onPolicyChanged(kernel, key)
    }
  })
  if (isCopy) becomeAnother(kernel, machine, deviceId)
  else if (namedId === null || lastMachine !== machine) {
    kernel.write(SYSTEM, { name: 'device.named' }, (tx) => {
      masters.putMeta(tx, 'device-id', deviceId)
      putMachine(tx, machine)
    })
  }
  if (readTriedSchema(db.read) !== schemaVersion && readVaultRecord(db.read) !== null) retryRawAtOpen(kernel)
  let closed = false
  return {
    kernel,
    schemaVersion,
    close() {
      if (closed) return
      closed = true
      stopRebase(kernel)
      try {
        kernel.settle()
        db.close()
        leaveCleanMarker(dataDir)
      } finally {
        lock.release()
      }
    },
  }
}
