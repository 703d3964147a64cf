import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { prepare, type Prepared } from './prepared'
import { runSchedule } from './schedule'

/** Schedules of the ordinary run; `npm run test:sync` runs as many as one likes. */
const SCHEDULES = 300
/** Several tests, so that a run that is cut off says how far it came. */
const AT_ONCE = 50

let prepared: Prepared
beforeAll(() => {
  prepared = prepare()
})
afterAll(() => prepared.remove())

describe('S1, S2, S3: devices on a store that fails in every way', { timeout: 600_000 }, () => {
  for (let first = 1; first <= SCHEDULES; first += AT_ONCE) {
    it(`S3: after healing all devices are equal and nothing that was written is lost (seeds ${first} to ${first + AT_ONCE - 1})`, async () => {
      const failed: string[] = []
      for (let seed = first; seed < first + AT_ONCE; seed += 1) {
        const { failure } = await runSchedule(prepared, seed)
        if (failure !== null) failed.push(`npm run test:sync -- --seed ${seed}: ${failure}`)
      }
      expect(failed).toEqual([])
    })
  }
})
