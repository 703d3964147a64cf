import type { WrittenActions } from './due-text'
import type { TemplateLayer } from './layers'

/** A template on its way between two installations or programs (T5): what a person wrote, and which layer said it. */
export interface ExchangedTemplate {
  /** Its id where it came from; null: it has none. */
  readonly id: string | null
  readonly layer: TemplateLayer
  /** The template that it stands in for. */
  readonly base: string | null
  readonly hidden: boolean
  readonly group: string
  readonly titleZh: string
  readonly titleEn: string
  readonly bodyZh: string
  readonly bodyEn: string
  readonly kinds: readonly string[]
  readonly step: string | null
  readonly tags: readonly string[]
  readonly platforms: readonly string[]
  readonly actions: WrittenActions | null
  readonly imageId: string | null
}

/** Why an entry of a file could not be taken, or was taken with something left out. */
export type ExchangeProblem =
  | 'template-invalid'
  | 'template-broken'
  | 'espanso-no-text'
  | 'espanso-trigger'
  | 'espanso-import'
  | 'espanso-script'
  | 'espanso-other'

/** An entry that was read: `place` is its line or its number in the file, `about` what a person knows it by. */
export interface ReadEntry {
  readonly place: number
  readonly about: string
  readonly template: ExchangedTemplate
  /** What was left out or put differently, with the name of it. */
  readonly warnings: readonly { readonly problem: ExchangeProblem; readonly about: string }[]
}

export interface RefusedEntry {
  readonly place: number
  readonly about: string
  readonly problem: ExchangeProblem
  /** In English, as readers of files speak; null: the problem says it all. */
  readonly reason: string | null
}

export interface ReadTemplates {
  readonly taken: readonly ReadEntry[]
  readonly refused: readonly RefusedEntry[]
}
