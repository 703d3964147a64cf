import { waybillKey } from '../../domain/courier/waybill'
import { holdsPhrase, indexedText, markToken, termPhrase, TOKENISER_VERSION } from '../../domain/search/tokens'
import type { ReadDb } from '../db/open'
import type { Derived, WriteTx } from '../db/write'
import * as repo from '../repositories/case-search'
import * as masters from '../repositories/masters'
import type { Kernel } from './kernel'
import { SYSTEM } from './setup'

/** `version` of a finished index. */
const BUILT = 'search-index'
/** Where an unfinished one stands: `version:openedAt:caseId`. */
const REACHED = 'search-index-reached'
const ROWS_AT_ONCE = 200

/** Facts of a case that a search may ask for together with words; see domain/search/tokens.ts. */
export const searchMarks = {
  open: markToken('open', ''),
  kind: (kind: string): string => markToken('kind', kind),
  shop: (shopId: string): string => markToken('shop', shopId),
}

const SEARCHED: ReadonlySet<string> = new Set(['kind', 'shopId', 'buyerNick', 'orderNo', 'summary', 'memo', 'isOpen', 'openedAt', 'deletedAt'])

/** Keeps the text index in the transaction of whoever writes a case or a note (X3). */
export const searchDerived: Derived = {
  caseOf(table, id, changed) {
    if (table === 'cases') return Object.keys(changed).some((key) => SEARCHED.has(key)) ? id : null
    return table === 'case_event' && changed['type'] === 'note' && typeof changed['caseId'] === 'string' ? changed['caseId'] : null
  },
  apply(tx, caseIds) {
    for (const id of caseIds) {
      const row = repo.findSearchable(tx.db, id)
      if (row !== undefined) indexCase(tx, row)
    }
  },
}

const ownFields = (row: repo.SearchableCase): (string | null)[] => [row.summary, row.buyerNick, row.memo]
const fieldsOf = (db: ReadDb, row: repo.SearchableCase): (string | null)[] => [...ownFields(row), ...repo.listNotes(db, row.id)]
const marksOf = (row: repo.SearchableCase): string[] => [...(row.isOpen ? [searchMarks.open] : []), searchMarks.kind(row.kind), searchMarks.shop(row.shopId)]

/** Which of some cases hold every phrase, as the index would answer, newest first. Costs by these cases, not by how many others have the words (X7). */
export function casesHolding(db: ReadDb, docids: readonly number[], phrases: readonly string[]): number[] {
  const holds = (indexed: string): boolean => phrases.every((phrase) => holdsPhrase(indexed, phrase))
  // notes are read only for those whose own words do not say it
  const found = repo.listSearchableAt(db, docids).filter((row) => !row.isDeleted && (holds(indexedText(ownFields(row), marksOf(row))) || holds(indexedText(fieldsOf(db, row), marksOf(row)))))
  return found.map(({ docid }) => docid).sort((a, b) => b - a)
}

function indexCase(tx: WriteTx, row: repo.SearchableCase): void {
  const known = repo.findDoc(tx.db, row.id)
  if (row.isDeleted) {
    if (known !== undefined) repo.removeDoc(tx, known.docid)
    return
  }
  repo.putDoc(tx, {
    // Grows with the time of opening, in seconds: the index then walks from new to old by itself.
    docid: known?.docid ?? repo.freeDocid(tx.db, Math.max(1, Math.floor(row.openedAt / 1000))),
    caseId: row.id,
    orderKey: waybillKey(row.orderNo),
    tokens: indexedText(fieldsOf(tx.db, row), marksOf(row)),
  })
}

const FROM_THE_NEWEST = { openedAt: Number.MAX_SAFE_INTEGER, id: '' }

function reachedBy(kernel: Kernel): { openedAt: number; id: string } | 'built' {
  const version = String(TOKENISER_VERSION)
  if (masters.readMeta(kernel.read, BUILT) === version) return 'built'
  const [made, openedAt, id] = (masters.readMeta(kernel.read, REACHED) ?? '').split(':')
  return made === version && openedAt !== undefined && id !== undefined ? { openedAt: Number(openedAt), id } : FROM_THE_NEWEST
}

/** The index is to be built anew: rows came by the ten thousand without it. */
export function forgetSearchIndex(tx: WriteTx): void {
  masters.putMeta(tx, BUILT, '')
  masters.putMeta(tx, REACHED, '')
}

/** True when every case is in the index, in tokens of this version. */
export const isSearchBuilt = (kernel: Kernel): boolean => reachedBy(kernel) === 'built'

/**
 * One short transaction of building the index, from the newest case to the oldest; taken up where it stood after a kill. Cases that are
 * written meanwhile index themselves. Answers whether there is more to do.
 * @param sliceMs how long it may take
 */
export function buildSearchSlice(kernel: Kernel, sliceMs: number): boolean {
  const reached = reachedBy(kernel)
  if (reached === 'built') return false
  return kernel.write(SYSTEM, { name: 'search.build', bulk: true, derived: true }, (tx) => {
    const endsAt = performance.now() + sliceMs
    let at = reached
    for (;;) {
      const rows = repo.listSearchable(tx.db, at, ROWS_AT_ONCE)
      for (const row of rows) {
        indexCase(tx, row)
        repo.fillWaybillTails(tx, row.id)
        at = { openedAt: row.openedAt, id: row.id }
        if (performance.now() >= endsAt) break
      }
      if (rows.length < ROWS_AT_ONCE && (rows.length === 0 || at.id === rows.at(-1)?.id)) {
        masters.putMeta(tx, BUILT, String(TOKENISER_VERSION))
        return false
      }
      if (performance.now() >= endsAt) break
    }
    masters.putMeta(tx, REACHED, `${TOKENISER_VERSION}:${at.openedAt}:${at.id}`)
    return true
  })
}

/** Builds what is missing at once, for the command line, which has no background. */
export function completeSearch(kernel: Kernel): void {
  while (buildSearchSlice(kernel, kernel.pace.sliceMs())) continue
}

const LOOKED_AT = 100

/**
 * Where the index and the rows it is made of disagree, in words for `check`; empty while it is being built. The newest cases are looked up
 * by their own words.
 */
export function searchDrift(kernel: Kernel): string[] {
  if (!isSearchBuilt(kernel)) return []
  const { missing, surplus } = repo.countDrift(kernel.read)
  const lost = repo.listSearchable(kernel.read, FROM_THE_NEWEST, LOOKED_AT).filter((row) => {
    const docid = row.isDeleted ? undefined : repo.findDoc(kernel.read, row.id)?.docid
    const phrase = docid === undefined ? null : termPhrase((row.summary ?? row.buyerNick ?? '').split(/\s/u)[0] ?? '')
    return docid !== undefined && phrase !== null && repo.listHitsAmong(kernel.read, phrase, [docid]).length === 0
  }).length
  const problems = [
    ...(missing > 0 ? [`search index lacks ${missing} cases`] : []),
    ...(surplus > 0 ? [`search index names ${surplus} cases that are gone`] : []),
    ...(lost > 0 ? [`search index does not find ${lost} of the newest cases by their words`] : []),
  ]
  return problems
}

/** Has the index built anew from the rows: by the next start of the app, or the next search of the command line. See `buildSearchSlice`. */
export function rebuildSearch(kernel: Kernel): void {
  kernel.write(SYSTEM, { name: 'search.rebuild' }, (tx) => {
    for (const docid of repo.listSurplus(tx.db)) repo.removeDoc(tx, docid)
    masters.putMeta(tx, BUILT, '')
    masters.putMeta(tx, REACHED, '')
  })
}
