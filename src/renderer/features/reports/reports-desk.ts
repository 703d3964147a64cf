/** What the reports show (M6): a range of months, what it is narrowed to, and the figures. Kept outside the pane, so that a look at claims does not lose the place. */
import { computed, shallowReactive } from 'vue'
import type { DashboardAnswer } from '../../../contract/dashboard'
import { claimsBehind, viewsOf, type View, type ViewRow } from '../../../domain/claim/dashboard-views'
import { CLAIM_REASON_LABELS, isClaimReason } from '../../../domain/claim/status'
import { locale, pick, t } from '../../i18n'
import { bridge, rpc, tellSaved, toUserError, useCouriers, type UserError } from '../../rpc'
import { runCommand } from '../../ui/commands'

interface ReportsDesk {
  /** null until the first answer says which months hold anything */
  from: string | null
  to: string | null
  courierId: string | null
  reason: string | null
  currency: string | null
  answer: DashboardAnswer | null
  loading: boolean
  exporting: boolean
  failure: UserError | null
}

export const desk = shallowReactive<ReportsDesk>({ from: null, to: null, courierId: null, reason: null, currency: null, answer: null, loading: true, exporting: false, failure: null })
let round = 0

const scopeOf = ({ from, to, courierId, reason, currency }: ReportsDesk): Pick<ReportsDesk, 'from' | 'to' | 'courierId' | 'reason' | 'currency'> => ({ from, to, courierId, reason, currency })

/** Reads the figures again; old ones stay until the new ones are there. */
export async function readReports(): Promise<void> {
  const mine = ++round
  desk.loading = true
  try {
    const answer = await rpc.dashboard.read(scopeOf(desk))
    if (mine === round) Object.assign(desk, { answer, failure: null, loading: false })
  } catch (error) {
    if (mine === round) Object.assign(desk, { failure: toUserError(error), loading: false })
  }
}

/** Narrows the reports; the other end of the range follows where the ends would stand the wrong way round. */
export async function chooseReports(next: Partial<Pick<ReportsDesk, 'from' | 'to' | 'courierId' | 'reason' | 'currency'>>): Promise<void> {
  const range = { from: next.from ?? desk.from ?? desk.answer?.from ?? null, to: next.to ?? desk.to ?? desk.answer?.to ?? null }
  if (range.from !== null && range.to !== null && range.from > range.to) Object.assign(range, next.to == null ? { to: range.from } : { from: range.to })
  Object.assign(desk, { ...next, ...(next.from == null && next.to == null ? {} : range) })
  await readReports()
}

const lang = computed<'zh' | 'en'>(() => (locale.value === 'en' ? 'en' : 'zh'))

/** The tables and charts of the answer in the language shown now. */
export const views = computed<readonly View[]>(() => {
  const couriers = useCouriers()
  return desk.answer === null ? [] : viewsOf(desk.answer, { locale: lang.value, currency: desk.answer.currency, courierName: (id) => couriers.name(id) })
})

/** How figures are written. */
export const writing = computed(() => ({ locale: lang.value, currency: desk.answer?.currency ?? 'CNY' }))

const reasonWords = (reason: string): string => (isClaimReason(reason) ? pick(CLAIM_REASON_LABELS[reason]) : reason)

/** What a part of a bar is called, in the language shown now. */
const partWords = (part: string): string | null => views.value[0]?.columns.find(({ id }) => id === part)?.title ?? null

/**
 * Shows the claims behind a row; no row: of everything shown. `drawn` is the column that a bar is of: then only the claims that have money
 * in that part.
 */
export async function showClaims(row: ViewRow | null, drawn?: string): Promise<void> {
  const { answer } = desk
  if (answer === null) return
  const scope = { from: answer.from, to: answer.to, currency: answer.currency, courierId: desk.courierId, reason: desk.reason }
  const behind = claimsBehind(row?.claims ?? {}, scope, drawn)
  const { from, to, bookedIn, reason, part } = behind.report
  const months = bookedIn ?? (from === to ? from : `${from ?? ''}–${to ?? ''}`)
  await runCommand('claim.filter', {
    ...behind,
    get words() {
      return t('reports.claimsOf', { what: [part === null ? null : partWords(part), reason === null ? null : reasonWords(reason), months].filter((one) => one !== null).join(' · ') })
    },
  })
}

/** Asks where to, writes the same figures there and says so with a way to the file. */
export async function exportReport(form: 'xlsx' | 'pdf'): Promise<void> {
  const { answer } = desk
  if (answer === null || desk.exporting) return
  const range = answer.from === answer.to ? answer.from : `${answer.from}-${answer.to}`
  const path = await bridge.saveAs(`${t('reports.exportName', { range })}.${form}`)
  if (path === null) return
  desk.exporting = true
  try {
    const done = await rpc.dashboard.export({ ...scopeOf(desk), from: answer.from, to: answer.to, path, locale: lang.value })
    tellSaved(path, form === 'xlsx' ? done : { file: done.file })
  } finally {
    desk.exporting = false
  }
}
