import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { GalleryFilter, GallerySort } from '../../src/contract/photo-gallery'
import type { Photo } from '../../src/contract/photos'
import { spawnByFork } from '../../src/backend/file-process/fork'
import { createFileHosts } from '../../src/backend/file-process/hosts'
import { galleryPageSql, galleryStart, galleryStretch, galleryStretchSql, type GalleryMark, type GalleryQuery } from '../../src/backend/repositories/photo-gallery'
import { createCase } from '../../src/backend/services/case-write'
import { drawingSource, saveDrawing } from '../../src/backend/services/photo-drawing'
import { galleryOutline, galleryPage, photoFacts, setPhotoNote } from '../../src/backend/services/photo-gallery'
import { addFiles } from '../../src/backend/services/photos'
import { buildFileWorker } from '../faults/support/file-worker'
import { foundFolder, START, type TestFolder } from '../support/kernel'
import { ROOT } from '../support/folders'

const MANY = 100_000
const HOUR = 3_600_000
const PAGE = 200
const PHOTOS = join(ROOT, 'test/fixtures/photos')

let test: TestFolder
let lost: { id: string; caseNo: string }
let damaged: { id: string; caseNo: string }

/** Straight into the tables: a hundred thousand photos through the front door would take an hour. */
function fill(): void {
  const db = test.kernel.db.writable
  const link = db.prepare(
    `INSERT INTO photo_link (id, hlc, deleted_at, photo_id, archived_as, original_name, buyer_nick, order_no, added_at, added_by, case_id, slot, note, binned_at)
     VALUES (?, '{}', ?, ?, ?, ?, ?, ?, ?, 'x', ?, ?, ?, ?)`,
  )
  const photo = db.prepare(`INSERT INTO photo (id, hlc, format, bytes, width, height, has_thumb, added_at) VALUES (?, '{}', 'jpeg', 1000, 40, 30, 1, ?)`)
  db.transaction(() => {
    for (let at = 0; at < MANY; at += 1) {
      const id = `p${String(at).padStart(7, '0')}`
      // three photos share an instant, so that the order has to be told by the id; every 13th has no buyer
      const addedAt = START - Math.floor(at / 3) * 20 * 60_000
      const buyer = at % 13 === 0 ? null : `买家${String(at % 5000).padStart(4, '0')}`
      const caseId = at % 50 === 1 ? lost.id : at % 50 === 2 ? damaged.id : null
      photo.run(id, addedAt)
      link.run(`l${id}`, at % 1000 === 7 ? 1 : null, id, `售后问题图片/x/${id}.jpg`, `IMG_${at}.jpg`, buyer, at === 500 ? '2026110100000001' : null, addedAt, caseId, null, at === 4321 ? '外箱进水，已拍面单' : null, at % 1000 === 9 ? addedAt : null)
    }
  })()
}

beforeAll(async () => {
  test = await foundFolder()
  lost = createCase(test.kernel, test.actor, { kind: 'lost', buyerNick: '买家0001', waybill: 'SF1204880147' })
  damaged = createCase(test.kernel, test.actor, { kind: 'damaged', buyerNick: '买家0002', orderNo: '2026112000088821' })
  fill()
})
afterAll(() => test.open.close())

const outline = (filter: GalleryFilter = {}, sort: GallerySort = 'month') => galleryOutline(test.kernel, { filter, sort }, { pageSize: PAGE, pagesAhead: 2, pagesKept: 60 })

/** All photos of a gallery, page by page from its marks. */
async function walk(filter: GalleryFilter, sort: GallerySort = 'month'): Promise<Photo[]> {
  const { marks } = await outline(filter, sort)
  return marks.flatMap((from, at) => galleryPage(test.kernel, { filter, sort, from, to: marks[at + 1] ?? null, limit: PAGE }).rows)
}
const ids = (rows: readonly Photo[]): string[] => rows.map((row) => row.linkId)
const count = (where: string, ...binds: (string | number)[]): number =>
  (test.kernel.db.readable.prepare(`SELECT count(*) AS n FROM photo_link WHERE deleted_at IS NULL AND binned_at IS NULL AND ${where}`).get(...binds) as { n: number }).n

describe('gallery over 100,000 photos (spec A7)', () => {
  it('A7, A6: the outline counts each group, and what is deleted or in the bin is not there', async () => {
    const { total, groups, counts, marks } = await outline()
    expect(total).toBe(MANY - 200)
    expect(counts.reduce((sum, each) => sum + each, 0)).toBe(total)
    expect(groups[0]).toBe('2026-11')
    expect(groups).toEqual([...groups].sort().reverse())
    // the month is the shop's: the first of November begins at 16:00 UTC of October's last day
    expect(counts[0]).toBe(count('added_at >= ?', Date.UTC(2026, 9, 31, 16)))
    expect(marks).toHaveLength(Math.ceil(total / PAGE))
  })

  it('A7: the pages hold every photo once, in order, full but for the last; one in the middle needs none before it', async () => {
    const rows = await walk({})
    expect(rows).toHaveLength(MANY - 200)
    expect(new Set(ids(rows)).size).toBe(rows.length)
    const sorted = [...rows].sort((a, b) => b.addedAt - a.addedAt || (a.linkId < b.linkId ? 1 : -1))
    expect(ids(rows)).toEqual(ids(sorted))
    const { marks } = await outline()
    const middle = Math.floor(marks.length / 2)
    expect(ids(galleryPage(test.kernel, { filter: {}, sort: 'month', from: marks[middle] ?? '', to: marks[middle + 1] ?? null, limit: PAGE }).rows)).toEqual(ids(rows.slice(middle * PAGE, (middle + 1) * PAGE)))
  })

  it('A7: by buyer the groups are the buyers in order, those without one first', async () => {
    const { groups, counts } = await outline({}, 'buyer')
    expect(groups[0]).toBeNull()
    expect(counts[0]).toBe(count('buyer_nick IS NULL'))
    expect(groups.slice(1)).toEqual(groups.slice(1).sort())
    const rows = await walk({}, 'buyer')
    expect(new Set(ids(rows)).size).toBe(MANY - 200)
    let at = 0
    groups.forEach((group, index) => {
      const own = rows.slice(at, (at += counts[index] ?? 0))
      expect(own.every((row) => row.buyerNick === group)).toBe(true)
      expect(own.every((row, place) => place === 0 || (own[place - 1]?.addedAt ?? 0) <= row.addedAt)).toBe(true)
    })
  })

  it('A7: filters by buyer, case, month and kind give what they say, alone and together', async () => {
    expect(await walk({ buyerNick: '买家0003' })).toHaveLength(count(`buyer_nick = '买家0003'`))
    expect(await walk({ caseNo: lost.caseNo })).toHaveLength(count('case_id = ?', lost.id))
    expect(await walk({ kind: 'damaged' })).toHaveLength(count('case_id = ?', damaged.id))
    const october = [Date.UTC(2026, 8, 30, 16), Date.UTC(2026, 9, 31, 16)] as const
    expect(await walk({ month: '2026-10' })).toHaveLength(count('added_at >= ? AND added_at < ?', ...october))
    expect((await outline({ month: '2026-10' })).groups).toEqual(['2026-10'])
    expect(await walk({ month: '2026-10', kind: 'lost', buyerNick: '买家0001' })).toHaveLength(count('added_at >= ? AND added_at < ? AND case_id = ? AND buyer_nick = ?', ...october, lost.id, '买家0001'))
    expect(await walk({ caseNo: 'no such case' })).toEqual([])
    expect(await outline({ kind: 'rejected' })).toMatchObject({ total: 0, groups: [], counts: [], marks: [] })
  })

  it('A7: search finds by part of a buyer, a note or a file name, by order, case number and waybill', async () => {
    expect(ids(await walk({ search: '进水' }))).toEqual(['lp0004321'])
    expect(ids(await walk({ search: '2026110100000001' }))).toEqual(['lp0000500'])
    expect(await walk({ search: '0003' })).toHaveLength(count(`(instr(buyer_nick, '0003') OR instr(original_name, '0003') OR instr(archived_as, '0003'))`))
    expect(await walk({ search: 'sf 1204 8801 47' })).toHaveLength(count('case_id = ?', lost.id))
    expect(await walk({ search: lost.caseNo })).toHaveLength(count('case_id = ?', lost.id))
    expect(await walk({ search: '2026112000088821' })).toHaveLength(count('case_id = ?', damaged.id))
    expect(await walk({ search: '100%_' })).toEqual([])
  })

  it('A7: a note is written, found, and taken away again', async () => {
    setPhotoNote(test.kernel, test.actor, { linkId: 'lp0000100', note: '  内件碎成三块 ' })
    expect(photoFacts(test.kernel, 'lp0000100').note).toBe('内件碎成三块')
    expect(ids(await walk({ search: '碎成三块' }))).toEqual(['lp0000100'])
    expect(setPhotoNote(test.kernel, test.actor, { linkId: 'lp0000100', note: ' ' })).toEqual({ note: null })
    expect(await walk({ search: '碎成三块' })).toEqual([])
    expect(() => setPhotoNote(test.kernel, test.actor, { linkId: 'nobody', note: 'a' })).toThrow('NOT_FOUND')
  })

  it.each([3, 4000])('A7, X6: stretches of %i links give the same photos as one walk, in both orders and under every filter', (links) => {
    const few: Partial<GalleryQuery>[] = [{ buyerNick: '买家0003' }, { caseId: lost.id }]
    const many: Partial<GalleryQuery>[] = [{}, { month: { from: START - 600 * HOUR, to: START - 400 * HOUR } }, { kind: 'damaged' }, { search: { text: '0003', waybillKey: null } }]
    for (const filter of links === 3 ? few : [...few, ...many]) {
      for (const sort of ['month', 'buyer'] as const) {
        const query: GalleryQuery = { buyerNick: null, caseId: null, month: null, kind: null, search: null, ...filter, sort }
        const all = (by: number): { seen: string[]; stretches: number } => {
          const seen: string[] = []
          let stretches = 0
          for (let from: GalleryMark | null = galleryStart(query); from !== null; stretches += 1) {
            const stretch: ReturnType<typeof galleryStretch> = galleryStretch(test.kernel.read, query, from, by)
            seen.push(...stretch.found.map((mark) => mark.id))
            from = stretch.next
          }
          return { seen, stretches }
        }
        const { seen, stretches } = all(links)
        expect(seen).toEqual(all(2 * MANY).seen)
        expect(seen.length).toBeGreaterThan(0)
        // what is looked at bounds a stretch, however little the filter finds
        const looked = 'buyerNick' in filter || 'caseId' in filter || ('month' in filter && sort === 'month') ? seen.length : MANY
        expect(stretches).toBeGreaterThanOrEqual(Math.ceil(looked / links))
      }
    }
  })

  it('A7: marks that no outline gave are refused', () => {
    for (const from of ['', 'x', '{}', '[1,2,3]', '[null,"a","b"]']) expect(() => galleryPage(test.kernel, { filter: {}, sort: 'month', from, limit: 10 })).toThrow('INVALID_INPUT')
  })

  describe('query plans: a page never scans, whatever is asked', () => {
    const NONE: GalleryQuery = { buyerNick: null, caseId: null, month: null, kind: null, search: null, sort: 'month' }
    const month = { from: START - 24 * HOUR, to: START }
    const QUERIES: Readonly<Record<string, { query: GalleryQuery; index: string }>> = {
      all: { query: NONE, index: 'photo_link_added' },
      month: { query: { ...NONE, month }, index: 'photo_link_added' },
      buyer: { query: { ...NONE, buyerNick: 'a' }, index: 'photo_link_buyer' },
      case: { query: { ...NONE, caseId: 'c' }, index: 'photo_link_case' },
      kind: { query: { ...NONE, kind: 'lost' }, index: 'photo_link_added' },
      search: { query: { ...NONE, search: { text: 'a', waybillKey: 'a' } }, index: 'photo_link_added' },
      'buyer and month': { query: { ...NONE, buyerNick: 'a', month }, index: 'photo_link_buyer' },
      'by buyer': { query: { ...NONE, sort: 'buyer' }, index: 'photo_link_buyer' },
      'by buyer, kind': { query: { ...NONE, sort: 'buyer', kind: 'lost' }, index: 'photo_link_buyer' },
      'by buyer, search': { query: { ...NONE, sort: 'buyer', search: { text: 'a', waybillKey: null } }, index: 'photo_link_buyer' },
    }
    const explain = ({ sql, params }: { sql: string; params: readonly unknown[] }): string[] =>
      test.kernel.db.readable.prepare<(string | number | null)[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(...(params as (string | number | null)[])).map((row) => row.detail)
    const MARKS: readonly GalleryMark[] = [
      { buyer: null, addedAt: START, id: 'a' },
      { buyer: '买家', addedAt: START, id: 'b' },
    ]

    it.each(Object.entries(QUERIES))('A7: %s', (_name, { query, index }) => {
      for (const from of MARKS) {
        for (const to of [null, ...MARKS]) {
          for (const statement of galleryPageSql(test.kernel.read, query, from, to)) {
            const plan = explain(statement)
            expect(plan.filter((line) => /^SCAN (?!CONSTANT)/.test(line)), plan.join('\n')).toEqual([])
            expect(plan.some((line) => line.includes(`SEARCH photo_link USING INDEX ${index}`)), plan.join('\n')).toBe(true)
            // the index gives the order; at most the ids of one instant are sorted
            expect(plan.filter((line) => line === 'USE TEMP B-TREE FOR ORDER BY'), plan.join('\n')).toEqual([])
          }
        }
      }
    })

    it('A7, X6: a stretch of the outline follows the index of its order from where it begins, and sorts nothing but ids of one instant', () => {
      for (const { query, index } of Object.values(QUERIES)) {
        for (const from of [galleryStart(query), ...MARKS]) {
          for (const to of [null, ...MARKS]) {
            for (const statement of galleryStretchSql(test.kernel.read, query, from, to)) {
              const plan = explain(statement)
              expect(plan.some((line) => new RegExp(`^SEARCH photo_link USING (COVERING )?INDEX ${index}`).test(line)), plan.join('\n')).toBe(true)
              expect(plan.filter((line) => line === 'USE TEMP B-TREE FOR ORDER BY'), plan.join('\n')).toEqual([])
            }
          }
        }
      }
    })
  })
})

describe('a drawing is a photo of its own (spec A5)', () => {
  it('A5: it lies beside its original, on the same case, slot and buyer, and leads back to it; the original stays', async () => {
    const worker = await buildFileWorker('drawing')
    const hosts = createFileHosts(spawnByFork(worker.entry))
    const own = await foundFolder({ files: hosts.files, imaging: hosts.imaging })
    try {
      const made = createCase(own.kernel, own.actor, { kind: 'damaged', buyerNick: '云间客_88', orderNo: '2026112000088821' })
      const [first, heic] = await addFiles(own.kernel, own.actor, { paths: [join(PHOTOS, 'flower.jpg'), join(PHOTOS, 'example.heic')], caseId: made.id, slot: 'outer-box' })
      const original = first?.photo
      if (!original) throw new Error('the original was not filed')
      const before = readFileSync(join(own.dataDir, original.archivedAs))
      const drawing = await saveDrawing(own.kernel, own.actor, { linkId: original.linkId, bytes: readFileSync(join(PHOTOS, 'png_named.jpg')) })
      expect(drawing).toMatchObject({ caseId: made.id, slot: 'outer-box', buyerNick: '云间客_88', format: 'png', originalName: 'flower.png' })
      expect(drawing.archivedAs).toMatch(/^售后问题图片\/2026-11\/云间客_88\/云间客_88_2026-11-21_\d+\.png$/)
      expect(readFileSync(join(own.dataDir, original.archivedAs))).toEqual(before)
      expect(photoFacts(own.kernel, drawing.linkId)).toMatchObject({ original: { linkId: original.linkId }, drawings: [], orderNo: '2026112000088821', addedByName: '张敏' })
      expect(photoFacts(own.kernel, original.linkId)).toMatchObject({ original: null, drawings: [{ linkId: drawing.linkId }] })
      await expect(saveDrawing(own.kernel, own.actor, { linkId: original.linkId, bytes: new TextEncoder().encode('<svg onload=alert(1)>') })).rejects.toMatchObject({ code: 'FILE_FORMAT_UNKNOWN' })
      await expect(saveDrawing(own.kernel, own.actor, { linkId: 'nobody', bytes: before })).rejects.toMatchObject({ code: 'NOT_FOUND' })
      await expect(saveDrawing(own.kernel, own.actor, { linkId: original.linkId, bytes: readFileSync(join(PHOTOS, 'truncated.png')) })).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' })
      expect((await drawingSource(own.kernel, heic?.photo?.linkId ?? '')).dataUrl).toMatch(/^data:image\/webp;base64,UklGR/)
    } finally {
      await hosts.close()
      own.open.close()
      await worker.remove()
    }
  })
})
