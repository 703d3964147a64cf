import crypto from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { readFile, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { AddressInfo } from 'node:net'
import S3rver from '@20minutes/s3rver'
import { createNameLock } from '../../../src/backend/sync/name-lock'

export const BUCKET = 'team'
/** What the server accepts. */
export const KEYS = { accessKeyId: 'S3RVER', secret: 'S3RVER' }

export interface S3Server {
  readonly endpoint: string
  /** Every request so far as `METHOD /path?query`. */
  readonly requests: string[]
  stop(): Promise<void>
}

/**
 * The server hides where a page of a listing ends by single DES, which Node's OpenSSL no longer has; triple DES with one key thrice is the
 * same cipher.
 */
function allowSingleDes(): void {
  const { createCipheriv, createDecipheriv } = crypto
  const thrice = (key: Buffer): Buffer => Buffer.concat([key, key, key])
  Object.assign(crypto, {
    createCipheriv: (name: string, key: Buffer, iv: Buffer) => (name === 'des' ? createCipheriv('des-ede3-cbc', thrice(key), iv) : createCipheriv(name, key, iv)),
    createDecipheriv: (name: string, key: Buffer, iv: Buffer) => (name === 'des' ? createDecipheriv('des-ede3-cbc', thrice(key), iv) : createDecipheriv(name, key, iv)),
  })
}

const escape = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;')

/**
 * A real S3 server on loopback that checks signatures. It is of the older kind that knows no conditional writes and lists no unfinished
 * uploads; `modern` adds these in front of it as the S3 documentation describes them: `If-None-Match: *` (412 when the key is taken),
 * ListMultipartUploads, ListParts and AbortMultipartUpload.
 */
export async function startS3(directory: string, modern: boolean): Promise<S3Server> {
  allowSingleDes()
  const s3rver = new S3rver({ directory, silent: true, configureBuckets: [{ name: BUCKET }] })
  // It escapes keys twice in its listings (& becomes &amp;amp;), which no other server does.
  s3rver.middleware.unshift(async (context, next) => {
    await next()
    if (typeof context.body === 'string') context.body = context.body.replace(/&amp;(#x27|#39|amp|lt|gt|quot|apos);/g, '&$1;')
  })
  await s3rver.configureBuckets()
  const handle = s3rver.callback()
  const requests: string[] = []
  const lock = createNameLock()
  const uploads = s3rver.store.getResourcePath(BUCKET, undefined, 'uploads')

  const reply = (response: ServerResponse, status: number, xml = ''): void => void response.writeHead(status, { 'Content-Type': 'application/xml' }).end(xml)
  const pass = (request: IncomingMessage, response: ServerResponse): Promise<void> =>
    new Promise((done) => {
      response.once('close', () => done())
      void handle(request, response)
    })

  /** Folders of unfinished uploads with their keys. */
  async function unfinished(): Promise<{ id: string; key: string }[]> {
    const ids = await readdir(uploads).catch(() => [])
    return Promise.all(ids.map(async (id) => ({ id, key: await readFile(join(uploads, id, 'key'), 'utf8') })))
  }

  async function extra(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const key = decodeURIComponent(url.pathname.slice(`/${BUCKET}/`.length))
    const id = url.searchParams.get('uploadId')
    if (request.method === 'GET' && url.searchParams.has('uploads')) {
      const prefix = url.searchParams.get('prefix') ?? ''
      const found = (await unfinished()).filter((one) => one.key.startsWith(prefix))
      reply(response, 200, `<ListMultipartUploadsResult>${found.map((one) => `<Upload><Key>${escape(one.key)}</Key><UploadId>${one.id}</UploadId><Initiated>2026-01-01T00:00:00Z</Initiated></Upload>`).join('')}<IsTruncated>false</IsTruncated></ListMultipartUploadsResult>`)
      return true
    }
    if (request.method === 'GET' && id !== null) {
      const names = (await readdir(join(uploads, id))).filter((name) => /^\d+$/.test(name))
      const parts = await Promise.all(names.map(async (name) => ({ name, size: (await stat(join(uploads, id, name))).size, md5: await readFile(join(uploads, id, `${name}.md5`), 'utf8').catch(() => null) })))
      // A part that broke off in the middle has no sum yet and does not count.
      const xml = parts.filter((part) => part.md5 !== null).map((part) => `<Part><PartNumber>${part.name}</PartNumber><ETag>&quot;${part.md5}&quot;</ETag><Size>${part.size}</Size></Part>`).join('')
      reply(response, 200, `<ListPartsResult>${xml}<IsTruncated>false</IsTruncated></ListPartsResult>`)
      return true
    }
    if (request.method === 'DELETE' && id !== null) {
      await rm(join(uploads, id), { recursive: true, force: true })
      reply(response, 204)
      return true
    }
    if (request.headers['if-none-match'] !== '*') return false
    await lock(key, async () => {
      if (await s3rver.store.existsObject(BUCKET, key)) {
        request.resume()
        await new Promise((done) => request.once('close', done))
        return reply(response, 412, '<Error><Code>PreconditionFailed</Code></Error>')
      }
      await pass(request, response)
    })
    return true
  }

  const server: Server = createServer((request, response) => {
    requests.push(`${request.method ?? ''} ${request.url ?? ''}`)
    void (async () => {
      if (!(modern && (await extra(request, response)))) await pass(request, response)
    })().catch((error: unknown) => reply(response, 500, `<Error><Code>InternalError</Code><Message>${escape(String(error))}</Message></Error>`))
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async stop() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}
