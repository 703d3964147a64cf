/** What is done with quality reports beyond their steps (Q1). Failures are thrown: dialogs and commands show them in words. */
import type { QualityAlertView } from '../../../../contract/quality'
import { fieldOf, type Register } from '../../../../domain/register/register'
import { locale, pick, t } from '../../../i18n'
import { bridge, rpc, toUserError } from '../../../rpc'
import { openDialog, openSoon } from '../../../ui/dialogs'
import ReasonDialog from '../../../ui/ReasonDialog.vue'
import { showToast } from '../../../ui/toasts'
import { checkedEntryIds, registers, selectedEntryId, shownEntryId } from '../descriptions'

export const language = (): 'zh' | 'en' => (locale.value === 'en' ? 'en' : 'zh')
export const qualityRegister = (): Register | undefined => registers.value.find(({ id }) => id === 'quality')

export function problemWords(problem: string): string {
  const register = qualityRegister()
  const option = register === undefined ? undefined : fieldOf(register, 'problem')?.options.find(({ id }) => id === problem)
  return option === undefined ? problem : pick(option)
}
/** What an alert is about, in words. */
export function alertWords({ by, sku, part, problem }: QualityAlertView): string {
  const what = by === 'style' ? (sku ?? '') : by === 'batch' ? t('quality.batchOf', { part: part ?? '' }) : t(by === 'size' ? 'quality.sizeOf' : 'quality.colourOf', { sku: sku ?? '', part: part ?? '' })
  return `${what} · ${problemWords(problem)}`
}

/** Something about it is still to be decided: what is off sale, with the factory or solved raises nobody's attention any more. */
export const isUndecided = (alert: QualityAlertView): boolean => alert.entries.some(({ state }) => state === 'new' || state === 'confirmed' || state === 'stop-suggested')

const STOPPABLE = ['new', 'confirmed', 'factory']
/** Entries of an alert that a step may be taken with. */
export const suggestable = (alert: QualityAlertView): string[] => alert.entries.flatMap(({ id, state }) => (STOPPABLE.includes(state) ? [id] : []))
export const stoppable = (alert: QualityAlertView): string[] => alert.entries.flatMap(({ id, state }) => (state === 'stop-suggested' ? [id] : []))

function askWhy(title: string, label: string, submit: string, testid: string, run: (reason: string) => Promise<void>): void {
  openDialog(ReasonDialog, { title, label, submit, optional: false, requiredWords: t('registers.required'), wordsOf: toUserError, testid, run })
}

export function suggestStop(alert: QualityAlertView): void {
  const ids = suggestable(alert)
  if (ids.length === 0) return
  askWhy(t('quality.suggestTitle', { what: alertWords(alert) }), t('quality.suggestWhy'), t('quality.suggest'), 'quality-suggest', async (reason) => {
    await rpc.registers.move({ register: 'quality', ids, move: 'suggest-stop', values: {}, reason, key: crypto.randomUUID() })
    showToast({ tone: 'ok', title: t('quality.suggested', { n: ids.length }), undo: { label: t('quality.suggest'), run: async () => void (await rpc.registers.undoMove({ register: 'quality', ids })) } })
  })
}
export function takeOffSale(alert: QualityAlertView): void {
  const ids = stoppable(alert)
  if (ids.length === 0) return
  askWhy(t('quality.stopTitle', { what: alertWords(alert) }), t('quality.suggestWhy'), t('quality.decideStop'), 'quality-stop', async (reason) => {
    await rpc.registers.move({ register: 'quality', ids, move: 'accept-stop', values: {}, reason, key: crypto.randomUUID() })
    showToast({ tone: 'ok', title: t('quality.stopped', { n: ids.length }) })
  })
}

/** The reports that the factory sheet is made of: those ticked, else the one that is chosen. */
const meant = (): string[] => (checkedEntryIds.value.size > 0 ? [...checkedEntryIds.value] : [shownEntryId.value ?? selectedEntryId.value].filter((id) => id !== null))

export async function saveSheet(ids: readonly string[] = meant(), ending: 'xlsx' | 'pdf' = 'xlsx'): Promise<void> {
  if (ids.length === 0) {
    showToast({ tone: 'error', title: t('quality.sheetNone') })
    return
  }
  const path = await bridge.saveAs(`${t('quality.sheet')}.${ending}`)
  if (path === null) return
  const done = await rpc.quality.sheet({ ids: [...ids], path, locale: language() })
  showToast({
    tone: 'ok',
    title: t('quality.sheetDone', { n: done.reports, pictures: done.pictures }),
    ...(done.missing.length === 0 ? {} : { text: t('quality.sheetMissing', { names: done.missing.join(', ') }) }),
    action: { label: t('registers.showInFolder'), run: () => void bridge.showInFolder(path) },
  })
}

export const openAlerts = (): Promise<void> => openSoon(import('./AlertsDialog.vue'), {})
export const openPareto = (): Promise<void> => openSoon(import('./ParetoDialog.vue'), {})
