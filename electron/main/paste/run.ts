import { execFile } from 'node:child_process'

/** Runs a program without a shell and gives its output; null when it is missing, fails, or takes longer than `timeoutMs`. */
export function output(command: string, args: readonly string[], timeoutMs: number): Promise<string | null> {
  return new Promise((done) => {
    execFile(command, [...args], { timeout: timeoutMs, killSignal: 'SIGKILL', encoding: 'utf8', windowsHide: true, maxBuffer: 65_536 }, (error, stdout) => done(error === null ? stdout : null))
  })
}
