import { defineStore } from 'pinia'
import { computed, reactive, shallowRef, watch } from 'vue'
import type { CaseDetail } from '../../../contract/cases'
import type { Template } from '../../../contract/templates'
import { useActiveCase, useSession } from '../../rpc'
import { showToast, trackChange } from '../../ui/toasts'

export type ReplyMode = 'reply' | 'note'

/** What a text of the reply box came from: the template that it began with, and what that does besides (T4). */
export interface ReplySource {
  readonly templateId: string | null
  readonly actions: Template['actions']
  readonly values: Readonly<Record<string, string>>
  /** the picture that goes with it (T5) */
  readonly imageId: string | null
}
export const BY_HAND: ReplySource = { templateId: null, actions: null, values: {}, imageId: null }

/** What was typed for a case and not sent off yet: survives going to another case and back. */
export interface Draft {
  mode: ReplyMode
  reply: string
  note: string
  /** what the reply began with, and what that said */
  source: ReplySource
  templateText: string
}

export type CaseTab = 'timeline' | 'order' | 'buyer' | 'money' | 'steps' | 'links'
type CaseCall = (id: string) => Promise<CaseDetail>

/** after this long without an answer the place of the case is shown instead of the case before */
const SLOW_MS = 150
const newDraft = (): Draft => ({ mode: 'reply', reply: '', note: '', source: BY_HAND, templateText: '' })

/** The active case for the one pane that changes it: what is typed for it, and the one way to change it. */
export const useDesk = defineStore('case-desk', () => {
  const active = useActiveCase()
  const session = useSession()
  const slow = shallowRef(false)
  const tab = shallowRef<CaseTab>('timeline')
  const drafts = new Map<string, Draft>()
  const draft = shallowRef<Draft>(reactive(newDraft()))

  /** Null while none is active, or until the active one has been read: commands must never act on the case before. */
  const detail = computed(() => active.current)
  const zone = computed(() => session.shops.find((one) => one.id === active.detail?.shopId)?.timeZone ?? session.shops[0]?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone)

  function takeDraft(): void {
    const id = active.id ?? ''
    const found = drafts.get(id) ?? reactive(newDraft())
    drafts.set(id, found)
    draft.value = found
  }
  // at once: a key pressed in the same moment must write into the right one
  watch(() => active.id, takeDraft, { immediate: true, flush: 'sync' })
  watch(
    () => [session.state?.dataDir, session.me?.id].join('|'),
    () => {
      drafts.clear()
      takeDraft()
    },
  )

  let timer: ReturnType<typeof setTimeout> | undefined
  watch(
    () => active.id !== null && active.current === null && active.error === null,
    (waiting) => {
      clearTimeout(timer)
      slow.value = false
      if (waiting) timer = setTimeout(() => (slow.value = true), SLOW_MS)
    },
    { immediate: true },
  )

  /** The active case once it has been read; null when that fails, when none is active, or when another one is by then. */
  async function whenRead(): Promise<CaseDetail | null> {
    const id = active.id
    if (detail.value === null && id !== null) await active.refresh()
    return active.id === id ? detail.value : null
  }

  /** Shows a case as it is now, unless another one is active by now. */
  function show(found: CaseDetail): void {
    if (active.id === found.id) active.detail = found
  }

  /**
   * Changes the active case. `guess` is shown at once and taken back when the call fails; the failure goes on to the caller.
   * Resolves to the case as it is afterwards, or null when none is active.
   */
  async function change(call: CaseCall, guess: Partial<CaseDetail> = {}): Promise<CaseDetail | null> {
    const before = detail.value
    if (before === null) return null
    show({ ...before, ...guess })
    try {
      const after = await call(before.id)
      show(after)
      return after
    } catch (error) {
      show(before)
      throw error
    }
  }

  /**
   * As `change`, with a notice that can take it back. `backOf` gives what takes it back by the answer and the case before, or null when
   * nothing can: then no undo is offered. An undo asked for before the answer waits for it.
   */
  function changeWithUndo(title: string, call: CaseCall, backOf: (after: CaseDetail, before: CaseDetail) => CaseCall | null, guess: Partial<CaseDetail> = {}): Promise<void> {
    return trackChange(changeAndTell(title, call, backOf, guess))
  }

  async function changeAndTell(title: string, call: CaseCall, backOf: (after: CaseDetail, before: CaseDetail) => CaseCall | null, guess: Partial<CaseDetail>): Promise<void> {
    const before = detail.value
    const after = await change(call, guess)
    if (after === null || before === null) return
    const back = backOf(after, before)
    showToast({ tone: 'ok', title, ...(back ? { undo: { label: title, run: async () => show(await back(after.id)) } } : {}) })
  }

  return { detail, slow, tab, draft, zone, whenRead, show, change, changeWithUndo }
})
