import { z } from 'zod'
import { coachPolicySchema } from './coach-policy'
import { procedure } from './common'
import { replyPolicySchema } from './reply-policy'

/** What a page needs to check a reply as it is typed (P8, T6). */
export const coachContract = {
  /** The policies in force, of the check and of the length of messages (T1), and by shop id what of its return address a reply may hold. */
  policy: procedure.output(z.object({ policy: coachPolicySchema, replies: replyPolicySchema, returnWords: z.record(z.string(), z.array(z.string())) })),
}
