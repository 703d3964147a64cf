import { createHash } from 'node:crypto'
import * as electron from 'electron'
import type { NativeImage } from 'electron'
import type { FormerClipboard } from '../../src/contract/native'
import { readPng, readText, writeImage, writeText } from './clipboard'
import type { Board, Former, Piece } from './clipboard-keeper'

/** Formats that Electron can read and write back. Anything else on the clipboard cannot be restored, so nothing is pretended. */
const KNOWN: ReadonlySet<string> = new Set(['text/plain', 'text/html', 'text/rtf', 'image/png'])

/** The clipboard of Electron 33: it answers at once, kind by kind. */
interface OlderClipboard {
  availableFormats(): string[]
  readText(): string
  readHTML(): string
  readRTF(): string
  readImage(): NativeImage
  write(data: { text?: string; html?: string; rtf?: string; image?: NativeImage }): void
}

const isOlder = (board: object): board is OlderClipboard => 'availableFormats' in board

function kindOf(formats: readonly string[]): FormerClipboard {
  if (formats.length === 0) return 'empty'
  return formats.every((format) => KNOWN.has(format)) ? 'whole' : 'not-whole'
}

function takeOlder(board: OlderClipboard): Former {
  const formats = board.availableFormats()
  const kind = kindOf(formats)
  if (kind !== 'whole') return { kind }
  const image = formats.includes('image/png') ? board.readImage() : null
  const text = board.readText()
  const html = formats.includes('text/html') ? board.readHTML() : ''
  const rtf = formats.includes('text/rtf') ? board.readRTF() : ''
  if (text === '' && html === '' && rtf === '' && (image === null || image.isEmpty())) return { kind: 'empty' }
  const data = { ...(text === '' ? {} : { text }), ...(html === '' ? {} : { html }), ...(rtf === '' ? {} : { rtf }), ...(image === null || image.isEmpty() ? {} : { image }) }
  return {
    kind,
    restore: () => {
      board.write(data)
      return Promise.resolve()
    },
  }
}

async function takeNewer(): Promise<Former> {
  const items = await electron.clipboard.read()
  const kind = kindOf(items.flatMap((item) => item.types))
  if (kind !== 'whole') return { kind }
  const taken = await Promise.all(
    items.map(async (item) => Object.fromEntries(await Promise.all(item.types.map(async (type): Promise<[string, Blob]> => [type, (await item.getType(type)) as Blob])))),
  )
  return { kind, restore: () => electron.clipboard.write(taken.map((parts) => new electron.ClipboardItem(parts))) }
}

/** What could be kept of the clipboard as it is now; told before a reply is chosen. */
export async function formerKind(): Promise<FormerClipboard> {
  const board: object = electron.clipboard
  return kindOf(isOlder(board) ? board.availableFormats() : (await electron.clipboard.read()).flatMap((item) => item.types))
}

/** The system clipboard of either Electron (design, decision 11). */
export const systemBoard: Board = {
  take() {
    const board: object = electron.clipboard
    return isOlder(board) ? Promise.resolve(takeOlder(board)) : takeNewer()
  },
  writeText,
  text: readText,
}

/**
 * What tells the picture on the clipboard from another one: its size and the pixels of three of its lines. Writing it out whole only to compare
 * it would hold up the shell. '' when there is none.
 */
async function pictureMark(): Promise<string> {
  const hash = createHash('sha256')
  const board: object = electron.clipboard
  if (!isOlder(board)) {
    const png = await readPng()
    return png === null ? '' : hash.update(png).digest('hex')
  }
  const image = board.readImage()
  if (image.isEmpty()) return ''
  const { width, height } = image.getSize()
  for (const y of [0, Math.floor(height / 2), height - 1]) hash.update(image.crop({ x: 0, y, width, height: 1 }).toBitmap())
  return `${width}x${height} ${hash.digest('hex')}`
}

/** A picture file as a part of a reply (T5); null when it is none that can be decoded here (PNG, JPEG). */
export function pictureOn(path: string): Piece | null {
  const image = electron.nativeImage.createFromPath(path)
  if (image.isEmpty()) return null
  let mark = ''
  return {
    async lay() {
      await writeImage(image)
      mark = await pictureMark()
    },
    isThere: async () => mark !== '' && (await pictureMark()) === mark,
  }
}
