import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { AppError } from '../../domain/errors'
import type { RejectReason } from '../../domain/photo/reject'
import type { Inspection, InspectRequest } from './filing'
import type { ImagingLimits, ThumbnailJob, ThumbnailResult } from './imaging/types'
import { INCOMING_FOLDER, TEMP_SUFFIX } from './take-in'

export const THUMBS_FOLDER = 'thumbs'

/** Relative path of a photo's thumbnail, forward slashes; 256 folders keep each listing short (A7). */
export function thumbPathOf(sha256: string): string {
  return `${THUMBS_FOLDER}/${sha256.slice(0, 2)}/${sha256}.webp`
}

/** What the death of the file process means for the picture that it was reading. */
const DEATHS: Readonly<Record<string, RejectReason>> = {
  FILE_PROCESS_TIMEOUT: 'too-slow',
  FILE_PROCESS_MEMORY: 'too-much-memory',
  FILE_PROCESS_CRASHED: 'reader-crashed',
}

/**
 * Makes the `inspect` of a filing from the file process: one job that probes and writes the thumbnail, so each picture is decoded once.
 * A picture that kills the process is rejected with the matching reason; any other error goes on to the caller.
 */
export function createInspector(options: {
  dataDir: string
  run: (job: ThumbnailJob) => Promise<ThumbnailResult>
  limits?: () => ImagingLimits
}): (request: InspectRequest) => Promise<Inspection> {
  return async (request) => {
    const job: ThumbnailJob = {
      path: request.path,
      thumbPath: join(options.dataDir, thumbPathOf(request.sha256)),
      tempPath: join(options.dataDir, INCOMING_FOLDER, `thumb-${randomUUID()}${TEMP_SUFFIX}`),
      ...(options.limits ? { limits: options.limits() } : {}),
    }
    try {
      const seen = await options.run(job)
      if (!seen.ok) return seen
      return { ok: true, picture: { width: seen.width, height: seen.height, orientation: seen.orientation, animated: seen.frames > 1 && seen.format !== 'tiff', hasThumb: true, looks: seen.looks } }
    } catch (error) {
      const reason = error instanceof AppError ? DEATHS[error.code] : undefined
      if (reason === undefined) throw error
      return { ok: false, reason }
    }
  }
}
