import * as electron from 'electron'
import { clipboard, nativeImage } from 'electron'
import type { NativeImage } from 'electron'

/** The clipboard of Electron 33 answers at once and has its own image call; that of 45 follows the W3C interface. */
interface OlderClipboard {
  readHTML(): string
  readImage(): NativeImage
  writeImage(image: NativeImage): void
}

const isOlder = (candidate: object): candidate is OlderClipboard => 'readImage' in candidate

export async function readText(): Promise<string> {
  return await clipboard.readText()
}

export async function writeText(value: string): Promise<void> {
  await clipboard.writeText(value)
}

/** The image on the clipboard as PNG bytes; null when there is none (A2). */
export async function readPng(): Promise<Uint8Array | null> {
  const board: object = clipboard
  if (isOlder(board)) {
    const image = board.readImage()
    return image.isEmpty() ? null : new Uint8Array(image.toPNG())
  }
  for (const item of await clipboard.read()) {
    if (!item.types.includes('image/png')) continue
    const blob: Blob = await item.getType('image/png')
    return new Uint8Array(await blob.arrayBuffer())
  }
  return null
}

/** Longer HTML than people copy; what is longer is left alone. */
const LONGEST_HTML = 64 * 1024 * 1024

/** The HTML on the clipboard; null when there is none, or too much of it (A2). */
export async function readHtml(): Promise<string | null> {
  const board: object = clipboard
  let html = ''
  if (isOlder(board)) html = board.readHTML()
  else {
    for (const item of await clipboard.read()) {
      if (html === '' && item.types.includes('text/html')) html = await ((await item.getType('text/html')) as Blob).text()
    }
  }
  return html === '' || html.length > LONGEST_HTML ? null : html
}

/** Puts a picture file on the clipboard; false when it is not one that can be decoded here (PNG, JPEG). */
export async function writePicture(path: string): Promise<boolean> {
  const image = nativeImage.createFromPath(path)
  if (image.isEmpty()) return false
  await writeImage(image)
  return true
}

/** Puts a picture on the clipboard. */
export async function writeImage(image: NativeImage): Promise<void> {
  const board: object = clipboard
  if (isOlder(board)) board.writeImage(image)
  // named by way of its module: as an import of its own it would keep Electron 33, which has none, from starting
  else await clipboard.write([new electron.ClipboardItem({ 'image/png': new Blob([new Uint8Array(image.toPNG())], { type: 'image/png' }) })])
}
