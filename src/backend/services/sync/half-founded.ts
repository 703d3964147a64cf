import { AppError } from '../../../domain/errors'
import { deviceOf } from '../../../domain/sync/vector'
import type { ReadDb } from '../../db/open'
import type { WriteTx } from '../../db/write'
import * as masters from '../../repositories/masters'
import { sha256Of } from '../../sync/signed-file'
import { isStoreError, type FileStore } from '../../sync/store'
import { readVault, vaultName } from '../../sync/vault-file'
import type { Kernel } from '../kernel'
import { SYSTEM } from '../setup'
import type { Listing } from './listing'

/**
 * A founding that was cut off leaves its base, and of the vault's file a beginning or all of it, with which nobody can do anything: the founder's key is gone with
 * the try (docs/sync-format.md, section 3). It must not keep a team out of its own folder for ever (S5).
 */

/** The founding of this folder that did not come about, in `meta`. */
const TRIED = 'sync-founding'
/** The torn file of another PC that was found here, in `meta`. */
const FOUND_TORN = 'sync-half-founded'
/** A vault's file has some hundred bytes: whoever has not finished one after so long does not write it any more. */
const PATIENCE_MS = 10 * 60_000

interface Tried {
  readonly vault: string
  readonly device: string
}
interface FoundTorn {
  readonly vault: string
  readonly hash: string
  readonly at: number
}

function readMeta<T>(db: ReadDb, key: string): T | null {
  const text = masters.readMeta(db, key) ?? ''
  return text === '' ? null : (JSON.parse(text) as T)
}

/** In the transaction in which a founding is given up: its file may lie in the store. */
export const noteTried = (tx: WriteTx, tried: Tried): void => masters.putMeta(tx, TRIED, JSON.stringify(tried))

/** Whether there lies nothing but what the founding of one PC leaves. `device`: null for one that nobody knows. */
function isAlone({ streams, requests, admissions, snapshots, parts, presence }: Listing, device: string | null): boolean {
  const founders = new Set([...snapshots, ...parts].map(({ stream }) => deviceOf(stream)))
  const isBase = [...snapshots, ...parts].every(({ seq }) => seq === 0)
  return streams.size + requests.size + admissions.size + presence.length === 0 && isBase && (device === null ? founders.size <= 1 : [...founders].every((one) => one === device))
}

/**
 * Takes away what a founding left that was cut off: this folder's own at once, another PC's torn file when it has lain there unchanged for ten minutes since it was first
 * seen from here, and only where nothing else lies. Does nothing in a store without a vault.
 * @throws AppError STORE_IN_USE where there is a vault, STORE_HALF_FOUNDED while a torn one may still come whole; StoreError
 */
export async function clearHalfFounded(kernel: Kernel, store: FileStore, listing: Listing): Promise<void> {
  const tried = readMeta<Tried>(kernel.read, TRIED)
  for (const vault of listing.vaults) {
    const own = tried?.vault === vault ? tried.device : null
    const bytes = await store.read(vaultName(vault)).catch((error: unknown) => {
      if (isStoreError(error, 'missing')) return null
      throw error
    })
    // listed and not to be read: it may come late, unless it is what this folder has just taken away
    if (bytes === null && own !== null) continue
    const read = bytes === null ? null : readVault(bytes, vault)
    const isTorn = read !== null && !read.ok && read.fault === 'torn'
    if (bytes === null || (own === null && !isTorn) || !isAlone(listing, own)) throw new AppError('STORE_IN_USE')
    if (own === null && !isOld(kernel, vault, bytes)) throw new AppError('STORE_HALF_FOUNDED')
    await store.remove(vaultName(vault))
  }
}

/** Whether a torn file has not grown for long enough; the first look is noted down. */
function isOld(kernel: Kernel, vault: string, bytes: Uint8Array): boolean {
  const hash = sha256Of(bytes)
  const known = readMeta<FoundTorn>(kernel.read, FOUND_TORN)
  const now = kernel.now()
  if (known?.vault === vault && known.hash === hash && known.at <= now) return now - known.at >= PATIENCE_MS
  kernel.write(SYSTEM, { name: 'sync.half-founded', subject: vault, derived: true }, (tx) => masters.putMeta(tx, FOUND_TORN, JSON.stringify({ vault, hash, at: now } satisfies FoundTorn)))
  return false
}
