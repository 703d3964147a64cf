import { spawn } from 'node:child_process'
import { existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { resolveElectron } from '../../electron/runtime/electron-binary.mjs'
import { benchData, ROOT } from './data'
import { ratioOf, spread, type BenchOptions, type BenchResult } from './stats'

const BAR = 2
const DEFAULT_RUNS = 7
const DEADLINE_MS = 60_000

interface Side {
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

/** The same binary with the bare window as its program. */
function bareBinary(electron: string): string {
  const folder = join(ROOT, '.cache', 'bench', `bare-${basename(dirname(electron))}`)
  const binary = join(folder, basename(electron))
  if (existsSync(join(folder, 'resources', 'app'))) return binary
  rmSync(folder, { recursive: true, force: true })
  linkTree(dirname(electron), folder)
  mkdirSync(join(folder, 'resources'))
  symlinkSync(join(ROOT, 'test', 'bench', 'bare-window'), join(folder, 'resources', 'app'))
  return binary
}

/** Milliseconds from the start of the process until it says that it painted; waits for its end. */
function timeToPaint(side: Side): Promise<number> {
  return new Promise((resolve, reject) => {
    const env: NodeJS.ProcessEnv = { ...process.env, ...side.env }
    delete env['ELECTRON_RUN_AS_NODE']
    const from = performance.now()
    const child = spawn(side.command, side.args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'ignore'] })
    let painted: number | null = null
    let said = ''
    const timer = setTimeout(() => child.kill('SIGKILL'), DEADLINE_MS)
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (painted === null && said.includes('SMOKE ready')) painted = performance.now() - from
    })
    child.once('error', reject)
    child.once('close', () => {
      clearTimeout(timer)
      if (painted === null) reject(new Error(`${basename(side.command)} ended without painting: ${said.slice(0, 200)}`))
      else resolve(painted)
    })
  })
}

/** X1: start of the process until the first rows are painted ÷ until a bare window's line is; warm profile on both sides. */
export async function startupBench(options: BenchOptions): Promise<BenchResult> {
  const electron = await resolveElectron()
  if (electron === undefined) throw new Error('there is no Electron yet: run npm start once, which fetches it')
  const data = await benchData(options.cases, options.say)
  const profiles = mkdtempSync(join(tmpdir(), 'workstation-bench-'))
  const common = ['--disable-gpu', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])]
  const isPinned = electron.source === 'pinned'
  writeFileSync(join(profiles, 'config.json'), JSON.stringify({ dataDir: data.dataDir, locale: 'zh-CN', theme: 'light' }))
  const ours: Side = { command: electron.path, args: [...(isPinned ? [ROOT] : []), ...common], env: { WORKSTATION_SMOKE: '1', WORKSTATION_USER_DATA: profiles } }
  const bare: Side = {
    command: isPinned ? electron.path : bareBinary(electron.path),
    args: [...(isPinned ? [join(ROOT, 'test', 'bench', 'bare-window')] : []), ...common, `--user-data-dir=${join(profiles, 'bare')}`],
    env: {},
  }
  try {
    // The first start of a profile compiles and caches code: a person pays that once.
    for (const side of [ours, bare, ours, bare]) await timeToPaint(side)
    const times = { ours: [] as number[], bare: [] as number[] }
    for (let run = 0; run < (options.runs ?? DEFAULT_RUNS); run += 1) {
      times.bare.push(await timeToPaint(bare))
      times.ours.push(await timeToPaint(ours))
      options.say(`startup ${run + 1}: ours ${Math.round(times.ours.at(-1) ?? 0)} ms, bare ${Math.round(times.bare.at(-1) ?? 0)} ms`)
    }
    const both = { ours: spread(times.ours), bare: spread(times.bare) }
    return { name: 'startup', ratio: ratioOf(both.ours.p50, both.bare.p50), ...both, bar: BAR, note: `${options.cases} cases, Electron ${electron.version}, ratio of the medians` }
  } finally {
    rmSync(profiles, { recursive: true, force: true, maxRetries: 5 })
  }
}
