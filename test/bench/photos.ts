import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { spawnByFork } from '../../src/backend/file-process/fork'
import { createFileHosts } from '../../src/backend/file-process/hosts'
import { openFolder } from '../../src/backend/open-folder'
import { addFiles, verifyPhotos } from '../../src/backend/services/photos'
import { startBare, type BarePool } from './bare-photos'
import { ROOT } from './data'
import { emptyFolder } from './import'
import { photoFiles } from './photo-files'
import { ratioOf, spread, type BenchOptions, type BenchResult } from './stats'

const BAR = 0.85
const PHOTOS = 500
/** Both sides take turns on so many files: what else the machine does then meets both. */
const SLICE = 50
const DEFAULT_RUNS = 2

interface OurSide {
  file(paths: readonly string[], buyer: string): Promise<number>
  check(photos: number): Promise<void>
  readonly workers: number
  close(): Promise<void>
}

/** Our whole filing as the command line and the app do it: hash, copy, fsync, thumbnail and look in the file processes, row. */
async function ourSide(dataDir: string): Promise<OurSide> {
  const founded = await emptyFolder(dataDir)
  const hosts = createFileHosts(spawnByFork(join(import.meta.dirname, 'files.js')))
  const folder = openFolder({ dataDir, purpose: 'open', resourcesDir: ROOT, files: hosts.files, imaging: hosts.imaging })
  return {
    workers: hosts.imaging.length,
    async file(paths, buyer) {
      const from = performance.now()
      const results = await addFiles(folder.kernel, founded.actor, { paths, buyerNick: buyer })
      const ms = performance.now() - from
      const odd = results.filter((result) => result.outcome !== 'added')
      if (odd.length > 0) throw new Error(`not filed: ${JSON.stringify(odd[0])}`)
      return ms
    },
    async check(photos) {
      const report = await verifyPhotos(folder.kernel, founded.actor)
      if (report.photos !== photos || report.missing.length + report.altered.length + report.orphaned.length > 0) throw new Error(`the archive is not whole: ${JSON.stringify({ ...report, photos: report.photos })}`)
    },
    async close() {
      await hosts.close()
      folder.close()
    },
  }
}

/** Pictures of another content, so that both sides have their decoder loaded before the clock runs. */
function warmFiles(work: string, count: number): string[] {
  const source = readFileSync(join(ROOT, 'test', 'fixtures', 'photos', 'Landscape_1.jpg'))
  return Array.from({ length: count }, (_, n) => {
    const path = join(work, `warm-${n}.jpg`)
    writeFileSync(path, Buffer.concat([source, Buffer.from([n])]))
    return path
  })
}

/** X5: throughput of our whole filing ÷ that of the bare thumbnailer, on the same 500 twelve-megapixel JPEGs, in turns. */
export async function photosBench(options: BenchOptions): Promise<BenchResult> {
  const files = await photoFiles(PHOTOS, options.say)
  const work = join(ROOT, '.cache', 'bench', `photos-run-${process.pid}`)
  const times = { ours: [] as number[], bare: [] as number[] }
  let workers = 0
  try {
    for (let run = 0; run < (options.runs ?? DEFAULT_RUNS); run += 1) {
      rmSync(work, { recursive: true, force: true })
      mkdirSync(work, { recursive: true })
      const ours = await ourSide(join(work, 'data'))
      const bare: BarePool = startBare(join(import.meta.dirname, 'bare-photos.js'), ours.workers)
      workers = ours.workers
      try {
        const warm = warmFiles(work, 2 * workers)
        await ours.file(warm, '预热')
        await bare.run(warm, join(work, 'bare'))
        for (let at = 0; at < files.length; at += SLICE) {
          const slice = files.slice(at, at + SLICE)
          const mine = async (): Promise<void> => void times.ours.push((await ours.file(slice, `买家${at / SLICE}`)) / SLICE)
          const theirs = async (): Promise<void> => void times.bare.push((await bare.run(slice, join(work, 'bare'))) / SLICE)
          // Whoever comes first reads from the disk what the other finds in memory.
          for (const side of (at / SLICE + run) % 2 === 0 ? [mine, theirs] : [theirs, mine]) await side()
        }
        await ours.check(PHOTOS + warm.length)
        options.say(`photos ${run + 1}: ${PHOTOS} filed and found whole`)
      } finally {
        bare.end()
        await ours.close()
      }
    }
  } finally {
    rmSync(work, { recursive: true, force: true, maxRetries: 5 })
  }
  const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0)
  const perSecond = (values: readonly number[]): string => (1000 / (sum(values) / values.length)).toFixed(1)
  const megabytes = files.reduce((all, file) => all + statSync(file).size, 0) / files.length / 1_000_000
  return {
    name: 'photos', ratio: ratioOf(sum(times.bare), sum(times.ours)), higherIsBetter: true, ours: spread(times.ours), bare: spread(times.bare), bar: BAR,
    note: `a photo, in slices of ${SLICE} by turns; ${PHOTOS} JPEGs of 12 megapixels and ${megabytes.toFixed(1)} MB, ${workers} decoding processes on each side; photos a second: ours ${perSecond(times.ours)}, bare ${perSecond(times.bare)}`,
  }
}
