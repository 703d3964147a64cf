/** What waits for a supervisor or for finance, what may be done about it, and the row that keys act on (C7, P2). */
import { shallowRef } from 'vue'
import type { Payout } from '../../../contract/payouts'
import type { CasePromise } from '../../../contract/promises'
import { formatMoney } from '../../../domain/money/money'
import { mayDo, type Right } from '../../../domain/identity/roles'
import { locale, t } from '../../i18n'
import { rpc, toUserError, useSession } from '../../rpc'
import { openDialog } from '../../ui/dialogs'
import ReasonDialog from '../../ui/ReasonDialog.vue'
import { showToast } from '../../ui/toasts'

export const TABS = ['waiting', 'confirm', 'pay', 'promises'] as const
export type Tab = (typeof TABS)[number]

export const tab = shallowRef<Tab>('waiting')
export const chosenPayout = shallowRef<Payout | null>(null)
export const chosenPromise = shallowRef<CasePromise | null>(null)

export const money = (cents: number, currency: string): string => formatMoney(cents, currency, locale.value === 'en' ? 'en' : 'zh')
const key = (): string => crypto.randomUUID()
const may = (right: Right): boolean => ((me) => me != null && mayDo(me.role, right))(useSession().me)

/** Which right the main step of a tab needs. */
export const mayAct = (on: Tab): boolean => may(on === 'pay' ? 'payout.pay' : on === 'promises' ? 'case.write' : 'payout.approve')
export const mayRefuse = (on: Tab): boolean => on !== 'pay' && mayAct(on)

function askWords(title: string, label: string, submit: string, optional: boolean, testid: string, run: (words: string) => Promise<void>): void {
  openDialog(ReasonDialog, { title, label, submit, optional, requiredWords: t('registers.required'), wordsOf: toUserError, testid, run })
}

/** The main step of the chosen row: approve, confirm, or note as kept; the finance list has its own. */
export async function act(): Promise<void> {
  if (tab.value === 'promises') {
    const promise = chosenPromise.value
    if (promise === null) return
    await rpc.promises.end({ id: promise.id, outcome: 'kept', key: key() })
    showToast({ tone: 'ok', title: t('money.promises.keptToast'), text: promise.words })
    return
  }
  const payout = chosenPayout.value
  if (payout === null) return
  const amount = money(payout.amountCents, payout.currency)
  if (tab.value === 'waiting') {
    await rpc.payouts.approve({ id: payout.id, key: key() })
    showToast({ tone: 'ok', title: t('money.payouts.approved', { amount }) })
  } else if (tab.value === 'confirm') {
    await rpc.payouts.confirm({ id: payout.id, key: key() })
    showToast({ tone: 'ok', title: t('money.payouts.confirmedToast', { amount }) })
  }
}

/** The other step: refuse a payout, note a promise as broken; both say why. */
export function refuse(): void {
  const promise = chosenPromise.value
  if (tab.value === 'promises') {
    if (promise === null) return
    askWords(promise.words, t('money.promises.whyBroken'), t('money.promises.broken'), false, 'approval-broken', async (note) => {
      await rpc.promises.end({ id: promise.id, outcome: 'broken', note, key: key() })
      showToast({ tone: 'ok', title: t('money.promises.brokenToast') })
    })
    return
  }
  const payout = chosenPayout.value
  if (payout === null) return
  const amount = money(payout.amountCents, payout.currency)
  askWords(`${t('money.payouts.refuse')} · ${amount}`, t('money.payouts.why'), t('money.payouts.refuse'), false, 'approval-refuse', async (reason) => {
    await rpc.payouts.refuse({ id: payout.id, reason, key: key() })
    showToast({ tone: 'ok', title: t('money.payouts.refused', { amount }) })
  })
}
