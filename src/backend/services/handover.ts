import type { Board, BoardLine } from '../../contract/shift'
import type { Calendar } from '../../domain/clock/calendar'
import { ROUND_THE_CLOCK, policyFor } from '../../domain/clock/policy'
import { AppError } from '../../domain/errors'
import { byUrgency, columnOf, isOver, lineTone, missed, nextDeadline, proposeLines, whoWasLate, type CarriedFact, type LineFacts, type Proposal } from '../../domain/handover/lines'
import { boardDay, deadlinesOf, type Deadlines } from '../../domain/handover/times'
import type { Register, RegisterValues } from '../../domain/register/register'
import { TEMPLATE_PHOTO_SLOT } from '../../domain/template/template'
import type { WriteTx } from '../db/write'
import * as repo from '../repositories/handover'
import * as masters from '../repositories/masters'
import * as photos from '../repositories/photos'
import * as entries from '../repositories/register-entries'
import { getCase } from './case-read'
import type { Actor, Kernel } from './kernel'
import { getEntry, requireRegister, requireRight, viewEntries } from './register-access'
import { insertEntry, moveInside } from './register-entries'
import { shopTerms } from './reconcile-month'
import { SYSTEM } from './setup'

/** The night-shift handover board (H1): made from what is open, held in the registers `handover` (lines) and `handover-boards`. */

const LINES_AT_MOST = 500

const boardId = (day: string): string => `handover-boards:${day}`

/** The register of lines or of boards. @throws AppError NOT_FOUND where a supervisor's version took it away */
export function shiftRegister(kernel: Kernel, id: 'handover' | 'handover-boards' | 'checklist' | 'routine'): Register {
  return requireRegister(kernel, SYSTEM, id, 'read')
}

/** Zone and calendar of the team: those of the first shop. */
export function teamTerms(kernel: Kernel): { readonly zone: string; readonly calendar: Calendar } {
  const shop = masters.listShops(kernel.read)[0]
  const terms = policyFor(kernel.resources.policy.clocks, { platform: shop?.platform ?? '', shop: shop?.name ?? '', calendar: shop?.calendar ?? null })
  return { zone: shopTerms(kernel).timeZone, calendar: terms.calendars[terms.shopCalendar] ?? ROUND_THE_CLOCK }
}

/** The board that people look at now: this morning's until the evening; once both have signed it, or when there is none, from its finish on the next. */
export function presentBoard(kernel: Kernel): { readonly day: string; readonly zone: string } {
  const { zone, calendar } = teamTerms(kernel)
  const { handover } = kernel.resources.policy
  const day = boardDay(handover, calendar, zone, kernel.now())
  const board = entries.findEntry(kernel.read, shiftRegister(kernel, 'handover-boards'), boardId(day))
  return { day: board === undefined || board.state === 'signed' ? nextBoard(kernel) : day, zone }
}

/** The morning that what is left now is for: once the finish has passed, the next. */
function nextBoard(kernel: Kernel): string {
  const { zone, calendar } = teamTerms(kernel)
  return boardDay({ handFrom: kernel.resources.policy.handover.finishBy }, calendar, zone, kernel.now())
}

const moment = (values: RegisterValues, id: string): number | null => (typeof values[id] === 'number' ? values[id] : null)
const text = (values: RegisterValues, id: string): string | null => (typeof values[id] === 'string' ? values[id] : null)

/** The deadlines of a day: those that its board was made with, else the policy's. */
function termsOf(kernel: Kernel, day: string, zone: string, board: entries.StoredEntry | undefined): Deadlines {
  const policy = deadlinesOf(kernel.resources.policy.handover, zone, day)
  if (board === undefined) return policy
  return { acknowledgeBy: moment(board.values, 'acknowledgeBy') ?? policy.acknowledgeBy, startBy: moment(board.values, 'startBy') ?? policy.startBy, finishBy: moment(board.values, 'due') ?? policy.finishBy }
}

/** What a line's lateness is judged by. */
export function lineFacts({ state, values }: Pick<entries.StoredEntry, 'state' | 'values'>): LineFacts {
  return { state, assignee: text(values, 'assignee'), takenBy: text(values, 'takenBy'), takenAt: moment(values, 'takenAt'), startedAt: moment(values, 'startedAt'), doneAt: moment(values, 'doneAt'), doneBy: text(values, 'doneBy') }
}

/** What a line was made from, of its id `handover:<day>:<kind>:<row>`; a line that a person wrote is its own. */
function rowOf(id: string): string {
  const match = /^handover:\d{4}-\d{2}-\d{2}:[a-z]+:(.+)$/.exec(id)
  return match?.[1] ?? id
}

/** The lines of a day's board, the most urgent first. */
export function linesOf(kernel: Kernel, day: string): entries.StoredEntry[] {
  const register = shiftRegister(kernel, 'handover')
  const found = entries.listEntries(kernel.read, register, { equals: { day }, createdFrom: repo.linesFrom(kernel.now() < Date.parse(day) ? kernel.now() : Date.parse(day)) }, { sort: 'newest', after: null, limit: LINES_AT_MOST })
  const urgency = ({ id, values }: entries.StoredEntry) => ({ kind: text(values, 'kind') ?? '', until: moment(values, 'until'), row: id })
  return found.sort((a, b) => byUrgency(urgency(a), urgency(b)))
}

/** A board with its lines and what the clock says of each (H1). @throws AppError NOT_FOUND, FORBIDDEN */
export function readBoard(kernel: Kernel, actor: Actor, asked: string | null): Board {
  const register = requireRegister(kernel, actor, 'handover', 'read')
  const boards = requireRegister(kernel, actor, 'handover-boards', 'read')
  const present = presentBoard(kernel)
  const day = asked ?? present.day
  const board = entries.findEntry(kernel.read, boards, boardId(day))
  const deadlines = termsOf(kernel, day, present.zone, board)
  const now = kernel.now()
  const { soonMs } = kernel.resources.policy.handover
  const stored = linesOf(kernel, day)
  const ended = repo.endedSources(kernel.read, stored.flatMap(({ caseId }) => caseId ?? []), stored.filter(({ values }) => values['kind'] === 'promise').map(({ id }) => rowOf(id)))
  const views = viewEntries(kernel, actor, register, stored)
  const lines = stored.flatMap((one, index): BoardLine[] => {
    const entry = views[index]
    const facts = lineFacts(one)
    const settled = !isOver(one.state) && ((one.caseId !== null && ended.has(one.caseId)) || ended.has(rowOf(one.id)))
    return entry === undefined ? [] : [{ entry, tone: lineTone(facts, deadlines, now, soonMs), by: nextDeadline(facts, deadlines), missed: [...missed(facts, deadlines, now)], settled }]
  })
  return {
    day,
    current: day === present.day,
    deadlines,
    soonMs,
    timeZone: present.zone,
    board: board === undefined ? null : getEntry(kernel, actor, boards, board.id),
    lines,
    late: lateOf(kernel, stored, deadlines),
    ...repo.neighbours(kernel.read, day),
  }
}

/** Who was late with the lines of a board by now. */
function lateOf(kernel: Kernel, lines: readonly entries.StoredEntry[], deadlines: Deadlines): Board['late'] {
  return whoWasLate(lines.map(lineFacts), deadlines, kernel.now()).map(({ staffId, ...counts }) => ({ name: staffId === null ? null : kernel.staffName(staffId), ...counts }))
}

/** Morning and finish of what is left now, for a line that is written elsewhere. */
export function comingMorning(kernel: Kernel): { readonly day: string; readonly due: number } {
  const day = nextBoard(kernel)
  return { day, due: deadlinesOf(kernel.resources.policy.handover, teamTerms(kernel).zone, day).finishBy }
}

/** What the database proposes for a day's board (H1). */
export function propose(kernel: Kernel, day: string, deadlines: Deadlines): Proposal {
  const policy = kernel.resources.policy.handover
  const until = deadlines.finishBy + policy.aheadMs
  const now = kernel.now()
  const limit = policy.atMost + 1
  const carried: CarriedFact[] = repo.carriedNotes(kernel.read, day, now).map(({ id, ...note }) => ({ ...note, row: rowOf(id) }))
  const messages = repo.unanswered(kernel.read, Math.max(now, until), limit)
  const promises = repo.promisesUntil(kernel.read, until, limit)
  return proposeLines(
    {
      messages,
      promises,
      // as many more as the others may take away
      waiting: repo.waitingUntil(kernel.read, until, limit + messages.length + promises.length),
      inbox: { count: photos.countInbox(kernel.read), oldestAt: repo.oldestUnfiled(kernel.read, TEMPLATE_PHOTO_SLOT) },
      carried,
    },
    policy,
    deadlines,
    now,
  )
}

/** The board's own entry, made when it is not there. @throws AppError ILLEGAL_TRANSITION once both have signed it */
function ensureBoard(kernel: Kernel, tx: WriteTx, day: string, deadlines: Deadlines): void {
  const boards = shiftRegister(kernel, 'handover-boards')
  const known = entries.findEntry(tx.db, boards, boardId(day))
  if (known?.state === 'signed') throw new AppError('ILLEGAL_TRANSITION', { from: 'signed', to: 'open' })
  if (known !== undefined) return
  insertEntry(kernel, tx, boards, { caseId: null, source: day, values: { day, acknowledgeBy: deadlines.acknowledgeBy, startBy: deadlines.startBy, due: deadlines.finishBy } })
}

/**
 * Makes the board of the present shift, or adds what has come since (H1). A line has its id from day, kind and row: asking twice, or on two
 * PCs, makes one; a line that was taken off stays off. Open lines of earlier boards go over to this one. @throws AppError FORBIDDEN, ILLEGAL_TRANSITION
 */
export function makeBoard(kernel: Kernel, actor: Actor, input: { readonly key?: string | null | undefined }): { day: string; added: number; carried: number; left: Proposal['left'] } {
  requireRight(actor, 'task.write')
  const { day, zone } = presentBoard(kernel)
  const board = entries.findEntry(kernel.read, shiftRegister(kernel, 'handover-boards'), boardId(day))
  const deadlines = termsOf(kernel, day, zone, board)
  const { lines, left } = propose(kernel, day, deadlines)
  const register = shiftRegister(kernel, 'handover')
  return kernel.write(actor, { name: 'handover.make', subject: day, detail: { proposed: lines.length }, key: input.key }, (tx) => {
    ensureBoard(kernel, tx, day, deadlines)
    const sources = new Map(lines.map((line) => [`${day}:${line.kind}:${line.row}`, line]))
    const known = entries.idsOfSources(tx.db, register.id, [...sources.keys()])
    const fresh = [...sources].filter(([source]) => !known.has(source))
    const before = repo.openBefore(tx.db, day, tx.now)
    for (const [source, { row: _row, caseId, ...values }] of fresh) insertEntry(kernel, tx, register, { caseId, source, values: { ...values, day, due: deadlines.finishBy } })
    for (const id of before) moveInside(kernel, tx, SYSTEM, register, { id, move: 'carry' })
    return { day, added: fresh.length, carried: before.length, left }
  })
}

/** Leaves a line for a colleague, or for whoever comes in the morning (H1: messages of others). @throws AppError FORBIDDEN, NOT_FOUND, INVALID_INPUT, ILLEGAL_TRANSITION */
export function leaveNote(kernel: Kernel, actor: Actor, input: { readonly what: string; readonly assignee?: string | null | undefined; readonly caseId?: string | null | undefined; readonly remark?: string | null | undefined; readonly key?: string | null | undefined }) {
  const register = requireRegister(kernel, actor, 'handover', 'write')
  const day = nextBoard(kernel)
  const { zone } = teamTerms(kernel)
  const deadlines = termsOf(kernel, day, zone, entries.findEntry(kernel.read, shiftRegister(kernel, 'handover-boards'), boardId(day)))
  const caseId = input.caseId ?? null
  const found = caseId === null ? null : getCase(kernel, caseId)
  const id = kernel.write(actor, { name: 'handover.leave', subject: day, key: input.key }, (tx) => {
    ensureBoard(kernel, tx, day, deadlines)
    const values = { kind: 'note', why: 'left', what: input.what, remark: input.remark ?? null, assignee: input.assignee ?? null, day, due: deadlines.finishBy, buyer: found?.buyerNick ?? null, order: found?.orderNo ?? null }
    return insertEntry(kernel, tx, register, { caseId, source: `${day}:note:${tx.newId()}`, values })
  })
  return getEntry(kernel, actor, register, id)
}

/** What the status bar says of the present board; null where nobody made one. */
export function boardStatus(kernel: Kernel, actor: Actor): { over: number; total: number; tone: 'calm' | 'soon' | 'late' | 'ok' } | null {
  requireRegister(kernel, actor, 'handover', 'read')
  const { day, zone } = presentBoard(kernel)
  const board = entries.findEntry(kernel.read, shiftRegister(kernel, 'handover-boards'), boardId(day))
  if (board === undefined) return null
  const deadlines = termsOf(kernel, day, zone, board)
  const counts = Object.entries(repo.countLines(kernel.read, day, kernel.now()))
  const total = counts.reduce((sum, [, n]) => sum + n, 0)
  const over = counts.reduce((sum, [state, n]) => sum + (isOver(state) ? n : 0), 0)
  const tones = counts.filter(([state]) => !isOver(state)).map(([state]) => lineTone({ state }, deadlines, kernel.now(), kernel.resources.policy.handover.soonMs))
  return { over, total, tone: total > 0 && over === total ? 'ok' : tones.includes('late') ? 'late' : tones.includes('soon') ? 'soon' : 'calm' }
}

/** The board that the morning has not acknowledged, as it is due, for the one notification of this PC; null when there is nothing to say. */
export function unacknowledged(kernel: Kernel): { readonly id: string; readonly entryNo: string; readonly dueAt: number; readonly timeZone: string } | null {
  const { day, zone } = presentBoard(kernel)
  const board = entries.findEntry(kernel.read, shiftRegister(kernel, 'handover-boards'), boardId(day))
  if (board === undefined) return null
  const waiting = Object.entries(repo.countLines(kernel.read, day, kernel.now())).some(([state, n]) => columnOf(state) === 'acknowledge' && n > 0)
  return waiting ? { id: board.id, entryNo: board.entryNo, dueAt: termsOf(kernel, day, zone, board).acknowledgeBy, timeZone: zone } : null
}

/** The figures that are written onto a board when the morning signs it: lines, those done, those late, and who. */
export function boardFigures(kernel: Kernel, board: entries.StoredEntry): { lines: number; done: number; late: number; lateWho: string | null } {
  const day = text(board.values, 'day') ?? ''
  const deadlines = termsOf(kernel, day, shopTerms(kernel).timeZone, board)
  const lines = linesOf(kernel, day)
  const late = lines.filter((line) => missed(lineFacts(line), deadlines, kernel.now()).length > 0)
  const who = lateOf(kernel, lines, deadlines).map(({ name, acknowledged, started, finished }) => `${name ?? '?'} ${acknowledged}/${started}/${finished}`)
  return { lines: lines.length, done: lines.filter(({ state }) => state === 'done').length, late: late.length, lateWho: who.join('\n') || null }
}
