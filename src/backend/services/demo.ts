import { kindDef } from '../../domain/case/kinds'
import { isOpen } from '../../domain/case/status'
import { addMonths, monthOf } from '../../domain/demo/claims'
import { createRandom } from '../../domain/demo/random'
import type { WriteTx } from '../db/write'
import { dayOf } from './claims'
import { createCaseFiller, type DemoCase } from './demo-fill/cases'
import { createClaimFiller } from './demo-fill/claims'
import { createPeople } from './demo-fill/people'
import { fileDemoPhotos } from './demo-fill/photos'
import { demoEntries, insertDemoEntry } from './demo-fill/registers'
import { createStatementWriter } from './demo-fill/statements'
import { insertDemoWrongShipment } from './demo-fill/wrong-shipments'
import type { Kernel } from './kernel'
import { SYSTEM } from './setup'

type DemoPart = 'cases' | 'claims' | 'statements' | 'registers' | 'photos'

export interface DemoOptions {
  readonly cases: number
  readonly claims: number
  readonly photos: number
  /** Entries of each described register at most; none where it is not said. */
  readonly entries?: number
  /** One seed makes the same shop; only ids and the running numbers differ. */
  readonly seed: number
  /** How long one transaction may take; the default keeps a window responsive meanwhile (design, decision 1). */
  readonly chunkMs?: number
  readonly onProgress?: (done: { readonly what: DemoPart; readonly count: number; readonly total: number }) => void
}

export interface DemoResult {
  readonly cases: number
  readonly claims: number
  readonly photos: number
  readonly ms: number
}

const CHUNK_MS = 40
/** Share of the cases in which a courier owes money and knows the parcel; the rest of the claims have no case. */
const CLAIMABLE_SHARE = 0.2
const ZONE = 'Asia/Shanghai'
/** Freight bills reach back a year; parcels on those of a month, per case of the shop and at most. */
const BILLED = { months: 12, perCase: 0.3, atMost: 600 }

/**
 * Fills an open data folder with a believable shop group (spec section 12): 24 months of cases with orders, clocks and timelines,
 * claims with their credits, wrong shipments, this month's statements, photos. Everything goes through the one writer.
 */
export async function fillDemo(kernel: Kernel, options: DemoOptions): Promise<DemoResult> {
  const startedAt = performance.now()
  const now = kernel.now()
  const random = createRandom(options.seed, 'life')
  const people = createPeople(kernel, options.seed, options.cases)
  const statements = createStatementWriter(random, monthOf(dayOf(now, ZONE)))
  const cases = createCaseFiller(kernel, random, people, now)
  const claims = createClaimFiller(kernel, random, people, statements, now)
  const claimChance = Math.min(1, options.claims / Math.max(1, options.cases * CLAIMABLE_SHARE))
  let claimed = 0
  const withPhotos: DemoCase[] = []
  const reviewed: DemoCase[] = []
  const mostEntries = options.entries ?? 0
  /** Cases whose kind asks for evidence; open ones take the place of old ones, since people look at those. */
  const keepForPhotos = (made: DemoCase): void => {
    if (options.photos === 0 || kindDef(made.kind).slots.length === 0) return
    if (withPhotos.length < options.photos) withPhotos.push(made)
    else if (isOpen(made.life.status)) withPhotos[random.int(0, withPhotos.length - 1)] = made
  }

  await inChunks(kernel, options, 'cases', options.cases, (tx) => {
    const made = cases.insert(tx, claimed < options.claims ? claimChance : 0)
    insertDemoWrongShipment(kernel, tx, random, people, made)
    if (made.life.claimedAt !== null) {
      claims.insert(tx, made)
      claimed += 1
    }
    keepForPhotos(made)
    if (made.kind === 'review' && reviewed.length < mostEntries) reviewed.push(made)
  })
  await inChunks(kernel, options, 'claims', options.claims - claimed, (tx) => claims.insert(tx, null))
  await inChunks(kernel, options, 'statements', claims.open.length, (tx, n) => {
    const open = claims.open[n]
    if (open !== undefined) statements.thisMonth(tx, open)
  })
  const parcels = createRandom(options.seed, 'parcels')
  const perMonth = Math.min(BILLED.atMost, Math.round(options.cases * BILLED.perCase))
  await inChunks(kernel, options, 'statements', perMonth * BILLED.months, (tx, n) => statements.freight(tx, parcels, addMonths(monthOf(dayOf(now, ZONE)), -Math.floor(n / perMonth))))
  const entries = mostEntries === 0 ? [] : demoEntries(kernel, createRandom(options.seed, 'registers'), people, reviewed, ZONE, mostEntries)
  await inChunks(kernel, options, 'registers', entries.length, (tx, n) => {
    const entry = entries[n]
    if (entry !== undefined) insertDemoEntry(kernel, tx, entry)
  })
  const actor = { staffId: people.first.id, name: people.first.name, role: people.first.role }
  const photos = await fileDemoPhotos(kernel, actor, createRandom(options.seed, 'photos'), withPhotos, options.photos, (count) =>
    options.onProgress?.({ what: 'photos', count, total: options.photos }),
  )
  return { cases: options.cases, claims: options.claims, photos, ms: Math.round(performance.now() - startedAt) }
}

/** Runs `work` for 0…total-1 in short transactions, and lets others have their turn between them. */
async function inChunks(kernel: Kernel, options: DemoOptions, what: DemoPart, total: number, work: (tx: WriteTx, n: number) => void): Promise<void> {
  for (let done = 0; done < total; ) {
    const from = done
    done = kernel.write(SYSTEM, { name: `demo.${what}`, detail: { from } }, (tx) => {
      const endsAt = performance.now() + (options.chunkMs ?? CHUNK_MS)
      let n = from
      while (n < total && (n === from || performance.now() < endsAt)) {
        work(tx, n)
        n += 1
      }
      return n
    })
    options.onProgress?.({ what, count: done, total })
    await new Promise((resolve) => setImmediate(resolve))
  }
}
