import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { FloatOpening } from '../../../../contract/native'
import { PASTE_PREFERENCE } from '..'
import { bridge, usePreferences, useSession, useWorkspace, reconnect } from '../../../rpc'

const NOTHING: FloatOpening = { caseId: null, recentCaseIds: [], into: null, canPaste: false, former: 'empty' }

/**
 * What the floating window is opened with, and whose case it works on: that of the main window, until another one is chosen here; a case
 * that the main window opens after that counts again (T3).
 */
export const useFloat = defineStore('float', () => {
  const session = useSession()
  const preferences = usePreferences()
  const workspace = useWorkspace()
  const opening = shallowRef<FloatOpening>(NOTHING)
  const deskCaseId = shallowRef<string | null>(null)
  /** a case chosen here */
  const chosen = shallowRef<string | null>(null)
  /** grows with every opening: the page starts afresh */
  const round = shallowRef(0)
  let keeps = false

  const caseId = computed(() => chosen.value ?? deskCaseId.value)
  function followDesk(id: string | null): void {
    if (id !== deskCaseId.value) chosen.value = null
    deskCaseId.value = id
  }
  watch(caseId, (id) => workspace.openCase(session.phase === 'ready' ? id : null), { immediate: true })
  watch(() => session.phase, (phase) => workspace.openCase(phase === 'ready' ? caseId.value : null))
  const wishesPaste = computed(() => preferences.get(PASTE_PREFERENCE) !== false)
  /** Enter will paste; else why it only copies. */
  const aim = computed<'paste' | 'off' | 'not-allowed' | 'no-target'>(() => {
    if (!wishesPaste.value) return 'off'
    if (!opening.value.canPaste) return 'not-allowed'
    return opening.value.into === null ? 'no-target' : 'paste'
  })

  /** The window is on screen: who works now, with what preferences, on which case. */
  async function open(next: FloatOpening): Promise<void> {
    opening.value = next
    followDesk(next.caseId)
    if (!keeps) round.value += 1
    keeps = false
    await session.look()
    if (session.phase === 'ready') await preferences.load()
  }

  /** Follows the shell; call once. */
  function follow(report: (error: unknown) => void): void {
    bridge.onEvent((event) => {
      if (event.type === 'float-opened') open(event.opening).catch(report)
      else if (event.type === 'float-case') {
        followDesk(event.caseId)
        // a main window that locks shows no case: this one must not go on showing its buyer
        session.look().catch(report)
      } else if (event.type === 'background-restarted') reconnect().then(() => session.look()).catch(report)
    })
    bridge.floatOpening().then(open).catch(report)
  }

  /** The next opening goes on where this one was: something is to be read, or the next part follows. */
  function keepPlace(): void {
    keeps = true
  }

  function choose(id: string): void {
    chosen.value = id
  }

  return { opening, round, caseId, wishesPaste, aim, follow, choose, keepPlace }
})
