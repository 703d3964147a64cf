import { z } from 'zod'
import { idSchema, nextCursor, pageInput, procedure, timeSchema } from './common'

export const photoSchema = z.object({
  /** SHA-256 of the bytes: a photo's identity (A1). */
  sha256: z.string(),
  linkId: idSchema,
  archivedAs: z.string(),
  originalName: z.string().nullable(),
  format: z.string(),
  bytes: z.number().int(),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  hasThumb: z.boolean(),
  slot: z.string().nullable(),
  caseId: idSchema.nullable(),
  caseNo: z.string().nullable(),
  buyerNick: z.string().nullable(),
  addedAt: timeSchema,
  /** SHA-256 of the photo that this one was drawn from (A5); null for an original. */
  derivedFrom: z.string().nullable(),
  /** Null when its bytes are here; else the PC that they come from (S4), '' when that is not known. */
  awaitedFrom: z.string().nullable(),
})
export type Photo = z.infer<typeof photoSchema>

export const fileResultSchema = z.object({
  name: z.string(),
  outcome: z.enum(['added', 'duplicate', 'rejected']),
  photo: photoSchema.nullable(),
  rejected: z.object({ code: z.string(), messageZh: z.string(), messageEn: z.string(), keptAs: z.string().nullable() }).nullable(),
  /** Photos of other buyers that show the same, or look so (A4); the newest few. */
  alike: z.array(photoSchema).optional(),
})
export type FileResult = z.infer<typeof fileResultSchema>

/** Bytes on their way in. From a page they must come as a Blob: the port's serialiser turns typed arrays into plain objects. */
export type BytesInput = Uint8Array | { readonly size: number; arrayBuffer(): Promise<ArrayBuffer> }
const isBlob = (value: unknown): boolean => typeof value === 'object' && value !== null && 'arrayBuffer' in value && typeof value.arrayBuffer === 'function'
export const bytesSchema = z.custom<BytesInput>((value) => value instanceof Uint8Array || isBlob(value), 'bytes expected')

/** How a photo came in (A2). */
export const PHOTO_WAYS = ['drop', 'paste', 'picker', 'hot-folder', 'screenshot', 'scan'] as const
export type PhotoWay = (typeof PHOTO_WAYS)[number]

const target = { caseId: idSchema.nullish(), slot: z.string().max(60).nullish(), buyerNick: z.string().max(200).nullish(), source: z.enum(PHOTO_WAYS).nullish() }

export const photosContract = {
  /** Files chosen or dropped from the disk, by path. */
  addFiles: procedure
    .input(z.object({ paths: z.array(z.string().min(1).max(4000)).min(1).max(500), ...target }))
    .output(z.array(fileResultSchema)),
  /**
   * Pasted bytes (a bitmap from the clipboard or from the web). With `bgra` they are the pixels of a screenshot, row by row, four bytes each:
   * blue, green, red, unused; a PNG is made of them in a file process.
   */
  addBytes: procedure
    .input(z.object({ name: z.string().max(300), bytes: bytesSchema, bgra: z.object({ width: z.number().int().min(1), height: z.number().int().min(1) }).nullish(), ...target }))
    .output(fileResultSchema),
  list: procedure
    .input(
      z.object({
        caseId: idSchema.nullish(),
        buyerNick: z.string().max(200).nullish(),
        inbox: z.boolean().default(false),
        search: z.string().max(200).nullish(),
        ...pageInput,
      }),
    )
    .output(z.object({ rows: z.array(photoSchema), nextCursor })),
  /** Files a photo of the inbox on a case, or moves it to another slot. */
  assign: procedure.input(z.object({ linkId: idSchema, caseId: idSchema, slot: z.string().max(60).nullish() })).output(photoSchema),
  inboxCount: procedure.output(z.object({ count: z.number().int() })),
  verify: procedure.output(
    z.object({
      photos: z.number().int(),
      missing: z.array(z.string()),
      altered: z.array(z.string()),
      orphaned: z.array(z.string()),
      repaired: z.array(z.string()),
    }),
  ),
  /** Absolute path of the archived file, to show it in the file explorer. */
  locate: procedure.input(z.object({ linkId: idSchema })).output(z.object({ path: z.string() })),
}
