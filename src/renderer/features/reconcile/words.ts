import { CLAIM_REASON_LABELS, CLAIM_STATUS_LABELS, type ClaimReason, type ClaimStatus } from '../../../domain/claim/status'
import { formatMoney } from '../../../domain/money/money'
import { STAGE_LABELS } from '../../../domain/reconcile/words'
import type { MatchStage } from '../../../domain/reconcile/types'
import { pick, t, tMaybe } from '../../i18n'
import type { Pair } from './pairs'

export type Tone = 'calm' | 'soon' | 'late' | 'ok' | 'accent'

const TONES: Readonly<Record<Pair['kind'], Tone>> = { review: 'soon', short: 'soon', over: 'soon', 'claw-back': 'late', beside: 'accent', unexplained: 'calm', waiting: 'calm', matched: 'ok', charge: 'calm' }

export function toneOf(pair: Pair): Tone {
  if (pair.kind === 'matched' && pair.differenceCents < 0) return 'calm'
  return pair.line?.waybillDamaged && pair.kind === 'unexplained' ? 'late' : TONES[pair.kind]
}

const stageWords = (stage: string | null): string => {
  const label = STAGE_LABELS[stage as MatchStage]
  return label ? pick(label) : (stage ?? '')
}
export const lineClassWords = (lineClass: string): string => tMaybe(`reconcile.lineClass.${lineClass}`, lineClass)
export const reasonWords = (reason: string): string => (CLAIM_REASON_LABELS[reason as ClaimReason] ? pick(CLAIM_REASON_LABELS[reason as ClaimReason]) : reason)
export const statusWords = (status: string): string => (CLAIM_STATUS_LABELS[status as ClaimStatus] ? pick(CLAIM_STATUS_LABELS[status as ClaimStatus]) : status)

/** The judgement on a row in two or three words. */
export function judgementWords(pair: Pair): string {
  const difference = formatMoney(Math.abs(pair.differenceCents), pair.claim?.currency)
  switch (pair.kind) {
    case 'review':
      return t('reconcile.review')
    case 'short':
      return t('reconcile.short', { amount: difference })
    case 'over':
      return t('reconcile.over', { amount: difference })
    case 'claw-back':
      return t('reconcile.clawBack', { amount: formatMoney(Math.abs(pair.line?.amountCents ?? 0)) })
    case 'unexplained':
      return t(pair.line?.waybillDamaged ? 'reconcile.damaged' : 'reconcile.unexplained')
    case 'beside':
      return t('monthReview.beside')
    case 'waiting':
      return t('reconcile.waiting')
    case 'matched':
      return pair.differenceCents < 0 ? t('monthReview.endedShort', { amount: difference }) : stageWords(pair.stage)
    case 'charge':
      return lineClassWords(pair.line?.lineClass ?? '')
  }
}

/** Why the row is judged so; a charge is what its class says. */
export function whyWords(pair: Pair): string {
  if (pair.kind === 'beside') return [pair.reason ? pick(pair.reason) : '', t('monthReview.besideWhy')].filter(Boolean).join('。')
  return pair.reason ? pick(pair.reason) : lineClassWords(pair.line?.lineClass ?? '')
}

/** What to do about it; '' when there is nothing to do. */
export function todoWords(pair: Pair): string {
  if (pair.kind === 'review') return t('reconcile.todoReview')
  if (pair.kind === 'unexplained') return t(pair.line?.waybillDamaged ? 'reconcile.todoDamaged' : 'reconcile.todoUnexplained')
  if (pair.kind === 'short') return t('reconcile.todoWaiting.part-credited')
  if (pair.kind === 'claw-back') return t('reconcile.todoWaiting.clawed-back')
  return pair.kind === 'waiting' ? tMaybe(`reconcile.todoWaiting.${pair.claim?.status ?? ''}`, '') : ''
}
