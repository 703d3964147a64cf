import { createReadStream } from 'node:fs'
import { readFile, realpath, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { Readable } from 'node:stream'
import { net, protocol } from 'electron'
import type { ResolvedPhoto } from '../../src/contract/shell'
import { isInside, parsePhotoAddress, parseUrl } from './addresses'

export const PAGE_ORIGIN = 'app://workstation'
export const PAGE_URL = `${PAGE_ORIGIN}/index.html`
/** The page of the floating replies (T3). */
export const FLOAT_URL = `${PAGE_ORIGIN}/float.html`

/** Lays documents out for printing (M5); nobody sees it. */
export const PRINT_URL = `${PAGE_ORIGIN}/print.html`

/** Covers a display while a region of it is chosen (A2). */
export const REGION_URL = `${PAGE_ORIGIN}/region.html`

/** R5: scripts, styles and fonts only from the bundle; pictures also from the archive. No inline code, no eval, no network. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' photo: data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
}

/** What an original may be served as. Anything else (HTML above all) goes out as bytes that no page renders. */
const PHOTO_TYPES = new Set([
  'image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/bmp', 'image/tiff', 'image/heic', 'image/heif', 'image/avif',
  'application/pdf', 'video/mp4', 'video/quicktime',
])

const COMMON_HEADERS = { 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer' }

const refuse = (status: number): Response => new Response(null, { status, headers: COMMON_HEADERS })

export interface PhotoSource {
  dataDir(): string | null
  /** asks the background process, which alone knows where an original lies; null when it has none */
  resolvePhoto(sha256: string): Promise<ResolvedPhoto | null>
}

/** Call before `ready`. */
export function registerSchemes(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
    // corsEnabled: drawing reads the pixels of an original back from a canvas (A5), which only an answer with our own origin allows
    { scheme: 'photo', privileges: { standard: true, secure: true, stream: true, corsEnabled: true } },
  ])
}

/**
 * Call once after `ready`. `rendererDir` is absolute. `devServer` is the address of a development server that stands in for it
 * (`npm run dev`), null in every other run and in every package.
 */
export function serveSchemes(rendererDir: string, photos: PhotoSource, devServer: string | null): void {
  protocol.handle('app', (request) => (devServer === null ? servePage(rendererDir, request) : serveFromDevServer(devServer, request)))
  protocol.handle('photo', (request) => servePhoto(photos, request))
}

async function servePage(rendererDir: string, request: Request): Promise<Response> {
  const url = parseUrl(request.url)
  if (request.method !== 'GET' || url?.host !== 'workstation') return refuse(404)
  let name: string
  try {
    name = decodeURIComponent(url.pathname)
  } catch {
    return refuse(404) // a broken escape names no file
  }
  const file = join(rendererDir, name)
  if (name.includes('\0') || !isInside(rendererDir, file)) return refuse(404)
  const type = TYPES[extname(file)]
  if (type === undefined) return refuse(404)
  try {
    return new Response(new Uint8Array(await readFile(file)), {
      headers: { ...COMMON_HEADERS, 'Content-Type': type, 'Content-Security-Policy': CONTENT_SECURITY_POLICY },
    })
  } catch (error) {
    return refuse(isMissing(error) ? 404 : 500)
  }
}

/** The same origin and nearly the same policy as in earnest; only hot reload needs style tags and its socket. */
async function serveFromDevServer(devServer: string, request: Request): Promise<Response> {
  const url = parseUrl(request.url)
  if (!url) return refuse(404)
  const answer = await net.fetch(new URL(url.pathname + url.search, devServer).href)
  const headers = new Headers(answer.headers)
  const policy = CONTENT_SECURITY_POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'").replace("connect-src 'self'", "connect-src 'self' ws://localhost:*")
  headers.set('Content-Security-Policy', policy)
  return new Response(answer.body, { status: answer.status, headers })
}

async function servePhoto(photos: PhotoSource, request: Request): Promise<Response> {
  const asked = request.method === 'GET' ? parsePhotoAddress(request.url) : null
  const dataDir = photos.dataDir()
  if (!asked || dataDir === null) return refuse(404)
  const found =
    asked.part === 'thumb'
      ? { path: join(dataDir, 'thumbs', asked.sha256.slice(0, 2), `${asked.sha256}.webp`), mime: 'image/webp' }
      : await photos.resolvePhoto(asked.sha256)
  if (!found) return refuse(404)
  try {
    // the background process is trusted, a link planted in a shared folder is not
    const [path, root] = await Promise.all([realpath(found.path), realpath(dataDir)])
    const facts = await stat(path)
    if (!isInside(root, path) || !facts.isFile()) return refuse(404)
    return new Response(Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>, {
      headers: {
        ...COMMON_HEADERS,
        'Content-Type': PHOTO_TYPES.has(found.mime) ? found.mime : 'application/octet-stream',
        'Content-Length': String(facts.size),
        'Content-Security-Policy': "default-src 'none'; sandbox",
        'Access-Control-Allow-Origin': PAGE_ORIGIN,
        // the address is the hash of the content (thumbnails may be made again by a newer version, so they are asked for again)
        'Cache-Control': asked.part === 'original' ? 'private, max-age=31536000, immutable' : 'private, max-age=3600',
      },
    })
  } catch (error) {
    return refuse(isMissing(error) ? 404 : 500)
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
}
