import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import { open, rm, type FileHandle } from 'node:fs/promises'
import { AppError } from '../../domain/errors'

/**
 * Files sealed in chunks (docs/sync-format.md, section 9), so that a photo of any size needs one chunk of memory:
 *
 *     8 bytes `SEALED01`, 32 bytes salt, then chunks: 1 MB of AES-256-GCM (the last one 0 to 1 MB) and its tag of 16 bytes
 *
 * The additional data of a chunk are its number and whether it is the last, so that a file that was cut short, put in another order or
 * mixed with another does not open. The salt is an HMAC of the content's SHA-256 and gives the file a key of its own: the same content
 * always becomes the same bytes, so that a torn upload is finished by any device, and one key never seals two contents.
 */
const MAGIC = Buffer.from('SEALED01')
const CHUNK_BYTES = 1024 * 1024
const TAG_BYTES = 16
const SALT_BYTES = 32
const HEADER_BYTES = MAGIC.length + SALT_BYTES

const saltOf = (key: Uint8Array, sha256: Uint8Array): Buffer => createHmac('sha256', key).update(sha256).digest()
const fileKey = (key: Uint8Array, salt: Uint8Array): Buffer => Buffer.from(hkdfSync('sha256', key, salt, 'sync photo file', 32))

function bindings(chunk: number, isLast: boolean): { nonce: Buffer; aad: Buffer } {
  const nonce = Buffer.alloc(12)
  nonce.writeUInt32BE(chunk, 8)
  const aad = Buffer.alloc(5)
  aad.writeUInt32BE(chunk)
  aad.writeUInt8(isLast ? 1 : 0, 4)
  return { nonce, aad }
}

/** Fills the buffer from a place on; fewer bytes only at the end of the file. */
async function readAt(file: FileHandle, length: number, position: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length)
  let filled = 0
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, position + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return buffer.subarray(0, filled)
}

/** Pieces of a file from a place on, each with whether it is the last; an empty rest is one empty piece. */
async function* pieces(file: FileHandle, from: number, size: number): AsyncGenerator<{ piece: Buffer; isLast: boolean }> {
  let position = from
  let piece = await readAt(file, size, position)
  for (;;) {
    position += piece.length
    const next = piece.length < size ? Buffer.alloc(0) : await readAt(file, size, position)
    yield { piece, isLast: next.length === 0 }
    if (next.length === 0) return
    piece = next
  }
}

/** Writes a new file whole and on the disk, or leaves none behind. */
async function writeNew(to: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  const file = await open(to, 'wx').catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EEXIST' ? new AppError('FILE_EXISTS', {}, { cause: error }) : error
  })
  try {
    await write(file)
    await file.sync()
    await file.close()
  } catch (error) {
    await file.close()
    await rm(to, { force: true })
    throw error
  }
}

async function reading<R>(from: string, read: (file: FileHandle) => Promise<R>): Promise<R> {
  const file = await open(from, 'r')
  try {
    return await read(file)
  } finally {
    await file.close()
  }
}

/** Seals a file; see `Seal.sealFile`. */
export async function sealFileWith(key: Uint8Array, from: string, to: string): Promise<void> {
  await reading(from, async (source) => {
    const before = createHash('sha256')
    for await (const { piece } of pieces(source, 0, CHUNK_BYTES)) before.update(piece)
    const sha256 = before.digest()
    const salt = saltOf(key, sha256)
    const own = fileKey(key, salt)
    await writeNew(to, async (target) => {
      await target.appendFile(Buffer.concat([MAGIC, salt]))
      const now = createHash('sha256')
      let chunk = 0
      for await (const { piece, isLast } of pieces(source, 0, CHUNK_BYTES)) {
        now.update(piece)
        const { nonce, aad } = bindings(chunk, isLast)
        const cipher = createCipheriv('aes-256-gcm', own, nonce).setAAD(aad)
        await target.appendFile(Buffer.concat([cipher.update(piece), cipher.final(), cipher.getAuthTag()]))
        chunk += 1
      }
      // Sealing two contents with one key would give both away: then nothing is left of it.
      if (!now.digest().equals(sha256)) throw new AppError('FILE_DAMAGED')
    })
  })
}

/** Opens a sealed file; see `Seal.openFile`. */
export async function openSealedFile(key: Uint8Array, from: string, to: string): Promise<void> {
  await reading(from, async (source) => {
    const header = await readAt(source, HEADER_BYTES, 0)
    if (header.length < HEADER_BYTES || !header.subarray(0, MAGIC.length).equals(MAGIC)) throw new AppError('FILE_DAMAGED')
    const salt = header.subarray(MAGIC.length)
    const own = fileKey(key, salt)
    await writeNew(to, async (target) => {
      const content = createHash('sha256')
      let chunk = 0
      for await (const { piece, isLast } of pieces(source, HEADER_BYTES, CHUNK_BYTES + TAG_BYTES)) {
        const plain = openChunk(own, piece, chunk, isLast)
        content.update(plain)
        await target.appendFile(plain)
        chunk += 1
      }
      if (!timingSafeEqual(saltOf(key, content.digest()), salt)) throw new AppError('FILE_DAMAGED')
    })
  })
}

function openChunk(key: Uint8Array, sealed: Buffer, chunk: number, isLast: boolean): Buffer {
  const end = sealed.length - TAG_BYTES
  if (end < 0) throw new AppError('FILE_DAMAGED')
  const { nonce, aad } = bindings(chunk, isLast)
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES }).setAAD(aad).setAuthTag(sealed.subarray(end))
  const plain = decipher.update(sealed.subarray(0, end))
  try {
    return Buffer.concat([plain, decipher.final()])
  } catch (error) {
    throw new AppError('FILE_DAMAGED', {}, { cause: error })
  }
}
