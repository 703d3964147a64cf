import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createBin, type Bin } from '../../src/backend/photos/bin'
import { createKeyedLock } from '../../src/backend/photos/keyed-lock'
import { createPlacer } from '../../src/backend/photos/place'
import { sweepIncoming } from '../../src/backend/photos/take-in'
import { verifyArchive } from '../../src/backend/photos/verify'
import { binPathOf } from '../../src/domain/photo/bin'
import { memoryDisk, PowerCut, type Fault, type MemoryDisk, type Weather } from './photo-disk'

const DATA = '/data'
const bytesOf = (mark: string): Uint8Array => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from(mark.repeat(50))])
const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** A row as the database would hold it: a commit is durable, so rows survive everything. */
interface Row {
  readonly sha256: string
  readonly bytes: number
  archivedAs: string
  binned: boolean
  purged: boolean
}
const PLACE = { a: '售后问题图片/2026-11/小鱼/小鱼_2026-11-22_1.jpg', b: '售后问题图片/2026-11/小鱼/小鱼_2026-11-22_2.jpg', c: '售后问题图片/2026-11/Abc/Abc_2026-11-22_1.jpg' }

/** Three rows: `first` of two buyers (links of one file, or two copies), `second` of one buyer. */
function desk(links: boolean): { disk: MemoryDisk; rows: Row[] } {
  const disk = memoryDisk()
  disk.setLinks(links)
  const row = (mark: string, archivedAs: string): Row => {
    disk.writeNow(`${DATA}/${archivedAs}`, bytesOf(mark))
    return { sha256: sha(bytesOf(mark)), bytes: bytesOf(mark).length, archivedAs, binned: false, purged: false }
  }
  return { disk, rows: [row('first', PLACE.a), row('second', PLACE.b), row('first', PLACE.c)] }
}

const binOf = (disk: MemoryDisk): Bin => createBin({ fs: disk.fs, dataDir: DATA, placer: createPlacer({ fs: disk.fs, dataDir: DATA, wait: async () => undefined }), sameBytes: createKeyedLock() })
const shown = (rows: readonly Row[]) => (sha256: string): string[] => rows.filter((row) => !row.binned && !row.purged && row.sha256 === sha256).map((row) => row.archivedAs)
const needs = (rows: readonly Row[], binPath: string): boolean => rows.some((row) => row.binned && !row.purged && binPathOf(row.sha256, row.archivedAs) === binPath)

async function toBin(bin: Bin, rows: readonly Row[], row: Row): Promise<void> {
  await bin.toBin({ ...row, shared: () => shown(rows)(row.sha256).includes(row.archivedAs), commit: () => (row.binned = true) })
}
async function takeBack(bin: Bin, rows: readonly Row[], row: Row): Promise<void> {
  const binPath = binPathOf(row.sha256, row.archivedAs)
  await bin.takeBack({
    ...row,
    elsewhere: [],
    needed: () => needs(rows, binPath),
    commit: (archivedAs) => Object.assign(row, { binned: false, archivedAs }),
  })
}
async function purge(bin: Bin, rows: readonly Row[], row: Row): Promise<void> {
  const binPath = binPathOf(row.sha256, row.archivedAs)
  await bin.purge({ ...row, needed: () => needs(rows, binPath), commit: () => (row.purged = true) })
}

/** Bins two of three, takes one back after its name was taken, and lets the other's time run out. */
async function day(disk: MemoryDisk, rows: Row[]): Promise<void> {
  const bin = binOf(disk)
  const [a, b, c] = rows
  if (a === undefined || b === undefined || c === undefined) throw new Error('three rows expected')
  if (!a.binned && !a.purged && a.archivedAs === PLACE.a) await toBin(bin, rows, a)
  if (!b.binned && b.archivedAs === PLACE.b) await toBin(bin, rows, b)
  if (a.binned && !a.purged) await purge(bin, rows, a)
  if (b.binned) await takeBack(bin, rows, b)
}

/** After a start: leftovers are settled, every row has its bytes where it says, and nothing is half or lost. */
async function expectTruth(disk: MemoryDisk, rows: Row[], where: string, returned = false): Promise<void> {
  await sweepIncoming(disk.fs, DATA)
  const alive = rows.filter((row) => !row.purged)
  await binOf(disk).settle({
    binned: alive.filter((row) => row.binned),
    shown: shown(rows),
    purged: (path) => rows.some((row) => row.purged && binPathOf(row.sha256, row.archivedAs) === path),
  })
  const expected = alive.map((row) => ({ sha256: row.sha256, bytes: row.bytes, archivedAs: row.binned ? binPathOf(row.sha256, row.archivedAs) : row.archivedAs }))
  const report = await verifyArchive({ dataDir: DATA, fs: disk.fs, expected })
  // a name that was out of reach when it should have gone is there again, with whole bytes: it is told, and left to a person
  if (returned) report.orphaned = report.orphaned.filter((file) => !rows.some((row) => row.sha256 === file.sha256))
  expect({ where, ...report, photos: 0, files: 0 }).toEqual({ where, photos: 0, files: 0, missing: [], altered: [], unreadable: [], orphaned: [], repaired: [] })
}

/** When taking back fails too, both failures are told. */
const causes = (error: unknown): unknown[] => (error instanceof AggregateError ? error.errors : [error])

describe.each([
  ['with hard links', true],
  ['without hard links', false],
])('the bin on a failing disk, %s', (_, links) => {
  const count = async (): Promise<number> => {
    const { disk, rows } = desk(links)
    await day(disk, rows)
    return disk.calls.length
  }

  it('A6: binned, taken back and purged without faults: one photo each where its row says, the purged one gone', async () => {
    const { disk, rows } = desk(links)
    await day(disk, rows)
    await expectTruth(disk, rows, 'no fault')
    expect([...disk.files(`${DATA}/售后问题图片`).keys()].map((path) => path.slice(DATA.length + 1)).sort()).toEqual([PLACE.c, PLACE.b].sort())
    expect(rows.map(({ binned, purged }) => ({ binned, purged }))).toEqual([{ binned: true, purged: true }, { binned: false, purged: false }, { binned: false, purged: false }])
  })

  it.each<Weather>(['forgets', 'empty-files', 'remembers'])('A6: power cut at every single call, and the disk %s: every photo is in its place or in the bin, never lost', async (weather) => {
    const total = await count()
    expect(total).toBeGreaterThan(30)
    for (let k = 1; k <= total; k++) {
      const { disk, rows } = desk(links)
      disk.setFault({ at: k, what: 'power-cut' })
      await day(disk, rows).catch((error: unknown) => expect(causes(error).some((one) => one instanceof PowerCut), `cut at ${k}: ${String(error)}`).toBe(true))
      const after = disk.afterPowerCut(weather)
      after.setLinks(links)
      await expectTruth(after, rows, `power cut at call ${k} (${disk.calls.at(-1)}), ${weather}`)
      await day(after, rows)
      await expectTruth(after, rows, `the day after a cut at call ${k}`)
    }
  })

  it.each<Fault['what']>(['ENOSPC', 'EACCES', 'EIO', 'EBUSY', 'EPERM'])('R2, A6: %s at every single call: nothing half, nothing lost, the next try works', async (what) => {
    const total = await count()
    for (let k = 1; k <= total; k++) {
      const { disk, rows } = desk(links)
      disk.setFault({ at: k, what, times: 8 })
      await day(disk, rows).catch((error: unknown) => expect(causes(error).map((one) => (one as { code?: string }).code), `${what} at ${k}`).toContain(what))
      disk.setFault(null)
      await expectTruth(disk, rows, `${what} at call ${k}`)
      await day(disk, rows)
      await expectTruth(disk, rows, `the day after ${what} at call ${k}`)
    }
  })

  it.each(['售后问题图片', '售后问题图片/_回收站', '售后问题图片/2026-11/小鱼'])('R2, A6: %s is out of reach from any call on and comes back: nothing half, nothing lost, the next try works', async (name) => {
    const total = await count()
    for (const times of [1, 4, 12]) {
      for (let k = 1; k <= total; k++) {
        const { disk, rows } = desk(links)
        disk.setFault({ at: k, what: 'away', folder: `${DATA}/${name}`, times })
        const where = `${name} away at call ${k} for ${times}`
        await day(disk, rows).catch((error: unknown) => expect(causes(error).map((one) => (one as { code?: string }).code).some((code) => ['ENOENT', 'EIO', 'EBUSY'].includes(code ?? '')), `${where}: ${String(error)}`).toBe(true))
        disk.setFault(null)
        await expectTruth(disk, rows, where, true)
        await day(disk, rows)
        await expectTruth(disk, rows, `the day after ${where}`, true)
      }
    }
  })

  it.each(['售后问题图片', '售后问题图片/_回收站', '售后问题图片/2026-11/小鱼'])('R2, A6: %s is taken away by hand at every single call: what went is told as missing, and nothing else is touched', async (name) => {
    const total = await count()
    for (let k = 1; k <= total; k++) {
      const { disk, rows } = desk(links)
      disk.setFault({ at: k, what: 'gone', folder: `${DATA}/${name}` })
      await day(disk, rows).catch((error: unknown) => expect(causes(error).some((one) => ['ENOENT', 'EBUSY'].includes((one as { code?: string }).code ?? '')), `gone at ${k}: ${String(error)}`).toBe(true))
      disk.setFault(null)
      await sweepIncoming(disk.fs, DATA)
      const alive = rows.filter((row) => !row.purged)
      await binOf(disk).settle({ binned: alive.filter((row) => row.binned), shown: shown(rows), purged: (path) => rows.some((row) => row.purged && binPathOf(row.sha256, row.archivedAs) === path) })
      const expected = alive.map((row) => ({ sha256: row.sha256, bytes: row.bytes, archivedAs: row.binned ? binPathOf(row.sha256, row.archivedAs) : row.archivedAs }))
      const there = disk.files(DATA)
      const lost = expected.filter((file) => sha(there.get(`${DATA}/${file.archivedAs}`) ?? new Uint8Array()) !== file.sha256).map((file) => file.archivedAs)
      const report = await verifyArchive({ dataDir: DATA, fs: disk.fs, expected })
      const told = [...report.missing.map((file) => file.archivedAs), ...report.repaired.map((file) => (file.how === 'relinked' ? file.to : file.from))]
      expect([...new Set(told)].sort(), `gone at ${k}`).toEqual([...new Set(lost)].sort())
      expect({ altered: report.altered, unreadable: report.unreadable }, `gone at ${k}`).toEqual({ altered: [], unreadable: [] })
      for (const [path, bytes] of there) expect([sha(bytesOf('first')), sha(bytesOf('second'))], `gone at ${k}: half file ${path}`).toContain(sha(bytes))
    }
  })

  it('R2, A6: the bin or the buyer\'s folder is taken away by hand between two photos: both are made anew', async () => {
    const { disk, rows } = desk(links)
    const bin = binOf(disk)
    const [a, b] = rows
    if (a === undefined || b === undefined) throw new Error('rows expected')
    await toBin(bin, rows, a)
    disk.setFault({ at: disk.calls.length + 1, what: 'gone', folder: `${DATA}/售后问题图片/_回收站` })
    await toBin(bin, rows, b)
    expect(sha(disk.files(DATA).get(`${DATA}/${binPathOf(b.sha256, b.archivedAs)}`) ?? new Uint8Array())).toBe(b.sha256)
    disk.setFault({ at: disk.calls.length + 1, what: 'gone', folder: `${DATA}/售后问题图片/2026-11/小鱼` })
    await takeBack(bin, rows, b)
    expect(sha(disk.files(DATA).get(`${DATA}/${b.archivedAs}`) ?? new Uint8Array())).toBe(b.sha256)
  })

  it('A6: a name that was taken meanwhile is left alone, and the photo comes back under the next number', async () => {
    const { disk, rows } = desk(links)
    const [, row] = rows
    if (row === undefined) throw new Error('a row expected')
    await toBin(binOf(disk), rows, row)
    disk.writeNow(`${DATA}/${PLACE.b}`, bytesOf('by hand'))
    await takeBack(binOf(disk), rows, row)
    expect(row.archivedAs).toMatch(/_3\.jpg$/)
    expect(sha(disk.files(DATA).get(`${DATA}/${PLACE.b}`) ?? new Uint8Array())).toBe(sha(bytesOf('by hand')))
    expect(sha(disk.files(DATA).get(`${DATA}/${row.archivedAs}`) ?? new Uint8Array())).toBe(row.sha256)
  })

  it('A6: a file in the bin that nobody binned is kept, whatever it is called', async () => {
    const { disk, rows } = desk(links)
    disk.writeNow(`${DATA}/售后问题图片/_回收站/mine.jpg`, bytesOf('mine'))
    await binOf(disk).settle({ binned: [], shown: shown(rows), purged: () => false })
    expect(disk.files(DATA).has(`${DATA}/售后问题图片/_回收站/mine.jpg`)).toBe(true)
  })
})
