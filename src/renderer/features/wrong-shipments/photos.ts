import type { Photo } from '../../../contract/photos'
import { t } from '../../i18n'
import { photoName, rpc } from '../../rpc'

/** Formats that the page decodes itself; the imaging process makes the others readable. */
const DRAWN: ReadonlySet<string> = new Set(['jpeg', 'png', 'webp', 'gif', 'bmp', 'avif'])

/** What a photo of a case is called, with its place among them. */
export const numberedName = (photo: Photo, at: number): string => [t('wrongShipments.photo', { n: at + 1 }), photoName(photo)].filter(Boolean).join(' · ')

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
