import { existsSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCached } from '../../electron/compile-cache'
import { tempFolder } from '../support/folders'

const PROGRAM = "const { join } = require('node:path'); exports.answer = () => join(__dirname, String(6 * 7))"
const answerOf = (program: { exports: unknown }): string => (program.exports as { answer: () => string }).answer()

function setUp(): { program: string; cache: string; folder: string } {
  const folder = tempFolder()
  const program = join(folder, 'program.cjs')
  writeFileSync(program, PROGRAM)
  return { folder, program, cache: join(folder, 'kept', 'program') }
}

describe('X1: the background program is kept compiled', () => {
  it('runs without a cache, keeps one, and runs from it', () => {
    const { folder, program, cache } = setUp()
    const first = runCached(program, cache)
    expect([answerOf(first), first.wasCached]).toEqual([join(folder, '42'), false])
    expect(existsSync(cache)).toBe(false)
    first.save()
    const second = runCached(program, cache)
    expect([answerOf(second), second.wasCached]).toEqual([join(folder, '42'), true])
  })

  it('keeps every file of a program, also one that is asked for after the start and needs the first one back', () => {
    const { folder, program, cache } = setUp()
    writeFileSync(program, "exports.one = 1; exports.later = () => require('./later.cjs').sum(41)")
    writeFileSync(join(folder, 'later.cjs'), "const { one } = require('./program.cjs'); exports.sum = (other) => one + other")
    const start = (): { sum: () => number; program: ReturnType<typeof runCached> } => {
      const run = runCached(program, cache)
      return { sum: (run.exports as { later: () => number }).later, program: run }
    }
    const first = start()
    first.program.save()
    expect(first.sum()).toBe(42)
    expect(existsSync(`${cache}.later.cjs`)).toBe(false)
    first.program.save()
    const kept = readFileSync(`${cache}.later.cjs`)
    const second = start()
    expect([second.program.wasCached, second.sum()]).toEqual([true, 42])
    second.program.save()
    expect(readFileSync(`${cache}.later.cjs`).equals(kept)).toBe(true)
  })

  it('leaves a cache alone that fits', () => {
    const { program, cache } = setUp()
    runCached(program, cache).save()
    const kept = readFileSync(cache)
    const second = runCached(program, cache)
    answerOf(second)
    second.save()
    expect(readFileSync(cache).equals(kept)).toBe(true)
  })

  it('does not run another program from it, even one of the same length', () => {
    const { folder, program, cache } = setUp()
    runCached(program, cache).save()
    writeFileSync(program, PROGRAM.replace('6 * 7', '6 * 8'))
    utimesSync(program, 1, 1)
    const changed = runCached(program, cache)
    expect([answerOf(changed), changed.wasCached]).toEqual([join(folder, '48'), false])
  })

  it('runs the program when the cache is damaged', () => {
    const { folder, program, cache } = setUp()
    runCached(program, cache).save()
    const bytes = readFileSync(cache)
    writeFileSync(cache, Buffer.concat([bytes.subarray(0, bytes.indexOf(10) + 1), Buffer.from('rubbish')]))
    // V8 remembers what this process compiled: a program that it has not seen, yet one that the cache's first line fits
    const { mtime } = statSync(program)
    writeFileSync(program, PROGRAM.replace('6 * 7', '7 * 7'))
    utimesSync(program, mtime, mtime)
    writeFileSync(cache, readFileSync(cache, 'latin1').replace(/ \S+\n/, ` ${statSync(program).mtimeMs}\n`), 'latin1')
    const rerun = runCached(program, cache)
    expect([answerOf(rerun), rerun.wasCached]).toEqual([join(folder, '49'), false])
  })
})
