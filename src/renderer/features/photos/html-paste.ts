/** Pictures in copied HTML on their way into the archive (A2). */
import { imagesInHtml } from '../../../domain/photo/html-images'
import { t } from '../../i18n'
import { showToast } from '../../ui/toasts'
import type { Incoming } from './filing-queue'

export interface HtmlPaste {
  readonly incoming: readonly Incoming[]
  /** Addresses that are only named. */
  readonly remote: readonly string[]
  /** Pictures whose text cannot be read. */
  readonly broken: number
}

const NAMED = 80
const EXTENSIONS: Readonly<Record<string, string>> = { 'image/jpeg': 'jpg', 'image/svg+xml': 'svg', 'image/x-icon': 'ico' }

function bytesOf(base64: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
  } catch (error) {
    if (error instanceof DOMException) return null
    throw error
  }
}

/** What copied HTML brings; what each picture really is, is told by its content when it is filed. */
export function readHtmlPaste(html: string): HtmlPaste {
  const { inline, paths, remote } = imagesInHtml(html, /\bWindows\b/.test(navigator.userAgent))
  const read = inline.map(({ mime, base64 }) => ({ name: `${t('photos.pastedName')}.${EXTENSIONS[mime] ?? mime.slice('image/'.length)}`, data: bytesOf(base64) }))
  const whole = read.flatMap(({ name, data }) => (data === null ? [] : [{ name, bytes: () => Promise.resolve(data) }]))
  return { incoming: [...paths.map((path) => ({ name: path, path })), ...whole], remote, broken: read.length - whole.length }
}

/** Says what was not taken, and what to do about it. */
export function tellLeftOut({ remote, broken }: HtmlPaste): void {
  const [first = ''] = remote
  if (remote.length > 0) showToast({ tone: 'warning', title: t('photoWays.fromWeb', { n: remote.length }), text: t('photoWays.fromWebText', { address: first.length > NAMED ? `${first.slice(0, NAMED)}…` : first }) })
  if (broken > 0) showToast({ tone: 'warning', title: t('photoWays.htmlBroken', { n: broken }) })
}
