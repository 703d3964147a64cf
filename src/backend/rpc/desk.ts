import { askCouriers, confirmAnswers, deskParcels, readDesk } from '../services/courier-desk'
import { listCalendars, logContact, recordEvent, waysOf } from '../services/desk-events'
import { dueCounts } from '../services/due-summary'
import { readEbayGauge } from '../services/ebay-gauge'
import { os, requireActor } from './base'

export const clocksRouter = {
  calendars: os.clocks.calendars.handler(({ context }) => listCalendars(context.host.kernel())),
  due: os.clocks.due.handler(({ context }) => dueCounts(context.host.kernel(), requireActor(context))),
  record: os.clocks.record.handler(({ context, input }) => recordEvent(context.host.kernel(), requireActor(context), input)),
  contactWays: os.clocks.contactWays.handler(({ context, input }) => waysOf(context.host.kernel(), input.id)),
  contact: os.clocks.contact.handler(({ context, input }) => logContact(context.host.kernel(), requireActor(context), input)),
}

export const courierDeskRouter = {
  parcels: os.courierDesk.parcels.handler(({ context, input }) => deskParcels(context.host.kernel(), input)),
  ask: os.courierDesk.ask.handler(({ context, input }) => askCouriers(context.host.kernel(), requireActor(context), input)),
  read: os.courierDesk.read.handler(({ context, input }) => readDesk(context.host.kernel(), input.text)),
  confirm: os.courierDesk.confirm.handler(({ context, input }) => confirmAnswers(context.host.kernel(), requireActor(context), input)),
}

export const gaugeRouter = {
  ebay: os.gauge.ebay.handler(({ context, input }) => readEbayGauge(context.host.kernel(), input.shopId ?? null)),
}
