/**
 * What went wrong with a shared store, as far as it tells a person what to do (S7, R2):
 * - `unreachable` no such host, nobody listens, the network is away, the server is failing (5xx)
 * - `timeout` the other side did not answer or stopped answering
 * - `denied` signed in, but not allowed
 * - `credentials` user, password or key are not accepted
 * - `certificate` the server's TLS certificate is not trusted
 * - `full` disk or quota is used up
 * - `read-only` the whole store takes no writes
 * - `missing` the file, or the whole store (root folder, address, bucket), is not there
 * - `locked` another program or device holds the file, also after the retries
 * - `unsupported` the server does not know what is needed, or is no such server at all
 * - `damaged` what came is not what was promised: too short, of another length, not readable as an answer
 */
export const STORE_FAULTS = [
  'unreachable',
  'timeout',
  'denied',
  'credentials',
  'certificate',
  'full',
  'read-only',
  'missing',
  'locked',
  'unsupported',
  'damaged',
] as const
export type StoreFault = (typeof STORE_FAULTS)[number]

/** Faults that may heal by themselves: trying again later is sensible without a person. */
const PASSING: ReadonlySet<StoreFault> = new Set<StoreFault>(['unreachable', 'timeout', 'locked', 'damaged'])

/** Whether trying again later may succeed without anybody doing anything (S7). */
export const mayPass = (fault: StoreFault): boolean => PASSING.has(fault)

/**
 * The code in the words of a fault, for somebody who knows servers: "full: PROPFIND: HTTP 507" → "HTTP 507", "unreachable: ECONNREFUSED" →
 * "ECONNREFUSED"; null where there is none. The words around it are the programmer's and in one language (S7).
 */
export const technicalCode = (detail: string): string | null => /\bHTTP \d{3}\b|\b(?:E[A-Z]{3,}|[A-Z]{2,}(?:_[A-Z0-9]+)+)\b/.exec(detail)?.[0] ?? null
