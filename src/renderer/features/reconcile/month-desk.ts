/**
 * One month of one courier or of all (M2, M3). Kept outside the pane so that a glance at a claim does not lose the place. What is shown
 * is worked out each time without storing anything; running the month books it.
 */
import { shallowReactive } from 'vue'
import type { ReconcileExplanation, StatementLine } from '../../../contract/reconcile'
import type { Claim } from '../../../contract/registers'
import { mayDo } from '../../../domain/identity/roles'
import { t } from '../../i18n'
import { rpc, saveTable, toUserError, useSession, type UserError } from '../../rpc'
import { addMonths, monthOf } from '../../ui/months'
import { showToast } from '../../ui/toasts'
import { isClosedMonth } from './month-state'

export type CourierState = Awaited<ReturnType<typeof rpc.reconcile.overview>>[number]

/** Rows of each sort that are laid out, as many as the explanation gives; the exported table has all. */
export const SHOWN_AT_MOST = 2000
const PAGE = 500
const AT_ONCE = 6

interface MonthDesk {
  month: string
  courierId: string | null
  overview: readonly CourierState[] | null
  explained: ReconcileExplanation | null
  lines: readonly StatementLine[]
  /** read when they are asked for: a freight bill has a hundred thousand */
  charges: readonly StatementLine[] | null
  claimByNo: ReadonlyMap<string, Claim>
  capped: boolean
  loading: boolean
  busy: boolean
  failure: UserError | null
  selected: string | null
}

export const desk = shallowReactive<MonthDesk>({
  month: monthOf(Date.now()),
  courierId: null,
  overview: null,
  explained: null,
  lines: [],
  charges: null,
  claimByNo: new Map(),
  capped: false,
  loading: true,
  busy: false,
  failure: null,
  selected: null,
})
let round = 0

export function mayRun(): boolean {
  const { me } = useSession()
  return me !== null && mayDo(me.role, 'reconcile.run') && !isClosedMonth(desk.month)
}

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

/** Reads the month again. Old rows stay until the new ones are there. */
export async function readMonth(): Promise<void> {
  const mine = ++round
  const { month, courierId } = desk
  const scope = { month, courierId }
  try {
    const [overview, explained, unmatched, matched, open] = await Promise.all([
      rpc.reconcile.overview({ month }),
      rpc.reconcile.explain(scope),
      all((cursor) => rpc.reconcile.lines({ ...scope, only: 'unexplained', cursor, limit: PAGE })),
      all((cursor) => rpc.reconcile.lines({ ...scope, only: 'matched', cursor, limit: PAGE })),
      all((cursor) => rpc.claims.list({ courierId, status: 'open', cursor, limit: PAGE })),
      desk.charges === null ? null : readCharges(),
    ])
    if (mine !== round) return
    const { counts, result } = explained
    const cut = counts.matched > result.matched.length || counts.openClaims > explained.openClaims.length || unmatched.more || matched.more
    Object.assign(desk, {
      overview,
      explained,
      lines: [...unmatched.rows, ...matched.rows],
      claimByNo: new Map([...desk.claimByNo, ...open.rows.map((claim) => [claim.claimNo, claim] as const)]),
      capped: cut,
      loading: false,
      failure: null,
    })
    await fillClaims(mine, explained, new Set(open.rows.map((claim) => claim.claimNo)))
  } catch (error) {
    if (mine === round) Object.assign(desk, { failure: toUserError(error), loading: false })
  }
}

/** Facts of claims that are paid or ended and so not among the open ones. */
async function fillClaims(mine: number, explained: ReconcileExplanation, known: ReadonlySet<string>): Promise<void> {
  const wanted = new Map<string, string>()
  for (const { claimNos, claimIds } of [...explained.result.matched, ...explained.result.review]) {
    claimIds.forEach((id, at) => {
      const no = claimNos[at]
      if (no !== undefined && !known.has(no)) wanted.set(no, id)
    })
  }
  for (const { claimNo, claimId } of explained.openClaims) if (!known.has(claimNo)) wanted.set(claimNo, claimId)
  const ids = [...wanted.values()]
  for (let at = 0; at < ids.length && mine === round; at += PAGE) {
    const queue = ids.slice(at, at + PAGE)
    const found: Claim[] = []
    const worker = async (): Promise<void> => {
      for (let id = queue.shift(); id !== undefined && mine === round; id = queue.shift()) found.push(await rpc.claims.get({ id }))
    }
    await Promise.all(Array.from({ length: AT_ONCE }, worker))
    if (mine === round) desk.claimByNo = new Map([...desk.claimByNo, ...found.map((claim) => [claim.claimNo, claim] as const)])
  }
}

export async function readCharges(): Promise<void> {
  const { month, courierId } = desk
  const charges = await all((cursor) => rpc.reconcile.lines({ month, courierId, only: 'charges', cursor, limit: PAGE }))
  if (month === desk.month && courierId === desk.courierId) desk.charges = charges.rows
}

/** Another month or courier: what was worked out for the former is put away. */
export async function chooseScope(next: { readonly month?: string; readonly courierId?: string | null }): Promise<void> {
  Object.assign(desk, { ...next, explained: null, loading: true, selected: null, lines: [], charges: null, claimByNo: new Map() })
  await readMonth()
}
export const stepMonth = (step: number): Promise<void> => chooseScope({ month: addMonths(desk.month, step) })

/** Books the month's matches and credits (M2); the same input gives the same result. */
export async function runMonth(): Promise<void> {
  // a closed month is not touched
  if (desk.busy || isClosedMonth(desk.month)) return
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
