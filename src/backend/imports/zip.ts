import { createInflateRaw, inflateRawSync } from 'node:zlib'
import { AppError } from '../../domain/errors'
import { LIMITS } from './limits'

interface Entry {
  method: number
  /** Unpacked bytes as the directory claims; it may lie, so unpacking counts for itself. */
  claimed: number
  packed: Buffer
  encrypted: boolean
}

const damaged = (why: string, cause?: unknown): AppError => new AppError('FILE_DAMAGED', { why }, cause === undefined ? {} : { cause })

/**
 * The parts of an archive in memory, unpacked one at a time and never beyond their limits (spec R5: bombs). Reads the central
 * directory only, as spreadsheet programs do, and inflates with Node's own zlib.
 */
export class ZipArchive {
  private readonly entries = new Map<string, Entry>()
  private unpacked = 0
  /** How far each part has been unpacked: reading one again unpacks nothing new. */
  private readonly reached = new Map<Entry, number>()

  constructor(bytes: Buffer) {
    const end = findEnd(bytes)
    const count = bytes.readUInt16LE(end + 10)
    let at = bytes.readUInt32LE(end + 16)
    if (at === 0xffffffff) throw damaged('zip64')
    for (let index = 0; index < count; index += 1) {
      if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== 0x02014b50) throw damaged('directory')
      const flags = bytes.readUInt16LE(at + 8)
      const size = bytes.readUInt32LE(at + 20)
      const nameLength = bytes.readUInt16LE(at + 28)
      const local = bytes.readUInt32LE(at + 42)
      const name = bytes.toString('utf8', at + 46, at + 46 + nameLength)
      const claimed = bytes.readUInt32LE(at + 24)
      const entry = { method: bytes.readUInt16LE(at + 10), claimed, packed: partOf(bytes, local, size), encrypted: (flags & 1) !== 0 }
      this.entries.set(partName(name), entry)
      at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
    }
  }

  has(name: string): boolean {
    return this.entries.has(partName(name))
  }

  names(): string[] {
    return [...this.entries.keys()]
  }

  /** A whole small part, or null when the archive has none of this name. */
  read(name: string): Buffer | null {
    const entry = this.entries.get(partName(name))
    if (!entry) return null
    checkMethod(entry)
    try {
      const bytes = entry.method === 0 ? entry.packed : inflateRawSync(entry.packed, { maxOutputLength: LIMITS.smallPartBytes })
      this.count(entry, bytes.length)
      return bytes
    } catch (error) {
      if (error instanceof AppError) throw error
      if (isCode(error, 'ERR_BUFFER_TOO_LARGE')) throw new AppError('FILE_TOO_LARGE', { why: 'part', part: name })
      throw damaged('inflate', error)
    }
  }

  /** Unpacks every part once to see that all of it stays below `limit`: what reads the archive next sets itself no limits. */
  async checkWhole(limit: number): Promise<void> {
    let size = 0
    for (const name of this.names()) {
      for await (const piece of this.stream(name, limit)) {
        size += piece.length
        if (size > limit) throw new AppError('FILE_TOO_LARGE', { why: 'archive' })
      }
    }
  }

  /** A large part in pieces. */
  async *stream(name: string, limit: number): AsyncGenerator<Buffer> {
    const entry = this.entries.get(partName(name))
    if (!entry) throw damaged(`missing ${name}`)
    checkMethod(entry)
    checkRatio(entry.claimed, entry.packed.length)
    let size = 0
    const pieces = entry.method === 0 ? [entry.packed] : inflate(entry.packed)
    try {
      for await (const piece of pieces) {
        size += piece.length
        if (size > limit) throw new AppError('FILE_TOO_LARGE', { why: 'part', part: name })
        this.count(entry, size)
        checkRatio(size, entry.packed.length)
        yield piece
      }
    } catch (error) {
      throw error instanceof AppError ? error : damaged('inflate', error)
    }
  }

  private count(entry: Entry, size: number): void {
    const before = this.reached.get(entry) ?? 0
    if (size <= before) return
    this.reached.set(entry, size)
    this.unpacked += size - before
    if (this.unpacked > LIMITS.unpackedBytes) throw new AppError('FILE_TOO_LARGE', { why: 'archive' })
  }
}

async function* inflate(packed: Buffer): AsyncGenerator<Buffer> {
  const stream = createInflateRaw({ chunkSize: 128 * 1024 })
  // The stream reports its errors to the loop that reads it.
  stream.end(packed)
  for await (const piece of stream) yield piece as Buffer
}

function checkRatio(size: number, packed: number): void {
  if (size > LIMITS.ratioFromBytes && size > packed * LIMITS.ratio) throw new AppError('FILE_TOO_LARGE', { why: 'ratio' })
}

function checkMethod(entry: Entry): void {
  if (entry.encrypted) throw new AppError('FILE_PASSWORD_PROTECTED')
  if (entry.method !== 0 && entry.method !== 8) throw damaged('compression method')
}

/** Part names compare without case and leading slash; backslashes come from careless writers. */
function partName(name: string): string {
  return name.replaceAll('\\', '/').replace(/^\/+/, '').toLowerCase()
}

function partOf(bytes: Buffer, local: number, size: number): Buffer {
  if (local + 30 > bytes.length || bytes.readUInt32LE(local) !== 0x04034b50) throw damaged('local header')
  const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
  if (start + size > bytes.length) throw damaged('cut off')
  return bytes.subarray(start, start + size)
}

function findEnd(bytes: Buffer): number {
  const from = Math.max(0, bytes.length - 22 - 65_535)
  for (let at = bytes.length - 22; at >= from; at -= 1) {
    if (bytes.readUInt32LE(at) === 0x06054b50) return at
  }
  throw damaged('cut off')
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
