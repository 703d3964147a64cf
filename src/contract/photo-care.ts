import { z } from 'zod'
import { idSchema, nextCursor, pageInput, procedure, timeSchema } from './common'
import { photoSchema } from './photos'

/** What stands against putting a photo into the bin (A6); said in words, it forbids nothing. */
export const binWarningsSchema = z.object({
  /** Number of its case when that is resolved or closed. */
  closedCase: z.string().nullable(),
  /** The evidence slot that it fills. */
  slot: z.string().nullable(),
  claims: z.array(z.string()),
  /** Those of the claims whose evidence was packed already. */
  packs: z.array(z.string()),
  appeals: z.array(z.string()),
  /** So long the bin keeps it. */
  days: z.number().int(),
})
export type BinWarnings = z.infer<typeof binWarningsSchema>

export const binnedPhotoSchema = z.object({
  photo: photoSchema,
  binnedAt: timeSchema,
  binnedBy: z.string().nullable(),
  reason: z.string().nullable(),
  /** Whole days until it goes for good. */
  daysLeft: z.number().int(),
})
export type BinnedPhoto = z.infer<typeof binnedPhotoSchema>

export const lookalikeGroupSchema = z.object({
  id: z.string(),
  /** The bytes are the same, too. */
  exact: z.boolean(),
  buyers: z.number().int(),
  /** Newest first. */
  photos: z.array(photoSchema),
})
export type LookalikeGroup = z.infer<typeof lookalikeGroupSchema>

const foundFileSchema = z.object({
  archivedAs: z.string(),
  linkId: idSchema,
  /** Whose it is, as people say it; null: nobody's yet. */
  owner: z.string().nullable(),
  caseNo: z.string().nullable(),
  addedAt: timeSchema,
  inBin: z.boolean(),
})
export type FoundFile = z.infer<typeof foundFileSchema>

export const checkReportSchema = z.object({
  photos: z.number().int(),
  missing: z.array(foundFileSchema),
  altered: z.array(foundFileSchema),
  /** Locked or without permission just now. */
  unreadable: z.array(foundFileSchema),
  /** `format` null: no photo; `owner`: whose folder it lies in, when that buyer is known. */
  orphaned: z.array(z.object({ archivedAs: z.string(), bytes: z.number().int(), format: z.string().nullable(), owner: z.string().nullable() })),
  repaired: z.array(z.object({ from: z.string(), to: z.string(), how: z.enum(['moved', 'relinked']) })),
})
export type CheckReport = z.infer<typeof checkReportSchema>

export const checkStateSchema = z.object({
  phase: z.enum(['idle', 'running', 'done', 'cancelled', 'failed']),
  done: z.number().int(),
  total: z.number().int(),
  finishedAt: timeSchema.nullable(),
  report: checkReportSchema.nullable(),
})
export type CheckState = z.infer<typeof checkStateSchema>

const paths = z.object({ paths: z.array(z.string().min(1).max(4000)).min(1).max(5000) })
const link = z.object({ linkId: idSchema })

/** Care of the photo archive (A4, A6): the bin, the check of the folder with its repairs, and pictures that look the same. */
export const photoCareContract = {
  binWarnings: procedure.input(link).output(binWarningsSchema),
  bin: procedure.input(z.object({ linkId: idSchema, reason: z.string().trim().min(1).max(500) })).output(link),
  restore: procedure.input(link).output(photoSchema),
  purge: procedure.input(link).output(link),
  binList: procedure.input(z.object({ ...pageInput })).output(z.object({ rows: z.array(binnedPhotoSchema), nextCursor })),
  /** Starts a check, or answers the one that runs. */
  checkStart: procedure.output(checkStateSchema),
  check: procedure.output(checkStateSchema),
  checkCancel: procedure.output(checkStateSchema),
  /** Takes files in the archive that belong to nobody in as photos, where they lie. */
  adopt: procedure.input(paths).output(z.object({ taken: z.array(photoSchema), refused: z.array(z.string()) })),
  /** The altered bytes become a photo of their own; the original comes back when another copy of it is here. */
  mend: procedure.input(link).output(z.object({ kept: photoSchema.nullable(), restored: z.boolean() })),
  /** Brings missing originals back from files or folders outside: a backup, the phone. Told by content. */
  bringBack: procedure.input(paths).output(z.object({ back: z.array(z.string()) })),
  samePictures: procedure.input(z.object({ ...pageInput })).output(z.object({ rows: z.array(lookalikeGroupSchema), nextCursor, total: z.number().int() })),
}
