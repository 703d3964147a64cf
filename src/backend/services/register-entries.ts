import type { Entry } from '../../contract/register'
import { formatNumber } from '../../domain/case/case-no'
import { AppError } from '../../domain/errors'
import { maskAccount } from '../../domain/identity/mask'
import { moveProblem, type MoveProblem, stateAfterEdit } from '../../domain/register/moves'
import { moveOf, type Register, type RegisterMove, type RegisterValue, type RegisterValues, stateOf } from '../../domain/register/register'
import { checkAsked, checkEdit, type CheckedValues, checkNew, refusalOf, searchWords, sumsOf } from '../../domain/register/values'
import type { WriteTx } from '../db/write'
import * as repo from '../repositories/register-entries'
import { withTimersOf } from './case-playbook'
import { noteOnCase } from './case-write'
import type { Actor, Kernel } from './kernel'
import { shopTerms } from './reconcile-month'
import { activeStaff, getEntry, requireEntry, requireRegister, requireRight, requireWritten } from './register-access'
import { hooksOf } from './register-hooks'
import { ownedOf } from './register-owned'

/** One engine for every register that a description under resources/registers names (spec section 8): what is written. */

function requireGood(register: Register, given: RegisterValues, { problems }: CheckedValues): void {
  const missing = problems.filter(({ why }) => why === 'missing').map(({ field }) => field)
  if (missing.length > 0) throw new AppError('REQUIRED_FIELDS_MISSING', { fields: missing })
  const [first] = problems
  if (first?.why === 'refused') throw new AppError('REGISTER_REFUSES', { field: first.field, ...refusalWords(register, given[first.field]) })
  if (first !== undefined) throw new AppError('INVALID_INPUT', { field: first.field, value: first.why })
}

function refusalWords(register: Register, value: RegisterValue | undefined): { zh: string; en: string } {
  const refusal = refusalOf(register, value ?? null)
  return { zh: refusal?.zh ?? '', en: refusal?.en ?? '' }
}

export interface NewEntry {
  readonly register: string
  readonly caseId?: string | null | undefined
  readonly values: RegisterValues
  readonly key?: string | null | undefined
}

/** Registers an entry, from a case or alone. @throws AppError NOT_FOUND, FORBIDDEN, REQUIRED_FIELDS_MISSING, INVALID_INPUT */
export function createEntry(kernel: Kernel, actor: Actor, input: NewEntry): Entry {
  const register = requireWritten(kernel, actor, input.register)
  const id = kernel.write(actor, { name: 'register.create', detail: { register: register.id }, key: input.key }, (tx) => insertEntry(kernel, tx, register, { caseId: input.caseId ?? null, values: input.values, source: null }))
  return getEntry(kernel, actor, register, id)
}

/** At most so many entries of a feed in one transaction, and others have their turn between two: nobody waits for a list of hundreds (X6). */
const FEED_AT_ONCE = 20

/** Fills a register by its own rules (V1, K2, H3). Answers how many entries were made; a second time makes none. @throws AppError NOT_FOUND, FORBIDDEN, INVALID_INPUT for a register that nothing feeds */
export async function feedRegister(kernel: Kernel, actor: Actor, input: { register: string }): Promise<{ made: number }> {
  const register = requireRegister(kernel, actor, input.register, 'write')
  const proposed = hooksOf(register.id).feed?.(kernel)
  if (proposed === undefined) throw new AppError('INVALID_INPUT', { field: 'register', value: register.id })
  let made = 0
  for (let at = 0; at < proposed.length; at += FEED_AT_ONCE) {
    const part = proposed.slice(at, at + FEED_AT_ONCE)
    made += kernel.write(actor, { name: 'register.feed', detail: { register: register.id } }, (tx) => {
      // asked inside the write: somebody else may be pressing the same button
      const known = repo.idsOfSources(tx.db, register.id, part.map(({ source }) => source))
      const fresh = part.filter(({ source }) => !known.has(source))
      for (const one of fresh) insertEntry(kernel, tx, register, one)
      return fresh.length
    })
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { made }
}

export interface EntryToInsert {
  readonly caseId: string | null
  readonly values: RegisterValues
  /** What it is made from; an entry of one source is made once, on whichever PC. */
  readonly source: string | null
  /** Where it begins, for feeds that know more; absent: the first state of the description. */
  readonly state?: string | undefined
}

/** What a case is told of an entry, in words that still stand when the description changes: the register, where the entry stands, and what the register adds. */
function caseWords(register: Register, state: string, values: RegisterValues): Record<string, string> {
  const stands = stateOf(register, state)
  const told = hooksOf(register.id).told?.(register, values) ?? null
  return { register: register.id, registerZh: register.zh, registerEn: register.en, ...(stands === undefined ? {} : { stateZh: stands.zh, stateEn: stands.en }), ...(told === null ? {} : { toldZh: told.zh, toldEn: told.en }) }
}

/** An entry inside a running write; also for feeds and other registers. Answers its id. @throws AppError REQUIRED_FIELDS_MISSING, INVALID_INPUT, NOT_FOUND */
export function insertEntry(kernel: Kernel, tx: WriteTx, register: Register, input: EntryToInsert): string {
  const { caseId, values, source } = input
  const checked = checkNew(register, values)
  requireGood(register, values, checked)
  const id = source === null ? tx.newId() : `${register.id}:${source}`
  const entryNo = formatNumber(register.prefix ?? '', kernel.devicePart, tx.nextNumber(`register-${register.id}`))
  const columns = repo.toColumns(register, { ...checked.values, ...sumsOf(register, checked.values) }, {})
  const state = input.state ?? register.states[0].id
  if (stateOf(register, state) === undefined) throw new AppError('INVALID_INPUT', { field: 'state', value: state })
  withTimersOf(kernel, tx, caseId, () => {
    repo.insertEntry(tx, {
      data: {},
      ...columns,
      id,
      register: register.id,
      entryNo,
      createdAt: tx.now,
      createdBy: tx.actorId,
      source,
      caseId,
      currency: shopTerms(kernel).currency,
      state,
      stateAt: tx.now,
      stateBy: tx.actorId,
      stateReason: null,
      words: searchWords(register, entryNo, checked.values),
    })
    repo.insertEntryEvent(tx, { entryId: id, type: 'created', data: { register: register.id, ...(source === null ? {} : { source }) } })
    if (caseId !== null) noteOnCase(kernel, tx, caseId, { type: 'register-entry', data: { ...caseWords(register, state, checked.values), entryId: id, entryNo } })
    hooksOf(register.id).created?.(kernel, tx, { register, id, caseId, state, values: checked.values })
  })
  return id
}

/** Writes values of an entry, with what was there before as its history. */
function writeValues(tx: WriteTx, register: Register, before: repo.StoredEntry, written: RegisterValues, more: Record<string, unknown>): void {
  const values = { ...written, ...sumsOf(register, { ...before.values, ...written }) }
  const words = searchWords(register, before.entryNo, { ...before.values, ...values })
  repo.updateEntry(tx, register.id, before.id, { ...repo.toColumns(register, values, before.values), ...(register.fields.some(({ id }) => id in values) ? { words } : {}), ...more })
}

/** What a correction changes, as it was before; accounts are not kept (R6). */
function changedFields(register: Register, before: RegisterValues, values: RegisterValues): Record<string, RegisterValue> {
  const kept: Record<string, RegisterValue> = {}
  for (const [id, value] of Object.entries(values)) {
    const old = before[id] ?? null
    if (JSON.stringify(old) === JSON.stringify(value)) continue
    kept[id] = register.fields.find((field) => field.id === id)?.kind === 'account' && typeof old === 'string' ? maskAccount(old) : old
  }
  return kept
}

/** Corrects fields of an entry; those that are not named stay. What was verified is open again (S3). @throws AppError NOT_FOUND, FORBIDDEN, REQUIRED_FIELDS_MISSING, INVALID_INPUT */
export function editEntry(kernel: Kernel, actor: Actor, input: { register: string; id: string; values: RegisterValues; key?: string | null | undefined }): Entry {
  const register = requireWritten(kernel, actor, input.register)
  kernel.write(actor, { name: 'register.edit', subject: input.id, detail: { register: register.id, fields: Object.keys(input.values) }, key: input.key }, (tx) => {
    const before = requireEntry(tx.db, register, input.id)
    const checked = checkEdit(register, before.state, input.values)
    requireGood(register, input.values, checked)
    const changed = changedFields(register, before.values, checked.values)
    if (Object.keys(changed).length === 0) return
    const state = stateAfterEdit(register, before.state)
    writeValues(tx, register, before, checked.values, state === before.state ? {} : { state, stateAt: tx.now, stateBy: tx.actorId, stateReason: null })
    repo.insertEntryEvent(tx, { entryId: before.id, type: 'edited', data: { before: changed, ...(state === before.state ? {} : { from: before.state, to: state }) } })
    hooksOf(register.id).edited?.(kernel, tx, { register, before, values: { ...before.values, ...checked.values } })
  })
  return getEntry(kernel, actor, register, input.id)
}

function refuse(problem: MoveProblem, move: RegisterMove | undefined, state: string, asked: string): never {
  switch (problem) {
    case 'unknown-move':
      throw new AppError('INVALID_INPUT', { field: 'move', value: asked })
    case 'right':
      throw new AppError('FORBIDDEN', { right: move?.right ?? asked })
    case 'own-entry':
      throw new AppError('FORBIDDEN', { right: move?.right ?? asked, why: 'own-entry' })
    case 'wrong-state':
      throw new AppError('ILLEGAL_TRANSITION', { from: state, to: move?.to ?? asked })
    case 'reason':
      throw new AppError('REQUIRED_FIELDS_MISSING', { fields: ['reason'] })
  }
}

export interface EntryMove {
  readonly register: string
  readonly ids: readonly string[]
  readonly move: string
  readonly values: RegisterValues
  readonly reason?: string | null | undefined
  readonly key?: string | null | undefined
}

/** Takes a step with one or many entries, all or none. @throws AppError NOT_FOUND, FORBIDDEN, ILLEGAL_TRANSITION, REQUIRED_FIELDS_MISSING, INVALID_INPUT */
export function moveEntries(kernel: Kernel, actor: Actor, input: EntryMove): Entry[] {
  const register = requireRegister(kernel, actor, input.register, 'read')
  const ids = [...new Set(input.ids)]
  const reason = input.reason?.trim() || null
  const audit = ownedOf(register.id)?.audit
  // a step of another's table is audited under the name that it has everywhere; one that is not there never gets that far
  const name = audit === undefined || moveOf(register, input.move) === undefined ? 'register.move' : `${audit}.${input.move}`
  kernel.write(actor, { name, subject: ids.length === 1 ? (ids[0] ?? null) : register.id, detail: { register: register.id, move: input.move, entries: ids.length }, key: input.key }, (tx) => {
    const staff = activeStaff(tx.db)
    for (const id of ids) moveEntry(kernel, tx, actor, register, { id, move: input.move, values: input.values, reason, staff })
  })
  return ids.map((id) => getEntry(kernel, actor, register, id))
}

/** What a step writes by itself (who, when). */
const stampsOf = (tx: WriteTx, actor: Actor, move: RegisterMove): RegisterValues => Object.fromEntries(Object.entries(move.stamps ?? {}).map(([field, stamp]) => [field, stamp === 'me' ? actor.staffId : tx.now]))

/** A step inside a running write, for feeds and follow-ups of other registers; its rules hold as ever. @throws AppError as `moveEntries` */
export function moveInside(kernel: Kernel, tx: WriteTx, actor: Actor, register: Register, step: { readonly id: string; readonly move: string; readonly reason?: string | null }): void {
  moveEntry(kernel, tx, actor, register, { id: step.id, move: step.move, values: {}, reason: step.reason ?? null, staff: activeStaff(tx.db) })
}

export interface EntryStep {
  readonly id: string
  readonly move: string
  readonly values: RegisterValues
  readonly reason: string | null
  /** How many people work in the shop: whoever is alone checks their own (W2). */
  readonly staff: number
}

/** One step of one entry inside a running write. @throws as `moveEntries` */
export function moveEntry(kernel: Kernel, tx: WriteTx, actor: Actor, register: Register, step: EntryStep): void {
  const before = requireEntry(tx.db, register, step.id)
  const move = moveOf(register, step.move)
  const owned = ownedOf(register.id)
  const correctedBy = owned?.workedOut(kernel, tx.db, [before]).get(before.id)?.['correctedBy']
  const problem = moveProblem(register, step.move, { state: before.state, createdBy: before.createdBy, correctedBy: typeof correctedBy === 'string' ? correctedBy : null, actorId: actor.staffId, role: actor.role, activeStaff: step.staff, reason: step.reason })
  if (problem !== null || move === undefined) refuse(problem ?? 'unknown-move', move, before.state, step.move)
  const checked = checkAsked(register, move, before.values, step.values)
  requireGood(register, step.values, checked)
  if (owned !== null) return owned.take(kernel, tx, { id: before.id, move, values: checked.values, reason: step.reason })
  hooksOf(register.id).check?.(kernel, tx, { register, entry: before, move, values: { ...before.values, ...checked.values } })
  const written = { ...checked.values, ...stampsOf(tx, actor, move) }
  const values = { ...before.values, ...written }
  const changed = changedFields(register, before.values, written)
  withTimersOf(kernel, tx, before.caseId, () => {
    writeValues(tx, register, before, written, { state: move.to, stateAt: tx.now, stateBy: tx.actorId, stateReason: step.reason })
    repo.insertEntryEvent(tx, { entryId: before.id, type: 'moved', data: { move: move.id, from: before.state, to: move.to, reason: step.reason, before: changed, stateAt: before.stateAt, stateBy: before.stateBy, stateReason: before.stateReason } })
    if (before.caseId !== null) noteOnCase(kernel, tx, before.caseId, { type: 'register-state', text: step.reason, data: { ...caseWords(register, move.to, values), entryId: before.id, entryNo: before.entryNo, from: before.state, to: move.to } })
    hooksOf(register.id).moved?.(kernel, tx, { register, before, move, values })
  })
}

/** Takes the last step of entries back, where nothing else happened to them since. @throws AppError NOT_FOUND, FORBIDDEN, UNDO_REFUSED */
export function undoMoves(kernel: Kernel, actor: Actor, input: { register: string; ids: readonly string[]; key?: string | null | undefined }): Entry[] {
  const register = requireRegister(kernel, actor, input.register, 'read')
  kernel.write(actor, { name: 'register.undo', subject: input.ids[0] ?? null, detail: { register: register.id, entries: input.ids.length }, key: input.key }, (tx) => {
    const owned = ownedOf(register.id)
    for (const id of input.ids) {
      if (owned === null) undoMove(kernel, tx, actor, register, id)
      else if (owned.takeBack === undefined) throw new AppError('UNDO_REFUSED', { why: 'lasting' })
      else owned.takeBack(kernel, tx, actor, id)
    }
  })
  return input.ids.map((id) => getEntry(kernel, actor, register, id))
}

function undoMove(kernel: Kernel, tx: WriteTx, actor: Actor, register: Register, id: string): void {
  const entry = requireEntry(tx.db, register, id)
  const [last] = repo.listEntryEvents(tx.db, id)
  const move = last?.type === 'moved' ? moveOf(register, String(last.data['move'])) : undefined
  if (last === undefined || move === undefined || last.data['to'] !== entry.state) throw new AppError('UNDO_REFUSED', { why: 'changed-since' })
  requireRight(actor, move.right)
  if (hooksOf(register.id).lasting?.(move.id) === true) throw new AppError('UNDO_REFUSED', { why: 'lasting' })
  const { from, before, stateAt, stateBy, stateReason } = last.data as { from: string; before: RegisterValues; stateAt: number; stateBy: string; stateReason: string | null }
  // an account is kept masked in the history: the one that was typed stays
  const accounts = new Set(register.fields.filter(({ kind }) => kind === 'account').map((field) => field.id))
  const back = Object.fromEntries(Object.entries(before).filter(([field]) => !accounts.has(field)))
  writeValues(tx, register, entry, back, { state: from, stateAt, stateBy, stateReason })
  repo.insertEntryEvent(tx, { entryId: id, type: 'undone', data: { move: move.id, from: entry.state, to: from } })
  if (entry.caseId !== null) noteOnCase(kernel, tx, entry.caseId, { type: 'register-state', data: { ...caseWords(register, from, { ...entry.values, ...before }), entryId: id, entryNo: entry.entryNo, from: entry.state, to: from } })
  hooksOf(register.id).undone?.(kernel, tx, { register, entry, move, to: from })
}

/** Takes an entry out of the register; the row stays (S3). @throws AppError NOT_FOUND, FORBIDDEN, ILLEGAL_TRANSITION beyond its first state */
export function removeEntry(kernel: Kernel, actor: Actor, input: { register: string; id: string; key?: string | null | undefined }): void {
  const register = requireWritten(kernel, actor, input.register)
  kernel.write(actor, { name: 'register.remove', subject: input.id, detail: { register: register.id }, key: input.key }, (tx) => {
    const entry = requireEntry(tx.db, register, input.id)
    if (entry.state !== register.states[0].id) throw new AppError('ILLEGAL_TRANSITION', { from: entry.state, to: 'removed' })
    repo.removeEntry(tx, register.id, input.id)
    repo.insertEntryEvent(tx, { entryId: input.id, type: 'removed', data: {} })
  })
}

/** Brings back what was taken out. @throws AppError NOT_FOUND, FORBIDDEN */
export function restoreEntry(kernel: Kernel, actor: Actor, input: { register: string; id: string; key?: string | null | undefined }): Entry {
  const register = requireWritten(kernel, actor, input.register)
  kernel.write(actor, { name: 'register.restore', subject: input.id, detail: { register: register.id }, key: input.key }, (tx) => {
    if (!repo.restoreEntry(tx, register.id, input.id)) throw new AppError('NOT_FOUND', { what: register.id, id: input.id })
    repo.insertEntryEvent(tx, { entryId: input.id, type: 'restored', data: {} })
  })
  return getEntry(kernel, actor, register, input.id)
}
