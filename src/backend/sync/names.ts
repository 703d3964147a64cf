import { DEVICE_ID, STREAM } from '../../contract/sync-files'

/** Every name in a shared store (docs/sync-format.md, section 2) is made and read here. Names are relative to the store, with `/`. */

/** All that a round has to list. */
export const SYNC_FOLDER = 'sync/'

const SEQ_DIGITS = 8
const PART_DIGITS = 4
const padded = (n: number, digits: number): string => {
  const text = String(n).padStart(digits, '0')
  if (!Number.isSafeInteger(n) || n < 0 || text.length > digits) throw new RangeError(`${n} has no ${digits} digits`)
  return text
}

export const vaultName = (vault: string): string => `sync/vault-${vault}.json`
export const requestName = (device: string): string => `sync/requests/${device}.json`
export const admissionName = (device: string): string => `sync/admissions/${device}.json`
/** `seq` from 1. */
export const segmentName = (stream: string, seq: number): string => `sync/streams/${stream}/${padded(seq, SEQ_DIGITS)}.seg`
/** `seq`: last segment of the writer that the snapshot holds, 0 for none. */
export const manifestName = (stream: string, seq: number): string => `sync/snapshots/${stream}-${padded(seq, SEQ_DIGITS)}.json`
/** `part` from 1. */
export const partName = (stream: string, seq: number, part: number): string => `sync/snapshots/${stream}-${padded(seq, SEQ_DIGITS)}/${padded(part, PART_DIGITS)}.rows`
/** `at`: when it was written, epoch ms. */
export const presenceName = (device: string, at: number): string => `sync/presence/${device}-${at.toString(36)}.json`

/**
 * Where a photo lies in a store without a passphrase: its place in the archive, with eight characters of its SHA-256 at the end of the
 * file's name, so that two devices never write one name (S4).
 */
export function photoName(archivedAs: string, sha256: string): string {
  const slash = archivedAs.lastIndexOf('/')
  const dot = archivedAs.lastIndexOf('.')
  const end = dot > slash + 1 ? dot : archivedAs.length
  return `photos/${archivedAs.slice(0, end)}~${sha256.slice(0, 8)}${archivedAs.slice(end)}`
}

/** Where it lies in a store with one. `sealedAs`: what `Seal.nameOf` gives. */
export const sealedPhotoName = (sealedAs: string): string => `photos/sealed/${sealedAs.slice(0, 2)}/${sealedAs}.bin`

export type StoreName =
  | { readonly kind: 'vault'; readonly vault: string }
  | { readonly kind: 'request'; readonly device: string }
  | { readonly kind: 'admission'; readonly device: string }
  | { readonly kind: 'segment'; readonly stream: string; readonly seq: number }
  | { readonly kind: 'manifest'; readonly stream: string; readonly seq: number }
  | { readonly kind: 'part'; readonly stream: string; readonly seq: number; readonly part: number }
  | { readonly kind: 'presence'; readonly device: string; readonly at: number }
  | { readonly kind: 'photo'; readonly path: string }
  /** What no PC of this version wrote: left alone. */
  | { readonly kind: 'other' }

const OTHER: StoreName = { kind: 'other' }

/** What a name in the listing stands for. Only the one spelling that a writer gives counts: anything else is `other`. */
export function parseName(name: string): StoreName {
  const parsed = read(name)
  return parsed.kind === 'other' || parsed.kind === 'photo' || nameOf(parsed) === name ? parsed : OTHER
}

/** The id of the vault whose file this is; null for any other name. */
export function vaultIdOf(name: string): string | null {
  const parsed = parseName(name)
  return parsed.kind === 'vault' ? parsed.vault : null
}

function nameOf(parsed: Exclude<StoreName, { kind: 'other' | 'photo' }>): string {
  switch (parsed.kind) {
    case 'vault':
      return vaultName(parsed.vault)
    case 'request':
      return requestName(parsed.device)
    case 'admission':
      return admissionName(parsed.device)
    case 'segment':
      return segmentName(parsed.stream, parsed.seq)
    case 'manifest':
      return manifestName(parsed.stream, parsed.seq)
    case 'part':
      return partName(parsed.stream, parsed.seq, parsed.part)
    case 'presence':
      return presenceName(parsed.device, parsed.at)
  }
}

function read(name: string): StoreName {
  const [top, folder = '', file = '', inner, ...more] = name.split('/')
  if (top === 'photos' && folder !== '') return { kind: 'photo', path: name }
  if (top !== 'sync' || more.length > 0) return OTHER
  if (folder === 'streams' && inner !== undefined) {
    const seq = /^(\d{8})\.seg$/.exec(inner)?.[1]
    return seq !== undefined && STREAM.test(file) && Number(seq) > 0 ? { kind: 'segment', stream: file, seq: Number(seq) } : OTHER
  }
  if (folder === 'snapshots') return readSnapshot(file, inner)
  if (inner !== undefined) return OTHER
  if (file === '') {
    const vault = /^vault-(.+)\.json$/.exec(folder)?.[1] ?? ''
    return DEVICE_ID.test(vault) ? { kind: 'vault', vault } : OTHER
  }
  if (folder === 'requests' || folder === 'admissions') {
    const device = file.replace(/\.json$/, '')
    return DEVICE_ID.test(device) ? { kind: folder === 'requests' ? 'request' : 'admission', device } : OTHER
  }
  const presence = folder === 'presence' ? /^([0-9a-z]{16})-([0-9a-z]{1,10})\.json$/.exec(file) : null
  return presence === null ? OTHER : { kind: 'presence', device: presence[1] ?? '', at: Number.parseInt(presence[2] ?? '', 36) }
}

function readSnapshot(file: string, inner: string | undefined): StoreName {
  const [, stream = '', seq = '', ending = ''] = /^(.+)-(\d{8})(\.json)?$/.exec(file) ?? []
  if (!STREAM.test(stream)) return OTHER
  if (inner === undefined) return ending === '' ? OTHER : { kind: 'manifest', stream, seq: Number(seq) }
  const part = /^(\d{4})\.rows$/.exec(inner)?.[1]
  return part === undefined || Number(part) === 0 || ending !== '' ? OTHER : { kind: 'part', stream, seq: Number(seq), part: Number(part) }
}
