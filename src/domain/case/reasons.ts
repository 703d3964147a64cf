import type { KindId } from './kinds'

/** An entry of the managed list of reasons (C12). No kinds: offered for every kind. */
export interface ReasonDef {
  readonly id: string
  readonly zh: string
  readonly en: string
  readonly kinds: readonly KindId[]
}

/** The reasons to offer for a kind: its own first, then those for every kind. */
export function reasonsFor(reasons: readonly ReasonDef[], kind: KindId): readonly ReasonDef[] {
  return [...reasons.filter((reason) => reason.kinds.includes(kind)), ...reasons.filter((reason) => reason.kinds.length === 0)]
}
