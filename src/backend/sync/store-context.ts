import type { StoresPolicy } from '../../contract/store-policy'
import type { FileStore } from './store'

/** The policy's numbers as stores use them: milliseconds and bytes. */
export interface StoreLimits {
  /** Time until a server takes the connection. */
  readonly connect: number
  /** Time without progress after which a call has failed. */
  readonly silence: number
  readonly partBytes: number
  /** Largest answer that is not a file. */
  readonly answerBytes: number
  readonly connections: number
  readonly claim: { readonly wait: number; readonly stale: number }
  /** Waits before a file that is in use is tried again. */
  readonly busy: readonly number[]
}

/** resources/policies/stores.yaml as the stores take it. */
export function storeLimits(policy: StoresPolicy): StoreLimits {
  const { connect, silence, connections, claim, busy } = policy
  return { connect, silence, connections, claim, busy, partBytes: policy.partMegabytes, answerBytes: policy.answerMegabytes }
}

/** What every store needs beside its address. */
export interface StoreContext {
  /** This device's id: marks its unfinished files, so that it finds them again. */
  readonly owner: string
  readonly policy: StoreLimits
  readonly wait: (ms: number) => Promise<void>
  readonly now: () => number
}

/** A store with what the connection test needs beyond the interface. */
export interface OpenStore extends FileStore {
  /** The store's own time (epoch ms): from the server's last answer, or from a file that was just written; null when it tells none. */
  clock(name: string): Promise<number | null>
  /** Whether of two that put one new name at once exactly one gets 'stored' for certain; null while or where that cannot be known. */
  exclusive(): Promise<boolean | null>
  /** Removes an empty folder that a test made. */
  dropFolder(folder: string): Promise<void>
}
