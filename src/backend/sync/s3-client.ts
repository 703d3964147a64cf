import { createHash } from 'node:crypto'
import { AwsV4Signer } from 'aws4fetch'
import type { StoreFault } from '../../domain/sync/store-fault'
import type { HttpAnswer, HttpClient, HttpRequest } from './http-client'
import { statusFault } from './http-fault'
import { StoreError, isStoreError } from './store'
import { parseXml, textOf } from './xml'

export interface S3Settings {
  readonly endpoint: string
  readonly region: string
  readonly bucket: string
  readonly prefix: string
  readonly accessKeyId: string
  readonly secret: string
  readonly style: 'path' | 'host'
}

export interface S3Request {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE'
  /** Name below the prefix; undefined asks the bucket. */
  readonly name?: string
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  readonly signal?: AbortSignal | undefined
  readonly onSent?: HttpRequest['onSent']
}

export interface S3Client {
  /** Full key of a name. */
  key(name: string): string
  /** One signed request; any status is an answer. */
  ask(request: S3Request): Promise<HttpAnswer>
  /** What an answer that is no success means, by the code in its body. */
  fault(answer: HttpAnswer, method: string): Promise<StoreError>
}

/** Codes of S3 and of common servers of its kind, where the status alone says too little. */
const CODES: Readonly<Record<string, StoreFault>> = {
  NoSuchBucket: 'missing',
  NoSuchKey: 'missing',
  NoSuchUpload: 'missing',
  InvalidBucketName: 'missing',
  AccessDenied: 'denied',
  AllAccessDisabled: 'denied',
  AccountProblem: 'denied',
  InvalidAccessKeyId: 'credentials',
  SignatureDoesNotMatch: 'credentials',
  InvalidToken: 'credentials',
  ExpiredToken: 'credentials',
  RequestTimeTooSkewed: 'credentials',
  QuotaExceeded: 'full',
  InsufficientStorage: 'full',
  XMinioStorageFull: 'full',
  StorageFull: 'full',
  EntityTooLarge: 'full',
  SlowDown: 'unreachable',
  ServiceUnavailable: 'unreachable',
  InternalError: 'unreachable',
  RequestTimeout: 'timeout',
  NotImplemented: 'unsupported',
  MethodNotAllowed: 'unsupported',
  AuthorizationHeaderMalformed: 'unsupported',
  PermanentRedirect: 'unsupported',
  BadDigest: 'damaged',
  XAmzContentSHA256Mismatch: 'damaged',
}

/** RFC 3986, as the signature wants it; Node's own leaves five characters as they are. */
const encode = (text: string): string => encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
const EMPTY = createHash('sha256').update('').digest('hex')

/** S3 requests signed with signature version 4; the body's hash is signed too, so what arrives changed is refused by the server. */
export function createS3Client(settings: S3Settings, http: HttpClient): S3Client {
  const endpoint = new URL(settings.endpoint)
  const home = endpoint.pathname.replace(/\/+$/, '')
  const host = settings.style === 'host' ? `${settings.bucket}.${endpoint.host}` : endpoint.host
  const bucketPath = settings.style === 'host' ? home : `${home}/${encode(settings.bucket)}`
  const key = (name: string): string => (settings.prefix === '' ? name : `${settings.prefix}/${name}`)

  function urlOf({ name, query = {} }: S3Request): URL {
    // The bucket itself without a slash, as Amazon's own clients ask for it: some servers sign it so.
    const path = name === undefined ? bucketPath || '/' : `${bucketPath}/${key(name).split('/').map(encode).join('/')}`
    const search = Object.entries(query).map(([field, value]) => `${encode(field)}=${encode(value)}`)
    return new URL(`${endpoint.protocol}//${host}${path}${search.length === 0 ? '' : `?${search.join('&')}`}`)
  }

  return {
    key,
    async ask(request) {
      const { method, body, signal, onSent } = request
      const url = urlOf(request)
      const hash = body === undefined || body.length === 0 ? EMPTY : createHash('sha256').update(body).digest('hex')
      const signed = await new AwsV4Signer({
        method,
        url: url.href,
        headers: { ...request.headers, 'x-amz-content-sha256': hash },
        accessKeyId: settings.accessKeyId,
        secretAccessKey: settings.secret,
        region: settings.region,
        service: 's3',
      }).sign()
      return http.ask({ method, url, headers: Object.fromEntries(signed.headers.entries()), signal, onSent, ...(body === undefined ? {} : { body }) })
    },
    async fault(answer, method) {
      const text = await answer.text()
      const code = text.trimStart().startsWith('<') ? errorCode(text) : undefined
      const known = code === undefined ? undefined : CODES[code]
      const words = code === undefined ? `${method}: HTTP ${answer.status}` : `${method}: ${code} (HTTP ${answer.status})`
      if (known !== undefined) return new StoreError(known, words)
      if (answer.status >= 300 && answer.status < 400) return new StoreError('unsupported', `${words}, another address or region is wanted`)
      return statusFault(answer.status, code === undefined ? method : `${method}: ${code}`)
    },
  }
}

function errorCode(xml: string): string | undefined {
  try {
    const root = parseXml(xml)
    return root.name === 'Error' ? textOf(root, 'Code')?.trim() : undefined
  } catch (error) {
    // A page of HTML from something in between: the status is all there is.
    if (isStoreError(error, 'damaged')) return undefined
    throw error
  }
}
