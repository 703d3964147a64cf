import type { KindId } from '../../domain/case/kinds'
import type { Status } from '../../domain/case/status'
import { policyFor, type ClockPolicy } from '../../domain/clock/policy'
import { rebase } from '../../domain/clock/rebase'
import type { WriteTx } from '../db/write'
import * as cases from '../repositories/cases'
import * as due from '../repositories/due'
import * as masters from '../repositories/masters'
import { derived, readClocks, saveClocks } from './case-core'
import type { Kernel } from './kernel'
import { SYSTEM } from './setup'

/** A shop as its clocks see it, before or after a change. */
export interface ShopClocks {
  readonly name: string
  readonly calendar: string | null
}

/** What changed while clocks ran: the policy in force, or one shop. */
interface RebaseJob {
  readonly before: ClockPolicy
  readonly after: ClockPolicy
  readonly shop: { readonly id: string; readonly before: ShopClocks; readonly after: ShopClocks } | null
  /** Cases up to this row were there when it changed; later ones started under the new terms. */
  readonly until: number
  /** The last row that was moved. */
  readonly at: number
}

/** Where unfinished work is kept: moving a clock twice would give its case the difference twice, so a killed run goes on where it stopped. */
const KEPT = 'clock-rebase'
/** Cases in one transaction when nobody waits; the clock of the wall decides before that. */
const CASES_AT_MOST = 200

const running = new WeakMap<Kernel, Promise<void>>()
const closed = new WeakSet<Kernel>()

/**
 * Brings the clocks of all open cases from one policy to another in short transactions (C4). Call it at once after `after` came into
 * force; resolves when every case has been moved. Calls queue up.
 */
export function rebaseClocks(kernel: Kernel, before: ClockPolicy, after: ClockPolicy): Promise<void> {
  return enqueue(kernel, { before, after, shop: null, until: due.lastCaseRow(kernel.read), at: 0 })
}

/** As `rebaseClocks`, for the open cases of a shop whose calendar or name has changed. */
export function rebaseShop(kernel: Kernel, shopId: string, before: ShopClocks, after: ShopClocks): Promise<void> {
  if (before.name === after.name && before.calendar === after.calendar) return Promise.resolve()
  const policy = kernel.resources.policy.clocks
  return enqueue(kernel, { before: policy, after: policy, shop: { id: shopId, before, after }, until: due.lastCaseRow(kernel.read), at: 0 })
}

/** Goes on with what a run before left unfinished. Resolves when nothing is left, or the data folder was closed. */
export function resumeRebase(kernel: Kernel): Promise<void> {
  const before = running.get(kernel) ?? Promise.resolve()
  const next = before.then(() => drain(kernel))
  running.set(kernel, next)
  return next
}

/** No transaction begins after this: the data folder is about to close. What is left is resumed at the next start. */
export function stopRebase(kernel: Kernel): void {
  closed.add(kernel)
}

function enqueue(kernel: Kernel, job: RebaseJob): Promise<void> {
  kernel.write(SYSTEM, { name: 'clock.rebase', subject: job.shop?.id ?? null }, (tx) => store(tx, [...stored(tx), job]))
  return resumeRebase(kernel)
}

const stored = ({ db }: Pick<WriteTx, 'db'>): RebaseJob[] => JSON.parse(masters.readMeta(db, KEPT) ?? '[]') as RebaseJob[]
const store = (tx: WriteTx, jobs: readonly RebaseJob[]): void => masters.putMeta(tx, KEPT, JSON.stringify(jobs))
const breathe = (): Promise<void> => new Promise((done) => setImmediate(done))

async function drain(kernel: Kernel): Promise<void> {
  // A policy changes first and the pages that asked for it get their answer; the clocks follow.
  await breathe()
  for (;;) {
    if (closed.has(kernel)) return
    const [job] = stored({ db: kernel.read })
    if (job === undefined) return
    const rows = due.openCaseRows(kernel.read, job.shop?.id ?? null).filter(({ row }) => row > job.at && row <= job.until).sort((a, b) => a.row - b.row)
    await moveAll(kernel, job, rows)
  }
}

async function moveAll(kernel: Kernel, job: RebaseJob, rows: readonly { row: number; id: string }[]): Promise<void> {
  const terms = createTerms(kernel, job)
  let next = 0
  do {
    if (closed.has(kernel)) return
    next = kernel.write(SYSTEM, { name: 'clock.rebase.cases', bulk: true }, (tx) => {
      const begin = performance.now()
      const slice = kernel.pace.sliceMs()
      let at = next
      while (at < rows.length && at - next < CASES_AT_MOST && (at === next || performance.now() - begin < slice)) {
        const found = rows[at]
        if (found !== undefined) moveCaseClocks(tx, found.id, terms)
        at += 1
      }
      const [head, ...others] = stored(tx)
      const moved = rows[at - 1]?.row
      if (head !== undefined) store(tx, at >= rows.length ? others : [{ ...head, at: moved ?? head.at }, ...others])
      return at
    })
    await breathe()
  } while (next < rows.length)
}

type Terms = (owner: { readonly shopId: string; readonly platform: string }) => { readonly before: ClockPolicy; readonly after: ClockPolicy }

/** Both policies of a case's shop, worked out once per shop and platform. */
function createTerms(kernel: Kernel, job: RebaseJob): Terms {
  const known = new Map<string, ReturnType<Terms>>()
  return ({ shopId, platform }) => {
    const key = JSON.stringify([shopId, platform])
    let found = known.get(key)
    if (found === undefined) {
      const shop = masters.findShop(kernel.read, shopId)
      const now: ShopClocks = { name: shop?.name ?? '', calendar: shop?.calendar ?? null }
      const [was, is] = job.shop?.id === shopId ? [job.shop.before, job.shop.after] : [now, now]
      found = { before: policyFor(job.before, { platform, shop: was.name, calendar: was.calendar }), after: policyFor(job.after, { platform, shop: is.name, calendar: is.calendar }) }
      known.set(key, found)
    }
    return found
  }
}

function moveCaseClocks(tx: WriteTx, id: string, terms: Terms): void {
  const row = cases.findCase(tx.db, id)
  if (row === undefined || !row.isOpen) return
  const { before, after } = terms(row)
  const status = row.status as Status
  const clocks = readClocks(tx.db, id)
  const moved = rebase(clocks, { kind: row.kind as KindId, status }, before, after, tx.now)
  saveClocks(tx, id, moved.filter((clock, index) => JSON.stringify(clock) !== JSON.stringify(clocks[index])))
  const columns = derived(moved, status, row.nextActionAt, tx.now, after)
  if (columns.sortDue !== row.sortDue || columns.nextClock !== row.nextClock) cases.updateCase(tx, id, columns)
}
