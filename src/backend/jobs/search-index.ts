import { logError } from '../services/failures'
import type { Kernel } from '../services/kernel'
import { buildSearchSlice } from '../services/search-index'

/** The first rows are shown before (X1). */
const FIRST_AFTER_MS = 1_500
/** Between two slices others have their turn. */
const REST_MS = 5

/** Builds what the search index lacks, slice by slice beside whoever works (X3, X6). Answers how to stop. */
export function startSearchBuild(kernel: Kernel): () => void {
  let timer: NodeJS.Timeout
  const slice = (): void => {
    try {
      if (buildSearchSlice(kernel, kernel.pace.sliceMs())) timer = setTimeout(slice, REST_MS).unref()
    } catch (error) {
      // Words found so far stay found; the next start takes it up where it stood.
      logError('search index', error)
    }
  }
  timer = setTimeout(slice, FIRST_AFTER_MS).unref()
  return () => clearTimeout(timer)
}
