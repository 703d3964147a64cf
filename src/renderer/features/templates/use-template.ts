/** What can be done with a template: copied and logged, or put into the reply box (T1, T3: copied, never sent). */
import { copyableText } from '../../../domain/template/render'
import type { Template } from '../../../contract/templates'
import { pick, t } from '../../i18n'
import { promiseOfStep, promiseWithReply, rpc, toUserError, useActiveCase, useCoach, withdrawStep, type StepPromise } from '../../rpc'
import { copyText } from '../../ui/clipboard'
import { runCommand } from '../../ui/commands'
import { openDialog } from '../../ui/dialogs'
import { showToast, trackChange } from '../../ui/toasts'
import { useTemplates } from './template-store'

/** `open`: something has to be filled in first; `none`: there was no case or no such template, and that was said. */
export type CopyOutcome = 'copied' | 'open' | 'none'

const FIRST_WORDS = 56
let busy = false

export const titleOf = (template: Template): string => pick({ zh: template.titleZh, en: template.titleEn })

const firstWords = (text: string): string => {
  const line = text.replace(/\s+/g, ' ')
  return line.length > FIRST_WORDS ? `${line.slice(0, FIRST_WORDS)}…` : line
}

/** A reply that may be copied: filled, nothing open, nothing that the platform forbids. */
export interface PreparedReply {
  readonly outcome: 'ready'
  readonly caseId: string
  readonly template: Template
  /** the whole reply */
  readonly text: string
  /** what it does to the case besides being logged (T4) */
  readonly actions: Template['actions']
}
/** `open`: something has to be filled in first; `none`: it cannot be copied, and that was said in a notice. */
export type Prepared = PreparedReply | { readonly outcome: 'open' | 'none' }

interface Found {
  readonly caseId: string
  readonly template: Template
  readonly values: Readonly<Record<string, string>>
}

/** The template with fresh values of the active case, or null after saying why not. */
async function find(templateId: string): Promise<Found | null> {
  const active = useActiveCase()
  const store = useTemplates()
  const caseId = active.id
  if (caseId === null) {
    showToast({ tone: 'info', title: t('templates.noCase.title'), text: t('templates.noCase.hint') })
    return null
  }
  await store.load()
  const template = store.byId.get(templateId)
  if (!template) {
    showToast({ tone: 'warning', title: t('templates.unknown'), text: t('templates.unknownHint') })
    return null
  }
  const values = await store.readFacts()
  // the person went on to another case meanwhile: its buyer must not get this one's words
  return active.id === caseId ? { caseId, template, values } : null
}

/**
 * Renders a template for the active case and checks it (T1, T6): the first half of copying. The pane and the palette both call this, put
 * `text` on the clipboard in their own way, and then call `logCopied`. It writes nothing.
 */
export async function prepareCopy(templateId: string): Promise<Prepared> {
  const found = await find(templateId)
  if (!found) return { outcome: 'none' }
  const { caseId, template, values } = found
  const store = useTemplates()
  const text = copyableText(store.render(template, values))
  if (text === null) {
    store.refusedId = templateId
    return { outcome: 'open' }
  }
  store.refusedId = null
  const refused = await useCoach().refusal(text)
  if (refused !== null) {
    showToast({ tone: 'error', title: t('coach.refused'), text: t('coach.refusedText', { words: text.slice(refused.from, refused.to), reason: pick(refused.reason) }) })
    return { outcome: 'none' }
  }
  if (useActiveCase().id !== caseId) return { outcome: 'none' }
  return { outcome: 'ready', caseId, template, text, actions: template.actions }
}

/** Copies the filled template and logs it on the case. Nothing is copied while a placeholder is open. */
export async function copyTemplate(templateId: string): Promise<CopyOutcome> {
  if (busy) return 'none'
  busy = true
  try {
    const ready = await prepareCopy(templateId)
    if (ready.outcome !== 'ready') return ready.outcome
    await copyText(ready.text)
    await trackChange(logCopied(ready))
    return 'copied'
  } finally {
    busy = false
  }
}

/**
 * Logs a reply that is on the clipboard by now and says so: the second half of copying, after `prepareCopy`. A failing log is told, not
 * thrown, and must not read as if the words were not copied. `pastedInto`: title of the window into which it was pasted as well (T3).
 * Answers whether it is on the case.
 */
export async function logCopied({ caseId, template, text }: PreparedReply, pastedInto: string | null = null): Promise<boolean> {
  useTemplates().countUse(template.id)
  // what the step promises goes with its reply, in the same write (P2)
  const promise = promiseWithReply(template.id)
  let made: StepPromise | null = null
  try {
    const after = await rpc.cases.logReply({ id: caseId, templateId: template.id, text, promise, pastedInto, key: crypto.randomUUID() })
    if (promise !== null) made = promiseOfStep(after, promise.stepId)
  } catch (error) {
    const words = toUserError(error)
    showToast({ tone: 'error', title: t('templates.notLogged', { why: words.what }), text: t('templates.notLoggedHint') })
    return false
  }
  const title = t('templates.copied', { title: titleOf(template) })
  if (made === null) showToast({ tone: 'ok', title, text: firstWords(text) })
  else {
    const undo = withdrawStep(made)
    showToast({ tone: 'ok', title, text: undo.label, undo })
  }
  return true
}

/** Puts the filled template into the reply box, open places and all: there they are marked and can be written over. */
export async function insertTemplate(templateId: string): Promise<boolean> {
  const ready = await find(templateId)
  if (!ready) return false
  const { text } = useTemplates().render(ready.template, ready.values)
  if (await runCommand('reply.insert', { text, templateId })) return true
  showToast({ tone: 'warning', title: t('templates.noReplyBox'), text: t('templates.noReplyBoxHint') })
  return false
}

/** From a key or another pane: copies at once, or asks in a dialog for what is open. */
export async function copyFromAnywhere(templateId: string): Promise<void> {
  if ((await copyTemplate(templateId)) !== 'open') return
  const dialog = await import('./FillInDialog.vue')
  // it asks; it does not blame
  useTemplates().refusedId = null
  openDialog(dialog.default, { templateId })
}

/** The template that a number key stands for now. */
export async function copyByDigit(digit: number): Promise<void> {
  const store = useTemplates()
  await store.load()
  const item = store.items.find((one) => one.type === 'template' && one.digit === digit)
  if (item) await copyFromAnywhere(item.id)
}
