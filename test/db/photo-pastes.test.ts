import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { FileResult } from '../../src/contract/photos'
import { spawnByFork } from '../../src/backend/file-process/fork'
import { createFileHosts } from '../../src/backend/file-process/hosts'
import { getCase } from '../../src/backend/services/case-read'
import { createCase } from '../../src/backend/services/case-write'
import { createPhotoRows } from '../../src/backend/services/photo-rows'
import { addBytes, addFiles, verifyPhotos } from '../../src/backend/services/photos'
import type { FiledPhoto } from '../../src/backend/photos'
import { buildFileWorker } from '../faults/support/file-worker'
import { foundFolder, type TestFolder } from '../support/kernel'
import { tempFolder } from '../support/folders'
import { pngOf } from '../support/png'
import { testVips } from '../unit/photo-helpers'

/** A small PNG that differs by `mark`: what a paste from the clipboard brings. */
function png(mark: number): Uint8Array {
  const row = Buffer.from([0, ...Array.from({ length: 8 }, (_, x) => [(mark * 31 + x * 29) & 255, (mark >> 3) & 255, (x * 40) & 255]).flat()])
  return pngOf(8, 8, Buffer.concat(Array.from({ length: 8 }, () => row)))
}
const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

let worker: Awaited<ReturnType<typeof buildFileWorker>>
let hosts: ReturnType<typeof createFileHosts>
let test: TestFolder
beforeAll(async () => {
  worker = await buildFileWorker('pastes')
  hosts = createFileHosts(spawnByFork(worker.entry))
})
afterAll(async () => {
  await hosts.close()
  worker.remove()
})
beforeEach(async () => {
  test = await foundFolder({ files: hosts.files, imaging: hosts.imaging })
})
afterEach(() => test.open.close())

const count = (sql: string): number => (test.kernel.db.readable.prepare(sql).get() as { n: number }).n

describe('a screenshot', () => {
  it('A2, X6: its pixels become a PNG in a file process, each in its place and colour; a size that does not fit them is refused, and nothing stays behind', async () => {
    const [width, height] = [7, 5]
    const bgra = Uint8Array.from({ length: width * height * 4 }, (_, at) => (at % 4 === 3 ? 0 : (at * 37) & 255))
    const filed = await addBytes(test.kernel, test.actor, { name: '屏幕截图.png', bytes: bgra, bgra: { width, height }, source: 'screenshot' })
    expect(filed).toMatchObject({ outcome: 'added', photo: { format: 'png', width, height, hasThumb: true } })
    const image = (await testVips()).Image.newFromBuffer(readFileSync(join(test.dataDir, filed.photo?.archivedAs ?? '')))
    expect(image.bands).toBe(3)
    const rgb = image.writeToMemory()
    for (let at = 0; at < width * height; at += 1) expect([...rgb.slice(at * 3, at * 3 + 3)], String(at)).toEqual([bgra[at * 4 + 2], bgra[at * 4 + 1], bgra[at * 4]])
    await expect(addBytes(test.kernel, test.actor, { name: 'x.png', bytes: bgra, bgra: { width, height: height + 1 } })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    expect(readdirSync(join(test.dataDir, 'incoming'))).toEqual([])
  })
})

describe('a hundred pastes at once (A1, A2, A4, A6)', () => {
  it('A2, A4, A6: of a hundred pastes on four cases, half of them of the same picture, each is there once, on its case, under a name of its own', async () => {
    const buyers = ['小鱼', '阿德', '小鱼', '云间客_88']
    const cases = buyers.map((buyerNick) => createCase(test.kernel, test.actor, { kind: 'damaged', buyerNick }))
    const same = png(1000)
    const pastes = Array.from({ length: 100 }, (_, n) => ({ caseId: cases[n % cases.length]?.id ?? '', bytes: n % 2 === 0 ? same : png(n), name: `粘贴 ${n}.png` }))
    const results: FileResult[] = await Promise.all(pastes.map(({ caseId, bytes, name }) => addBytes(test.kernel, test.actor, { caseId, bytes, name })))

    results.forEach((result, n) => {
      const paste = pastes[n]
      const caseOf = cases[n % cases.length]
      expect(result.photo, `paste ${n}`).toMatchObject({ sha256: sha(paste?.bytes ?? new Uint8Array()), caseId: caseOf?.id, buyerNick: buyers[n % buyers.length] })
      expect(sha(readFileSync(join(test.dataDir, result.photo?.archivedAs ?? ''))), `paste ${n}`).toBe(result.photo?.sha256)
    })
    // the same picture: one row, one link on each of the two cases it was pasted on, and their buyers share the file's name when they are one
    const twins = results.filter((_, n) => n % 2 === 0)
    expect(new Set(twins.map((one) => one.photo?.sha256)).size).toBe(1)
    expect(new Set(twins.map((one) => one.photo?.linkId)).size).toBe(2)
    expect(new Set(twins.map((one) => one.photo?.archivedAs)).size).toBe(1)
    expect(twins.filter((one) => one.outcome === 'added')).toHaveLength(1)
    // the others: a name each, all filed as new
    const others = results.filter((_, n) => n % 2 === 1)
    expect(new Set(others.map((one) => one.photo?.archivedAs)).size).toBe(50)
    expect(others.every((one) => one.outcome === 'added')).toBe(true)
    expect(count('SELECT count(*) AS n FROM photo')).toBe(51)
    expect(count('SELECT count(*) AS n FROM photo_link')).toBe(52)
    const added = (id: string): number => getCase(test.kernel, id).timeline.filter((event) => event.type === 'photo-added').length
    expect(cases.map(({ id }) => added(id))).toEqual([1, 25, 1, 25])
    expect(await verifyPhotos(test.kernel, test.actor)).toEqual({ photos: 51, missing: [], altered: [], orphaned: [], repaired: [] })
  })

  it('A6: forty files in one call share transactions, and each is acknowledged with rows that are there', async () => {
    const folder = tempFolder()
    const paths = Array.from({ length: 40 }, (_, n) => join(folder, `${n}.png`))
    paths.forEach((path, n) => writeFileSync(path, png(2000 + n)))
    const before = count(`SELECT count(*) AS n FROM audit WHERE action = 'photo.file'`)
    const results = await addFiles(test.kernel, test.actor, { paths, buyerNick: '阿德' })
    expect(results.map((one) => one.outcome)).toEqual(paths.map(() => 'added'))
    expect(new Set(results.map((one) => one.photo?.archivedAs)).size).toBe(40)
    expect(count(`SELECT count(*) AS n FROM audit WHERE action = 'photo.file'`) - before).toBeLessThan(40)
    // the log still names every photo
    const named = (test.kernel.db.readable.prepare(`SELECT subject, detail FROM audit WHERE action = 'photo.file'`).all() as { subject: string | null; detail: string }[])
      .flatMap(({ subject, detail }) => [...(subject === null ? [] : [subject]), ...((JSON.parse(detail) as { photos?: { sha256: string }[] }).photos ?? []).map((one) => one.sha256)])
    for (const result of results) expect(named).toContain(result.photo?.sha256)
  })

  it('A6: when the rows of one photo cannot be written, only that one fails, and with its own error', async () => {
    const rows = createPhotoRows(test.kernel, test.actor)
    const written: string[] = []
    const photo = (mark: string): FiledPhoto => ({ sha256: mark, bytes: 1, format: 'png', archivedAs: mark, duplicateOf: null, newFile: true, picture: null, originalName: mark, modifiedAt: null, mislabelled: false })
    const file = (mark: string): Promise<void> =>
      rows.filing(() =>
        rows.commit(photo(mark), (tx) => {
          if (mark === 'bad') throw new Error('no row for this one')
          if (tx.actorId !== '') written.push(mark)
        }),
      )
    const outcomes = await Promise.allSettled(['a', 'bad', 'b'].map(file))
    expect(outcomes.map((one) => one.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(outcomes[1]).toMatchObject({ reason: { message: 'no row for this one' } })
    expect(written).toEqual(expect.arrayContaining(['a', 'b']))
    expect(existsSync(join(test.dataDir, 'bad'))).toBe(false)
  })
})
