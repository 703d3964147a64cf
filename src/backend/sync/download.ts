import { open, stat } from 'node:fs/promises'
import { systemCode } from './disk'
import type { HttpAnswer } from './http-client'
import { networkFault, statusFault } from './http-fault'
import { StoreError, type TransferOptions } from './store'

/** Asks for a file from a byte on (0: the whole). */
export type AskFrom = (from: number, signal: AbortSignal | undefined) => Promise<HttpAnswer>

/** Bytes of the whole file by `Content-Range: bytes 5-9/10`, or null. */
export function totalOf(answer: HttpAnswer): number | null {
  const match = /^bytes (?:\d+-\d+|\*)\/(\d+)$/i.exec(answer.header('content-range') ?? '')
  return match === null ? null : Number(match[1])
}

/** Size of the file by an answer that refused a range; servers that do not say it are asked. */
type SizeOf = () => Promise<number | null>

/**
 * Downloads into a local file, going on where that ends (S4). A server that ignores ranges is read past what is there already. Errors of
 * the local disk are passed on as system errors: they are not the store's. @throws StoreError `damaged` when the partial file is longer
 */
export async function downloadTo(path: string, ask: AskFrom, sizeOf: SizeOf, options: TransferOptions): Promise<void> {
  const { signal, onBytes } = options
  const have = await stat(path).then(
    (found) => found.size,
    (error: unknown) => {
      if (systemCode(error) === 'ENOENT') return 0
      throw error
    },
  )
  const answer = await ask(have, signal)
  if (answer.status === 416) {
    await answer.discard()
    const total = totalOf(answer) ?? (await sizeOf())
    if (total === have) return onBytes?.(have)
    throw new StoreError('damaged', 'the partial file is longer than the whole')
  }
  if (answer.status !== 200 && answer.status !== 206) throw statusFault(answer.status, 'GET')
  let skip = answer.status === 206 ? 0 : have
  let at = have
  onBytes?.(at)
  const local = await open(path, 'a')
  try {
    for await (const chunk of bodyOf(answer, signal)) {
      const fresh = skip === 0 ? chunk : chunk.subarray(Math.min(skip, chunk.length))
      skip -= chunk.length - fresh.length
      await local.appendFile(fresh)
      at += fresh.length
      if (fresh.length > 0) onBytes?.(at)
    }
    if (skip > 0) throw new StoreError('damaged', 'the partial file is longer than the whole')
    await local.sync()
  } finally {
    answer.stream.destroy()
    await local.close()
  }
}

async function* bodyOf(answer: HttpAnswer, signal: AbortSignal | undefined): AsyncGenerator<Buffer> {
  const chunks = (answer.stream as AsyncIterable<Buffer>)[Symbol.asyncIterator]()
  for (;;) {
    const next = await chunks.next().catch((error: unknown) => {
      throw signal?.aborted === true ? signal.reason : networkFault(error)
    })
    if (next.done === true) return
    yield next.value
  }
}

/** Reads a range; servers that ignore ranges send the whole, which is cut. @throws StoreError `damaged` when `from` lies beyond the end */
export async function readRangeBy(ask: (range: string) => Promise<HttpAnswer>, sizeOf: SizeOf, from: number, to: number): Promise<Uint8Array> {
  if (to <= from) return new Uint8Array(0)
  const answer = await ask(`bytes=${from}-${to - 1}`)
  if (answer.status === 416) {
    await answer.discard()
    if ((totalOf(answer) ?? (await sizeOf())) === from) return new Uint8Array(0)
    throw new StoreError('damaged', 'the range lies beyond the end of the file')
  }
  const bytes = await answer.bytes()
  if (answer.status === 206) return bytes
  if (answer.status !== 200) throw statusFault(answer.status, 'GET')
  if (from > bytes.length) throw new StoreError('damaged', 'the range lies beyond the end of the file')
  return bytes.subarray(from, to)
}
