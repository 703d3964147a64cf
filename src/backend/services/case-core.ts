import type { StatusSnapshot } from '../../contract/case-events'
import type { CaseFieldValues } from '../../domain/case/fields'
import type { KindId } from '../../domain/case/kinds'
import { isOpen, isWaiting, type Status } from '../../domain/case/status'
import { onEvent, queueDeadline, type ClockState } from '../../domain/clock/engine'
import type { ClockEvent, ClockName, ClockPolicy } from '../../domain/clock/policy'
import { distinctKeys } from '../../domain/courier/waybill'
import { AppError } from '../../domain/errors'
import type { ReadDb } from '../db/open'
import type { WriteTx } from '../db/write'
import * as repo from '../repositories/cases'
import { clockPolicyOf } from './clock-policy'
import type { Kernel } from './kernel'

/** Sorts after every real deadline: a case with none still has its place at the end of the queue. */
export const NO_DEADLINE = 8_640_000_000_000_000

/** Clocks of a case in the shape of the domain. */
export function readClocks(db: ReadDb, caseId: string): ClockState[] {
  return repo.listClocks(db, caseId).map((row) => ({
    name: row.name as ClockName,
    startedAt: row.startedAt,
    dueAt: row.dueAt,
    remainingMs: row.remainingMs,
    state: row.state as ClockState['state'],
    pausedAt: row.pausedAt,
    metAt: row.metAt,
  }))
}

export function saveClocks(tx: WriteTx, caseId: string, clocks: readonly ClockState[]): void {
  for (const clock of clocks) repo.putClock(tx, { id: `${caseId}:${clock.name}`, caseId, ...clock })
}

/** What the queue needs of clocks and status; recomputed on every write, never shipped (S3). */
export function derived(clocks: readonly ClockState[], status: Status, nextActionAt: number | null, now: number, policy: ClockPolicy) {
  const deadline = queueDeadline(clocks, status, nextActionAt, policy)
  return {
    isOpen: isOpen(status),
    isWaiting: isWaiting(status),
    nextClock: deadline?.name ?? null,
    nextDueAt: deadline?.dueAt ?? null,
    sortDue: deadline?.dueAt ?? NO_DEADLINE,
    updatedAt: now,
  }
}

/** Appends to the timeline (C5); nothing there is ever changed. Answers the event's id. */
export function appendEvent(tx: WriteTx, caseId: string, event: { type: string; text?: string | null; data?: Record<string, unknown>; at?: number; id?: string }): string {
  const id = event.id ?? tx.newId()
  repo.insertEvent(tx, {
    id,
    caseId,
    at: event.at ?? tx.now,
    actorId: tx.actorId,
    type: event.type,
    text: event.text ?? null,
    data: event.data ?? {},
  })
  return id
}

/** What a change of status keeps in its event, so that it can be taken back. */
export function statusSnapshot(row: repo.CaseDbRow, before: readonly ClockState[], after: readonly ClockState[]): StatusSnapshot {
  const moved = before.flatMap((clock) => {
    const now = after.find((one) => one.name === clock.name)
    return now === undefined || sameClock(now, clock) ? [] : [{ before: clock, after: now }]
  })
  const { status, reason, nextAction, nextActionAt, statusAt } = row
  return { status, reason, nextAction, nextActionAt, statusAt, clocks: moved }
}

export const sameClock = (a: ClockState, b: ClockState): boolean =>
  a.startedAt === b.startedAt && a.dueAt === b.dueAt && a.remainingMs === b.remainingMs && a.state === b.state && a.pausedAt === b.pausedAt && a.metAt === b.metAt

/** Running turns into breached by the passing of time alone. */
export const sameClockButState = (a: ClockState, b: ClockState): boolean => sameClock(a, { ...b, state: a.state === 'breached' && b.state === 'running' ? 'breached' : b.state })

/** @throws AppError NOT_FOUND */
export function requireCase(db: ReadDb, id: string): repo.CaseDbRow {
  const row = repo.findCase(db, id)
  if (row === undefined) throw new AppError('NOT_FOUND', { what: 'case', id })
  return row
}

export function fieldValues(row: repo.CaseDbRow): CaseFieldValues {
  return {
    buyerId: row.buyerId,
    buyerNick: row.buyerNick,
    orderNo: row.orderNo,
    waybills: row.waybills,
    summary: row.summary,
    reason: row.reason,
    remedy: row.remedy,
    liableParty: row.liableParty,
    freightPayer: row.freightPayer,
    amountCents: row.amountCents,
    // Asked for anew at each closing; an old reason of the statistics must not stand for it (C12).
    closeReason: null,
  }
}

/** Fires a clock event on a case and brings the queue's derived columns up to date. */
export function fireClockEvent(kernel: Kernel, tx: WriteTx, row: repo.CaseDbRow, event: ClockEvent, facts: { at?: number; dueAt?: number; durationMs?: number } = {}): void {
  const policy = clockPolicyOf(kernel, tx.db, row)
  const clocks = onEvent(readClocks(tx.db, row.id), event, policy, {
    kind: row.kind as KindId,
    at: facts.at ?? tx.now,
    ...(facts.dueAt === undefined ? {} : { dueAt: facts.dueAt }),
    ...(facts.durationMs === undefined ? {} : { durationMs: facts.durationMs }),
  })
  saveClocks(tx, row.id, clocks)
  repo.updateCase(tx, row.id, derived(clocks, row.status as Status, row.nextActionAt, tx.now, policy))
}

/** The look-up form of waybills, empties left out. */
export const waybillKeys = (waybills: readonly string[]): string[] => distinctKeys(waybills)
