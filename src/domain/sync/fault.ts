/**
 * Why a stream does not go on (docs/sync-format.md, section 6). Each has a remedy in the words of the screens (S7).
 * - `torn`: not whole there yet · `gap`: a segment is missing, later ones are there · `waiting`: others' segments come first
 * - `signature`, `vault`, `name`, `chain`, `content`: not what its device wrote · `sealed`: another passphrase
 * - `format`: written by a newer version · `clock`: the PC's clock is far ahead
 */
export const STREAM_FAULTS = ['torn', 'gap', 'waiting', 'signature', 'vault', 'name', 'chain', 'content', 'sealed', 'format', 'clock'] as const
export type StreamFaultKind = (typeof STREAM_FAULTS)[number]

export interface StreamFault {
  readonly kind: StreamFaultKind
  /** Name of the file in the store. */
  readonly file: string
  /** `waiting`: devices whose segments come first; `clock`: how far ahead, as text in minutes. */
  readonly detail: readonly string[]
}

/** Faults that pass by themselves, as long as nobody has to worry: listings and uploads are late. */
export const passesByItself = (kind: StreamFaultKind): boolean => kind === 'torn' || kind === 'gap' || kind === 'waiting'
