import { AppError, type ErrorCode } from '../../domain/errors'

const BY_CODE: Readonly<Record<string, ErrorCode>> = {
  SQLITE_FULL: 'DISK_FULL',
  ENOSPC: 'DISK_FULL',
  EDQUOT: 'DISK_FULL',
  SQLITE_READONLY: 'PERMISSION_DENIED',
  SQLITE_PERM: 'PERMISSION_DENIED',
  SQLITE_CANTOPEN: 'PERMISSION_DENIED',
  EACCES: 'PERMISSION_DENIED',
  EPERM: 'PERMISSION_DENIED',
  EROFS: 'PERMISSION_DENIED',
  SQLITE_BUSY: 'FILE_LOCKED',
  SQLITE_LOCKED: 'FILE_LOCKED',
  EBUSY: 'FILE_LOCKED',
  SQLITE_CORRUPT: 'DATABASE_DAMAGED',
  SQLITE_NOTADB: 'DATABASE_DAMAGED',
  ENOENT: 'FILE_NOT_FOUND',
  ENOTDIR: 'FILE_NOT_FOUND',
}

/** The code of a thrown SQLite or file-system error, without its extended part (`SQLITE_IOERR_WRITE` → `SQLITE_IOERR`). */
function systemCode(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error) || typeof error.code !== 'string') return null
  return error.code.startsWith('SQLITE_') ? error.code.split('_').slice(0, 2).join('_') : error.code
}

/** Translates any thrown thing into the closed set (spec R2); what is unknown becomes INTERNAL with its cause kept for the log. */
export function toAppError(error: unknown, detail: Record<string, string> = {}): AppError {
  if (error instanceof AppError) return error
  const code = systemCode(error)
  const known = code === null ? undefined : BY_CODE[code]
  return new AppError(known ?? 'INTERNAL', code === null ? detail : { ...detail, system: code }, { cause: error })
}

/** A value that the table's rules refuse (a unique number, an empty column): of the statement alone, its transaction goes on. */
export const isConstraint = (error: unknown): error is Error => error instanceof Error && systemCode(error) === 'SQLITE_CONSTRAINT'
