import { firstReason } from './unit-report.mjs'

/** @typedef {import('./stages.mjs').Tally} Tally */

/**
 * @typedef {object} Spec a test of Playwright's JSON report
 * @property {string} title
 * @property {string} file
 * @property {number} line
 * @property {readonly { expectedStatus: string, status: string, results: readonly Result[] }[]} tests
 *
 * @typedef {{ status?: string, errors?: readonly { message?: string }[] }} Result
 * @typedef {{ specs?: readonly Spec[], suites?: readonly Suite[] }} Suite
 * @typedef {{ stats: { expected: number, unexpected: number, flaky: number, skipped: number }, errors?: readonly { message?: string }[], suites?: readonly Suite[] }} WindowReport
 */

/** @param {Suite} suite @returns {Spec[]} */
const specsOf = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specsOf)]

/**
 * What a run of window tests came to. A test that passes when it is repeated counts as passed and is named; in a file whose tests hang together
 * all of them are repeated, and one that passed first and failed then is named too. A test behind a failed one in such a file did not run:
 * it is neither passed nor one that was left out on purpose.
 * @param {WindowReport | undefined} json Playwright's JSON report
 * @returns {Tally}
 */
export function tallyPlaywright(json) {
  if (!json) return { passed: 0, failed: 0, notes: ['no report was written'] }
  const { expected, unexpected, flaky, skipped } = json.stats
  const tests = (json.suites ?? []).flatMap(specsOf).flatMap((spec) => spec.tests.map((test) => ({ spec, test })))
  const didNotRun = tests.filter(({ test }) => test.status === 'skipped' && test.expectedStatus !== 'skipped').length
  const failed = unexpected + (json.errors?.length ?? 0)
  return {
    passed: expected + flaky,
    failed,
    skipped: skipped - didNotRun,
    didNotRun,
    flaky: tests.filter(({ test }) => test.status === 'flaky').map(({ spec, test }) => `${spec.title} (${spec.file}:${spec.line}, ${howOf(test)}): ${whyOf(test)}`),
    failures: [
      ...tests.filter(({ test }) => test.status === 'unexpected').map(({ spec, test }) => `${spec.title} (${spec.file}:${spec.line}): ${whyOf(test)}`),
      ...(json.errors ?? []).map((error) => `outside of all tests: ${firstReason(error.message)}`),
    ],
    notes: failed === 0 && didNotRun > 0 ? [`${didNotRun} did not run although no test failed`] : [],
  }
}

/** @param {Spec['tests'][number]} test */
function howOf({ results, expectedStatus }) {
  return results.at(-1)?.status === expectedStatus ? 'passed at the second try' : 'passed at the first try, failed when its file was repeated'
}

/** The reason of the last try that gave one. @param {Spec['tests'][number]} test */
function whyOf({ results }) {
  return firstReason(results.flatMap((one) => one.errors ?? []).at(-1)?.message)
}
