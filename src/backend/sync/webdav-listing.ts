import { isForeignFolder } from '../../domain/sync/foreign-file'
import { StoreError } from './store'
import { childOf, childrenOf, parseXml, textOf } from './xml'

/** One resource of a PROPFIND answer. */
export interface DavResource {
  /** Relative to the store's address, decoded, NFC, without slashes at the ends; '' is the address itself. */
  readonly name: string
  readonly folder: boolean
  readonly bytes: number
  readonly modifiedMs: number | null
}

export const PROPFIND_BODY = Buffer.from(
  '<?xml version="1.0" encoding="utf-8"?><propfind xmlns="DAV:"><prop><resourcetype/><getcontentlength/><getlastmodified/></prop></propfind>',
)
const DAV = 'DAV:'

/** Decoded segments of a path, or null when it is not well encoded. */
function segmentsOf(path: string): string[] | null {
  try {
    return path.split('/').filter((part) => part !== '').map((part) => decodeURIComponent(part).normalize('NFC'))
  } catch (error) {
    if (error instanceof URIError) return null
    throw error
  }
}

/**
 * Reads a multi-status answer. Entries outside the store's address are dropped; servers write hrefs as paths or as whole addresses, with
 * what encoding they like. @throws StoreError `damaged` when it is no such answer
 */
export function readMultistatus(xml: string, base: URL): DavResource[] {
  const root = parseXml(xml)
  if (root.space !== DAV || root.name !== 'multistatus') throw new StoreError('damaged', 'the answer is no WebDAV listing')
  const home = segmentsOf(base.pathname) ?? []
  const found: DavResource[] = []
  for (const response of childrenOf(root, 'response')) {
    const href = textOf(response, 'href')?.trim() ?? ''
    if (!URL.canParse(href, base.href)) continue
    const segments = segmentsOf(new URL(href, base).pathname)
    if (segments === null || home.some((part, at) => segments[at] !== part)) continue
    const props = childrenOf(response, 'propstat')
      .filter((propstat) => / 2\d\d/.test(textOf(propstat, 'status') ?? ' 200'))
      .flatMap((propstat) => childOf(propstat, 'prop')?.children ?? [])
    const type = props.find((prop) => prop.name === 'resourcetype')
    const length = Number(props.find((prop) => prop.name === 'getcontentlength')?.text ?? Number.NaN)
    const modified = Date.parse(props.find((prop) => prop.name === 'getlastmodified')?.text ?? '')
    const folder = type !== undefined && childOf(type, 'collection') !== undefined
    // A file without a length is one that the server itself cannot tell: not to be relied on.
    if (!folder && !Number.isSafeInteger(length)) continue
    found.push({ name: segments.slice(home.length).join('/'), folder, bytes: folder ? 0 : length, modifiedMs: Number.isNaN(modified) ? null : modified })
  }
  return found
}

/** Whether a listing should go into a folder: not those of unfinished puts, of the system or of a NAS. */
export const isWalked = (name: string): boolean => !name.split('/').some(isForeignFolder)
