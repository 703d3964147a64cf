import { z } from 'zod'
import { CHANNELS, idsOf, PLATFORMS, type ChannelId, type PlatformId } from '../domain/case/lists'
import { LENGTH_UNITS } from '../domain/memo/fit'
import type { ReplyPolicy } from '../domain/reply/limits'

/** Shorter than this a message could not hold a sentence, nor always one character. */
const SHORTEST = 20
const limit = z.strictObject({ zh: z.string().min(1), en: z.string().min(1), max: z.number().int().min(SHORTEST), unit: z.enum(LENGTH_UNITS) })
const platform = z.enum(idsOf(PLATFORMS) as readonly PlatformId[] as [PlatformId, ...PlatformId[]])
const channel = z.enum(idsOf(CHANNELS) as readonly ChannelId[] as [ChannelId, ...ChannelId[]])

const fields = { platforms: z.record(z.string(), limit), channels: z.record(z.string(), limit), otherPlatforms: limit, hotlines: z.record(z.string(), z.string().regex(/^\d{3,8}$/, 'a hotline is 3 to 8 digits')) }

/** The policy as it travels to a page. */
export const replyPolicySchema = z.object(fields) satisfies z.ZodType<ReplyPolicy>

/** resources/policies/replies.yaml (T1). */
export const repliesFileSchema = z
  .strictObject({ version: z.literal(1), ...fields, platforms: z.partialRecord(platform, limit).default({}), channels: z.partialRecord(channel, limit).default({}), hotlines: fields.hotlines.default({}) })
  .transform(({ platforms, channels, otherPlatforms, hotlines }): ReplyPolicy => ({ platforms: known(platforms), channels: known(channels), otherPlatforms, hotlines }))

const known = <T>(record: Readonly<Record<string, T | undefined>>): Record<string, T> => Object.fromEntries(Object.entries(record).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])))
