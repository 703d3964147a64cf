/**
 * Copying a reply (T1, T4): its length against the channel's limit, its parts one after the other, the log entry with what it does, and
 * the one undo for all of it. Every feature that copies a reply goes through here.
 */
import { shallowRef } from 'vue'
import type { CaseDetail } from '../../contract/cases'
import type { ReplyPart } from '../../contract/replies'
import { lengthOf } from '../../domain/memo/fit'
import { replyLimit, splitReply, type ReplyLimit } from '../../domain/reply/limits'
import { pick, t } from '../i18n'
import { keysOf } from '../ui/commands'
import { showToast, type UndoStep } from '../ui/toasts'
import { rpc } from './client'
import { useCoach } from './coach'
import { toUserError } from './errors'
import { useReplyPicture } from './reply-picture'
import type { ReplyPlan } from './reply-plan'
import { useSession } from './session'

/** The parts of a text that is being copied, and how many were; another text, or another case, begins anew. */
const progress = shallowRef<{ readonly caseId: string; readonly text: string; readonly reply: string; readonly done: number } | null>(null)

export interface ReplyLength {
  readonly limit: ReplyLimit
  readonly used: number
  readonly parts: readonly string[]
  /** Which part the next copy takes, from 1. */
  readonly next: number
}

/** How a text stands to the limit of the case's channel (T1); null before the limits are known. */
export function replyLength(found: Pick<CaseDetail, 'id' | 'channel' | 'platform'>, text: string): ReplyLength | null {
  const { limits } = useCoach()
  if (limits === null) return null
  const limit = replyLimit(limits, found)
  const parts = splitReply(text, limit)
  const running = progress.value
  return { limit, used: lengthOf(text, limit.unit), parts, next: running?.caseId === found.id && running.text === text && running.done < parts.length ? running.done + 1 : 1 }
}

/** `620/500 字，超过千牛上限，分 2 段复制`; null while the text fits. */
export function tooLongWords(length: ReplyLength | null): string | null {
  if (length === null || length.parts.length === 1) return null
  const { limit, used, parts } = length
  return t('replies.tooLong', { used, max: limit.max, unit: t(`replies.units.${limit.unit}`), where: pick(limit), n: parts.length })
}

export interface NextPart {
  /** What goes on the clipboard now. */
  readonly text: string
  readonly part: ReplyPart | null
  readonly isLast: boolean
}

/** What the next copy of a text puts on the clipboard: the whole, or the part whose turn it is. */
export function nextPart(found: Pick<CaseDetail, 'id' | 'channel' | 'platform'>, text: string): NextPart {
  const length = replyLength(found, text)
  if (length === null || length.parts.length === 1) return { text, part: null, isLast: true }
  const no = length.next
  const reply = no > 1 && progress.value !== null ? progress.value.reply : crypto.randomUUID()
  const of = length.parts.length
  return { text: length.parts[no - 1] ?? text, part: { no, of, reply }, isLast: no === of }
}

export interface LoggedReply {
  readonly caseId: string
  readonly templateId: string | null
  /** The whole reply, of which `now` is what was put on the clipboard. */
  readonly whole: string
  readonly now: NextPart
  readonly edited: boolean
  /** Title of the window into which it was pasted as well (T3). */
  readonly pastedInto?: string | null
  readonly plan: ReplyPlan
  /** What the notice says when all is done. */
  readonly title: string
  readonly text: string
  /** The picture that goes with it (T5): a photo, offered once the whole reply is out; null: none. */
  readonly pictureId: string | null
  /** The place itself shows that the picture is next, so the notice need not. */
  readonly showsPicture?: boolean
}

/**
 * Logs what is on the clipboard by now. What the reply does, and its template, go with its last part, when the buyer has all of it.
 * A failure is told, not thrown, and must not read as if the words were not copied. Resolves to the case afterwards, or null.
 */
export async function logReplyCopy(reply: LoggedReply): Promise<CaseDetail | null> {
  const { caseId, whole, now, plan } = reply
  let after: CaseDetail
  const picture = !now.isLast || reply.pictureId === null || reply.templateId === null ? null : { caseId, templateId: reply.templateId, photoId: reply.pictureId }
  useReplyPicture().offer(picture)
  try {
    after = await rpc.cases.logReply({
      id: caseId, text: now.text, edited: reply.edited, part: now.part, pastedInto: reply.pastedInto ?? null, key: crypto.randomUUID(),
      ...(now.isLast ? { templateId: reply.templateId, promise: plan.promise, does: plan.does } : { templateId: null }),
    })
  } catch (error) {
    const words = toUserError(error)
    showToast({ tone: 'error', title: t('templates.notLogged', { why: words.what }), text: t('templates.notLoggedHint') })
    return null
  }
  if (now.part !== null && !now.isLast) {
    progress.value = { caseId, text: whole, reply: now.part.reply, done: now.part.no }
    showToast({ tone: 'ok', title: t('replies.partDone', { no: now.part.no, of: now.part.of }), text: t('replies.partHint', { next: now.part.no + 1 }) })
    return after
  }
  progress.value = null
  const next = picture === null || reply.showsPicture === true ? '' : t('replies.pictureHint', { key: keysOf('reply.picture')[0] ?? '' })
  const did = plan.lines.filter((line) => line.on).map((line) => line.words)
  const undo = undoOf(after)
  showToast({ tone: 'ok', title: reply.title, text: [did.length > 0 ? did.join(' · ') : reply.text, next].filter(Boolean).join(' '), ...(undo === null ? {} : { undo }) })
  return after
}

/** Takes the copy that was just logged back, with everything that it did. */
function undoOf(after: CaseDetail): UndoStep | null {
  const me = useSession().me?.name ?? null
  const event = after.timeline.findLast((one) => one.type === 'reply-copied' && one.actorName === me)
  if (event === undefined) return null
  return { label: t('replies.undo'), run: async () => void (await rpc.cases.undoEvent({ id: after.id, eventId: event.id, key: crypto.randomUUID() })) }
}

/** Says why a status that a reply sets is refused, before anything is copied (T4). */
export function explainRefusedPlan(plan: ReplyPlan): void {
  const words = plan.lines.find((line) => line.deed === 'status')?.words ?? ''
  showToast({ tone: 'warning', title: t('replies.cannot'), text: t('replies.cannotHint', { why: plan.refused ?? '', words }) })
}
