import { z } from 'zod'
import { MAX_LOOKS_DISTANCE } from '../domain/photo/looks'

const MAX_BIN_DAYS = 3650
const MAX_SEEN_DAYS = 300
/** For a team's own version of the file that was stored before photos travelled (P1). */
const STORE_DEFAULT = { atOnce: 3, firstRetrySeconds: 30, lastRetryMinutes: 60, askAgainAfter: 3, notedAtOnce: 50, notedWithinMs: 300 }
/** The same for versions that were stored before these stood in the file. */
const FILING_DEFAULT = { atOnce: 16, rowsAtOnce: 8, rowsWaitMs: 150 }
const LIMITS_DEFAULT = { megapixels: 100, pictureMegabytes: 256, fileMegabytes: 2048 }
const DRAWING_DEFAULT = { lineParts: 240, lineLeast: 3, textParts: 28, textLeast: 14, blockLeast: 12, blockParts: 4, quality: 92 }
const GALLERY_DEFAULT = { pageSize: 120, pagesAhead: 2, pagesKept: 60 }

const whole = (from: number, to: number): z.ZodType<number> => z.number().int().min(from).max(to)

/** What drawings are made with (A5) and how the gallery reads ahead (A7): what a page is told of this policy. */
export const drawingPolicySchema = z.lazy(() => z.strictObject({
  lineParts: whole(20, 2000), lineLeast: whole(1, 50), textParts: whole(5, 200), textLeast: whole(6, 100), blockLeast: whole(4, 100), blockParts: whole(2, 12), quality: whole(50, 100),
}))
export const galleryPolicySchema = z.lazy(() => z.strictObject({ pageSize: whole(20, 500), pagesAhead: whole(0, 20), pagesKept: whole(10, 1000) }))
export type DrawingPolicy = z.infer<typeof drawingPolicySchema>
export type GalleryPolicy = z.infer<typeof galleryPolicySchema>

/** resources/policies/photos.yaml: how long the bin keeps (A6), how much alike two pictures must look (A4), how photos travel (S4), are filed (X5), bounded (A3), drawn on (A5) and shown (A7). */
export const photosFileSchema = z.lazy(() => z.strictObject({
  version: z.literal(1),
  bin: z.strictObject({ days: z.number().int().min(1).max(MAX_BIN_DAYS), seenDays: z.number().int().min(0).max(MAX_SEEN_DAYS).default(0) }),
  looks: z.strictObject({ distance: z.number().int().min(0).max(MAX_LOOKS_DISTANCE) }),
  store: z
    .strictObject({
      atOnce: z.number().int().min(1).max(8),
      firstRetrySeconds: z.number().int().min(1).max(3600),
      lastRetryMinutes: z.number().int().min(1).max(1440),
      askAgainAfter: z.number().int().min(1).max(20),
      notedAtOnce: whole(1, 1000).default(STORE_DEFAULT.notedAtOnce),
      notedWithinMs: whole(10, 5000).default(STORE_DEFAULT.notedWithinMs),
    })
    .default(STORE_DEFAULT),
  filing: z.strictObject({ atOnce: whole(1, 64), rowsAtOnce: whole(1, 64), rowsWaitMs: whole(1, 1000) }).default(FILING_DEFAULT),
  limits: z.strictObject({ megapixels: whole(1, 1000), pictureMegabytes: whole(1, 1024), fileMegabytes: whole(1, 16_384) }).default(LIMITS_DEFAULT),
  drawing: drawingPolicySchema.default(DRAWING_DEFAULT),
  gallery: galleryPolicySchema.default(GALLERY_DEFAULT),
}))
