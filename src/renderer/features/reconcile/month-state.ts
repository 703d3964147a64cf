/** Where the month on the desk stands (M5): open, closed with its report, reopened. Read beside the month itself, since it is cheap. */
import { shallowReactive } from 'vue'
import type { MonthView, ReportProblem } from '../../../contract/month-close'
import { CLOSING_WORDS, type ClosingRefusal } from '../../../domain/reconcile/month-closing'
import { mayDo, type Right } from '../../../domain/identity/roles'
import { formatMoney } from '../../../domain/money/money'
import { locale, pick, t } from '../../i18n'
import { bridge, rpc, toUserError, useSession, wordsOf, type UserError } from '../../rpc'
import { openSoon } from '../../ui/dialogs'
import { formatMoment } from '../../ui/format'
import { showToast } from '../../ui/toasts'

interface StateDesk {
  month: string | null
  view: MonthView | null
  failure: UserError | null
}

export const stateDesk = shallowReactive<StateDesk>({ month: null, view: null, failure: null })
let round = 0

export async function readState(month: string): Promise<void> {
  const mine = ++round
  if (stateDesk.month !== month) Object.assign(stateDesk, { month, view: null, failure: null })
  try {
    const view = await rpc.monthClose.state({ month })
    if (mine === round) Object.assign(stateDesk, { view, failure: null })
  } catch (error) {
    if (mine === round) stateDesk.failure = toUserError(error)
  }
}

/** Is this month closed, as far as the desk knows? A background process that knows better refuses. */
export const isClosedMonth = (month: string): boolean => stateDesk.month === month && stateDesk.view?.status === 'closed'

export function may(right: Right): boolean {
  const { me } = useSession()
  return me !== null && mayDo(me.role, right)
}

export const language = (): 'zh' | 'en' => (locale.value === 'en' ? 'en' : 'zh')
/** In the shop's zone, as the report prints it. */
export const momentWords = (at: number | null): string => (at === null ? '' : formatMoment(at, Date.now(), useSession().shops[0]?.timeZone))
export const nameOf = (file: string): string => file.split(/[\\/]/).at(-1) ?? file
export const refusalWords = (refusal: string): string => (refusal in CLOSING_WORDS ? pick(CLOSING_WORDS[refusal as ClosingRefusal]) : refusal)

/** Failures of closing and reopening with their reasons spelled out. */
export function closingFailure(error: unknown): UserError {
  const known = toUserError(error)
  const { reasons } = known.detail
  if (known.code !== 'MONTH_NOT_CLOSABLE' || !Array.isArray(reasons)) return known
  return { ...known, what: reasons.map(refusalWords).join(locale.value === 'en' ? '; ' : '；') }
}

export const openClose = (month: string): Promise<void> => openSoon(import('./CloseDialog.vue'), { month })
export const openReopen = (month: string): Promise<void> => openSoon(import('./ReopenDialog.vue'), { month })
export const openReports = (month: string): Promise<void> => openSoon(import('./ReportsDialog.vue'), { month })
export const openLetters = (month: string): Promise<void> => openSoon(import('./LettersDialog.vue'), { month })

/** What a report lacks, said with a way to where it can be made again. */
export function tellProblems(month: string, problems: readonly ReportProblem[]): void {
  const [first] = problems
  if (first === undefined) return
  const words = wordsOf(first.code, first.detail)
  showToast({
    tone: 'warning',
    title: t('monthClose.closing.doneProblem', { month }),
    text: `${words.what}${locale.value === 'en' ? '. ' : '。'}${words.todo}`,
    action: { label: t('monthClose.closing.show'), run: () => void openReports(month) },
  })
}

/** Writes the report of a closed month, and says what could not be made. Resolves to whether all of it was. */
export async function makeReport(month: string): Promise<boolean> {
  const { problems } = await rpc.monthClose.makeReport({ month, locale: language() })
  tellProblems(month, problems)
  return problems.length === 0
}

/** Asks where to, and says where a file went. */
export async function saveTo(defaultName: string, write: (path: string) => Promise<unknown>): Promise<void> {
  const path = await bridge.saveAs(defaultName)
  if (path === null) return
  await write(path)
  showToast({ tone: 'ok', title: t('monthClose.reports.saved', { file: nameOf(path) }), action: { label: t('registers.showInFolder'), run: () => void bridge.showInFolder(path) } })
}

export const money = (cents: number, currency = 'CNY'): string => formatMoney(cents, currency, language())
