import { fork } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './data'

/** Rises when the generator makes other pictures. */
const VERSION = 1
const [WIDTH, HEIGHT] = [4000, 3000]
const MAKERS = 2
const MAKER = 'photo-maker'
/** Real photographs of the fixtures, of which each picture shows another part. */
const SUBJECTS = ['Landscape_1.jpg', 'flower.jpg', 'app13-multiple.jpg']

interface VipsImage {
  readonly width: number
  readonly height: number
  crop(left: number, top: number, width: number, height: number): VipsImage
  resize(scale: number, options: object): VipsImage
  flipHor(): VipsImage
  linear(times: number, plus: number): VipsImage
  add(other: VipsImage): VipsImage
  cast(format: string): VipsImage
  copy(options: object): VipsImage
  jpegsaveBuffer(options: object): Uint8Array
  delete(): void
}
interface Vips {
  concurrency(threads: number): void
  Cache: { max(count: number): void }
  Image: {
    newFromBuffer(bytes: Uint8Array): VipsImage
    gaussnoise(width: number, height: number, options: object): VipsImage
  }
}

/** `count` different JPEGs of twelve megapixels with what a phone's hold: fine detail, grain, a few megabytes each. Made once, in a fixed order. */
export async function photoFiles(count: number, say: (line: string) => void): Promise<string[]> {
  const folder = join(ROOT, '.cache', 'bench', `photos-${count}-v${VERSION}`)
  const files = Array.from({ length: count }, (_, n) => join(folder, `IMG_${String(n + 1).padStart(4, '0')}.jpg`))
  if (existsSync(join(folder, 'made'))) return files
  say(`photos: making ${count} pictures once (kept in .cache/bench)`)
  mkdirSync(folder, { recursive: true })
  const makers = Array.from({ length: MAKERS }, (_, maker) => fork(join(import.meta.dirname, 'photo-files.js'), [MAKER, folder, String(maker), String(count)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }))
  const codes = await Promise.all(makers.map((child) => new Promise<number | null>((resolve) => child.once('exit', resolve))))
  if (codes.some((code) => code !== 0)) throw new Error('the pictures could not be made')
  writeFileSync(join(folder, 'made'), '')
  return files
}

/** A small generator with a seed: the same pictures on every machine. */
function drawsOf(seed: number): () => number {
  let state = seed * 2654435761
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 3266489917) | 0
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32
  }
}

function picture(vips: Vips, subjects: readonly VipsImage[], n: number): Uint8Array {
  const steps: VipsImage[] = []
  const kept = (image: VipsImage): VipsImage => {
    steps.push(image)
    return image
  }
  const draw = drawsOf(n + 1)
  const subject = subjects[n % subjects.length]
  if (subject === undefined) throw new Error('no subject')
  const width = Math.floor(Math.min(subject.width, (subject.height * WIDTH) / HEIGHT) * (0.6 + 0.4 * draw()))
  const height = Math.floor((width * HEIGHT) / WIDTH)
  try {
    const part = kept(subject.crop(Math.floor(draw() * (subject.width - width)), Math.floor(draw() * (subject.height - height)), width, height))
    const turned = draw() < 0.5 ? kept(part.flipHor()) : part
    const large = kept(turned.resize(WIDTH / width, { vscale: HEIGHT / height }))
    const lit = kept(large.linear(0.8 + 0.3 * draw(), 20 * draw() - 10))
    const grain = kept(vips.Image.gaussnoise(WIDTH, HEIGHT, { sigma: 4 + 2 * draw(), mean: 0, seed: n + 1 }))
    // Cloth, cardboard and paper have a grain of their own, some pixels wide.
    const coarse = kept(kept(vips.Image.gaussnoise(WIDTH / 4, HEIGHT / 4, { sigma: 9, mean: 0, seed: n + 10_001 })).resize(4, {}))
    const grainy = kept(kept(kept(lit.add(grain)).add(coarse)).cast('uchar'))
    return kept(grainy.copy({ interpretation: 'srgb' })).jpegsaveBuffer({ Q: 88 })
  } finally {
    for (const image of steps.reverse()) image.delete()
  }
}

async function make(folder: string, maker: number, count: number): Promise<void> {
  const { default: create } = (await import('wasm-vips')) as unknown as { default: (options: object) => Promise<Vips> }
  const vips = await create({ dynamicLibraries: [] })
  vips.concurrency(1)
  vips.Cache.max(0)
  const subjects = SUBJECTS.map((name) => vips.Image.newFromBuffer(readFileSync(join(ROOT, 'test', 'fixtures', 'photos', name))))
  for (let n = maker; n < count; n += MAKERS) {
    const file = join(folder, `IMG_${String(n + 1).padStart(4, '0')}.jpg`)
    if (existsSync(file)) continue
    writeFileSync(`${file}.part`, picture(vips, subjects, n))
    renameSync(`${file}.part`, file)
  }
  rmSync(join(folder, 'made'), { force: true })
}

if (process.argv[2] === MAKER) {
  const [, , , folder = '', maker = '0', count = '0'] = process.argv
  await make(folder, Number(maker), Number(count))
  process.exit(0)
}
