import type { Vector } from '../../../domain/sync/vector'
import * as repo from '../../repositories/sync'
import { segmentName } from '../../sync/names'
import { knowsOf } from '../../sync/segment'
import type { SnapshotManifest } from '../../sync/snapshot-file'
import { isStoreError } from '../../sync/store'
import type { Kernel } from '../kernel'
import type { Link } from './link'

/**
 * What devices have said they know in the last segments that a snapshot covers and this device has not read (docs/sync-format.md, section 8). Without it
 * this device would take them for ignorant until they write again, and would put what a copy of it removes back for ever. A segment that was removed is
 * left out: one after it is there, and will be read. The manifest's hash of the first line says that it is the segment.
 */
export async function toldUpTo(kernel: Kernel, link: Link, positions: SnapshotManifest['positions']): Promise<ReadonlyMap<string, Vector>> {
  const told = new Map<string, Vector>()
  for (const [stream, { seq, prev }] of Object.entries(positions)) {
    if (stream === kernel.stream() || seq <= (repo.findStream(kernel.read, stream)?.seq ?? 0)) continue
    try {
      const knows = knowsOf(await link.store.read(segmentName(stream, seq)), prev)
      if (knows !== null) told.set(stream, knows)
    } catch (error) {
      // Also one that cannot be read now: it is no reason to wait with the rows, and a store that is away says so at the first part.
      if (!isStoreError(error)) throw error
    }
  }
  return told
}
