/**
 * The closed set of error codes (design.md, "Errors are a closed set of codes"). Code compares codes and never message texts; each
 * code has words in both languages in `error-words.ts`.
 */
export const ERROR_CODES = [
  // who may do what
  'NOT_SIGNED_IN',
  'FORBIDDEN',
  'PIN_WRONG',
  'PIN_LOCKED',
  'APPROVAL_REQUIRED',
  'APPROVER_WITHOUT_PIN',
  'APPROVAL_PROOF_MISSING',
  // data folder and database
  'NO_DATA_FOLDER',
  'DATA_FOLDER_BUSY',
  'DATA_FOLDER_NOT_EMPTY',
  'DATA_FOLDER_NOT_WRITABLE',
  'DATA_FOLDER_ON_NETWORK',
  'DATA_FOLDER_EXISTS',
  'DATABASE_DAMAGED',
  'DATABASE_NEWER',
  'MIGRATION_GAP',
  'MIGRATION_CHANGED',
  'MIGRATION_FAILED',
  'DISK_FULL',
  'PERMISSION_DENIED',
  'FILE_LOCKED',
  'READ_ONLY_MODE',
  // input
  'NOT_FOUND',
  'INVALID_INPUT',
  'ILLEGAL_TRANSITION',
  'NEXT_ACTION_REQUIRED',
  'CASE_OVER',
  'REQUIRED_FIELDS_MISSING',
  'REPLY_HAS_OPEN_PLACEHOLDER',
  'REPLY_BLOCKED',
  'UNDO_REFUSED',
  'DUPLICATE_CLAIM',
  'ALREADY_REGISTERED',
  'DUPLICATE_PAYOUT',
  'BATCH_REFUSED',
  'MONTH_CLOSED',
  'REGISTER_REFUSES',
  'DECISION_REFUSED',
  'MONTH_NOT_CLOSABLE',
  'UNKNOWN_COURIER',
  'UNKNOWN_SHOP',
  'UNKNOWN_STAFF',
  'UNKNOWN_KIND',
  'NAME_TAKEN',
  'LAST_SUPERVISOR',
  // files from outside
  'FILE_NOT_FOUND',
  'FILE_EXISTS',
  'FILE_EMPTY',
  'FILE_FORMAT_UNKNOWN',
  'FILE_PASSWORD_PROTECTED',
  'FILE_DAMAGED',
  'FILE_TOO_LARGE',
  'FILE_PROCESS_TIMEOUT',
  'FILE_PROCESS_MEMORY',
  'FILE_PROCESS_CRASHED',
  'NO_ROWS_TAKEN',
  'ROWS_REJECTED',
  'MAPPING_INCOMPLETE',
  'IMAGE_UNREADABLE',
  'IMAGE_TOO_LARGE',
  'READING_UNAVAILABLE',
  'REPORT_CHANGED',
  'PRINT_UNAVAILABLE',
  'PRINT_FAILED',
  // the shared store (section 10)
  'STORE_FAILED',
  'STORE_MISSING',
  'STORE_OTHER_VAULT',
  'STORE_EMPTY',
  'STORE_IN_USE',
  'STORE_HALF_FOUNDED',
  'PASSPHRASE_WRONG',
  'SECRET_LOST',
  'SYNC_OFF',
  'SYNC_ON',
  'DEVICE_PART_TAKEN',
  'DEVICE_MAY_NOT',
  'CHECK_CODE_WRONG',
  'STREAM_WAITS',
  'STREAM_FORGED',
  'STREAM_SEALED',
  'STREAM_NEWER',
  'CLOCK_AHEAD',
  'CANCELLED',
  'BUSY',
  'RESOURCE_FILE_INVALID',
  'DOCUMENT_CHANGED',
  'TEMPLATE_INVALID',
  'INTERNAL',
] as const

export type ErrorCode = (typeof ERROR_CODES)[number]

/** Facts that the words of an error may name: file names, field names, times. Never personal data (spec R6). */
export type ErrorDetail = Record<string, string | number | boolean | string[]>

/** A refusal or failure with a code that the user's language has words for. */
export class AppError extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly detail: ErrorDetail = {},
    options?: { cause?: unknown },
  ) {
    super(code, options)
    this.name = 'AppError'
  }
}
