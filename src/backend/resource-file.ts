import type { Document, Node } from 'yaml'
import { LineCounter, isMap, isNode, isScalar, parseDocument } from 'yaml'
import type { z } from 'zod'

/** One mistake in a data file. `file` is relative to the resources folder, `line` counts from 1. */
export interface ResourceProblem {
  readonly file: string
  readonly line: number
  readonly reason: string
}

export type Checked<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly ResourceProblem[] }

/** A parsed data file that still knows where each value stands, for mistakes that only show beside other files. */
export interface CheckedFile<T> {
  readonly file: string
  readonly value: T
  readonly problemAt: (path: readonly PropertyKey[], reason: string) => ResourceProblem
}

/** Reads YAML text by a schema (P1, T1, C4). Every mistake is reported with its line; nothing is thrown for bad text. */
export function checkResourceText<S extends z.ZodType>(file: string, text: string, schema: S): Checked<CheckedFile<z.output<S>>> {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, strict: true })
  const faults = [...document.errors, ...document.warnings]
  if (faults.length > 0) {
    return { ok: false, problems: faults.map((fault) => ({ file, line: lines.linePos(fault.pos[0]).line, reason: fault.message })) }
  }
  const problemAt = (path: readonly PropertyKey[], reason: string): ResourceProblem => ({
    file,
    line: lines.linePos(offsetOf(document, path)).line,
    reason: path.length === 0 ? reason : `${path.map(String).join('.')}: ${reason}`,
  })
  const data = toPlain(document)
  if (!data.ok) return { ok: false, problems: [problemAt([], data.reason)] }
  const parsed = schema.safeParse(data.value)
  if (parsed.success) return { ok: true, value: { file, value: parsed.data, problemAt } }
  return {
    ok: false,
    problems: parsed.error.issues.map((issue) => {
      const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path
      return problemAt(path, issue.code === 'unrecognized_keys' ? 'this key is not known here' : issue.message)
    }),
  }
}

/** Aliases that multiply beyond reason are refused by the parser with a ReferenceError; anything else is a fault of ours. */
function toPlain(document: Document): { ok: true; value: unknown } | { ok: false; reason: string } {
  try {
    return { ok: true, value: document.toJS({ maxAliasCount: 100 }) }
  } catch (error) {
    if (error instanceof ReferenceError) return { ok: false, reason: error.message }
    throw error
  }
}

/** Where a value, its key, or the nearest thing around it begins. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true)
    const start = keyOf(document, path.slice(0, length))?.range?.[0] ?? (isNode(node) ? node.range?.[0] : undefined)
    if (start !== undefined) return start
  }
  return 0
}

function keyOf(document: Document, path: readonly PropertyKey[]): Node | null {
  if (path.length === 0) return null
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true)
  if (!isMap(parent)) return null
  const pair = parent.items.find((item) => isScalar(item.key) && item.key.value === path.at(-1))
  return pair !== undefined && isScalar(pair.key) ? pair.key : null
}

/** The plain data of YAML text that was checked before: as somebody wrote it, without comments. */
export function plainOf(text: string): unknown {
  const plain = toPlain(parseDocument(text))
  return plain.ok ? plain.value : null
}
