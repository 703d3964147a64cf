import { z } from 'zod'
import { KIND_IDS, type KindId } from '../domain/case/kinds'
import { parseDuration } from '../domain/clock/duration'
import type { AlertPolicy } from '../domain/quality/alert'

/** What quality reports go by (Q1). */
export interface QualityPolicy {
  readonly alert: AlertPolicy
  readonly unitsFreshMs: number
  readonly proposeFor: readonly KindId[]
  /** Reason of a case → problem of its report. */
  readonly problems: Readonly<Record<string, string>>
  readonly sheetPhotos: number
  readonly sheetSide: number
}

const duration = z.string().transform((text, context): number => {
  const ms = parseDuration(text)
  if (ms !== null && ms > 0) return ms
  context.addIssue({ code: 'custom', message: `"${text}" is not a length of time such as 48h or 14d` })
  return z.NEVER
})
const id = z.string().regex(/^[a-z0-9-]{1,60}$/)

/** resources/policies/quality.yaml → QualityPolicy (Q1). */
export const qualityFileSchema = z.lazy(() => z
  .strictObject({
    version: z.literal(1),
    window: duration,
    minBuyers: z.number().int().min(1).max(10_000),
    minRate: z.number().min(0).max(1000),
    absoluteBuyers: z.number().int().min(1).max(10_000),
    focusShare: z.number().min(0).max(100),
    unitsFreshFor: duration,
    proposeFor: z.array(z.enum(KIND_IDS as [KindId, ...KindId[]])),
    problems: z.record(id, id),
    sheetPhotos: z.number().int().min(0).max(12),
    sheetSide: z.number().int().min(64).max(1600),
  })
  .transform(({ window: windowMs, minBuyers, minRate, absoluteBuyers, focusShare, unitsFreshFor, proposeFor, problems, sheetPhotos, sheetSide }): QualityPolicy => ({
    alert: { windowMs, minBuyers, minRate: minRate / 1000, absoluteBuyers, focusShare: focusShare / 100 },
    unitsFreshMs: unitsFreshFor, proposeFor, problems, sheetPhotos, sheetSide,
  })))
