import { z } from 'zod'
import { idSchema, monthSchema, procedure, timeSchema } from './common'
import { photoSchema } from './photos'

/** Which photos the gallery shows (A7); all that are set must hold. What lies in the bin never shows. */
export const galleryFilterSchema = z.object({
  buyerNick: z.string().max(200).nullish(),
  caseNo: z.string().max(100).nullish(),
  /** Of filing, in the shop's zone. */
  month: monthSchema.nullish(),
  /** Kind of the case. */
  kind: z.string().max(60).nullish(),
  /** Part of a buyer's name, a note, a file name or of the text in a picture; an order number, case number or waybill in full. */
  search: z.string().max(200).nullish(),
})
export type GalleryFilter = z.infer<typeof galleryFilterSchema>

/** By month the newest stand first; by buyer the names in order, and of each the oldest first. */
export const gallerySortSchema = z.enum(['month', 'buyer'])
export type GallerySort = z.infer<typeof gallerySortSchema>

const question = { filter: galleryFilterSchema, sort: gallerySortSchema }
const mark = z.string().min(1).max(600)

export const galleryContract = {
  /**
   * What the gallery's height and its pages are worked out from: how many photos each group has, and where each page of `pageSize` begins.
   * Marks are opaque. How pages are read ahead and kept is policy.
   */
  outline: procedure.input(z.object(question)).output(
    z.object({
      pageSize: z.number().int(),
      pagesAhead: z.number().int(),
      pagesKept: z.number().int(),
      total: z.number().int(),
      /** Months as `YYYY-MM`, or buyers; null: without a buyer. As many as `counts`. */
      groups: z.array(z.string().nullable()),
      counts: z.array(z.number().int()),
      marks: z.array(mark),
    }),
  ),
  /** The photos from one mark up to the next one, or to the end. */
  page: procedure.input(z.object({ ...question, from: mark, to: mark.nullish(), limit: z.number().int().min(1).max(500) })).output(z.object({ rows: z.array(photoSchema) })),
  /** What the viewer tells beside the picture. */
  facts: procedure.input(z.object({ linkId: idSchema })).output(
    z.object({
      orderNo: z.string().nullable(),
      waybills: z.array(z.string()),
      note: z.string().nullable(),
      /** Text read from the picture (A7); null: nobody has read it. Empty: there is none. */
      words: z.string().nullable(),
      addedByName: z.string().nullable(),
      originalAt: timeSchema.nullable(),
      /** What it was drawn from, as far as it is still there (A5). */
      original: photoSchema.nullable(),
      /** What was drawn from it, on the same case or for the same buyer. */
      drawings: z.array(photoSchema),
    }),
  ),
  setNote: procedure.input(z.object({ linkId: idSchema, note: z.string().max(2000) })).output(z.object({ note: z.string().nullable() })),
}
