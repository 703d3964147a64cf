import { createHash } from 'node:crypto'
import { expect } from 'vitest'
import { createFiling, type FiledPhoto, type FilingRequest, type FilingResult, type KnownCopy } from '../../../src/backend/photos/filing'
import { hashFile, sweepIncoming } from '../../../src/backend/photos/take-in'
import { verifyArchive, type ExpectedFile } from '../../../src/backend/photos/verify'
import { DEFAULT_ARCHIVE_PATTERN, ownerOf } from '../../../src/domain/photo/archive-path'
import { memoryDisk, PowerCut, type MemoryDisk } from '../photo-disk'

/** What the tests of filing on failing disks share: a small working day, and what must be true after whatever happened to it. */

export const DATA = '/data'
const at = { year: 2026, month: 11, day: 22, hour: 9, minute: 0, second: 0 }
/** Bytes that tell as JPEG and differ by `mark`. */
export const jpeg = (mark: string): Uint8Array => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from(mark.repeat(50))])
export const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Rows as the database would hold them: they survive everything, since a commit is durable. */
export interface Row extends ExpectedFile {
  owner: string
}

export type Filer = (source: FilingRequest['source'], buyer: string, commit?: () => void) => Promise<FilingResult>

/** An archive on this disk. `answers`: what its callers were told, in the moment when they were. */
export function desk(disk: MemoryDisk, rows: Row[], answers: FilingResult[] = []): Filer {
  const known = (sha256: string): KnownCopy[] => rows.filter((row) => row.sha256 === sha256)
  const filing = createFiling({ dataDir: DATA, fs: disk.fs, pattern: () => DEFAULT_ARCHIVE_PATTERN, known, promised: (archivedAs) => rows.some((row) => row.archivedAs === archivedAs), wait: async () => undefined })
  return async (source, buyer, commit) => {
    const answer = await filing.file({
      source,
      facts: { buyer, at },
      inspect: async ({ path }) => {
        const { sha256 } = await hashFile(disk.fs, path)
        return sha256 === sha(jpeg('BROKEN')) ? { ok: false, reason: 'broken' } : { ok: true, picture: null }
      },
      commit: (photo: FiledPhoto) => {
        commit?.()
        rows.push({ sha256: photo.sha256, archivedAs: photo.archivedAs, bytes: photo.bytes, owner: ownerOf({ buyer }) })
      },
    })
    answers.push(answer)
    return answer
  }
}

export function freshDisk(): MemoryDisk {
  const disk = memoryDisk()
  disk.writeNow('/phone/a.jpg', jpeg('first'))
  disk.writeNow('/data/keep', new Uint8Array())
  return disk
}

/** One working day in small: a file, pasted bytes, a duplicate for the same and for another buyer, a broken one, a zero-byte one. */
export async function day(disk: MemoryDisk, rows: Row[], answers: FilingResult[] = []): Promise<void> {
  const file = desk(disk, rows, answers)
  await file({ path: '/phone/a.jpg' }, '小鱼')
  await file({ bytes: jpeg('second'), name: 'paste.png' }, '小鱼')
  await file({ bytes: jpeg('first'), name: 'again.jpg' }, '小鱼')
  await file({ bytes: jpeg('first'), name: 'other.jpg' }, 'Abc')
  await file({ bytes: jpeg('BROKEN'), name: 'bad.jpg' }, 'abc')
  await file({ bytes: jpeg('third'), name: 'third.jpg' }, 'abc')
}

/** All of it at the same time, as a drop of several files beside a paste: the steps of each fall between those of the others. */
export async function busyDay(disk: MemoryDisk, rows: Row[], answers: FilingResult[] = []): Promise<void> {
  const file = desk(disk, rows, answers)
  const done = await Promise.allSettled([
    file({ path: '/phone/a.jpg' }, '小鱼'),
    file({ bytes: jpeg('second'), name: 'paste.png' }, '小鱼'),
    file({ bytes: jpeg('first'), name: 'again.jpg' }, '小鱼'),
    file({ bytes: jpeg('first'), name: 'other.jpg' }, 'Abc'),
    file({ bytes: jpeg('BROKEN'), name: 'bad.jpg' }, 'abc'),
    file({ bytes: jpeg('third'), name: 'third.jpg' }, 'abc'),
    file({ bytes: jpeg('BROKEN'), name: 'bad.jpg' }, '小鱼'),
  ])
  const failed = done.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []))
  if (failed.length > 0) throw failed.find((error) => [error, ...causes(error)].some((one) => one instanceof PowerCut)) ?? failed[0]
}

export const wholes = new Set(['first', 'second', 'third', 'BROKEN'].map((mark) => sha(jpeg(mark))))

/** What must hold whatever happened: no half file, and every row has its file. */
export async function expectTruth(disk: MemoryDisk, rows: Row[], where: string): Promise<void> {
  await sweepIncoming(disk.fs, DATA)
  for (const [path, bytes] of disk.files('/data/售后问题图片')) expect(wholes.has(sha(bytes)), `${where}: half file ${path}`).toBe(true)
  expect([...disk.files('/data/incoming').keys()], where).toEqual([])
  const report = await verifyArchive({ dataDir: DATA, fs: disk.fs, expected: rows })
  expect({ where, missing: report.missing, altered: report.altered, unreadable: report.unreadable, repaired: report.repaired }).toEqual({ where, missing: [], altered: [], unreadable: [], repaired: [] })
  for (const orphan of report.orphaned) expect(wholes.has(orphan.sha256), `${where}: orphan ${orphan.archivedAs}`).toBe(true)
}

/** Whatever a caller was told is so: a filed photo has its row and its file, a refused one its copy for a person to judge. */
export function expectAnswered(disk: MemoryDisk, rows: readonly Row[], answers: readonly FilingResult[], where: string): void {
  const files = disk.files(DATA)
  const holds = (path: string, sha256: string | null): boolean => sha(files.get(`${DATA}/${path}`) ?? new Uint8Array()) === sha256
  for (const answer of answers) {
    if (answer.outcome === 'filed') {
      const { sha256, archivedAs } = answer.photo
      expect(rows.some((row) => row.sha256 === sha256 && row.archivedAs === archivedAs), `${where}: ${archivedAs} was acknowledged without a row`).toBe(true)
      expect(holds(archivedAs, sha256), `${where}: ${archivedAs} was acknowledged and is not there`).toBe(true)
    } else {
      const { keptAs, sha256, originalName } = answer.rejected
      // a source that could not be read to its end stays where it is: nothing of it was taken
      expect(keptAs === null ? sha256 === null : holds(keptAs, sha256), `${where}: the copy of ${originalName} that was told is not there`).toBe(true)
    }
  }
}

export function causes(error: unknown): unknown[] {
  return error instanceof AggregateError ? error.errors : []
}

export async function callsOf(links: boolean, work: (disk: MemoryDisk, rows: Row[]) => Promise<void>): Promise<number> {
  const disk = freshDisk()
  disk.setLinks(links)
  await work(disk, [])
  return disk.calls.length
}
