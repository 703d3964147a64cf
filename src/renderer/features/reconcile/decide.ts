/** Decisions on the chosen row (M4): what each key and button does, and the way back. */
import type { MonthDecision, ReviewClaim } from '../../../contract/month-review'
import type { StatementLine } from '../../../contract/reconcile'
import { formatMoney } from '../../../domain/money/money'
import { t, type MessageKey } from '../../i18n'
import { rpc } from '../../rpc'
import { openSoon } from '../../ui/dialogs'
import { showToast, trackChange } from '../../ui/toasts'
import { desk, mayRun, readMonth } from './month-desk'
import { UNSETTLED, type Pair } from './pairs'
import { checkedPairs, pairs, selectedPair, shown } from './rows'

type DecideInput = Parameters<typeof rpc.monthReview.decide>[0]
export type Decision = DecideInput['decision']

/** A line that can still be assigned, with what is left of it. */
export interface OpenLine {
  readonly line: StatementLine
  readonly restCents: number
}

const tell = (key: MessageKey, params: Record<string, string | number> = {}): void => void showToast({ tone: 'info', title: t(key, params) })

/** Says why nothing can be decided, if so. */
function allowed(): boolean {
  const state = desk.board?.state
  if (!mayRun()) tell('reconcile.mayNotRun')
  else if (state?.closed === true) tell('monthReview.readOnlyShort', { month: state.month })
  else return state !== undefined && !desk.busy
  return false
}

const key = (): string => crypto.randomUUID()
const OPEN_LINE: ReadonlySet<Pair['kind']> = new Set(['review', 'beside', 'unexplained'])
const OPEN_CLAIM: ReadonlySet<Pair['kind']> = new Set(['waiting', 'short', 'beside', 'claw-back'])

/** The row's line while something of it is not assigned. */
export const openLineOf = (pair: Pair | null): OpenLine | null => (pair?.line == null || !OPEN_LINE.has(pair.kind) || pair.restCents === 0 ? null : { line: pair.line, restCents: pair.restCents })
/** The row's claim while money is missing on it. */
export const openClaimOf = (pair: Pair | null): ReviewClaim | null => (pair?.claim != null && OPEN_CLAIM.has(pair.kind) && pair.claim.balanceCents > 0 ? pair.claim : null)
/** The candidate that is meant: the first unless another was chosen. */
export const candidateOf = (pair: Pair | null): Pair['candidates'][number] | null => pair?.candidates[desk.candidate] ?? pair?.candidates[0] ?? null

/** What was ticked, apart: lines with something left, and claims that wait. A row with both counts as its line. */
function ticked(): { lines: OpenLine[]; claims: ReviewClaim[] } {
  const lines = checkedPairs.value.flatMap((pair) => openLineOf(pair) ?? [])
  const claims = checkedPairs.value.flatMap((pair) => (openLineOf(pair) === null ? (openClaimOf(pair) ?? []) : []))
  return { lines, claims }
}

/** Where to go on: the row itself while it is still open as it was, else the next open one in the former order, then the first. */
function goOn(order: readonly string[], from: number): void {
  const open = new Set(shown.value.filter((pair) => UNSETTLED.has(pair.kind)).map((pair) => pair.key))
  const next = [...order.slice(Math.max(from, 0)), ...order.slice(0, Math.max(from, 0))].find((one) => open.has(one))
  desk.selected = next ?? shown.value[0]?.key ?? null
  desk.candidate = 0
}

/** Books one decision, reads the month again and goes on to the next open row. Errors go to the caller: a dialog keeps what was typed. */
export async function book(decision: Decision, told: string, more: Pick<DecideInput, 'note' | 'approver'> = {}): Promise<void> {
  if (desk.busy) return
  const order = shown.value.map((pair) => pair.key)
  const from = order.indexOf(desk.selected ?? '')
  desk.busy = true
  try {
    const { decisionId } = await trackChange(rpc.monthReview.decide({ month: desk.month, decision, key: key(), ...more }))
    desk.checked = new Set()
    await readMonth()
    goOn(order, from)
    showToast({ tone: 'ok', title: told, undo: { label: told, run: () => takeBack(decisionId) } })
  } finally {
    desk.busy = false
  }
}

/** Takes one decision back, not only the last; the row it was about is chosen again where it is open. */
export async function takeBack(decisionId: string): Promise<void> {
  const known = desk.board?.decisions.find((one) => one.id === decisionId)
  await rpc.monthReview.undo({ decisionId, key: key() })
  await readMonth()
  const back = known === undefined ? undefined : pairs.value.find((pair) => UNSETTLED.has(pair.kind) && pair.line !== null && known.statementRows.includes(pair.line.row))
  if (back !== undefined) desk.selected = back.key
  desk.candidate = 0
}
export async function undoListed(one: MonthDecision): Promise<void> {
  if (!allowed()) return
  await takeBack(one.id)
  tell('monthReview.done.undo')
}

const money = (cents: number): string => formatMoney(cents, desk.board?.explanation.currency)
const sum = (lines: readonly OpenLine[]): number => lines.reduce((total, { restCents }) => total + restCents, 0)
const acceptWords = (lines: readonly OpenLine[], claimNo: string): string => t('monthReview.done.accept', { amount: money(sum(lines)), claim: claimNo })

/** The lines that go with the row: instalments are decided together. */
function groupOf(pair: Pair): OpenLine[] {
  const own = new Set(pair.lineIds)
  return pairs.value.flatMap((one) => (one.line !== null && own.has(one.line.id) ? (openLineOf(one) ?? []) : []))
}

export const openMerge = (lines: readonly OpenLine[], claimId: string | null): Promise<void> => openSoon(import('./MergeDialog.vue'), { lines, claimId })
export const openSplit = (line: OpenLine, given: readonly { readonly claimId: string; readonly cents: number }[]): Promise<void> => openSoon(import('./SplitDialog.vue'), { line, given })

async function acceptTicked(): Promise<boolean> {
  const { lines, claims } = ticked()
  const [line] = lines
  const [claim] = claims
  if (line === undefined) return false
  if (lines.length > 1) await openMerge(lines, claim?.id ?? null)
  else if (claims.length > 1) await openSplit(line, claims.map((one) => ({ claimId: one.id, cents: Math.min(one.balanceCents, Math.abs(line.restCents)) })))
  else if (claim !== undefined) await book({ kind: 'accept', claimId: claim.id, lineIds: [line.line.id] }, acceptWords([line], claim.claimNo))
  else return false
  return true
}

/** A, or 1 to 5 for the n-th candidate. A line that nothing was proposed for asks which claim it is for. */
export async function accept(place?: number): Promise<void> {
  if (!allowed()) return
  if (place === undefined && desk.checked.size > 0 && (await acceptTicked())) return
  const pair = selectedPair.value
  const open = openLineOf(pair)
  if (pair === null || open === null) return tell('monthReview.nothingToAccept')
  if (pair.together) {
    const parts = pair.candidates.map((one) => ({ claimId: one.claimId, cents: one.balanceCents }))
    return book({ kind: 'split', lineId: open.line.id, parts }, t('monthReview.done.split', { n: parts.length, amount: money(open.restCents) }))
  }
  const candidate = place === undefined ? candidateOf(pair) : pair.candidates[place]
  if (candidate !== null && candidate !== undefined) {
    const lines = groupOf(pair)
    return book({ kind: 'accept', claimId: candidate.claimId, lineIds: lines.map(({ line }) => line.id) }, acceptWords(lines, candidate.claimNo))
  }
  if (place !== undefined) return tell('monthReview.noSuchCandidate', { n: place + 1 })
  if (pair.claim !== null) return book({ kind: 'accept', claimId: pair.claim.id, lineIds: [open.line.id] }, acceptWords([open], pair.claim.claimNo))
  await openMerge([open], null)
}

/** X: the line and the claim never meet again. */
export async function reject(): Promise<void> {
  if (!allowed()) return
  const pair = selectedPair.value
  const candidate = candidateOf(pair)
  const claimId = candidate?.claimId ?? pair?.claim?.id ?? pair?.claimIds[0]
  const lineIds = pair === null ? [] : pair.kind === 'review' || pair.line === null ? pair.lineIds : [pair.line.id]
  if (claimId === undefined || lineIds.length === 0) return tell('monthReview.nothingToReject')
  await book({ kind: 'reject', claimId, lineIds: [...lineIds] }, t('monthReview.done.reject', { claim: candidate?.claimNo ?? pair?.claimNo ?? '' }))
}

/** S: parts of one line for several claims. */
export async function split(): Promise<void> {
  if (!allowed()) return
  const { lines, claims } = ticked()
  const pair = selectedPair.value
  const open = lines.length === 1 ? (lines[0] ?? null) : openLineOf(pair)
  if (open === null) return tell('monthReview.nothingToSplit')
  const chosen = claims.length > 0 ? claims.map((one) => ({ claimId: one.id, cents: one.balanceCents })) : (pair?.candidates ?? []).slice(0, pair?.together === true ? undefined : 2).map((one) => ({ claimId: one.claimId, cents: one.balanceCents }))
  await openSplit(open, chosen)
}

/** M: several ticked lines, or the instalments of the chosen row, are one payment of one claim. */
export async function merge(): Promise<void> {
  if (!allowed()) return
  const { lines, claims } = ticked()
  const pair = selectedPair.value
  const group = lines.length > 1 ? lines : pair === null ? [] : groupOf(pair)
  if (group.length < 2) return tell('monthReview.nothingToMerge')
  await openMerge(group, claims[0]?.id ?? (lines.length > 1 ? null : (candidateOf(pair)?.claimId ?? null)))
}

/** O: gives up what a claim still lacks. */
export async function writeOff(): Promise<void> {
  if (!allowed()) return
  const claim = openClaimOf(selectedPair.value)
  if (claim === null) return tell('monthReview.nothingToWriteOff')
  await openSoon(import('./WriteOffDialog.vue'), { claim })
}

/** N: a note on the row's line, or on its claim where it has no line. */
export async function note(about?: { readonly what: 'line' | 'claim'; readonly id: string; readonly name: string }): Promise<void> {
  if (!mayRun()) return tell('reconcile.mayNotRun')
  const pair = selectedPair.value
  const line = pair?.line
  const claim = pair?.claim
  const subject = about ?? (line != null ? { what: 'line' as const, id: line.id, name: '' } : claim != null ? { what: 'claim' as const, id: claim.id, name: claim.claimNo } : null)
  if (subject === null) return tell('monthReview.nothingToNote')
  await openSoon(import('./NoteDialog.vue'), { subject })
}

/** J and K, wherever in the pane the focus is. */
export function step(by: 1 | -1): void {
  const rows = shown.value
  const at = rows.findIndex((pair) => pair.key === desk.selected)
  const next = rows[Math.max(0, Math.min(rows.length - 1, at + by))]
  if (next === undefined || next.key === desk.selected) return
  desk.selected = next.key
}

/** The next row that a person has something to do about. */
export function nextOpen(): void {
  const order = shown.value.map((pair) => pair.key)
  const at = order.indexOf(desk.selected ?? '')
  goOn(order, at + 1 < order.length ? at + 1 : 0)
}

/** What can be done with the row, for buttons that say so before they are pressed. */
export function possible(pair: Pair | null): Readonly<Record<'accept' | 'reject' | 'split' | 'merge' | 'writeOff' | 'note', boolean>> {
  const { lines, claims } = ticked()
  const open = openLineOf(pair)
  return {
    accept: open !== null || (lines.length > 0 && (claims.length > 0 || lines.length > 1)),
    reject: pair !== null && pair.kind !== 'charge' && (candidateOf(pair) !== null || (pair.line !== null && (pair.claim !== null || pair.claimIds.length > 0)) || (pair.line === null && pair.lineIds.length > 0)),
    split: open !== null || lines.length === 1,
    merge: lines.length > 1 || (pair !== null && openLineOf(pair) !== null && pair.lineIds.length > 1),
    writeOff: openClaimOf(pair) !== null,
    note: pair?.line != null || pair?.claim != null,
  }
}
