import type { CasePromise, PromiseReportView } from '../../contract/promises'
import { AppError } from '../../domain/errors'
import { promiseDue, promiseReport, type PromiseEnd, type PromiseState } from '../../domain/promise/promise'
import type { WriteTx } from '../db/write'
import * as masters from '../repositories/masters'
import * as repo from '../repositories/promises'
import { appendEvent, fireClockEvent, requireCase } from './case-core'
import { withTimers } from './case-playbook'
import type { Actor, Kernel } from './kernel'

/** The promise register (P2): a dated obligation, chased by the case's `promise` clock and reported promised against actual. */

const FALLBACK_ZONE = 'Asia/Shanghai'

function toPromise(kernel: Kernel, view: repo.PromiseView): CasePromise {
  const { promise: row } = view
  return {
    id: row.id,
    caseId: row.caseId,
    caseNo: view.caseNo ?? '',
    buyerNick: view.buyerNick,
    words: row.words,
    dueAt: row.dueAt,
    madeAt: row.madeAt,
    madeBy: kernel.staffName(row.madeBy),
    state: row.state as PromiseState,
    endedAt: row.endedAt,
    endedBy: row.endedBy === null ? null : kernel.staffName(row.endedBy),
    outcomeNote: row.outcomeNote,
  }
}

function requirePromise(kernel: Kernel, id: string): CasePromise {
  const view = repo.findPromise(kernel.read, id)
  if (view === undefined) throw new AppError('NOT_FOUND', { what: 'promise', id })
  return toPromise(kernel, view)
}

/** Brings the case's `promise` clock to its earliest open promise; with none it ends (C4). */
function setPromiseClock(kernel: Kernel, tx: WriteTx, caseId: string): void {
  const row = requireCase(tx.db, caseId)
  const dueAt = repo.nextPromiseDue(tx.db, caseId)
  // a clock never starts after its own end
  if (dueAt === null) fireClockEvent(kernel, tx, row, 'promise-kept')
  else fireClockEvent(kernel, tx, row, 'promise-made', { at: Math.min(tx.now, dueAt), dueAt })
}

/** Promises that are offered on one key, with the time at which each would fall due now. @throws AppError NOT_FOUND */
export function promiseChoices(kernel: Kernel, caseId: string): { id: string; zh: string; en: string; dueAt: number }[] {
  const row = requireCase(kernel.read, caseId)
  const zone = masters.findShop(kernel.read, row.shopId)?.timeZone ?? FALLBACK_ZONE
  const now = kernel.now()
  return kernel.resources.policy.promises.map(({ id, zh, en, term }) => ({ id, zh, en, dueAt: promiseDue(term, now, zone) })).filter((choice) => choice.dueAt > now)
}

export interface NewPromise {
  readonly caseId: string
  readonly words: string
  readonly dueAt: number
  readonly source: 'reply' | 'step' | 'hand'
  /** The step of the playbook that proposed it; the timeline keeps it, so that the step shows its promise. */
  readonly stepId?: string | null | undefined
  readonly key?: string | null | undefined
}

/** Registers a promise inside a running write and answers its id. @throws AppError NOT_FOUND */
export function insertPromise(kernel: Kernel, tx: WriteTx, { caseId, words, dueAt, source, stepId }: Omit<NewPromise, 'key'>): string {
  requireCase(tx.db, caseId)
  const id = tx.newId()
  repo.insertPromise(tx, { id, caseId, madeAt: tx.now, madeBy: tx.actorId, words, dueAt, state: 'open', endedAt: null, endedBy: null, outcomeNote: null })
  appendEvent(tx, caseId, { type: 'promise-made', text: words, data: { promiseId: id, dueAt, source, ...(stepId == null ? {} : { stepId }) } })
  setPromiseClock(kernel, tx, caseId)
  return id
}

/** Registers a promise; a case may have several. @throws AppError NOT_FOUND */
export function makePromise(kernel: Kernel, actor: Actor, { key, ...made }: NewPromise): CasePromise {
  const { caseId, dueAt, source } = made
  const id = kernel.write(actor, { name: 'promise.make', subject: caseId, detail: { dueAt, source }, key }, (tx) => withTimers(kernel, tx, caseId, () => insertPromise(kernel, tx, made)))
  return requirePromise(kernel, id)
}

/** Ends an open promise: kept, broken or withdrawn; the last two say why. @throws AppError NOT_FOUND, ILLEGAL_TRANSITION, INVALID_INPUT */
export function endPromise(kernel: Kernel, actor: Actor, input: { id: string; outcome: PromiseEnd; note?: string | null | undefined; key?: string | null | undefined }): CasePromise {
  const note = input.note?.trim() || null
  if (input.outcome !== 'kept' && note === null) throw new AppError('INVALID_INPUT', { field: 'note' })
  kernel.write(actor, { name: `promise.${input.outcome}`, subject: input.id, key: input.key }, (tx) => {
    const view = repo.findPromise(tx.db, input.id)
    if (view === undefined) throw new AppError('NOT_FOUND', { what: 'promise', id: input.id })
    const { promise: row } = view
    if (row.state !== 'open') throw new AppError('ILLEGAL_TRANSITION', { from: row.state, to: input.outcome })
    repo.updatePromise(tx, input.id, { state: input.outcome, endedAt: tx.now, endedBy: tx.actorId, outcomeNote: note })
    appendEvent(tx, row.caseId, { type: `promise-${input.outcome}`, text: note, data: { promiseId: input.id, words: row.words, dueAt: row.dueAt, late: tx.now > row.dueAt } })
    setPromiseClock(kernel, tx, row.caseId)
  })
  return requirePromise(kernel, input.id)
}

/** Withdraws a promise whose reply was taken back, inside a running write; one that has ended by now stays as it ended. */
export function withdrawPromise(kernel: Kernel, tx: WriteTx, id: string): void {
  const row = repo.findPromise(tx.db, id)?.promise
  if (row === undefined || row.state !== 'open') return
  repo.updatePromise(tx, id, { state: 'withdrawn', endedAt: tx.now, endedBy: tx.actorId, outcomeNote: null })
  appendEvent(tx, row.caseId, { type: 'promise-withdrawn', data: { promiseId: id, words: row.words, dueAt: row.dueAt, late: tx.now > row.dueAt } })
  setPromiseClock(kernel, tx, row.caseId)
}

/** @throws AppError NOT_FOUND */
export function promisesOfCase(kernel: Kernel, caseId: string): CasePromise[] {
  requireCase(kernel.read, caseId)
  return repo.listPromisesOfCase(kernel.read, caseId).map((view) => toPromise(kernel, view))
}

/** Open promises by the time they fall due, one page. */
export function openPromises(kernel: Kernel, input: { late: boolean; cursor?: string | null | undefined; limit: number }): { rows: CasePromise[]; nextCursor: string | null } {
  const match = /^(-?\d+):(.+)$/.exec(input.cursor ?? '')
  const after = match?.[1] === undefined || match[2] === undefined ? null : { dueAt: Number(match[1]), id: match[2] }
  const found = repo.listOpenPromises(kernel.read, { before: input.late ? kernel.now() : null, after, limit: input.limit + 1 })
  const rows = found.slice(0, input.limit).map((view) => toPromise(kernel, view))
  const last = rows.at(-1)
  return { rows, nextCursor: found.length > input.limit && last !== undefined ? `${last.dueAt}:${last.id}` : null }
}

/** Promised against actual between two instants of falling due, in all and by who promised (P2). */
export function reportPromises(kernel: Kernel, { from, to }: { from: number; to: number }): PromiseReportView {
  const now = kernel.now()
  const outcomes = repo.listOutcomes(kernel.read, from, to).map((one) => ({ ...one, state: one.state as PromiseState }))
  const people = new Map<string, typeof outcomes>()
  for (const one of outcomes) people.set(one.madeBy, [...(people.get(one.madeBy) ?? []), one])
  return {
    ...promiseReport(outcomes, now),
    people: [...people].map(([id, own]) => ({ name: kernel.staffName(id) ?? id, ...promiseReport(own, now) })).sort((a, b) => b.made - a.made || (a.name < b.name ? -1 : 1)),
  }
}
