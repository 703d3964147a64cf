import type { Guidance, StepView } from '../../contract/playbook'
import type { Label } from '../../domain/case/lists'
import { evaluate, type Playbook, type PlaybookFacts, type StepState } from '../../domain/playbook/playbook'

export interface PlaybookPage {
  readonly step: (StepView & { index: number; count: number }) | null
  readonly steps: StepView[]
  readonly guidance: Guidance
}

/** A playbook's view in the shape of the contract (P1). `memo` fills the values of the case into a line. */
export function pageOf(playbook: Playbook, facts: PlaybookFacts, memo: (line: Label) => Label): PlaybookPage {
  const view = evaluate(playbook, facts)
  return {
    step: view.next === null ? null : { ...toStepView(view.next), index: view.next.index, count: view.steps.length },
    steps: view.steps.map(toStepView),
    guidance: { warnings: [...view.warnings], tasks: view.tasks.map(({ for: owner, zh, en }) => ({ for: owner, zh, en })), memo: view.memo.map(memo) },
  }
}

function toStepView({ step, done, answer, missingFields, missingSlots, warnings }: StepState): StepView {
  const { ask, promise, suggest } = step
  return {
    stepId: step.id,
    titleZh: step.titleZh,
    titleEn: step.titleEn,
    templateIds: [...step.templateIds],
    done,
    hint: step.hint,
    question: ask === null ? null : { id: ask.id, zh: ask.zh, en: ask.en, input: ask.input, choices: ask.choices.map((choice) => ({ ...choice })), answer },
    action: step.action,
    missingFields: [...missingFields],
    missingSlots: [...missingSlots],
    promise: promise === null ? null : { zh: promise.zh, en: promise.en, due: promise.due },
    tasks: step.tasks.map(({ for: owner, zh, en }) => ({ for: owner, zh, en })),
    warnings: [...warnings],
    suggested: suggest === null ? null : { status: suggest.status, zh: suggest.zh, en: suggest.en, due: suggest.due },
  }
}
