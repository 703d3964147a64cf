import { AppError } from '../../../domain/errors'
import { runThumbnailJob } from '../../photos/imaging/thumbnail-job'
import type { ThumbnailJob, ThumbnailResult } from '../../photos/imaging/types'
import type { JobContext } from '../protocol'

let last: Promise<unknown> = Promise.resolve()

/**
 * Probes one picture and writes its thumbnail (spec A3, A7). It blocks this process while it decodes: give pictures hosts of their own. One
 * after the other, in the order asked: two pictures at once would only take twice the memory, and the host counts on it (`ahead`).
 */
export function thumbnailJob(input: ThumbnailJob, context: JobContext<never>): Promise<ThumbnailResult> {
  const mine = last.then(() => {
    if (context.signal.aborted) throw new AppError('CANCELLED')
    return runThumbnailJob(input)
  })
  last = mine.catch(() => undefined)
  return mine
}
