import { createRequire } from 'node:module'
import { heicProfile } from './heic-profile'
import { PictureRefused, type ImagingLimits } from './types'

/** The part of libheif-js that is used; its high-level reader prints to stdout and loses errors, so the plain calls are taken. */
interface Heif {
  heif_context_alloc(): number
  heif_context_free(context: number): void
  heif_context_read_from_memory(context: number, bytes: Uint8Array): HeifError
  heif_js_context_get_primary_image_handle(context: number): HeifHandle | HeifError
  heif_image_handle_get_width(handle: HeifHandle): number
  heif_image_handle_get_height(handle: HeifHandle): number
  heif_image_handle_release(handle: HeifHandle): void
  heif_js_decode_image2(handle: HeifHandle, colorspace: unknown, chroma: unknown): HeifPixels | HeifError | Promise<HeifPixels | HeifError>
  heif_image_release(image: unknown): void
  heif_error_code: { heif_error_Ok: unknown }
  heif_suberror_code: { heif_suberror_End_of_data: unknown }
  heif_colorspace: { heif_colorspace_RGB: unknown }
  heif_chroma: { heif_chroma_interleaved_RGBA: unknown }
  heif_channel: { heif_channel_interleaved: unknown }
}

interface HeifError {
  code: unknown
  subcode: unknown
}
type HeifHandle = { readonly handle: unique symbol }
interface HeifPixels {
  image: unknown
  channels: { id: unknown; width: number; height: number; stride: number; data: Uint8Array }[]
}

export interface HeicPicture {
  width: number
  height: number
  /** RGBA, rows without gaps, turned upright already: HEIC carries its own rotation. */
  pixels: Uint8Array
  /** Its ICC profile, still to be applied; null when its colours are those of a screen, as far as it says. */
  profile: Uint8Array | null
}

let loaded: Heif | undefined

/**
 * Decodes the primary picture of a HEIC file. libheif-js is LGPL-3.0: it stays a package of its own that is loaded at run time and can
 * be replaced, never part of our bundle (docs/adr/0004-image-decoder.md). Throws `PictureRefused`.
 */
export async function readHeic(file: Uint8Array, limits: ImagingLimits): Promise<HeicPicture> {
  loaded ??= createRequire(import.meta.url)('libheif-js/wasm-bundle') as Heif
  const heif = loaded
  const context = heif.heif_context_alloc()
  try {
    refuseErrors(heif, heif.heif_context_read_from_memory(context, file))
    const handle = heif.heif_js_context_get_primary_image_handle(context)
    if ('code' in handle) throw refusal(heif, handle)
    try {
      return { ...(await decode(heif, handle, limits)), profile: heicProfile(file) }
    } finally {
      heif.heif_image_handle_release(handle)
    }
  } finally {
    heif.heif_context_free(context)
  }
}

async function decode(heif: Heif, handle: HeifHandle, limits: ImagingLimits): Promise<Omit<HeicPicture, 'profile'>> {
  const width = heif.heif_image_handle_get_width(handle)
  const height = heif.heif_image_handle_get_height(handle)
  if (width * height > limits.maxPixels) throw new PictureRefused('too-many-pixels')
  const result = await heif.heif_js_decode_image2(handle, heif.heif_colorspace.heif_colorspace_RGB, heif.heif_chroma.heif_chroma_interleaved_RGBA)
  if ('code' in result) throw refusal(heif, result)
  try {
    const plane = result.channels.find((channel) => channel.id === heif.heif_channel.heif_channel_interleaved)
    if (!plane) throw new PictureRefused('broken')
    return { width: plane.width, height: plane.height, pixels: withoutGaps(plane) }
  } finally {
    heif.heif_image_release(result.image)
  }
}

function withoutGaps(plane: HeifPixels['channels'][number]): Uint8Array {
  const row = plane.width * 4
  const pixels = new Uint8Array(row * plane.height)
  for (let y = 0; y < plane.height; y++) pixels.set(plane.data.subarray(y * plane.stride, y * plane.stride + row), y * row)
  return pixels
}

function refuseErrors(heif: Heif, error: HeifError): void {
  if (error.code !== heif.heif_error_code.heif_error_Ok) throw refusal(heif, error)
}

function refusal(heif: Heif, error: HeifError): PictureRefused {
  return new PictureRefused(error.subcode === heif.heif_suberror_code.heif_suberror_End_of_data ? 'truncated' : 'broken')
}
