import type { Appeal } from '../../../contract/appeals'
import { APPEAL_STATUS_LABELS, APPEAL_TYPE_LABELS, appealDaysLeft, deadlineState, type AppealStatus, type AppealType } from '../../../domain/appeal/appeal'
import { PLATFORMS, type PlatformId } from '../../../domain/case/lists'
import { pick, t } from '../../i18n'

export const typeWords = (type: AppealType): string => pick(APPEAL_TYPE_LABELS[type])
export const statusWords = (status: AppealStatus): string => pick(APPEAL_STATUS_LABELS[status])
export const platformWords = (platform: string | null): string => (platform !== null && Object.hasOwn(PLATFORMS, platform) ? pick(PLATFORMS[platform as PlatformId]) : (platform ?? ''))

export type Tone = 'calm' | 'soon' | 'late' | 'ok' | 'accent'
const TONES: Readonly<Record<AppealStatus, Tone>> = { draft: 'calm', submitted: 'accent', won: 'ok', 'partly-won': 'ok', lost: 'late', withdrawn: 'calm' }
export const toneOfStatus = (status: AppealStatus): Tone => TONES[status]

/** "2 days left" with its colour; null where no deadline counts. */
export function deadlineWords(appeal: Pick<Appeal, 'status' | 'deadlineAt'>, now: number, nearDays: number): { text: string; tone: Tone } | null {
  const days = appealDaysLeft(appeal, now)
  if (days === null) return null
  const state = deadlineState(days, nearDays)
  return { text: days < 0 ? t('appeals.daysOver', { n: -days }) : t('appeals.daysLeft', { n: days }), tone: state === 'late' ? 'late' : state === 'soon' ? 'soon' : 'calm' }
}
