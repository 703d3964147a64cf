import { readFile, stat } from 'node:fs/promises'
import { downloadTo, readRangeBy } from './download'
import type { HttpClient } from './http-client'
import { statusFault } from './http-fault'
import { checkName, checkPrefix, isListed } from './store-names'
import type { S3Client, S3Request } from './s3-client'
import { multipart } from './s3-upload'
import { StoreError, isStoreError, type StoreEntry, type TransferOptions } from './store'
import type { OpenStore, StoreContext } from './store-context'
import { childrenOf, parseXml, textOf } from './xml'

const CONDITION = { 'If-None-Match': '*' } as const
/** Up to this size a file is put twice to find out whether the server honours the condition. */
const SMALL = 64 * 1024
const PAUSE = 200

/**
 * A store in S3-compatible object storage (S1). An object appears whole. New ones are put with `If-None-Match: *`, which the large
 * providers and newer servers honour: then of two at once exactly one is stored. Whether this server does is found out on the first new
 * file, by putting it a second time; one that does not is asked beforehand instead, which leaves a gap of one request (ADR 0017).
 */
export function openS3Store(s3: S3Client, http: HttpClient, context: StoreContext): OpenStore {
  const { policy, wait, now } = context
  /** Whether the server honours the condition; null until it is known. */
  let conditional: boolean | null = null

  async function plain(request: S3Request, ...good: readonly number[]): Promise<number> {
    const answer = await s3.ask(request)
    if (!good.includes(answer.status)) throw await s3.fault(answer, request.method)
    await answer.discard()
    return answer.status
  }

  /** An answer to HEAD has no body, so what is wrong with a key is told only when the file itself is asked for. */
  async function whyNot(name: string, status: number): Promise<StoreError> {
    const answer = await s3.ask({ method: 'GET', name, headers: { Range: 'bytes=0-0' } })
    if (answer.status >= 400) return s3.fault(answer, 'GET')
    await answer.discard()
    return statusFault(status, 'HEAD')
  }

  async function sizeOf(name: string): Promise<number | null> {
    const answer = await s3.ask({ method: 'HEAD', name })
    await answer.discard()
    if (answer.status === 404) return null
    if (answer.status !== 200) throw await whyNot(name, answer.status)
    const length = Number(answer.header('content-length') ?? Number.NaN)
    if (!Number.isSafeInteger(length)) throw new StoreError('unsupported', 'HEAD: no length')
    return length
  }

  /** A put that is refused when the name is taken, as far as the server knows how. */
  async function put(name: string, body: Uint8Array, options: TransferOptions): Promise<'stored' | 'exists'> {
    const request = { method: 'PUT', name, body, signal: options.signal, onSent: options.onBytes } as const
    if (conditional !== false) {
      const outcome = await putIfNew(request)
      if (outcome !== 'unknown') return outcome
      conditional = false
    }
    await plain(request, 200)
    return 'stored'
  }

  async function putIfNew(request: S3Request): Promise<'stored' | 'exists' | 'unknown'> {
    for (const began = now(); ; ) {
      const answer = await s3.ask({ ...request, headers: CONDITION })
      if (![200, 409, 412].includes(answer.status)) {
        const fault = await s3.fault(answer, 'PUT')
        // 501 and 400 come from servers that dislike the condition.
        if (conditional === true || fault.fault !== 'unsupported') throw fault
        return 'unknown'
      }
      await answer.discard()
      if (answer.status === 200) return 'stored'
      conditional = true
      if (answer.status === 412) return 'exists'
      // 409: another put of the same name is under way, and may yet fail.
      if (now() - began > policy.claim.wait) throw new StoreError('locked', 'another device is storing the same file')
      await wait(PAUSE)
    }
  }

  async function putNew(name: string, body: Uint8Array, options: TransferOptions): Promise<'stored' | 'exists'> {
    if (conditional !== true && (await sizeOf(name)) !== null) return 'exists'
    const outcome = await put(name, body, options)
    // One's own new object is put once more: a server that honours the condition refuses, any other writes the same again.
    if (outcome === 'stored' && conditional === null && body.length <= SMALL) conditional = (await put(name, body, {})) === 'exists'
    return outcome
  }

  async function putParts(name: string, path: string, size: number, options: TransferOptions): Promise<'stored' | 'exists'> {
    if ((await sizeOf(name)) !== null) return 'exists'
    const send = (condition: Readonly<Record<string, string>>): Promise<'stored' | 'exists'> => multipart(s3, name, path, size, policy.partBytes, options, condition)
    if (conditional === false) return send({})
    try {
      return await send(CONDITION)
    } catch (error) {
      if (conditional === true || !isStoreError(error, 'unsupported')) throw error
      conditional = false
      return send({})
    }
  }

  return {
    kind: 's3',
    async list(prefix) {
      const wanted = checkPrefix(prefix)
      const start = s3.key('')
      const found: StoreEntry[] = []
      for (let token: string | undefined, more = true; more; ) {
        const answer = await s3.ask({
          method: 'GET',
          query: { 'list-type': '2', 'prefix': s3.key(wanted), 'max-keys': '1000', 'encoding-type': 'url', ...(token === undefined ? {} : { 'continuation-token': token }) },
        })
        if (answer.status !== 200) throw await s3.fault(answer, 'GET')
        const root = parseXml(await answer.text())
        if (root.name !== 'ListBucketResult') throw new StoreError('unsupported', 'GET: the answer is no listing of S3')
        const decode = textOf(root, 'EncodingType') === 'url' ? (text: string): string => decodeURIComponent(text.replace(/\+/g, ' ')) : (text: string): string => text
        for (const item of childrenOf(root, 'Contents')) {
          const name = decode(textOf(item, 'Key') ?? '').slice(start.length)
          const bytes = Number(textOf(item, 'Size') ?? Number.NaN)
          if (isListed(name) && Number.isSafeInteger(bytes)) found.push({ name, bytes })
        }
        const next = textOf(root, 'NextContinuationToken')
        more = textOf(root, 'IsTruncated') === 'true'
        if (more && (next === undefined || next === '' || next === token)) throw new StoreError('damaged', 'the listing does not go on')
        token = next
      }
      return found
    },
    async read(name) {
      const answer = await s3.ask({ method: 'GET', name: checkName(name) })
      if (answer.status !== 200) throw await s3.fault(answer, 'GET')
      return answer.bytes()
    },
    readRange: (name, from, to) =>
      readRangeBy(async (Range) => {
        const answer = await s3.ask({ method: 'GET', name: checkName(name), headers: { Range } })
        if (![200, 206, 416].includes(answer.status)) throw await s3.fault(answer, 'GET')
        return answer
      }, () => sizeOf(name), from, to),
    size: (name) => sizeOf(checkName(name)),
    putNew: (name, bytes) => putNew(checkName(name), bytes, {}),
    async replace(name, bytes) {
      await plain({ method: 'PUT', name: checkName(name), body: bytes }, 200)
    },
    async putFileNew(name, path, options) {
      const { size } = await stat(path)
      if (size <= policy.partBytes) return putNew(checkName(name), await readFile(path), options)
      return putParts(checkName(name), path, size, options)
    },
    readToFile: (name, path, options) =>
      downloadTo(path, async (from, signal) => {
        const answer = await s3.ask({ method: 'GET', name: checkName(name), signal, ...(from === 0 ? {} : { headers: { Range: `bytes=${from}-` } }) })
        if (![200, 206, 416].includes(answer.status)) throw await s3.fault(answer, 'GET')
        return answer
      }, () => sizeOf(name), options),
    async remove(name) {
      await plain({ method: 'DELETE', name: checkName(name) }, 200, 204, 404)
    },
    async close() {
      http.close()
    },
    clock: () => Promise.resolve(http.serverTime()),
    exclusive: () => Promise.resolve(conditional),
    async dropFolder() {
      // Object storage has no folders.
    },
  }
}
