import { z } from 'zod'
import { KIND_IDS, type KindId } from '../domain/case/kinds'
import { EVIDENCE_SLOTS, type EvidenceSlotId } from '../domain/case/slots'
import { parseDuration } from '../domain/clock/duration'
import { PAYOUT_TYPES, type PayoutType } from '../domain/compensation/payout'
import type { CompensationOverride, CompensationPolicy } from '../domain/compensation/gate'
import { idsOf } from '../domain/case/lists'
import type { FreightPolicy } from '../domain/freight/facts'
import { LENGTH_UNITS } from '../domain/memo/fit'
import { factsIn, type MemoPattern, type MemoPlatform, type MemoPolicy } from '../domain/memo/memo'
import type { PromiseTerm } from '../domain/promise/promise'

const duration = z.string().transform((text, context): number => {
  const ms = parseDuration(text)
  if (ms !== null) return ms
  context.addIssue({ code: 'custom', message: `"${text}" is not a length of time such as 48h or 7d` })
  return z.NEVER
})
const cents = z.number().int().min(0).max(1_000_000_000)
const grams = z.number().int().min(1).max(1_000_000)
const platformId = z.string().regex(/^[a-z0-9-]{2,40}$/)
const shopName = z.string().min(1).max(500)

const part = z.string().min(1).max(200).superRefine((text, context) => {
  for (const name of factsIn(text).unknown) context.addIssue({ code: 'custom', message: `"{{${name}}}" is not a fact of a memo` })
})
const flag = z.number().int().min(0).max(10)
const patternFields = {
  flag: flag.nullable(),
  separator: z.string().max(10),
  zh: z.array(part).min(1).max(20),
  en: z.array(part).min(1).max(20),
  cases: z.array(z.enum(KIND_IDS as [KindId, ...KindId[]])),
}
const pattern = z.lazy(() => z.strictObject(patternFields).transform(({ zh, en, ...rest }): MemoPattern => ({ ...rest, parts: { zh, en } })))
const ownPattern = z.lazy(() => z.strictObject({ flag: flag.nullable().optional(), separator: patternFields.separator.optional(), parts: z.strictObject({ zh: patternFields.zh, en: patternFields.en }).optional() })
  .transform((own): Partial<MemoPattern> => Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined))))
const memoPlatform = z.lazy(() => z
  .strictObject({ max: z.number().int().min(1).max(100_000), unit: z.enum(LENGTH_UNITS), flags: z.array(flag), labelMax: z.number().int().min(1).max(100).nullable() })
  .transform(({ max, unit, ...rest }): MemoPlatform => ({ ...rest, limit: { max, unit } })))

/** resources/policies/memo.yaml → MemoPolicy (C6). */
export const memoFileSchema = z.lazy(() => z
  .strictObject({
    version: z.literal(1),
    patterns: z.strictObject({ change: pattern, 'after-sales': pattern, quality: pattern }),
    platforms: z.record(platformId, memoPlatform),
    otherPlatforms: memoPlatform,
    shops: z.record(shopName, z.strictObject({ change: ownPattern.optional(), 'after-sales': ownPattern.optional(), quality: ownPattern.optional() })).default({}),
  })
  .transform(({ patterns, platforms, otherPlatforms, shops }): MemoPolicy => ({
    patterns,
    platforms,
    otherPlatforms,
    shops: Object.fromEntries(
      Object.entries(shops).map(([name, own]) => [name, { ...(own.change ? { change: own.change } : {}), ...(own['after-sales'] ? { 'after-sales': own['after-sales'] } : {}), ...(own.quality ? { quality: own.quality } : {}) }]),
    ),
  })))

const types = z.array(z.enum(idsOf(PAYOUT_TYPES) as [PayoutType, ...PayoutType[]]))
const gateOverride = z.lazy(() => z
  .strictObject({ limit: z.enum(['freight', 'amount']), amount: cents, unknownFreight: z.enum(['amount', 'supervisor']), alwaysAsk: types, minorStainAsks: z.boolean() })
  .partial()
  .transform(({ amount, ...rest }): CompensationOverride => ({ ...rest, ...(amount === undefined ? {} : { amountCents: amount }) })))

/** resources/policies/compensation.yaml → CompensationPolicy (C7). */
export const compensationFileSchema = z.lazy(() => z
  .strictObject({
    version: z.literal(1),
    limit: z.enum(['freight', 'amount']),
    amount: cents,
    unknownFreight: z.enum(['amount', 'supervisor']),
    unknownGrams: grams,
    alwaysAsk: types,
    minorStainAsks: z.boolean(),
    spoken: z.strictObject({ confirmWithin: duration, slot: z.enum(Object.keys(EVIDENCE_SLOTS) as [EvidenceSlotId, ...EvidenceSlotId[]]) }),
    platforms: z.record(platformId, gateOverride).default({}),
    shops: z.record(shopName, gateOverride).default({}),
  })
  .transform(({ limit, amount, unknownFreight, unknownGrams, alwaysAsk, minorStainAsks, spoken, platforms, shops }): CompensationPolicy => ({
    limit, amountCents: amount, unknownFreight, unknownGrams, alwaysAsk, minorStainAsks, spokenConfirmMs: spoken.confirmWithin, spokenSlot: spoken.slot, platforms, shops,
  })))

const freightOverride = z.lazy(() => z.strictObject({ deductFreeShipping: z.boolean(), voidedBeatsFault: z.boolean() }).partial())

/** resources/policies/freight.yaml → FreightPolicy (C8). */
export const freightFileSchema = z.lazy(() => z
  .strictObject({
    version: z.literal(1),
    deductFreeShipping: z.boolean(),
    voidedBeatsFault: z.boolean(),
    sellerRepays: z.strictObject({ way: z.enum(['transfer', 'next-order']), when: z.enum(['after-inspection', 'after-agreement', 'before-reship', 'with-refund']) }),
    buyerRepays: z.strictObject({ way: z.enum(['top-up-link', 'transfer']) }),
    topUpUnit: cents.min(1),
    unknownGrams: grams,
    say: z.record(z.string().min(1).max(60), z.string().min(1).max(100)),
    platforms: z.record(platformId, freightOverride).default({}),
    shops: z.record(shopName, freightOverride).default({}),
  })
  .transform(({ version: _version, topUpUnit, ...rest }): FreightPolicy => ({ ...rest, topUpUnitCents: topUpUnit })))

const minuteOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/).transform((text): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)))
const label = { id: z.string().regex(/^[a-z0-9-]{1,40}$/), zh: z.string().min(1).max(100), en: z.string().min(1).max(100) }

export interface PromiseChoice {
  readonly id: string
  readonly zh: string
  readonly en: string
  readonly term: PromiseTerm
}

/** resources/policies/promises.yaml → the promises offered on one key (P2). */
export const promisesFileSchema = z.lazy(() => z
  .strictObject({
    version: z.literal(1),
    choices: z.array(
      z.union([
        z.strictObject({ ...label, in: duration }).transform(({ in: afterMs, ...rest }): PromiseChoice => ({ ...rest, term: { afterMs } })),
        z.strictObject({ ...label, day: z.number().int().min(0).max(365), at: minuteOfDay }).transform(({ day, at, ...rest }): PromiseChoice => ({ ...rest, term: { days: day, minuteOfDay: at } })),
      ]),
    ).max(9),
  })
  .transform(({ choices }) => choices))
