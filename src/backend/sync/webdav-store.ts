import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { ClaimLost, createClaims } from './claim'
import { downloadTo, readRangeBy } from './download'
import type { HttpBody, HttpClient } from './http-client'
import { statusFault } from './http-fault'
import { checkName, checkPrefix, isListed, joinName, nameMark, randomMark, splitName, tempName } from './store-names'
import { StoreError, isStoreError, type StoreEntry, type TransferOptions } from './store'
import type { OpenStore, StoreContext } from './store-context'
import type { DavClient } from './webdav-client'
import { isWalked, type DavResource } from './webdav-listing'

const done = (status: number): boolean => status >= 200 && status < 300
/** Up to this size a file is simply sent; before larger ones it is worth asking whether the name is taken. */
const SMALL = 64 * 1024

/**
 * A store on a WebDAV server (S1): a NAS, Nextcloud, Apache. New files are uploaded under a claim (claim.ts) and moved out of it, so that
 * what is visible is whole and of two at once exactly one is stored; the servers' own `If-None-Match` and `Overwrite: F` do not keep two
 * apart (ADR 0017). A whole tree is listed by one request where the server allows it, else folder by folder.
 */
export function openWebdavStore(dav: DavClient, http: HttpClient, context: StoreContext): OpenStore {
  const { owner, policy, wait, now } = context
  /** Folders that are known to be there. */
  const made = new Set<string>([''])
  let trees = true

  async function makeFolder(folder: string): Promise<'made' | 'taken'> {
    const status = await dav.status('MKCOL', folder)
    if (done(status)) return 'made'
    if (status === 405) return 'taken'
    if (status === 409) {
      const [above] = splitName(folder)
      if (above === '') throw new StoreError('missing', 'MKCOL: the address of the store is not there')
      made.delete(above)
      await makeFolders(above)
      return makeFolder(folder)
    }
    // Apache says 403 to the one who comes second in the same moment.
    if (status === 403 && (await dav.propfind(folder, '0')) !== null) return 'taken'
    throw statusFault(status, 'MKCOL')
  }

  async function makeFolders(folder: string): Promise<void> {
    if (made.has(folder)) return
    await makeFolders(splitName(folder)[0])
    await makeFolder(folder)
    made.add(folder)
  }

  async function factsOf(name: string): Promise<DavResource | null> {
    const found = await dav.propfind(name, '0')
    return found === null || found === 'too-deep' ? null : (found.find((one) => one.name === name) ?? null)
  }

  async function sizeOf(name: string): Promise<number | null> {
    const found = await factsOf(name)
    return found === null || found.folder ? null : found.bytes
  }

  /** Gone is what was wanted. */
  async function drop(name: string): Promise<void> {
    const status = await dav.status('DELETE', name)
    if (!done(status) && status !== 404 && status !== 410) throw statusFault(status, 'DELETE')
  }

  async function upload(name: string, body: HttpBody, options: TransferOptions): Promise<number> {
    return dav.status('PUT', name, { body, headers: { 'Content-Type': 'application/octet-stream' }, signal: options.signal, onSent: options.onBytes })
  }

  const move = (from: string, to: string, overwrite: 'T' | 'F'): Promise<number> =>
    // Never sent twice: after an answer that was lost the part is gone, and that would read as a lost claim.
    dav.status('MOVE', from, { headers: { Destination: dav.url(to).href, Overwrite: overwrite }, once: true })

  const claimed = createClaims(
    {
      make: makeFolder,
      taken: async (name) => (await sizeOf(name)) !== null,
      async look(folder) {
        const found = await dav.propfind(folder, '1')
        const own = found === null || found === 'too-deep' ? undefined : found.find((one) => one.name === folder)
        if (found === null || found === 'too-deep' || own === undefined) return null
        const files = found.filter((one) => one.name !== folder)
        const touched = Math.max(...[own, ...files].map((one) => one.modifiedMs ?? 0))
        // By the server's own clock; a server that tells no time never lets a claim become stale.
        return { files: files.map((one) => splitName(one.name)[1]), ageMs: touched === 0 ? 0 : (http.serverTime() ?? touched) - touched }
      },
      clear: drop,
    },
    { owner, claim: policy.claim, wait, now, attempts: 5 },
  )

  async function putNew(name: string, body: HttpBody, options: TransferOptions): Promise<'stored' | 'exists'> {
    const [folder, file] = splitName(name)
    const bytes = body instanceof Uint8Array ? body.length : body.bytes
    if (bytes > SMALL && (await sizeOf(name)) !== null) return 'exists'
    await makeFolders(folder)
    return claimed(folder, file, async (part) => {
      const put = await upload(part, body, options)
      if (put === 404 || put === 409) throw new ClaimLost()
      if (!done(put)) throw statusFault(put, 'PUT')
      const moved = await move(part, name, 'F')
      if (moved === 412) return 'exists'
      if (moved === 404) throw new ClaimLost()
      if (!done(moved)) throw statusFault(moved, 'MOVE')
      return 'stored'
    })
  }

  async function listTree(folder: string): Promise<DavResource[] | null> {
    const found = await dav.propfind(folder, 'infinity')
    if (found !== 'too-deep') return found
    trees = false
    return listFolders(folder)
  }

  async function listFolders(folder: string): Promise<DavResource[] | null> {
    const found = await dav.propfind(folder, '1')
    if (found === null) return null
    if (found === 'too-deep') throw new StoreError('unsupported', 'PROPFIND: the server lists no folders')
    const all = found.filter((one) => !one.folder)
    const below = found.filter((one) => one.folder && one.name !== folder && isWalked(one.name))
    // Side by side, as far as the client has connections. One that was removed since its folder was read has nothing to add.
    return all.concat(...(await Promise.all(below.map(async ({ name }) => (await listFolders(name)) ?? []))))
  }

  return {
    kind: 'webdav',
    async list(prefix) {
      const folder = checkPrefix(prefix).slice(0, -1)
      const found = await (trees ? listTree(folder) : listFolders(folder))
      if (found === null && (folder === '' || (await dav.propfind('', '0')) === null)) throw new StoreError('missing', 'the address of the store is not there')
      return (found ?? []).filter((one) => !one.folder && isListed(one.name)).map(({ name, bytes }): StoreEntry => ({ name, bytes }))
    },
    async read(name) {
      const answer = await dav.ask('GET', checkName(name))
      if (answer.status === 200) return answer.bytes()
      await answer.discard()
      throw statusFault(answer.status, 'GET')
    },
    readRange: (name, from, to) => readRangeBy((Range) => dav.ask('GET', checkName(name), { headers: { Range } }), () => sizeOf(name), from, to),
    size: (name) => sizeOf(checkName(name)),
    putNew: (name, bytes) => putNew(checkName(name), bytes, {}),
    async replace(name, bytes) {
      const [folder] = splitName(checkName(name))
      await makeFolders(folder)
      const part = joinName(folder, tempName(nameMark(owner).slice(0, 8), randomMark()))
      try {
        let put = await upload(part, bytes, {})
        if (put === 404 || put === 409) {
          made.clear()
          made.add('')
          await makeFolders(folder)
          put = await upload(part, bytes, {})
        }
        if (!done(put)) throw statusFault(put, 'PUT')
        const moved = await move(part, name, 'T')
        if (!done(moved)) throw statusFault(moved, 'MOVE')
      } catch (error) {
        await drop(part).catch((second: unknown) => {
          // The first failure says what is wrong; the temp file is in nobody's way.
          if (!isStoreError(second)) throw second
        })
        throw error
      }
    },
    async putFileNew(name, path, options) {
      checkName(name)
      const { size } = await stat(path)
      options.signal?.throwIfAborted()
      return putNew(name, { bytes: size, open: () => createReadStream(path) }, options)
    },
    readToFile: (name, path, options) =>
      downloadTo(path, (from, signal) => dav.ask('GET', checkName(name), { signal, ...(from === 0 ? {} : { headers: { Range: `bytes=${from}-` } }) }), () => sizeOf(name), options),
    remove: (name) => drop(checkName(name)),
    async close() {
      http.close()
    },
    clock: () => Promise.resolve(http.serverTime()),
    exclusive: () => Promise.resolve(true),
    async dropFolder(folder) {
      // DELETE takes all that is in a folder, so somebody else's test must not be in it.
      if (((await listFolders(folder)) ?? []).length > 0) return
      made.delete(folder)
      await drop(folder)
    },
  }
}
