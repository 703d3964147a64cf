import { Menu, nativeImage, Tray } from 'electron'
import type { NativeImage } from 'electron'
import type { ShellLog } from './log'
import type { DueWords } from './due-words'

const QUIET_MS = 3_600_000

export interface AppTray {
  update(words: { tooltip: string; summary: string }): void
  destroy(): void
}

export interface TrayOptions {
  readonly log: ShellLog
  words(): DueWords
  open(): void
  /** The floating replies (T3). */
  openFloat(): void
  /** Quiet until then, or no more. */
  mute(until: number | null): void
  quit(): void
}

/** The tray icon with what is due, a way to the overdue cases and an hour of quiet (U5). Without a tray on this system it does nothing. */
export function createTray(options: TrayOptions): AppTray {
  let tray: Tray | null = null
  let mutedUntil: number | null = null
  let unmute: NodeJS.Timeout | null = null
  let summary = ''
  try {
    tray = new Tray(icon(process.platform === 'darwin' ? 18 : 32))
    tray.on('click', () => options.open())
  } catch (error) {
    // a desktop without a tray: badge and notifications still say what is due
    options.log.write('no-tray', { error: error instanceof Error ? error.name : 'unknown' })
  }

  function setQuiet(until: number | null): void {
    mutedUntil = until
    if (unmute !== null) clearTimeout(unmute)
    unmute = until === null ? null : setTimeout(() => setQuiet(null), until - Date.now())
    options.mute(until)
    draw()
  }

  function draw(): void {
    if (tray === null) return
    const words = options.words()
    const quiet = mutedUntil === null
      ? { label: words.quiet, click: () => setQuiet(Date.now() + QUIET_MS) }
      : { label: `${words.quietUntil(new Date(mutedUntil).toTimeString().slice(0, 5))} · ${words.endQuiet}`, click: () => setQuiet(null) }
    tray.setContextMenu(Menu.buildFromTemplate([
      { label: summary === '' ? words.title : summary, enabled: false },
      { type: 'separator' },
      { label: words.open, click: () => options.open() },
      { label: words.float, click: () => options.openFloat() },
      quiet,
      { type: 'separator' },
      { label: words.quit, click: () => options.quit() },
    ]))
  }

  draw()
  return {
    update(words) {
      tray?.setToolTip(words.tooltip)
      if (words.summary === summary) return
      summary = words.summary
      draw()
    },
    destroy() {
      if (unmute !== null) clearTimeout(unmute)
      tray?.destroy()
      tray = null
    },
  }
}

/** A parcel in the accent colour: a rounded square with a lid line; drawn, so that no picture file can be missing. */
function icon(size: number): NativeImage {
  const pixels = Buffer.alloc(size * size * 4)
  const corner = size / 6
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const dx = Math.max(corner - x - 0.5, x + 0.5 - (size - corner), 0)
      const dy = Math.max(corner - y - 0.5, y + 0.5 - (size - corner), 0)
      if (dx * dx + dy * dy > corner * corner) continue
      const lid = Math.abs(y - size * 0.38) < size / 16 || (Math.abs(x - size / 2) < size / 16 && y < size * 0.38)
      pixels.writeUInt32LE(lid ? 0xffff_ffff : 0xff2f_5fd0, (y * size + x) * 4)
    }
  }
  return nativeImage.createFromBitmap(pixels, { width: size, height: size })
}
