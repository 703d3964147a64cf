import { fork, type ChildProcess } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'

// Bare (spec section 12): thumbnails by the same decoder in as many processes, as fast as we know how to make them. Imports nothing of ours.

interface VipsImage {
  readonly width: number
  readonly height: number
  thumbnailImage(width: number, options: object): VipsImage
  webpsaveBuffer(options: object): Uint8Array
  delete(): void
}
interface Vips {
  concurrency(threads: number): void
  Cache: { max(count: number): void }
  Image: { newFromBuffer(bytes: Uint8Array, options: string, named: object): VipsImage }
}
interface Job {
  readonly file: string
  readonly to: string
}
const SIDE = 320
const WORKER = 'bare-photos-worker'

export interface BarePool {
  /** Makes a WebP of each file in `folder`; answers the milliseconds that it took. */
  run(files: readonly string[], folder: string): Promise<number>
  end(): void
}

/** Starts `workers` processes of this very file; `entry` is its bundle. */
export function startBare(entry: string, workers: number): BarePool {
  const pool = Array.from({ length: workers }, () => fork(entry, [WORKER], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }))
  // What fails ends its process with the reason on stderr, and the run with it.
  for (const child of pool) child.once('exit', (code) => code !== 0 && process.exit(1))
  const one = (child: ChildProcess, job: Job): Promise<void> =>
    new Promise((resolve) => {
      child.once('message', () => resolve())
      child.send(job)
    })
  return {
    async run(files, folder) {
      mkdirSync(folder, { recursive: true })
      const from = performance.now()
      let next = 0
      await Promise.all(
        pool.map(async (child) => {
          for (let file = files[next++]; file !== undefined; file = files[next++]) await one(child, { file, to: join(folder, `${basename(file)}.webp`) })
        }),
      )
      return performance.now() - from
    },
    end: () => pool.forEach((child) => child.disconnect()),
  }
}

async function work(): Promise<void> {
  const { default: create } = (await import('wasm-vips')) as unknown as { default: (options: object) => Promise<Vips> }
  const vips = await create({ dynamicLibraries: [] })
  vips.concurrency(1)
  vips.Cache.max(0)
  process.on('message', (job: Job) => {
    thumbnail(vips, job)
    process.send?.('done')
  })
  process.on('disconnect', () => process.exit(0))
}

/** The JPEG is decoded at the smallest eighth that is large enough, the last step is scaled properly. */
function thumbnail(vips: Vips, job: Job): void {
  const bytes = readFileSync(job.file)
  const whole = vips.Image.newFromBuffer(bytes, '', { access: 'sequential', shrink: 8, fail_on: 'truncated' })
  const small = whole.thumbnailImage(SIDE, { height: SIDE, size: 'down' })
  writeFileSync(job.to, small.webpsaveBuffer({ Q: 75, effort: 2, keep: 0 }))
  small.delete()
  whole.delete()
}

if (process.argv[2] === WORKER) void work()
