import { z } from 'zod'
import { PHOTO_FORMATS } from '../domain/photo/formats'
import { durationSchema, keysOf } from './resources'

const MEGABYTE = 1024 ** 2
const MILLION = 1_000_000

/** resources/policies/reading.yaml: which pictures are read for their text, and what one reading may cost (A7, C11). */
export const readingFileSchema = z.lazy(() => z.strictObject({
  version: z.literal(1),
  screenshots: z.strictObject({
    formats: z.array(z.enum(keysOf(PHOTO_FORMATS) as [keyof typeof PHOTO_FORMATS, ...(keyof typeof PHOTO_FORMATS)[]])),
    sources: z.array(z.string().min(1)),
    names: z.array(z.string().min(1)),
    minSide: z.number().int().min(1).max(10_000),
  }),
  limits: z.strictObject({
    megapixels: z.number().min(1).max(100).transform((millions) => millions * MILLION),
    megabytes: z.number().min(1).max(256).transform((size) => size * MEGABYTE),
    time: durationSchema,
    stall: durationSchema,
    memoryMegabytes: z.number().int().min(700).max(4000).transform((size) => size * MEGABYTE),
  }),
  quiet: durationSchema,
  attempts: z.number().int().min(1).max(10),
  unsureBelow: z.number().min(0).max(1),
}))
export type ReadingPolicy = z.output<typeof readingFileSchema>
