import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ESLint } from 'eslint'
import type { Linter } from 'eslint'
import { beforeAll, describe, expect, it } from 'vitest'
import { table } from './layers.js'

/**
 * A repository in miniature. A line that must be reported says so with a mark (`✗ rule`); every other line is legal
 * and must stay silent, so the same files prove both that the rules bite and that they let the allowed imports through.
 */
const planted = fileURLToPath(new URL('planted', import.meta.url))
const config = fileURLToPath(new URL('eslint.config.js', import.meta.url))

/** The planted files belong to no TypeScript project, so what needs types is left out here. */
const untyped: Linter.Config = {
  files: ['**/*.ts'],
  languageOptions: { parserOptions: { project: null } },
  rules: { '@typescript-eslint/no-floating-promises': 'off', '@typescript-eslint/no-misused-promises': 'off' },
}

type Finding = `${string}:${number} ${string}`

function marks(file: string): Finding[] {
  return readFileSync(join(planted, file), 'utf8')
    .split('\n')
    .flatMap((line, index) => [...line.matchAll(/✗ (\S+)/g)].map((mark): Finding => `${file}:${index + 1} ${mark[1] ?? ''}`))
}

let results: ESLint.LintResult[] = []
const nameOf = (result: ESLint.LintResult): string => relative(planted, result.filePath).replaceAll('\\', '/')
const found = (result: ESLint.LintResult): Finding[] =>
  result.messages.map((message): Finding => `${nameOf(result)}:${message.line} ${message.ruleId ?? message.message}`)

beforeAll(async () => {
  const eslint = new ESLint({
    cwd: planted,
    overrideConfigFile: config,
    overrideConfig: [{ settings: { 'boundaries/root-path': planted } }, untyped],
  })
  results = await eslint.lintFiles(['.'])
})

describe('lint: who may import whom', () => {
  it('reports every planted violation and nothing else', () => {
    const expected = results.flatMap((result) => marks(nameOf(result)))
    expect(expected.length).toBeGreaterThan(80)
    expect(results.flatMap(found).sort()).toEqual(expected.sort())
  })

  it('has a planted violation for every layer of the table', () => {
    const messages = results.flatMap((result) => result.messages.map((message) => message.message))
    const reported = new Set(messages.map((message) => message.split(' may not import ')[0]))
    const bound = table.filter((row) => row.layers !== '*').map((row) => row.from)
    expect(bound.filter((layer) => !reported.has(layer))).toEqual([])
  })
})

describe('lint: the real tree', () => {
  it('reports a forbidden import at a real path, and lets a legal one through', async () => {
    const eslint = new ESLint({ overrideConfigFile: config, overrideConfig: untyped })
    const at = async (filePath: string, from: string): Promise<string[]> => {
      const [result] = await eslint.lintText(`import * as it from '${from}'\nexport const kept = it\n`, { filePath })
      return result?.messages.map((message) => message.ruleId ?? message.message) ?? ['not linted']
    }
    expect(await at('src/backend/services/planted.ts', 'electron')).toEqual(['boundaries/dependencies'])
    expect(await at('src/domain/planted.ts', '../contract/errors')).toEqual(['boundaries/dependencies'])
    expect(await at('src/backend/repositories/planted.ts', 'drizzle-orm')).toEqual([])
    expect(await at('electron/main/planted.ts', 'electron')).toEqual([])
  })
})
