import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { parseAst } from 'vite'
import { describe, expect, it } from 'vitest'
import { asciiOnly as written } from '../../electron/bundle/ascii-only'

const asciiOnly = (code: string): string => written(code, parseAst)
const isAscii = (text: string): boolean => !/[^\u0000-\u007F]/.test(text)

describe('X8: scripts are written in ASCII and mean the same', () => {
  it('any string, as a literal and as a template, is what it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const literal = asciiOnly(`(${JSON.stringify(text)})`)
        const template = asciiOnly(`(\`${text.replaceAll(/[\\`$]/g, '\\$&')}\`)`)
        expect(isAscii(literal) && isAscii(template)).toBe(true)
        expect(runInNewContext(literal)).toBe(text)
        expect(runInNewContext(template)).toBe(text.replaceAll(/\r\n?/g, '\n'))
      }),
    )
  })

  it.each([
    String.raw`'\中' + '\\中'`,
    String.raw`'中文😀'.replace(/[。😀-😎]/u, '')`,
    `({ 名称: '值' }).名称`,
    'String.raw`a\\n中\\`${String.raw`\\${1 + 1}\\n文\\中${2}`}\\u{20}`',
    'String.raw`中\\$\\{${1}$`',
  ])('%s', (code) => {
    const ascii = asciiOnly(code)
    expect(isAscii(ascii)).toBe(true)
    expect(runInNewContext(ascii)).toBe(runInNewContext(code))
  })

  it('refuses a template that is read as written, since an escape would be read as such', () => {
    expect(() => asciiOnly('sql`中`')).toThrow('read as written')
  })
})
