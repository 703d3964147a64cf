import type { CaseDetail } from '../../contract/cases'
import type { Photo } from '../../contract/photos'
import { EVIDENCE_SLOTS, type EvidenceSlotId } from '../../domain/case/slots'
import type { KindId } from '../../domain/case/kinds'
import type { Status } from '../../domain/case/status'
import { nextStep, stepStates, type CaseFact, type PlaybookStep } from '../../domain/playbook/playbook'
import type { CaseDbRow, EventDbRow } from '../repositories/cases'
import type { Kernel } from './kernel'

export interface StepSources {
  readonly events: readonly EventDbRow[]
  readonly filed: readonly Photo[]
  readonly hasClaim: boolean
  readonly hasWrongShipment: boolean
  readonly orderStatus: string | null
}

const isSlot = (slot: string | null): slot is EvidenceSlotId => slot !== null && Object.hasOwn(EVIDENCE_SLOTS, slot)

/** Facts of a playbook (P1) as they follow from rows of the case; those without a row yet are ticked by hand. */
function factsOf(row: CaseDbRow, sources: StepSources): CaseFact[] {
  const shipped = sources.orderStatus === 'shipped' || sources.orderStatus === 'completed'
  const facts: [CaseFact, boolean][] = [
    ['order-known', row.orderId !== null],
    ['reason-known', row.reason !== null],
    ['liable-known', row.liableParty !== null],
    ['remedy-chosen', row.remedy !== null],
    ['claim-opened', sources.hasClaim],
    ['wrong-shipment-registered', sources.hasWrongShipment],
    ['shipped', shipped],
    ['refunded', sources.orderStatus === 'refunded' || sources.events.some(({ type, data }) => type === 'payout-paid' && data['payoutType'] === 'refund')],
    ['promise-made', sources.events.some(({ type }) => type === 'promise-made')],
    ['supervisor-approved', sources.events.some(({ type }) => type === 'payout-approved')],
    ['compensated', sources.events.some(({ type, data }) => type === 'payout-paid' && data['payoutType'] !== 'refund')],
  ]
  return facts.flatMap(([fact, holds]) => (holds ? [fact] : []))
}

/** The steps of a case by its playbook (P1), and the one to do next: null when nothing is left to do. */
export function stepsOf(kernel: Kernel, row: CaseDbRow, kind: KindId, sources: StepSources): Pick<CaseDetail, 'step' | 'steps'> {
  const texts = (type: string, field: string): string[] =>
    sources.events.flatMap((event) => {
      const value = event.type === type ? event.data[field] : undefined
      return typeof value === 'string' ? [value] : []
    })
  const playbook = kernel.resources.playbooks[kind]
  const facts = {
    status: row.status as Status,
    slots: sources.filed.map((photo) => photo.slot).filter(isSlot),
    facts: factsOf(row, sources),
    copiedTemplates: texts('reply-copied', 'templateId'),
    ticked: texts('step-done', 'stepId'),
  }
  const shown = ({ id, titleZh, titleEn, templateIds }: PlaybookStep) => ({ stepId: id, titleZh, titleEn, templateIds: [...templateIds] })
  const next = nextStep(playbook, facts)
  return {
    step: next === null ? null : { ...shown(next.step), index: next.index, count: next.count },
    steps: stepStates(playbook, facts).map(({ step, done }) => ({ ...shown(step), done })),
  }
}
