import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { openFolder, type OpenFolder } from '../../src/backend/open-folder'
import { createFileHost } from '../../src/backend/file-process/host'
import { fillDemo } from '../../src/backend/services/demo'
import type { Actor } from '../../src/backend/services/kernel'
import { updateStaff } from '../../src/backend/repositories/masters'
import { listStaff } from '../../src/backend/services/masters'
import { found, SYSTEM } from '../../src/backend/services/setup'

/** The bundle runs from out/bench. */
export const ROOT = resolve(import.meta.dirname, '..', '..')

/** Rises when the generator makes other data, so that old caches are left alone. */
const DATA_VERSION = 3

export interface BenchData {
  readonly dataDir: string
  /** The moment the data was made for: queues open at this time. */
  readonly now: number
}

/** For folders that read nothing from outside. */
export const noFiles = createFileHost({ spawn: () => Promise.reject(new Error('this benchmark reads no files')) })

/** The data of spec section 12, `demo --seed 1`, made once and kept under .cache/bench. */
export async function benchData(cases: number, say: (line: string) => void): Promise<BenchData> {
  const migrations = readdirSync(join(ROOT, 'drizzle')).filter((name) => name.endsWith('.sql')).length
  const dataDir = join(ROOT, '.cache', 'bench', `${cases}-${migrations}-v${DATA_VERSION}`)
  const stamp = join(dataDir, 'made-at')
  if (existsSync(stamp)) return { dataDir, now: Number(readFileSync(stamp, 'utf8')) }

  say(`data: making ${cases} cases once (kept in .cache/bench)`)
  const part = `${dataDir}.part`
  rmSync(part, { recursive: true, force: true })
  rmSync(dataDir, { recursive: true, force: true })
  mkdirSync(join(ROOT, '.cache', 'bench'), { recursive: true })
  const now = Date.now()
  const folder = openFolder({ dataDir: part, purpose: 'create', resourcesDir: ROOT, files: noFiles, now: () => now })
  const { staff } = await found(folder.kernel, { shop: { name: '云间家居旗舰店', platform: 'tmall' }, staff: { name: '张敏' } })
  const made = await fillDemo(folder.kernel, { cases, claims: Math.ceil(cases / 8), photos: 0, seed: 1, chunkMs: 500 })
  // One active person without a PIN: the window opens on the queue, not on the sign-in page.
  folder.kernel.write(SYSTEM, { name: 'bench.alone' }, (tx) => {
    for (const other of listStaff(folder.kernel)) if (other.id !== staff.id) updateStaff(tx, other.id, { active: false })
  })
  folder.close()
  writeFileSync(join(part, 'made-at'), String(now))
  renameSync(part, dataDir)
  say(`data: ${(made.ms / 1000).toFixed(1)} s`)
  return { dataDir, now }
}

/** Opens bench data at the moment it was made for, as its first staff member. */
export function openBenchData(data: BenchData): { folder: OpenFolder; actor: Actor } {
  const folder = openFolder({ dataDir: data.dataDir, purpose: 'open', resourcesDir: ROOT, files: noFiles, now: () => data.now })
  const row = folder.kernel.db.readable.prepare<[], { id: string; name: string }>('SELECT id, name FROM staff ORDER BY created_at, id LIMIT 1').get()
  if (row === undefined) throw new Error('bench data has no staff')
  return { folder, actor: { staffId: row.id, name: row.name, role: 'supervisor' } }
}
