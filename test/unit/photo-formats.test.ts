import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { claimsToBePhoto, extensionOf, isMislabelled, SNIFF_BYTES, sniffFormat } from '../../src/domain/photo/formats'
import { REJECT_REASONS } from '../../src/domain/photo/reject'

const fixture = (name: string): Uint8Array => readFileSync(`test/fixtures/photos/${name}`).subarray(0, SNIFF_BYTES)
const ftyp = (...brands: string[]): Uint8Array => {
  const body = Buffer.from(`${brands[0]}\0\0\0\0${brands.slice(1).join('')}`, 'latin1')
  return Buffer.concat([Buffer.from([0, 0, 0, body.length + 8]), Buffer.from('ftyp'), body, Buffer.from('restavif')])
}

describe('formats by content', () => {
  it.each([
    ['Landscape_1.jpg', 'jpeg'],
    ['pil_sample_cmyk.jpg', 'jpeg'],
    ['png_named.jpg', 'png'],
    ['truncated.png', 'png'],
    ['4.webp', 'webp'],
    ['animated-loop-3.gif', 'gif'],
    ['decompression_bomb.gif', 'gif'],
    ['example.heic', 'heic'],
    ['zero_byte.jpg', null],
  ])('A3: %s is %s', (name, format) => {
    expect(sniffFormat(fixture(name))).toBe(format)
  })

  it('A3: brands of boxed files decide between stills and videos, and bytes after the box do not count', () => {
    expect(sniffFormat(ftyp('avif', 'mif1', 'miaf'))).toBe('avif')
    expect(sniffFormat(ftyp('mif1', 'avif'))).toBe('avif')
    expect(sniffFormat(ftyp('mif1', 'heic'))).toBe('heic')
    expect(sniffFormat(ftyp('mif1', 'miaf'))).toBe('heif')
    expect(sniffFormat(ftyp('qt  '))).toBe('mov')
    expect(sniffFormat(ftyp('isom', 'iso2', 'avc1', 'mp41'))).toBe('mp4')
    expect(sniffFormat(ftyp('mp42'))).toBe('mp4')
    expect(sniffFormat(ftyp('XXXX'))).toBeNull()
    expect(sniffFormat(Buffer.from('\0\0\0\x08wide\0\0\0\0mdat', 'latin1'))).toBe('mov')
  })

  it('A3: PDF, TIFF and BMP are known by more than two letters', () => {
    expect(sniffFormat(Buffer.from('%PDF-1.7'))).toBe('pdf')
    expect(sniffFormat(Buffer.from('junk\n%PDF-1.4'))).toBe('pdf')
    expect(sniffFormat(Buffer.from('II*\0rest', 'latin1'))).toBe('tiff')
    expect(sniffFormat(Buffer.from('MM\0*rest', 'latin1'))).toBe('tiff')
    expect(sniffFormat(Buffer.from('BMW for sale, good condition'))).toBeNull()
    expect(sniffFormat(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))).toBeNull()
  })

  it('A3: a wrong extension is noticed, a missing one is not called wrong', () => {
    expect(isMislabelled('png_named.jpg', 'png')).toBe(true)
    expect(isMislabelled('photo.JPEG', 'jpeg')).toBe(false)
    expect(isMislabelled('IMG_0001.HEIC', 'heif')).toBe(false)
    expect(isMislabelled('clipboard', 'png')).toBe(false)
    expect(extensionOf('a.b/c')).toBe('')
    expect(claimsToBePhoto('x.jpg') && claimsToBePhoto('pasted') && !claimsToBePhoto('list.xlsx')).toBe(true)
  })

  it('A3: every reason has words in both languages that end in something to do or to know', () => {
    for (const words of Object.values(REJECT_REASONS)) {
      expect(words.zh.length).toBeGreaterThan(10)
      expect(words.en.length).toBeGreaterThan(20)
    }
  })
})
