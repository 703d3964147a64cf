/** The rows of the finance list that keys and buttons act on, and what is done with them (F1). Failures are thrown: dialogs and commands show them. */
import { computed, shallowRef } from 'vue'
import type { Entry } from '../../../../contract/register'
import { isOutside, PAY_WAY_IDS, PAY_WAYS, type PayWay } from '../../../../domain/finance/batch'
import { mayDo, type Right } from '../../../../domain/identity/roles'
import { locale, pick, t } from '../../../i18n'
import { bridge, describedList, rpc, toUserError, useSession } from '../../../rpc'
import { openDialog, openSoon } from '../../../ui/dialogs'
import ReasonDialog from '../../../ui/ReasonDialog.vue'
import { showToast } from '../../../ui/toasts'
import { money } from '../desk'

/** What the list is narrowed to. */
export const state = describedList()
/** The row that is chosen, and those that are ticked: steps then go to all of them. */
export const chosen = shallowRef<Entry | null>(null)
export const ticked = shallowRef<readonly Entry[]>([])
export const checked = shallowRef<ReadonlySet<string>>(new Set())

const may = (right: Right): boolean => ((me) => me != null && mayDo(me.role, right))(useSession().me)
export const mayPay = (): boolean => may('payout.pay')
export const mayReroute = (): boolean => mayPay() || may('payout.ask')
const REGISTER = 'payouts'
const key = (): string => crypto.randomUUID()

export const textOf = (row: Entry, field: string): string => (typeof row.values[field] === 'string' ? row.values[field] : '')
const centsOf = (row: Entry): number => (typeof row.values['amount'] === 'number' ? row.values['amount'] : 0)
/** May be a double, and nobody has said why it is none. */
export const isSuspect = (row: Entry): boolean => row.values['suspect'] === true
export const wayOf = (row: Entry): PayWay => PAY_WAY_IDS.find((way) => way === row.values['way']) ?? 'platform'
const batched = (row: Entry): boolean => row.values['batched'] === true
/** What a batch takes; a page is only a guess here, the background process decides. */
export const fitsBatch = (row: Entry): boolean => row.state === 'approved' && !batched(row) && !isSuspect(row) && (!isOutside(wayOf(row)) || (textOf(row, 'account') !== '' && textOf(row, 'payee') !== ''))
export const canPay = (row: Entry): boolean => row.moves.includes('pay')
export const canBounce = (row: Entry): boolean => row.moves.includes('bounce')
export const canReroute = (row: Entry): boolean => (row.state === 'approved' || row.state === 'waiting') && !batched(row)

export const meant = computed<readonly Entry[]>(() => (ticked.value.length > 0 ? ticked.value : chosen.value === null ? [] : [chosen.value]))

/** Amounts of rows in words, per currency. */
export function sumWords(rows: readonly Entry[]): string {
  const sums = new Map<string, number>()
  for (const row of rows) sums.set(row.currency, (sums.get(row.currency) ?? 0) + centsOf(row))
  return [...sums].map(([currency, cents]) => money(cents, currency)).join(' + ')
}
const idsOf = (rows: readonly Entry[]): string[] => rows.map(({ id }) => id)
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
    const paid = await rpc.registers.move({ register: REGISTER, ids: idsOf(rows), move: 'pay', values: { reference: reference || null }, key: key() })
    untick()
    showToast({ tone: 'ok', title: t('finance.paid', { n: paid.length, amount: sumWords(rows) }) })
  })
}

export function bounce(): void {
  const rows = meant.value.filter(canBounce)
  if (rows.length === 0) return
  ask({ title: t('finance.bounceTitle', { amount: sumWords(rows) }), label: t('finance.bounceWhy'), submit: t('finance.bounce'), testid: 'finance-bounce' }, async (reason) => {
    const back = await rpc.registers.move({ register: REGISTER, ids: idsOf(rows), move: 'bounce', values: {}, reason, key: key() })
    untick()
    showToast({ tone: 'ok', title: t('finance.bounced', { n: back.length }) })
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
  if (row !== null && canReroute(row)) await openSoon(import('./PayeeDialog.vue'), { row: await rpc.finance.get({ id: row.id }) })
}

const language = (): 'zh' | 'en' => (locale.value === 'en' ? 'en' : 'zh')
function told(done: { batchNo: string; file: string; lines: number; totals: readonly { currency: string; cents: number }[] }): void {
  const amount = done.totals.map(({ currency, cents }) => money(cents, currency)).join(' + ')
  showToast({ tone: 'ok', title: t('finance.batchMade', { batchNo: done.batchNo, n: done.lines, amount }), action: { label: t('registers.showInFolder'), run: () => void bridge.showInFolder(done.file) } })
}

/** The rows that a batch would take, all of one way; null: of several. */
export function batchRows(): { way: PayWay; rows: readonly Entry[] } | null {
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
