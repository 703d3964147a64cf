import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { listCases } from '../../src/backend/services/case-read'
import { addNote, createCase, editCase, insertCase, setStatus, updateCase } from '../../src/backend/services/case-write'
import { checkData } from '../../src/backend/services/health'
import { buildSearchSlice, completeSearch, isSearchBuilt, searchMarks } from '../../src/backend/services/search-index'
import { byNumberSql, freeDocid, hitsSql, putDoc, removeDoc } from '../../src/backend/repositories/case-search'
import { NUMBERS_AT_MOST } from '../../src/backend/services/case-search'
import { queueByDocsSql } from '../../src/backend/repositories/queue-docs'
import { normaliseText } from '../../src/domain/search/tokens'
import { ROOT } from '../support/folders'
import { foundFolder, type TestFolder } from '../support/kernel'

const LINES = JSON.parse(readFileSync(join(ROOT, 'test/fixtures/corpus/dialogue-lines.json'), 'utf8')) as string[]

type View = Parameters<typeof listCases>[2]['view']

/** Ids of every case that a search finds, over all its pages. */
function found(test: TestFolder, search: string, view: View = 'all', limit = 50): string[] {
  const ids: string[] = []
  let cursor: string | null = null
  do {
    const page = listCases(test.kernel, test.actor, { view, search, cursor, limit })
    ids.push(...page.rows.map((row) => row.id))
    cursor = page.nextCursor
  } while (cursor !== null)
  return ids
}

describe('X3: search of cases', () => {
  it('finds every two-character word of a corpus that a look into every text finds, and nothing else', async () => {
    const test = await foundFolder()
    const texts = LINES.slice(0, 250)
    const ids = texts.map((note) => {
      test.clock.now += 1000
      return createCase(test.kernel, test.actor, { kind: 'lost', note }).id
    })
    const words = new Set<string>()
    for (const { segment, isWordLike } of texts.flatMap((text) => [...new Intl.Segmenter('zh', { granularity: 'word' }).segment(text)])) {
      if (isWordLike === true && /^\p{Script=Han}{2}$/u.test(segment)) words.add(segment)
    }
    expect(words.size).toBeGreaterThan(300)
    for (const word of words) {
      const plain = ids.filter((_id, at) => normaliseText(texts[at] ?? '').includes(word)).reverse()
      expect(found(test, word), word).toEqual(plain)
    }
    test.open.close()
  })

  it('follows summary, memo, notes and buyer in the transaction that changes them', async () => {
    const test = await foundFolder()
    const { id } = createCase(test.kernel, test.actor, { kind: 'lost', buyerNick: '云间客_88', note: '外箱破损' })
    expect([found(test, '破损'), found(test, '云间'), found(test, '客_88')]).toEqual([[id], [id], [id]])
    updateCase(test.kernel, test.actor, id, { summary: '杯子裂了', memo: '已补发', buyerNick: '南风' })
    addNote(test.kernel, test.actor, id, '快递员说已放门卫')
    expect([found(test, '破损'), found(test, '云间')]).toEqual([[], []])
    expect([found(test, '裂了'), found(test, '补发'), found(test, '南风'), found(test, '门卫')]).toEqual([[id], [id], [id], [id]])
    test.open.close()
  })

  it('asks for words together with view, kind and shop', async () => {
    const test = await foundFolder()
    const lost = createCase(test.kernel, test.actor, { kind: 'lost', note: '没有收到包裹' }).id
    const asked = createCase(test.kernel, test.actor, { kind: 'presale', buyerNick: 'a', note: '收到的包裹破了' }).id
    expect(found(test, '包裹').sort()).toEqual([lost, asked].sort())
    expect(listCases(test.kernel, test.actor, { view: 'open', kind: 'presale', search: '包裹', limit: 9 }).rows.map((row) => row.id)).toEqual([asked])
    updateCase(test.kernel, test.actor, lost, { kind: 'signed-not-received' })
    expect(listCases(test.kernel, test.actor, { view: 'all', kind: 'lost', search: '包裹', limit: 9 }).rows).toEqual([])
    setStatus(test.kernel, test.actor, asked, { status: 'closed', reason: '重复' })
    expect([found(test, '包裹', 'open'), found(test, '包裹', 'resolved')]).toEqual([[lost], [asked]])
    expect(found(test, '包裹 破了')).toEqual([asked])
    test.open.close()
  })

  it('finds numbers from either end, also among words', async () => {
    const test = await foundFolder()
    const { id, caseNo } = createCase(test.kernel, test.actor, { kind: 'lost', orderNo: '2026112188218821', waybill: 'SF1204880147', note: '丢件了' })
    createCase(test.kernel, test.actor, { kind: 'lost', orderNo: '2026112188219999', waybill: 'SF1204990000', note: '丢件了' })
    for (const search of [caseNo, 'SF120488', 'sf1204880147', '880147', '0147', '20261121882188', '218821', '丢件 0147', 'sf1204 8801', 'SF12 0488 0147']) expect(found(test, search), search).toEqual([id])
    updateCase(test.kernel, test.actor, id, { orderNo: '555500001111', waybills: ['YT777788889999'] })
    expect([found(test, '0147'), found(test, '218821')]).toEqual([[], []])
    expect([found(test, '889999'), found(test, '1111'), found(test, '5555')]).toEqual([[id], [id], [id]])
    test.open.close()
  })

  it('finds a number that stands in a note only', async () => {
    const test = await foundFolder()
    const { id } = createCase(test.kernel, test.actor, { kind: 'lost', note: '旧单号 75318642 查不到' })
    expect(found(test, '7531')).toEqual([id])
    test.open.close()
  })

  it('looks at the newest cases for one character', async () => {
    const test = await foundFolder()
    const { id } = createCase(test.kernel, test.actor, { kind: 'lost', note: '碎' })
    createCase(test.kernel, test.actor, { kind: 'lost', note: '好' })
    expect(found(test, '碎')).toEqual([id])
    test.open.close()
  })

  it('pages through views that drop most hits without losing one', async () => {
    const test = await foundFolder()
    const mine: string[] = []
    for (let n = 0; n < 60; n += 1) {
      test.clock.now += n % 4 === 0 ? 0 : 1000
      const { id } = createCase(test.kernel, test.actor, { kind: 'presale', buyerNick: 'a', note: `包裹${n}` })
      if (n % 7 === 0) mine.push(id)
      else setStatus(test.kernel, test.actor, id, { status: 'closed', reason: '重复' })
    }
    expect(found(test, '包裹', 'mine', 3).sort()).toEqual([...mine].sort())
    expect(new Set(found(test, '包裹', 'all', 7)).size).toBe(60)
    test.open.close()
  })

  it('takes operators of the index for plain text', async () => {
    const test = await foundFolder()
    createCase(test.kernel, test.actor, { kind: 'lost', note: '破损' })
    for (const search of ['"', '破损"', 'NOT 破损', '破损 AND', 'tokens:破损', '破损 *', '(破损', "x' OR 1=1 --", `${'破'.repeat(190)}`, '^破损', '-破损', searchMarks.open]) expect(() => found(test, search), search).not.toThrow()
    expect(found(test, 'NOT 破损')).toEqual([])
    expect(found(test, '"破损"')).toHaveLength(1)
    test.open.close()
  })
})

describe('X3: the index is made again from the rows', () => {
  const wipe = (test: TestFolder): void => test.kernel.write(test.actor, { name: 'test.wipe' }, (tx) => {
    for (const row of tx.db.all<{ docid: number }>("select docid from case_doc")) removeDoc(tx, row.docid)
  })

  it('builds in slices, newest first, and can be taken up', async () => {
    const test = await foundFolder()
    const ids = Array.from({ length: 30 }, (_, n) => {
      test.clock.now += 1000
      return createCase(test.kernel, test.actor, { kind: 'lost', note: `丢件${n}`, waybill: `SF00000000${n}` }).id
    })
    wipe(test)
    expect(found(test, '丢件')).toEqual([])
    expect(buildSearchSlice(test.kernel, 0)).toBe(true)
    expect(found(test, '丢件')).toEqual(ids.slice(-1))
    expect(isSearchBuilt(test.kernel)).toBe(false)
    completeSearch(test.kernel)
    expect(isSearchBuilt(test.kernel)).toBe(true)
    expect(found(test, '丢件')).toEqual([...ids].reverse())
    expect(buildSearchSlice(test.kernel, 0)).toBe(false)
    test.open.close()
  })

  it('check finds no damage in an index that is read and written all the time', async () => {
    const test = await foundFolder()
    const ids: string[] = []
    for (let round = 0; round < 30; round += 1) {
      // from here on the reading connection keeps what it knows of the index, and the writer changes it
      found(test, '快递')
      test.kernel.write(test.actor, { name: 'test.many' }, (tx) => {
        for (let n = 0; n < 50; n += 1) ids.push(insertCase(test.kernel, tx, { kind: 'lost', note: LINES[(round * 50 + n) % LINES.length] ?? '' }))
        for (const id of ids.slice(-120, -60)) editCase(test.kernel, tx, id, { summary: `${round} ${LINES[ids.length % LINES.length] ?? ''}` })
      })
      expect(checkData(test.kernel)).toEqual({ integrity: 'ok', problems: [] })
    }
    test.open.close()
  })

  it('check tells of drift and has it put right', async () => {
    const test = await foundFolder()
    createCase(test.kernel, test.actor, { kind: 'lost', note: '丢件' })
    completeSearch(test.kernel)
    expect(checkData(test.kernel)).toEqual({ integrity: 'ok', problems: [] })
    wipe(test)
    expect(checkData(test.kernel)).toEqual({ integrity: 'ok', problems: ['search index lacks 1 cases'] })
    completeSearch(test.kernel)
    expect(checkData(test.kernel).problems).toEqual([])
    expect(found(test, '丢件')).toHaveLength(1)
    test.open.close()
  })

  it('gives thousands of cases of one midnight a place each', async () => {
    const test = await foundFolder()
    const places = new Set<number>()
    test.kernel.write(test.actor, { name: 'test.places' }, (tx) => {
      for (let n = 0; n < 5000; n += 1) {
        const docid = freeDocid(tx.db, 1_700_000_000)
        places.add(docid)
        putDoc(tx, { docid, caseId: `c${n}`, orderKey: null, tokens: '' })
      }
    })
    expect(places.size).toBe(5000)
    test.open.close()
  })

  it('reads nothing by scanning', async () => {
    const test = await foundFolder()
    const plan = ({ sql, params }: { sql: string; params: readonly (string | number)[] }): string[] =>
      test.kernel.db.readable.prepare<(string | number)[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(...params).map((row) => row.detail)
    const scans = (steps: readonly string[]): string[] => steps.filter((step) => step.startsWith('SCAN') && !/VIRTUAL TABLE INDEX \d+:[<>=]*M|json_each|\(subquery/.test(step))
    expect(scans(plan(hitsSql('"破损"', 9e15, 100)))).toEqual([])
    expect(scans(plan(byNumberSql('0147', '0147', NUMBERS_AT_MOST)))).toEqual([])
    expect(scans(plan({ sql: queueByDocsSql(test.kernel.read), params: ['[1]'] }))).toEqual([])
    expect(plan(byNumberSql('0147', '0147', NUMBERS_AT_MOST)).join()).toContain('case_waybill_tail')
    test.open.close()
  })
})
