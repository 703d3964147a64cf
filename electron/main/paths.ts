import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { app } from 'electron'

/** Where this build lies. `app.isPackaged` only looks at the binary's name, which the fallback Electron changes; the archive does not lie. */
const appRoot = resolve(import.meta.dirname, '..', '..')

export const isPackaged = appRoot.endsWith('.asar')

export const paths = {
  /** holds `drizzle/` and `resources/` */
  resources: isPackaged ? process.resourcesPath : appRoot,
  background: join(appRoot, 'out', 'main', 'background.js'),
  files: join(appRoot, 'out', 'main', 'files.js'),
  preload: join(appRoot, 'out', 'preload', 'index.cjs'),
  regionPreload: join(appRoot, 'out', 'preload', 'region.cjs'),
  renderer: join(appRoot, 'out', 'renderer'),
} as const

/** Address of electron-vite's development server, null outside `npm run dev`. Only this machine's, and never in a package. */
export function devServer(): string | null {
  const address = process.env['ELECTRON_RENDERER_URL'] ?? ''
  return !isPackaged && /^http:\/\/(localhost|127\.0\.0\.1):\d+\/?$/.test(address) ? address : null
}

/**
 * Chooses the folder of this person's settings, logs and browser profile before anything reads it.
 * Order: WORKSTATION_USER_DATA, `--user-data-dir`, a throw-away folder for a smoke run, the system's place.
 * The folder's name is ASCII on purpose: some system libraries still trip over others.
 */
export function chooseUserData(smoke: boolean): string {
  const asked = process.env['WORKSTATION_USER_DATA'] || app.commandLine.getSwitchValue('user-data-dir')
  const folder = asked ? resolve(asked) : smoke ? throwAwayFolder() : join(app.getPath('appData'), 'after-sales-workstation')
  app.setPath('userData', folder)
  return folder
}

/** One per user: on a shared machine the others' folders are not ours to remove. */
const SMOKE_PREFIX = `workstation-smoke-${process.getuid?.() ?? 'own'}-`
const SMOKE_LEFTOVER_MS = 600_000

/** The browser writes its profile to the very end, so a run cannot remove its own folder: it removes those of earlier runs. */
function throwAwayFolder(): string {
  for (const name of readdirSync(tmpdir())) {
    const folder = join(tmpdir(), name)
    const age = name.startsWith(SMOKE_PREFIX) ? Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Infinity) : 0
    if (age > SMOKE_LEFTOVER_MS) rmSync(folder, { recursive: true, force: true })
  }
  return mkdtempSync(join(tmpdir(), SMOKE_PREFIX))
}
