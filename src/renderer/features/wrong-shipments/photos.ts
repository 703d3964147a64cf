import type { Photo } from '../../../contract/photos'
import { EVIDENCE_SLOTS, type EvidenceSlotId } from '../../../domain/case/slots'
import { pick, t } from '../../i18n'
import { rpc } from '../../rpc'

/** Formats that the page decodes itself; the imaging process makes the others readable. */
const DRAWN: ReadonlySet<string> = new Set(['jpeg', 'png', 'webp', 'gif', 'bmp', 'avif'])

/** What a photo of a case is called: its slot, else its name. */
export function photoName({ slot, originalName, archivedAs }: Photo, at: number): string {
  const words = slot !== null && Object.hasOwn(EVIDENCE_SLOTS, slot) ? pick(EVIDENCE_SLOTS[slot as EvidenceSlotId]) : (originalName ?? archivedAs.split('/').at(-1) ?? '')
  return [t('wrongShipments.photo', { n: at + 1 }), words].filter(Boolean).join(' · ')
}

/** The picture of a photo, upright, whose points a canvas may read. @throws when it cannot be read */
export async function loadPhoto(photo: Photo): Promise<HTMLImageElement> {
  const image = new Image()
  if (DRAWN.has(photo.format)) {
    // without it the canvas would not give its pixels back
    image.crossOrigin = 'anonymous'
    image.src = `photo://original/${photo.sha256}`
  } else {
    image.src = (await rpc.photoDrawing.source({ linkId: photo.linkId })).dataUrl
  }
  await image.decode()
  return image
}
