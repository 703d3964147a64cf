import { z } from 'zod'
import { KIND_IDS } from '../domain/case/kinds'

export interface KpiPolicy {
  readonly returnKinds: readonly string[]
  readonly lookBackDays: number
  readonly mostRows: number
  readonly mostListed: number
}

/** resources/policies/kpi.yaml → KpiPolicy (K1). */
export const kpiFileSchema = z.lazy(() => z
  .strictObject({
    version: z.literal(1),
    returnKinds: z.array(z.enum(KIND_IDS as readonly [string, ...string[]])).min(1),
    lookBackDays: z.int().min(31).max(3660),
    mostRows: z.int().min(5).max(500),
    mostListed: z.int().min(50).max(5000),
  })
  .transform(({ version: _version, ...policy }): KpiPolicy => policy))
