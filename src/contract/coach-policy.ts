import { z } from 'zod'
import { ALLOWANCES, type BuyerType, type CalmingPart, type CoachPolicy, type Phrase, type PlatformAllowance } from '../domain/coach/policy'
import { fileIdSchema, kindSchema } from './resources'

const words = z.string().trim().min(1, 'text is missing').max(400)
const label = z.strictObject({ zh: words, en: words })
const wordList = z.array(words.max(100)).max(200)
const allowance = z.enum(ALLOWANCES)
const host = z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'a host is written like ebay.com')

const platform = z.strictObject({ messenger: allowance, phone: allowance, link: allowance, transfer: allowance, hosts: z.array(host).max(100) }) satisfies z.ZodType<PlatformAllowance>
const phrase = z
  .strictObject({ rule: z.enum(['forbidden', 'promise']), words: wordList.min(1), except: wordList.default([]), reason: label, better: label.nullable() })
  .transform((one): Phrase => one)
const part = z.strictObject({ title: label, example: label, cues: wordList }) satisfies z.ZodType<CalmingPart>
const buyerType = z.strictObject({ id: fileIdSchema, name: label, signs: label, answer: label, avoid: label }) satisfies z.ZodType<BuyerType>

/** resources/policies/coach.yaml → CoachPolicy (P8, T6). */
export const coachFileSchema = z
  .strictObject({
    version: z.literal(1),
    platforms: z.record(z.string().regex(/^[a-z0-9-]{2,40}$/), platform),
    otherPlatforms: platform,
    phrases: z.array(phrase).max(1_000),
    calming: z.strictObject({ kinds: z.array(kindSchema), fromLength: z.number().int().min(0).max(1_000), acknowledge: part, apologise: part, now: part, when: part }),
    buyerTypes: z.array(buyerType).min(1).max(50),
  })
  .transform(({ platforms, otherPlatforms, phrases, calming, buyerTypes }): CoachPolicy => ({ platforms, otherPlatforms, phrases, calming, buyerTypes }))
