/** What a person does with payouts of the active case (C7). Failures are thrown: dialogs and commands show them in words. */
import type { Payout } from '../../../../contract/payouts'
import { PAYOUT_TYPES } from '../../../../domain/compensation/payout'
import { mayDo } from '../../../../domain/identity/roles'
import { t } from '../../../i18n'
import { rpc, toUserError, useSession } from '../../../rpc'
import { copyText } from '../../../ui/clipboard'
import { openDialog, openSoon } from '../../../ui/dialogs'
import { formatMoment } from '../../../ui/format'
import ReasonDialog from '../../../ui/ReasonDialog.vue'
import { showToast } from '../../../ui/toasts'
import { newKey } from '../actions'
import { useDesk } from '../desk'
import { money, wordIn } from '../words'

const sum = (payout: Payout): string => money(payout.amountCents, payout.currency)

export const mayApprove = (): boolean => ((me) => me != null && mayDo(me.role, 'payout.approve'))(useSession().me)
export const mayPay = (): boolean => ((me) => me != null && mayDo(me.role, 'payout.pay'))(useSession().me)
export const mayAsk = (): boolean => ((me) => me != null && mayDo(me.role, 'payout.ask'))(useSession().me)

/** The line that an agent pastes into the supervisor's chat while the supervisor is not there. */
export async function copyRequest(payout: Payout): Promise<void> {
  const line = t('money.payouts.request', {
    shop: payout.shopName,
    caseNo: payout.caseNo,
    order: payout.orderNo ?? '—',
    buyer: payout.buyerNick ?? '—',
    type: wordIn(PAYOUT_TYPES, payout.type),
    amount: sum(payout),
    issue: payout.issue,
    limit: payout.limitCents === null ? '—' : money(payout.limitCents, payout.currency),
    handler: payout.createdBy ?? '',
    time: formatMoment(payout.createdAt, Date.now(), useDesk().zone),
  })
  await copyText(line)
  showToast({ tone: 'ok', title: t('money.payouts.requestCopied') })
}

export async function approve(payout: Payout): Promise<void> {
  await rpc.payouts.approve({ id: payout.id, key: newKey() })
  showToast({ tone: 'ok', title: t('money.payouts.approved', { amount: sum(payout) }) })
}

export async function confirmSpoken(payout: Payout): Promise<void> {
  await rpc.payouts.confirm({ id: payout.id, key: newKey() })
  showToast({ tone: 'ok', title: t('money.payouts.confirmedToast', { amount: sum(payout) }) })
}

function askWords(payout: Payout, words: { title: string; label: string; optional?: boolean; testid: string; done: string }, run: (text: string) => Promise<unknown>): void {
  openDialog(ReasonDialog, {
    title: `${words.title} · ${sum(payout)}`,
    label: words.label,
    submit: words.title,
    optional: words.optional ?? false,
    requiredWords: t('registers.required'),
    wordsOf: toUserError,
    testid: words.testid,
    run: async (text: string) => {
      await run(text)
      showToast({ tone: 'ok', title: words.done })
    },
  })
}

export const refuse = (payout: Payout): void =>
  askWords(payout, { title: t('money.payouts.refuse'), label: t('money.payouts.why'), testid: 'payout-refuse', done: t('money.payouts.refused', { amount: sum(payout) }) }, (reason) => rpc.payouts.refuse({ id: payout.id, reason, key: newKey() }))
export const cancel = (payout: Payout): void =>
  askWords(payout, { title: t('money.payouts.cancel'), label: t('money.payouts.why'), testid: 'payout-cancel', done: t('money.payouts.cancelled', { amount: sum(payout) }) }, (reason) => rpc.payouts.cancel({ id: payout.id, reason, key: newKey() }))
export const pay = (payout: Payout): void =>
  askWords(payout, { title: t('money.payouts.pay'), label: t('money.payouts.reference'), optional: true, testid: 'payout-pay', done: t('money.payouts.paidToast', { amount: sum(payout) }) }, (reference) => rpc.payouts.pay({ id: payout.id, reference: reference || null, key: newKey() }))

export async function openApproval(payout: Payout, way: 'pin' | 'spoken'): Promise<void> {
  await openSoon(import('./ApproveDialog.vue'), { payout, way })
}
