import { defineStore } from 'pinia'
import { computed, reactive, shallowRef, watch } from 'vue'
import type { LibraryEntry, TemplateChange, TemplateDetail, TemplateDraft, TemplateProblemView, WritableLayer } from '../../../contract/template-library'
import { DAY } from '../../../domain/clock/duration'
import { mayDo } from '../../../domain/identity/roles'
import { pick, t } from '../../i18n'
import { rpc, toUserError, useChanges, useSession, type UserError } from '../../rpc'
import { showToast, trackChange } from '../../ui/toasts'

/** After the last key the draft is checked again; long enough for a word, short enough to look as one types. */
const CHECK_AFTER_MS = 200
/** Replies and saves of colleagues come in bursts. */
const RELOAD_AFTER_MS = 250

export const FILTERS = ['all', 'team', 'mine', 'unused', 'edited', 'warnings', 'language', 'hidden', 'others'] as const
export type LibraryFilter = (typeof FILTERS)[number]
export const PERIODS = ['policy', '7', '30', '365'] as const
export type LibraryPeriod = (typeof PERIODS)[number]

const EMPTY: TemplateDraft = { group: 'opening', titleZh: '', titleEn: '', bodyZh: '', bodyEn: '', kinds: [], step: null, tags: [], platforms: [], actions: null, imageId: null }

/** Stands for the template that does not exist yet. */
export const NEW = ''

export const titleOf = (one: Pick<TemplateDraft, 'titleZh' | 'titleEn'>): string => pick({ zh: one.titleZh, en: one.titleEn })

const FITS: Readonly<Record<LibraryFilter, (entry: LibraryEntry) => boolean>> = {
  all: () => true,
  team: (entry) => entry.layer === 'team',
  mine: (entry) => entry.layer === 'personal' && entry.ownerName === null,
  unused: (entry) => entry.unused && !entry.hidden,
  edited: (entry) => entry.oftenEdited,
  warnings: (entry) => entry.warnings > 0,
  language: (entry) => entry.missingLanguage !== null,
  hidden: (entry) => entry.hidden,
  others: (entry) => entry.ownerName !== null,
}

/** Words, and pinyin by its letters with or without blanks. */
function matches(entry: LibraryEntry, query: string): boolean {
  const pinyin = entry.searchKeys.map((key) => key.split(' ').map((syllable) => syllable.split('/')[0] ?? ''))
  const text = [entry.titleZh, entry.titleEn, ...entry.tags, entry.id, ...pinyin.flatMap((syllables) => [syllables.join(''), syllables.map((one) => one[0]).join('')])].join('\n').toLowerCase()
  return query.split(/\s+/).every((word) => text.includes(word))
}

interface Draft {
  readonly value: TemplateDraft
  /** Newest version of the layer that the person had seen. */
  readonly basedOn: number | null
}

const same = (a: TemplateDraft, b: TemplateDraft): boolean => JSON.stringify(a) === JSON.stringify(b)

/** The library: what is listed, the template at hand with what was written into it, and what checking it gives (T5). */
export const useLibrary = defineStore('template-library', () => {
  const session = useSession()
  const entries = shallowRef<readonly LibraryEntry[]>([])
  const steps = shallowRef<readonly { readonly id: string; readonly zh: string; readonly en: string }[]>([])
  const listError = shallowRef<UserError | null>(null)
  const loading = shallowRef(true)
  const query = shallowRef('')
  const filter = shallowRef<LibraryFilter>('all')
  const period = shallowRef<LibraryPeriod>('policy')
  const personId = shallowRef<string | null>(null)
  /** null: none; NEW: one that does not exist yet */
  const chosen = shallowRef<string | null>(null)
  const detail = shallowRef<TemplateDetail | null>(null)
  const detailError = shallowRef<UserError | null>(null)
  const layer = shallowRef<WritableLayer>('personal')
  const drafts = reactive(new Map<string, Draft>())
  const problems = shallowRef<readonly TemplateProblemView[]>([])
  const note = shallowRef('')
  const busy = shallowRef(false)

  const mayWriteTeam = computed(() => session.me !== null && mayDo(session.me.role, 'template.write'))
  const shown = computed(() => {
    const words = query.value.trim().toLowerCase()
    return entries.value.filter((entry) => FITS[filter.value](entry) && (words === '' || matches(entry, words)))
  })
  const counts = computed(() => Object.fromEntries(FILTERS.map((one) => [one, entries.value.filter(FITS[one]).length])) as Record<LibraryFilter, number>)
  const isNew = computed(() => chosen.value === NEW)
  const foreign = computed(() => detail.value !== null && detail.value.ownerName !== null)
  /** A person's own template has no layer of the team. */
  const isOwnPersonal = computed(() => detail.value !== null && detail.value.shipped === null && detail.value.team === null)
  const isPersonal = computed(() => detail.value?.layer === 'personal')
  /** What the layer at hand says, or stands over. */
  const base = computed<TemplateDraft>(() => {
    const found = detail.value
    if (found === null) return EMPTY
    if (foreign.value) return found.draft
    const below = found.team?.draft ?? found.shipped
    return (layer.value === 'personal' ? (found.mine?.draft ?? below) : below) ?? found.draft
  })
  const key = computed(() => `${chosen.value ?? ''}|${layer.value}`)
  const draft = computed<TemplateDraft>({
    get: () => drafts.get(key.value)?.value ?? base.value,
    set: (value) => {
      if (foreign.value) return
      if (!isNew.value && same(value, base.value)) drafts.delete(key.value)
      else drafts.set(key.value, { value, basedOn: drafts.get(key.value)?.basedOn ?? newest() })
    },
  })
  const changed = computed(() => drafts.has(key.value))
  const blocking = computed(() => problems.value.filter((one) => one.severity === 'block'))
  const newest = (): number | null => (detail.value === null ? null : detail.value.newest[layer.value])

  async function loadList(): Promise<void> {
    try {
      const since = period.value === 'policy' ? null : Date.now() - Number(period.value) * DAY
      const found = await rpc.templateLibrary.list({ since, staffId: personId.value })
      entries.value = found.entries
      steps.value = found.steps
      listError.value = null
    } catch (thrown) {
      listError.value = toUserError(thrown)
    } finally {
      loading.value = false
    }
  }
  watch([period, personId], () => void loadList())

  async function loadDetail(): Promise<void> {
    const id = chosen.value
    if (id === null || id === NEW) return
    try {
      const found = await rpc.templateLibrary.get({ id })
      if (chosen.value !== id) return
      detail.value = found
      detailError.value = null
    } catch (thrown) {
      if (chosen.value === id) detailError.value = toUserError(thrown)
    }
  }

  async function choose(id: string | null): Promise<void> {
    if (chosen.value === id) return
    chosen.value = id
    detail.value = null
    detailError.value = null
    problems.value = []
    note.value = ''
    layer.value = mayWriteTeam.value ? 'team' : 'personal'
    await loadDetail()
    if (chosen.value === id && (isOwnPersonal.value || isPersonal.value)) layer.value = 'personal'
  }

  let asked = 0
  async function check(): Promise<void> {
    if (chosen.value === null || (detail.value === null && !isNew.value)) return
    asked += 1
    const mine = asked
    const found = await rpc.templateLibrary.check({ draft: draft.value })
    if (mine === asked) problems.value = found
  }
  let timer: ReturnType<typeof setTimeout> | undefined
  watch([detail, draft], () => {
    clearTimeout(timer)
    timer = setTimeout(() => void check(), CHECK_AFTER_MS)
  })

  let reload: ReturnType<typeof setTimeout> | undefined
  useChanges(['team_template', 'template_version', 'policy_version'], () => {
    if (loading.value && entries.value.length === 0) return
    clearTimeout(reload)
    reload = setTimeout(() => {
      void loadList()
      void loadDetail()
    }, RELOAD_AFTER_MS)
  })

  const discard = (): void => void drafts.delete(key.value)

  /** Carries out a change and offers the way back; what was refused goes on to the caller, with the newest version read. */
  async function change(title: (name: string) => string, work: () => Promise<TemplateChange>): Promise<TemplateChange | null> {
    if (busy.value) return null
    busy.value = true
    try {
      const name = titleOf(draft.value)
      const done = await trackChange(work())
      await Promise.all([loadList(), loadDetail()])
      const words = title(name)
      showToast({ tone: 'ok', title: words, undo: { label: words, run: () => takeBack(done) } })
      return done
    } catch (thrown) {
      await loadDetail()
      const kept = drafts.get(key.value)
      if (kept !== undefined) drafts.set(key.value, { ...kept, basedOn: newest() })
      throw thrown
    } finally {
      busy.value = false
    }
  }

  async function takeBack(done: TemplateChange): Promise<void> {
    await rpc.templateLibrary.restore({ rowId: done.rowId, version: done.before, basedOn: done.after, key: crypto.randomUUID() })
    if (chosen.value === done.id && !entries.value.some((entry) => entry.id === done.id && entry.layer === 'shipped') && done.before === null && detail.value?.shipped == null) await choose(null)
    await Promise.all([loadList(), loadDetail()])
  }

  async function save(): Promise<void> {
    const [value, at, into] = [draft.value, key.value, layer.value]
    const basedOn = drafts.get(at)?.basedOn ?? newest()
    const id = isNew.value ? null : chosen.value
    const done = await change((name) => t('templateLibrary.saved', { name }), async () => {
      const saved = await rpc.templateLibrary.save({ id, layer: into, draft: value, note: note.value, basedOn, key: crypto.randomUUID() })
      drafts.delete(at)
      note.value = ''
      return saved
    })
    if (done !== null && id === null) {
      await choose(done.id)
      layer.value = into
    }
  }

  const restore = (rowId: string, version: number | null): Promise<TemplateChange | null> => {
    const row = detail.value?.versions.find((one) => one.rowId === rowId)
    const basedOn = row === undefined ? null : (detail.value?.newest[row.layer] ?? null)
    return change((name) => t('templateLibrary.restored', { name }), () => rpc.templateLibrary.restore({ rowId, version, basedOn, key: crypto.randomUUID() }))
  }

  async function hide(into: WritableLayer, hidden: boolean): Promise<void> {
    const found = detail.value
    if (found === null) return
    await change((name) => t(hidden ? 'templateLibrary.hiddenDone' : 'templateLibrary.shownDone', { name }), () => rpc.templateLibrary.hide({ id: found.id, layer: into, hidden, basedOn: found.newest[into], key: crypto.randomUUID() }))
  }

  async function remove(into: WritableLayer): Promise<void> {
    const found = detail.value
    if (found === null) return
    const remains = found.shipped !== null || (into === 'personal' && found.team !== null)
    drafts.delete(`${found.id}|${into}`)
    // first: a template that is gone cannot be read again
    if (!remains) chosen.value = null
    await change((name) => t(remains ? 'templateLibrary.removed.shipped' : 'templateLibrary.removed.deleted', { name: name === '' ? titleOf(found.draft) : name }), () => rpc.templateLibrary.remove({ id: found.id, layer: into, basedOn: found.newest[into], key: crypto.randomUUID() }))
    if (!remains) detail.value = null
  }

  const adopt = (rowId: string, basedOn: number | null): Promise<TemplateChange | null> =>
    change((name) => t('templateLibrary.adopted', { name }), () => rpc.templateLibrary.adopt({ rowId, basedOn, key: crypto.randomUUID() }))

  function begin(): void {
    chosen.value = NEW
    detail.value = null
    detailError.value = null
    problems.value = []
    note.value = ''
    layer.value = mayWriteTeam.value ? 'team' : 'personal'
  }

  /** The row before or after the one at hand, as listed. */
  async function step(by: 1 | -1): Promise<void> {
    const at = shown.value.findIndex((entry) => entry.id === chosen.value)
    const to = shown.value[Math.min(shown.value.length - 1, Math.max(0, at + by))]
    if (to !== undefined) await choose(to.id)
  }

  return {
    entries, steps, listError, loading, query, filter, period, personId, chosen, detail, detailError, layer, drafts, problems, note, busy, mayWriteTeam, shown, counts, isNew, foreign,
    isOwnPersonal, base, draft, changed, blocking, loadList, loadDetail, choose, check, discard, save, restore, hide, remove, adopt, begin, step,
  }
})
