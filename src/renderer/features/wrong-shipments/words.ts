import {
  SHIPMENT_ERROR_LABELS,
  SHIPMENT_FIX_LABELS,
  type ShipmentError,
  type ShipmentFix,
} from '../../../domain/wrong-shipment/wrong-shipment'
import { FOLLOW_UP_LABELS, type FollowUpKind } from '../../../domain/wrong-shipment/follow-ups'
import type { WeightVerdict } from '../../../domain/wrong-shipment/weight'
import type { StatisticId } from '../../../domain/wrong-shipment/statistics'
import { pick, t } from '../../i18n'

export function errorWords(error: string): string {
  const label = SHIPMENT_ERROR_LABELS[error as ShipmentError]
  return label ? pick(label) : error
}

export function fixWords(fix: string | null): string {
  const label = fix === null ? undefined : SHIPMENT_FIX_LABELS[fix as ShipmentFix]
  return label ? pick(label) : (fix ?? '')
}

export const followUpWords = (kind: FollowUpKind): string => pick(FOLLOW_UP_LABELS[kind])

const STATISTICS: Readonly<Record<StatisticId, () => string>> = {
  packer: () => t('wrongShipments.packedBy'),
  sku: () => t('wrongShipments.item'),
  error: () => t('wrongShipments.error'),
  week: () => t('wrongShipments.createdAt'),
}
export const statisticWords = (by: StatisticId): string => STATISTICS[by]()

/** Fields of an entry by the names that its history has for them. */
export const FIELD_WORDS: Readonly<Record<string, () => string>> = {
  error: () => t('wrongShipments.error'),
  buyerNick: () => t('registers.buyer'),
  orderNo: () => t('registers.order'),
  waybill: () => t('registers.waybill'),
  expected: () => t('wrongShipments.expected'),
  sent: () => t('wrongShipments.sent'),
  packedBy: () => t('wrongShipments.packedBy'),
  noticedBy: () => t('wrongShipments.noticedBy'),
  fix: () => t('wrongShipments.fix'),
  costCents: () => t('wrongShipments.cost'),
  goodsBack: () => t('wrongShipments.goodsBack'),
  note: () => t('registers.note'),
}

const VERDICT_TONES: Readonly<Record<WeightVerdict, 'calm' | 'soon' | 'late' | 'ok' | 'accent'>> = { expected: 'ok', sent: 'accent', neither: 'late', unclear: 'calm' }
export const toneOfVerdict = (verdict: WeightVerdict): 'calm' | 'soon' | 'late' | 'ok' | 'accent' => VERDICT_TONES[verdict]
