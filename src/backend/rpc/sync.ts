import * as conflicts from '../services/sync/conflicts'
import * as desk from '../services/sync/desk'
import * as presence from '../services/sync/presence'
import { listReviews, settleReview } from '../services/sync/reviews'
import { os, requireActor, translated } from './base'
import { watching } from './watching'

/** A page follows at reading speed; a round of sync changes something many times a second. */
const SETTLE_MS = 250

export const syncRouter = {
  overview: os.sync.overview.handler(({ context }) => desk.overview(context.host.kernel())),
  watch: os.sync.watch.handler(({ context, signal }) => {
    const kernel = context.host.kernel()
    return translated('sync.watch', watching({ read: () => desk.overview(kernel), subscribe: (tell) => desk.onOverview(kernel, tell), now: kernel.now, signal, settleMs: SETTLE_MS }))
  }),
  check: os.sync.check.handler(({ context, input }) => desk.checkStore(context.host.kernel(), input.settings)),
  create: os.sync.create.handler(({ context, input }) => desk.create(context.host.kernel(), requireActor(context), input)),
  preview: os.sync.preview.handler(({ context, input }) => desk.preview(context.host.kernel(), input)),
  join: os.sync.join.handler(({ context, input }) => desk.join(context.host.kernel(), requireActor(context), input)),
  leave: os.sync.leave.handler(({ context }) => desk.leave(context.host.kernel(), requireActor(context))),
  changeStore: os.sync.changeStore.handler(({ context, input }) => desk.changeStore(context.host.kernel(), requireActor(context), input)),
  now: os.sync.now.handler(({ context }) => desk.syncNow(context.host.kernel())),
  devices: os.sync.devices.handler(({ context }) => desk.listDevices(context.host.kernel())),
  admit: os.sync.admit.handler(({ context, input }) => desk.admit(context.host.kernel(), requireActor(context), input)),
  retire: os.sync.retire.handler(({ context, input }) => desk.retire(context.host.kernel(), requireActor(context), input)),
  rename: os.sync.rename.handler(({ context, input }) => desk.rename(context.host.kernel(), requireActor(context), input)),
}

export const syncConflictsRouter = {
  list: os.syncConflicts.list.handler(({ context, input }) => conflicts.listConflicts(context.host.kernel(), requireActor(context), input)),
  counts: os.syncConflicts.counts.handler(({ context }) => conflicts.conflictCounts(context.host.kernel())),
  decide: os.syncConflicts.decide.handler(({ context, input }) => conflicts.decideConflict(context.host.kernel(), requireActor(context), input)),
  reviews: os.syncConflicts.reviews.handler(({ context, input }) => listReviews(context.host.kernel(), requireActor(context), input)),
  settle: os.syncConflicts.settle.handler(({ context, input }) => settleReview(context.host.kernel(), requireActor(context), input)),
}

export const presenceRouter = {
  watch: os.presence.watch.handler(({ context, signal }) => {
    const kernel = context.host.kernel()
    return translated(
      'presence.watch',
      watching({
        read: () => presence.presenceView(kernel),
        subscribe: (tell) => {
          const stops = [presence.onPresence(kernel, tell), desk.onOverview(kernel, tell)]
          return () => stops.forEach((stop) => stop())
        },
        wakeAt: ({ cases }) => (cases.length === 0 ? null : Math.min(...cases.map(({ until }) => until))),
        now: kernel.now,
        signal,
        settleMs: SETTLE_MS,
      }),
    )
  }),
  say: os.presence.say.handler(({ context, input }) => presence.sayPresence(context.host.kernel(), requireActor(context), context.session, input)),
}
