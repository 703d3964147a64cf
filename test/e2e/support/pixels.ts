interface Decoder {
  readonly Image: { newFromBuffer(bytes: Uint8Array): { readonly width: number; readonly height: number; readonly bands: number; extractBand(first: number, options: { n: number }): { writeToMemory(): Uint8Array } } }
}

export interface Pixels {
  readonly width: number
  readonly height: number
  /** red, green, blue, row by row */
  readonly rgb: Uint8Array
}

let decoder: Promise<Decoder> | null = null

/** The pixels of a PNG, without its transparency. */
export async function pixelsOf(png: Uint8Array): Promise<Pixels> {
  const vips = await (decoder ??= import('wasm-vips').then(({ default: create }) => (create as unknown as (options: object) => Promise<Decoder>)({ dynamicLibraries: [] })))
  const image = vips.Image.newFromBuffer(png)
  return { width: image.width, height: image.height, rgb: image.extractBand(0, { n: 3 }).writeToMemory().slice() }
}
