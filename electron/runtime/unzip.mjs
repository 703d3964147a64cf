import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, symlink } from 'node:fs/promises'
import { dirname, join, normalize, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createInflateRaw } from 'node:zlib'

/** @typedef {{ name: string, method: number, size: number, offset: number, mode: number }} Entry */

const END = 0x06054b50
const CENTRAL = 0x02014b50

/**
 * Unpacks a zip file of known origin (its digest was checked before) with nothing but Node: bare Debian has no unzip.
 * @param {string} file zip without zip64 records
 * @param {string} target existing folder
 * @param {(name: string) => string | undefined} place where an entry goes, relative to target; undefined leaves it out
 * @returns {Promise<number>} files written
 */
export async function unzip(file, target, place) {
  let count = 0
  for (const entry of await readDirectory(file)) {
    const name = place(entry.name)
    if (!name || entry.name.endsWith('/')) continue
    const path = normalize(join(target, name))
    if (!path.startsWith(normalize(target) + sep)) throw new Error(`zip entry leaves its folder: ${entry.name}`)
    await mkdir(dirname(path), { recursive: true })
    await writeEntry(file, entry, path)
    count += 1
  }
  return count
}

/** @param {string} file @returns {Promise<Entry[]>} */
async function readDirectory(file) {
  const handle = await open(file)
  try {
    const { size } = await handle.stat()
    const tail = Buffer.alloc(Math.min(size, 65_557))
    await handle.read(tail, 0, tail.length, size - tail.length)
    let at = tail.length - 22
    while (at >= 0 && tail.readUInt32LE(at) !== END) at -= 1
    if (at < 0) throw new Error(`not a zip file: ${file}`)
    const directory = Buffer.alloc(tail.readUInt32LE(at + 12))
    await handle.read(directory, 0, directory.length, tail.readUInt32LE(at + 16))
    const entries = []
    for (let p = 0; p + 46 <= directory.length && directory.readUInt32LE(p) === CENTRAL; ) {
      const nameLength = directory.readUInt16LE(p + 28)
      const local = directory.readUInt32LE(p + 42)
      const header = Buffer.alloc(30)
      await handle.read(header, 0, 30, local)
      entries.push({
        name: directory.toString('utf8', p + 46, p + 46 + nameLength),
        method: directory.readUInt16LE(p + 10),
        size: directory.readUInt32LE(p + 20),
        offset: local + 30 + header.readUInt16LE(26) + header.readUInt16LE(28),
        mode: directory.readUInt32LE(p + 38) >>> 16,
      })
      p += 46 + nameLength + directory.readUInt16LE(p + 30) + directory.readUInt16LE(p + 32)
    }
    return entries
  } finally {
    await handle.close()
  }
}

/** @param {string} file @param {Entry} entry @param {string} path */
async function writeEntry(file, entry, path) {
  if (entry.size === 0) {
    await (await open(path, 'w')).close()
    return
  }
  const bytes = createReadStream(file, { start: entry.offset, end: entry.offset + entry.size - 1 })
  if ((entry.mode & 0o170000) === 0o120000) {
    const chunks = []
    for await (const chunk of bytes) chunks.push(chunk)
    await symlink(Buffer.concat(chunks).toString('utf8'), path)
    return
  }
  const out = createWriteStream(path, { mode: entry.mode & 0o777 || 0o644 })
  if (entry.method === 0) await pipeline(bytes, out)
  else if (entry.method === 8) await pipeline(bytes, createInflateRaw(), out)
  else throw new Error(`zip entry ${entry.name} uses the unknown method ${entry.method}`)
}
