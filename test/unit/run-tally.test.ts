import { describe, expect, it } from 'vitest'
import { sameVersions } from '../../electron/runtime/packages.mjs'
import { honest, tallyUnit } from '../run/stages.mjs'
import { summaryOf } from '../run/summary.mjs'
import { firstReason } from '../run/unit-report.mjs'
import { tallyPlaywright } from '../run/window-tally.mjs'

interface Test {
  readonly title: string
  readonly status: string
  readonly expectedStatus: string
  readonly results: { readonly status: string }[]
}
const test = (title: string, status: string, results: readonly string[]): Test => ({ title, status, expectedStatus: 'passed', results: results.map((one) => ({ status: one })) })
/** Playwright's report of one file whose tests stand in a group. */
function windows(tests: readonly Test[]) {
  const count = (status: string): number => tests.filter((one) => one.status === status).length
  const specs = tests.map(({ title, ...one }) => ({ title, file: 'queue.spec.ts', line: 39, tests: [one] }))
  return { stats: { expected: count('expected'), unexpected: count('unexpected'), flaky: count('flaky'), skipped: count('skipped') }, errors: [], suites: [{ specs: [], suites: [{ specs }] }] }
}

describe('npm test: the count is honest', () => {
  it('counts a run without a single test as a failure', () => {
    expect(honest({ passed: 0, failed: 0 }, 0)).toMatchObject({ passed: 0, failed: 1 })
    expect(honest(tallyUnit(undefined), 1)).toMatchObject({ passed: 0, failed: 1 })
    expect(honest(tallyPlaywright(undefined), 0)).toMatchObject({ passed: 0, failed: 1 })
  })

  it('counts a bad ending without a failed test as one failure', () => {
    expect(honest({ passed: 7, failed: 0 }, 1)).toMatchObject({ passed: 7, failed: 1 })
    expect(honest({ passed: 7, failed: 0 }, 0)).toMatchObject({ passed: 7, failed: 0 })
    expect(honest({ passed: 7, failed: 2 }, 1)).toMatchObject({ passed: 7, failed: 2 })
  })

  it('counts a test file that could not be loaded, and names every failure', () => {
    const failures = ['A (a.test.ts): expected 1 to be 2', 'b.test.ts: Cannot find module']
    expect(tallyUnit({ passed: 3, skipped: 1, failures, flaky: ['C (c.test.ts, passed at the second try): late'] })).toEqual({ passed: 3, failed: 2, skipped: 1, failures, flaky: ['C (c.test.ts, passed at the second try): late'] })
  })

  it('the reason of a failure is one plain line', () => {
    expect(firstReason('\u001B[31m\n  Error: late\u001B[39m\n at x')).toBe('Error: late')
    expect(firstReason('x'.repeat(300))).toHaveLength(200)
    expect(firstReason(undefined)).toBe('no reason was given')
  })

  it('counts an error outside of all window tests', () => {
    const json = { stats: { expected: 4, unexpected: 1, flaky: 0, skipped: 2 }, errors: [{}] }
    expect(tallyPlaywright(json)).toMatchObject({ passed: 4, failed: 2, skipped: 2 })
  })

  it('counts a window test that passed when repeated as passed, and names it', () => {
    const tally = tallyPlaywright(windows([test('B', 'expected', ['passed', 'passed']), test('C1: flaky', 'flaky', ['failed', 'passed']), test('D', 'expected', ['skipped', 'passed']), test('E', 'flaky', ['passed', 'timedOut'])]))
    expect(tally).toEqual({
      passed: 4, failed: 0, skipped: 0, didNotRun: 0, failures: [], notes: [],
      flaky: ['C1: flaky (queue.spec.ts:39, passed at the second try): no reason was given', 'E (queue.spec.ts:39, passed at the first try, failed when its file was repeated): no reason was given'],
    })
    expect(honest(tally, 0)).toMatchObject({ passed: 4, failed: 0 })
  })

  it('a window test that fails twice fails the run; those behind it did not run and are no skipped ones', () => {
    const left = { ...test('left out', 'skipped', ['skipped']), expectedStatus: 'skipped' }
    const tally = tallyPlaywright(windows([test('A', 'expected', ['passed', 'passed']), test('B', 'unexpected', ['failed', 'failed']), test('C', 'skipped', ['skipped', 'skipped']), left]))
    expect(tally).toEqual({ passed: 1, failed: 1, skipped: 1, didNotRun: 1, flaky: [], failures: ['B (queue.spec.ts:39): no reason was given'], notes: [] })
  })

  it('tests that did not run although none failed are a failure', () => {
    const tally = tallyPlaywright(windows([test('A', 'expected', ['passed']), test('B', 'skipped', [])]))
    expect(honest(tally, 0)).toMatchObject({ passed: 1, failed: 1, notes: ['1 did not run although no test failed'] })
  })

  it('the summary names every flaky test and ends with the count', () => {
    const lines = summaryOf([
      { name: 'set-up', passed: 0, failed: 0, seconds: 3 },
      { name: 'unit', passed: 10, failed: 0, skipped: 0, seconds: 5 },
      { name: 'e2e', passed: 4, failed: 1, skipped: 1, didNotRun: 2, failures: ['B (queue.spec.ts:39): late'], notes: ['a note'], flaky: ['C1: slow (queue.spec.ts:39, passed at the second try)'], seconds: 60 },
    ]).split('\n')
    expect(lines).toEqual([
      '✓ unit: 10 passed, 0 failed (5 s)',
      '✗ e2e: 4 passed, 1 failed, 1 skipped, 2 did not run, 1 flaky (60 s)',
      'failed: B (queue.spec.ts:39): late',
      'failed: e2e: a note',
      'flaky: C1: slow (queue.spec.ts:39, passed at the second try)',
      '1 flaky: counted as passed, to be mended',
      '14 passed, 1 failed',
      '',
    ])
    expect(summaryOf([{ name: 'unit', passed: 1, failed: 0, seconds: 1 }])).toBe('✓ unit: 1 passed, 0 failed (1 s)\n1 passed, 0 failed\n')
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
