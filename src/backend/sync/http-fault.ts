import type { StoreFault } from '../../domain/sync/store-fault'
import { systemCode } from './disk'
import { StoreError } from './store'

const TLS_CODES = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'HOSTNAME_MISMATCH',
  'INVALID_CA',
  'INVALID_PURPOSE',
])
const NO_ANSWER = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EAI_NODATA',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'ERR_STREAM_PREMATURE_CLOSE',
])

/** What a failed connection means (S7); errors that are none of the network's are passed on as they are. */
export function networkFault(error: unknown): unknown {
  if (error instanceof StoreError) return error
  const code = systemCode(error)
  if (TLS_CODES.has(code) || code.startsWith('CERT_') || code.startsWith('ERR_TLS_CERT')) return new StoreError('certificate', code, error)
  if (code === 'ETIMEDOUT') return new StoreError('timeout', code, error)
  // Plain HTTP where TLS was expected, or the other way round, or no HTTP at all.
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_') || code.startsWith('HPE_')) return new StoreError('unsupported', code, error)
  // Any other error of a system call on the way there, too.
  const system = error instanceof Error && 'syscall' in error
  return NO_ANSWER.has(code) || system ? new StoreError('unreachable', code, error) : error
}

const STATUS: Readonly<Record<number, StoreFault>> = {
  401: 'credentials',
  403: 'denied',
  404: 'missing',
  408: 'timeout',
  410: 'missing',
  423: 'locked',
  429: 'unreachable',
  504: 'timeout',
  507: 'full',
}

/** What a status that is no success means. `detail` names the request's method, never its address (R6). */
export function statusFault(status: number, detail: string): StoreError {
  const fault = STATUS[status] ?? (status >= 500 && status !== 501 && status !== 505 ? 'unreachable' : 'unsupported')
  return new StoreError(fault, `${detail}: HTTP ${status}`)
}
