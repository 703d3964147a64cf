import { CLAIM_REASON_LABELS, CLAIM_STATUS_LABELS, type ClaimReason, type ClaimStatus } from '../../../domain/claim/status'
import { claimWindowDaysLeft } from '../../../domain/courier/policy'
import { pick, t } from '../../i18n'

export function reasonWords(reason: string): string {
  const label = CLAIM_REASON_LABELS[reason as ClaimReason]
  return label ? pick(label) : reason
}

export function statusWords(status: string): string {
  const label = CLAIM_STATUS_LABELS[status as ClaimStatus]
  return label ? pick(label) : status
}

/** Who is asked to pay: the courier of the list, or another party by its name. */
export const partyWords = (claim: { readonly counterpartyName: string | null }, courierName: string): string => claim.counterpartyName ?? courierName

/** "12 days left", "3 days over"; '' when the window is not known. */
export function windowWords(endsAt: number | null, now: number): string {
  if (endsAt === null) return ''
  const days = claimWindowDaysLeft(endsAt, now)
  return days < 0 ? t('claims.windowOver', { n: -days }) : t('claims.windowLeft', { n: days })
}
