import { coachPolicy } from '../services/coach'
import { os } from './base'

export const coachRouter = {
  policy: os.coach.policy.handler(({ context }) => coachPolicy(context.host.kernel())),
}
