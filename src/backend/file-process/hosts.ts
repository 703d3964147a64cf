import { createFileHost, type FileHost, type SpawnFileProcess } from './host'

/** Two pictures at a time keep an office PC's cores busy; more would only queue. */
const IMAGING_PROCESSES = 2

/** The file processes of a backend: one for tables, two for pictures, each started on its first job (R5). */
export function createFileHosts(spawn: SpawnFileProcess): { files: FileHost; imaging: FileHost[]; close(): Promise<void> } {
  const files = createFileHost({ spawn })
  const imaging = Array.from({ length: IMAGING_PROCESSES }, () => createFileHost({ spawn, limits: { concurrency: 1 } }))
  return {
    files,
    imaging,
    async close() {
      await Promise.all([files, ...imaging].map((host) => host.close()))
    },
  }
}
