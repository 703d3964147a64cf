/** Pictures that are dropped or pasted onto the active case (A2). Pasting by P, picking and looking are commands of the photos feature. */
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
  const again = duplicate > 0 ? t('case.evidence.duplicate', { n: duplicate }) : null
  if (added > 0) showToast({ tone: 'ok', title: t('case.evidence.added', { n: added }), ...(again === null ? {} : { text: again }) })
  else if (again !== null) showToast({ tone: 'info', title: again })
  if (refused.length > 0) showToast({ tone: 'warning', title: t('case.evidence.rejected', { n: refused.length }), text: refused.slice(0, 3).join('\n') })
}

/**
 * Files onto the case that was active when the person let go: by path where they have one, else by their bytes. Without a slot they go
 * to the case alone.
 */
export async function addDropped(files: readonly File[], slot: string | null): Promise<void> {
  const caseId = useDesk().detail?.id
  if (caseId === undefined || files.length === 0) return
  const target = { caseId, slot }
  const places = files.map((file) => ({ file, path: bridge.pathForFile(file) }))
  const paths = places.flatMap(({ path }) => (path === '' ? [] : [path]))
  const results = paths.length > 0 ? [...(await rpc.photos.addFiles({ paths, ...target }))] : []
  for (const { file, path } of places) {
    if (path === '') results.push(await rpc.photos.addBytes({ name: file.name || `${t('case.evidence.pasted')}.png`, bytes: file, ...target }))
  }
  tell(results)
}
