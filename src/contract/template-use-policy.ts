import { z } from 'zod'
import type { TemplateUsePolicy } from '../domain/template/use'

const days = z.number().int().min(1).max(3650)

/** resources/policies/template-use.yaml → TemplateUsePolicy (T5). */
export const templateUseFileSchema = z
  .strictObject({
    version: z.literal(1),
    periodDays: days,
    unusedDays: days,
    oftenEdited: z.strictObject({ uses: z.number().int().min(1).max(100_000), share: z.number().int().min(1).max(100) }),
    shownEdits: z.number().int().min(1).max(100),
  })
  .transform(({ periodDays, unusedDays, oftenEdited, shownEdits }): TemplateUsePolicy => ({ periodDays, unusedDays, oftenEdited, shownEdits }))
