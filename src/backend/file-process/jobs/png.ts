import { runPngJob, type PngJob } from '../../photos/imaging/png-job'
import type { JobContext } from '../protocol'

/** Makes a PNG of a screenshot's pixels (spec A2, X6): at the size of a large display it takes longer than a window may stand still. */
export function pngJob(input: PngJob, _: JobContext<never>): Promise<{ bytes: number }> {
  return runPngJob(input)
}
