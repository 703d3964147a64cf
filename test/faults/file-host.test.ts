import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { spawnByFork } from '../../src/backend/file-process/fork'
import type { FileHost, FileLimits, FileProcess, RunOptions } from '../../src/backend/file-process/host'
import { createFileHost } from '../../src/backend/file-process/host'

const entry = fileURLToPath(new URL('support/bad-file-process.mjs', import.meta.url))
const hosts: FileHost[] = []
afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.close()))
})

const LIMITS: Partial<FileLimits> = { stallMs: 1_000, cancelMs: 300, memoryBytes: 400 * 1024 * 1024 }

function start(limits: Partial<FileLimits> = LIMITS): { host: FileHost; spawned: FileProcess[] } {
  const spawned: FileProcess[] = []
  const spawn = spawnByFork(entry)
  const host = createFileHost({
    limits,
    spawn: async () => {
      const process = await spawn()
      spawned.push(process)
      return process
    },
  })
  hosts.push(host)
  return { host, spawned }
}

/** The job's input is what the stand-in process is told to do. */
const behave = (host: FileHost, as: string, options: RunOptions<never> = {}, more: object = {}): Promise<unknown> =>
  host.run({ kind: 'inspect-table', input: { as, ...more } as never }, options)

const alive = (process: FileProcess | undefined): boolean => {
  try {
    globalThis.process.kill(process?.pid ?? -1, 0)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false
    throw error
  }
}

/** A killed process takes a moment to hand back its memory. */
const gone = (process: FileProcess | undefined): Promise<void> => new Promise((resolve) => process?.onExit(() => resolve()))

describe('file host', () => {
  it('R5: jobs share one process, which ends with the host', async () => {
    const { host, spawned } = start()
    const first = await behave(host, 'answer')
    const second = await behave(host, 'answer')
    expect([first, second]).toEqual([{ pid: spawned[0]?.pid, runs: 1 }, { pid: spawned[0]?.pid, runs: 2 }])
    await host.close()
    await gone(spawned[0])
    expect(alive(spawned[0])).toBe(false)
    await expect(behave(host, 'answer')).rejects.toMatchObject({ code: 'CANCELLED' })
  })

  it.each([['spin', 'FILE_PROCESS_TIMEOUT'], ['silence', 'FILE_PROCESS_TIMEOUT'], ['hog', 'FILE_PROCESS_MEMORY'], ['crash', 'FILE_PROCESS_CRASHED']])(
    'R5: a job that does "%s" ends with %s, its process is gone and the next job gets a new one', async (as, code) => {
      const { host, spawned } = start(as === 'hog' ? { ...LIMITS, stallMs: 20_000 } : LIMITS)
      await expect(behave(host, as)).rejects.toMatchObject({ code })
      const next = await behave(host, 'answer')
      expect(next).toEqual({ pid: spawned[1]?.pid, runs: 1 })
      await gone(spawned[0])
      expect(alive(spawned[0])).toBe(false)
    },
  )

  it('R5: a job that keeps getting on may take longer than the stall limit', async () => {
    const { host } = start({ ...LIMITS, stallMs: 600 })
    const seen: number[] = []
    await expect(behave(host, 'slow-but-alive', { onProgress: (done) => seen.push(done) })).resolves.toMatchObject({ runs: 1 })
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
  })

  it('R5: but not longer than the limit of one job', async () => {
    const { host } = start({ ...LIMITS, jobMs: 500 })
    await expect(behave(host, 'slow-but-alive')).rejects.toMatchObject({ code: 'FILE_PROCESS_TIMEOUT' })
  })

  it('R5: an innocent job that has given out nothing runs again after another one had to be killed', async () => {
    const { host, spawned } = start()
    const [guilty, innocent] = await Promise.allSettled([behave(host, 'spin'), behave(host, 'answer')])
    expect(guilty).toMatchObject({ status: 'rejected', reason: { code: 'FILE_PROCESS_TIMEOUT' } })
    expect(innocent).toMatchObject({ status: 'fulfilled', value: { runs: 1 } })
    expect(spawned.length).toBe(2)
  })

  it('O1: chunks come in order, the reader is held back, the result comes last', async () => {
    const { host } = start({ ...LIMITS, stallMs: 400 })
    const order: number[] = []
    let atOnce = 0
    let most = 0
    const result = await behave(host, 'stream', {
      onChunk: async (chunk: { number: number }) => {
        most = Math.max(most, (atOnce += 1))
        // The first takes longer than the stall limit: a busy receiver is not the reader's fault.
        await new Promise((resolve) => setTimeout(resolve, chunk.number === 1 ? 900 : 5))
        order.push(chunk.number)
        atOnce -= 1
      },
    } as RunOptions<never>, { chunks: 20 })
    expect(order).toEqual(Array.from({ length: 20 }, (_, at) => at + 1))
    expect(result).toEqual({ most: 4 })
    expect(most).toBe(1)
  })

  it('O1: an error of the receiver ends the job with that error and the process stays usable', async () => {
    const { host, spawned } = start()
    await expect(behave(host, 'stream', { onChunk: () => Promise.reject(new Error('disk is full')) }, { chunks: 5 })).rejects.toThrow('disk is full')
    await expect(behave(host, 'answer')).resolves.toMatchObject({ pid: spawned[0]?.pid })
  })

  it('O1: cancelling ends a job that listens, and kills one that does not', async () => {
    const { host, spawned } = start()
    const polite = new AbortController()
    const job = behave(host, 'stream', { signal: polite.signal, onChunk: () => polite.abort() }, { chunks: 1000 })
    await expect(job).rejects.toMatchObject({ code: 'CANCELLED' })
    await expect(behave(host, 'answer')).resolves.toMatchObject({ pid: spawned[0]?.pid })
    const rude = new AbortController()
    const deaf = behave(host, 'deaf', { signal: rude.signal, onProgress: () => rude.abort() })
    await expect(deaf).rejects.toMatchObject({ code: 'CANCELLED' })
    const next = await behave(host, 'answer')
    expect(next).toEqual({ pid: spawned[1]?.pid, runs: 1 })
    await gone(spawned[0])
    expect(alive(spawned[0])).toBe(false)
  })

  it('R5: a refusal of the job arrives with its code and detail', async () => {
    await expect(behave(start().host, 'whatever')).rejects.toMatchObject({ code: 'FILE_DAMAGED', detail: { why: 'test' } })
  })

  it('X8: an idle process is ended', async () => {
    const { host, spawned } = start({ ...LIMITS, idleMs: 100 })
    await behave(host, 'answer')
    await gone(spawned[0])
    const next = await behave(host, 'answer')
    expect(next).toEqual({ pid: spawned[1]?.pid, runs: 1 })
  })

  it('X5, R5: a job in line behind one that hangs is not blamed for it and runs again; one that is given up while it waits leaves the first alone', async () => {
    const { host, spawned } = start({ ...LIMITS, concurrency: 1, ahead: 1 })
    const [guilty, innocent] = await Promise.allSettled([behave(host, 'spin'), behave(host, 'answer')])
    expect(guilty).toMatchObject({ status: 'rejected', reason: { code: 'FILE_PROCESS_TIMEOUT' } })
    expect(innocent).toMatchObject({ status: 'fulfilled', value: { pid: spawned[1]?.pid, runs: 1 } })
    const givenUp = new AbortController()
    const first = behave(host, 'slow-but-alive', { onProgress: () => givenUp.abort() })
    const second = behave(host, 'deaf', { signal: givenUp.signal })
    await expect(second).rejects.toMatchObject({ code: 'CANCELLED' })
    await expect(first).resolves.toMatchObject({ pid: spawned[1]?.pid })
    const [bomb, good] = await Promise.allSettled([behave(host, 'crash'), behave(host, 'answer')])
    expect(bomb).toMatchObject({ status: 'rejected', reason: { code: 'FILE_PROCESS_CRASHED' } })
    expect(good).toMatchObject({ status: 'fulfilled' })
  })

  it('R5: a process that cannot be started is a clear error', async () => {
    const host = createFileHost({ spawn: () => Promise.reject(new Error('no such program')) })
    hosts.push(host)
    await expect(behave(host, 'answer')).rejects.toMatchObject({ code: 'FILE_PROCESS_CRASHED' })
  })
})
