/** What the layers above need to report a failure, without reaching past the services. */
export { toAppError } from '../db/errors'
export { logError } from '../log'
