import { z } from 'zod'

export interface SyncPolicy {
  readonly roundEverySeconds: number
  readonly afterChangeMs: number
  readonly joinLookMs: number
  readonly retry: { readonly firstSeconds: number; readonly factor: number; readonly mostSeconds: number }
  readonly waitWordsAfterMinutes: number
  readonly segmentChanges: number
  readonly segmentBytes: number
  readonly applySliceMs: number
  readonly maxAheadHours: number
  readonly ackAfterSegments: number
  readonly ackAfterHours: number
  readonly snapshotPartBytes: number
  readonly compactAfterSegments: number
  readonly presenceEverySeconds: number
  readonly presenceLastsSeconds: number
  readonly scrypt: { readonly n: number; readonly r: number; readonly p: number }
}

const whole = (from: number, to: number): z.ZodType<number> => z.int().min(from).max(to)
/** Files of at most so much text: below what a reader takes (contract/sync-files.ts), above what would make thousands of them. */
const textBytes = whole(100_000, 16_000_000)

/** resources/policies/sync.yaml → SyncPolicy (section 10). */
export const syncFileSchema = z.lazy(() => z
  .strictObject({
    version: z.literal(1),
    roundEverySeconds: whole(2, 3600),
    afterChangeMs: whole(100, 60_000),
    joinLookMs: whole(200, 60_000),
    retry: z
      .strictObject({ firstSeconds: whole(1, 600), factor: z.number().min(1).max(10), mostSeconds: whole(1, 86_400) })
      .refine(({ firstSeconds, mostSeconds }) => firstSeconds <= mostSeconds, 'the longest wait is not below the first'),
    waitWordsAfterMinutes: whole(1, 10_080),
    segmentChanges: whole(1, 20_000),
    segmentBytes: textBytes,
    applySliceMs: whole(5, 500),
    maxAheadHours: whole(1, 720),
    ackAfterSegments: whole(1, 10_000),
    ackAfterHours: whole(1, 720),
    snapshotPartBytes: textBytes,
    compactAfterSegments: whole(2, 100_000),
    presenceEverySeconds: whole(5, 600),
    presenceLastsSeconds: whole(10, 3600),
    scrypt: z.strictObject({
      n: whole(1024, 524_288).refine((n) => Number.isInteger(Math.log2(n)), 'a power of two, for example 131072'),
      r: z.literal(8),
      p: whole(1, 4),
    }),
  })
  .refine(({ presenceEverySeconds, presenceLastsSeconds }) => presenceLastsSeconds > presenceEverySeconds, 'presenceLastsSeconds is above presenceEverySeconds: otherwise nobody would be seen without a break')
  .transform(({ version: _version, ...policy }): SyncPolicy => policy))
