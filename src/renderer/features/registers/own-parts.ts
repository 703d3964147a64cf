import { defineAsyncComponent, type Component } from 'vue'

/** What a register shows beyond its description, by its id: `tools` beside its list, `more` in the details of an entry. */
export interface OwnParts {
  readonly tools?: Component
  readonly more?: Component
}

const OWN: Readonly<Record<string, OwnParts>> = {
  visits: { more: defineAsyncComponent(() => import('./VisitSheet.vue')) },
  quality: { tools: defineAsyncComponent(() => import('./quality/QualityTools.vue')), more: defineAsyncComponent(() => import('./quality/QualityMore.vue')) },
}

export const ownParts = (register: string): OwnParts => OWN[register] ?? {}
