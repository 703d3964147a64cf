import fc from 'fast-check'

/** Runs of each property: 500 in CI, 10,000 with `npm run test:properties`. */
const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 500)
const SEED = process.env['PROPERTY_SEED']

/** Checks a property as often as this run wants, from PROPERTY_SEED when it is set. */
export function check<T>(property: fc.IProperty<T>): void {
  fc.assert(property, { numRuns: RUNS, ...(SEED === undefined ? {} : { seed: Number(SEED) }) })
}

/** As `check`, for a property that works on a data folder and waits for its disk: a fifth of the runs. */
export async function checkOnDisk<T>(property: fc.IAsyncProperty<T>): Promise<void> {
  await fc.assert(property, { numRuns: Math.ceil(RUNS / 5), ...(SEED === undefined ? {} : { seed: Number(SEED) }) })
}
