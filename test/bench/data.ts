import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { openFolder, type OpenFolder } from '../../src/backend/open-folder'
import { createFileHost } from '../../src/backend/file-process/host'
import { fillDemo } from '../../src/backend/services/demo'
import type { Actor } from '../../src/backend/services/kernel'
import { updateStaff } from '../../src/backend/repositories/masters'
import { listStaff } from '../../src/backend/services/masters'
import { buildSearchSlice, completeSearch, rebuildSearch } from '../../src/backend/services/search-index'
import { found, SYSTEM } from '../../src/backend/services/setup'
import { TOKENISER_VERSION } from '../../src/domain/search/tokens'
import { multiply } from './multiply'

/** The bundle runs from out/bench. */
export const ROOT = resolve(import.meta.dirname, '..', '..')

/** Rises when the generator makes other data, so that old caches are left alone. */
const DATA_VERSION = 4
/** So many are made by the program itself, case by case; more are copies of these with other words, numbers and times (see multiply.ts). */
const MADE_ONE_BY_ONE = 100_000
/** Above this the copies hold only what queue, search and an edit touch. */
const LEAN_ABOVE = 2_000_000

/** Which schema and which data: 12 hexadecimal characters. */
function fingerprint(): string {
  const hash = createHash('sha256').update(`${DATA_VERSION}:${TOKENISER_VERSION}`)
  for (const name of readdirSync(join(ROOT, 'drizzle')).filter((file) => file.endsWith('.sql')).sort()) hash.update(readFileSync(join(ROOT, 'drizzle', name)))
  return hash.digest('hex').slice(0, 12)
}

export interface BenchData {
  readonly dataDir: string
  /** The moment the data was made for: queues open at this time. */
  readonly now: number
}

/** For folders that read nothing from outside. */
export const noFiles = createFileHost({ spawn: () => Promise.reject(new Error('this benchmark reads no files')) })

/** The data of spec section 12, `demo --seed 1`, made once and kept under .cache/bench; `cases` above 100,000 are rounded up to hundred thousands. */
export async function benchData(cases: number, say: (line: string) => void): Promise<BenchData> {
  const dataDir = join(ROOT, '.cache', 'bench', `${cases}-${fingerprint()}`)
  const stamp = join(dataDir, 'made-at')
  if (existsSync(stamp)) return { dataDir, now: Number(readFileSync(stamp, 'utf8')) }
  say(`data: making ${cases} cases once (kept in .cache/bench)`)
  const from = performance.now()
  const part = `${dataDir}.part`
  rmSync(part, { recursive: true, force: true })
  rmSync(dataDir, { recursive: true, force: true })
  mkdirSync(join(ROOT, '.cache', 'bench'), { recursive: true })
  const now = cases <= MADE_ONE_BY_ONE ? await makeOneByOne(part, cases) : await makeCopies(part, cases, say)
  writeFileSync(join(part, 'made-at'), String(now))
  renameSync(part, dataDir)
  say(`data: ${((performance.now() - from) / 1000).toFixed(1)} s`)
  return { dataDir, now }
}

async function makeOneByOne(dataDir: string, cases: number): Promise<number> {
  const now = Date.now()
  const folder = openFolder({ dataDir, purpose: 'create', resourcesDir: ROOT, files: noFiles, now: () => now })
  const { staff } = await found(folder.kernel, { shop: { name: '云间家居旗舰店', platform: 'tmall' }, staff: { name: '张敏' } })
  await fillDemo(folder.kernel, { cases, claims: Math.ceil(cases / 8), photos: 0, seed: 1, chunkMs: 500 })
  // One active person without a PIN: the window opens on the queue, not on the sign-in page.
  folder.kernel.write(SYSTEM, { name: 'bench.alone' }, (tx) => {
    for (const other of listStaff(folder.kernel)) if (other.id !== staff.id) updateStaff(tx, other.id, { active: false })
  })
  completeSearch(folder.kernel)
  folder.close()
  return now
}

async function makeCopies(dataDir: string, cases: number, say: (line: string) => void): Promise<number> {
  const seed = await benchData(MADE_ONE_BY_ONE, say)
  cpSync(seed.dataDir, dataDir, { recursive: true })
  const file = join(dataDir, 'workstation.sqlite')
  multiply(file, MADE_ONE_BY_ONE, Math.ceil(cases / MADE_ONE_BY_ONE), cases > LEAN_ABOVE, say)
  const folder = openFolder({ dataDir, purpose: 'open', resourcesDir: ROOT, files: noFiles, now: () => seed.now })
  rebuildSearch(folder.kernel)
  let slices = 0
  while (buildSearchSlice(folder.kernel, 2_000)) {
    slices += 1
    if (slices % 30 === 0) say(`data: search index, ${slices * 2} s`)
  }
  folder.close()
  return seed.now
}

/** Opens bench data at the moment it was made for, as its first staff member. */
export function openBenchData(data: BenchData): { folder: OpenFolder; actor: Actor } {
  const folder = openFolder({ dataDir: data.dataDir, purpose: 'open', resourcesDir: ROOT, files: noFiles, now: () => data.now })
  const row = folder.kernel.db.readable.prepare<[], { id: string; name: string }>('SELECT id, name FROM staff ORDER BY created_at, id LIMIT 1').get()
  if (row === undefined) throw new Error('bench data has no staff')
  return { folder, actor: { staffId: row.id, name: row.name, role: 'supervisor' } }
}
