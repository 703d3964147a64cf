import type { Photo } from '../../contract/photos'
import { EVIDENCE_SLOTS, type EvidenceSlotId } from '../../domain/case/slots'
import { pick } from '../i18n'

/** What a photo is called where it has no caption: its slot, else its file. */
export const photoName = ({ slot, originalName, archivedAs }: Pick<Photo, 'slot' | 'originalName' | 'archivedAs'>): string =>
  slot !== null && Object.hasOwn(EVIDENCE_SLOTS, slot) ? pick(EVIDENCE_SLOTS[slot as EvidenceSlotId]) : (originalName ?? archivedAs.split('/').at(-1) ?? '')
