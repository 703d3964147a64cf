import * as claims from '../services/claims'
import * as wrong from '../services/wrong-shipments'
import { os, requireActor } from './base'

export const claimsRouter = {
  create: os.claims.create.handler(({ context, input }) => claims.createClaim(context.host.kernel(), requireActor(context), input)),
  list: os.claims.list.handler(({ context, input }) => claims.listClaims(context.host.kernel(), input)),
  get: os.claims.get.handler(({ context, input }) => claims.getClaim(context.host.kernel(), input.id)),
  setStatus: os.claims.setStatus.handler(({ context, input }) => claims.setClaimStatus(context.host.kernel(), requireActor(context), input.id, input)),
}

export const wrongShipmentsRouter = {
  create: os.wrongShipments.create.handler(({ context, input }) => wrong.createWrongShipment(context.host.kernel(), requireActor(context), input)),
  list: os.wrongShipments.list.handler(({ context, input }) => wrong.listWrongShipments(context.host.kernel(), input)),
  verify: os.wrongShipments.verify.handler(({ context, input }) => wrong.verifyWrongShipment(context.host.kernel(), requireActor(context), input.id, input.key)),
  sendBack: os.wrongShipments.sendBack.handler(({ context, input }) =>
    wrong.sendBackWrongShipment(context.host.kernel(), requireActor(context), input.id, input.reason, input.key),
  ),
}
