import * as masters from '../repositories/masters'
import type { Actor, Kernel } from './kernel'
import { SYSTEM } from './setup'

export interface ReadingFailure {
  readonly attempts: number
  /** Reason of the picture or error code. */
  readonly why: string
}

/** Kept with the facts of this PC, so that a picture that ends its reader is not tried again at each start. */
const KEY = 'reading-failures'
/** The oldest are forgotten: at worst they are tried once more. */
const KEPT = 1000

const known = new WeakMap<Kernel, Map<string, ReadingFailure>>()

/** Pictures by SHA-256 that could not be read on this PC (A7). */
export function failuresOf(kernel: Kernel): ReadonlyMap<string, ReadingFailure> {
  return failures(kernel)
}

function failures(kernel: Kernel): Map<string, ReadingFailure> {
  const loaded = known.get(kernel)
  if (loaded !== undefined) return loaded
  const fresh = new Map<string, ReadingFailure>()
  for (const entry of parse(masters.readMeta(kernel.read, KEY))) {
    const [sha256, attempts, why] = Array.isArray(entry) ? (entry as unknown[]) : []
    if (typeof sha256 === 'string' && typeof attempts === 'number' && typeof why === 'string') fresh.set(sha256, { attempts, why })
  }
  known.set(kernel, fresh)
  return fresh
}

function parse(text: string | null): unknown[] {
  if (text === null) return []
  try {
    const list: unknown = JSON.parse(text)
    return Array.isArray(list) ? list : []
  } catch (error) {
    // written by hand or by a newer program: the pictures are tried again, nothing else hangs on it
    if (error instanceof SyntaxError) return []
    throw error
  }
}

function save(kernel: Kernel, actor: Actor, list: ReadonlyMap<string, ReadingFailure>): void {
  const text = JSON.stringify([...list].map(([sha256, { attempts, why }]) => [sha256, attempts, why]))
  kernel.write(actor, { name: 'photo.words-failed', derived: true }, (tx) => masters.putMeta(tx, KEY, text))
}

/** Counts a failure; `attempts` more than there are tries gives it up at once. */
export function noteFailure(kernel: Kernel, sha256: string, why: string, attempts: number): void {
  const list = failures(kernel)
  const before = list.get(sha256)?.attempts ?? 0
  list.delete(sha256)
  list.set(sha256, { attempts: Math.min(Number.MAX_SAFE_INTEGER, before + attempts), why })
  const [oldest] = list.keys()
  if (list.size > KEPT && oldest !== undefined) list.delete(oldest)
  save(kernel, SYSTEM, list)
}

export function clearFailures(kernel: Kernel, actor: Actor): void {
  const list = failures(kernel)
  if (list.size === 0) return
  list.clear()
  save(kernel, actor, list)
}
