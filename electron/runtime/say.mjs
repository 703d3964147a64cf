/** A failure whose message is meant for the person at the terminal: shown without a stack. */
export class SetupError extends Error {
  /** @param {string} message what happened and what to do */
  constructor(message) {
    super(message)
    this.name = 'SetupError'
  }
}

/**
 * One plain line of progress. Always on stderr: stdout belongs to the program being started.
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`• ${line}\n`)
}

/**
 * Runs an entry point; a SetupError becomes one clear line and exit code 1.
 * @param {() => Promise<number | void>} main resolves to the exit code (nothing means: leave it alone)
 */
export async function runMain(main) {
  try {
    const code = await main()
    if (typeof code === 'number') process.exitCode = code
  } catch (error) {
    if (error instanceof SetupError) process.stderr.write(`✗ ${error.message}\n`)
    else process.stderr.write(`✗ ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    process.exitCode = 1
  }
}
