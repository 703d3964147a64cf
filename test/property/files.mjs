import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inRepo } from '../../electron/runtime/paths.mjs'

/**
 * Test files with properties, as paths below the repository: the whole folder of this file, and the unit tests that check a property
 * beside their examples.
 * @returns {string[]}
 */
export function propertyFiles() {
  const unit = readdirSync(inRepo('test', 'unit'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .filter((name) => /from 'fast-check'|\/support\/properties'/.test(readFileSync(inRepo('test', 'unit', name), 'utf8')))
    .map((name) => join('test', 'unit', name))
  return [join('test', 'property', '/'), ...unit.sort()]
}
