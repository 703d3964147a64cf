import * as http from 'node:http'
import * as https from 'node:https'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { rootCertificates } from 'node:tls'
import { systemCode } from './disk'
import { networkFault } from './http-fault'
import { StoreError } from './store'
import type { StoreLimits } from './store-context'

export type HttpBody = Uint8Array | { readonly bytes: number; readonly open: () => Readable }

export interface HttpRequest {
  readonly method: string
  readonly url: URL
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: HttpBody
  readonly signal?: AbortSignal | undefined
  /** The request must not be sent a second time, even when the connection was found dead before an answer came. */
  readonly once?: boolean
  /** Bytes of the body handed to the network so far. */
  readonly onSent?: ((bytes: number) => void) | undefined
}

export interface HttpAnswer {
  readonly status: number
  header(name: string): string | undefined
  /** The body as it comes; breaks with a StoreError when it ends early or stops. Must be read or discarded. */
  readonly stream: http.IncomingMessage
  bytes(limit?: number): Promise<Uint8Array>
  text(): Promise<string>
  /** Throws the body away, so that the connection can serve again. */
  discard(): Promise<void>
}

export interface HttpClient {
  ask(request: HttpRequest): Promise<HttpAnswer>
  /** The server's time (epoch ms) now, by the last answer that told it. */
  serverTime(): number | null
  close(): void
}

/**
 * A small HTTP client for the stores: kept connections, a limit of time for connecting and one for silence in either direction, bodies
 * with a length, and errors named (S7). It follows no redirect, so that a password goes to no other address. Node's own fetch would send
 * a stream without its length, which S3 refuses, and knows no limit for silence.
 */
export function createHttpClient(limits: Pick<StoreLimits, 'connect' | 'silence' | 'connections' | 'answerBytes'>, now: () => number, certificate?: string): HttpClient {
  const ca = certificate === undefined ? {} : { ca: [...rootCertificates, certificate] }
  const pool = { keepAlive: true, maxSockets: limits.connections, scheduling: 'lifo' as const }
  const plain = new http.Agent(pool)
  const secure = new https.Agent({ ...pool, ...ca })
  let clock: { readonly server: number; readonly at: number } | null = null

  function send(request: HttpRequest): Promise<http.IncomingMessage> {
    const { url, method, body, signal } = request
    const length = body === undefined ? null : body instanceof Uint8Array ? body.length : body.bytes
    // Header names as given: a Node-made Host and Content-Length are enough beside them.
    const headers = { 'Accept-Encoding': 'identity', ...request.headers, ...(length === null ? {} : { 'Content-Length': String(length) }) }
    return new Promise((done, fail) => {
      const call = url.protocol === 'https:' ? https.request(url, { method, headers, agent: secure, signal }) : http.request(url, { method, headers, agent: plain, signal })
      const refuse = (error: unknown): void => fail(new Failed(signal?.aborted === true ? signal.reason : networkFault(error), call.reusedSocket && systemCode(error) === 'ECONNRESET'))
      call.setTimeout(limits.silence, () => call.destroy(new StoreError('timeout', `${method}: no answer`)))
      call.once('socket', (socket) => {
        if (!socket.connecting) return
        const timer = setTimeout(() => call.destroy(new StoreError('timeout', 'no connection')), limits.connect)
        const connected = (): void => clearTimeout(timer)
        socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', connected)
        socket.once('close', connected)
      })
      call.once('error', refuse)
      let answered = false
      call.once('response', (message) => {
        answered = true
        // From here on errors belong to the reader of the body.
        call.off('error', refuse)
        call.on('error', (error) => message.destroy(error))
        done(message)
      })
      if (body === undefined || body instanceof Uint8Array) {
        call.end(body)
        if (body !== undefined) request.onSent?.(body.length)
        return
      }
      const source = body.open()
      let sent = 0
      source.on('data', (chunk: Buffer) => request.onSent?.((sent += chunk.length)))
      pipeline(source, call).catch((error: unknown) => {
        // A server that refuses early answers and closes: the answer says more than the broken pipe.
        if (!answered) call.destroy(error instanceof Error ? error : new Error(String(error)))
      })
    })
  }

  function answerOf(message: http.IncomingMessage, signal: AbortSignal | undefined): HttpAnswer {
    const sent = Date.parse(message.headers.date ?? '')
    if (!Number.isNaN(sent)) clock = { server: sent, at: now() }
    async function bytes(limit = Number.POSITIVE_INFINITY): Promise<Uint8Array> {
      const chunks: Buffer[] = []
      let size = 0
      try {
        for await (const chunk of message as AsyncIterable<Buffer>) {
          size += chunk.length
          if (size > limit) throw new StoreError('damaged', 'the answer is too large')
          chunks.push(chunk)
        }
      } catch (error) {
        throw signal?.aborted === true ? signal.reason : networkFault(error)
      }
      return Buffer.concat(chunks)
    }
    return {
      status: message.statusCode ?? 0,
      header(name) {
        const value = message.headers[name.toLowerCase()]
        return Array.isArray(value) ? value.join(', ') : value
      },
      stream: message,
      bytes,
      text: async () => new TextDecoder('utf-8').decode(await bytes(limits.answerBytes)),
      async discard() {
        await bytes(limits.answerBytes)
      },
    }
  }

  return {
    async ask(request) {
      request.signal?.throwIfAborted()
      for (let repeated = false; ; repeated = true) {
        try {
          return answerOf(await send(request), request.signal)
        } catch (error) {
          if (!(error instanceof Failed)) throw error
          // A kept connection that the server had closed meanwhile: nothing was wrong with the request.
          if (!error.stale || repeated || request.once === true) throw error.reason
        }
      }
    },
    serverTime: () => (clock === null ? null : clock.server + (now() - clock.at)),
    close() {
      plain.destroy()
      secure.destroy()
    },
  }
}

class Failed extends Error {
  readonly reason: unknown
  readonly stale: boolean
  constructor(reason: unknown, stale: boolean) {
    super('request failed')
    this.reason = reason
    this.stale = stale
  }
}
