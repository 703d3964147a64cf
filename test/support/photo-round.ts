import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest'
import { spawnByFork } from '../../src/backend/file-process/fork'
import { createFileHosts } from '../../src/backend/file-process/hosts'
import * as photoRepo from '../../src/backend/repositories/photos'
import { addFiles } from '../../src/backend/services/photos'
import { photoRound } from '../../src/backend/services/sync/photos'
import { buildFileWorker } from '../faults/support/file-worker'
import { ROOT, tempFolder } from './folders'
import { filesBelow, folderStore, foundPc, shaOf, watched, type Pc, type WatchedStore } from './photo-pcs'

/** A picture of the fixtures. */
export const photo = (name: string): string => join(ROOT, 'test/fixtures/photos', name)
/** Two PCs on one store folder, new for each test. */
export let a: Pc
export let b: Pc
export let root: string
export let storeA: WatchedStore
export let storeB: WatchedStore

/** Call once in a test file. `name` tells the bundles of two files apart. */
export function withTwoPcs(name: string): void {
  let worker: Awaited<ReturnType<typeof buildFileWorker>>
  let hosts: ReturnType<typeof createFileHosts>
  beforeAll(async () => {
    worker = await buildFileWorker(name)
    hosts = createFileHosts(spawnByFork(worker.entry))
  })
  afterAll(async () => {
    await hosts.close()
    await worker.remove()
  })
  beforeEach(async () => {
    a = await foundPc('a', hosts.imaging, hosts.files)
    b = await foundPc('b', hosts.imaging, hosts.files)
    root = tempFolder('sync-photos-')
    storeA = watched(folderStore(root, a.kernel.deviceId))
    storeB = watched(folderStore(root, b.kernel.deviceId))
  })
  afterEach(() => {
    vi.restoreAllMocks()
    a.open.close()
    b.open.close()
  })
}

/** Files one picture for a buyer on a PC. */
export async function fileOne(pc: Pc, name: string, buyerNick: string | null = 'amy.w'): Promise<{ linkId: string; sha256: string; archivedAs: string }> {
  pc.clock.now += 1000
  const [one] = await addFiles(pc.kernel, pc.actor, { paths: [name.startsWith('/') ? name : photo(name)], buyerNick })
  if (one?.photo == null) throw new Error(`${name} was not filed`)
  return one.photo
}
export function photoOf(pc: Pc, linkId: string): NonNullable<ReturnType<typeof photoRepo.findLink>> {
  const row = photoRepo.findLink(pc.kernel.read, linkId)
  if (row === undefined) throw new Error(`no link ${linkId}`)
  return row
}
export const at = (pc: Pc, path: string): string => join(pc.dataDir, path)
export const shaAt = (pc: Pc, path: string): string | null => (existsSync(at(pc, path)) ? shaOf(readFileSync(at(pc, path))) : null)
export const archive = (pc: Pc): Record<string, string> => filesBelow(at(pc, '售后问题图片'))
export const upA = (options: Parameters<typeof photoRound>[2] = {}): ReturnType<typeof photoRound> => photoRound(a.kernel, storeA, options)
export const downB = (options: Parameters<typeof photoRound>[2] = {}): ReturnType<typeof photoRound> => photoRound(b.kernel, storeB, options)
