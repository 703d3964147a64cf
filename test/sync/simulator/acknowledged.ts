import { streamOf } from '../../../src/domain/sync/vector'
import { readCut } from '../../../src/backend/services/sync/link'
import type { Kernel } from '../../../src/backend/services/kernel'
import type { Share } from './store'

interface OutboxRow {
  readonly from: number
  readonly to: number
  readonly head: string
}

/**
 * Which changes of a folder the store has acknowledged: what has to come back when the folder is lost. The last stamp that the store has of the folder's
 * stream does not say it. Two clones write one stream until one of them finds the other's segments there, and the larger stamps of one that
 * sends say nothing of what the other wrote at the same time and never sent: that lay on its disk alone. So the segment that the
 * folder cut of the change is looked for in the store by its own hash, which names the chain before it too. `stamp`: of the change with the number `seq` in the log.
 */
export function acknowledgedBy({ shipped }: Pick<Share, 'shipped'>, kernel: Kernel): (seq: number, stamp: string) => boolean {
  const outbox = kernel.db.readable.prepare<[], OutboxRow>('SELECT from_change AS "from", to_change AS "to", head FROM sync_outbox').all()
  const cut = readCut(kernel.read)
  return (seq, stamp) => {
    const there = shipped.get(streamOf(stamp))
    const own = outbox.find(({ from, to }) => from < seq && seq <= to)
    if (own !== undefined) return there?.heads.has(own.head) === true
    // Cut and no more in the outbox: it was sent and all have it. Or it went out with the base, before there could be a clone.
    return seq <= cut && (there?.last ?? '') >= stamp
  }
}
