import { AppError } from '../../domain/errors'

/** What the scanner reports; `attributes` is the raw text between name and bracket. Prefixes of names are cut off. */
export interface XmlEvents {
  open(name: string, attributes: string, empty: boolean): void
  close(name: string): void
  text(text: string): void
}

/** A tag, text or comment longer than this is no spreadsheet. */
const MAX_TOKEN = 4 * 1024 * 1024

/**
 * A small forward scanner for the XML of workbooks, fed in pieces. It knows no document types: anything that declares one is
 * refused, so no entity is ever defined or fetched (spec R5: XXE, entity bombs).
 */
export class XmlScanner {
  private rest = ''
  private readonly decode: (bytes: Buffer, more: boolean) => string

  constructor(
    private readonly events: XmlEvents,
    firstBytes: Buffer,
  ) {
    const wide = firstBytes[0] === 0xff && firstBytes[1] === 0xfe ? 'utf-16le' : firstBytes[0] === 0xfe && firstBytes[1] === 0xff ? 'utf-16be' : 'utf-8'
    const decoder = new TextDecoder(wide)
    this.decode = (bytes, more) => decoder.decode(bytes, { stream: more })
  }

  push(bytes: Buffer, last = false): void {
    const piece = this.decode(bytes, !last)
    const text = this.rest === '' ? piece : this.rest + piece
    this.rest = ''
    let at = 0
    for (;;) {
      const open = text.indexOf('<', at)
      if (open < 0) {
        if (last && at < text.length) this.events.text(decodeEntities(text.slice(at)))
        else this.keep(text, at)
        break
      }
      const end = this.tag(text, open)
      if (end < 0) {
        // Text before an unfinished tag waits with it, so that events stay in order and whole.
        this.keep(text, at)
        break
      }
      if (open > at) this.events.text(decodeEntities(text.slice(at, open)))
      this.emit(text, open, end)
      at = end
    }
    if (last && this.rest !== '') throw new AppError('FILE_DAMAGED', { why: 'xml cut off' })
  }

  private keep(text: string, at: number): void {
    this.rest = at === 0 ? text : text.slice(at)
    if (this.rest.length > MAX_TOKEN) throw new AppError('FILE_DAMAGED', { why: 'xml token' })
  }

  /** Position behind the markup that begins at `open`, or -1 when the piece ends before it does. */
  private tag(text: string, open: number): number {
    if (text.charCodeAt(open + 1) === 33) {
      if (text.startsWith('<!--', open)) return after(text, '-->', open)
      if (text.startsWith('<![CDATA[', open)) return after(text, ']]>', open)
      if (text.length - open < 9) return -1
      throw new AppError('FILE_DAMAGED', { why: 'document type in xml' })
    }
    return after(text, '>', open)
  }

  private emit(text: string, open: number, end: number): void {
    const second = text.charCodeAt(open + 1)
    if (second === 63) return
    if (second === 33) {
      if (text.startsWith('<![CDATA[', open)) this.events.text(text.slice(open + 9, end - 3))
      return
    }
    if (second === 47) {
      this.events.close(localName(text.slice(open + 2, end - 1).trim()))
      return
    }
    const empty = text.charCodeAt(end - 2) === 47
    const body = end - (empty ? 2 : 1)
    let stop = open + 1
    while (stop < body && text.charCodeAt(stop) > 32) stop += 1
    this.events.open(localName(text.slice(open + 1, stop)), text.slice(stop, body), empty)
  }
}

/** Value of one attribute in the raw text of a tag, or null. */
export function attribute(attributes: string, name: string): string | null {
  const quick = attributes.indexOf(` ${name}="`)
  if (quick >= 0) {
    const from = quick + name.length + 3
    const to = attributes.indexOf('"', from)
    return to < 0 ? null : decodeEntities(attributes.slice(from, to))
  }
  const slow = new RegExp(`(?:^|[\\s:])${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes)
  return slow ? decodeEntities(slow[1] ?? slow[2] ?? '') : null
}

/** The five entities that need no declaration, and character references. Unknown ones stay as they are. */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(lt|gt|amp|quot|apos));/gi, (whole, hex: string, dec: string, name: string) => {
    if (name) return { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }[name.toLowerCase()] ?? whole
    const code = hex ? Number.parseInt(hex, 16) : Number(dec)
    return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : '\ufffd'
  })
}

function after(text: string, end: string, from: number): number {
  const at = text.indexOf(end, from)
  return at < 0 ? -1 : at + end.length
}

function localName(name: string): string {
  const colon = name.indexOf(':')
  return colon < 0 ? name : name.slice(colon + 1)
}
