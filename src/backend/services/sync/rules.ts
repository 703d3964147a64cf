import type { IncomingVersion, MergedVersion } from '../../db/merge'
import type { WriteTx } from '../../db/write'
import type { Kernel } from '../kernel'

/** A version that was merged, and what became of it. */
export interface Arrived {
  readonly version: IncomingVersion
  readonly merged: readonly MergedVersion[]
}

/** The domain rules of the merge (docs/sync-format.md, section 10), in the transaction that merged these versions. */
export function afterMerge(_kernel: Kernel, _tx: WriteTx, _arrived: readonly Arrived[]): void {
  // rules of section 10 follow
}
