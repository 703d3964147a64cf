/**
 * The picture that goes with a reply (T5). Words and picture are two things to paste, so the picture waits until the words are out; whoever
 * copies a reply offers it here, and the next key takes it.
 */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { t } from '../i18n'
import { showToast } from '../ui/toasts'
import { rpc } from './client'
import { toUserError } from './errors'

export interface ReplyPicture {
  /** null: the reply belonged to no case, and nothing is logged */
  readonly caseId: string | null
  readonly templateId: string
  readonly photoId: string
}

export const useReplyPicture = defineStore('reply-picture', () => {
  const waiting = shallowRef<ReplyPicture | null>(null)
  function offer(picture: ReplyPicture | null): void {
    waiting.value = picture
  }
  /** Logs a picture that is on the clipboard by now; a failure is told, not thrown, and must not read as if it was not copied. */
  async function log({ caseId, templateId, photoId }: ReplyPicture): Promise<boolean> {
    if (caseId === null) return true
    try {
      await rpc.cases.logPicture({ id: caseId, templateId, photoId, key: crypto.randomUUID() })
      return true
    } catch (error) {
      showToast({ tone: 'error', title: t('templates.notLogged', { why: toUserError(error).what }), text: t('templates.notLoggedHint') })
      return false
    }
  }
  function tellMissing(): void {
    showToast({ tone: 'warning', title: t('replies.pictureMissing'), text: t('replies.pictureMissingHint') })
  }
  return { waiting, offer, log, tellMissing }
})
