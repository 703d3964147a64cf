import { z } from 'zod'
import type { CourierPolicy } from '../domain/courier/policy'
import { CLAIM_DEMANDS } from '../domain/courier/policy'

const pattern = z.string().min(1).max(200).refine((text) => {
  try {
    return new RegExp(text) instanceof RegExp
  } catch {
    return false
  }
}, 'not a regular expression')

export const courierPolicySchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  nameZh: z.string().min(1).max(100),
  nameEn: z.string().min(1).max(100),
  aliases: z.array(z.string().min(1).max(100)).max(50),
  waybillShapes: z.array(pattern).max(20),
  waybillPrefixes: z.array(z.string().regex(/^[A-Z]{1,6}$/)).max(10),
  claimWindowDays: z.number().int().min(1).max(730),
  holdDays: z.number().int().min(0).max(90),
  demands: z.array(z.enum(CLAIM_DEMANDS)),
}) satisfies z.ZodType<CourierPolicy>

/** resources/policies/couriers.yaml as a whole. */
export const courierPoliciesSchema = z.lazy(() => z
  .strictObject({ version: z.number().int().min(1), couriers: z.array(courierPolicySchema).min(1) })
  .refine((file) => new Set(file.couriers.map((courier) => courier.id)).size === file.couriers.length, 'two couriers share an id'))
