import { implement } from '@orpc/server'
import { firstContract } from '../../contract/first'
import { countViews, listCases } from '../services/case-read'
import { readPreferences } from '../services/masters'
import { changesOf } from './changes'
import type { RpcContext } from './context'
import { guard, requireActor, translated } from './guard'

const os = implement(firstContract).$context<RpcContext>().use(guard)

/** The procedures of the first screen (X1); the router takes them from here. */
export const first = {
  session: { state: os.session.state.handler(({ context }) => context.host.state(context.session)) },
  preferences: { get: os.preferences.get.handler(({ context }) => readPreferences(context.host.kernel(), requireActor(context))) },
  cases: {
    list: os.cases.list.handler(({ context, input }) => listCases(context.host.kernel(), requireActor(context), input)),
    counts: os.cases.counts.handler(({ context }) => countViews(context.host.kernel(), requireActor(context))),
  },
  health: { changes: os.health.changes.handler(({ context, signal }) => translated('health.changes', changesOf(context.host.kernel(), signal))) },
}
