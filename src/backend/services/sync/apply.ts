import { parseHlc } from '../../../domain/sync/hlc'
import type { Vector } from '../../../domain/sync/vector'
import type { IncomingVersion, MergedVersion } from '../../db/merge'
import type { WriteTx } from '../../db/write'
import * as repo from '../../repositories/sync'
import type { Kernel } from '../kernel'
import { forgetSearchIndex } from '../search-index'
import { SYSTEM } from '../setup'
import { derivedOfNew, workOutDerived } from './derived'
import { beforePhotoRow } from './photo-arrivals'
import { keepRaw, takeRaw } from './raw'
import { afterMerge, type Arrived } from './rules'

/** A version with what its writer knew. */
export interface Arriving {
  readonly version: IncomingVersion
  readonly knows: Vector
  /** Null: may be taken; otherwise why its device may not write it (docs/sync-format.md, section 3). */
  readonly forbidden: string | null
}

/** Looks at the clock only now and then: merging a row takes less time than asking. */
const LOOK_EVERY = 16
/** A transaction has so many milliseconds in any case: shorter ones would spend their time on committing. */
const LEAST_MS = 5

/** How far a reading came, kept by whoever reads. */
export interface Progress {
  /** How many of the versions are merged by what the database says: slices that were to be committed together may be gone again. */
  stands(tx: WriteTx): number
  /** Called in each slice with the number of versions that are merged and the stamp of the last one. */
  reached(tx: WriteTx, done: number, last: string): void
}

/**
 * Merges versions in short slices (design, decision 1), each with what follows from it: derived values, the rules of the merge, and
 * how far the reading came, so that a kill repeats nothing. While nobody asks, slices are committed together: each commit writes the same
 * pages of every index again, a sixth of the time that a fresh PC needs.
 * @param isNew rows come by the ten thousand (a snapshot): words are indexed afterwards by whoever builds the index
 */
export async function applyVersions(kernel: Kernel, subject: string, arriving: readonly Arriving[], progress: Progress, isNew = false): Promise<void> {
  const { maxAheadHours } = kernel.resources.policy.sync
  let done = 0
  let committed = Number.NEGATIVE_INFINITY
  do {
    done = kernel.write(SYSTEM, { name: 'sync.apply', subject, bulk: true, shared: true, derived: true, ...(isNew ? { unindexed: true } : {}) }, (tx) => {
      let at = progress.stands(tx)
      const isOver = kernel.pace.slice(LEAST_MS)
      const merged: MergedVersion[] = []
      const arrived: Arrived[] = []
      const terms = { derived: (table: string, fields: IncomingVersion['fields']) => derivedOfNew(tx.now, table, fields) }
      let newest = ''
      // in each transaction: a builder of the index that runs meanwhile begins anew, and a kill leaves no case without its words
      if (isNew) forgetSearchIndex(tx)
      for (let one = arriving[at]; one !== undefined; one = arriving[at]) {
        at += 1
        if (one.forbidden !== null) keepRaw(tx, { version: one.version, reason: 'rights', detail: one.forbidden }, one.knows)
        else {
          beforePhotoRow(tx, one.version.table, one.version.row, one.version.fields)
          const answer = tx.sync.merge(one.version, { knows: one.knows, ...terms })
          for (const refused of answer.refused) keepRaw(tx, refused, one.knows)
          merged.push(...answer.merged)
          arrived.push({ version: one.version, knows: one.knows, merged: answer.merged })
        }
        if (one.version.stamp > newest) newest = one.version.stamp
        if (at % LOOK_EVERY === 0 && isOver()) break
      }
      workOutDerived(kernel, tx, merged)
      progress.reached(tx, at, arriving[at - 1]?.version.stamp ?? '')
      // A clock far ahead must not drag this one along: its stamps are taken, and later edits here know them (section 6).
      const millis = parseHlc(newest)?.millis ?? 0
      tx.sync.know(repo.vectorOf(tx.db), millis > tx.now + maxAheadHours * 3_600_000 ? '' : newest)
      // what the rules change is a change of this device, which knows all that has just come
      afterMerge(tx, arrived)
      return at
    })
    if (done >= arriving.length || performance.now() - committed >= kernel.pace.shareMs()) {
      kernel.settle()
      committed = performance.now()
    }
    await kernel.pace.giveWay()
  } while (done < arriving.length)
}

/** Tries one page again; answers how many were taken and where to go on, null at the end. */
function retryPage(kernel: Kernel, after: number): { readonly taken: number; readonly last: number } | null {
  const rows = repo.listRaw(kernel.read, after, 500)
  const last = rows.at(-1)
  if (last === undefined) return null
  const taken = kernel.write(SYSTEM, { name: 'sync.retry', bulk: true, derived: true }, (tx) => {
    const arrived = rows.flatMap((row) => takeRaw(tx, row) ?? [])
    workOutDerived(kernel, tx, arrived.flatMap(({ merged }) => merged))
    afterMerge(tx, arrived)
    return arrived.length
  })
  return { taken, last: last.id }
}

/** Tries again what could not be taken: a newer program may know its table, and its row may have come. Answers how many were taken. */
export async function retryRaw(kernel: Kernel): Promise<number> {
  let taken = 0
  for (let page = retryPage(kernel, 0); page !== null; page = retryPage(kernel, page.last)) {
    taken += page.taken
    await kernel.pace.giveWay()
  }
  return taken
}

/** The same at once, when an updated program opens its data: nobody may edit a group before what came of it is there (section 6). */
export function retryRawAtOpen(kernel: Kernel): void {
  for (let page = retryPage(kernel, 0); page !== null; page = retryPage(kernel, page.last)) continue
}
