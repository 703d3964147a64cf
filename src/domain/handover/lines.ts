import type { Deadlines, HandoverPolicy } from './times'

/** Lines of a night-shift handover board (H1). Pure: which facts become lines, in which order, and how late each is. Times are epoch ms. */
export const LINE_KINDS = ['message', 'promise', 'waiting', 'inbox', 'note'] as const
export type LineKind = (typeof LINE_KINDS)[number]

/** Why a line stands on the board; words are those of the register's own options. */
export const LINE_REASONS = ['unanswered', 'promise-late', 'promise-due', 'waiting-late', 'waiting-due', 'unfiled', 'left', 'carried'] as const
export type LineReason = (typeof LINE_REASONS)[number]

interface OfCase {
  readonly caseId: string
  readonly buyer: string | null
  readonly order: string | null
  /** Who holds the case. */
  readonly assignee: string | null
}
export interface PromiseFact extends OfCase {
  readonly id: string
  readonly words: string
  readonly dueAt: number
}
export interface WaitingFact extends OfCase {
  /** What was agreed as the next step; null where nobody wrote one. */
  readonly next: string | null
  readonly dueAt: number
}
export interface MessageFact extends OfCase {
  readonly words: string | null
  /** Since when the buyer waits. */
  readonly since: number
}
/** A line of an earlier board that was written by a person and is not done. */
export interface CarriedFact {
  readonly row: string
  readonly what: string | null
  readonly remark: string | null
  readonly assignee: string | null
  readonly caseId: string | null
  readonly buyer: string | null
  readonly order: string | null
  /** The first board it stood on, `YYYY-MM-DD`. */
  readonly since: string
}
export interface HandoverFacts {
  readonly promises: readonly PromiseFact[]
  readonly waiting: readonly WaitingFact[]
  readonly messages: readonly MessageFact[]
  readonly inbox: { readonly count: number; readonly oldestAt: number | null }
  readonly carried: readonly CarriedFact[]
}

export interface ProposedLine {
  readonly kind: LineKind
  /** What it is made from; with the day and the kind it names the line on every PC. */
  readonly row: string
  readonly why: LineReason
  readonly what: string | null
  readonly until: number | null
  readonly count: number | null
  readonly assignee: string | null
  readonly caseId: string | null
  readonly buyer: string | null
  readonly order: string | null
  readonly remark: string | null
  readonly since: string | null
}

const line = (kind: LineKind, row: string, why: LineReason, more: Partial<ProposedLine>): ProposedLine => ({ what: null, until: null, count: null, assignee: null, caseId: null, buyer: null, order: null, remark: null, since: null, ...more, kind, row, why })

export interface Proposal {
  readonly lines: readonly ProposedLine[]
  /** Per kind how many there were no more places for; at least so many, where the facts were cut. */
  readonly left: Readonly<Partial<Record<LineKind, number>>>
}

/**
 * The lines that a board proposes: promises and agreed steps due by the finish and a little after it, buyers who wait for an answer, the
 * photo inbox as one line, and what people left for one another. A waiting case whose promise or unanswered message stands on the board
 * already is not named again. The same facts give the same lines on every PC, in whatever order they come.
 */
export function proposeLines(facts: HandoverFacts, policy: Pick<HandoverPolicy, 'aheadMs' | 'atMost'>, deadlines: Pick<Deadlines, 'finishBy'>, now: number): Proposal {
  const until = deadlines.finishBy + policy.aheadMs
  const messages = facts.messages.map((one) => line('message', one.caseId, 'unanswered', { ...ofCase(one), what: one.words, until: one.since }))
  const promises = facts.promises.filter(({ dueAt }) => dueAt <= until).map((one) => line('promise', one.id, one.dueAt < now ? 'promise-late' : 'promise-due', { ...ofCase(one), what: one.words, until: one.dueAt }))
  const named = new Set([...messages, ...promises].map(({ caseId }) => caseId))
  const waiting = facts.waiting
    .filter(({ dueAt, caseId }) => dueAt <= until && !named.has(caseId))
    .map((one) => line('waiting', one.caseId, one.dueAt < now ? 'waiting-late' : 'waiting-due', { ...ofCase(one), what: one.next, until: one.dueAt }))
  const inbox = facts.inbox.count > 0 ? [line('inbox', 'photos', 'unfiled', { count: facts.inbox.count, until: facts.inbox.oldestAt })] : []
  const notes = facts.carried.map(({ row, ...one }) => line('note', row, 'carried', one))
  const lines: ProposedLine[] = []
  const left: Partial<Record<LineKind, number>> = {}
  for (const group of [messages, promises, waiting, inbox, notes]) {
    const sorted = unique(group).sort(byUrgency)
    lines.push(...sorted.slice(0, policy.atMost))
    const [first] = sorted
    if (first !== undefined && sorted.length > policy.atMost) left[first.kind] = sorted.length - policy.atMost
  }
  return { lines: lines.sort(byUrgency), left }
}

const ofCase = ({ caseId, buyer, order, assignee }: OfCase): Partial<ProposedLine> => ({ caseId, buyer, order, assignee })
const unique = (group: readonly ProposedLine[]): ProposedLine[] => [...new Map([...group].sort(byUrgency).map((one) => [one.row, one])).values()]

interface Ranked {
  readonly kind: string
  readonly until: number | null
  readonly row: string
}
const rank = (kind: string): number => {
  const at = (['note', 'message', 'promise', 'waiting', 'inbox'] as const).findIndex((one) => one === kind)
  return at < 0 ? 9 : at
}
/** What people left for one another first, then buyers who wait, promises, agreed steps and the inbox; the most urgent of each first. */
export function byUrgency(a: Ranked, b: Ranked): number {
  return rank(a.kind) - rank(b.kind) || (a.until ?? Infinity) - (b.until ?? Infinity) || (a.row < b.row ? -1 : a.row > b.row ? 1 : 0)
}

/** The columns of the board, and the states of a line in each. */
export const COLUMNS = { acknowledge: ['new'], work: ['taken', 'working'], done: ['done', 'carried'] } as const
export type BoardColumn = keyof typeof COLUMNS
export const COLUMN_IDS = Object.keys(COLUMNS) as readonly BoardColumn[]
export const columnOf = (state: string): BoardColumn => COLUMN_IDS.find((id) => COLUMNS[id].some((one) => one === state)) ?? 'acknowledge'
/** Nothing is expected of a line any more. */
export const isOver = (state: string): boolean => columnOf(state) === 'done'

/** What a line's deadlines are judged by; who and when come from its steps. */
export interface LineFacts {
  readonly state: string
  readonly assignee: string | null
  readonly takenAt: number | null
  readonly takenBy: string | null
  readonly startedAt: number | null
  readonly doneAt: number | null
  readonly doneBy: string | null
}

/** The deadline that a line stands under now; null once it is over. */
export function nextDeadline(one: Pick<LineFacts, 'state'>, deadlines: Deadlines): number | null {
  if (isOver(one.state)) return null
  return one.state === 'new' ? deadlines.acknowledgeBy : one.state === 'taken' ? deadlines.startBy : deadlines.finishBy
}

/** Calm, amber before the deadline that it stands under, red after it; `ok` once it is done. */
export function lineTone(one: Pick<LineFacts, 'state'>, deadlines: Deadlines, now: number, soonMs: number): 'calm' | 'soon' | 'late' | 'ok' {
  if (one.state === 'done') return 'ok'
  const by = nextDeadline(one, deadlines)
  if (by === null) return 'late'
  return now > by ? 'late' : by - now <= soonMs ? 'soon' : 'calm'
}

export const LATE_KINDS = ['acknowledged', 'started', 'finished'] as const
export type LateKind = (typeof LATE_KINDS)[number]

/** Which of its three deadlines a line has missed by `now`. A line that went straight to done was begun when it was done. */
export function missed(one: LineFacts, deadlines: Deadlines, now: number): readonly LateKind[] {
  const over = one.state === 'done'
  const took = one.takenAt ?? (over ? one.doneAt : null) ?? now
  const began = one.startedAt ?? (over ? one.doneAt : null) ?? now
  const ended = (over ? one.doneAt : null) ?? now
  return LATE_KINDS.filter((kind) => (kind === 'acknowledged' ? took > deadlines.acknowledgeBy : kind === 'started' ? began > deadlines.startBy : ended > deadlines.finishBy))
}

export interface LateCount {
  /** Null: nobody had taken it and nobody was named for it. */
  readonly staffId: string | null
  readonly acknowledged: number
  readonly started: number
  readonly finished: number
}

/** Who was late with how many lines of a board, the most first. It falls to whoever took the line, else to whoever it was left for. */
export function whoWasLate(lines: readonly LineFacts[], deadlines: Deadlines, now: number): readonly LateCount[] {
  const people = new Map<string | null, { acknowledged: number; started: number; finished: number }>()
  for (const one of lines) {
    const kinds = missed(one, deadlines, now)
    if (kinds.length === 0) continue
    const who = one.takenBy ?? one.doneBy ?? one.assignee
    const counts = people.get(who) ?? { acknowledged: 0, started: 0, finished: 0 }
    for (const kind of kinds) counts[kind] += 1
    people.set(who, counts)
  }
  const all = ({ acknowledged, started, finished }: Omit<LateCount, 'staffId'>): number => acknowledged + started + finished
  return [...people].map(([staffId, counts]) => ({ staffId, ...counts })).sort((a, b) => all(b) - all(a) || ((a.staffId ?? '') < (b.staffId ?? '') ? -1 : 1))
}
