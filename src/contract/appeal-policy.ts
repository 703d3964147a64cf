import { z } from 'zod'
import { APPEAL_TYPES } from '../domain/appeal/appeal'
import type { AppealPolicy } from '../domain/appeal/policy'
import { EVIDENCE_SLOTS, type EvidenceSlotId } from '../domain/case/slots'

const words = z.string().trim().min(1).max(60)
const slot = z.enum(Object.keys(EVIDENCE_SLOTS) as [EvidenceSlotId, ...EvidenceSlotId[]])

const typePolicy = z.strictObject({
  deadlineDays: z.int().min(1).max(365),
  demands: z
    .array(z.strictObject({ id: z.string().regex(/^[a-z][a-z0-9-]*$/), zh: words, en: words, slots: z.array(slot).max(10) }))
    .max(12)
    .refine((demands) => new Set(demands.map(({ id }) => id)).size === demands.length, 'each id once'),
})

/** resources/policies/appeals.yaml → AppealPolicy (A8). */
export const appealsFileSchema = z.lazy(() => z
  .strictObject({
    version: z.literal(1),
    nearDays: z.int().min(0).max(365),
    mostEvidence: z.int().min(1).max(200),
    types: z.record(z.enum(APPEAL_TYPES), typePolicy),
  })
  .transform(({ nearDays, mostEvidence, types }): AppealPolicy => ({ nearDays, mostEvidence, types })))
