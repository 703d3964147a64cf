import { runReadWordsJob } from '../../photos/ocr/read-job'
import type { ReadWordsJob, ReadWordsResult } from '../../photos/ocr/types'
import type { JobContext } from '../protocol'

/** Reads the text of one picture (A7, C11). It blocks this process while it works: give it a host of its own. */
export function readWordsJob(input: ReadWordsJob, { progress }: JobContext<never>): Promise<ReadWordsResult> {
  let steps = 0
  return runReadWordsJob(input, () => progress((steps += 1)))
}
