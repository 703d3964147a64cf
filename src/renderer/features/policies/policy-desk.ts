import { defineStore } from 'pinia'
import { computed, reactive, shallowRef, watch } from 'vue'
import type { DocumentDetail, DocumentEntry, DocumentProblem, Preview, Trial } from '../../../contract/policies'
import { mayDo } from '../../../domain/identity/roles'
import { pick, t } from '../../i18n'
import { rpc, toUserError, useChanges, useSession, useSync, type UserError } from '../../rpc'
import { showToast } from '../../ui/toasts'

/** After the last key the text is read again; long enough for a word, short enough to look as one types. */
const CHECK_AFTER_MS = 200

export const newTrial = (): Trial => ({ status: 'working', facts: [], slots: [], copied: [], ticked: [], values: {}, instants: {} })

/** What a person wrote and has not saved, with the newest version that they had seen. */
interface Draft {
  text: string
  basedOn: number | null
}

export const documentTitle = (entry: Pick<DocumentEntry, 'titleZh' | 'titleEn'>): string => pick({ zh: entry.titleZh, en: entry.titleEn })

/** The documents, the one at hand with what was written into it, and what reading it gives (P1). */
export const usePolicyDesk = defineStore('policy-desk', () => {
  const session = useSession()
  const list = shallowRef<readonly DocumentEntry[]>([])
  const listError = shallowRef<UserError | null>(null)
  const loading = shallowRef(true)
  const chosen = shallowRef<string | null>(null)
  const detail = shallowRef<DocumentDetail | null>(null)
  const detailError = shallowRef<UserError | null>(null)
  const drafts = reactive(new Map<string, Draft>())
  const problems = shallowRef<readonly DocumentProblem[]>([])
  const preview = shallowRef<Preview | null>(null)
  const note = shallowRef('')
  const busy = shallowRef(false)
  const trial = reactive<Trial>(newTrial())

  const sync = useSync()
  const mayWrite = computed(() => session.me !== null && mayDo(session.me.role, 'policy.write') && sync.mayNotHere === null)
  const readOnlyWhy = computed(() => sync.mayNotHere ?? t('policies.readOnly'))
  const text = computed({
    get: () => (chosen.value === null ? '' : (drafts.get(chosen.value)?.text ?? detail.value?.text ?? '')),
    set: (written) => {
      const found = detail.value
      if (found === null) return
      if (written === found.text) drafts.delete(found.document)
      else drafts.set(found.document, { text: written, basedOn: drafts.get(found.document)?.basedOn ?? newestOf(found) })
    },
  })
  const changed = computed(() => chosen.value !== null && drafts.has(chosen.value))
  const newestOf = (found: DocumentDetail): number | null => found.versions[0]?.version ?? null

  async function loadList(): Promise<void> {
    try {
      list.value = await rpc.policies.list()
      listError.value = null
    } catch (thrown) {
      listError.value = toUserError(thrown)
    } finally {
      loading.value = false
    }
  }

  async function loadDetail(): Promise<void> {
    const document = chosen.value
    if (document === null) return
    try {
      const found = await rpc.policies.get({ document })
      if (chosen.value !== document) return
      detail.value = found
      detailError.value = null
    } catch (thrown) {
      if (chosen.value === document) detailError.value = toUserError(thrown)
    }
  }

  async function choose(document: string | null): Promise<void> {
    if (chosen.value === document) return
    chosen.value = document
    detail.value = null
    preview.value = null
    problems.value = []
    note.value = ''
    Object.assign(trial, newTrial())
    await loadDetail()
  }

  let asked = 0
  async function check(): Promise<void> {
    const document = detail.value?.document
    if (document === undefined) return
    asked += 1
    const mine = asked
    const { status, facts, slots, copied, ticked, values, instants } = trial
    const read = await rpc.policies.check({ document, text: text.value, trial: { status, facts: [...facts], slots: [...slots], copied: [...copied], ticked: [...ticked], values: { ...values }, instants: { ...instants } } })
    if (mine !== asked) return
    problems.value = read.problems
    // While the text is broken the last preview would be a lie: it goes.
    preview.value = read.problems.length > 0 ? null : read.preview
  }
  let timer: ReturnType<typeof setTimeout> | undefined
  const checkSoon = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => void check(), CHECK_AFTER_MS)
  }
  watch(() => [detail.value, text.value], checkSoon)
  watch(trial, () => void check())

  useChanges(['policy_version'], () => {
    void loadList()
    void loadDetail()
  })

  function discard(): void {
    if (chosen.value !== null) drafts.delete(chosen.value)
  }

  /** Stores `body` as the newest version; refusals go on to the caller. */
  async function store(body: string | null): Promise<void> {
    const found = detail.value
    if (found === null || busy.value) return
    busy.value = true
    try {
      const basedOn = drafts.get(found.document)?.basedOn ?? newestOf(found)
      const saved = await rpc.policies.save({ document: found.document, text: body, note: note.value, basedOn, key: crypto.randomUUID() })
      drafts.delete(found.document)
      note.value = ''
      if (chosen.value === found.document) detail.value = saved
      await loadList()
      const name = documentTitle(saved)
      showToast({ tone: 'ok', title: saved.version === null ? t('policies.savedShipped', { name }) : t('policies.saved', { name, n: saved.version }) })
    } catch (thrown) {
      // The newer version is read, so that it can be compared and the next saving is one on top of it.
      await loadDetail()
      const draft = drafts.get(found.document)
      if (draft !== undefined && detail.value !== null) draft.basedOn = newestOf(detail.value)
      throw thrown
    } finally {
      busy.value = false
    }
  }

  return { list, listError, loading, chosen, detail, detailError, problems, preview, note, busy, trial, mayWrite, readOnlyWhy, text, changed, drafts, loadList, loadDetail, choose, discard, store, check }
})
