import { join } from 'node:path'
import { retryAfter, type PhotoFault } from '../../../domain/sync/photo-faults'
import type { ErrorCode } from '../../../domain/errors'
import { hashFile, INCOMING_FOLDER, nodeFileSystem, removeIfThere, type BinnedFile } from '../../photos'
import type { Travelling } from '../../repositories/sync-photos'
import * as ways from '../../repositories/sync-photos'
import { StoreError, type FileStore, type StoreFault } from '../../sync/store'
import { toAppError } from '../failures'
import type { Kernel } from '../kernel'
import { SYSTEM } from '../setup'

/** Seals files with the team's passphrase (S6): names and bytes in the store tell nothing. Part of `Seal` of sync/seal.ts. */
export interface PhotoSeal {
  /** 64 hexadecimal digits, told by the content and the key. */
  nameOf(sha256: string): string
  /** The same content always gives the same bytes. @throws AppError when `to` is there */
  sealFile(from: string, to: string): Promise<void>
  /** @throws AppError FILE_DAMAGED when it is not whole or was not sealed with this key; then `to` is not there */
  openFile(from: string, to: string): Promise<void>
}

/** One transfer's surroundings. */
export interface Travel {
  readonly kernel: Kernel
  readonly store: FileStore
  readonly seal: PhotoSeal | null
  readonly signal: AbortSignal | undefined
}

export type WayFault = PhotoFault | StoreFault | ErrorCode
/** What kept a photo, or a whole way (`photoId` null), from going on. */
export interface PhotoTrouble {
  readonly photoId: string | null
  readonly way: 'up' | 'down'
  readonly fault: WayFault
}

/** Thrown for what is wrong with one photo; the others go on. */
export class PhotoWrong extends Error {
  override readonly name = 'PhotoWrong'
  constructor(readonly fault: PhotoFault) {
    super(fault)
  }
}

/** Faults of the store that concern every photo: it is not asked any further in this round. */
const ALL: ReadonlySet<string> = new Set<StoreFault>(['unreachable', 'timeout', 'credentials', 'certificate', 'unsupported'])
/** Faults that concern every photo of one way. */
const ONE_WAY: ReadonlySet<string> = new Set<StoreFault>(['denied', 'full', 'read-only'])

export interface Judged {
  readonly fault: WayFault
  /** How much of the round it ends. */
  readonly ends: 'photo' | 'way' | 'round'
}

/** What an error of a transfer means; one that is a defect of ours goes on to the caller. @throws the signal's reason when aborted */
export function judge(error: unknown, way: 'up' | 'down', signal: AbortSignal | undefined): Judged {
  if (signal?.aborted === true) throw signal.reason
  if (error instanceof PhotoWrong) return { fault: error.fault, ends: 'photo' }
  if (error instanceof StoreError) {
    // What cannot be stored while fetching is stored on this PC.
    if (way === 'down' && error.fault === 'full') return { fault: 'DISK_FULL', ends: 'round' }
    if (way === 'up' && error.fault === 'missing') return { fault: error.fault, ends: 'round' }
    return { fault: error.fault, ends: ALL.has(error.fault) ? 'round' : ONE_WAY.has(error.fault) ? 'way' : 'photo' }
  }
  const known = toAppError(error)
  if (known.code === 'DISK_FULL') return { fault: known.code, ends: 'round' }
  if (known.code === 'INTERNAL' || known.code === 'CANCELLED' || known.code === 'DATABASE_DAMAGED') throw error
  return { fault: known.code, ends: 'photo' }
}

/** Notes a failed attempt; the next one comes later each time. */
export function noteFailure(kernel: Kernel, photo: Travelling, way: 'up' | 'down', fault: WayFault): number {
  const { firstRetrySeconds, lastRetryMinutes } = kernel.resources.policy.photos.store
  const attempts = photo.attempts + 1
  kernel.write(SYSTEM, { name: 'photo.way', derived: true, bulk: true }, (tx) => {
    ways.putWay(tx, { photoId: photo.id, way, state: 'failed', attempts, nextAt: tx.now + retryAfter(attempts, firstRetrySeconds * 1000, lastRetryMinutes * 60_000), fault })
  })
  return attempts
}

/** Files on their way lie here until they are whole, also over a restart: a transfer goes on where it was. */
export type Stage = 'down' | 'sealed-down' | 'up' | 'check'
const STAGED = /^travel-([0-9a-f]{64})\.(?:down|sealed-down|up|check)(?:\.half)?$/
/** Relative to the data folder. */
export const stagedAs = (sha256: string, stage: Stage): string => `${INCOMING_FOLDER}/travel-${sha256}.${stage}`
export const stagedAt = (kernel: Kernel, sha256: string, stage: Stage): string => join(kernel.dataDir, stagedAs(sha256, stage))
export const unstage = (kernel: Kernel, sha256: string, ...stages: readonly Stage[]): Promise<unknown> =>
  Promise.all(stages.map((stage) => removeIfThere(nodeFileSystem, stagedAt(kernel, sha256, stage))))

/** Whether a file here holds these bytes and no others. */
export async function holds(path: string, { sha256, bytes }: Pick<BinnedFile, 'sha256' | 'bytes'>): Promise<boolean> {
  const facts = await nodeFileSystem.facts(path)
  return facts?.kind === 'file' && facts.bytes === bytes && (await hashFile(nodeFileSystem, path)).sha256 === sha256
}

/** Removes what earlier rounds left of photos that are not on their way any more. Answers how many files went. */
export async function sweepStaged(kernel: Kernel): Promise<number> {
  const folder = join(kernel.dataDir, INCOMING_FOLDER)
  if ((await nodeFileSystem.facts(folder)) === null) return 0
  let swept = 0
  for (const entry of await nodeFileSystem.list(folder)) {
    const sha256 = STAGED.exec(entry.name)?.[1]
    if (sha256 === undefined) continue
    const row = ways.findTravelling(kernel.read, sha256)
    const travels = row !== undefined && (row.storedAs === null || ways.isAwaited(kernel.read, sha256))
    if (!travels && (await removeIfThere(nodeFileSystem, join(folder, entry.name)))) swept += 1
  }
  return swept
}
