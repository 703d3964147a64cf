import { MessageChannelMain, utilityProcess } from 'electron'
import type { UtilityProcess, WebFrameMain } from 'electron'
import type { BackgroundInit, DueSummary, FromBackground, ResolvedPhoto, ToBackground } from '../../src/contract/shell'
import type { PrintDocument } from '../../src/domain/print/document'
import { createFileProcesses, killHard } from './file-processes'
import type { ShellLog } from './log'
import { createRestartPolicy } from './restart-policy'
import { pageOf } from './security'

export const PORT_CHANNEL = 'native:port'
const LIMITS = { maxEnds: 3, windowMs: 60_000, delaysMs: [200, 1000] }
const PHOTO_ANSWER_MS = 5000
const STDERR_LINES_PER_RUN = 200

export interface BackgroundHostOptions {
  readonly modulePath: string
  readonly filesModulePath: string
  /** where the background process keeps its compiled program */
  readonly compiledPath: string
  readonly log: ShellLog
  init(): BackgroundInit
  onDataDir(dataDir: string): void
  /** what is due for whoever sits here, now and then (U5) */
  onDue(summary: DueSummary): void
  /** makes a PDF; null when it could not */
  print(document: PrintDocument): Promise<Uint8Array | null>
  /** whether the system has a keychain; asked once the start is over (X1) */
  keychain(): boolean
  /** seals or opens a text with the system's keychain; null when it could not (S6) */
  secret(way: 'seal' | 'open', text: string): string | null
  /** a new process answers: pages must connect again */
  onRestarted(): void
  /** it keeps ending; nothing restarts it until `start` is called again */
  onDown(): void
}

export interface BackgroundHost {
  /** Forks the process; after a crash loop, tries afresh. Does nothing while one runs. */
  start(): void
  /** Makes a channel and gives one end to the background process, the other to the frame. Works before the process is ready: ports queue. */
  connect(frame: WebFrameMain): void
  resolvePhoto(sha256: string): Promise<ResolvedPhoto | null>
  /** No notification until then, epoch ms; null ends the quiet (U5). */
  mute(until: number | null): void
  /** Asks it to finish what it accepted and close its files; after `deadlineMs` it is ended anyway (R1: what was acknowledged is on disk). */
  drain(deadlineMs: number): Promise<'drained' | 'gone' | 'late'>
  /** null while none runs */
  pid(): number | null
}

/** Keeps the one background process alive and carries its few messages. It never sees a row. */
export function createBackgroundHost(options: BackgroundHostOptions): BackgroundHost {
  const { log } = options
  const policy = createRestartPolicy(LIMITS)
  const files = createFileProcesses(options.filesModulePath, log)
  const photoRequests = new Map<number, (photo: ResolvedPhoto | null) => void>()
  let child: UtilityProcess | null = null
  let restart: NodeJS.Timeout | null = null
  let nextPhotoRequest = 1
  let onDrained: ((how: 'drained' | 'gone') => void) | null = null

  const say = (message: ToBackground, ports: Electron.MessagePortMain[] = []): void => child?.postMessage(message, ports)

  function fork(): void {
    const forked = utilityProcess.fork(options.modulePath, [options.compiledPath], { serviceName: 'background', stdio: ['ignore', 'ignore', 'pipe'] })
    child = forked
    let stderrLines = 0
    forked.stderr?.on('data', (chunk: Buffer) => {
      process.stderr.write(chunk)
      // only the shape of a failure: its text may quote what a person typed (R6)
      for (const line of chunk.toString('utf8').split('\n')) {
        const where = /^\s+at .{0,300}/.exec(line)?.[0] ?? /^(?:\w+Error|Error)\b/.exec(line)?.[0]
        if (where !== undefined && (stderrLines += 1) <= STDERR_LINES_PER_RUN) log.write('background-stderr', { where })
      }
    })
    forked.on('spawn', () => log.write('background-started', { pid: forked.pid ?? null }))
    forked.on('message', (message: FromBackground) => receive(forked, message))
    forked.once('exit', (code) => exited(forked, code))
    say(options.init())
  }

  function receive(from: UtilityProcess, message: FromBackground): void {
    switch (message.type) {
      case 'ready':
        log.write('background-ready')
        from.postMessage({ type: 'keychain', available: options.keychain() } satisfies ToBackground)
        return
      case 'drained':
        onDrained?.('drained')
        return
      case 'data-dir-opened':
        options.onDataDir(message.dataDir)
        return
      case 'due':
        options.onDue(message.summary)
        return
      case 'photo':
        photoRequests.get(message.request)?.(message.photo)
        return
      case 'print':
        void options.print(message.document).then((pdf) => from.postMessage({ type: 'printed', request: message.request, pdf } satisfies ToBackground))
        return
      case 'secret':
        from.postMessage({ type: 'secret', request: message.request, text: options.secret(message.way, message.text) } satisfies ToBackground)
        return
      case 'files-spawn':
        files.spawn(message.id, from)
        return
      case 'files-kill':
        files.kill(message.id)
        return
      case 'files-memory':
        files.memory(message.id, message.request, from)
        return
      default:
        message satisfies never
    }
  }

  function exited(forked: UtilityProcess, code: number): void {
    if (child !== forked) return
    child = null
    log.write('background-exit', { code })
    files.killAll()
    for (const answer of [...photoRequests.values()]) answer(null)
    if (onDrained) {
      onDrained('gone')
      return
    }
    const decision = policy.ended(Date.now())
    if (!decision.restart) {
      log.write('background-crash-loop')
      options.onDown()
      return
    }
    restart = setTimeout(() => {
      restart = null
      fork()
      options.onRestarted()
    }, decision.delayMs)
  }

  return {
    start() {
      if (child || restart) return
      policy.reset()
      fork()
    },
    connect(frame) {
      const { port1, port2 } = new MessageChannelMain()
      if (child) say({ type: 'connect', follows: pageOf(frame) === 'float' }, [port1])
      // no process: the page's calls fail at once on a closed port, and `background-restarted` makes it ask again
      else port1.close()
      frame.postMessage(PORT_CHANNEL, null, [port2])
    },
    resolvePhoto(sha256) {
      if (!child) return Promise.resolve(null)
      const request = nextPhotoRequest++
      return new Promise((resolve) => {
        const answer = (photo: ResolvedPhoto | null): void => {
          clearTimeout(timer)
          photoRequests.delete(request)
          resolve(photo)
        }
        const timer = setTimeout(() => answer(null), PHOTO_ANSWER_MS)
        photoRequests.set(request, answer)
        say({ type: 'resolve-photo', request, sha256 })
      })
    },
    mute(until) {
      say({ type: 'mute', until })
    },
    async drain(deadlineMs) {
      if (restart) clearTimeout(restart)
      const draining = child
      if (!draining) return 'gone'
      const how = await new Promise<'drained' | 'gone' | 'late'>((resolve) => {
        const timer = setTimeout(() => resolve('late'), deadlineMs)
        onDrained = (result) => {
          clearTimeout(timer)
          resolve(result)
        }
        say({ type: 'drain' })
      })
      log.write('background-drained', { how })
      if (how === 'late' && draining.pid !== undefined) killHard(draining.pid, log)
      else draining.kill()
      files.killAll()
      return how
    },
    pid: () => child?.pid ?? null,
  }
}
