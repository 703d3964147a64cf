import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { storesFileSchema } from '../../src/contract/store-policy'
import { groupStamp } from '../../src/backend/db/write'
import { synced, type NewRow, type SyncedTable } from '../../src/backend/db/synced-tables'
import { openFolder, type OpenFolder } from '../../src/backend/open-folder'
import type { FileHost } from '../../src/backend/file-process/host'
import type { Actor, Kernel } from '../../src/backend/services/kernel'
import { found, SYSTEM } from '../../src/backend/services/setup'
import { beforePhotoRow } from '../../src/backend/services/sync/photo-arrivals'
import { nodeDisk } from '../../src/backend/sync/disk'
import { openFolderStore } from '../../src/backend/sync/folder-store'
import { storeLimits } from '../../src/backend/sync/store-context'
import type { FileStore } from '../../src/backend/sync/store'
import { ROOT, tempFolder } from './folders'
import { START } from './kernel'

/** Two PCs with a data folder each, and the rows of photos carried from one to the other as the engine does (S3, S4). */

export interface Pc {
  readonly kernel: Kernel
  readonly actor: Actor
  readonly clock: { now: number }
  readonly dataDir: string
  readonly open: OpenFolder
  /** Row of the change log up to which the other PC has everything. */
  carried: number
}

/** A founded data folder whose ids begin with `letter`, so that two PCs never make the same. */
export async function foundPc(letter: string, imaging: readonly FileHost[], files: FileHost): Promise<Pc> {
  const clock = { now: START + letter.charCodeAt(0) }
  let serial = 0
  const random = (length: number): string => letter + (serial += 1).toString(36).padStart(length - 1, '0')
  const dataDir = tempFolder()
  const open = openFolder({ dataDir, purpose: 'create', resourcesDir: ROOT, files, imaging, now: () => clock.now, random })
  const { staff } = await found(open.kernel, { shop: { name: '云间家居旗舰店', platform: 'tmall' }, staff: { name: '张敏' } })
  return { kernel: open.kernel, actor: { staffId: staff.id, name: staff.name, role: staff.role }, clock, dataDir, open, carried: 0 }
}

const TABLES: readonly SyncedTable[] = [synced.photo, synced.photoLink] as unknown as readonly SyncedTable[]
type Row = Record<string, string | number | null>

/** Rows of photos that changed on one PC, taken over by the other: of each group the largest stamp is the value. Answers how many changed there. */
export function carry(from: Pc, to: Pc): number {
  const changes = from.kernel.db.readable.prepare<[number], { seq: number; table_name: string; row_id: string }>('SELECT seq, table_name, row_id FROM change_log WHERE seq > ? ORDER BY seq').all(from.carried)
  from.carried = changes.at(-1)?.seq ?? from.carried
  let changed = 0
  for (const table of TABLES) {
    const ids = new Set(changes.filter((one) => one.table_name === table.name).map((one) => one.row_id))
    for (const id of ids) if (carryRow(from, to, table, id)) changed += 1
  }
  return changed
}

function rowOf(pc: Pc, table: SyncedTable, id: string): Row | undefined {
  return pc.kernel.db.writable.prepare<[string], Row>(`SELECT * FROM "${table.name}" WHERE id = ?`).get(id)
}

function carryRow(from: Pc, to: Pc, table: SyncedTable, id: string): boolean {
  const theirs = rowOf(from, table, id)
  if (theirs === undefined) throw new Error(`no row ${id}`)
  const ours = rowOf(to, table, id)
  const stampOf = (row: Row, group: string): string => groupStamp(String(row['hlc']), group)
  const newer = (group: string): boolean => ours === undefined || stampOf(theirs, group) > stampOf(ours, group)
  const groups = [...new Set(table.columns.flatMap((column) => column.group ?? [])), 'deleted'].filter(newer)
  if (groups.length === 0) return false
  const columns = [...table.columns.filter((column) => column.group !== null && groups.includes(column.group)).map((column) => column.sqlName), ...(groups.includes('deleted') ? ['deleted_at'] : [])]
  const hlc = ours === undefined ? String(theirs['hlc']) : JSON.stringify({ ...(JSON.parse(String(ours['hlc'])) as object), ...Object.fromEntries(groups.map((group) => [group, stampOf(theirs, group)])) })
  to.kernel.write(SYSTEM, { name: 'test.carry' }, (tx) => {
    beforePhotoRow(tx, table.name, id, theirs)
    if (ours === undefined) {
      const row = Object.fromEntries(table.columns.map((column) => [column.key, column.group === null ? false : theirs[column.sqlName]]))
      tx.insert(table, { ...row, id } as NewRow<typeof table.table>)
      // What came from elsewhere is not this PC's own change.
      to.kernel.db.writable.prepare('DELETE FROM change_log WHERE seq = (SELECT max(seq) FROM change_log)').run()
    }
    to.kernel.db.writable.prepare(`UPDATE "${table.name}" SET hlc = ?, ${columns.map((name) => `"${name}" = ?`).join(', ')} WHERE id = ?`).run(hlc, ...columns.map((name) => theirs[name]), id)
  })
  return true
}

/** The real store of a folder, as one PC opens it; parts of `partBytes`, so that small pictures come in pieces. */
export function folderStore(root: string, owner: string, partBytes = 4096): FileStore {
  const policy = storeLimits(storesFileSchema.parse(parse(readFileSync(join(ROOT, 'resources/policies/stores.yaml'), 'utf8'))))
  mkdirSync(root, { recursive: true })
  return openFolderStore(root, nodeDisk, { owner, policy: { ...policy, partBytes }, wait: async () => undefined, now: Date.now })
}

/** Files below a folder, by path relative to it, with the hash of their bytes. */
export function filesBelow(root: string): Record<string, string> {
  const found: Record<string, string> = {}
  const visit = (folder: string): void => {
    for (const name of readdirSync(join(root, folder))) {
      const path = folder === '' ? name : `${folder}/${name}`
      if (statSync(join(root, path)).isDirectory()) visit(path)
      else found[path] = shaOf(readFileSync(join(root, path)))
    }
  }
  if (existsSync(root)) visit('')
  return found
}
export const shaOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** A store whose every call is noted and may be made to fail. */
export interface WatchedStore extends FileStore {
  readonly calls: string[]
  /** Asked before each call; what it throws is the store's answer. */
  before: ((call: string, name: string) => void) | null
}
export function watched(store: FileStore): WatchedStore {
  const calls: string[] = []
  const seen = <A extends readonly unknown[], R>(call: string, work: (name: string, ...rest: A) => Promise<R>) => async (name: string, ...rest: A): Promise<R> => {
    calls.push(`${call} ${name}`)
    self.before?.(call, name)
    return work(name, ...rest)
  }
  const self: WatchedStore = {
    kind: store.kind,
    calls,
    before: null,
    list: seen('list', (prefix) => store.list(prefix)),
    read: seen('read', (name) => store.read(name)),
    readRange: seen('readRange', (name, from: number, to: number) => store.readRange(name, from, to)),
    size: seen('size', (name) => store.size(name)),
    putNew: seen('putNew', (name, bytes: Uint8Array) => store.putNew(name, bytes)),
    replace: seen('replace', (name, bytes: Uint8Array) => store.replace(name, bytes)),
    putFileNew: seen('putFileNew', (name, path: string, options: Parameters<FileStore['putFileNew']>[2]) => store.putFileNew(name, path, options)),
    readToFile: seen('readToFile', (name, path: string, options: Parameters<FileStore['readToFile']>[2]) => store.readToFile(name, path, options)),
    remove: seen('remove', (name) => store.remove(name)),
    close: () => store.close(),
  }
  return self
}
