import { createHash } from 'node:crypto'
import { open, type FileHandle } from 'node:fs/promises'
import type { S3Client } from './s3-client'
import { StoreError, isStoreError, type TransferOptions } from './store'
import { childrenOf, childOf, parseXml, textOf, type XmlNode } from './xml'

/** S3 allows 10,000 parts; files that would need more get larger ones. */
const MOST_PARTS = 10_000

interface Part {
  readonly number: number
  readonly bytes: number
  readonly etag: string
}

const bare = (etag: string): string => etag.replace(/^"|"$/g, '')

async function xmlOf(s3: S3Client, request: Parameters<S3Client['ask']>[0]): Promise<XmlNode> {
  const answer = await s3.ask(request)
  if (answer.status !== 200) throw await s3.fault(answer, request.method)
  return parseXml(await answer.text())
}

/** The newest unfinished upload of exactly this key, or null; servers that list none have none to go on with. */
async function findUpload(s3: S3Client, name: string): Promise<string | null> {
  const key = s3.key(name)
  let root: XmlNode
  try {
    root = await xmlOf(s3, { method: 'GET', query: { 'uploads': '', 'prefix': key, 'max-uploads': '100' } })
  } catch (error) {
    if (isStoreError(error, 'unsupported', 'denied', 'missing')) return null
    throw error
  }
  const found = childrenOf(root, 'Upload').filter((upload) => textOf(upload, 'Key') === key)
  const newest = found.sort((a, b) => (textOf(a, 'Initiated') ?? '').localeCompare(textOf(b, 'Initiated') ?? '')).at(-1)
  return (newest && textOf(newest, 'UploadId')) ?? null
}

async function listParts(s3: S3Client, name: string, uploadId: string): Promise<Part[]> {
  const parts: Part[] = []
  for (let marker: string | undefined = '0'; marker !== undefined; ) {
    const root: XmlNode = await xmlOf(s3, { method: 'GET', name, query: { uploadId, 'max-parts': '1000', 'part-number-marker': marker } })
    for (const part of childrenOf(root, 'Part')) {
      parts.push({ number: Number(textOf(part, 'PartNumber')), bytes: Number(textOf(part, 'Size')), etag: bare(textOf(part, 'ETag') ?? '') })
    }
    marker = textOf(root, 'IsTruncated') === 'true' ? textOf(root, 'NextPartNumberMarker') : undefined
  }
  return parts
}

/** Uploads parts of a file to S3 and puts them together; what an earlier attempt brought and is the same is not sent again (S4). */
export async function multipart(s3: S3Client, name: string, path: string, size: number, wanted: number, options: TransferOptions, condition: Readonly<Record<string, string>>): Promise<'stored' | 'exists'> {
  const partBytes = Math.max(wanted, Math.ceil(size / MOST_PARTS))
  const earlier = await findUpload(s3, name)
  const there = earlier === null ? [] : await listParts(s3, name, earlier)
  const uploadId = earlier ?? (await begin(s3, name))
  const local = await open(path, 'r')
  const parts: { number: number; etag: string }[] = []
  try {
    for (let number = 1, at = 0; at < size; number++, at += partBytes) {
      options.signal?.throwIfAborted()
      const bytes = await readPart(local, at, Math.min(partBytes, size - at))
      const md5 = createHash('md5').update(bytes).digest('hex')
      const old = there.find((part) => part.number === number)
      // A store whose tags are no MD5 (encrypted by its own key) gets the part again: never wrong, at worst slower.
      const etag = old !== undefined && old.bytes === bytes.length && old.etag === md5 ? md5 : await sendPart(s3, name, uploadId, number, bytes, at, options)
      parts.push({ number, etag })
      options.onBytes?.(at + bytes.length)
    }
  } finally {
    await local.close()
  }
  return finish(s3, name, uploadId, parts, condition)
}

async function readPart(local: FileHandle, at: number, bytes: number): Promise<Uint8Array> {
  const into = new Uint8Array(bytes)
  for (let got = 0; got < bytes; ) {
    const { bytesRead } = await local.read(into, got, bytes - got, at + got)
    if (bytesRead === 0) throw new StoreError('damaged', 'the local file became shorter')
    got += bytesRead
  }
  return into
}

async function begin(s3: S3Client, name: string): Promise<string> {
  const root = await xmlOf(s3, { method: 'POST', name, query: { uploads: '' } })
  const uploadId = textOf(root, 'UploadId')
  if (uploadId === undefined || uploadId === '') throw new StoreError('unsupported', 'POST: no upload id')
  return uploadId
}

async function sendPart(s3: S3Client, name: string, uploadId: string, number: number, bytes: Uint8Array, before: number, options: TransferOptions): Promise<string> {
  const onSent = options.onBytes
  const answer = await s3.ask({
    method: 'PUT',
    name,
    query: { partNumber: String(number), uploadId },
    body: bytes,
    signal: options.signal,
    onSent: onSent && ((sent) => onSent(before + sent)),
  })
  if (answer.status !== 200) throw await s3.fault(answer, 'PUT')
  await answer.discard()
  const etag = answer.header('etag')
  if (etag === undefined) throw new StoreError('unsupported', 'PUT: no tag of the part')
  return bare(etag)
}

async function finish(s3: S3Client, name: string, uploadId: string, parts: readonly { number: number; etag: string }[], condition: Readonly<Record<string, string>>): Promise<'stored' | 'exists'> {
  const list = parts.map(({ number, etag }) => `<Part><PartNumber>${number}</PartNumber><ETag>&quot;${etag}&quot;</ETag></Part>`).join('')
  const body = Buffer.from(`<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${list}</CompleteMultipartUpload>`)
  const answer = await s3.ask({ method: 'POST', name, query: { uploadId }, body, headers: { 'Content-Type': 'application/xml', ...condition } })
  if (answer.status === 412) {
    await answer.discard()
    await abandon(s3, name, uploadId)
    return 'exists'
  }
  if (answer.status !== 200) throw await s3.fault(answer, 'POST')
  // Putting together takes time: the status is sent first, and a failure may still follow in the body.
  const root = parseXml(await answer.text())
  if (childOf(root, 'Code') !== undefined && root.name === 'Error') throw new StoreError('unreachable', `POST: ${textOf(root, 'Code') ?? ''}`)
  return 'stored'
}

/** Frees the parts of an upload that is not needed; a server that cannot leaves them to the bucket's own rules. */
async function abandon(s3: S3Client, name: string, uploadId: string): Promise<void> {
  const answer = await s3.ask({ method: 'DELETE', name, query: { uploadId } })
  await answer.discard()
}
