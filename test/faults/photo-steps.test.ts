import { createHash } from 'node:crypto'
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Photo } from '../../src/contract/photos'
import { spawnByFork } from '../../src/backend/file-process/fork'
import { createFileHosts } from '../../src/backend/file-process/hosts'
import { openFolder, type OpenFolder } from '../../src/backend/open-folder'
import { createCase } from '../../src/backend/services/case-write'
import type { Actor, Kernel } from '../../src/backend/services/kernel'
import { binPhoto, purgePhoto, restorePhoto } from '../../src/backend/services/photo-bin'
import { adoptFiles, mendAltered } from '../../src/backend/services/photo-check'
import { saveDrawing } from '../../src/backend/services/photo-drawing'
import { checkArchive } from '../../src/backend/services/photo-verify'
import { addBytes, addFiles, assignPhoto } from '../../src/backend/services/photos'
import { SYSTEM } from '../../src/backend/services/setup'
import { binPathOf } from '../../src/domain/photo/bin'
import { ROOT, tempFolder } from '../support/folders'
import { foundFolder, START } from '../support/kernel'
import { buildFileWorker } from './support/file-worker'
import { forgetfulDisk, type ForgetfulDisk } from './support/forgetful-disk'
import { PowerCut, type Weather } from './photo-disk'

/**
 * The power goes between any two calls of what the services really do with photos (A6): several at once, duplicates, refused ones, pasted
 * pixels, filing from the inbox, drawings, bin, taking back, removing for good, mending, taking in. Real database, real disk, real imaging
 * process. `npm test` cuts at every kind of call of every step and at each thirtieth call; PHOTO_CUTS=all cuts at each, in two weathers.
 */
const ALL = process.env['PHOTO_CUTS'] === 'all'
const EACH = 30
/** Of the three kinds of weather that tests with a disk in memory go through, the hardest. */
const WEATHERS: readonly Weather[] = ALL ? ['forgets', 'empty-files'] : ['forgets']

const fixture = (name: string): string => join(ROOT, 'test/fixtures/photos', name)
const sha = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex')
const SOURCES = ['flower.jpg', 'Landscape_1.jpg', 'Landscape_2.jpg', 'Landscape_3.jpg', 'Landscape_4.jpg', '4.webp', 'animated-loop-3.webp', 'png_named.jpg', 'truncated.jpg']
const SCREEN = { width: 16, height: 9 }
const pixels = Uint8Array.from({ length: SCREEN.width * SCREEN.height * 4 }, (_, at) => (at * 7) % 251)

interface Base {
  readonly dataDir: string
  readonly actor: Actor
  readonly caseA: string
  readonly caseB: string
  /** Links: altered by hand, to be binned, to be taken back, to be removed for good, of the inbox. */
  readonly altered: string
  readonly alteredAt: string
  readonly toBin: string
  readonly toTakeBack: string
  readonly toRemove: string
  readonly inbox: string
  /** A whole photo that no row names. */
  readonly stray: string
}

let worker: Awaited<ReturnType<typeof buildFileWorker>>
let hosts: ReturnType<typeof createFileHosts>
let base: Base
let home: string
beforeAll(async () => {
  worker = await buildFileWorker('photo-steps')
  hosts = createFileHosts(spawnByFork(worker.entry))
  home = join(ROOT, 'test-results', `photo-steps-data-${process.pid}`)
  base = await prepare(join(home, 'base'))
})
afterAll(async () => {
  await hosts.close()
  rmSync(home, { recursive: true, force: true })
  worker.remove()
})

async function prepare(dataDir: string): Promise<Base> {
  const { kernel, actor, open } = await foundFolder({ files: hosts.files, imaging: hosts.imaging, dataDir })
  try {
    const [caseA, caseB] = ['小鱼', 'Abc'].map((buyerNick) => createCase(kernel, actor, { kind: 'damaged', buyerNick }).id)
    if (caseA === undefined || caseB === undefined) throw new Error('two cases expected')
    const file = async (name: string, caseId: string | null): Promise<Photo> => {
      const [one] = await addFiles(kernel, actor, { paths: [fixture(name)], caseId })
      if (one?.photo == null) throw new Error(`${name} was not filed`)
      return one.photo
    }
    const altered = await file('flower.jpg', caseA)
    await file('flower.jpg', caseB)
    const [toBin, toRemove, toTakeBack, inbox] = [await file('Landscape_1.jpg', caseA), await file('Landscape_2.jpg', caseA), await file('Landscape_3.jpg', caseA), await file('4.webp', null)]
    for (const { linkId } of [toRemove, toTakeBack]) await binPhoto(kernel, actor, { linkId, reason: '拍错了' })
    const path = join(dataDir, altered.archivedAs)
    const bytes = Buffer.concat([readFileSync(path), Buffer.from('drawn over')])
    unlinkSync(path)
    writeFileSync(path, bytes)
    const stray = '售后问题图片/放错的.jpg'
    writeFileSync(join(dataDir, stray), readFileSync(fixture('Landscape_4.jpg')))
    return { dataDir, actor, caseA, caseB, altered: altered.linkId, alteredAt: altered.archivedAs, toBin: toBin.linkId, toTakeBack: toTakeBack.linkId, toRemove: toRemove.linkId, inbox: inbox.linkId, stray }
  } finally {
    open.close()
  }
}

/** What callers were told, by the photo's link. */
type Told = Map<string, 'shown' | 'binned' | 'removed'>
interface Desk {
  readonly kernel: Kernel
  readonly told: Told
  /** Copies of refused files that callers were told of. */
  readonly keptAside: string[]
}

/** Each may be repeated after a cut, as a person would. */
const STEPS: readonly ((desk: Desk) => Promise<void>)[] = [
  async ({ kernel, told, keptAside }) => {
    const filed = await Promise.allSettled([
      addFiles(kernel, base.actor, { paths: ['animated-loop-3.webp', 'Landscape_1.jpg', 'png_named.jpg'].map(fixture), caseId: base.caseA }),
      addFiles(kernel, base.actor, { paths: ['4.webp', 'truncated.jpg'].map(fixture), caseId: base.caseB }),
    ])
    for (const one of filed) {
      if (one.status === 'rejected') throw one.reason
      for (const { photo, rejected } of one.value) {
        if (photo !== null) told.set(photo.linkId, 'shown')
        if (rejected?.keptAs != null) keptAside.push(rejected.keptAs)
      }
    }
  },
  async ({ kernel, told }) => {
    const { photo } = await addBytes(kernel, base.actor, { name: '屏幕截图.png', bytes: pixels, bgra: SCREEN, caseId: base.caseA })
    if (photo !== null) told.set(photo.linkId, 'shown')
  },
  async ({ kernel, told }) => void told.set((await assignPhoto(kernel, base.actor, { linkId: base.inbox, caseId: base.caseB })).linkId, 'shown'),
  async ({ kernel, told }) => void told.set((await saveDrawing(kernel, base.actor, { linkId: base.toBin, bytes: readFileSync(fixture('png_named.jpg')) })).linkId, 'shown'),
  async ({ kernel, told }) => void told.set((await binPhoto(kernel, base.actor, { linkId: base.toBin, reason: '重复' })).linkId, 'binned'),
  async ({ kernel, told }) => void told.set((await restorePhoto(kernel, base.actor, base.toTakeBack)).linkId, 'shown'),
  async ({ kernel, told }) => void told.set((await purgePhoto(kernel, base.actor, base.toRemove)).linkId, 'removed'),
  async ({ kernel, told }) => {
    const { kept, restored } = await mendAltered(kernel, base.actor, base.altered)
    if (restored) told.set(base.altered, 'shown')
    if (kept !== null) told.set(kept.linkId, 'shown')
  },
  async ({ kernel, told }) => {
    for (const photo of (await adoptFiles(kernel, base.actor, [base.stray])).taken) told.set(photo.linkId, 'shown')
  },
]

function openAt(dataDir: string, disk: ForgetfulDisk | null): OpenFolder {
  const open = openFolder({ dataDir, purpose: 'open', resourcesDir: ROOT, files: hosts.files, imaging: hosts.imaging, now: () => START + 60_000 })
  if (disk !== null) {
    const write = open.kernel.write.bind(open.kernel)
    // the rows are a step like every other, and nothing is written any more once the power is gone
    Object.assign(open.kernel, {
      write: (...args: Parameters<Kernel['write']>) => {
        disk.step('row')
        return write(...args)
      },
    })
  }
  return open
}

/** What was done at which call, from a day without a cut. */
async function measure(): Promise<{ total: number; cuts: number[] }> {
  const dataDir = join(tempFolder(), 'data')
  cpSync(base.dataDir, dataDir, { recursive: true })
  const disk = forgetfulDisk(join(dataDir, '..', 'keepsake'))
  try {
    const open = openAt(dataDir, disk)
    const desk: Desk = { kernel: open.kernel, told: new Map(), keptAside: [] }
    const kinds = new Set<string>()
    const cuts = new Set<number>()
    for (const [at, step] of STEPS.entries()) {
      const before = disk.calls.length
      await step(desk)
      for (const [index, name] of disk.calls.entries()) {
        if (index < before || (kinds.has(`${at} ${name}`) && index % EACH !== 0 && !ALL)) continue
        kinds.add(`${at} ${name}`)
        cuts.add(index + 1)
      }
    }
    open.close()
    expect([...new Set(disk.calls)].sort()).toEqual(['facts', 'link', 'list', 'makeFolder', 'open create', 'open read', 'read', 'remove', 'row', 'sync', 'syncFolder', 'write'])
    return { total: disk.calls.length, cuts: [...cuts] }
  } finally {
    disk.end()
  }
}

const filesBelow = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)) : []

/** After the restart: no half file, what was told is so, and the check says the truth. */
async function expectTruth(dataDir: string, desk: Pick<Desk, 'told' | 'keptAside'>, kernel: Kernel, where: string, mended: boolean): Promise<void> {
  const report = await checkArchive(kernel, SYSTEM)
  const known = new Set([...SOURCES.map((name) => sha(fixture(name))), ...kernel.db.readable.prepare<[], { id: string }>('SELECT id FROM photo').all().map((row) => row.id), sha(join(base.dataDir, base.alteredAt))])
  expect({ where, missing: report.missing, unreadable: report.unreadable, altered: report.altered.map((file) => file.archivedAs).filter((path) => mended || path !== base.alteredAt) }).toEqual({ where, missing: [], unreadable: [], altered: [] })
  for (const orphan of report.orphaned) expect(known.has(orphan.sha256) || orphan.archivedAs.includes('.png'), `${where}: half or foreign file ${orphan.archivedAs}`).toBe(true)
  expect(filesBelow(join(dataDir, 'incoming')), where).toEqual([])
  for (const [linkId, state] of desk.told) {
    const row = kernel.db.readable.prepare<[string], { photo_id: string; archived_as: string; binned_at: number | null; deleted_at: number | null }>('SELECT photo_id, archived_as, binned_at, deleted_at FROM photo_link WHERE id = ?').get(linkId)
    if (row === undefined) throw new Error(`${where}: ${linkId} was acknowledged and has no row`)
    const is = row.deleted_at !== null ? 'removed' : row.binned_at !== null ? 'binned' : 'shown'
    // the step that was under way may have changed it once more
    if (is !== state) expect([base.toBin, base.toTakeBack, base.toRemove], `${where}: ${linkId} is ${is}`).toContain(linkId)
    if (is === 'removed') continue
    const path = join(dataDir, is === 'binned' ? binPathOf(row.photo_id, row.archived_as) : row.archived_as)
    expect(existsSync(path) && sha(path), `${where}: ${path}`).toBe(row.photo_id)
  }
  for (const path of desk.keptAside) expect(sha(join(dataDir, path)), `${where}: ${path}`).toBe(sha(fixture('truncated.jpg')))
}

const isCut = (error: unknown): boolean => error instanceof PowerCut || (error instanceof AggregateError ? error.errors : error instanceof Error && error.cause !== undefined ? [error.cause] : []).some(isCut)

describe('the services on a disk that loses power', () => {
  it.each<Weather>(WEATHERS)('A6: power cut between any two calls of a day with photos, and the disk %s: whatever was answered is so after the restart, and the day goes on', { timeout: ALL ? 3_600_000 : 300_000 }, async (weather) => {
    const { total, cuts } = await measure()
    expect(total).toBeGreaterThan(150)
    if (process.env['KILL_TELL'] !== undefined) process.stderr.write(`${cuts.length} of ${total} calls\n`)
    for (const k of cuts) {
      const dataDir = join(tempFolder(), 'data')
      cpSync(base.dataDir, dataDir, { recursive: true })
      const disk = forgetfulDisk(join(dataDir, '..', 'keepsake'))
      const told: Told = new Map()
      const keptAside: string[] = []
      let done = 0
      let where = ''
      try {
        const open = openAt(dataDir, disk)
        disk.cutAt(k)
        try {
          for (const step of STEPS) {
            await step({ kernel: open.kernel, told, keptAside })
            done += 1
          }
        } catch (error) {
          if (!isCut(error)) throw error
        }
        where = `power cut at call ${k} of ${total} (${disk.calls.at(-1)}, step ${done + 1}), ${weather}`
        open.close()
        disk.comesBack(weather)
      } finally {
        disk.end()
      }
      const open = openAt(dataDir, null)
      try {
        await expectTruth(dataDir, { told, keptAside }, open.kernel, where, false)
        for (const [at, step] of STEPS.entries()) {
          if (at >= done) await step({ kernel: open.kernel, told, keptAside }).catch((error: unknown) => expect((error as { code?: string }).code, `${where}: repeated step ${at + 1}`).toBe('NOT_FOUND'))
        }
        await expectTruth(dataDir, { told, keptAside }, open.kernel, `${where}, repeated`, true)
      } finally {
        open.close()
      }
      rmSync(join(dataDir, '..'), { recursive: true, force: true })
    }
  })
})
