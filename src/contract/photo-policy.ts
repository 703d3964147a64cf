import { z } from 'zod'
import { MAX_LOOKS_DISTANCE } from '../domain/photo/looks'

const MAX_BIN_DAYS = 3650
const MAX_SEEN_DAYS = 300
/** For a team's own version of the file that was stored before photos travelled (P1). */
const STORE_DEFAULT = { atOnce: 3, firstRetrySeconds: 30, lastRetryMinutes: 60, askAgainAfter: 3 }

/** resources/policies/photos.yaml: how long the bin keeps (A6), how much alike two pictures must look (A4), how photos travel (S4). */
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
    })
    .default(STORE_DEFAULT),
}))
