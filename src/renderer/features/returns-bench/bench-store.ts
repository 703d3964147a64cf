import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { BenchAnswer, ReturnCandidate } from '../../../contract/returns'
import { benchAfter, emptyBench, type BenchEvent, type BenchState } from '../../../domain/returns/bench'
import { lineFault, linesFor, linesOf, withQuantity, type LineFault, type ReturnLine } from '../../../domain/returns/lines'
import { RETURN_RESULTS, type ReturnResult } from '../../../domain/returns/policy'
import { isAgain, splitScans } from '../../../domain/returns/scan'
import { t } from '../../i18n'
import { rpc, toUserError, type UserError } from '../../rpc'
import { showToast } from '../../ui/toasts'

export interface BenchPhoto {
  readonly linkId: string
  readonly name: string
  /** Filed on a case already. */
  readonly filed: boolean
}

/** What scanners type in front of nothing: a digit alone is a result, pressed by a person. No code is that short. */
const DIGITS = /^[1-5]{1,3}$/
const REMEMBERED = 50

/**
 * The bench while the program runs (W6): it outlives its pane, so that a look at a case loses no scan. What is typed belongs to the field;
 * only a whole code, ended by Enter, is a scan.
 */
export const useBench = defineStore('returns-bench', () => {
  const state = shallowRef<BenchState<BenchAnswer>>(emptyBench())
  const terms = shallowRef<Awaited<ReturnType<typeof rpc.returns.terms>> | null>(null)
  const typed = shallowRef('')
  const chosenId = shallowRef<string | null>(null)
  /** The parcel belongs to nobody known, whatever was offered. */
  const asUnknown = shallowRef(false)
  const pointed = shallowRef(0)
  const result = shallowRef<ReturnResult | null>(null)
  /** The result before a digit was typed that may yet become a code. */
  let before: ReturnResult | null = null
  let settling: ReturnType<typeof setTimeout> | undefined
  const lines = shallowRef<readonly ReturnLine[]>([])
  const lineAt = shallowRef(0)
  const note = shallowRef('')
  const photos = shallowRef<readonly BenchPhoto[]>([])
  const failure = shallowRef<UserError | null>(null)
  const asked = shallowRef<'result' | LineFault | null>(null)
  const filed = shallowRef<{ readonly no: string; readonly text: string; readonly tone: 'ok' | 'soon' | 'late' } | null>(null)
  let seen: readonly { readonly code: string; readonly at: number }[] = []
  let key = crypto.randomUUID()

  const found = computed(() => (state.value.stage.at === 'table' || state.value.stage.at === 'saving' ? state.value.stage.found : null))
  const chosen = computed<ReturnCandidate | null>(() => (asUnknown.value ? null : (found.value?.candidates.find(({ id }) => id === chosenId.value) ?? null)))
  const unknown = computed(() => found.value !== null && found.value.kind !== 'damaged-card' && found.value.kind !== 'too-long' && (asUnknown.value || found.value.candidates.length === 0))
  const choosing = computed(() => found.value !== null && chosen.value === null && !unknown.value && found.value.candidates.length > 0)
  const saving = computed(() => state.value.stage.at === 'saving')

  function apply(event: BenchEvent<BenchAnswer>): void {
    state.value = benchAfter(state.value, event)
  }

  function lay(answer: BenchAnswer): void {
    apply({ type: 'found', found: answer })
    asUnknown.value = false
    pointed.value = 0
    result.value = null
    before = null
    note.value = ''
    photos.value = []
    asked.value = null
    failure.value = null
    key = crypto.randomUUID()
    take(answer.candidates.find(({ id }) => id === answer.named) ?? null)
  }
  function take(candidate: ReturnCandidate | null): void {
    chosenId.value = candidate?.id ?? null
    lines.value = linesOf(candidate?.items ?? [])
    lineAt.value = 0
    if (result.value !== null) setResult(result.value)
  }

  async function look(): Promise<void> {
    const { stage } = state.value
    if (stage.at !== 'looking') return
    try {
      lay(await rpc.returns.lookup({ code: stage.code }))
    } catch (error) {
      failure.value = toUserError(error)
      apply({ type: 'look-failed' })
    }
  }
  /** Takes the next waiting code while the table is free. */
  async function pump(): Promise<void> {
    const [next] = state.value.waiting
    if (state.value.stage.at !== 'free' || next === undefined) return
    const at = Date.now()
    const again = isAgain(next, at, seen, { againMs: terms.value?.againMs ?? 0 })
    seen = [...seen.slice(1 - REMEMBERED), { code: next, at }]
    failure.value = null
    apply({ type: 'next', again })
    await look()
  }
  async function load(): Promise<void> {
    terms.value = await rpc.returns.terms()
  }
  async function scan(raw: string): Promise<void> {
    if (terms.value === null) await load()
    const codes = splitScans(raw, terms.value ?? { prefixes: [], suffixes: [] })
    if (codes.length === 0) return
    apply({ type: 'scanned', codes })
    await pump()
  }

  function setResult(next: ReturnResult): void {
    result.value = next
    lines.value = linesFor(next, next === 'empty' ? lines.value : restored(lines.value))
    asked.value = null
  }
  /** After "empty" was chosen by mistake, what was expected is there again. */
  const restored = (list: readonly ReturnLine[]): readonly ReturnLine[] => (list.length > 0 && list.every(({ received }) => received === 0) ? list.map((line) => ({ ...line, received: line.expected })) : list)

  /** While a digit alone stands in the field it is a result; once more follows it was the beginning of a code. */
  function onTyped(text: string, was: string): void {
    if (found.value === null || (chosen.value === null && !unknown.value)) return
    if (!DIGITS.test(was) && !DIGITS.test(text)) return
    if (!DIGITS.test(was)) before = result.value
    clearTimeout(settling)
    if (DIGITS.test(text)) {
      // once it is settled the next scan finds an empty field
      settling = setTimeout(settle, terms.value?.digitMs ?? 0, text)
      const next = RETURN_RESULTS[Number(text.at(-1)) - 1]
      if (next !== undefined) setResult(next)
    } else if (text !== '') {
      result.value = before
      if (before !== null) setResult(before)
      else lines.value = restored(lines.value)
    }
  }
  function settle(text: string): void {
    if (typed.value !== text) return
    typed.value = ''
    before = null
  }
  /** Enter in the field: a code is scanned; with nothing (or a result) typed, the parcel on the table is done. */
  async function enter(): Promise<void> {
    const text = typed.value.trim()
    const isResult = DIGITS.test(text) && found.value !== null && (chosen.value !== null || unknown.value)
    typed.value = ''
    before = null
    if (text !== '' && !isResult) return scan(text)
    return confirm()
  }

  async function confirm(): Promise<void> {
    const { stage } = state.value
    if (stage.at === 'asked' || stage.at === 'failed') {
      failure.value = null
      apply({ type: 'yes' })
      return look()
    }
    if (stage.at !== 'table') return
    if (stage.found.kind === 'damaged-card' || stage.found.kind === 'too-long') return aside()
    if (choosing.value) {
      take(stage.found.candidates[pointed.value] ?? null)
      return
    }
    await save()
  }

  async function save(): Promise<void> {
    const { stage } = state.value
    if (stage.at !== 'table') return
    const picked = chosen.value
    if (picked !== null && result.value === null) {
      asked.value = 'result'
      return
    }
    const fault = picked === null || result.value === null ? null : lineFault(result.value, lines.value)
    if (fault !== null) {
      asked.value = fault
      return
    }
    apply({ type: 'save' })
    failure.value = null
    const evidence = photos.value.filter((photo) => !photo.filed).map(({ linkId }) => linkId)
    try {
      const done =
        picked === null || result.value === null
          ? await rpc.returns.fileUnknown({ code: stage.code, result: result.value, note: note.value.trim() || null, evidence, key })
          : await rpc.returns.file({ code: stage.code, entryId: picked.entryId, caseId: picked.caseId, orderNo: picked.orderNo, result: result.value, lines: lines.value.map((line) => ({ ...line })), note: note.value.trim() || null, evidence, key })
      tell(done, picked === null ? null : result.value)
      apply({ type: 'saved' })
      await pump()
    } catch (error) {
      failure.value = toUserError(error)
      apply({ type: 'save-failed' })
    }
  }

  function tell({ entry, caseNo, caseMade }: Awaited<ReturnType<typeof rpc.returns.file>>, what: ReturnResult | null): void {
    const title = what === null ? t('warehouse.filedUnknown', { entryNo: entry.entryNo }) : t('warehouse.filed', { entryNo: entry.entryNo, result: t(`warehouse.results.${what}`) })
    filed.value = { no: entry.entryNo, text: title, tone: what === 'sellable' ? 'ok' : what === null || what === 'defective' ? 'soon' : 'late' }
    showToast({
      tone: 'ok',
      title,
      ...(caseNo === null ? {} : { text: t(caseMade ? 'warehouse.filedCaseMade' : 'warehouse.filedCase', { caseNo }) }),
      undo: { label: t('warehouse.undoFiled', { entryNo: entry.entryNo }), run: async () => void (await rpc.returns.undo({ entryId: entry.id })) },
    })
  }

  async function aside(): Promise<void> {
    const { stage } = state.value
    if (stage.at !== 'table' && stage.at !== 'asked' && stage.at !== 'failed') return
    if (stage.at === 'table') showToast({ tone: 'info', title: t('warehouse.putAside', { code: stage.code }) })
    failure.value = null
    apply({ type: 'aside' })
    // an ignored repetition does not make the next one a repetition of itself
    await pump()
  }
  function turnUnknown(): void {
    if (found.value === null || unknown.value) return
    asUnknown.value = true
    lines.value = []
    asked.value = null
  }

  function move(change: number): void {
    if (choosing.value) pointed.value = Math.min((found.value?.candidates.length ?? 1) - 1, Math.max(0, pointed.value + change))
    else lineAt.value = Math.min(Math.max(0, lines.value.length - 1), Math.max(0, lineAt.value + change))
  }
  function count(what: 'expected' | 'received', change: number, at = lineAt.value): void {
    lineAt.value = at
    lines.value = withQuantity(lines.value, at, what, change)
    asked.value = null
  }
  function addPhotos(added: readonly BenchPhoto[]): void {
    photos.value = [...photos.value, ...added]
  }

  return { state, typed, found, chosen, chosenId, unknown, choosing, saving, pointed, result, lines, lineAt, note, photos, failure, asked, filed, load, scan, pump, enter, confirm, save, aside, turnUnknown, move, count, setResult, take, onTyped, addPhotos }
})
