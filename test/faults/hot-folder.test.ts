import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createFiling } from '../../src/backend/photos/filing'
import type { FileSystem } from '../../src/backend/photos/file-system'
import { markOf } from '../../src/backend/photos/hot-look'
import { createHotRun, type HotRun } from '../../src/backend/photos/hot-run'
import { sweepIncoming } from '../../src/backend/photos/take-in'
import { verifyArchive, type ExpectedFile } from '../../src/backend/photos/verify'
import { photoWaysFileSchema } from '../../src/contract/photo-ways-policy'
import { DEFAULT_ARCHIVE_PATTERN, ownerOf } from '../../src/domain/photo/archive-path'
import { ROOT } from '../support/folders'
import { memoryDisk, PowerCut, type Fault, type MemoryDisk, type Weather } from './photo-disk'

const DATA = '/data'
const HOT = '/downloads'
const at = { year: 2026, month: 11, day: 22, hour: 9, minute: 0, second: 0 }
const rules = photoWaysFileSchema.parse(parse(readFileSync(join(ROOT, 'resources/policies/photo-ways.yaml'), 'utf8'))).hot
const jpeg = (mark: string): Uint8Array => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from(mark.repeat(50))])
const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const FILES = ['a.jpg', 'b.jpg', 'c.jpg', 'sub/d.jpg']

/** What the database would hold: it survives everything, and what was written together is there together. */
interface Rows {
  readonly photos: (ExpectedFile & { owner: string; name: string })[]
  readonly hot: Map<string, { mark: string; outcome: string }>
}
const newRows = (): Rows => ({ photos: [], hot: new Map() })

function desk(fs: FileSystem, rows: Rows): HotRun {
  const filing = createFiling({ dataDir: DATA, fs, pattern: () => DEFAULT_ARCHIVE_PATTERN, known: (sha256) => rows.photos.filter((row) => row.sha256 === sha256), wait: async () => undefined })
  return createHotRun({
    fs,
    folder: HOT,
    rules: () => rules,
    extensions: new Set(['jpg']),
    skip: () => false,
    judged: new Map([...rows.hot].map(([path, { mark }]) => [path, mark])),
    takenMarks: new Set([...rows.hot.values()].filter(({ outcome }) => outcome === 'taken').map(({ mark }) => mark)),
    attended: () => null,
    isKnown: (sha256) => rows.photos.some((row) => row.sha256 === sha256),
    note: (file, outcome) => void rows.hot.set(file.path, { mark: markOf(file), outcome: outcome.kind === 'refused' ? outcome.reason : outcome.kind }),
    giveWay: async () => undefined,
    file: async (file) => {
      const result = await filing.file({
        source: { path: file.path },
        facts: { at },
        inspect: async () => ({ ok: true, picture: null }),
        commit: (photo) => {
          rows.photos.push({ sha256: photo.sha256, archivedAs: photo.archivedAs, bytes: photo.bytes, owner: ownerOf({}), name: file.path })
          rows.hot.set(file.path, { mark: markOf(file), outcome: 'taken' })
        },
      })
      return { rejected: result.outcome === 'rejected' ? result.rejected.reason : null }
    },
  })
}

function freshDisk(): MemoryDisk {
  const disk = memoryDisk()
  for (const name of FILES) disk.writeNow(`${HOT}/${name}`, jpeg(name))
  disk.writeNow(`${HOT}/half.jpg.part`, jpeg('half'))
  disk.writeNow('/data/keep', new Uint8Array())
  return disk
}

async function look(run: HotRun, times: number): Promise<void> {
  for (let count = 0; count < times; count += 1) await run.look()
}

/** Every file is in the archive once and whole, every row has its file, and the folder is as it was. */
async function expectAll(disk: MemoryDisk, rows: Rows, where: string): Promise<void> {
  await sweepIncoming(disk.fs, DATA)
  expect(rows.photos.map((row) => row.name).sort(), where).toEqual(FILES.map((name) => `${HOT}/${name}`))
  const report = await verifyArchive({ dataDir: DATA, fs: disk.fs, expected: rows.photos })
  expect({ where, missing: report.missing, altered: report.altered, unreadable: report.unreadable }).toEqual({ where, missing: [], altered: [], unreadable: [] })
  const wholes = new Set(FILES.map((name) => sha(jpeg(name))))
  for (const [path, bytes] of disk.files('/data/售后问题图片')) expect(wholes.has(sha(bytes)), `${where}: half file ${path}`).toBe(true)
  expect([...disk.files(HOT).keys()].sort()).toEqual([...FILES, 'half.jpg.part'].map((name) => `${HOT}/${name}`).sort())
}

async function countCalls(): Promise<number> {
  const disk = freshDisk()
  const rows = newRows()
  await look(desk(disk.fs, rows), 2)
  expect(rows.photos).toHaveLength(FILES.length)
  return disk.calls.length
}

const causes = (error: unknown): unknown[] => (error instanceof Error ? [error, ...(error instanceof AggregateError ? error.errors : []), ...causes(error.cause)] : [error])

describe('a hot folder on a failing disk', () => {
  it.each<Weather>(['forgets', 'remembers'])('A2, A6: power cut at every single call, and the disk %s: after the restart nothing is missing and nothing was taken twice', async (weather) => {
    const total = await countCalls()
    for (let k = 1; k <= total; k += 1) {
      const disk = freshDisk()
      const rows = newRows()
      disk.setFault({ at: k, what: 'power-cut' })
      await look(desk(disk.fs, rows), 2).catch((error: unknown) => expect(causes(error).some((one) => one instanceof PowerCut), `cut at ${k}: ${String(error)}`).toBe(true))
      const acknowledged = rows.photos.map((row) => row.name)
      const after = disk.afterPowerCut(weather)
      await sweepIncoming(after.fs, DATA)
      // What is in the folder under its own time was not changed by the cut; the same looks finish the work.
      await look(desk(after.fs, rows), 3)
      expect(rows.photos.map((row) => row.name)).toEqual(expect.arrayContaining(acknowledged))
      await expectAll(after, rows, `power cut at call ${k} (${disk.calls.at(-1)}), ${weather}`)
    }
  })

  it.each<Fault['what']>(['ENOSPC', 'EACCES', 'EIO', 'EBUSY'])('A2, R2: %s at every single call: the rest waits, and the next looks take it', async (what) => {
    const total = await countCalls()
    for (let k = 1; k <= total; k += 1) {
      const disk = freshDisk()
      const rows = newRows()
      const run = desk(disk.fs, rows)
      disk.setFault({ at: k, what, times: 2 })
      await look(run, 2).catch((error: unknown) => expect(causes(error).some((one) => (one as { code?: string }).code === what), `${what} at ${k}: ${String(error)}`).toBe(true))
      disk.setFault(null)
      await look(run, 2 ** rules.tries)
      expect(run.state.problem).toBeNull()
      await expectAll(disk, rows, `${what} at call ${k} (${disk.calls[k - 1]})`)
    }
  })

  it('A2, R2: a file that another program holds is tried so often as the policy says, then listed, and the others are taken meanwhile', async () => {
    const disk = freshDisk()
    const rows = newRows()
    let opened = 0
    const locked: FileSystem = {
      ...disk.fs,
      open: async (path, mode) => {
        if (path !== `${HOT}/b.jpg`) return disk.fs.open(path, mode)
        opened += 1
        throw Object.assign(new Error('held'), { code: 'EBUSY' })
      },
    }
    const run = desk(locked, rows)
    await look(run, 2)
    expect(rows.photos.map((row) => row.name)).toHaveLength(FILES.length - 1)
    await look(run, rules.stableLooks * 2 ** (rules.tries + 1))
    expect(opened).toBe(rules.tries)
    expect(rows.hot.get(`${HOT}/b.jpg`)?.outcome).toBe('not-readable')
  })

  it('A2, R2: with the folder gone in the middle nothing is noted of its files; when it is back they are taken once', async () => {
    const disk = freshDisk()
    const rows = newRows()
    let gone = false
    const missing = (): Error => Object.assign(new Error('gone'), { code: 'ENOENT' })
    const fs: FileSystem = {
      ...disk.fs,
      list: async (path) => {
        if (gone && path.startsWith(HOT)) throw missing()
        return disk.fs.list(path)
      },
      facts: async (path) => (gone && path.startsWith(HOT) ? null : disk.fs.facts(path)),
      open: async (path, mode) => {
        if (path === `${HOT}/c.jpg` && rows.photos.length > 0 && !gone) gone = true
        if (gone && path.startsWith(HOT)) throw missing()
        return disk.fs.open(path, mode)
      },
    }
    const run = desk(fs, rows)
    await look(run, 2)
    gone = true
    await look(run, 3)
    expect(run.state.problem).toBe('gone')
    const before = rows.hot.size
    await look(run, 30)
    expect(rows.hot.size).toBe(before)
    // From here on it stays: the wrapper only takes it away once.
    const back = desk(disk.fs, rows)
    await look(back, 3)
    await expectAll(disk, rows, 'back again')
  })
})
