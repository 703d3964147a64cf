import { z } from 'zod'
import { idsOf } from '../domain/case/lists'
import { parseDuration } from '../domain/clock/duration'
import { LAPSES, TIMED_STATUSES, type Lapse, type RefundPolicy, type RefundTerm } from '../domain/refund/deadline'
import { REFUND_TYPES, type RefundType } from '../domain/refund/refund'

const lapse = z.enum(idsOf(LAPSES) as [Lapse, ...Lapse[]])
const types = z.enum(idsOf(REFUND_TYPES) as [RefundType, ...RefundType[]])
const status = z.enum(TIMED_STATUSES)

const term = z.lazy(() => z
  .strictObject({
    duration: z.string().transform((text, context): number => {
      const ms = parseDuration(text)
      if (ms !== null) return ms
      context.addIssue({ code: 'custom', message: `"${text}" is not a length of time such as 48h or 7d` })
      return z.NEVER
    }),
    lapse,
    lapseByType: z.partialRecord(types, lapse).default({}),
    owner: z.enum(['us', 'buyer']).default('us'),
  })
  .transform(({ duration, ...rest }): RefundTerm => ({ ...rest, durationMs: duration })))

/** resources/policies/refunds.yaml → RefundPolicy (C13). Every timed status needs its term; a platform may leave any out. */
export const refundsFileSchema = z.lazy(() => z
  .strictObject({
    version: z.literal(1),
    terms: z.record(status, term),
    platforms: z.record(z.string().regex(/^[a-z0-9-]{2,40}$/), z.partialRecord(status, term)).default({}),
  })
  .transform(({ terms, platforms }): RefundPolicy => ({ terms, platforms })))
