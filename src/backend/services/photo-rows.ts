import type { WriteTx } from '../db/write'
import type { FiledPhoto } from '../photos'
import type { Actor, Kernel } from './kernel'

interface Waiting {
  readonly photo: FiledPhoto
  readonly save: (tx: WriteTx) => void
  readonly done: () => void
  readonly failed: (error: unknown) => void
}

/**
 * Rows of photos that are filed side by side, written together: each transaction waits for the disk, and while it does nobody else is
 * answered (X5, X6). A photo is acknowledged only when the transaction that holds its rows is committed (A6).
 */
export interface PhotoRows {
  /** Runs one filing; the batch waits for no more photos than are running. */
  filing<T>(work: () => Promise<T>): Promise<T>
  /** Resolves once the rows are committed. Rejects with what kept this photo's rows from being written; those of others are written all the same. */
  commit(photo: FiledPhoto, save: (tx: WriteTx) => void): Promise<void>
}

/** @param bulk one of many pieces of one work: its changes are told together */
export function createPhotoRows(kernel: Kernel, actor: Actor, bulk = false): PhotoRows {
  let running = 0
  let waiting: Waiting[] = []
  let timer: ReturnType<typeof setTimeout> | undefined

  const factsOf = ({ photo }: Waiting): Record<string, unknown> => ({ format: photo.format, newFile: photo.newFile })

  function writeOne(one: Waiting): void {
    try {
      kernel.write(actor, { name: 'photo.file', subject: one.photo.sha256, detail: factsOf(one), bulk }, one.save)
      one.done()
    } catch (error) {
      one.failed(error)
    }
  }

  function flush(): void {
    clearTimeout(timer)
    timer = undefined
    const batch = waiting
    waiting = []
    const [first] = batch
    if (first === undefined) return
    if (batch.length === 1) return writeOne(first)
    try {
      kernel.write(actor, { name: 'photo.file', detail: { photos: batch.map((one) => ({ sha256: one.photo.sha256, ...factsOf(one) })) }, bulk }, (tx) => {
        for (const one of batch) one.save(tx)
      })
    } catch {
      // Nothing of it was written. One by one only the photo at fault fails, with its own error.
      for (const one of batch) writeOne(one)
      return
    }
    for (const one of batch) one.done()
  }

  function flushWhenFull(): void {
    if (waiting.length > 0 && waiting.length >= Math.min(kernel.resources.policy.photos.filing.rowsAtOnce, running)) flush()
  }

  return {
    async filing(work) {
      running += 1
      try {
        return await work()
      } finally {
        running -= 1
        flushWhenFull()
      }
    },
    commit: (photo, save) =>
      new Promise((done, failed) => {
        waiting.push({ photo, save, done, failed })
        timer ??= setTimeout(flush, kernel.resources.policy.photos.filing.rowsWaitMs)
        flushWhenFull()
      }),
  }
}
