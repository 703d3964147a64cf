/**
 * How a picture looks, in 64 bits (A4): two pictures that people call the same differ in few of them, whatever their size, format or
 * quality. The bits come from the lowest frequencies of a small grey raster (discrete cosine transform), each by whether it is above
 * the middle one. Pure and without packages; the raster comes from the imaging process.
 */

/** Columns and rows of the grey raster that looks are worked out of. */
export const LOOKS_SIDE = 32
const BITS = 64
/** More than this means nothing: pictures of different things lie around 32. */
export const MAX_LOOKS_DISTANCE = 16
/** A raster whose strongest wave is weaker than this (in grey steps) is one colour with noise: its bits would say nothing. */
const FLAT = 1.5

/** The lowest frequencies in diagonal order without the brightness itself, as [row, column]. */
const WAVES: readonly (readonly [number, number])[] = Array.from({ length: LOOKS_SIDE * LOOKS_SIDE }, (_, at) => [Math.floor(at / LOOKS_SIDE), at % LOOKS_SIDE] as const)
  .filter(([row, column]) => row + column > 0)
  .sort((a, b) => a[0] + a[1] - (b[0] + b[1]) || a[0] - b[0])
  .slice(0, BITS)

/** Waves across that any of them has. */
const COLUMNS = Math.max(...WAVES.map(([, column]) => column)) + 1

const COSINES: readonly Float64Array[] = Array.from({ length: LOOKS_SIDE }, (_, wave) => Float64Array.from({ length: LOOKS_SIDE }, (__, at) => Math.cos(((2 * at + 1) * wave * Math.PI) / (2 * LOOKS_SIDE))))

/**
 * The looks of a grey raster of 32 × 32 bytes, row by row, as 16 hexadecimal digits; null for one colour all over, of which every
 * picture would be a copy.
 * @throws RangeError for a raster of another size
 */
export function looksOf(grey: Uint8Array): string | null {
  if (grey.length !== LOOKS_SIDE * LOOKS_SIDE) throw new RangeError(`a raster of ${LOOKS_SIDE * LOOKS_SIDE} bytes expected, not ${grey.length}`)
  const lines = COSINES.slice(0, COLUMNS).map((across) => linesOf(grey, across))
  const waves = WAVES.map(([row, column]) => waveOf(lines[column], COSINES[row]))
  const scale = 2 / LOOKS_SIDE
  if (Math.max(...waves.map(Math.abs)) * scale * scale < FLAT) return null
  const middle = [...waves].sort((a, b) => a - b)[BITS / 2] ?? 0
  let hex = ''
  for (let at = 0; at < BITS; at += 4) hex += [0, 1, 2, 3].reduce((digit, bit) => digit * 2 + ((waves[at + bit] ?? 0) >= middle ? 1 : 0), 0).toString(16)
  return hex
}

/** Each row of the raster along one wave across; all waves down share them. */
function linesOf(grey: Uint8Array, across: Float64Array): Float64Array {
  const lines = new Float64Array(LOOKS_SIDE)
  for (let y = 0; y < LOOKS_SIDE; y++) {
    let line = 0
    for (let x = 0; x < LOOKS_SIDE; x++) line += (grey[y * LOOKS_SIDE + x] ?? 0) * (across[x] ?? 0)
    lines[y] = line
  }
  return lines
}

function waveOf(lines: Float64Array | undefined, down: Float64Array | undefined): number {
  if (lines === undefined || down === undefined) return 0
  let sum = 0
  for (let y = 0; y < LOOKS_SIDE; y++) sum += (lines[y] ?? 0) * (down[y] ?? 0)
  return sum
}

/** Weights of red, green and blue in brightness, in 256ths. */
const [RED, GREEN, BLUE] = [77, 150, 29]

/**
 * A picture's pixels as the grey raster of looks: brightness averaged over equal areas, whatever the picture's shape.
 * @param pixels rows without gaps, `bands` bytes a pixel: 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA; what can be seen through is white
 * @returns `LOOKS_SIDE` × `LOOKS_SIDE` bytes row by row
 * @throws RangeError when the pixels are not as many as the sides say
 */
export function rasterOf(pixels: Uint8Array, width: number, height: number, bands: number): Uint8Array {
  if (width < 1 || height < 1 || bands < 1 || bands > 4 || pixels.length !== width * height * bands) throw new RangeError('pixels of a picture expected')
  const hasAlpha = bands === 2 || bands === 4
  const raster = new Uint8Array(LOOKS_SIDE * LOOKS_SIDE)
  // Of a picture smaller than the raster each pixel is seen several times.
  const edges = (length: number): number[] => Array.from({ length: LOOKS_SIDE + 1 }, (_, at) => Math.floor((at * length) / LOOKS_SIDE))
  const [across, down] = [edges(width), edges(height)]
  for (let row = 0; row < LOOKS_SIDE; row++) {
    const top = down[row] ?? 0
    const bottom = Math.max(down[row + 1] ?? 0, top + 1)
    for (let column = 0; column < LOOKS_SIDE; column++) {
      const left = across[column] ?? 0
      const right = Math.max(across[column + 1] ?? 0, left + 1)
      let sum = 0
      for (let y = top; y < bottom; y++) {
        for (let x = left, at = (y * width + left) * bands; x < right; x++, at += bands) {
          const first = pixels[at] ?? 0
          const light = bands < 3 ? first * 256 : first * RED + (pixels[at + 1] ?? 0) * GREEN + (pixels[at + 2] ?? 0) * BLUE
          const alpha = hasAlpha ? (pixels[at + bands - 1] ?? 255) : 255
          sum += alpha === 255 ? light : (light * alpha + 65_280 * (255 - alpha)) / 255
        }
      }
      raster[row * LOOKS_SIDE + column] = Math.round(sum / ((bottom - top) * (right - left) * 256))
    }
  }
  return raster
}

const LOOKS = /^[0-9a-f]{16}$/
export const isLooks = (text: string): boolean => LOOKS.test(text)

interface Halves {
  readonly high: number
  readonly low: number
}
const halvesOf = (looks: string): Halves => ({ high: Number.parseInt(looks.slice(0, 8), 16) >>> 0, low: Number.parseInt(looks.slice(8), 16) >>> 0 })

function ones(word: number): number {
  let left = word - ((word >>> 1) & 0x55555555)
  left = (left & 0x33333333) + ((left >>> 2) & 0x33333333)
  return Math.imul((left + (left >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
const apart = (a: Halves, b: Halves): number => ones(a.high ^ b.high) + ones(a.low ^ b.low)

/** In how many of 64 bits two looks differ. Both must be looks. */
export const looksDistance = (a: string, b: string): number => apart(halvesOf(a), halvesOf(b))

/** Finds looks within a distance without comparing with all of them. */
export interface LooksIndex {
  /** The nearest entry within the distance, the earlier one of two as near; null when there is none. */
  nearest(looks: string): { readonly id: string; readonly distance: number } | null
  /** All entries within the distance, nearest first, then as they were added. */
  near(looks: string): { readonly id: string; readonly distance: number }[]
  add(id: string, looks: string): void
  readonly size: number
}

/**
 * An index for one distance. The 64 bits are cut into one band more than bits may differ: at least one band is then equal in any two
 * looks that are near enough, and only those that share one are compared (A4: 100,000 photos).
 */
export function createLooksIndex(distance: number): LooksIndex {
  const bands = distance + 1
  const cuts = Array.from({ length: bands + 1 }, (_, at) => Math.floor((at * BITS) / bands))
  const buckets: Map<number, number[]>[] = Array.from({ length: bands }, () => new Map<number, number[]>())
  const ids: string[] = []
  const highs: number[] = []
  const lows: number[] = []

  const bandOf = ({ high, low }: Halves, band: number): number => {
    let key = 0
    for (let bit = cuts[band] ?? 0; bit < (cuts[band + 1] ?? 0); bit++) key = key * 2 + (bit < 32 ? (high >>> (31 - bit)) & 1 : (low >>> (63 - bit)) & 1)
    return key
  }
  /** Tells every entry that is near enough, some more than once; thousands are compared for each that is told. */
  function eachNear(halves: Halves, tell: (at: number, distance: number) => void): void {
    for (let band = 0; band < bands; band++) {
      const bucket = buckets[band]?.get(bandOf(halves, band))
      if (bucket === undefined) continue
      for (const at of bucket) {
        const far = ones(halves.high ^ (highs[at] ?? 0)) + ones(halves.low ^ (lows[at] ?? 0))
        if (far <= distance) tell(at, far)
      }
    }
  }
  return {
    near(looks) {
      const found = new Map<number, number>()
      eachNear(halvesOf(looks), (at, far) => found.set(at, far))
      return [...found].sort((a, b) => a[1] - b[1] || a[0] - b[0]).map(([at, far]) => ({ id: ids[at] ?? '', distance: far }))
    },
    nearest(looks) {
      let best = -1
      let nearest = distance + 1
      eachNear(halvesOf(looks), (at, far) => {
        if (far > nearest || (far === nearest && at >= best)) return
        best = at
        nearest = far
      })
      return best < 0 ? null : { id: ids[best] ?? '', distance: nearest }
    },
    add(id, looks) {
      const halves = halvesOf(looks)
      const at = ids.push(id) - 1
      highs.push(halves.high)
      lows.push(halves.low)
      buckets.forEach((bucket, band) => {
        const key = bandOf(halves, band)
        const list = bucket.get(key)
        if (list === undefined) bucket.set(key, [at])
        else list.push(at)
      })
    },
    get size() {
      return ids.length
    },
  }
}
