import { defineStore } from 'pinia'
import { computed, onScopeDispose, shallowRef, watch, type WatchSource } from 'vue'
import type { PresenceView, TakenCaseView } from '../../contract/presence'
import type { Doing } from '../../domain/sync/presence'
import { rpc } from './client'
import { errorCode } from './errors'
import { followWhileReady } from './following'

/** Who has which case open on other PCs (S7). Best effort: what is not said again expires by itself. */
export const usePresence = defineStore('presence', () => {
  const view = shallowRef<PresenceView | null>(null)
  followWhileReady((signal) => rpc.presence.watch(undefined, { signal }), (value) => {
    view.value = value
  })
  const byCase = computed(() => {
    const found = new Map<string, TakenCaseView[]>()
    for (const one of view.value?.cases ?? []) found.set(one.caseId, [...(found.get(one.caseId) ?? []), one])
    return found
  })
  const NOBODY: readonly TakenCaseView[] = []
  /** Who has it open elsewhere, the one who answers first. */
  const of = (caseId: string): readonly TakenCaseView[] => byCase.value.get(caseId) ?? NOBODY
  return { on: computed(() => view.value?.on ?? false), againMs: computed(() => view.value?.againMs ?? 0), of }
})

/** Says what this page has open, now and again while it does, for as long as the calling scope lives. Says nothing while nothing is shared. */
export function useSayPresence(open: WatchSource<{ readonly caseId: string | null; readonly doing: Doing }>): void {
  const presence = usePresence()
  let timer: ReturnType<typeof setInterval> | undefined
  let said: { caseId: string | null; doing: Doing } = { caseId: null, doing: 'looking' }
  async function say(): Promise<void> {
    try {
      await rpc.presence.say(said)
    } catch (error) {
      // a courtesy: without a session or a connection nobody is told, anything else is a fault to be seen
      if (!['NOT_SIGNED_IN', 'CONNECTION_LOST', 'FORBIDDEN', 'NO_DATA_FOLDER'].includes(errorCode(error))) throw error
    }
  }
  const begin = (): void => {
    clearInterval(timer)
    if (!presence.on || said.caseId === null) return
    timer = setInterval(() => void say(), presence.againMs)
  }
  watch(open, ({ caseId, doing }) => {
    if (caseId === said.caseId && doing === said.doing) return
    const had = said.caseId
    said = { caseId, doing }
    begin()
    if (presence.on && (caseId !== null || had !== null)) void say()
  }, { immediate: true })
  watch(() => [presence.on, presence.againMs], () => {
    begin()
    if (presence.on && said.caseId !== null) void say()
  })
  onScopeDispose(() => {
    clearInterval(timer)
    if (!presence.on || said.caseId === null) return
    said = { caseId: null, doing: 'looking' }
    void say()
  })
}
