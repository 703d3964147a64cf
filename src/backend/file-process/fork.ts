import { fork } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { FileProcess } from './host'
import type { FilePort } from './protocol'

/**
 * Starts file processes as children of this one, for the command line and the tests; the app lets its main process fork.
 * @param path bundled entry that calls `serveFileJobs(processPort())`
 */
export function spawnByFork(path: string, execArgv: string[] = []): () => Promise<FileProcess> {
  return () =>
    new Promise((resolve, reject) => {
      const child = fork(path, [], { serialization: 'advanced', execArgv, stdio: ['ignore', 'ignore', 'ignore', 'ipc'], windowsHide: true })
      child.once('error', reject)
      child.once('spawn', () => {
        // A file process that waits for work must not keep the command line from ending; jobs under way are awaited by their callers.
        child.unref()
        child.channel?.unref()
        resolve({
          pid: child.pid,
          port: childPort(child),
          memoryBytes: () => Promise.resolve(residentBytes(child.pid)),
          kill: () => child.kill('SIGKILL'),
          busy: (busy) => {
            if (busy) {
              child.ref()
              child.channel?.ref()
            } else {
              child.unref()
              child.channel?.unref()
            }
          },
          onExit: (listener) => {
            if (child.exitCode !== null || child.signalCode !== null) listener(child.exitCode)
            else child.once('exit', (code) => listener(code))
          },
        })
      })
    })
}

interface Channel {
  send?: ((message: never, callback: (error: Error | null) => void) => unknown) | undefined
  on(event: 'message', listener: (message: unknown) => void): unknown
  connected: boolean
}

function childPort(channel: Channel): FilePort {
  return {
    postMessage(message) {
      // The other end may be gone: its exit is what counts, and that is reported by itself.
      if (channel.connected) channel.send?.(message as never, () => undefined)
    },
    on: (_, listener) => channel.on('message', (data) => listener({ data })),
    start: () => undefined,
  }
}

/** The line of a forked process to its parent. Ends the process when the parent is gone. */
export function processPort(): FilePort {
  process.on('disconnect', () => process.exit(0))
  return childPort(process as unknown as Channel)
}

/** Resident memory of a process by the kernel's own book; null where there is none to look into. */
function residentBytes(pid: number | undefined): number | null {
  if (process.platform !== 'linux' || pid === undefined) return null
  try {
    // status and not statm: its unit does not depend on the size of a page
    const match = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))
    return match ? Number(match[1]) * 1024 : null
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null
    throw error
  }
}
