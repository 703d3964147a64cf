/** Pictures in copied HTML (A2): what chat clients and browsers put on the clipboard beside the text. */
export interface HtmlImages {
  /** `data:` pictures: base64 text and the type that they claim; what they are is told by their content later. */
  readonly inline: readonly { readonly mime: string; readonly base64: string }[]
  /** Absolute paths on this PC. */
  readonly paths: readonly string[]
  /** Addresses that are not fetched: nothing of ours asks the network because of what was copied. */
  readonly remote: readonly string[]
}

/** More pictures than anybody copies in one go; beyond it the rest is left alone. */
export const MOST_HTML_IMAGES = 100

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', quot: '"', apos: "'", lt: '<', gt: '>', nbsp: ' ' }

function unescape(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,6}));/gi, (whole, hex: string | undefined, decimal: string | undefined, name: string | undefined) => {
    if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}

/**
 * The path that a `file:` address means, or null when it leads to another computer: opening `\\host\share` would sign this person in
 * there, so a copied page must not be able to ask for it. Windows: `file:///C:/a.jpg`; elsewhere `file:///home/a.jpg`.
 */
export function pathOfFileUrl(url: string, windows: boolean): string | null {
  const match = /^file:(?:\/\/([^/\\]*))?([/\\].*)$/i.exec(url)
  if (match === null) return null
  const host = (match[1] ?? '').toLowerCase()
  if (host !== '' && host !== 'localhost') return null
  let path: string
  try {
    path = decodeURIComponent((match[2] ?? '').replace(/[?#].*$/, ''))
  } catch {
    // A stray per cent sign: no browser wrote this, and guessing could name another file.
    return null
  }
  if (/\p{Cc}/u.test(path)) return null
  if (!windows) return /^\/(?!\/)/.test(path) ? path : null
  const drive = /^[/\\]+([a-z]):[/\\](.*)$/i.exec(path)
  return drive === null ? null : `${(drive[1] ?? '').toUpperCase()}:\\${(drive[2] ?? '').replace(/\//g, '\\')}`
}

const BLANK = /\s/

/** Reads the attributes of a tag from `at` on; answers its `src` and where the tag ends. One pass, however hostile the text is. */
function readTag(html: string, at: number): { src: string | null; end: number } {
  let src: string | null = null
  while (at < html.length && html[at] !== '>') {
    while (at < html.length && (BLANK.test(html[at] ?? '') || html[at] === '/')) at += 1
    const from = at
    while (at < html.length && !BLANK.test(html[at] ?? '') && html[at] !== '=' && html[at] !== '>' && html[at] !== '/') at += 1
    const name = html.slice(from, at).toLowerCase()
    while (at < html.length && BLANK.test(html[at] ?? '')) at += 1
    if (html[at] !== '=') {
      if (at === from) at += 1
      continue
    }
    at += 1
    while (at < html.length && BLANK.test(html[at] ?? '')) at += 1
    const quote = html[at]
    let to: number
    if (quote === '"' || quote === "'") {
      const closing = html.indexOf(quote, at + 1)
      to = closing < 0 ? html.length : closing
      if (name === 'src') src ??= html.slice(at + 1, to)
      at = to + 1
    } else {
      to = at
      while (to < html.length && !BLANK.test(html[to] ?? '') && html[to] !== '>') to += 1
      if (name === 'src') src ??= html.slice(at, to)
      at = to
    }
  }
  return { src, end: at }
}

/** The address of every picture in the text, in its order. */
function* sources(html: string): Generator<string> {
  const start = /<img(?=[\s/>])/gi
  for (let match = start.exec(html); match !== null; match = start.exec(html)) {
    const { src, end } = readTag(html, match.index + '<img'.length)
    if (src !== null) yield unescape(src).trim()
    start.lastIndex = end
  }
}

/** Finds the pictures of copied HTML in their order, each once. Pure: nothing is loaded, nothing of it is run. */
export function imagesInHtml(html: string, windows: boolean): HtmlImages {
  const inline = new Map<string, { mime: string; base64: string }>()
  const paths = new Set<string>()
  const remote = new Set<string>()
  for (const address of sources(html)) {
    if (inline.size + paths.size + remote.size >= MOST_HTML_IMAGES) break
    const data = /^data:(image\/[a-z0-9.+-]+)(?:;[^,;]*)*;base64,/i.exec(address.slice(0, 200))
    if (data !== null) {
      const base64 = address.slice(data[0].length).replace(/\s+/g, '')
      if (/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) inline.set(base64, { mime: (data[1] ?? '').toLowerCase(), base64 })
    } else if (/^file:/i.test(address)) {
      const path = pathOfFileUrl(address, windows)
      if (path === null) remote.add(address)
      else paths.add(path)
    } else if (/^(?:https?:)?\/\//i.test(address)) remote.add(address)
  }
  return { inline: [...inline.values()], paths: [...paths], remote: [...remote] }
}
