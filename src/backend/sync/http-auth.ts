import { createHash, randomBytes } from 'node:crypto'

export interface Auth {
  /** The Authorization header for a request, or undefined while it is unknown what the server wants. */
  header(method: string, url: URL): string | undefined
  /** Takes in what a 401 asks for; true when the request is worth sending again. `sent` is the header that was refused. */
  challenged(wanted: string | undefined, sent: string | undefined): boolean
}

interface Challenge {
  readonly scheme: string
  readonly params: Readonly<Record<string, string>>
}

/** Reads `Digest realm="a", nonce="b", Basic realm="c"` into its challenges; schemes and parameter names in lower case. */
export function readChallenges(header: string): Challenge[] {
  const found: { scheme: string; params: Record<string, string> }[] = []
  const token = /([A-Za-z0-9!#$%&'*+.^_`|~-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+)))?/g
  for (const [, name = '', quoted, plain] of header.matchAll(token)) {
    const value = quoted === undefined ? plain : quoted.replace(/\\(.)/g, '$1')
    if (value === undefined) found.push({ scheme: name.toLowerCase(), params: {} })
    else {
      const last = found.at(-1)
      if (last) last.params[name.toLowerCase()] = value
    }
  }
  return found
}

const ALGORITHMS: Readonly<Record<string, string>> = { 'MD5': 'md5', 'SHA-256': 'sha256', 'SHA-512-256': 'sha512-256' }
const quote = (text: string): string => `"${text.replace(/(["\\])/g, '\\$1')}"`

/**
 * Basic and Digest sign-in (RFC 7617, RFC 7616) with a name and a password in UTF-8. Nothing is sent before the server has asked, and
 * Digest is taken where it is offered, so that the password itself crosses the network only when there is no other way.
 */
export function createAuth(user: string, password: string): Auth {
  let chosen: Challenge | null = null
  let count = 0

  function digest(method: string, url: URL, { params }: Challenge): string {
    const [name = 'MD5', session] = (params['algorithm'] ?? 'MD5').toUpperCase().split(/-(SESS)$/)
    const hash = (text: string): string => createHash(ALGORITHMS[name] ?? 'md5').update(text, 'utf8').digest('hex')
    const { realm = '', nonce = '', opaque, qop } = params
    const uri = `${url.pathname}${url.search}`
    const cnonce = randomBytes(12).toString('hex')
    const nc = (++count).toString(16).padStart(8, '0')
    const secret = hash(`${user}:${realm}:${password}`)
    const first = session === undefined ? secret : hash(`${secret}:${nonce}:${cnonce}`)
    const second = hash(`${method}:${uri}`)
    const withQop = qop !== undefined
    const response = hash(withQop ? `${first}:${nonce}:${nc}:${cnonce}:auth:${second}` : `${first}:${nonce}:${second}`)
    const parts = [`username=${quote(user)}`, `realm=${quote(realm)}`, `nonce=${quote(nonce)}`, `uri=${quote(uri)}`, `response="${response}"`]
    if (params['algorithm'] !== undefined) parts.push(`algorithm=${params['algorithm']}`)
    if (opaque !== undefined) parts.push(`opaque=${quote(opaque)}`)
    if (withQop) parts.push('qop=auth', `nc=${nc}`)
    if (withQop || session !== undefined) parts.push(`cnonce="${cnonce}"`)
    return `Digest ${parts.join(', ')}`
  }

  /** A digest that we can compute: a known algorithm, and a protection other than of the body. */
  const usable = ({ scheme, params }: Challenge): boolean => {
    if (scheme !== 'digest') return false
    const [name = 'MD5'] = (params['algorithm'] ?? 'MD5').toUpperCase().split(/-(SESS)$/)
    return ALGORITHMS[name] !== undefined && (params['qop'] === undefined || params['qop'].split(',').some((way) => way.trim() === 'auth'))
  }

  return {
    header(method, url) {
      if (chosen === null) return undefined
      if (chosen.scheme === 'basic') return `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`
      // Headers are bytes: names in other letters go as UTF-8, as servers keep them.
      return Buffer.from(digest(method, url, chosen), 'utf8').toString('latin1')
    },
    challenged(wanted, sent) {
      const offers = readChallenges(wanted ?? '')
      const next = offers.find(usable) ?? offers.find(({ scheme }) => scheme === 'basic')
      if (next === undefined) return false
      const stale = next.params['stale']?.toLowerCase() === 'true'
      // Requests side by side: another may have signed in since this one was sent.
      const again = sent === undefined || stale || (chosen !== null && chosen.params['nonce'] !== undefined && !sent.includes(chosen.params['nonce']))
      if (again) {
        chosen = next
        count = 0
      }
      return again
    },
  }
}
