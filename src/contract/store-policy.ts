import { z } from 'zod'
import { durationSchema } from './resources'

const MEGABYTE = 1024 ** 2
const megabytes = (most: number): z.ZodPipe<z.ZodNumber, z.ZodTransform<number, number>> => z.number().min(0.001).max(most).transform((size) => Math.round(size * MEGABYTE))

/** resources/policies/stores.yaml: how long a shared store may take to answer, and in what pieces files travel (S1, S4, R2). */
export const storesFileSchema = z.lazy(() => z.strictObject({
  version: z.literal(1),
  connect: durationSchema,
  silence: durationSchema,
  partMegabytes: megabytes(512),
  answerMegabytes: megabytes(512),
  connections: z.number().int().min(1).max(16),
  claim: z.strictObject({ wait: durationSchema, stale: durationSchema }),
  busy: z.array(durationSchema).max(10),
  clock: z.strictObject({ warn: durationSchema }),
}))
/** Times in milliseconds, sizes in bytes. */
export type StoresPolicy = z.output<typeof storesFileSchema>
