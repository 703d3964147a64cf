/**
 * What a pane is, and what it may know of the place it is shown in. Each feature exports one or more `PaneDefinition`s from its
 * index.ts; the app docks them. A pane draws its own content only; its title and tools go into the header of the group it is
 * docked in, through `<PaneToolbar>` and `usePane().setTitle`.
 */
import { inject, type Component, type InjectionKey, type Ref } from 'vue'
import type { MessageKey } from '../i18n/types'

export type PaneId = 'queue' | 'grid' | 'case' | 'templates' | 'template-library' | 'claims' | 'wrong-shipments' | 'appeals' | 'registers' | 'returns-bench' | 'handover' | 'photos' | 'reconcile' | 'reports' | 'imports' | 'masters' | 'approvals' | 'policies' | 'sync'

export interface PaneDefinition {
  readonly id: PaneId
  readonly titleKey: MessageKey
  /** an icon of lucide-vue-next */
  readonly icon: Component
  /** the pane itself, in its own chunk */
  readonly load: () => Promise<Component>
  /** number on the activity bar, reactive; 0 shows none */
  readonly badge?: () => number
}

export interface PaneContext {
  readonly id: PaneId
  /** where `<PaneToolbar>` draws; null while the pane is hidden */
  readonly headerElement: Readonly<Ref<HTMLElement | null>>
  readonly visible: Readonly<Ref<boolean>>
  /** true in the one-column layout beside the chat client */
  readonly compact: Readonly<Ref<boolean>>
  /** the tab's words: a case number instead of "case"; null gives the default back */
  readonly setTitle: (title: string | null) => void
}

export const paneKey: InjectionKey<PaneContext> = Symbol('pane')

/** The place this pane is shown in. Throws outside a pane: that is a mistake in the code. */
export function usePane(): PaneContext {
  const context = inject(paneKey)
  if (!context) throw new Error('usePane outside a pane')
  return context
}
