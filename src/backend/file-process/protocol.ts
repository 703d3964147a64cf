import type { ErrorCode, ErrorDetail } from '../../domain/errors'
import type { fileJobs } from './jobs'

/** The jobs of the file process by their kind: what goes in, what streams out, what it ends with. */
export type FileJobKind = keyof typeof fileJobs
type Handler<K extends FileJobKind> = (typeof fileJobs)[K]
export type FileJobInput<K extends FileJobKind> = Parameters<Handler<K>>[0]
export type FileJobResult<K extends FileJobKind> = Awaited<ReturnType<Handler<K>>>
export type FileJobChunk<K extends FileJobKind> = Parameters<Handler<K>>[1] extends JobContext<infer C> ? C : never
/** One job as it travels. */
export type FileJob = { [K in FileJobKind]: { kind: K; input: FileJobInput<K> } }[FileJobKind]

/** What a handler may use. Handlers run in the file process only. */
export interface JobContext<C> {
  signal: AbortSignal
  /** Sends a chunk; resolves when the receiver keeps up, so a slow one slows the reader down. */
  emit(chunk: C): Promise<void>
  /** Says that the job is getting on; without it for `stallMs` the process is killed. `total` null when unknown. */
  progress(done: number, total?: number | null): void
}

export type ToFileProcess =
  | { type: 'run'; id: number; kind: string; input: unknown }
  | { type: 'ack'; id: number }
  | { type: 'cancel'; id: number }

export type FromFileProcess =
  | { type: 'ready' }
  | { type: 'chunk'; id: number; chunk: unknown }
  | { type: 'progress'; id: number; done: number; total: number | null }
  | { type: 'done'; id: number; result: unknown }
  | { type: 'failed'; id: number; code: ErrorCode; detail: ErrorDetail; note: string }
  | { type: 'memory'; bytes: number }

/** Chunks that may be under way before the reader waits for the receiver. */
export const CHUNKS_IN_FLIGHT = 4

/** One end of the line between the two processes; Electron's MessagePortMain is one as it stands. */
export interface FilePort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown
  start(): void
}
