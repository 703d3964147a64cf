import { describe, expect, it } from 'vitest'
import { sameVersions } from '../../electron/runtime/packages.mjs'
import { honest, tallyPlaywright, tallyVitest } from '../run/stages.mjs'

const file = (status: string, tests: readonly string[]): object => ({
  name: 'a.test.ts',
  status,
  assertionResults: tests.map((one) => ({ status: one })),
})

describe('npm test: the count is honest', () => {
  it('counts a run without a single test as a failure', () => {
    expect(honest({ passed: 0, failed: 0 }, 0)).toMatchObject({ passed: 0, failed: 1 })
    expect(honest(tallyVitest(undefined), 1)).toMatchObject({ passed: 0, failed: 1 })
    expect(honest(tallyPlaywright(undefined), 0)).toMatchObject({ passed: 0, failed: 1 })
  })

  it('counts a bad ending without a failed test as one failure', () => {
    expect(honest({ passed: 7, failed: 0 }, 1)).toMatchObject({ passed: 7, failed: 1 })
    expect(honest({ passed: 7, failed: 0 }, 0)).toMatchObject({ passed: 7, failed: 0 })
    expect(honest({ passed: 7, failed: 2 }, 1)).toMatchObject({ passed: 7, failed: 2 })
  })

  it('counts a test file that could not be loaded', () => {
    const json = {
      numPassedTests: 3,
      numFailedTests: 1,
      numPendingTests: 0,
      testResults: [file('passed', ['passed', 'passed']), file('failed', ['failed', 'passed']), file('failed', [])],
    }
    expect(tallyVitest(json)).toMatchObject({ passed: 3, failed: 2 })
  })

  it('counts an error outside of all window tests', () => {
    const json = { stats: { expected: 4, unexpected: 1, flaky: 0, skipped: 2 }, errors: [{}] }
    expect(tallyPlaywright(json)).toMatchObject({ passed: 4, failed: 2, skipped: 2 })
  })
})

describe('set-up: are the packages those of the lockfile?', () => {
  const wanted = { '': {}, 'node_modules/a': { version: '1.0.0' }, 'node_modules/mac': { version: '2.0.0', optional: true } }

  it('accepts an install by hand, without packages for other systems', () => {
    expect(sameVersions(wanted, { 'node_modules/a': { version: '1.0.0' } })).toBe(true)
  })

  it('refuses a missing package and another version', () => {
    expect(sameVersions(wanted, {})).toBe(false)
    expect(sameVersions(wanted, { 'node_modules/a': { version: '1.0.1' } })).toBe(false)
    expect(sameVersions(wanted, { 'node_modules/a': { version: '1.0.0' }, 'node_modules/mac': { version: '1.0.0' } })).toBe(false)
  })
})
