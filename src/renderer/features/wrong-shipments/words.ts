import {
  SHIPMENT_ERROR_LABELS,
  SHIPMENT_FIX_LABELS,
  SHIPMENT_STATE_LABELS,
  type ShipmentError,
  type ShipmentFix,
  type ShipmentState,
} from '../../../domain/wrong-shipment/wrong-shipment'
import { pick } from '../../i18n'

export function errorWords(error: string): string {
  const label = SHIPMENT_ERROR_LABELS[error as ShipmentError]
  return label ? pick(label) : error
}

export function fixWords(fix: string | null): string {
  const label = fix === null ? undefined : SHIPMENT_FIX_LABELS[fix as ShipmentFix]
  return label ? pick(label) : (fix ?? '')
}

export function stateWords(state: string): string {
  const label = SHIPMENT_STATE_LABELS[state as ShipmentState]
  return label ? pick(label) : state
}

const TONES: Readonly<Record<string, 'calm' | 'soon' | 'late' | 'ok'>> = { draft: 'calm', submitted: 'soon', verified: 'ok', returned: 'late' }
export const toneOfState = (state: string): 'calm' | 'soon' | 'late' | 'ok' => TONES[state] ?? 'calm'
