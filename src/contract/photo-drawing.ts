import { z } from 'zod'
import { idSchema, procedure } from './common'
import { drawingPolicySchema } from './photo-policy'
import { bytesSchema, photoSchema } from './photos'

/** Drawing and masking on a photo (A5): the result is a file of its own, the original stays. */
export const drawingContract = {
  /** What the policy says of lines, words, masks and the file that is saved. */
  measures: procedure.output(drawingPolicySchema),
  /** A picture that the page itself cannot decode (HEIC, TIFF), as one that it can. */
  source: procedure.input(z.object({ linkId: idSchema })).output(z.object({ dataUrl: z.string() })),
  /** Files what was drawn beside its original: same case, slot and buyer. */
  save: procedure.input(z.object({ linkId: idSchema, bytes: bytesSchema })).output(photoSchema),
}
