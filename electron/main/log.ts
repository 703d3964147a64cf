import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

const ROTATE_BYTES = 1_000_000

export interface ShellLog {
  readonly file: string
  write(what: string, detail?: Readonly<Record<string, string | number | boolean | null>>): void
}

/**
 * The shell's own log: starts, ends and failures of processes, a few lines a day. It takes no free text from pages and no
 * business data (R6). Writing is synchronous so that the line before a crash is on disk; a log that cannot be written goes to stderr.
 */
export function createShellLog(userData: string, now: () => number): ShellLog {
  const file = join(userData, 'logs', 'shell.log')
  return {
    file,
    write(what, detail = {}) {
      const line = `${JSON.stringify({ at: new Date(now()).toISOString(), what, ...detail })}\n`
      try {
        mkdirSync(dirname(file), { recursive: true })
        if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > ROTATE_BYTES) renameSync(file, `${file}.1`)
        appendFileSync(file, line)
      } catch (error) {
        process.stderr.write(`the shell log cannot be written (${String(error)}): ${line}`)
      }
    },
  }
}
