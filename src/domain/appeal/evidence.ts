import { EVIDENCE_SLOTS, type EvidenceSlotId } from '../case/slots'
import { maskPhonesIn } from '../identity/mask'
import { PHOTO_FORMATS, type PhotoFormat } from '../photo/formats'
import { safeSegment } from '../photo/safe-name'
import type { AppealDemand } from './policy'

type Language = 'zh' | 'en'

/** A photo in the place where it shows. */
export interface EvidencePhoto {
  readonly linkId: string
  readonly sha256: string
  readonly slot: string | null
}

/** Evidence as the appeal keeps it, in the order of the pack. */
export interface AppealEvidence {
  readonly linkId: string
  readonly caption: string
}

export interface MetDemand {
  readonly demand: AppealDemand
  readonly met: boolean
}

const plain = (text: string): string => text.normalize('NFKC').trim().toLowerCase()

/** Whether a piece of evidence shows what is demanded: by the slot that it was filed in, or because its caption says so in either language. */
function shows(evidence: { readonly slot: string | null; readonly caption: string }, demand: AppealDemand): boolean {
  const caption = plain(evidence.caption)
  return (evidence.slot !== null && demand.slots.includes(evidence.slot)) || [demand.zh, demand.en].some((words) => caption.startsWith(plain(words)))
}

/** A8: which demands the chosen evidence meets, in the order of the policy. */
export function metDemands(demands: readonly AppealDemand[], evidence: readonly { readonly slot: string | null; readonly caption: string }[]): MetDemand[] {
  return demands.map((demand) => ({ demand, met: evidence.some((one) => shows(one, demand)) }))
}

/** A8: how complete the evidence is. */
export function evidenceTally(demands: readonly AppealDemand[], evidence: readonly { readonly slot: string | null; readonly caption: string }[]): { met: number; demanded: number } {
  const states = metDemands(demands, evidence)
  return { met: states.filter(({ met }) => met).length, demanded: states.length }
}

/** What a photo shows, in words: the demand that its slot meets, else its slot, else nothing. */
export function proposedCaption(slot: string | null, demands: readonly AppealDemand[], language: Language): string {
  if (slot === null) return ''
  const demand = demands.find(({ slots }) => slots.includes(slot))
  if (demand !== undefined) return demand[language]
  return Object.hasOwn(EVIDENCE_SLOTS, slot) ? EVIDENCE_SLOTS[slot as EvidenceSlotId][language] : ''
}

/**
 * A8: the evidence that a new appeal begins with: photos of the case whose slot meets a demand, in the order of the demands, each picture
 * once and at most `most`.
 */
export function proposedEvidence(photos: readonly EvidencePhoto[], demands: readonly AppealDemand[], language: Language, most: number): AppealEvidence[] {
  const chosen = new Map<string, AppealEvidence>()
  for (const demand of demands) {
    for (const { linkId, sha256, slot } of photos) {
      if (slot !== null && demand.slots.includes(slot) && !chosen.has(sha256)) chosen.set(sha256, { linkId, caption: proposedCaption(slot, demands, language) })
    }
  }
  return [...chosen.values()].slice(0, most)
}

export interface NamedEvidence<T> {
  readonly photo: T
  readonly caption: string
  /** Name of the file in the pack, without its folder; unique on every system by its number. */
  readonly name: string
}

const isFormat = (format: string): format is PhotoFormat => Object.hasOwn(PHOTO_FORMATS, format)
/** Leaves room for number, dot and extension within a segment of every system. */
const CAPTION_ROOM = { bytes: 110, units: 110 }

/**
 * The evidence of a pack in its chosen order under names that say what it shows: `01_运费凭证.jpg` (A8). Phones in captions are masked
 * unless `whole` (R7). Original names are left out: they may hold phones or addresses.
 */
export function nameEvidence<T extends { readonly format: string }>(evidence: readonly { readonly photo: T; readonly caption: string }[], language: Language, whole = false): NamedEvidence<T>[] {
  const width = Math.max(2, String(evidence.length).length)
  return evidence.map(({ photo, caption: written }, at) => {
    const words = written.replace(/\s+/gu, ' ').trim() || (language === 'zh' ? '证据' : 'Evidence')
    const caption = whole ? words : maskPhonesIn(words)
    const extension = isFormat(photo.format) ? PHOTO_FORMATS[photo.format].extension : 'bin'
    return { photo, caption, name: safeSegment(`${String(at + 1).padStart(width, '0')}_${safeSegment(caption, CAPTION_ROOM)}.${extension}`) }
  })
}

/** The list with one piece moved up (-1) or down (1); at the ends, and for what is not in it, the list as it is. */
export function movedEvidence<T>(list: readonly T[], at: number, by: -1 | 1): T[] {
  const next = [...list]
  const one = next[at]
  const other = next[at + by]
  if (one === undefined || other === undefined) return next
  next[at] = other
  next[at + by] = one
  return next
}
