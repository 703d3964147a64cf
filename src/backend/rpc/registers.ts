import * as claims from '../services/claims'
import { os, requireActor } from './base'

export const claimsRouter = {
  create: os.claims.create.handler(({ context, input }) => claims.createClaim(context.host.kernel(), requireActor(context), input)),
  list: os.claims.list.handler(({ context, input }) => claims.listClaims(context.host.kernel(), input)),
  get: os.claims.get.handler(({ context, input }) => claims.getClaim(context.host.kernel(), input.id)),
  setStatus: os.claims.setStatus.handler(({ context, input }) => claims.setClaimStatus(context.host.kernel(), requireActor(context), input.id, input)),
}
