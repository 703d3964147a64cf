import type { FileStore } from '../../sync/store'
import * as ways from '../../repositories/sync-photos'
import type { Kernel } from '../kernel'
import { archiveOf } from '../photo-archive'
import { askAgain, downloadPhoto, noteArrived } from './photo-down'
import { followPaths } from './photo-follow'
import { uploadPhoto } from './photo-up'
import { judge, noteFailure, sweepStaged, unstage, type PhotoSeal, type PhotoTrouble, type Travel, type WayFault } from './photo-way'

export { beforePhotoRow } from './photo-arrivals'
export { followPaths } from './photo-follow'
export type { PhotoSeal, PhotoTrouble } from './photo-way'

/** Photos of the links that were added last go first. */
const NEWEST = 100
const PAGE = 200

export interface PhotoProgress {
  readonly up: number
  readonly down: number
  /** Bytes of photos that are across. */
  readonly bytes: number
  readonly waiting: { readonly up: number; readonly down: number }
}

export interface PhotoRound extends PhotoProgress {
  /** What failed; each is told once a round. Photos that failed are tried again later by themselves. */
  readonly faults: readonly PhotoTrouble[]
  /** Epoch ms at which the first of those that failed is tried again, or null. */
  readonly nextAt: number | null
}

export interface PhotoRoundOptions {
  readonly seal?: PhotoSeal | null
  readonly signal?: AbortSignal
  /** After so many milliseconds no further photo is begun. */
  readonly budgetMs?: number
  readonly onProgress?: (progress: PhotoProgress) => void
}

const swept = new WeakSet<Kernel>()

/**
 * One round of photos (S4): files follow their rows, then photos go up and come down, a few side by side, newest first. With nothing to do
 * it is one statement and no call of the store; nothing ever lists `photos/`. A kill at any point loses nothing and repeats no photo that
 * is across. Faults of single photos are in the answer, and so is what ended the round: store unreachable or full, disk full here.
 * @throws the signal's reason when aborted, at once
 */
export async function photoRound(kernel: Kernel, store: FileStore, options: PhotoRoundOptions = {}): Promise<PhotoRound> {
  const work = ways.photoWork(kernel.read, kernel.now())
  if (work.upNow === 0 && work.downNow === 0 && work.follow === 0) return { up: 0, down: 0, bytes: 0, waiting: { up: work.up, down: work.down }, faults: [], nextAt: nextTurn(kernel, work) }
  const { signal } = options
  signal?.throwIfAborted()
  await archiveOf(kernel).swept
  if (!swept.has(kernel)) {
    swept.add(kernel)
    await sweepStaged(kernel)
  }
  const followed = await followPaths(kernel, { signal })
  const round = createRound({ kernel, store, seal: options.seal ?? null, signal }, options, work)
  if (followed.fault === 'DISK_FULL') round.faults.push({ photoId: null, way: 'down', fault: followed.fault })
  else {
    // What colleagues wait for here comes before what others wait for.
    await round.run('down', downloads(kernel), downloadPhoto)
    await round.run('up', uploads(kernel), uploadPhoto)
  }
  const left = ways.photoWork(kernel.read, kernel.now())
  return { ...round.done(), waiting: { up: left.up, down: left.down }, faults: round.faults, nextAt: nextTurn(kernel, left) }
}

function nextTurn(kernel: Kernel, work: ways.PhotoWork): number | null {
  return work.up + work.down === 0 ? null : (ways.listFailed(kernel.read, 1)[0]?.nextAt ?? null)
}

/** Photos whose turn it is; each once in a round. */
function* uploads(kernel: Kernel): Generator<ways.Travelling> {
  const begun = new Set<string>()
  for (const photo of ways.listUpNewest(kernel.read, kernel.now(), NEWEST)) {
    begun.add(photo.id)
    yield photo
  }
  for (let after = ''; ; ) {
    const page = ways.listUp(kernel.read, kernel.now(), after, PAGE)
    for (const photo of page) if (!begun.has(photo.id)) yield photo
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return
    after = last.id
  }
}
function* downloads(kernel: Kernel): Generator<ways.Travelling> {
  const now = kernel.now()
  for (let after: { nextAt: number; id: string } | null = null; ; ) {
    const page: ReturnType<typeof ways.listDown> = ways.listDown(kernel.read, now, after, PAGE)
    yield* page
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return
    after = { nextAt: last.nextAt, id: last.id }
  }
}

interface Round {
  readonly faults: PhotoTrouble[]
  done(): Omit<PhotoProgress, 'waiting'>
  run(way: 'up' | 'down', photos: Iterator<ways.Travelling>, move: (travel: Travel, photo: ways.Travelling) => Promise<number>): Promise<void>
}

/** `work`: what was on its way when the round began. */
function createRound(travel: Travel, options: PhotoRoundOptions, work: ways.PhotoWork): Round {
  const { kernel, signal } = travel
  const until = options.budgetMs === undefined ? null : performance.now() + options.budgetMs
  const faults: PhotoTrouble[] = []
  const count = { up: 0, down: 0, bytes: 0 }
  let ended = false

  async function failed(photo: ways.Travelling, way: 'up' | 'down', fault: WayFault): Promise<void> {
    faults.push({ photoId: photo.id, way, fault })
    const attempts = noteFailure(kernel, photo, way, fault)
    const asks = fault === 'wrong-content' || fault === 'not-in-store'
    if (way === 'down' && asks && attempts % kernel.resources.policy.photos.store.askAgainAfter === 0) askAgain(kernel, photo.id)
  }

  return {
    faults,
    done: () => ({ ...count }),
    async run(way, photos, move) {
      let wayEnded = false
      const arrived: string[] = []
      let since = performance.now()
      const arrive = (photo: ways.Travelling): void => {
        if (way === 'up') return
        if (arrived.length === 0) since = performance.now()
        arrived.push(photo.id)
        const { notedAtOnce, notedWithinMs } = kernel.resources.policy.photos.store
        if (arrived.length >= notedAtOnce || performance.now() - since >= notedWithinMs) noteArrived(kernel, arrived.splice(0))
      }
      const worker = async (): Promise<void> => {
        while (!ended && !wayEnded && (until === null || performance.now() < until)) {
          signal?.throwIfAborted()
          const next = photos.next()
          if (next.done === true) return
          const photo = next.value
          try {
            count.bytes += await move(travel, photo)
            arrive(photo)
            count[way] += 1
          } catch (error) {
            const { fault, ends } = judge(error, way, signal)
            if (ends === 'photo') await failed(photo, way, fault)
            else {
              if (!ended && !wayEnded) faults.push({ photoId: null, way, fault })
              if (ends === 'round') ended = true
              wayEnded = true
              if (fault === 'DISK_FULL') await unstage(kernel, photo.id, 'down', 'sealed-down', 'up')
            }
          }
          options.onProgress?.({ ...count, waiting: { up: work.up - count.up, down: work.down - count.down } })
          await kernel.pace.giveWay()
        }
      }
      const outcomes = await Promise.allSettled(Array.from({ length: kernel.resources.policy.photos.store.atOnce }, worker))
      noteArrived(kernel, arrived.splice(0))
      const broken = outcomes.find((outcome) => outcome.status === 'rejected')
      if (broken?.status === 'rejected') throw broken.reason
    },
  }
}
