import { z } from 'zod'
import { CLAIM_DEMANDS } from '../domain/courier/policy'
import { centsSchema, currencySchema, idSchema, nextCursor, pageInput, procedure, roleSchema, shortText } from './common'
import { pinSchema, shopSchema, staffSchema } from './session'

const name = z.string().trim().min(1).max(120)
const maybe = z.string().trim().max(1000).nullable()
const words = z.array(z.string().trim().min(1).max(120)).max(200)
const daySchema = z.string().regex(/^\d{4}-\d\d-\d\d$/)
const grams = z.number().int().min(0).max(10_000_000).nullable()

export const areaSchema = z.object({ kind: z.enum(['out-of-area', 'suspended']), area: name, fromDay: daySchema.nullable(), toDay: daySchema.nullable() })
export type CourierArea = z.infer<typeof areaSchema>

export const rateSchema = z.object({ area: name, firstGrams: z.number().int().min(1).max(10_000_000), firstCents: centsSchema.min(0), stepGrams: z.number().int().min(0).max(10_000_000), stepCents: centsSchema.min(0) })
export type CourierRate = z.infer<typeof rateSchema>

const courierFields = {
  nameZh: name, nameEn: name, aliases: words, holdDays: z.number().int().min(0).max(365), claimWindowDays: z.number().int().min(0).max(3650),
  demands: z.array(z.enum(CLAIM_DEMANDS)), contact: maybe, monthlyAccount: maybe, note: maybe, areas: z.array(areaSchema).max(5000),
}
export const courierMasterSchema = z.object({ id: idSchema, ...courierFields, rates: z.array(rateSchema) })
export type CourierMaster = z.infer<typeof courierMasterSchema>

/** What each flag means in a shop, by its number (C6). */
const flagLegend = z.record(z.string().regex(/^(10|[0-9])$/), z.string().trim().min(1).max(20))

export const shopMasterSchema = shopSchema.extend({
  returnName: z.string().nullable(), returnPhone: z.string().nullable(), returnAddress: z.string().nullable(), note: z.string().nullable(),
  calendar: z.string().nullable(), flagLegend: flagLegend.nullable(),
})
export type ShopMaster = z.infer<typeof shopMasterSchema>

const skuFields = { title: name, spec: maybe, barcode: maybe, supplier: maybe, weightGrams: grams, packagingGrams: grams, costCents: centsSchema.min(0).nullable(), priceCents: centsSchema.min(0).nullable(), note: maybe }
export const skuSchema = z.object({ id: idSchema, code: name, currency: currencySchema, ...skuFields })
export type Sku = z.infer<typeof skuSchema>

const buyerFields = { vipTier: maybe, difficult: z.boolean(), marks: words, note: maybe }
export const buyerSchema = z.object({ id: idSchema, platform: z.string(), nick: z.string(), ...buyerFields })
export type BuyerMaster = z.infer<typeof buyerSchema>

export const staffMasterSchema = staffSchema.extend({ staffNo: z.string().nullable() })
export type StaffMaster = z.infer<typeof staffMasterSchema>

const search = z.string().max(120).nullish()

export const mastersContract = {
  staffList: procedure.output(z.array(staffSchema)),
  staffCreate: procedure.input(z.object({ name: shortText.min(1), role: roleSchema, pin: pinSchema.nullish(), staffNo: maybe.nullish() })).output(staffSchema),
  /** Sets or clears the PIN of oneself, or of anybody by a supervisor. */
  staffSetPin: procedure.input(z.object({ staffId: idSchema, pin: pinSchema.nullable() })).output(staffSchema),
  /** Everybody, also those who have left. */
  staffAll: procedure.output(z.array(staffMasterSchema)),
  /** The last active supervisor stays one. */
  staffUpdate: procedure.input(z.object({ id: idSchema, name, role: roleSchema, staffNo: maybe, active: z.boolean() })).output(staffMasterSchema),
  shopCreate: procedure.input(z.object({ name: shortText.min(1), platform: z.string().min(1).max(40) })).output(shopSchema),
  shops: procedure.output(z.array(shopMasterSchema)),
  /** The platform of a shop never changes: its orders hang on it. */
  shopUpdate: procedure
    .input(
      z.object({
        id: idSchema, name, timeZone: z.string().min(1).max(60), currency: currencySchema, returnName: maybe, returnPhone: maybe, returnAddress: maybe, note: maybe,
        calendar: z.string().max(64).nullable().optional(), flagLegend: flagLegend.nullish(),
      }),
    )
    .output(shopMasterSchema),
  courierList: procedure.output(
    z.array(z.object({ id: idSchema, nameZh: z.string(), nameEn: z.string(), claimWindowDays: z.number(), demands: z.array(z.string()), monthlyAccount: z.string().nullable() })),
  ),
  couriers: procedure.output(z.array(courierMasterSchema)),
  /** A courier whole, with all its areas; `id` null makes a new one. Without `rates` the rate card stays as it is. */
  courierSave: procedure.input(z.object({ id: idSchema.nullable(), ...courierFields, rates: z.array(rateSchema).max(5000).optional() })).output(courierMasterSchema),
  /** SKUs by code; `search` finds by the beginning of code or barcode, and by any part of the title. */
  skus: procedure.input(z.object({ search, ...pageInput })).output(z.object({ rows: z.array(skuSchema), nextCursor })),
  skuSave: procedure.input(z.object({ code: name, ...skuFields })).output(skuSchema),
  skuRemove: procedure.input(z.object({ id: idSchema })).output(z.object({ ok: z.literal(true) })),
  /** Buyers by nick; `search` finds by its beginning. */
  buyers: procedure.input(z.object({ search, ...pageInput })).output(z.object({ rows: z.array(buyerSchema), nextCursor })),
  buyerSave: procedure.input(z.object({ platform: z.string().min(1).max(40), nick: name, ...buyerFields })).output(buyerSchema),
}
