import { locale, t } from '../../i18n'
import { rpc, useSession } from '../../rpc'
import { copyText } from '../../ui/clipboard'
import { formatMoment } from '../../ui/format'
import { showToast } from '../../ui/toasts'

/** Puts the words that ask for a claim's money on the clipboard, and notes that it was chased (M8, P11); its case then waits for the answer. */
export async function chaseClaim(claimId: string): Promise<void> {
  const claim = await rpc.claims.get({ id: claimId })
  const asked = await rpc.courierDesk.ask({ parcels: [{ caseId: null, claimId, waybill: claim.waybill }], language: locale.value === 'en' ? 'en' : 'zh', key: crypto.randomUUID() })
  await copyText(asked.groups.map((group) => group.text).join('\n\n'))
  showToast({ tone: 'ok', title: t('claims.chased', { claimNo: claim.claimNo }), text: t('desk.courier.dueAt', { time: formatMoment(asked.answerDueAt, Date.now(), useSession().shops[0]?.timeZone) }) })
}
