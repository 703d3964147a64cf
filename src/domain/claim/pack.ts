import { EVIDENCE_SLOTS, type EvidenceSlotId } from '../case/slots'
import { PHOTO_FORMATS, type PhotoFormat } from '../photo/formats'
import { collisionKey, safeSegment } from '../photo/safe-name'

export interface PackPhoto {
  readonly sha256: string
  readonly format: string
  readonly slot: string | null
}

export interface PackedPhoto<T extends PackPhoto> {
  readonly photo: T
  /** What it shows, in words. */
  readonly caption: string
  /** Name of the file in the pack, without its folder: unique on every system, and without anything that a person typed (R7). */
  readonly name: string
}

const SLOT_ORDER = Object.keys(EVIDENCE_SLOTS)
const placeOf = (slot: string | null): number => (slot === null ? SLOT_ORDER.length : SLOT_ORDER.indexOf(slot))
const isFormat = (format: string): format is PhotoFormat => Object.hasOwn(PHOTO_FORMATS, format)

/**
 * The evidence of a claim pack in the order of the slots, each photo once, under a name that says what it shows (L3):
 * `01_外包装（面单可见）.jpg`. Original names are left out: they may hold phones or addresses.
 */
export function packPhotos<T extends PackPhoto>(photos: readonly T[], language: 'zh' | 'en'): PackedPhoto<T>[] {
  const once = [...new Map(photos.map((photo) => [photo.sha256, photo])).values()]
  const sorted = once.map((photo, at) => ({ photo, at })).sort((a, b) => placeOf(a.photo.slot) - placeOf(b.photo.slot) || a.at - b.at)
  const width = Math.max(2, String(sorted.length).length)
  const taken = new Set<string>()
  return sorted.map(({ photo }, index) => {
    const slot = photo.slot !== null && Object.hasOwn(EVIDENCE_SLOTS, photo.slot) ? EVIDENCE_SLOTS[photo.slot as EvidenceSlotId] : null
    const caption = slot?.[language] ?? (language === 'zh' ? '其他照片' : 'Other photo')
    const extension = isFormat(photo.format) ? PHOTO_FORMATS[photo.format].extension : 'bin'
    const name = safeSegment(`${String(index + 1).padStart(width, '0')}_${caption}.${extension}`)
    if (taken.has(collisionKey(name))) throw new Error(`two files of a claim pack share a name: ${name}`)
    taken.add(collisionKey(name))
    return { photo, caption, name }
  })
}
