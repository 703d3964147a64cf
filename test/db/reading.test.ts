import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { spawnByFork } from '../../src/backend/file-process/fork'
import { createFileHost, type FileHost } from '../../src/backend/file-process/host'
import { createFileHosts } from '../../src/backend/file-process/hosts'
import { runReadWordsJob } from '../../src/backend/photos/ocr/read-job'
import { putOrder } from '../../src/backend/repositories/orders'
import { createCase } from '../../src/backend/services/case-write'
import { analyse } from '../../src/backend/services/intake'
import { listShops } from '../../src/backend/services/masters'
import { galleryOutline, photoFacts } from '../../src/backend/services/photo-gallery'
import { hurryReading, mayReadNow, readingState, readNext, readPhoto, readPicture, retryReading, saveReadings, turnReading } from '../../src/backend/services/photo-words'
import { addBytes, addFiles } from '../../src/backend/services/photos'
import { AppError } from '../../src/domain/errors'
import { buildFileWorker } from '../faults/support/file-worker'
import { ROOT, tempFolder } from '../support/folders'
import { foundFolder, START, type TestFolder } from '../support/kernel'
import { pngOf } from '../support/png'

const screen = (name: string): string => join(ROOT, 'test/fixtures/screens', `${name}.png`)
const photo = (name: string): string => join(ROOT, 'test/fixtures/photos', name)
const LIMITS = { maxPixels: 40_000_000, maxBytes: 64 * 1024 ** 2 }
/** As the policy gives it: loading the models takes a busy machine its time. */
const PATIENT = { limits: { stallMs: 60_000, memoryBytes: 1400 * 1024 ** 2 } }

let worker: Awaited<ReturnType<typeof buildFileWorker>>
let hosts: ReturnType<typeof createFileHosts>
beforeAll(async () => {
  worker = await buildFileWorker('reading')
  // one reader for the whole file, as in the program: it is loaded once
  hosts = createFileHosts(spawnByFork(worker.entry))
})
afterAll(async () => {
  await hosts.close()
  worker.remove()
})

async function withFolder(work: (test: TestFolder) => Promise<void>, reading: FileHost = hosts.reading): Promise<void> {
  const test = await foundFolder({ files: hosts.files, imaging: hosts.imaging, reading })
  try {
    await work(test)
  } finally {
    test.open.close()
  }
}

const wordsIn = (test: TestFolder, path: string): string | null => {
  const row = test.kernel.db.readable.prepare<[string], { words: string | null }>('SELECT words FROM photo WHERE id = ?').get(createHash('sha256').update(readFileSync(path)).digest('hex'))
  if (row === undefined) throw new Error(`${path} was not filed`)
  return row.words
}

async function readAll(test: TestFolder): Promise<number> {
  let read = 0
  while (await readNext(test.kernel)) read += 1
  saveReadings(test.kernel)
  return read
}

/** A reader that never answers but with this. */
const failing = (error: () => Error): FileHost & { asked: number } => ({
  asked: 0,
  run() {
    this.asked += 1
    return Promise.reject(error())
  },
  close: () => Promise.resolve(),
})

describe('A7: text in screenshots, read on this PC', () => {
  it('A7: numbers, amounts and words of chats are read as they stand, light and dark, Chinese and English', async () => {
    const read = async (name: string): Promise<string> => {
      const result = await hosts.reading.run({ kind: 'read-words', input: { path: screen(name), skipCamera: false, limits: LIMITS } }, PATIENT)
      return result.ok ? result.lines.map((line) => line.text).join('\n') : result.reason
    }
    const [damaged, stalled, english] = [await read('chat-damaged-light'), await read('chat-stalled-dark'), await read('chat-english-light')]
    for (const words of ['4012345678901234567', 'SF1357924680123', '128.50', '灯罩碎了', '压扁']) expect(damaged).toContain(words)
    expect(damaged).toMatch(/晴天的小鱼 ?[(（]2026-11-21 10:21:33[)）]/)
    for (const words of ['YT7788990011223', '13812345678', '不更新', '林晓梅', 'tb88213_lin']) expect(stalled).toContain(words)
    for (const words of ['12-34567-89012', 'LX123456789CN', '$36.80', 'never received']) expect(english).toContain(words)
  })

  it('A7: off until it is turned on; then screenshots are read newest first, photos of a camera are not, and words are found in the gallery', async () => {
    await withFolder(async (test) => {
      const made = createCase(test.kernel, test.actor, { kind: 'damaged', buyerNick: '晴天的小鱼' })
      await addFiles(test.kernel, test.actor, { paths: [screen('chat-stalled-dark'), photo('exif_gps.jpg')], caseId: made.id })
      test.clock.now += 60_000
      const [newest] = await addFiles(test.kernel, test.actor, { paths: [screen('chat-damaged-light')], caseId: made.id })
      expect(readingState(test.kernel).on).toBe(false)
      expect(await readNext(test.kernel)).toBe(false)
      turnReading(test.kernel, test.actor, true)
      expect(await readNext(test.kernel)).toBe(true)
      saveReadings(test.kernel)
      expect(wordsIn(test, screen('chat-damaged-light'))).toContain('灯罩碎了')
      expect(wordsIn(test, screen('chat-stalled-dark'))).toBeNull()
      expect(readingState(test.kernel)).toMatchObject({ on: true, waiting: 1, read: 1, failed: 0, problem: null })
      expect(await readAll(test)).toBe(1)
      expect(wordsIn(test, photo('exif_gps.jpg'))).toBeNull()
      const found = async (search: string): Promise<number> => (await galleryOutline(test.kernel, { filter: { search }, sort: 'month' })).total
      expect([await found('灯罩'), await found('78899001'), await found('yt7788990011223'), await found('没有这几个字')]).toEqual([1, 1, 1, 0])
      expect(photoFacts(test.kernel, newest?.photo?.linkId ?? '').words).toContain('SF1357924680123')
      // an ordinary field: sync ships it
      const shipped = test.kernel.db.readable.prepare("SELECT count(*) AS n FROM change_log WHERE table_name = 'photo' AND field_group = 'words'").get() as { n: number }
      expect(shipped.n).toBe(2)
    })
  })

  it('A7: on one key any photo is read, whether reading is on or not', async () => {
    await withFolder(async (test) => {
      const [filed] = await addFiles(test.kernel, test.actor, { paths: [screen('chat-english-light')] })
      const linkId = filed?.photo?.linkId ?? ''
      expect(photoFacts(test.kernel, linkId).words).toBeNull()
      expect((await readPhoto(test.kernel, test.actor, linkId)).words).toContain('never received')
      expect(photoFacts(test.kernel, linkId).words).toContain('12-34567-89012')
      expect(readingState(test.kernel).on).toBe(false)
      await expect(readPhoto(test.kernel, test.actor, 'nobody')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    })
  })

  it('A7: the backlog is read in pauses, at once when a person wants it so, and no longer than it lasts', async () => {
    await withFolder(async (test) => {
      await addFiles(test.kernel, test.actor, { paths: [screen('chat-english-light')] })
      test.kernel.pace.asked()
      turnReading(test.kernel, test.actor, true)
      expect(mayReadNow(test.kernel)).toBe(false)
      expect(hurryReading(test.kernel, true).hurry).toBe(true)
      expect(mayReadNow(test.kernel)).toBe(true)
      expect(await readAll(test)).toBe(1)
      expect([readingState(test.kernel).hurry, mayReadNow(test.kernel)]).toEqual([false, false])
    })
  })
})

describe('A7, R5: what cannot be read costs nothing but its text', () => {
  it('R5: a bomb, a damaged file and one that is no picture are answers, each with its reason', async () => {
    const reason = async (path: string, limits = LIMITS): Promise<string> => {
      const result = await hosts.reading.run({ kind: 'read-words', input: { path, skipCamera: false, limits } }, PATIENT)
      return result.ok ? 'read' : result.reason
    }
    const bomb = join(tempFolder(), '截图.png')
    writeFileSync(bomb, pngOf(60_000, 60_000, Buffer.alloc(1000)))
    expect(await reason(bomb)).toBe('too-many-pixels')
    expect(await reason(photo('decompression_bomb.gif'))).toBe('broken')
    expect(await reason(screen('chat-damaged-light'), { ...LIMITS, maxPixels: 100_000 })).toBe('too-many-pixels')
    expect(await reason(screen('chat-damaged-light'), { ...LIMITS, maxBytes: 1000 })).toBe('too-large')
    expect(await reason(photo('zero_byte.jpg'))).toBe('empty')
    expect(await reason(photo('broken.png'))).toBe('broken')
    expect(await reason(join(ROOT, 'package.json'))).toBe('not-a-photo')
    expect(await reason(join(ROOT, 'no such file.png'))).toBe('not-found')
  })

  it('R5: a picture that was damaged after filing is given up at once, kept, named, and tried again when asked', async () => {
    await withFolder(async (test) => {
      const [filed] = await addFiles(test.kernel, test.actor, { paths: [screen('chat-english-light')] })
      const archived = join(test.dataDir, filed?.photo?.archivedAs ?? '')
      const whole = readFileSync(archived)
      writeFileSync(archived, whole.subarray(0, 200))
      turnReading(test.kernel, test.actor, true)
      expect(await readAll(test)).toBe(1)
      expect(await readAll(test)).toBe(0)
      expect(readingState(test.kernel)).toMatchObject({ failed: 1, waiting: 0 })
      expect([existsSync(archived), wordsIn(test, screen('chat-english-light'))]).toEqual([true, null])
      writeFileSync(archived, whole)
      expect(retryReading(test.kernel, test.actor).failed).toBe(0)
      expect(await readAll(test)).toBe(1)
      expect(wordsIn(test, screen('chat-english-light'))).toContain('never received')
    })
  })

  it('R5: a reader that is killed at work is an error with words; the next picture gets a new one', async () => {
    const spawn = spawnByFork(worker.entry)
    let killed = 0
    const reading = createFileHost({
      limits: { concurrency: 1 },
      spawn: async () => {
        const child = await spawn()
        if (killed === 0) child.port.on('message', () => child.kill())
        killed += 1
        return child
      },
    })
    await withFolder(async (test) => {
      const [filed] = await addFiles(test.kernel, test.actor, { paths: [screen('chat-english-light')] })
      await expect(readPhoto(test.kernel, test.actor, filed?.photo?.linkId ?? '')).rejects.toMatchObject({ code: 'FILE_PROCESS_CRASHED' })
      expect(readFileSync(join(test.dataDir, filed?.photo?.archivedAs ?? ''))).toEqual(readFileSync(screen('chat-english-light')))
      expect((await readPhoto(test.kernel, test.actor, filed?.photo?.linkId ?? '')).words).toContain('never received')
    }, reading)
    await reading.close()
  })

  it('R5: a picture that ends its reader each time is left alone after the attempts of the policy, also after a restart', async () => {
    const reading = failing(() => new AppError('FILE_PROCESS_MEMORY'))
    await withFolder(async (test) => {
      await addFiles(test.kernel, test.actor, { paths: [screen('chat-english-light')] })
      turnReading(test.kernel, test.actor, true)
      for (let round = 0; round < 4; round += 1) {
        await readAll(test)
        // a photo that is filed meanwhile has the backlog counted anew
        await addFiles(test.kernel, test.actor, { paths: [photo('flower.jpg'), photo('Landscape_1.jpg'), photo('Landscape_2.jpg'), photo('Landscape_3.jpg')].slice(round, round + 1) })
      }
      expect(reading.asked).toBe(test.kernel.resources.policy.reading.attempts)
      expect(readingState(test.kernel).failed).toBe(1)
      const kept = test.kernel.db.readable.prepare("SELECT value FROM meta WHERE key = 'reading-failures'").get() as { value: string }
      expect(kept.value).toContain('FILE_PROCESS_MEMORY')
    }, reading)
  })

  it('R1: without the program’s own models the error says so, nothing is fetched and no picture is blamed', async () => {
    await expect(runReadWordsJob({ path: screen('chat-english-light'), skipCamera: false, limits: LIMITS, models: join(ROOT, 'no such folder') }, () => undefined)).rejects.toMatchObject({ code: 'READING_UNAVAILABLE' })
    const reading = failing(() => new AppError('READING_UNAVAILABLE'))
    await withFolder(async (test) => {
      await addFiles(test.kernel, test.actor, { paths: [screen('chat-english-light')] })
      turnReading(test.kernel, test.actor, true)
      expect(await readAll(test)).toBe(0)
      expect(await readAll(test)).toBe(0)
      expect(reading.asked).toBe(1)
      expect(readingState(test.kernel)).toMatchObject({ failed: 0, problem: 'READING_UNAVAILABLE' })
    }, reading)
  })
})

describe('C11: screenshot intake', () => {
  it('C11: a picture is read before it is filed, with each line’s certainty; filing it keeps the text without a second reading', async () => {
    await withFolder(async (test) => {
      const bytes = new Uint8Array(readFileSync(screen('chat-damaged-light')))
      const { lines } = await readPicture(test.kernel, bytes)
      expect(lines.every((line) => line.confidence > 0.5 && line.confidence <= 1)).toBe(true)
      const answer = analyse(test.kernel, lines.map((line) => line.text).join('\n'), true)
      expect(answer).toMatchObject({ orderNos: ['4012345678901234567'], waybills: ['SF1357924680123'], buyerNicks: ['晴天的小鱼'], messageAt: Date.parse('2026-11-21T10:25:47+08:00') })
      expect(answer.kinds.map((one) => one.kind)).toContain('damaged')
      const made = createCase(test.kernel, test.actor, { kind: 'damaged', buyerNick: '晴天的小鱼' })
      await addBytes(test.kernel, test.actor, { name: '截图.png', bytes, caseId: made.id, slot: 'chat-screenshot' })
      expect(wordsIn(test, screen('chat-damaged-light'))).toContain('灯罩碎了')
    })
  })

  it('C11: closing the dialog ends the reading; nothing is kept of it, and the next picture is read', async () => {
    await withFolder(async (test) => {
      const bytes = new Uint8Array(readFileSync(screen('chat-english-light')))
      const closed = new AbortController()
      const reading = readPicture(test.kernel, bytes, closed.signal)
      closed.abort()
      await expect(reading).rejects.toMatchObject({ code: 'CANCELLED' })
      await addBytes(test.kernel, test.actor, { name: '截图.png', bytes })
      expect(wordsIn(test, screen('chat-english-light'))).toBeNull()
      expect((await readPicture(test.kernel, bytes)).lines.length).toBeGreaterThan(3)
      expect(wordsIn(test, screen('chat-english-light'))).toContain('never received')
    })
  })

  it('C11: a number that was read a little wrong is taken for a known one only, and named; pasted text is taken at its word', async () => {
    await withFolder(async (test) => {
      const number = '4012345678901234567'
      test.kernel.write(test.actor, { name: 'test.order' }, (tx) => {
        const shopId = listShops(test.kernel)[0]?.id ?? ''
        putOrder(tx, {
          id: `tmall:${shopId}:${number}`, platform: 'tmall', shopId, number, buyerId: null, buyerNick: '晴天的小鱼', status: 'shipped', rawStatus: null, paidCents: 12850, goodsCents: 12850, postageCents: 0,
          refundCents: 0, currency: 'CNY', createdAt: START, paidAt: START, shippedAt: START, receiverName: null, phone: null, address: null, buyerNote: null, sellerMemo: null, flag: null, items: [], importedAt: tx.now,
        })
      })
      const open = createCase(test.kernel, test.actor, { kind: 'stalled', waybill: 'SF1357924680123' })
      const read = '订单号 4O12345678901Z34567\n快递 5F13579 24680l23 没收到'
      const answer = analyse(test.kernel, read, true)
      expect(answer.corrections).toEqual([{ read: '4O12345678901Z34567', value: number }, { read: '5F13579 24680l23', value: 'SF1357924680123' }])
      expect(answer.orders.map((order) => order.number)).toEqual([number])
      expect(answer.openCases.map((row) => row.id)).toEqual([open.id])
      expect(analyse(test.kernel, read)).toMatchObject({ corrections: [], orders: [], openCases: [] })
      expect(analyse(test.kernel, '订单号 4O12345678901Z34568', true)).toMatchObject({ corrections: [], orders: [] })
      expect(analyse(test.kernel, '订单号 4012345678901234', true).corrections).toEqual([])
    })
  })
})
