import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { FIXED_SEED, seedProperties } from '../support/properties'

const seedOf = (): number => fc.check(fc.property(fc.integer(), () => true)).seed
const before = fc.readConfigureGlobal()

describe('Seeds of properties', () => {
  afterEach(() => {
    vi.unstubAllEnvs()
    fc.configureGlobal(before)
  })

  it('every test file starts with a seed that is not left to chance, whichever way a property is called', () => {
    const wanted = process.env['PROPERTY_SEED']
    expect(seedOf()).toBe(wanted === undefined ? FIXED_SEED : Number(wanted))
    expect(seedOf()).toBe(seedOf())
  })

  it('PROPERTY_SEED and PROPERTY_RUNS override, and what is no number is refused', () => {
    vi.stubEnv('PROPERTY_SEED', '-42')
    vi.stubEnv('PROPERTY_RUNS', '7')
    seedProperties()
    expect(fc.check(fc.property(fc.integer(), () => true))).toMatchObject({ seed: -42, numRuns: 7 })
    for (const wrong of ['', 'x', '1e3', '1.5']) {
      vi.stubEnv('PROPERTY_SEED', wrong)
      expect(() => {
        seedProperties()
      }).toThrow('PROPERTY_SEED must be a whole number')
    }
  })

  it('without PROPERTY_SEED the seed is the fixed one', () => {
    vi.stubEnv('PROPERTY_SEED', undefined)
    vi.stubEnv('PROPERTY_RUNS', undefined)
    seedProperties()
    expect(fc.check(fc.property(fc.integer(), () => true))).toMatchObject({ seed: FIXED_SEED, numRuns: 100 })
  })
})
