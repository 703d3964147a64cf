import { Zip, ZipPassThrough } from 'fflate'
import { collisionKey, isSafeSegment } from '../../domain/photo/safe-name'
import { writeFileAtomically } from './atomic-file'

export interface ZipEntry {
  /** Path inside the archive, forward slashes. */
  readonly name: string
  readonly bytes: Uint8Array | AsyncIterable<Uint8Array>
}

/** Whether a path stays inside the folder it is unpacked to, on every system: no `..`, no root, no drive, no backslash (R5, zip-slip). */
export function isSafeEntryName(name: string): boolean {
  return name !== '' && name.split('/').every((part) => isSafeSegment(part))
}

/**
 * Writes a ZIP of files as they are: photos and PDFs do not get smaller. Bytes are streamed, so a long video costs no memory.
 * @throws RangeError for a name that would leave the folder, or two that are one name on some system; errors of writeFileAtomically
 */
export async function writeZip(path: string, entries: readonly ZipEntry[]): Promise<{ bytes: number; sha256: string }> {
  const names = new Set<string>()
  for (const { name } of entries) {
    const key = collisionKey(name)
    if (!isSafeEntryName(name) || names.has(key)) throw new RangeError(`no name for an entry of an archive: ${name}`)
    names.add(key)
  }
  return writeFileAtomically(path, async (write) => {
    const chunks: Uint8Array[] = []
    let failure: Error | null = null
    const zip = new Zip((error, chunk) => {
      if (error !== null) failure = error
      else chunks.push(chunk)
    })
    const drain = async (): Promise<void> => {
      if (failure !== null) throw failure
      for (const chunk of chunks.splice(0)) await write(chunk)
    }
    for (const { name, bytes } of entries) {
      const file = new ZipPassThrough(name)
      zip.add(file)
      if (bytes instanceof Uint8Array) file.push(bytes, true)
      else {
        for await (const chunk of bytes) {
          file.push(chunk)
          await drain()
        }
        file.push(new Uint8Array(0), true)
      }
      await drain()
    }
    zip.end()
    await drain()
  })
}
