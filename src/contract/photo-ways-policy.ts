import { z } from 'zod'
import { PATTERN_VARIABLES, patternProblem, type PatternProblem } from '../domain/photo/archive-path'
import type { PhotoWaysPolicy } from '../domain/photo/ways'

const REASONS: Readonly<Record<PatternProblem, string>> = {
  'unknown-variable': `a photo's name cannot hold this variable; known are ${PATTERN_VARIABLES.map((name) => `{{${name}}}`).join(' ')}`,
  'no-number': 'the file name holds {{n}} once: it keeps two photos apart',
  'no-extension': 'the file name ends in .{{ext}}',
  'number-in-folder': '{{n}} and {{ext}} belong into the file name, not into a folder',
  'too-deep': 'a photo lies at most five folders deep',
  'unsafe-text': 'a part of this name is empty or cannot be stored on every system',
}

const pattern = z.string().max(300).superRefine((text, context) => {
  const problem = patternProblem(text)
  if (problem !== null) context.addIssue({ code: 'custom', message: REASONS[problem] })
})
const extension = z.string().regex(/^[a-z0-9]{1,10}$/, 'an extension is written in small letters and digits without a dot')
/** An ending such as `crdownload` or `!ut`. */
const ending = z.string().regex(/^[a-z0-9!_-]{1,20}$/)
const whole = (from: number, to: number): z.ZodType<number> => z.number().int().min(from).max(to)

/** resources/policies/photo-ways.yaml → PhotoWaysPolicy (A1, A2). */
export const photoWaysFileSchema = z.lazy(() => z
  .strictObject({
    version: z.literal(1),
    pattern,
    hot: z.strictObject({
      extensions: z.array(extension).min(1).max(40),
      unfinished: z.array(ending).max(40),
      lookSeconds: whole(1, 3600),
      stableLooks: whole(2, 20),
      tries: whole(1, 20),
      recheckLooks: whole(1, 1000),
      depth: whole(0, 20),
      mostFiles: whole(100, 1_000_000),
    }),
    scan: z.strictObject({ batch: whole(1, 500), depth: whole(1, 64), mostGroups: whole(10, 5000) }),
  })
  .transform(({ pattern: name, hot, scan }): PhotoWaysPolicy => ({ pattern: name, hot, scan })))
