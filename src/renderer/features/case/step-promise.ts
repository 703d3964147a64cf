import { t } from '../../i18n'
import { openPromiseOf, rpc, withdrawStep } from '../../rpc'
import { formatMoment } from '../../ui/format'
import { showToast, trackChange } from '../../ui/toasts'
import { newKey } from './actions'
import { useDesk } from './desk'

/** Registers what the step in front proposes to promise; says so when there is nothing to promise or it is registered already. */
export async function makeStepPromise(): Promise<void> {
  const desk = useDesk()
  const found = desk.detail
  if (found === null) return
  const promise = openPromiseOf(found, found.step, Date.now(), desk.zone)
  if (promise === null) {
    showToast({ tone: 'info', title: t('policies.step.nothingToPromise') })
    return
  }
  await trackChange(
    (async () => {
      const made = await rpc.promises.make({ caseId: found.id, source: 'step', ...promise, key: newKey() })
      await desk.change((id) => rpc.cases.get({ id }))
      showToast({ tone: 'ok', title: t('money.promises.made', { time: formatMoment(made.dueAt, Date.now(), desk.zone) }), text: made.words, undo: withdrawStep(made) })
    })(),
  )
}
