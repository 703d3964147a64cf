import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { spawnByFork } from '../../src/backend/file-process/fork'
import { createFileHosts } from '../../src/backend/file-process/hosts'
import { packAppeal } from '../../src/backend/services/appeal-pack'
import { appealRecord, appealTerms, createAppeal, getAppeal, listAppeals, proposeAppeal, removeAppeal, setAppealStatus, sumAppeals, updateAppeal } from '../../src/backend/services/appeals'
import { getCase } from '../../src/backend/services/case-read'
import { createCase, updateCase } from '../../src/backend/services/case-write'
import type { Printer } from '../../src/backend/services/kernel'
import { addFiles } from '../../src/backend/services/photos'
import { AppError } from '../../src/domain/errors'
import type { PrintDocument } from '../../src/domain/print/document'
import { buildFileWorker } from '../faults/support/file-worker'
import { ROOT, tempFolder } from '../support/folders'
import { foundFolder, START, type TestFolder } from '../support/kernel'

const DAY = 86_400_000
const photo = (name: string): string => join(ROOT, 'test/fixtures/photos', name)
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const PDF = new TextEncoder().encode('%PDF-1.7 made by the test')

let worker: Awaited<ReturnType<typeof buildFileWorker>>
beforeAll(async () => {
  worker = await buildFileWorker('appeals')
})
afterAll(() => worker.remove())

/** A shop with one case of 云间客_88 and two photos in slots. */
async function withCase(work: (test: TestFolder, caseId: string, printed: PrintDocument[]) => Promise<void> | void, printer?: Printer | null): Promise<void> {
  const hosts = createFileHosts(spawnByFork(worker.entry))
  const printed: PrintDocument[] = []
  const keep: Printer = (document) => {
    printed.push(document)
    return Promise.resolve(PDF)
  }
  const test = await foundFolder({ files: hosts.files, imaging: hosts.imaging, ...(printer === null ? {} : { printer: printer ?? keep }) })
  try {
    const { id: caseId } = createCase(test.kernel, test.actor, { kind: 'refund-only', buyerNick: '云间客_88', orderNo: '2849105533670421876', waybill: 'SF1390027745711' })
    updateCase(test.kernel, test.actor, caseId, { amountCents: 13_110 })
    await addFiles(test.kernel, test.actor, { paths: [photo('flower.jpg')], caseId, slot: 'chat-screenshot' })
    await addFiles(test.kernel, test.actor, { paths: [photo('example.heic')], caseId, slot: 'goods-with-label' })
    await work(test, caseId, printed)
  } finally {
    await hosts.close()
    test.open.close()
  }
}

const code = (work: () => unknown): unknown => {
  try {
    work()
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
  return null
}

/** Reads `manifest.csv` of a pack back: name → hash and size. */
function manifestOf(bytes: Uint8Array): Map<string, { sha256: string; bytes: number; caption: string }> {
  const [, ...lines] = new TextDecoder().decode(bytes).replace(/^\ufeff/, '').trimEnd().split('\r\n')
  return new Map(lines.map((line) => {
    const [name = '', caption = '', size = '', hash = ''] = line.split(',')
    return [name, { sha256: hash, bytes: Number(size), caption }]
  }))
}

describe('A8: the appeal register', () => {
  it('A8: from a case order, buyer, waybill, platform, currency, amount, deadline and the evidence of its slots are there, and the case hears of it', async () => {
    await withCase((test, caseId) => {
      const made = createAppeal(test.kernel, test.actor, { type: 'goods', caseId })
      expect(made).toMatchObject({
        type: 'goods', status: 'draft', caseId, platform: 'tmall', orderNo: '2849105533670421876', waybill: 'SF1390027745711', buyerNick: '云间客_88', currency: 'CNY', claimedCents: 13_110,
        deadlineAt: START + test.kernel.resources.policy.appeals.types.goods.deadlineDays * DAY, met: 2, demanded: 4, recoveredCents: null, createdBy: '张敏',
      })
      expect(made.appealNo).toMatch(/^P-[0-9A-Z]{4}-00001$/)
      const { photos } = appealRecord(test.kernel, made.id)
      expect(made.evidence.map(({ linkId, caption }) => [photos.find((one) => one.linkId === linkId)?.slot, caption])).toEqual([['goods-with-label', '商品与面单合照'], ['chat-screenshot', '聊天截图']])
      expect(getCase(test.kernel, caseId).timeline.at(-1)).toMatchObject({ type: 'appeal-opened', data: { appealNo: made.appealNo, appealType: 'goods' } })
    })
  })

  it('A8: alone, with an own number, and what is proposed follows the type', async () => {
    await withCase((test, caseId) => {
      const made = createAppeal(test.kernel, test.actor, { type: 'review', platform: 'jd', platformNo: ' SS-77 ', buyerNick: '阿杰', note: '', currency: 'USD', evidence: [] })
      expect(made).toMatchObject({ caseId: null, platform: 'jd', platformNo: 'SS-77', note: null, currency: 'USD', claimedCents: null, evidence: [], met: 0 })
      expect(proposeAppeal(test.kernel, { caseId, type: 'freight', language: 'en' })).toMatchObject({ evidence: [], claimedCents: null })
      expect(proposeAppeal(test.kernel, { caseId, type: 'review', language: 'en' }).evidence.map(({ caption }) => caption)).toEqual(['Screenshot of the chat'])
      expect(code(() => createAppeal(test.kernel, test.actor, { type: 'goods', caseId: 'nowhere' }))).toBe('NOT_FOUND')
    })
  })

  it('A8: submitted, won with its amount, corrected to partly won, and back; nothing skips a step, nothing is recovered without a win', async () => {
    await withCase((test, caseId) => {
      const { id } = createAppeal(test.kernel, test.actor, { type: 'goods', caseId })
      const step = (status: 'submitted' | 'won' | 'partly-won' | 'lost', recoveredCents?: number): unknown => code(() => setAppealStatus(test.kernel, test.actor, { id, status, recoveredCents, result: status === 'won' ? '平台支持商家' : null }))
      expect(step('won', 13_110)).toBe('ILLEGAL_TRANSITION')
      expect(step('submitted')).toBeNull()
      expect(step('won')).toBe('REQUIRED_FIELDS_MISSING')
      expect(step('won', 100)).toBe('INVALID_INPUT')
      expect(step('lost', 100)).toBe('INVALID_INPUT')
      test.clock.now += DAY
      expect(step('won', 13_110)).toBeNull()
      expect(getAppeal(test.kernel, id)).toMatchObject({ status: 'won', result: '平台支持商家', recoveredCents: 13_110, statusAt: START + DAY })
      expect(getCase(test.kernel, caseId).timeline.at(-1)).toMatchObject({ type: 'appeal-status', text: '平台支持商家', data: { from: 'submitted', to: 'won', recoveredCents: 13_110 } })
      expect(step('partly-won', 5000)).toBeNull()
      // an amount that makes nonsense of the decision is refused, whichever of the two is changed
      expect(code(() => updateAppeal(test.kernel, test.actor, { id, patch: { claimedCents: 5000 } }))).toBe('INVALID_INPUT')
      expect(step('submitted')).toBeNull()
      expect(getAppeal(test.kernel, id)).toMatchObject({ status: 'submitted', result: null, recoveredCents: null })
    })
  })

  it('A8: fields that are not named stay; evidence is taken once, in its order, and only what is there', async () => {
    await withCase((test, caseId) => {
      const made = createAppeal(test.kernel, test.actor, { type: 'goods', caseId })
      const turned = [...made.evidence].reverse().map((one, at) => ({ ...one, caption: ` 第 ${at + 1} 张 ` }))
      const saved = updateAppeal(test.kernel, test.actor, { id: made.id, patch: { evidence: turned, statement: '  买家寄回的不是本店商品 ' } })
      expect(saved.evidence).toEqual(turned.map(({ linkId, caption }) => ({ linkId, caption: caption.trim() })))
      expect(saved).toMatchObject({ statement: '买家寄回的不是本店商品', orderNo: made.orderNo, deadlineAt: made.deadlineAt, claimedCents: made.claimedCents })
      const [first] = made.evidence
      if (first === undefined) throw new Error('no evidence was proposed')
      expect(code(() => updateAppeal(test.kernel, test.actor, { id: made.id, patch: { evidence: [first, first] } }))).toBe('INVALID_INPUT')
      expect(code(() => updateAppeal(test.kernel, test.actor, { id: made.id, patch: { evidence: [{ linkId: 'gone', caption: '' }] } }))).toBe('NOT_FOUND')
      expect(getAppeal(test.kernel, made.id).evidence).toHaveLength(2)
    })
  })

  it('A8: a draft can be taken out again, a submitted one cannot; the same key registers once', async () => {
    await withCase((test, caseId) => {
      const key = 'same-key-twice'
      const first = createAppeal(test.kernel, test.actor, { type: 'goods', caseId, key })
      expect(createAppeal(test.kernel, test.actor, { type: 'goods', caseId, key }).id).toBe(first.id)
      removeAppeal(test.kernel, test.actor, { id: first.id })
      expect(code(() => getAppeal(test.kernel, first.id))).toBe('NOT_FOUND')
      expect(getCase(test.kernel, caseId).timeline.at(-1)).toMatchObject({ type: 'appeal-removed', data: { appealNo: first.appealNo } })
      const second = createAppeal(test.kernel, test.actor, { type: 'goods', caseId })
      setAppealStatus(test.kernel, test.actor, { id: second.id, status: 'submitted' })
      expect(code(() => removeAppeal(test.kernel, test.actor, { id: second.id }))).toBe('ILLEGAL_TRANSITION')
      expect(listAppeals(test.kernel, { near: false, limit: 10 }).rows.map(({ id }) => id)).toEqual([second.id])
    })
  })

  it('A8: the list in pages, by type, status, number, buyer and near deadline, with sums over the whole of it', async () => {
    await withCase((test, caseId) => {
      const ids = Array.from({ length: 7 }, (_, at) => {
        test.clock.now += 1000
        return createAppeal(test.kernel, test.actor, { type: at % 2 === 0 ? 'goods' : 'freight', caseId: at === 0 ? caseId : null, buyerNick: `买家${at}`, platformNo: `SS-${at}`, claimedCents: 1000 * (at + 1), deadlineAt: START + (at + 1) * DAY, evidence: [] }).id
      })
      const seen: string[] = []
      for (let cursor: string | null = null, first = true; first || cursor !== null; first = false) {
        const page = listAppeals(test.kernel, { near: false, limit: 3, cursor })
        seen.push(...page.rows.map(({ id }) => id))
        cursor = page.nextCursor
      }
      expect(seen).toEqual([...ids].reverse())
      const found = (ask: Partial<Parameters<typeof listAppeals>[1]>): string[] => listAppeals(test.kernel, { near: false, limit: 100, ...ask }).rows.map(({ platformNo }) => platformNo ?? '')
      expect(found({ type: 'freight' })).toEqual(['SS-5', 'SS-3', 'SS-1'])
      expect(found({ search: ' 买家4 ' })).toEqual(['SS-4'])
      expect(found({ search: 'SS-2' })).toEqual(['SS-2'])
      expect(found({ search: getCase(test.kernel, caseId).caseNo.toLowerCase() })).toEqual(['SS-0'])
      expect(found({ search: listAppeals(test.kernel, { near: false, limit: 1 }).rows[0]?.appealNo.toLowerCase() })).toEqual(['SS-6'])
      expect(appealTerms(test.kernel).nearDays).toBe(3)
      // what is shown as near is what has at most so many whole days left
      expect(found({ near: true })).toEqual(['SS-3', 'SS-2', 'SS-1', 'SS-0'])
      setAppealStatus(test.kernel, test.actor, { id: ids[0] ?? '', status: 'submitted' })
      setAppealStatus(test.kernel, test.actor, { id: ids[0] ?? '', status: 'won', recoveredCents: 1000 })
      expect(found({ near: true })).toEqual(['SS-3', 'SS-2', 'SS-1'])
      expect(found({ status: 'won' })).toEqual(['SS-0'])
      expect(sumAppeals(test.kernel, { near: false })).toEqual([{ currency: 'CNY', appeals: 7, open: 6, won: 1, lost: 0, claimedCents: 28_000, recoveredCents: 1000 }])
      expect(sumAppeals(test.kernel, { near: false, type: 'freight' })).toMatchObject([{ appeals: 3, claimedCents: 12_000 }])
    })
  })
})

describe('A8: the appeal pack', () => {
  it('A8, R7: statement, facts and evidence in the chosen order; opened again every file has the hash of the manifest, and the hash of the pack is kept', async () => {
    await withCase(async (test, caseId, printed) => {
      const out = tempFolder()
      const made = createAppeal(test.kernel, test.actor, { type: 'goods', caseId, statement: '买家 13912345678 寄回的不是本店商品。\n见附图。', note: '内部备注' })
      updateAppeal(test.kernel, test.actor, { id: made.id, patch: { evidence: [...made.evidence].reverse() } })
      const path = join(out, '申诉包.zip')
      const pack = await packAppeal(test.kernel, test.actor, { id: made.id, path, language: 'zh', whole: false })
      const files = unzipSync(readFileSync(path))
      expect(Object.keys(files)).toEqual([`申诉举证_货物_${made.appealNo}.pdf`, `申诉举证_货物_${made.appealNo}.txt`, 'manifest.csv', '证据/01_聊天截图.jpg', '证据/02_商品与面单合照.heic'])
      expect(pack).toMatchObject({ entries: Object.keys(files), missing: [], zip: { file: path, sha256: sha256(readFileSync(path)), bytes: readFileSync(path).length } })

      const manifest = manifestOf(files['manifest.csv'] ?? new Uint8Array())
      expect([...manifest.keys()]).toEqual(Object.keys(files).filter((name) => name !== 'manifest.csv'))
      for (const [name, { sha256: hash, bytes }] of manifest) expect({ name, hash, bytes }).toEqual({ name, hash: sha256(files[name] ?? new Uint8Array()), bytes: files[name]?.length })
      expect(files['证据/02_商品与面单合照.heic']).toEqual(new Uint8Array(readFileSync(photo('example.heic'))))
      expect(manifest.get('证据/01_聊天截图.jpg')?.caption).toBe('聊天截图')
      expect(readFileSync(join(out, '申诉包.pdf'))).toEqual(Buffer.from(PDF))

      const [document] = printed
      expect(document).toMatchObject({ lang: 'zh', number: made.appealNo, title: '申诉举证' })
      const text = new TextDecoder().decode(files[`申诉举证_货物_${made.appealNo}.txt`])
      const paper = JSON.stringify(document?.blocks.filter(({ block }) => block !== 'pictures'))
      for (const said of [text, paper]) {
        expect(said).toContain('139****5678')
        expect(said).not.toContain('13912345678')
        expect(said).not.toContain('内部备注')
        expect(said).toContain('2849105533670421876')
      }
      // the paper says the hashes as well
      for (const name of ['flower.jpg', 'example.heic']) expect(paper).toContain(sha256(readFileSync(photo(name))))
      expect(document?.blocks.flatMap((block) => (block.block === 'pictures' ? block.pictures.map(({ caption }) => caption) : []))).toEqual(['01_聊天截图.jpg · 聊天截图', '02_商品与面单合照.heic · 商品与面单合照'])

      expect(getCase(test.kernel, caseId).timeline.at(-1)).toMatchObject({ type: 'appeal-packed', data: { appealNo: made.appealNo, sha256: pack.zip.sha256 } })
      expect(appealRecord(test.kernel, made.id).packs).toEqual([{ at: START, by: '张敏', file: '申诉包.zip', sha256: pack.zip.sha256 }])
    })
  })

  it('A8, R7: asked for, the pack holds what was written, and the log says so', async () => {
    await withCase(async (test, caseId) => {
      const made = createAppeal(test.kernel, test.actor, { type: 'goods', caseId, statement: '电话 13912345678' })
      const path = join(tempFolder(), 'whole.zip')
      await packAppeal(test.kernel, test.actor, { id: made.id, path, language: 'en', whole: true })
      expect(new TextDecoder().decode(unzipSync(readFileSync(path))[`appeal_Goods_${made.appealNo}.txt`])).toContain('13912345678')
      const kept = test.kernel.db.readable.prepare<[string], { detail: string }>("select detail from audit where action = 'appeal.pack' and subject = ?").get(made.id)
      expect(JSON.parse(kept?.detail ?? '{}')).toMatchObject({ whole: true, file: 'whole.zip' })
    })
  })

  it('A8: evidence that is gone or altered is named on the paper and left out of pack and manifest', async () => {
    await withCase(async (test, caseId, printed) => {
      const made = createAppeal(test.kernel, test.actor, { type: 'goods', caseId })
      const { photos } = appealRecord(test.kernel, made.id)
      const at = (slot: string): string => join(test.dataDir, photos.find((one) => one.slot === slot)?.archivedAs ?? '')
      rmSync(at('chat-screenshot'))
      writeFileSync(at('goods-with-label'), 'something else')
      const path = join(tempFolder(), 'pack.zip')
      const pack = await packAppeal(test.kernel, test.actor, { id: made.id, path, language: 'zh', whole: false })
      expect(pack.missing).toEqual(['01_商品与面单合照.heic', '02_聊天截图.jpg'])
      const files = unzipSync(readFileSync(path))
      expect(Object.keys(files)).toHaveLength(3)
      expect([...manifestOf(files['manifest.csv'] ?? new Uint8Array()).keys()]).toHaveLength(2)
      expect(printed[0]?.blocks).toContainEqual({ block: 'text', text: expect.stringContaining('02_聊天截图.jpg') as unknown as string, tone: 'warning' })
    })
  })

  it('A8: without a window the ZIP is made all the same and says that the PDF is missing; a failing printer leaves nothing behind', async () => {
    await withCase(async (test, caseId) => {
      const { id } = createAppeal(test.kernel, test.actor, { type: 'goods', caseId })
      const out = tempFolder()
      expect(await packAppeal(test.kernel, test.actor, { id, path: join(out, 'a.zip'), language: 'zh', whole: false })).toMatchObject({ pdf: null, missing: ['pdf'] })
      expect(readdirSync(out)).toEqual(['a.zip'])
    }, null)
    await withCase(async (test, caseId) => {
      const { id } = createAppeal(test.kernel, test.actor, { type: 'goods', caseId })
      const out = tempFolder()
      const ask = { id, language: 'zh', whole: false } as const
      await expect(packAppeal(test.kernel, test.actor, { ...ask, path: join(out, 'a.zip') })).rejects.toMatchObject({ code: 'PRINT_FAILED' })
      for (const path of ['a.zip', join(out, 'a.exe')]) await expect(packAppeal(test.kernel, test.actor, { ...ask, path })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
      await expect(packAppeal(test.kernel, test.actor, { ...ask, id: 'nowhere', path: join(out, 'a.zip') })).rejects.toMatchObject({ code: 'NOT_FOUND' })
      expect(readdirSync(out)).toEqual([])
      expect(appealRecord(test.kernel, id).packs).toEqual([])
    }, () => Promise.reject(new AppError('PRINT_FAILED', {})))
  })
})
