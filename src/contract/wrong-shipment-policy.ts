import { z } from 'zod'
import { FOLLOW_UP_KINDS } from '../domain/wrong-shipment/follow-ups'
import type { ShipmentPolicy } from '../domain/wrong-shipment/policy'
import { WEIGHT_SOURCES } from '../domain/wrong-shipment/weight'
import { SHIPMENT_ERRORS } from '../domain/wrong-shipment/wrong-shipment'

const tolerance = z.strictObject({ grams: z.int().min(0).max(10_000), percent: z.number().min(0).max(50) })
const IMPORT_DAYS = 30
const days = z.int().min(0).max(365)

/** resources/policies/wrong-shipments.yaml → ShipmentPolicy (W3-W5). */
export const wrongShipmentsFileSchema = z.lazy(() => z
  .strictObject({
    version: z.literal(1),
    weights: z.strictObject({
      tolerance: z.record(z.enum(WEIGHT_SOURCES), tolerance),
      boxGrams: z.int().min(0).max(100_000),
      mostGrams: z.int().min(1000).max(1_000_000),
    }),
    followUps: z.strictObject({
      dueDays: z.record(z.enum(FOLLOW_UP_KINDS), days),
      suspect: z.strictObject({ errors: z.array(z.enum(SHIPMENT_ERRORS)), entries: z.int().min(1).max(50), days: days.min(1) }),
      // a rule of a time before there was this
      importDays: days.default(IMPORT_DAYS),
    }),
    statistics: z.strictObject({ months: z.int().min(1).max(24), bars: z.int().min(3).max(60) }),
    list: z.strictObject({ packers: z.int().min(10).max(1000) }),
  })
  .transform(({ weights, followUps, statistics, list }): ShipmentPolicy => ({ weights, followUps, statistics, list })))
