import { createAuth } from './http-auth'
import type { HttpAnswer, HttpClient, HttpRequest } from './http-client'
import { statusFault } from './http-fault'
import { StoreError } from './store'
import { PROPFIND_BODY, readMultistatus, type DavResource } from './webdav-listing'

export interface DavClient {
  readonly base: URL
  url(name: string): URL
  /** One signed-in request; any status is an answer, except 401. */
  ask(method: string, name: string, more?: Omit<HttpRequest, 'method' | 'url'>): Promise<HttpAnswer>
  /** A request whose body is of no interest; gives the status. */
  status(method: string, name: string, more?: Omit<HttpRequest, 'method' | 'url'>): Promise<number>
  /** @returns null when it is not there, 'too-deep' when the server lists no trees */
  propfind(name: string, depth: '0' | '1' | 'infinity'): Promise<DavResource[] | null | 'too-deep'>
}

const encode = (segment: string): string => encodeURIComponent(segment).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)

/** The few WebDAV requests that a store needs, signed in by Basic or Digest. */
export function createDavClient(settings: { readonly url: string; readonly user: string; readonly password: string }, http: HttpClient): DavClient {
  const base = new URL(settings.url.endsWith('/') ? settings.url : `${settings.url}/`)
  const auth = createAuth(settings.user, settings.password)

  const url = (name: string): URL => new URL(name.split('/').map(encode).join('/'), base)

  async function ask(method: string, name: string, more: Omit<HttpRequest, 'method' | 'url'> = {}): Promise<HttpAnswer> {
    const target = name === '' ? base : url(name)
    // Twice for signing in, once more when a nonce ran out meanwhile.
    for (let tries = 0; tries < 3; tries++) {
      const sent = settings.user === '' ? undefined : auth.header(method, target)
      const answer = await http.ask({ ...more, method, url: target, headers: { ...more.headers, ...(sent === undefined ? {} : { Authorization: sent }) } })
      if (answer.status >= 300 && answer.status < 400 && answer.status !== 304) {
        await answer.discard()
        throw new StoreError('unsupported', `${method}: the address leads elsewhere (HTTP ${answer.status})`)
      }
      if (answer.status !== 401) return answer
      await answer.discard()
      if (settings.user === '' || !auth.challenged(answer.header('www-authenticate'), sent)) break
    }
    throw new StoreError('credentials', `${method}: HTTP 401`)
  }

  async function status(method: string, name: string, more?: Omit<HttpRequest, 'method' | 'url'>): Promise<number> {
    const answer = await ask(method, name, more)
    await answer.discard()
    return answer.status
  }

  return {
    base,
    url,
    ask,
    status,
    async propfind(name, depth) {
      const answer = await ask('PROPFIND', name, { headers: { Depth: depth, 'Content-Type': 'application/xml; charset=utf-8' }, body: PROPFIND_BODY })
      if (answer.status === 207) return readMultistatus(await answer.text(), base)
      await answer.discard()
      if (answer.status === 404) return null
      // RFC 4918 says 403 with propfind-finite-depth; servers also say 400, 501 or 507 to a whole tree.
      if (depth === 'infinity' && [400, 403, 405, 413, 416, 422, 501, 507].includes(answer.status)) return 'too-deep'
      if (answer.status === 405 || answer.status === 501 || (answer.status >= 200 && answer.status < 300)) {
        throw new StoreError('unsupported', `PROPFIND: HTTP ${answer.status}, no WebDAV here`)
      }
      throw statusFault(answer.status, 'PROPFIND')
    },
  }
}
