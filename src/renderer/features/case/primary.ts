import type { CaseDetail } from '../../../contract/cases'
import type { StepView } from '../../../contract/playbook'

/** What Enter does at a step, in the order in which an agent works: act, write to the buyer, fill in, answer, tick. */
export type Primary = 'action' | 'copy' | 'fields' | 'answer' | 'tick'

/** Which of them is due now: a reply that was copied on this case already need not be copied again. */
export function primaryOf(step: StepView, found: CaseDetail): Primary {
  if (step.action !== null) return 'action'
  const copied = found.timeline.some((event) => event.type === 'reply-copied' && step.templateIds.includes(String(event.data['templateId'])))
  if (step.templateIds.length > 0 && !copied) return 'copy'
  if (step.missingFields.length > 0) return 'fields'
  if (step.question !== null && step.question.answer === null) return 'answer'
  return step.templateIds.length > 0 && step.question === null ? 'copy' : 'tick'
}
