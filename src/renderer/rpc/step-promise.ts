/** What the step in front may promise (P2), for every feature that copies a reply or shows the step. */
import type { CaseDetail } from '../../contract/cases'
import type { StepView } from '../../contract/playbook'
import { dueAt } from '../../domain/playbook/due'
import { pick, t } from '../i18n'
import { formatMoment } from '../ui/format'
import type { UndoStep } from '../ui/toasts'
import { useActiveCase } from './active-case'
import { rpc } from './client'
import { useSession } from './session'

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

/** The zone that a case's days are counted in: that of its shop, else of the first. */
export function zoneOf(shopId: string | undefined): string {
  const { shops } = useSession()
  return (shops.find((one) => one.id === shopId) ?? shops[0])?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
}

/** What a step proposes to promise and nobody has promised yet, with the time at which it falls due if it is made now. */
export function openPromiseOf(found: CaseDetail, step: StepView | null, now: number, zone: string): { words: string; dueAt: number; stepId: string } | null {
  if (!step?.promise || promiseOfStep(found, step.stepId) !== null) return null
  return { words: pick(step.promise), dueAt: dueAt(step.promise.due, now, zone), stepId: step.stepId }
}

/** The promise that goes with a copied text: that of the step in front, when the text is one of its replies. `now` in epoch ms. */
export function promiseOfReply(found: CaseDetail, templateId: string | null, now: number, zone: string): { words: string; dueAt: number; stepId: string } | null {
  if (templateId === null || found.step?.templateIds.includes(templateId) !== true) return null
  return openPromiseOf(found, found.step, now, zone)
}

/** Taking a promise back withdraws it; the register keeps that it was made. */
export function withdrawStep(made: StepPromise): UndoStep {
  return {
    label: t('policies.step.promised', { words: made.words, time: formatMoment(made.dueAt, Date.now(), zoneOf(useActiveCase().detail?.shopId)) }),
    run: async () => {
      await rpc.promises.end({ id: made.id, outcome: 'withdrawn', note: t('policies.step.promiseUndone'), key: crypto.randomUUID() })
    },
  }
}
