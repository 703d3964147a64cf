import * as drawing from '../services/photo-drawing'
import * as gallery from '../services/photo-gallery'
import { os, requireActor } from './base'

export const galleryRouter = {
  outline: os.gallery.outline.handler(({ context, input }) => gallery.galleryOutline(context.host.kernel(), input)),
  page: os.gallery.page.handler(({ context, input }) => gallery.galleryPage(context.host.kernel(), input)),
  facts: os.gallery.facts.handler(({ context, input }) => gallery.photoFacts(context.host.kernel(), input.linkId)),
  setNote: os.gallery.setNote.handler(({ context, input }) => gallery.setPhotoNote(context.host.kernel(), requireActor(context), input)),
}

export const drawingRouter = {
  measures: os.photoDrawing.measures.handler(({ context }) => context.host.kernel().resources.policy.photos.drawing),
  source: os.photoDrawing.source.handler(({ context, input }) => drawing.drawingSource(context.host.kernel(), input.linkId)),
  save: os.photoDrawing.save.handler(async ({ context, input }) => {
    const bytes = input.bytes instanceof Uint8Array ? input.bytes : new Uint8Array(await input.bytes.arrayBuffer())
    return drawing.saveDrawing(context.host.kernel(), requireActor(context), { linkId: input.linkId, bytes })
  }),
}
