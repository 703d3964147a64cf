import { mkdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { PRODUCTS, PLACES } from '../../src/domain/demo/goods'
import { buyerNote } from '../../src/domain/demo/notes'
import { createRandom } from '../../src/domain/demo/random'
import { indexedText, normaliseText, termPhrase } from '../../src/domain/search/tokens'
import { ROOT } from './data'
import { ratioOf, spread, type BenchOptions, type BenchResult } from './stats'
import { wordsOf } from './words'

/**
 * How to cut text for the index: recall and time of the ways at hand, for docs/adr/0009-search-index.md. `--cases` is the number of
 * notes. Not one of the benchmarks with a bar: it is run when the question is asked again.
 */
interface Way {
  readonly name: string
  readonly options: string
  readonly tokens: (text: string) => string
  /** Null where the index alone cannot answer. */
  readonly phrase: (query: string) => string | null
  /** The index answers a superset: each hit's text is looked at. */
  readonly verifies: boolean
}

const CONTENTLESS = "content='', contentless_delete=1"
const pairs = (text: string): string => indexedText([text], [])
/** The pairs of a phrase as an AND, for indexes that keep no positions. */
const allOf = (query: string): string | null => {
  const phrase = termPhrase(query)
  return phrase === null ? null : phrase.replace(/^"|"\*?$/g, '').split(' ').map((token) => `"${token}"${phrase.endsWith('*') ? '*' : ''}`).join(' AND ')
}
const singles = (text: string): string => [...normaliseText(text)].map((char) => (/[\p{L}\p{N}]/u.test(char) ? char : '')).filter((char) => char !== '').join(' ')

const WAYS: readonly Way[] = [
  { name: 'pairs, detail=full', options: `tokenize='ascii', prefix='3', ${CONTENTLESS}`, tokens: pairs, phrase: termPhrase, verifies: false },
  { name: 'pairs, detail=column + look', options: `tokenize='ascii', prefix='3', detail=column, ${CONTENTLESS}`, tokens: pairs, phrase: allOf, verifies: true },
  { name: 'pairs, detail=none + look', options: `tokenize='ascii', prefix='3', detail=none, ${CONTENTLESS}`, tokens: pairs, phrase: allOf, verifies: true },
  { name: 'single characters, phrase', options: `tokenize='ascii', ${CONTENTLESS}`, tokens: singles, phrase: (query) => `"${singles(query)}"`, verifies: false },
  { name: 'trigram of SQLite', options: `tokenize='trigram', ${CONTENTLESS}`, tokens: normaliseText, phrase: (query) => ([...query].length < 3 ? null : `"${normaliseText(query)}"`), verifies: false },
]

const PAGE = 100
const KINDS = ['damaged', 'lost', 'quality', 'shipment-chase', 'wrong-item', 'return-refund', 'stalled', 'goodwill', 'complaint', 'repair'] as const

function notesOf(count: number): string[] {
  const random = createRandom(1, 'choices')
  return Array.from({ length: count }, () => {
    const product = random.pick(PRODUCTS)
    return buyerNote(random, random.pick(KINDS), { goods: product.short, option: random.pick(product.options), courier: '中通', place: random.pick(PLACES)[1], date: `${random.int(1, 12)}月${random.int(1, 28)}日` })
  })
}

function build(file: string, way: Way, texts: readonly string[]): { db: Database.Database; seconds: number; megabytes: number } {
  rmSync(file, { force: true })
  const db = new Database(file)
  db.pragma('journal_mode = OFF')
  db.pragma('mmap_size = 268435456')
  db.exec('CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL)')
  const note = db.prepare('INSERT INTO note (id, text) VALUES (?, ?)')
  db.transaction(() => texts.forEach((text, at) => note.run(at + 1, normaliseText(text))))()
  const before = statSync(file).size
  const from = performance.now()
  db.exec(`CREATE VIRTUAL TABLE f USING fts5(tokens, ${way.options})`)
  const insert = db.prepare('INSERT INTO f (rowid, tokens) VALUES (?, ?)')
  for (let at = 0; at < texts.length; ) {
    db.transaction(() => {
      for (const end = Math.min(texts.length, at + 1000); at < end; at += 1) insert.run(at + 1, way.tokens(texts[at] ?? ''))
    })()
  }
  return { db, seconds: (performance.now() - from) / 1000, megabytes: (statSync(file).size - before) / 1e6 }
}

/** Newest hits of a query, as the program would ask for them. */
function searcher(db: Database.Database, way: Way): (query: string, limit: number) => number[] {
  const match = db.prepare<[string, number], number>('SELECT rowid FROM f WHERE f MATCH ? ORDER BY rowid DESC LIMIT ?').pluck()
  const look = db.prepare<[string, string, number], number>('SELECT note.id FROM f CROSS JOIN note ON note.id = f.rowid WHERE f MATCH ? AND instr(note.text, ?) > 0 ORDER BY f.rowid DESC LIMIT ?').pluck()
  const scan = db.prepare<[string, number], number>('SELECT id FROM note WHERE instr(text, ?) > 0 ORDER BY id DESC LIMIT ?').pluck()
  return (query, limit) => {
    const phrase = way.phrase(query)
    if (phrase === null) return scan.all(normaliseText(query), limit)
    return way.verifies ? look.all(phrase, normaliseText(query), limit) : match.all(phrase, limit)
  }
}

/** Share of what a plain look into every text finds that the index finds as well, and how much it finds besides. */
function recallOf(way: Way, folder: string): { recall: number; surplus: number } {
  const lines = JSON.parse(readFileSync(join(ROOT, 'test/fixtures/corpus/dialogue-lines.json'), 'utf8')) as string[]
  const { db } = build(join(folder, 'recall.sqlite'), way, lines)
  const search = searcher(db, way)
  let wanted = 0
  let hit = 0
  let surplus = 0
  for (const query of [...wordsOf(lines, 2, 400), ...wordsOf(lines, 3, 100), ...wordsOf(lines, 4, 100)]) {
    const plain = new Set(lines.flatMap((line, at) => (normaliseText(line).includes(query) ? [at + 1] : [])))
    const found = search(query, lines.length)
    wanted += plain.size
    hit += found.filter((id) => plain.has(id)).length
    surplus += found.filter((id) => !plain.has(id)).length
  }
  db.close()
  return { recall: hit / wanted, surplus }
}

export async function searchChoicesBench(options: BenchOptions): Promise<BenchResult> {
  const folder = join(ROOT, '.cache', 'bench', 'choices')
  mkdirSync(folder, { recursive: true })
  const texts = notesOf(options.cases)
  const sample = texts.slice(0, 20_000)
  const classes = [2, 3, 4].map((length) => ({ length, queries: wordsOf(sample, length, 100) }))
  const parts: { part: string; ratio: number; ours: { p50: number; p95: number }; bare: { p50: number; p95: number } }[] = []
  for (const way of WAYS) {
    const file = join(folder, 'way.sqlite')
    const { db, seconds, megabytes } = build(file, way, texts)
    const search = searcher(db, way)
    const { recall, surplus } = recallOf(way, folder)
    options.say(`${way.name}: ${seconds.toFixed(1)} s to build, ${megabytes.toFixed(0)} MB, recall ${recall.toFixed(4)}, ${surplus} too many`)
    for (const { length, queries } of classes) {
      const times: number[] = []
      for (let round = 0; round < 3; round += 1) {
        for (const query of queries) {
          const from = performance.now()
          search(query, PAGE)
          if (round > 0) times.push(performance.now() - from)
        }
      }
      const ours = spread(times)
      parts.push({ part: `${way.name}: ${length}`, ratio: ratioOf(ours.p95, parts[classes.findIndex((one) => one.length === length)]?.ours.p95 ?? ours.p95), ours, bare: parts[classes.findIndex((one) => one.length === length)]?.ours ?? ours })
    }
    db.close()
    rmSync(file, { force: true })
  }
  rmSync(folder, { recursive: true, force: true })
  const [first] = parts
  if (first === undefined) throw new Error('there is no way to compare')
  return { name: 'search-choices', ratio: 1, ours: first.ours, bare: first.ours, bar: 1, parts, note: `${options.cases} notes; each way against the first, by the number of characters asked for` }
}
