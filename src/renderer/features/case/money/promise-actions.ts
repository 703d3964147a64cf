/** Ends promises of the active case (P2): kept at once, broken and withdrawn with their reason. */
import type { CasePromise } from '../../../../contract/promises'
import { t } from '../../../i18n'
import { rpc, toUserError } from '../../../rpc'
import { openDialog } from '../../../ui/dialogs'
import ReasonDialog from '../../../ui/ReasonDialog.vue'
import { showToast } from '../../../ui/toasts'
import { newKey } from '../actions'

export async function keepPromise(promise: CasePromise): Promise<void> {
  await rpc.promises.end({ id: promise.id, outcome: 'kept', key: newKey() })
  showToast({ tone: 'ok', title: t('money.promises.keptToast'), text: promise.words })
}

export function endPromise(promise: CasePromise, outcome: 'broken' | 'withdrawn'): void {
  openDialog(ReasonDialog, {
    title: promise.words,
    label: t(outcome === 'broken' ? 'money.promises.whyBroken' : 'money.promises.whyWithdrawn'),
    submit: t(`money.promises.${outcome}`),
    requiredWords: t('registers.required'),
    wordsOf: toUserError,
    testid: 'promise-end',
    run: async (note: string) => {
      await rpc.promises.end({ id: promise.id, outcome, note, key: newKey() })
      showToast({ tone: 'ok', title: t(outcome === 'broken' ? 'money.promises.brokenToast' : 'money.promises.withdrawnToast') })
    },
  })
}
