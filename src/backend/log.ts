/**
 * The backend's log: one JSON line per entry on stderr, which the shell writes to a file. Only codes, names of procedures and stack
 * traces go in; messages are redacted, since a library's error may quote a row (R6).
 */
const SECRET_SHAPES: readonly [RegExp, string][] = [
  [/\b1[3-9]\d{9}\b/g, '<phone>'],
  [/[\w.+-]+@[\w-]+\.[\w.]+/g, '<mail>'],
  [/\b\d{12,}\b/g, '<number>'],
]

/** Takes phones, mail addresses and long numbers out of a text. */
export function redact(text: string): string {
  return SECRET_SHAPES.reduce((rest, [shape, word]) => rest.replace(shape, word), text)
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return redact(String(error))
  const cause = error.cause === undefined ? '' : `\ncaused by ${describe(error.cause)}`
  return redact(`${error.stack ?? error.message}${cause}`)
}

export function logError(where: string, error: unknown): void {
  process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), level: 'error', where, error: describe(error) })}\n`)
}

export function logInfo(where: string, text: string): void {
  process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), level: 'info', where, text: redact(text) })}\n`)
}
