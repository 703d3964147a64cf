import { z } from 'zod'
import { ALLOWANCES, type BuyerType, type CalmingPart, type CoachPolicy, type Phrase, type PlatformAllowance } from '../domain/coach/policy'
import { fileIdSchema, kindSchema } from './resources'

const words = z.string().trim().min(1, 'text is missing').max(400)
const label = z.strictObject({ zh: words, en: words })
const wordList = z.array(words.max(100)).max(200).readonly()
const allowance = z.enum(ALLOWANCES)
const host = z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'a host is written like ebay.com')

const platform = z.lazy(() => z.strictObject({ messenger: allowance, phone: allowance, link: allowance, transfer: allowance, hosts: z.array(host).max(100).readonly() })) satisfies z.ZodType<PlatformAllowance>
/** A phrase of the list, with why and what to say instead (P8). */
export const phraseSchema = z.lazy(() => z.strictObject({ rule: z.enum(['forbidden', 'promise']), words: wordList.refine((list) => list.length > 0, 'a phrase needs words to be found by'), except: wordList.default([]), reason: label, better: label.nullable() })) satisfies z.ZodType<Phrase>
const part = z.lazy(() => z.strictObject({ title: label, example: label, cues: wordList })) satisfies z.ZodType<CalmingPart>
const buyerType = z.lazy(() => z.strictObject({ id: fileIdSchema, name: label, signs: label, answer: label, avoid: label })) satisfies z.ZodType<BuyerType>

const fields = {
  platforms: z.record(z.string().regex(/^[a-z0-9-]{2,40}$/), platform),
  otherPlatforms: platform,
  phrases: z.array(phraseSchema).max(1_000).readonly(),
  calming: z.strictObject({ kinds: z.array(kindSchema).readonly(), fromLength: z.number().int().min(0).max(1_000), acknowledge: part, apologise: part, now: part, when: part }),
  buyerTypes: z.array(buyerType).min(1).max(50).readonly(),
}

/** The policy as it travels to a page. */
export const coachPolicySchema = z.object(fields) satisfies z.ZodType<CoachPolicy>

/** resources/policies/coach.yaml → CoachPolicy (P8, T6). */
export const coachFileSchema = z.lazy(() => z.strictObject({ version: z.literal(1), ...fields }).transform(({ platforms, otherPlatforms, phrases, calming, buyerTypes }): CoachPolicy => ({ platforms, otherPlatforms, phrases, calming, buyerTypes })))
