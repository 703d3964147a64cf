/** Photos onto the active case: dropped, pasted or picked (A2), to a slot or just to the case. */
import { locale, t } from '../../i18n'
import { bridge, rpc } from '../../rpc'
import { showToast } from '../../ui/toasts'
import { useDesk } from './desk'

type FileResult = Awaited<ReturnType<typeof rpc.photos.addBytes>>

/** The slot that waits for a photo next, required ones first. */
export function nextSlot(): string | null {
  const slots = useDesk().detail?.evidenceSlots.filter((slot) => slot.photoCount === 0) ?? []
  return (slots.find((slot) => slot.required) ?? slots[0])?.slot ?? null
}

function tell(results: readonly FileResult[]): void {
  const count = (outcome: FileResult['outcome']): number => results.filter((one) => one.outcome === outcome).length
  const added = count('added')
  const duplicate = count('duplicate')
  const refused = results.flatMap((one) => (one.rejected ? [`${one.name}：${locale.value === 'en' ? one.rejected.messageEn : one.rejected.messageZh}`] : []))
  if (added + duplicate > 0) {
    const title = t('case.evidence.added', { n: added })
    const again = duplicate > 0 ? t('case.evidence.duplicate', { n: duplicate }) : undefined
    showToast(added > 0 ? { tone: 'ok', title, ...(again === undefined ? {} : { text: again }) } : { tone: 'info', title: again ?? title })
  }
  if (refused.length > 0) showToast({ tone: 'warning', title: t('case.evidence.rejected', { n: refused.length }), text: refused.slice(0, 3).join('\n') })
}

/** A case belongs to who it was when the person let go, not to whichever is active when the bytes are there. */
function place(slot: string | null): { caseId: string; slot: string | null } | null {
  const id = useDesk().detail?.id
  return id === undefined ? null : { caseId: id, slot }
}

async function addPaths(paths: readonly string[], slot: string | null): Promise<FileResult[]> {
  const target = place(slot)
  return target === null || paths.length === 0 ? [] : rpc.photos.addFiles({ paths: [...paths], ...target })
}

/** Files that were dropped or pasted: by path where they have one, else by their bytes. */
export async function addDropped(files: readonly File[], slot: string | null): Promise<void> {
  const target = place(slot)
  if (target === null || files.length === 0) return
  const paths: string[] = []
  const bare: File[] = []
  for (const file of files) {
    const path = bridge.pathForFile(file)
    if (path === '') bare.push(file)
    else paths.push(path)
  }
  const results = paths.length > 0 ? [...(await rpc.photos.addFiles({ paths, ...target }))] : []
  for (const file of bare) results.push(await rpc.photos.addBytes({ name: file.name || `${t('case.evidence.pasted')}.png`, bytes: new Uint8Array(await file.arrayBuffer()), ...target }))
  tell(results)
}

/** Asks for files and files them. */
export async function pickPhotos(slot: string | null): Promise<void> {
  tell(await addPaths(await bridge.pickFiles({ kind: 'photo', multiple: true }), slot))
}

/** P: the picture in the clipboard, or else the picker, to the next empty slot. */
export async function pasteOrPick(): Promise<void> {
  const slot = nextSlot()
  const target = place(slot)
  if (target === null) return
  const bytes = await bridge.readClipboardImage()
  if (bytes === null) await pickPhotos(slot)
  else tell([await rpc.photos.addBytes({ name: `${t('case.evidence.pasted')}.png`, bytes: new Uint8Array(bytes), ...target })])
}
