import { app, nativeImage } from 'electron'
import type { BrowserWindow, NativeImage } from 'electron'

/** Dock and Unity show a number; Windows shows a dot over the task-bar icon whose description is the number (U5). */
export function setBadge(value: number, window: BrowserWindow | null): void {
  if (process.platform !== 'win32') app.setBadgeCount(value)
  else window?.setOverlayIcon(value === 0 ? null : redDot(16), value === 0 ? '' : String(value))
}

function redDot(size: number): NativeImage {
  const pixels = Buffer.alloc(size * size * 4)
  const radius = size / 2
  for (let index = 0; index < size * size; index += 1) {
    const dx = (index % size) + 0.5 - radius
    const dy = Math.floor(index / size) + 0.5 - radius
    if (dx * dx + dy * dy <= radius * radius) pixels.writeUInt32LE(0xffd9_3025, index * 4) // ARGB d93025, stored as BGRA
  }
  return nativeImage.createFromBitmap(pixels, { width: size, height: size })
}
