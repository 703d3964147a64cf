import type { Words } from '../types'
import type { errors as original } from '../zh/errors'

/** The one error that only the page can know; all others have their words in src/domain/error-words.ts. */
export const errors: Words<typeof original> = {
  CONNECTION_LOST: {
    what: 'The connection to the background process was lost',
    safe: 'Everything saved is there',
    todo: 'It is being restored; try again in a moment',
  },
}
