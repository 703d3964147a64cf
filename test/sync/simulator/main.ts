import { parseArgs } from 'node:util'
import { prepare } from './prepared'
import { runSchedule, type Outcome } from './schedule'
import { shrink } from './shrink'
import { addTally, HAPPENINGS } from './tally'

/** Schedules from a seed on; prints what failed, so that it can be run again. Answers the exit code. */
export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { schedules: { type: 'string' }, seed: { type: 'string' }, from: { type: 'string', default: '1' }, stop: { type: 'string', default: '20' }, counts: { type: 'boolean', default: false } } })
  const isReplay = values.seed !== undefined && values.schedules === undefined
  const first = Number(values.seed ?? values.from)
  const count = isReplay ? 1 : Number(values.schedules ?? 300)
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(count) || count < 1) throw new Error('--schedules and --seed take whole numbers')
  const prepared = prepare()
  const failed: Outcome[] = []
  let run = 0
  const met: Parameters<typeof addTally>[0] = new Map()
  try {
    for (let seed = first; seed < first + count && failed.length < Number(values.stop); seed += 1) {
      const outcome = await runSchedule(prepared, seed)
      run += 1
      addTally(met, outcome.tally)
      if (isReplay) process.stdout.write(`${outcome.lines.join('\n')}\n`)
      if (outcome.failure !== null) {
        failed.push(outcome)
        process.stdout.write(`✗ seed ${seed}: ${outcome.failure}\n`)
        if (isReplay && values.stop !== '1') process.stdout.write(`${await shrink(prepared, outcome)}\n`)
      }
      if (run % 100 === 0) process.stdout.write(`${run} of ${count} schedules, ${failed.length} failed\n`)
    }
  } finally {
    prepared.remove()
  }
  if (values.counts) for (const what of HAPPENINGS) process.stdout.write(`${what}: ${met.get(what)?.times ?? 0} times in ${met.get(what)?.schedules ?? 0} schedules\n`)
  for (const { seed } of failed) process.stdout.write(`again: npm run test:sync -- --seed ${seed}\n`)
  process.stdout.write(`sync: ${run} schedules, ${failed.length} failed (seeds ${first}..${first + run - 1})\n`)
  return failed.length === 0 ? 0 : 1
}
