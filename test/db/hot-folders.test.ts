import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FileHost } from '../../src/backend/file-process/host'
import { openFolder } from '../../src/backend/open-folder'
import { getCase } from '../../src/backend/services/case-read'
import { createCase } from '../../src/backend/services/case-write'
import { addHotFolder, attendCase, changeHotFolder, listHotFolders, listRefused, lookAtHotFolders, removeHotFolder, retryRefused } from '../../src/backend/services/hot-folders'
import { inboxCount, listPhotos } from '../../src/backend/services/photos'
import type { Actor, Kernel } from '../../src/backend/services/kernel'
import { ROOT, tempFolder } from '../support/folders'
import { foundFolder, noFiles, type TestFolder } from '../support/kernel'

/** An imaging process that knows a broken picture by its words: the real one is tested with the filing. */
const imaging = [
  {
    run: async ({ input }: { input: { path: string } }) => {
      const { readFileSync } = await import('node:fs')
      return readFileSync(input.path, 'latin1').includes('BROKEN') ? { ok: false, reason: 'broken' } : { ok: true, format: 'jpeg', width: 4, height: 4, orientation: 1, frames: 1, looks: null }
    },
  } as unknown as FileHost,
]
const jpeg = (mark: string): Buffer => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from(mark.repeat(9))])

let test: TestFolder
let hot: string
beforeEach(async () => {
  test = await foundFolder({ imaging })
  hot = tempFolder()
  mkdirSync(hot, { recursive: true })
})
afterEach(() => test.open.close())

const put = (name: string, mark = name): string => {
  const path = join(hot, name)
  writeFileSync(path, jpeg(mark))
  return path
}
const add = (options: Partial<Parameters<typeof addHotFolder>[2]> = {}): ReturnType<typeof addHotFolder> =>
  addHotFolder(test.kernel, test.actor, { path: hot, target: 'inbox', extensions: ['jpg', 'png'], takeExisting: false, ...options })
async function looks(count: number, kernel: Kernel = test.kernel, who: Actor | null = test.actor): Promise<void> {
  for (let at = 0; at < count; at += 1) await lookAtHotFolders(kernel, () => who)
}
const folder = (): ReturnType<typeof listHotFolders>['folders'][number] => listHotFolders(test.kernel).folders[0]!
const names = (): (string | null)[] => listPhotos(test.kernel, { limit: 500 }).rows.map((photo) => photo.originalName).sort()

describe('hot folders (A2)', () => {
  it('A2: what lay there before is left alone unless it is wanted; what comes later is taken once it is stable, and stays where it is', async () => {
    put('old.jpg')
    expect(await add()).toMatchObject({ outcome: 'added', folder: { state: 'starting' } })
    const path = put('new.jpg')
    await looks(1)
    expect(names()).toEqual([])
    await looks(1)
    expect(names()).toEqual(['new.jpg'])
    expect(existsSync(path)).toBe(true)
    expect(folder()).toMatchObject({ state: 'watching', taken: 1, refused: 0 })
    expect(test.kernel.db.readable.prepare('SELECT source, original_at AS at FROM photo_link').get()).toEqual({ source: 'hot-folder', at: Math.floor(statSync(path).mtimeMs) })
    await looks(25)
    expect(names()).toEqual(['new.jpg'])
    await removeHotFolder(test.kernel, test.actor, folder().id)
    await add({ takeExisting: true })
    await looks(3)
    expect(names()).toEqual(['new.jpg', 'old.jpg'])
  })

  it('A2: a download is taken once, under its last name; a file renamed or downloaded again later is not taken twice', async () => {
    await add()
    put('a.jpg.crdownload', 'a')
    put('b.jpg', '')
    writeFileSync(join(hot, 'b.jpg'), '')
    await looks(4)
    expect(names()).toEqual([])
    renameSync(join(hot, 'a.jpg.crdownload'), join(hot, 'a.jpg'))
    put('b.jpg', 'b')
    await looks(2)
    expect(names()).toEqual(['a.jpg', 'b.jpg'])
    renameSync(join(hot, 'a.jpg'), join(hot, 'renamed.jpg'))
    put('b (1).jpg', 'b')
    await looks(3)
    expect(names()).toEqual(['a.jpg', 'b.jpg'])
    expect(inboxCount(test.kernel).count).toBe(2)
  })

  it('A2, A4: files land on the case that was open when they appeared, in its next empty slots; another buyer\'s same picture counts anew', async () => {
    await add({ target: 'case' })
    const first = createCase(test.kernel, test.actor, { kind: 'damaged', buyerNick: 'amy.w' })
    const second = createCase(test.kernel, test.actor, { kind: 'damaged', buyerNick: 'zoe_k' })
    attendCase(test.kernel, first.id)
    put('one.jpg')
    await looks(1)
    attendCase(test.kernel, second.id)
    await looks(1)
    const photos = getCase(test.kernel, first.id).photos
    expect(photos).toMatchObject([{ originalName: 'one.jpg', slot: getCase(test.kernel, first.id).evidenceSlots[0]?.slot }])
    expect(folder()).toMatchObject({ lastCaseNo: first.caseNo })
    const again = put('again.jpg', 'one.jpg')
    utimesSync(again, 1_700_000_000, 1_700_000_000)
    put('two.jpg')
    await looks(2)
    expect(getCase(test.kernel, second.id).photos.map((photo) => photo.originalName).sort()).toEqual(['again.jpg', 'two.jpg'])
    expect(new Set(getCase(test.kernel, second.id).photos.map((photo) => photo.slot)).size).toBe(2)
    // With no case open they wait in the inbox.
    attendCase(test.kernel, null)
    put('three.jpg')
    await looks(2)
    expect(inboxCount(test.kernel).count).toBe(1)
  })

  it('A2, R2: a broken picture is listed with words, a copy waits for a person, and it is not tried for ever', async () => {
    await add()
    put('bad.jpg', 'BROKEN')
    put('page.jpg')
    writeFileSync(join(hot, 'page.jpg'), '<html>not a photo</html>')
    await looks(4)
    expect(folder()).toMatchObject({ refused: 2, taken: 0, state: 'watching' })
    expect(listRefused(test.kernel, folder().id).map(({ code }) => code).sort()).toEqual(['broken', 'not-a-photo'])
    expect(listRefused(test.kernel, folder().id)[0]?.messageZh).toContain('_待检查')
    const kept = readdirSync(join(test.dataDir, '售后问题图片', '_待检查'))
    await looks(5)
    expect(readdirSync(join(test.dataDir, '售后问题图片', '_待检查'))).toEqual(kept)
    // Mended under its name: another size and time, so it is looked at again.
    put('bad.jpg', 'mended')
    expect(await retryRefused(test.kernel, test.actor, folder().id)).toEqual({ count: 2 })
    await looks(3)
    expect(names()).toEqual(['bad.jpg'])
    expect(folder().refused).toBe(1)
  })

  it('A2, R2: a folder that is gone says so and goes on when it is back; absence is no deletion', async () => {
    await add()
    put('kept.jpg')
    await looks(2)
    const away = `${hot}-away`
    renameSync(hot, away)
    await looks(2)
    expect(folder().state).toBe('gone')
    expect(names()).toEqual(['kept.jpg'])
    renameSync(away, hot)
    put('next.jpg')
    await looks(3)
    expect(folder().state).toBe('watching')
    expect(names()).toEqual(['kept.jpg', 'next.jpg'])
  })

  it('A2: the archive itself, a folder in it, and one that is watched already are refused; links are not followed', async () => {
    for (const path of [test.dataDir, join(test.dataDir, '售后问题图片')]) {
      mkdirSync(path, { recursive: true })
      expect(await add({ path })).toEqual({ outcome: 'refused', why: 'own-folder' })
    }
    const disguised = join(tempFolder(), 'link')
    mkdirSync(join(disguised, '..'), { recursive: true })
    symlinkSync(test.dataDir, disguised)
    expect(await add({ path: disguised })).toEqual({ outcome: 'refused', why: 'own-folder' })
    expect(await add({ path: join(hot, 'nowhere') })).toEqual({ outcome: 'refused', why: 'no-folder' })
    const outside = tempFolder()
    mkdirSync(outside, { recursive: true })
    writeFileSync(join(outside, 'secret.jpg'), jpeg('secret'))
    await add()
    symlinkSync(outside, join(hot, 'out'))
    symlinkSync(join(outside, 'secret.jpg'), join(hot, 'link.jpg'))
    mkdirSync(join(hot, 'sub'))
    put('sub/inner.jpg')
    await looks(3)
    expect(names()).toEqual(['inner.jpg'])
    expect(await add()).toEqual({ outcome: 'refused', why: 'watched-already' })
    expect(await add({ path: join(hot, 'sub') })).toEqual({ outcome: 'refused', why: 'watched-already' })
  })

  it('A2, R3: nothing is taken while nobody who may file photos is signed in', async () => {
    await add()
    put('a.jpg')
    await looks(3, test.kernel, null)
    expect(folder().state).toBe('waiting')
    expect(names()).toEqual([])
    await looks(2)
    expect(names()).toEqual(['a.jpg'])
  })

  it('A2: what came while a folder was off, or of a kind that it did not take, is left alone', async () => {
    await add()
    const { id } = folder()
    await changeHotFolder(test.kernel, test.actor, { id, enabled: false })
    put('while-off.jpg')
    await looks(3)
    expect(folder().state).toBe('off')
    await changeHotFolder(test.kernel, test.actor, { id, enabled: true })
    put('webp.webp')
    await looks(3)
    await changeHotFolder(test.kernel, test.actor, { id, extensions: ['jpg', 'webp'], target: 'case' })
    put('later.webp')
    await looks(3)
    expect(names()).toEqual(['later.webp'])
    expect(folder()).toMatchObject({ extensions: ['jpg', 'webp'], target: 'case' })
  })

  it('A2: a folder that is changed or removed while files are taken in is not followed with its old settings', async () => {
    await add({ extensions: ['pdf'] })
    for (let at = 0; at < 20; at += 1) writeFileSync(join(hot, `${at}.pdf`), `%PDF-1.4 ${at}`)
    await looks(1)
    const under = lookAtHotFolders(test.kernel, () => test.actor)
    await removeHotFolder(test.kernel, test.actor, folder().id)
    await under
    const taken = inboxCount(test.kernel).count
    expect(taken).toBeLessThan(20)
    await looks(2)
    expect(inboxCount(test.kernel).count).toBe(taken)
    await add({ extensions: ['pdf'], takeExisting: true })
    await looks(2)
    expect(inboxCount(test.kernel).count).toBe(20)
  })

  it('A2: after a kill what was taken is known, and what was not is taken', async () => {
    await add()
    put('before.jpg')
    await looks(2)
    test.open.close()
    put('meanwhile.jpg')
    const again = openFolder({ dataDir: test.dataDir, purpose: 'open', resourcesDir: ROOT, files: noFiles, imaging })
    await looks(3, again.kernel)
    expect(listPhotos(again.kernel, { limit: 10 }).rows.map((photo) => photo.originalName).sort()).toEqual(['before.jpg', 'meanwhile.jpg'])
    again.close()
    test = await foundFolder({ imaging })
  })

  // `npm run test:hot` drops ten thousand: each is synced to the disk, which takes minutes.
  const count = Number(process.env['HOT_FILES'] ?? 80)
  it(`A2: ${count} files at once are taken in one go, each once, while others are answered`, { timeout: 60_000 + count * 200 }, async () => {
    await add({ extensions: ['pdf'] })
    for (let at = 0; at < count; at += 1) writeFileSync(join(hot, `file ${at}.pdf`), `%PDF-1.4 ${at}`)
    await looks(1)
    let turns = 0
    const beat = setInterval(() => (turns += 1), 1)
    await looks(1)
    clearInterval(beat)
    expect(inboxCount(test.kernel).count).toBe(count)
    expect(turns).toBeGreaterThan(0)
    await looks(2)
    expect(inboxCount(test.kernel).count).toBe(count)
    expect(folder()).toMatchObject({ taken: count, left: 0 })
    rmSync(hot, { recursive: true })
    await looks(2)
    expect(inboxCount(test.kernel).count).toBe(count)
  })
})
