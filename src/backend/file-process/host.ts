import { AppError } from '../../domain/errors'
import type { FileJobChunk, FileJobInput, FileJobKind, FileJobResult, FilePort, FromFileProcess, ToFileProcess } from './protocol'

/** A disposable file process as the host sees it; Electron's and fork's are alike. */
export interface FileProcess {
  readonly pid: number | undefined
  readonly port: FilePort
  /** Resident bytes; null when unknown from outside. */
  memoryBytes(): Promise<number | null>
  kill(): void
  /** Called once; at once if it has ended already. `code` is null when it was ended from outside. */
  onExit(listener: (code: number | null) => void): void
  /** Whether work is under way, so that a command line may end while the process idles. */
  busy?(busy: boolean): void
}

export type SpawnFileProcess = () => Promise<FileProcess>

export interface FileLimits {
  /** Longest time from spawning to the first word. */
  startMs: number
  /** Longest time without progress while nobody keeps the job waiting. */
  stallMs: number
  /** Longest time of one job, not counting what its receiver took. */
  jobMs: number
  /** Resident bytes of the process. */
  memoryBytes: number
  /** An idle process is ended after this. */
  idleMs: number
  /** How long a cancelled job may take to stop by itself. */
  cancelMs: number
  /** Jobs at the same time. */
  concurrency: number
  /**
   * Jobs that wait in the process itself, in line behind the one at work: it goes on at once while its owner is busy (X5). Only for jobs that
   * the process does one after the other; then `concurrency` is 1, and the clock runs for the first of them only.
   */
  ahead: number
}

export const DEFAULT_FILE_LIMITS: FileLimits = {
  startMs: 20_000, stallMs: 10_000, jobMs: 15 * 60_000, memoryBytes: 1024 * 1024 * 1024, idleMs: 60_000, cancelMs: 1_000, concurrency: 2, ahead: 0,
}

export interface RunOptions<C> {
  /** Receives the chunks in order; while it works, the reader is held back. Its error ends the job. */
  onChunk?: (chunk: C) => void | Promise<void>
  onProgress?: (done: number, total: number | null) => void
  signal?: AbortSignal | undefined
  limits?: Partial<Pick<FileLimits, 'stallMs' | 'jobMs' | 'memoryBytes'>>
}

export interface FileHost {
  /**
   * Runs one job in the file process (spec R5).
   * @throws AppError of the job, CANCELLED, or FILE_PROCESS_TIMEOUT / _MEMORY / _CRASHED when the process had to be given up;
   *   the next job gets a new one
   */
  run<K extends FileJobKind>(
    job: { kind: K; input: FileJobInput<K> }, options?: RunOptions<FileJobChunk<K>>,
  ): Promise<FileJobResult<K>>
  /** Ends the process; jobs under way fail with CANCELLED. */
  close(): Promise<void>
}

interface Job {
  id: number
  kind: FileJobKind
  input: unknown
  options: RunOptions<unknown>
  resolve(result: unknown): void
  reject(error: Error): void
  /** Runs by itself, because a process died under it and another. */
  alone: boolean
  chunks: Promise<void>
  waiting: number
  delivered: number
  lastSign: number
  activeMs: number
  cancelledAt: number | null
  onAbort: () => void
}

/** How often limits are checked. */
const WATCH_MS = 200

/** Watches over one disposable process, which is started for the first job and again after each time it had to be killed. */
export function createFileHost(setup: { spawn: SpawnFileProcess; limits?: Partial<FileLimits> }): FileHost {
  const limits: FileLimits = { ...DEFAULT_FILE_LIMITS, ...setup.limits }
  const queue: Job[] = []
  let current: Live | null = null
  let closed = false
  let lastId = 0

  const pump = (): void => {
    while (!closed && queue[0]) {
      const running = current?.jobs.size ?? 0
      const next = queue[0]
      const blocked = next.alone ? running > 0 : running >= limits.concurrency + limits.ahead || [...(current?.jobs.values() ?? [])].some((job) => job.alone)
      if (blocked) return
      queue.shift()
      current ??= new Live(setup.spawn, limits, onEnd, pump)
      current.add(next)
    }
  }

  const onEnd = (live: Live, survivors: Job[]): void => {
    if (current === live) current = null
    for (const job of survivors.reverse()) queue.unshift(job)
    pump()
  }

  return {
    run(job, options = {}) {
      if (closed || options.signal?.aborted === true) return Promise.reject(new AppError('CANCELLED'))
      return new Promise((resolve, reject) => {
        const entry: Job = {
          id: (lastId += 1), kind: job.kind, input: job.input, options: options as RunOptions<unknown>,
          resolve: resolve as (result: unknown) => void, reject, alone: false, chunks: Promise.resolve(), waiting: 0, delivered: 0,
          lastSign: 0, activeMs: 0, cancelledAt: null, onAbort: () => undefined,
        }
        entry.onAbort = () => {
          const at = queue.indexOf(entry)
          if (at >= 0) {
            queue.splice(at, 1)
            reject(new AppError('CANCELLED'))
          } else current?.cancel(entry)
        }
        options.signal?.addEventListener('abort', entry.onAbort, { once: true })
        queue.push(entry)
        pump()
      })
    },
    async close() {
      closed = true
      for (const job of queue.splice(0)) job.reject(new AppError('CANCELLED'))
      await current?.end(new AppError('CANCELLED'))
    },
  }
}

/** One process from its start to its end. */
class Live {
  readonly jobs = new Map<number, Job>()
  private process: FileProcess | null = null
  private ready = false
  private ended = false
  private readonly startedAt = performance.now()
  private lastWatch = performance.now()
  private idleSince = performance.now()
  private reported: number | null = null
  private measuring = false
  private readonly gone: Promise<void>
  private sayGone: () => void = () => undefined
  private readonly timer: ReturnType<typeof setInterval>

  constructor(
    spawn: SpawnFileProcess,
    private readonly limits: FileLimits,
    private readonly onEnd: (live: Live, survivors: Job[]) => void,
    private readonly onRoom: () => void,
  ) {
    this.gone = new Promise((resolve) => (this.sayGone = resolve))
    this.timer = setInterval(() => void this.watch(), WATCH_MS)
    spawn().then(
      (process) => this.linked(process),
      (cause: unknown) => this.fail(new AppError('FILE_PROCESS_CRASHED', { why: 'start' }, { cause })),
    )
  }

  add(job: Job): void {
    this.jobs.set(job.id, job)
    job.lastSign = performance.now()
    this.process?.busy?.(true)
    this.timer.ref()
    if (this.ready) this.send({ type: 'run', id: job.id, kind: job.kind, input: job.input })
  }

  cancel(job: Job): void {
    if (!this.jobs.has(job.id) || job.cancelledAt !== null) return
    job.cancelledAt = performance.now()
    this.send({ type: 'cancel', id: job.id })
    // Its turn has not come, and the one before it must not be killed for it.
    if (this.waits(job)) this.settle(job, () => job.reject(new AppError('CANCELLED')))
  }

  /** Ends the process and what runs in it. */
  async end(error: AppError): Promise<void> {
    if (!this.ended) this.fail(error)
    if (!this.process) return
    // An idle process keeps nothing alive, and nobody would hear that it has gone.
    this.process.busy?.(true)
    await this.gone
  }

  private linked(process: FileProcess): void {
    this.process = process
    process.onExit((code) => {
      this.sayGone()
      if (!this.ended) this.fail(new AppError('FILE_PROCESS_CRASHED', code === null ? {} : { exitCode: code }))
    })
    if (this.ended) {
      process.kill()
      return
    }
    process.port.on('message', (event) => this.receive(event.data as FromFileProcess))
    process.port.start()
    process.busy?.(this.jobs.size > 0)
  }

  private receive(message: FromFileProcess): void {
    if (this.ended) return
    if (message.type === 'memory') {
      this.reported = message.bytes
      return
    }
    if (message.type === 'ready') {
      this.ready = true
      for (const job of this.jobs.values()) {
        job.lastSign = performance.now()
        this.send({ type: 'run', id: job.id, kind: job.kind, input: job.input })
      }
      return
    }
    const job = this.jobs.get(message.id)
    if (!job) return
    // What waits in line behind it has its time before it.
    for (const one of this.limits.ahead > 0 ? this.jobs.values() : [job]) one.lastSign = performance.now()
    if (message.type === 'progress') job.options.onProgress?.(message.done, message.total)
    else if (message.type === 'chunk') this.deliver(job, message.chunk)
    else if (message.type === 'failed') this.settle(job, () => job.reject(new AppError(message.code, message.detail, { cause: message.note })))
    // A short job may be done before it hears of its cancelling; whoever gave it up has no use for half of its chunks or for its result.
    else this.settle(job, () => (job.cancelledAt === null ? job.resolve(message.result) : job.reject(new AppError('CANCELLED'))))
  }

  /** Chunks are handed over one after the other; each is acknowledged when its receiver is done with it. */
  private deliver(job: Job, chunk: unknown): void {
    job.waiting += 1
    job.delivered += 1
    job.chunks = job.chunks.then(async () => {
      if (!this.jobs.has(job.id)) return
      try {
        if (job.cancelledAt === null) await job.options.onChunk?.(chunk)
      } catch (error) {
        this.cancel(job)
        this.settle(job, () => job.reject(error instanceof Error ? error : new Error(String(error))))
      }
      job.waiting -= 1
      job.lastSign = performance.now()
      this.send({ type: 'ack', id: job.id })
    })
  }

  /** The end of a job waits for its chunks, so that its result never overtakes them. */
  private settle(job: Job, finish: () => void): void {
    void job.chunks.then(() => {
      if (!this.jobs.delete(job.id)) return
      job.options.signal?.removeEventListener('abort', job.onAbort)
      finish()
      if (this.jobs.size === 0) {
        this.idleSince = performance.now()
        this.process?.busy?.(false)
        this.timer.unref()
      }
      this.onRoom()
    })
  }

  private async watch(): Promise<void> {
    if (this.ended) return
    const now = performance.now()
    const elapsed = now - this.lastWatch
    this.lastWatch = now
    if (!this.ready) {
      if (now - this.startedAt > this.limits.startMs) this.fail(new AppError('FILE_PROCESS_TIMEOUT', { why: 'start' }))
      return
    }
    if (this.jobs.size === 0) {
      if (now - this.idleSince > this.limits.idleMs) this.fail(new AppError('CANCELLED'))
      return
    }
    for (const job of this.jobs.values()) {
      if (this.waits(job)) continue
      // A sleeping laptop or a busy receiver is not the reader's fault.
      if (elapsed > WATCH_MS * 10) job.lastSign = now
      if (job.waiting === 0) job.activeMs += Math.min(elapsed, WATCH_MS * 10)
      if (job.cancelledAt !== null && now - job.cancelledAt > this.limits.cancelMs) return this.fail(new AppError('CANCELLED'), job)
      const stalled = job.waiting === 0 && now - job.lastSign > (job.options.limits?.stallMs ?? this.limits.stallMs)
      if (stalled || job.activeMs > (job.options.limits?.jobMs ?? this.limits.jobMs)) return this.fail(new AppError('FILE_PROCESS_TIMEOUT'), job)
    }
    await this.checkMemory()
  }

  private async checkMemory(): Promise<void> {
    if (this.measuring || !this.process) return
    this.measuring = true
    const bytes = (await this.process.memoryBytes()) ?? this.reported
    this.measuring = false
    if (!this.ended && bytes !== null && bytes > this.memoryAllowed()) {
      this.fail(new AppError('FILE_PROCESS_MEMORY', { bytes }))
    }
  }

  /** Whether a job stands in line behind another (`ahead`): none of its time has begun. */
  private waits(job: Job): boolean {
    return this.limits.ahead > 0 && this.jobs.values().next().value !== job
  }

  /** What the jobs under way may take together: the most that one of them was given. */
  private memoryAllowed(): number {
    return Math.max(0, ...[...this.jobs.values()].map((job) => job.options.limits?.memoryBytes ?? this.limits.memoryBytes)) || this.limits.memoryBytes
  }

  /**
   * Kills the process. The job at fault fails; so do jobs that have handed out chunks. Innocent ones start again: all of them
   * when the culprit is known, each by itself when it is not.
   */
  private fail(error: AppError, culprit?: Job): void {
    if (this.ended) return
    this.ended = true
    clearInterval(this.timer)
    this.process?.kill()
    const survivors: Job[] = []
    const everyone = [...this.jobs.values()]
    this.jobs.clear()
    for (const job of everyone) {
      const shared = culprit === undefined && (error.code === 'CANCELLED' || everyone.length === 1 || job.alone)
      if (job === culprit || shared || job.delivered > 0) {
        job.options.signal?.removeEventListener('abort', job.onAbort)
        job.reject(job === culprit || culprit === undefined ? error : new AppError('FILE_PROCESS_CRASHED'))
      } else {
        job.alone = culprit === undefined
        survivors.push(job)
      }
    }
    this.onEnd(this, survivors)
  }

  private send(message: ToFileProcess): void {
    this.process?.port.postMessage(message)
  }
}
