/** Originals that the page cannot decode, as the imaging process made them (A3, A5). */
import type { Photo } from '../../../contract/photos'
import { rpc } from '../../rpc'

/** The two that are compared; the drawing asks for the one that was just looked at. */
const KEPT = 2
const made = new Map<string, Promise<string>>()

/** Address of the whole picture, upright; asked for once while it is looked at. @throws when it cannot be read */
export function decodedOriginal(photo: Photo): Promise<string> {
  const known = made.get(photo.sha256)
  if (known !== undefined) return known
  const asked = rpc.photoDrawing.source({ linkId: photo.linkId }).then(({ dataUrl }) => dataUrl)
  made.set(photo.sha256, asked)
  // it may be readable the next time; whoever asked is told
  asked.catch(() => made.delete(photo.sha256))
  for (const oldest of made.keys()) if (made.size > KEPT) made.delete(oldest)
  return asked
}

/** Nobody looks at photos any more: pictures of several megabytes need not stay. */
export function forgetDecoded(): void {
  made.clear()
}
