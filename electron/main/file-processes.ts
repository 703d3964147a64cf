import { app, MessageChannelMain, utilityProcess } from 'electron'
import type { UtilityProcess } from 'electron'
import type { FilesInit, ToBackground } from '../../src/contract/shell'
import type { ShellLog } from './log'

/** A process that ignores a polite end (it may be inside a decoder) is gone after this. */
const KILL_AFTER_MS = 500

/** The disposable processes that parse files from outside. Main forks, measures and kills them; the background process talks to them. */
export interface FileProcesses {
  spawn(id: number, owner: UtilityProcess): void
  kill(id: number): void
  memory(id: number, request: number, owner: UtilityProcess): void
  /** the owner is gone: nobody would ever read what they answer */
  killAll(): void
}

export function createFileProcesses(modulePath: string, log: ShellLog): FileProcesses {
  const running = new Map<number, UtilityProcess>()
  const say = (owner: UtilityProcess, message: ToBackground, ports: Electron.MessagePortMain[] = []): void => owner.postMessage(message, ports)

  function end(child: UtilityProcess): void {
    const { pid } = child
    child.kill()
    if (pid === undefined) return
    setTimeout(() => {
      if (child.pid === pid) killHard(pid, log)
    }, KILL_AFTER_MS)
  }

  return {
    spawn(id, owner) {
      const child = utilityProcess.fork(modulePath, [], { serviceName: 'files', stdio: 'ignore' })
      running.set(id, child)
      child.once('spawn', () => {
        const { port1, port2 } = new MessageChannelMain()
        const init: FilesInit = { type: 'serve' }
        child.postMessage(init, [port1])
        if (child.pid !== undefined) say(owner, { type: 'files-started', id, pid: child.pid }, [port2])
      })
      child.once('exit', (code) => {
        // an id is used again only by a new owner, whose process must not be forgotten here
        if (running.get(id) === child) running.delete(id)
        log.write('files-exit', { id, code })
        say(owner, { type: 'files-exited', id, code })
      })
    },
    kill(id) {
      const child = running.get(id)
      if (child) end(child)
    },
    memory(id, request, owner) {
      const pid = running.get(id)?.pid
      const metric = pid === undefined ? undefined : app.getAppMetrics().find((each) => each.pid === pid)
      say(owner, { type: 'files-memory', id, request, bytes: metric ? metric.memory.workingSetSize * 1024 : null })
    },
    killAll() {
      for (const child of running.values()) end(child)
      running.clear()
    },
  }
}

/** Ends a process that still runs; one that is gone already is what was wanted. */
export function killHard(pid: number, log: ShellLog): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) log.write('kill-failed', { pid, error: String(error) })
  }
}
