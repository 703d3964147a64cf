import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { RPCHandler } from '@orpc/server/message-port'
import type { SessionState } from '../contract/session'
import { AppError } from '../domain/errors'
import type { SpawnFileProcess } from './file-process/host'
import { createFileHosts } from './file-process/hosts'
import type { DueSummary } from '../contract/shell'
import type * as WorkModule from './jobs/work'
import type { Work } from './jobs/work'
import { openFolder, type OpenFolder } from './open-folder'
import { listUnfinished } from './repositories/imports'
import { followingSession, type Host, type PortSession, type RpcContext } from './rpc/context'
import { servedRouter } from './rpc/served'
import { setAtDesk } from './services/at-desk'
import { logError, toAppError } from './services/failures'
import { lastBackupAt } from './services/health'
import type { Kernel, Printer, Secrets } from './services/kernel'
import { listShops, listStaff } from './services/masters'

export interface BackendOptions {
  /** Data folder of the last run; null on the first one. */
  readonly dataDir: string | null
  readonly resourcesDir: string
  readonly appVersion: string
  readonly locale: string
  readonly spawnFileProcess: SpawnFileProcess
  /** Makes PDFs in a window of the shell; left out where there is none. */
  readonly printer?: Printer
  /** The system's keychain; left out where there is none. */
  readonly secrets?: Secrets
  /** Told when a data folder was founded or opened, so that the shell remembers it. */
  readonly onDataDirOpened: (dataDir: string) => void
  /** Told what is due for whoever sits at this PC (U5); left out where no shell shows it. */
  readonly onDue?: (summary: DueSummary) => void
  /** Collects the garbage of this process; called when nobody asks for anything (X8). */
  readonly tidyMemory: () => void
}

type Port = Parameters<RPCHandler<never>['upgrade']>[0]

export interface Backend {
  /** Serves the whole contract on a port; the session of that port ends with it. One that `follows` works as whoever sits here (T3). */
  connect(port: Port, follows?: boolean): void
  resolvePhoto(sha256: string): Promise<{ path: string; mime: string } | null>
  /** No notification until then, epoch ms; null ends the quiet (U5). */
  mute(until: number | null): void
  /** Finishes what was accepted and closes the data folder. */
  drain(): Promise<void>
}

/** The first rows are on screen by then, and what is kept compiled of the start is written (electron/background-program.ts). */
const WORK_AFTER_MS = 1_600

/** Jobs and what they need: most of the program, and nothing of it is needed for a start (X1). */
const loadWork = (): Promise<typeof WorkModule> => import('./jobs/work')

/** Opens the configured folder, if any, and serves; a folder that cannot be opened is told to the page instead of ending the process. */
export async function createBackend(options: BackendOptions): Promise<Backend> {
  const { files, imaging, reading, close: closeFiles } = createFileHosts(options.spawnFileProcess)
  let current: OpenFolder | null = null
  let problem: AppError | null = null
  let work: Work | null = null
  /** No notification until then, epoch ms. */
  let quietUntil: number | null = null
  /** Ports in the order in which they connected; the first that is signed in says who sits here. */
  const sessions = new Set<PortSession>()
  const atDesk = (): PortSession['actor'] => [...sessions].find((session) => session.actor !== null)?.actor ?? null

  async function use(dataDir: string, purpose: 'create' | 'open'): Promise<Kernel> {
    if (purpose === 'create' && current !== null && current.kernel.dataDir === resolve(dataDir) && listStaff(current.kernel).length === 0) return current.kernel
    // The old folder stays open until the new one could be opened: a mistyped path must not leave the person with nothing.
    const opened = purpose === 'open' ? openAs('open', dataDir) : createOrFinish(dataDir)
    await closeCurrent()
    current = opened
    problem = null
    options.onDataDirOpened(opened.kernel.dataDir)
    setAtDesk(opened.kernel, atDesk)
    work = workLater(opened.kernel)
    if (listUnfinished(opened.kernel.read).length > 0) await (await loadWork()).resumeImports(opened.kernel)
    return opened.kernel
  }

  function workLater(kernel: Kernel): Work {
    let running: Work | null = null
    let stopped = false
    const start = async (): Promise<void> => {
      const { startWork } = await loadWork()
      if (stopped) return
      running = startWork(kernel, { tidyMemory: options.tidyMemory, atDesk, onDue: (summary) => options.onDue?.(summary) })
      if (quietUntil !== null) running.mute(quietUntil)
    }
    const timer = setTimeout(() => void start().catch((error: unknown) => logError('start of the jobs', error)), WORK_AFTER_MS)
    timer.unref()
    return {
      mute: (until) => running?.mute(until),
      async stop() {
        stopped = true
        clearTimeout(timer)
        await running?.stop()
      },
    }
  }

  const openAs = (purpose: 'create' | 'open', dataDir: string): OpenFolder => openFolder({ dataDir, purpose, resourcesDir: options.resourcesDir, files, imaging, reading, ...(options.printer === undefined ? {} : { printer: options.printer }), ...(options.secrets === undefined ? {} : { secrets: options.secrets }) })

  /** A founding that was killed half way left tables but nobody in them: it is taken up again instead of being in the way for ever. */
  function createOrFinish(dataDir: string): OpenFolder {
    try {
      return openAs('create', dataDir)
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'DATA_FOLDER_EXISTS') throw error
      const opened = openAs('open', dataDir)
      if (listStaff(opened.kernel).length === 0) return opened
      opened.close()
      throw error
    }
  }

  async function closeCurrent(): Promise<void> {
    const closing = current
    const ending = work
    work = null
    current = null
    // a round of sync ends at its next step; until then its folder is open
    await ending?.stop()
    closing?.close()
  }

  const host: Host = {
    kernel() {
      if (current === null) throw problem ?? new AppError('NO_DATA_FOLDER', {})
      current.kernel.pace.asked()
      return current.kernel
    },
    create: (dataDir) => use(dataDir, 'create'),
    open: (dataDir) => use(dataDir, 'open'),
    state: (session) => describe(current?.kernel ?? null, session, problem, options),
  }

  if (options.dataDir !== null) {
    try {
      await use(options.dataDir, 'open')
    } catch (error) {
      problem = toAppError(error, { path: options.dataDir })
      logError('open data folder', error)
    }
  }

  const handler = new RPCHandler<RpcContext>(servedRouter())
  return {
    connect(port, follows = false) {
      const session: PortSession = follows ? followingSession(atDesk) : { actor: soleStaff(current?.kernel ?? null) }
      // Bulk work gives way from the arrival of a call on, not only once it has been read (X6).
      if ('on' in port && typeof port.on === 'function') port.on('message', () => current?.kernel.pace.asked())
      if (!follows) {
        sessions.add(session)
        whenClosed(port, () => sessions.delete(session))
      }
      handler.upgrade(port, { context: { host, session } })
    },
    async resolvePhoto(sha256) {
      const { resolvePhoto } = await loadWork()
      return current === null ? null : resolvePhoto(current.kernel, sha256)
    },
    mute(until) {
      quietUntil = until
      work?.mute(until)
    },
    async drain() {
      await closeFiles()
      await closeCurrent()
    },
  }
}

/** Ports of every kind that the handler takes tell their end by an event; only some of them have it in their type. */
function whenClosed(port: Port, listener: () => void): void {
  const emitter = port as { once?: (event: 'close', heard: () => void) => unknown }
  emitter.once?.('close', listener)
}

/** One person without a PIN needs no sign-in: the app opens on the queue (U4). */
function soleStaff(kernel: Kernel | null): PortSession['actor'] {
  if (kernel === null) return null
  const active = listStaff(kernel).filter((staff) => staff.active)
  const [only] = active
  return active.length === 1 && only !== undefined && !only.hasPin ? { staffId: only.id, name: only.name, role: only.role } : null
}

function describe(kernel: Kernel | null, session: PortSession, problem: AppError | null, options: BackendOptions): SessionState {
  const staff = kernel === null ? [] : listStaff(kernel)
  // Nobody to sign in as: the founding was cut off and the first run is offered again.
  const founded = kernel !== null && staff.length > 0
  const phase = !founded ? (problem === null || problem.code === 'NO_DATA_FOLDER' ? 'no-data-folder' : 'rescue') : session.actor === null ? 'sign-in' : 'ready'
  return {
    phase,
    dataDir: kernel?.dataDir ?? options.dataDir,
    problem: problem === null ? null : { code: problem.code, detail: problem.detail },
    me: staff.find((one) => one.id === session.actor?.staffId) ?? null,
    // Names of colleagues are for those who are about to sign in or have.
    staff,
    shops: kernel === null || session.actor === null ? [] : listShops(kernel),
    lastBackupAt: kernel === null ? null : lastBackupAt(kernel),
    suggestedDataDir: join(homedir(), '售后工作台数据'),
  }
}
