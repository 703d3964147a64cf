/** The reply of the active case: from a template or typed, copied to the clipboard and logged (T1, T3: copied, never sent). */
import type { Finding } from '../../../domain/coach/lint'
import { pick, t } from '../../i18n'
import { explainRefusedPlan, logReplyCopy, nextPart, rpc, useCoach, useReplyPlan } from '../../rpc'
import { copyText } from '../../ui/clipboard'
import { showToast, trackChange } from '../../ui/toasts'
import { newKey } from './actions'
import { BY_HAND, useDesk, type ReplySource } from './desk'
import { replyHandle } from './handle'

const OPEN = /\{\{[^{}]*\}\}/g

/** A blank as people read it: `{{?reason|Reason|a/b}}` is "Reason". */
function blankWord(source: string): string {
  const inner = source.slice(2, -2)
  return inner.startsWith('?') ? (inner.split('|')[1] ?? inner.slice(1)) : inner
}

export interface Blank {
  readonly start: number
  readonly end: number
  readonly word: string
}

/** The blanks that a text still has. */
export function blanksOf(text: string): Blank[] {
  return [...text.matchAll(OPEN)].map((match) => ({ start: match.index, end: match.index + match[0].length, word: blankWord(match[0]) }))
}

/** Puts a text into the reply at the cursor and remembers which template it came from. */
export function insertReply(text: string, source: ReplySource): void {
  const { draft } = useDesk()
  draft.mode = 'reply'
  const wasEmpty = draft.reply.trim() === ''
  if (replyHandle.insert) replyHandle.insert(text)
  else draft.reply = wasEmpty ? text : `${draft.reply}\n${text}`
  if (wasEmpty || draft.source.templateId === null) {
    draft.source = source
    draft.templateText = text
  }
}

/** Says why a text was not copied (P8), with the words selected when they stand in the reply. */
function explainRefusal(text: string, refused: Finding): void {
  const at = useDesk().draft.reply.indexOf(text)
  if (at >= 0) replyHandle.select?.(at + refused.from, at + refused.to)
  showToast({ tone: 'error', title: t('coach.refused'), text: t('coach.refusedText', { words: text.slice(refused.from, refused.to), reason: pick(refused.reason) }) })
}

/**
 * Copies and logs a text, or the part of it whose turn it is. Refused in words while a blank is open, while it holds what no reply may (T6,
 * E1), and while the status that it sets may not be set (T4). Resolves to whether all of it is copied now.
 */
async function copyAndLog(text: string, source: ReplySource, edited: boolean): Promise<boolean> {
  const desk = useDesk()
  if (desk.detail === null) return false
  const [blank] = blanksOf(text)
  if (blank) {
    replyHandle.selectOpen?.()
    showToast({ tone: 'warning', title: t('case.reply.fillFirst'), text: t('case.reply.fillFirstText', { first: blank.word }) })
    return false
  }
  const { id: caseId } = desk.detail
  const refused = await useCoach().refusal(text)
  if (refused !== null) {
    explainRefusal(text, refused)
    return false
  }
  const plan = useReplyPlan().plan(source, Date.now())
  if (plan.refused !== null) {
    explainRefusedPlan(plan)
    return false
  }
  // the person went on to another case meanwhile: its buyer must not get these words
  if (desk.detail?.id !== caseId) return false
  const now = nextPart(desk.detail, text)
  await copyText(now.text)
  const after = await trackChange(logReplyCopy({ caseId, templateId: source.templateId, whole: text, now, plan, edited, title: t('replies.typed'), text: t('case.reply.copiedText'), pictureId: source.imageId }))
  if (after !== null) desk.show(after)
  if (now.isLast) useReplyPlan().reset(source.templateId)
  return now.isLast
}

/** Ctrl+Enter: copies and logs the reply, or saves the note. */
export async function sendDraft(): Promise<void> {
  const desk = useDesk()
  const { draft } = desk
  const isNote = draft.mode === 'note'
  const text = (isNote ? draft.note : draft.reply).trim()
  if (text === '') {
    showToast({ tone: 'info', title: t('case.reply.nothing') })
    replyHandle.focus?.()
    return
  }
  if (isNote) {
    await desk.change((id) => rpc.cases.addNote({ id, text, key: newKey() }))
    draft.note = ''
    draft.mode = 'reply'
    showToast({ tone: 'ok', title: t('case.reply.noteSaved') })
  } else if (await copyAndLog(text, draft.source, draft.source.templateId === null || text !== draft.templateText.trim())) {
    draft.reply = ''
    draft.source = BY_HAND
    draft.templateText = ''
  }
}

/** Another feature hands over a finished text. */
export async function copyGiven(text: string, templateId: string | null): Promise<void> {
  await copyAndLog(text, { ...BY_HAND, templateId }, templateId === null)
}
