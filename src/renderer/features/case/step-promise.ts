/** What the step in front may promise (P2): registered on one key, or together with the step's reply when that is copied. */
import type { CaseDetail } from '../../../contract/cases'
import type { StepView } from '../../../contract/playbook'
import { dueAt } from '../../../domain/playbook/due'
import { pick, t } from '../../i18n'
import { rpc } from '../../rpc'
import { formatMoment } from '../../ui/format'
import { showToast, trackChange, type UndoStep } from '../../ui/toasts'
import { newKey } from './actions'
import { useDesk } from './desk'

export interface StepPromise {
  readonly id: string
  readonly words: string
  readonly dueAt: number
}

/** The promise that was registered for a step and stands; one that was withdrawn may be made again. */
export function promiseOfStep(found: Pick<CaseDetail, 'timeline'>, stepId: string): StepPromise | null {
  const withdrawn = new Set(found.timeline.flatMap((event) => (event.type === 'promise-withdrawn' ? [event.data['promiseId']] : [])))
  const made = found.timeline.findLast((event) => event.type === 'promise-made' && event.data['stepId'] === stepId && !withdrawn.has(event.data['promiseId']))
  if (made === undefined) return null
  const { promiseId, dueAt: due } = made.data
  return typeof promiseId === 'string' && typeof due === 'number' ? { id: promiseId, words: made.text ?? '', dueAt: due } : null
}

/** What a step proposes to promise and nobody has promised yet, with the time at which it falls due if it is made now. */
export function openPromiseOf(found: CaseDetail, step: StepView | null, now: number, zone: string): { words: string; dueAt: number; stepId: string } | null {
  if (!step?.promise || promiseOfStep(found, step.stepId) !== null) return null
  return { words: pick(step.promise), dueAt: dueAt(step.promise.due, now, zone), stepId: step.stepId }
}

/** The promise that goes with a copied text: that of the step in front, when the text is one of its replies. */
export function promiseWithReply(templateId: string | null): { words: string; dueAt: number; stepId: string } | null {
  const desk = useDesk()
  const step = desk.detail?.step ?? null
  if (desk.detail === null || step === null || templateId === null || !step.templateIds.includes(templateId)) return null
  return openPromiseOf(desk.detail, step, Date.now(), desk.zone)
}

/** Taking a promise back withdraws it; the register keeps that it was made. */
export function withdrawStep(made: StepPromise): UndoStep {
  return {
    label: t('policies.step.promised', { words: made.words, time: formatMoment(made.dueAt, Date.now(), useDesk().zone) }),
    run: async () => {
      await rpc.promises.end({ id: made.id, outcome: 'withdrawn', note: t('policies.step.promiseUndone'), key: newKey() })
    },
  }
}

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
