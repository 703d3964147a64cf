/**
 * One month of one courier or of all (M2–M4). Kept outside the pane so that a glance at a claim does not lose the place. What is shown
 * is worked out each time without storing anything; running the month or deciding on a row books it.
 */
import { shallowReactive } from 'vue'
import type { MonthBoard, ReviewClaim } from '../../../contract/month-review'
import type { ReconcileExplanation, StatementLine } from '../../../contract/reconcile'
import { mayDo } from '../../../domain/identity/roles'
import { t } from '../../i18n'
import { rpc, saveTable, toUserError, useSession, type UserError } from '../../rpc'
import { addMonths, monthOf } from '../../ui/months'
import { showToast } from '../../ui/toasts'

export type CourierState = Awaited<ReturnType<typeof rpc.reconcile.overview>>[number]
export const TABS = ['all', 'todo', 'matched', 'charges', 'decisions', 'ages'] as const
export type MonthTab = (typeof TABS)[number]

/** Rows of each sort that are laid out, as many as the explanation gives; the exported table has all. */
export const SHOWN_AT_MOST = 2000
const PAGE = 500

interface MonthDesk {
  month: string
  courierId: string | null
  tab: MonthTab
  overview: readonly CourierState[] | null
  board: MonthBoard | null
  explained: ReconcileExplanation | null
  lines: readonly StatementLine[]
  /** read when they are asked for: a freight bill has a hundred thousand */
  charges: readonly StatementLine[] | null
  claimById: ReadonlyMap<string, ReviewClaim>
  capped: boolean
  loading: boolean
  busy: boolean
  failure: UserError | null
  selected: string | null
  /** rows ticked for merging or splitting */
  checked: ReadonlySet<string>
  /** which candidate of the selected row is meant, from 0 */
  candidate: number
}

export const desk = shallowReactive<MonthDesk>({
  month: monthOf(Date.now()),
  courierId: null,
  tab: 'all',
  overview: null,
  board: null,
  explained: null,
  lines: [],
  charges: null,
  claimById: new Map(),
  capped: false,
  loading: true,
  busy: false,
  failure: null,
  selected: null,
  checked: new Set(),
  candidate: 0,
})
let round = 0

/** What fits to the cent is not read while only open rows are looked at: a decision must answer at once. */
const needsMatched = (tab: MonthTab): boolean => tab === 'all' || tab === 'matched'
let hasMatched = false

export function mayRun(): boolean {
  const { me } = useSession()
  return me !== null && mayDo(me.role, 'reconcile.run')
}

/** May decisions be taken on what is shown? Not in a closed month (M5). */
export const mayDecide = (): boolean => mayRun() && desk.board?.state.closed === false

interface Page<T> {
  readonly rows: readonly T[]
  readonly nextCursor: string | null
}

async function all<T>(read: (cursor: string | null) => Promise<Page<T>>): Promise<{ rows: T[]; more: boolean }> {
  const rows: T[] = []
  let cursor: string | null = null
  do {
    const page: Page<T> = await read(cursor)
    rows.push(...page.rows)
    cursor = page.nextCursor
  } while (cursor !== null && rows.length < SHOWN_AT_MOST)
  return { rows, more: cursor !== null }
}

/** An import writes for seconds: what changed is read once it pauses. */
const PAUSE_MS = 400
let timer: ReturnType<typeof setTimeout> | undefined
export function readMonthSoon(): void {
  clearTimeout(timer)
  timer = setTimeout(() => (desk.busy ? readMonthSoon() : void readMonth()), PAUSE_MS)
}
export const readNoMore = (): void => clearTimeout(timer)

let latest: Promise<void> = Promise.resolve()
/**
 * Reads the month again, all in one question. Old rows stay until the new ones are there; a reading that a newer one has overtaken ends with
 * that one, so that whoever waited for it goes on with the new rows.
 */
export function readMonth(): Promise<void> {
  latest = readOnce()
  return latest
}
async function readOnce(): Promise<void> {
  // what changed before now is in this reading
  readNoMore()
  const mine = ++round
  const { month, courierId } = desk
  const matched = needsMatched(desk.tab)
  try {
    const [overview, board] = await Promise.all([rpc.reconcile.overview({ month }), rpc.monthReview.board({ month, courierId, matched }), desk.charges === null ? null : readCharges()])
    if (mine !== round) return await latest
    const { counts, result, openClaims, unexplained } = board.explanation
    const cut = (matched && counts.matched > result.matched.length) || counts.openClaims > openClaims.length || counts.review > result.review.length || counts.unexplained > unexplained.length
    hasMatched = matched
    Object.assign(desk, { overview, board, explained: board.explanation, lines: board.lines, claimById: new Map(board.claims.map((claim) => [claim.id, claim])), capped: cut, loading: false, failure: null })
  } catch (error) {
    if (mine !== round) return latest
    Object.assign(desk, { failure: toUserError(error), loading: false })
  }
}

export async function readCharges(): Promise<void> {
  const { month, courierId } = desk
  const charges = await all((cursor) => rpc.reconcile.lines({ month, courierId, only: 'charges', cursor, limit: PAGE }))
  if (month === desk.month && courierId === desk.courierId) desk.charges = charges.rows
}

/** Another tab of the month; reads what it needs and was left out before. */
export async function chooseTab(tab: MonthTab): Promise<void> {
  desk.tab = tab
  if (tab === 'charges' && desk.charges === null) await readCharges()
  if (needsMatched(tab) && !hasMatched && !desk.loading) await readMonth()
}

/** Another month or courier: what was worked out for the former is put away. */
export async function chooseScope(next: { readonly month?: string; readonly courierId?: string | null }): Promise<void> {
  Object.assign(desk, { ...next, board: null, explained: null, loading: true, selected: null, checked: new Set(), candidate: 0, lines: [], charges: null, claimById: new Map() })
  await readMonth()
}
export const stepMonth = (step: number): Promise<void> => chooseScope({ month: addMonths(desk.month, step) })

/** Books the month's matches and credits (M2); the same input gives the same result. */
export async function runMonth(): Promise<void> {
  // a closed month is not touched
  if (desk.busy || desk.board?.state.closed === true) return
  const { month, courierId } = desk
  desk.busy = true
  try {
    const result = await rpc.reconcile.run({ month, courierId })
    await readMonth()
    showToast({ tone: result.invariantsHold ? 'ok' : 'warning', title: t('reconcile.runDone', { month: result.month, matched: result.matched.length, review: result.review.length }) })
  } finally {
    desk.busy = false
  }
}

export async function exportMonth(): Promise<void> {
  await saveTable('reconciliation', t('reconcile.exportName', { month: desk.month }), { month: desk.month, courierId: desk.courierId })
}
