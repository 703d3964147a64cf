import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'

/** Copies what stands in the WAL into the database file beside the writer. */
export interface Checkpointer {
  /** Begins a checkpoint unless one is under way. */
  nudge(): void
  /** Waits for the one under way and ends the thread. */
  close(): void
}

const IDLE = 0
const BUSY = 1
const CLOSE_WAIT_MS = 5_000

/**
 * The thread's whole program. It is given as text because it must run alike from the bundles, from the command line and from the sources
 * that tests load; it needs nothing but the driver, which it is told where to find. It only ever runs a PASSIVE checkpoint, which
 * neither waits for anybody nor makes anybody wait.
 */
const PROGRAM = `
const { parentPort, workerData } = require('node:worker_threads')
const Database = require(workerData.driver)
const flag = new Int32Array(workerData.flag)
const db = new Database(workerData.path, { timeout: 0 })
parentPort.on('message', () => {
  try {
    db.pragma('wal_checkpoint(PASSIVE)')
  } finally {
    Atomics.store(flag, 0, ${IDLE})
    Atomics.notify(flag, 0)
  }
})
`

/**
 * Starts on the first nudge. A bulk import dirties thousands of pages a second, and copying them takes tens of milliseconds at a time:
 * on the thread that also answers pages, every such copy would be felt (X6). Should the thread fail, the writer's own
 * checkpoints do its work, later and in larger pieces.
 */
export function createCheckpointer(path: string): Checkpointer {
  const flag = new Int32Array(new SharedArrayBuffer(4))
  let worker: Worker | null = null
  let failed = false
  const start = (): Worker => {
    const driver = createRequire(import.meta.url).resolve('better-sqlite3')
    const started = new Worker(PROGRAM, { eval: true, workerData: { driver, path, flag: flag.buffer } })
    started.once('error', () => {
      failed = true
      worker = null
      Atomics.store(flag, 0, IDLE)
    })
    // It must not keep a command line alive.
    started.unref()
    return started
  }
  return {
    nudge() {
      if (failed || Atomics.load(flag, 0) === BUSY) return
      worker ??= start()
      Atomics.store(flag, 0, BUSY)
      worker.postMessage(null)
    },
    close() {
      if (worker === null) return
      Atomics.wait(flag, 0, BUSY, CLOSE_WAIT_MS)
      void worker.terminate()
      worker = null
      failed = true
    },
  }
}
