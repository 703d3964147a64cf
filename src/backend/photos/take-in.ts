import { createHash } from 'node:crypto'
import { basename, join } from 'node:path'
import { SNIFF_BYTES } from '../../domain/photo/formats'
import type { RejectReason } from '../../domain/photo/reject'
import { systemCode, type FileHandle, type FileSystem } from './file-system'

export type PhotoSource = { path: string; name?: string } | { bytes: Uint8Array; name: string; modifiedAt?: number }

/** A complete, synced copy in `incoming/`, not yet part of the archive. */
export interface TakenIn {
  tempPath: string
  sha256: string
  bytes: number
  /** The first bytes, for telling the format. */
  head: Uint8Array
  originalName: string
  /** Epoch ms of the source file's last change; null for pasted bytes. */
  modifiedAt: number | null
}

export class SourceRefused extends Error {
  constructor(
    readonly reason: RejectReason,
    options?: { cause?: unknown },
  ) {
    super(reason, options)
    this.name = 'SourceRefused'
  }
}

/** What ails a file of the archive itself is the disk's doing, not something that a buyer sent: the error that the disk would have given. */
export function asDiskError(error: unknown): unknown {
  if (!(error instanceof SourceRefused)) return error
  const code = error.reason === 'not-found' ? 'ENOENT' : error.reason === 'still-changing' ? 'EBUSY' : 'EIO'
  return error.cause ?? Object.assign(new Error(`a file of the archive: ${error.reason}`, { cause: error }), { code })
}

const CHUNK = 1 << 20
/**
 * Buffers of files that are done, for the next ones: a new one for each file costs as much in the collector of garbage as the file's rows.
 * As many as files are ever copied at once; they go when nothing was copied for a while (X8).
 */
const SPARE = 16
const SPARE_MS = 10_000
const spare: Buffer[] = []
let forgetting: ReturnType<typeof setTimeout> | undefined

function giveBack(buffer: Buffer): void {
  if (spare.length < SPARE) spare.push(buffer)
  if (forgetting !== undefined) return void forgetting.refresh()
  forgetting = setTimeout(() => {
    forgetting = undefined
    spare.length = 0
  }, SPARE_MS)
  forgetting.unref()
}

/** The folder below the data folder for half-done work; everything in it may be swept at start. */
export const INCOMING_FOLDER = 'incoming'
export const TEMP_SUFFIX = '.part'

/**
 * Copies a source into `tempPath` while hashing it, and syncs it. Throws `SourceRefused` when the source is at fault (then no temp is
 * left), a system error when our disk is.
 */
export async function takeIn(fs: FileSystem, source: PhotoSource, tempPath: string, maxBytes: number): Promise<TakenIn> {
  const reader = 'path' in source ? await openSource(fs, source.path, maxBytes) : memoryReader(source.bytes, maxBytes)
  try {
    const copied = await copyHashing(fs, reader, tempPath)
    await reader.check(copied.bytes)
    return { ...copied, tempPath, originalName: nameOf(source), modifiedAt: reader.modifiedAt ?? ('bytes' in source ? (source.modifiedAt ?? null) : null) }
  } catch (error) {
    await removeIfThere(fs, tempPath)
    throw error
  } finally {
    await reader.close()
  }
}

/** SHA-256 and size of a file; throws system errors. */
export async function hashFile(fs: FileSystem, path: string): Promise<{ sha256: string; bytes: number; head: Uint8Array }> {
  const handle = await fs.open(path, 'read')
  try {
    return await digest((buffer) => handle.read(buffer), async () => undefined)
  } finally {
    await handle.close()
  }
}

/** Whether a file holds exactly these bytes; one that was altered by hand does not. Throws system errors other than absence. */
export async function holdsBytes(fs: FileSystem, path: string, bytes: { readonly sha256: string; readonly bytes: number }): Promise<boolean> {
  const facts = await fs.facts(path)
  if (facts?.kind !== 'file' || facts.bytes !== bytes.bytes) return false
  return (await hashFile(fs, path)).sha256 === bytes.sha256
}

/**
 * Removes leftovers of an earlier run from `incoming/` (A6): none of them was acknowledged. Call once after taking the data folder's
 * lock and before the first filing. Returns how many went.
 */
export async function sweepIncoming(fs: FileSystem, dataDir: string): Promise<number> {
  const folder = join(dataDir, INCOMING_FOLDER)
  if ((await fs.facts(folder)) === null) return 0
  let swept = 0
  for (const entry of await fs.list(folder)) {
    if (entry.kind !== 'file' || !entry.name.endsWith(TEMP_SUFFIX)) continue
    await fs.remove(join(folder, entry.name))
    swept++
  }
  return swept
}

/** Removes a file of ours; that it is gone already is fine, and what stays in `incoming/` is swept at the next start. */
export async function removeIfThere(fs: FileSystem, path: string): Promise<boolean> {
  return fs.remove(path).then(
    () => true,
    () => false,
  )
}

interface SourceReader {
  read(buffer: Uint8Array): Promise<number>
  /** Throws when the source changed under our hands. */
  check(copiedBytes: number): Promise<void>
  close(): Promise<void>
  modifiedAt: number | null
}

async function openSource(fs: FileSystem, path: string, maxBytes: number): Promise<SourceReader> {
  const before = await refusing(() => fs.facts(path))
  if (before === null) throw new SourceRefused('not-found')
  if (before.kind === 'folder') throw new SourceRefused('a-folder')
  // A pipe or device could feed bytes for ever.
  if (before.kind !== 'file') throw new SourceRefused('not-readable')
  refuseBySize(before.bytes, maxBytes)
  const handle = await refusing(() => fs.open(path, 'read'))
  let left = before.bytes
  return {
    async read(buffer) {
      // Its end is known: asking the disk for it is a turn of the thread pool a photo. What grows meanwhile is found by `check`.
      if (left <= 0) return 0
      const count = await refusing(() => handle.read(buffer))
      left -= count
      return count
    },
    async check(copiedBytes) {
      const after = await refusing(() => fs.facts(path))
      const same = after !== null && after.bytes === before.bytes && after.modifiedMs === before.modifiedMs
      if (!same || copiedBytes !== before.bytes) throw new SourceRefused('still-changing')
    },
    close: () => handle.close(),
    modifiedAt: before.modifiedMs,
  }
}

function memoryReader(bytes: Uint8Array, maxBytes: number): SourceReader {
  refuseBySize(bytes.length, maxBytes)
  let at = 0
  return {
    async read(buffer) {
      const part = bytes.subarray(at, at + buffer.length)
      buffer.set(part)
      at += part.length
      return part.length
    },
    check: async () => undefined,
    close: async () => undefined,
    modifiedAt: null,
  }
}

function refuseBySize(bytes: number, maxBytes: number): void {
  if (bytes === 0) throw new SourceRefused('empty')
  if (bytes > maxBytes) throw new SourceRefused('too-large')
}

async function refusing<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    throw new SourceRefused(systemCode(error) === 'ENOENT' ? 'not-found' : 'not-readable', { cause: error })
  }
}

async function copyHashing(fs: FileSystem, reader: SourceReader, tempPath: string): Promise<{ sha256: string; bytes: number; head: Uint8Array }> {
  const temp: FileHandle = await fs.open(tempPath, 'create')
  try {
    const result = await digest((buffer) => reader.read(buffer), (chunk) => temp.write(chunk))
    await temp.sync()
    return result
  } finally {
    await temp.close()
  }
}

async function digest(
  read: (buffer: Uint8Array) => Promise<number>,
  each: (chunk: Uint8Array) => Promise<void>,
): Promise<{ sha256: string; bytes: number; head: Uint8Array }> {
  const hash = createHash('sha256')
  const buffer = spare.pop() ?? Buffer.allocUnsafeSlow(CHUNK)
  let head = Buffer.alloc(0)
  let bytes = 0
  try {
    for (let count = await read(buffer); count > 0; count = await read(buffer)) {
      const chunk = buffer.subarray(0, count)
      if (head.length < SNIFF_BYTES) head = Buffer.concat([head, chunk.subarray(0, SNIFF_BYTES - head.length)])
      // The disk writes while this thread hashes; neither changes the chunk.
      const written = each(chunk)
      hash.update(chunk)
      await written
      bytes += count
    }
  } finally {
    giveBack(buffer)
  }
  return { sha256: hash.digest('hex'), bytes, head }
}

function nameOf(source: PhotoSource): string {
  if ('bytes' in source) return source.name
  // A path from a Windows page may hold backslashes even where this code runs on another system.
  return source.name ?? basename(source.path.replaceAll('\\', '/'))
}
