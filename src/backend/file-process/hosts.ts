import { PICTURES_AHEAD } from '../photos/imaging/types'
import { createFileHost, type FileHost, type SpawnFileProcess } from './host'

/** Two pictures at a time keep an office PC's cores busy; more would only queue. */
const IMAGING_PROCESSES = 2

/** A picture is decoded in one go and gives no sign meanwhile: on a slow or busy PC a good one may take long, and must not be refused (A3). */
const PICTURE_STALL_MS = 30_000

/** The reader of text holds some 500 MB: it stays for the next picture of a batch and goes soon after (X8). */
const READING_IDLE_MS = 20_000

/** The file processes of a backend: one for tables, two for pictures, one for their text, each started on its first job (R5). */
export function createFileHosts(spawn: SpawnFileProcess): { files: FileHost; imaging: FileHost[]; reading: FileHost; close(): Promise<void> } {
  const files = createFileHost({ spawn })
  const imaging = Array.from({ length: IMAGING_PROCESSES }, () => createFileHost({ spawn, limits: { concurrency: 1, ahead: PICTURES_AHEAD, stallMs: PICTURE_STALL_MS } }))
  const reading = createFileHost({ spawn, limits: { concurrency: 1, idleMs: READING_IDLE_MS } })
  return {
    files,
    imaging,
    reading,
    async close() {
      await Promise.all([files, reading, ...imaging].map((host) => host.close()))
    },
  }
}
