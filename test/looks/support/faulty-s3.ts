import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StoreSettings } from '../../../src/contract/sync-store'
import { BUCKET, KEYS, startS3 } from '../../support/sync/s3-server'

/** What the server does wrong; `hold`: it keeps its answers back until it is told otherwise. */
export type Wrong = 'nothing' | 'credentials' | 'full' | 'read-only' | 'denied' | 'damaged' | 'unlisted' | 'undeletable' | 'late-clock' | 'hold'
const HOURS = 3 * 3_600_000

export interface FaultyStore {
  readonly endpoint: string
  readonly settings: StoreSettings
  set(wrong: Wrong): void
  stop(): Promise<void>
}

interface Answer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}
const all = async (stream: AsyncIterable<Buffer>): Promise<Buffer> => {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(part)
  return Buffer.concat(parts)
}

/**
 * A real S3 server behind one that spoils its answers as real ones are spoilt: a quota that is used up, a policy without the right to delete, a
 * clock that is wrong. What is not to be spoilt goes through byte by byte, signature included.
 */
export async function startFaultyS3(): Promise<FaultyStore> {
  const directory = await mkdtemp(join(tmpdir(), 'workstation-looks-s3-'))
  const real = await startS3(directory, true)
  const port = Number(new URL(real.endpoint).port)
  let wrong: Wrong = 'nothing'
  let released: (() => void)[] = []

  const forward = async (request: IncomingMessage): Promise<Answer> => {
    const body = await all(request)
    return new Promise((done, failed) => {
      const onward = ask({ host: '127.0.0.1', port, method: request.method, path: request.url, headers: request.headers }, (answer) => void all(answer).then((bytes) => done({ status: answer.statusCode ?? 502, headers: answer.headers, body: bytes }), failed))
      onward.on('error', failed)
      onward.end(body)
    })
  }
  const refuse = (response: ServerResponse, status: number, code: string): void => void response.writeHead(status, { 'Content-Type': 'application/xml' }).end(`<Error><Code>${code}</Code></Error>`)

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = request.method ?? 'GET'
    const lists = (request.url ?? '').includes('list-type=2')
    if (wrong === 'hold') await new Promise<void>((release) => released.push(release))
    if (wrong === 'credentials') return refuse(response, 403, 'InvalidAccessKeyId')
    if (wrong === 'denied' && lists) return refuse(response, 403, 'AccessDenied')
    if (wrong === 'full' && method === 'PUT') return refuse(response, 507, 'QuotaExceeded')
    if (wrong === 'read-only' && method === 'PUT') return refuse(response, 403, 'AccessDenied')
    if (wrong === 'undeletable' && method === 'DELETE') return refuse(response, 403, 'AccessDenied')
    const found = await forward(request)
    const { 'transfer-encoding': _chunked, ...kept } = found.headers
    const headers = { ...kept, ...(wrong === 'late-clock' ? { date: new Date(Date.now() - HOURS).toUTCString() } : {}) }
    const spoilt = wrong === 'damaged' && method === 'GET' && !lists ? Buffer.from(found.body.map((byte) => byte ^ 1)) : wrong === 'unlisted' && lists ? Buffer.from(found.body.toString('utf8').replaceAll(/<Contents>[\s\S]*?<\/Contents>/g, '')) : found.body
    response.writeHead(found.status, { ...headers, ...(method === 'HEAD' ? {} : { 'content-length': String(spoilt.length) }) }).end(method === 'HEAD' ? undefined : spoilt)
  }
  const server = createServer((request, response) => {
    // a test that fails here must not wait for an answer
    answer(request, response).catch((error: unknown) => refuse(response, 500, String(error)))
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    endpoint,
    settings: { kind: 's3', endpoint, region: 'us-east-1', bucket: BUCKET, prefix: '', ...KEYS, style: 'path' },
    set(next) {
      wrong = next
      if (next === 'hold') return
      for (const release of released) release()
      released = []
    },
    async stop() {
      for (const release of released) release()
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
      await real.stop()
      await rm(directory, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
