import type { CaseDetail } from '../../contract/cases'
import type { Photo } from '../../contract/photos'
import { EVIDENCE_SLOTS, type EvidenceSlotId } from '../../domain/case/slots'
import type { KindId } from '../../domain/case/kinds'
import type { Status } from '../../domain/case/status'
import { nextStep, type CaseFact } from '../../domain/playbook/playbook'
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
    ['refunded', sources.orderStatus === 'refunded'],
  ]
  return facts.flatMap(([fact, holds]) => (holds ? [fact] : []))
}

/** The next step of a case by its playbook (P1), or null when nothing is left to do. */
export function nextStepOf(kernel: Kernel, row: CaseDbRow, kind: KindId, sources: StepSources): CaseDetail['step'] {
  const texts = (type: string, field: string): string[] =>
    sources.events.flatMap((event) => {
      const value = event.type === type ? event.data[field] : undefined
      return typeof value === 'string' ? [value] : []
    })
  const next = nextStep(kernel.resources.playbooks[kind], {
    status: row.status as Status,
    slots: sources.filed.map((photo) => photo.slot).filter(isSlot),
    facts: factsOf(row, sources),
    copiedTemplates: texts('reply-copied', 'templateId'),
    ticked: texts('step-done', 'stepId'),
  })
  if (next === null) return null
  const { step, index, count } = next
  return { stepId: step.id, index, count, titleZh: step.titleZh, titleEn: step.titleEn, templateIds: [...step.templateIds] }
}
