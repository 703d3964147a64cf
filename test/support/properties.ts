import fc from 'fast-check'

/**
 * The seed of every property in `npm test`. It is fixed so that a change is judged by what it changes: with a fresh seed each time a change
 * could be turned down for an old fault that chance found at that moment, and pass when tried again. Fresh seeds are what
 * `npm run test:properties` is for: it takes a new one each time, says which, and runs far more of each. PROPERTY_SEED overrides both.
 */
export const FIXED_SEED = 20261126

/** Runs of each property that goes through `check`: 500 in `npm test`, as many as asked for with `npm run test:properties`. */
const RUNS = whole('PROPERTY_RUNS') ?? 500

/** A whole number of the environment, undefined when it is not set. @throws Error when it is something else: a typing error must not pass for a seed */
function whole(name: 'PROPERTY_RUNS' | 'PROPERTY_SEED'): number | undefined {
  const text = process.env[name]
  if (text === undefined) return undefined
  if (!/^-?\d{1,10}$/.test(text)) throw new Error(`${name} must be a whole number, not "${text}"`)
  return Number(text)
}

/**
 * Gives all properties of a test file one seed, also those that call `fc.assert` themselves; called by the set-up of every file
 * (`every-file.ts`). A property that names no number of its own is run PROPERTY_RUNS times when that is set.
 */
export function seedProperties(): void {
  const runs = whole('PROPERTY_RUNS')
  fc.configureGlobal({ seed: whole('PROPERTY_SEED') ?? FIXED_SEED, ...(runs === undefined ? {} : { numRuns: runs }) })
}

/** Checks a property as often as this run wants. */
export function check<T>(property: fc.IProperty<T>): void {
  fc.assert(property, { numRuns: RUNS })
}

/** As `check`, for a property that works on a data folder and waits for its disk: a fifth of the runs. */
export async function checkOnDisk<T>(property: fc.IAsyncProperty<T>): Promise<void> {
  await fc.assert(property, { numRuns: Math.ceil(RUNS / 5) })
}
