/**
 * The end of a run: a line per stage, one per failed test with its first reason, one per test that passed only when it was repeated, and
 * the count that everything else goes by. Whoever sees only the end of a long log knows what to look at.
 * @param {readonly (import('./stages.mjs').Tally & { name: string, seconds: number })[]} done
 * @returns {string}
 */
export function summaryOf(done) {
  const lines = done
    .filter(({ passed, failed }) => passed + failed > 0)
    .map(({ name, passed, failed, skipped, didNotRun, flaky, seconds }) => {
      const besides = [...(skipped ? [`${skipped} skipped`] : []), ...(didNotRun ? [`${didNotRun} did not run`] : []), ...(flaky?.length ? [`${flaky.length} flaky`] : [])]
      return `${failed > 0 ? '✗' : '✓'} ${[`${name}: ${passed} passed`, `${failed} failed`, ...besides].join(', ')} (${seconds} s)`
    })
  const flaky = done.flatMap((one) => one.flaky ?? [])
  const failures = done.flatMap((one) => [...(one.failures ?? []), ...(one.notes ?? []).map((note) => `${one.name}: ${note}`)])
  const sum = (/** @type {'passed' | 'failed'} */ what) => done.reduce((all, one) => all + one[what], 0)
  const named = flaky.length === 0 ? [] : [...flaky.map((title) => `flaky: ${title}`), `${flaky.length} flaky: counted as passed, to be mended`]
  return [...lines, ...failures.map((one) => `failed: ${one}`), ...named, `${sum('passed')} passed, ${sum('failed')} failed`, ''].join('\n')
}
