/**
 * What can be done with a template: copied and logged, or put into the reply box (T1, T3: copied, never sent). Nothing here needs the case
 * pane: the palette uses `prepareCopy` and `logCopied` with its own way to the clipboard.
 */
import { copyableText } from '../../../domain/template/render'
import type { Template } from '../../../contract/templates'
import { pick, t } from '../../i18n'
import { bridge, explainRefusedPlan, logReplyCopy, nextPart, useActiveCase, useCoach, useReplyPicture, useReplyPlan, type NextPart, type ReplyPlan } from '../../rpc'
import { copyText } from '../../ui/clipboard'
import { runCommand } from '../../ui/commands'
import { openSoon } from '../../ui/dialogs'
import { showToast, trackChange } from '../../ui/toasts'
import { useTemplates } from './template-store'

/** `more`: a part was copied and others follow; `open`: something has to be filled in first; `none`: it was not copied, and that was said. */
export type CopyOutcome = 'copied' | 'more' | 'open' | 'none'

const FIRST_WORDS = 56
let busy = false

export const titleOf = (template: Template): string => pick({ zh: template.titleZh, en: template.titleEn })

const firstWords = (text: string): string => {
  const line = text.replace(/\s+/g, ' ')
  return line.length > FIRST_WORDS ? `${line.slice(0, FIRST_WORDS)}…` : line
}

/** A reply that may be copied: filled, nothing open, nothing that the platform forbids, and what it does besides can be done. */
export interface PreparedReply {
  readonly outcome: 'ready'
  readonly caseId: string
  readonly template: Template
  /** what goes on the clipboard now: the whole reply, or the part whose turn it is (T1) */
  readonly text: string
  readonly whole: string
  readonly now: NextPart
  /** what it does to the case besides being logged (T4), as it was shown */
  readonly plan: ReplyPlan
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
 * Renders a template for the active case and checks it (T1, T4, T6): the first half of copying. The pane and the palette both call this,
 * put `text` on the clipboard in their own way, and then call `logCopied`. It writes nothing.
 */
export async function prepareCopy(templateId: string): Promise<Prepared> {
  const found = await find(templateId)
  if (!found) return { outcome: 'none' }
  const { caseId, template, values } = found
  const store = useTemplates()
  const whole = copyableText(store.render(template, values))
  if (whole === null) {
    store.refusedId = templateId
    return { outcome: 'open' }
  }
  store.refusedId = null
  const refused = await useCoach().refusal(whole)
  if (refused !== null) {
    showToast({ tone: 'error', title: t('coach.refused'), text: t('coach.refusedText', { words: whole.slice(refused.from, refused.to), reason: pick(refused.reason) }) })
    return { outcome: 'none' }
  }
  const detail = useActiveCase().current
  if (detail?.id !== caseId) return { outcome: 'none' }
  const now = nextPart(detail, whole)
  const plan = useReplyPlan().plan({ templateId, actions: template.actions, values }, Date.now())
  if (plan.refused !== null) {
    explainRefusedPlan(plan)
    return { outcome: 'none' }
  }
  return { outcome: 'ready', caseId, template, text: now.text, whole, now, plan }
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
    return ready.now.isLast ? 'copied' : 'more'
  } finally {
    busy = false
  }
}

/**
 * Logs a reply that is on the clipboard by now, with what it does besides, and says so with one undo for all of it: the second half of
 * copying, after `prepareCopy`. A failing log is told, not thrown, and must not read as if the words were not copied. `float`: it was done in
 * the floating window, and into which window it was pasted as well, if it was (T3). Answers whether it is on the case.
 */
export async function logCopied({ caseId, template, whole, now, plan }: PreparedReply, float?: { readonly pastedInto: string | null }): Promise<boolean> {
  if (now.isLast) useTemplates().countUse(template.id)
  const logged = await logReplyCopy({
    caseId, templateId: template.id, whole, now, plan, edited: false, pastedInto: float?.pastedInto ?? null, showsPicture: float !== undefined,
    title: t('replies.done', { title: titleOf(template) }),
    text: firstWords(whole),
    pictureId: template.imageId,
  })
  if (now.isLast) useReplyPlan().reset(template.id)
  return logged !== null
}

/** Puts the picture of the reply that was copied last on the clipboard, and logs it (T5). */
export async function copyPicture(): Promise<void> {
  const pictures = useReplyPicture()
  const picture = pictures.waiting
  if (picture === null || picture.caseId !== useActiveCase().id) {
    showToast({ tone: 'info', title: t('replies.noPicture') })
    return
  }
  if (!(await bridge.writeClipboardImage(picture.photoId))) {
    pictures.tellMissing()
    return
  }
  if (await trackChange(pictures.log(picture))) showToast({ tone: 'ok', title: t('replies.pictureDone') })
}

/** Puts the filled template into the reply box, open places and all: there they are marked and can be written over. */
export async function insertTemplate(templateId: string): Promise<boolean> {
  const ready = await find(templateId)
  if (!ready) return false
  const { text } = useTemplates().render(ready.template, ready.values)
  if (await runCommand('reply.insert', { text, templateId, actions: ready.template.actions, values: ready.values, imageId: ready.template.imageId })) return true
  showToast({ tone: 'warning', title: t('templates.noReplyBox'), text: t('templates.noReplyBoxHint') })
  return false
}

/** From a key or another pane: copies at once, or asks in a dialog for what is open. */
export async function copyFromAnywhere(templateId: string): Promise<void> {
  if ((await copyTemplate(templateId)) !== 'open') return
  // it asks; it does not blame
  useTemplates().refusedId = null
  await openSoon(import('./FillInDialog.vue'), { templateId })
}

/** The template that a number key stands for now. */
export async function copyByDigit(digit: number): Promise<void> {
  const store = useTemplates()
  await store.load()
  const item = store.items.find((one) => one.type === 'template' && one.digit === digit)
  if (item) await copyFromAnywhere(item.id)
}
