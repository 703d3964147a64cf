import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { KillJob, KillLine } from './kill-work'

/** When to kill: after the `after`-th line of a type and then a share of the time that one more of them took before. */
export interface Moment {
  /** null: counted from the start of the process. */
  readonly type: KillLine['type'] | null
  readonly after: number
  readonly share: number
}

export interface Killed {
  /** Whole lines that the process had written. */
  readonly lines: readonly KillLine[]
  /** What it wrote on stderr; empty unless the backend failed by itself. */
  readonly complaint: string
  /** Milliseconds from its start to its end. */
  readonly afterMs: number
}

/** How long a step takes on this machine just now; told by what was seen, so that kills fall into the work on slow and fast ones alike. */
export interface Pace {
  openMs: number
  firstMs: number
  nextMs: number
}

/** A process that does not get that far is killed anyway, so that it never outlives the test. */
const PATIENCE_MS = 30_000

/** Starts the process, kills it (SIGKILL) at the moment and waits for its end. Updates `pace`. */
export async function runAndKill(entry: string, job: KillJob, moment: Moment, pace: Pace): Promise<Killed> {
  const child = spawn(process.execPath, [entry, JSON.stringify(job)], { cwd: job.root, stdio: ['ignore', 'pipe', 'pipe'] })
  const began = performance.now()
  const closed = once(child, 'close')
  const lines: KillLine[] = []
  let complaint = ''
  let seen = 0
  let lastAt = began
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString('utf8')))
  const reached = new Promise<void>((resolve) => {
    const hear = (line: KillLine): void => {
      const now = performance.now()
      if (line.type === 'resumed') pace.openMs = now - began
      if (line.type === moment.type) {
        if (seen === 0) pace.firstMs = now - lastAt
        else pace.nextMs = now - lastAt
        seen += 1
      }
      if (line.type === moment.type || line.type === 'resumed') lastAt = now
      if (moment.after === 0 ? line.type === 'resumed' : line.type === moment.type && seen === moment.after) resolve()
    }
    let rest = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      const texts = (rest + chunk).split('\n')
      // A line that was not ended was not said.
      rest = texts.pop() ?? ''
      for (const text of texts) {
        const line = JSON.parse(text) as KillLine
        lines.push(line)
        hear(line)
      }
    })
    if (moment.type === null) resolve()
  })
  await Promise.race([reached, closed, sleep(PATIENCE_MS)])
  const step = moment.type === null ? pace.openMs : moment.after === 0 ? pace.firstMs : pace.nextMs
  await Promise.race([sleep(Math.min(step * moment.share, PATIENCE_MS)), closed])
  child.kill('SIGKILL')
  await closed
  return { lines, complaint, afterMs: Math.round(performance.now() - began) }
}

/** Whether a process still runs; one that ended and was not yet fetched by its parent does not. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return process.platform !== 'linux' || !/^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'ENOENT')) return false
    throw error
  }
}

/** Waits until these processes have ended by themselves; answers those that have not. */
export async function stillRunning(pids: readonly number[], patienceMs: number): Promise<number[]> {
  const until = performance.now() + patienceMs
  for (;;) {
    const left = pids.filter(isRunning)
    if (left.length === 0 || performance.now() > until) return left
    await sleep(20)
  }
}
