import type { KindId } from '../case/kinds'
import type { Label } from '../case/lists'
import type { EvidenceSlotId } from '../case/slots'
import type { Status } from '../case/status'

/** Things that happened on a case and that a step can wait for (P1). Services derive them from the timeline and linked rows. */
export const CASE_FACTS = {
  'courier-contacted': { zh: '已联系快递', en: 'Courier contacted' },
  'warehouse-contacted': { zh: '已联系仓库', en: 'Warehouse contacted' },
  'supplier-contacted': { zh: '已联系供应商', en: 'Supplier contacted' },
  'supervisor-approved': { zh: '主管已批准', en: 'Approved by a supervisor' },
  'order-known': { zh: '已找到订单', en: 'Order found' },
  'reason-known': { zh: '已填原因', en: 'Reason filled in' },
  'liable-known': { zh: '已定责任方', en: 'Liable party settled' },
  'remedy-chosen': { zh: '已定处理方式', en: 'Remedy chosen' },
  'claim-opened': { zh: '已登记理赔', en: 'Claim registered' },
  'wrong-shipment-registered': { zh: '已登记错发', en: 'Wrong shipment registered' },
  'promise-made': { zh: '已登记承诺', en: 'Promise registered' },
  shipped: { zh: '已发货', en: 'Shipped' },
  'return-received': { zh: '已收到退货', en: 'Return received' },
  'return-inspected': { zh: '已验货', en: 'Return inspected' },
  reissued: { zh: '已补发', en: 'Reissued' },
  refunded: { zh: '已退款', en: 'Refunded' },
  compensated: { zh: '已补偿', en: 'Compensated' },
  intercepted: { zh: '已拦截', en: 'Intercepted' },
} as const satisfies Record<string, Label>
export type CaseFact = keyof typeof CASE_FACTS

/**
 * What a step looks at. `copied`: one of the step's own templates was copied on this case. `any` and `all` nest; further forms (facts
 * with values, elapsed time) are added to this union.
 */
export type Condition =
  | { readonly copied: true }
  | { readonly slot: EvidenceSlotId }
  | { readonly status: readonly Status[] }
  | { readonly fact: CaseFact }
  | { readonly any: readonly Condition[] }
  | { readonly all: readonly Condition[] }
  | { readonly not: Condition }

export interface PlaybookStep {
  readonly id: string
  readonly titleZh: string
  readonly titleEn: string
  readonly templateIds: readonly string[]
  readonly slots: readonly EvidenceSlotId[]
  /** The step exists only while this holds; null: always. */
  readonly when: Condition | null
  readonly doneWhen: Condition
}

export interface Playbook {
  readonly kind: KindId
  readonly steps: readonly PlaybookStep[]
}

/** What the engine knows of a case. `ticked` are steps that the agent marked as done by hand. */
export interface PlaybookFacts {
  readonly status: Status
  readonly slots: readonly EvidenceSlotId[]
  readonly facts: readonly CaseFact[]
  readonly copiedTemplates: readonly string[]
  readonly ticked: readonly string[]
}

export interface StepState {
  readonly step: PlaybookStep
  /** Position among the steps that apply to this case, from 0. */
  readonly index: number
  readonly done: boolean
}

export interface NextStep {
  readonly step: PlaybookStep
  readonly index: number
  readonly count: number
}

/** The steps that apply to a case, each with whether it is done (P1). */
export function stepStates(playbook: Playbook, facts: PlaybookFacts): readonly StepState[] {
  return playbook.steps
    .filter((step) => step.when === null || holds(step.when, step, facts))
    .map((step, index) => ({ step, index, done: facts.ticked.includes(step.id) || holds(step.doneWhen, step, facts) }))
}

/** The first step that applies and is not done; null when the playbook is finished or the case is (P1). */
export function nextStep(playbook: Playbook, facts: PlaybookFacts): NextStep | null {
  if (facts.status === 'resolved' || facts.status === 'closed') return null
  const states = stepStates(playbook, facts)
  const next = states.find((state) => !state.done)
  return next === undefined ? null : { step: next.step, index: next.index, count: states.length }
}

function holds(condition: Condition, step: PlaybookStep, facts: PlaybookFacts): boolean {
  if ('copied' in condition) return step.templateIds.some((id) => facts.copiedTemplates.includes(id))
  if ('slot' in condition) return facts.slots.includes(condition.slot)
  if ('status' in condition) return condition.status.includes(facts.status)
  if ('fact' in condition) return facts.facts.includes(condition.fact)
  if ('any' in condition) return condition.any.some((inner) => holds(inner, step, facts))
  if ('all' in condition) return condition.all.every((inner) => holds(inner, step, facts))
  return !holds(condition.not, step, facts)
}
