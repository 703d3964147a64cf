import { buyerProfile } from '../services/buyer-profile'
import { os } from './base'

export const buyersRouter = {
  profile: os.buyers.profile.handler(({ context, input }) => buyerProfile(context.host.kernel(), input.caseId)),
}
