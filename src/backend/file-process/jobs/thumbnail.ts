import { runThumbnailJob } from '../../photos/imaging/thumbnail-job'
import type { ThumbnailJob, ThumbnailResult } from '../../photos/imaging/types'
import type { JobContext } from '../protocol'

/** Probes one picture and writes its thumbnail (spec A3, A7). It blocks this process while it decodes: give pictures hosts of their own. */
export function thumbnailJob(input: ThumbnailJob, _: JobContext<never>): Promise<ThumbnailResult> {
  return runThumbnailJob(input)
}
