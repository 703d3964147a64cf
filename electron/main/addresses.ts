import { isAbsolute, relative, sep } from 'node:path'

/** True when `path` lies under `folder` (not the folder itself). Both absolute; resolve links first where they matter. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

/** The address in parts, or null. (`URL.parse` is newer than the fallback Electron's Node.) */
export function parseUrl(address: string): URL | null {
  return URL.canParse(address) ? new URL(address) : null
}

/** `photo://thumb/<sha256>` or `photo://original/<sha256>`; everything else is 404, so no address can name a path. */
export function parsePhotoAddress(address: string): { readonly part: 'thumb' | 'original'; readonly sha256: string } | null {
  const match = /^photo:\/\/(thumb|original)\/([0-9a-f]{64})$/.exec(address)
  if (!match) return null
  const [, part, sha256] = match
  return (part === 'thumb' || part === 'original') && sha256 !== undefined ? { part, sha256 } : null
}
