import { afterAll, beforeAll, expect, it } from 'vitest'
import { prepare, type Prepared } from './prepared'
import { runSchedule } from './schedule'
import { addTally, HAPPENINGS } from './tally'

/** Several tests, so that a run that is cut off says how far it came. */
const AT_ONCE = 50

/** Schedules of the ordinary run, in files of their own so that two workers share them; `npm run test:sync` runs as many as one likes. */
export function schedulesOf(from: number, to: number): void {
  let prepared: Prepared
  beforeAll(() => {
    prepared = prepare()
  })
  afterAll(() => prepared.remove())

  const met: Parameters<typeof addTally>[0] = new Map()
  for (let first = from; first <= to; first += AT_ONCE) {
    it(`S3: after healing all devices are equal and nothing that was written is lost (seeds ${first} to ${first + AT_ONCE - 1})`, async () => {
      const failed: string[] = []
      for (let seed = first; seed < first + AT_ONCE; seed += 1) {
        const { failure, tally } = await runSchedule(prepared, seed)
        addTally(met, tally)
        if (failure !== null) failed.push(`npm run test:sync -- --seed ${seed}: ${failure}`)
      }
      expect(failed).toEqual([])
    })
  }
  it(`S2: every fault of the list was met in these schedules (seeds ${from} to ${to})`, () => {
    expect(HAPPENINGS.filter((what) => !met.has(what))).toEqual([])
  })
}
