import { shallowReactive } from 'vue'
import type { JoinPreview } from '../../../contract/sync'
import type { StoreSettings } from '../../../contract/sync-store'

export type StoreKind = StoreSettings['kind']
export const STORE_KINDS: readonly StoreKind[] = ['folder', 'webdav', 's3']

/** What a person has typed of a store, all kinds beside each other: changing the kind loses nothing. */
export interface StoreDraft {
  readonly kind: StoreKind
  readonly path: string
  readonly url: string
  readonly user: string
  readonly password: string
  readonly endpoint: string
  readonly region: string
  readonly bucket: string
  readonly prefix: string
  readonly accessKeyId: string
  readonly secret: string
  readonly style: 'path' | 'host'
  readonly certificate: string
}

export const EMPTY_STORE: StoreDraft = { kind: 'folder', path: '', url: '', user: '', password: '', endpoint: '', region: 'us-east-1', bucket: '', prefix: '', accessKeyId: '', secret: '', style: 'path', certificate: '' }

/** What a person has typed of setting sharing up: another layout of the window draws the page anew, and nothing is typed twice. */
interface SetupDraft {
  way: 'create' | 'join' | null
  store: StoreDraft
  vaultName: string
  deviceName: string
  passphrase: string
  again: string
  /** what joining would do, for what stands above */
  preview: JoinPreview | null
}
const NOTHING: SetupDraft = { way: null, store: EMPTY_STORE, vaultName: '', deviceName: '', passphrase: '', again: '', preview: null }
export const setup = shallowReactive<SetupDraft>({ ...NOTHING })
/** Begins anew; words and passwords that were typed are gone. */
export function beginSetup(way: SetupDraft['way']): void {
  Object.assign(setup, NOTHING, { way })
}

const ADDRESS = /^https?:\/\/[^\s/?#@]+(\/[^\s?#]*)?$/i

/** The settings of a draft; null while something needed is missing. The background process checks them again. */
export function settingsOf(draft: StoreDraft): StoreSettings | null {
  const certificate = draft.certificate.trim() === '' ? {} : { certificate: draft.certificate.trim() }
  if (draft.kind === 'folder') return draft.path.trim() === '' ? null : { kind: 'folder', path: draft.path.trim() }
  if (draft.kind === 'webdav') return ADDRESS.test(draft.url.trim()) ? { kind: 'webdav', url: draft.url.trim(), user: draft.user.trim(), password: draft.password, ...certificate } : null
  const prefix = draft.prefix.trim().replaceAll(/^\/+|\/+$/g, '')
  const whole = ADDRESS.test(draft.endpoint.trim()) && /^[a-zA-Z0-9][a-zA-Z0-9._-]{1,253}$/.test(draft.bucket.trim()) && draft.accessKeyId.trim() !== '' && draft.secret !== ''
  if (!whole) return null
  return { kind: 's3', endpoint: draft.endpoint.trim(), region: draft.region.trim() || 'us-east-1', bucket: draft.bucket.trim(), prefix, accessKeyId: draft.accessKeyId.trim(), secret: draft.secret, style: draft.style, ...certificate }
}
