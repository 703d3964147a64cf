import { AppError } from '../../domain/errors'
import { fileJobs } from './jobs'
import type { FilePort, FromFileProcess, JobContext, ToFileProcess } from './protocol'
import { CHUNKS_IN_FLIGHT } from './protocol'

interface Running {
  abort: AbortController
  inFlight: number
  /** Resolves the reader that waits for room. */
  resume: (() => void) | null
}

/** News of progress travel at most this often; memory is reported at this pace, too. */
const PROGRESS_MS = 100
const MEMORY_MS = 500

/**
 * Serves jobs over a port until the process ends (spec R5). Transport-agnostic: Electron hands a MessagePort, `fork` an IPC
 * channel wrapped by `processPort`. Handlers never see the port.
 */
export function serveFileJobs(port: FilePort): void {
  const running = new Map<number, Running>()
  const send = (message: FromFileProcess): void => port.postMessage(message)

  port.on('message', (event) => {
    const message = event.data as ToFileProcess
    if (message.type === 'run') {
      void run(message.id, message.kind, message.input, running, send)
      return
    }
    const job = running.get(message.id)
    if (!job) return
    if (message.type === 'cancel') job.abort.abort()
    else job.inFlight -= 1
    job.resume?.()
  })
  port.start()
  send({ type: 'ready' })
  // Where the watcher cannot look at the process from outside, it relies on this.
  setInterval(() => send({ type: 'memory', bytes: process.memoryUsage.rss() }), MEMORY_MS).unref()
}

async function run(
  id: number, kind: string, input: unknown, running: Map<number, Running>, send: (message: FromFileProcess) => void,
): Promise<void> {
  const job: Running = { abort: new AbortController(), inFlight: 0, resume: null }
  running.set(id, job)
  try {
    const handler = (fileJobs as Record<string, ((input: never, context: JobContext<never>) => Promise<unknown>) | undefined>)[kind]
    if (!handler) throw new AppError('INTERNAL', { why: 'unknown file job' })
    const result = await handler(input as never, contextOf(id, job, send))
    if (job.abort.signal.aborted) throw new AppError('CANCELLED')
    send({ type: 'done', id, result })
  } catch (error) {
    const known = error instanceof AppError
    send({
      type: 'failed', id, code: known ? error.code : 'INTERNAL', detail: known ? error.detail : {},
      note: error instanceof Error ? (error.stack ?? error.message).slice(0, 2000) : String(error).slice(0, 200),
    })
  } finally {
    running.delete(id)
  }
}

function contextOf(id: number, job: Running, send: (message: FromFileProcess) => void): JobContext<unknown> {
  let told = 0
  return {
    signal: job.abort.signal,
    progress(done, total = null) {
      const now = performance.now()
      if (now - told < PROGRESS_MS) return
      told = now
      send({ type: 'progress', id, done, total })
    },
    async emit(chunk) {
      if (job.abort.signal.aborted) throw new AppError('CANCELLED')
      job.inFlight += 1
      send({ type: 'chunk', id, chunk })
      while (job.inFlight >= CHUNKS_IN_FLIGHT && !job.abort.signal.aborted) {
        await new Promise<void>((resolve) => (job.resume = resolve))
        job.resume = null
      }
      // Lets cancellation and acknowledgements in between two chunks of a reader that never waits.
      await new Promise<void>((resolve) => setImmediate(resolve))
      if (job.abort.signal.aborted) throw new AppError('CANCELLED')
    },
  }
}
