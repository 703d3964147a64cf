import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createBin } from '../../src/backend/photos/bin'
import { createFiling } from '../../src/backend/photos/filing'
import { sweepIncoming } from '../../src/backend/photos/take-in'
import { verifyArchive } from '../../src/backend/photos/verify'
import { DEFAULT_ARCHIVE_PATTERN, ownerOf } from '../../src/domain/photo/archive-path'
import { memoryDisk, PowerCut, type Fault, type MemoryDisk, type Weather } from './photo-disk'

/** Mending, moving and bringing back on a disk that fails (A6, R2): as filing and bin, at every single call. */

const DATA = '/data'
const at = { year: 2026, month: 11, day: 22, hour: 9, minute: 0, second: 0 }
const bytesOf = (mark: string): Uint8Array => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from(mark.repeat(50))])
const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const PLACE = {
  altered: '售后问题图片/2026-11/小鱼/小鱼_2026-11-22_1.jpg',
  copy: '售后问题图片/2026-11/Abc/Abc_2026-11-22_1.jpg',
  inbox: '售后问题图片/2026-11/_未归档/_未归档_2026-11-22_1.jpg',
  lost: '售后问题图片/2026-11/小鱼/小鱼_2026-11-22_7.jpg',
}
const OUTSIDE = '/backup/IMG_0001.jpg'

interface Row {
  sha256: string
  bytes: number
  archivedAs: string
  owner: string
}

/**
 * A photo of two buyers of which one copy was drawn over by hand, one that waits in the inbox, and one whose file is lost but for a
 * backup. `altered` bytes have no row yet.
 */
function desk(links: boolean): { disk: MemoryDisk; rows: Row[] } {
  const disk = memoryDisk()
  disk.setLinks(links)
  const row = (mark: string, archivedAs: string, owner: string, there: Uint8Array | null = bytesOf(mark)): Row => {
    if (there !== null) disk.writeNow(`${DATA}/${archivedAs}`, there)
    return { sha256: sha(bytesOf(mark)), bytes: bytesOf(mark).length, archivedAs, owner }
  }
  disk.writeNow(OUTSIDE, bytesOf('lost'))
  return { disk, rows: [row('first', PLACE.altered, '小鱼', bytesOf('drawn over')), row('first', PLACE.copy, 'Abc'), row('inbox', PLACE.inbox, ''), row('lost', PLACE.lost, '小鱼', null)] }
}

function archive(disk: MemoryDisk, rows: readonly Row[]) {
  const filing = createFiling({
    dataDir: DATA,
    fs: disk.fs,
    pattern: () => DEFAULT_ARCHIVE_PATTERN,
    known: (sha256) => rows.filter((row) => row.sha256 === sha256),
    promised: (archivedAs) => rows.some((row) => row.archivedAs === archivedAs),
    wait: async () => undefined,
  })
  return { filing, bin: createBin({ fs: disk.fs, dataDir: DATA, placer: filing.placer, sameBytes: filing.sameBytes }) }
}

/** As the services do it, each step only if its rows say that it is still to be done: so a repetition after a cut goes on from there. */
async function mend(disk: MemoryDisk, rows: Row[]): Promise<void> {
  const { filing, bin } = archive(disk, rows)
  const [original, copy, inbox, lost] = rows
  if (original === undefined || copy === undefined || inbox === undefined || lost === undefined) throw new Error('four rows expected')
  // mended (services/photo-check.ts): what was drawn over becomes a photo of its own, then the original comes back from the other buyer's
  const drawn = { sha256: sha(bytesOf('drawn over')), bytes: bytesOf('drawn over').length, archivedAs: original.archivedAs }
  const stands = disk.files(DATA).get(`${DATA}/${original.archivedAs}`)
  if (stands !== undefined && sha(stands) === drawn.sha256) {
    let kept = rows.find((row) => row.sha256 === drawn.sha256)?.archivedAs
    if (kept === undefined) {
      kept = await bin.copyBeside(original.archivedAs)
      rows.push({ ...drawn, archivedAs: kept, owner: '小鱼' })
    }
    await bin.dropName(drawn, kept)
  }
  await bin.putBack({ ...original, from: copy.archivedAs })
  // filed on a case: it moves into the buyer's folder; then also shown in another's, where its old name stays
  if (inbox.owner === '') {
    await filing.refile({ sha256: inbox.sha256, from: inbox.archivedAs, facts: { buyer: '小鱼', at }, keepOld: false, commit: (archivedAs) => void Object.assign(inbox, { archivedAs, owner: ownerOf({ buyer: '小鱼' }) }) })
  }
  if (!rows.some((row) => row.owner === 'Zed')) {
    await filing.refile({ sha256: inbox.sha256, from: inbox.archivedAs, facts: { buyer: 'Zed', at }, keepOld: true, commit: (archivedAs) => void rows.push({ ...inbox, archivedAs, owner: 'Zed' }) })
  }
  await bin.bringBack(lost, OUTSIDE)
}

const wholes = new Set(['first', 'drawn over', 'inbox', 'lost'].map((mark) => sha(bytesOf(mark))))

/** Whatever happened: nothing half, every photo that was there is there somewhere, and what does not stand where its row says is told. */
async function expectTruth(disk: MemoryDisk, rows: readonly Row[], where: string): Promise<void> {
  await sweepIncoming(disk.fs, DATA)
  expect([...disk.files('/data/incoming').keys()], where).toEqual([])
  const there = disk.files('/data/售后问题图片')
  const seen = new Set([...there.values()].map(sha))
  for (const [path, bytes] of there) expect(wholes.has(sha(bytes)), `${where}: half file ${path}`).toBe(true)
  for (const mark of ['first', 'drawn over', 'inbox']) expect(seen.has(sha(bytesOf(mark))), `${where}: ${mark} is lost`).toBe(true)
  const wrong = rows.filter((row) => sha(there.get(`${DATA}/${row.archivedAs}`) ?? new Uint8Array()) !== row.sha256).map((row) => row.archivedAs)
  const report = await verifyArchive({ dataDir: DATA, fs: disk.fs, expected: rows })
  const told = [...report.missing, ...report.altered, ...report.unreadable].map((file) => file.archivedAs)
  const moved = report.repaired.map((file) => (file.how === 'relinked' ? file.to : file.from))
  expect([...told, ...moved].sort(), where).toEqual([...wrong].sort())
  // a photo that was never lost may only be where its row says, or be found moved or be told as drawn over
  for (const path of wrong) expect([PLACE.altered, PLACE.lost], `${where}: ${path}`).toContain(path)
}

/** After a repetition without faults everything stands where its row says. */
async function expectWhole(disk: MemoryDisk, rows: readonly Row[], where: string): Promise<void> {
  await expectTruth(disk, rows, where)
  const report = await verifyArchive({ dataDir: DATA, fs: disk.fs, expected: rows })
  expect({ where, ...report, files: 0, photos: 0, orphaned: [] }).toEqual({ where, photos: 0, files: 0, missing: [], altered: [], unreadable: [], orphaned: [], repaired: [] })
}

const causes = (error: unknown): unknown[] => (error instanceof AggregateError ? error.errors : [error, ...(error instanceof Error && error.cause !== undefined ? [error.cause] : [])])

describe.each([
  ['with hard links', true],
  ['without hard links', false],
])('mending, moving and bringing back on a failing disk, %s', (_, links) => {
  const count = async (): Promise<number> => {
    const { disk, rows } = desk(links)
    await mend(disk, rows)
    return disk.calls.length
  }

  it('A6: without faults the original is back, what was drawn over is kept, the moved one has its new name only, the lost one came from outside', async () => {
    const { disk, rows } = desk(links)
    await mend(disk, rows)
    await expectWhole(disk, rows, 'no fault')
    expect(rows).toHaveLength(6)
    expect([...disk.files('/data/售后问题图片').keys()].some((path) => path.includes('_未归档_'))).toBe(false)
    expect(disk.files('/backup').size).toBe(1)
  })

  it.each<Weather>(['forgets', 'empty-files', 'remembers'])('A6: power cut at every single call, and the disk %s: nothing half, nothing lost, and the repetition mends the rest', async (weather) => {
    const total = await count()
    expect(total).toBeGreaterThan(40)
    for (let k = 1; k <= total; k++) {
      const { disk, rows } = desk(links)
      disk.setFault({ at: k, what: 'power-cut' })
      await mend(disk, rows).catch((error: unknown) => expect(causes(error).some((one) => one instanceof PowerCut), `cut at ${k}: ${String(error)}`).toBe(true))
      const after = disk.afterPowerCut(weather)
      after.setLinks(links)
      await expectTruth(after, rows, `power cut at call ${k} (${disk.calls.at(-1)}), ${weather}`)
      await mend(after, rows)
      await expectWhole(after, rows, `repeated after a cut at call ${k}, ${weather}`)
    }
  })

  it.each(['/data/售后问题图片', '/data/售后问题图片/2026-11/Abc', '/data/incoming', '/backup'])('R2, A6: %s is out of reach from any call on and comes back: nothing half, nothing lost, the next try works', async (folder) => {
    const total = await count()
    for (const times of [1, 4, 12]) {
      for (let k = 1; k <= total; k++) {
        const { disk, rows } = desk(links)
        disk.setFault({ at: k, what: 'away', folder, times })
        const where = `${folder} away at call ${k} for ${times}`
        await mend(disk, rows).catch((error: unknown) => expect(causes(error).some((one) => ['ENOENT', 'EIO', 'EBUSY'].includes((one as { code?: string }).code ?? '')), `${where}: ${String(error)}`).toBe(true))
        disk.setFault(null)
        await expectTruth(disk, rows, where)
        await mend(disk, rows)
        await expectWhole(disk, rows, `the day after ${where}`)
      }
    }
  })

  it.each<Fault['what']>(['ENOSPC', 'EACCES', 'EIO', 'EBUSY', 'EPERM'])('R2, A6: %s at every single call: nothing half, nothing lost, the next try works', async (what) => {
    const total = await count()
    for (let k = 1; k <= total; k++) {
      // a scanner lets go after a moment, a full disk does not
      for (const times of what === 'EBUSY' ? [1, 8] : [8]) {
        const { disk, rows } = desk(links)
        disk.setFault({ at: k, what, times })
        await mend(disk, rows).catch((error: unknown) => expect(causes(error).map((one) => (one as { code?: string }).code), `${what} at ${k}`).toContain(what))
        disk.setFault(null)
        await expectTruth(disk, rows, `${what} × ${times} at call ${k}`)
        const after = disk.afterPowerCut('forgets')
        after.setLinks(links)
        await expectTruth(after, rows, `${what} × ${times} at call ${k}, then a power cut`)
        await mend(disk, rows)
        await expectWhole(disk, rows, `repeated after ${what} at call ${k}`)
      }
    }
  })
})
