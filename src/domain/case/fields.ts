import type { Label } from './lists'

/**
 * Fields that a kind can require (C1, C2, C12). Names follow the case itself; `buyerOrOrder` is met by either.
 * Photos are evidence slots, not fields: they are asked for by the playbook and never block a status.
 */
export const CASE_FIELDS = {
  buyerOrOrder: { zh: '买家或订单', en: 'Buyer or order' },
  orderNo: { zh: '订单号', en: 'Order number' },
  waybill: { zh: '运单号', en: 'Waybill' },
  summary: { zh: '情况说明', en: 'What happened' },
  reason: { zh: '原因', en: 'Reason' },
  remedy: { zh: '处理方式', en: 'Remedy' },
  liableParty: { zh: '责任方', en: 'Liable party' },
  freightPayer: { zh: '运费承担方', en: 'Freight payer' },
  amountCents: { zh: '金额', en: 'Amount' },
  closeReason: { zh: '关闭原因', en: 'Why it is closed' },
} as const satisfies Record<string, Label>
export type CaseField = keyof typeof CASE_FIELDS

/** The facts of a case that gates look at. Empty text counts as missing; an amount of 0 is an answer. */
export interface CaseFieldValues {
  readonly buyerId?: string | null | undefined
  readonly buyerNick?: string | null | undefined
  readonly orderNo?: string | null | undefined
  readonly waybills?: readonly unknown[] | undefined
  readonly summary?: string | null | undefined
  readonly reason?: string | null | undefined
  readonly remedy?: string | null | undefined
  readonly liableParty?: string | null | undefined
  readonly freightPayer?: string | null | undefined
  readonly amountCents?: number | null | undefined
  readonly closeReason?: string | null | undefined
}

const filled = (text: string | null | undefined): boolean => text != null && text.trim() !== ''

/** Whether a case has a field. */
export function hasField(values: CaseFieldValues, field: CaseField): boolean {
  switch (field) {
    case 'buyerOrOrder':
      return filled(values.buyerId) || filled(values.buyerNick) || filled(values.orderNo)
    case 'waybill':
      return (values.waybills?.length ?? 0) > 0
    case 'amountCents':
      return values.amountCents != null
    default:
      return filled(values[field])
  }
}

/** Those of `required` that the case lacks, in the order given. */
export function missingFields(required: readonly CaseField[], values: CaseFieldValues): CaseField[] {
  return required.filter((field) => !hasField(values, field))
}
