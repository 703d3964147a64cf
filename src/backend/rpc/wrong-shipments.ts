import type { BytesInput } from '../../contract/photos'
import * as followUps from '../services/wrong-shipment-follow-ups'
import * as read from '../services/wrong-shipment-read'
import * as statistics from '../services/wrong-shipment-statistics'
import * as weights from '../services/wrong-shipment-weights'
import * as wrong from '../services/wrong-shipments'
import { os, requireActor } from './base'

const bytesOf = async (bytes: BytesInput): Promise<Uint8Array> => (bytes instanceof Uint8Array ? bytes : new Uint8Array(await bytes.arrayBuffer()))

/** The wrong-shipment register (W1-W5). */
export const wrongShipmentsRouter = {
  create: os.wrongShipments.create.handler(({ context, input }) => wrong.createWrongShipment(context.host.kernel(), requireActor(context), input)),
  record: os.wrongShipments.record.handler(({ context, input }) => read.shipmentRecord(context.host.kernel(), requireActor(context), input.id)),
  correct: os.wrongShipments.correct.handler(({ context, input }) => wrong.correctWrongShipment(context.host.kernel(), requireActor(context), input)),
  undo: os.wrongShipments.undo.handler(({ context, input }) => wrong.undoWrongShipment(context.host.kernel(), requireActor(context), input.id, input.key)),
  weigh: os.wrongShipments.weigh.handler(({ context, input }) => {
    const kernel = context.host.kernel()
    weights.weighShipment(kernel, requireActor(context), input)
    return read.shipmentRecord(kernel, requireActor(context), input.id)
  }),
  savePicture: os.wrongShipments.savePicture.handler(async ({ context, input }) => weights.saveWeightPicture(context.host.kernel(), requireActor(context), { ...input, bytes: await bytesOf(input.bytes) })),
  addFollowUp: os.wrongShipments.addFollowUp.handler(({ context, input }) => {
    const kernel = context.host.kernel()
    followUps.addFollowUp(kernel, requireActor(context), input)
    return read.shipmentRecord(kernel, requireActor(context), input.id)
  }),
  editFollowUp: os.wrongShipments.editFollowUp.handler(({ context, input }) => {
    const kernel = context.host.kernel()
    followUps.editFollowUp(kernel, requireActor(context), input)
    return read.shipmentRecord(kernel, requireActor(context), input.id)
  }),
  closeFollowUp: os.wrongShipments.closeFollowUp.handler(({ context, input }) => {
    const kernel = context.host.kernel()
    followUps.closeFollowUp(kernel, requireActor(context), input)
    return read.shipmentRecord(kernel, requireActor(context), input.id)
  }),
  handOver: os.wrongShipments.handOver.handler(({ context, input }) => {
    const kernel = context.host.kernel()
    followUps.handOverFollowUp(kernel, requireActor(context), input)
    return read.shipmentRecord(kernel, requireActor(context), input.id)
  }),
  statistics: os.wrongShipments.statistics.handler(({ context, input }) => statistics.readStatistics(context.host.kernel(), input)),
  exportStatistics: os.wrongShipments.exportStatistics.handler(({ context, input }) => statistics.exportStatistics(context.host.kernel(), requireActor(context), input)),
}
