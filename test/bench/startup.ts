import { spawn } from 'node:child_process'
import { basename } from 'node:path'
import { benchData, ROOT } from './data'
import { environmentOf, windowSides, type Side } from './sides'
import { ratioOf, spread, type BenchOptions, type BenchResult } from './stats'

const BAR = 2
const DEFAULT_RUNS = 7
const DEADLINE_MS = 60_000

/** Milliseconds from the start of the process until it says that it painted; waits for its end. */
function timeToPaint(side: Side): Promise<number> {
  return new Promise((resolve, reject) => {
    const env = environmentOf(side)
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
  const data = await benchData(options.cases, options.say)
  const { ours: program, bare, version, dispose } = await windowSides(data)
  const ours: Side = { ...program, env: { ...program.env, WORKSTATION_SMOKE: '1' } }
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
    return { name: 'startup', ratio: ratioOf(both.ours.p50, both.bare.p50), ...both, bar: BAR, note: `${options.cases} cases, Electron ${version}, ratio of the medians` }
  } finally {
    dispose()
  }
}
