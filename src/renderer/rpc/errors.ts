/** From whatever was thrown to words a person can act on. Code is compared, never message text (design: a closed set of codes). */
import { ORPCError } from '@orpc/client'
import type { ErrorCode, ErrorDetail } from '../../contract/errors'
import { ERROR_WORDS } from '../../domain/error-words'
import { REFUSAL_WORDS, type RefusalCode } from '../../domain/reconcile/decision-words'
import { locale, t } from '../i18n'

/** Codes of the background process, and the one that only the page can know. */
export type UserErrorCode = ErrorCode | 'CONNECTION_LOST'

export interface UserError {
  readonly code: UserErrorCode
  readonly detail: ErrorDetail
  /** what happened */
  readonly what: string
  /** what is safe */
  readonly safe: string
  /** what to do */
  readonly todo: string
}

interface RefusalData {
  readonly code: ErrorCode
  readonly detail: ErrorDetail
}

function refusalOf(error: unknown): RefusalData | null {
  if (!(error instanceof ORPCError) || error.code !== 'APP_ERROR') return null
  // shape guaranteed by the contract: the link decodes only declared errors with this code
  return error.data as RefusalData
}

/** The code of a refusal, for branches such as "on DUPLICATE_CLAIM ask for the reason". */
export function errorCode(error: unknown): UserErrorCode {
  const refusal = refusalOf(error)
  if (refusal) return refusal.code
  if (error instanceof ORPCError) return error.code === 'BAD_REQUEST' ? 'INVALID_INPUT' : error.code === 'UNAUTHORIZED' ? 'NOT_SIGNED_IN' : 'INTERNAL'
  if (error instanceof DOMException && error.name === 'AbortError') return 'CANCELLED'
  // oRPC's peers reject everything pending with an AbortError when their port closes; a plain Error is a fault of ours
  return error instanceof Error && error.name === 'AbortError' ? 'CONNECTION_LOST' : 'INTERNAL'
}

/** Facts of a refusal: names of missing fields, a file name, a time. Empty for other errors. */
export function errorDetail(error: unknown): ErrorDetail {
  return refusalOf(error)?.detail ?? {}
}

/** Words for a code that came as data (`session.state().problem`). */
export function wordsOf(code: UserErrorCode, detail: ErrorDetail = {}): UserError {
  if (code === 'CONNECTION_LOST') return { code, detail, what: t('errors.CONNECTION_LOST.what'), safe: t('errors.CONNECTION_LOST.safe'), todo: t('errors.CONNECTION_LOST.todo') }
  const language = locale.value === 'en' ? 'en' : 'zh'
  const words = ERROR_WORDS[code][language]
  const reason = code === 'DECISION_REFUSED' ? REFUSAL_WORDS[detail['reason'] as RefusalCode] : undefined
  // why exactly is what the person has to know (M4)
  // and what to write instead, in the words of the register's description
  const instead = code === 'REGISTER_REFUSES' ? detail[language] : undefined
  // on which PC it can be done (S6)
  const who = code === 'DEVICE_MAY_NOT' && Array.isArray(detail['who']) ? { todo: t('sync.mayElsewhere', { names: detail['who'].join(t('sync.nameJoin')) }) } : {}
  return { code, detail, ...words, ...who, ...(reason === undefined ? {} : { what: reason[language] }), ...(typeof instead === 'string' && instead !== '' ? { todo: instead } : {}) }
}

/** Words for a thrown error, in the language shown now. */
export function toUserError(error: unknown): UserError {
  return wordsOf(errorCode(error), errorDetail(error))
}
