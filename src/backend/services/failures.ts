import { AppError } from '../../domain/errors'
import { toAppError as fromDatabase } from '../db/errors'
import { ResourceError } from '../resources'

/** What the layers above need to report a failure, without reaching past the services. */
export { logError } from '../log'

const NAMED_AT_MOST = 5

/** Translates any thrown thing into the closed set of codes (R2). */
export function toAppError(error: unknown, detail: Record<string, string> = {}): AppError {
  if (error instanceof ResourceError) {
    return new AppError('RESOURCE_FILE_INVALID', { problems: error.problems.slice(0, NAMED_AT_MOST).map(({ file, line, reason }) => `${file}:${line}: ${reason}`) }, { cause: error })
  }
  return fromDatabase(error, detail)
}
