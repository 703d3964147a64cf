import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { StoreError, type FileStore, type StoreFault } from '../../src/backend/sync/store'
import { tempFolder } from '../support/folders'
import { PART } from '../support/sync/stores'

export interface StorePlace {
  /** A handle of its own on this store, as another PC would have. */
  open(owner?: string): FileStore
  /** Lays a file into the store past our code, as other programs do; absent where only our code can. */
  plant?(name: string, content: string): void
}

export interface StoreKind {
  /** A new, empty store. */
  fresh(): Promise<StorePlace>
  /** An interrupted upload goes on where it ended. */
  readonly resumes: boolean
  /** Of several that put one new name at once exactly one is told 'stored', for certain. */
  readonly exclusive: boolean
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const plain = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
/** Bytes that differ all over, so that parts in the wrong place show. */
const noise = (length: number): Uint8Array => Uint8Array.from({ length }, (_, at) => ((at * 2654435761) >>> 13) & 255)

export async function faultOf(work: Promise<unknown>): Promise<StoreFault | 'none'> {
  try {
    await work
    return 'none'
  } catch (error) {
    if (error instanceof StoreError) return error.fault
    throw error
  }
}

/** Stops a transfer once it got further than it was when it began. */
function stopAfterFirstPart(): { signal: AbortSignal; onBytes: (bytes: number) => void; reached: () => number } {
  const control = new AbortController()
  let first: number | null = null
  let reached = 0
  return {
    signal: control.signal,
    onBytes(bytes) {
      first ??= bytes
      reached = bytes
      if (bytes >= first + PART) control.abort(new Error('stopped by the test'))
    },
    reached: () => reached,
  }
}

/** What every store does alike (S1, S2, S4): one suite for all of them. */
export function describeStore(label: string, kind: StoreKind): void {
  describe(label, () => {
    const opened: FileStore[] = []
    afterEach(async () => {
      for (const store of opened.splice(0)) await store.close()
    })
    const whole = async (): Promise<StorePlace> => {
      const fresh = await kind.fresh()
      const open = (owner?: string): FileStore => {
        const store = fresh.open(owner)
        opened.push(store)
        return store
      }
      return { ...fresh, open }
    }
    const place = async (): Promise<StorePlace['open']> => (await whole()).open
    const one = async (): Promise<FileStore> => (await place())()

    it('S1: an empty store lists empty, also below folders that are not there', async () => {
      const store = await one()
      expect(await store.list('')).toEqual([])
      expect(await store.list('sync/nobody/')).toEqual([])
    })

    it('S2: a new file is stored once, read back whole and in ranges, and never replaced', async () => {
      const store = await one()
      const name = 'sync/device-a/0000000001.seg'
      expect(await store.size(name)).toBeNull()
      expect(await store.putNew(name, bytesOf('0123456789'))).toBe('stored')
      expect(await store.putNew(name, bytesOf('other'))).toBe('exists')
      expect(await store.putNew(name, bytesOf('0123456789'))).toBe('exists')
      expect(plain(await store.read(name))).toBe(plain(bytesOf('0123456789')))
      expect(await store.size(name)).toBe(10)
      expect(plain(await store.readRange(name, 3, 6))).toBe(plain(bytesOf('345')))
      expect(plain(await store.readRange(name, 8, 100))).toBe(plain(bytesOf('89')))
      expect((await store.readRange(name, 10, 20)).length).toBe(0)
      expect(await faultOf(store.readRange(name, 11, 20))).toBe('damaged')
    })

    it('S2: an empty file and names of one and of five levels are files like any other', async () => {
      const store = await one()
      expect(await store.putNew('vault.json', new Uint8Array(0))).toBe('stored')
      expect(await store.putNew('vault.json', bytesOf('x'))).toBe('exists')
      expect((await store.read('vault.json')).length).toBe(0)
      expect(await store.putNew('a/b/c/d/e.bin', bytesOf('deep'))).toBe('stored')
      expect(new Map((await store.list('')).map((entry) => [entry.name, entry.bytes]))).toEqual(new Map([['vault.json', 0], ['a/b/c/d/e.bin', 4]]))
      expect((await store.list('a/b/')).map((entry) => entry.name)).toEqual(['a/b/c/d/e.bin'])
      // a folder is no file, and a folder's beginning no folder
      expect(await store.size('a/b')).toBeNull()
      expect(await store.list('a/b/c/d/e/')).toEqual([])
    })

    it('S2: what is not there is missing when read, null in size, and no error when removed', async () => {
      const store = await one()
      await store.putNew('sync/here.seg', bytesOf('x'))
      for (const name of ['sync/gone.seg', 'elsewhere/gone.seg']) {
        expect(await faultOf(store.read(name))).toBe('missing')
        expect(await faultOf(store.readRange(name, 0, 1))).toBe('missing')
        expect(await faultOf(store.readToFile(name, join(tempFolder(), 'part'), {}))).toBe('missing')
        expect(await store.size(name)).toBeNull()
        expect(await faultOf(store.remove(name))).toBe('none')
      }
      await store.remove('sync/here.seg')
      expect(await store.list('')).toEqual([])
      expect(await store.putNew('sync/here.seg', bytesOf('again'))).toBe('stored')
    })

    it("S2: a device's own file is replaced whole, or made when it is not there", async () => {
      const store = await one()
      await store.replace('presence/device-a.json', bytesOf('first and longer'))
      await store.replace('presence/device-a.json', bytesOf('second'))
      expect(plain(await store.read('presence/device-a.json'))).toBe(plain(bytesOf('second')))
      expect(await store.list('')).toEqual([{ name: 'presence/device-a.json', bytes: 6 }])
    })

    it('S4: Chinese names, blanks, signs and long names arrive as they are', async () => {
      const store = await one()
      const names = [
        '照片/2026-11/张三(VIP)/张三_2026-11-26_1~a1b2c3.jpg',
        "照片/2026-11/O'Brien & 儿子/发票 100% #1 + [副本]~00ff00.webp",
        '照片/😀/ñ~é.png',
        `照片/${'长'.repeat(45)}/${'b'.repeat(100)}.jpg`,
      ]
      for (const name of names) expect(await store.putNew(name, bytesOf(name))).toBe('stored')
      expect((await store.list('照片/')).map((entry) => entry.name).sort()).toEqual([...names].sort())
      for (const name of names) expect(plain(await store.read(name))).toBe(plain(bytesOf(name)))
      await store.remove(names[1] ?? '')
      expect((await store.list('照片/')).length).toBe(3)
    })

    it('S2: names that are not the same file everywhere are refused before anything is sent', async () => {
      const store = await one()
      const bad = ['', '/a', 'a/', 'a//b', '../a', 'a/../b', 'a/./b', 'C:/a', 'a\\b', 'a:b', 'nul.txt', 'a/con', 'trailing.', 'trailing ', 'e\u0301', 'a\u0000b', '.hidden', 'x/.~y.tmp', 'a.tmp', "a (Wang's conflicted copy 2026-01-02).jpg", 'b.sync-conflict-20260102-101112-ABCDEFG.seg', `${'x'.repeat(150)}.jpg`, `${'d/'.repeat(130)}x`]
      for (const name of bad) {
        for (const work of [() => store.read(name), () => store.putNew(name, bytesOf('x')), () => store.replace(name, bytesOf('x')), () => store.remove(name), () => store.size(name)]) {
          await expect((async () => work())(), JSON.stringify(name)).rejects.toBeInstanceOf(RangeError)
        }
      }
      for (const prefix of ['sync', '/', '../', 'a//']) await expect((async () => store.list(prefix))(), prefix).rejects.toBeInstanceOf(RangeError)
      expect(await store.list('')).toEqual([])
    })

    it('S2: of eight that put one new name at the same moment exactly one stores it', async () => {
      const open = await place()
      const stores = Array.from({ length: 4 }, (_, at) => open(`device-${at}`))
      // Which servers can promise it shows on the first new file.
      for (const [at, store] of stores.entries()) await store.putNew(`warm/${at}.bin`, bytesOf('x'))
      for (let round = 0; round < 4; round++) {
        const name = `sync/shared/${round}.seg`
        const outcomes = await Promise.all([...stores, ...stores].map((store, at) => store.putNew(name, bytesOf(`writer ${at}`))))
        const winners = outcomes.flatMap((outcome, at) => (outcome === 'stored' ? [at] : []))
        if (kind.exclusive) {
          expect(winners.length).toBe(1)
          expect(plain(await stores[0]!.read(name))).toBe(plain(bytesOf(`writer ${winners[0]}`)))
        } else {
          // No more than it promises: whole content of one of those that were told so.
          expect(winners.map((at) => plain(bytesOf(`writer ${at}`)))).toContain(plain(await stores[0]!.read(name)))
        }
      }
      expect((await stores[0]!.list('sync/')).length).toBe(4)
    })

    it('S4: a large file goes up in parts; broken off, it is not listed, and goes on', async () => {
      const open = await place()
      const store = open()
      const local = join(tempFolder(), 'photo.jpg')
      const content = noise(PART * 4 + 1234)
      writeFileSync(local, content)
      const name = '照片/2026-11/大图~a1b2c3.jpg'
      const stopped = stopAfterFirstPart()
      await expect(store.putFileNew(name, local, stopped)).rejects.toThrow('stopped by the test')
      expect(await store.list('')).toEqual([])
      expect(await store.size(name)).toBeNull()

      // The program was ended; the same device comes back.
      const later = open()
      const seen: number[] = []
      expect(await later.putFileNew(name, local, { onBytes: (bytes) => seen.push(bytes) })).toBe('stored')
      expect(seen.at(-1)).toBe(content.length)
      if (kind.resumes) expect(seen[0]).toBeGreaterThanOrEqual(PART)
      expect(await later.list('')).toEqual([{ name, bytes: content.length }])
      expect(Buffer.compare(await later.read(name), content)).toBe(0)
      expect(await later.putFileNew(name, local, {})).toBe('exists')
      expect(await open('device-b').putFileNew(name, local, {})).toBe('exists')
    })

    it('S4: an unfinished upload of other content does not get into the file', async () => {
      const open = await place()
      const folder = tempFolder()
      const [first, second] = [join(folder, '1'), join(folder, '2')]
      writeFileSync(first, noise(PART * 3))
      writeFileSync(second, noise(PART * 3).map((byte) => byte ^ 90))
      await expect(open().putFileNew('x/a.bin', first, stopAfterFirstPart())).rejects.toThrow('stopped by the test')
      const store = open('device-b')
      expect(await store.putFileNew('x/a.bin', second, {})).toBe('stored')
      expect(Buffer.compare(await store.read('x/a.bin'), readFileSync(second))).toBe(0)
    })

    it('S4: a download that broke off goes on where its file ends', async () => {
      const store = await one()
      const content = noise(PART * 4 + 99)
      await store.putNew('照片/b.jpg', content)
      const part = join(tempFolder(), 'b.part')
      const stopped = stopAfterFirstPart()
      await expect(store.readToFile('照片/b.jpg', part, stopped)).rejects.toThrow('stopped by the test')
      const kept = statSync(part).size
      expect(kept).toBeGreaterThan(0)
      expect(kept).toBeLessThan(content.length)
      const seen: number[] = []
      await store.readToFile('照片/b.jpg', part, { onBytes: (bytes) => seen.push(bytes) })
      expect(seen[0]).toBe(kept)
      expect(seen.at(-1)).toBe(content.length)
      expect(Buffer.compare(readFileSync(part), content)).toBe(0)
      // all there already, and more than there is
      await store.readToFile('照片/b.jpg', part, {})
      expect(statSync(part).size).toBe(content.length)
      writeFileSync(part, noise(content.length + 1))
      expect(await faultOf(store.readToFile('照片/b.jpg', part, {}))).toBe('damaged')
    })

    it('S2: more names than one page of a listing holds are all there', async () => {
      const { open, plant } = await whole()
      const store = open()
      const names = Array.from({ length: 1005 }, (_, at) => `sync/device-a/${String(at).padStart(10, '0')}.seg`)
      if (plant) for (const name of names) plant(name, 'x')
      else for (let at = 0; at < names.length; at += 16) await Promise.all(names.slice(at, at + 16).map((name) => store.replace(name, bytesOf('x'))))
      expect((await store.list('sync/')).map((entry) => entry.name).sort()).toEqual(names)
    })

    it('S2: temp files, conflict copies and the litter of systems and sync software are not listed', async () => {
      const { open, plant } = await whole()
      const store = open()
      await store.putNew('sync/a/1.seg', bytesOf('ours'))
      if (plant === undefined) return expect((await store.list('')).length).toBe(1)
      const litter = ['.~12345678-abc.tmp', '.DS_Store', 'Thumbs.db', 'desktop.ini', '1 (1).seg', "1 (Wang's conflicted copy 2026-01-02).seg", '1 (冲突副本 2026-01-02).seg', '1.sync-conflict-20260102-101112-ABCDEFG.seg', '1_NAS_Jan-02-101112-2026_Conflict.seg', '1 - 副本.seg', '2.seg.part', '~$2.seg', '2.seg~']
      for (const name of litter) plant(`sync/a/${name}`, 'litter')
      for (const folder of ['@eaDir', '.stversions', '#recycle', '.~claim-0123.tmp']) plant(`sync/${folder}/2.seg`, 'litter')
      expect(await store.list('')).toEqual([{ name: 'sync/a/1.seg', bytes: 4 }])
    })

    it('S2: what one device stores another sees', async () => {
      const open = await place()
      await open('device-a').putNew('sync/a/1.seg', bytesOf('from a'))
      const other = open('device-b')
      expect(plain(await other.read('sync/a/1.seg'))).toBe(plain(bytesOf('from a')))
      expect(await other.list('sync/')).toEqual([{ name: 'sync/a/1.seg', bytes: 6 }])
    })
  })
}
