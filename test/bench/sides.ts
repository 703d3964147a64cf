import { existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { resolveElectron } from '../../electron/runtime/electron-binary.mjs'
import { ROOT, type BenchData } from './data'

/** One of the two programs that are compared: ours and the bare window, on the same binary. */
export interface Side {
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

/** Links a folder of files file by file: no copy, but a binary with a path and a `resources/app` of its own. */
function linkTree(from: string, to: string): void {
  mkdirSync(to, { recursive: true })
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (entry.name === 'resources') continue
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) linkTree(source, target)
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target)
    else linkSync(source, target)
  }
}

/** The same binary with a bare program of this folder as its own. */
function bareBinary(electron: string, name: string): string {
  const folder = join(ROOT, '.cache', 'bench', `${name}-${basename(dirname(electron))}`)
  const binary = join(folder, basename(electron))
  if (existsSync(join(folder, 'resources', 'app'))) return binary
  rmSync(folder, { recursive: true, force: true })
  linkTree(dirname(electron), folder)
  mkdirSync(join(folder, 'resources'))
  symlinkSync(join(ROOT, 'test', 'bench', name), join(folder, 'resources', 'app'))
  return binary
}

/** A bare program of this folder on the same binary; its profile is a throw-away of its own. */
export async function bareProgram(name: string, env: Readonly<Record<string, string>>): Promise<Side & { dispose: () => void }> {
  const electron = await resolveElectron()
  if (electron === undefined) throw new Error('there is no Electron yet: run npm start once, which fetches it')
  const profile = mkdtempSync(join(tmpdir(), 'workstation-bench-'))
  const isPinned = electron.source === 'pinned'
  return {
    command: isPinned ? electron.path : bareBinary(electron.path, name),
    args: [...(isPinned ? [join(ROOT, 'test', 'bench', name)] : []), '--disable-gpu', `--user-data-dir=${profile}`],
    env,
    dispose: () => rmSync(profile, { recursive: true, force: true, maxRetries: 5 }),
  }
}

/** Both programs with throw-away profiles; ours opens the given data. `dispose` removes the profiles. */
export async function windowSides(data: BenchData): Promise<{ ours: Side; bare: Side; version: string; dispose: () => void }> {
  const electron = await resolveElectron()
  if (electron === undefined) throw new Error('there is no Electron yet: run npm start once, which fetches it')
  const profiles = mkdtempSync(join(tmpdir(), 'workstation-bench-'))
  const common = ['--disable-gpu', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])]
  const isPinned = electron.source === 'pinned'
  writeFileSync(join(profiles, 'config.json'), JSON.stringify({ dataDir: data.dataDir, locale: 'zh-CN', theme: 'light' }))
  const ours: Side = { command: electron.path, args: [...(isPinned ? [ROOT] : []), ...common], env: { WORKSTATION_USER_DATA: profiles } }
  const bare: Side = {
    command: isPinned ? electron.path : bareBinary(electron.path, 'bare-window'),
    args: [...(isPinned ? [join(ROOT, 'test', 'bench', 'bare-window')] : []), ...common, `--user-data-dir=${join(profiles, 'bare')}`],
    env: {},
  }
  return { ours, bare, version: electron.version, dispose: () => rmSync(profiles, { recursive: true, force: true, maxRetries: 5 }) }
}

/** The environment of a side: what of ours would make the binary plain Node is left out. */
export function environmentOf(side: Side): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, ...side.env }
  delete env['ELECTRON_RUN_AS_NODE']
  return env
}
