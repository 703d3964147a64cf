import { randomBytes } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { devicePart } from '../domain/case/case-no'
import { AppError } from '../domain/errors'
import { integrityProblems } from './db/backup'
import { checkDataFolder, dataPaths, holdsData, leaveCleanMarker, takeCleanMarker } from './db/data-folder'
import { toAppError } from './db/errors'
import { lockDataFolder } from './db/lock'
import { migrate, readMigrations } from './db/migrate'
import { openDatabase, openWritable, type Sqlite } from './db/open'
import { createWriter } from './db/write'
import type { FileHost } from './file-process/host'
import { openResources, type Resources } from './resources'
import * as masters from './repositories/masters'
import { createEvents, type Kernel } from './services/kernel'
import { SYSTEM } from './services/setup'

export interface OpenOptions {
  readonly dataDir: string
  readonly purpose: 'create' | 'open'
  /** Holds `drizzle/` and `resources/`. */
  readonly resourcesDir: string
  readonly files: FileHost
  /** Processes for pictures; `files` alone when left out. */
  readonly imaging?: readonly FileHost[]
  readonly now?: () => number
  /** Random characters `[0-9a-z]`; given by tests that want the same ids twice. */
  readonly random?: (length: number) => string
}

export interface OpenFolder {
  readonly kernel: Kernel
  readonly schemaVersion: number
  /** Closes everything and leaves the marker of a clean shutdown; a second call does nothing. */
  close(): void
}

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

let loaded: { dir: string; resources: Resources } | null = null

/** Resources do not change while the app runs: read once per process. */
function resourcesOf(resourcesDir: string): Resources {
  if (loaded?.dir !== resourcesDir) loaded = { dir: resourcesDir, resources: openResources(join(resourcesDir, 'resources')) }
  return loaded.resources
}

function checkBeforeServing(db: Sqlite): void {
  const problems = integrityProblems(db, true)
  if (problems.length > 0) throw new AppError('DATABASE_DAMAGED', { problems: problems.slice(0, 5) })
}

/** Opens and migrates the file; after an unclean end it is checked first (R1). Answers the schema version. */
function prepareDatabase(dataDir: string, resourcesDir: string, wasClean: boolean, now: number): number {
  const paths = dataPaths(dataDir)
  const isNew = !holdsData(dataDir)
  const db = openWritable(paths.database)
  try {
    if (!isNew && !wasClean) checkBeforeServing(db)
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
  const lock = lockDataFolder(dataDir)
  try {
    return openLocked(dataDir, { ...options, now }, lock)
  } catch (error) {
    lock.release()
    throw toAppError(error, { path: dataDir })
  }
}

function openLocked(dataDir: string, options: OpenOptions & { now: () => number }, lock: { release(): void }): OpenFolder {
  const paths = dataPaths(dataDir)
  for (const folder of [paths.archive, paths.thumbs, paths.backups, paths.incoming]) mkdirSync(folder, { recursive: true })
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
  const deviceId = masters.readMeta(db.read, 'device-id') ?? random(16)
  const writer = createWriter(db, { deviceId, now: options.now, random })
  const events = createEvents(writer)
  const names = new Map<string, string>()
  const kernel: Kernel = {
    dataDir,
    db,
    read: db.read,
    deviceId,
    devicePart: devicePart(deviceId),
    now: options.now,
    // Read on first use: the first page of the queue needs none of it, and reading some fifty files would delay it (X1).
    get resources() {
      return resourcesOf(options.resourcesDir)
    },
    files: options.files,
    imaging: options.imaging ?? [options.files],
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
  })
  if (masters.readMeta(db.read, 'device-id') === null) {
    kernel.write(SYSTEM, { name: 'device.named' }, (tx) => masters.putMeta(tx, 'device-id', deviceId))
  }
  let closed = false
  return {
    kernel,
    schemaVersion,
    close() {
      if (closed) return
      closed = true
      db.close()
      leaveCleanMarker(dataDir)
      lock.release()
    },
  }
}
