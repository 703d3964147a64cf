/** The rows of the finance list that keys and buttons act on, and what is done with them (F1). Failures are thrown: dialogs and commands show them. */
import { computed, shallowRef } from 'vue'
import type { FinanceRow, FinanceView } from '../../../../contract/finance'
import { isOutside, PAY_WAYS, type PayWay } from '../../../../domain/finance/batch'
import { mayDo, type Right } from '../../../../domain/identity/roles'
import { locale, pick, t } from '../../../i18n'
import { bridge, rpc, toUserError, useSession } from '../../../rpc'
import { openDialog, openSoon } from '../../../ui/dialogs'
import ReasonDialog from '../../../ui/ReasonDialog.vue'
import { showToast } from '../../../ui/toasts'
import { money } from '../desk'

export const view = shallowRef<FinanceView>('pay')
/** The row that is chosen, and those that are ticked: steps then go to all of them. */
export const chosen = shallowRef<FinanceRow | null>(null)
export const ticked = shallowRef<readonly FinanceRow[]>([])
export const checked = shallowRef<ReadonlySet<string>>(new Set())

const may = (right: Right): boolean => ((me) => me != null && mayDo(me.role, right))(useSession().me)
export const mayPay = (): boolean => may('payout.pay')
export const mayReroute = (): boolean => mayPay() || may('payout.ask')
const key = (): string => crypto.randomUUID()

export const isSuspect = (row: FinanceRow): boolean => (row.state === 'approved' || row.state === 'waiting') && row.doubles.some(({ explained }) => !explained)
export const wayOf = (row: FinanceRow): PayWay => row.payWay ?? 'platform'
/** What a batch takes; a page is only a guess here, the background process decides. */
export const fitsBatch = (row: FinanceRow): boolean => row.state === 'approved' && row.batchNo === null && !isSuspect(row) && (!isOutside(wayOf(row)) || (row.payeeAccount !== null && row.payeeName !== null))
export const canPay = (row: FinanceRow): boolean => row.state === 'approved' && !isSuspect(row)
export const canBounce = (row: FinanceRow): boolean => row.state === 'paid' || (row.state === 'approved' && row.batchNo !== null)
export const canReroute = (row: FinanceRow): boolean => (row.state === 'approved' || row.state === 'waiting') && row.batchNo === null

export const meant = computed<readonly FinanceRow[]>(() => (ticked.value.length > 0 ? ticked.value : chosen.value === null ? [] : [chosen.value]))

/** Amounts of rows in words, per currency. */
export function sumWords(rows: readonly Pick<FinanceRow, 'amountCents' | 'currency'>[]): string {
  const sums = new Map<string, number>()
  for (const { amountCents, currency } of rows) sums.set(currency, (sums.get(currency) ?? 0) + amountCents)
  return [...sums].map(([currency, cents]) => money(cents, currency)).join(' + ')
}
const idsOf = (rows: readonly FinanceRow[]): string[] => rows.map(({ id }) => id)
function untick(): void {
  checked.value = new Set()
  ticked.value = []
}

function ask(words: { title: string; label: string; submit: string; optional?: boolean; testid: string }, run: (text: string) => Promise<void>): void {
  openDialog(ReasonDialog, { ...words, optional: words.optional ?? false, requiredWords: t('finance.needed'), wordsOf: toUserError, run })
}

export function pay(): void {
  const rows = meant.value.filter(canPay)
  if (rows.length === 0) return
  ask({ title: `${t('finance.pay')} · ${sumWords(rows)}`, label: t('finance.reference'), submit: t('finance.pay'), optional: true, testid: 'finance-pay' }, async (reference) => {
    const { paid } = await rpc.finance.pay({ ids: idsOf(rows), reference: reference || null, key: key() })
    untick()
    showToast({ tone: 'ok', title: t('finance.paid', { n: paid, amount: sumWords(rows) }) })
  })
}

export function bounce(): void {
  const rows = meant.value.filter(canBounce)
  if (rows.length === 0) return
  ask({ title: t('finance.bounceTitle', { amount: sumWords(rows) }), label: t('finance.bounceWhy'), submit: t('finance.bounce'), testid: 'finance-bounce' }, async (reason) => {
    const { back } = await rpc.finance.cameBack({ ids: idsOf(rows), reason, key: key() })
    untick()
    showToast({ tone: 'ok', title: t('finance.bounced', { n: back }) })
  })
}

export function explain(): void {
  const row = chosen.value
  if (row === null || !isSuspect(row)) return
  ask({ title: t('finance.explainTitle', { amount: sumWords([row]) }), label: t('finance.explainWhy'), submit: t('finance.explain'), testid: 'finance-explain' }, async (reason) => {
    await rpc.finance.explain({ id: row.id, reason, key: key() })
    showToast({ tone: 'ok', title: t('finance.explainedToast') })
  })
}

export async function reroute(): Promise<void> {
  const row = chosen.value
  if (row !== null && canReroute(row)) await openSoon(import('./PayeeDialog.vue'), { row })
}

const language = (): 'zh' | 'en' => (locale.value === 'en' ? 'en' : 'zh')
function told(done: { batchNo: string; file: string; lines: number; totals: readonly { currency: string; cents: number }[] }): void {
  const amount = done.totals.map(({ currency, cents }) => money(cents, currency)).join(' + ')
  showToast({ tone: 'ok', title: t('finance.batchMade', { batchNo: done.batchNo, n: done.lines, amount }), action: { label: t('registers.showInFolder'), run: () => void bridge.showInFolder(done.file) } })
}

/** The rows that a batch would take, all of one way; null: of several. */
export function batchRows(): { way: PayWay; rows: readonly FinanceRow[] } | null {
  const rows = meant.value.filter(fitsBatch)
  const ways = [...new Set(rows.map(wayOf))]
  const [way = 'platform'] = ways
  return ways.length > 1 ? null : { way, rows }
}

export async function batch(): Promise<void> {
  const found = batchRows()
  if (found === null || found.rows.length === 0) {
    showToast({ tone: 'error', title: t(found === null ? 'finance.batchMixed' : 'finance.batchNone') })
    return
  }
  // Alipay's page takes CSV; for people a spreadsheet is better
  const path = await bridge.saveAs(`${pick(PAY_WAYS[found.way])}.${found.way === 'alipay' ? 'csv' : 'xlsx'}`)
  if (path === null) return
  told(await rpc.finance.batch({ ids: idsOf(found.rows), way: found.way, path, locale: language(), key: key() }))
  untick()
}

export async function batchAgain(batchNo: string, way: PayWay): Promise<void> {
  const path = await bridge.saveAs(`${batchNo}.${way === 'alipay' ? 'csv' : 'xlsx'}`)
  if (path !== null) told(await rpc.finance.batchFile({ batchNo, path, locale: language() }))
}
