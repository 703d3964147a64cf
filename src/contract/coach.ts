import { z } from 'zod'
import { coachPolicySchema } from './coach-policy'
import { procedure } from './common'

/** What a page needs to check a reply as it is typed (P8, T6). */
export const coachContract = {
  /** The policy in force, and by shop id what of its return address a reply may hold. */
  policy: procedure.output(z.object({ policy: coachPolicySchema, returnWords: z.record(z.string(), z.array(z.string())) })),
}
