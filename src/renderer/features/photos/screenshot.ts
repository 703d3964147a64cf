/** A region screenshot on its way into the archive (A2): the shell has put it on the clipboard already, so nothing is lost when this fails. */
import type { Screenshot } from '../../../contract/native'
import { t } from '../../i18n'
import { bridge, rpc, toUserError, useActiveCase } from '../../rpc'
import { showToast, type Toast } from '../../ui/toasts'
import { activeTarget, rejectionOf, tellAlike } from './filing'
import { emptySlots } from './filing-queue'
import { slotName, thumbOf } from './words'

let tail: Promise<void> = Promise.resolve()

/** Files what waits, one after the other, so that two quick ones take two slots. Resolves when nothing waits. */
export function fileScreenshots(mayFile: () => boolean): Promise<void> {
  const work = async (): Promise<void> => {
    for (let shot = await bridge.takeScreenshot(); shot !== null; shot = await bridge.takeScreenshot()) await file(shot, mayFile)
  }
  // one that failed must not stop the next
  tail = tail.then(work, work)
  return tail
}

/** Where one would go now, in words for the covered displays. */
export async function screenshotPlace(mayFile: boolean): Promise<string> {
  if (!mayFile) return t('capture.toClipboard')
  const active = useActiveCase()
  if (active.id !== null) await active.refresh()
  const found = active.current
  if (found === null) return t('capture.toInbox')
  const slot = emptySlots(found.evidenceSlots)[0]
  return t('capture.to', { place: [found.caseNo, found.buyerNick, slot === undefined ? null : slotName(slot)].filter((part) => part !== null).join(' · ').slice(0, 150) })
}

/** In the window, and by the system where the window is not being looked at. */
function tell(toast: Omit<Toast, 'id'>): void {
  showToast(toast)
  void bridge.tellScreenshot({ title: toast.title, text: toast.text ?? '' })
}

const safe = (shot: Screenshot): string => t(shot.copied ? 'capture.stillCopied' : 'capture.lost')

async function file(shot: Screenshot, mayFile: () => boolean): Promise<void> {
  if (!mayFile()) {
    tell({ tone: 'warning', title: t('capture.notSignedIn'), text: shot.copied ? `${safe(shot)}${t('capture.thenPaste')}` : safe(shot) })
    return
  }
  try {
    const target = await activeTarget(1)
    const slot = target.slots[0] ?? null
    const filed = await rpc.photos.addBytes({ name: `${nameOf(shot.takenAt)}.png`, bytes: new Blob([new Uint8Array(shot.pixels)]), bgra: { width: shot.width, height: shot.height }, caseId: target.caseId, slot, source: 'screenshot' })
    const { photo } = filed
    const place = target.caseNo ?? t('photos.inbox')
    if (photo === null) {
      tell({ tone: 'error', title: t('photos.rejectedOne', { name: filed.name }), text: `${rejectionOf(filed)} ${safe(shot)}` })
    } else if (filed.outcome === 'duplicate') {
      tell({ tone: 'info', title: t('capture.known'), text: photo.archivedAs, picture: thumbOf(photo) })
    } else {
      const name = photo.archivedAs.split('/').at(-1) ?? photo.archivedAs
      tell({
        tone: 'ok',
        title: photo.slot === null ? t('photos.filed', { n: 1, place }) : t('photos.filedSlot', { place, slot: slotName(photo.slot) }),
        text: t(shot.copied ? 'capture.filedHint' : 'capture.filedOnlyHint', { name }),
        ...(photo.hasThumb ? { picture: thumbOf(photo) } : {}),
        undo: {
          label: t('capture.undo'),
          run: async () => {
            await rpc.photoCare.bin({ linkId: photo.linkId, reason: t('capture.undoReason') })
            showToast({ tone: 'ok', title: t('capture.undone'), text: name })
          },
        },
      })
    }
    tellAlike(filed.alike)
  } catch (error) {
    const { what, todo } = toUserError(error)
    const title = t('capture.notFiled', { what })
    const text = [safe(shot), todo].join(' ')
    showToast({ tone: 'error', title, text, action: { label: t('capture.retry'), run: () => void file(shot, mayFile) } })
    void bridge.tellScreenshot({ title, text })
  }
}

/** "屏幕截图 2026-11-26 09.15.03": no colon, which no file name may hold. */
function nameOf(at: number): string {
  const when = new Date(at)
  const two = (n: number): string => String(n).padStart(2, '0')
  const day = [when.getFullYear(), two(when.getMonth() + 1), two(when.getDate())].join('-')
  return t('capture.name', { at: `${day} ${[when.getHours(), when.getMinutes(), when.getSeconds()].map(two).join('.')}` })
}
