import { locale, t } from '../../i18n'
import { bridge, rpc, toUserError } from '../../rpc'
import { showToast } from '../../ui/toasts'
import type { BenchPhoto } from './bench-store'

/** Photos and video of a parcel (W6): straight to its case, or to the inbox until it has one. */
const SLOT = 'inspection-photo'
type Filed = Awaited<ReturnType<typeof rpc.photos.addBytes>>

function kept(results: readonly Filed[], caseId: string | null): BenchPhoto[] {
  for (const { name, rejected } of results) {
    if (rejected !== null) showToast({ tone: 'error', title: t('warehouse.photoFailed', { name: name.split(/[\\/]/).at(-1) ?? name }), text: locale.value === 'en' ? rejected.messageEn : rejected.messageZh })
  }
  return results.flatMap(({ photo }) => (photo === null ? [] : [{ linkId: photo.linkId, name: photo.archivedAs.split('/').at(-1) ?? photo.archivedAs, filed: caseId !== null }]))
}

async function told(work: () => Promise<BenchPhoto[]>): Promise<BenchPhoto[]> {
  try {
    return await work()
  } catch (error) {
    const { what, safe, todo } = toUserError(error)
    showToast({ tone: 'error', title: what, text: [safe, todo].filter(Boolean).join(' ') })
    return []
  }
}

const target = (caseId: string | null) => ({ caseId, slot: SLOT })

/** The picture on the clipboard, else what is picked. */
export const addPhotos = (caseId: string | null): Promise<BenchPhoto[]> =>
  told(async () => {
    const bitmap = await bridge.readClipboardImage()
    if (bitmap !== null) return kept([await rpc.photos.addBytes({ name: 'bench.png', bytes: new Blob([new Uint8Array(bitmap)]), ...target(caseId) })], caseId)
    const paths = await bridge.pickFiles({ kind: 'photo', multiple: true })
    return paths.length === 0 ? [] : kept(await rpc.photos.addFiles({ paths: [...paths], ...target(caseId) }), caseId)
  })

/** Files that were pasted or dropped; call before their event is over. */
export function takeFiles(files: Iterable<File>, caseId: string | null): Promise<BenchPhoto[]> {
  const incoming = [...files].map((file) => ({ file, path: bridge.pathForFile(file) }))
  return told(async () => {
    const paths = incoming.flatMap(({ path }) => (path === '' ? [] : [path]))
    const results = paths.length === 0 ? [] : await rpc.photos.addFiles({ paths, ...target(caseId) })
    for (const { file, path } of incoming) if (path === '') results.push(await rpc.photos.addBytes({ name: file.name || 'bench.png', bytes: file, ...target(caseId) }))
    return kept(results, caseId)
  })
}
