import { writeFileSync } from 'node:fs'
import { relative } from 'node:path'

/**
 * What a run of vitest came to. `failures`: one line per failed test, file that could not be run or error outside of all tests, with its
 * first reason; `flaky`: tests that passed only when repeated.
 * @typedef {{ passed: number, skipped: number, failures: string[], flaky: string[] }} UnitReport
 */

/**
 * The first line of an error that says something, without colours, short enough for one line of the summary.
 * @param {string | undefined} message
 * @returns {string}
 */
export function firstReason(message) {
  const plain = (message ?? '').replaceAll(/\u001B\[[0-9;]*m/g, '')
  const line = plain.split('\n').map((one) => one.trim()).find((one) => one !== '') ?? 'no reason was given'
  return line.length > 200 ? `${line.slice(0, 199)}…` : line
}

/**
 * Vitest's reporter for `npm test`: writes a UnitReport to the file that UNIT_REPORT names. Vitest's own JSON does not say which tests were
 * repeated.
 */
export default class UnitReporter {
  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly { message?: string }[]} outside errors outside of all tests
   */
  onTestRunEnd(modules, outside) {
    const file = process.env['UNIT_REPORT']
    if (file === undefined) throw new Error('UNIT_REPORT does not name a file to write to')
    /** @type {UnitReport} */
    const report = { passed: 0, skipped: 0, failures: [], flaky: [] }
    for (const module of modules) {
      const name = relative(process.cwd(), module.moduleId)
      for (const error of [...module.errors(), ...[...module.children.allSuites()].flatMap((suite) => suite.errors())]) report.failures.push(`${name}: ${firstReason(error.message)}`)
      for (const test of module.children.allTests()) count(report, name, test)
    }
    for (const error of outside) report.failures.push(`outside of all tests: ${firstReason(error.message)}`)
    writeFileSync(file, JSON.stringify(report))
  }
}

/** @param {UnitReport} report @param {string} file @param {import('vitest/node').TestCase} test */
function count(report, file, test) {
  const { state, errors } = test.result()
  const why = firstReason(errors?.at(-1)?.message)
  if (state === 'passed') report.passed += 1
  else if (state === 'skipped') report.skipped += 1
  else report.failures.push(`${test.fullName} (${file}): ${state === 'failed' ? why : 'did not end'}`)
  if (state === 'passed' && (test.diagnostic()?.retryCount ?? 0) > 0) report.flaky.push(`${test.fullName} (${file}, passed at the second try): ${why}`)
}
