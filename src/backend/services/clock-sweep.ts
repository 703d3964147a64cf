import type { Status } from '../../domain/case/status'
import { isWaiting } from '../../domain/case/status'
import { sweepClocks } from '../../domain/clock/engine'
import { CLOCK_NAMES } from '../../domain/clock/policy'
import { refundTerm } from '../../domain/refund/deadline'
import type { RefundStatus, RefundType } from '../../domain/refund/refund'
import type { ReadDb } from '../db/open'
import type { WriteTx } from '../db/write'
import * as cases from '../repositories/cases'
import * as due from '../repositories/due'
import * as masters from '../repositories/masters'
import { appendEvent, derived, readClocks, saveClocks } from './case-core'
import { clockPolicyOf } from './clock-policy'
import type { Kernel } from './kernel'
import { SYSTEM } from './setup'

/** Until when the clocks have been looked at, epoch ms; of this device. */
const SWEPT = 'clock-swept-to'
const REFUNDS_SWEPT = 'refunds-swept-to'
const CASES_AT_MOST = 100
const TIMELINE = 300

/** What this run has looked at: until when, and where it stands among the cases that were late already. */
interface Progress {
  to: number
  late: { due: number; id: string } | null
}
const progress = new WeakMap<Kernel, Progress>()

/**
 * Looks at the clocks whose time has passed since the last look (C4), in short transactions: marks them late on the case and its timeline,
 * and goes round the cases that are late already, some at a time, for their other clocks. Bounded by the index of open cases by deadline.
 * When the PC's clock was set back, what had been marked too early is taken back. Answers how many clocks became late.
 */
export async function sweepDue(kernel: Kernel, isStopped: () => boolean = () => false): Promise<number> {
  const now = kernel.now()
  const seen = progress.get(kernel) ?? { to: Number(masters.readMeta(kernel.read, SWEPT) ?? 0), late: null }
  const [from, to] = now >= seen.to ? [seen.to, now] : [now, seen.to]
  let after: Progress['late'] = null
  let breached = 0
  for (;;) {
    const found = due.dueBetween(kernel.read, from, to, after, CASES_AT_MOST)
    breached += sweepSome(kernel, found)
    if (found.length < CASES_AT_MOST) break
    after = found.at(-1) ?? null
    await new Promise((done) => setImmediate(done))
    // What was left is found again at the next start: the place is only kept at the end.
    if (isStopped()) return breached
  }
  const round = due.dueBetween(kernel.read, -1, now, seen.late, CASES_AT_MOST)
  breached += sweepSome(kernel, round)
  // Kept on disk only when there was something to do: a minute without work leaves no trace in the audit.
  if (now < seen.to || breached > 0) kernel.write(SYSTEM, { name: 'clock.swept', bulk: true }, (tx) => masters.putMeta(tx, SWEPT, String(now)))
  progress.set(kernel, { to: now, late: round.length < CASES_AT_MOST ? null : (round.at(-1) ?? null) })
  return breached
}

function sweepSome(kernel: Kernel, found: readonly { readonly id: string }[]): number {
  const stale = found.filter(({ id }) => isStale(kernel, id))
  if (stale.length === 0) return 0
  return kernel.write(SYSTEM, { name: 'clock.sweep', bulk: true }, (tx) => stale.reduce((sum, { id }) => sum + sweepCase(kernel, tx, id), 0))
}

/** Whether a look would change anything: reading is cheap, an empty transaction is an audit entry. */
function isStale(kernel: Kernel, id: string): boolean {
  const row = cases.findCase(kernel.read, id)
  if (row === undefined || !row.isOpen) return false
  const clocks = readClocks(kernel.read, id)
  return sweepClocks(clocks, kernel.now(), clockPolicyOf(kernel, kernel.read, row)).some((clock, index) => clock.state !== clocks[index]?.state)
}

/** Answers how many clocks became late. */
function sweepCase(kernel: Kernel, tx: WriteTx, id: string): number {
  const row = cases.findCase(tx.db, id)
  if (row === undefined || !row.isOpen) return 0
  const policy = clockPolicyOf(kernel, tx.db, row)
  const before = readClocks(tx.db, id)
  const swept = sweepClocks(before, tx.now, policy)
  const changed = swept.filter((clock, index) => clock.state !== before[index]?.state)
  saveClocks(tx, id, changed)
  const late = changed.filter((clock) => clock.state === 'breached')
  for (const clock of late) appendEvent(tx, id, { type: 'clock-breached', data: { clock: clock.name, dueAt: clock.dueAt } })
  if (changed.length > 0) cases.updateCase(tx, id, derived(swept, row.status as Status, row.nextActionAt, tx.now, policy))
  return late.length
}

/** Whether the newest part of a timeline already says so: a look is repeated after a restart, an alarm is not. */
const saysAlready = (db: ReadDb, caseId: string, type: string, facts: Record<string, unknown>): boolean =>
  cases.listEvents(db, caseId, TIMELINE).some((event) => event.type === type && Object.entries(facts).every(([key, value]) => event.data[key] === value))

/**
 * Reminds of clocks that run on but ask for a word of ours (P7: a feedback revision on day 7): a line on the timeline, and a waiting case
 * comes up now instead of at its agreed time.
 */
export function remindOfClocks(kernel: Kernel): number {
  const policy = kernel.resources.policy.clocks
  let reminded = 0
  for (const name of CLOCK_NAMES) {
    const def = policy.clocks[name]
    if (def?.remindAfterMs == null || def.kinds === null) continue
    const found = due.runningSince(kernel.read, name, def.kinds, kernel.now() - def.remindAfterMs)
    for (const { caseId, startedAt } of found) {
      const facts = { clock: name, startedAt }
      if (saysAlready(kernel.read, caseId, 'reminder', facts)) continue
      kernel.write(SYSTEM, { name: 'clock.remind', subject: caseId }, (tx) => {
        const row = cases.findCase(tx.db, caseId)
        if (row === undefined) return
        const clocks = readClocks(tx.db, caseId)
        appendEvent(tx, caseId, { type: 'reminder', data: { ...facts, dueAt: clocks.find((clock) => clock.name === name)?.dueAt ?? null } })
        const nextActionAt = isWaiting(row.status as Status) && row.nextActionAt !== null ? Math.min(row.nextActionAt, tx.now) : row.nextActionAt
        cases.updateCase(tx, caseId, { nextActionAt, ...derived(clocks, row.status as Status, nextActionAt, tx.now, clockPolicyOf(kernel, tx.db, row)) })
      })
      reminded += 1
    }
  }
  return reminded
}

/**
 * Alarms of after-sales orders (P6, C13): ahead of the deadline when the buyer has given no return waybill, and when a deadline has passed,
 * with what the platform does then. One line each on the case's timeline.
 */
export function alarmOfLapses(kernel: Kernel): number {
  const now = kernel.now()
  const last = Number(masters.readMeta(kernel.read, REFUNDS_SWEPT) ?? now)
  const lead = kernel.resources.policy.notifications.returnInfoLeadMs
  const ahead = due.refundsDue(kernel.read, now, now + lead).filter((refund) => refund.status === 'waiting-return' && refund.returnWaybill === null)
  const passed = due.refundsDue(kernel.read, Math.min(last, now), now)
  const alarms = [...ahead.map((refund) => ({ refund, type: 'return-info-missing' })), ...passed.map((refund) => ({ refund, type: 'refund-lapsed' }))]
  const fresh = alarms.filter(({ refund, type }) => !saysAlready(kernel.read, refund.caseId, type, { number: refund.number, deadlineAt: refund.deadlineAt }))
  // The place is kept now and then also without alarms, so that the next look need not go back further than one lead.
  const known = masters.readMeta(kernel.read, REFUNDS_SWEPT) !== null
  if (fresh.length === 0 && known && Math.abs(now - last) < lead) return 0
  kernel.write(SYSTEM, { name: 'refund.alarm', bulk: true }, (tx) => {
    for (const { refund, type } of fresh) {
      const { number, deadlineAt, returnWaybill } = refund
      const lapse = refundTerm(kernel.resources.policy.refunds, { platform: refund.platform, status: refund.status as RefundStatus, type: refund.type as RefundType })?.lapse ?? null
      appendEvent(tx, refund.caseId, { type, data: { number, deadlineAt, lapse, withoutReturnInfo: refund.status === 'waiting-return' && returnWaybill === null } })
      cases.updateCase(tx, refund.caseId, { updatedAt: tx.now })
    }
    masters.putMeta(tx, REFUNDS_SWEPT, String(now))
  })
  return fresh.length
}
