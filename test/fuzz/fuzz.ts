/**
 * `npm run test:fuzz [-- --runs N --seed S --from I]`: mutates the fixtures and reads each mutation through the real engine in the
 * disposable file process, with its memory and time limits; every 50th goes through the whole import into a database as well.
 * A crash is a process that died or an error outside the words that a file may be refused with, a hang is a timeout. Findings are kept in
 * test-results/fuzz, named by seed and number; `--from I --runs 1` with the same seed repeats one.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildFileWorker } from '../faults/support/file-worker'
import { shippedMappings } from '../unit/import-support'
import { inRepo } from '../../electron/runtime/paths.mjs'
import { corpus, importable } from './corpus'
import { mutation } from './mutate'
import { Random } from './random'
import { fuzzHost, readEveryWay, type Finding } from './reader'
import { ImportTarget } from './whole-import'

const WHOLE_EVERY = 50
const LANES = 2

/** Runs the fuzzer; answers the exit code. */
export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { runs: { type: 'string', default: '10000' }, seed: { type: 'string' }, from: { type: 'string', default: '0' } } })
  const runs = Number(values.runs)
  const seed = values.seed === undefined ? Date.now() % 1_000_000 : Number(values.seed)
  const from = Number(values.from)
  if (![runs, seed, from].every((value) => Number.isSafeInteger(value) && value >= 0) || runs < 1) {
    process.stderr.write('usage: npm run test:fuzz -- [--runs N] [--seed S] [--from I]\n')
    return 2
  }
  process.stdout.write(`fuzz: seed ${seed}\n`)
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-'))
  const worker = await buildFileWorker('fuzz')
  const sources = corpus()
  const wholes = importable()
  const tally = { crash: 0, hang: 0, 'half import': 0 }
  const note = (index: number, story: string, bytes: Buffer, name: string, findings: readonly Finding[]): void => {
    if (findings.length === 0) return
    mkdirSync(inRepo('test-results', 'fuzz'), { recursive: true })
    writeFileSync(inRepo('test-results', 'fuzz', `${seed}-${index}-${name}`), bytes)
    for (const { kind, where, why } of findings) {
      tally[kind] += 1
      process.stdout.write(`✗ ${kind} at ${index} (${story}) as ${where}: ${why}\n`)
    }
  }
  const seen = new Map<string, number>()
  let next = from
  let done = 0
  const lane = async (number: number): Promise<void> => {
    const home = join(folder, String(number))
    mkdirSync(home)
    const host = fuzzHost(worker.entry)
    const target = await ImportTarget.create(join(home, 'data'), inRepo(), host)
    try {
      while (next < from + runs) {
        const index = next++
        const { name, bytes, story } = mutation(new Random(Math.imul(seed, 1_000_003) + index), index % WHOLE_EVERY === 0 ? wholes : sources)
        const path = join(home, name)
        writeFileSync(path, bytes)
        note(index, story, bytes, name, await readEveryWay(host, path, shippedMappings, seen))
        if (index % WHOLE_EVERY === 0) note(index, story, bytes, name, await target.importBothWays(path))
        rmSync(path)
        done += 1
        if (done % 1000 === 0) process.stderr.write(`… ${done} of ${runs}\n`)
      }
    } finally {
      target.close()
      await host.close()
    }
  }
  try {
    await Promise.all(Array.from({ length: LANES }, (_, number) => lane(number)))
  } finally {
    worker.remove()
    rmSync(folder, { recursive: true, force: true })
  }
  process.stdout.write(`fuzz: readings ended with ${[...seen].sort((a, b) => b[1] - a[1]).map(([how, times]) => `${how} ${times}`).join(', ')}\n`)
  process.stdout.write(`fuzz: ${done} mutations, ${tally.crash} crashes, ${tally.hang} hangs, ${tally['half import']} half imports (seed ${seed})\n`)
  return tally.crash + tally.hang + tally['half import'] === 0 ? 0 : 1
}
