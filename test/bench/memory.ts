import { spawn, type ChildProcess } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { benchData } from './data'
import { environmentOf, windowSides, type Side } from './sides'
import { ratioOf, spread, type BenchOptions, type BenchResult } from './stats'

const BAR = 1.5
const DEFAULT_RUNS = 3
/** By then the queue is shown, what loads at leisure is loaded and garbage is gone. */
const AT_REST_MS = 20_000

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** A process that ended meanwhile counts nothing. */
function readProc(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return ''
    throw error
  }
}

/** A process and all that it started, each with its kind as Chromium names it. */
function processTree(root: number): { pid: number; type: string }[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    const parent = /^PPid:\s*(\d+)/m.exec(/^\d+$/.test(name) ? readProc(`/proc/${name}/status`) : '')?.[1]
    if (parent !== undefined) parents.set(Number(name), Number(parent))
  }
  const isOurs = (pid: number | undefined): boolean => pid !== undefined && (pid === root || isOurs(parents.get(pid)))
  return [...parents.keys()].filter(isOurs).map((pid) => {
    const line = readProc(`/proc/${pid}/cmdline`)
    return { pid, type: /--utility-sub-type=([\w.]+)/.exec(line)?.[1]?.split('.').at(-1) ?? /--type=(\w+)/.exec(line)?.[1] ?? 'main' }
  })
}

/** Proportional set size of each process in megabytes: shared pages are divided among those who share them, so that the sum counts once. */
function memoryOf(root: number): { total: number; parts: string } {
  const each = processTree(root).map(({ pid, type }) => ({ type, mb: Number(/^Pss:\s*(\d+)/m.exec(readProc(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) / 1024 }))
  const sums = new Map<string, number>()
  for (const { type, mb } of each) sums.set(type, (sums.get(type) ?? 0) + mb)
  return { total: each.reduce((sum, { mb }) => sum + mb, 0), parts: [...sums].sort((a, b) => b[1] - a[1]).map(([type, mb]) => `${type} ${mb.toFixed(0)}`).join(', ') }
}

async function atRest(side: Side): Promise<{ total: number; parts: string }> {
  const child: ChildProcess = spawn(side.command, side.args, { env: environmentOf(side), stdio: 'ignore' })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  try {
    await wait(AT_REST_MS)
    if (child.pid === undefined || child.exitCode !== null) throw new Error(`${side.command} did not stay open`)
    return memoryOf(child.pid)
  } finally {
    child.kill('SIGTERM')
    await ended
  }
}

/** X8: memory of all processes at rest with the queue on screen ÷ that of the bare window. Linux only, since it needs proportional sizes. */
export async function memoryBench(options: BenchOptions): Promise<BenchResult> {
  if (process.platform !== 'linux') throw new Error('memory is measured by /proc, which only Linux has')
  const data = await benchData(options.cases, options.say)
  const { ours, bare, version, dispose } = await windowSides(data)
  const totals = { ours: [] as number[], bare: [] as number[] }
  let parts = ''
  try {
    for (let run = 0; run < (options.runs ?? DEFAULT_RUNS); run += 1) {
      const bareMemory = await atRest({ ...bare, env: { ...bare.env, BARE_STAYS: '1' } })
      const oursMemory = await atRest(ours)
      totals.bare.push(bareMemory.total)
      totals.ours.push(oursMemory.total)
      parts = `ours: ${oursMemory.parts}; bare: ${bareMemory.parts}`
      options.say(`memory ${run + 1}: ours ${oursMemory.total.toFixed(0)} MB (${oursMemory.parts}), bare ${bareMemory.total.toFixed(0)} MB (${bareMemory.parts})`)
    }
  } finally {
    dispose()
  }
  const both = { ours: spread(totals.ours), bare: spread(totals.bare) }
  return { name: 'memory', ratio: ratioOf(both.ours.p50, both.bare.p50), ...both, bar: BAR, note: `${options.cases} cases, Electron ${version}; megabytes instead of milliseconds, proportional set size, ${AT_REST_MS / 1000} s after the start; ${parts}` }
}
