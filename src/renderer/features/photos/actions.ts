/** What a person does with photos from anywhere (A2): paste, pick, look at, file from the inbox. */
import type { Photo } from '../../../contract/photos'
import { t } from '../../i18n'
import { bridge, rpc, useActiveCase } from '../../rpc'
import { openSoon } from '../../ui/dialogs'
import { showToast } from '../../ui/toasts'
import { activeTarget, useFiling, type FilingTarget } from './filing'
import { emptySlots } from './filing-queue'
import { readHtmlPaste, tellLeftOut, type HtmlPaste } from './html-paste'
import { slotName } from './words'

/** Asks for files and files them where `target` says for so many. */
export async function pickPhotos(target: (count: number) => Promise<FilingTarget>): Promise<void> {
  const paths = await bridge.pickFiles({ kind: 'photo', multiple: true })
  if (paths.length === 0) return
  await useFiling().add(
    paths.map((path) => ({ name: path, path })),
    { ...(await target(paths.length)), source: 'picker' },
  )
}

/** P: the picture in the clipboard, or else the picker, to the next empty slot of the active case. */
export async function pasteOrPick(slot?: string): Promise<void> {
  // the case that was active when the key was pressed
  const target = await activeTarget(1, slot)
  const html = await bridge.readClipboardHtml()
  const copied = html === null ? null : readHtmlPaste(html)
  // several pictures are more than the one bitmap that is copied with them
  if (copied !== null && copied.incoming.length > 1) return pasteHtml(copied, await activeTarget(copied.incoming.length, slot))
  if (await pasteBitmap(target)) return
  if (copied !== null && copied.incoming.length + copied.remote.length + copied.broken > 0) return pasteHtml(copied, target)
  await pickPhotos((count) => activeTarget(count, slot))
}

/** Files the pictures of copied HTML, and says which were not taken. */
export async function pasteHtml(copied: HtmlPaste, target: FilingTarget): Promise<void> {
  tellLeftOut(copied)
  await useFiling().add(copied.incoming, { ...target, source: 'paste' })
}

/** Files a picture that another feature holds; what fails is kept with a retry in the pane, as with every filing. */
export async function fileBytes({ name, bytes, caseId, caseNo, slot }: { name: string; bytes: Uint8Array; caseId: string; caseNo: string; slot: string | null }): Promise<void> {
  await useFiling().add([{ name, bytes: () => Promise.resolve(bytes) }], { caseId, caseNo, slots: slot === null ? [] : [slot] })
}

/** Files the clipboard's picture; false when it holds none. */
export async function pasteBitmap(target: FilingTarget): Promise<boolean> {
  const bytes = await bridge.readClipboardImage()
  if (bytes === null) return false
  await useFiling().add([{ name: `${t('photos.pastedName')}.png`, bytes: () => Promise.resolve(bytes) }], { ...target, source: 'paste' })
  return true
}

/** Files a photo of the inbox on the active case, in the given slot or the next empty one; resolves to whether it did. */
export async function fileFromInbox(photo: Photo, slot: string | null): Promise<boolean> {
  const active = useActiveCase()
  if (active.id !== null) await active.refresh()
  const found = active.current
  if (found === null) {
    showToast({ tone: 'info', title: t('photos.noCaseToFile'), text: t('photos.noCaseToFileHint') })
    return false
  }
  const place = slot ?? emptySlots(found.evidenceSlots)[0] ?? null
  const filed = await rpc.photos.assign({ linkId: photo.linkId, caseId: found.id, slot: place })
  showToast({
    tone: 'ok',
    title: place === null ? t('photos.filed', { n: 1, place: found.caseNo }) : t('photos.filedSlot', { place: found.caseNo, slot: slotName(place) }),
    text: filed.archivedAs,
  })
  return true
}

export async function moveToSlot(photo: Photo, slot: string | null): Promise<Photo | null> {
  if (photo.caseId === null) return null
  return rpc.photos.assign({ linkId: photo.linkId, caseId: photo.caseId, slot })
}

/** Shows a photo large, with the others of its list one arrow away. */
export async function viewPhoto(photos: () => readonly Photo[], linkId: string, more?: () => Promise<void>): Promise<void> {
  await openSoon(import('./PhotoViewer.vue'), { photos, linkId, more })
}
