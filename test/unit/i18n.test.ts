import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ERROR_WORDS } from '../../src/domain/error-words'
import { ERROR_CODES } from '../../src/domain/errors'
import { en } from '../../src/renderer/i18n/en'
import { zh } from '../../src/renderer/i18n/zh'

function flatten(tree: object, prefix = ''): Map<string, string> {
  const found = new Map<string, string>()
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') found.set(prefix + key, value)
    else for (const [path, text] of flatten(value as object, `${prefix}${key}.`)) found.set(path, text)
  }
  return found
}

const chinese = flatten(zh)
const english = flatten(en)
const params = (text: string): string[] => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? ''))].sort()

describe('texts in both languages', () => {
  it('U2: English has exactly the keys of Chinese', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort())
  })

  it('U2: no text is empty', () => {
    const empty = [...chinese, ...english].filter(([, text]) => text.trim() === '').map(([key]) => key)
    expect(empty).toEqual([])
  })

  it('U2: both languages use the same placeholders', () => {
    const differing = [...chinese].filter(([key, text]) => JSON.stringify(params(text)) !== JSON.stringify(params(english.get(key) ?? ''))).map(([key]) => key)
    expect(differing).toEqual([])
  })

  it('U2: no Chinese is left in the English texts but language names', () => {
    const allowed = new Set(['shell.status.language', 'commands.language'])
    const mixed = [...english].filter(([key, text]) => !allowed.has(key) && /\p{Script=Han}/u.test(text)).map(([key]) => key)
    expect(mixed).toEqual([])
  })

  it('U2: every text file of a language is part of its whole', () => {
    const files = (language: string): string[] =>
      readdirSync(new URL(`../../src/renderer/i18n/${language}`, import.meta.url))
        .map((name) => name.replace(/\.ts$/, ''))
        .filter((name) => name !== 'index')
    expect(files('zh').sort()).toEqual(files('en').sort())
    expect(files('zh').length).toBe(Object.keys(zh).length)
  })

  it('R2: every error code says what happened, what is safe and what to do, in both languages', () => {
    for (const code of ERROR_CODES) {
      const { zh: chineseWords, en: englishWords } = ERROR_WORDS[code]
      for (const part of ['what', 'safe', 'todo'] as const) {
        expect(chineseWords[part], code).toMatch(/\p{Script=Han}/u)
        expect(englishWords[part], code).not.toMatch(/\p{Script=Han}/u)
        expect(englishWords[part].length, code).toBeGreaterThan(3)
      }
    }
  })
})
