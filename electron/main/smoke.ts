/** A smoke run opens the real window, waits until it shows something, and ends: what a fresh machine is checked with. */
export interface Smoke {
  painted(what: string): void
  failed(reason: string): void
}

const SMOKE_DEADLINE_MS = 120_000

/**
 * `WORKSTATION_SMOKE=1`: prints `SMOKE ready` on stdout and quits with 0 once a page reported that it painted;
 * otherwise prints why on stderr and exits with 1. `quit` drains first, `exit` does not.
 */
export function createSmoke(quit: () => void, exit: (code: number) => void): Smoke {
  let over = false
  const failed = (reason: string): void => {
    if (over) return
    over = true
    process.stderr.write(`SMOKE failed: ${reason}\n`, () => exit(1))
  }
  const timer = setTimeout(() => failed(`nothing was painted within ${SMOKE_DEADLINE_MS / 1000} s`), SMOKE_DEADLINE_MS)
  timer.unref()
  return {
    painted() {
      if (over) return
      over = true
      clearTimeout(timer)
      process.stdout.write('SMOKE ready\n', quit)
    },
    failed,
  }
}
