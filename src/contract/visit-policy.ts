import { z } from 'zod'
import type { CauseWords } from '../domain/review/causes'
import type { VisitPolicy } from '../domain/visit/visit'

const text = z.string().trim().min(1).max(60)
const id = z.string().regex(/^[a-z][a-z0-9-]*$/)
const day = z.int().min(1).max(28)
const causes = z.array(z.strictObject({ id, words: z.array(text).min(1).max(100) })).max(40)

export interface TeamPolicy extends VisitPolicy {
  readonly scores: { readonly afterDays: number; readonly withinDays: number; readonly onceInDays: number; readonly mostAtOnce: number }
  readonly samples: { readonly perPerson: number; readonly days: number }
  readonly reviews: { readonly causes: readonly CauseWords[]; readonly praise: readonly CauseWords[] }
}

/** resources/policies/visits.yaml → TeamPolicy (V1, K2, E1). */
export const visitsFileSchema = z.lazy(() => z
  .strictObject({
    version: z.literal(1),
    tiers: z
      .array(z.strictObject({ id, zh: text, en: text, names: z.array(text).transform((names) => names.map((name) => name.normalize('NFKC').toLowerCase())), everyMonths: z.int().min(1).max(24) }))
      .min(1)
      .refine((tiers) => new Set(tiers.map((tier) => tier.id)).size === tiers.length, 'each id once'),
    fromDay: day,
    toDay: day,
    mostPerMonth: z.int().min(1).max(5000),
    purchases: z.int().min(1).max(100),
    scores: z.strictObject({ afterDays: z.int().min(0).max(60), withinDays: z.int().min(1).max(365), onceInDays: z.int().min(1).max(365), mostAtOnce: z.int().min(1).max(1000) }),
    samples: z.strictObject({ perPerson: z.int().min(1).max(50), days: z.int().min(1).max(60) }),
    reviews: z.strictObject({ causes, praise: causes }),
  })
  .refine(({ fromDay, toDay }) => fromDay <= toDay, { path: ['toDay'], message: 'is before fromDay' })
  .transform(({ version: _version, ...policy }): TeamPolicy => policy))
