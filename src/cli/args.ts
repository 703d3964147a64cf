import { parseArgs } from 'node:util'

/** The command was not understood: exit code 2 (section 14). */
export class UsageError extends Error {
  constructor(
    readonly zh: string,
    readonly en: string,
  ) {
    super(en)
    this.name = 'UsageError'
  }
}

const text = { type: 'string' } as const
const flag = { type: 'boolean' } as const

/** Every option of every command; one name means one thing everywhere. */
const OPTIONS = {
  data: text, json: flag, as: text, 'pin-file': text, help: { type: 'boolean', short: 'h' },
  platform: text, shop: text, mapping: text, courier: text, month: text, buyer: text, case: text, kind: text, order: text, waybill: text, note: text,
  view: text, search: text, limit: text, reason: text, amount: text, 'filed-on': text, 'work-order': text, 'duplicate-reason': text,
  out: text, cases: text, claims: text, photos: text, seed: text, runs: text,
  'all-or-nothing': flag,
} as const

export type OptionName = keyof typeof OPTIONS
export const GLOBAL_OPTIONS: readonly OptionName[] = ['data', 'json', 'as', 'pin-file', 'help']

export interface ParsedLine {
  readonly words: readonly string[]
  readonly given: ReadonlySet<OptionName>
  text(name: OptionName): string | null
  flag(name: OptionName): boolean
}

/** Splits a command line into words and options. @throws UsageError */
export function parseLine(argv: readonly string[]): ParsedLine {
  let parsed
  try {
    parsed = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true, strict: true })
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
    throw new UsageError(`命令行看不懂：${why}`, `The command line was not understood: ${why}`)
  }
  const values: Partial<Record<OptionName, string | boolean>> = parsed.values
  return {
    words: parsed.positionals,
    given: new Set(Object.keys(values) as OptionName[]),
    text: (name) => {
      const value = values[name]
      return typeof value === 'string' ? value : null
    },
    flag: (name) => values[name] === true,
  }
}

const VALUES: Readonly<Partial<Record<OptionName, (line: ParsedLine) => unknown>>> = {
  month: (line) => month(line),
  'filed-on': (line) => day(line, 'filed-on'),
  ...Object.fromEntries((['amount', 'cases', 'claims', 'photos', 'seed', 'limit', 'runs'] as const).map((name) => [name, (line: ParsedLine) => wholeNumber(line, name)])),
}

/** Looks at the form of every value before anything is opened. @throws UsageError */
export function checkValues(line: ParsedLine, needed: readonly OptionName[]): void {
  for (const name of needed) required(line, name)
  for (const name of line.given) VALUES[name]?.(line)
}

/** An option that must be there. @throws UsageError */
export function required(line: ParsedLine, name: OptionName): string {
  const value = line.text(name)?.trim() ?? ''
  if (value === '') throw new UsageError(`缺少 --${name}`, `--${name} is missing`)
  return value
}

/** A whole number from `from` on, or null when the option is absent. @throws UsageError */
export function wholeNumber(line: ParsedLine, name: OptionName, from = 0): number | null {
  const value = line.text(name)
  if (value === null) return null
  const number = Number(value)
  if (!/^\d{1,15}$/.test(value) || number < from) throw new UsageError(`--${name} 要写整数，不小于 ${from}`, `--${name} takes a whole number of at least ${from}`)
  return number
}

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/

/** `YYYY-MM`, or null when the option is absent. @throws UsageError */
export function month(line: ParsedLine): string | null {
  const value = line.text('month')
  if (value !== null && !MONTH.test(value)) throw new UsageError('--month 要写成 2026-11 这样', '--month is written like 2026-11')
  return value
}

/** A word that must be a month. @throws UsageError */
export function monthOf(word: string): string {
  if (!MONTH.test(word)) throw new UsageError('月份要写成 2026-11 这样', 'A month is written like 2026-11')
  return word
}

/** `YYYY-MM-DD`, a day that exists. @throws UsageError */
export function day(line: ParsedLine, name: OptionName): string | null {
  const value = line.text(name)
  if (value === null) return null
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(`${value}T00:00:00Z`) : Number.NaN
  if (!Number.isFinite(ms) || new Date(ms).toISOString().slice(0, 10) !== value) throw new UsageError(`--${name} 要写成 2026-11-05 这样`, `--${name} is written like 2026-11-05`)
  return value
}
