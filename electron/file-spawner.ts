import type { FromBackground } from '../src/contract/shell'

/** A disposable file process as the backend's file host sees it. */
export interface LinkedFileProcess {
  readonly pid: number
  readonly port: Electron.MessagePortMain
  /** resident bytes, null once it is gone */
  memoryBytes(): Promise<number | null>
  kill(): void
  /** called once; `code` is null when it was ended from outside */
  onExit(listener: (code: number | null) => void): void
}

interface Running {
  readonly exitListeners: ((code: number | null) => void)[]
  started(process: LinkedFileProcess): void
  failed(error: Error): void
}

/** Asks main to fork, measure and kill file processes; main links each one to this process by a port. */
export function createFileSpawner(say: (message: FromBackground) => void): {
  spawn(): Promise<LinkedFileProcess>
  started(id: number, pid: number, port: Electron.MessagePortMain): void
  exited(id: number, code: number | null): void
  measured(request: number, bytes: number | null): void
} {
  const running = new Map<number, Running>()
  const measuring = new Map<number, (bytes: number | null) => void>()
  let lastId = 0
  let lastRequest = 0

  return {
    spawn() {
      const id = (lastId += 1)
      return new Promise((started, failed) => {
        running.set(id, { exitListeners: [], started, failed })
        say({ type: 'files-spawn', id })
      })
    },
    started(id, pid, port) {
      const entry = running.get(id)
      entry?.started({
        pid,
        port,
        memoryBytes: () => {
          if (!running.has(id)) return Promise.resolve(null)
          const request = (lastRequest += 1)
          return new Promise((resolve) => {
            measuring.set(request, resolve)
            say({ type: 'files-memory', id, request })
          })
        },
        kill: () => say({ type: 'files-kill', id }),
        onExit: (listener) => {
          if (running.has(id)) entry.exitListeners.push(listener)
          else listener(null)
        },
      })
    },
    exited(id, code) {
      const entry = running.get(id)
      running.delete(id)
      if (!entry) return
      entry.failed(new Error('the file process ended before it was linked'))
      for (const listener of entry.exitListeners) listener(code)
    },
    measured(request, bytes) {
      measuring.get(request)?.(bytes)
      measuring.delete(request)
    },
  }
}
