/** Words and addresses for photos as they are shown. */
import type { Photo } from '../../../contract/photos'
import { EVIDENCE_SLOTS, type EvidenceSlotId } from '../../../domain/case/slots'
import { PHOTO_FORMATS, type PhotoFormat } from '../../../domain/photo/formats'
import { pick, t } from '../../i18n'

const isFormat = (format: string): format is PhotoFormat => Object.hasOwn(PHOTO_FORMATS, format)

/** What Chromium draws by itself; the others are decoded for it by the imaging process. */
const DRAWN: ReadonlySet<string> = new Set(['jpeg', 'png', 'webp', 'gif', 'bmp', 'avif'])

export function slotName(slot: string): string {
  return Object.hasOwn(EVIDENCE_SLOTS, slot) ? pick(EVIDENCE_SLOTS[slot as EvidenceSlotId]) : slot
}

export const thumbOf = (photo: Photo): string => `photo://thumb/${photo.sha256}`
export const originalOf = (photo: Photo): string => `photo://original/${photo.sha256}`
export const canBeDrawn = (photo: Photo): boolean => DRAWN.has(photo.format)
/** Kept as evidence without being decoded: there is no picture to look at, compare or draw on (A3). */
export const isOpaque = (photo: Photo): boolean => !isFormat(photo.format) || PHOTO_FORMATS[photo.format].opaque
/** For a photo that is still on its way from another PC (S4): where from, as short as it fits a tile; null when it is here. */
export function awaitedWords(photo: Photo): string | null {
  if (photo.awaitedFrom === null) return null
  return photo.awaitedFrom === '' ? t('photos.awaited') : t('photos.awaitedFrom', { pc: photo.awaitedFrom })
}
export const isVideo = (photo: Photo): boolean => photo.format === 'mp4' || photo.format === 'mov'
export const formatName = (photo: Photo): string => (isFormat(photo.format) ? photo.format.toUpperCase() : photo.format)

/** The name in the archive without its folders. */
export const archiveName = (photo: Photo): string => photo.archivedAs.split('/').at(-1) ?? photo.archivedAs

/** Whose it is, as people say it: the buyer, else the case, else nobody yet. */
export function ownerName(photo: Photo): string {
  return photo.buyerNick ?? photo.caseNo ?? t('photos.noOwner')
}
