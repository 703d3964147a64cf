import { mkdirSync, readFileSync, renameSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { CaptureSettings, ShellLocale, ThemeChoice } from '../../src/contract/native'
import { CAPTURE_DEFAULTS, parseCaptureSettings } from './capture-settings'
import type { FloatStored } from './float-settings'
import { FLOAT_DEFAULTS, parseFloatSettings } from './float-settings'
import type { ShellLog } from './log'

export interface WindowPlace {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly maximized: boolean
}

/** What the shell remembers per person and PC, in `config.json` of the user-data folder. */
export interface ShellSettings {
  readonly dataDir: string | null
  readonly theme: ThemeChoice
  readonly locale: ShellLocale | null
  /** the display that held the window last */
  readonly display: string | null
  /** by display id: a laptop's place is not the docking station's */
  readonly places: Readonly<Record<string, WindowPlace>>
  readonly float: FloatStored
  readonly capture: CaptureSettings
}

export interface SettingsStore {
  get(): ShellSettings
  /** Applies at once in memory; the file follows in the background, whole or not at all. */
  update(change: Partial<ShellSettings>): void
  /** Resolves when the last change is on disk or its failure is logged. */
  flush(): Promise<void>
}

const DEFAULTS: ShellSettings = { dataDir: null, theme: 'system', locale: null, display: null, places: {}, float: FLOAT_DEFAULTS, capture: CAPTURE_DEFAULTS }

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

function parsePlace(value: unknown): WindowPlace | null {
  if (!isRecord(value)) return null
  const { x, y, width, height, maximized } = value
  if (![x, y, width, height].every(Number.isSafeInteger)) return null
  return { x: Number(x), y: Number(y), width: Number(width), height: Number(height), maximized: maximized === true }
}

/** Reads what a file holds, field by field: one odd field must not cost the person the rest. */
export function parseSettings(value: unknown): ShellSettings {
  if (!isRecord(value)) return DEFAULTS
  const places: Record<string, WindowPlace> = {}
  for (const [display, raw] of Object.entries(isRecord(value['places']) ? value['places'] : {})) {
    const place = parsePlace(raw)
    if (place) places[display] = place
  }
  const { dataDir, theme, locale, display } = value
  return {
    dataDir: typeof dataDir === 'string' && dataDir !== '' ? dataDir : null,
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
    locale: locale === 'zh-CN' || locale === 'en' ? locale : null,
    display: typeof display === 'string' ? display : null,
    places,
    float: parseFloatSettings(value['float']),
    capture: parseCaptureSettings(value['capture']),
  }
}

/**
 * Opens the settings file. A damaged file is set aside as `config.json.damaged` and the defaults are used: the data folder
 * itself is untouched and the first-run page finds it again.
 */
export function openSettings(userData: string, log: ShellLog): SettingsStore {
  const file = join(userData, 'config.json')
  let current = load(file, log)
  let writing: Promise<void> = Promise.resolve()
  let pending = false
  mkdirSync(userData, { recursive: true })

  async function write(): Promise<void> {
    pending = false
    const temporary = `${file}.${process.pid}.tmp`
    try {
      const handle = await open(temporary, 'w')
      try {
        await handle.writeFile(`${JSON.stringify(current, null, 2)}\n`)
        await handle.sync()
      } finally {
        await handle.close()
      }
      await rename(temporary, file)
    } catch (error) {
      log.write('settings-not-saved', { error: String(error) })
      await rm(temporary, { force: true })
    }
  }

  return {
    get: () => current,
    update(change) {
      current = { ...current, ...change }
      if (pending) return
      pending = true
      writing = writing.then(write)
    },
    flush: () => writing,
  }
}

function load(file: string, log: ShellLog): ShellSettings {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) log.write('settings-not-read', { error: String(error) })
    return DEFAULTS
  }
  try {
    return parseSettings(JSON.parse(text))
  } catch (error) {
    log.write('settings-damaged', { error: String(error) })
    renameSync(file, `${file}.damaged`)
    return DEFAULTS
  }
}
