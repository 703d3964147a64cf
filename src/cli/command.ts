import type { CommandLine } from '../backend/boot/command-line'
import type { ErrorCode, ErrorDetail } from '../domain/errors'
import type { ErrorLocale } from '../domain/error-words'
import type { OptionName, ParsedLine } from './args'

/** What a command answers: `json` is the document of section 14, `lines` says the same to a person. */
export interface Answer {
  readonly json: Record<string, unknown>
  readonly lines: readonly string[]
  /** Nothing was taken in although the command ran: exit code 1 with the document and this error in it. */
  readonly refused?: { readonly code: ErrorCode; readonly detail: ErrorDetail }
}

/** Where a command runs. Times and folders come from here, so that commands stay plain functions. */
export interface Place {
  readonly dataDir: string
  /** Root with `drizzle/`, `resources/` and `electron/`. */
  readonly root: string
  readonly filesEntry: string
  readonly locale: ErrorLocale
  /** Chooses the words of the person's language. */
  say(zh: string, en: string): string
  /** One line on stderr, only where somebody looks. */
  progress(zh: string, en: string): void
}

interface CommandBase {
  /** Words of the command, `import orders`. */
  readonly name: string
  /** What follows the words, for the help. */
  readonly usage: string
  readonly zh: string
  readonly en: string
  readonly options: readonly OptionName[]
  /** Those of the options that must be given. */
  readonly needs?: readonly OptionName[]
  /** Looks at what was typed before anything is opened. @throws UsageError */
  check?(line: ParsedLine): void
  /** Fewest and most words after the name. */
  readonly operands: readonly [fewest: number, most: number]
}

/** A command on an open data folder. */
export interface FolderCommand extends CommandBase {
  run(station: CommandLine, line: ParsedLine, operands: readonly string[], place: Place): Promise<Answer>
}

/** A command that needs no open data folder; a number is its exit code when it wrote everything itself. */
export interface PlainCommand extends CommandBase {
  runPlain(line: ParsedLine, operands: readonly string[], place: Place): Promise<Answer | number>
}

export type Command = FolderCommand | PlainCommand

/** ISO 8601, or null. */
export const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString())

/** Columns under each other; wide characters count double, as terminals draw them. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const width = (text: string): number => [...text].reduce((sum, char) => sum + ((char.codePointAt(0) ?? 0) > 0x2e7f ? 2 : 1), 0)
  const widths: number[] = []
  for (const row of rows) row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, width(cell))))
  return rows.map((row) => row.map((cell, column) => (column === row.length - 1 ? cell : cell + ' '.repeat((widths[column] ?? 0) - width(cell)))).join('  ').trimEnd())
}
