import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FileHost } from '../../src/backend/file-process/host'
import type { FileJobResult } from '../../src/backend/file-process/protocol'
import { openFolder, type OpenFolder } from '../../src/backend/open-folder'
import type { ThumbnailResult } from '../../src/backend/photos/imaging/types'
import { fillDemo } from '../../src/backend/services/demo'
import type { Actor } from '../../src/backend/services/kernel'
import { addFiles } from '../../src/backend/services/photos'
import { SYSTEM } from '../../src/backend/services/setup'
import { syncRound } from '../../src/backend/services/sync/engine'
import { readVaultRecord, type Link } from '../../src/backend/services/sync/link'
import { photoRound } from '../../src/backend/services/sync/photos'
import { enterVault, foundVault, openLink } from '../../src/backend/services/sync/vault'
import { openStore } from '../../src/backend/sync/open-store'
import type { FileStore } from '../../src/backend/sync/store'
import { ROOT } from './data'
import { emptyFolder } from './import'

/** Rises when the generator makes another store, so that old ones are left alone. */
const VERSION = 1
/** Rows of the change log that one case of the demo brings with its order, clocks, timeline and claim. */
const CHANGES_PER_CASE = 12

/** Reads no pictures: what a thumbnail costs is the photo bench's business (X5). */
function blind(answer: ThumbnailResult): FileHost {
  return {
    run: ({ kind }) => (kind === 'thumbnail' ? Promise.resolve(answer as unknown as FileJobResult<typeof kind>) : Promise.reject(new Error(`this benchmark runs no ${kind}`))),
    close: () => Promise.resolve(),
  }
}
const SEEN: ThumbnailResult = { ok: true, format: 'jpeg', width: 1800, height: 1200, orientation: 1, frames: 1, thumb: { width: 320, height: 213, bytes: 1 }, looks: null }
const UNSEEN: ThumbnailResult = { ok: false, reason: 'broken' }

/** A PC of the benchmark's team. */
export interface Pc {
  readonly folder: OpenFolder
  readonly store: FileStore
  link: Link | null
  close(): Promise<void>
}

export function openPc(dataDir: string, store: string, purpose: 'create' | 'open', sees: 'pictures' | 'nothing' = 'nothing'): Pc {
  const host = blind(sees === 'pictures' ? SEEN : UNSEEN)
  const folder = openFolder({ dataDir, purpose, resourcesDir: ROOT, files: host, imaging: [host] })
  const opened = openStore({ kind: 'folder', path: store }, { owner: folder.kernel.deviceId, policy: folder.kernel.resources.policy.stores })
  return {
    folder, store: opened, link: null,
    async close() {
      await opened.close()
      folder.close()
    },
  }
}

const random = (length: number): string => Array.from({ length }, () => Math.floor(Math.random() * 36).toString(36)).join('')

export async function foundTeam(pc: Pc, actor: Actor): Promise<void> {
  await foundVault(pc.folder.kernel, actor, pc.store, { vaultName: '云间家居', deviceName: '一号', passphrase: null, random })
  pc.link = await openLink(pc.folder.kernel, pc.store)
}

export async function joinTeam(pc: Pc, vault: string): Promise<void> {
  await enterVault(pc.folder.kernel, SYSTEM, pc.store, { vault, deviceName: '二号', passphrase: null })
  pc.link = await openLink(pc.folder.kernel, pc.store)
}

/** Rounds until nothing is left to send, to read or to fetch, as the app does them. `store`: another way to the same store. */
export async function rounds(pc: Pc, store: FileStore = pc.store): Promise<void> {
  if (pc.link === null) throw new Error('not in a team')
  for (let most = 20; most > 0; most -= 1) {
    const { sent, applied } = await syncRound(pc.folder.kernel, { ...pc.link, store })
    const photos = await photoRound(pc.folder.kernel, store)
    if (photos.faults.length > 0) throw new Error(`photos: ${JSON.stringify(photos.faults[0])}`)
    if (sent + applied + photos.up + photos.down === 0) return
  }
  throw new Error('the rounds do not come to rest')
}

/** A round that is told apart call by call. */
export function counted(store: FileStore): { store: FileStore; calls: string[] } {
  const calls: string[] = []
  const proxy = new Proxy(store, {
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver)
      if (typeof value !== 'function') return value
      return (...given: unknown[]): unknown => {
        calls.push(String(name))
        return Reflect.apply(value, target, given)
      }
    },
  })
  return { store: proxy, calls }
}

export interface MadeStore {
  readonly store: string
  readonly vault: string
  readonly changes: number
  readonly photos: number
  readonly cases: number
}

/** A small JPEG of its own: the pixels of a real photograph, another comment behind them. */
function smallPhotos(folder: string, count: number): string[] {
  const source = readFileSync(join(ROOT, 'test', 'fixtures', 'photos', 'Landscape_1.jpg'))
  mkdirSync(folder, { recursive: true })
  return Array.from({ length: count }, (_, n) => {
    const path = join(folder, `IMG_${String(n + 1).padStart(4, '0')}.jpg`)
    writeFileSync(path, Buffer.concat([source, Buffer.from(`photo ${n}`)]))
    return path
  })
}

/** A folder store in which one PC founded a vault and then did the work of months: so many changes in segments, so many photos. Made once. */
export async function teamStore(changes: number, photos: number, say: (line: string) => void): Promise<MadeStore> {
  const home = join(ROOT, '.cache', 'bench', `sync-${changes}-${photos}-v${VERSION}`)
  const facts = join(home, 'made.json')
  if (existsSync(facts)) return JSON.parse(readFileSync(facts, 'utf8')) as MadeStore
  say(`sync: making a store of ${changes} changes and ${photos} photos once (kept in .cache/bench)`)
  rmSync(home, { recursive: true, force: true })
  const part = `${home}.part`
  rmSync(part, { recursive: true, force: true })
  mkdirSync(join(part, 'store'), { recursive: true })
  const { dataDir, actor } = await emptyFolder(join(part, 'data'))
  const pc = openPc(dataDir, join(part, 'store'), 'open', 'pictures')
  const { kernel } = pc.folder
  const count = (sql: string): number => kernel.db.readable.prepare<[], { n: number }>(sql).get()?.n ?? 0
  const logged = (): number => count(`SELECT count(*) AS n FROM change_log WHERE table_name <> ''`)
  await foundTeam(pc, actor)
  const before = logged()
  for (let seed = 1, left = changes; left > 0; seed += 1, left = changes - (logged() - before)) {
    const cases = Math.ceil(left / CHANGES_PER_CASE)
    await fillDemo(kernel, { cases, claims: Math.ceil(cases / 8), photos: 0, seed, chunkMs: 500 })
  }
  const results = await addFiles(kernel, actor, { paths: smallPhotos(join(part, 'pictures'), photos), buyerNick: '云间客_88' })
  const odd = results.find(({ outcome }) => outcome !== 'added')
  if (odd !== undefined) throw new Error(`not filed: ${JSON.stringify(odd)}`)
  await rounds(pc)
  const made: MadeStore = { store: join(home, 'store'), vault: readVaultRecord(kernel.read)?.id ?? '', changes: logged() - before, photos, cases: count('SELECT count(*) AS n FROM cases') }
  await pc.close()
  for (const folder of ['data', 'pictures']) rmSync(join(part, folder), { recursive: true, force: true })
  renameSync(part, home)
  writeFileSync(facts, JSON.stringify(made))
  return made
}
