import type { DueSummary } from '../../contract/shell'
import type { DueWatch } from '../services/due-summary'
import { logError } from '../services/failures'
import type { Actor, Kernel } from '../services/kernel'

const FIRST_AFTER_MS = 3_000
const LOOK_EVERY_MS = 20_000
/** A batch of changes is looked at once it has settled, and at the latest after this: one notification for fifty cases. */
const SETTLE_MS = 1_500
const SETTLE_AT_MOST_MS = 10_000

/**
 * Looks at what is due after changes and as time goes by, and hands the shell its one summary (C4, U5). `actor` answers who sits at this
 * PC now. Answers how to stop, and a way to look at once.
 */
export function startDueWatch(kernel: Kernel, watch: DueWatch, actor: () => Actor | null, tell: (summary: DueSummary) => void): { stop(): void; now(): void } {
  let settle: ReturnType<typeof setTimeout> | null = null
  let since = 0
  let last = ''
  const run = (): void => {
    if (settle !== null) clearTimeout(settle)
    settle = null
    try {
      const summary = watch.look(kernel, actor()) ?? { overdue: 0, soon: 0, notice: null }
      const said = JSON.stringify(summary)
      if (summary.notice !== null || said !== last) tell(summary)
      last = JSON.stringify({ ...summary, notice: null })
    } catch (error) {
      // The queue itself shows what is late; the next look tries again.
      logError('due watch', error)
    }
  }
  const stopChanges = kernel.onChange(({ tables }) => {
    if (!tables.has('cases')) return
    if (settle === null) since = performance.now()
    else clearTimeout(settle)
    settle = setTimeout(run, Math.max(0, Math.min(SETTLE_MS, since + SETTLE_AT_MOST_MS - performance.now())))
    settle.unref()
  })
  const first = setTimeout(run, FIRST_AFTER_MS)
  const every = setInterval(run, LOOK_EVERY_MS)
  first.unref()
  every.unref()
  return {
    stop() {
      stopChanges()
      clearTimeout(first)
      clearInterval(every)
      if (settle !== null) clearTimeout(settle)
    },
    now: run,
  }
}
