import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFiling, createInspector, nodeFileSystem, spreadJobs, sweepIncoming, thumbPathOf, verifyArchive, type ExpectedFile, type FiledPhoto, type Filing, type FilingResult, type KnownCopy, type PhotoSource } from '../../src/backend/photos'
import { runThumbnailJob } from '../../src/backend/photos/imaging/thumbnail-job'
import { AppError } from '../../src/domain/errors'
import { DEFAULT_ARCHIVE_PATTERN, ownerOf } from '../../src/domain/photo/archive-path'
import { fixture, tempFolder } from './photo-helpers'

const at = { year: 2026, month: 11, day: 22, hour: 9, minute: 0, second: 0 }
const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const jpeg = (mark: string): Buffer => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from(mark)])

type Row = ExpectedFile & { owner: string }
let folder: ReturnType<typeof tempFolder>
let dataDir: string
let rows: Row[]
let filing: Filing

beforeEach(() => {
  folder = tempFolder()
  dataDir = join(folder.path, 'data')
  mkdirSync(dataDir)
  rows = []
  filing = createFiling({ dataDir, pattern: () => DEFAULT_ARCHIVE_PATTERN, known: (sha256): KnownCopy[] => rows.filter((row) => row.sha256 === sha256), maxBytes: () => 5_000_000 })
})
afterEach(() => folder.remove())

const realInspect = (): ReturnType<typeof createInspector> => createInspector({ dataDir, run: runThumbnailJob })

function file(source: PhotoSource, buyer: string | null, inspect: ReturnType<typeof createInspector> = async () => ({ ok: true, picture: null })): Promise<FilingResult> {
  return filing.file({
    source,
    facts: { buyer, at },
    inspect,
    commit: (photo) => void rows.push({ sha256: photo.sha256, archivedAs: photo.archivedAs, bytes: photo.bytes, owner: ownerOf({ buyer }) }),
  })
}

function filed(result: FilingResult): FiledPhoto {
  if (result.outcome !== 'filed') throw new Error(`rejected: ${result.rejected.reason}`)
  return result.photo
}

function archived(): string[] {
  const found: string[] = []
  const visit = (path: string): void => {
    for (const entry of readdirSync(join(dataDir, path), { withFileTypes: true })) {
      if (entry.isDirectory()) visit(`${path}/${entry.name}`)
      else found.push(`${path}/${entry.name}`)
    }
  }
  if (existsSync(join(dataDir, '售后问题图片'))) visit('售后问题图片')
  return found.sort()
}

const verify = (): ReturnType<typeof verifyArchive> => verifyArchive({ dataDir, expected: rows })

describe('filing photos on a real disk', () => {
  it('A1–A3, A6: every fixture photo is filed as it is, or kept aside with a reason; nothing is lost or half written', async () => {
    const inspect = realInspect()
    const expected: Record<string, string> = {
      'broken.png': 'broken',
      'corrupt-header.jpg': 'broken',
      'decompression_bomb.gif': 'broken',
      'truncated.jpg': 'truncated',
      'truncated.png': 'truncated',
      'truncated_jpeg.jpg': 'truncated',
      'zero_byte.jpg': 'empty',
    }
    const names = readdirSync('test/fixtures/photos', { withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => entry.name)
    expect(names.length).toBe(25)
    for (const name of names) {
      const original = fixture(name)
      const looked = await file({ path: join('test/fixtures/photos', name) }, '买家😀', inspect)
      if (looked.outcome === 'rejected') {
        expect([name, looked.rejected.reason]).toEqual([name, expected[name]])
        if (looked.rejected.reason === 'empty') expect(looked.rejected.keptAs).toBeNull()
        else expect(readFileSync(join(dataDir, looked.rejected.keptAs ?? '')).equals(original), name).toBe(true)
      } else {
        expect(expected[name], name).toBeUndefined()
        expect(readFileSync(join(dataDir, looked.photo.archivedAs)).equals(original), name).toBe(true)
        expect(looked.photo.sha256).toBe(sha(original))
        expect(looked.photo.mislabelled).toBe(name === 'png_named.jpg')
        expect(statSync(join(dataDir, thumbPathOf(looked.photo.sha256))).size).toBeGreaterThan(20)
      }
    }
    expect(readdirSync(join(dataDir, 'incoming'))).toEqual([])
    expect(await verify()).toMatchObject({ photos: 18, missing: [], altered: [], orphaned: [], repaired: [] })
  })

  it('A1: name, time and extension: the original name and time are told, the extension follows the content', async () => {
    const path = join(folder.path, '微信图片_2026.jpg')
    writeFileSync(path, fixture('png_named.jpg'))
    const photo = filed(await file({ path }, null))
    expect(photo).toMatchObject({ archivedAs: '售后问题图片/2026-11/未归属/未归属_2026-11-22_1.png', originalName: '微信图片_2026.jpg', mislabelled: true, format: 'png', newFile: true, duplicateOf: null })
    expect(photo.modifiedAt).toBe(Math.floor(statSync(path).mtimeMs))
  })

  it('A4: the same bytes are stored once, and each buyer sees them', async () => {
    const first = filed(await file({ bytes: jpeg('a'), name: 'a.jpg' }, 'Abc'))
    const again = filed(await file({ bytes: jpeg('a'), name: 'b.jpg' }, 'Abc'))
    const other = filed(await file({ bytes: jpeg('a'), name: 'c.jpg' }, 'Xyz'))
    expect(again).toMatchObject({ archivedAs: first.archivedAs, newFile: false, duplicateOf: first.archivedAs })
    expect(other).toMatchObject({ archivedAs: '售后问题图片/2026-11/Xyz/Xyz_2026-11-22_1.jpg', newFile: true, duplicateOf: first.archivedAs })
    expect(statSync(join(dataDir, other.archivedAs)).ino).toBe(statSync(join(dataDir, first.archivedAs)).ino)
    expect(archived()).toHaveLength(2)
  })

  it('A4, A6: a copy that was altered by hand is not passed on to another buyer', async () => {
    const first = filed(await file({ bytes: jpeg('a'), name: 'a.jpg' }, 'Abc'))
    writeFileSync(join(dataDir, first.archivedAs), jpeg('X'))
    const other = filed(await file({ bytes: jpeg('a'), name: 'a.jpg' }, 'Xyz'))
    expect(readFileSync(join(dataDir, other.archivedAs)).equals(jpeg('a'))).toBe(true)
  })

  it('A6: filing a lost photo again puts it back where its row says', async () => {
    const first = filed(await file({ bytes: jpeg('a'), name: 'a.jpg' }, 'Abc'))
    rmSync(join(dataDir, first.archivedAs))
    const again = filed(await file({ bytes: jpeg('a'), name: 'a.jpg' }, 'Abc'))
    expect(again).toMatchObject({ archivedAs: first.archivedAs, newFile: true })
    expect(readFileSync(join(dataDir, first.archivedAs)).equals(jpeg('a'))).toBe(true)
  })

  it('A1: a hundred pastes at once get a hundred names, and pastes of one picture make one file', async () => {
    const results = await Promise.all(Array.from({ length: 100 }, (_, index) => file({ bytes: jpeg(`p${index % 80}`), name: 'image.png' }, index % 2 ? 'buyer' : 'BUYER')))
    expect(results.every((result) => result.outcome === 'filed')).toBe(true)
    const paths = archived()
    expect(new Set(paths.map((path) => path.toLowerCase())).size).toBe(paths.length)
    // Two spellings of one name share a folder, as they would on Windows; they are two buyers all the same.
    expect(new Set(paths.map(dirname)).size).toBe(1)
    expect(await verify()).toMatchObject({ photos: 80, missing: [], altered: [], orphaned: [], repaired: [] })
  })

  it('A1: numbers go on after the highest that is there, also after a restart', async () => {
    await file({ bytes: jpeg('a'), name: 'a.jpg' }, 'Abc')
    writeFileSync(join(dataDir, '售后问题图片/2026-11/Abc/ABC_2026-11-22_7.PNG'), 'by hand')
    filing = createFiling({ dataDir, pattern: () => DEFAULT_ARCHIVE_PATTERN, known: () => [] })
    expect(filed(await file({ bytes: jpeg('b'), name: 'b.jpg' }, 'Abc')).archivedAs).toMatch(/_8\.jpg$/)
  })

  it('A6: a folder moved away between two filings is made again', async () => {
    const first = filed(await file({ bytes: jpeg('a'), name: 'a.jpg' }, 'Abc'))
    renameSync(join(dataDir, '售后问题图片'), join(folder.path, 'elsewhere'))
    expect(filed(await file({ bytes: jpeg('b'), name: 'b.jpg' }, 'Abc')).archivedAs).toBe(first.archivedAs)
  })

  it.each<[string, () => PhotoSource, string]>([
    ['a missing file', () => ({ path: join(folder.path, 'none.jpg') }), 'not-found'],
    ['a folder', () => ({ path: folder.path }), 'a-folder'],
    ['a device', () => ({ path: process.platform === 'win32' ? '\\\\.\\CON' : '/dev/zero' }), 'not-readable'],
    ['empty bytes', () => ({ bytes: new Uint8Array(), name: 'x.png' }), 'empty'],
    ['too many bytes', () => ({ bytes: new Uint8Array(5_000_001), name: 'x.png' }), 'too-large'],
    ['a text file', () => ({ bytes: Buffer.from('hello'), name: 'readme.txt' }), 'not-a-photo'],
  ])('A3: %s is rejected with a reason, and nothing is kept', async (_, source, reason) => {
    const result = await file(source(), 'Abc')
    expect(result).toMatchObject({ outcome: 'rejected', rejected: { reason, keptAs: null } })
    expect(archived()).toEqual([])
    expect(readdirSync(join(dataDir, 'incoming'))).toEqual([])
  })

  it('A3: text under a photo name is kept aside once, however often it comes', async () => {
    const first = await file({ bytes: Buffer.from('hello'), name: '坏图?.jpg' }, 'Abc')
    const again = await file({ bytes: Buffer.from('hello'), name: '坏图?.jpg' }, 'Abc')
    const keptAs = `售后问题图片/_待检查/2026-11-22_坏图？_${sha(Buffer.from('hello')).slice(0, 8)}.jpg`
    expect(first).toMatchObject({ outcome: 'rejected', rejected: { reason: 'not-a-photo', keptAs } })
    expect(again).toEqual(first)
    expect(archived()).toEqual([keptAs])
    expect(await verify()).toMatchObject({ photos: 0, orphaned: [] })
  })

  it('A2: a download that still grows is refused and leaves nothing', async () => {
    const path = join(folder.path, 'growing.jpg')
    writeFileSync(path, jpeg('a'))
    let grown = false
    const fs = {
      ...nodeFileSystem,
      open: async (target: string, mode: 'read' | 'create') => {
        const handle = await nodeFileSystem.open(target, mode)
        if (target === path && !grown) {
          grown = true
          appendFileSync(path, 'more')
        }
        return handle
      },
    }
    filing = createFiling({ dataDir, fs, pattern: () => DEFAULT_ARCHIVE_PATTERN, known: () => [] })
    expect(await file({ path }, 'Abc')).toMatchObject({ outcome: 'rejected', rejected: { reason: 'still-changing' } })
    expect(archived()).toEqual([])
    expect((await file({ path }, 'Abc')).outcome).toBe('filed')
  })

  it.each([
    ['FILE_PROCESS_TIMEOUT', 'too-slow'],
    ['FILE_PROCESS_MEMORY', 'too-much-memory'],
    ['FILE_PROCESS_CRASHED', 'reader-crashed'],
  ] as const)('A3: a picture that costs the file process its life (%s) is kept aside as %s', async (code, reason) => {
    const inspect = createInspector({ dataDir, run: () => Promise.reject(new AppError(code)) })
    const result = await file({ bytes: jpeg('bomb'), name: 'bomb.jpg' }, 'Abc', inspect)
    expect(result).toMatchObject({ outcome: 'rejected', rejected: { reason } })
    expect(archived()).toHaveLength(1)
  })

  it('A3: PDF and video are filed without asking the decoder', async () => {
    const inspect = createInspector({ dataDir, run: () => Promise.reject(new Error('must not be asked')) })
    expect(filed(await file({ bytes: Buffer.from('%PDF-1.7'), name: 'proof.pdf' }, 'Abc', inspect))).toMatchObject({ format: 'pdf', picture: null })
  })
})

describe('filing again under another owner', () => {
  const refile = (from: string, sha256: string, keepOld: boolean, commit: (path: string) => void): Promise<string> => filing.refile({ from, sha256, keepOld, facts: { buyer: 'Abc', at }, commit })

  it('A2, A4: a photo of the inbox moves to its buyer, or shows in both', async () => {
    const inbox = filed(await file({ bytes: jpeg('a'), name: 'a.jpg' }, null))
    const both = await refile(inbox.archivedAs, inbox.sha256, true, () => undefined)
    expect(archived()).toEqual([both, inbox.archivedAs].sort())
    const moved = await refile(inbox.archivedAs, inbox.sha256, false, () => undefined)
    expect(archived()).toEqual([both, moved].sort())
    expect(moved).toBe('售后问题图片/2026-11/Abc/Abc_2026-11-22_2.jpg')
  })

  it('A6: when its row cannot be written, all stays as it was', async () => {
    const inbox = filed(await file({ bytes: jpeg('a'), name: 'a.jpg' }, null))
    await expect(
      refile(inbox.archivedAs, inbox.sha256, false, () => {
        throw new Error('no row')
      }),
    ).rejects.toThrow('no row')
    expect(archived()).toEqual([inbox.archivedAs])
  })
})

describe('verify and repair', () => {
  it('A6: missing, altered, orphaned and moved are told apart, and nothing is removed', async () => {
    const [kept, lost, changed, moved] = await Promise.all(['a', 'b', 'c', 'd'].map(async (mark) => filed(await file({ bytes: jpeg(mark), name: 'x.jpg' }, `buyer ${mark}`))))
    rmSync(join(dataDir, lost!.archivedAs))
    writeFileSync(join(dataDir, changed!.archivedAs), jpeg('!'))
    mkdirSync(join(dataDir, '售后问题图片/重要 证据'))
    renameSync(join(dataDir, moved!.archivedAs), join(dataDir, '售后问题图片/重要 证据/改名.jpg'))
    writeFileSync(join(dataDir, '售后问题图片/2026-11/stray.txt'), 'not ours')
    writeFileSync(join(dataDir, '售后问题图片/Thumbs.db'), 'explorer')
    const before = archived()
    const report = await verify()
    expect(report).toMatchObject({
      photos: 4,
      files: 4,
      missing: [{ archivedAs: lost!.archivedAs }],
      altered: [{ archivedAs: changed!.archivedAs }],
      unreadable: [],
      orphaned: [{ archivedAs: '售后问题图片/2026-11/stray.txt', format: null }],
      repaired: [{ sha256: moved!.sha256, from: moved!.archivedAs, to: '售后问题图片/重要 证据/改名.jpg', how: 'moved' }],
    })
    expect(archived()).toEqual(before)
    expect(kept!.newFile).toBe(true)
  })

  it('A6: two files whose names were swapped by hand are both found again', async () => {
    const a = filed(await file({ bytes: jpeg('a'), name: 'x.jpg' }, 'Abc'))
    const b = filed(await file({ bytes: jpeg('b'), name: 'x.jpg' }, 'Abc'))
    const [one, two, spare] = [join(dataDir, a.archivedAs), join(dataDir, b.archivedAs), join(dataDir, 'spare')]
    renameSync(one, spare)
    renameSync(two, one)
    renameSync(spare, two)
    const report = await verify()
    expect(report).toMatchObject({ missing: [], altered: [], orphaned: [] })
    expect(report.repaired.map(({ from, to }) => [from, to])).toEqual([
      [a.archivedAs, b.archivedAs],
      [b.archivedAs, a.archivedAs],
    ])
  })

  it('A4, A6: a buyer whose link was lost gets it back from the other buyer', async () => {
    const first = filed(await file({ bytes: jpeg('a'), name: 'x.jpg' }, 'Abc'))
    const other = filed(await file({ bytes: jpeg('a'), name: 'x.jpg' }, 'Xyz'))
    rmSync(dirname(join(dataDir, other.archivedAs)), { recursive: true })
    expect((await verify()).repaired).toEqual([{ sha256: first.sha256, from: first.archivedAs, to: other.archivedAs, how: 'relinked' }])
    expect(await verify()).toMatchObject({ missing: [], repaired: [] })
  })

  it('A6: with the whole folder gone everything is missing, and that is all that happens', async () => {
    await file({ bytes: jpeg('a'), name: 'x.jpg' }, 'Abc')
    rmSync(join(dataDir, '售后问题图片'), { recursive: true })
    const report = await verify()
    expect(report).toMatchObject({ photos: 1, altered: [], orphaned: [], repaired: [] })
    expect(report.missing).toHaveLength(1)
  })

  it('A6: a trusted file is not read, a run can be stopped, and progress is told', async () => {
    const photo = filed(await file({ bytes: jpeg('a'), name: 'x.jpg' }, 'Abc'))
    writeFileSync(join(dataDir, photo.archivedAs), jpeg('b'))
    const steps: number[] = []
    const report = await verifyArchive({ dataDir, expected: rows, trusted: () => true, onProgress: (done) => steps.push(done) })
    expect(report.altered).toEqual([])
    expect(steps).toEqual([1])
    await expect(verifyArchive({ dataDir, expected: rows, signal: AbortSignal.abort() })).rejects.toThrow()
  })

  it('A6: leftovers of an earlier run are swept', async () => {
    mkdirSync(join(dataDir, 'incoming'))
    writeFileSync(join(dataDir, 'incoming/dead-1.part'), 'half')
    expect(await sweepIncoming(nodeFileSystem, dataDir)).toBe(1)
    expect(readdirSync(join(dataDir, 'incoming'))).toEqual([])
  })
})

it('A3: jobs are spread over the workers, one at a time each, and a failing one frees its worker', async () => {
  let most = 0
  let busy = 0
  const worker = async (job: number): Promise<number> => {
    most = Math.max(most, ++busy)
    await new Promise((done) => setImmediate(done))
    busy--
    if (job % 3 === 0) throw new Error('bomb')
    return job
  }
  const run = spreadJobs([worker, worker])
  const results = await Promise.allSettled(Array.from({ length: 30 }, (_, job) => run(job)))
  expect(most).toBe(2)
  expect(results.filter((result) => result.status === 'rejected')).toHaveLength(10)
})

it('X5: a worker that is given two at a time never waits for its owner, who waits longest is served first, and equal work is spread evenly', async () => {
  const begun: string[] = []
  const finish: (() => void)[] = []
  const worker = (name: string) => (job: number): Promise<number> => {
    begun.push(`${name}${job}`)
    return new Promise((done) => finish.push(() => done(job)))
  }
  const run = spreadJobs([worker('a'), worker('b')], 2)
  const results = Array.from({ length: 6 }, (_, job) => run(job))
  await new Promise((done) => setImmediate(done))
  expect(begun.slice(0, 2)).toEqual(['a0', 'b1'])
  expect(begun.map((one) => one.slice(1))).toEqual(['0', '1', '2', '3'])
  expect(begun.filter((one) => one.startsWith('a'))).toHaveLength(2)
  finish.shift()?.()
  expect(await results[0]).toBe(0)
  await new Promise((done) => setImmediate(done))
  expect(begun.at(-1)).toBe('a4')
  while (finish.length > 0) {
    finish.shift()?.()
    await new Promise((done) => setImmediate(done))
  }
  expect(await Promise.all(results)).toEqual([0, 1, 2, 3, 4, 5])
})
