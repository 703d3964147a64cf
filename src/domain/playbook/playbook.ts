import { missingFields, type CaseField } from '../case/fields'
import type { KindId } from '../case/kinds'
import type { Label } from '../case/lists'
import type { EvidenceSlotId } from '../case/slots'
import type { Status } from '../case/status'
import type { ClockEvent } from '../clock/policy'
import { holds, type Condition, type ConditionScope } from './conditions'
import type { DueTime } from './due'
import { valueOf, type FactValue, type PlaybookFacts } from './facts'

export { CASE_FACTS, noFacts, type CaseFact, type FactValue, type PlaybookFacts } from './facts'
export type { Condition } from './conditions'

/** One answer to a question; `value` is stable and what conditions compare. */
export interface Choice extends Label {
  readonly value: string
}

/** What a step asks of the agent (P1). A day is answered as an instant in epoch ms UTC. */
export interface Question extends Label {
  readonly id: string
  readonly input: 'choice' | 'day'
  readonly choices: readonly Choice[]
}

export const TASK_OWNERS = {
  warehouse: { zh: '仓库', en: 'Warehouse' },
  finance: { zh: '财务', en: 'Finance' },
  supervisor: { zh: '主管', en: 'Supervisor' },
  courier: { zh: '快递', en: 'Courier' },
  supplier: { zh: '供应商', en: 'Supplier' },
} as const satisfies Record<string, Label>
export type TaskOwner = keyof typeof TASK_OWNERS

/** What a step does in another place of the app; the page knows the command. */
export const STEP_ACTIONS = ['claim', 'wrong-shipment', 'out-of-area'] as const
export type StepAction = (typeof STEP_ACTIONS)[number]

/** Work that a step gives to somebody else. */
export interface Task extends Label {
  readonly for: TaskOwner
}

export interface Warning extends Label {
  readonly when: Condition | null
}

/** A clock event that a step fires: when it becomes done, when one of its templates is copied, or when its question is answered, perhaps only by certain answers. */
export interface Timer {
  readonly on: 'done' | 'copied' | 'answered'
  readonly is: readonly string[] | null
  readonly event: ClockEvent
}

export interface SuggestedPromise extends Label {
  readonly due: DueTime
}

/** A status with its next action and when: one key applies it. */
export interface SuggestedStatus extends Label {
  readonly status: Status
  readonly due: DueTime
}

export interface PlaybookStep {
  readonly id: string
  readonly titleZh: string
  readonly titleEn: string
  /** A line of guidance under the title. */
  readonly hint: Label | null
  readonly ask: Question | null
  /** What Enter opens at this step, before any template. */
  readonly action: StepAction | null
  readonly requires: readonly CaseField[]
  readonly templateIds: readonly string[]
  readonly slots: readonly EvidenceSlotId[]
  readonly timers: readonly Timer[]
  readonly promise: SuggestedPromise | null
  readonly tasks: readonly Task[]
  readonly warnings: readonly Warning[]
  readonly suggest: SuggestedStatus | null
  /** The step exists only while this holds; null: always. */
  readonly when: Condition | null
  readonly doneWhen: Condition
}

/** A line of the memo (C6); its words may name template variables. */
export interface MemoLine extends Label {
  readonly when: Condition | null
}

export interface Playbook {
  readonly kind: KindId
  readonly steps: readonly PlaybookStep[]
  /** Shown over the whole case while their condition holds. */
  readonly warnings: readonly Warning[]
  readonly memo: readonly MemoLine[]
}

export interface StepState {
  readonly step: PlaybookStep
  /** Position among the steps that apply to this case, from 0. */
  readonly index: number
  readonly done: boolean
  readonly answer: FactValue | null
  readonly missingFields: readonly CaseField[]
  readonly missingSlots: readonly EvidenceSlotId[]
  readonly warnings: readonly Label[]
}

export interface NextStep {
  readonly step: PlaybookStep
  readonly index: number
  readonly count: number
}

/** Everything that a playbook says about a case now (P1). */
export interface PlaybookView {
  readonly steps: readonly StepState[]
  readonly next: StepState | null
  /** Of the playbook, then of the answer that was given last, then of the next step. */
  readonly warnings: readonly Label[]
  /** Of the next step: what is to be handed to others now. */
  readonly tasks: readonly Task[]
  readonly memo: readonly Label[]
}

/** Something that happens on a case and that a playbook may answer with clock events. */
export type PlaybookEvent =
  | { readonly type: 'answered'; readonly question: string; readonly value: FactValue; readonly at: number }
  | { readonly type: 'ticked'; readonly stepId: string }
  | { readonly type: 'copied'; readonly templateId: string }

/**
 * The steps that apply to a case, each with whether it is done (P1). Steps are judged in order, so that a condition may look at the
 * steps before it and never at itself: there are no cycles.
 */
export function stepStates(playbook: Playbook, facts: PlaybookFacts): readonly StepState[] {
  const doneSteps = new Set<string>()
  const states: StepState[] = []
  for (const step of playbook.steps) {
    const scope: ConditionScope = { templateIds: step.templateIds, doneSteps }
    if (step.when !== null && !holds(step.when, scope, facts)) continue
    const missing = missingFields(step.requires, facts.fields)
    const done = facts.ticked.includes(step.id) || (missing.length === 0 && holds(step.doneWhen, scope, facts))
    states.push({
      step,
      index: states.length,
      done,
      answer: step.ask === null ? null : (valueOf(facts, step.ask.id) ?? null),
      missingFields: missing,
      missingSlots: step.slots.filter((slot) => !facts.slots.includes(slot)),
      warnings: warningsOf(step.warnings, scope, facts),
    })
    if (done) doneSteps.add(step.id)
  }
  return states
}

const isOver = (status: Status): boolean => status === 'resolved' || status === 'closed'

/** The first step that applies and is not done; null when the playbook is finished or the case is (P1). */
export function nextStep(playbook: Playbook, facts: PlaybookFacts): NextStep | null {
  if (isOver(facts.status)) return null
  const states = stepStates(playbook, facts)
  const next = states.find((state) => !state.done)
  return next === undefined ? null : { step: next.step, index: next.index, count: states.length }
}

/** What the playbook says now: steps, the one to do, warnings, tasks and memo (P1). Never throws. */
export function evaluate(playbook: Playbook, facts: PlaybookFacts): PlaybookView {
  const steps = stepStates(playbook, facts)
  const next = isOver(facts.status) ? null : (steps.find((state) => !state.done) ?? null)
  const scope: ConditionScope = { templateIds: [], doneSteps: new Set(steps.filter((state) => state.done).map((state) => state.step.id)) }
  return {
    steps,
    next,
    warnings: isOver(facts.status) ? [] : [...warningsOf(playbook.warnings, scope, facts), ...warningsOfAnswer(steps[(next?.index ?? steps.length) - 1], facts), ...(next?.warnings ?? [])],
    tasks: next?.step.tasks ?? [],
    memo: warningsOf(playbook.memo, scope, facts),
  }
}

/** What the answer before the next step warns of: an answered question is done, and its warnings would go the moment they come true. */
function warningsOfAnswer(before: StepState | undefined, facts: PlaybookFacts): readonly Label[] {
  const question = before?.step.ask?.id
  if (before === undefined || question === undefined || before.answer === null) return []
  const { [question]: _answer, ...values } = facts.values
  const anyway = new Set(before.step.warnings.length === 0 ? [] : warningsOf(before.step.warnings, { templateIds: before.step.templateIds, doneSteps: new Set() }, { ...facts, values }).map((one) => one.en))
  return before.warnings.filter((one) => !anyway.has(one.en))
}

function warningsOf(warnings: readonly Warning[], scope: ConditionScope, facts: PlaybookFacts): Label[] {
  return warnings.filter(({ when }) => when === null || holds(when, scope, facts)).map(({ zh, en }) => ({ zh, en }))
}

/** What is known once an event has happened; the event itself is stored on the timeline. */
export function applyEvent(facts: PlaybookFacts, event: PlaybookEvent): PlaybookFacts {
  switch (event.type) {
    case 'answered': {
      const at = typeof event.value === 'number' ? event.value : event.at
      return { ...facts, values: { ...facts.values, [event.question]: event.value }, instants: { ...facts.instants, [event.question]: at } }
    }
    case 'ticked':
      return { ...facts, ticked: [...facts.ticked, event.stepId] }
    case 'copied':
      return { ...facts, copiedTemplates: [...facts.copiedTemplates, event.templateId] }
  }
}

/**
 * Clock events of what changed between two states of a case (P1, C4): steps that became done, questions that were answered anew. Each
 * event once, in the order of the steps.
 */
export function clockEventsBetween(playbook: Playbook, before: PlaybookFacts, after: PlaybookFacts): ClockEvent[] {
  const was = new Map(stepStates(playbook, before).map((state) => [state.step.id, state.done]))
  const events = new Set<ClockEvent>()
  for (const { step, done, answer } of stepStates(playbook, after)) {
    const becameDone = done && was.get(step.id) !== true
    const copies = (facts: PlaybookFacts): number => facts.copiedTemplates.filter((id) => step.templateIds.includes(id)).length
    const happened = { done: becameDone, copied: copies(after) > copies(before), answered: false }
    const answered = step.ask !== null && answer !== null && valueOf(before, step.ask.id) !== answer
    for (const timer of step.timers) {
      const fits = timer.is === null || (answer !== null && timer.is.includes(String(answer)))
      if (fits && { ...happened, answered }[timer.on]) events.add(timer.event)
    }
  }
  return [...events]
}

/** The engine as one function (P1): a playbook, what is known, what happens → the new view and the clock events to fire. */
export function react(playbook: Playbook, facts: PlaybookFacts, event: PlaybookEvent): { readonly facts: PlaybookFacts; readonly view: PlaybookView; readonly clockEvents: readonly ClockEvent[] } {
  const after = applyEvent(facts, event)
  return { facts: after, view: evaluate(playbook, after), clockEvents: clockEventsBetween(playbook, facts, after) }
}

/** The question of a playbook by its id; undefined when no step asks it. Two steps may ask one question, then in the same words. */
export function questionOf(playbook: Playbook, id: string): Question | undefined {
  return playbook.steps.find((step) => step.ask?.id === id)?.ask ?? undefined
}

/** What a case works by while no playbook of its kind can be read (P1): answer, settle, close. */
export function fallbackPlaybook(kind: KindId): Playbook {
  const plain = { hint: null, ask: null, action: null, requires: [], slots: [], timers: [], promise: null, tasks: [], warnings: [], suggest: null, when: null } as const
  const byHand: Condition = { any: [{ copied: true }] }
  return {
    kind,
    warnings: [{ when: null, zh: '这个类型的流程文件有错，暂用最简流程；请主管在“流程与规则”里修正。', en: 'The playbook of this kind cannot be read; the shortest one stands in. A supervisor can mend it under “Playbooks and rules”.' }],
    memo: [],
    steps: [
      { ...plain, id: 'first-answer', titleZh: '先回复买家', titleEn: 'Answer the buyer', templateIds: [], doneWhen: byHand },
      { ...plain, id: 'choose-remedy', titleZh: '和买家定处理方式', titleEn: 'Agree on a remedy', templateIds: [], doneWhen: { fact: 'remedy-chosen' } },
    ],
  }
}
