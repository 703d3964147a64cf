import { z } from 'zod'
import { MAX_LOOKS_DISTANCE } from '../domain/photo/looks'

const MAX_BIN_DAYS = 3650
const MAX_SEEN_DAYS = 300

/** resources/policies/photos.yaml: how long the bin keeps (A6), and how much alike two pictures must look (A4). */
export const photosFileSchema = z.lazy(() => z.strictObject({
  version: z.literal(1),
  bin: z.strictObject({ days: z.number().int().min(1).max(MAX_BIN_DAYS), seenDays: z.number().int().min(0).max(MAX_SEEN_DAYS).default(0) }),
  looks: z.strictObject({ distance: z.number().int().min(0).max(MAX_LOOKS_DISTANCE) }),
}))
